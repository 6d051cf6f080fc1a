import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dayOf,
  dayOfMoment,
  daysBetween,
  daysInMonth,
  formatDay,
  formatDayLong,
  formatDayRelative,
  formatMoment,
  formatWeekday,
  isDay,
  parseDay,
  weekday,
} from './dates.ts';

// The platform's own calendar, for days from 1900 to 2100, is the judge.
const judge = fc
  .integer({ min: Date.UTC(1900, 0, 1) / 86_400_000, max: Date.UTC(2100, 11, 31) / 86_400_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));

describe('civil days', () => {
  test.each([
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2026-04-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-1-1', false],
    ['2026-01-01T00:00', false],
    [undefined, false],
  ])('%s is a day: %s', (text, real) => expect(isDay(text)).toBe(real));

  test('every day between 1900 and 2100 agrees with the platform', () => {
    fc.assert(
      fc.property(judge, fc.integer({ min: -40_000, max: 40_000 }), (day, count) => {
        const date = new Date(`${day}T00:00:00Z`);
        expect(isDay(day)).toBe(true);
        expect(weekday(day)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
        date.setUTCDate(date.getUTCDate() + count);
        const moved = date.toISOString().slice(0, 10);
        expect(addDays(day, count)).toBe(moved);
        expect(daysBetween(day, moved)).toBe(count);
      }),
      { numRuns: 500 },
    );
  });

  test('a month later is the same date, or the last day of a shorter month', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
    fc.assert(
      fc.property(judge, fc.integer({ min: -600, max: 600 }), (day, count) => {
        const moved = addMonths(day, count);
        const index = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(index(moved) - index(day)).toBe(count);
        const last = daysInMonth(Number(moved.slice(0, 4)), Number(moved.slice(5, 7)));
        expect(Number(moved.slice(8))).toBe(Math.min(Number(day.slice(8)), last));
      }),
    );
  });

  test('arithmetic refuses what is not a day', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addMonths('0001-01-01', -1)).toThrow(RangeError);
    expect(dayOf(2026, 2, 29)).toBeNull();
    expect(dayOf(2026.5, 2, 2)).toBeNull();
  });
});

describe('writing and reading days', () => {
  test('in words, in each language', () => {
    expect(formatDayLong('2026-03-07', 'uz-Latn')).toBe('2026-yil 7-mart');
    expect(formatDayLong('2026-03-07', 'uz-Cyrl')).toBe('2026 йил 7 март');
    expect(formatDayLong('2026-03-07', 'ru')).toBe('7 марта 2026 г.');
    expect(formatDayLong('2026-03-07', 'en')).toBe('7 March 2026');
    expect(formatDayLong('2026-09-01', 'uz-Latn')).toBe('2026-yil 1-sentabr');
    expect(formatWeekday('2026-03-07', 'uz-Latn')).toBe('shanba');
  });

  test('no day is an empty text', () => {
    expect(formatDay(undefined, 'ru')).toBe('');
    expect(formatDay('2026-02-30', 'ru')).toBe('');
    expect(formatDayLong(null, 'ru')).toBe('');
  });

  test('near days in words', () => {
    expect(formatDayRelative('2026-03-07', 'uz-Latn', '2026-03-07')).toBe('bugun');
    expect(formatDayRelative('2026-03-06', 'ru', '2026-03-07')).toBe('вчера');
    expect(formatDayRelative('2026-03-08', 'en', '2026-03-07')).toBe('tomorrow');
    expect(formatDayRelative('2026-03-09', 'en', '2026-03-07')).toBe('09.03.2026');
  });

  test('moments are shown in office time, UTC+5', () => {
    expect(formatMoment('2026-03-07T11:40:00Z', 'ru')).toBe('07.03.2026 16:40');
    expect(formatMoment('2026-03-07T20:00:00Z', 'ru')).toBe('08.03.2026 01:00');
    expect(dayOfMoment(Date.UTC(2026, 11, 31, 19, 0))).toBe('2027-01-01');
    const now = Date.UTC(2026, 2, 8, 5);
    expect(formatMoment('2026-03-08T04:05:00Z', 'uz-Latn', { now })).toBe('bugun, 09:05');
    expect(formatMoment('2026-03-07T11:40:00Z', 'uz-Cyrl', { now })).toBe('кеча, 16:40');
    expect(formatMoment('2026-03-05T11:40:00Z', 'uz-Cyrl', { now })).toBe('05.03.2026 16:40');
    expect(formatMoment(undefined, 'en')).toBe('');
    expect(formatMoment('yesterday', 'en')).toBe('');
  });

  test.each([
    ['7.3.2026', '2026-03-07'],
    ['07032026', '2026-03-07'],
    ['070326', '2026-03-07'],
    ['07.03.26', '2026-03-07'],
    ['07.03.63', '1963-03-07'],
    [' 7/3/2026 ', '2026-03-07'],
    ['7-3-2026', '2026-03-07'],
    ['7 3 2026', '2026-03-07'],
    ['2026-03-07', '2026-03-07'],
    ['31.02.2026', null],
    ['3.2026', null],
    ['', null],
    ['07.03.202', null],
    ['12345', null],
  ])('reads %j as %s', (typed, day) => expect(parseDay(typed)).toBe(day));

  test('what is written is read back', () => {
    fc.assert(
      fc.property(judge, (day) => {
        expect(parseDay(formatDay(day, 'en'))).toBe(day);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const day = parseDay(text);
        if (day !== null) expect(isDay(day)).toBe(true);
      }),
    );
  });
});
