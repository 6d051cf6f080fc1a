import { defineConfig } from 'vitest/config';

const report = process.env.MAHALLA_REPORT;

/** One project of the long suites: real browsers and processes, one file at a time. */
function long(name: string, include: string) {
  return {
    test: {
      name,
      include: [include],
      environment: 'node' as const,
      fileParallelism: false,
      testTimeout: 300_000,
      hookTimeout: 180_000,
      globalSetup: ['test/support/built.ts'],
    },
  };
}

/** The long suites: each has a script of its own (`test:e2e`, `test:electron`, `test:faults`). */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    reporters: report ? ['default', 'json'] : ['default'],
    ...(report ? { outputFile: { json: report } } : {}),
    projects: [
      long('chromium', 'test/e2e/**/*.chromium.e2e.ts'),
      long('electron', 'test/e2e/**/*.electron.e2e.ts'),
      long('faults', 'test/faults/**/*.e2e.ts'),
      // Every route by every reader, and long stories: against a real PostgreSQL, without a program's window.
      { test: { ...long('server', 'test/**/*.pg.long.ts').test, globalSetup: ['test/support/postgres.ts'] } },
    ],
  },
});
