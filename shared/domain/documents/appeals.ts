import { addDays, type Day, isDay } from '#shared/domain/language/dates.ts';
import { looseKey, strictKey } from '#shared/domain/language/keys.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { WorkingCalendar } from './calendar.ts';
import {
  addSpan,
  type AppealKind,
  type AppealTerm,
  appealDeadline,
  type Deadline,
  type DeadlineRule,
  type DeadlineStep,
  type Span,
} from './deadline.ts';

/** Kinds of papers that are appeals. */
export const APPEAL_KINDS = ['request', 'complaint', 'proposal'] as const satisfies readonly AppealKind[];

/** Terms that an appeal may run under. */
export const APPEAL_TERMS = ['plain', 'study', 'extended'] as const satisfies readonly AppealTerm[];

/**
 * How an appeal was settled: granted, granted in part, explained, refused, passed on to whom it concerns, left
 * unconsidered.
 */
export const APPEAL_OUTCOMES = ['granted', 'partly', 'explained', 'refused', 'forwarded', 'unconsidered'] as const;
/** An outcome code. */
export type AppealOutcome = (typeof APPEAL_OUTCOMES)[number];

/** Outcomes that closing gives; the other two have steps of their own. */
export const CLOSING_OUTCOMES = [
  'granted',
  'partly',
  'explained',
  'refused',
] as const satisfies readonly AppealOutcome[];

/** Why an appeal is left unconsidered (ORQ-445, article 29). */
export const UNCONSIDERED_REASONS = ['anonymous', 'unauthorised', 'not_compliant'] as const;
/** A reason code. */
export type UnconsideredReason = (typeof UNCONSIDERED_REASONS)[number];

/** What an office does for an appeal by law, besides answering it. */
export type AppealDuty =
  'registration' | 'no_refusal' | 'proposal_notice' | 'extension_notice' | 'unconsidered' | 'forwarding';

/** A duty of the law as dated data. */
export interface AppealDutyData {
  readonly duty: AppealDuty;
  /** First day of receipt that it holds for. */
  readonly validFrom: Day;
  /** Within which it is done, from the day of receipt; null where the law names the day in words or names none. */
  readonly span: Span | null;
  readonly source: { readonly law: string; readonly article: string };
  /** `law`: read in the law's text. `ask`: practice that nobody has confirmed, so it is a setting of the office. */
  readonly standing: 'law' | 'ask';
}

/**
 * Duties of ORQ-445 of 2017-09-11.
 * - article 23: registered on the day of receipt, on the next working day where it came after hours; nobody may refuse
 * - article 28: a proposal that needs study: its proposer is told in writing within 10 days; of an extension the
 *   applicant is told, no day is named
 * - article 29: anonymous appeals, appeals by a representative without papers, and such as don't meet the law's other
 *   demands are left unconsidered, by a conclusion that the head approves
 * - forwarding within 5 days is the offices' practice
 */
export const APPEAL_DUTIES: readonly AppealDutyData[] = [
  {
    duty: 'registration',
    validFrom: '2017-09-11',
    span: null,
    source: { law: 'ORQ-445', article: '23' },
    standing: 'law',
  },
  {
    duty: 'no_refusal',
    validFrom: '2017-09-11',
    span: null,
    source: { law: 'ORQ-445', article: '23' },
    standing: 'law',
  },
  {
    duty: 'proposal_notice',
    validFrom: '2017-09-11',
    span: { amount: 10, unit: 'days' },
    source: { law: 'ORQ-445', article: '28' },
    standing: 'law',
  },
  {
    duty: 'extension_notice',
    validFrom: '2017-09-11',
    span: null,
    source: { law: 'ORQ-445', article: '28' },
    standing: 'law',
  },
  {
    duty: 'unconsidered',
    validFrom: '2017-09-11',
    span: null,
    source: { law: 'ORQ-445', article: '29' },
    standing: 'law',
  },
  {
    duty: 'forwarding',
    validFrom: '2017-09-11',
    span: { amount: 5, unit: 'days' },
    source: { law: 'ORQ-445', article: '23' },
    standing: 'ask',
  },
];

