import type {
  DeviceState,
  EmergenciesPort,
  FilesPort,
  NoticesPort,
  NationalPort,
  SecretsPort,
  UnlockedSession,
} from '#shared/ipc/desktop-api.ts';
import type { DataClient } from '../ports/data.ts';

/** What the program is made of where it runs: in Electron or in a plain browser. */
export interface Composition {
  readonly secrets: SecretsPort;
  readonly emergencies: EmergenciesPort;
  readonly files: FilesPort;
  readonly notices: NoticesPort;
  /** See `ClientPorts.national`. */
  readonly national: NationalPort | null;
  /** Address that the first run offers; empty where none is known. */
  readonly defaultServer: string;
  /** Opens the replica and starts the exchange. Rejects with codes. */
  openSession(unlocked: UnlockedSession): Promise<DataClient>;
  /** The system wants the program locked or hidden. Returns how to stop. */
  onSystem(listener: (event: 'lock' | 'hide') => void): () => void;
}

export type { DeviceState };
