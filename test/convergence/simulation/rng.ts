/** A seeded source of decisions: the same seed takes the same ones. */
export interface Rng {
  /** 0 inclusive to 1 exclusive. */
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the choices, by weight; choices of weight 0 are never taken. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T;
  bytes(length: number): Uint8Array;
  /** A source of its own, so that what one part draws does not move the others. */
  fork(): Rng;
}

/** Mulberry32 over a mixed seed. */
export function createRng(seed: number): Rng {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    next,
    int,
    between: (least, most) => least + int(most - least + 1),
    chance: (probability) => next() < probability,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('nothing to pick from');
      return list[int(list.length)] as T;
    },
    weighted<T>(choices: readonly (readonly [number, T])[]): T {
      const total = choices.reduce((sum, [weight]) => sum + weight, 0);
      let at = next() * total;
      for (const [weight, choice] of choices) {
        at -= weight;
        if (weight > 0 && at < 0) return choice;
      }
      const last = choices.findLast(([weight]) => weight > 0);
      if (!last) throw new RangeError('nothing to choose from');
      return last[1];
    },
    bytes: (length) => Uint8Array.from({ length }, () => int(256)),
    fork: () => createRng(int(4_294_967_296)),
  };
}
