import type { AppealOutcome } from '#shared/domain/documents/appeals.ts';
import type { AppealTerm } from '#shared/domain/documents/deadline.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { DocumentBody, DocumentKind, Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { adoptedDecisions } from '#shared/domain/documents/meeting.ts';
import type { Numbered } from '#shared/domain/documents/numbering.ts';
import type { PaperMark } from '#shared/domain/documents/paper-proof.ts';
import type { RouteEntry, RouteStep } from '#shared/domain/documents/route.ts';
import { OFFICE_KEY_ALGORITHM } from '#shared/domain/documents/signing.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { Change } from '../ports/data.ts';

/** Who acts, when, and where new ids come from: all that an act needs from outside. */
export interface ActContext {
  readonly actor: { readonly id: string; readonly name: string; readonly role: Role };
  /** ISO 8601 UTC, by this device's clock. */
  readonly at: string;
  /** The office's own calendar day, `YYYY-MM-DD`. */
  readonly today: string;
  newId(): string;
}

/** Marks an entry as corrected by another, which names it too. */
function markCorrected(id: string, byId: string, context: ActContext): Change {
  return {
    collection: 'documents',
    docId: id,
    kind: 'patch',
    patch: { correctedById: byId, history: history(context, 'corrected') },
  };
}

/** A paper as an act sees it. */
export interface Paper {
  readonly id: string;
  readonly body: DocumentBody;
}

/** A task as an act sees it. */
export interface OpenTask {
  readonly id: string;
  readonly kind: 'assignment' | 'approval';
  readonly state: string;
  /** Its own term, where it has one. */
  readonly dueDate?: string | undefined;
}

/** A number given by the office's series. */
export interface GivenNumber {
  readonly number: string;
  readonly regDate: string;
  /** The same number as the program reads it. */
  readonly numbered?: Numbered;
}

/** Drops what has no value, so that a form's empty fields never reach a document. */
export function compact(fields: { readonly [key: string]: unknown }): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value) && value.length === 0) continue;
    if (typeof value === 'object' && !Array.isArray(value)) {
      const inner = compact(value as Record<string, unknown>);
      if (Object.keys(inner).length > 0) result[key] = inner;
    } else {
      result[key] = value as Json;
    }
  }
  return result;
}

function entry(context: ActContext, event: string, note?: string): JsonObject {
  return compact({ id: context.newId(), event, at: context.at, actor: context.actor.id, note });
}

/** One entry of what happened, by whoever acts. */
export function history(context: ActContext, event: string, note?: string): Json {
  return [entry(context, event, note)];
}

/** One step of a paper's workflow, with its entry in the paper's way. */
export function step(paper: Paper, transition: string, fields: JsonObject, context: ActContext, note?: string): Change {
  return {
    collection: 'documents',
    docId: paper.id,
    kind: 'transition',
    transition,
    patch: { ...fields, history: history(context, transition, note) },
  };
}

/** Ends a task: an assignment that was executed is lifted from control. */
export function finishTask(
  task: OpenTask,
  transition: 'finish' | 'withdraw',
  outcome: string,
  context: ActContext,
): Change {
  const lifted: JsonObject = outcome === 'executed' ? { control: 'lifted', liftedDate: context.today } : {};
  return {
    collection: 'tasks',
    docId: task.id,
    kind: 'transition',
    transition,
    patch: { outcome, ...lifted, decidedBy: context.actor.id, history: history(context, transition) },
  };
}

/** Lifts the approval tasks that wait on a paper. */
export function finishApprovals(
  tasks: readonly OpenTask[],
  outcome: 'approved' | 'returned',
  context: ActContext,
): readonly Change[] {
  return unfinished(tasks, 'approval').map((task) => finishTask(task, 'finish', outcome, context));
}

/** Tasks of a kind that wait for their end. */
export function unfinished(tasks: readonly OpenTask[], kind: OpenTask['kind']): readonly OpenTask[] {
  return tasks.filter((task) => task.kind === kind && (task.state === 'open' || task.state === 'reported'));
}

