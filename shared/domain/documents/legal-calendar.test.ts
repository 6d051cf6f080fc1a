import { describe, expect, test } from 'vitest';
import { APPEAL_DUTIES, forwardingDuty, proposalNoticeDuty, registrationDuty, termLimit } from './appeals.ts';
import { createCalendar } from './calendar.ts';
import { APPEAL_RULES, appealDeadline, type AppealKind, type AppealTerm } from './deadline.ts';

/*
 * The legal calendar, case by case. Each due day was worked out by hand from the law's words and a wall calendar, not
 * by the program. `art` is the article of ORQ-445 that the case stands on.
 */

// Holidays of fixed date (Labour Code, article 208) of these years, and what decrees moved in them, as an example.
const FIXED = ['01-01', '03-08', '03-21', '05-09', '09-01', '10-01', '12-08'];
const calendar = createCalendar([
  ...[2023, 2024, 2025, 2026, 2027, 2028, 2029].map((year) => ({ holidays: FIXED.map((day) => `${year}-${day}`) })),
  // Ramazon hayiti and Qurbon hayiti of 2026, and a Saturday that is worked for a Friday before.
  { holidays: ['2026-03-20', '2026-05-27', '2026-12-31'], workdays: ['2026-12-26'] },
]);

interface Case {
  readonly art: '23' | '28';
  readonly kind: AppealKind;
  readonly term: AppealTerm;
  readonly received: string;
  readonly due: string;
  readonly why: string;
  /** The office doesn't move a term off a day of rest. */
  readonly stays?: boolean;
}

const c = (kind: AppealKind, term: AppealTerm, received: string, due: string, why: string, stays?: boolean): Case => ({
  art: '28',
  kind,
  term,
  received,
  due,
  why,
  ...(stays ? { stays } : {}),
});

