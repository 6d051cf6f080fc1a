import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createHttpStage } from './http-stage.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Stage } from './stage.ts';
import { World } from './world.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await createHttpStage(inject('postgres'));
});
afterAll(() => stage.close());

describe('out of order and in conflict, over HTTP and PostgreSQL', () => {
  it.each(SCENARIOS)('$name', async ({ play }) => {
    const world = new World(stage);
    try {
      await play(world);
      await world.quiet();
      expect(await world.problems()).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
