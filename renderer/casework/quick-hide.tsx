import { useIdle } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate, useNavigationType } from 'react-router';
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
/** Whether something was hidden and nobody has opened a record since. */
let covered = false;

function onKey(event: KeyboardEvent) {
  if (event.key !== 'Escape' || event.repeat) return;
  const twice = event.timeStamp - lastPress <= TWICE;
  lastPress = twice ? -Infinity : event.timeStamp;
  if (!twice) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  covered = true;
  const [first] = inSight;
  // Gone with this very key: the router would leave the record in sight until the next screen is ready.
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

/** Somebody asks to see protected content on a screen that Back may have led to. */
export function uncover(): void {
  covered = false;
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
  const cameBack = useNavigationType() === 'POP';
  const kept = active && covered && cameBack;
  useEffect(() => {
    if (!active) return undefined;
    const leave = () => void navigate(INNOCENT, { replace: true });
    if (covered && cameBack) {
      leave();
      return undefined;
    }
    covered = false;
    return follow({ hide: () => setHidden(true), leave });
  }, [active, cameBack, navigate]);
  return hidden || kept ? null : children;
}
