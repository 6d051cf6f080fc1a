import type {
  DesktopApi,
  EmergenciesPort,
  FilesPort,
  IpcAnswer,
  NoticesPort,
  NationalPort,
  ProtectedTransportPort,
  SecretsPort,
  TransportPort,
} from '#shared/ipc/desktop-api.ts';
import type { ScannedFile, ScannerPort } from '#shared/ipc/scanner.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { AttachmentsPort, Transfer } from '#shared/sync/files/contract.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import { onNetwork } from '../network.ts';
import type { ClientPorts } from '../../ports/client.ts';

/** What the preload exposes as `window.mahalla`. */
export interface Bridge {
  invoke(channel: string, ...values: readonly unknown[]): Promise<unknown>;
  /** Listens to main's events; returns how to stop. */
  on(listener: (event: unknown) => void): () => void;
}

type MainEvent =
  | { readonly port: 'transport'; readonly event: Parameters<Parameters<TransportPort['hints']>[0]>[0] }
  | { readonly port: 'attachments'; readonly event: Transfer }
  | { readonly port: 'scanner'; readonly event: readonly ScannedFile[] }
  | { readonly port: 'system'; readonly event: 'lock' | 'hide' };

/** A port whose every method is one channel. Failed answers become `CodedError`s again. */
function remote<Port extends object>(bridge: Bridge, port: string): Port {
  return new Proxy({} as Port, {
    get(_target, method) {
      // A promise that resolves to the port asks for this one.
      if (typeof method !== 'string' || method === 'then') return undefined;
      return async (...values: readonly unknown[]) => {
        const answer = (await bridge.invoke(`mahalla:${port}.${method}`, ...values)) as IpcAnswer<unknown>;
        if (!answer.ok) throw new CodedError(answer.failure.code, answer.failure.params);
        return answer.value;
      };
    },
  });
}

/** A remote port with those of its methods that listen, which are no channels. */
function listening<Port extends object>(port: Port, own: Partial<Port>): Port {
  return new Proxy(port, {
    get: (target, method) => (own as Record<string | symbol, unknown>)[method] ?? Reflect.get(target, method),
  });
}

function subscribe<Event>(listeners: Set<(event: Event) => void>) {
  return (listener: (event: Event) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
}

/** The desktop's API over the bridge. */
export function createDesktopApi(bridge: Bridge, version: string): DesktopApi {
  const calls = remote<{
    push: TransportPort['push'];
    pull: TransportPort['pull'];
    likely: NonNullable<TransportPort['likely']>;
    hintsOn(): Promise<void>;
    hintsOff(): Promise<void>;
  }>(bridge, 'transport');
  const hintListeners = new Set<Parameters<TransportPort['hints']>[0]>();
  const systemListeners = new Set<(event: 'lock' | 'hide') => void>();
  const transferListeners = new Set<(transfer: Transfer) => void>();
  const scannerListeners = new Set<(files: readonly ScannedFile[]) => void>();
  bridge.on((value) => {
    const event = value as MainEvent;
    if (event.port === 'transport') for (const listener of hintListeners) listener(event.event);
    else if (event.port === 'attachments') for (const listener of transferListeners) listener(event.event);
    else if (event.port === 'scanner') for (const listener of scannerListeners) listener(event.event);
    else for (const listener of systemListeners) listener(event.event);
  });
  return {
    kind: 'electron',
    version,
    secrets: remote<SecretsPort>(bridge, 'secrets'),
    journal: remote<JournalPort>(bridge, 'journal'),
    protectedJournal: remote<JournalPort>(bridge, 'protectedJournal'),
    protectedTransport: remote<ProtectedTransportPort>(bridge, 'protectedTransport'),
    emergencies: remote<EmergenciesPort>(bridge, 'emergencies'),
    transport: {
      push: (request) => calls.push(request),
      pull: (request) => calls.pull(request),
      likely: (person) => calls.likely(person),
      hints(listener) {
        hintListeners.add(listener);
        // Main has one stream: a new subscriber begins it anew and so hears whether it is up.
        void calls.hintsOn().catch(() => undefined);
        return () => {
          if (hintListeners.delete(listener) && hintListeners.size === 0) void calls.hintsOff().catch(() => undefined);
        };
      },
    },
    files: remote<FilesPort>(bridge, 'files'),
    notices: remote<NoticesPort>(bridge, 'notices'),
    attachments: listening(remote<AttachmentsPort>(bridge, 'attachments'), {
      onTransfer: subscribe(transferListeners),
    }),
    scanner: listening(remote<ScannerPort>(bridge, 'scanner'), { onFound: subscribe(scannerListeners) }),
    national: remote<NationalPort>(bridge, 'national'),
    onSystem(listener) {
      systemListeners.add(listener);
      return () => systemListeners.delete(listener);
    },
  };
}

/** Everything outside of the renderer in the desktop program, and the address that the first run offers. */
export function createElectronPorts(
  bridge: Bridge = (window as unknown as { readonly mahalla: Bridge }).mahalla,
): ClientPorts & {
  readonly defaultServer: string;
} {
  const api = createDesktopApi(bridge, '');
  return {
    kind: 'electron',
    secrets: api.secrets,
    transport: api.transport,
    protectedTransport: api.protectedTransport,
    emergencies: api.emergencies,
    files: api.files,
    notices: api.notices,
    national: api.national,
    clock: { now: () => Date.now() },
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    timers: {
      after(milliseconds, run) {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    openJournal: () => api.journal,
    openProtectedJournal: () => api.protectedJournal,
    openAttachments: () => ({ port: api.attachments, close: () => undefined }),
    scanner: api.scanner,
    onNetwork,
    onSystem: (listener) => api.onSystem(listener),
    defaultServer: new URLSearchParams(window.location.search).get('server') ?? '',
  };
}
