import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { TaskBody } from './collections/tasks/index.ts';
import { compareClauses, isUnderControl, overdueDays, standingOf, summariseControl } from './control.ts';

const TODAY = '2026-11-24';
const body = (fields: Partial<TaskBody>): TaskBody => ({
  kind: 'assignment',
  state: 'open',
  documentId: 'paper-1',
  ...fields,
});

describe('days overdue', () => {
  it.each([
    ['running, past its deadline', { dueDate: '2026-11-20' }, 4, 'overdue'],
    ['running, due today', { dueDate: TODAY }, 0, 'today'],
    ['running, due in a week', { dueDate: '2026-12-01' }, 0, 'week'],
    ['running, due later', { dueDate: '2026-12-02' }, 0, 'later'],
    ['running, without a deadline', {}, 0, 'no_term'],
    [
      'reported late, waiting for the head',
      { state: 'reported', dueDate: '2026-11-10', reportedDate: '2026-11-12' },
      2,
      'reported',
    ],
    [
      'reported in time, waiting for the head',
      { state: 'reported', dueDate: '2026-11-10', reportedDate: '2026-11-10' },
      0,
      'reported',
    ],
    [
      'lifted late, reported in time',
      { state: 'done', dueDate: '2026-11-10', reportedDate: '2026-11-09', liftedDate: '2026-11-20' },
      0,
      'lifted',
    ],
    ['lifted without a report', { state: 'done', dueDate: '2026-11-10', liftedDate: '2026-11-13' }, 3, 'lifted'],
    ['withdrawn', { state: 'withdrawn', dueDate: '2026-01-01' }, 0, 'withdrawn'],
  ] as const)('%s', (_, fields, days, standing) => {
    expect(overdueDays(body(fields), TODAY)).toBe(days);
    expect(standingOf(body(fields), TODAY)).toBe(standing);
  });

  it('knows what is under control', () => {
    expect(isUnderControl(body({}))).toBe(true);
    expect(isUnderControl(body({ control: 'on', state: 'reported' }))).toBe(true);
    expect(isUnderControl(body({ control: 'off' }))).toBe(false);
    expect(isUnderControl(body({ state: 'done', control: 'lifted' }))).toBe(false);
    expect(isUnderControl(body({ kind: 'approval' }))).toBe(false);
  });
});

describe('the summary', () => {
  it('counts the main executor once and co-executors in no total', () => {
    const tasks = [
      { id: 'a', body: body({ assigneeId: 'u-1', coAssigneeIds: ['u-2', 'u-3'], dueDate: '2026-11-20' }) },
      { id: 'b', body: body({ assigneeId: 'u-2', coAssigneeIds: ['u-1'], dueDate: '2026-11-25' }) },
      { id: 'c', body: body({ assigneeId: 'u-1', state: 'done', dueDate: '2026-11-01', liftedDate: '2026-11-02' }) },
      { id: 'd', body: body({ assigneeId: 'u-2', parentId: 'a', dueDate: '2026-11-19' }) },
      { id: 'e', body: body({ assigneeId: 'u-2', state: 'withdrawn' }) },
      { id: 'f', body: body({ kind: 'approval' }) },
    ];
    const { rows, all } = summariseControl(tasks, TODAY, (id) => id);
    expect(all).toMatchObject({ total: 3, running: 2, overdue: 1, soon: 1, lifted: 1, liftedLate: 1, helping: 2 });
    expect(rows.find((row) => row.key === 'u-1')).toMatchObject({ total: 2, overdue: 1, liftedLate: 1, helping: 1 });
    expect(rows.find((row) => row.key === 'u-2')).toMatchObject({ total: 1, soon: 1, helping: 1 });
    expect(rows.find((row) => row.key === 'u-3')).toMatchObject({ total: 0, helping: 1 });
  });

  it('counts a unit once where executor and co-executors are of it', () => {
    const tasks = [{ id: 'a', body: body({ assigneeId: 'u-1', coAssigneeIds: ['u-2'], dueDate: TODAY }) }];
    const { rows, all } = summariseControl(tasks, TODAY, () => 'Kotibiyat');
    expect(rows).toMatchObject([{ key: 'Kotibiyat', total: 1, helping: 0 }]);
    expect(all.helping).toBe(0);
  });

  const someone = fc.constantFrom('u-1', 'u-2', 'u-3', 'u-4');
  const anyTask = fc.record({
    id: fc.string(),
    body: fc.record({
      kind: fc.constantFrom('assignment' as const, 'approval' as const),
      state: fc.constantFrom('open' as const, 'reported' as const, 'done' as const, 'withdrawn' as const),
      documentId: fc.constant('paper-1'),
      assigneeId: fc.option(someone, { nil: undefined }),
      coAssigneeIds: fc.uniqueArray(someone),
      parentId: fc.option(fc.constant('other'), { nil: undefined, freq: 5 }),
      dueDate: fc.option(fc.constantFrom('2026-11-01', TODAY, '2026-11-30', '2027-01-01'), { nil: undefined }),
    }),
  });

  test('the lines add up to the whole, however they are grouped, and co-executors change no total', () => {
    fc.assert(
      fc.property(fc.array(anyTask, { maxLength: 40 }), fc.boolean(), (tasks, byUnit) => {
        const bodies = tasks as never;
        const keyOf = byUnit ? (id: string) => (id < 'u-3' ? 'unit-1' : 'unit-2') : (id: string) => id;
        const { rows, all } = summariseControl(bodies, TODAY, keyOf);
        for (const figure of ['total', 'running', 'overdue', 'soon', 'reported', 'lifted', 'liftedLate'] as const) {
          expect(rows.reduce((sum, row) => sum + row[figure], 0)).toBe(all[figure]);
        }
        expect(all.total).toBe(all.running + all.reported + all.lifted);
        const alone = tasks.map((task) => ({ ...task, body: { ...task.body, coAssigneeIds: [] } }));
        expect(summariseControl(alone as never, TODAY, keyOf).all).toEqual({ ...all, helping: 0 });
      }),
    );
  });
});

test('clauses are read in the order of their numbers', () => {
  const order = ['10', '2', undefined, '1.10', '1', '1.2', '2а'].toSorted(compareClauses);
  expect(order).toEqual(['1', '1.2', '1.10', '2', '10', '2а', undefined]);
});
