import type { AppealOutcome, UnconsideredReason } from '#shared/domain/documents/appeals.ts';
import type { DocumentBody, DocumentKind } from '#shared/domain/documents/collections/documents/index.ts';
import type { DeadlineRule } from '#shared/domain/documents/deadline.ts';
import { NOTICE_PAPERS, type NoticeKind } from '#shared/domain/documents/notices.ts';
import type { Change } from '../ports/data.ts';
import { type ActContext, compact, history, type OpenTask, type Paper, step } from './acts.ts';

/** A notice, filled from its template. */
export interface FilledNotice {
  readonly id: string;
  readonly noticeKind: NoticeKind;
  readonly subject: string;
  readonly text: string;
  readonly templateId?: string | undefined;
  /** To whom; the appeal's own applicant where it is left out. Nobody for a conclusion. */
  readonly to?: DocumentBody['correspondent'] | null;
}

/** Drafts of notices about an appeal, linked to it; the appeal's own way tells of them. */
export function draftNotices(paper: Paper, notices: readonly FilledNotice[], context: ActContext): readonly Change[] {
  if (notices.length === 0) return [];
  const applicant = paper.body.correspondent;
  return [
    ...notices.map((notice): Change => {
      const { id, noticeKind, subject, text, templateId } = notice;
      const to = notice.to === undefined ? applicant : notice.to;
      return {
        collection: 'documents',
        docId: id,
        kind: 'create',
        patch: {
          ...compact({
            journal: noticeKind === 'conclusion' ? 'internal' : 'outgoing',
            kind: NOTICE_PAPERS[noticeKind] satisfies DocumentKind,
            subject,
            text,
            templateId,
            noticeOf: paper.id,
            noticeKind,
            correspondent:
              to && noticeKind !== 'conclusion'
                ? { kind: to.kind, personId: to.personId, name: to.name, address: to.address }
                : undefined,
          }),
          state: 'draft',
          createdBy: context.actor.id,
          createdAt: context.at,
          history: history(context, 'created'),
        },
      };
    }),
    {
      collection: 'documents',
      docId: paper.id,
      kind: 'patch',
      patch: { history: history(context, 'notice_drafted') },
    },
  ];
}

/** A new term for an appeal. */
export interface NewTerm {
  readonly dueDate: string;
  readonly dueRule: DeadlineRule;
  readonly reason: string;
}

/** Assignments that followed the paper's term follow it to the new one. */
function moveTasks(paper: Paper, tasks: readonly OpenTask[], dueDate: string): readonly Change[] {
  return tasks
    .filter((task) => task.kind === 'assignment' && task.state === 'open' && task.dueDate === paper.body.dueDate)
    .map((task) => ({
      collection: 'tasks',
      docId: task.id,
      kind: 'patch',
      patch: { dueDate },
      base: { dueDate: paper.body.dueDate ?? null },
    }));
}

/** Begins a study: the term becomes a month from receipt, the applicant is told by a draft. */
export function studyAppeal(
  paper: Paper,
  tasks: readonly OpenTask[],
  term: NewTerm,
  notices: readonly FilledNotice[],
  context: ActContext,
): readonly Change[] {
  const { dueDate, dueRule, reason: termReason } = term;
  return [
    step(paper, 'study', { appealTerm: 'study', dueDate, dueRule, termReason }, context, termReason),
    ...moveTasks(paper, tasks, dueDate),
    ...draftNotices(paper, notices, context),
  ];
}

/** Extends the term of a study, by the head alone; the applicant is told by a draft. */
export function extendAppeal(
  paper: Paper,
  tasks: readonly OpenTask[],
  term: NewTerm,
  notices: readonly FilledNotice[],
  context: ActContext,
): readonly Change[] {
  const { dueDate, dueRule, reason: termReason } = term;
  return [
    step(
      paper,
      'extend',
      { appealTerm: 'extended', dueDate, dueRule, termReason, extendedBy: context.actor.id },
      context,
      termReason,
    ),
    ...moveTasks(paper, tasks, dueDate),
    ...draftNotices(paper, notices, context),
  ];
}

function withdrawTasks(tasks: readonly OpenTask[], context: ActContext): readonly Change[] {
  return tasks
    .filter((task) => task.kind === 'assignment' && (task.state === 'open' || task.state === 'reported'))
    .map((task) => ({
      collection: 'tasks',
      docId: task.id,
      kind: 'transition',
      transition: 'withdraw',
      patch: { outcome: 'withdrawn', decidedBy: context.actor.id, history: history(context, 'withdraw') },
    }));
}

/** Passes an appeal on to whom it concerns: the covering letter and the notice to the applicant are drafted. */
export function forwardAppeal(
  paper: Paper,
  tasks: readonly OpenTask[],
  forwardedTo: string,
  notices: readonly FilledNotice[],
  context: ActContext,
): readonly Change[] {
  return [
    ...draftNotices(paper, notices, context),
    step(
      paper,
      'forward',
      {
        forwardedTo,
        outcome: 'forwarded' satisfies AppealOutcome,
        closedDate: context.today,
        closedBy: context.actor.id,
      },
      context,
      forwardedTo,
    ),
    ...withdrawTasks(tasks, context),
  ];
}

/** Leaves an appeal unconsidered by an approved conclusion; the applicant, where there is one, is told by a draft. */
export function leaveUnconsidered(
  paper: Paper,
  tasks: readonly OpenTask[],
  ground: { readonly reason: UnconsideredReason; readonly conclusionId: string },
  notices: readonly FilledNotice[],
  context: ActContext,
): readonly Change[] {
  return [
    ...draftNotices(paper, notices, context),
    step(
      paper,
      'unconsider',
      {
        unconsideredReason: ground.reason,
        conclusionId: ground.conclusionId,
        outcome: 'unconsidered' satisfies AppealOutcome,
        closedDate: context.today,
        closedBy: context.actor.id,
      },
      context,
    ),
    ...withdrawTasks(tasks, context),
  ];
}
