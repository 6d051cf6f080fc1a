import { checkPinflAgainst } from '#shared/domain/casework/pinfl.ts';
import { parseDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';

/** A field of a person or a paper that a column may give. */
export type BulkField =
  | 'person.name'
  | 'person.familyName'
  | 'person.givenName'
  | 'person.patronymic'
  | 'person.birthDate'
  | 'person.pinfl'
  | 'person.document'
  | 'person.address'
  | 'person.phone';

/** Headings by which a column is known, in any script. */
const HEADINGS: Readonly<Record<BulkField, readonly string[]>> = {
  'person.name': ['person.name', 'F.I.SH', 'FISH', 'F.I.O', 'FIO', 'Ism-sharif', 'Toʻliq ismi', 'Ф.И.О', 'name'],
  'person.familyName': ['person.familyName', 'Familiya', 'Familiyasi', 'Фамилия', 'surname'],
  'person.givenName': ['person.givenName', 'Ism', 'Ismi', 'Имя', 'given name'],
  'person.patronymic': ['person.patronymic', 'Sharif', 'Sharifi', 'Otasining ismi', 'Отчество', 'patronymic'],
  'person.birthDate': ['person.birthDate', 'Tugʻilgan sana', 'Tugʻilgan sanasi', 'Дата рождения', 'birth date'],
  'person.pinfl': ['person.pinfl', 'JSHSHIR', 'JShShIR', 'PINFL', 'ПИНФЛ', 'ЖШШИР'],
  'person.document': ['person.document', 'Pasport', 'Hujjat', 'Паспорт', 'passport'],
  'person.address': ['person.address', 'Manzil', 'Manzili', 'Yashash manzili', 'Адрес', 'address'],
  'person.phone': ['person.phone', 'Telefon', 'Telefoni', 'Телефон', 'phone'],
};

/** What is wrong with a row: a code of the error catalogue or one of this reading's own. */
export type BulkFault =
  | 'name_missing'
  | 'row_ragged'
  | 'day_wrong'
  | 'twice'
  | 'pinfl_length'
  | 'pinfl_digits'
  | 'pinfl_check_digit'
  | 'pinfl_date'
  | 'pinfl_sex'
  | 'pinfl_birth_mismatch'
  | 'pinfl_sex_mismatch'
  | 'unreadable';

/** A row of the file. */
export interface BulkRow {
  /** Its number in the file, from 1, the heading counted. */
  readonly line: number;
  readonly values: Partial<Record<BulkField, string>>;
  readonly faults: readonly BulkFault[];
}

/** What a file has come to. */
export interface BulkReading {
  readonly fields: readonly (BulkField | null)[];
  /** Headings that nothing is known by; their columns are left out. */
  readonly unknown: readonly string[];
  readonly rows: readonly BulkRow[];
  /** Whether a column with names was found: without it no row can be used. */
  readonly usable: boolean;
}

/** A line as a CSV reader gives it: its cells, or null where it couldn't be read. */
export interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[] | null;
}

function fieldOf(heading: string): BulkField | null {
  const key = strictKey(heading);
  for (const [field, names] of Object.entries(HEADINGS) as [BulkField, readonly string[]][]) {
    if (names.some((name) => strictKey(name) === key)) return field;
  }
  return null;
}

/** Reads people from the lines of a CSV whose first line is a heading. Each bad row says why; the good ones stay. */
export function readBulk(lines: readonly CsvLine[]): BulkReading {
  const [head, ...rest] = lines;
  const headings = head?.cells ?? [];
  const fields = headings.map(fieldOf);
  const usable =
    fields.includes('person.name') || (fields.includes('person.familyName') && fields.includes('person.givenName'));
  const seen = new Set<string>();
  const rows = rest
    .filter(({ cells }) => cells === null || cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells }): BulkRow => {
      if (cells === null) return { line, values: {}, faults: ['unreadable'] };
      const values: Partial<Record<BulkField, string>> = {};
      fields.forEach((field, at) => {
        const cell = cells[at]?.trim() ?? '';
        if (field && cell !== '') values[field] = cell.slice(0, 300);
      });
      return { line, values, faults: faultsOf(values, cells.length > headings.length, seen) };
    });
  return { fields, unknown: headings.filter((heading, at) => heading.trim() !== '' && !fields[at]), rows, usable };
}

function faultsOf(values: Partial<Record<BulkField, string>>, ragged: boolean, seen: Set<string>): BulkFault[] {
  const faults: BulkFault[] = [];
  if (ragged) faults.push('row_ragged');
  const named = values['person.name'] || (values['person.familyName'] && values['person.givenName']);
  if (!named) faults.push('name_missing');
  const birth = values['person.birthDate'];
  const birthDate = birth === undefined ? null : /^\d{4}-\d{2}-\d{2}$/.test(birth) ? birth : parseDay(birth);
  if (birth !== undefined && birthDate === null) faults.push('day_wrong');
  else if (birthDate) values['person.birthDate'] = birthDate;
  const pinfl = values['person.pinfl']?.replace(/\s/g, '');
  if (pinfl) {
    values['person.pinfl'] = pinfl;
    const checked = checkPinflAgainst({ pinfl, ...(birthDate ? { birthDate } : {}) });
    if (!checked.ok) faults.push(checked.failure.code as BulkFault);
    if (seen.has(pinfl)) faults.push('twice');
    seen.add(pinfl);
  }
  return faults;
}
