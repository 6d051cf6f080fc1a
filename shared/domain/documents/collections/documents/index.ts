import { type Static, Type } from '@sinclair/typebox';
import { attachmentFields, attachmentMerge } from '#shared/domain/documents/attachments.ts';
import { SIGNED_FIELDS } from '#shared/domain/documents/content.ts';
import {
  DEFAULT_JOURNAL,
  DOCUMENT_KINDS,
  type DocumentKind,
  type Journal,
  JOURNALS,
} from '#shared/domain/documents/journals.ts';
import { MAX_SHEETS, mayBeFiled, type VolumeData } from '#shared/domain/documents/archive.ts';
import { meetingSchema } from '#shared/domain/documents/meeting.ts';
import { filledSchema, questionsSchema } from '#shared/domain/documents/questions.ts';
import { choice, day, historyLog, moment, reference, requiredText, text } from '#shared/domain/fields.ts';
import { type BookData } from '#shared/domain/documents/books.ts';
import { bookId, type Numbered, numberedSchema } from '#shared/domain/documents/numbering.ts';
import { defineCollection, reverseDay } from '#shared/kernel/define-collection.ts';
import type { GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { brokenInstructionRule } from './instruction.ts';
import { APPEAL_READONLY, appealFields } from './appeal.ts';
import { brokenAnnexRule } from './annexes.ts';
import { APPROVAL_READONLY, approvalFields, relatedOfApproval } from './approval.ts';
import { DOCUMENT_STATES, documentWorkflow, FROZEN_STATES, type DocumentState } from './workflow.ts';
import { fixtures } from './fixtures/index.ts';

/** Forms of an appeal, all of equal force (ORQ-445, article 3). */
export const APPEAL_FORMS = ['oral', 'written', 'electronic'] as const;

const schema = Type.Object(
  {
    journal: choice(JOURNALS),
    kind: choice(DOCUMENT_KINDS),
    state: choice(DOCUMENT_STATES),
    number: text(40),
    /** The number as the program reads it; absent on papers of before it was kept. */
    numbered: Type.Optional(numberedSchema),
    regDate: day(),
    receivedDate: day(),
    dueDate: day(),
    /** Code of the rule that gave the deadline, or `manual`; its explanation is in the locales. */
    dueRule: text(32),
    subject: requiredText(500),
    text: text(100_000),
    form: Type.Optional(choice(APPEAL_FORMS)),
    correspondent: Type.Optional(
      Type.Object(
        {
          kind: choice(['person', 'organisation']),
          personId: reference(),
          name: text(300),
          address: text(300),
          phone: text(40),
          /** The sender's own number and date on an incoming paper. */
          theirNumber: text(60),
          theirDate: day(),
        },
        { additionalProperties: false },
      ),
    ),
    /** The paper that this one answers. */
    answersId: reference(),
    /** The paper that answered this one. */
    answerId: reference(),
    /** Where an instruction of the ministry came from. */
    source: Type.Optional(
      Type.Object(
        {
          officeId: Type.String({ maxLength: 64 }),
          docId: Type.String({ maxLength: 64 }),
          name: text(200),
          number: text(40),
        },
        { additionalProperties: false },
      ),
    ),
    /** The form that an instruction brings; an answer carries the same one. Fixed at sending. */
    questions: Type.Optional(questionsSchema),
    /** What an answer fills into it. */
    filled: Type.Optional(filledSchema),
    /** An instruction that its sender withdrew, or sent again corrected. */
    recall: Type.Optional(
      Type.Object(
        {
          kind: choice(['withdrawn', 'corrected']),
          at: Type.String({ maxLength: 32 }),
          reason: text(1000),
          /** Number of the corrected instruction, and the office's own copy of it. */
          number: text(40),
          docId: Type.Optional(Type.String({ maxLength: 64 })),
        },
        { additionalProperties: false },
      ),
    ),
    /** The office's copy of the instruction that this one corrects. */
    corrects: reference(),
    /** Reminders of the sender, the latest last. */
    reminders: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.String({ maxLength: 64 }),
            at: Type.String({ maxLength: 32 }),
            note: text(1000),
          },
          { additionalProperties: false },
        ),
        { maxItems: 200 },
      ),
    ),
    /** The meeting that minutes are about. */
    meeting: Type.Optional(meetingSchema),
    openedAt: moment(),
    resolution: text(4000),
    resolvedBy: reference(),
    executorId: reference(),
    coExecutorIds: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 })),
    templateId: reference(),
    submittedBy: reference(),
    returnComment: text(4000),
    approvedBy: reference(),
    signedBy: reference(),
    signatureId: reference(),
    contentHash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    sentDate: day(),
    sentBy: reference(),
    closedDate: day(),
    closedBy: reference(),
    createdBy: reference(),
    createdAt: moment(),
    note: text(4000),
    /** The entry that this one corrects: what is registered is never erased nor written over. */
    correctsId: reference(),
    /** The entry that corrected this one. */
    correctedById: reference(),
    /** The visit on a reception day that this appeal came from. */
    receptionId: reference(),
    /** Sheets of the paper, its annexes included. */
    sheets: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SHEETS })),
    /** The volume of the archive that it was filed into, when and by whom. */
    volumeId: reference(),
    filedDate: day(),
    filedBy: reference(),
    /** The volumes that an act of destruction lists. */
    destroys: Type.Optional(Type.Array(Type.String({ minLength: 3, maxLength: 64 }), { maxItems: 200 })),
    history: historyLog(),
    ...appealFields,
    ...attachmentFields,
    ...approvalFields,
  },
  { additionalProperties: false },
);

