import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openDatabase, type Database } from './storage/database.ts';
import { startEmbeddedPostgres } from './storage/embedded-postgres.ts';
import { APP_ROLE, ensureDatabase, ensureRole, migrate, OWNER_ROLE } from './storage/migrate.ts';

/** A database that is up, migrated and open. */
export interface Runtime {
  readonly database: Database;
  /** Connection string of the app role. */
  readonly appUrl: string;
  /** Connection string of the role that owns the tables. */
  readonly ownerUrl: string;
  /** Closes the pool and stops the embedded database where it is ours. */
  close(): Promise<void>;
}

function readSecrets(dataDir: string): { readonly owner: string; readonly app: string } {
  const file = join(dataDir, 'roles.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as { owner: string; app: string };
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const secrets = { owner: randomBytes(24).toString('base64url'), app: randomBytes(24).toString('base64url') };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  chmodSync(file, 0o600);
  return secrets;
}

function withRole(url: string, role: string, password: string, database?: string): string {
  const next = new URL(url);
  next.username = role;
  next.password = password;
  if (database) next.pathname = `/${database}`;
  return next.href;
}

/**
 * Brings the database up: the embedded one under `dataDir`, or the one that `databaseUrl` names, whose user owns the
 * tables and may make the app role (or finds `mahalla_app` made already, with `appDatabaseUrl`).
 */
export async function openRuntime(options: {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly appDatabaseUrl?: string | undefined;
  /** Whether this process is the server, or a command beside it. */
  readonly as: 'server' | 'command';
}): Promise<Runtime> {
  const dataDir = resolve(options.dataDir);
  if (options.databaseUrl) {
    const ownerUrl = options.databaseUrl;
    let appUrl = options.appDatabaseUrl;
    if (!appUrl) {
      const secrets = readSecrets(dataDir);
      await ensureRole(ownerUrl, APP_ROLE, secrets.app);
      appUrl = withRole(ownerUrl, APP_ROLE, secrets.app);
    }
    await migrate(ownerUrl);
    const database = openDatabase(appUrl);
    return { database, appUrl, ownerUrl, close: () => database.close() };
  }
  const postgres = await startEmbeddedPostgres({ dataDir, running: options.as === 'server' ? 'adopt' : 'attach' });
  try {
    const secrets = readSecrets(dataDir);
    await ensureRole(postgres.adminUrl, OWNER_ROLE, secrets.owner);
    await ensureRole(postgres.adminUrl, APP_ROLE, secrets.app);
    await ensureDatabase(postgres.adminUrl, 'mahalla', OWNER_ROLE);
    const ownerUrl = withRole(postgres.adminUrl, OWNER_ROLE, secrets.owner, 'mahalla');
    const appUrl = withRole(postgres.adminUrl, APP_ROLE, secrets.app, 'mahalla');
    await migrate(ownerUrl);
    const database = openDatabase(appUrl);
    return {
      database,
      appUrl,
      ownerUrl,
      async close() {
        await database.close();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
