import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import type { IpcAnswer } from '#shared/ipc/desktop-api.ts';
import { CodedError, toFailure } from '#shared/kernel/result.ts';
import type { Log } from '../services/log.ts';
import { areArgumentsValid, CHANNELS } from './arguments.ts';

/** What a channel does with its checked arguments. */
export type Handler = (...values: never[]) => Promise<unknown>;

/** Registers every channel. Only the main frame of our own window, showing our own page, is answered. */
export function registerIpc(options: {
  readonly ipcMain: IpcMain;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly window: () => WebContents | null;
  readonly isOwnPage: (url: string) => boolean;
  readonly log: Log;
}): void {
  const { ipcMain, handlers, window, isOwnPage, log } = options;

  function isOurs(event: IpcMainInvokeEvent): boolean {
    const contents = window();
    const frame = event.senderFrame;
    return (
      contents !== null &&
      frame !== null &&
      event.sender === contents &&
      frame === contents.mainFrame &&
      isOwnPage(frame.url)
    );
  }

  for (const channel of CHANNELS.keys()) {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`no handler for ${channel}`);
    ipcMain.handle(channel, async (event, ...values: unknown[]): Promise<IpcAnswer<unknown>> => {
      try {
        if (!isOurs(event)) {
          log.write('ipc_foreign_sender', { reason: channel });
          throw new CodedError('forbidden');
        }
        if (!areArgumentsValid(channel, values)) {
          log.write('ipc_invalid_arguments', { reason: channel });
          throw new CodedError('invalid_input');
        }
        return { ok: true, value: await handler(...(values as never[])) };
      } catch (error) {
        const failure = toFailure(error);
        if (failure.code === 'unexpected') {
          // Only the kind of the error: its text may hold a path or a value.
          log.write('ipc_failed', {
            code: failure.code,
            reason: `${channel} ${error instanceof Error ? error.name : ''}`,
          });
        }
        return { ok: false, failure };
      }
    });
  }
}
