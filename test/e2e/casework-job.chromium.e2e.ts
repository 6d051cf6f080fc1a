import { beforeAll, describe, expect, it } from 'vitest';
import { type CaseFigures, CASE_STEPS, runCasework } from './jobs/casework.ts';

// A part that comes to take more than this has got a needless step.
const MOST = {
  open: { clicks: 8, keyboard: 90 },
  refer: { clicks: 5, keyboard: 60 },
  visit: { clicks: 3, keyboard: 30 },
  close: { clicks: 5, keyboard: 40 },
} as const;

describe('a case, from its opening to its end', () => {
  let figures: CaseFigures;
  beforeAll(async () => {
    figures = await runCasework();
  }, 300_000);

  it.each(CASE_STEPS)('%s takes few clicks, and the keyboard alone suffices', (step) => {
    expect(figures[step].keyboard.clicks).toBe(0);
    expect(figures[step].mouse.clicks).toBeGreaterThan(0);
    expect(figures[step].mouse.clicks).toBeLessThanOrEqual(MOST[step].clicks);
    expect(figures[step].keyboard.keystrokes).toBeLessThanOrEqual(MOST[step].keyboard);
  });
});
