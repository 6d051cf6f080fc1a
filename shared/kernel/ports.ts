/**
 * Time as the device believes it: milliseconds since 1970 UTC. Clocks here are wrong by years, so it is written down
 * for people to read and is never used as an order between writes.
 */
export interface Clock {
  now(): number;
}

/** A source of cryptographically strong randomness. */
export interface RandomSource {
  bytes(length: number): Uint8Array;
}