const CASES: readonly Case[] = [
  // 15 days: ariza and shikoyat
  c('request', 'plain', '2026-11-02', '2026-11-17', '15 days, to a Tuesday'),
  c('complaint', 'plain', '2026-11-02', '2026-11-17', 'a complaint has the same term'),
  c('request', 'plain', '2026-11-06', '2026-11-23', '15 days end on Saturday 21, moved to Monday'),
  c('request', 'plain', '2026-11-07', '2026-11-23', '15 days end on Sunday 22, moved to Monday'),
  c('request', 'plain', '2026-11-06', '2026-11-21', 'the office moves nothing: Saturday stays', true),
  c('complaint', 'plain', '2026-11-23', '2026-12-09', '8 December is a holiday'),
  c('request', 'plain', '2026-02-21', '2026-03-09', 'Sunday 8 March is a holiday as well'),
  c('request', 'plain', '2026-03-05', '2026-03-23', 'Friday 20 March is hayit, 21 a holiday on Saturday, 22 Sunday'),
  c('request', 'plain', '2026-03-06', '2026-03-23', '21 March is a holiday on Saturday'),
  c('request', 'plain', '2026-04-24', '2026-05-11', '9 May is a holiday on Saturday'),
  c('request', 'plain', '2026-05-12', '2026-05-28', 'Qurbon hayiti on Wednesday 27 May, by decree'),
  c('request', 'plain', '2026-08-17', '2026-09-02', '1 September, Independence Day, on a Tuesday'),
  c('request', 'plain', '2026-09-16', '2026-10-02', '1 October is a holiday'),
  c('request', 'plain', '2026-12-11', '2026-12-26', 'a Saturday that a decree makes a working day'),
  c('request', 'plain', '2026-12-12', '2026-12-28', '27 December is a Sunday'),
  c('request', 'plain', '2025-12-17', '2026-01-02', 'over the end of the year: 1 January is a holiday'),
  c('request', 'plain', '2026-12-16', '2027-01-04', '31 December by decree, 1 January, then a weekend'),
  c('request', 'plain', '2026-12-17', '2027-01-04', '1 January, then a weekend'),
  c('request', 'plain', '2026-12-31', '2027-01-15', 'received on the last day of a year'),
  c(
    'request',
    'plain',
    '2027-01-01',
    '2027-01-18',
    'received on a holiday: the term runs from receipt; ends on Saturday',
  ),
  c('request', 'plain', '2024-02-14', '2024-02-29', 'ends on the leap day'),
  c('request', 'plain', '2024-02-15', '2024-03-01', 'the leap day lies within'),
  c('request', 'plain', '2023-02-14', '2023-03-01', 'the same in a year without it'),
  c('request', 'plain', '2024-02-29', '2024-03-15', 'received on the leap day'),
  c('complaint', 'plain', '2028-02-14', '2028-02-29', 'the next leap year'),
  c('request', 'plain', '2026-02-14', '2026-03-02', '15 days end on Sunday 1 March'),
  c('request', 'plain', '2026-11-21', '2026-12-07', 'received on a Saturday, ends on a Sunday'),
  c('request', 'plain', '2026-11-22', '2026-12-07', 'received on a Sunday'),
  c('request', 'plain', '2017-09-11', '2017-09-26', 'the first day of the law'),
  // one month where study is needed
  c('request', 'study', '2026-11-02', '2026-12-02', 'one month, the same day of it'),
  c('complaint', 'study', '2026-11-08', '2026-12-09', '8 December is a holiday'),
  c('request', 'study', '2026-01-31', '2026-03-02', 'no 31 February: 28, a Saturday, moved to Monday'),
  c('request', 'study', '2026-01-31', '2026-02-28', 'and stays there where nothing is moved', true),
  c('request', 'study', '2024-01-31', '2024-02-29', 'in a leap year the month ends on 29'),
  c('request', 'study', '2024-01-30', '2024-02-29', '30 January too'),
  c('request', 'study', '2024-01-29', '2024-02-29', 'and 29 by its own date'),
  c('request', 'study', '2024-02-29', '2024-03-29', 'from the leap day'),
  c('request', 'study', '2026-02-28', '2026-03-30', '28 March is a Saturday'),
  c('request', 'study', '2026-03-31', '2026-04-30', 'April has 30 days'),
  c('request', 'study', '2026-05-31', '2026-06-30', 'June has 30 days'),
  c('request', 'study', '2026-08-31', '2026-09-30', 'September has 30 days'),
  c('request', 'study', '2026-10-31', '2026-11-30', 'November has 30 days'),
  c('complaint', 'study', '2025-12-31', '2026-02-02', 'over the year’s end to Saturday 31 January'),
  c('request', 'study', '2025-12-01', '2026-01-02', '1 January is a holiday'),
  c('request', 'study', '2026-12-15', '2027-01-15', 'over the year’s end'),
  c('request', 'study', '2026-02-08', '2026-03-09', 'Sunday 8 March'),
  c('request', 'study', '2026-02-20', '2026-03-23', 'hayit, a holiday and a Sunday in a row'),
  c('request', 'study', '2026-04-09', '2026-05-11', 'Saturday 9 May'),
  // extended by the head, one month more at most
  c('request', 'extended', '2026-11-02', '2027-01-04', 'two months end on Saturday 2 January'),
  c('request', 'extended', '2026-11-02', '2027-01-02', 'where nothing is moved', true),
  c('complaint', 'extended', '2026-09-14', '2026-11-16', 'two months end on Saturday'),
  c('request', 'extended', '2025-12-31', '2026-03-02', '31 January, then 28 February, a Saturday'),
  c('request', 'extended', '2023-12-31', '2024-02-29', 'the same into a leap year'),
  c('request', 'extended', '2026-01-31', '2026-03-30', '28 February first, then 28 March: a Saturday'),
  c('request', 'extended', '2024-01-31', '2024-03-29', '29 February first, then 29 March'),
  c('request', 'extended', '2026-10-08', '2026-12-09', '8 December is a holiday'),
  c('request', 'extended', '2026-12-31', '2027-03-01', '31 January, 28 February is a Sunday'),
  c('complaint', 'extended', '2026-07-01', '2026-09-02', '1 September is a holiday'),
  // taklif: one month
  c('proposal', 'plain', '2026-11-02', '2026-12-02', 'a proposal has a month from the beginning'),
  c('proposal', 'plain', '2026-01-30', '2026-03-02', '28 February is a Saturday'),
  c('proposal', 'plain', '2024-01-31', '2024-02-29', 'leap year'),
  c('proposal', 'plain', '2026-11-08', '2026-12-09', 'holiday'),
  c('proposal', 'plain', '2026-12-01', '2027-01-04', '1 January, then a weekend'),
  c(
    'proposal',
    'study',
    '2026-11-02',
    '2026-12-02',
    'study: the month stays the control term, the notice is due in 10 days',
  ),
];

interface Duty {
  readonly art: '23' | '28';
  readonly what: 'registered' | 'after_hours' | 'notice' | 'forward';
  readonly received: string;
  readonly time?: string;
  readonly due: string | null;
  readonly why: string;
  readonly kind?: AppealKind;
}

