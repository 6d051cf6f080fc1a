import type { TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import type { Json } from '#shared/kernel/json.ts';
import type { Change } from '../ports/data.ts';
import { type ActContext, compact, finishTask, history, type OpenTask, type Paper, step, unfinished } from './acts.ts';

/** One clause of a resolution: who executes what by when. */
export interface Clause {
  /** `1`, `2.1`; empty for a resolution of one clause. */
  readonly clause: string;
  readonly executorId: string;
  readonly coExecutorIds: readonly string[];
  readonly dueDate: string;
  readonly text: string;
}

/** A resolution: one clause or several, under the head's control or for information alone. */
export interface Resolution {
  readonly clauses: readonly [Clause, ...Clause[]];
  readonly control: 'on' | 'off';
  /** Set where the chair moved the term of the law. */
  readonly dueRule?: string;
}

/** An assignment, as an act on it needs it. */
export interface Assignment {
  readonly id: string;
  readonly body: TaskBody;
}

/** The words of a resolution on its paper: those of its one clause, or all of them with their numbers. */
export function resolutionText(clauses: readonly Clause[]): string {
  if (clauses.length === 1) return clauses[0]?.text ?? '';
  return clauses.map(({ clause, text }) => `${clause}. ${text}`).join('\n');
}

/** The latest deadline of the clauses: the paper's own. */
export function latestDue(clauses: readonly Clause[]): string {
  return clauses.reduce((latest, { dueDate }) => (dueDate > latest ? dueDate : latest), '');
}

function assign(
  documentId: string,
  given: Clause,
  more: { readonly control: 'on' | 'off'; readonly parentId?: string },
  context: ActContext,
): Change {
  return {
    collection: 'tasks',
    docId: context.newId(),
    kind: 'create',
    patch: {
      ...compact({
        kind: 'assignment',
        state: 'open',
        documentId,
        parentId: more.parentId,
        clause: given.clause,
        assigneeId: given.executorId,
        coAssigneeIds: given.coExecutorIds,
        text: given.text,
        dueDate: given.dueDate,
        control: more.control,
        createdBy: context.actor.id,
        createdAt: context.at,
      }),
      history: history(context, 'created'),
    },
  };
}

/**
 * Resolves a paper: the resolution, an assignment for each clause, and earlier assignments withdrawn. The paper's own
 * executor is the main executor of the first clause, its term the latest deadline.
 */
export function resolvePaper(
  paper: Paper,
  tasks: readonly OpenTask[],
  resolution: Resolution,
  context: ActContext,
): readonly Change[] {
  const { clauses } = resolution;
  const [first] = clauses;
  const others = new Set(clauses.flatMap(({ executorId, coExecutorIds }) => [executorId, ...coExecutorIds]));
  others.delete(first.executorId);
  return [
    step(
      paper,
      'resolve',
      {
        executorId: first.executorId,
        coExecutorIds: [...others],
        resolution: resolutionText(clauses).slice(0, 4000),
        resolvedBy: context.actor.id,
        dueDate: latestDue(clauses),
        ...(resolution.dueRule ? { dueRule: resolution.dueRule } : {}),
      },
      context,
    ),
    ...unfinished(tasks, 'assignment').map((task) => finishTask(task, 'withdraw', 'withdrawn', context)),
    ...clauses.map((clause) => assign(paper.id, clause, { control: resolution.control }, context)),
  ];
}

/** Gives a part of one's own assignment to somebody else. */
export function givePart(task: Assignment, part: Clause, context: ActContext): readonly Change[] {
  return [assign(task.body.documentId, part, { control: 'on', parentId: task.id }, context)];
}

function onTask(
  task: { readonly id: string },
  transition: string,
  patch: { readonly [field: string]: Json },
  context: ActContext,
  note?: string,
): Change {
  return {
    collection: 'tasks',
    docId: task.id,
    kind: 'transition',
    transition,
    patch: { ...patch, history: history(context, transition, note) },
  };
}

/** The paper's own way tells what happened to its assignments; parts of an assignment are not told there. */
function onPaper(paperId: string, event: string, context: ActContext, note?: string): Change {
  return {
    collection: 'documents',
    docId: paperId,
    kind: 'patch',
    patch: { history: history(context, event, note) },
  };
}

/** Reports on an assignment; the paper's own way tells it too. */
export function reportOnTask(paper: Paper, task: OpenTask, report: string, context: ActContext): readonly Change[] {
  const { actor, today } = context;
  return [
    onTask(task, 'report', { report, reportedBy: actor.id, reportedDate: today }, context, report.slice(0, 4000)),
    onPaper(paper.id, 'report', context, report.slice(0, 4000)),
  ];
}

/** A co-executor writes down their part; the main executor goes on and reports on the whole. */
export function noteOnTask(task: { readonly id: string }, note: string, context: ActContext): readonly Change[] {
  return [
    {
      collection: 'tasks',
      docId: task.id,
      kind: 'patch',
      patch: { history: history(context, 'contributed', note) },
    },
  ];
}

/** Sends a reported assignment back to its executor. */
export function reopenTask(paper: Paper, task: OpenTask, comment: string, context: ActContext): readonly Change[] {
  return [onTask(task, 'reopen', { control: 'on' }, context, comment), onPaper(paper.id, 'reopen', context, comment)];
}

/** Lifts one assignment from control; its paper stays open for the others. */
export function liftTask(paperId: string, task: OpenTask, context: ActContext): readonly Change[] {
  return [finishTask(task, 'finish', 'executed', context), onPaper(paperId, 'finish', context)];
}

/** Asks for more time. */
export function askExtension(
  task: Assignment,
  asked: { readonly dueDate: string; readonly reason: string },
  context: ActContext,
): readonly Change[] {
  return [
    onTask(
      task,
      'ask_extension',
      {
        extensionState: 'asked',
        extensionDate: asked.dueDate,
        extensionReason: asked.reason,
        extensionBy: context.actor.id,
      },
      context,
      asked.reason,
    ),
    onPaper(task.body.documentId, 'ask_extension', context, asked.reason),
  ];
}

/** Grants more time, as asked or otherwise; a paper whose own term ends earlier is moved with it. */
export function grantExtension(
  paper: Paper | null,
  task: Assignment,
  dueDate: string,
  context: ActContext,
): readonly Change[] {
  const moves =
    paper?.body.state === 'in_execution' && paper.body.dueDate !== undefined && paper.body.dueDate < dueDate;
  return [
    onTask(
      task,
      'grant_extension',
      {
        extensionState: 'granted',
        dueDate,
        firstDueDate: task.body.firstDueDate ?? task.body.dueDate ?? dueDate,
        extensionDecidedBy: context.actor.id,
      },
      context,
    ),
    moves && context.actor.role === 'chair' && !task.body.parentId
      ? {
          collection: 'documents',
          docId: task.body.documentId,
          kind: 'patch',
          patch: { dueDate, dueRule: 'resolution', history: history(context, 'grant_extension') },
        }
      : onPaper(task.body.documentId, 'grant_extension', context),
  ];
}

/** Refuses more time; the deadline stays. */
export function refuseExtension(task: Assignment, comment: string, context: ActContext): readonly Change[] {
  return [
    onTask(
      task,
      'refuse_extension',
      { extensionState: 'refused', extensionDecidedBy: context.actor.id },
      context,
      comment,
    ),
    onPaper(task.body.documentId, 'refuse_extension', context, comment),
  ];
}
