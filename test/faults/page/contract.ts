import type { DataClient, SyncStatus } from '../../../renderer/ports/data.ts';

/** What a test may do with the client in a page. All of it is the product's own; only the screens are left out. */
export interface FaultClient {
  enrol(server: string, code: string, login: string, password: string): Promise<void>;
  /** Offline unlock by the first person who signed in here. */
  unlock(password: string): Promise<void>;
  /** Saves papers one after the other, `count` of them; each one is told to `window.told` after it was acknowledged. */
  save(prefix: string, count: number): Promise<void>;
  /** Exchanges until nothing waits, or throws after `tries` tries. */
  exchange(tries?: number): Promise<SyncStatus>;
  status(): SyncStatus;
  /** Ids and subjects of the papers that the replica shows. */
  papers(): Promise<Readonly<Record<string, string>>>;
  refusedCount(): Promise<number>;
  readonly data: DataClient;
  /** Whoever is signed in. */
  readonly userId: string;
}

declare global {
  interface Window {
    faults: FaultClient;
    /** Put there by the test: an acknowledged operation, its paper and subject. */
    told?: (operation: string, paper: string, subject: string) => Promise<void>;
  }
}
