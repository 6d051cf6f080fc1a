/**
 * The project's server, as a process of its own: the real app over a fresh database of a real PostgreSQL. Sends to its
 * parent where it listens and how two laptops of one office get in.
 */
import { startTestServer } from '../../support/server.ts';
import type { TestPostgres } from '../../support/postgres.ts';

/** What a laptop needs to be enrolled, and who signs in on it. */
export interface OursReady {
  readonly port: number;
  readonly login: string;
  readonly password: string;
  /** One-time codes, one for each profile. */
  readonly codes: readonly [string, string];
}

const postgres = JSON.parse(process.argv[2] ?? 'null') as TestPostgres | null;
if (!postgres) throw new Error('usage: server.ts POSTGRES');

const server = await startTestServer({ postgres });
const office = await server.office();
const user = await server.user(office.id, 'secretary');
const ready: OursReady = {
  port: Number(new URL(server.url).port),
  login: user.login,
  password: user.password,
  codes: [await server.code(office.id), await server.code(office.id)],
};
process.send?.(ready);

process.on('message', () => {
  const scope = { kind: 'office', officeId: office.id, area: office.area } as const;
  void server.database
    .transaction(scope, (tx) => tx.query<{ n: string }>(`select count(*) as n from doc where collection = 'documents'`))
    .then((rows) => process.send?.(Number(rows[0]?.n)));
});

let closing = false;
process.on('SIGTERM', () => {
  if (closing) return;
  closing = true;
  void server.close().then(() => process.exit(0));
});
