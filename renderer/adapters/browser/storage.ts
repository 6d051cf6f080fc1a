import { Dexie, type Table } from 'dexie';
import { CodedError } from '#shared/kernel/result.ts';
import type { DeviceSecretPort, KeyringStorage } from '#shared/sync/device/ports.ts';
import type { JournalStorage, Sealer } from '#shared/sync/journal/contract.ts';

/*
 * Where a plain browser keeps what the desktop keeps in files and in the system's keystore. IndexedDB with strict
 * durability, in databases apart from the replica's: the browser flushes each transaction before it says so. OPFS has a
 * flush too, but only in a worker, it replaces nothing atomically, and it lies in the same profile that the user or the
 * browser may clear. Weaker than the desktop either way, and said so on the first screen (`keystore: 'browser'`).
 */

const STRICT = { chromeTransactionDurability: 'strict' } as const;

interface Chunk {
  readonly file: string;
  readonly n: number;
  readonly bytes: Uint8Array;
}

function toDiskError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const names = [error, (error as { inner?: unknown } | null)?.inner].map((e) => (e as Error | null)?.name);
  const full = names.includes('QuotaExceededError');
  return new CodedError(full ? 'disk_full' : 'disk_failed', undefined, { cause: error });
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toDiskError(error);
  }
}

/** The journal's files as rows of appended pieces. */
export function createJournalStorage(name: string): JournalStorage & { close(): void } {
  const database = new Dexie(name, STRICT);
  database.version(1).stores({ chunks: '[file+n], file' });
  const chunks: Table<Chunk, [string, number]> = database.table('chunks');
  const next = new Map<string, number>();

  async function nextOf(file: string): Promise<number> {
    const known = next.get(file);
    if (known !== undefined) return known;
    const last = await chunks.where('[file+n]').between([file, Dexie.minKey], [file, Dexie.maxKey]).last();
    return last ? last.n + 1 : 0;
  }

  return {
    list: () =>
      onDisk(async () => {
        const files = (await chunks.orderBy('file').uniqueKeys()) as unknown as string[];
        return files.toSorted();
      }),
    read: (file) =>
      onDisk(async () => {
        const rows = await chunks.where('[file+n]').between([file, Dexie.minKey], [file, Dexie.maxKey]).toArray();
        const whole = new Uint8Array(rows.reduce((sum, row) => sum + row.bytes.length, 0));
        let at = 0;
        for (const row of rows) {
          whole.set(row.bytes, at);
          at += row.bytes.length;
        }
        return whole;
      }),
    append: (file, bytes) =>
      onDisk(async () => {
        const n = await nextOf(file);
        await chunks.put({ file, n, bytes: Uint8Array.from(bytes) });
        next.set(file, n + 1);
      }),
    replace: (file, bytes) =>
      onDisk(async () => {
        await database.transaction('rw', chunks, async () => {
          await chunks.where('[file+n]').between([file, Dexie.minKey], [file, Dexie.maxKey]).delete();
          await chunks.put({ file, n: 0, bytes: Uint8Array.from(bytes) });
        });
        next.set(file, 1);
      }),
    remove: (file) =>
      onDisk(async () => {
        await chunks.where('[file+n]').between([file, Dexie.minKey], [file, Dexie.maxKey]).delete();
        next.delete(file);
      }),
    close() {
      database.close();
    },
  };
}

/** AES-256-GCM by WebCrypto: a random 96-bit nonce before the ciphertext. */
export function createWebSealer(key: Uint8Array): Sealer {
  const imported = crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  imported.catch(() => undefined);
  return {
    async seal(plain, aad) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: Uint8Array.from(aad) },
        await imported,
        Uint8Array.from(plain),
      );
      const whole = new Uint8Array(12 + sealed.byteLength);
      whole.set(iv);
      whole.set(new Uint8Array(sealed), 12);
      return whole;
    },
    async open(sealed, aad) {
      const bytes = Uint8Array.from(sealed);
      const plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData: Uint8Array.from(aad) },
        await imported,
        bytes.subarray(12),
      );
      return new Uint8Array(plain);
    },
  };
}

interface SecretRow {
  readonly wrapping: CryptoKey;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

/** The keyring's files and the device secret, in a database of their own. */
export function createDeviceStorage(name = 'mahalla-device'): {
  readonly keyring: KeyringStorage;
  readonly secret: DeviceSecretPort;
} {
  const database = new Dexie(name, STRICT);
  database.version(1).stores({ files: '', secrets: '' });
  const files: Table<Uint8Array, string> = database.table('files');
  const secrets: Table<SecretRow, string> = database.table('secrets');
  return {
    keyring: {
      read: (file) => onDisk(async () => (await files.get(file)) ?? null),
      replace: (file, bytes) =>
        onDisk(async () => {
          await files.put(Uint8Array.from(bytes), file);
        }),
    },
    secret: {
      keystore: 'browser',
      async load() {
        try {
          const row = await secrets.get('device');
          if (!row) return null;
          const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv }, row.wrapping, row.sealed);
          return new Uint8Array(plain);
        } catch (error) {
          throw new CodedError('keystore_unavailable', undefined, { cause: error });
        }
      },
      async create() {
        try {
          // The wrapping key can't be taken out by scripts; against a copy of the whole profile it is no wall.
          const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
            'encrypt',
            'decrypt',
          ]);
          const secret = crypto.getRandomValues(new Uint8Array(32));
          const iv = crypto.getRandomValues(new Uint8Array(12));
          const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, wrapping, secret);
          await secrets.put({ wrapping, iv, sealed }, 'device');
          return secret;
        } catch (error) {
          throw new CodedError('keystore_unavailable', undefined, { cause: error });
        }
      },
    },
  };
}