/** The duty as it stands for an appeal received on a day; null before the law. */
export function dutyOn(duty: AppealDuty, receivedDate: Day, duties = APPEAL_DUTIES): AppealDutyData | null {
  return duties
    .filter((one) => one.duty === duty && one.validFrom <= receivedDate)
    .reduce<AppealDutyData | null>((best, one) => (best && best.validFrom >= one.validFrom ? best : one), null);
}

/** What the law leaves to an office, or nobody has confirmed. Content of a `settings` catalogue, under these names. */
export interface AppealSettings {
  /** Days within which an appeal is passed on to whom it concerns. */
  readonly forwardDays: number;
  /** Whether a term that ends on a day off ends on the next working day. */
  readonly moveToWorkingDay: boolean;
  /** When the working day ends, `HH:MM`: what comes later is registered on the next working day. */
  readonly workEnd: string;
}

/** The settings of an office that has set none. */
export const DEFAULT_APPEAL_SETTINGS: AppealSettings = { forwardDays: 5, moveToWorkingDay: true, workEnd: '18:00' };

/** Id of an office's settings, one catalogue an office. */
export function settingsId(officeId: string): string {
  return `settings-${officeId}`;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether a text is a time of day, `HH:MM`. */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value);
}

/** Reads settings from catalogues; what isn't fit is left as it is by default. Later catalogues go over earlier ones. */
export function readAppealSettings(catalogues: readonly JsonObject[]): AppealSettings {
  let settings = DEFAULT_APPEAL_SETTINGS;
  for (const data of catalogues) {
    const { forwardDays, moveToWorkingDay, workEnd } = data;
    settings = {
      forwardDays:
        typeof forwardDays === 'number' && Number.isInteger(forwardDays) && forwardDays >= 1 && forwardDays <= 30
          ? forwardDays
          : settings.forwardDays,
      moveToWorkingDay: typeof moveToWorkingDay === 'boolean' ? moveToWorkingDay : settings.moveToWorkingDay,
      workEnd: isTime(workEnd) ? workEnd : settings.workEnd,
    };
  }
  return settings;
}

/** A day by which something is due, and how it came about. */
export interface DutyDay {
  readonly day: Day;
  readonly steps: readonly DeadlineStep[];
  readonly standing: AppealDutyData['standing'];
}

/**
 * The day on which an appeal is registered, with its reason (article 23).
 * @param receivedTime `HH:MM`; without it the appeal came within hours
 */
export function registrationDuty(input: {
  readonly receivedDate: Day;
  readonly receivedTime?: string | null | undefined;
  readonly calendar: WorkingCalendar;
  readonly settings?: AppealSettings;
}): DutyDay {
  const { receivedDate, receivedTime, calendar, settings = DEFAULT_APPEAL_SETTINGS } = input;
  const steps: DeadlineStep[] = [{ kind: 'received', day: receivedDate }];
  const rest = calendar.restReason(receivedDate);
  let day = receivedDate;
  if (rest !== null) {
    day = calendar.nextWorkingDay(receivedDate);
    steps.push({ kind: 'moved', day, from: receivedDate, reason: rest });
  } else if (isTime(receivedTime) && receivedTime >= settings.workEnd) {
    day = calendar.nextWorkingDay(addDays(receivedDate, 1));
    steps.push({ kind: 'after_hours', day, from: receivedDate, time: receivedTime, law: 'ORQ-445', article: '23' });
  }
  return { day, steps, standing: 'law' };
}

/** By when an appeal that concerns another body is passed on to it; the days are a setting. */
export function forwardingDuty(input: {
  readonly receivedDate: Day;
  readonly calendar: WorkingCalendar;
  readonly settings?: AppealSettings;
}): DutyDay {
  const { receivedDate, calendar, settings = DEFAULT_APPEAL_SETTINGS } = input;
  const source = dutyOn('forwarding', receivedDate)?.source ?? { law: 'ORQ-445', article: '23' };
  return moveOff(
    receivedDate,
    { amount: settings.forwardDays, unit: 'days' },
    source,
    settings.moveToWorkingDay ? calendar : null,
    'ask',
  );
}

/**
 * By when the proposer is told in writing that a proposal needs study (article 28); null for other appeals. The notice
 * goes out before a day off, never after it: the term isn't moved.
 */