/** Body of a paper. */
export type DocumentBody = Static<typeof schema>;

type Guarded = GuardInput & { readonly kind: 'create' | 'patch' | 'transition' | 'remove' };

/** A number belongs to its own book and year; a book that was closed gives no more of them. */
function numberGuard({ body, before, patch, officeId, related }: Guarded): ErrorCode | null {
  const numbered = patch.numbered as Numbered | null | undefined;
  if (!numbered) return null;
  const year = Number(String(body.regDate ?? '').slice(0, 4));
  const own = bookId(officeId, body.journal as Journal, numbered.year);
  if (numbered.book !== own || (body.number !== undefined && year !== numbered.year)) return 'number_invalid';
  if (body.number !== undefined && !String(body.number).includes(String(numbered.n))) return 'number_invalid';
  if (before.number !== undefined) return null;
  const book = related('catalogues', own)?.body.data as BookData | undefined;
  // Another laptop may have given a number before it heard of the closing: that paper is late, and not to be lost.
  const last = book?.closedDate && book.lane === numbered.lane ? (book.last?.[String(numbered.lane)] ?? 0) : null;
  return last !== null && numbered.n > last ? 'book_closed' : null;
}

/** Corrections point at each other; a paper goes into one volume of its own year, once it is finished. */
function linkGuard({ id, kind, before, body, patch, related }: Guarded): ErrorCode | null {
  const same = (field: string) => before[field] === body[field];
  if (kind === 'create' && (body.volumeId || body.correctedById || body.numbered)) return 'field_readonly';
  if (!same('correctedById')) {
    if (before.correctedById || !body.number) return 'field_readonly';
    const other = related('documents', String(patch.correctedById))?.body;
    if (other?.correctsId !== id || other.journal !== body.journal || !other.number) return 'correction_invalid';
  }
  if (same('volumeId')) return null;
  if (!body.volumeId) return related('catalogues', String(before.volumeId)) ? 'volume_closed' : null;
  const volume = related('catalogues', String(body.volumeId))?.body;
  return mayBeFiled(body, volume?.kind === 'volume' ? (volume.data as unknown as VolumeData) : null);
}

function linked(patch: JsonObject): readonly (readonly [string, string])[] {
  const book = (patch.numbered as { readonly book?: unknown } | null | undefined)?.book;
  const named = (collection: string, id: unknown) => (typeof id === 'string' ? ([[collection, id]] as const) : []);
  return [
    ...named('catalogues', book),
    ...named('catalogues', patch.volumeId),
    ...named('documents', patch.correctedById),
  ];
}

