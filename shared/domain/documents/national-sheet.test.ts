import { describe, expect, it } from 'vitest';
import {
  dayToCell,
  NATIONAL_COLUMNS,
  type NationalRow,
  readNationalCells,
  type SheetCell,
  toNationalCells,
} from './national-sheet.ts';

const row: NationalRow = {
  no: 1,
  kind: 'Топшириқ',
  dueDate: '2026-11-30',
  overdue: null,
  number: '01-12/457',
  date: '2026-11-02',
  summary: 'Қиш мавсумига тайёргарлик тўғрисида',
  clause: '2.1',
  executor: 'Karimova Dilnoza Rustamovna',
  unit: 'Masʼul kotib',
  others: 2,
  state: 'Ижрода',
};
const headings = NATIONAL_COLUMNS.map((column) => column.heading);
const line = (change: Partial<Record<keyof NationalRow, SheetCell>> = {}): SheetCell[] =>
  NATIONAL_COLUMNS.map(({ field }) =>
    field in change
      ? change[field]
      : (toNationalCells([row])[1]?.[NATIONAL_COLUMNS.findIndex((one) => one.field === field)] as SheetCell),
  );
const read = (...cells: SheetCell[][]) => {
  const result = readNationalCells(cells);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
};

it('has exactly the columns of the national register, in Cyrillic', () => {
  expect(headings).toEqual([
    '№',
    'Ҳужжат тури',
    'Бажариш муддати',
    'Кун',
    'Рақам',
    'Сана',
    'Мазмуни',
    'Банд',
    'Ижрочи',
    'Шўъба',
    'Кўп',
    'Ҳолати',
  ]);
  expect(toNationalCells([row])[0]).toEqual(headings);
});

describe('reading', () => {
  it('reads what was written', () => {
    const sheet = read(...(toNationalCells([row]) as SheetCell[][]));
    expect(sheet).toMatchObject({ moved: false, issues: [], unknown: [], absent: [], seen: 1 });
    expect(sheet.rows).toEqual([{ at: 2, row }]);
  });

  it('finds columns by their headings: moved, in Latin script, below a title, with a foreign column between', () => {
    const order = [6, 5, 4, 2, 8, 1, 0, 7, 3, 9, 10, 11];
    const latin = [
      'No',
      'Hujjat turi',
      'Bajarish muddati',
      'Kun',
      'Raqam',
      'Sana',
      'Mazmuni',
      'Band',
      'Ijrochi',
      "Sho'ba",
      'Ko`p',
      'Holati',
    ];
    const sheet = read(
      ['2026 йил 24 ноябрь ҳолатига'],
      [],
      ['Izoh', ...order.map((n) => latin[n])],
      ['x', ...order.map((n) => line()[n])],
    );
    expect(sheet.rows).toEqual([{ at: 4, row }]);
    expect(sheet).toMatchObject({ moved: true, unknown: ['Izoh'] });
  });

  it('names the columns that lack, and says that it is no register at all', () => {
    const without = headings.filter((heading) => heading !== 'Мазмуни' && heading !== 'Рақам');
    expect(readNationalCells([without])).toEqual({
      ok: false,
      failure: { code: 'xlsx_column_missing', params: { column: 'Рақам, Мазмуни' } },
    });
    expect(
      readNationalCells([
        ['Фамилия', 'Телефон'],
        ['A', 'B'],
      ]),
    ).toMatchObject({ failure: { code: 'xlsx_unreadable' } });
    expect(readNationalCells([])).toMatchObject({ failure: { code: 'xlsx_unreadable' } });
  });

  it('takes a sheet without columns that are not needed, and says so', () => {
    const kept = [2, 4, 5, 6];
    const sheet = read(
      kept.map((n) => headings[n]),
      kept.map((n) => line()[n]),
    );
    expect(sheet.rows[0]?.row).toMatchObject({ number: row.number, dueDate: row.dueDate, executor: '', others: null });
    expect(sheet.absent).toContain('Ижрочи');
  });

  it('keeps the good lines and tells of each broken one in its row', () => {
    const sheet = read(
      headings,
      line({ date: '31.02.2026' }),
      line({ number: 'A-1' }),
      [],
      line({ number: '' }),
      line({ number: 'A-2', dueDate: dayToCell('2026-11-01') }),
      line({ number: 'A-3', summary: 'x'.repeat(501) }),
      line({ number: 'A-1' }),
      line({ number: 'A-4', dueDate: 'тез кунда' }),
      line({ number: 'A-5', dueDate: null }),
    );
    expect(sheet.rows.map(({ at, row: { number } }) => [at, number])).toEqual([
      [3, 'A-1'],
      [10, 'A-5'],
    ]);
    expect(sheet.issues.map(({ row: at, code, column }) => [at, code, column])).toEqual([
      [2, 'row_day_wrong', 'Сана'],
      [5, 'row_field_missing', 'Рақам'],
      [6, 'row_due_before_date', null],
      [7, 'row_text_long', 'Мазмуни'],
      [8, 'row_duplicate', null],
      [9, 'row_day_wrong', 'Бажариш муддати'],
    ]);
    expect(sheet.seen).toBe(8);
  });

  it('reads a day in every form that spreadsheets leave it in', () => {
    for (const date of [dayToCell('2026-11-02'), '02.11.2026', '2026-11-02', '2/11/2026', 46_328]) {
      expect(read(headings, line({ date })).rows[0]?.row.date).toBe('2026-11-02');
    }
    for (const date of [new Date(Number.NaN), 12, true, 'ertaga'])
      expect(read(headings, line({ date })).rows).toEqual([]);
  });

  it('takes a number that a spreadsheet made of a text for the text', () => {
    expect(read(headings, line({ number: 457, clause: 2 })).rows[0]?.row).toMatchObject({ number: '457', clause: '2' });
  });

  it('refuses a file of too many lines', () => {
    expect(readNationalCells([headings, ...Array.from({ length: 20_001 }, () => [])])).toMatchObject({
      failure: { code: 'xlsx_too_large' },
    });
  });
});
