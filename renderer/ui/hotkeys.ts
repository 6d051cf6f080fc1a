import { useHotkeys as useMantineHotkeys } from '@mantine/hooks';
import { useLayoutEffect, useRef } from 'react';

/** Keys, as `mod+K`, and what they do. */
export type Hotkey = readonly [keys: string, handler: (event: KeyboardEvent) => void];

const options = { preventDefault: false, usePhysicalKeys: true };

// One press does one thing: what was opened by it must not answer it as well.
function once(handler: (event: KeyboardEvent) => void) {
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    handler(event);
  };
}

// Escape closes what is uppermost: a dialog, and not the paper that it stands over as well. Looked at before anybody
// hears of the key: a dialog that closes at once is gone by the time that the keys of the page are asked.
let overDialog = false;
window.addEventListener(
  'keydown',
  () => {
    overDialog = document.querySelector('[role=dialog][aria-modal=true]') !== null;
  },
  { capture: true },
);
function underDialog(event: KeyboardEvent): boolean {
  return event.key === 'Escape' && overDialog;
}

/**
 * Keys that work outside fields; Escape only where no dialog is open. Told by the place of the key, so they work in a
 * Cyrillic layout too.
 */
export function useHotkeys(hotkeys: readonly Hotkey[]): void {
  useMantineHotkeys(
    hotkeys.map(([keys, handler]) => {
      const act = once(handler);
      return [keys, (event) => (underDialog(event) ? undefined : act(event)), options];
    }),
  );
}

/** Keys that work inside fields too: the main action, closing, the palette, the lock. */
export function useGlobalHotkeys(hotkeys: readonly Hotkey[]): void {
  useMantineHotkeys(
    hotkeys.map(([keys, handler]) => [keys, once(handler), options]),
    [],
    true,
  );
}

// The main actions in sight, the uppermost last: a question stands over the form that asked it.
const mainActions: { readonly run: () => void }[] = [];

function onMainKey(event: KeyboardEvent): void {
  const isMain = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'Enter';
  const top = mainActions.at(-1);
  if (!isMain || !top || event.defaultPrevented || event.repeat) return;
  event.preventDefault();
  event.stopPropagation();
  top.run();
}

/** Ctrl-Enter does the main action of what was opened last; null has none, and lets the one below it act. */
export function useMainAction(action: (() => void) | null): void {
  // Before the frame is painted: a key pressed as soon as something is seen must find it ready.
  const latest = useRef(action);
  const active = action !== null;
  useLayoutEffect(() => {
    latest.current = action;
  });
  useLayoutEffect(() => {
    if (!active) return undefined;
    const entry = { run: () => latest.current?.() };
    // Before the field that has the focus: a list to choose from opens on Enter, and would swallow it.
    if (mainActions.length === 0) document.addEventListener('keydown', onMainKey, { capture: true });
    mainActions.push(entry);
    return () => {
      mainActions.splice(mainActions.indexOf(entry), 1);
      if (mainActions.length === 0) document.removeEventListener('keydown', onMainKey, { capture: true });
    };
  }, [active]);
}
