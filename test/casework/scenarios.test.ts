import { describe, expect, it } from 'vitest';
import { createMemoryStage } from './memory-stage.ts';
import { SCENARIOS } from './scenarios.ts';
import { World } from './world.ts';

describe('out of order and in conflict, by the engine', () => {
  it('are at least forty, each with a name of its own', () => {
    expect(new Set(SCENARIOS.map((scenario) => scenario.name)).size).toBe(SCENARIOS.length);
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(40);
  });

  it('a value that is nowhere, and a replica that differs, are seen', async () => {
    const stage = createMemoryStage();
    const world = new World(stage);
    const [office, laptop] = await world.office('chair');
    await laptop?.save({
      collection: 'people',
      docId: 'person-1',
      kind: 'create',
      patch: { familyName: 'Karimova', givenName: 'Nodira', phone: '1' },
    });
    await world.quiet();
    expect(await world.problems()).toEqual([]);
    // The server loses the value behind everybody's back.
    await stage.put(office.id, 'people', 'person-1', { familyName: 'Karimova', givenName: 'Nodira' });
    expect(await world.problems()).toEqual([
      expect.stringMatching(/^people\/person-1 on chair-1/),
      'people/person-1 phone = "1"',
    ]);
    await world.quiet();
    expect(await world.problems()).toEqual(['people/person-1 phone = "1"']);
    await world.close();
  });

  it.each(SCENARIOS)('$name', async ({ play }) => {
    const world = new World(createMemoryStage());
    try {
      await play(world);
      await world.quiet();
      expect(await world.problems()).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
