import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealer } from '#shared/sync/journal/contract.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM by OpenSSL, in the form of the shared sealer: nonce, ciphertext, tag. */
export function createNodeSealer(key: Uint8Array): Sealer {
  return {
    async seal(plain, aad) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
      return new Uint8Array(Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
    },
    async open(sealed, aad) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new TypeError('too short to be sealed');
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
      decipher.setAAD(aad);
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
      return new Uint8Array(Buffer.concat([plain, decipher.final()]));
    },
  };
}
