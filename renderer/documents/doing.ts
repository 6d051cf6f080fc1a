import { useRef, useState } from 'react';
import type { Failure } from '#shared/kernel/result.ts';
import type { RecordOf } from '../ports/data.ts';
import type { OpenTask } from './acts.ts';

/** What each dialog is given. */
export interface DialogProps {
  readonly paper: RecordOf<'documents'>;
  readonly tasks: readonly OpenTask[];
  readonly onClose: () => void;
  /** The act is on disk. */
  readonly onDone: () => void;
}

/** How a dialog ends: what it is given of {@link DialogProps}; elsewhere than on a paper only its closing. */
export type Ends = Pick<DialogProps, 'onClose'> & Partial<Pick<DialogProps, 'onDone'>>;

/** Runs one act at a time and closes the dialog when it is on disk. */
export function useDoing(props: Ends) {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = async (work: () => Promise<Failure | null>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      if ((await work()) === null) {
        props.onDone?.();
        props.onClose();
      }
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, run };
}
