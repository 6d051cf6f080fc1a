import { useIdle } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef } from 'react';
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
export function QuickHide({ children }: { readonly children: ReactNode }) {
  const navigate = useNavigate();
  const { lock } = useSession();
  const idle = useIdle(PROTECTED_IDLE_MINUTES * 60_000, { initialState: false });
  useEffect(() => {
    if (idle) lock();
  }, [idle, lock]);

  const last = useRef(-Infinity);
  useEffect(() => {
    // Before anybody else hears of the key: whoever stands behind is not to wait for a dialog to close.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.repeat) return;
      const twice = event.timeStamp - last.current <= TWICE;
      last.current = twice ? -Infinity : event.timeStamp;
      if (!twice) return;
      event.preventDefault();
      event.stopPropagation();
      void navigate(INNOCENT, { replace: true });
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [navigate]);
  return children;
}
