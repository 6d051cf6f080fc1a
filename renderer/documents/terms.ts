import { documentWorkflow, type DocumentState } from '#shared/domain/documents/collections/documents/index.ts';
import { daysBetween } from '#shared/domain/language/dates.ts';

/** How a paper stands to its term. */
export type TermStatus = 'none' | 'done' | 'overdue' | 'today' | 'week' | 'later';

// A term runs from the moment a paper arrives until it is closed.
const RUNNING: ReadonlySet<string> = new Set<DocumentState>(['delivered', ...documentWorkflow.transitions.close.from]);

/** Whether a term still runs in this state. */
export function isTermRunning(state: string): boolean {
  return RUNNING.has(state);
}

/**
 * Status of a term and the days to it.
 * @param today `YYYY-MM-DD`
 * @returns `days`: left when positive, over when negative; 0 where there is no running term
 */
export function termOf(
  paper: { readonly state: string; readonly dueDate?: string | undefined; readonly recall?: unknown },
  today: string,
): { readonly status: TermStatus; readonly days: number } {
  // What its sender took back is due no more.
  if (!paper.dueDate || paper.recall) return { status: 'none', days: 0 };
  if (!isTermRunning(paper.state)) return { status: 'done', days: 0 };
  const days = daysBetween(today, paper.dueDate);
  if (days < 0) return { status: 'overdue', days };
  if (days === 0) return { status: 'today', days };
  return { status: days <= 7 ? 'week' : 'later', days };
}