const CONTENT_FIELDS = SIGNED_FIELDS.filter((field) => field !== 'number' && field !== 'regDate');

/** Sort key of a journal's list: journal, then newest day first. */
export function documentSortKey(body: { journal?: unknown; regDate?: unknown; receivedDate?: unknown }): string {
  const on = (body.regDate ?? body.receivedDate) as string | undefined;
  return `${String(body.journal)}|${reverseDay(on)}`;
}

/** Papers of the records office: incoming, outgoing, internal, and citizens' appeals. */
export const documents = defineCollection({
  name: 'documents',
  context: 'documents',
  version: 1,
  schema,
  sharing: 'office',
  merge: {
    coExecutorIds: 'set',
    history: 'log',
    versions: 'log',
    approvals: 'log',
    ...attachmentMerge,
    correspondent: 'map',
    meeting: 'map',
    filled: 'map',
    reminders: 'log',
  },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: ['chair', 'secretary'],
  },
  workflow: documentWorkflow,
  readonlyFields: [
    'journal',
    ...APPEAL_READONLY,
    ...APPROVAL_READONLY,
    'correctsId',
    'receptionId',
    'contentHash',
    'signatureId',
    'signedBy',
    'approvedBy',
    'resolvedBy',
    'resolution',
    'executorId',
    'closedBy',
    'source',
    'questions',
    'recall',
    'corrects',
    'reminders',
    'createdBy',
    'createdAt',
  ],
  stamps: ['createdBy'],
  frozen: (body) => {
    const state = body.state as DocumentState;
    if (FROZEN_STATES.includes(state)) return [...SIGNED_FIELDS, 'numbered', 'destroys'];
    // What waits for a signature is what was read: it goes back to its author to be changed. Signing gives the number.
    if (state === 'awaiting_approval' || state === 'approved') return [...CONTENT_FIELDS, 'destroys'];
    return [];
  },
  guard: (input) => {
    const { kind, before, body, actor } = input;
    const broken = brokenInstructionRule(input) ?? numberGuard(input) ?? linkGuard(input);
    if (broken) return broken;
    const moved = brokenAnnexRule(input);
    if (moved) return moved;
    // A registered paper is corrected by a new entry, never by erasing: only drafts can be removed.
    if (kind === 'remove') return before.state === 'draft' ? null : 'transition_not_allowed';
    // Papers of the ministry come from the server, never from an operation.
    if (kind === 'create') return body.state === 'delivered' || body.source ? 'transition_not_allowed' : null;
    if (kind !== 'patch' || (before.state !== 'registered' && before.state !== 'in_execution')) return null;
    const numbered = JSON.stringify(before.numbered) !== JSON.stringify(body.numbered);
    if (numbered || before.number !== body.number || before.regDate !== body.regDate) return 'field_readonly';
    const term = before.dueDate !== body.dueDate || before.receivedDate !== body.receivedDate;
    return term && actor.role !== 'chair' ? 'role_forbidden' : null;
  },
  related: (op) => [
    ...(op.transition === 'sign' && typeof op.patch.signatureId === 'string'
      ? ([['signatures', op.patch.signatureId]] as const)
      : []),
    ...(op.transition === 'unconsider' && typeof op.patch.conclusionId === 'string'
      ? ([['documents', op.patch.conclusionId]] as const)
      : []),
    ...relatedOfApproval(op.patch),
    // Its book may be closed, its volume full, its correction of another making.
    ...linked(op.patch),
    // An answer brings the form of the instruction that it answers: they are compared.
    ...(op.kind === 'create' && op.patch.questions && typeof op.patch.answersId === 'string'
      ? ([['documents', op.patch.answersId]] as const)
      : []),
  ],
  sortKey: documentSortKey,
  // Version 1 only adds fields that may be absent.
  migrations: { 1: (body) => body },
  fixtures,
});

export {
  DEFAULT_JOURNAL,
  DOCUMENT_KINDS,
  DOCUMENT_STATES,
  documentWorkflow,
  FROZEN_STATES,
  JOURNALS,
  type DocumentKind,
  type DocumentState,
  type Journal,
};
