import { bytesToUtf8 } from '@noble/ciphers/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { RandomSource } from '#shared/kernel/ports.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { EnrolResponse, UserInfo } from '../protocol.ts';
import { deriveKey } from './keys.ts';
import type { KeyringStorage } from './ports.ts';
import { createSealer } from './sealer.ts';

/** A person's part of the protected space on this laptop. Byte values are base64url; the name says nothing. */
export interface KeyringSpace {
  /** Random name: its journal and its replica are called after it. */
  readonly id: string;
  /** Its random key, sealed under a key of this person's own. */
  readonly wrap: string;
  /** The same, sealed under the server's half for this person; null before a sign-in that brought it. */
  readonly shareWrap: string | null;
  /** The same, sealed under emergency codes: the one that was deposited, and one that is about to be. */
  readonly codes: readonly { readonly wrap: string; readonly salt: string; readonly deposited: boolean }[];
}

/** A use of an emergency code, until the server knows of it. */
export interface EmergencyUse {
  readonly id: string;
  /** Who read, whose space, when by this laptop's clock (ISO 8601), and why. */
  readonly asker: string;
  readonly owner: string;
  readonly at: string;
  readonly reason: string;
}

/** One person's entry. Byte values are base64url. */
export interface KeyringUser {
  readonly user: UserInfo;
  readonly salt: string;
  /** The data key, sealed under the key made of the password and the device secret. */
  readonly wrap: string;
  /** The secret office key, sealed under a key of this person's own. */
  readonly officeKey: string;
  readonly publicKey: string;
  readonly keyRegistered: boolean;
  /** A certification request for the office key, made while its owner's password was there. */
  readonly keyRequest?: string;
  /** The refresh token, sealed under a key of this person's own; null when it was used up or given back. */
  readonly refreshToken: string | null;
  /** Wrong passwords since the last right one. */
  readonly wrongTries: number;
  /** Absent in a keyring of before, until the next unlock. */
  readonly space?: KeyringSpace;
  /** Spaces whose key could not be opened after a password was replaced: kept, for whoever finds the old one. */
  readonly formerSpaces?: readonly KeyringSpace[];
}

/** What the keyring holds. The whole file is sealed under the device secret. */
export interface Keyring {
  readonly version: 1;
  /** Random name of this office's work on this laptop: the journal and the replica are called after it. */
  readonly id: string;
  readonly serverUrl: string;
  readonly enrolment: EnrolResponse;
  /** Secret P-256 key of the device. */
  readonly deviceKey: string;
  /** The data key, sealed under the server's half and the device secret; null before the first sign-in. */
  readonly shareWrap: string | null;
  readonly users: readonly KeyringUser[];
  /** Uses of emergency codes that the server does not know of yet. */
  readonly emergencies?: readonly EmergencyUse[];
}

const CURRENT = 'keyring';
const PREVIOUS = 'keyring.previous';
const MAGIC = utf8ToBytes('MKR1');
const AAD = utf8ToBytes('mahalla-keyring-v1');

/** What reading found. `damaged`: there are files, and none of them can be read. */
export type KeyringFound =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly keyring: Keyring; readonly fromPrevious: boolean }
  | { readonly kind: 'damaged' };

/** The keyring's file and the copy before it. */
export interface KeyringFile {
  read(secret: Uint8Array | null): Promise<KeyringFound>;
  /** Keeps what is there as the previous copy, then replaces it. Rejects with `disk_full` or `disk_failed`. */
  write(secret: Uint8Array, keyring: Keyring): Promise<void>;
  /** Copies both files to names of their own, for an enrolment that begins anew. */
  archive(name: string): Promise<void>;
}

function diskError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    name?: unknown;
  };
  const full = code === 'ENOSPC' || code === 'EDQUOT' || name === 'QuotaExceededError';
  return new CodedError(full ? 'disk_full' : 'disk_failed', undefined, { cause: error });
}

/** Reads and writes the keyring over two files that are replaced atomically. Damage never throws. */
export function createKeyringFile(storage: KeyringStorage, random: RandomSource): KeyringFile {
  const sealerOf = (secret: Uint8Array) => createSealer(deriveKey([secret], 'keyring'), random);

  async function decode(secret: Uint8Array, bytes: Uint8Array | null): Promise<Keyring | null> {
    if (!bytes || !MAGIC.every((byte, at) => bytes[at] === byte)) return null;
    try {
      const plain = await sealerOf(secret).open(bytes.subarray(MAGIC.length), AAD);
      const keyring = JSON.parse(bytesToUtf8(plain)) as Keyring;
      return keyring.version === 1 ? keyring : null;
    } catch {
      return null;
    }
  }

  return {
    async read(secret) {
      const current = await storage.read(CURRENT);
      const previous = await storage.read(PREVIOUS);
      if (!current && !previous) return { kind: 'none' };
      if (!secret) return { kind: 'damaged' };
      const keyring = await decode(secret, current);
      if (keyring) return { kind: 'found', keyring, fromPrevious: false };
      const before = await decode(secret, previous);
      return before ? { kind: 'found', keyring: before, fromPrevious: true } : { kind: 'damaged' };
    },
    async write(secret, keyring) {
      try {
        const current = await storage.read(CURRENT);
        // A damaged file must not take the place of the copy that saved us.
        if (current && (await decode(secret, current))) await storage.replace(PREVIOUS, current);
        const sealed = await sealerOf(secret).seal(utf8ToBytes(JSON.stringify(keyring)), AAD);
        const bytes = new Uint8Array(MAGIC.length + sealed.length);
        bytes.set(MAGIC);
        bytes.set(sealed, MAGIC.length);
        await storage.replace(CURRENT, bytes);
      } catch (error) {
        throw diskError(error);
      }
    },
    async archive(name) {
      try {
        for (const from of [CURRENT, PREVIOUS]) {
          const bytes = await storage.read(from);
          if (bytes) await storage.replace(`${from}.${name}`, bytes);
        }
      } catch (error) {
        throw diskError(error);
      }
    },
  };
}
