import { useIdle } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate } from 'react-router';
import { useSession } from '../app/session-context.ts';

/** Minutes without a key or a movement after which a screen with a protected record locks the laptop. */
export const PROTECTED_IDLE_MINUTES = 2;
/** Longest time between the two presses of Escape, milliseconds. */
const TWICE = 600;
/** What is shown instead: a screen that every office has open all day. */
const INNOCENT = '/papers';

/**
 * What stands around every screen that shows a protected record. Escape twice, from wherever the focus is, a field and
 * a dialog included, shows the list of papers in its place; Back does not lead to the record again. The laptop locks
 * after two idle minutes. What is half filled in keeps itself (see `useKeptForm` with a key under `protected/`).
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
  const last = useRef(-Infinity);
  useEffect(() => {
    if (!active) return undefined;
    // Before anybody else hears of the key: whoever stands behind is not to wait for a dialog to close.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.repeat) return;
      const twice = event.timeStamp - last.current <= TWICE;
      last.current = twice ? -Infinity : event.timeStamp;
      if (!twice) return;
      event.preventDefault();
      event.stopPropagation();
      // Gone with this very key: the router would leave the record in sight until the next screen is ready.
      flushSync(() => setHidden(true));
      void navigate(INNOCENT, { replace: true });
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [active, navigate]);
  return hidden ? null : children;
}
