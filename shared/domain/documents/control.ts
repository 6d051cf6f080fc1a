import { type Day, daysBetween } from '#shared/domain/language/dates.ts';
import type { TaskBody } from './collections/tasks/index.ts';

/** An assignment with its id. */
export interface ControlledTask {
  readonly id: string;
  readonly body: TaskBody;
}

/** How an assignment stands: by its state, and where it still runs, by its deadline. */
export type Standing = 'overdue' | 'today' | 'week' | 'later' | 'no_term' | 'reported' | 'lifted' | 'withdrawn';

/** Whether an assignment is still under the head's control. */
export function isUnderControl(body: Pick<TaskBody, 'kind' | 'state' | 'control'>): boolean {
  if (body.kind !== 'assignment' || body.control === 'off' || body.control === 'lifted') return false;
  return body.state === 'open' || body.state === 'reported';
}

/**
 * Days past the deadline ("Kun" of the national register): of a running assignment up to today, of a reported or
 * lifted one up to the day of its report, or of its lifting where none was noted. 0 where it is or was in time.
 */
export function overdueDays(
  body: Pick<TaskBody, 'state' | 'dueDate' | 'reportedDate' | 'liftedDate'>,
  today: Day,
): number {
  if (!body.dueDate || body.state === 'withdrawn') return 0;
  const until = body.state === 'open' ? today : (body.reportedDate ?? body.liftedDate ?? today);
  return Math.max(0, daysBetween(body.dueDate, until));
}

/** How an assignment stands on a day. */
export function standingOf(body: TaskBody, today: Day): Standing {
  if (body.state === 'done') return 'lifted';
  if (body.state === 'withdrawn') return 'withdrawn';
  if (body.state === 'reported') return 'reported';
  if (!body.dueDate) return 'no_term';
  const days = daysBetween(today, body.dueDate);
  if (days < 0) return 'overdue';
  if (days === 0) return 'today';
  return days <= 7 ? 'week' : 'later';
}

/** Figures over assignments. Every assignment is in exactly one of `running`, `reported`, `lifted`. */
export interface ControlFigures {
  /** All assignments that this one answers for as the main executor; withdrawn ones are not counted. */
  readonly total: number;
  readonly running: number;
  /** Of the running ones, past their deadline. */
  readonly overdue: number;
  /** Of the running ones, due today or within seven days. */
  readonly soon: number;
  readonly reported: number;
  readonly lifted: number;
  /** Of the lifted ones, reported after their deadline. */
  readonly liftedLate: number;
  /** Assignments of others in which this one helps; in no total, so that nothing is counted twice. */
  readonly helping: number;
}

/** One line of a summary. */
export interface ControlSummaryRow extends ControlFigures {
  /** A person's id or a unit's name; empty for assignments that name nobody. */
  readonly key: string;
}

const NONE: ControlFigures = {
  total: 0,
  running: 0,
  overdue: 0,
  soon: 0,
  reported: 0,
  lifted: 0,
  liftedLate: 0,
  helping: 0,
};

function add(figures: ControlFigures, body: TaskBody, today: Day): ControlFigures {
  const standing = standingOf(body, today);
  if (standing === 'withdrawn') return figures;
  const running = body.state === 'open';
  return {
    ...figures,
    total: figures.total + 1,
    running: figures.running + (running ? 1 : 0),
    overdue: figures.overdue + (standing === 'overdue' ? 1 : 0),
    soon: figures.soon + (standing === 'today' || standing === 'week' ? 1 : 0),
    reported: figures.reported + (standing === 'reported' ? 1 : 0),
    lifted: figures.lifted + (standing === 'lifted' ? 1 : 0),
    liftedLate: figures.liftedLate + (standing === 'lifted' && overdueDays(body, today) > 0 ? 1 : 0),
  };
}

/**
 * Figures by person or by unit. An assignment is counted once, under its main executor; co-executors see it under
 * `helping` alone, and the parts of an assignment are the main executor's own business.
 * @param keyOf the line that a person belongs to: themselves, or their unit
 */
export function summariseControl(
  tasks: readonly ControlledTask[],
  today: Day,
  keyOf: (personId: string) => string,
): { readonly rows: readonly ControlSummaryRow[]; readonly all: ControlFigures } {
  const rows = new Map<string, ControlFigures>();
  let all = NONE;
  for (const { body } of tasks) {
    if (body.kind !== 'assignment' || body.parentId || body.state === 'withdrawn') continue;
    const main = body.assigneeId ? keyOf(body.assigneeId) : '';
    rows.set(main, add(rows.get(main) ?? NONE, body, today));
    all = add(all, body, today);
    const others = new Set((body.coAssigneeIds ?? []).map(keyOf));
    others.delete(main);
    for (const other of others) {
      const figures = rows.get(other) ?? NONE;
      rows.set(other, { ...figures, helping: figures.helping + 1 });
    }
    if (others.size > 0) all = { ...all, helping: all.helping + 1 };
  }
  return {
    rows: [...rows]
      .map(([key, figures]) => ({ key, ...figures }))
      .toSorted((a, b) => b.overdue - a.overdue || b.running - a.running || (a.key < b.key ? -1 : 1)),
    all,
  };
}

/** The clauses of a resolution or of minutes in the order in which they are read: 1, 1.2, 2, 10, then those without. */
export function compareClauses(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return a ? -1 : b ? 1 : 0;
  const left = a.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const right = b.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x = '', y = ''] = [left[at], right[at]];
    if (x === y) continue;
    const [m, n] = [Number(x), Number(y)];
    if (x !== '' && y !== '' && Number.isFinite(m) && Number.isFinite(n)) return m - n;
    return x < y ? -1 : 1;
  }
  return 0;
}
