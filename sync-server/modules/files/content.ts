import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import type { DataStore } from '@tus/server';

/**
 * Where the bytes of files are: uploads that are under way, and whole files. On disk here; another place (S3) is another
 * implementation of this, with a store of tus for its uploads.
 */
export interface FileContent {
  /** Uploads under way, by tus. */
  readonly incoming: DataStore;
  /**
   * Takes a finished upload in, durably, where its bytes have this hash; false where they have another one, and then the
   * upload is gone.
   */
  takeIn(uploadId: string, place: string, hash: string): Promise<boolean>;
  /** Bytes `from` (inclusive) to `to` (exclusive) of a whole file. */
  read(place: string, from: number, to: number): Readable;
}

/** How long an unfinished upload is kept, milliseconds: a laptop may be away for a season. */
const KEEP_UNFINISHED = 180 * 86_400_000;

async function syncFile(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no such call: there the file system's own log does it.
  if (process.platform !== 'win32') await syncFile(path, 'r');
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Files in a folder: `incoming/` and one folder an office. */
export function createDiskContent(directory: string): FileContent {
  const uploads = join(directory, 'incoming');
  const incoming = new FileStore({ directory: uploads, expirationPeriodInMilliseconds: KEEP_UNFINISHED });
  return {
    incoming,
    async takeIn(uploadId, place, hash) {
      const from = join(uploads, uploadId);
      const to = join(directory, place);
      // Taken in by a process that ended before it could note it.
      if (!existsSync(from) && existsSync(to)) return (await hashOf(to)) === hash;
      if ((await hashOf(from)) !== hash) {
        await incoming.remove(uploadId);
        return false;
      }
      await mkdir(dirname(to), { recursive: true });
      await syncFile(from, 'r+');
      await rename(from, to);
      await syncFolder(dirname(to));
      await syncFolder(dirname(dirname(to)));
      return true;
    },
    read: (place, from, to) => createReadStream(join(directory, place), { start: from, end: to - 1 }),
  };
}
