import { addDays, type Day, isDay, weekday } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';

/**
 * Content of a `calendar` catalogue. Public holidays and moved days off come by decree each year, so they are data:
 * nothing here knows a holiday.
 */
export interface CalendarData {
  /** Days off besides the weekend. */
  readonly holidays?: readonly Day[];
  /** Weekend days that are worked, to make up for a day moved. */
  readonly workdays?: readonly Day[];
  /** Days of rest in the week, 1 for Monday to 7 for Sunday; Saturday and Sunday where absent. */
  readonly weekend?: readonly number[];
  /** What a day is called, by the day. */
  readonly titles?: Readonly<Record<Day, string>>;
}

/** Why nobody works on a day. */
export type RestReason = 'weekend' | 'holiday';

/** A calendar that answers questions. */
export interface WorkingCalendar {
  /** Why a day is off, or null for a working day. */
  restReason(day: Day): RestReason | null;
  isWorkingDay(day: Day): boolean;
  /** The day itself where it is worked, else the first working day after it. */
  nextWorkingDay(day: Day): Day;
  /** The `count`-th working day after a day; `count` from 0, and 0 is {@link nextWorkingDay}. */
  addWorkingDays(day: Day, count: number): Day;
  /** Working days after `from`, up to and with `to`; negative where `to` is earlier. */
  workingDaysBetween(from: Day, to: Day): number;
}

/** Id of an office's own calendar of a year. */
export function calendarId(officeId: string, year: number): string {
  return `calendar-${officeId}-${year}`;
}

const MOST_DAYS = 200;

/** The first thing wrong with a calendar's content, by its name; null where it is sound. Every day is of `year`. */
export function findCalendarFault(data: JsonObject, year: number): string | null {
  if (!Number.isInteger(year) || year < 2000 || year > 2199) return 'year';
  for (const [name, value] of Object.entries(data)) {
    if (name === 'weekend') {
      const days = list(value);
      if (!Array.isArray(value) || days.length > 6) return name;
      if (!days.every((n) => Number.isInteger(n) && Number(n) >= 1 && Number(n) <= 7)) return name;
    } else if (name === 'holidays' || name === 'workdays') {
      if (!Array.isArray(value) || value.length > MOST_DAYS) return name;
      if (!value.every((day) => isDay(day) && day.startsWith(`${year}-`))) return name;
    } else if (name !== 'titles') {
      return name;
    }
  }
  return null;
}

const SATURDAY_SUNDAY = [6, 7];
// Longer than any run of days off; a calendar that rests for ever is a mistake in its data.
const LONGEST_REST = 366;

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Makes one calendar of the catalogues at hand, one for each year or more; what is no real day in them is left out.
 * A day that is both a holiday and a workday is worked: the decree that moves days comes after the law.
 */
export function createCalendar(catalogues: readonly (CalendarData | JsonObject)[]): WorkingCalendar {
  const holidays = new Set<Day>();
  const workdays = new Set<Day>();
  let weekend: readonly number[] = SATURDAY_SUNDAY;
  for (const data of catalogues) {
    for (const day of list(data.holidays)) if (isDay(day)) holidays.add(day);
    for (const day of list(data.workdays)) if (isDay(day)) workdays.add(day);
    const rest = list(data.weekend).filter((n): n is number => Number.isInteger(n) && Number(n) >= 1 && Number(n) <= 7);
    if (rest.length > 0 && rest.length < 7) weekend = rest;
  }

  const restReason = (day: Day): RestReason | null => {
    if (workdays.has(day)) return null;
    if (holidays.has(day)) return 'holiday';
    return weekend.includes(weekday(day)) ? 'weekend' : null;
  };
  const isWorkingDay = (day: Day) => restReason(day) === null;
  const nextWorkingDay = (day: Day): Day => {
    let at = day;
    for (let step = 0; step < LONGEST_REST; step++, at = addDays(at, 1)) if (isWorkingDay(at)) return at;
    return day;
  };
  return {
    restReason,
    isWorkingDay,
    nextWorkingDay,
    addWorkingDays(day, count) {
      let at = count > 0 ? day : nextWorkingDay(day);
      for (let left = count; left > 0; left--) at = nextWorkingDay(addDays(at, 1));
      return at;
    },
    workingDaysBetween(from, to) {
      if (to < from) return -this.workingDaysBetween(to, from);
      let count = 0;
      for (let at = from; at < to;) {
        at = addDays(at, 1);
        if (isWorkingDay(at)) count++;
      }
      return count;
    },
  };
}
