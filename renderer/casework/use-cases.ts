import { useCallback, useSyncExternalStore } from 'react';
import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { CaseEntry, RecordIndex } from '../ports/data.ts';
import { keptOnce, lastOf } from '../data/derived.ts';
import { useData } from '../data/react.tsx';
import { useToday } from '../documents/office.ts';
import { type CaseRow, toCaseRows } from './case-rows.ts';

const byIdOf = keptOnce((_index: object) =>
  lastOf(
    (list: readonly { readonly id: string; readonly body: PersonBody }[]): ReadonlyMap<string, PersonBody> =>
      new Map(list.map(({ id, body }) => [id, body])),
  ),
);

/** Everyone whom the office knows, by id. Follows every change. */
export function usePeople(): ReadonlyMap<string, PersonBody> {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const list = useSyncExternalStore(subscribe, () => index.people());
  return byIdOf(index)(list);
}

const rowsOf = keptOnce((index: Pick<RecordIndex, 'eventsOf'>) =>
  lastOf(
    // `changes` says that some event has changed.
    (cases: readonly CaseEntry[], _changes: number, people: ReadonlyMap<string, PersonBody>, today: Day) =>
      toCaseRows(cases, (id) => index.eventsOf(id), people, today),
  ),
);

/** {@link useCaseRows} for whoever looks once in a while and not with every change, of these cases. */
export function caseRowsOf(
  index: RecordIndex,
  cases: readonly CaseEntry[],
  eventChanges: number,
  today: Day,
): readonly CaseRow[] {
  return rowsOf(index)(cases, eventChanges, byIdOf(index)(index.people()), today);
}

/** All cases of this person's office that they may see, with what each asks for. */
export function useCaseRows(): readonly CaseRow[] {
  const { index } = useData();
  const today = useToday();
  const people = usePeople();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const cases = useSyncExternalStore(subscribe, () => index.cases());
  // Events change without their cases.
  const changes = useSyncExternalStore(subscribe, () => index.eventChanges());
  return rowsOf(index)(cases, changes, people, today);
}

/** What happens in a case, latest day first. */
export function useEventsOf(caseId: string): readonly { readonly id: string; readonly body: CaseEventBody }[] {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  return useSyncExternalStore(subscribe, () => index.eventsOf(caseId));
}
