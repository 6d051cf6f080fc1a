import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateProof, type KeyPair } from 'dpop';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '#shared/sync/protocol.ts';
import { buildApp } from '../../sync-server/app.ts';
import { createDiskContent } from '../../sync-server/modules/files/content.ts';
import type { Policy } from '../../sync-server/plugins/policy.ts';
import { openDatabase, type Database } from '../../sync-server/storage/database.ts';
import type { StoredOffice } from '../../sync-server/storage/offices.ts';
import { asAdmin, startTestServer, type TestClient, type TestLaptop, type TestServer } from '../support/server.ts';

/*
 * Bar 4: whoever is not assigned learns nothing of a file, not even that there is one. Servers are copies of one
 * database, so people, keys and sessions are the same on all of them; one has no file, one has it, and on one it has
 * gone on. Every route is asked by every kind of reader on each of them, and the answers are compared byte by byte.
 */

const NOW = Date.parse('2026-03-02T08:00:00.000Z');
const CLIENT_NAME = 'Yashirinova Planted Nomsiz';
const NUMBER = 'Q9-417';
const MARK = 'planted-words-of-the-file';
const newId = () => randomBytes(16).toString('base64url');
const ids = { file: newId(), event: newId(), missing: newId(), hash: randomBytes(32).toString('hex') };

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Someone with a key and a session that are good on every copy. */
interface Person {
  readonly keys: KeyPair;
  readonly token: string | undefined;
  readonly userId: string;
  readonly deviceId: string | null;
  readonly role: Role | 'nobody';
}

interface Route {
  readonly method: string;
  readonly url: string;
  readonly policy: Policy;
}

interface Copy {
  readonly url: string;
  readonly routes: readonly Route[];
  /** Ids of the emergencies of this copy, by who asked. */
  readonly emergencies: Map<string, string>;
  readonly nonces: { value?: string };
  /** Goes on by a millisecond with each request: lists by time are in one order on every copy. */
  readonly clock: { now: number };
  close(): Promise<void>;
}

let base: TestServer;
let folder: string;
let office: StoredOffice;
let foreign: StoredOffice;
const people = new Map<string, Person>();
let worker: Person;
let without: Copy;
let ended: Copy;
let further: Copy;

function personOf(client: TestClient | TestLaptop, role: Person['role']): Person {
  const laptop = 'enrolment' in client ? client : null;
  return {
    keys: client.keys,
    token: client.session?.accessToken,
    userId: client.session?.user.id ?? '',
    deviceId: laptop?.enrolment.deviceId ?? null,
    role,
  };
}

