import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createDice } from '../support/many-people.ts';
import { createHttpStage, type HttpStage } from './http-stage.ts';
import { ACTS, LAPTOPS, wander, type Story } from './wandering.ts';
import { World } from './world.ts';

let stage: HttpStage;

beforeAll(async () => {
  stage = await createHttpStage(inject('postgres'));
});
afterAll(() => stage.close());

const all: Story[] = [];
const seeds = Array.from({ length: Number(process.env.MAHALLA_WANDERINGS ?? 10) }, (_, at) => at + 1);

it.each(seeds)('a case between three offices while the server dies in every third step, seed %i', async (seed) => {
  const dice = createDice(seed);
  stage.faults(() => {
    const thrown = dice(6);
    return thrown === 0 ? 'before_commit' : thrown === 1 ? 'after_commit' : null;
  });
  const moves = Array.from({ length: 60 }, () => ({
    laptop: dice(LAPTOPS),
    act: ACTS[dice(ACTS.length)] as (typeof ACTS)[number],
    office: dice(3),
  }));
  const world = new World(stage);
  try {
    const story = await wander(world, moves, () => stage.faults(null));
    all.push(story);
    expect(story.problems).toEqual([]);
  } finally {
    stage.faults(null);
    await world.close();
  }
});

it('the stories have told of everything', () => {
  for (const part of ['transferred', 'declined', 'late', 'conflicts'] as const) {
    expect(
      all.some((story) => story[part] > 0),
      part,
    ).toBe(true);
  }
});
