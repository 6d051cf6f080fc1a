import { addDays, addMonths, type Day, isDay } from '#shared/domain/language/dates.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { RestReason, WorkingCalendar } from './calendar.ts';

/** Kinds of appeals (ORQ-445, article 3): ariza, shikoyat, taklif. */
export type AppealKind = 'request' | 'complaint' | 'proposal';

/** Which term runs: the plain one, the one where study is needed, or that one extended by the head. */
export type AppealTerm = 'plain' | 'study' | 'extended';

/** Code of the rule that gave a deadline: a paper's `dueRule`, explained in the locales. */
export type DeadlineRule =
  'appeal_15_days' | 'appeal_month_study' | 'appeal_month_extended' | 'proposal_month' | 'proposal_month_study';

/** A span of time. */
export interface Span {
  readonly amount: number;
  readonly unit: 'days' | 'months';
}

/** A rule of law as dated data. */
export interface DeadlineRuleData {
  readonly rule: DeadlineRule;
  readonly kinds: readonly AppealKind[];
  readonly term: AppealTerm;
  /** First day of receipt that the rule holds for. */
  readonly validFrom: Day;
  /** Spans from the day of receipt, one after the other. */
  readonly spans: readonly Span[];
  /** Within which the applicant must be told in writing that study is needed. */
  readonly noticeSpan?: Span;
  /** Law and article, as it is cited. */
  readonly source: { readonly law: string; readonly article: string };
}

/**
 * Terms of the law on appeals of individuals and legal entities, ORQ-445 of 2017-09-11. All of them are in article 28:
 * - ariza and shikoyat are considered within 15 days of receipt; where study, further documents or other measures are
 *   needed, within one month; the head may extend by at most one month more, and tells the applicant
 * - taklif is considered within one month; where it needs study, the proposer is told of it in writing within 10 days.
 *   The law names no day for such a proposal; the month stays as the office's own control term
 *
 * What else the law asks of an office is in `appeals.ts`.
 */
export const APPEAL_RULES: readonly DeadlineRuleData[] = [
  {
    rule: 'appeal_15_days',
    kinds: ['request', 'complaint'],
    term: 'plain',
    validFrom: '2017-09-11',
    spans: [{ amount: 15, unit: 'days' }],
    source: { law: 'ORQ-445', article: '28' },
  },
  {
    rule: 'appeal_month_study',
    kinds: ['request', 'complaint'],
    term: 'study',
    validFrom: '2017-09-11',
    spans: [{ amount: 1, unit: 'months' }],
    source: { law: 'ORQ-445', article: '28' },
  },
  {
    rule: 'appeal_month_extended',
    kinds: ['request', 'complaint'],
    term: 'extended',
    validFrom: '2017-09-11',
    spans: [
      { amount: 1, unit: 'months' },
      { amount: 1, unit: 'months' },
    ],
    source: { law: 'ORQ-445', article: '28' },
  },
  {
    rule: 'proposal_month',
    kinds: ['proposal'],
    term: 'plain',
    validFrom: '2017-09-11',
    spans: [{ amount: 1, unit: 'months' }],
    source: { law: 'ORQ-445', article: '28' },
  },
  {
    rule: 'proposal_month_study',
    kinds: ['proposal'],
    term: 'study',
    validFrom: '2017-09-11',
    spans: [{ amount: 1, unit: 'months' }],
    noticeSpan: { amount: 10, unit: 'days' },
    source: { law: 'ORQ-445', article: '28' },
  },
];

/** One step of a deadline's explanation; `day` is where the step leads. */
export type DeadlineStep =
  | { readonly kind: 'received'; readonly day: Day }
  | {
      readonly kind: 'add';
      readonly amount: number;
      readonly unit: Span['unit'];
      readonly day: Day;
      readonly law: string;
      readonly article: string;
    }
  | {
      readonly kind: 'after_hours';
      readonly day: Day;
      readonly from: Day;
      /** `HH:MM` at which it came. */
      readonly time: string;
      readonly law: string;
      readonly article: string;
    }
  | { readonly kind: 'moved'; readonly day: Day; readonly from: Day; readonly reason: RestReason };

/** A deadline and how it came about. */
export interface Deadline {
  readonly dueDate: Day;
  readonly rule: DeadlineRule;
  readonly steps: readonly DeadlineStep[];
  /** By when the applicant must be told in writing that study is needed, or null. */
  readonly noticeDate: Day | null;
}

/** The day a span after another; months keep the day of the month, or end with the month where it is shorter. */
export function addSpan(day: Day, span: Span): Day {
  return span.unit === 'days' ? addDays(day, span.amount) : addMonths(day, span.amount);
}

/**
 * The day by which an appeal must be answered.
 * @param input.receivedDate the day of receipt, from which the term runs; the day itself is not counted
 * @param input.moveToWorkingDay whether a term that ends on a day off ends on the next working day. The practice of the
 *   offices, not a word of ORQ-445: a setting, on where it is not given
 * @throws CodedError `invalid_input` for a day that is not real or before the law, or a term that the kind doesn't have
 */
export function appealDeadline(input: {
  readonly kind: AppealKind;
  readonly receivedDate: Day;
  readonly term?: AppealTerm;
  readonly calendar: WorkingCalendar;
  readonly moveToWorkingDay?: boolean;
  readonly rules?: readonly DeadlineRuleData[];
}): Deadline {
  const { kind, receivedDate, term = 'plain', calendar, moveToWorkingDay = true, rules = APPEAL_RULES } = input;
  if (!isDay(receivedDate)) throw new CodedError('invalid_input', { field: 'receivedDate' });
  const rule = rules
    .filter((one) => one.kinds.includes(kind) && one.term === term && one.validFrom <= receivedDate)
    .reduce<DeadlineRuleData | null>((best, one) => (best && best.validFrom >= one.validFrom ? best : one), null);
  if (!rule) throw new CodedError('invalid_input', { field: 'term' });

  const steps: DeadlineStep[] = [{ kind: 'received', day: receivedDate }];
  let at = receivedDate;
  for (const span of rule.spans) {
    at = addSpan(at, span);
    steps.push({ kind: 'add', ...span, day: at, ...rule.source });
  }
  const reason = moveToWorkingDay ? calendar.restReason(at) : null;
  if (reason !== null) {
    const from = at;
    at = calendar.nextWorkingDay(from);
    steps.push({ kind: 'moved', day: at, from, reason });
  }
  return {
    dueDate: at,
    rule: rule.rule,
    steps,
    noticeDate: rule.noticeSpan ? addSpan(receivedDate, rule.noticeSpan) : null,
  };
}

/**
 * The day on which a received appeal is registered: the same day, or the next working day where it came after hours or
 * on a day off (ORQ-445, article 23).
 */
export function registrationDay(receivedDate: Day, afterHours: boolean, calendar: WorkingCalendar): Day {
  return calendar.nextWorkingDay(afterHours ? addDays(receivedDate, 1) : receivedDate);
}

/** Whether a deadline has passed; the day itself is still in time. */
export function isOverdue(dueDate: Day | null | undefined, today: Day): boolean {
  return isDay(dueDate) && dueDate < today;
}
