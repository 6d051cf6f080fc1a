import { useCallback, useSyncExternalStore } from 'react';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { headOf, membersOf, presentMembersOf } from '#shared/domain/casework/household.ts';
import { keptOnce, lastOf } from '../../data/derived.ts';
import { useData } from '../../data/react.tsx';
import { fullNameOf as nameOf } from '../../documents/family-fields.ts';

export { nameOf };

/** A record in memory. */
export interface Entry<Body> {
  readonly id: string;
  readonly body: Body;
}

/** A family in a list. */
export interface FamilyRow {
  readonly id: string;
  readonly head: string;
  readonly address: string;
  readonly phone: string;
  readonly members: number;
  readonly body: HouseholdBody;
  /** Names of all, for the box that narrows the list. */
  readonly names: string;
}

/** Everyone once; whoever is asked for by a record that was merged into another is the one that stands for them. */
class PeopleById extends Map<string, PersonBody> {
  readonly resolve: (personId: string) => string;
  constructor(list: readonly Entry<PersonBody>[], resolve: (personId: string) => string) {
    super(list.map(({ id, body }) => [id, body]));
    this.resolve = resolve;
  }
  override get(id: string) {
    return super.get(this.resolve(id));
  }
}

/** Everyone by id, and which record stands for somebody who was entered twice. */
export type People = ReadonlyMap<string, PersonBody> & { readonly resolve: (personId: string) => string };

/** Somebody in a list. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly body: PersonBody;
  /** The family's, or their own where they are in none. */
  readonly address: string;
}

const membersKept = keptOnce((body: HouseholdBody) => membersOf(body));

function toRow({ id, body }: Entry<HouseholdBody>, people: People): FamilyRow {
  const members = presentMembersOf(body, (personId) => people.get(personId), people.resolve);
  const head = members.find((one) => one.relation === 'head') ?? members[0] ?? headOf(body);
  return {
    id,
    body,
    head: head ? nameOf(people.get(head.personId)) : '',
    address: body.address,
    phone: body.phone ?? '',
    members: members.length,
    names: members.map((one) => nameOf(people.get(one.personId))).join(' '),
  };
}

/** Makes lines of lists, each anew only where something in it has changed. */
export function createRows() {
  const families = new Map<string, { readonly from: readonly unknown[]; readonly row: FamilyRow }>();
  const persons = new Map<string, PersonRow>();
  const addressesOf = lastOf((list: readonly Entry<HouseholdBody>[], people: People) => {
    const addresses = new Map<string, string>();
    for (const { body } of list) {
      for (const one of membersKept(body)) addresses.set(people.resolve(one.personId), body.address);
    }
    return addresses;
  });
  return {
    /** People by id. */
    byId: lastOf(
      (list: readonly Entry<PersonBody>[], resolve: (personId: string) => string): People =>
        new PeopleById(list, resolve),
    ),
    /** Lines of the list of families. */
    families: lastOf((list: readonly Entry<HouseholdBody>[], people: People) =>
      list.map((entry): FamilyRow => {
        const members = membersKept(entry.body).map((one) => people.get(one.personId));
        const known = families.get(entry.id);
        if (known?.from[0] === entry.body && members.every((one, at) => one === known.from[at + 1])) return known.row;
        const row = toRow(entry, people);
        families.set(entry.id, { from: [entry.body, ...members], row });
        return row;
      }),
    ),
    /** Lines of the list of people. */
    people: lastOf((people: People, list: readonly Entry<HouseholdBody>[]) => {
      const addresses = addressesOf(list, people);
      return [...people].map(([id, body]): PersonRow => {
        const address = addresses.get(id) ?? body.address ?? '';
        const known = persons.get(id);
        if (known?.body === body && known.address === address) return known;
        const row = { id, body, name: nameOf(body), address };
        persons.set(id, row);
        return row;
      });
    }),
  };
}

const rowsOf = keptOnce((_index: object) => createRows());

/** Everyone whom the office knows, by id, and its families. Follows every change. */
export function usePeopleAndFamilies(): {
  readonly people: People;
  readonly families: readonly Entry<HouseholdBody>[];
  /** Lines of both lists. */
  readonly rows: ReturnType<typeof createRows>;
} {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const list = useSyncExternalStore(subscribe, () => index.people());
  const families = useSyncExternalStore(subscribe, () => index.households());
  const rows = rowsOf(index);
  return { people: rows.byId(list, index.resolve), families, rows };
}
