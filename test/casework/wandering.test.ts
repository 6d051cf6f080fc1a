import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMemoryStage } from './memory-stage.ts';
import { ACTS, LAPTOPS, wander, type Move, type Story } from './wandering.ts';
import { World } from './world.ts';

const move: fc.Arbitrary<Move> = fc.record({
  laptop: fc.nat(LAPTOPS - 1),
  act: fc.constantFrom(...ACTS),
  office: fc.nat(2),
});

it('a case between three offices, in any order: one of them has it, and nothing is lost (I1 I3 I4)', async () => {
  const all: Story[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 20, maxLength: 80, size: 'max' }), async (story) => {
      const world = new World(createMemoryStage());
      try {
        const told = await wander(world, story);
        all.push(told);
        expect(told.problems).toEqual([]);
      } finally {
        await world.close();
      }
    }),
    // One seed for every day; long runs draw their own.
    process.env.MAHALLA_WANDERINGS
      ? { numRuns: Number(process.env.MAHALLA_WANDERINGS) }
      : { numRuns: 60, seed: 20_261_128 },
  );
  // The stories tell something of everything.
  for (const part of ['transferred', 'declined', 'late', 'conflicts'] as const) {
    expect(all.filter((story) => story[part] > 0).length, part).toBeGreaterThan(0);
  }
}, 120_000);
