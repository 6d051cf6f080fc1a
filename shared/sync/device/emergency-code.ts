import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { RandomSource } from '#shared/kernel/ports.ts';
import { deriveKey } from './keys.ts';

// Without letters and digits that are mistaken for each other when read out over the telephone.
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const GROUPS = 3;
const GROUP = 5;

/** A new emergency code, about 73 random bits, in three groups: `K7MPX-2DQ4R-9WTCA`. */
export function createEmergencyCode(random: RandomSource): string {
  const letters: string[] = [];
  while (letters.length < GROUPS * GROUP) {
    for (const byte of random.bytes(32)) {
      // Bytes beyond the last whole round of the alphabet would favour its beginning.
      const letter = byte < 240 ? ALPHABET[byte % ALPHABET.length] : undefined;
      if (letter && letters.length < GROUPS * GROUP) letters.push(letter);
    }
  }
  const text = letters.join('');
  return [0, 1, 2].map((group) => text.slice(group * GROUP, (group + 1) * GROUP)).join('-');
}

/**
 * The key that a code makes on one laptop for one person's space. No password hash: the code has too many random bits to
 * be tried out, and without the device's own secret it opens nothing. Spaces, hyphens and case don't matter.
 */
export function emergencyKey(code: string, secret: Uint8Array, ownerId: string, salt: Uint8Array): Uint8Array {
  const letters = code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return deriveKey([utf8ToBytes(letters), secret], `space-code:${ownerId}`, salt);
}
