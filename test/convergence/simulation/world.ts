import { randomBytes } from 'node:crypto';
import { generateKeyPair, generateProof, type KeyPair } from 'dpop';
import type { FastifyInstance } from 'fastify';
import { exportJWK } from 'jose';
import pg from 'pg';
import { createOfficeKey } from '#shared/domain/documents/signing.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Conflict, Operation } from '#shared/sync/operation.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION, type EnrolResponse, type SessionResponse } from '#shared/sync/protocol.ts';
import { buildApp } from '../../../sync-server/app.ts';
import { addOffice, addUser, issueCode } from '../../../sync-server/modules/offices.ts';
import { hashPassword } from '../../../sync-server/modules/passwords.ts';
import { writeStaffDoc } from '../../../sync-server/modules/staff.ts';
import { openDatabase, type Database, type Transaction } from '../../../sync-server/storage/database.ts';
import { APP_ROLE, OWNER_ROLE } from '../../../sync-server/storage/migrate.ts';
import { addPublicKey } from '../../../sync-server/storage/people.ts';
import { TEMPLATE, type TestPostgres } from '../../support/postgres.ts';
import type { Identity, SimUser } from './laptop.ts';
import type { RequestKind, ServerAnswer } from './network.ts';
import type { Rng } from './rng.ts';

/** Where the server dies next: at a statement, between the last statement and the commit, or after the commit. */
export type CrashPoint =
  { readonly at: 'statement'; readonly number: number } | { readonly at: 'commit' } | { readonly at: 'answer' };

/** Faults built into the server on purpose, to prove that the oracle sees them. */
export type ServerMutation = 'forgets_operation' | 'forgets_conflict' | 'leaks';

/** A line of the server's operation log. */
export interface LoggedOperation {
  readonly id: string;
  readonly writer: string;
  readonly seq: number;
  readonly outcome: 'applied' | 'merged' | 'refused';
  readonly code: string | null;
  readonly content: Operation | null;
}

/** A document as the server has it. */
export interface StoredDocument {
  readonly collection: string;
  readonly id: string;
  readonly officeId: string;
  readonly version: number;
  readonly body: JsonObject;
  readonly conflicts: readonly Conflict[];
  readonly removed: boolean;
}

/** An office of one seed. */
export interface SimOffice {
  readonly id: string;
  readonly area: string;
  readonly users: readonly SimUser[];
}

/** What a laptop needs to be let in. */
export interface Credentials {
  readonly keys: KeyPair;
  readonly accessToken: string;
  readonly deviceId: string;
}

/** A copy of what the server holds of some offices. */
export interface ServerBackup {
  readonly offices: readonly string[];
  readonly tables: ReadonlyMap<string, string>;
  readonly operations: ReadonlySet<string>;
}

/** Thrown into a transaction to undo it: the process is gone. */
class ServerDied extends Error {}

const CHEAP = { memory: 256, passes: 1 };
const KEPT = ['doc', 'operation', 'writer', 'paper'] as const;

/** The real server code over a database of its own, with a crash at a point that the scheduler chooses. */
export class World {
  readonly #database: Database;
  readonly #admin: pg.Client;
  readonly #postgres: TestPostgres;
  readonly #name: string;
  #app: FastifyInstance | null = null;
  #nonce: string | undefined;
  #crash: CrashPoint | null = null;
  #died = false;
  mutation: ServerMutation | null = null;
  #made = 0;

  private constructor(postgres: TestPostgres, name: string, database: Database, admin: pg.Client) {
    this.#postgres = postgres;
    this.#name = name;
    this.#database = database;
    this.#admin = admin;
  }

