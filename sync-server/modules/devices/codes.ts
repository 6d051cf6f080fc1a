import { createHash, randomInt } from 'node:crypto';

// Without letters and digits that are mistaken for each other when read out over the telephone.
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const LENGTH = 10;

/** How long a one-time code is good, milliseconds. */
export const CODE_MS = 10 * 60_000;

/** A new one-time code, about 49 random bits, in two groups: `K7MPX-2DQ4R`. */
export function createCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** The hash by which a code is kept; spaces, hyphens and case don't matter when it is typed. */
export function hashCode(code: string): string {
  const letters = code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return createHash('sha256').update(`mahalla-code:${letters}`).digest('hex');
}
