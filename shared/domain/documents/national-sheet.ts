import { type Day, dayOf, daysBetween, isDay, parseDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import type { Standing } from './control.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { fail, ok, type Result } from '#shared/kernel/result.ts';

/** A line of the national system's register sheet. One assignment is one line: a paper with three clauses has three. */
export interface NationalRow {
  /** Running number in the sheet. */
  readonly no: number;
  /** Kind of the paper, in words. */
  readonly kind: string;
  readonly dueDate: Day | null;
  /** Days past the deadline; null where none is told. */
  readonly overdue: number | null;
  readonly number: string;
  readonly date: Day | null;
  readonly summary: string;
  readonly clause: string;
  /** The main executor, by name. */
  readonly executor: string;
  /** The executor's unit. */
  readonly unit: string;
  /** How many execute it besides the main executor; a text where the sheet has one. */
  readonly others: number | string | null;
  readonly state: string;
}

type Field = keyof NationalRow;

/** A column of the sheet. */
export interface NationalColumn {
  readonly field: Field;
  /** As the sheet has it: in Cyrillic. */
  readonly heading: string;
  /** Characters that the column is wide. */
  readonly width: number;
  /** The most characters that a cell of it may have. */
  readonly most: number;
  /** A sheet without it can't be read. */
  readonly needed?: true;
}

/** The columns of the national register, in their order. */
export const NATIONAL_COLUMNS: readonly NationalColumn[] = [
  { field: 'no', heading: '№', width: 6, most: 12 },
  { field: 'kind', heading: 'Ҳужжат тури', width: 18, most: 200 },
  { field: 'dueDate', heading: 'Бажариш муддати', width: 14, most: 40, needed: true },
  { field: 'overdue', heading: 'Кун', width: 7, most: 12 },
  { field: 'number', heading: 'Рақам', width: 16, most: 60, needed: true },
  { field: 'date', heading: 'Сана', width: 12, most: 40, needed: true },
  { field: 'summary', heading: 'Мазмуни', width: 52, most: 500, needed: true },
  { field: 'clause', heading: 'Банд', width: 8, most: 20 },
  { field: 'executor', heading: 'Ижрочи', width: 28, most: 200 },
  { field: 'unit', heading: 'Шўъба', width: 20, most: 200 },
  { field: 'others', heading: 'Кўп', width: 7, most: 40 },
  { field: 'state', heading: 'Ҳолати', width: 20, most: 100 },
];

/** What stands under "Ҳолати", by how an assignment stands. */
export const NATIONAL_STATES: Readonly<Record<Standing, string>> = {
  overdue: 'Муддати ўтган',
  today: 'Ижрода',
  week: 'Ижрода',
  later: 'Ижрода',
  no_term: 'Ижрода',
  reported: 'Ҳисобот берилган',
  lifted: 'Назоратдан олинган',
  withdrawn: 'Қайтариб олинган',
};

/** Whether a line of the register says that its work is over. */
export function isOverInRegister(state: string): boolean {
  return [
    'nazoratdan olingan',
    'nazoratdan olindi',
    'bajarilgan',
    'bajarildi',
    'qaytarib olingan',
    'yopilgan',
  ].includes(strictKey(state));
}

/** The most lines that are read from one file. */
export const MOST_NATIONAL_ROWS = 20_000;

/** What a cell of a sheet holds, whoever read it; a day is UTC midnight. */
export type SheetCell = string | number | boolean | Date | null | undefined;

const heading = (field: Field) => (NATIONAL_COLUMNS.find((one) => one.field === field) as NationalColumn).heading;

// Other names that the columns go by.
const ALIASES: readonly (readonly [string, Field])[] = [
  ['No', 'no'],
  ['N', 'no'],
  ['Т/р', 'no'],
  ['Муддати', 'dueDate'],
  ['Ижро муддати', 'dueDate'],
  ['Рақами', 'number'],
  ['Ҳужжат рақами', 'number'],
  ['Санаси', 'date'],
  ['Ҳужжат санаси', 'date'],
  ['Қисқача мазмуни', 'summary'],
  ['Шўба', 'unit'],
  ['Бўлим', 'unit'],
  ['Ҳолат', 'state'],
];
const headingKey = (text: string) => (text.trim() === '№' ? 'no' : strictKey(text).replaceAll(' ', ''));
const BY_KEY: ReadonlyMap<string, Field> = new Map([
  ...ALIASES.map(([name, field]) => [headingKey(name), field] as const),
  ...NATIONAL_COLUMNS.map((column) => [headingKey(column.heading), column.field] as const),
]);

/** A day as the cell that a spreadsheet takes for one: UTC midnight. */
export function dayToCell(day: Day): Date {
  return new Date(`${day}T00:00:00.000Z`);
}

/** The cells of the sheet: the heading, and a line for each row. Days are dates, figures are numbers. */
export function toNationalCells(rows: readonly NationalRow[]): readonly (readonly (string | number | Date | null)[])[] {
  return [
    NATIONAL_COLUMNS.map((column) => column.heading),
    ...rows.map((row) =>
      NATIONAL_COLUMNS.map(({ field }) => {
        const value = row[field];
        if (value === null || value === '') return null;
        return (field === 'dueDate' || field === 'date') && typeof value === 'string' ? dayToCell(value) : value;
      }),
    ),
  ];
}

/** What is wrong with a line. An `error` leaves the line out; a `warning` says how it was understood. */
export interface RowIssue {
  /** Row of the sheet as a spreadsheet numbers it, from 1. */
  readonly row: number;
  readonly level: 'error' | 'warning';
  readonly code: ErrorCode;
  /** Heading of the column, where it is about one. */
  readonly column: string | null;
}

/** A line that can be taken, with the row that it stood in. */
export interface ReadRow {
  /** Row of the sheet as a spreadsheet numbers it, from 1. */
  readonly at: number;
  readonly row: NationalRow;
}

/** What was read from a sheet. */
export interface ReadSheet {
  readonly rows: readonly ReadRow[];
  readonly issues: readonly RowIssue[];
  /** Rows below the heading that are not empty. */
  readonly seen: number;
  /** Whether columns stood elsewhere than in the national register; they were found by their headings. */
  readonly moved: boolean;
  /** Headings that no column of the register has; what stands below them is not read. */
  readonly unknown: readonly string[];
  /** Headings of columns that are not needed and not there. */
  readonly absent: readonly string[];
}

// The heading may stand below a title and a date of the printout.
const HEADING_WITHIN = 30;
const EXCEL_EPOCH = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

function isEmpty(cell: SheetCell): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

function toText(cell: SheetCell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return toDay(cell) ?? '';
  return typeof cell === 'string' ? cell : String(cell);
}

/** The day of a cell; null for an empty one, undefined for what is no day. */
function toDay(cell: SheetCell): Day | null | undefined {
  if (isEmpty(cell)) return null;
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return undefined;
    return dayOf(cell.getUTCFullYear(), cell.getUTCMonth() + 1, cell.getUTCDate()) ?? undefined;
  }
  // A day that lost its format is the number of days since the epoch of spreadsheets.
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell) || cell < 20_000 || cell > 80_000) return undefined;
    return toDay(new Date(EXCEL_EPOCH + Math.floor(cell) * DAY_MS));
  }
  if (typeof cell !== 'string') return undefined;
  const text = cell.trim();
  return (isDay(text) ? text : parseDay(text)) ?? undefined;
}

