import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { headOf, membersOf } from '#shared/domain/casework/household.ts';
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

/** Everyone whom the office knows, by id, and its families. Follows every change. */
export function usePeopleAndFamilies(): {
  readonly people: ReadonlyMap<string, PersonBody> & { readonly resolve: (personId: string) => string };
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
export function toRows(
  families: readonly Entry<HouseholdBody>[],
  people: ReadonlyMap<string, PersonBody> & { readonly resolve?: (personId: string) => string },
): readonly FamilyRow[] {
  return families.map(({ id, body }) => {
    const members = membersOf(body, people.resolve);
    const head = headOf(body) ?? members[0];
    return {
      id,
      head: head ? nameOf(people.get(head.personId)) : '',
      address: body.address,
      phone: body.phone ?? '',
      members: members.length,
      names: members.map((one) => nameOf(people.get(one.personId))).join(' '),
    };
  });
}