  /** A fresh database out of the migrated template, and an app over it. */
  static async open(postgres: TestPostgres): Promise<World> {
    const name = `mahalla_sim_${randomBytes(6).toString('hex')}`;
    const setup = new pg.Client({ connectionString: postgres.adminUrl });
    await setup.connect();
    try {
      await setup.query(`select pg_advisory_lock(hashtext('mahalla template'))`);
      await setup.query(`create database ${name} template ${TEMPLATE} owner ${OWNER_ROLE} strategy file_copy`);
      // The database itself never loses its power here, so nobody has to wait for its disk.
      await setup.query(`alter database ${name} set synchronous_commit = off`);
    } finally {
      await setup.end();
    }
    const url = new URL(postgres.adminUrl);
    url.pathname = `/${name}`;
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    url.username = APP_ROLE;
    url.password = postgres.appPassword;
    const world = new World(postgres, name, openDatabase(url.href), admin);
    await world.rebuild();
    return world;
  }

  /** The database as the app sees it, with the crash points and the planted faults laid into it. */
  #faulty(): Database {
    const inner = this.#database;
    return {
      ...inner,
      transaction: async (scope, work, options) => {
        if (scope.kind !== 'office') return inner.transaction(scope, work, options);
        let statements = 0;
        let forgotten: { readonly result: unknown } | null = null;
        const step = () => {
          if (this.#crash?.at === 'statement' && ++statements > this.#crash.number) this.#die();
        };
        const watched = (tx: Transaction): Transaction => ({
          ...tx,
          query: async (text, values, name) => {
            step();
            return tx.query(text, values, name);
          },
          execute: async (text, values, name) => {
            step();
            return tx.execute(text, this.#tamper(values, name), name);
          },
        });
        try {
          const result = await inner.transaction(
            scope,
            async (tx) => {
              const value = await work(watched(tx));
              if (this.#crash?.at === 'commit') this.#die();
              if (this.mutation === 'forgets_operation' && isPush(value)) {
                this.mutation = null;
                forgotten = { result: value };
                throw new Error('forgotten on purpose');
              }
              return value;
            },
            options,
          );
          if (this.#crash?.at === 'answer') this.#die();
          return result;
        } catch (error) {
          const lost = forgotten as { readonly result: unknown } | null;
          if (lost) return lost.result as never;
          throw error;
        }
      },
    };
  }

  #tamper(values: readonly unknown[] | undefined, name: string | undefined): readonly unknown[] | undefined {
    if (this.mutation !== 'forgets_conflict' || name !== 'docs-update' || !values) return values;
    const rows = JSON.parse(String(values[2])) as { k: unknown }[];
    return [values[0], values[1], JSON.stringify(rows.map((row) => ({ ...row, k: null })))];
  }

  #die(): never {
    this.#crash = null;
    this.#died = true;
    throw new ServerDied('the server died');
  }

  /** A new process over the same database. */
  async rebuild(): Promise<void> {
    const old = this.#app;
    this.#app = await buildApp({ database: this.#faulty(), passwordCost: CHEAP });
    await old?.close();
  }

  crashAt(point: CrashPoint | null): void {
    this.#crash = point;
  }

  async #inject(
    path: string,
    body: string,
    credentials: { keys: KeyPair; accessToken?: string },
  ): Promise<ServerAnswer> {
    for (let tries = 0; ; tries += 1) {
      const { keys, accessToken } = credentials;
      const dpop = await generateProof(keys, `http://localhost${path}`, 'POST', this.#nonce, accessToken);
      const response = await (this.#app as FastifyInstance).inject({
        method: 'POST',
        url: path,
        headers: {
          host: 'localhost',
          'content-type': 'application/json',
          [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
          dpop,
          ...(accessToken ? { authorization: `DPoP ${accessToken}` } : {}),
        },
        payload: body,
      });
      this.#nonce = (response.headers['dpop-nonce'] as string | undefined) ?? this.#nonce;
      const asked = String(response.headers['www-authenticate'] ?? '').includes('use_dpop_nonce');
      if (asked && tries === 0) continue;
      return {
        status: response.statusCode,
        body: response.payload,
        retryAfter: Number(response.headers['retry-after'] ?? 0),
      };
    }
  }

  /** Gives a request to the server. Null where the server died over it: then a new one stands in its place. */
  async handle(credentials: Credentials, kind: RequestKind, body: string): Promise<ServerAnswer | null> {
    const answer = await this.#inject(`/api/v1/sync/${kind}`, body, credentials);
    // Of requests that were under way together only the one that met the crash is without an answer.
    if (this.#died && answer.status === 500) {
      this.#died = false;
      await this.rebuild();
      return null;
    }
    return this.mutation === 'leaks' && kind === 'pull' && answer.status === 200 ? leak(answer) : answer;
  }

  /** An office of its own for a seed, with a chair, a secretary and a specialist. */
  async office(rng: Rng): Promise<SimOffice> {
    const tag = `${randomBytes(4).toString('hex')}${this.#made++}`;
    const deps = { database: this.#database, now: Date.now };
    const office = await addOffice(
      deps,
      {
        id: `office-${tag}`,
        kind: 'mahalla',
        area: `uz.r1.d1.m${tag}`,
        regionId: null,
        districtId: null,
        mahallaId: null,
        name: { latn: `Idora ${tag}`, cyrl: `Идора ${tag}` },
        index: '1',
      },
      null,
    );
    if (!office) throw new Error('no office was made');
    const passwordHash = await hashPassword('besh-soz-parol', CHEAP);
    const users: SimUser[] = [];
    for (const role of ['chair', 'secretary', 'specialist'] as const satisfies readonly Role[]) {
      const login = `${role}-${tag}`;
      const user = await addUser(
        deps,
        { login, name: role, position: '', role, officeId: office.id, passwordHash },
        null,
      );
      const key = createOfficeKey(rng);
      await this.#database.transaction({ kind: 'server' }, async (tx) => {
        const changed = await addPublicKey(tx, user.id, key.publicKey);
        if (!changed) throw new Error('no key was added');
        await writeStaffDoc(tx, { ...changed, area: office.area });
      });
      users.push({ id: user.id, role, officeId: office.id, key });
    }
    return { id: office.id, area: office.area, users };
  }

