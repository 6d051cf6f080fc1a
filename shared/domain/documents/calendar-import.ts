import { addDays, type Day, isDay, parseDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';

/** A day that an import brings. */
export interface ImportedDay {
  readonly day: Day;
  /** `workday`: a day of rest that is worked, to make up for another. */
  readonly kind: 'holiday' | 'workday';
  readonly title: string;
}

/** A line that could not be taken, with its number in the file, from 1. */
export interface ImportFault {
  readonly line: number;
  readonly code: 'day_wrong' | 'kind_unknown' | 'event_without_day' | 'event_too_long';
  /** What stood there, at most 60 characters. */
  readonly value: string;
}

/** What an import has come to: the good is kept, each bad line is told. */
export interface CalendarImport {
  readonly days: readonly ImportedDay[];
  readonly faults: readonly ImportFault[];
}

const WORKED = new Set(['workday', 'work', 'ish kuni', 'ish', 'rabochiy', 'rabochiy den', 'rabochij', 'rabochij den']);
const FREE = new Set([
  '',
  'holiday',
  'bayram',
  'bayram kuni',
  'dam olish',
  'dam olish kuni',
  'prazdnik',
  'vixodnoy',
  'vyhodnoj',
]);

function fault(line: number, code: ImportFault['code'], value: string): ImportFault {
  return { line, code, value: value.slice(0, 60) };
}

function readDay(text: string): Day | null {
  const trimmed = text.trim();
  return isDay(trimmed) ? trimmed : parseDay(trimmed);
}

/**
 * Days of rows `day; kind; title`, the last two may be missing. A first row whose day isn't one is a heading.
 * @param rows the cells of each line of a CSV
 */
export function importCalendarRows(rows: readonly (readonly string[])[]): CalendarImport {
  const days: ImportedDay[] = [];
  const faults: ImportFault[] = [];
  rows.forEach((row, at) => {
    const [first = '', kind = '', title = ''] = row;
    if (row.every((cell) => cell.trim() === '')) return;
    const day = readDay(first);
    if (day === null) {
      const heading = at === 0 && !/\d/.test(first);
      if (!heading) faults.push(fault(at + 1, 'day_wrong', first));
      return;
    }
    const key = strictKey(kind);
    if (!WORKED.has(key) && !FREE.has(key)) {
      faults.push(fault(at + 1, 'kind_unknown', kind));
      return;
    }
    days.push({ day, kind: WORKED.has(key) ? 'workday' : 'holiday', title: title.trim().slice(0, 200) });
  });
  return { days, faults };
}

// A holiday of many days is a mistake in the file, not a month of rest.
const LONGEST_EVENT = 31;

function icsDay(value: string): Day | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T|$)/.exec(value.trim());
  const day = match ? `${match[1]}-${match[2]}-${match[3]}` : null;
  return isDay(day) ? day : null;
}

function unescapeIcs(text: string): string {
  return text.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1');
}

/** Holidays of an iCalendar file (RFC 5545): each event's days, its end day not included. */
export function importCalendarIcs(text: string): CalendarImport {
  const days: ImportedDay[] = [];
  const faults: ImportFault[] = [];
  let event: { line: number; start: string | null; end: string | null; title: string } | null = null;
  // A long line goes on in the next one after a space; the number of the line where it began is kept.
  const lines: { readonly line: number; text: string }[] = [];
  text.split(/\r\n|\n|\r/).forEach((one, at) => {
    const last = lines.at(-1);
    if (/^[ \t]/.test(one) && last) last.text += one.slice(1);
    else lines.push({ line: at + 1, text: one });
  });
  for (const { line, text: one } of lines) {
    const [, name = '', value = ''] = /^([^:;]+)(?:;[^:]*)?:(.*)$/.exec(one) ?? [];
    const upper = name.toUpperCase();
    if (upper === 'BEGIN' && value.trim().toUpperCase() === 'VEVENT') {
      event = { line, start: null, end: null, title: '' };
    } else if (upper === 'END' && value.trim().toUpperCase() === 'VEVENT' && event) {
      const start = event.start === null ? null : icsDay(event.start);
      const end = event.end === null ? (start ? addDays(start, 1) : null) : icsDay(event.end);
      if (start === null || end === null) {
        faults.push(fault(event.line, 'event_without_day', event.start ?? event.title));
      } else {
        const until = end > start ? end : addDays(start, 1);
        if (addDays(start, LONGEST_EVENT) < until) faults.push(fault(event.line, 'event_too_long', event.title));
        else {
          for (let day = start; day < until; day = addDays(day, 1)) {
            days.push({ day, kind: 'holiday', title: event.title.slice(0, 200) });
          }
        }
      }
      event = null;
    } else if (event) {
      if (upper === 'DTSTART') event.start = value;
      else if (upper === 'DTEND') event.end = value;
      else if (upper === 'SUMMARY') event.title = unescapeIcs(value).trim();
    }
  }
  return { days, faults };
}
