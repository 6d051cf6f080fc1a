import { strictKey } from '#shared/domain/language/keys.ts';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import { termOf } from '../../documents/terms.ts';
import type { DocumentSummary } from '../../ports/data.ts';

/** What a journal's list is narrowed to. */
export interface JournalFilter {
  /** A state, `open` for all that are not finished, or null for all. */
  readonly state: string | null;
  readonly term: 'overdue' | 'soon' | null;
  readonly executorId: string | null;
  readonly text: string;
}

/** The whole journal. */
export const EVERYTHING: JournalFilter = { state: null, term: null, executorId: null, text: '' };

const leaving = new Set(Object.values(documentWorkflow.transitions).flatMap((step) => [...step.from]));

/** Whether a paper in this state is finished: no step of the workflow leads on from it. */
export function isFinished(state: string): boolean {
  return !(leaving as ReadonlySet<string>).has(state);
}

const keys = new WeakMap<DocumentSummary, string>();

function keyOf(paper: DocumentSummary): string {
  let key = keys.get(paper);
  if (key === undefined) {
    key = strictKey(`${paper.number ?? ''} ${paper.subject} ${paper.correspondent ?? ''}`);
    keys.set(paper, key);
  }
  return key;
}

/** Papers that fit a filter, in the order they came. Text is found in any script and any spelling of apostrophes. */
export function filterPapers(
  papers: readonly DocumentSummary[],
  filter: JournalFilter,
  today: string,
): readonly DocumentSummary[] {
  const words = filter.text.trim() === '' ? [] : strictKey(filter.text).split(' ').filter(Boolean);
  const { state, term, executorId } = filter;
  if (words.length === 0 && state === null && term === null && executorId === null) return papers;
  return papers.filter((paper) => {
    if (state !== null && (state === 'open' ? isFinished(paper.state) : paper.state !== state)) return false;
    if (executorId !== null && paper.executorId !== executorId) return false;
    if (term !== null) {
      const { status } = termOf(paper, today);
      if (term === 'overdue' ? status !== 'overdue' : status !== 'today' && status !== 'week') return false;
    }
    if (words.length === 0) return true;
    const key = keyOf(paper);
    return words.every((word) => key.includes(word));
  });
}

// A journal's list is the same array until something in it changes, however often its screen is opened.
const counted = new WeakMap<readonly DocumentSummary[], ReadonlyMap<string, number>>();

/** States that occur among papers, with how many there are of each. */
export function countStates(papers: readonly DocumentSummary[]): ReadonlyMap<string, number> {
  const known = counted.get(papers);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const paper of papers) counts.set(paper.state, (counts.get(paper.state) ?? 0) + 1);
  counted.set(papers, counts);
  return counts;
}