export function proposalNoticeDuty(kind: AppealKind, receivedDate: Day): DutyDay | null {
  const duty = dutyOn('proposal_notice', receivedDate);
  if (kind !== 'proposal' || !duty?.span) return null;
  return moveOff(receivedDate, duty.span, duty.source, null, duty.standing);
}

function moveOff(
  from: Day,
  span: Span,
  source: { readonly law: string; readonly article: string },
  calendar: WorkingCalendar | null,
  standing: DutyDay['standing'],
): DutyDay {
  let day = addSpan(from, span);
  const steps: DeadlineStep[] = [
    { kind: 'received', day: from },
    { kind: 'add', ...span, day, ...source },
  ];
  const reason = calendar?.restReason(day) ?? null;
  if (calendar && reason !== null) {
    const rested = day;
    day = calendar.nextWorkingDay(rested);
    steps.push({ kind: 'moved', day, from: rested, reason });
  }
  return { day, steps, standing };
}

// The longest run of days off that a term's end is moved over: hayit beside a weekend. A guard sees no calendar.
const MOVE_ALLOWANCE = 14;

/**
 * Whether a day is within what the law allows for a term, the move to a working day included.
 * @returns false for a day after the limit, and for a term that the kind doesn't have
 */
export function isWithinTerm(kind: AppealKind, term: AppealTerm, receivedDate: Day, dueDate: Day): boolean {
  const limit = termLimit(kind, term, receivedDate);
  return limit !== null && dueDate <= addDays(limit, MOVE_ALLOWANCE);
}

const NO_REST: WorkingCalendar = {
  restReason: () => null,
  isWorkingDay: () => true,
  nextWorkingDay: (day) => day,
  addWorkingDays: (day, count) => addDays(day, count),
  workingDaysBetween: () => 0,
};

/** The last day of a term before any move, or null where the kind has no such term or the day isn't real. */
export function termLimit(kind: AppealKind, term: AppealTerm, receivedDate: Day): Day | null {
  try {
    return appealDeadline({ kind, receivedDate, term, calendar: NO_REST, moveToWorkingDay: false }).dueDate;
  } catch {
    return null;
  }
}

const TERM_OF_RULE: Readonly<Record<DeadlineRule, AppealTerm>> = {
  appeal_15_days: 'plain',
  appeal_month_study: 'study',
  appeal_month_extended: 'extended',
  proposal_month: 'plain',
  proposal_month_study: 'study',
};

/** The term that an appeal runs under; of papers written before terms were kept it is read from their rule. */
export function termOfAppeal(body: {
  readonly appealTerm?: AppealTerm | null | undefined;
  readonly dueRule?: string | null | undefined;
}): AppealTerm {
  return body.appealTerm ?? TERM_OF_RULE[body.dueRule as DeadlineRule] ?? 'plain';
}

/** How a deadline on a paper came about. */
export interface ExplainedDeadline {
  /** What the law gives for this kind and term. */
  readonly law: Deadline;
  /** Whether the paper's day is the law's; else it was set by a person. */
  readonly byLaw: boolean;
  /** Whether the paper's day is later than the law allows. */
  readonly beyondLaw: boolean;
  readonly registration: DutyDay;
  /** Whether it was registered later than the law allows. */
  readonly registeredLate: boolean;
  readonly notice: DutyDay | null;
}

/** Works out again what the law says of a registered appeal; null for a paper that is no appeal or has no receipt. */
export function explainAppeal(
  body: {
    readonly journal: string;
    readonly kind: string;
    readonly receivedDate?: Day | null | undefined;
    readonly receivedTime?: string | null | undefined;
    readonly regDate?: Day | null | undefined;
    readonly dueDate?: Day | null | undefined;
    readonly dueRule?: string | null | undefined;
    readonly appealTerm?: AppealTerm | null | undefined;
  },
  calendar: WorkingCalendar,
  settings: AppealSettings = DEFAULT_APPEAL_SETTINGS,
): ExplainedDeadline | null {
  const { receivedDate } = body;
  if (body.journal !== 'appeals' || !isDay(receivedDate) || !isAppealKind(body.kind)) return null;
  const term = termOfAppeal(body);
  let law: Deadline;
  try {
    const { moveToWorkingDay } = settings;
    law = appealDeadline({ kind: body.kind, receivedDate, term, calendar, moveToWorkingDay });
  } catch {
    return null;
  }
  const registration = registrationDuty({ receivedDate, receivedTime: body.receivedTime, calendar, settings });
  return {
    law,
    byLaw: body.dueDate === law.dueDate,
    beyondLaw: isDay(body.dueDate) && body.dueDate > law.dueDate,
    registration,
    registeredLate: isDay(body.regDate) && body.regDate > registration.day,
    notice: term === 'study' ? proposalNoticeDuty(body.kind, receivedDate) : null,
  };
}