/** What a registration form has come to. */
export interface Registration {
  readonly paperId: string;
  readonly journal: Journal;
  readonly kind: DocumentKind;
  readonly subject: string;
  readonly text?: string;
  readonly form?: 'oral' | 'written' | 'electronic';
  readonly receivedDate?: string;
  readonly dueDate?: string;
  readonly dueRule?: string;
  /** `HH:MM` at which an appeal came. */
  readonly receivedTime?: string;
  readonly appealTerm?: AppealTerm;
  /** The earlier appeal that this one repeats. */
  readonly repeatOf?: string;
  /** Whoever else has signed a collective appeal. */
  readonly applicants?: DocumentBody['applicants'];
  readonly correspondent?: DocumentBody['correspondent'];
  readonly note?: string;
  readonly answersId?: string;
  readonly templateId?: string;
  /** The entry that this one corrects. */
  readonly correctsId?: string;
  /** The visit that this appeal came from. */
  readonly receptionId?: string;
}

/** A person as a form knows them. */
export type NewPerson = Omit<PersonBody, 'createdBy' | 'createdAt' | 'history'>;

/** Writes down a person. */
export function createPerson(id: string, person: NewPerson, context: ActContext): Change {
  return {
    collection: 'people',
    docId: id,
    kind: 'create',
    patch: {
      ...compact(person),
      createdBy: context.actor.id,
      createdAt: context.at,
      history: history(context, 'created'),
    },
  };
}

/** Begins a paper without a number: a draft. */
export function createDraft(registration: Registration, context: ActContext): Change {
  const { paperId, ...fields } = registration;
  return {
    collection: 'documents',
    docId: paperId,
    kind: 'create',
    patch: {
      ...compact(fields),
      state: 'draft',
      createdBy: context.actor.id,
      createdAt: context.at,
      history: history(context, 'created'),
    },
  };
}

/**
 * Registers a received or internal paper, in one act: the person (if new), the paper, its number.
 * @param person a person to write down with it, whose id is the correspondent's `personId`
 */
export function registerPaper(
  registration: Registration,
  given: GivenNumber,
  context: ActContext,
  person?: { readonly id: string; readonly body: NewPerson },
): readonly Change[] {
  const { receivedDate, receivedTime, dueDate, dueRule, appealTerm, ...rest } = registration;
  const paper: Paper = { id: registration.paperId, body: {} as DocumentBody };
  return [
    ...(person ? [createPerson(person.id, person.body, context)] : []),
    createDraft(rest, context),
    step(paper, 'register', compact({ ...given, receivedDate, receivedTime, dueDate, dueRule, appealTerm }), context),
    ...(registration.correctsId ? [markCorrected(registration.correctsId, paper.id, context)] : []),
    ...(registration.receptionId
      ? [
          {
            collection: 'documents' as const,
            docId: registration.receptionId,
            kind: 'patch' as const,
            patch: { history: history(context, 'became_appeal', given.number) },
          },
        ]
      : []),
  ];
}

/** Numbers whose paper will not be: the draft itself where there is one, else an entry made for it. */
export function voidNumber(
  target: { readonly id: string; readonly draft: boolean; readonly journal: Journal; readonly subject: string },
  given: GivenNumber & { readonly numbered: Numbered },
  reason: string,
  context: ActContext,
): readonly Change[] {
  const paper: Paper = { id: target.id, body: {} as DocumentBody };
  const entryOfItsOwn: Registration = {
    paperId: target.id,
    journal: target.journal,
    kind: 'void_number',
    subject: target.subject,
  };
  return [
    ...(target.draft ? [] : [createDraft(entryOfItsOwn, context)]),
    step(paper, 'void', compact({ ...given, note: reason }), context, reason),
  ];
}

/** Files a finished paper into a volume, or takes it out of one (`volume` null). */
export function filePaper(
  paper: Paper,
  volume: { readonly id: string; readonly sheets: number } | null,
  context: ActContext,
): readonly Change[] {
  return [
    {
      collection: 'documents',
      docId: paper.id,
      kind: 'patch',
      patch: {
        volumeId: volume?.id ?? null,
        filedDate: volume ? context.today : null,
        filedBy: volume ? context.actor.id : null,
        ...(volume ? { sheets: volume.sheets } : {}),
        history: history(context, volume ? 'filed' : 'unfiled'),
      },
    },
  ];
}

