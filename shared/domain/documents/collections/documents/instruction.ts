import { type Filled, findFilledFaults, type Questions } from '#shared/domain/documents/questions.ts';
import type { GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { jsonEqual } from '#shared/kernel/json.ts';

/** An answer with a form goes on only if it fits its form. A paper without one is not asked. */
export function fitsQuestions({ body }: Pick<GuardInput, 'body'>): ErrorCode | null {
  if (!body.questions) return null;
  const faults = findFilledFaults(body.questions as Questions, body.filled as Filled | undefined);
  return faults.length > 0 ? 'answers_misfit' : null;
}

/**
 * Rules of instructions and their answers that creation and patches keep: reminders and recalls come from the server
 * alone; an answer's form is its instruction's own, and the answer stays with that instruction.
 */
export function brokenInstructionRule(
  input: GuardInput & { readonly kind: 'create' | 'patch' | 'transition' | 'remove' },
): ErrorCode | null {
  const { kind, before, body } = input;
  if (kind === 'create') {
    const fromServer = body.recall || body.corrects || body.reminders;
    const fresh = Object.keys(before).length === 0;
    if (fresh && fromServer) return 'transition_not_allowed';
    if (fresh && body.questions) {
      const asked = input.related('documents', String(body.answersId))?.body.questions;
      if (body.journal !== 'outgoing' || !jsonEqual(asked, body.questions)) return 'questions_foreign';
    }
  }
  if (body.filled && (!body.questions || body.journal !== 'outgoing')) return 'questions_foreign';
  const moved = body.questions && before.questions && !jsonEqual(before.answersId, body.answersId);
  return moved ? 'field_readonly' : null;
}
