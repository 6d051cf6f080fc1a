import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const here = dirname(fileURLToPath(import.meta.url));

/** The role that the server works as. It owns nothing and row level security binds it. */
export const APP_ROLE = 'mahalla_app';
/** The role that owns the tables of an embedded database. */
export const OWNER_ROLE = 'mahalla_owner';

function migrationsDir(): string {
  for (const dir of [join(here, 'migrations'), join(here, 'storage', 'migrations')]) if (existsSync(dir)) return dir;
  throw new Error('the SQL migrations are missing');
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Makes or mends a role that can log in, is no superuser and is bound by row level security. */
export async function ensureRole(adminUrl: string, role: string, password: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const name = client.escapeIdentifier(role);
    const flags = `login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${client.escapeLiteral(password)}`;
    // Roles belong to the whole cluster: two starts at once must not both create one.
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('mahalla roles'))`);
    const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
    await client.query(found.rowCount ? `alter role ${name} ${flags}` : `create role ${name} ${flags}`);
    await client.query('commit');
  });
}

/** Creates a database owned by the owner role, unless it exists. */
export async function ensureDatabase(adminUrl: string, database: string, owner: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount) return;
    await client.query(`create database ${client.escapeIdentifier(database)} owner ${client.escapeIdentifier(owner)}`);
  });
}

/** Runs the migrations that have not run yet, as the owner of the tables, in one transaction. */
export async function migrate(ownerUrl: string): Promise<void> {
  await runner({
    databaseUrl: ownerUrl,
    dir: migrationsDir(),
    direction: 'up',
    migrationsTable: 'done',
    // A schema of its own: the app role may not even look into it.
    migrationsSchema: 'migrations',
    createMigrationsSchema: true,
    advisoryLockMode: 'wait',
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}
