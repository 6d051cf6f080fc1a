import { randomBytes } from 'node:crypto';
import { calculateThumbprint, generateKeyPair, generateProof, type KeyPair } from 'dpop';
import { exportJWK } from 'jose';
import pg from 'pg';
import type { FastifyInstance } from 'fastify';
import {
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  type EnrolResponse,
  type PullResponse,
  type PushResponse,
  type SessionResponse,
} from '#shared/sync/protocol.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { buildApp, type AppOptions } from '../../sync-server/app.ts';
import { addOffice, addUser, issueCode, MINISTRY } from '../../sync-server/modules/offices.ts';
import { hashPassword } from '../../sync-server/modules/passwords.ts';
import { openDatabase, type Database } from '../../sync-server/storage/database.ts';
import type { StoredOffice } from '../../sync-server/storage/offices.ts';
import type { StoredUser } from '../../sync-server/storage/people.ts';
import { APP_ROLE, OWNER_ROLE } from '../../sync-server/storage/migrate.ts';
import { TEMPLATE, type TestPostgres } from './postgres.ts';

/** Cheap hashes: tests sign in often. */
const TEST_COST = { memory: 256, passes: 1 };

/** Answer to a test request. */
export interface TestAnswer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** A client with a key of its own that signs its requests like the real one does. */
export interface TestClient {
  readonly keys: KeyPair;
  session: SessionResponse | null;
  /** Sends a request with a proof, and once more with the nonce that the server asks for. */
  request<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TestAnswer<Body>>;
  enrol(code: string): Promise<TestAnswer<EnrolResponse>>;
  login(login: string, password: string, deviceId?: string): Promise<TestAnswer<SessionResponse>>;
}

/** A laptop that is enrolled and signed in. */
export interface TestLaptop extends TestClient {
  readonly enrolment: EnrolResponse;
  readonly writer: string;
  readonly user: StoredUser & { readonly password: string };
  push(operations: readonly Operation[], writer?: string): Promise<TestAnswer<PushResponse>>;
  pull(
    after: number,
    options?: { epoch?: string; limit?: number; echo?: boolean; writer?: string },
  ): Promise<TestAnswer<PullResponse>>;
  /** An operation of this laptop's user with the next number. */
  operation(draft: Partial<Operation> & Pick<Operation, 'collection' | 'docId' | 'kind'>): Operation;
}

/** A server of its own, with a database of its own. */
export interface TestServer {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly database: Database;
  /** Connection string of the app role, bound by row level security. */
  readonly appUrl: string;
  /** Connection string of the superuser, who sees everything. */
  readonly adminUrl: string;
  client(): Promise<TestClient>;
  office(name?: string, district?: string): Promise<StoredOffice>;
  user(
    officeId: string,
    role: Role,
    options?: { login?: string; password?: string; area?: string; name?: string },
  ): Promise<StoredUser & { readonly password: string }>;
  code(officeId: string): Promise<string>;
  /** An enrolled laptop with somebody signed in on it. */
  laptop(office: StoredOffice, user?: StoredUser & { readonly password: string }): Promise<TestLaptop>;
  /** A console client of the ministry, or of a duty over an area. */
  console(role?: Role, area?: string): Promise<TestClient>;
  close(): Promise<void>;
}

