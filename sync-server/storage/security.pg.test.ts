import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { asAdmin, startTestServer, type TestServer } from '../../test/support/server.ts';
import { verifyAudit } from './audit.ts';
import { SERVER } from './database.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  for (let n = 0; n < 2; n++) {
    const laptop = await server.laptop(await server.office());
    await laptop.push([
      laptop.operation({
        collection: 'documents',
        docId: `doc-${n}`,
        kind: 'create',
        patch: { journal: 'outgoing', kind: 'letter', state: 'draft', subject: 'Soʻrov' },
      }),
    ]);
  }
});
afterAll(() => server.close());

async function tables(): Promise<readonly string[]> {
  const rows = await asAdmin(server.adminUrl, (admin) =>
    admin.query<{ tablename: string }>(`select tablename from pg_tables where schemaname = 'public'`),
  );
  return rows.rows.map((row) => row.tablename);
}

describe('row level security', () => {
  test('is enabled and forced on every table, and the app role is no owner and may not bypass it', async () => {
    const loose = await asAdmin(server.adminUrl, (admin) =>
      admin.query(`select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`),
    );
    expect((await tables()).length).toBeGreaterThan(15);
    expect(loose.rows).toEqual([]);
    const role = await asAdmin(server.adminUrl, (admin) =>
      admin.query(`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = 'mahalla_app'`),
    );
    expect(role.rows[0]).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owned: 0,
    });
  });

  test('gives no row of any table without a context, and lets none be written', async () => {
    await asAdmin(server.appUrl, async (app) => {
      for (const table of await tables()) {
        expect((await app.query(`select 1 from ${table}`)).rowCount, table).toBe(0);
        if (table !== 'audit')
          expect(
            await app.query(`delete from ${table} where false`).catch((error: Error) => error.message),
            table,
          ).toBeTruthy();
      }
      await expect(app.query(`insert into counter (name, value) values ('x', 1)`)).rejects.toThrow(
        /row-level security/,
      );
      await expect(app.query('select * from migrations.done')).rejects.toThrow(/permission denied/);
    });
    const full = await asAdmin(server.adminUrl, (admin) =>
      admin.query('select (select count(*)::int from doc) as docs, (select count(*)::int from device) as devices'),
    );
    expect(full.rows[0]).toEqual({ docs: expect.any(Number), devices: 2 });
    expect(full.rows[0].docs).toBeGreaterThan(3);
  });

  test('an office sees only its own, and a context never bleeds into the next use of a pooled connection', async () => {
    const pool = new pg.Pool({ connectionString: server.appUrl, max: 3 });
    const offices = (
      await asAdmin(server.adminUrl, (admin) =>
        admin.query<{ id: string; area: string }>(`select id, area from office order by id`),
      )
    ).rows;
    const bled: unknown[] = [];
    await Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        const client = await pool.connect();
        try {
          if (n % 3 === 0) {
            bled.push(...(await client.query('select office_id from doc')).rows);
            return;
          }
          const office = offices[n % offices.length] as { id: string; area: string };
          await client.query('begin');
          await client.query(
            `select set_config('app.scope', 'office', true), set_config('app.office', $1, true), set_config('app.area', $2, true)`,
            [office.id, office.area],
          );
          const seen = await client.query<{ office_id: string }>('select office_id from doc');
          if (seen.rows.length === 0) bled.push('nothing seen');
          bled.push(...seen.rows.filter((row) => row.office_id !== office.id));
          await client.query(n % 2 ? 'commit' : 'rollback');
        } finally {
          client.release();
        }
      }),
    );
    await pool.end();
    expect(bled).toEqual([]);
  });
});

describe('I8: the audit chain', () => {
  const check = () => server.database.transaction(SERVER, verifyAudit);

  test('is whole after all that has been done', async () => {
    const { ok, rows } = await check();
    expect(ok).toBe(true);
    expect(rows).toBeGreaterThan(8);
  });

  test('the app role can neither change nor remove a row', async () => {
    await asAdmin(server.appUrl, async (app) => {
      await expect(app.query(`update audit set hash = ''`)).rejects.toThrow(/permission denied/);
      await expect(app.query('delete from audit')).rejects.toThrow(/permission denied/);
    });
  });

  test.each([
    ['a changed content', `update audit set content = jsonb_set(content, '{actor}', '"x"') where seq = 3`, 3],
    ['a changed hash', `update audit set hash = repeat('0', 64) where seq = 4`, 4],
    ['a row taken out of the middle', 'delete from audit where seq = 5', 5],
    ['the last row cut off', 'delete from audit where seq = (select max(seq) from audit)', null],
    [
      'a row put in',
      `insert into audit (seq, content, hash) select max(seq) + 1, '{}', repeat('1', 64) from audit`,
      null,
    ],
  ])('%s is found', async (_what, sql, at) => {
    const before = await check();
    const admin = new pg.Client({ connectionString: server.adminUrl });
    await admin.connect();
    try {
      await admin.query('create table saved as table audit');
      await admin.query(sql);
      const found = await check();
      expect(found.ok).toBe(false);
      expect(found.brokenAt).toBe(at ?? found.brokenAt);
      expect(found.brokenAt).toBeLessThanOrEqual(before.rows + 1);
    } finally {
      await admin.query('truncate audit; insert into audit select * from saved; drop table saved');
      await admin.end();
    }
    expect((await check()).ok).toBe(true);
  });
});