async function openCopy(name: string): Promise<Copy> {
  await asAdmin(base.adminUrl.replace(/\/[^/]+$/, '/postgres'), (admin) =>
    admin.query(`create database ${name} template ${new URL(base.adminUrl).pathname.slice(1)}`),
  );
  const url = new URL(base.appUrl);
  url.pathname = `/${name}`;
  const database: Database = openDatabase(url.href);
  const routes: Route[] = [];
  const clock = { now: NOW };
  const app: FastifyInstance = await buildApp({
    database,
    now: () => clock.now,
    passwordCost: { memory: 256, passes: 1 },
    files: { content: await createDiskContent(join(folder, name)), limit: 1_000_000 },
    onRoute: ({ method, url: path, config }) => {
      for (const one of [method].flat())
        if (config?.policy) routes.push({ method: one, url: path, policy: config.policy });
    },
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url: address,
    routes,
    emergencies: new Map(),
    nonces: {},
    clock,
    async close() {
      await app.close();
      await database.close();
      await asAdmin(base.adminUrl.replace(/\/[^/]+$/, '/postgres'), (admin) =>
        admin.query(`drop database ${name} with (force)`),
      );
    },
  };
}

async function ask(copy: Copy, person: Person, method: string, path: string, body?: unknown): Promise<Answer> {
  const url = `${copy.url}${path}`;
  for (let tries = 0; ; tries++) {
    const proof = await generateProof(
      person.keys,
      url.split('?')[0] as string,
      method,
      copy.nonces.value,
      person.token,
    );
    const response = await fetch(url, {
      method,
      headers: {
        [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
        dpop: proof,
        ...(person.token ? { authorization: `DPoP ${person.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    copy.nonces.value = response.headers.get('dpop-nonce') ?? copy.nonces.value ?? '';
    const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
    if (
      response.status === 401 &&
      tries === 0 &&
      /use_dpop_nonce/.test(response.headers.get('www-authenticate') ?? '')
    ) {
      continue;
    }
    const headers = [...response.headers]
      // The length of a packed body depends on the ids that were drawn.
      .filter(([name]) => !['date', 'dpop-nonce', 'keep-alive'].includes(name))
      .filter(([name]) => name !== 'content-length' || !response.headers.has('content-encoding'))
      .map(([name, value]) => `${name}: ${value}`)
      .toSorted();
    return { status: response.status, text: [...headers, '', text].join('\n') };
  }
}

/** What differs from request to request on one and the same server: ids that the server draws for itself. */
function masked(copy: Copy, { status, text }: Answer): string {
  const [head = '', ...rest] = text.split('\n\n');
  let result = rest
    .join('\n\n')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<request>');
  // The moment of a write, by the database's own clock.
  result = result.replaceAll(/"changedAt":"[^"]+"/g, '"changedAt":"<moment>"');
  // One-time codes of laptops.
  result = result.replaceAll(/[A-Z0-9]{5}-[A-Z0-9]{5}"/g, '<code>"');
  for (const [who, id] of copy.emergencies) result = result.replaceAll(id, `<emergency of ${who}>`);
  const known = new Set([
    ids.file,
    ids.event,
    ids.missing,
    worker.userId,
    ...[...people.values()].map((one) => one.userId),
  ]);
  result = result.replaceAll(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g, (token) =>
    known.has(token) ? token : '<drawn>',
  );
  return `${status}\n${head}\n\n${result}`;
}

const seqs = new Map<string, number>();
function operation(writer: string, person: Person, draft: Partial<Operation> & { readonly docId: string }): Operation {
  const seq = (seqs.get(writer) ?? 0) + 1;
  seqs.set(writer, seq);
  return {
    id: newId(),
    writer,
    seq,
    at: '2026-03-02T08:00:00.000Z',
    actor: person.userId,
    collection: 'cases',
    kind: 'patch',
    patch: {},
    base: {},
    version: 0,
    ...draft,
  };
}

const entry = (id: string, more: JsonObject) => ({ id, at: '2026-03-02T08:00:00.000Z', actor: worker.userId, ...more });

async function pushAs(copy: Copy, person: Person, writer: string, operations: readonly Operation[]) {
  const answer = await ask(copy, person, 'POST', '/api/v1/sync/protected/push', { writer, operations });
  expect(answer.text).toContain('"answers":[]');
}

/** Opens the file, assigns somebody, and ends that again. */
async function openFile(copy: Copy): Promise<void> {
  const writer = `${worker.deviceId}.own-${copy.url.split(':').at(-1)}`;
  const gone = people.get('assignment ended') as Person;
  await pushAs(copy, worker, writer, [
    operation(writer, worker, {
      docId: ids.file,
      kind: 'create',
      patch: {
        kind: 'violence',
        state: 'intake',
        number: NUMBER,
        clientName: CLIENT_NAME,
        request: MARK,
        workers: [
          entry('w-1', { userId: worker.userId, role: 'supervisor' }),
          entry('w-2', { userId: gone.userId, role: 'worker' }),
        ],
      },
    }),
    operation(writer, worker, {
      collection: 'caseEvents',
      docId: ids.event,
      kind: 'create',
      patch: { caseId: ids.file, kind: 'note', state: 'recorded', on: '2026-03-02', text: MARK },
    }),
  ]);
  await pushAs(copy, worker, writer, [
    operation(writer, worker, { docId: ids.file, patch: { workerEndings: [entry('e-1', { workerEntryId: 'w-2' })] } }),
  ]);
  if (copy !== further) return;
  await pushAs(copy, worker, writer, [
    operation(writer, worker, {
      collection: 'caseEvents',
      docId: newId(),
      kind: 'create',
      patch: { caseId: ids.file, kind: 'note', state: 'recorded', on: '2026-03-03', text: MARK },
    }),
    operation(writer, worker, { docId: ids.file, patch: { safetyPlan: MARK } }),
  ]);
}

/** Emergencies in every state that leaves somebody outside, for the very person whom the file is about. */
async function openEmergencies(copy: Copy): Promise<void> {
  const officer = people.get('district officer') as Person;
  for (const who of ['asked and waiting', 'asked and declined', 'asked and run out', 'reads in an emergency']) {
    copy.clock.now += 1;
    const person = people.get(who) as Person;
    const made = await ask(copy, person, 'POST', '/api/v1/emergency', { wanted: CLIENT_NAME, reason: 'Xavf bor' });
    const id = (JSON.parse(made.text.split('\n').at(-1) as string) as { id: string }).id;
    copy.emergencies.set(who, id);
    if (who === 'asked and waiting') continue;
    const approve = who !== 'asked and declined';
    const decided = await ask(copy, officer, 'POST', `/api/v1/console/emergency/${id}/decision`, { approve });
    expect(decided.status).toBe(204);
  }
  const url = new URL(base.adminUrl);
  url.pathname = `/${copy === without ? names[0] : copy === ended ? names[1] : names[2]}`;
  await asAdmin(url.href, (admin) =>
    admin.query('update emergency set until = $2 where id = $1', [
      copy.emergencies.get('asked and run out'),
      new Date(NOW - 1),
    ]),
  );
}

const run = randomBytes(6).toString('hex');
const names = ['a', 'b', 'c'].map((letter) => `mahalla_nothing_${letter}_${run}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nothing-'));
  base = await startTestServer({ postgres: inject('postgres'), app: { now: () => NOW } });
  office = await base.office('Oʻz', 'r1.d1');
  foreign = await base.office('Begona', 'r2.d2');
  const laptop = async (of: StoredOffice, role: Role) =>
    personOf(await base.laptop(of, await base.user(of.id, role)), role);
  worker = await laptop(office, 'specialist');
  for (const role of ['chair', 'secretary', 'specialist'] as const) {
    people.set(`${role} of the office`, await laptop(office, role));
    people.set(`${role} of another office`, await laptop(foreign, role));
  }
  for (const who of ['asked and waiting', 'asked and declined', 'asked and run out', 'reads in an emergency']) {
    people.set(who, await laptop(office, 'secretary'));
  }
  people.set('assignment ended', await laptop(office, 'specialist'));
  const officer = async (role: Role, area?: string) => personOf(await base.console(role, area), role);
  people.set('district officer', await officer('district_officer', 'uz.r1.d1'));
  people.set('region officer', await officer('region_officer', 'uz.r1'));
  people.set('ministry officer', await officer('ministry_officer'));
  people.set('ministry admin', await officer('ministry_admin'));
  people.set('district officer of another district', await officer('district_officer', 'uz.r2.d2'));
  people.set('nobody', personOf(await base.client(), 'nobody'));
  // Whoever works on the very laptop of the one who is assigned.
  const shared = await base.laptop(office, await base.user(office.id, 'specialist'));
  const colleague = await base.user(office.id, 'secretary');
  worker = personOf(shared, 'specialist');
  await shared.login(colleague.login, colleague.password, shared.enrolment.deviceId);
  people.set('colleague on the same laptop', personOf(shared, 'secretary'));
  await base.app.close();
  await base.database.close();
  without = await openCopy(names[0] as string);
  ended = await openCopy(names[1] as string);
  further = await openCopy(names[2] as string);
  for (const copy of [ended, further]) await openFile(copy);
  for (const copy of [without, ended, further]) await openEmergencies(copy);
}, 120_000);

afterAll(async () => {
  for (const copy of [without, ended, further]) await copy?.close();
  await base?.close().catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

/** Routes that are asked in a way of their own, or that deal in secrets which are drawn anew each time. */
const APART = /\/sync\/hints$|\/session\/(login|refresh|logout|key)$|\/devices\/enrol$|\/hello$|^\/api\/docs/;

/** What a route is asked for: everything that names a record names the file, its event, or what is given instead. */
function requestFor(route: Route, person: Person, file: string, event: string, copy: Copy, who: string) {
  const own = person.role === 'nobody' ? office.id : base && office.id;
  let path = route.url
    .replace('offices/:id', `offices/${own}`)
    .replace('users/:id', `users/${worker.userId}`)
    .replace('devices/:id', `devices/${newIdOf(who)}`)
    .replace('emergency/:id', `emergency/${copy.emergencies.get(who) ?? file}`)
    .replace(':office', own)
    .replace(':collection', 'cases')
    .replace(':doc', file)
    .replace(':hash', ids.hash)
    .replace(':serial', file)
    .replace('uploads/:id', `uploads/${own}.${ids.hash}`)
    .replaceAll(/:[a-zA-Z]+/g, file)
    .replaceAll('*', file);
  if (route.url.endsWith('/console/papers')) path += `?text=${encodeURIComponent(CLIENT_NAME)}`;
  const deviceId = person.deviceId ?? 'no-device';
  const guarded = route.url.includes('/protected/');
  const writer = `${deviceId}.${guarded ? 'p' : 'o'}${who.replaceAll(/\W/g, '').slice(0, 12)}${file === ids.file ? 'f' : 'm'}`;
  const body = (): unknown => {
    if (route.url.endsWith('/push')) {
      const op = (draft: Partial<Operation> & { readonly docId: string }) => ({
        ...operation(`${copy.url} ${writer}`, person, draft),
        writer,
        id: `${who.replaceAll(/\W/g, '').slice(0, 20)}.${file === ids.file ? 'f' : 'm'}.${draft.collection ?? 'cases'}.${draft.kind ?? 'patch'}.${guarded ? 'p' : 'o'}`,
      });
      const operations = [
        op({ docId: file, patch: { request: 'boshqa' } }),
        op({ docId: file, kind: 'transition', transition: 'open', patch: {} }),
        op({ docId: file, kind: 'remove' }),
        op({ docId: event, collection: 'caseEvents', patch: { text: 'boshqa' } }),
        op({
          docId: newIdOf(`${who}${file}`),
          collection: 'caseEvents',
          kind: 'create',
          patch: { caseId: file, kind: 'note', state: 'recorded', on: '2026-03-02', text: 'boshqa' },
        }),
        op({
          docId: newIdOf(`task${who}${file}`),
          collection: 'tasks',
          kind: 'create',
          patch: { kind: 'order', state: 'open', text: 'ish', documentId: file },
        }),
      ];
      // A record under the file's own name, as somebody would try who has seen the name.
      operations.push(
        op({
          docId: file,
          kind: 'create',
          patch: {
            kind: guarded ? 'violence' : 'youth',
            state: 'intake',
            clientName: 'Boshqa',
            workers: [
              {
                id: 'w-1',
                userId: person.userId,
                role: 'worker',
                at: '2026-03-02T08:00:00.000Z',
                actor: person.userId,
              },
            ],
          },
        }),
      );
      const first = operations[0]?.seq ?? 1;
      return { writer, operations: operations.map((one, at) => ({ ...one, seq: first + at })) };
    }
    if (route.url.endsWith('/pull')) return { writer, epoch: '', after: 0, limit: 1000, echo: true };
    if (route.url === '/api/v1/emergency')
      return { wanted: file === ids.file ? CLIENT_NAME : 'Boshqa Odam Nomi', reason: 'Xavf bor' };
    if (route.url.endsWith('/decision')) return { approve: false };
    if (route.url.endsWith('/review')) return { note: 'Koʻrildi' };
    if (route.url.endsWith('/emergency/code') && route.url.includes('console')) {
      return {
        userId: worker.userId,
        deviceId: worker.deviceId,
        askerId: people.get('secretary of the office')?.userId,
        reason: 'Xavf bor',
      };
    }
    if (route.url.endsWith('/emergency/code')) return { code: 'ABCDE-FGHJK-MNPQR' };
    if (route.url.endsWith('/emergency/uses')) {
      const asker = people.get('secretary of the office')?.userId;
      return {
        uses: [{ id: `use.${file}`, asker, owner: worker.userId, at: '2026-03-02T08:00:00Z', reason: 'Xavf bor' }],
      };
    }
    if (route.url.endsWith('/active')) return { active: true };
    if (route.url.endsWith('/dispatches')) return { subject: file, text: file, recipients: { offices: [own] } };
    if (route.url.endsWith('/withdraw') || route.url.endsWith('/correct'))
      return { subject: 's', text: 't', reason: 'sabab' };
    return {};
  };
  return { path, body: ['POST', 'PUT', 'PATCH'].includes(route.method) ? body() : undefined };
}

const drawn = new Map<string, string>();
/** An id that is the same for one name on every copy. */
function newIdOf(name: string): string {
  const known = drawn.get(name) ?? newId();
  drawn.set(name, known);
  return known;
}

describe('S65: whoever is not assigned learns nothing, not even that there is a file', () => {
  test('every route, every reader: answers with the file and without it are equal byte by byte', async () => {
    const routes = further.routes.filter((route) => !APART.test(route.url) && route.method !== 'OPTIONS');
    expect(routes.length).toBeGreaterThan(40);
    const outside = [...people].filter(([who]) => who !== 'reads in an emergency');
    expect(outside.length).toBeGreaterThanOrEqual(16);
    const leaks: string[] = [];
    let compared = 0;
    let step = 0;
    for (const [who, person] of outside) {
      // Whoever was assigned knows of the file until then: they learn nothing of how it goes on.
      const other = who === 'assignment ended' ? ended : without;
      for (const route of routes) {
        step += 1;
        for (const copy of [without, ended, further]) copy.clock.now = NOW + 1_000 + step;
        // An officer who is asked to decide changes what the others find: the same on every copy.
        const asked = async (copy: Copy, file: string, event: string) => {
          const { path, body } = requestFor(route, person, file, event, copy, who);
          return masked(copy, await ask(copy, person, route.method, path, body));
        };
        // All of them are asked, so that all of them have been asked the same when the next reader comes.
        const answers = new Map<Copy, string>();
        for (const copy of [without, ended, further]) answers.set(copy, await asked(copy, ids.file, ids.event));
        // What is pushed under the file's name is pushed under the missing one's as well: it is found under both then.
        if (route.url.endsWith('/sync/push')) {
          for (const copy of [without, ended, further]) await asked(copy, ids.missing, newIdOf('missing event'));
        }
        const [here, there] = [answers.get(other) ?? '', answers.get(further) ?? ''];
        compared += 1;
        if (here !== there) leaks.push(`${who}: ${route.method} ${route.url}\n${here}\n-- with the file --\n${there}`);
        for (const secret of [CLIENT_NAME, MARK, NUMBER]) {
          // Their own words come back to them, and the duty reads what was asked for.
          if (secret === CLIENT_NAME && /emergency|papers/.test(route.url)) continue;
          if (there.includes(secret)) leaks.push(`${who}: ${route.method} ${route.url} says ${secret}`);
        }
        // And on one and the same server the file is answered like one that never was.
        if (['GET', 'HEAD'].includes(route.method) && /:id|:doc/.test(route.url)) {
          const none = await asked(further, ids.missing, newIdOf('missing event'));
          compared += 1;
          if (none.replaceAll(ids.missing, ids.file) !== there) {
            leaks.push(`${who}: ${route.method} ${route.url}\n${none}\n-- a missing one / the file --\n${there}`);
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(outside.length * routes.length);
    expect(leaks).toEqual([]);
  }, 300_000);

  test('the comparison does find what somebody who is assigned, or reads in an emergency, is shown', async () => {
    const pull = { writer: `${worker.deviceId}.control`, epoch: '', after: 0, limit: 1000, echo: true };
    const shown = await ask(further, worker, 'POST', '/api/v1/sync/protected/pull', pull);
    expect(shown.text).toContain(MARK);
    expect(masked(without, await ask(without, worker, 'POST', '/api/v1/sync/protected/pull', pull))).not.toBe(
      masked(further, shown),
    );
    const reader = people.get('reads in an emergency') as Person;
    const read = (copy: Copy) =>
      ask(copy, reader, 'GET', `/api/v1/emergency/${copy.emergencies.get('reads in an emergency')}/file`);
    expect((await read(further)).text).toContain(MARK);
    expect((await read(without)).text).not.toContain(MARK);
  });

  test('the hint stream says nothing to others while somebody works on a file', async () => {
    const listen = async (person: Person) => {
      const url = `${further.url}/api/v1/sync/hints`;
      const proof = await generateProof(person.keys, url, 'GET', further.nonces.value, person.token);
      const end = new AbortController();
      const response = await fetch(url, {
        headers: { [PROTOCOL_HEADER]: String(PROTOCOL_VERSION), dpop: proof, authorization: `DPoP ${person.token}` },
        signal: end.signal,
      });
      expect(response.status).toBe(200);
      let text = '';
      void (async () => {
        for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
      })().catch(() => undefined);
      return { text: () => text, end: () => end.abort() };
    };
    const colleague = await listen(people.get('chair of the office') as Person);
    const own = await listen(worker);
    const writer = `${worker.deviceId}.hints`;
    await pushAs(further, worker, writer, [
      operation(writer, worker, { docId: ids.file, patch: { safeContact: MARK } }),
    ]);
    for (let turn = 0; turn < 100 && !own.text().includes('member'); turn++)
      await new Promise((r) => setTimeout(r, 20));
    expect(own.text()).toContain('event: member');
    expect(colleague.text().match(/event:/g)).toHaveLength(1);
    colleague.end();
    own.end();
  });
});
