import type { Language } from './language.ts';

/**
 * Civil days are texts `YYYY-MM-DD` in the proleptic Gregorian calendar, computed by plain arithmetic: a day has no time
 * zone, and `Intl` knows neither Karakalpak nor the Uzbek order of a date.
 */

/** A civil day, `YYYY-MM-DD`. */
export type Day = string;

/** Uzbekistan keeps UTC+5 all year round. */
export const OFFICE_OFFSET_MINUTES = 300;

const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Months as they stand in a date of each language (genitive in Russian). */
export const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  'uz-Latn': [
    'yanvar',
    'fevral',
    'mart',
    'aprel',
    'may',
    'iyun',
    'iyul',
    'avgust',
    'sentabr',
    'oktabr',
    'noyabr',
    'dekabr',
  ],
  'uz-Cyrl': [
    'январ',
    'феврал',
    'март',
    'апрел',
    'май',
    'июн',
    'июл',
    'август',
    'сентябр',
    'октябр',
    'ноябр',
    'декабр',
  ],
  ru: [
    'января',
    'февраля',
    'марта',
    'апреля',
    'мая',
    'июня',
    'июля',
    'августа',
    'сентября',
    'октября',
    'ноября',
    'декабря',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};

/** Names of the days of the week, Monday first. */
export const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  'uz-Latn': ['dushanba', 'seshanba', 'chorshanba', 'payshanba', 'juma', 'shanba', 'yakshanba'],
  'uz-Cyrl': ['душанба', 'сешанба', 'чоршанба', 'пайшанба', 'жума', 'шанба', 'якшанба'],
  ru: ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
};

const RELATIVE: Readonly<Record<Language, Readonly<Record<'today' | 'yesterday' | 'tomorrow', string>>>> = {
  'uz-Latn': { today: 'bugun', yesterday: 'kecha', tomorrow: 'ertaga' },
  'uz-Cyrl': { today: 'бугун', yesterday: 'кеча', tomorrow: 'эртага' },
  ru: { today: 'сегодня', yesterday: 'вчера', tomorrow: 'завтра' },
  en: { today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow' },
};

/** Whether a year of the Gregorian calendar has a 29 February. */
export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days in a month; `month` counts from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isReal(year: number, month: number, day: number): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Makes a day of its parts, or null where the calendar has no such day. */
export function dayOf(year: number, month: number, day: number): Day | null {
  if (!isReal(year, month, day) || ![year, month, day].every(Number.isInteger)) return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Whether a value is a real civil day, `YYYY-MM-DD`: `2026-02-29` is not one. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string') return false;
  const match = SHAPE.exec(value);
  return match !== null && isReal(Number(match[1]), Number(match[2]), Number(match[3]));
}

function parts(day: Day): readonly [year: number, month: number, day: number] {
  if (!isDay(day)) throw new RangeError('not a day');
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

// Days since 1970-01-01; the year starts in March, so that a leap day comes last in it.
function toSerial(day: Day): number {
  const [year, month, date] = parts(day);
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const inEra = shifted - era * 400;
  const inYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  return era * 146_097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear - 719_468;
}

function fromSerial(serial: number): Day {
  const from = serial + 719_468;
  const era = Math.floor(from / 146_097);
  const inEra = from - era * 146_097;
  const year = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  );
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * inYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const day = dayOf(year + era * 400 + (month <= 2 ? 1 : 0), month, inYear - Math.floor((153 * shifted + 2) / 5) + 1);
  if (day === null) throw new RangeError('a day out of the years 1 to 9999');
  return day;
}

/** The day `count` days later (or earlier, where negative). Throws a RangeError for what is not a day. */
export function addDays(day: Day, count: number): Day {
  return fromSerial(toSerial(day) + count);
}

/**
 * The same date `count` months later. Where that month is shorter, its last day: a term in months that falls on a
 * missing date ends on the month's last day.
 */
export function addMonths(day: Day, count: number): Day {
  const [year, month, date] = parts(day);
  const index = year * 12 + month - 1 + count;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  const made = dayOf(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth)));
  if (made === null) throw new RangeError('a day out of the years 1 to 9999');
  return made;
}

