import type { RandomSource } from '#shared/kernel/ports.ts';

/** Shortest and longest wait between two tries, milliseconds. */
export const BACKOFF = { least: 1_000, most: 15 * 60_000 } as const;

/**
 * Milliseconds to wait after `failures` failures in a row: doubled each time, from 1 s to 15 min, of which a random
 * half is taken off, so that a district's laptops do not all come back in one second.
 * @param retryAfter what the server asked for, seconds; never undercut
 */
export function backoffDelay(failures: number, random: RandomSource, retryAfter = 0): number {
  const full = Math.min(BACKOFF.most, BACKOFF.least * 2 ** Math.min(failures, 20));
  const share = (random.bytes(1)[0] ?? 0) / 255;
  const delay = Math.round(full / 2 + (full / 2) * share);
  return Math.max(BACKOFF.least, delay, retryAfter * 1000);
}
