import { useCallback, useEffect, useMemo, useState } from 'react';
import type { BookData } from '#shared/domain/documents/books.ts';
import { documentWorkflow, type Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { type NumberReport, reportNumbers } from '#shared/domain/documents/number-report.ts';
import { bookId } from '#shared/domain/documents/numbering.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord, useSummaries, useSyncStatus } from '../../data/react.tsx';
import type { HeldInBook } from '../../documents/numbers.ts';
import { useOffice } from '../../documents/office.ts';
import type { DocumentSummary } from '../../ports/data.ts';

/** A journal's year, with what became of its numbers. */
export interface Book {
  readonly papers: readonly DocumentSummary[];
  readonly held: readonly HeldInBook[];
  readonly report: NumberReport;
  /** Papers of the year that still have a step of their way before them. */
  readonly unfinished: readonly DocumentSummary[];
  /** The closing record, null while the year is open, undefined while that is being read. */
  readonly closed: BookData | null | undefined;
  /** Papers that other laptops registered before they heard of the closing. */
  readonly late: readonly DocumentSummary[];
  /** Looks again at what this laptop holds. */
  refresh(): void;
}

const RUNNING: ReadonlySet<string> = new Set<string>([
  ...documentWorkflow.transitions.close.from,
  ...documentWorkflow.transitions.dispatch.from,
]);

/** Whether a paper of the journal still has something before it: an answer, sending. */
export function isUnfinished(paper: Pick<DocumentSummary, 'journal' | 'state'>): boolean {
  if (!RUNNING.has(paper.state)) return false;
  // Only letters are sent; what else is signed, and what is only written down, is finished with that.
  if (paper.state === 'signed') return paper.journal === 'outgoing';
  return paper.journal === 'appeals' || paper.journal === 'incoming';
}

/** Follows a journal's year. */
export function useBook(journal: Journal, year: number): Book {
  const { user, lane } = useSession();
  const office = useOffice();
  const all = useSummaries(journal);
  const { waiting, refused } = useSyncStatus();
  const record = useRecord('catalogues', bookId(user.officeId, journal, year));
  const [found, setFound] = useState<{ readonly on: string; readonly held: readonly HeldInBook[] }>({
    on: '',
    held: [],
  });
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((n) => n + 1), []);
  // Every save and every answer of the server may let go of a number.
  const on = [waiting, refused, asked, all.length].join('.');
  useEffect(() => {
    let gone = false;
    void office
      .openNumbers()
      .catch(() => [])
      .then((numbers) => {
        if (!gone) setFound({ on, held: numbers.filter((one) => one.journal === journal && one.year === year) });
      });
    return () => {
      gone = true;
    };
  }, [office, journal, year, on]);
  const { held } = found;

  return useMemo(() => {
    const papers = all.filter((paper) => paper.number && paper.regDate?.startsWith(`${year}-`));
    const closed = record === undefined ? undefined : record ? (record.body.data as unknown as BookData) : null;
    return {
      papers,
      held,
      report: reportNumbers(papers, held, { year, ownLane: lane }),
      unfinished: papers.filter(isUnfinished),
      closed,
      late: closed
        ? papers.filter(({ numbered }) => numbered && numbered.n > (closed.last[String(numbered.lane)] ?? 0))
        : [],
      refresh,
    };
  }, [all, held, lane, record, year, refresh]);
}
