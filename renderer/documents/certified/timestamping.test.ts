import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { createStampQueue } from './timestamping.ts';

function setUp(answers: (Failure | null)[]) {
  const kept = new Map<string, JsonObject>();
  const drafts = {
    load: async (key: string) => kept.get(key) ?? null,
    save: async (key: string, value: JsonObject) => void kept.set(key, value),
    discard: async (key: string) => void kept.delete(key),
  };
  const asked: string[] = [];
  let now = 1_000_000;
  const open = () =>
    createStampQueue(
      drafts,
      async (paperId) => {
        asked.push(paperId);
        return answers.shift() ?? null;
      },
      () => now,
    );
  return { queue: open(), open, asked, kept, pass: (milliseconds: number) => (now += milliseconds) };
}

const REFUSED: Failure = { code: 'timestamp_refused' };

describe('papers that wait for their timestamp', () => {
  it('get it in their order, once each, and nothing stays behind', async () => {
    const { queue, asked, kept } = setUp([]);
    await Promise.all([queue.add('a'), queue.add('b'), queue.add('a')]);
    await Promise.all([queue.run(), queue.run()]);
    expect(asked).toEqual(['a', 'b']);
    expect(kept.size).toBe(0);
    await queue.run();
    expect(asked).toHaveLength(2);
  });

  it('wait on where the service refuses, ever longer, and are there after a restart', async () => {
    const { queue, open, asked, pass } = setUp([REFUSED, REFUSED]);
    await queue.add('a');
    await queue.add('b');
    await queue.run();
    expect(queue.problem).toEqual(REFUSED);
    await queue.run();
    expect(asked).toEqual(['a']);
    pass(5 * 60_000);
    await queue.run();
    pass(5 * 60_000);
    await queue.run();
    expect(asked).toEqual(['a', 'a']);
    const later = open();
    await later.run();
    expect(asked).toEqual(['a', 'a', 'a', 'b']);
    expect(later.problem).toBeNull();
  });

  it('are not asked for again in a session in which no service is set', async () => {
    const { queue, open, asked, pass } = setUp([{ code: 'timestamp_not_set' }]);
    await queue.add('a');
    await queue.run();
    pass(24 * 3_600_000);
    await queue.run();
    expect(asked).toEqual(['a']);
    await open().run();
    expect(asked).toEqual(['a', 'a']);
  });
});
