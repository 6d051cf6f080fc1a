import { useMemo } from 'react';
import { useIndexState, useRecords, useSummaries } from '../../data/react.tsx';
import { useUnitOf } from '../../documents/executors.ts';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { type ControlRow, controlRows, type TaskRecord } from './rows.ts';

const MOST_RUNNING = 10_000;
const MOST_OVER = 20_000;
const NOTHING: readonly TaskRecord[] = [];

/** The assignments of the office with their papers, following every change; lifted ones where they are asked for. */
export function useControl(options: { readonly over: boolean }): {
  readonly rows: readonly ControlRow[];
  readonly tasks: readonly TaskRecord[];
  readonly ready: boolean;
  /** Lifted assignments beyond what is read at once. */
  readonly cut: boolean;
} {
  const today = useToday();
  const { nameOf } = usePeopleOfOffice();
  const unitOf = useUnitOf();
  const index = useIndexState();
  const papers = useSummaries();
  const running = useRecords({ collection: 'tasks', prefix: '0|', limit: MOST_RUNNING });
  const over = useRecords({ collection: 'tasks', prefix: options.over ? '1|' : '1||', limit: MOST_OVER });
  const tasks = useMemo(
    () => [...(running ?? NOTHING), ...(options.over ? (over ?? NOTHING) : NOTHING)],
    [running, over, options.over],
  );
  const byId = useMemo(() => new Map(papers.map((paper) => [paper.id, paper])), [papers]);
  const rows = useMemo(
    () => controlRows({ tasks, papers: byId, today, nameOf, unitOf }),
    [tasks, byId, today, nameOf, unitOf],
  );
  return {
    rows,
    tasks,
    ready: index.ready && running !== undefined && (!options.over || over !== undefined),
    cut: running?.length === MOST_RUNNING || (options.over && over?.length === MOST_OVER),
  };
}
