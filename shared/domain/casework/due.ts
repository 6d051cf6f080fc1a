import type { CaseEventState } from '#shared/domain/casework/collections/case-events/index.ts';
import { approvedPlan, type CaseState, openGoals } from '#shared/domain/casework/collections/cases/workflow.ts';
import { type Consenting, type ConsentEntry, isConsentValid, validConsents } from '#shared/domain/casework/consent.ts';
import { addDays, type Day, dayOfMoment, daysBetween } from '#shared/domain/language/dates.ts';

/** How an office counts the days of a case. Days of the calendar, working or not. */
export interface DueSettings {
  /** Days before a day on which it is shown as near. */
  readonly soonDays: number;
  /** Days within which a referral is answered where it names no day itself. */
  readonly answerDays: number;
  /** Days after which somebody looks at a case in which nothing has happened. */
  readonly quietDays: number;
  /** Days within which a plan that waits is approved or returned. */
  readonly approvalDays: number;
  /** Days within which an assessment that was begun is finished. */
  readonly draftDays: number;
  /** Days within which a case that another office sent is taken or not. */
  readonly arrivalDays: number;
}

/** What an office goes by where it has set nothing else. */
export const DUE_SETTINGS: DueSettings = {
  soonDays: 7,
  answerDays: 10,
  quietDays: 30,
  approvalDays: 3,
  draftDays: 5,
  arrivalDays: 3,
};

/** Why a case asks for something: also the ends of the i18n keys `casework:due.<code>`, the gravest first. */
export const DUE_CODES = [
  'consent_ended_referral',
  'referral_on_closed',
  'arrived_waiting',
  'consent_lapsed',
  'visit_due',
  'service_due',
  'referral_unanswered',
  'plan_awaiting',
  'goal_overdue',
  'plan_review',
  'consent_ending',
  'assessment_draft',
  'no_activity',
] as const;
/** A reason. */
export type DueCode = (typeof DUE_CODES)[number];

/** How a day stands to the present one. */
export type DueStatus = 'overdue' | 'today' | 'soon' | 'later';

/** One thing that a case asks for. */
export interface CaseDue {
  readonly code: DueCode;
  /** The day on which it is due; for what has gone wrong already, the day on which it did. */
  readonly day: Day;
  /** Days to it, negative for days over. */
  readonly days: number;
  readonly status: DueStatus;
  /** Place in {@link DUE_CODES}: of two things of one day the graver stands first. */
  readonly rank: number;
  /** What the words of the reason need. Of a violence file they are shown inside it alone. */
  readonly params: Readonly<Record<string, string>>;
  /** The event, the consent, the goal or the plan that it is about. */
  readonly of?: string;
}

/** The part of a case that its dates are in. */
export interface DueCase extends Consenting {
  readonly state: string;
  readonly openedOn?: Day | undefined;
  readonly createdAt?: string | undefined;
  readonly plans?:
    | readonly {
        readonly id: string;
        readonly actor: string;
        readonly at: string;
        readonly reviewOn?: Day | undefined;
        readonly goals: readonly { readonly id: string; readonly goal: string; readonly due?: Day | undefined }[];
      }[]
    | undefined;
  readonly planDecisions?:
    | readonly { readonly id: string; readonly planId: string; readonly decision: string; readonly at?: string }[]
    | undefined;
  readonly goalOutcomes?: readonly { readonly goalId: string }[] | undefined;
  readonly arrivedFrom?: { readonly officeName?: string; readonly offeredOn?: Day } | undefined;
  readonly history?: readonly { readonly at: string }[] | undefined;
  readonly closedOn?: Day | undefined;
}

/** The part of an event that its dates are in. */
export interface DueEvent {
  readonly id: string;
  readonly body: {
    readonly kind: string;
    readonly state: string;
    readonly on?: Day | undefined;
    readonly due?: Day | undefined;
    readonly provider?: string | undefined;
    readonly service?: string | undefined;
    readonly escalatedTo?: string | undefined;
    readonly consentId?: string | undefined;
    readonly createdAt?: string | undefined;
    readonly history?: readonly { readonly at: string }[] | undefined;
  };
}

/** States in which a referral is with the other side. */
export const OPEN_REFERRAL: readonly string[] = [
  'sent',
  'accepted',
  'no_answer',
  'escalated',
] satisfies CaseEventState[];
/** States in which somebody works on a case. */
export const RUNNING_CASE: readonly string[] = ['intake', 'open', 'offered', 'arrived'] satisfies CaseState[];

const RANK = new Map<DueCode, number>(DUE_CODES.map((code, at) => [code, at]));
const last = (days: readonly (Day | undefined)[]): Day | undefined =>
  days.reduce<Day | undefined>((most, day) => (day && (most === undefined || day > most) ? day : most), undefined);
const dayAt = (at: string | undefined): Day | undefined =>
  at !== undefined && !Number.isNaN(Date.parse(at)) ? dayOfMoment(at) : undefined;

/** The plan that waits for its approval: the last version, if nobody has decided on it. */
export function awaitingPlan<Plan extends { readonly id: string }>(body: {
  readonly plans?: readonly Plan[] | undefined;
  readonly planDecisions?: readonly { readonly planId: string }[] | undefined;
}): Plan | undefined {
  const plan = body.plans?.at(-1);
  return plan && !(body.planDecisions ?? []).some((one) => one.planId === plan.id) ? plan : undefined;
}

