import type { Role } from '#shared/domain/access/roles.ts';
import {
  type DocumentBody,
  documents,
  type DocumentState,
  documentWorkflow,
} from '#shared/domain/documents/collections/documents/index.ts';
import { mayBeFiled, yearOf } from '#shared/domain/documents/archive.ts';
import { isNumberedAtSigning } from '#shared/domain/documents/journals.ts';
import { awaitedOf, currentStep, type RoutedBody } from '#shared/domain/documents/route.ts';
import { taskWorkflow, type TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import type { Transition } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';

/** Steps of the workflow, and the acts beside it. */
export type PaperStep =
  | keyof typeof documentWorkflow.transitions
  | 'edit'
  | 'remove'
  | 'report'
  | 'reopen'
  | 'answer'
  | 'fill'
  | 'decline'
  | 'national'
  | 'route'
  | 'correct'
  | 'appeal'
  | 'file'
  | 'unfile';

/** Who looks at a paper. */
export interface Viewer {
  readonly id: string;
  readonly role: Role;
  /** Acts for the chair today, and so may take the chair's steps. */
  readonly acting?: boolean;
  /** People in whose place this one answers on a route: the chair, on the days of acting. */
  readonly standsFor?: readonly string[];
}

/** Rules that say that a step is not for this paper or person; others depend on what the step will bring along. */
const NOT_FOR_THEM: ReadonlySet<ErrorCode | null> = new Set<ErrorCode>([
  'transition_not_allowed',
  'self_approval',
  'role_forbidden',
  'route_not_your_turn',
  'route_unfinished',
]);

function hasRole(roles: readonly Role[], viewer: Viewer): boolean {
  return roles.includes(viewer.role) || (viewer.acting === true && roles.includes('chair'));
}

/** Whether the paper's route waits for this person, themselves or in the chair's place. */
export function isAwaited(body: DocumentBody, viewer: Viewer): boolean {
  const awaited = awaitedOf(body as RoutedBody);
  return [viewer.id, ...(viewer.standsFor ?? [])].some((id) => awaited.includes(id));
}

/** A task on a paper, as {@link possibleSteps} needs it. */
export interface TaskOnPaper {
  readonly id: string;
  readonly body: TaskBody;
}

/** Whether a workflow step may be taken by this person now. Read from the workflow itself, so it is never said twice. */
export function canStep(
  name: keyof typeof documentWorkflow.transitions,
  paper: { readonly id: string; readonly officeId: string; readonly body: DocumentBody },
  viewer: Viewer,
): boolean {
  const transition = documentWorkflow.transitions[name];
  if (!transition.from.includes(paper.body.state) || !hasRole(transition.roles, viewer)) return false;
  return !NOT_FOR_THEM.has(brokenRule(name, paper, viewer));
}

function brokenRule(
  name: keyof typeof documentWorkflow.transitions,
  paper: { readonly id: string; readonly officeId: string; readonly body: DocumentBody },
  viewer: Viewer,
): ErrorCode | null {
  const body = paper.body as unknown as JsonObject;
  const { guard } = documentWorkflow.transitions[name] as Transition<DocumentState>;
  return (
    guard?.({
      id: paper.id,
      officeId: paper.officeId,
      body,
      before: body,
      patch: {},
      actor: { id: viewer.id, role: viewer.acting ? 'chair' : viewer.role, officeId: paper.officeId, publicKeys: [] },
      related: () => undefined,
    }) ?? null
  );
}

/** Whether this person sent the draft for approval and so leaves the approval to somebody else. */
export function isOwnApproval(
  paper: { readonly id: string; readonly officeId: string; readonly body: DocumentBody },
  viewer: Viewer,
): boolean {
  const { from, roles } = documentWorkflow.transitions.approve;
  return (
    (from as readonly string[]).includes(paper.body.state) &&
    hasRole(roles, viewer) &&
    brokenRule('approve', paper, viewer) === 'self_approval'
  );
}

/** Whether the content can still be changed: as long as the paper can still be sent for approval. */
export function canEdit(
  paper: { readonly id: string; readonly officeId: string; readonly body: DocumentBody },
  viewer: Viewer,
): boolean {
  return documents.policy.patch.includes(viewer.role) && canStep('submit', paper, viewer);
}

/** The assignment that this person may report on, if there is one. */
export function ownAssignment(tasks: readonly TaskOnPaper[], viewer: Viewer): TaskOnPaper | undefined {
  return tasks.find(
    ({ body }) =>
      body.kind === 'assignment' &&
      taskWorkflow.transitions.report.from.includes(body.state as 'open') &&
      taskWorkflow.transitions.report.roles.includes(viewer.role) &&
      (body.assigneeId === viewer.id || (body.coAssigneeIds ?? []).includes(viewer.id)),
  );
}

/** A reported assignment that this person may send back. */
export function reportedAssignment(tasks: readonly TaskOnPaper[], viewer: Viewer): TaskOnPaper | undefined {
  return tasks.find(
    ({ body }) =>
      body.kind === 'assignment' &&
      body.state === 'reported' &&
      taskWorkflow.transitions.reopen.roles.includes(viewer.role),
  );
}

/** State of the papers that answer this one. */
export type AnswerState = 'none' | 'drafting' | 'signed' | 'sent';

/** What can be done with a paper now. */
export interface PossibleSteps {
  /** What this person has to do; null where the paper waits for somebody else. */
  readonly main: PaperStep | null;
  /** What else they may do, the most fitting first. */
  readonly rest: readonly PaperStep[];
}

function mayCorrect(body: DocumentBody, viewer: Viewer): boolean {
  const written = isNumberedAtSigning(body.journal);
  const roles = written ? documents.policy.create : documentWorkflow.transitions.register.roles;
  return roles.includes(viewer.role);
}

/** Whether a paper can be filed as soon as its sheets are counted and its volume is chosen. */
function mayBeFiledOnceCounted(body: DocumentBody): boolean {
  const year = yearOf(body);
  if (year === null) return false;
  return mayBeFiled({ ...(body as unknown as JsonObject), sheets: 1 }, { fileId: '', year, volume: 1 }) === null;
}

/** Everything that this person may do with a paper now. */
export function possibleSteps(input: {
  readonly paper: { readonly id: string; readonly officeId: string; readonly body: DocumentBody };
  readonly tasks: readonly TaskOnPaper[];
  readonly answer: AnswerState;
  /** Whether an answer that was begun is still with its author. */
  readonly unfinished?: boolean;
  readonly viewer: Viewer;
}): PossibleSteps {
  const { paper, tasks, answer, viewer } = input;
  const { body } = paper;
  const own = ownAssignment(tasks, viewer) !== undefined;
  const reported = reportedAssignment(tasks, viewer) !== undefined;
  const can = (name: keyof typeof documentWorkflow.transitions) => canStep(name, paper, viewer);
  const received = documentWorkflow.transitions.close.from.includes(body.state as 'registered');
  const mayAnswer = received && body.journal !== 'outgoing' && documents.policy.create.includes(viewer.role);
  const ready = answer === 'sent' || answer === 'signed' || reported;

  // An instruction that brings a form is answered by filling it in; to begin that takes it in work.
  const fills =
    body.questions !== undefined &&
    body.journal === 'incoming' &&
    !body.recall &&
    (received || body.state === 'delivered') &&
    documents.policy.create.includes(viewer.role) &&
    (answer === 'none' || input.unfinished === true);

  // A visit is answered on the spot, or becomes an appeal; nobody executes it.
  const visit = body.journal === 'reception';
  const keeps = documentWorkflow.transitions.register.roles.includes(viewer.role);
  const filed = body.volumeId !== undefined;
  const corrects =
    body.number !== undefined &&
    body.state !== 'void' &&
    !body.correctedById &&
    !body.source &&
    mayCorrect(body, viewer);

  const routed = (body.route?.length ?? 0) > 0;
  const asked = routed && isAwaited(body, viewer);
  const current = routed ? currentStep(body as RoutedBody)?.step.action : undefined;
  const endorses =
    asked && current === 'approve' && body.state === 'awaiting_approval' && body.submittedBy !== viewer.id;
  const countersigns = asked && body.state === 'signed';
  const hasSigned =
    body.signatureId !== undefined &&
    (body.signedBy === viewer.id ||
      (body.approvals ?? []).some((entry) => entry.verdict === 'signed' && entry.actor === viewer.id));

  const duties: readonly (readonly [PaperStep, boolean])[] = [
    ['fill', fills && (own || viewer.role !== 'chair')],
    ['register', can('register') && body.journal !== 'internal'],
    ['endorse', endorses],
    // A route that has been walked is the approval.
    ['approve', !routed && can('approve')],
    ['sign', can('sign') && (current !== 'sign' || asked)],
    ['countersign', countersigns],
    ['dispatch', can('dispatch')],
    ['appeal', visit && keeps && body.state === 'registered'],
    ['close', can('close') && ready],
    ['answer', mayAnswer && own && answer === 'none' && !fills],
    ['report', own],
    ['resolve', !visit && can('resolve') && body.state === 'registered'],
    ['submit', can('submit')],
  ];
  const choices: readonly (readonly [PaperStep, boolean])[] = [
    ['fill', fills],
    ['edit', canEdit(paper, viewer)],
    ['return', can('return')],
    ['decline', countersigns],
    ['route', can('submit')],
    ['national', hasSigned && documents.policy.create.includes(viewer.role)],
    ['answer', mayAnswer && !visit],
    ['resolve', !visit && can('resolve')],
    ['register', can('register')],
    ['study', can('study')],
    ['extend', can('extend')],
    ['forward', can('forward')],
    ['unconsider', can('unconsider')],
    ['reopen', reported],
    ['close', can('close')],
    ['file', keeps && !filed && mayBeFiledOnceCounted(body)],
    ['unfile', keeps && filed],
    ['correct', corrects],
    ['remove', body.state === 'draft' && documents.policy.remove.includes(viewer.role)],
  ];
  const possible = (list: typeof duties) => list.filter(([, may]) => may).map(([name]) => name);
  const [main = null, ...more] = possible(duties);
  return { main, rest: [...new Set([...more, ...possible(choices)])].filter((step) => step !== main) };
}
