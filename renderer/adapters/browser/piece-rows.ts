import { Dexie, type Table } from 'dexie';
import { CodedError } from '#shared/kernel/result.ts';
import type { PieceStorage } from '#shared/sync/files/contract.ts';

interface PieceRow {
  readonly id: string;
  readonly n: number;
  readonly bytes: Uint8Array;
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const names = [error, (error as { inner?: unknown } | null)?.inner].map((e) => (e as Error | null)?.name);
    // The session was locked meanwhile: nothing is wrong with the disk.
    if (names.includes('DatabaseClosedError')) throw new CodedError('locked', undefined, { cause: error });
    throw new CodedError(names.includes('QuotaExceededError') ? 'disk_full' : 'disk_failed', undefined, {
      cause: error,
    });
  }
}

/**
 * Sealed pieces of files as rows, with strict durability, in a database of their own. A name leads to an id and the
 * pieces stand under the id, so giving a file its last name moves nothing.
 */
export function createPieceRows(name: string): PieceStorage & { close(): void } {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict' });
  database.version(1).stores({ pieces: '[id+n]', names: '', notes: '' });
  const pieces: Table<PieceRow, [string, number]> = database.table('pieces');
  const names: Table<string, string> = database.table('names');
  const notes: Table<Uint8Array, string> = database.table('notes');
  const all = (id: string) => pieces.where('[id+n]').between([id, Dexie.minKey], [id, Dexie.maxKey]);
  return {
    count: (file) =>
      onDisk(async () => {
        const id = await names.get(file);
        return id === undefined ? 0 : all(id).count();
      }),
    get: (file, n) =>
      onDisk(async () => {
        const id = await names.get(file);
        return id === undefined ? null : ((await pieces.get([id, n]))?.bytes ?? null);
      }),
    put: (file, n, bytes) =>
      onDisk(() =>
        database.transaction('rw', pieces, names, async () => {
          let id = await names.get(file);
          if (id === undefined) {
            id = crypto.randomUUID();
            await names.put(id, file);
          }
          await pieces.where('[id+n]').between([id, n], [id, Dexie.maxKey]).delete();
          await pieces.put({ id, n, bytes: Uint8Array.from(bytes) });
        }),
      ),
    rename: (file, to) =>
      onDisk(() =>
        database.transaction('rw', names, async () => {
          const id = await names.get(file);
          if (id === undefined) return;
          await names.put(id, to);
          await names.delete(file);
        }),
      ),
    remove: (file) =>
      onDisk(() =>
        database.transaction('rw', pieces, names, async () => {
          const id = await names.get(file);
          if (id === undefined) return;
          await all(id).delete();
          await names.delete(file);
        }),
      ),
    readNote: (note) => onDisk(async () => (await notes.get(note)) ?? null),
    replaceNote: (note, bytes) => onDisk(async () => void (await notes.put(Uint8Array.from(bytes), note))),
    close() {
      database.close();
    },
  };
}
