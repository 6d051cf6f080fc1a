import { type Static, Type } from '@sinclair/typebox';
import { attachmentFields, attachmentMerge } from '#shared/domain/documents/attachments.ts';
import { choice, day, historyLog, moment, reference, text } from '#shared/domain/fields.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { jsonEqual } from '#shared/kernel/json.ts';
import { defineWorkflow, type GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { fixtures } from './fixtures/index.ts';

/** Kinds of tasks: to execute a resolution, or to decide on a draft. */
export const TASK_KINDS = ['assignment', 'approval'] as const;
/** States of a task. */
export const TASK_STATES = ['open', 'reported', 'done', 'withdrawn'] as const;

/** Execution control: under control, given for information alone, lifted by the head. */
export const CONTROL = ['on', 'off', 'lifted'] as const;

const schema = Type.Object(
  {
    kind: choice(TASK_KINDS),
    state: choice(TASK_STATES),
    documentId: Type.String({ minLength: 3, maxLength: 64 }),
    /** The main executor; absent for an approval, which waits for whoever chairs. */
    assigneeId: reference(),
    coAssigneeIds: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 })),
    text: text(4000),
    /** The clause (band) of the resolution or of the minutes that this executes. */
    clause: text(20),
    /** The assignment that this one helps to execute: given by its main executor, one level deep. */
    parentId: reference(),
    dueDate: day(),
    /** The deadline before the first extension. */
    firstDueDate: day(),
    /** Whether the head looks after its execution; absent means `on` while it is unfinished. */
    control: Type.Optional(choice(CONTROL)),
    report: text(10_000),
    reportedBy: reference(),
    /** The office's day of the latest report. */
    reportedDate: day(),
    extensionState: Type.Optional(choice(['asked', 'granted', 'refused'])),
    /** The deadline that was asked for. */
    extensionDate: day(),
    extensionReason: text(2000),
    extensionBy: reference(),
    extensionDecidedBy: reference(),
    outcome: Type.Optional(choice(['approved', 'returned', 'executed', 'withdrawn'])),
    decidedBy: reference(),
    /** The office's day on which it was lifted from control. */
    liftedDate: day(),
    createdBy: reference(),
    createdAt: moment(),
    history: historyLog(),
    ...attachmentFields,
  },
  { additionalProperties: false },
);

/** Body of a task. */
export type TaskBody = Static<typeof schema>;

const EVERYONE = ['chair', 'secretary', 'specialist'] as const;

function isAssignment(input: GuardInput) {
  return input.body.kind === 'assignment' ? null : ('transition_not_allowed' as const);
}

/** Whether a person executes an assignment, as the main executor or beside them. */
export function isExecutor(body: Readonly<Record<string, unknown>>, userId: string): boolean {
  return (
    body.assigneeId === userId ||
    (Array.isArray(body.coAssigneeIds) && (body.coAssigneeIds as unknown[]).includes(userId))
  );
}

/** Whether a person decides on a task: the chair on all, the main executor of an assignment on its sub-tasks. */
export function decidesOn(
  body: Readonly<Record<string, unknown>>,
  actor: { readonly id: string; readonly role: string },
): boolean {
  if (actor.role === 'chair') return true;
  return body.kind === 'assignment' && typeof body.parentId === 'string' && body.createdBy === actor.id;
}

function decided(input: GuardInput) {
  return decidesOn(input.before, input.actor) ? null : ('role_forbidden' as const);
}

// The secretary writes down what an executor without a login brings on paper.
function reporting({ before, actor }: GuardInput) {
  return isExecutor(before, actor.id) || actor.role !== 'specialist' ? null : ('role_forbidden' as const);
}

function later(from: unknown, to: unknown) {
  return typeof from === 'string' && typeof to === 'string' && to > from ? null : ('extension_not_later' as const);
}

/**
 * An assignment is reported by its executor and lifted from control by whoever gave it; more time is asked for by an
 * executor and granted or refused by the same. An approval is decided by the chair.
 */
