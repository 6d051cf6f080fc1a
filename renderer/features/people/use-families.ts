import { useCallback, useSyncExternalStore } from 'react';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { headOf, membersOf } from '#shared/domain/casework/household.ts';
import { keptOnce, lastOf } from '../../data/derived.ts';
import { useData } from '../../data/react.tsx';

/** A record in memory. */
export interface Entry<Body> {
  readonly id: string;
  readonly body: Body;
}

/** A person's name as it is written. */
export function nameOf(body: Pick<PersonBody, 'familyName' | 'givenName' | 'patronymic'> | undefined): string {
  return body ? [body.familyName, body.givenName, body.patronymic].filter(Boolean).join(' ') : '';
}

/** A family in a list. */
export interface FamilyRow {
  readonly id: string;
  readonly head: string;
  readonly address: string;
  readonly phone: string;
  readonly members: number;
  /** Names of all, for the box that narrows the list. */
  readonly names: string;
}

/** A person in a list. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly body: PersonBody;
  /** Of the family, or their own. */
  readonly address: string;
}

const membersKept = keptOnce((body: HouseholdBody) => membersOf(body));

function toRow({ id, body }: Entry<HouseholdBody>, members: readonly (PersonBody | undefined)[]): FamilyRow {
  const present = membersKept(body);
  const head = headOf(body) ?? present[0];
  const at = present.findIndex((one) => one.personId === head?.personId);
  return {
    id,
    head: nameOf(members[at]),
    address: body.address,
    phone: body.phone ?? '',
    members: present.length,
    names: members.map(nameOf).join(' '),
  };
}

/** Makes lines of lists, each anew only where something in it has changed. */
export function createRows() {
  const families = new Map<string, { readonly from: readonly unknown[]; readonly row: FamilyRow }>();
  const persons = new Map<string, PersonRow>();
  const addressesOf = lastOf((list: readonly Entry<HouseholdBody>[]) => {
    const addresses = new Map<string, string>();
    for (const { body } of list) for (const one of membersKept(body)) addresses.set(one.personId, body.address);
    return addresses;
  });
  return {
    /** People by id. */
    byId: lastOf((list: readonly Entry<PersonBody>[]) => new Map(list.map(({ id, body }) => [id, body]))),
    /** Lines of the list of families. */
    families: lastOf((list: readonly Entry<HouseholdBody>[], people: ReadonlyMap<string, PersonBody>) =>
      list.map((entry): FamilyRow => {
        const members = membersKept(entry.body).map((one) => people.get(one.personId));
        const known = families.get(entry.id);
        if (known?.from[0] === entry.body && members.every((one, at) => one === known.from[at + 1])) return known.row;
        const row = toRow(entry, members);
        families.set(entry.id, { from: [entry.body, ...members], row });
        return row;
      }),
    ),
    /** Lines of the list of people. */
    people: lastOf((people: ReadonlyMap<string, PersonBody>, list: readonly Entry<HouseholdBody>[]) => {
      const addresses = addressesOf(list);
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
  readonly people: ReadonlyMap<string, PersonBody>;
  readonly families: readonly Entry<HouseholdBody>[];
  /** Lines of both lists. */
  readonly rows: ReturnType<typeof createRows>;
} {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const list = useSyncExternalStore(subscribe, () => index.people());
  const families = useSyncExternalStore(subscribe, () => index.households());
  const rows = rowsOf(index);
  return { people: rows.byId(list), families, rows };
}
