import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import type { Viewer } from '../../documents/steps.ts';
import type { DocumentSummary } from '../../ports/data.ts';

const waiting: readonly string[] = documentWorkflow.transitions.sign.from;

/**
 * Papers that wait for this person, those that came first in front: on a route, when it is their turn; without one,
 * every paper waits for the chair. Approving one doesn't move it: only leaving does.
 */
export function queueOf(papers: readonly DocumentSummary[], viewer: Viewer): readonly DocumentSummary[] {
  const names = [viewer.id, ...(viewer.standsFor ?? [])];
  const chairs = viewer.role === 'chair' || viewer.acting === true;
  return papers
    .filter((paper) =>
      paper.awaits === undefined
        ? chairs && waiting.includes(paper.state)
        : names.some((id) => paper.awaits?.includes(id)),
    )
    .toReversed();
}

/**
 * The paper to show: the chosen one while it still waits, otherwise the one that has moved up into its place.
 * @param place where in the queue the chosen paper was last seen
 */
export function currentOf(
  queue: readonly DocumentSummary[],
  chosen: string | null,
  place: number,
): DocumentSummary | null {
  return queue.find((paper) => paper.id === chosen) ?? queue[Math.min(place, queue.length - 1)] ?? null;
}
