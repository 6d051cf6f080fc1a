import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import type { CaseEntry } from '../../ports/data.ts';

interface EventEntry {
  readonly id: string;
  readonly body: CaseEventBody;
}

interface ProgrammeEntry {
  readonly id: string;
  readonly body: ProgrammeEntryBody;
}

const NONE: readonly EventEntry[] = [];

const byDay = (a: EventEntry, b: EventEntry) => (b.body.on ?? '9').localeCompare(a.body.on ?? '9');

/** Names as keys, of those who are in no record of a person. */
const nameKeys = new WeakMap<CaseEntry, string>();
function nameKey(entry: CaseEntry): string {
  const known = nameKeys.get(entry);
  if (known !== undefined) return known;
  const key = entry.body.personId || !entry.body.clientName ? '' : ` ${strictKey(entry.body.clientName)}`;
  nameKeys.set(entry, key);
  return key;
}

/** Cases, what happens in them, and entries in programmes, in memory. */
export class CaseworkIndex {
  #cases = new Map<string, CaseEntry>();
  #caseList: readonly CaseEntry[] | null = null;
  #byPerson: Map<string, CaseEntry[]> | null = null;
  #events = new Map<string, EventEntry>();
  #byCase = new Map<string, Set<string>>();
  #sorted = new Map<string, readonly EventEntry[]>();
  #entries = new Map<string, ProgrammeEntry>();
  #entryList: readonly ProgrammeEntry[] | null = null;
  #changes = 0;

  /** Adds or replaces a case; a null body takes it out. */
  setCase(id: string, body: CaseBody | null, space?: 'protected') {
    this.#caseList = null;
    this.#byPerson = null;
    if (body) this.#cases.set(id, { id, body, ...(space ? { space } : {}) });
    else this.#cases.delete(id);
  }

  /** Adds or replaces an event; a null body takes it out. */
  setEvent(id: string, body: CaseEventBody | null) {
    this.#changes += 1;
    const before = this.#events.get(id)?.body.caseId;
    if (before !== undefined) {
      this.#byCase.get(before)?.delete(id);
      this.#sorted.delete(before);
    }
    if (!body) {
      this.#events.delete(id);
      return;
    }
    this.#events.set(id, { id, body });
    const of = this.#byCase.get(body.caseId) ?? new Set();
    this.#byCase.set(body.caseId, of.add(id));
    this.#sorted.delete(body.caseId);
  }

  /** Adds or replaces an entry in a programme; a null body takes it out. */
  setEntry(id: string, body: ProgrammeEntryBody | null) {
    this.#entryList = null;
    if (body) this.#entries.set(id, { id, body });
    else this.#entries.delete(id);
  }

  /** All cases. The array is replaced when something changes, never altered. */
  cases(): readonly CaseEntry[] {
    return (this.#caseList ??= [...this.#cases.values()]);
  }

  /** Events of a case, latest day first, those without a day before all others. */
  eventsOf(caseId: string): readonly EventEntry[] {
    const ids = this.#byCase.get(caseId);
    if (!ids) return NONE;
    const known = this.#sorted.get(caseId);
    if (known) return known;
    const sorted = [...ids].flatMap((id) => this.#events.get(id) ?? []).toSorted(byDay);
    this.#sorted.set(caseId, sorted);
    return sorted;
  }

  /** How many times an event has changed: for what is made of the events of many cases. */
  eventChanges(): number {
    return this.#changes;
  }

  /** All entries in programmes. The array is replaced when something changes, never altered. */
  entries(): readonly ProgrammeEntry[] {
    return (this.#entryList ??= [...this.#entries.values()]);
  }

  /**
   * Cases by the beginning of their number, with or without the laptop's lane, and by the name of somebody who is in no
   * record of a person. Those of the protected space are found nowhere.
   */
  search(text: string, limit: number): readonly { readonly entry: CaseEntry; readonly score: number }[] {
    const asked = text.trim();
    const words = strictKey(asked).split(' ').filter(Boolean);
    if (words.length === 0) return [];
    const found: { entry: CaseEntry; score: number }[] = [];
    for (const entry of this.cases()) {
      const { body, space } = entry;
      if (space || body.kind === 'violence') continue;
      const number = body.number ?? '';
      if (number !== '' && number === asked) found.push({ entry, score: 1 });
      else if (number.startsWith(asked) || number.slice(number.indexOf('-') + 1).startsWith(asked))
        found.push({ entry, score: 0.9 });
      else if (words.every((word) => nameKey(entry).includes(` ${word}`))) found.push({ entry, score: 0.8 });
    }
    return found.toSorted((a, b) => b.score - a.score).slice(0, limit);
  }

  /**
   * Cases of a person. Those of the protected space are not among them: nothing of them is named elsewhere.
   * @param personIds all records of the person
   */
  casesOf(personIds: readonly string[]): readonly CaseEntry[] {
    // A search asks for each of the people that it found.
    if (!this.#byPerson) {
      this.#byPerson = new Map();
      for (const entry of this.cases()) {
        const { personId, kind } = entry.body;
        if (entry.space || kind === 'violence' || personId === undefined) continue;
        const known = this.#byPerson.get(personId);
        if (known) known.push(entry);
        else this.#byPerson.set(personId, [entry]);
      }
    }
    const found = this.#byPerson;
    return personIds.flatMap((id) => found.get(id) ?? []);
  }

  /**
   * Entries of a person in programmes.
   * @param personIds all records of the person
   */
  entriesOf(personIds: readonly string[]): readonly ProgrammeEntry[] {
    return this.entries().filter(({ body }) => body.personId !== undefined && personIds.includes(body.personId));
  }
}
