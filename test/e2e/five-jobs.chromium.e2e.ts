import { beforeAll, describe, expect, it } from 'vitest';
import { type JobFigures, JOBS, runJobs } from './jobs/five-jobs.ts';

// A job that comes to take more than this has got a needless step.
const MOST = {
  register: { clicks: 6, keyboard: 130 },
  resolve: { clicks: 6, keyboard: 60 },
  answer: { clicks: 5, keyboard: 50 },
  find: { clicks: 3, keyboard: 20 },
  instruction: { clicks: 12, keyboard: 120 },
} as const;

describe('a newcomer’s five jobs', () => {
  let figures: JobFigures;
  beforeAll(async () => {
    figures = await runJobs();
  }, 300_000);

  it.each(JOBS)('%s is done with few clicks, and by keyboard alone', (job) => {
    expect(figures[job].keyboard.clicks).toBe(0);
    expect(figures[job].mouse.clicks).toBeGreaterThan(0);
    expect(figures[job].mouse.clicks).toBeLessThanOrEqual(MOST[job].clicks);
    expect(figures[job].keyboard.keystrokes).toBeLessThanOrEqual(MOST[job].keyboard);
  });
});
