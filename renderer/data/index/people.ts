import { DuplicateIndex, keysOf } from '#shared/domain/casework/duplicates.ts';
import { nameWords } from '#shared/domain/language/keys.ts';
import { jsonEqual } from '#shared/kernel/json.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { DuplicateHit } from '../../ports/data.ts';
import { NameIndex } from './names.ts';

interface Entry {
  readonly id: string;
  readonly body: PersonBody;
}

function wordsOf(key: string): string[] {
  return key === '' ? [] : key.split(' ');
}

/** 45,000 photographs would be a gigabyte in memory: pages read them from the record. */
function withoutPhoto(body: PersonBody): PersonBody {
  if (body.photo === undefined) return body;
  const { photo: _, ...rest } = body;
  return rest;
}

/** People in memory: found by any spelling of their names, compared for duplicates. */
export class PeopleIndex {
  #names = new NameIndex();
  #entries: (Entry | null)[] = [];
  #slots = new Map<string, number>();
  #duplicates = new DuplicateIndex();

  get size(): number {
    return this.#slots.size;
  }

  /** Adds or replaces a person; a null body takes them out. */
  set(id: string, whole: PersonBody | null) {
    const body = whole && withoutPhoto(whole);
    const old = this.#slots.get(id);
    if (old !== undefined) {
      // The same person once more, as a rebuild of the replica brings: nothing to index anew.
      if (body && jsonEqual(this.#entries[old]?.body as never, body as never)) return;
      this.#entries[old] = null;
      this.#names.remove(old);
      this.#slots.delete(id);
    }
    if (!body) {
      this.#duplicates.set(id, null);
      return;
    }
    const keys = keysOf(body);
    const slot = this.#names.add(
      [...wordsOf(keys.family), ...wordsOf(keys.given), ...wordsOf(keys.patronymic)],
      wordsOf(keys.address),
    );
    this.#entries[slot] = { id, body };
    this.#slots.set(id, slot);
    this.#duplicates.set(id, body, keys);
  }

  /** Everyone, in the order in which they were added. */
  all(): { readonly id: string; readonly body: PersonBody }[] {
    return this.#entries.filter((entry) => entry !== null);
  }

  get(id: string): PersonBody | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#entries[slot]?.body;
  }

  /** The people most like what was typed, best first; scores are 0 to 1. Words of the address tell namesakes apart. */
  search(text: string, limit: number): { readonly id: string; readonly body: PersonBody; readonly score: number }[] {
    const digits = text.replace(/\D/g, '');
    if (digits.length >= 4 && digits.length >= text.trim().length - 4) return this.#byDigits(digits, limit);
    const words = nameWords(text);
    if (words.length === 0) return [];
    return this.#names.search(words, { limit, typing: !/\s$/.test(text) }).flatMap(({ slot, score }) => {
      const entry = this.#entries[slot];
      return entry ? [{ id: entry.id, body: entry.body, score }] : [];
    });
  }

  #byDigits(digits: string, limit: number) {
    const hits: { id: string; body: PersonBody; score: number }[] = [];
    for (const entry of this.#entries) {
      if (!entry) continue;
      const { pinfl, phone, birthDate, document } = entry.body;
      const score = pinfl?.startsWith(digits)
        ? 1
        : phone?.replace(/\D/g, '').includes(digits)
          ? 0.9
          : document?.replace(/\D/g, '') === digits
            ? 0.9
            : birthDate?.replaceAll('-', '').startsWith(digits)
              ? 0.8
              : 0;
      if (score > 0) hits.push({ id: entry.id, body: entry.body, score });
    }
    return hits.toSorted((a, b) => b.score - a.score).slice(0, limit);
  }

  /** People who may be the one that is being entered, likeliest first. */
  duplicatesOf(person: { readonly id?: string | undefined } & Partial<PersonBody>): DuplicateHit[] {
    return this.#duplicates.matches(person).flatMap(({ id, reasons }) => {
      const body = this.get(id);
      return body ? [{ id, body, reasons }] : [];
    });
  }
}
