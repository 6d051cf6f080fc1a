import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../sync-server/storage/embedded-postgres.ts';
import { APP_ROLE, ensureDatabase, ensureRole, migrate, OWNER_ROLE } from '../../sync-server/storage/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestPostgres;
  }
}

/** A cluster for tests: every test server takes a copy of its template database. */
export interface TestPostgres {
  readonly adminUrl: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
}

/** Name of the migrated database that others are copied from. */
export const TEMPLATE = 'mahalla_template';

/** Starts a throwaway PostgreSQL in a folder of its own, with a migrated template. */
export async function startTestPostgres(): Promise<TestPostgres & { stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mahalla-pg-'));
  // Run by root, PostgreSQL works under another account, who must be able to enter.
  chmodSync(dataDir, 0o711);
  // What is thrown away needs no disk; the tests that kill PostgreSQL start one of their own, with fsync on.
  const settings = { max_connections: '200', fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
  const postgres = await startEmbeddedPostgres({ dataDir, running: 'adopt', settings });
  const result = { adminUrl: postgres.adminUrl, ownerPassword: 'owner-of-a-test', appPassword: 'app-of-a-test' };
  const stop = async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await ensureRole(result.adminUrl, OWNER_ROLE, result.ownerPassword);
    await ensureRole(result.adminUrl, APP_ROLE, result.appPassword);
    await ensureDatabase(result.adminUrl, TEMPLATE, OWNER_ROLE);
    const owner = new URL(result.adminUrl);
    owner.username = OWNER_ROLE;
    owner.password = result.ownerPassword;
    owner.pathname = `/${TEMPLATE}`;
    await migrate(owner.href);
    return { ...result, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One PostgreSQL for all `.pg.test.ts` files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...postgres } = await startTestPostgres();
  project.provide('postgres', postgres);
  return stop;
}
