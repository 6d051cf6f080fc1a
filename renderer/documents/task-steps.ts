import {
  decidesOn,
  isExecutor,
  type TaskBody,
  taskWorkflow,
} from '#shared/domain/documents/collections/tasks/index.ts';
import type { Viewer } from './steps.ts';

/** What can be done with an assignment. */
export type TaskStep = 'report' | 'note' | 'part' | 'ask' | 'grant' | 'refuse' | 'lift' | 'return';

/**
 * What this person may do with an assignment now, the most fitting first. The same rules as the workflow's guards, which
 * both laptop and server replay.
 */
export function taskSteps(body: TaskBody, viewer: Viewer): readonly TaskStep[] {
  if (body.kind !== 'assignment') return [];
  const { transitions } = taskWorkflow;
  // Whoever acts for the chair today decides as the chair.
  const role = viewer.acting ? 'chair' : viewer.role;
  const from = (name: keyof typeof transitions) =>
    (transitions[name].from as readonly string[]).includes(body.state) &&
    (transitions[name].roles as readonly string[]).includes(role);
  const executes = isExecutor(body, viewer.id);
  const decides = decidesOn(body, { id: viewer.id, role });
  const asked = body.extensionState === 'asked';
  const main = body.assigneeId === viewer.id;
  const steps: readonly (readonly [TaskStep, boolean])[] = [
    ['grant', decides && asked && from('grant_extension')],
    ['refuse', decides && asked && from('refuse_extension')],
    ['lift', decides && body.state === 'reported' && from('finish')],
    ['return', decides && body.state === 'reported' && from('reopen')],
    // A co-executor writes down their part; the main executor answers for the whole.
    ['report', from('report') && (main || (role === 'secretary' && !executes))],
    ['note', executes && !main && body.state === 'open'],
    ['part', main && !body.parentId && body.state === 'open'],
    ['ask', executes && !asked && body.dueDate !== undefined && from('ask_extension')],
    ['lift', decides && body.state === 'open' && from('finish')],
  ];
  return [...new Set(steps.filter(([, may]) => may).map(([step]) => step))];
}
