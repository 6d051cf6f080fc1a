import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import type { Journal } from '#shared/domain/documents/collections/documents/index.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { CollectionName } from '#shared/registry/index.ts';
import type { Operation } from '#shared/sync/operation.ts';
import type { Change, DataClient, DocumentSummary, RecordIndex, RecordOf, SyncStatus } from '../ports/data.ts';

const DataContext = createContext<DataClient | null>(null);

/** Gives the unlocked session's data to the screens below. */
export function DataProvider({ client, children }: { readonly client: DataClient; readonly children: ReactNode }) {
  return <DataContext.Provider value={client}>{children}</DataContext.Provider>;
}

/** The data of the unlocked session. Throws outside of {@link DataProvider}. */
export function useData(): DataClient {
  const client = useContext(DataContext);
  if (!client) throw new Error('useData needs a DataProvider');
  return client;
}

/** A record that follows every change. `undefined` while it is being read, null where there is none. */
export function useRecord<Name extends CollectionName>(
  collection: Name,
  id: string | null | undefined,
): RecordOf<Name> | null | undefined {
  const client = useData();
  const [shown, setShown] = useState<{ readonly key: string; readonly record: RecordOf<Name> | null } | null>(null);
  const key = id ? `${collection}/${id}` : '';
  useEffect(() => {
    if (!id) return undefined;
    return client.watch(collection, id, (record) => setShown({ key: `${collection}/${id}`, record }));
  }, [client, collection, id]);
  if (!id) return null;
  return shown?.key === key ? shown.record : undefined;
}

/** A list that follows every change, in the order of the collection's sort key. `undefined` while it is being read. */
export function useRecords<Name extends CollectionName>(query: {
  readonly collection: Name;
  readonly prefix?: string;
  readonly limit: number;
}): readonly RecordOf<Name>[] | undefined {
  const client = useData();
  const { collection, prefix, limit } = query;
  const key = JSON.stringify([collection, prefix, limit]);
  const [shown, setShown] = useState<{ readonly key: string; readonly records: readonly RecordOf<Name>[] } | null>(
    null,
  );
  useEffect(
    () =>
      client.watchList({ collection, ...(prefix === undefined ? {} : { prefix }), limit }, (records) =>
        setShown({ key, records }),
      ),
    [client, collection, prefix, limit, key],
  );
  return shown?.key === key ? shown.records : undefined;
}

/** Papers of a journal (or all), newest first. Grows while the index is being built. */
export function useSummaries(journal?: Journal): readonly DocumentSummary[] {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  return useSyncExternalStore(subscribe, () => index.documents(journal));
}

/** How far the index in memory has come. */
export function useIndexState(): RecordIndex['state'] {
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  return useSyncExternalStore(subscribe, () => index.state);
}

/** The state of the exchange with the server. */
export function useSyncStatus(): SyncStatus {
  const { sync } = useData();
  const subscribe = useCallback((listener: () => void) => sync.subscribe(listener), [sync]);
  return useSyncExternalStore(subscribe, () => sync.status());
}

/** The office's staff by id, people who have left included; empty while it is being read. */
export function useStaff(): ReadonlyMap<string, StaffBody> {
  const records = useRecords({ collection: 'staff', limit: 500 });
  return useMemo(() => new Map(records?.map((record) => [record.id, record.body])), [records]);
}

/** What a screen needs to save: how to, and whether it is under way. */
export interface Commit {
  /** See `DataClient.commit`. A second call waits for the first, so a double click does not save twice at once. */
  commit(changes: readonly Change[]): Promise<Result<readonly Operation[]>>;
  readonly saving: boolean;
}

/** Saving, with its own busy sign. */
export function useCommit(): Commit {
  const client = useData();
  const [count, setCount] = useState(0);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const commit = useCallback(
    async (changes: readonly Change[]) => {
      setCount((n) => n + 1);
      const saved = last.current.then(() => client.commit(changes));
      last.current = saved.catch(() => undefined);
      try {
        return await saved;
      } finally {
        setCount((n) => n - 1);
      }
    },
    [client],
  );
  return { commit, saving: count > 0 };
}

/** A half-filled form that survives a crash. */
export interface Draft<T> {
  readonly value: T;
  /** Changes the form; it is put on disk shortly after. */
  setValue(next: T | ((before: T) => T)): void;
  /** False until it is known whether an earlier draft is there: show the form only then. */
  readonly ready: boolean;
  /** Whether the form was found from before. */
  readonly restored: boolean;
  /** Forgets the draft: the form was saved, or given up. Further changes are not kept any more. */
  discard(): Promise<void>;
}

const DRAFT_DELAY = 400;

/** Keeps a form's values under `key`, at most {@link DRAFT_DELAY} milliseconds behind the typing. */
export function useDraft<T extends object>(key: string, initial: T): Draft<T> {
  const { drafts } = useData();
  const [state, setState] = useState({ key, value: initial, ready: false, restored: false });
  const pending = useRef<{ readonly key: string; readonly value: T } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const done = useRef(false);
  const first = useRef(initial);
  useEffect(() => {
    first.current = initial;
  });

  const flush = useCallback(() => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    const draft = pending.current;
    pending.current = null;
    if (draft) void drafts.save(draft.key, draft.value as unknown as JsonObject).catch(() => undefined);
  }, [drafts]);

  useEffect(() => {
    let gone = false;
    done.current = false;
    setState({ key, value: first.current, ready: false, restored: false });
    void drafts
      .load(key)
      .catch(() => null)
      .then((found) => {
        if (gone) return;
        const value = found ? ({ ...first.current, ...found } as T) : first.current;
        setState({ key, value, ready: true, restored: found !== null });
      });
    // The last keystrokes before a page is left or the window goes.
    window.addEventListener('pagehide', flush);
    return () => {
      gone = true;
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [drafts, key, flush]);

  const setValue = useCallback(
    (next: T | ((before: T) => T)) => {
      setState((before) => {
        const value = typeof next === 'function' ? next(before.value) : next;
        if (!done.current) {
          pending.current = { key, value };
          timer.current ??= setTimeout(flush, DRAFT_DELAY);
        }
        return { ...before, value };
      });
    },
    [key, flush],
  );

  const discard = useCallback(async () => {
    done.current = true;
    pending.current = null;
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    await drafts.discard(key);
  }, [drafts, key]);

  return { value: state.value, setValue, ready: state.ready && state.key === key, restored: state.restored, discard };
}
