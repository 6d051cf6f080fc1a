import { useCallback, useEffect, useState } from 'react';
import type { JsonObject } from '#shared/kernel/json.ts';
import { useSession } from '../../app/session-context.ts';
import { useData } from '../../data/react.tsx';
import type { SavedView, SearchView } from './view.ts';

/** Most views that a person keeps. */
const MOST = 20;

/** The views that a person has saved on this laptop, encrypted like their drafts. */
export function useViews(): {
  readonly views: readonly SavedView[];
  save(name: string, view: SearchView): void;
  remove(id: string): void;
} {
  const { user } = useSession();
  const { drafts, newId } = useData();
  const [views, setViews] = useState<readonly SavedView[]>([]);
  const key = `search.views.${user.id}`;
  useEffect(() => {
    let gone = false;
    void drafts
      .load(key)
      .catch(() => null)
      .then((found) => {
        if (!gone && Array.isArray(found?.views)) setViews(found.views as unknown as readonly SavedView[]);
      });
    return () => {
      gone = true;
    };
  }, [drafts, key]);
  const keep = useCallback(
    (next: readonly SavedView[]) => {
      setViews(next);
      void drafts.save(key, { views: next } as unknown as JsonObject).catch(() => undefined);
    },
    [drafts, key],
  );
  return {
    views,
    // A name that is used again means the view anew.
    save: (name, view) => keep([...views.filter((one) => one.name !== name), { id: newId(), name, view }].slice(-MOST)),
    remove: (id) => keep(views.filter((one) => one.id !== id)),
  };
}