function findHeading(cells: readonly (readonly SheetCell[])[]): {
  readonly at: number;
  readonly columns: ReadonlyMap<Field, number>;
} {
  let best = { at: -1, columns: new Map<Field, number>() };
  for (let at = 0; at < Math.min(cells.length, HEADING_WITHIN); at++) {
    const columns = new Map<Field, number>();
    (cells[at] ?? []).forEach((cell, column) => {
      const field = typeof cell === 'string' ? BY_KEY.get(headingKey(cell)) : undefined;
      if (field && !columns.has(field)) columns.set(field, column);
    });
    if (columns.size > best.columns.size) best = { at, columns };
  }
  return best;
}

function toNumber(cell: SheetCell): number | null {
  if (isEmpty(cell)) return null;
  const value = typeof cell === 'number' ? cell : Number(toText(cell).trim().replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}

/**
 * Reads a sheet of the national register. Columns are found by their headings, in either script, wherever they stand; a
 * line with a fault is left out and told, the good ones are kept.
 * Fails with `xlsx_unreadable` for a sheet without any heading of the register, with `xlsx_column_missing` and the
 * headings that lack, and with `xlsx_too_large` above {@link MOST_NATIONAL_ROWS} lines.
 */
export function readNationalCells(cells: readonly (readonly SheetCell[])[]): Result<ReadSheet> {
  const { at, columns } = findHeading(cells);
  if (columns.size < 2) return fail('xlsx_unreadable');
  const missing = NATIONAL_COLUMNS.filter((column) => !columns.has(column.field));
  const needed = missing.filter((column) => column.needed);
  if (needed.length > 0) {
    return fail('xlsx_column_missing', { column: needed.map((column) => column.heading).join(', ') });
  }
  const body = cells.slice(at + 1);
  if (body.length > MOST_NATIONAL_ROWS) return fail('xlsx_too_large');

  const rows: ReadRow[] = [];
  const issues: RowIssue[] = [];
  const lines = new Set<string>();
  let seen = 0;
  body.forEach((line, index) => {
    const row = at + index + 2;
    const cell = (field: Field): SheetCell => {
      const column = columns.get(field);
      return column === undefined ? null : line[column];
    };
    if (NATIONAL_COLUMNS.every(({ field }) => isEmpty(cell(field)))) return;
    seen += 1;
    const faults: RowIssue[] = [];
    const fault = (code: ErrorCode, field: Field | null) =>
      faults.push({ row, level: 'error', code, column: field && heading(field) });
    const text = (field: Field) => {
      const value = toText(cell(field));
      const most = NATIONAL_COLUMNS.find((column) => column.field === field)?.most ?? 0;
      if (value.length > most) fault('row_text_long', field);
      return value;
    };
    const day = (field: Field) => {
      const value = toDay(cell(field));
      if (value === undefined) fault('row_day_wrong', field);
      return value ?? null;
    };
    for (const { field, needed: must } of NATIONAL_COLUMNS) {
      if (must && field !== 'dueDate' && isEmpty(cell(field))) fault('row_field_missing', field);
    }
    const dueDate = day('dueDate');
    const date = day('date');
    if (dueDate && date && daysBetween(date, dueDate) < 0) fault('row_due_before_date', null);
    const others = cell('others');
    const read: NationalRow = {
      no: toNumber(cell('no')) ?? seen,
      kind: text('kind'),
      dueDate,
      overdue: toNumber(cell('overdue')),
      number: text('number'),
      date,
      summary: text('summary'),
      clause: text('clause'),
      executor: text('executor'),
      unit: text('unit'),
      others: isEmpty(others) ? null : typeof others === 'number' ? others : text('others'),
      state: text('state'),
    };
    const key = JSON.stringify([read.number.trim(), read.date, read.clause.trim(), read.executor.trim(), read.summary]);
    if (faults.length === 0 && lines.has(key)) fault('row_duplicate', null);
    lines.add(key);
    issues.push(...faults);
    if (faults.length === 0) rows.push({ at: row, row: read });
  });
  const places = NATIONAL_COLUMNS.flatMap(({ field }) => columns.get(field) ?? []);
  return ok({
    rows,
    issues,
    seen,
    moved: missing.length > 0 || places.some((place, n) => place !== n),
    unknown: (cells[at] ?? []).flatMap((cell, column) =>
      typeof cell === 'string' && cell.trim() !== '' && ![...columns.values()].includes(column) ? [cell.trim()] : [],
    ),
    absent: missing.map((column) => column.heading),
  });
}
