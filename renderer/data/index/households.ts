import { membersOf } from '#shared/domain/casework/household.ts';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';

interface Entry {
  readonly id: string;
  readonly body: HouseholdBody;
}

const NONE: readonly Entry[] = [];

/** Families in memory, found by the people who are or were in them. */
export class HouseholdsIndex {
  #entries = new Map<string, Entry>();
  #byPerson = new Map<string, Set<string>>();
  #list: readonly Entry[] | null = null;

  /** Adds or replaces a family; a null body takes it out. */
  set(id: string, body: HouseholdBody | null) {
    for (const { personId } of this.#entries.get(id)?.body.members ?? []) this.#byPerson.get(personId)?.delete(id);
    this.#list = null;
    if (!body) {
      this.#entries.delete(id);
      return;
    }
    this.#entries.set(id, { id, body });
    for (const { personId } of body.members ?? []) {
      const of = this.#byPerson.get(personId) ?? new Set();
      this.#byPerson.set(personId, of.add(id));
    }
  }

  /** All families. The array is replaced when something changes, never altered. */
  all(): readonly Entry[] {
    return (this.#list ??= [...this.#entries.values()]);
  }

  /**
   * Families that somebody is or was in, those of the present first.
   * @param personIds all records of the person
   */
  of(personIds: readonly string[]): readonly Entry[] {
    const ids = new Set(personIds.flatMap((id) => [...(this.#byPerson.get(id) ?? [])]));
    if (ids.size === 0) return NONE;
    const isIn = ({ body }: Entry) => membersOf(body).some((one) => personIds.includes(one.personId));
    return [...ids].flatMap((id) => this.#entries.get(id) ?? []).toSorted((a, b) => Number(isIn(b)) - Number(isIn(a)));
  }
}
