import { defineConfig } from 'vitest/config';

// Set by .ci/run, which counts the tests from it.
const report = process.env.MAHALLA_REPORT;
const everywhere = ['shared', 'main', 'renderer', 'sync-server', 'test'];
const files = (suffix: string) => everywhere.map((root) => `${root}/**/*${suffix}`);

// A test's suffix says where it runs: plain Node, a DOM, or a real PostgreSQL.
export default defineConfig({
  test: {
    // A laptop of two cores would get one worker otherwise. Tests share no state (each
    // database test makes its own database): a fresh process for each file took most of the run.
    maxWorkers: 2,
    reporters: report ? ['default', 'json'] : ['default'],
    ...(report ? { outputFile: { json: report } } : {}),
    projects: [
      {
        test: {
          name: 'unit',
          include: files('.test.ts'),
          exclude: files('.pg.test.ts'),
          environment: 'node',
          isolate: false,
        },
      },
      {
        test: {
          name: 'dom',
          include: files('.dom.test.tsx'),
          environment: 'jsdom',
          isolate: false,
          setupFiles: ['test/support/dom.ts'],
        },
      },
      {
        test: {
          name: 'pg',
          include: files('.pg.test.ts'),
          environment: 'node',
          globalSetup: ['test/support/postgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
