import { validConsents, type Consenting } from '#shared/domain/casework/consent.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { defineWorkflow, type GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';

/** States of a case. */
export const CASE_STATES = ['intake', 'open', 'offered', 'transferred', 'arrived', 'declined', 'closed'] as const;
/** A state of a case, also the end of its i18n key. */
export type CaseState = (typeof CASE_STATES)[number];

const EVERYONE = ['chair', 'secretary', 'specialist'] as const;

interface Working {
  readonly workers?: readonly { readonly id: string; readonly userId: string; readonly role: string }[];
  readonly workerEndings?: readonly { readonly workerEntryId: string }[];
}

/** Who works on a case now, each assignment by itself. */
export function workersOf(
  body: Working,
): readonly { readonly id: string; readonly userId: string; readonly role: string }[] {
  const ended = new Set((body.workerEndings ?? []).map((one) => one.workerEntryId));
  return (body.workers ?? []).filter((one) => !ended.has(one.id));
}

/** Whether somebody is assigned to a case. */
export function isWorker(body: Working, userId: string): boolean {
  return workersOf(body).some((one) => one.userId === userId);
}

/** The version of the plan that holds: the last one that was approved and not returned after. */
export function approvedPlan<Plan extends { readonly id: string }>(body: {
  readonly plans?: readonly Plan[] | undefined;
  readonly planDecisions?: readonly { readonly planId: string; readonly decision: string }[] | undefined;
}): Plan | undefined {
  const decided = new Map((body.planDecisions ?? []).map((one) => [one.planId, one.decision]));
  return (body.plans ?? []).findLast((plan) => decided.get(plan.id) === 'approved');
}

interface Planned {
  readonly plans?: readonly {
    readonly id: string;
    readonly actor: string;
    readonly goals: readonly { readonly id: string }[];
  }[];
  readonly planDecisions?: readonly { readonly id: string; readonly planId: string; readonly decision: string }[];
  readonly goalOutcomes?: readonly { readonly goalId: string }[];
}

/** Goals of the plan that holds whose end nobody has written down. */
export function openGoals(body: Planned): readonly string[] {
  const done = new Set((body.goalOutcomes ?? []).map((one) => one.goalId));
  return (approvedPlan(body)?.goals ?? []).map((goal) => goal.id).filter((id) => !done.has(id));
}

function opening({ body, at }: GuardInput): ErrorCode | null {
  const today = at ? dayOfMoment(at) : '9999-12-31';
  return validConsents(body as Consenting, 'services', today).length > 0 ? null : 'consent_missing';
}

function closing({ body }: GuardInput): ErrorCode | null {
  if (body.outcome === 'goals_met' || body.outcome === 'goals_partly_met') {
    if (!approvedPlan(body as Planned)) return 'plan_not_approved';
  }
  return openGoals(body as Planned).length > 0 ? 'goals_open' : null;
}

function offering({ body, patch, at, officeId }: GuardInput): ErrorCode | null {
  // A file of violence stays in its own space: another worker comes to it by being assigned, never by a copy.
  if (body.kind === 'violence') return 'transfer_protected';
  const transfer = patch.transfer as { readonly toOfficeId?: unknown } | null | undefined;
  if (!transfer || transfer.toOfficeId === officeId) return 'body_invalid';
  const today = at ? dayOfMoment(at) : '9999-12-31';
  return validConsents(body as Consenting, 'transfer', today).length > 0 ? null : 'consent_missing';
}

/** A case is not taken over once whoever it is about no longer agrees that it is handed on. */
function accepting({ body, at }: GuardInput): ErrorCode | null {
  const today = at ? dayOfMoment(at) : '9999-12-31';
  return validConsents(body as Consenting, 'transfer', today).length > 0 ? null : 'consent_ended';
}

/** Why a case can't be changed here at all, by its state; null where it can. */
export function elsewhere(state: unknown): ErrorCode | null {
  if (state === 'transferred' || state === 'declined') return 'case_transferred';
  return state === 'arrived' ? 'case_not_accepted' : null;
}

/**
 * A case is taken in, opened with consent to services, worked on, closed by its goals; it is offered to another office,
 * which takes it or not (`transferred`, `arrived` and `declined` are written by the server and by the other office).
 */
export const caseWorkflow = defineWorkflow({
  states: CASE_STATES,
  initial: ['intake'],
  transitions: {
    open: { from: ['intake'], to: 'open', roles: EVERYONE, sets: ['number', 'openedOn', 'history'], guard: opening },
    close: {
      from: ['intake', 'open'],
      to: 'closed',
      roles: EVERYONE,
      requires: ['outcome', 'closedOn'],
      sets: ['outcome', 'closedOn', 'closingNote', 'goalOutcomes', 'history'],
      guard: closing,
    },
    reopen: {
      from: ['closed'],
      to: 'open',
      roles: EVERYONE,
      requires: ['reopenReason'],
      sets: ['reopenReason', 'history'],
      clears: ['outcome', 'closedOn'],
    },
    offer: {
      from: ['open'],
      to: 'offered',
      roles: EVERYONE,
      requires: ['transfer'],
      sets: ['transfer', 'history'],
      clears: ['declinedNote'],
      guard: offering,
    },
    take_back: { from: ['offered'], to: 'open', roles: EVERYONE, sets: ['history'], clears: ['transfer'] },
    accept: {
      from: ['arrived'],
      to: 'open',
      roles: EVERYONE,
      sets: ['workers', 'number', 'history'],
      guard: accepting,
    },
    decline: {
      from: ['arrived'],
      to: 'declined',
      roles: EVERYONE,
      requires: ['declinedNote'],
      sets: ['declinedNote', 'history'],
    },
  },
});

/**
 * What holds over every change of a case: violence files and the protected space belong together; there, only those who
 * are assigned write; nobody approves their own plan.
 */
export function guardCase(input: GuardInput & { readonly kind: string }): ErrorCode | null {
  const { body, before, actor, space } = input;
  const guarded = (before.kind ?? body.kind) === 'violence';
  if (guarded !== (space === 'protected')) return 'space_wrong';
  const wasThere = before.kind !== undefined;
  if (guarded && !isWorker((wasThere ? before : body) as Working, actor.id)) return 'case_not_assigned';
  // The server alone says where a case came from.
  if (!wasThere && (body.arrivedFrom !== undefined || body.lateEdits !== undefined)) return 'field_readonly';
  if (wasThere && input.kind !== 'transition') {
    const broken = elsewhere(before.state);
    if (broken) return broken;
  }
  if (input.kind === 'remove') return body.state === 'intake' ? null : 'transition_not_allowed';
  const { plans, planDecisions } = body as Planned;
  const known = new Set(((before as Planned).planDecisions ?? []).map((one) => one.id));
  for (const one of planDecisions ?? []) {
    if (known.has(one.id)) continue;
    const plan = plans?.find((other) => other.id === one.planId);
    if (!plan) return 'body_invalid';
    if (plan.actor === actor.id) return 'self_approval';
    const supervises = workersOf(body as Working).some((w) => w.userId === actor.id && w.role === 'supervisor');
    if (!supervises && (guarded || actor.role !== 'chair')) return 'role_forbidden';
  }
  return null;
}
