import { expect, it } from 'vitest';
import { runProgrammeJob } from './jobs/programmes.ts';

// A job that comes to take more than this has got a needless step.
it('a family is proposed for Temir daftar with few clicks, and by keyboard alone', async () => {
  const { mouse, keyboard } = await runProgrammeJob();
  expect(keyboard.clicks).toBe(0);
  expect(mouse.clicks).toBeGreaterThan(0);
  expect(mouse.clicks).toBeLessThanOrEqual(5);
  expect(mouse.keystrokes).toBe(0);
  expect(keyboard.keystrokes).toBeLessThanOrEqual(40);
}, 300_000);
