import { describe, expect, it } from 'vitest';
import { runNumbers } from './run.ts';

describe('S21: two laptops of one office number without a line, through crashes', { timeout: 30_000 }, () => {
  it.each([1, 2])('seed %i: no equal numbers, no gap unexplained, nothing lost', async (seed) => {
    const result = await runNumbers(seed, 120);
    expect(result).toMatchObject({ registrations: 120, lost: 0, equal: 0, unexplained: 0 });
    expect(result.crashes).toBeGreaterThan(2);
    expect(result.gaps).toBeGreaterThan(0);
  });

  it('sees two laptops that number in one lane', async () => {
    expect((await runNumbers(3, 60, { plant: 'one_lane' })).equal).toBeGreaterThan(0);
  });

  it('sees a number that is not kept with the paper it was given for', async () => {
    expect((await runNumbers(4, 120, { plant: 'forgets_holder' })).unexplained).toBeGreaterThan(0);
  });
});
