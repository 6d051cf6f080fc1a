import { approvedPlan, workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import { validConsents } from '#shared/domain/casework/consent.ts';
import { awaitingPlan } from '#shared/domain/casework/due.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { PROTECTED_DRAFT } from '../../ports/data.ts';
import type { CaseEvent, CaseFile } from './acts.ts';

/** What can be done with an event, in the order in which it is offered. */
export type EventStep =
  | 'send'
  | 'accept'
  | 'finish'
  | 'miss'
  | 'refuse'
  | 'mark_unanswered'
  | 'escalate'
  | 'move'
  | 'edit'
  | 'letter'
  | 'continue'
  | 'cancel'
  | 'remove';

const STEPS: Readonly<Record<string, Readonly<Record<string, readonly EventStep[]>>>> = {
  referral: {
    draft: ['send', 'edit', 'letter', 'remove'],
    sent: ['accept', 'finish', 'refuse', 'mark_unanswered', 'escalate', 'letter', 'cancel'],
    accepted: ['finish', 'refuse', 'letter', 'cancel'],
    no_answer: ['escalate', 'accept', 'finish', 'refuse', 'letter', 'cancel'],
    escalated: ['accept', 'finish', 'refuse', 'letter', 'cancel'],
    refused: ['escalate', 'letter'],
    done: ['letter'],
  },
  visit: { planned: ['finish', 'miss', 'move', 'cancel'] },
  service: { planned: ['finish', 'miss', 'move', 'cancel'] },
  assessment: { draft: ['continue', 'remove'], recorded: ['continue'] },
};

/** What the half-filled forms over a case are kept under: those over a violence file lie under the person's own key. */
export function keptUnder(file: CaseFile): string {
  return `${file.body.kind === 'violence' ? PROTECTED_DRAFT : ''}case.${file.id}`;
}

/** Whether this office may write into a case: not where it has gone to another, or is not taken yet. */
export function isOurs(state: string): boolean {
  return state === 'intake' || state === 'open' || state === 'offered' || state === 'closed';
}

/** What can be done with an event. A letter exists where one was written, and in a violence file with consent to it. */
export function eventSteps(file: CaseFile, event: CaseEvent, today: string): readonly EventStep[] {
  const steps = STEPS[event.body.kind]?.[event.body.state] ?? [];
  const letter = event.body.letter !== undefined && mayWriteLetter(file, today);
  return steps.filter((step) => (step === 'letter' ? letter : isOurs(file.body.state) || step === 'continue'));
}

/** Whether a referral letter may be written: in a violence file only with the survivor's consent to a letter. */
export function mayWriteLetter(file: CaseFile, today: string): boolean {
  return file.body.kind !== 'violence' || validConsents(file.body, 'letter', today).length > 0;
}

/** Whether somebody may approve or return the plan that waits. Nobody decides on their own. */
export function mayDecidePlan(file: CaseFile, viewer: { readonly id: string; readonly role: Role }): boolean {
  const plan = awaitingPlan(file.body);
  if (!plan || plan.actor === viewer.id || !isOurs(file.body.state)) return false;
  const supervises = workersOf(file.body).some((one) => one.userId === viewer.id && one.role === 'supervisor');
  return supervises || (viewer.role === 'chair' && file.body.kind !== 'violence');
}

/** Goals of the plan that holds, as choices. */
export function goalOptions(file: CaseFile): readonly { readonly value: string; readonly label: string }[] {
  return (approvedPlan(file.body)?.goals ?? []).map((goal) => ({ value: goal.id, label: goal.goal.slice(0, 120) }));
}
