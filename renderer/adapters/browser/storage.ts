import { CodedError } from '#shared/kernel/result.ts';
import type { DeviceSecretPort, KeyringStorage } from '#shared/sync/device/ports.ts';
import type { JournalStorage, Sealer } from '#shared/sync/journal/contract.ts';
import { createTwins } from './twins.ts';

/*
 * Where a plain browser keeps what the desktop keeps in files and in the system's keystore: twice, with strict
 * durability, apart from the replica (see `twins.ts`). OPFS has a flush too, but a file's name becomes durable in its
 * own time only, and nothing is replaced atomically. Weaker than the desktop either way, for the user or the browser may
 * clear it all, and said so on the first screen (`keystore: 'browser'`).
 */

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
export function createJournalStorage(
  name: string,
  twins = createTwins(name, ['chunks']),
): JournalStorage & { close(): void } {
  const next = new Map<string, number>();

  return {
    list: () =>
      onDisk(async () => {
        const keys = await twins.read((table) => table('chunks').keys());
        return [...new Set(keys.map(([file]) => file as string))].toSorted();
      }),
    read: (file) =>
      onDisk(async () => {
        const parts = await twins.read((table) => table('chunks').valuesOf<Uint8Array>(file));
        const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
        let at = 0;
        for (const part of parts) {
          whole.set(part, at);
          at += part.length;
        }
        return whole;
      }),
    append: (file, bytes) =>
      onDisk(async () => {
        const own = Uint8Array.from(bytes);
        const n = next.get(file) ?? (await twins.read((table) => table('chunks').keysOf(file))).length;
        // Forgotten first: what a failed write has left may still come back from the other copy.
        next.delete(file);
        await twins.write((table) => table('chunks').put([file, n], own));
        next.set(file, n + 1);
      }),
    replace: (file, bytes) =>
      onDisk(async () => {
        const own = Uint8Array.from(bytes);
        next.delete(file);
        await twins.write(async (table) => {
          await table('chunks').deleteOf(file);
          await table('chunks').put([file, 0], own);
        });
        next.set(file, 1);
      }),
    remove: (file) =>
      onDisk(async () => {
        next.delete(file);
        await twins.write((table) => table('chunks').deleteOf(file));
      }),
    close: () => twins.close(),
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

/** The keyring's files and the device secret. */
export function createDeviceStorage(twins = createTwins('mahalla-device', ['files', 'secrets'])): {
  readonly keyring: KeyringStorage;
  readonly secret: DeviceSecretPort;
} {
  return {
    keyring: {
      read: (file) => onDisk(() => twins.read((table) => table('files').get<Uint8Array>(file))),
      replace: (file, bytes) =>
        onDisk(() => {
          const own = Uint8Array.from(bytes);
          return twins.write((table) => table('files').put(file, own));
        }),
    },
    secret: {
      keystore: 'browser',
      async load() {
        try {
          const row = await twins.read((table) => table('secrets').get<SecretRow>('device'));
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
          await twins.write((table) => table('secrets').put('device', { wrapping, iv, sealed } satisfies SecretRow));
          return secret;
        } catch (error) {
          throw new CodedError('keystore_unavailable', undefined, { cause: error });
        }
      },
    },
  };
}