export const taskWorkflow = defineWorkflow({
  states: TASK_STATES,
  initial: ['open'],
  transitions: {
    report: {
      from: ['open'],
      to: 'reported',
      roles: EVERYONE,
      requires: ['report'],
      sets: ['report', 'reportedDate', 'history'],
      stamps: ['reportedBy'],
      guard: (input) => isAssignment(input) ?? reporting(input),
    },
    reopen: {
      from: ['reported', 'done'],
      to: 'open',
      roles: EVERYONE,
      sets: ['control', 'history'],
      clears: ['outcome', 'decidedBy', 'liftedDate'],
      guard: decided,
    },
    finish: {
      from: ['open', 'reported'],
      to: 'done',
      roles: EVERYONE,
      sets: ['outcome', 'control', 'liftedDate', 'history'],
      stamps: ['decidedBy'],
      guard: decided,
    },
    withdraw: {
      from: ['open', 'reported'],
      to: 'withdrawn',
      roles: EVERYONE,
      sets: ['outcome', 'history'],
      stamps: ['decidedBy'],
      guard: (input) => (input.actor.role === 'secretary' ? null : decided(input)),
    },
    ask_extension: {
      from: ['open'],
      to: 'open',
      roles: EVERYONE,
      requires: ['dueDate', 'extensionDate', 'extensionReason'],
      sets: ['extensionState', 'extensionDate', 'extensionReason', 'history'],
      stamps: ['extensionBy'],
      clears: ['extensionDecidedBy'],
      guard: (input) =>
        isAssignment(input) ??
        reporting(input) ??
        (input.body.extensionState === 'asked' ? null : 'transition_not_allowed') ??
        later(input.body.dueDate, input.body.extensionDate),
    },
    grant_extension: {
      from: ['open'],
      to: 'open',
      roles: EVERYONE,
      requires: ['dueDate', 'firstDueDate'],
      sets: ['extensionState', 'dueDate', 'firstDueDate', 'history'],
      stamps: ['extensionDecidedBy'],
      guard: (input) => {
        const { before, body } = input;
        if (before.extensionState !== 'asked' || body.extensionState !== 'granted') return 'transition_not_allowed';
        if (body.firstDueDate !== (before.firstDueDate ?? before.dueDate)) return 'field_readonly';
        return decided(input) ?? later(before.dueDate, body.dueDate);
      },
    },
    refuse_extension: {
      from: ['open'],
      to: 'open',
      roles: EVERYONE,
      sets: ['extensionState', 'history'],
      stamps: ['extensionDecidedBy'],
      guard: (input) =>
        input.before.extensionState === 'asked' && input.body.extensionState === 'refused'
          ? decided(input)
          : 'transition_not_allowed',
    },
  },
});

/** What only whoever gives the work may change. */
const GIVEN = ['text', 'clause', 'dueDate', 'assigneeId', 'coAssigneeIds', 'control'] as const;

/** Rules of a new assignment: who may give it, under what, by when. */
function givenRightly({ body, actor, related }: GuardInput): ErrorCode | null {
  if (typeof body.parentId === 'string') {
    const parent = related('tasks', body.parentId)?.body;
    if (!parent) return 'doc_missing';
    // One level deep, under the same paper, and by the one who answers for the whole.
    if (parent.kind !== 'assignment' || parent.parentId || parent.documentId !== body.documentId) {
      return 'transition_not_allowed';
    }
    if (parent.state !== 'open') return 'transition_not_allowed';
    if (parent.assigneeId !== actor.id && actor.role !== 'chair') return 'role_forbidden';
    const due = body.dueDate;
    if (typeof due === 'string' && typeof parent.dueDate === 'string' && due > parent.dueDate) {
      return 'deadline_after_parent';
    }
  } else if (actor.role !== 'chair') return 'role_forbidden';
  const paper = related('documents', String(body.documentId))?.body;
  // What was decided at a meeting runs from the meeting: its minutes may be signed days later.
  const meeting = paper?.meeting as { readonly heldDate?: string } | undefined;
  const from = meeting?.heldDate ?? paper?.receivedDate ?? paper?.regDate;
  return typeof body.dueDate === 'string' && typeof from === 'string' && body.dueDate < from
    ? 'deadline_before_receipt'
    : null;
}

/** Assignments under a resolution, and approvals. */
export const tasks = defineCollection({
  name: 'tasks',
  context: 'documents',
  version: 1,
  schema,
  sharing: 'office',
  merge: { coAssigneeIds: 'set', history: 'log', ...attachmentMerge },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: [],
  },
  workflow: taskWorkflow,
  readonlyFields: [
    'kind',
    'documentId',
    'parentId',
    'createdBy',
    'createdAt',
    'reportedBy',
    'reportedDate',
    'decidedBy',
    'outcome',
    'liftedDate',
    'firstDueDate',
    'extensionState',
    'extensionDate',
    'extensionReason',
    'extensionBy',
    'extensionDecidedBy',
  ],
  stamps: ['createdBy'],
  frozen: (body) =>
    body.state === 'done' || body.state === 'withdrawn'
      ? ['text', 'clause', 'report', 'dueDate', 'assigneeId', 'coAssigneeIds']
      : [],
  guard: (input) => {
    const { kind, before, body, actor } = input;
    // The chair gives work, and a main executor parts of their own; anyone may send a draft for approval.
    if (kind === 'create' && body.kind === 'assignment') return givenRightly(input);
    if (kind === 'patch' && before.kind === 'assignment' && !decidesOn(before, actor)) {
      if (GIVEN.some((field) => !jsonEqual(before[field], body[field]))) return 'role_forbidden';
    }
    return null;
  },
  related: (op) => {
    if (op.kind !== 'create' || op.patch.kind !== 'assignment') return [];
    const { documentId, parentId } = op.patch;
    return [
      ...(typeof documentId === 'string' ? [['documents', documentId] as const] : []),
      ...(typeof parentId === 'string' ? [['tasks', parentId] as const] : []),
    ];
  },
  // What runs stands by its deadline; what is over, by its paper, whose page asks for it.
  sortKey: (body) =>
    body.state === 'open' || body.state === 'reported'
      ? `0|${String(body.dueDate ?? '9999-12-31')}`
      : `1|${String(body.documentId)}`.slice(0, 64),
  // Version 1 only adds fields that may be absent.
  migrations: { 1: (body) => body },
  fixtures,
});
