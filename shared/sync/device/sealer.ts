import { gcm } from '@noble/ciphers/aes.js';
import type { RandomSource } from '#shared/kernel/ports.ts';
import type { Sealer } from '../journal/contract.ts';

const NONCE_BYTES = 12;

/** AES-256-GCM under `key` (32 bytes); a random 96-bit nonce stands before the ciphertext. Runs anywhere. */
export function createSealer(key: Uint8Array, random: RandomSource): Sealer {
  return {
    async seal(plain, aad) {
      const nonce = random.bytes(NONCE_BYTES);
      const sealed = gcm(key, nonce, aad).encrypt(plain);
      const whole = new Uint8Array(NONCE_BYTES + sealed.length);
      whole.set(nonce);
      whole.set(sealed, NONCE_BYTES);
      return whole;
    },
    async open(sealed, aad) {
      return gcm(key, sealed.subarray(0, NONCE_BYTES), aad).decrypt(sealed.subarray(NONCE_BYTES));
    },
  };
}