/** Registers a paper that the ministry sent. */
export function registerDelivered(
  paper: Paper,
  given: GivenNumber,
  term: { readonly receivedDate: string; readonly dueDate?: string; readonly dueRule?: string },
  context: ActContext,
): readonly Change[] {
  const openedAt = paper.body.openedAt ?? context.at;
  return [step(paper, 'register', compact({ ...given, ...term, openedAt }), context)];
}

/** Notes that a paper from the ministry was opened. */
export function openPaper(paper: Paper, context: ActContext): readonly Change[] {
  return [step(paper, 'open', { openedAt: context.at }, context)];
}

/** Begins an answer to a paper: an outgoing draft, linked to it. */
export function draftAnswer(
  paper: Paper,
  draft: {
    readonly id: string;
    readonly kind: DocumentKind;
    readonly subject: string;
    readonly text: string;
    readonly templateId?: string;
  },
  context: ActContext,
): readonly Change[] {
  const from = paper.body.correspondent;
  const to =
    from ?? (paper.body.source?.name ? { kind: 'organisation' as const, name: paper.body.source.name } : undefined);
  return [
    createDraft(
      {
        paperId: draft.id,
        journal: 'outgoing',
        kind: draft.kind,
        subject: draft.subject,
        text: draft.text,
        ...(draft.templateId ? { templateId: draft.templateId } : {}),
        ...(to
          ? {
              correspondent: {
                kind: to.kind,
                ...('personId' in to && to.personId ? { personId: to.personId } : {}),
                ...(to.name ? { name: to.name } : {}),
                ...('address' in to && to.address ? { address: to.address } : {}),
              },
            }
          : {}),
        answersId: paper.id,
      },
      context,
    ),
    { collection: 'documents', docId: paper.id, kind: 'patch', patch: { history: history(context, 'answer_drafted') } },
  ];
}

/** Fields of a draft that its page lets a person change. */
export interface DraftFields {
  readonly kind: DocumentKind;
  readonly subject: string;
  readonly text: string;
  readonly correspondent?: DocumentBody['correspondent'];
}

/**
 * Changes a draft. Only the fields that differ from what the form began from are written, with those values as the
 * base: a change that arrived meanwhile in another field stays, one in the same field becomes a conflict.
 */
export function editDraft(
  paper: Paper,
  began: DraftFields,
  fields: DraftFields,
  context: ActContext,
): readonly Change[] {
  const patch: Record<string, Json> = {};
  const base: Record<string, Json> = {};
  for (const key of ['kind', 'subject', 'text', 'correspondent'] as const) {
    // An empty text is no value: a draft begun without one is not in conflict with the form that showed it empty.
    const before = (began[key] || null) as Json;
    const after = (fields[key] || null) as Json;
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    patch[key] = after;
    base[key] = before;
  }
  if (Object.keys(patch).length === 0) return [];
  return [
    {
      collection: 'documents',
      docId: paper.id,
      kind: 'patch',
      patch: { ...patch, history: history(context, 'edited') },
      base,
    },
  ];
}

/** Sends a draft for approval, along a route where one is given: the step, and a task for whoever chairs. */
export function submitDraft(paper: Paper, context: ActContext, route?: readonly RouteStep[]): readonly Change[] {
  const { subject, text = '', versions = [] } = paper.body;
  const last = versions.at(-1);
  // What was read for approval is kept: after a return it is seen what has changed since.
  const version: JsonObject =
    last?.subject === subject && last.text === text
      ? {}
      : { versions: [{ id: context.newId(), at: context.at, actor: context.actor.id, subject, text }] };
  return [
    step(
      paper,
      'submit',
      {
        submittedBy: context.actor.id,
        ...(route ? { route: route.map((one) => ({ ...one, people: [...one.people] })) } : {}),
        ...version,
      },
      context,
    ),
    {
      collection: 'tasks',
      docId: context.newId(),
      kind: 'create',
      patch: {
        kind: 'approval',
        state: 'open',
        documentId: paper.id,
        createdBy: context.actor.id,
        createdAt: context.at,
        history: history(context, 'created'),
      },
    },
  ];
}

/** Approves a draft. */
export function approvePaper(paper: Paper, tasks: readonly OpenTask[], context: ActContext): readonly Change[] {
  return [
    step(paper, 'approve', { approvedBy: context.actor.id }, context),
    ...unfinished(tasks, 'approval').map((task) => finishTask(task, 'finish', 'approved', context)),
  ];
}

