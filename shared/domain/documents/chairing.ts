import { isActing } from '#shared/domain/access/acting.ts';
import type { GuardInput } from '#shared/kernel/define-workflow.ts';

/** Whether a step is done by the chair or by whoever acts for the chair at that time. */
export function isActorChair(input: Pick<GuardInput, 'actor' | 'at'>): boolean {
  return input.actor.role === 'chair' || (input.at !== undefined && isActing(input.actor, input.at));
}
