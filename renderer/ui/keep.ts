import { useCallback, useState } from 'react';

// Places, filters and selections of lists, for as long as the session is unlocked.
const kept = new Map<string, unknown>();

/** Like `useState`, but the value outlives the component: a list found again is as it was left. Cleared by the lock. */
export function useKept<T>(key: string, initial: T): readonly [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => (kept.has(key) ? (kept.get(key) as T) : initial));
  const set = useCallback(
    (next: T) => {
      kept.set(key, next);
      setValue(next);
    },
    [key],
  );
  return [value, set];
}

/** A kept value outside React; undefined where there is none. */
export function readKept<T>(key: string): T | undefined {
  return kept.get(key) as T | undefined;
}

/** Keeps a value without rendering. */
export function writeKept(key: string, value: unknown): void {
  kept.set(key, value);
}

/** Forgets all kept values: what was typed into filters must not outlive the lock. */
export function clearKept(): void {
  kept.clear();
}
