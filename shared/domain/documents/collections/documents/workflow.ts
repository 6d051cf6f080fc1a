import { defineWorkflow, type GuardInput } from '#shared/kernel/define-workflow.ts';
import { isNumberedAtSigning, isReceived } from '#shared/domain/documents/journals.ts';
import { isAppealKind, isWithinTerm } from '#shared/domain/documents/appeals.ts';
import type { AppealTerm } from '#shared/domain/documents/deadline.ts';
import { type Meeting, meetingFaults } from '#shared/domain/documents/meeting.ts';
import { missingParts } from '#shared/domain/documents/parts.ts';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { isMarkOfPaper } from '#shared/domain/documents/paper-proof.ts';
import { OFFICE_KEY_ALGORITHM } from '#shared/domain/documents/signing.ts';
import {
  brokenApproval,
  brokenCountersignature,
  brokenDispatch,
  brokenEndorsement,
  brokenFirstSignature,
  brokenReturn,
  brokenSubmission,
} from './approval.ts';
import { fitsQuestions } from './instruction.ts';

/** States of a paper, from its draft to its file. */
export const DOCUMENT_STATES = [
  'draft',
  'delivered',
  'registered',
  'in_execution',
  'awaiting_approval',
  'returned',
  'approved',
  'signed',
  'sent',
  'closed',
  'void',
] as const;

/** A state of a paper. */
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/** States after which the content of a paper can't change (I5). */
export const FROZEN_STATES: readonly DocumentState[] = ['signed', 'sent', 'closed', 'void'];

function received(input: GuardInput) {
  return isNumberedAtSigning(String(input.body.journal)) ? ('transition_not_allowed' as const) : null;
}

function drafted(input: GuardInput) {
  return isReceived(String(input.body.journal)) ? ('transition_not_allowed' as const) : null;
}

function signed(input: GuardInput) {
  const signature = input.related('signatures', String(input.patch.signatureId))?.body;
  if (!signature) return 'signature_invalid' as const;
  const hash = contentHash(input.body as SignedContent);
  const fits =
    signature.documentId === input.id &&
    signature.contentHash === hash &&
    input.patch.contentHash === hash &&
    signature.signerId === input.actor.id &&
    signature.algorithm === OFFICE_KEY_ALGORITHM &&
    isMarkOfPaper(signature.mark, input.body);
  return fits ? null : ('signature_invalid' as const);
}

/** An office paper that has required parts is not sent for approval without them. */
function lacksParts({ body, patch }: GuardInput) {
  if (patch.submittedBy === undefined) return null;
  const paper = { kind: String(body.kind), subject: body.subject as string, text: body.text as string };
  return missingParts(paper).length > 0 ? ('paper_parts_missing' as const) : null;
}

/** Nobody approves what they sent for approval themselves; a chair's own draft is signed without it. */
function approvedByAnother(input: GuardInput) {
  return input.before.submittedBy === input.actor.id ? ('self_approval' as const) : null;
}

function deadline(input: GuardInput) {
  const due = input.body.dueDate;
  const from = input.body.receivedDate ?? input.body.regDate;
  return typeof due === 'string' && typeof from === 'string' && due < from
    ? ('deadline_before_receipt' as const)
    : null;
}

/** An appeal's term is one that its kind has, and ends when the law says at the latest. */
function appealTerm(input: GuardInput, term: AppealTerm) {
  const { journal, kind, receivedDate, dueDate } = input.body;
  if (journal !== 'appeals' || !isAppealKind(kind)) return 'transition_not_allowed' as const;
  if (typeof receivedDate !== 'string' || typeof dueDate !== 'string') return null;
  return isWithinTerm(kind, term, receivedDate, dueDate) ? null : ('term_too_long' as const);
}

/** Study begins once: it is not asked for again, nor after an extension. */
function study(input: GuardInput) {
  const had = input.before.appealTerm;
  if (had === 'study' || had === 'extended') return 'transition_not_allowed' as const;
  if (input.patch.appealTerm !== undefined && input.patch.appealTerm !== 'study') return 'op_invalid' as const;
  return appealTerm(input, 'study') ?? deadline(input);
}

