import type { Clock, RandomSource } from '#shared/kernel/ports.ts';
import type {
  EmergenciesPort,
  FilesPort,
  NoticesPort,
  NationalPort,
  ProtectedTransportPort,
  SecretsPort,
  TransportPort,
} from '#shared/ipc/desktop-api.ts';
import type { ScannerPort } from '#shared/ipc/scanner.ts';
import type { AttachmentsPort } from '#shared/sync/files/contract.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import type { TimersPort } from './replica.ts';

/** Everything outside of the renderer, in Electron or in a plain browser. */
export interface ClientPorts {
  readonly kind: 'electron' | 'browser';
  readonly secrets: SecretsPort;
  readonly transport: TransportPort;
  readonly protectedTransport: ProtectedTransportPort;
  readonly emergencies: EmergenciesPort;
  readonly files: FilesPort;
  readonly notices: NoticesPort;
  /** The national signature; null in a browser, which E-IMZO would not let in. */
  readonly national: NationalPort | null;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly timers: TimersPort;
  /** The journal of whoever has unlocked; not opened yet. Throws `locked` where nobody has. */
  openJournal(): JournalPort;
  /** The journal of their own part of the protected space, likewise. */
  openProtectedJournal(): JournalPort;
  /** The office's files of whoever has unlocked; `close` before a lock. Throws `locked` where nobody has. */
  openAttachments(): { readonly port: AttachmentsPort; close(): void };
  /** Null where there is no folder to watch: in a browser. */
  readonly scanner: ScannerPort | null;
  /** The system has lost or found a network: a hint at the right moment, never a proof. Returns how to stop. */
  onNetwork(listener: (online: boolean) => void): () => void;
  /** The system wants the program locked or hidden. Returns how to stop. */
  onSystem(listener: (event: 'lock' | 'hide') => void): () => void;
}