  /** Enrols a laptop of an office and signs somebody in on it. */
  async enrol(
    office: SimOffice,
    user: SimUser,
  ): Promise<{ readonly identity: Identity; readonly credentials: Credentials }> {
    const deps = { database: this.#database, now: Date.now };
    const issued = await issueCode(deps, office.id, { area: 'uz', actor: null });
    const keys = await generateKeyPair('ES256', { extractable: true });
    const { kty, crv, x, y } = await exportJWK(keys.publicKey);
    const enrolled = await this.#inject(
      '/api/v1/devices/enrol',
      JSON.stringify({ code: issued?.code, name: 'Noutbuk', publicKey: { kty, crv, x, y } }),
      { keys },
    );
    if (enrolled.status !== 200) throw new Error(`enrolment failed: ${enrolled.body}`);
    const { deviceId } = JSON.parse(enrolled.body) as EnrolResponse;
    const login = `${user.role}-${office.id.slice('office-'.length)}`;
    const signedIn = await this.#inject(
      '/api/v1/session/login',
      JSON.stringify({ login, password: 'besh-soz-parol', deviceId }),
      { keys },
    );
    if (signedIn.status !== 200) throw new Error(`sign-in failed: ${signedIn.body}`);
    const { accessToken } = JSON.parse(signedIn.body) as SessionResponse;
    return {
      identity: { deviceId, officeId: office.id, users: office.users },
      credentials: { keys, accessToken, deviceId },
    };
  }

  /** The operation log of an office. */
  async operations(officeId: string): Promise<readonly LoggedOperation[]> {
    const { rows } = await this.#admin.query<LoggedOperation & { seq: string }>(
      'select id, writer, seq, outcome, code, content from operation where office_id = $1 order by received_at, writer, seq',
      [officeId],
    );
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  }

  /** The documents that an office may see: its own, and what is shared downwards from above it. */
  async documents(office: SimOffice): Promise<readonly StoredDocument[]> {
    const { rows } = await this.#admin.query<Omit<StoredDocument, 'conflicts'> & { conflicts: Conflict[] | null }>(
      `select collection, id, office_id as "officeId", version, body, conflicts, removed from doc
       where office_id = $1 or (downward and ($2 = area or starts_with($2, area || '.')))`,
      [office.id, office.area],
    );
    return rows.map((row) => ({ ...row, conflicts: row.conflicts ?? [] }));
  }

  async head(): Promise<number> {
    const { rows } = await this.#admin.query<{ value: string }>(`select value from counter where name = 'change'`);
    return Number(rows[0]?.value);
  }

  /** Why a device was flagged, or null. */
  async flagOf(deviceId: string): Promise<string | null> {
    const { rows } = await this.#admin.query<{ flag: string | null }>('select flag from device where id = $1', [
      deviceId,
    ]);
    return rows[0]?.flag ?? null;
  }

  /** A backup of what the server holds of a seed's offices. */
  async backup(offices: readonly SimOffice[]): Promise<ServerBackup> {
    const ids = offices.map((office) => office.id);
    const tables = new Map<string, string>();
    for (const table of KEPT) {
      const { rows } = await this.#admin.query<{ all: string | null }>(
        `select json_agg(t)::text as all from ${table} t where office_id = any($1)`,
        [ids],
      );
      tables.set(table, rows[0]?.all ?? '[]');
    }
    const counters = await this.#admin.query<{ all: string }>(`select json_agg(t)::text as all from counter t`);
    tables.set('counter', counters.rows[0]?.all ?? '[]');
    const audit = await this.#admin.query<{ seq: string | null }>('select max(seq) as seq from audit');
    tables.set('audit', String(audit.rows[0]?.seq ?? 0));
    const logged = await this.#admin.query<{ id: string }>('select id from operation where office_id = any($1)', [ids]);
    return { offices: ids, tables, operations: new Set(logged.rows.map((row) => row.id)) };
  }

  /** Goes back to a backup, under a new epoch, as the restore command does. */
  async restore(backup: ServerBackup): Promise<void> {
    await this.#admin.query('begin');
    for (const table of KEPT) {
      await this.#admin.query(`delete from ${table} where office_id = any($1)`, [backup.offices]);
      await this.#admin.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`, [
        backup.tables.get(table),
      ]);
    }
    await this.#admin.query('delete from audit where seq > $1', [backup.tables.get('audit')]);
    await this.#admin.query(
      `update counter set value = old.value, hash = old.hash
       from json_populate_recordset(null::counter, $1::json) old where counter.name = old.name`,
      [backup.tables.get('counter')],
    );
    await this.#admin.query(`update server_meta set value = $1 where key = 'epoch'`, [randomBytes(8).toString('hex')]);
    await this.#admin.query('commit');
    await this.rebuild();
  }

  async close(): Promise<void> {
    await this.#app?.close();
    await this.#database.close();
    await this.#admin.end();
    const client = new pg.Client({ connectionString: this.#postgres.adminUrl });
    await client.connect();
    await client.query(`drop database if exists ${this.#name} with (force)`);
    await client.end();
  }
}

/** Adds a paper of another office to a page. */
function leak(answer: ServerAnswer): ServerAnswer {
  const page = JSON.parse(answer.body) as { docs: unknown[]; next: number };
  const body = { journal: 'incoming', kind: 'letter', state: 'draft', subject: 'not yours' };
  page.docs.push({
    collection: 'documents',
    id: 'a-paper-of-others',
    officeId: 'office-of-others',
    version: 0,
    body,
    seq: page.next,
  });
  return { ...answer, body: JSON.stringify(page) };
}

function isPush(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'acked' in value;
}