const DUTIES: readonly Duty[] = [
  { art: '23', what: 'registered', received: '2026-11-02', due: '2026-11-02', why: 'the same day' },
  { art: '23', what: 'after_hours', received: '2026-11-02', time: '17:59', due: '2026-11-02', why: 'a minute before' },
  { art: '23', what: 'after_hours', received: '2026-11-02', time: '18:00', due: '2026-11-03', why: 'when hours end' },
  { art: '23', what: 'after_hours', received: '2026-11-06', time: '19:30', due: '2026-11-09', why: 'Friday evening' },
  { art: '23', what: 'registered', received: '2026-11-07', due: '2026-11-09', why: 'on a Saturday' },
  { art: '23', what: 'after_hours', received: '2026-12-07', time: '18:30', due: '2026-12-09', why: 'before a holiday' },
  {
    art: '23',
    what: 'after_hours',
    received: '2026-12-30',
    time: '20:00',
    due: '2027-01-04',
    why: 'over the year’s end',
  },
  { art: '23', what: 'registered', received: '2026-12-26', due: '2026-12-26', why: 'a Saturday that is worked' },
  { art: '23', what: 'registered', received: '2026-01-01', due: '2026-01-02', why: 'on New Year’s Day' },
  { art: '28', what: 'notice', kind: 'proposal', received: '2026-11-02', due: '2026-11-12', why: '10 days' },
  {
    art: '28',
    what: 'notice',
    kind: 'proposal',
    received: '2026-12-25',
    due: '2027-01-04',
    why: 'over the year’s end',
  },
  { art: '28', what: 'notice', kind: 'proposal', received: '2024-02-20', due: '2024-03-01', why: 'over the leap day' },
  { art: '28', what: 'notice', kind: 'proposal', received: '2026-11-11', due: '2026-11-21', why: 'never moved later' },
  {
    art: '28',
    what: 'notice',
    kind: 'request',
    received: '2026-11-02',
    due: null,
    why: 'requests have no such notice',
  },
  { art: '23', what: 'forward', received: '2026-11-02', due: '2026-11-09', why: '5 days end on Saturday 7' },
  { art: '23', what: 'forward', received: '2026-12-03', due: '2026-12-09', why: '5 days end on a holiday' },
  { art: '23', what: 'forward', received: '2026-11-04', due: '2026-11-09', why: '5 days, to a Monday' },
];

test('at least 60 cases', () => expect(CASES.length + DUTIES.length).toBeGreaterThanOrEqual(60));

describe('ORQ-445, the terms', () => {
  test.each(CASES)('article $art: $kind, $term, received $received, due $due: $why', (one) => {
    const { kind, term, received: receivedDate, due, stays } = one;
    const deadline = appealDeadline({ kind, term, receivedDate, calendar, moveToWorkingDay: !stays });
    expect(deadline.dueDate).toBe(due);
    const added = deadline.steps.filter((step) => step.kind === 'add');
    expect(added.length).toBe(term === 'extended' ? 2 : 1);
    for (const step of added) expect(step).toMatchObject({ law: 'ORQ-445', article: one.art });
    expect(deadline.steps.at(-1)?.day).toBe(due);
    expect(termLimit(kind, term, receivedDate)! <= due).toBe(true);
  });
});

describe('ORQ-445, the other duties', () => {
  test.each(DUTIES)('article $art: $what, received $received $time, due $due: $why', (one) => {
    const { received: receivedDate, time: receivedTime } = one;
    const found =
      one.what === 'notice'
        ? proposalNoticeDuty(one.kind!, receivedDate)
        : one.what === 'forward'
          ? forwardingDuty({ receivedDate, calendar })
          : registrationDuty({ receivedDate, receivedTime, calendar });
    expect(found?.day ?? null).toBe(one.due);
    expect(found?.steps.at(-1)?.day ?? null).toBe(one.due);
    const cited = found?.steps.flatMap((step) => ('article' in step ? [step.article] : [])) ?? [];
    expect(cited.every((article) => article === one.art)).toBe(true);
    // What nobody has confirmed says so.
    if (found) expect(found.standing).toBe(one.what === 'forward' ? 'ask' : 'law');
  });
});

test('every rule and duty names its law and article, and since when it holds', () => {
  for (const { source, validFrom } of [...APPEAL_RULES, ...APPEAL_DUTIES]) {
    expect(source).toEqual({ law: 'ORQ-445', article: expect.stringMatching(/^2[2-9]$/) as string });
    expect(validFrom).toBe('2017-09-11');
  }
});
