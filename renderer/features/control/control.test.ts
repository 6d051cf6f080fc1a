import { describe, expect, it } from 'vitest';
import type { TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import { type NationalRow, readNationalCells, toNationalCells } from '#shared/domain/documents/national-sheet.ts';
import type { DocumentSummary } from '../../ports/data.ts';
import { kindNames, planImport } from './plan.ts';
import { controlRows, filterRows, RUNNING, toNationalRows } from './rows.ts';

const TODAY = '2026-11-24';
const paper = (id: string, fields: Partial<DocumentSummary> = {}) =>
  ({
    id,
    journal: 'incoming',
    kind: 'letter',
    state: 'in_execution',
    number: `K-1/${id}`,
    regDate: '2026-11-02',
    subject: `Qish mavsumi ${id}`,
    ...fields,
  }) as DocumentSummary;
const task = (id: string, body: Partial<TaskBody>) => ({
  id,
  body: {
    kind: 'assignment',
    state: 'open',
    documentId: '1',
    assigneeId: 'u-spec',
    dueDate: '2026-11-20',
    ...body,
  } as TaskBody,
});
const names: Readonly<Record<string, string>> = { 'u-spec': 'Yusupov Jasur', 'u-sec': 'Karimova Dilnoza' };
const rowsOf = (...tasks: ReturnType<typeof task>[]) =>
  controlRows({
    tasks,
    papers: new Map([paper('1'), paper('2', { subject: 'Шағал йўл' })].map((one) => [one.id, one])),
    today: TODAY,
    nameOf: (id) => names[id ?? ''],
    unitOf: (id) => (id === 'u-sec' ? 'Kotibiyat' : 'Hokim yordamchisi'),
  });
const all = rowsOf(
  task('later', { dueDate: '2026-12-20' }),
  task('over', { coAssigneeIds: ['u-sec', 'u-else'], clause: '2' }),
  task('over-first', { clause: '1', extensionState: 'asked' }),
  task('lifted', { state: 'done', liftedDate: '2026-11-21' }),
  task('reported', { documentId: '2', state: 'reported', reportedDate: '2026-11-19', assigneeId: 'u-sec' }),
  task('part', { parentId: 'over', dueDate: '2026-11-25', assigneeId: 'u-sec' }),
  task('gone', { documentId: 'unknown' }),
  task('approval', { kind: 'approval' }),
  task('withdrawn', { state: 'withdrawn' }),
);
const ids = (filter: Partial<typeof RUNNING>, viewer = 'u-chair') =>
  filterRows(all, { ...RUNNING, ...filter }, viewer).map((row) => row.id);

describe('the control journal', () => {
  it('holds assignments of papers that are here, most overdue first, clauses in order', () => {
    expect(ids({ show: 'everything' })).toEqual(['over-first', 'over', 'reported', 'part', 'later', 'lifted']);
    expect(all.map((row) => row.overdue)).toEqual([4, 4, 0, 0, 0, 1]);
  });

  it('is narrowed by standing, person, unit and words in any script', () => {
    expect(ids({})).not.toContain('lifted');
    expect(ids({ show: 'overdue' })).toEqual(['over-first', 'over']);
    expect(ids({ show: 'soon' })).toEqual(['part']);
    expect(ids({ show: 'asked' })).toEqual(['over-first']);
    expect(ids({ show: 'lifted' })).toEqual(['lifted']);
    expect(ids({ mine: true }, 'u-sec')).toEqual(['over', 'reported', 'part']);
    expect(ids({ executorId: 'u-sec' })).toEqual(['over', 'reported', 'part']);
    expect(ids({ unit: 'Kotibiyat' })).toEqual(['reported', 'part']);
    expect(ids({ text: 'shag`al yo’l' })).toEqual(['reported']);
  });

  it('goes into the national register: one line an assignment, its others counted, its parts left out', () => {
    const lines = toNationalRows(all, (kind) => (kind === 'letter' ? 'Хат' : kind));
    expect(lines.map((line) => [line.no, line.clause, line.overdue, line.others, line.state])).toEqual([
      [1, '1', 4, null, 'Муддати ўтган'],
      [2, '2', 4, 2, 'Муддати ўтган'],
      [3, '', null, null, 'Ҳисобот берилган'],
      [4, '', null, null, 'Ижрода'],
      [5, '', 1, null, 'Назоратдан олинган'],
    ]);
    expect(lines[0]).toMatchObject({ kind: 'Хат', number: 'K-1/1', date: '2026-11-02', executor: 'Yusupov Jasur' });
  });
});

describe('an import', () => {
  const line = (fields: Partial<NationalRow>): NationalRow => ({
    no: 1,
    kind: 'Топшириқ',
    dueDate: '2026-12-01',
    overdue: null,
    number: '07/1',
    date: '2026-11-10',
    summary: 'Ҳисобот берилсин',
    clause: '',
    executor: 'Юсупов Жасур',
    unit: '',
    others: null,
    state: 'Ижрода',
    ...fields,
  });
  const plan = (...lines: NationalRow[]) => {
    const read = readNationalCells(toNationalCells(lines));
    if (!read.ok) throw new Error(read.failure.code);
    return planImport({
      rows: read.value.rows,
      papers: [paper('1'), paper('3', { number: 'K-1/9', theirNumber: '07/9', theirDate: '2026-11-10' })],
      staff: [
        { id: 'u-spec', name: 'Yusupov Jasur' },
        { id: 'u-a', name: 'Karimov Anvar' },
        { id: 'u-b', name: 'Karimov Anvar' },
      ],
      kinds: kindNames((kind) => (kind === 'instruction' ? ['Topshiriq', 'Поручение'] : [kind])),
      today: TODAY,
    });
  };

  it('makes one paper of the lines of one number and day, with its clauses and executors in any script', () => {
    const { papers, warnings } = plan(
      line({ clause: '1' }),
      line({ clause: '2', summary: 'Рўйхат тузилсин', dueDate: '2026-12-05' }),
    );
    expect(warnings).toEqual([]);
    expect(papers).toMatchObject([
      { number: '07/1', date: '2026-11-10', kind: 'instruction', dueDate: '2026-12-05', fate: 'new', note: '' },
    ]);
    expect(papers[0]?.clauses).toMatchObject([
      { clause: '1', executorId: 'u-spec', dueDate: '2026-12-01', text: 'Ҳисобот берилсин' },
      { clause: '2', executorId: 'u-spec', dueDate: '2026-12-05', text: 'Рўйхат тузилсин' },
    ]);
  });

  it('leaves alone what the office has, by its own number or by the sender’s, and what is over', () => {
    expect(
      plan(
        line({ number: 'K-1/1', date: '2026-11-02' }),
        line({ number: '07/9' }),
        line({ number: '07/2', state: 'Назоратдан олинган' }),
        line({ number: '07/9', date: '2026-11-11' }),
      ).papers.map((one) => [one.number, one.fate, one.knownId]),
    ).toEqual([
      ['K-1/1', 'known', '1'],
      ['07/9', 'known', '3'],
      ['07/2', 'over', null],
      ['07/9', 'new', null],
    ]);
  });

  it('keeps in the note what it can’t place, and leaves the executor to the chair', () => {
    const { papers, warnings } = plan(
      line({ number: 'A', executor: 'Begona Odam', kind: 'Фармойиш' }),
      line({ number: 'B', executor: 'Karimov Anvar' }),
      line({ number: 'C', executor: '', dueDate: null }),
    );
    expect(papers.map((one) => [one.number, one.clauses.length])).toEqual([
      ['A', 0],
      ['B', 0],
      ['C', 0],
    ]);
    expect(papers[0]).toMatchObject({ kind: 'letter', note: expect.stringContaining('Фармойиш · Begona Odam') });
    expect(warnings.map(({ row, code }) => [row, code])).toEqual([
      [2, 'row_kind_unknown'],
      [2, 'row_executor_unknown'],
      [3, 'row_executor_unknown'],
    ]);
  });
});
