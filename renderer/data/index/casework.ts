import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
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

/** Cases, what happens in them, and entries in programmes, in memory. */
export class CaseworkIndex {
  #cases = new Map<string, CaseEntry>();
  #caseList: readonly CaseEntry[] | null = null;
  #events = new Map<string, EventEntry>();
  #byCase = new Map<string, Set<string>>();
  #sorted = new Map<string, readonly EventEntry[]>();
  #entries = new Map<string, ProgrammeEntry>();
  #entryList: readonly ProgrammeEntry[] | null = null;
  #changes = 0;

  /** Adds or replaces a case; a null body takes it out. */
  setCase(id: string, body: CaseBody | null, space?: 'protected') {
    this.#caseList = null;
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
   * Cases of a person. Those of the protected space are not among them: nothing of them is named elsewhere.
   * @param personIds all records of the person
   */
  casesOf(personIds: readonly string[]): readonly CaseEntry[] {
    return this.cases().filter(
      ({ body, space }) =>
        !space && body.kind !== 'violence' && body.personId !== undefined && personIds.includes(body.personId),
    );
  }

  /**
   * Entries of a person in programmes.
   * @param personIds all records of the person
   */
  entriesOf(personIds: readonly string[]): readonly ProgrammeEntry[] {
    return this.entries().filter(({ body }) => body.personId !== undefined && personIds.includes(body.personId));
  }
}
