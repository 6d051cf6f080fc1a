import { randomBytes } from 'node:crypto';
import { CodedError } from '#shared/kernel/result.ts';
import type { DeviceSecretPort, KeyringStorage } from '#shared/sync/device/ports.ts';

/** What is used of Electron's `safeStorage`. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(plain: string): Buffer;
  decryptString(sealed: Buffer): string;
  /** Linux only; older Electrons have no such method. */
  getSelectedStorageBackend?(): string;
}

const NAME = 'device-secret';
const SEALED = 0x53;
const PLAIN = 0x50;

/**
 * The device secret in the system's keystore. Linux without a keyring (`basic_text`) is refused, unless `allowPlain`
 * says that a file that only its owner may read will do; the state then says that it is the weaker kind.
 */
export function createDeviceSecret(options: {
  readonly safeStorage: SafeStorage;
  readonly files: KeyringStorage;
  readonly platform: string;
  readonly allowPlain: boolean;
}): DeviceSecretPort {
  const { safeStorage, files, platform, allowPlain } = options;
  const unavailable = (cause?: unknown) => new CodedError('keystore_unavailable', undefined, { cause });

  function isOsStoreGood(): boolean {
    if (!safeStorage.isEncryptionAvailable()) return false;
    if (platform !== 'linux') return true;
    const backend = safeStorage.getSelectedStorageBackend?.() ?? 'unknown';
    return backend !== 'basic_text' && backend !== 'unknown';
  }

  return {
    get keystore() {
      return isOsStoreGood() ? 'os' : 'browser';
    },
    async load() {
      const bytes = await files.read(NAME);
      if (!bytes) return null;
      try {
        if (bytes[0] === SEALED && isOsStoreGood()) {
          return new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(bytes.subarray(1))), 'base64'));
        }
        if (bytes[0] === PLAIN && bytes.length === 33 && allowPlain) return bytes.slice(1);
      } catch (error) {
        throw unavailable(error);
      }
      throw unavailable();
    },
    async create() {
      const secret = new Uint8Array(randomBytes(32));
      if (isOsStoreGood()) {
        const sealed = safeStorage.encryptString(Buffer.from(secret).toString('base64'));
        await files.replace(NAME, Buffer.concat([Buffer.from([SEALED]), sealed]));
      } else if (allowPlain) {
        await files.replace(NAME, Buffer.concat([Buffer.from([PLAIN]), secret]));
      } else {
        throw unavailable();
      }
      return secret;
    },
  };
}
