import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { headOf, membersOf, presentMembersOf } from '#shared/domain/casework/household.ts';
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

/** Everyone whom the office knows, by id, and its families. Follows every change. */
export function usePeopleAndFamilies(): {
  readonly people: People;
  readonly families: readonly Entry<HouseholdBody>[];
} {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const list = useSyncExternalStore(subscribe, () => index.people());
  const families = useSyncExternalStore(subscribe, () => index.households());
  const people = useMemo(() => new PeopleById(list, index.resolve), [list, index]);
  return { people, families };
}

/** Lines of the list of families. */
export function toRows(families: readonly Entry<HouseholdBody>[], people: People): readonly FamilyRow[] {
  return families.map(({ id, body }) => {
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
  });
}

/** Somebody in a list. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly body: PersonBody;
  /** The family's, or their own where they are in none. */
  readonly address: string;
}

/** Lines of the list of people. */
export function toPersonRows(people: People, families: readonly Entry<HouseholdBody>[]): readonly PersonRow[] {
  const addresses = new Map<string, string>();
  for (const { body } of families)
    for (const one of membersOf(body)) addresses.set(people.resolve(one.personId), body.address);
  return [...people].map(([id, body]) => ({
    id,
    body,
    name: nameOf(body),
    address: addresses.get(id) ?? body.address ?? '',
  }));
}
