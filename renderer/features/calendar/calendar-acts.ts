import { type AppealSettings, settingsId } from '#shared/domain/documents/appeals.ts';
import { type CalendarData, calendarId } from '#shared/domain/documents/calendar.ts';
import type { ImportedDay } from '#shared/domain/documents/calendar-import.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Change } from '../../ports/data.ts';

/** An office's calendars of its own, by year. */
export type OwnYears = ReadonlyMap<number, CalendarData>;

/** Puts days into the years that they belong to, over what stood there; a day is off or worked, never both. */
export function withDays(years: OwnYears, days: readonly ImportedDay[]): OwnYears {
  const next = new Map(years);
  for (const { day, kind, title } of days) {
    const year = Number(day.slice(0, 4));
    const data = next.get(year) ?? {};
    const without = (list: readonly string[] | undefined) => (list ?? []).filter((one) => one !== day);
    const holidays = kind === 'holiday' ? [...without(data.holidays), day].toSorted() : without(data.holidays);
    const workdays = kind === 'workday' ? [...without(data.workdays), day].toSorted() : without(data.workdays);
    next.set(year, { ...data, holidays, workdays, titles: { ...data.titles, ...(title ? { [day]: title } : {}) } });
  }
  return next;
}

/** Takes a day out: the ministry's calendar and the week decide again. */
export function withoutDay(years: OwnYears, day: string): OwnYears {
  const year = Number(day.slice(0, 4));
  const data = years.get(year);
  if (!data) return years;
  const { [day]: _, ...titles } = data.titles ?? {};
  return new Map(years).set(year, {
    ...data,
    holidays: (data.holidays ?? []).filter((one) => one !== day),
    workdays: (data.workdays ?? []).filter((one) => one !== day),
    titles,
  });
}

/** Writes the years that changed. */
export function saveYears(officeId: string, before: OwnYears, after: OwnYears): readonly Change[] {
  const changes: Change[] = [];
  for (const [year, data] of after) {
    if (before.get(year) === data) continue;
    const patch = { data: { holidays: data.holidays ?? [], workdays: data.workdays ?? [], titles: data.titles ?? {} } };
    changes.push(
      before.has(year)
        ? {
            collection: 'catalogues',
            docId: calendarId(officeId, year),
            kind: 'patch',
            patch: patch as unknown as JsonObject,
            base: { data: before.get(year) as unknown as JsonObject },
          }
        : {
            collection: 'catalogues',
            docId: calendarId(officeId, year),
            kind: 'create',
            patch: {
              kind: 'calendar',
              title: String(year),
              validFrom: `${year}-01-01`,
              validTo: `${year}-12-31`,
              ...(patch as unknown as JsonObject),
            },
          },
    );
  }
  return changes;
}

/** Writes what the law on appeals leaves to the office. */
export function saveSettings(officeId: string, before: JsonObject | null, settings: AppealSettings): readonly Change[] {
  const data = { ...settings } as unknown as JsonObject;
  const docId = settingsId(officeId);
  return [
    before
      ? { collection: 'catalogues', docId, kind: 'patch', patch: { data }, base: { data: before } }
      : { collection: 'catalogues', docId, kind: 'create', patch: { kind: 'settings', title: 'settings', data } },
  ];
}
