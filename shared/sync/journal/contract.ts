import type { Failure } from '#shared/kernel/result.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { Operation, OperationDraft } from '../operation.ts';

/**
 * A number that was given out and that the server has not taken in any operation yet: of a paper that is being filled
 * in, was given up, waits in the outbox, or was refused. It is the explanation of a gap.
 */
export interface HeldNumber {
  readonly counter: string;
  readonly n: number;
  /** Id of the document that it was given for. */
  readonly holder: string;
}

/** How an operation was settled by the server. */
export interface Settlement {
  readonly id: string;
  readonly outcome: 'applied' | 'merged' | 'refused';
  readonly code?: ErrorCode;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** An operation that the server refused, kept until a person has seen to it. */
export interface RefusedOperation {
  readonly operation: Operation;
  readonly failure: Failure;
}

/**
 * What the replica was known to hold: noted in the journal after the replica's own write, so a replica that shows less
 * than its last note has lost something.
 */
export interface ReplicaNote {
  /** Random id given to the replica at its creation. */
  readonly replicaId: string;
  readonly epoch: string;
  readonly checkpoint: number;
  /** Documents by collection, tombstones included: never fewer than this. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What was found when the journal was opened. */
export interface JournalReport {
  readonly writer: string;
  /** Highest number given out. */
  readonly seq: number;
  readonly pending: number;
  readonly refused: number;
  readonly note: ReplicaNote | null;
  /** Bytes of a half-written last record that were set aside. */
  readonly tornBytes: number;
  /** Records in the middle that could not be read; their bytes are kept beside the journal. */
  readonly damagedRecords: number;
  /** Whether there was no journal and a new one was begun. */
  readonly created: boolean;
}

/**
 * The safe copy and the outbox in one. "Saved" may be shown when `append` has resolved: the record is encrypted and
 * fsynced then. Calls are queued by the implementation; appends that arrive together share one fsync.
 */
export interface JournalPort {
  /** Opens and checks the journal; repeats are answered with the same report. */
  open(): Promise<JournalReport>;
  /** Gives each draft the next number and writes them as one record: all of them or none. Rejects with `disk_full` etc. */
  append(drafts: readonly OperationDraft[]): Promise<readonly Operation[]>;
  /** Operations that the server has not settled yet, in `seq` order. */
  pending(afterSeq: number, limit: number): Promise<readonly Operation[]>;
  /** Marks operations as settled. Refused ones move to the refused list, with their reason. */
  settle(settlements: readonly Settlement[], serverTime: number): Promise<void>;
  /** Operations that the server settled within the last 30 days of server time, for a server that was restored. */
  settled(afterSeq: number, limit: number): Promise<readonly Operation[]>;
  /** Marks every settled operation as pending again (the server's epoch changed). Their ids keep them from doubling. */
  unsettleAll(): Promise<void>;
  refused(): Promise<readonly RefusedOperation[]>;
  /** Takes an operation off the refused list, once a person has seen to it. */
  dismissRefused(operationId: string): Promise<void>;
  /**
   * Takes a new writer id and numbers all pending operations anew from 1, their ids unchanged: for a journal that was
   * cloned, restored from an old copy or lost. Returns the new writer.
   */
  renewWriter(): Promise<string>;
  note(note: ReplicaNote): Promise<void>;
  /**
   * The next number of a durable counter that never goes back; `floor` is the highest number seen elsewhere. A number
   * given for a `holder` is written together with it, and asking again for the same holder gives the same number: a
   * crash between the number and its paper leaves no gap. It is held until the server has applied an operation on the
   * holder that brings it (`patch.numbered`), or until it is released.
   */
  nextNumber(counter: string, floor: number, holder?: string): Promise<number>;
  /** Numbers that are held, in the order in which they were given. */
  heldNumbers(): Promise<readonly HeldNumber[]>;
  /** Holds a number no longer: what became of it is written elsewhere. Nothing happens where none is held. */
  releaseNumber(counter: string, holder: string): Promise<void>;
  close(): Promise<void>;
}

/** Where a journal keeps its bytes: five methods over files, OPFS, IndexedDB or a fault-injecting memory. */
export interface JournalStorage {
  /** File names, sorted. */
  list(): Promise<readonly string[]>;
  /** Whole content; an empty array for a file that is not there. */
  read(name: string): Promise<Uint8Array>;
  /** Appends and makes durable (fsync of file and, for a new file, its folder) before it resolves. */
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Replaces the content atomically (write aside, fsync, rename, fsync of the folder). */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Authenticated encryption under the journal's subkey: AES-256-GCM, a random 96-bit nonce before the ciphertext. */
export interface Sealer {
  seal(plain: Uint8Array, aad: Uint8Array): Promise<Uint8Array>;
  /** Rejects where the bytes or the aad were changed. */
  open(sealed: Uint8Array, aad: Uint8Array): Promise<Uint8Array>;
}
