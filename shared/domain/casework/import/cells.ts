import { normaliseApostrophes } from '#shared/domain/language/apostrophes.ts';
import { addDays, type Day, isDay, MONTHS, parseDay, dayOf } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { checkPassport, checkPhone } from '../pinfl.ts';

/** A cell as a reader of files gives it; a day is a date at UTC midnight. */
export type Cell = string | number | boolean | Date | null;

/** A value read out of a cell, or why it was not; both are null for an empty cell. */
export interface Read<T> {
  readonly value: T | null;
  /** What is told of it: the end of an i18n key. With a value it is a warning, without one the cell was not understood. */
  readonly issue: string | null;
}

const EMPTY = { value: null, issue: null } as const;

const dayOfDate = (date: Date): Day | null =>
  Number.isNaN(date.getTime()) ? null : dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());

/** A cell as a text: blanks tidied, apostrophes in their own letters, script and spelling as they were written. */
export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) {
    const day = dayOfDate(cell);
    return day ? day.split('-').toReversed().join('.') : '';
  }
  if (typeof cell === 'number') return Number.isFinite(cell) ? plainNumber(cell) : '';
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  return normaliseApostrophes(
    cell
      .normalize('NFC')
      // What no text of a person holds: control characters, marks of direction, halves of a character.
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ')
      .trim(),
  );
}

/** A number without an exponent, as it would be typed. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}

/** Whether a text has lost letters on its way through a code page. */
export function isDamaged(text: string): boolean {
  return /\p{L}\?|\?\p{L}|\?{2}|\uFFFD/u.test(text);
}

// 1 March 1900 is 61: Excel believes in a 29 February 1900, and no day before that is asked of it here.
const FIRST_SERIAL = 61;
const LAST_SERIAL = 73_050;

function ofSerial(serial: number): Day | null {
  return serial >= FIRST_SERIAL && serial <= LAST_SERIAL ? addDays('1899-12-30', Math.floor(serial)) : null;
}

const MONTH_OF = new Map(
  Object.values(MONTHS).flatMap((names) => names.map((name, at) => [strictKey(name).slice(0, 4), at + 1] as const)),
);

function inWords(text: string): Day | null {
  const words = strictKey(text).split(' ');
  const month = words
    .map((word) => (/^\p{L}{3}/u.test(word) ? MONTH_OF.get(word.slice(0, 4)) : undefined))
    .find(Boolean);
  const numbers = words.filter((word) => /^\d+$/.test(word));
  const year = numbers.find((number) => number.length === 4);
  const day = numbers.find((number) => number.length <= 2);
  return month && year && day ? dayOf(Number(year), month, Number(day)) : null;
}

/**
 * A day, as a date, as Excel's serial number, as `DD.MM.YYYY`, ISO or in words; two figures of a year mean the last such
 * year that is not after `latest`. Issue `day_wrong`.
 */
export function readDay(cell: Cell | undefined, latest: Day): Read<Day> {
  if (cell instanceof Date) {
    const day = dayOfDate(cell);
    return day ? { value: day, issue: null } : { value: null, issue: 'day_wrong' };
  }
  const text = textOf(cell)
    .replace(/[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/, '')
    .replace(/\s*(?:г\.?|y\.?|yil|йил|года?)$/iu, '')
    .trim();
  if (text === '' || text === '-') return EMPTY;
  if (/^\d{1,5}(?:[.,]\d+)?$/.test(text)) {
    const day = ofSerial(Number(text.replace(',', '.')));
    return day && !/^(?:19|20)\d\d$/.test(text) ? { value: day, issue: null } : { value: null, issue: 'day_wrong' };
  }
  const day = parseDay(text.replaceAll(' ', '.').replace(/\.+/g, '.')) ?? inWords(text);
  if (!day || !isDay(day)) return { value: null, issue: 'day_wrong' };
  const short = /[-./,\s]\d{2}\.?$/.test(text) && !/^\d{4}/.test(text);
  if (short && day > latest) {
    const earlier = dayOf(Number(day.slice(0, 4)) - 100, Number(day.slice(5, 7)), Number(day.slice(8)));
    if (earlier) return { value: earlier, issue: null };
  }
  return { value: day, issue: null };
}

/** A whole number of soʻm, with blanks and any word after it. Issue `number_wrong`. */
export function readAmount(cell: Cell | undefined, most: number): Read<number> {
  const text = textOf(cell);
  if (text === '' || text === '-') return EMPTY;
  const digits = text
    .replace(/[\s\u00a0\u202f']/g, '')
    .replace(/(?:so.?m|сўм|сум|uzs)\.?$/iu, '')
    .replace(/[.,]\d{1,2}$/, '')
    .replace(/[.,](?=\d{3}(?:\D|$))/g, '');
  if (!/^\d+$/.test(digits) || Number(digits) > most) return { value: null, issue: 'number_wrong' };
  return { value: Number(digits), issue: null };
}

/**
 * A PINFL. What is imported may be wrong and is kept with a warning; a number that a spreadsheet has rounded to
 * `3.12E+13` has lost its digits and is told as damaged.
 */
export function readPinfl(cell: Cell | undefined): Read<string> {
  const text = textOf(cell);
  if (text === '' || text === '-') return EMPTY;
  if (/^[+-]?\d+(?:[.,]\d+)?\s*[eе]\s*[+-]?\d+$/iu.test(text)) return { value: null, issue: 'pinfl_scientific' };
  const digits = text.replace(/[\s\u00a0'"`.-]/g, '').replace(/[ʻʼ]/g, '');
  if (!/^\d+$/.test(digits)) return { value: null, issue: 'pinfl_digits' };
  if (digits.length > 14) return { value: null, issue: 'pinfl_length' };
  return { value: digits, issue: digits.length < 14 ? 'pinfl_short' : null };
}

/** A phone number; one that is not understood is kept as it was written. */
export function readPhone(cell: Cell | undefined): Read<string> {
  const text = textOf(cell);
  if (text === '' || text === '-') return EMPTY;
  // Of several numbers in one cell the first is taken where it is right by itself.
  const first = text.split(/[,;/]/)[0] ?? '';
  const checked = checkPhone(text);
  if (checked.ok) return { value: checked.value, issue: null };
  const alone = checkPhone(first);
  if (alone.ok) return { value: alone.value, issue: 'phone_several' };
  return { value: text.slice(0, 40), issue: 'phone_invalid' };
}

/** Series and number of a passport or ID card; others (a birth certificate) are kept as they were written. */
export function readDocument(cell: Cell | undefined): Read<string> {
  const text = textOf(cell);
  if (text === '' || text === '-') return EMPTY;
  const checked = checkPassport(text);
  if (checked.ok) return { value: checked.value, issue: null };
  return text.length <= 20 ? { value: text, issue: 'passport_invalid' } : { value: null, issue: 'passport_invalid' };
}

/** A name in one cell, parted: family name, given name, and all the rest the father's. */
export function splitName(text: string): {
  readonly familyName: string;
  readonly givenName: string;
  readonly patronymic: string;
} {
  const [familyName = '', givenName = '', ...rest] = text.split(' ').filter(Boolean);
  return { familyName, givenName, patronymic: rest.join(' ') };
}

/** A text of which nobody is told: first letters and the places of figures. For a look at a list that others may see. */
export function masked(text: string): string {
  return text.replace(/\p{L}[\p{L}\p{M}\u02bb\u02bc]*/gu, (word) => `${word.charAt(0)}…`).replace(/\d/g, '•');
}
