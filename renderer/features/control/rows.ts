import type { TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import { isExecutor } from '#shared/domain/documents/collections/tasks/index.ts';
import { compareClauses, overdueDays, type Standing, standingOf } from '#shared/domain/documents/control.ts';
import { NATIONAL_STATES, type NationalRow } from '#shared/domain/documents/national-sheet.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import type { DocumentSummary } from '../../ports/data.ts';

/** An assignment with its id. */
export interface TaskRecord {
  readonly id: string;
  readonly body: TaskBody;
}

/** One line of the control journal: an assignment and the paper that it stands on. */
export interface ControlRow {
  readonly id: string;
  readonly body: TaskBody;
  readonly paper: DocumentSummary;
  readonly standing: Standing;
  /** Days past the deadline, 0 where it is in time. */
  readonly overdue: number;
  readonly executor: string;
  readonly unit: string;
}

/** What the control journal is narrowed to. */
export interface ControlFilter {
  /** Standings that are shown together, or null for what is not over. */
  readonly show: 'overdue' | 'soon' | 'reported' | 'asked' | 'lifted' | 'everything' | null;
  readonly executorId: string | null;
  readonly unit: string | null;
  /** Those of the viewer alone, as the main executor or beside them. */
  readonly mine: boolean;
  readonly text: string;
}

/** All that is not over. */
export const RUNNING: ControlFilter = { show: null, executorId: null, unit: null, mine: false, text: '' };

/** Lines of the journal for the assignments whose papers are known, most overdue first. */
export function controlRows(input: {
  readonly tasks: readonly TaskRecord[];
  readonly papers: ReadonlyMap<string, DocumentSummary>;
  readonly today: string;
  readonly nameOf: (id: string | undefined) => string | undefined;
  readonly unitOf: (id: string | undefined) => string;
}): readonly ControlRow[] {
  const rows: ControlRow[] = [];
  for (const { id, body } of input.tasks) {
    const paper = body.kind === 'assignment' ? input.papers.get(body.documentId) : undefined;
    if (!paper || body.state === 'withdrawn') continue;
    rows.push({
      id,
      body,
      paper,
      standing: standingOf(body, input.today),
      overdue: overdueDays(body, input.today),
      executor: input.nameOf(body.assigneeId) ?? '',
      unit: input.unitOf(body.assigneeId),
    });
  }
  return rows.toSorted(
    (a, b) =>
      Number(a.standing === 'lifted') - Number(b.standing === 'lifted') ||
      (a.body.dueDate ?? '9999').localeCompare(b.body.dueDate ?? '9999') ||
      (a.paper.number ?? '').localeCompare(b.paper.number ?? '') ||
      compareClauses(a.body.clause, b.body.clause),
  );
}

function shown(row: ControlRow, show: ControlFilter['show']): boolean {
  switch (show) {
    case null:
      return row.standing !== 'lifted';
    case 'everything':
      return true;
    case 'soon':
      return row.standing === 'today' || row.standing === 'week';
    case 'asked':
      return row.body.extensionState === 'asked' && row.standing !== 'lifted';
    case 'overdue':
    case 'reported':
    case 'lifted':
      return row.standing === show;
  }
}

/** Lines that fit a filter, in their order. Text is found in any script and any spelling of apostrophes. */
export function filterRows(
  rows: readonly ControlRow[],
  filter: ControlFilter,
  viewerId: string,
): readonly ControlRow[] {
  const words = strictKey(filter.text).split(' ').filter(Boolean);
  return rows.filter((row) => {
    if (!shown(row, filter.show)) return false;
    if (filter.mine && !isExecutor(row.body, viewerId)) return false;
    if (filter.executorId !== null && !isExecutor(row.body, filter.executorId)) return false;
    if (filter.unit !== null && row.unit !== filter.unit) return false;
    if (words.length === 0) return true;
    const { number, subject, correspondent } = row.paper;
    const key = strictKey([number, subject, correspondent, row.body.text, row.executor].filter(Boolean).join(' '));
    return words.every((word) => key.includes(word));
  });
}

/** Lines as the national register has them. Parts of an assignment stay in the office: its main executor answers for it. */
export function toNationalRows(rows: readonly ControlRow[], kindOf: (kind: string) => string): readonly NationalRow[] {
  return rows
    .filter(({ body }) => !body.parentId)
    .map(({ body, paper, standing, overdue, executor, unit }, at) => ({
      no: at + 1,
      kind: kindOf(paper.kind),
      dueDate: body.dueDate ?? null,
      overdue: overdue > 0 ? overdue : null,
      number: paper.number ?? '',
      date: paper.regDate ?? null,
      summary: paper.subject,
      clause: body.clause ?? '',
      executor,
      unit,
      others: body.coAssigneeIds?.length || null,
      state: NATIONAL_STATES[standing],
    }));
}
