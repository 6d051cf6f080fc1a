import { CodedError } from '#shared/kernel/result.ts';
import type { PieceStorage } from '#shared/sync/files/contract.ts';
import { createTwins } from './twins.ts';

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
 * Sealed pieces of files as rows, kept twice. A name leads to an id and the pieces stand under the id, so giving a file
 * its last name moves nothing.
 */
export function createPieceRows(
  name: string,
  twins = createTwins(name, ['pieces', 'names', 'notes']),
): PieceStorage & { close(): void } {
  return {
    count: (file) =>
      onDisk(() =>
        twins.read(async (table) => {
          const id = await table('names').get<string>(file);
          return id === null ? 0 : (await table('pieces').keysOf(id)).length;
        }),
      ),
    get: (file, n) =>
      onDisk(() =>
        twins.read(async (table) => {
          const id = await table('names').get<string>(file);
          return id === null ? null : table('pieces').get<Uint8Array>([id, n]);
        }),
      ),
    put: (file, n, bytes) =>
      onDisk(() => {
        const own = Uint8Array.from(bytes);
        const fresh = crypto.randomUUID();
        return twins.write(async (table) => {
          const known = await table('names').get<string>(file);
          if (known === null) await table('names').put(file, fresh);
          const id = known ?? fresh;
          await table('pieces').deleteOf(id, n);
          await table('pieces').put([id, n], own);
        });
      }),
    rename: (file, to) =>
      onDisk(() =>
        twins.write(async (table) => {
          const id = await table('names').get<string>(file);
          if (id === null) return;
          await table('names').put(to, id);
          await table('names').delete(file);
        }),
      ),
    remove: (file) =>
      onDisk(() =>
        twins.write(async (table) => {
          const id = await table('names').get<string>(file);
          if (id === null) return;
          await table('pieces').deleteOf(id);
          await table('names').delete(file);
        }),
      ),
    readNote: (note) => onDisk(() => twins.read((table) => table('notes').get<Uint8Array>(note))),
    replaceNote: (note, bytes) =>
      onDisk(() => {
        const own = Uint8Array.from(bytes);
        return twins.write((table) => table('notes').put(note, own));
      }),
    close: () => twins.close(),
  };
}
