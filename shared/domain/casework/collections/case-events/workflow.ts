import { isConsentValid, type Consenting } from '#shared/domain/casework/consent.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { defineWorkflow, type GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';

/** States of an event of a case. */
export const CASE_EVENT_STATES = [
  'draft',
  'planned',
  'sent',
  'accepted',
  'refused',
  'no_answer',
  'escalated',
  'done',
  'missed',
  'cancelled',
  'recorded',
] as const;
/** A state of an event, also the end of its i18n key. */
export type CaseEventState = (typeof CASE_EVENT_STATES)[number];

/** In which states an event of a kind begins. */
const BEGINS: Readonly<Record<string, readonly CaseEventState[]>> = {
  assessment: ['draft', 'recorded'],
  service: ['planned', 'done'],
  referral: ['draft', 'sent'],
  visit: ['planned', 'done', 'missed'],
  note: ['recorded'],
};

const EVERYONE = ['chair', 'secretary', 'specialist'] as const;

const only =
  (...kinds: readonly string[]) =>
  ({ body }: GuardInput): ErrorCode | null =>
    kinds.includes(String(body.kind)) ? null : 'transition_not_allowed';

/** A referral tells another about somebody: it rests on a consent of its case that holds on the day of its sending. */
function consented({ body, related, at }: GuardInput): ErrorCode | null {
  const found = related('cases', String(body.caseId))?.body as Consenting | undefined;
  if (!found) return 'case_missing';
  const consent = (found.consents ?? []).find((one) => one.id === body.consentId && one.purpose === 'referral');
  if (!consent) return 'consent_missing';
  return isConsentValid(found, consent, at ? dayOfMoment(at) : '9999-12-31') ? null : 'consent_ended';
}

/**
 * A referral is sent, accepted or refused, done, left without an answer, escalated; a visit or a service is planned,
 * then done or missed; an assessment is a draft until it is recorded.
 */
export const caseEventWorkflow = defineWorkflow({
  states: CASE_EVENT_STATES,
  initial: ['draft', 'planned', 'sent', 'done', 'missed', 'recorded'],
  transitions: {
    /** Brings `caseId` along, so that its case is there to be asked for the consent. */
    send: {
      from: ['draft'],
      to: 'sent',
      roles: EVERYONE,
      requires: ['provider', 'service', 'on'],
      sets: ['caseId', 'consentId', 'on', 'due', 'history'],
      guard: (input) => only('referral')(input) ?? consented(input),
    },
    accept: {
      from: ['sent', 'no_answer', 'escalated'],
      to: 'accepted',
      roles: EVERYONE,
      sets: ['receipt', 'due', 'history'],
      guard: only('referral'),
    },
    refuse: {
      from: ['sent', 'accepted', 'no_answer', 'escalated'],
      to: 'refused',
      roles: EVERYONE,
      requires: ['result'],
      sets: ['result', 'receipt', 'history'],
      guard: only('referral'),
    },
    mark_unanswered: {
      from: ['sent'],
      to: 'no_answer',
      roles: EVERYONE,
      sets: ['due', 'history'],
      guard: only('referral'),
    },
    escalate: {
      from: ['sent', 'no_answer', 'refused'],
      to: 'escalated',
      roles: EVERYONE,
      requires: ['escalatedTo'],
      sets: ['escalatedTo', 'due', 'history'],
      guard: only('referral'),
    },
    finish: {
      from: ['planned', 'sent', 'accepted', 'no_answer', 'escalated'],
      to: 'done',
      roles: EVERYONE,
      requires: ['on'],
      sets: ['on', 'result', 'receipt', 'history'],
      guard: only('referral', 'service', 'visit'),
    },
    miss: {
      from: ['planned'],
      to: 'missed',
      roles: EVERYONE,
      sets: ['on', 'result', 'history'],
      guard: only('visit', 'service'),
    },
    cancel: {
      from: ['draft', 'planned', 'sent', 'accepted', 'no_answer', 'escalated'],
      to: 'cancelled',
      roles: EVERYONE,
      requires: ['result'],
      sets: ['result', 'history'],
    },
    record: {
      from: ['draft'],
      to: 'recorded',
      roles: EVERYONE,
      requires: ['on'],
      sets: ['on', 'answers', 'text', 'result', 'history'],
      guard: only('assessment'),
    },
  },
});

/** What holds over every change of an event: its case is there, its kind begins where it may, a sent one has consent. */
export function guardCaseEvent(input: GuardInput & { readonly kind: string }): ErrorCode | null {
  const { body, before, related } = input;
  if (input.kind === 'remove') return before.state === 'draft' ? null : 'transition_not_allowed';
  // An event stays in its case.
  if (before.kind !== undefined) return before.caseId === body.caseId ? null : 'field_readonly';
  // A case that is closed meanwhile still takes what really happened: nothing that was written down is lost.
  if (!related('cases', String(body.caseId))) return 'case_missing';
  if (!BEGINS[String(body.kind)]?.includes(body.state as CaseEventState)) return 'transition_not_allowed';
  return body.kind === 'referral' && body.state === 'sent' ? consented(input) : null;
}
