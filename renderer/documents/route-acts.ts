import { NATIONAL_ALGORITHM } from '#shared/domain/documents/national/signature.ts';
import {
  currentStep,
  draftHash,
  type RoutedBody,
  type RouteEntry,
  type RouteStep,
  type Verdict,
} from '#shared/domain/documents/route.ts';
import { OFFICE_KEY_ALGORITHM } from '#shared/domain/documents/signing.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { Change } from '../ports/data.ts';
import {
  type ActContext,
  compact,
  finishApprovals,
  type KeySignature,
  type OpenTask,
  type Paper,
  step,
} from './acts.ts';
import type { Viewer } from './steps.ts';

/** The answer of this person on the paper's route, for the step that is open now. Null where none is. */
export function entryOf(
  paper: Paper,
  verdict: Verdict,
  viewer: Viewer,
  context: ActContext,
  more: { readonly note?: string; readonly signatureId?: string; readonly action?: RouteStep['action'] } = {},
): RouteEntry | null {
  const body = paper.body as RoutedBody;
  const open = currentStep(body)?.step;
  if (!open || (more.action && open.action !== more.action)) return null;
  const place = open.people.includes(viewer.id)
    ? undefined
    : (viewer.standsFor ?? []).find((id) => open.people.includes(id));
  if (place === undefined && !open.people.includes(viewer.id)) return null;
  return compact({
    id: context.newId(),
    actor: context.actor.id,
    at: context.at,
    step: open.id,
    verdict,
    hash: draftHash(body),
    for: place,
    version: paper.body.versions?.at(-1)?.id,
    note: more.note,
    signatureId: more.signatureId,
  }) as unknown as RouteEntry;
}

const entries = (entry: RouteEntry | null): JsonObject => (entry ? { approvals: [entry as unknown as Json] } : {});

/** Approves what is in front of this person on the route; the task is lifted when nobody is left to approve. */
export function endorsePaper(
  paper: Paper,
  tasks: readonly OpenTask[],
  viewer: Viewer,
  context: ActContext,
): readonly Change[] {
  const entry = entryOf(paper, 'approved', viewer, context);
  const after = { ...paper.body, approvals: [...(paper.body.approvals ?? []), ...(entry ? [entry] : [])] };
  const next = currentStep(after as RoutedBody);
  return [
    step(paper, 'endorse', entries(entry), context),
    ...(next?.step.action === 'approve' ? [] : finishApprovals(tasks, 'approved', context)),
  ];
}

/** What whoever returns a draft has to say. */
export interface ReturnWords {
  readonly comment: string;
  /** Comments on single fields. */
  readonly notes: Readonly<Record<string, string>>;
  /** Refused for a reason, not returned to be mended. */
  readonly refused: boolean;
}

/** Returns a draft with comments, or refuses it with a reason; on a route in this person's turn. */
export function returnWithWords(
  paper: Paper,
  tasks: readonly OpenTask[],
  words: ReturnWords,
  viewer: Viewer,
  context: ActContext,
): readonly Change[] {
  const verdict = words.refused ? 'refused' : 'returned';
  const entry = entryOf(paper, verdict, viewer, context, { note: words.comment, action: 'approve' });
  return [
    step(
      paper,
      'return',
      { ...compact({ returnComment: words.comment, returnNotes: words.notes }), ...entries(entry) },
      context,
      words.comment,
    ),
    ...finishApprovals(tasks, 'returned', context),
  ];
}

/** Adds this person's signature to a paper that the first signer has signed. */
export function countersignPaper(
  paper: Paper,
  signature: KeySignature,
  position: string | undefined,
  viewer: Viewer,
  context: ActContext,
): readonly Change[] {
  const signatureId = context.newId();
  return [
    {
      collection: 'signatures',
      docId: signatureId,
      kind: 'create',
      patch: compact({
        documentId: paper.id,
        contentHash: paper.body.contentHash,
        algorithm: OFFICE_KEY_ALGORITHM,
        publicKey: signature.publicKey,
        value: signature.value,
        signerId: context.actor.id,
        signerName: context.actor.name,
        position,
        at: context.at,
      }),
    },
    step(paper, 'countersign', entries(entryOf(paper, 'signed', viewer, context, { signatureId })), context),
  ];
}

/** Declines to sign, with a reason: the paper goes on without this signature, and says so. */
export function declineToSign(paper: Paper, reason: string, viewer: Viewer, context: ActContext): readonly Change[] {
  return [
    step(paper, 'countersign', entries(entryOf(paper, 'declined', viewer, context, { note: reason })), context, reason),
  ];
}

/** Keeps a national signature beside the office's. */
export function keepNationalSignature(
  paper: Paper,
  signature: { readonly publicKey: string; readonly value: string; readonly pkcs7: string },
  position: string | undefined,
  context: ActContext,
): readonly Change[] {
  return [
    {
      collection: 'signatures',
      docId: context.newId(),
      kind: 'create',
      patch: compact({
        documentId: paper.id,
        contentHash: paper.body.contentHash,
        algorithm: NATIONAL_ALGORITHM,
        publicKey: signature.publicKey,
        value: signature.value,
        pkcs7: signature.pkcs7,
        signerId: context.actor.id,
        signerName: context.actor.name,
        position,
        at: context.at,
      }),
    },
  ];
}