/** The head extends the term of a study, once, and never that of a proposal (ORQ-445, article 28). */
function extend(input: GuardInput) {
  if (input.before.appealTerm !== 'study' || input.before.kind === 'proposal') return 'transition_not_allowed' as const;
  if (input.patch.appealTerm !== undefined && input.patch.appealTerm !== 'extended') return 'op_invalid' as const;
  return appealTerm(input, 'extended') ?? deadline(input);
}

/** Minutes go on only from a meeting that could decide, with votes that add up. Minutes of text alone are not asked. */
function meetingHeld({ body }: GuardInput) {
  if (!body.meeting) return null;
  if (body.kind !== 'minutes') return 'body_invalid' as const;
  return meetingFaults(body.meeting as Meeting)[0]?.code ?? null;
}

function appealsAlone(input: GuardInput) {
  return input.body.journal === 'appeals' ? null : ('transition_not_allowed' as const);
}

function settledAs(input: GuardInput, outcome: string) {
  return input.patch.outcome === undefined || input.patch.outcome === outcome ? null : ('op_invalid' as const);
}

/** States of a conclusion that the head has approved; signing one's own draft is an approval too. */
const APPROVED: readonly unknown[] = ['approved', 'signed', 'sent'];

/** An appeal is left unconsidered by a conclusion about it that the head has approved (ORQ-445, article 29). */
function concluded(input: GuardInput) {
  const refused = appealsAlone(input) ?? settledAs(input, 'unconsidered');
  if (refused || input.patch.conclusionId === undefined) return refused;
  const conclusion = input.related('documents', String(input.patch.conclusionId))?.body;
  const fits =
    conclusion?.kind === 'conclusion' && conclusion.noticeOf === input.id && APPROVED.includes(conclusion.state);
  return fits ? null : ('conclusion_not_approved' as const);
}

/**
 * The way of a paper. Received papers (incoming, appeals): draft or delivered -> registered -> in execution -> closed.
 * Drafted papers (outgoing, internal): draft -> awaiting approval -> approved -> signed -> sent.
 */
