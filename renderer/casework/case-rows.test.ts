import { describe, expect, it } from 'vitest';
import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import type { CaseEntry } from '../ports/data.ts';
import { caseLoad, filterCases, NOBODY, RUNNING_CASES, toCaseRows } from './case-rows.ts';

const TODAY = '2026-11-28';
const at = '2026-11-20T05:00:00.000Z';
type Events = readonly { readonly id: string; readonly body: CaseEventBody }[];

const entry = (id: string, body: Partial<CaseBody> & { readonly workerIds?: readonly string[] } = {}): CaseEntry => {
  const { workerIds = ['u-1'], ...rest } = body;
  const workers = workerIds.map((userId) => ({ id: `w-${userId}`, userId, role: 'worker' as const, actor: 'u-1', at }));
  return {
    id,
    body: { kind: 'unemployed', state: 'open', number: `1-${id}/2026`, openedOn: '2026-11-20', workers, ...rest },
  };
};
const visit = (caseId: string, on: string): Events => [
  { id: `v-${caseId}`, body: { caseId, kind: 'visit', state: 'planned', on } },
];
const rowsOf = (cases: readonly CaseEntry[], events: Readonly<Record<string, Events>> = {}) =>
  toCaseRows(cases, (id) => events[id] ?? [], new Map(), TODAY);

describe('rows of cases', () => {
  it('name who it is about, and of a violence file nobody', () => {
    const person = { familyName: 'Karimova', givenName: 'Lola' } as never;
    const rows = toCaseRows(
      [entry('1', { personId: 'p' }), entry('2', { kind: 'violence', clientName: 'Yashirin', personId: 'p' })],
      () => [],
      new Map([['p', person]]),
      TODAY,
    );
    expect(rows.map((row) => [row.who, row.guarded])).toEqual([
      ['Karimova Lola', false],
      ['', true],
    ]);
    const found = (text: string) => filterCases(rows, { ...RUNNING_CASES, text }).map((row) => row.id);
    expect(found('лола каримова')).toEqual(['1']);
    expect(found('yashirin')).toEqual([]);
    expect(found('1-2/2026')).toEqual(['2']);
  });

  it('are narrowed by state, kind, worker and what is overdue', () => {
    const cases = [
      entry('1'),
      entry('2', { state: 'closed', kind: 'youth' }),
      entry('3', { state: 'intake', workerIds: [], kind: 'youth' }),
      entry('4', { workerIds: ['u-2'] }),
    ];
    const rows = rowsOf(cases, { 4: visit('4', '2026-11-25') });
    const found = (filter: Partial<typeof RUNNING_CASES>) =>
      filterCases(rows, { ...RUNNING_CASES, ...filter }).map((row) => row.id);
    expect(found({})).toEqual(['1', '3', '4']);
    expect(found({ state: 'all' })).toEqual(['1', '2', '3', '4']);
    expect(found({ state: 'closed' })).toEqual(['2']);
    expect(found({ kind: 'youth' })).toEqual(['3']);
    expect(found({ worker: 'u-2' })).toEqual(['4']);
    expect(found({ worker: NOBODY })).toEqual(['3']);
    expect(found({ overdue: true })).toEqual(['4']);
  });

  it('stay the same while their case, its events and the day do: 8,000 of them are a moment’s work', () => {
    const cases = Array.from({ length: 8_000 }, (_, n) => entry(String(n)));
    const events = Object.fromEntries(cases.map(({ id }) => [id, visit(id, '2026-12-05')]));
    const first = rowsOf(cases, events);
    const began = performance.now();
    const again = rowsOf([...cases.slice(0, -1), entry('last')], events);
    expect(performance.now() - began).toBeLessThan(250);
    expect(again.slice(0, -1).every((row, n) => row === first[n])).toBe(true);
    expect(toCaseRows(cases, (id) => events[id] ?? [], new Map(), '2026-11-29')[0]).not.toBe(first[0]);
  });
});

describe('the load', () => {
  it('counts by worker what runs, what is overdue and which plans wait; everybody of the office has a line', () => {
    const supervised = {
      workers: [
        { id: 'w', userId: 'u-1', role: 'worker' as const, actor: 'u-1', at },
        { id: 's', userId: 'u-3', role: 'supervisor' as const, actor: 'u-1', at },
      ],
      plans: [{ id: 'p-1', actor: 'u-1', at, goals: [{ id: 'g-1', need: 'a', goal: 'b' }] }],
    };
    const rows = rowsOf(
      [
        entry('1'),
        entry('2', { state: 'intake' }),
        entry('3', { workerIds: [] }),
        entry('4', { state: 'closed' }),
        entry('5', supervised as never),
      ],
      { 1: visit('1', '2026-11-20'), 3: visit('3', '2026-11-30') },
    );
    const load = caseLoad(rows, ['u-1', 'u-2', 'u-3']);
    const of = (id: string) => load.find((one) => one.userId === id);
    expect(of('u-1')).toMatchObject({ open: 2, intake: 1, overdue: 2, worst: 8 });
    expect(of(NOBODY)).toMatchObject({ open: 1, pressing: 1, overdue: 0 });
    expect(of('u-2')).toMatchObject({ open: 0, intake: 0 });
    expect(of('u-3')).toMatchObject({ plans: 1, open: 0 });
    expect(load[0]?.userId).toBe('u-1');
  });
});
