/*
 * Files of papers on a laptop. A file's name is the hash of its bytes, so it never changes and is the same everywhere.
 * It lies in sealed pieces; it is sent to the server, and fetched from it, in pieces too, and goes on after any break
 * where it stopped.
 */

/** Bytes of one piece: what is sealed as one, sent as one request, read as one. */
export const PIECE_BYTES = 1_048_576;

/** A file by its bytes. */
export interface FileRef {
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/** A file, and the record that speaks of it: who may read the record may read the file. */
export interface FileOfRecord extends FileRef {
  readonly collection: string;
  readonly docId: string;
}

/** Where a file is, as far as this laptop knows. */
export type FilePlace =
  /** All of it is here. */
  | 'here'
  /** A part of it: fetching goes on from there. */
  | 'partly'
  | 'away';

/** A file under way. */
export interface Transfer extends FileOfRecord {
  readonly direction: 'up' | 'down';
  /** Bytes that have arrived. */
  readonly done: number;
  /** `waiting` for a connection, or for the record to reach the server; `stopped` with a reason that waiting won't mend. */
  readonly state: 'running' | 'waiting' | 'done' | 'stopped';
  /** Code of what went wrong last. */
  readonly code?: string;
}

/** The files of an unlocked laptop. Rejects with codes, `locked` while nobody has unlocked. */
export interface AttachmentsPort {
  /** Which of the files are here, in the order asked. */
  places(files: readonly FileRef[]): Promise<readonly FilePlace[]>;
  /** Keeps one piece of a new file, sealed: `n` counts from 0, in order; every piece is whole but the last. */
  write(file: FileRef, n: number, bytes: Uint8Array): Promise<void>;
  /**
   * Ends a new file: reads it back, compares its hash, makes it durable. Rejects with `file_damaged` where it is not what
   * it was said to be, and then nothing of it stays.
   */
  finish(file: FileRef): Promise<void>;
  /** One piece of a file that is here; rejects with `file_not_here` or, where the disk gives other bytes, `file_damaged`. */
  read(file: FileRef, n: number): Promise<Uint8Array>;
  /** Notes durably that a file has to be sent. Before the record is saved, so that no crash comes in between. */
  send(file: FileOfRecord): Promise<void>;
  /** Takes the note back: the record was not saved after all. */
  unsend(file: FileOfRecord): Promise<void>;
  /** Fetches a file that is not here. Resolves when all of it is; progress comes by `onTransfer`. */
  fetch(file: FileOfRecord): Promise<void>;
  /** Stops fetching; what has come stays for the next time. */
  cancel(hash: string): Promise<void>;
  /** Files that still have to be sent, and those being fetched. */
  transfers(): Promise<readonly Transfer[]>;
  /** Tries to send now what waits: there is a connection, and records have arrived. */
  wake(): Promise<void>;
  /** Calls with every change of a transfer. Returns how to stop. */
  onTransfer(listener: (transfer: Transfer) => void): () => void;
}

/** Pieces of files, by blind names. */
export interface PieceStorage {
  /** How many pieces a file has, whole or unfinished; 0 for none. */
  count(name: string): Promise<number>;
  /** Null for a piece that is not there. */
  get(name: string, n: number): Promise<Uint8Array | null>;
  /** Adds the piece number `n`, which is the next one, or writes over it and drops what comes after. */
  put(name: string, n: number, bytes: Uint8Array): Promise<void>;
  /** Gives the pieces their last name, durably and all at once. */
  rename(name: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** A small file that is replaced atomically and durably; null before the first time. */
  readNote(name: string): Promise<Uint8Array | null>;
  replaceNote(name: string, bytes: Uint8Array): Promise<void>;
}

/** The server's side of files. Rejects with codes. */
export interface FileCalls {
  /** How many bytes of it the server has, beginning the upload where it knows nothing of it. */
  offset(file: FileOfRecord): Promise<{ readonly offset: number; readonly stored: boolean }>;
  /** Sends bytes from an offset on; resolves to how far the server has come. */
  send(
    file: FileOfRecord,
    offset: number,
    bytes: Uint8Array,
  ): Promise<{ readonly offset: number; readonly stored: boolean }>;
  /** Bytes `from` (inclusive) to `to` (exclusive). */
  range(file: FileOfRecord, from: number, to: number): Promise<Uint8Array>;
}
