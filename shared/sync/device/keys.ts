import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Purposes that the random data key is divided into. */
export type DataKeyPurpose = 'records' | 'journal' | 'drafts' | 'attachments';

/** HKDF-SHA-256 of one or more secrets, 32 bytes. */
export function deriveKey(secrets: readonly Uint8Array[], info: string, salt?: Uint8Array): Uint8Array {
  const material = new Uint8Array(secrets.reduce((sum, secret) => sum + secret.length, 0));
  let at = 0;
  for (const secret of secrets) {
    material.set(secret, at);
    at += secret.length;
  }
  return hkdf(sha256, material, salt, utf8ToBytes(`mahalla-v1:${info}`), 32);
}

/** The subkey of the data key for one purpose. */
export function dataSubkey(dataKey: Uint8Array, purpose: DataKeyPurpose): Uint8Array {
  return deriveKey([dataKey], `data:${purpose}`);
}
