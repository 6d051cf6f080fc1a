import { DuplicateIndex, type DuplicatePair, keysOf, type SweepProgress } from '#shared/domain/casework/duplicates.ts';
import { activeMerges, type Clusters, clustersOf } from '#shared/domain/casework/merging.ts';
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
  /** Records that others were merged into, with those; most people are in neither of these two. */
  #merged = new Map<string, readonly string[]>();
  #notSame = new Map<string, ReadonlySet<string>>();
  #clusters: Clusters | null = null;

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
    this.#setLinks(id, body);
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

  #setLinks(id: string, body: PersonBody | null) {
    const merged = body ? activeMerges(body).map((one) => one.otherId) : [];
    if (merged.length > 0) this.#merged.set(id, merged);
    else this.#merged.delete(id);
    const others = body?.notSame ?? [];
    if (others.length > 0) this.#notSame.set(id, new Set(others.map((one) => one.otherId)));
    else this.#notSame.delete(id);
    this.#clusters = null;
  }

  /** Which records are of one person. */
  get clusters(): Clusters {
    return (this.#clusters ??= clustersOf(this.#merged, (id) => this.#slots.has(id)));
  }

  /** Everyone once, in the order in which they were added: records that another one stands for are left out. */
  all(): { readonly id: string; readonly body: PersonBody }[] {
    const { absorbed } = this.clusters;
    const entries = this.#entries.filter((entry) => entry !== null);
    return absorbed.size === 0 ? entries : entries.filter((entry) => !absorbed.has(entry.id));
  }

  /** Whether two records are known to be of one person, or were said to be of two. */
  #isParted = (a: string, b: string): boolean => {
    const { clusters } = this;
    if (clusters.resolve(a) === clusters.resolve(b)) return true;
    if (this.#notSame.size === 0) return false;
    const says = (one: string, other: string) => this.#notSame.get(one)?.has(other) ?? false;
    const others = clusters.of(b);
    return clusters.of(a).some((one) => others.some((other) => says(one, other) || says(other, one)));
  };

  /** Looks through everyone for records that may be one person, in short steps; each person once in a pair. */
  *sweep(): Generator<SweepProgress, readonly DuplicatePair[]> {
    const { pairs } = yield* this.#duplicates.sweepSteps(this.#isParted);
    const seen = new Set<string>();
    // They may have been merged, or said not to be one, while this ran.
    return pairs.flatMap((pair) => {
      if (this.#isParted(pair.a, pair.b)) return [];
      const a = this.clusters.resolve(pair.a);
      const b = this.clusters.resolve(pair.b);
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ ...pair, a, b }];
    });
  }

  get(id: string): PersonBody | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#entries[slot]?.body;
  }

  /**
   * The people most like what was typed, best first; scores are 0 to 1. Words of the address tell namesakes apart. Who
   * is found by a record that was merged into another is shown as the one that stands for them.
   */
  search(text: string, limit: number): { readonly id: string; readonly body: PersonBody; readonly score: number }[] {
    const { absorbed } = this.clusters;
    if (absorbed.size === 0) return this.#find(text, limit);
    const seen = new Set<string>();
    return this.#find(text, limit * 2)
      .flatMap((hit) => {
        const id = absorbed.get(hit.id) ?? hit.id;
        const body = this.get(id);
        if (!body || seen.has(id)) return [];
        seen.add(id);
        return [{ id, body, score: hit.score }];
      })
      .slice(0, limit);
  }

  #find(text: string, limit: number): { readonly id: string; readonly body: PersonBody; readonly score: number }[] {
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

  /** People who may be the one that is being entered, or the one at hand, likeliest first, each once. */
  duplicatesOf(person: { readonly id?: string | undefined } & Partial<PersonBody>): DuplicateHit[] {
    const seen = new Set<string>();
    return this.#duplicates.matches(person, this.#isParted).flatMap((hit) => {
      const id = this.clusters.resolve(hit.id);
      const body = this.get(id);
      if (!body || seen.has(id)) return [];
      seen.add(id);
      return [{ id, body, reasons: hit.reasons }];
    });
  }
}
