import { createContext, createElement, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { useSession } from '../../app/session-context.ts';
import { useData, useSyncStatus } from '../../data/react.tsx';
import { useOffice } from '../office.ts';
import { createStampQueue, stampPaper, type StampQueue } from './timestamping.ts';

const QueueContext = createContext<StampQueue | null>(null);

/** Keeps the papers that wait for their timestamp, and sees to them after each exchange, with nobody's help. */
export function Timestamps({ children }: { readonly children: ReactNode }) {
  const data = useData();
  const { secrets } = useSession();
  const { context } = useOffice();
  const { lastExchange, connection, busy } = useSyncStatus();
  // The queue lives as long as the session; what an act is made of may be made anew meanwhile.
  const latest = useRef(context);
  latest.current = context;
  const queue = useMemo(() => {
    const deps = { data, secrets, context: () => latest.current() };
    return createStampQueue(data.drafts, (paperId) => stampPaper(deps, paperId), Date.now);
  }, [data, secrets, latest]);
  const ready = connection === 'online' && !busy;
  useEffect(() => {
    if (ready && lastExchange !== null && data.files) void queue.run();
  }, [ready, lastExchange, queue, data.files]);
  return createElement(QueueContext.Provider, { value: queue }, children);
}

/** The papers that wait for their timestamp; null outside of an unlocked session. */
export function useStampQueue(): StampQueue | null {
  return useContext(QueueContext);
}