/** Returns a draft to its author with a comment. */
export function returnPaper(
  paper: Paper,
  tasks: readonly OpenTask[],
  comment: string,
  context: ActContext,
): readonly Change[] {
  return [
    step(paper, 'return', { returnComment: comment }, context, comment),
    ...unfinished(tasks, 'approval').map((task) => finishTask(task, 'finish', 'returned', context)),
  ];
}

/** The hash that an office key signs: the paper with the number and the day that it is about to get. */
export function hashForSigning(paper: Paper, given: GivenNumber): string {
  return contentHash({ ...paper.body, ...given } as SignedContent);
}

/** What the key said about a hash. */
export interface KeySignature {
  readonly publicKey: string;
  readonly value: string;
  /** The mark that is printed on the paper, where it gets its number by this signature. */
  readonly mark?: PaperMark;
}

/** Each adopted decision of signed minutes that names an executor becomes an assignment under control. */
function decisionTasks(paper: Paper, context: ActContext): readonly Change[] {
  if (paper.body.kind !== 'minutes' || !paper.body.meeting) return [];
  return adoptedDecisions(paper.body.meeting).flatMap(({ clause, decision }) =>
    decision.executorId
      ? [
          {
            collection: 'tasks' as const,
            docId: context.newId(),
            kind: 'create' as const,
            patch: {
              ...compact({
                kind: 'assignment',
                state: 'open',
                documentId: paper.id,
                clause,
                assigneeId: decision.executorId,
                text: decision.text,
                dueDate: decision.dueDate,
                control: 'on',
                createdBy: context.actor.id,
                createdAt: context.at,
              }),
              history: history(context, 'created'),
            },
          },
        ]
      : [],
  );
}

/** Signs off a paper, in one act: the signature, the paper's number and day, the approval lifted. */
export function signOff(
  paper: Paper,
  tasks: readonly OpenTask[],
  given: GivenNumber,
  signature: KeySignature,
  position: string | undefined,
  context: ActContext,
  answer: (signatureId: string) => RouteEntry | null = () => null,
): readonly Change[] {
  const hash = hashForSigning(paper, given);
  const signatureId = context.newId();
  const entry = answer(signatureId);
  return [
    {
      collection: 'signatures',
      docId: signatureId,
      kind: 'create',
      patch: compact({
        documentId: paper.id,
        contentHash: hash,
        algorithm: OFFICE_KEY_ALGORITHM,
        publicKey: signature.publicKey,
        value: signature.value,
        mark: signature.mark,
        signerId: context.actor.id,
        signerName: context.actor.name,
        position,
        at: context.at,
      }),
    },
    step(
      paper,
      'sign',
      {
        ...compact({ ...given, contentHash: hash, signatureId, signedBy: context.actor.id }),
        ...(entry ? { approvals: [entry as unknown as Json] } : {}),
      },
      context,
    ),
    ...(paper.body.correctsId ? [markCorrected(paper.body.correctsId, paper.id, context)] : []),
    ...unfinished(tasks, 'approval').map((task) => finishTask(task, 'finish', 'approved', context)),
    ...decisionTasks(paper, context),
  ];
}

/** Notes that a signed paper has been sent. */
export function dispatchPaper(paper: Paper, context: ActContext): readonly Change[] {
  return [step(paper, 'dispatch', { sentDate: context.today, sentBy: context.actor.id }, context)];
}

/** Closes a received paper, with its answer where there is one and the outcome of an appeal, and lifts the assignments from control. */
export function closePaper(
  paper: Paper,
  tasks: readonly OpenTask[],
  answerId: string | undefined,
  context: ActContext,
  outcome?: AppealOutcome,
): readonly Change[] {
  return [
    step(
      paper,
      'close',
      compact({ closedDate: context.today, closedBy: context.actor.id, answerId, outcome }),
      context,
    ),
    ...unfinished(tasks, 'assignment').map((task) => finishTask(task, 'finish', 'executed', context)),
  ];
}

/** Throws a draft away. Only a paper that was never registered nor signed can go. */
export function removeDraft(paper: Paper): readonly Change[] {
  return [{ collection: 'documents', docId: paper.id, kind: 'remove', patch: {} }];
}
