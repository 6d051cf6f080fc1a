import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { PIECE_BYTES, type PieceStorage } from '#shared/sync/files/contract.ts';
import type { Hasher } from '#shared/sync/files/file-store.ts';
import { replaceFile } from './files.ts';

/** A sealed piece is longer by its nonce and its tag. */
const SLOT = PIECE_BYTES + 28;

const codeOf = (error: unknown) => (error as { code?: unknown } | null)?.code;

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CodedError) throw error;
    const code: ErrorCode = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' ? 'disk_full' : 'disk_failed';
    throw new CodedError(code, undefined, { cause: error });
  }
}

/** Files of papers in a folder of their own, each sealed piece at its place in its file. */
export function createPieceFiles(folder: string): PieceStorage {
  const pathOf = (name: string) => {
    if (name !== basename(name) || name.startsWith('.')) throw new TypeError('not a file name');
    // By the first two letters, so that no folder grows beyond measure.
    return join(folder, name.slice(0, 2), name);
  };
  const ready = (path: string) => mkdir(dirname(path), { recursive: true, mode: 0o700 });

  async function sizeOf(path: string): Promise<number> {
    try {
      return (await stat(path)).size;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  return {
    count: (name) =>
      onDisk(async () => {
        const size = await sizeOf(pathOf(name));
        // What a crash left of a last piece fails to open, and is then written anew.
        return Math.ceil(size / SLOT);
      }),
    get: (name, n) =>
      onDisk(async () => {
        let handle;
        try {
          handle = await open(pathOf(name), 'r');
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return null;
          throw error;
        }
        try {
          const { bytesRead, buffer } = await handle.read(Buffer.alloc(SLOT), 0, SLOT, n * SLOT);
          return bytesRead === 0 ? null : new Uint8Array(buffer.subarray(0, bytesRead));
        } finally {
          await handle.close();
        }
      }),
    put: (name, n, bytes) =>
      onDisk(async () => {
        const path = pathOf(name);
        await ready(path);
        const handle = await open(path, n === 0 ? 'w' : 'r+', 0o600);
        try {
          await handle.truncate(n * SLOT);
          await handle.write(bytes, 0, bytes.length, n * SLOT);
        } finally {
          await handle.close();
        }
      }),
    rename: (name, to) =>
      onDisk(async () => {
        const handle = await open(pathOf(name), 'r+');
        try {
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(pathOf(name), pathOf(to));
        if (process.platform === 'win32') return;
        const place = await open(dirname(pathOf(to)), 'r');
        try {
          await place.sync();
        } finally {
          await place.close();
        }
      }),
    remove: (name) => onDisk(() => rm(pathOf(name), { force: true })),
    readNote: (name) =>
      onDisk(async () => {
        try {
          return new Uint8Array(await readFile(join(folder, `${name}.note`)));
        } catch (error) {
          if (codeOf(error) === 'ENOENT') return null;
          throw error;
        }
      }),
    replaceNote: (name, bytes) =>
      onDisk(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await replaceFile(join(folder, `${name}.note`), bytes);
      }),
  };
}

/** SHA-256 by OpenSSL. */
export function createNodeHasher(): Hasher {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}
