import { toBase64Url } from './encoding.ts';
import type { RandomSource } from './ports.ts';

/** A new id: 128 random bits as 22 characters of base64url. Never reused, not even after a removal. */
export function createId(random: RandomSource): string {
  return toBase64Url(random.bytes(16));
}

/** Whether a text has the form of an id made by {@link createId}, or of a fixed id such as `uz-calendar`. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9_-]{3,64}$/.test(text);
}
