import { bytesToUtf8, utf8ToBytes } from '@noble/ciphers/utils.js';
import { CodedError, toFailure } from '#shared/kernel/result.ts';
import type { Sealer } from '#shared/sync/journal/contract.ts';
import {
  type AttachmentsPort,
  type FileCalls,
  type FileOfRecord,
  PIECE_BYTES,
  type PieceStorage,
  type Transfer,
} from './contract.ts';
import { type FileStore, pieceCount } from './file-store.ts';

const QUEUE = 'to-send';
/** Waits after a failure, milliseconds; the last one repeats. */
const WAITS = [2_000, 5_000, 15_000, 60_000, 300_000] as const;
/** Answers that no waiting mends: somebody has to do something first. The file stays here and stays in the queue. */
const FINAL = new Set([
  'too_large',
  'forbidden',
  'device_revoked',
  'user_inactive',
  'client_too_old',
  'server_too_old',
]);

/** The attachments of an unlocked laptop, until it is locked. */
export interface Transfers extends AttachmentsPort {
  /** Stops everything; a piece under way is left to its end. */
  close(): void;
}

/**
 * Sends what has to be sent, one file after the other, and fetches what is asked for. Records go first: a file whose
 * record the server doesn't know is not taken there, so it waits. What has to be sent is noted on disk, sealed.
 */