/** Days from `from` to `to`; negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return toSerial(to) - toSerial(from);
}

/** The day of the week: 1 for Monday to 7 for Sunday. */
export function weekday(day: Day): number {
  return ((((toSerial(day) + 3) % 7) + 7) % 7) + 1;
}

/** The civil day of a moment at the given offset, which is the office's own unless said. */
export function dayOfMoment(moment: number | string, offsetMinutes = OFFICE_OFFSET_MINUTES): Day {
  return fromSerial(Math.floor((toMillis(moment) + offsetMinutes * 60_000) / DAY_MS));
}

function toMillis(moment: number | string): number {
  const millis = typeof moment === 'number' ? moment : Date.parse(moment);
  if (!Number.isFinite(millis)) throw new RangeError('not a moment');
  return millis;
}

/** A day in figures, `07.03.2026`, the same in all languages; an empty text for no day or no real day. */
export function formatDay(day: Day | null | undefined, _language?: Language): string {
  return isDay(day) ? `${day.slice(8, 10)}.${day.slice(5, 7)}.${day.slice(0, 4)}` : '';
}

/** A day in words: `2026-yil 7-mart`, `2026 йил 7 март`, `7 марта 2026 г.`, `7 March 2026`; empty for no day. */
export function formatDayLong(day: Day | null | undefined, language: Language): string {
  if (!isDay(day)) return '';
  const [year, month, date] = parts(day);
  const name = MONTHS[language][month - 1];
  if (language === 'uz-Latn') return `${year}-yil ${date}-${name}`;
  if (language === 'uz-Cyrl') return `${year} йил ${date} ${name}`;
  if (language === 'ru') return `${date} ${name} ${year} г.`;
  return `${date} ${name} ${year}`;
}

/** The day of the week in words. */
export function formatWeekday(day: Day, language: Language): string {
  return WEEKDAYS[language][weekday(day) - 1] as string;
}

/** A day near today in a word (`kecha`, `bugun`, `ertaga`), any other in figures. */
export function formatDayRelative(day: Day | null | undefined, language: Language, today: Day): string {
  if (!isDay(day)) return '';
  const apart = daysBetween(today, day);
  if (apart === 0) return RELATIVE[language].today;
  if (apart === -1) return RELATIVE[language].yesterday;
  if (apart === 1) return RELATIVE[language].tomorrow;
  return formatDay(day, language);
}

/**
 * A moment as `07.03.2026 16:40` in office time; with `now` given, `bugun, 16:40` and `kecha, 16:40` where they fit.
 * @param moment milliseconds since 1970, or an ISO 8601 text; empty for none or an unreadable one
 */
export function formatMoment(
  moment: number | string | null | undefined,
  language: Language,
  options: { readonly now?: number; readonly offsetMinutes?: number } = {},
): string {
  if (moment === null || moment === undefined || moment === '') return '';
  const millis = typeof moment === 'number' ? moment : Date.parse(moment);
  if (!Number.isFinite(millis)) return '';
  const offset = options.offsetMinutes ?? OFFICE_OFFSET_MINUTES;
  const local = millis + offset * 60_000;
  const minutes = Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / 60_000);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const day = dayOfMoment(millis, offset);
  if (options.now !== undefined) {
    const apart = daysBetween(dayOfMoment(options.now, offset), day);
    if (apart === 0) return `${RELATIVE[language].today}, ${time}`;
    if (apart === -1) return `${RELATIVE[language].yesterday}, ${time}`;
  }
  return `${formatDay(day, language)} ${time}`;
}

/**
 * Reads a day as people type it: `7.3.2026`, `07/03/2026`, `7-3-26`, `07032026`, `070326`, `2026-03-07`.
 * Two figures of a year mean 2000 to 2049 up to 49, and 1950 to 1999 from 50. Null where no real day is meant.
 */
export function parseDay(typed: string): Day | null {
  const text = typed.trim();
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(text);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const match =
    /^(\d{1,2})[-./,\s]+(\d{1,2})[-./,\s]+(\d{4}|\d{2})\.?$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text);
  if (!match) return null;
  const figures = match[3] as string;
  const short = Number(figures);
  const year = figures.length === 4 ? short : short < 50 ? 2000 + short : 1900 + short;
  return dayOf(year, Number(match[2]), Number(match[1]));
}
