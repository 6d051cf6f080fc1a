import type { Failure } from '#shared/kernel/result.ts';
import { useSession } from '../app/session-context.ts';
import type { RecordOf } from '../ports/data.ts';
import type { OpenTask } from './acts.ts';
import { type Ends, useDoing } from './doing.ts';
import { useKeptForm } from './use-kept-form.ts';

/** What a dialog asks, kept half-filled until its act is on disk. */
export interface Asked<T> {
  /** Null until what was kept has been looked for. */
  readonly values: T | null;
  readonly set: (change: Partial<T>) => void;
  readonly busy: boolean;
  /** Runs one act at a time; once it is on disk, forgets what was kept and closes the dialog. */
  readonly run: (work: () => Promise<Failure | null>) => Promise<void>;
}

/**
 * Keeps what is typed and chosen in a short dialog, so that a crash, a lock or a wrong key doesn't lose it. Only what
 * was changed is kept: a day that nobody touched begins as today again, an offer follows the paper.
 * @param keepAs under which it is kept, such as `paper.<id>.study`; what a person keeps is offered to nobody else who
 *   works at this laptop, for acts stand in somebody's name
 * @param initial what stands in the fields that were not changed
 */
export function useAsked<T extends object>(keepAs: string, ends: Ends, initial: T): Asked<T> {
  const { user } = useSession();
  const form = useKeptForm<Partial<T>>(`${keepAs}.${user.id}`, () => ({}));
  const { busy, run } = useDoing(ends);
  const changed = form.values;
  return {
    values: changed === null ? null : { ...initial, ...changed },
    set: form.set,
    busy,
    run: (work) =>
      run(async () => {
        const failure = await work();
        // The fields stay as they are until the dialog is gone. The act is on disk: what can't be forgotten must not
        // keep it open, to be done twice.
        if (failure === null) await form.reset(changed ?? {}).catch(() => undefined);
        return failure;
      }),
  };
}

/** Under which a dialog about an assignment is kept, wherever it is opened. */
export function taskKey(paper: RecordOf<'documents'>, task: Pick<OpenTask, 'id'>, step: string): string {
  return `paper.${paper.id}.task.${task.id}.${step}`;
}