/** The day on which a consent ended, where it has: the day of its withdrawal, or the last on which it held. */
export function consentEnd(body: Consenting, consent: ConsentEntry, today: Day): Day | null {
  const withdrawn = (body.withdrawals ?? []).find((one) => one.consentId === consent.id);
  if (withdrawn) return withdrawn.on && withdrawn.on <= today ? withdrawn.on : today;
  return consent.until !== undefined && consent.until < today ? consent.until : null;
}

/** Referrals that are with the other side although the consent they rest on has ended. */
export function unconsentedReferrals<Event extends DueEvent>(
  body: Consenting,
  events: readonly Event[],
  today: Day,
): readonly Event[] {
  return events.filter(({ body: event }) => {
    if (event.kind !== 'referral' || !OPEN_REFERRAL.includes(event.state)) return false;
    const consent = (body.consents ?? []).find((one) => one.id === event.consentId);
    return !consent || !isConsentValid(body, consent, today);
  });
}

/**
 * All that a case asks for by its own dates, the nearest day first. The same on the laptop and at the server.
 * @param events the events of the case, in any order
 */
export function dueOfCase(
  body: DueCase,
  events: readonly DueEvent[],
  today: Day,
  settings: DueSettings = DUE_SETTINGS,
): readonly CaseDue[] {
  // What has gone to another office, or was not taken, is not this office's to look after.
  if (body.state === 'transferred' || body.state === 'declined') return [];
  const found: CaseDue[] = [];
  const add = (code: DueCode, day: Day, params: CaseDue['params'] = {}, of?: string) => {
    const days = daysBetween(today, day);
    const status = days < 0 ? 'overdue' : days === 0 ? 'today' : days <= settings.soonDays ? 'soon' : 'later';
    found.push({ code, day, days, status, rank: RANK.get(code) ?? 0, params, ...(of === undefined ? {} : { of }) });
  };
  const running = RUNNING_CASE.includes(body.state);
  const open = body.state === 'open' || body.state === 'offered';
  const begun = body.openedOn ?? dayAt(body.createdAt) ?? today;

  if (body.state === 'arrived') {
    const { officeName = '', offeredOn } = body.arrivedFrom ?? {};
    add('arrived_waiting', addDays(offeredOn ?? begun, settings.arrivalDays), { office: officeName });
  }
  const unconsented = new Set(unconsentedReferrals(body, events, today).map((event) => event.id));
  for (const { id, body: event } of events) {
    const params = { provider: event.escalatedTo || event.provider || '', service: event.service ?? '' };
    const created = dayAt(event.createdAt) ?? event.on ?? begun;
    if (event.kind === 'referral' && OPEN_REFERRAL.includes(event.state)) {
      if (unconsented.has(id)) {
        const consent = (body.consents ?? []).find((one) => one.id === event.consentId);
        const end = consent && consentEnd(body, consent, today);
        add('consent_ended_referral', end ?? today, params, id);
      }
      if (!running) add('referral_on_closed', body.closedOn ?? created, params, id);
      else if (event.state !== 'accepted' || event.due) {
        add('referral_unanswered', event.due ?? addDays(event.on ?? created, settings.answerDays), params, id);
      }
    }
    if (!running) continue;
    if (event.state === 'planned') {
      const day = event.on ?? event.due ?? created;
      if (event.kind === 'visit') add('visit_due', day, {}, id);
      if (event.kind === 'service') add('service_due', day, params, id);
    }
    if (event.kind === 'assessment' && event.state === 'draft') {
      add('assessment_draft', addDays(created, settings.draftDays), {}, id);
    }
  }

  if (open) {
    const seen = new Set<string>();
    for (const { purpose } of body.consents ?? []) {
      if (purpose === 'statistics' || seen.has(purpose)) continue;
      seen.add(purpose);
      const valid = validConsents(body, purpose, today);
      if (valid.length > 0) {
        // One without an end holds on, whatever becomes of the others.
        const until = valid.some((one) => one.until === undefined) ? undefined : last(valid.map((one) => one.until));
        if (until) add('consent_ending', until, { purpose });
      } else if (purpose === 'services') {
        const ends = (body.consents ?? [])
          .filter((one) => one.purpose === purpose)
          .map((one) => consentEnd(body, one, today) ?? undefined);
        add('consent_lapsed', last(ends) ?? today, { purpose });
      }
    }
    const waiting = awaitingPlan(body);
    if (waiting) {
      add('plan_awaiting', addDays(dayAt(waiting.at) ?? begun, settings.approvalDays), {}, waiting.id);
    }
    const plan = approvedPlan(body);
    const left = new Set(openGoals(body));
    for (const goal of plan?.goals ?? []) {
      if (goal.due && left.has(goal.id)) add('goal_overdue', goal.due, { goal: goal.goal }, goal.id);
    }
    if (plan?.reviewOn && plan.id === body.plans?.at(-1)?.id && left.size > 0) {
      add('plan_review', plan.reviewOn, {}, plan.id);
    }
    const planned = events.some(({ body: event }) => event.state === 'planned' && (event.on ?? '') >= today);
    if (!planned) {
      const active = last([
        begun,
        ...(body.history ?? []).map((one) => dayAt(one.at)),
        ...events.flatMap(({ body: event }) => [
          event.on && event.on <= today ? event.on : undefined,
          dayAt(event.history?.at(-1)?.at) ?? dayAt(event.createdAt),
        ]),
      ]);
      add('no_activity', addDays(active ?? begun, settings.quietDays));
    }
  }
  return found.toSorted(
    (a, b) => a.day.localeCompare(b.day) || a.rank - b.rank || (a.of ?? '').localeCompare(b.of ?? ''),
  );
}

/** Whether a thing that is due is to be shown today. */
export function isPressing(due: CaseDue): boolean {
  return due.status !== 'later';
}