export const documentWorkflow = defineWorkflow({
  states: DOCUMENT_STATES,
  initial: ['draft', 'delivered'],
  transitions: {
    open: {
      from: ['delivered'],
      to: 'delivered',
      roles: ['chair', 'secretary', 'specialist'],
      sets: ['openedAt', 'history'],
    },
    register: {
      from: ['draft', 'delivered'],
      to: 'registered',
      roles: ['chair', 'secretary'],
      requires: ['number', 'regDate', 'subject'],
      sets: [
        'number',
        'numbered',
        'regDate',
        'receivedDate',
        'receivedTime',
        'dueDate',
        'dueRule',
        'appealTerm',
        'openedAt',
        'history',
      ],
      // Nothing begins extended: that is a step of the head.
      guard: (input) =>
        received(input) ?? (input.body.appealTerm === 'extended' ? 'transition_not_allowed' : null) ?? deadline(input),
    },
    resolve: {
      from: ['registered', 'in_execution'],
      to: 'in_execution',
      roles: ['chair'],
      requires: ['executorId', 'dueDate', 'resolution'],
      sets: ['executorId', 'coExecutorIds', 'resolution', 'dueDate', 'dueRule', 'history'],
      stamps: ['resolvedBy'],
      guard: (input) => received(input) ?? deadline(input),
    },
    study: {
      from: ['in_execution'],
      to: 'in_execution',
      roles: ['chair'],
      requires: ['appealTerm', 'dueDate', 'termReason'],
      sets: ['appealTerm', 'dueDate', 'dueRule', 'termReason', 'history'],
      guard: study,
    },
    extend: {
      from: ['in_execution'],
      to: 'in_execution',
      roles: ['chair'],
      requires: ['appealTerm', 'dueDate', 'termReason'],
      sets: ['appealTerm', 'dueDate', 'dueRule', 'termReason', 'history'],
      stamps: ['extendedBy'],
      guard: extend,
    },
    forward: {
      from: ['registered', 'in_execution'],
      to: 'closed',
      roles: ['chair', 'secretary'],
      requires: ['forwardedTo', 'outcome', 'closedDate'],
      sets: ['forwardedTo', 'outcome', 'closedDate', 'history'],
      stamps: ['closedBy'],
      guard: (input) => appealsAlone(input) ?? settledAs(input, 'forwarded'),
    },
    unconsider: {
      from: ['registered', 'in_execution'],
      to: 'closed',
      roles: ['chair', 'secretary'],
      requires: ['unconsideredReason', 'conclusionId', 'outcome', 'closedDate'],
      sets: ['unconsideredReason', 'conclusionId', 'outcome', 'closedDate', 'history'],
      stamps: ['closedBy'],
      guard: concluded,
    },
    submit: {
      from: ['draft', 'returned'],
      to: 'awaiting_approval',
      roles: ['chair', 'secretary', 'specialist'],
      requires: ['subject', 'text'],
      sets: ['route', 'versions', 'history'],
      stamps: ['submittedBy'],
      clears: ['returnNotes'],
      guard: (input) =>
        drafted(input) ?? fitsQuestions(input) ?? meetingHeld(input) ?? brokenSubmission(input) ?? lacksParts(input),
    },
    return: {
      from: ['awaiting_approval', 'approved'],
      to: 'returned',
      roles: ['chair', 'secretary', 'specialist'],
      requires: ['returnComment'],
      sets: ['returnComment', 'returnNotes', 'approvals', 'history'],
      clears: ['approvedBy'],
      guard: brokenReturn,
    },
    // A person on the paper's route approves; the paper goes on waiting for the next.
    endorse: {
      from: ['awaiting_approval'],
      to: 'awaiting_approval',
      roles: ['chair', 'secretary', 'specialist'],
      requires: ['approvals'],
      sets: ['approvals', 'history'],
      guard: brokenEndorsement,
    },
    approve: {
      from: ['awaiting_approval'],
      to: 'approved',
      roles: ['chair'],
      sets: ['history'],
      stamps: ['approvedBy'],
      guard: (input) => approvedByAnother(input) ?? brokenApproval(input),
    },
    sign: {
      from: ['awaiting_approval', 'approved'],
      to: 'signed',
      roles: ['chair'],
      requires: ['number', 'regDate', 'contentHash', 'signatureId'],
      sets: ['number', 'numbered', 'regDate', 'contentHash', 'signatureId', 'approvals', 'history'],
      stamps: ['signedBy'],
      guard: (input) => fitsQuestions(input) ?? brokenFirstSignature(input) ?? signed(input),
    },
    // The other signers of the route, in their order, over the very content that the first one signed.
    countersign: {
      from: ['signed'],
      to: 'signed',
      roles: ['chair', 'secretary', 'specialist'],
      requires: ['approvals'],
      sets: ['approvals', 'history'],
      guard: brokenCountersignature,
    },
    dispatch: {
      from: ['signed'],
      to: 'sent',
      roles: ['chair', 'secretary'],
      sets: ['sentDate', 'history'],
      stamps: ['sentBy'],
      guard: brokenDispatch,
    },
    close: {
      from: ['registered', 'in_execution'],
      to: 'closed',
      roles: ['chair'],
      requires: ['closedDate'],
      sets: ['closedDate', 'answerId', 'outcome', 'history'],
      stamps: ['closedBy'],
      guard: received,
    },
    // A number that was given and will have no paper stands in the journal as an entry of its own, with the reason.
    void: {
      from: ['draft', 'returned'],
      to: 'void',
      roles: ['chair', 'secretary', 'specialist'],
      requires: ['number', 'numbered', 'regDate', 'note'],
      sets: ['number', 'numbered', 'regDate', 'note', 'history'],
    },
  },
});
