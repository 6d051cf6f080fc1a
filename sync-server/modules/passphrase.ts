import { randomInt } from 'node:crypto';

const FIRST = 'bdfghjklmnpqrstvxyz';
const VOWELS = 'aeiou';
const LAST = 'bdgklmnrstvz';

function word(): string {
  const pick = (letters: string) => letters[randomInt(letters.length)] as string;
  return pick(FIRST) + pick(VOWELS) + pick(FIRST) + pick(VOWELS) + pick(LAST);
}

/** A passphrase of five words that can be said aloud, about 78 random bits. */
export function createPassphrase(): string {
  return Array.from({ length: 5 }, word).join(' ');
}
