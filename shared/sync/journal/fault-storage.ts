import type { JournalStorage } from './contract.ts';

/** What the next append or replace shall suffer. `keep`: share of the bytes that reach the disk all the same, 0 to 1. */
export interface StorageFault {
  readonly kind: 'full' | 'failed';
  readonly keep: number;
}

/** A memory storage that can fail and crash. */
export interface FaultStorage extends JournalStorage {
  /** Durable files, for a test to look at and to damage. */
  readonly files: Map<string, Uint8Array>;
  /** Calls of `append` so far: group commit shows here. */
  readonly appends: number;
  /** The next writes fail, one fault each. */
  failNext(...faults: readonly StorageFault[]): void;
  /** Every write fails as long as it is set. */
  failAlways(fault: StorageFault | null): void;
  /** Number of further changes (append, replace, remove) after which the machine is dead; Infinity for never. */
  crashAfter(changes: number): void;
  /**
   * Cuts the power: what was not durable is lost or kept in part (`share` of an append in flight, 0 to 1), this storage
   * is dead and the one returned is what a new start finds.
   */
  crash(share?: () => number): FaultStorage;
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/**
 * Journal storage in memory with injected faults. For tests and simulations only: nothing of it outlives the process.
 */
export function createFaultStorage(initial: ReadonlyMap<string, Uint8Array> = new Map()): FaultStorage {
  const files = new Map(initial);
  const inFlight: { name: string; bytes: Uint8Array }[] = [];
  const faults: StorageFault[] = [];
  let always: StorageFault | null = null;
  let left = Infinity;
  let dead = false;
  let appends = 0;

  const never = new Promise<never>(() => {});

  /** A dead machine answers nothing. */
  async function alive(): Promise<void> {
    await Promise.resolve();
    if (dead) await never;
  }

  async function change(): Promise<void> {
    await alive();
    if (left <= 0) {
      dead = true;
      await never;
    }
    left -= 1;
  }

  function put(name: string, bytes: Uint8Array): void {
    files.set(name, concat(files.get(name) ?? new Uint8Array(0), bytes));
  }

  function suffer(name: string, bytes: Uint8Array, torn: boolean): void {
    const fault = faults.shift() ?? always;
    if (!fault) return;
    if (torn) put(name, bytes.slice(0, Math.floor(bytes.length * fault.keep)));
    throw Object.assign(new Error(`injected: ${fault.kind}`), { code: fault.kind === 'full' ? 'ENOSPC' : 'EIO' });
  }

  return {
    files,
    get appends() {
      return appends;
    },
    failNext(...next) {
      faults.push(...next);
    },
    failAlways(fault) {
      always = fault;
    },
    crashAfter(changes) {
      left = changes;
    },
    crash(share = () => 0) {
      dead = true;
      const durable = new Map(files);
      for (const { name, bytes } of inFlight) {
        const kept = bytes.slice(0, Math.floor(bytes.length * share()));
        if (kept.length > 0) durable.set(name, concat(durable.get(name) ?? new Uint8Array(0), kept));
      }
      return createFaultStorage(durable);
    },
    async list() {
      await alive();
      return [...files.keys()].toSorted();
    },
    async read(name) {
      await alive();
      return files.get(name)?.slice() ?? new Uint8Array(0);
    },
    async append(name, bytes) {
      const copy = bytes.slice();
      const entry = { name, bytes: copy };
      inFlight.push(entry);
      await change();
      appends += 1;
      // Long enough that other appends and a crash can come in between.
      await new Promise<void>((resolve) => {
        void Promise.resolve().then(() => Promise.resolve().then(resolve));
      });
      await alive();
      // The power may have gone between that answer and this turn.
      if (dead) await never;
      inFlight.splice(inFlight.indexOf(entry), 1);
      suffer(name, copy, true);
      put(name, copy);
    },
    async replace(name, bytes) {
      const copy = bytes.slice();
      await change();
      if (dead) await never;
      suffer(name, copy, false);
      files.set(name, copy);
    },
    async remove(name) {
      await change();
      if (dead) await never;
      files.delete(name);
    },
  };
}
