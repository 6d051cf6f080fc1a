import { type CaseDue, isPressing } from '#shared/domain/casework/due.ts';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { decidesOn, isExecutor, type TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import { isReceived } from '#shared/domain/documents/journals.ts';
import { daysBetween } from '#shared/domain/language/dates.ts';
import type { CaseRow } from '../../casework/case-rows.ts';
import { termOf } from '../../documents/terms.ts';
import type { DocumentSummary } from '../../ports/data.ts';

/** Why a line is in today's list: codes that are also i18n keys `today:reason.<code>`. */
export type Reason =
  | 'unopened'
  | 'recalled'
  | 'corrected'
  | 'reminded'
  | 'to_fill'
  | 'to_register'
  | 'to_resolve'
  | 'to_approve'
  | 'to_sign'
  | 'to_dispatch'
  | 'to_close'
  | 'reported'
  | 'assigned'
  | 'co_assigned'
  | 'extension_asked'
  | 'part_reported'
  | 'wait_resolution'
  | 'wait_approval'
  | 'wait_signature'
  | 'wait_lifting'
  | 'wait_extension'
  | 'wait_part'
  | 'wait_executor'
  | 'returned'
  | 'overdue'
  | 'due_today'
  | 'due_week';

/** Groups of the list, in its order. */
export const GROUPS = ['ministry', 'overdue', 'today', 'mine', 'week', 'others'] as const;
/** A group of the list. */
export type Group = (typeof GROUPS)[number];

/** One line: a paper, and each reason why it stands here. */
export interface AgendaItem {
  readonly paper: DocumentSummary;
  readonly group: Group;
  readonly reasons: readonly Reason[];
  /** The nearest deadline that concerns this person: of an assignment, or of the paper; null where none runs. */
  readonly dueDate: string | null;
  /** Days left to it; negative for days over; null without a running term. */
  readonly days: number | null;
}

/** A task with its id. */
export interface AgendaTask {
  readonly id: string;
  readonly body: TaskBody;
}

interface AgendaInput {
  readonly papers: readonly DocumentSummary[];
  readonly tasks: readonly AgendaTask[];
  readonly viewer: { readonly id: string; readonly role: Role };
  readonly today: string;
}

type Step = keyof typeof documentWorkflow.transitions;
const mayEver = (step: Step, role: Role) => documentWorkflow.transitions[step].roles.includes(role);

function waitingFor(
  paper: DocumentSummary,
  tasks: readonly AgendaTask[],
  viewer: AgendaInput['viewer'],
  answered: boolean,
): Reason[] {
  const reasons: Reason[] = [];
  const received = isReceived(paper.journal);
  const { role } = viewer;
  if (paper.state === 'delivered') reasons.push(mayEver('register', role) ? 'to_register' : 'unopened');
  if (paper.state === 'registered' && received && mayEver('resolve', role)) reasons.push('to_resolve');
  if (paper.state === 'awaiting_approval' && mayEver('approve', role)) reasons.push('to_approve');
  if (paper.state === 'approved' && mayEver('sign', role)) reasons.push('to_sign');
  // The chair may send too, but where there is a secretary it is her work.
  if (paper.state === 'signed' && mayEver('dispatch', role) && role !== 'chair') reasons.push('to_dispatch');
  for (const { body } of tasks) {
    if (body.kind !== 'assignment') continue;
    const add = (reason: Reason) => reasons.includes(reason) || reasons.push(reason);
    if (body.state === 'open' && body.assigneeId === viewer.id) add('assigned');
    else if (body.state === 'open' && body.coAssigneeIds?.includes(viewer.id)) add('co_assigned');
    if (!decidesOn(body, viewer)) continue;
    // The chair decides on everything; parts of an assignment are its main executor's to decide first.
    const first = !body.parentId || body.createdBy === viewer.id;
    if (body.state === 'reported' && first) add(body.parentId ? 'part_reported' : 'reported');
    if (body.state === 'open' && body.extensionState === 'asked' && first) add('extension_asked');
  }
  const running = paper.state === 'delivered' || paper.state === 'registered' || paper.state === 'in_execution';
  if (running && paper.fromMinistry && !answered && (mayEver('register', role) || paper.executorId === viewer.id)) {
    if (paper.recall) reasons.push(paper.recall === 'withdrawn' ? 'recalled' : 'corrected');
    else {
      if (paper.asks && paper.state !== 'delivered') reasons.push('to_fill');
      if (paper.remindedAt) reasons.push('reminded');
    }
  }
  if (paper.state === 'in_execution' && answered && mayEver('close', role) && !reasons.includes('reported')) {
    reasons.push('to_close');
  }
  return reasons;
}

/** What this person has done their part of, and somebody else has to go on with. */
function waitsForOthers(
  paper: DocumentSummary,
  tasks: readonly AgendaTask[],
  viewer: AgendaInput['viewer'],
  answered: boolean,
): Reason[] {
  const reasons = new Set<Reason>();
  const { id, role } = viewer;
  const registers = mayEver('register', role) && !mayEver('resolve', role);
  if (paper.state === 'registered' && isReceived(paper.journal) && registers && !answered)
    reasons.add('wait_resolution');
  const sentByMe = (paper.submittedBy ?? paper.createdBy) === id;
  if (paper.state === 'awaiting_approval' && sentByMe) reasons.add('wait_approval');
  if (paper.state === 'approved' && sentByMe) reasons.add('wait_signature');
  for (const { body } of tasks) {
    if (body.kind !== 'assignment') continue;
    const executes = isExecutor(body, id);
    if (executes && body.state === 'reported') reasons.add('wait_lifting');
    if (executes && body.state === 'open' && body.extensionState === 'asked') reasons.add('wait_extension');
    if (body.state !== 'open' || executes) continue;
    if (body.parentId && body.createdBy === id) reasons.add('wait_part');
    else if (!body.parentId && body.createdBy === id) reasons.add('wait_executor');
  }
  return [...reasons];
}

/** The nearest deadline that concerns a person: of the assignments that they execute or answer for, and of the paper. */
function nearestDue(
  paper: DocumentSummary,
  tasks: readonly AgendaTask[],
  viewer: AgendaInput['viewer'],
  seesAll: boolean,
  today: string,
): string | null {
  const running = termOf(paper, today).status;
  const days = running === 'none' || running === 'done' ? [] : [paper.dueDate];
  for (const { body } of tasks) {
    if (body.kind !== 'assignment' || body.state !== 'open' || body.control === 'off') continue;
    if (seesAll || isExecutor(body, viewer.id)) days.push(body.dueDate);
  }
  return days.reduce<string | null>((least, day) => (day && (least === null || day < least) ? day : least), null);
}

/**
 * What is due and what waits for this person. The whole office's overdue papers are shown to whoever answers for the
 * office (chair and secretary); an executor sees their own.
 */
export function buildAgenda({ papers, tasks, viewer, today }: AgendaInput): readonly AgendaItem[] {
  const tasksOf = new Map<string, AgendaTask[]>();
  for (const task of tasks) {
    if (task.body.state !== 'open' && task.body.state !== 'reported') continue;
    const list = tasksOf.get(task.body.documentId);
    if (list) list.push(task);
    else tasksOf.set(task.body.documentId, [task]);
  }
  const answered = new Set<string>();
  for (const paper of papers) {
    if (paper.answersId && (paper.state === 'sent' || paper.state === 'signed')) answered.add(paper.answersId);
  }
  const seesAll = mayEver('register', viewer.role);

  const items: AgendaItem[] = [];
  for (const paper of papers) {
    const own = tasksOf.get(paper.id) ?? [];
    // What is signed or closed can still have work to do: the decisions of minutes.
    if (paper.state === 'closed' || paper.state === 'void' || (paper.state === 'sent' && own.length === 0)) continue;
    const isAnswered = answered.has(paper.id);
    const reasons = waitingFor(paper, own, viewer, isAnswered);
    // Who drafted a returned paper isn't always known, so everyone who may send it again sees it.
    if (paper.state === 'returned') reasons.push('returned');
    const mine = reasons.length > 0;
    const waits = mine ? [] : waitsForOthers(paper, own, viewer, isAnswered);
    reasons.push(...waits);
    const dueDate = nearestDue(paper, own, viewer, seesAll, today);
    const days = dueDate === null ? null : daysBetween(today, dueDate);
    const concerned = seesAll || mine || waits.length > 0 || paper.executorId === viewer.id;
    let group: Group | null = mine ? 'mine' : waits.length > 0 ? 'others' : null;
    if (concerned && days !== null && days < 0) {
      group = 'overdue';
      reasons.push('overdue');
    } else if (concerned && days === 0) {
      group = 'today';
      reasons.push('due_today');
    } else if (concerned && days !== null && days <= 7) {
      group = group === 'mine' ? group : 'week';
      reasons.push('due_week');
    }
    if (paper.state === 'delivered' && paper.fromMinistry) group = 'ministry';
    if (group === null) continue;
    items.push({ paper, group, reasons, dueDate, days });
  }
  const rank = new Map<Group, number>(GROUPS.map((group, index) => [group, index]));
  return items.sort(
    (a, b) =>
      (rank.get(a.group) as number) - (rank.get(b.group) as number) ||
      (a.dueDate ?? '9999').localeCompare(b.dueDate ?? '9999') ||
      (a.paper.receivedDate ?? '').localeCompare(b.paper.receivedDate ?? ''),
  );
}

/** One line of cases: a case, and all that presses in it for this person. */
export interface CaseItem {
  readonly row: CaseRow;
  /** The nearest day first. */
  readonly due: readonly CaseDue[];
}

/**
 * Cases that ask this person for something. Whoever works on a case sees all of it; a supervisor the plans that wait; the
 * heads of the office also what nobody works on, and plans that have no supervisor.
 */
export function buildCaseAgenda(rows: readonly CaseRow[], viewer: AgendaInput['viewer']): readonly CaseItem[] {
  const heads = viewer.role === 'chair' || viewer.role === 'secretary';
  const items = rows.flatMap((row): CaseItem[] => {
    const works = row.workers.includes(viewer.id) || (row.workers.length === 0 && heads);
    const supervises = row.supervisors.includes(viewer.id);
    const due = row.due.filter((one) => {
      if (!isPressing(one)) return false;
      if (one.code !== 'plan_awaiting') return works || (one.code === 'arrived_waiting' && heads);
      // Nobody decides on their own plan: it waits for another.
      const own = row.entry.body.plans?.find((plan) => plan.id === one.of)?.actor === viewer.id;
      const decides = supervises || (viewer.role === 'chair' && !row.guarded && row.supervisors.length === 0);
      return decides && !own;
    });
    return due.length > 0 ? [{ row, due }] : [];
  });
  return items.toSorted(
    (a, b) =>
      (a.due[0]?.day ?? '').localeCompare(b.due[0]?.day ?? '') ||
      (a.due[0]?.rank ?? 0) - (b.due[0]?.rank ?? 0) ||
      a.row.number.localeCompare(b.row.number),
  );
}
