import { useIdle } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLocation, useNavigate } from 'react-router';
import { useSession } from '../app/session-context.ts';

/** Minutes without a key or a movement after which a screen with a protected record locks the laptop. */
export const PROTECTED_IDLE_MINUTES = 2;
/** Longest time between the two presses of Escape, milliseconds. */
const TWICE = 600;
/** What is shown instead: a screen that every office has open all day. */
const INNOCENT = '/papers';

/** What is in sight now; a screen may show several records. */
const inSight = new Set<{ readonly hide: () => void; readonly leave: () => void }>();
// Kept here and not in a screen: the first press may leave one protected screen for another, as Escape on a letter does.
let lastPress = -Infinity;
/** Places of the history, by their keys, that have shown a record; and those that do not any more. */
const shownAt = new Set<string>();
const covered = new Set<string>();
/** Key of an address that was typed by hand: it names no place of the history. */
const TYPED = 'default';

function onKey(event: KeyboardEvent) {
  if (event.key !== 'Escape' || event.repeat) return;
  const twice = event.timeStamp - lastPress <= TWICE;
  lastPress = twice ? -Infinity : event.timeStamp;
  if (!twice) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  hideAll();
}

/** Shows the list of papers in the place of every protected record that is in sight, at once. */
export function hideAll(): void {
  for (const key of shownAt) covered.add(key);
  shownAt.clear();
  const [first] = inSight;
  // Gone with this very key or click: the router would leave the record in sight until the next screen is ready.
  flushSync(() => {
    for (const one of inSight) one.hide();
  });
  first?.leave();
}

function follow(one: { readonly hide: () => void; readonly leave: () => void }) {
  // Before anybody else hears of the key: whoever stands behind is not to wait for a dialog to close.
  if (inSight.size === 0) window.addEventListener('keydown', onKey, { capture: true });
  inSight.add(one);
  return () => {
    inSight.delete(one);
    if (inSight.size === 0) window.removeEventListener('keydown', onKey, { capture: true });
  };
}

/** For a screen that Back may have led to: what to do when somebody asks there to see protected content. */
export function useUncover(): () => void {
  const { key } = useLocation();
  return () => void covered.delete(key);
}

/**
 * What stands around every screen that shows a protected record. Escape twice, from wherever the focus is, a field and
 * a dialog included, shows the list of papers in its place; Back does not lead to the record again, nor to another
 * screen of it. The laptop locks after two idle minutes. What is half filled in keeps itself (see `useKeptForm` with a
 * key under `protected/`).
 */
export function QuickHide({
  children,
  active = true,
}: {
  readonly children: ReactNode;
  /** False where nothing protected is shown yet. */
  readonly active?: boolean;
}) {
  const navigate = useNavigate();
  const { lock } = useSession();
  const idle = useIdle(PROTECTED_IDLE_MINUTES * 60_000, { initialState: false });
  useEffect(() => {
    if (active && idle) lock();
  }, [active, idle, lock]);

  const [hidden, setHidden] = useState(false);
  const { key } = useLocation();
  const kept = active && covered.has(key);
  useEffect(() => {
    if (!active) return undefined;
    const leave = () => void navigate(INNOCENT, { replace: true });
    if (covered.has(key)) {
      leave();
      return undefined;
    }
    if (key !== TYPED) shownAt.add(key);
    return follow({ hide: () => setHidden(true), leave });
  }, [active, key, navigate]);
  return hidden || kept ? null : children;
}
