import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runSeed, type Mutation, type SeedResult } from './simulation/run-seed.ts';
import { World } from './simulation/world.ts';

let world: World;

beforeAll(async () => {
  world = await World.open(inject('postgres'));
});
afterAll(() => world.close());

const kinds = ['lost', 'doubled', 'diverged', 'stuck'] as const;

function problems(result: SeedResult): string[] {
  return kinds.flatMap((kind) => result[kind].map((line) => `${kind}: ${line}`));
}

describe('I1 I2 I3 I4 I6 I7: real laptops and the real server through seeded faults', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('seed %i', async (seed) => {
    const result = await runSeed(world, seed, { steps: 60 });
    expect(problems(result)).toEqual([]);
    expect(result.operations).toBeGreaterThan(0);
  });
});

describe('the oracle sees a planted fault', () => {
  const planted: readonly (readonly [Mutation, (typeof kinds)[number]])[] = [
    ['forgets_operation', 'lost'],
    ['forgets_conflict', 'lost'],
    ['engine_drops_operation', 'lost'],
    ['operation_doubled', 'doubled'],
    ['replica_drops_row', 'diverged'],
    ['leaks', 'diverged'],
    ['queue_stalls', 'stuck'],
  ];
  test.each(planted)('%s is told as %s', async (mutation, kind) => {
    // A fault needs its occasion; these seeds have one.
    for (let seed = 1; seed <= 12; seed += 1) {
      const result = await runSeed(world, seed, { mutation, steps: 60 });
      if (result[kind].length > 0) return;
    }
    expect.fail(`${mutation} was not seen in twelve seeds`);
  });
});
