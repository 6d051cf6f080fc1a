import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, isDay } from '#shared/domain/language/dates.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { createCalendar } from './calendar.ts';
import {
  APPEAL_RULES,
  appealDeadline,
  isOverdue,
  registrationDay,
  type AppealKind,
  type AppealTerm,
} from './deadline.ts';

const calendar = createCalendar([
  { holidays: ['2026-01-01', '2026-03-08', '2026-03-21', '2026-09-01', 'not a day'], workdays: ['2026-01-10'] },
  { holidays: ['2027-01-01'] },
]);
const days = fc
  .integer({ min: Date.UTC(2018, 0, 1) / 86_400_000, max: Date.UTC(2099, 0, 1) / 86_400_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));

describe('the working calendar', () => {
  test('weekend, holiday, and a Saturday that is worked', () => {
    expect(calendar.restReason('2026-01-01')).toBe('holiday');
    expect(calendar.restReason('2026-01-03')).toBe('weekend');
    expect(calendar.isWorkingDay('2026-01-10')).toBe(true);
    expect(calendar.nextWorkingDay('2026-03-07')).toBe('2026-03-09');
    expect(calendar.nextWorkingDay('2026-03-09')).toBe('2026-03-09');
    expect(calendar.addWorkingDays('2026-03-06', 1)).toBe('2026-03-09');
    expect(calendar.addWorkingDays('2026-03-07', 0)).toBe('2026-03-09');
    expect(calendar.workingDaysBetween('2026-03-06', '2026-03-10')).toBe(2);
    expect(calendar.workingDaysBetween('2026-03-10', '2026-03-06')).toBe(-2);
  });

  test('a six-day week is a setting; a week without work is a mistake and is not taken', () => {
    expect(createCalendar([{ weekend: [7] }]).isWorkingDay('2026-03-07')).toBe(true);
    expect(createCalendar([{ weekend: [1, 2, 3, 4, 5, 6, 7] }]).isWorkingDay('2026-03-06')).toBe(true);
  });

  test('adding working days and counting them agree', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (day, count) => {
        const end = calendar.addWorkingDays(day, count);
        expect(calendar.isWorkingDay(end)).toBe(true);
        expect(calendar.workingDaysBetween(day, end)).toBe(count);
      }),
    );
  });
});

describe('deadlines of appeals (ORQ-445)', () => {
  const due = (kind: AppealKind, receivedDate: string, term?: AppealTerm, moveToWorkingDay?: boolean) =>
    appealDeadline({ kind, receivedDate, calendar, ...(term && { term }), moveToWorkingDay });

  test('article 28: a request is due 15 days after receipt', () => {
    expect(due('request', '2026-11-02')).toEqual({
      dueDate: '2026-11-17',
      rule: 'appeal_15_days',
      noticeDate: null,
      steps: [
        { kind: 'received', day: '2026-11-02' },
        { kind: 'add', amount: 15, unit: 'days', day: '2026-11-17', law: 'ORQ-445', article: '28' },
      ],
    });
    expect(due('complaint', '2026-11-02').dueDate).toBe('2026-11-17');
  });

  test('article 28: a month where study is needed, another month by the head', () => {
    expect(due('request', '2026-11-02', 'study').dueDate).toBe('2026-12-02');
    expect(due('request', '2026-11-02', 'extended', false).dueDate).toBe('2027-01-02');
    expect(due('request', '2026-01-31', 'study', false).dueDate).toBe('2026-02-28');
    expect(due('request', '2024-01-31', 'study', false).dueDate).toBe('2024-02-29');
  });

  test('article 28: a proposal has a month, and a notice in 10 days where it needs study', () => {
    expect(due('proposal', '2026-11-02')).toMatchObject({
      dueDate: '2026-12-02',
      rule: 'proposal_month',
      noticeDate: null,
    });
    expect(due('proposal', '2026-11-02', 'study')).toMatchObject({
      rule: 'proposal_month_study',
      noticeDate: '2026-11-12',
    });
    expect(() => due('proposal', '2026-11-02', 'extended')).toThrow(CodedError);
  });

  test('a term that ends on a day off moves to the next working day, and says so', () => {
    const moved = due('request', '2026-02-21');
    expect(moved.dueDate).toBe('2026-03-09');
    expect(moved.steps.at(-1)).toEqual({ kind: 'moved', from: '2026-03-08', day: '2026-03-09', reason: 'holiday' });
    expect(due('request', '2026-02-21', 'plain', false).dueDate).toBe('2026-03-08');
  });

  test('no real day, or a day before the law, has no deadline', () => {
    expect(() => due('request', '2026-02-30')).toThrow(CodedError);
    expect(() => due('request', '2016-02-20')).toThrow(CodedError);
  });

  test('a later rule replaces an earlier one from its own day on', () => {
    const rules = [
      ...APPEAL_RULES,
      { ...APPEAL_RULES[0]!, validFrom: '2030-01-01', spans: [{ amount: 10, unit: 'days' as const }] },
    ];
    const at = (receivedDate: string) =>
      appealDeadline({ kind: 'request', receivedDate, calendar, rules, moveToWorkingDay: false }).dueDate;
    expect(at('2029-12-31')).toBe('2030-01-15');
    expect(at('2030-01-01')).toBe('2030-01-11');
  });

  test('a deadline is a real working day, never before its term and its steps lead to it', () => {
    fc.assert(
      fc.property(days, fc.constantFrom<AppealTerm>('plain', 'study', 'extended'), (received, term) => {
        const deadline = due('request', received, term);
        const plain = term === 'plain' ? addDays(received, 15) : addMonths(received, 1);
        expect(isDay(deadline.dueDate)).toBe(true);
        expect(calendar.isWorkingDay(deadline.dueDate)).toBe(true);
        expect(daysBetween(plain, deadline.dueDate)).toBeGreaterThanOrEqual(0);
        expect(deadline.steps.at(-1)?.day).toBe(deadline.dueDate);
      }),
    );
  });

  test('article 23: registered the same day, or the next working day after hours', () => {
    expect(registrationDay('2026-11-02', false, calendar)).toBe('2026-11-02');
    expect(registrationDay('2026-11-06', true, calendar)).toBe('2026-11-09');
    expect(registrationDay('2026-11-07', false, calendar)).toBe('2026-11-09');
  });

  test('the last day is still in time', () => {
    expect(isOverdue('2026-11-02', '2026-11-02')).toBe(false);
    expect(isOverdue('2026-11-02', '2026-11-03')).toBe(true);
    expect(isOverdue(undefined, '2026-11-03')).toBe(false);
  });
});