export function createTransfers(deps: {
  readonly store: FileStore;
  readonly storage: PieceStorage;
  readonly sealer: Sealer;
  readonly calls: FileCalls;
  readonly after: (milliseconds: number, run: () => void) => () => void;
}): Transfers {
  const { store, storage, sealer, calls } = deps;
  const listeners = new Set<(transfer: Transfer) => void>();
  const shown = new Map<string, Transfer>();
  const fetching = new Map<string, { readonly done: Promise<void>; cancelled: boolean }>();
  const aad = utf8ToBytes('mahalla-files-to-send-1');
  let queue: FileOfRecord[] | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let running: Promise<void> | null = null;
  let again = false;
  let failures = 0;
  let stopTimer: () => void = () => undefined;
  let closed = false;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function load(): Promise<FileOfRecord[]> {
    if (queue) return queue;
    const sealed = await storage.readNote(QUEUE);
    queue = sealed ? (JSON.parse(bytesToUtf8(await sealer.open(sealed, aad))) as FileOfRecord[]) : [];
    return queue;
  }

  async function keep(next: FileOfRecord[]): Promise<void> {
    await storage.replaceNote(QUEUE, await sealer.seal(utf8ToBytes(JSON.stringify(next)), aad));
    queue = next;
  }

  const isSame = (a: FileOfRecord, b: FileOfRecord) =>
    a.hash === b.hash && a.collection === b.collection && a.docId === b.docId;

  function tell(transfer: Transfer): void {
    if (transfer.state === 'done') shown.delete(`${transfer.direction}${transfer.hash}`);
    else shown.set(`${transfer.direction}${transfer.hash}`, transfer);
    for (const listener of listeners) listener(transfer);
  }

  async function sendOne(file: FileOfRecord): Promise<void> {
    let { offset, stored } = await calls.offset(file);
    tell({ ...file, direction: 'up', done: offset, state: 'running' });
    while (!stored && !closed) {
      const n = Math.floor(offset / PIECE_BYTES);
      const piece = await store.read(file, n);
      // From where the server stands, not from the beginning of the piece: nothing that arrived is sent again.
      const next = await calls.send(file, offset, piece.subarray(offset - n * PIECE_BYTES));
      if (next.offset <= offset && !next.stored) throw new CodedError('server_busy');
      ({ offset, stored } = next);
      tell({ ...file, direction: 'up', done: offset, state: 'running' });
    }
    if (!stored) return;
    await inTurn(async () => keep((await load()).filter((one) => !isSame(one, file))));
    tell({ ...file, direction: 'up', done: file.size, state: 'done' });
  }

  async function run(): Promise<void> {
    do {
      again = false;
      let failed = false;
      for (const file of await inTurn(load)) {
        if (closed) return;
        try {
          await sendOne(file);
        } catch (error) {
          const { code } = toFailure(error);
          // Nothing to send: the file is not on this disk any more.
          const state = FINAL.has(code) || code === 'file_not_here' || code === 'file_damaged' ? 'stopped' : 'waiting';
          tell({ ...file, direction: 'up', done: 0, state, code });
          failed ||= state === 'waiting';
          // Without a connection the others have none either.
          if (code === 'offline' || code === 'timeout' || code === 'locked' || code === 'sign_in_needed') break;
        }
      }
      failures = failed ? failures + 1 : 0;
    } while (again && !closed);
    stopTimer();
    if (failures > 0 && !closed) {
      stopTimer = deps.after(WAITS[Math.min(failures, WAITS.length) - 1] as number, () => void wake());
    }
  }

  async function wake(): Promise<void> {
    if (closed) return;
    if (running) {
      again = true;
      return running;
    }
    stopTimer();
    running = run()
      .catch(() => undefined)
      .finally(() => {
        running = null;
      });
    return running;
  }

  async function fetchAll(file: FileOfRecord, state: { cancelled: boolean }): Promise<void> {
    if ((await store.place(file)) === 'here') return;
    const total = pieceCount(file.size);
    let n = Math.min(await store.count(file), total);
    const progress = (name: Transfer['state'], code?: string) =>
      tell({
        ...file,
        direction: 'down',
        done: Math.min(n * PIECE_BYTES, file.size),
        state: name,
        ...(code ? { code } : {}),
      });
    let tries = 0;
    progress('running');
    try {
      while (n < total) {
        if (state.cancelled || closed) throw new CodedError('offline');
        try {
          const from = n * PIECE_BYTES;
          const bytes = await calls.range(file, from, Math.min(from + PIECE_BYTES, file.size));
          await store.write(file, n, bytes);
          n += 1;
          tries = 0;
          progress('running');
        } catch (error) {
          const { code } = toFailure(error);
          // A line that breaks is tried again a few times; whoever waits before the screen is told after that.
          if ((code !== 'offline' && code !== 'timeout' && code !== 'server_busy') || tries === 4) throw error;
          tries += 1;
          await new Promise<void>((resolve) => void deps.after(250 * 2 ** tries, resolve));
        }
      }
      await store.finish(file);
    } catch (error) {
      shown.delete(`down${file.hash}`);
      for (const listener of listeners) {
        const done = Math.min(n * PIECE_BYTES, file.size);
        listener({ ...file, direction: 'down', done, state: 'stopped', code: toFailure(error).code });
      }
      throw error;
    }
    progress('done');
  }

  return {
    places: (files) => Promise.all(files.map((file) => store.place(file))),
    write: (file, n, bytes) => store.write(file, n, bytes),
    finish: (file) => store.finish(file),
    read: (file, n) => store.read(file, n),
    async send({ hash, size, collection, docId }) {
      const file = { hash, size, collection, docId };
      await inTurn(async () => {
        const now = await load();
        if (!now.some((one) => isSame(one, file))) await keep([...now, file]);
      });
      tell({ ...file, direction: 'up', done: 0, state: 'waiting' });
    },
    async unsend(file) {
      await inTurn(async () => keep((await load()).filter((one) => !isSame(one, file))));
      shown.delete(`up${file.hash}`);
    },
    fetch(file) {
      const known = fetching.get(file.hash);
      if (known && !known.cancelled) return known.done;
      const state = { cancelled: false, done: Promise.resolve() };
      state.done = fetchAll(file, state).finally(() => {
        if (fetching.get(file.hash) === state) fetching.delete(file.hash);
      });
      fetching.set(file.hash, state);
      return state.done;
    },
    async cancel(hash) {
      const known = fetching.get(hash);
      if (known) known.cancelled = true;
    },
    async transfers() {
      const waiting = (await inTurn(load)).map(
        (file): Transfer => shown.get(`up${file.hash}`) ?? { ...file, direction: 'up', done: 0, state: 'waiting' },
      );
      return [...waiting, ...[...shown.values()].filter((one) => one.direction === 'down')];
    },
    wake,
    onTransfer(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      stopTimer();
      for (const one of fetching.values()) one.cancelled = true;
      listeners.clear();
    },
  };
}
