import { useCallback, useSyncExternalStore } from 'react';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { headOf, membersOf } from '#shared/domain/casework/household.ts';
import { keptFor, keptOnce, lastOf } from '../../data/derived.ts';
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

const toMap = lastOf((list: readonly Entry<PersonBody>[]) => new Map(list.map(({ id, body }) => [id, body])));

/** Everyone whom the office knows, by id, and its families. Follows every change. */
export function usePeopleAndFamilies(): {
  readonly people: ReadonlyMap<string, PersonBody>;
  readonly families: readonly Entry<HouseholdBody>[];
} {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const list = useSyncExternalStore(subscribe, () => index.people());
  const families = useSyncExternalStore(subscribe, () => index.households());
  return { people: toMap(list), families };
}

const membersKept = keptOnce((body: HouseholdBody) => membersOf(body));

const familyRow = keptFor(
  ({ body }: Entry<HouseholdBody>, people: ReadonlyMap<string, PersonBody>) =>
    membersKept(body).map((one) => people.get(one.personId)),
  ({ id, body }, people): FamilyRow => {
    const members = membersKept(body);
    const head = headOf(body) ?? members[0];
    return {
      id,
      head: head ? nameOf(people.get(head.personId)) : '',
      address: body.address,
      phone: body.phone ?? '',
      members: members.length,
      names: members.map((one) => nameOf(people.get(one.personId))).join(' '),
    };
  },
);

/** Lines of the list of families. */
export const toRows = lastOf(
  (families: readonly Entry<HouseholdBody>[], people: ReadonlyMap<string, PersonBody>): readonly FamilyRow[] =>
    families.map((entry) => familyRow(entry, people)),
);

/** A person in a list. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly body: PersonBody;
  /** Of the family, or their own. */
  readonly address: string;
}

const personRow = keptFor(
  (_body: PersonBody, { address }: { readonly id: string; readonly address: string }) => [address],
  (body, { id, address }): PersonRow => ({ id, body, name: nameOf(body), address }),
);

/** Lines of the list of people. */
export const toPersonRows = lastOf(
  (people: ReadonlyMap<string, PersonBody>, families: readonly Entry<HouseholdBody>[]): readonly PersonRow[] => {
    const addresses = new Map<string, string>();
    for (const { body } of families) for (const one of membersKept(body)) addresses.set(one.personId, body.address);
    return [...people].map(([id, body]) => personRow(body, { id, address: addresses.get(id) ?? body.address ?? '' }));
  },
);
