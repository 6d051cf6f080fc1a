import { carryOver, type Filled, type Questions } from '#shared/domain/documents/questions.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { Change } from '../ports/data.ts';
import { type ActContext, draftAnswer, type GivenNumber, type Paper, registerDelivered } from './acts.ts';

/**
 * Begins the answer to an instruction with a form, in one act: the instruction is taken in work under its number, where
 * it has none yet, and the answer is an outgoing draft that brings the instruction's own form.
 * @param given the instruction's number in its journal; null where it is registered, or this person may not register
 * @param earlier what was filled into the instruction that this one corrects: what still fits is taken over
 */
export function beginFilling(
  paper: Paper,
  draft: { readonly id: string; readonly subject: string; readonly text: string },
  given: GivenNumber | null,
  earlier: Filled | undefined,
  context: ActContext,
): readonly Change[] {
  const { body } = paper;
  const questions = body.questions as Questions;
  const receivedDate = body.receivedDate ?? context.today;
  const term = {
    receivedDate,
    ...(body.dueDate ? { dueDate: body.dueDate, dueRule: body.dueRule ?? 'ministry' } : {}),
  };
  const [create, ...rest] = draftAnswer(paper, { ...draft, kind: 'report' }, context);
  const filled = carryOver(questions, earlier);
  return [
    ...(given ? registerDelivered(paper, given, term, context) : []),
    {
      ...(create as Change),
      patch: {
        ...(create as Change).patch,
        questions: questions as unknown as JsonObject,
        ...(Object.keys(filled).length > 0 ? { filled: filled as JsonObject } : {}),
      },
    },
    ...rest,
  ];
}

/** What a form's page lets a person change. */
export interface FilledFields {
  readonly filled: Filled;
  readonly text: string;
}

/** Keeps what was filled in. Only what differs from what the page began from is written; the rest of others stays. */
export function keepFilled(paperId: string, began: FilledFields, now: FilledFields): readonly Change[] {
  const patch: Record<string, Json> = {};
  const base: Record<string, Json> = {};
  if (began.text !== now.text) {
    patch.text = now.text;
    base.text = began.text;
  }
  const ids = new Set([...Object.keys(began.filled), ...Object.keys(now.filled)]);
  if ([...ids].some((id) => began.filled[id] !== now.filled[id])) {
    patch.filled = now.filled as JsonObject;
    base.filled = began.filled as JsonObject;
  }
  if (Object.keys(patch).length === 0) return [];
  return [{ collection: 'documents', docId: paperId, kind: 'patch', patch, base }];
}
