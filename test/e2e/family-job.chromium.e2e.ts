import { describe, expect, it } from 'vitest';
import { runFamilyJob } from './jobs/people.ts';

// Whoever enters six people has to type their names and days of birth; the rest is told by what is known already.
const MOST = { clicks: 36, keyboard: 250 };

describe('a family of six', () => {
  it('is entered with few clicks, and by keyboard alone', async () => {
    const { mouse, keyboard } = await runFamilyJob();
    expect(mouse.clicks).toBeGreaterThan(0);
    expect(mouse.clicks).toBeLessThanOrEqual(MOST.clicks);
    expect(keyboard.clicks).toBe(0);
    expect(keyboard.keystrokes).toBeLessThanOrEqual(MOST.keyboard);
  }, 300_000);
});