/** Whether a kind of paper is an appeal. */
export function isAppealKind(kind: unknown): kind is AppealKind {
  return (APPEAL_KINDS as readonly unknown[]).includes(kind);
}

/** An appeal as {@link findEarlierAppeals} sees it. */
export interface KnownAppeal {
  readonly id: string;
  readonly journal: string;
  readonly state: string;
  readonly subject: string;
  readonly personId?: string | null | undefined;
  readonly correspondent?: string | null | undefined;
  readonly receivedDate?: Day | null | undefined;
  readonly dueDate?: Day | null | undefined;
}

/** An earlier appeal of the same applicant about the same thing, and what the new one is to it. */
export interface EarlierAppeal<T extends KnownAppeal = KnownAppeal> {
  readonly appeal: T;
  /**
   * `decided`: the earlier one was decided and the applicant isn't content; `overdue`: its term has passed without an
   * answer. Both make the new one repeated (article 3). `running`: the earlier one is still within its term.
   */
  readonly relation: 'decided' | 'overdue' | 'running';
  /** How alike the subjects are, 0 to 1. */
  readonly likeness: number;
}

// Uzbek hangs its grammar on the end of a word: beginnings tell whether two words are the same.
const STEM = 5;
const COMMON = new Set(
  ['toʻgʻrisida', 'haqida', 'uchun', 'bilan', 'masalasi', 'yuzasidan'].map((word) => looseKey(word)),
);

function stems(subject: string): ReadonlySet<string> {
  return new Set(
    strictKey(subject)
      .split(' ')
      .filter((word) => word.length > 2)
      .map(looseKey)
      .filter((word) => !COMMON.has(word))
      .map((word) => word.slice(0, STEM)),
  );
}

/** How alike two subjects are, in any script: the share of the smaller one's words that the other has too, 0 to 1. */
export function subjectLikeness(a: string, b: string): number {
  const left = stems(a);
  const right = stems(b);
  const smaller = Math.min(left.size, right.size);
  if (smaller === 0) return 0;
  let same = 0;
  for (const stem of left) if (right.has(stem)) same++;
  return same / smaller;
}

const LIKE_ENOUGH = 0.6;

/**
 * Earlier appeals of the same applicant about the same thing, the likest first: by the person where the office knows
 * them, else by the name as it is written, in any script.
 * @param today the present day, `YYYY-MM-DD`
 */
export function findEarlierAppeals<T extends KnownAppeal>(
  appeals: readonly T[],
  entered: {
    readonly id?: string;
    readonly personId?: string | undefined;
    readonly name?: string;
    readonly subject: string;
  },
  today: Day,
): readonly EarlierAppeal<T>[] {
  const name = entered.name ? strictKey(entered.name) : '';
  if (!entered.personId && name === '') return [];
  const found: EarlierAppeal<T>[] = [];
  for (const appeal of appeals) {
    if (appeal.journal !== 'appeals' || appeal.id === entered.id || appeal.state === 'draft') continue;
    const same =
      entered.personId && appeal.personId
        ? entered.personId === appeal.personId
        : name !== '' && strictKey(appeal.correspondent ?? '') === name;
    if (!same) continue;
    const likeness = subjectLikeness(appeal.subject, entered.subject);
    if (likeness < LIKE_ENOUGH) continue;
    const relation =
      appeal.state === 'closed' ? 'decided' : isDay(appeal.dueDate) && appeal.dueDate < today ? 'overdue' : 'running';
    found.push({ appeal, relation, likeness });
  }
  return found.toSorted(
    (a, b) =>
      b.likeness - a.likeness || String(b.appeal.receivedDate ?? '').localeCompare(String(a.appeal.receivedDate ?? '')),
  );
}
