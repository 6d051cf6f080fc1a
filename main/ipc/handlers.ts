import { type FilesPort, IPC_METHODS, type NoticesPort, type NationalPort } from '#shared/ipc/desktop-api.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { Device, JournalStore } from '#shared/sync/device/create-device.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import type { AttachmentEvent } from './attachments.ts';
import type { Handler } from './register.ts';

/** An event for the renderer, as it travels on `IPC_EVENTS`. */
export type MainEvent =
  | { readonly port: 'transport'; readonly event: unknown }
  | AttachmentEvent
  | { readonly port: 'system'; readonly event: 'lock' | 'hide' };

/** The handlers, and what else goes on with the unlocked device. */
export interface Handlers {
  readonly handlers: ReadonlyMap<string, Handler>;
  /** Forgets keys and streams: the page that held them is gone. */
  reset(): Promise<void>;
}

/** One journal at a time: it is closed before another one is opened over the same files. */
function keepJournal(check: () => unknown, create: () => JournalPort) {
  let journal: JournalPort | null = null;
  let closing: Promise<void> = Promise.resolve();
  return {
    /** Rejects with `locked` while nobody has unlocked. */
    async open(): Promise<JournalPort> {
      check();
      await closing;
      journal ??= create();
      return journal;
    },
    close(): Promise<void> {
      const old = journal;
      journal = null;
      if (old) closing = closing.then(() => old.close());
      return closing;
    },
  };
}

/** Binds each channel to the port that it belongs to. */
export function createHandlers(options: {
  readonly device: Device;
  readonly files: FilesPort;
  readonly notices: NoticesPort;
  readonly national: NationalPort;
  /** Channels of files and of the scanner's folder. */
  readonly attachments: ReadonlyMap<string, Handler>;
  readonly createJournal: (stores: JournalStore) => JournalPort;
  readonly send: (event: MainEvent) => void;
}): Handlers {
  const { device, files, notices, national, send } = options;
  const own = keepJournal(device.stores, () => options.createJournal(device.stores()));
  const guarded = keepJournal(device.stores, () => options.createJournal(device.stores().protectedSpace));
  let stopHints: (() => void) | null = null;

  function hintsOff(): void {
    stopHints?.();
    stopHints = null;
  }

  device.onLock(() => {
    hintsOff();
    void own.close();
    void guarded.close();
  });

  const handlers = new Map<string, Handler>(options.attachments);
  const { secrets, transport } = device;
  for (const method of [
    'state',
    'probe',
    'enrol',
    'signIn',
    'unlock',
    'lock',
    'signContent',
    'signPaper',
    'signAttributes',
    'timestamp',
    'offices',
    'registerKey',
    'settleEmergencies',
    'openByCode',
  ] as const) {
    handlers.set(`mahalla:secrets.${method}`, secrets[method] as unknown as Handler);
  }
  for (const [port, kept] of [
    ['journal', own],
    ['protectedJournal', guarded],
  ] as const) {
    for (const method of IPC_METHODS.journal) {
      if (method === 'close') continue;
      handlers.set(`mahalla:${port}.${method}`, async (...values: never[]) => {
        const journal = await kept.open();
        return (journal[method] as unknown as Handler)(...values);
      });
    }
    handlers.set(`mahalla:${port}.close`, kept.close);
  }
  for (const method of ['push', 'pull'] as const) {
    handlers.set(`mahalla:transport.${method}`, transport[method] as unknown as Handler);
    handlers.set(`mahalla:protectedTransport.${method}`, device.protectedTransport[method] as unknown as Handler);
  }
  handlers.set('mahalla:transport.likely', transport.likely as unknown as Handler);
  for (const method of IPC_METHODS.emergencies) {
    handlers.set(`mahalla:emergencies.${method}`, device.emergencies[method] as unknown as Handler);
  }
  handlers.set('mahalla:transport.hintsOn', async () => {
    device.stores();
    hintsOff();
    stopHints = transport.hints((event) => send({ port: 'transport', event }));
  });
  handlers.set('mahalla:transport.hintsOff', async () => hintsOff());
  for (const method of ['print', 'savePdf', 'saveFile'] as const) {
    handlers.set(`mahalla:files.${method}`, files[method] as unknown as Handler);
  }
  handlers.set('mahalla:notices.show', notices.show as unknown as Handler);
  for (const method of IPC_METHODS.national) {
    handlers.set(`mahalla:national.${method}`, async (...values: never[]) => {
      // Only for whoever has unlocked: what lies on this machine's disks is nobody else's to list.
      device.stores();
      return (national[method] as unknown as Handler)(...values);
    });
  }

  return {
    handlers,
    async reset() {
      hintsOff();
      await secrets.lock();
      await Promise.all([own.close(), guarded.close()]).catch(() => {
        throw new CodedError('journal_locked');
      });
    },
  };
}
