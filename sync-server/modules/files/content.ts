import { createHash } from 'node:crypto';
import { createReadStream, existsSync, openAsBlob } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import type { DataStore } from '@tus/server';
import { AwsClient } from 'aws4fetch';

/**
 * Where the bytes of files are: uploads that are under way, always on the server's own disk, and whole files, on disk
 * or in S3.
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
  /**
   * Forgets uploads of which no byte has come since a moment (milliseconds since 1970): the laptop begins such a file
   * anew. Resolves to how many.
   */
  clearUnfinished(before: number): Promise<number>;
}

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

/** Uploads under way in a folder, and the clearing of those that came to nothing. */
function createIncoming(uploads: string) {
  // How long one is kept is told by its last byte (`clearUnfinished`), not by its first, as the store would have it.
  const incoming = new FileStore({ directory: uploads });
  return {
    incoming,
    async clearUnfinished(before: number): Promise<number> {
      let cleared = 0;
      for (const name of await readdir(uploads)) {
        const path = join(uploads, name);
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
        // What the store notes beside an upload is written once; it goes with its upload, or where that was taken in.
        const isNote = name.endsWith('.json');
        if (mtimeMs >= before || (isNote && existsSync(path.slice(0, -'.json'.length)))) continue;
        await rm(path, { force: true });
        if (!isNote) {
          await rm(`${path}.json`, { force: true });
          cleared += 1;
        }
      }
      return cleared;
    },
  };
}

/** Files in a folder: `incoming/` and one folder an office. */
export function createDiskContent(directory: string): FileContent {
  const uploads = join(directory, 'incoming');
  const { incoming, clearUnfinished } = createIncoming(uploads);
  return {
    incoming,
    clearUnfinished,
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

/** Where a bucket is and who writes to it. */
export interface S3Place {
  /** Address of the bucket, a prefix of names after it where one is wanted: `https://s3.example/files/mahalla`. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Whole files in an S3 bucket (of any maker), uploads under way in a folder. The store is told each file's SHA-256 with
 * the file and refuses other bytes.
 */
export function createS3Content(directory: string, place: S3Place): FileContent {
  const uploads = join(directory, 'incoming');
  const { incoming, clearUnfinished } = createIncoming(uploads);
  const { region, accessKeyId, secretAccessKey } = place;
  const s3 = new AwsClient({ service: 's3', region, accessKeyId, secretAccessKey, retries: 4 });
  const urlOf = (name: string) => `${place.url.replace(/\/+$/, '')}/${name}`;
  const fault = (what: string, response: Response) => new Error(`S3 ${what}: ${response.status}`);

  async function isThere(name: string): Promise<boolean> {
    const response = await s3.fetch(urlOf(name), { method: 'HEAD' });
    if (response.ok) return true;
    if (response.status === 404) return false;
    throw fault('HEAD', response);
  }
  async function* read(name: string, from: number, to: number): AsyncGenerator<Uint8Array> {
    const response = await s3.fetch(urlOf(name), { headers: { range: `bytes=${from}-${to - 1}` } });
    if (response.status !== 206 || !response.body) throw fault('GET', response);
    yield* response.body;
  }

  return {
    incoming,
    clearUnfinished,
    async takeIn(uploadId, name, hash) {
      const from = join(uploads, uploadId);
      // Taken in by a process that ended before it could note it: its name is its hash.
      if (!existsSync(from)) return isThere(name);
      if ((await hashOf(from)) !== hash) {
        await incoming.remove(uploadId);
        return false;
      }
      const response = await s3.fetch(urlOf(name), {
        method: 'PUT',
        headers: { 'x-amz-content-sha256': hash, 'content-type': 'application/octet-stream' },
        body: await openAsBlob(from),
      });
      if (!response.ok) throw fault('PUT', response);
      await rm(from);
      return true;
    },
    read: (name, from, to) => Readable.from(read(name, from, to)),
  };
}
