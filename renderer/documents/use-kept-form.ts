import { useCallback, useEffect, useRef, useState } from 'react';
import type { JsonObject } from '#shared/kernel/json.ts';
import { useData } from '../data/react.tsx';

const KEEP_AFTER_MS = 400;

/** A form that keeps itself. */
export interface KeptForm<T> {
  /** Null until the kept form has been looked for. */
  readonly values: T | null;
  readonly set: (change: Partial<T>) => void;
  /** Begins anew with these values and forgets what was kept. */
  readonly reset: (values: T) => Promise<void>;
  /** Moment of the last keeping, milliseconds; null before it. */
  readonly keptAt: number | null;
  /** Whether the form was found half-filled. */
  readonly restored: boolean;
}

/**
 * Keeps a half-filled form on this laptop, encrypted, a moment after each change and once more when the screen goes: a
 * crash, a lock or a wrong click loses at most the last half second of typing.
 * @param initial what the form begins with where nothing was kept; also fills fields that an older form didn't have
 */
export function useKeptForm<T extends object>(key: string, initial: () => T): KeptForm<T> {
  const { drafts } = useData();
  const [values, setValues] = useState<T | null>(null);
  const [keptAt, setKeptAt] = useState<number | null>(null);
  const [restored, setRestored] = useState(false);
  const waiting = useRef<{ readonly timer: ReturnType<typeof setTimeout>; readonly values: T } | null>(null);
  const begin = useRef(initial);
  begin.current = initial;

  const keep = useCallback(
    async (next: T) => {
      await drafts.save(key, JSON.parse(JSON.stringify(next)) as JsonObject);
      setKeptAt(Date.now());
    },
    [drafts, key],
  );

  useEffect(() => {
    let gone = false;
    const empty = begin.current();
    drafts.load(key).then(
      (kept) => {
        if (gone) return;
        setValues(kept ? { ...empty, ...(kept as unknown as T) } : empty);
        setRestored(kept !== null);
      },
      // A draft that can't be read must not stand in the way of work.
      () => gone || setValues(empty),
    );
    return () => {
      gone = true;
      const left = waiting.current;
      waiting.current = null;
      if (!left) return;
      clearTimeout(left.timer);
      void drafts.save(key, JSON.parse(JSON.stringify(left.values)) as JsonObject).catch(() => undefined);
    };
  }, [drafts, key]);

  const set = useCallback(
    (change: Partial<T>) => {
      setValues((before) => {
        if (before === null) return before;
        const next = { ...before, ...change };
        if (waiting.current) clearTimeout(waiting.current.timer);
        const timer = setTimeout(() => {
          waiting.current = null;
          void keep(next).catch(() => undefined);
        }, KEEP_AFTER_MS);
        waiting.current = { timer, values: next };
        return next;
      });
    },
    [keep],
  );

  const reset = useCallback(
    async (next: T) => {
      if (waiting.current) clearTimeout(waiting.current.timer);
      waiting.current = null;
      setValues(next);
      setKeptAt(null);
      setRestored(false);
      await drafts.discard(key);
    },
    [drafts, key],
  );

  return { values, set, reset, keptAt, restored };
}