function urlOf(postgres: TestPostgres, role: string, password: string, database: string): string {
  const url = new URL(postgres.adminUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs SQL past the app: as the superuser, or as whomever the connection string names. */
export async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function createClient(baseUrl: string): Promise<TestClient> {
  const keys = await generateKeyPair('ES256', { extractable: true });
  let nonce: string | undefined;
  const client: TestClient = {
    keys,
    session: null,
    async request(method, path, body, headers = {}) {
      const token = client.session?.accessToken;
      for (let tries = 0; ; tries++) {
        const url = `${baseUrl}${path}`;
        const proof = await generateProof(keys, url.split('?')[0] as string, method, nonce, token);
        const response = await fetch(url, {
          method,
          headers: {
            [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
            dpop: proof,
            ...(token ? { authorization: `DPoP ${token}` } : {}),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        nonce = response.headers.get('dpop-nonce') ?? nonce;
        const bytes = Buffer.from(await response.arrayBuffer());
        if (
          response.status === 401 &&
          tries === 0 &&
          /use_dpop_nonce/.test(response.headers.get('www-authenticate') ?? '')
        )
          continue;
        const type = response.headers.get('content-type') ?? '';
        return {
          status: response.status,
          // A file comes as its bytes.
          body: (type.includes('json')
            ? JSON.parse(bytes.toString())
            : type === '' || type.startsWith('text/')
              ? bytes.toString()
              : bytes) as never,
          headers: response.headers,
        };
      }
    },
    async enrol(code) {
      const jwk = await exportJWK(keys.publicKey);
      const publicKey = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y };
      return client.request('POST', '/api/v1/devices/enrol', { code, name: 'Sinov noutbuki', publicKey });
    },
    async login(login, password, deviceId) {
      client.session = null;
      const answer = await client.request<SessionResponse>('POST', '/api/v1/session/login', {
        login,
        password,
        ...(deviceId ? { deviceId } : {}),
      });
      if (answer.status === 200) client.session = answer.body;
      return answer;
    },
  };
  return client;
}

/** The thumbprint of a test client's key. */
export function thumbprintOf(client: TestClient): Promise<string> {
  return calculateThumbprint(client.keys.publicKey);
}

/**
 * Starts a server over a fresh copy of the migrated template. Works outside vitest too, with a cluster from
 * `startTestPostgres`.
 */
export async function startTestServer(options: {
  readonly postgres: TestPostgres;
  readonly app?: Partial<AppOptions>;
}): Promise<TestServer> {
  const name = `mahalla_${randomBytes(8).toString('hex')}`;
  const { postgres } = options;
  await asAdmin(postgres.adminUrl, async (client) => {
    // Copies of one template can't be made at the same time.
    await client.query(`select pg_advisory_lock(hashtext('mahalla template'))`);
    await client.query(`create database ${name} template ${TEMPLATE} owner ${OWNER_ROLE}`);
  });
  const appUrl = urlOf(postgres, APP_ROLE, postgres.appPassword, name);
  const admin = new URL(postgres.adminUrl);
  admin.pathname = `/${name}`;
  const database = openDatabase(appUrl);
  const app = await buildApp({ database, name: 'Sinov serveri', passwordCost: TEST_COST, ...options.app });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const now = options.app?.now ?? Date.now;
  const deps = { database, now };
  let made = 0;

  const ministry = async () => {
    await addOffice(
      deps,
      {
        id: MINISTRY,
        kind: 'ministry',
        area: 'uz',
        regionId: null,
        districtId: null,
        mahallaId: null,
        name: { latn: 'Vazirlik', cyrl: 'Вазирлик' },
        index: '00',
      },
      null,
    );
  };

  const server: TestServer = {
    url,
    app,
    database,
    appUrl,
    adminUrl: admin.href,
    client: () => createClient(url),
    async office(officeName = 'Sinov', district = 'r1.d1') {
      made += 1;
      const office = await addOffice(
        deps,
        {
          id: `office-${made}`,
          kind: 'mahalla',
          area: `uz.${district}.m${made}`,
          regionId: null,
          districtId: null,
          mahallaId: null,
          name: { latn: `${officeName} ${made}`, cyrl: `Синов ${made}` },
          index: String(made),
        },
        null,
      );
      if (!office) throw new Error('the test office could not be made');
      return office;
    },
    async user(officeId, role, { login, password = 'besh-soz-parol', area, name: userName = 'Sinov Xodimi' } = {}) {
      made += 1;
      const user = await addUser(
        deps,
        {
          login: login ?? `xodim${made}`,
          name: userName,
          position: '',
          role,
          officeId,
          ...(area ? { area } : {}),
          passwordHash: await hashPassword(password, TEST_COST),
        },
        null,
      );
      return { ...user, password };
    },
    async code(officeId) {
      const issued = await issueCode(deps, officeId, { area: 'uz', actor: null });
      if (!issued) throw new Error('no code was issued');
      return issued.code;
    },
    async laptop(office, user) {
      const person = user ?? (await server.user(office.id, 'chair'));
      const client = await createClient(url);
      const enrolled = await client.enrol(await server.code(office.id));
      if (enrolled.status !== 200) throw new Error(`enrolment failed: ${JSON.stringify(enrolled.body)}`);
      const signedIn = await client.login(person.login, person.password, enrolled.body.deviceId);
      if (signedIn.status !== 200) throw new Error(`sign-in failed: ${JSON.stringify(signedIn.body)}`);
      const writer = `${enrolled.body.deviceId}.1`;
      let seq = 0;
      return Object.assign(client, {
        enrolment: enrolled.body,
        writer,
        user: person,
        push: (operations: readonly Operation[], as = writer) =>
          client.request<PushResponse>('POST', '/api/v1/sync/push', { writer: as, operations }),
        pull: (after: number, more: { epoch?: string; limit?: number; echo?: boolean; writer?: string } = {}) =>
          client.request<PullResponse>('POST', '/api/v1/sync/pull', {
            writer: more.writer ?? writer,
            epoch: more.epoch ?? enrolled.body.epoch,
            after,
            limit: more.limit ?? 1000,
            echo: more.echo ?? false,
          }),
        operation: (draft: Partial<Operation> & Pick<Operation, 'collection' | 'docId' | 'kind'>): Operation => {
          seq = draft.seq ?? seq + 1;
          return {
            id: randomBytes(16).toString('base64url'),
            writer,
            at: new Date(now()).toISOString(),
            actor: person.id,
            patch: {},
            base: {},
            version: 0,
            ...draft,
            seq,
          };
        },
      });
    },
    async console(role = 'ministry_officer', area) {
      await ministry();
      const person = await server.user(MINISTRY, role, area ? { area } : {});
      const client = await createClient(url);
      const signedIn = await client.login(person.login, person.password);
      if (signedIn.status !== 200) throw new Error(`sign-in failed: ${JSON.stringify(signedIn.body)}`);
      return client;
    },
    async close() {
      await app.close();
      await database.close();
      await asAdmin(postgres.adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
  return server;
}
