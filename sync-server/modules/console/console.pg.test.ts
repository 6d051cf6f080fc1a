import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { contentHash } from '#shared/domain/documents/content.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import { CONSOLE_ROLES, OFFICE_ROLES, type Role } from '#shared/domain/access/roles.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { buildApp } from '../../app.ts';
import type { Policy } from '../../plugins/policy.ts';
import type { StoredOffice } from '../../storage/offices.ts';
import {
  asAdmin,
  startTestServer,
  type TestClient,
  type TestLaptop,
  type TestServer,
} from '../../../test/support/server.ts';

let server: TestServer;
let ministry: TestClient;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  ministry = await server.console('ministry_admin');
});
afterAll(() => server.close());

const newId = () => randomBytes(16).toString('base64url');

async function signedPaper(laptop: TestLaptop, answersId?: string, subject = 'Ijro haqida'): Promise<string> {
  const key = createOfficeKey({ bytes: (length) => randomBytes(length) });
  await laptop.request('POST', '/api/v1/session/key', { publicKey: key.publicKey });
  const [docId, signatureId] = [newId(), newId()];
  const numbered = { number: 'CH-1-1/7', regDate: '2026-11-24' };
  const content: JsonObject = {
    journal: 'outgoing',
    kind: 'answer',
    subject,
    text: 'Bajarildi',
    ...(answersId ? { answersId } : {}),
  };
  const hash = contentHash({ ...content, ...numbered });
  const step = (transition: string, patch: JsonObject) =>
    laptop.operation({ collection: 'documents', docId, kind: 'transition', transition, patch });
  const pushed = await laptop.push([
    laptop.operation({ collection: 'documents', docId, kind: 'create', patch: { ...content, state: 'draft' } }),
    step('submit', {}),
    laptop.operation({
      collection: 'signatures',
      docId: signatureId,
      kind: 'create',
      patch: {
        documentId: docId,
        contentHash: hash,
        algorithm: 'ES256',
        publicKey: key.publicKey,
        value: signContent(key.secret, hash),
        signerId: laptop.user.id,
      },
    }),
    step('sign', { ...numbered, contentHash: hash, signatureId }),
  ]);
  expect(pushed.body.answers).toEqual([]);
  return docId;
}

describe('papers', () => {
  test('are listed, found by a text in either script, opened, and their signature is verified by the server', async () => {
    const laptop = await server.laptop(await server.office());
    const docId = await signedPaper(laptop);
    const list = await ministry.request<{ papers: { id: string; state: string }[]; total: number }>(
      'GET',
      `/api/v1/console/papers?office=${laptop.user.officeId}&text=${encodeURIComponent('ижро ҳақида')}`,
    );
    expect(list.body).toMatchObject({ total: 1, papers: [{ id: docId, state: 'signed' }] });
    const path = `/api/v1/console/papers/${laptop.user.officeId}/${docId}`;
    expect((await ministry.request('GET', path)).body).toMatchObject({
      body: { subject: 'Ijro haqida' },
      verification: { valid: true, content: true, signature: true, key: true },
      names: { [laptop.user.id]: { name: laptop.user.name } },
    });
    // One changed byte of the stored content, past the app.
    await asAdmin(server.adminUrl, (pg) =>
      pg.query(`update doc set body = jsonb_set(body, '{text}', '"bajarildi"') where id = $1`, [docId]),
    );
    expect((await ministry.request('GET', path)).body).toMatchObject({
      verification: { valid: false, content: false, signature: true },
    });
  });

  test('pages follow each other by their cursor', async () => {
    const laptop = await server.laptop(await server.office());
    await laptop.push(
      Array.from({ length: 7 }, (_, n) =>
        laptop.operation({
          collection: 'documents',
          docId: `page-${n}`,
          kind: 'create',
          patch: { journal: 'internal', kind: 'memo', state: 'draft', subject: `Xat ${n}` },
        }),
      ),
    );
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { body: { papers: { id: string }[]; next: string | null; total: number } } = await ministry.request(
        'GET',
        `/api/v1/console/papers?office=${laptop.user.officeId}&limit=3${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(page.body.total).toBe(7);
      seen.push(...page.body.papers.map((paper) => paper.id));
      cursor = page.body.next;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `page-${n}`));
  });
});

test('a dispatch is followed by its receipts: sent, delivered, opened, answered', async () => {
  const [first, second] = [await server.laptop(await server.office()), await server.laptop(await server.office())];
  const sent = await ministry.request<{ id: string; recipients: number }>('POST', '/api/v1/console/dispatches', {
    subject: 'Qishga tayyorgarlik',
    text: 'Hisobot bering.',
    dueDate: '2099-01-01',
    recipients: { offices: [first.user.officeId, second.user.officeId] },
  });
  expect(sent).toMatchObject({ status: 201, body: { recipients: 2 } });
  const receiptOf = async (laptop: TestLaptop) => {
    const one = await ministry.request<{
      receipts: { officeId: string; docId: string; deliveredAt: string; openedAt: string; answeredAt: string }[];
    }>('GET', `/api/v1/console/dispatches/${sent.body.id}`);
    return one.body.receipts.find((receipt) => receipt.officeId === laptop.user.officeId);
  };
  expect(await receiptOf(first)).toMatchObject({
    sentAt: expect.any(String),
    deliveredAt: null,
    openedAt: null,
    answeredAt: null,
  });

  const pulled = (await first.pull(0)).body;
  const copy = pulled.docs.find((doc) => doc.body.source);
  expect(copy?.body).toMatchObject({
    state: 'delivered',
    journal: 'incoming',
    kind: 'instruction',
    dueDate: '2099-01-01',
  });
  expect((await receiptOf(first))?.deliveredAt).toBeNull();
  await first.pull(pulled.next);
  expect(await receiptOf(first)).toMatchObject({ deliveredAt: expect.any(String), openedAt: null });

  const opened = await first.push([
    first.operation({
      collection: 'documents',
      docId: copy?.id as string,
      kind: 'transition',
      transition: 'open',
      patch: { openedAt: '2026-11-24T05:00:00.000Z' },
    }),
  ]);
  expect(opened.body.answers).toEqual([]);
  expect(await receiptOf(first)).toMatchObject({ openedAt: expect.any(String), answeredAt: null });

  const answerId = await signedPaper(first, copy?.id as string);
  expect(await receiptOf(first)).toMatchObject({ answeredAt: expect.any(String), answerId });
  expect(await receiptOf(second)).toMatchObject({ deliveredAt: null, answeredAt: null });
  const list = await ministry.request<{ dispatches: { id: string }[] }>('GET', '/api/v1/console/dispatches');
  expect(list.body.dispatches.find((one) => one.id === sent.body.id)).toMatchObject({
    recipients: 2,
    delivered: 1,
    opened: 1,
    answered: 1,
  });
});

test('a laptop is given a code, seen in the list and revoked from the console', async () => {
  const office = await server.office();
  const code = await ministry.request<{ code: string }>('POST', `/api/v1/console/offices/${office.id}/code`);
  expect(code.status).toBe(201);
  const client = await server.client();
  const enrolled = await client.enrol(code.body.code);
  expect(enrolled.status).toBe(200);
  const user = await server.user(office.id, 'chair');
  await client.login(user.login, user.password, enrolled.body.deviceId);
  expect((await client.request('GET', '/api/v1/console/me')).status).toBe(403);
  expect((await ministry.request('POST', `/api/v1/console/devices/${enrolled.body.deviceId}/revoke`)).status).toBe(204);
  const devices = await ministry.request<{ devices: { id: string; revokedAt: string }[] }>(
    'GET',
    `/api/v1/console/offices/${office.id}/devices`,
  );
  expect(devices.body.devices).toMatchObject([{ id: enrolled.body.deviceId, revokedAt: expect.any(String) }]);
  expect((await client.request('POST', '/api/v1/session/key', { publicKey: 'A'.repeat(87) })).body).toMatchObject({
    code: 'device_revoked',
  });
});

test('what fails at its commit is answered as done by no route', async () => {
  const office = await server.office();
  const laptop = await server.laptop(office);
  const user = await server.user(office.id, 'secretary');
  const instruction = { subject: 'Topshiriq', text: 'Bajaring', recipients: { offices: [office.id] } };
  const sent = await ministry.request<{ id: string }>('POST', '/api/v1/console/dispatches', instruction);
  const dispatch = `/api/v1/console/dispatches/${sent.body.id}`;
  const admin = (sql: string) => asAdmin(server.adminUrl, (client) => client.query(sql));
  // Every statement goes through; the commit after them does not.
  await admin(`create function refuse_commit() returns trigger language plpgsql as
    $$ begin raise exception 'refused at the commit'; end $$;
    create constraint trigger refuse_commit after insert on audit
      deferrable initially deferred for each row execute function refuse_commit();
    create constraint trigger refuse_commit after insert or update on doc
      deferrable initially deferred for each row execute function refuse_commit();`);
  try {
    const answers = [
      await ministry.request('POST', '/api/v1/console/dispatches', instruction),
      await ministry.request('POST', `${dispatch}/remind`, {}),
      await ministry.request('POST', `${dispatch}/correct`, { subject: 'A', text: 'B', reason: 'C' }),
      await ministry.request('POST', `${dispatch}/withdraw`, { reason: 'Bekor' }),
      await ministry.request('POST', `/api/v1/console/offices/${office.id}/code`),
      await ministry.request('POST', `/api/v1/console/users/${user.id}/active`, { active: false }),
      await ministry.request('POST', `/api/v1/console/devices/${laptop.enrolment.deviceId}/revoke`),
      await laptop.push([
        laptop.operation({
          collection: 'people',
          docId: newId(),
          kind: 'create',
          patch: { familyName: 'Sinovov', givenName: 'Anvar' },
        }),
      ]),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 500));
  } finally {
    await admin(
      `drop trigger refuse_commit on audit; drop trigger refuse_commit on doc; drop function refuse_commit();`,
    );
  }
  const after = await ministry.request('GET', dispatch);
  expect(after.body).toMatchObject({ recall: null, receipts: [{ reminders: 0 }] });
});

interface Route {
  readonly method: string;
  readonly url: string;
  readonly policy: Policy;
}

async function routesOf(): Promise<readonly Route[]> {
  // The routes as a second build of the same app sees them.
  const routes: Route[] = [];
  const app = await buildApp({
    database: server.database,
    passwordCost: { memory: 256, passes: 1 },
    onRoute: ({ method, url, config }) => {
      for (const one of [method].flat()) if (config?.policy) routes.push({ method: one, url, policy: config.policy });
    },
  });
  await app.ready();
  await app.close();
  return routes.filter((route) => route.url.startsWith('/api/v1/') && route.method !== 'HEAD');
}

test('a route without a policy fails the build', async () => {
  const app = await buildApp({ database: server.database, passwordCost: { memory: 256, passes: 1 } });
  expect(() => app.get('/api/v1/forgotten', () => 'open to all')).toThrow(/has no policy/);
  await app.close();
});

describe('every route x every role x a foreign area', () => {
  let foreign: { office: StoredOffice; laptop: TestLaptop; paper: string; dispatch: string };
  const clients = new Map<Role | 'nobody', TestClient>();

  beforeAll(async () => {
    const office = await server.office('Begona', 'r9.d9');
    const laptop = await server.laptop(office);
    const paper = await signedPaper(laptop, undefined, 'Begona xat');
    const sent = await ministry.request<{ id: string }>('POST', '/api/v1/console/dispatches', {
      subject: 'Begona topshiriq',
      text: 'Matn',
      recipients: { offices: [office.id] },
    });
    foreign = { office, laptop, paper, dispatch: sent.body.id };
    const home = await server.office('Oʻz', 'r1.d1');
    clients.set('nobody', await server.client());
    for (const role of OFFICE_ROLES) clients.set(role, await server.laptop(home, await server.user(home.id, role)));
    for (const role of CONSOLE_ROLES) {
      const area = role === 'district_officer' ? 'uz.r1.d1' : role === 'region_officer' ? 'uz.r1' : undefined;
      clients.set(role, await server.console(role, area));
    }
  });

  test('nothing of a foreign area is read or changed, and a foreign thing looks as missing as a missing one', async () => {
    const routes = await routesOf();
    expect(routes.length).toBeGreaterThan(15);
    const fill = (url: string, missing: boolean) =>
      url
        .replace(':office', missing ? 'office-missing' : foreign.office.id)
        .replace('papers/office-missing/:id', 'papers/office-missing/paper-missing')
        .replace(/dispatches\/:id/, `dispatches/${missing ? 'missing-one' : foreign.dispatch}`)
        .replace(/devices\/:id/, `devices/${missing ? 'missing-one' : foreign.laptop.enrolment.deviceId}`)
        .replace(/users\/:id/, `users/${missing ? 'missing-one' : foreign.laptop.user.id}`)
        .replace(/offices\/:id/, `offices/${missing ? 'missing-one' : foreign.office.id}`)
        .replace(':id', foreign.paper);
    const bodyOf = (route: Route, missing: boolean): unknown => {
      if (route.method !== 'POST') return undefined;
      if (route.url.endsWith('/dispatches')) {
        return { subject: 's', text: 't', recipients: { offices: [missing ? 'office-missing' : foreign.office.id] } };
      }
      if (route.url.endsWith('/correct')) return { subject: 's', text: 't', reason: 'r' };
      if (route.url.endsWith('/withdraw')) return { reason: 'r' };
      if (route.url.endsWith('/remind')) return {};
      if (route.url.endsWith('/active')) return { active: false };
      if (route.url.endsWith('/push'))
        return {
          writer: foreign.laptop.writer,
          operations: [
            foreign.laptop.operation({ collection: 'documents', docId: foreign.paper, kind: 'patch', seq: 99 }),
          ],
        };
      if (route.url.endsWith('/pull'))
        return { writer: foreign.laptop.writer, epoch: '', after: 0, limit: 100, echo: true };
      return undefined;
    };
    const leaks: string[] = [];
    let tried = 0;
    for (const [role, client] of clients) {
      for (const route of routes) {
        if (
          route.policy.kind === 'open' ||
          route.policy.kind === 'proof' ||
          /hints|logout|session\/key/.test(route.url)
        )
          continue;
        const republic = role === 'ministry_officer' || role === 'ministry_admin';
        const permitted =
          role !== 'nobody' &&
          (route.policy.kind === 'console'
            ? route.policy.roles.includes(role)
            : route.policy.kind === 'device' && (OFFICE_ROLES as readonly string[]).includes(role));
        if (republic && permitted) continue;
        tried += 1;
        const answer = await client.request(route.method, fill(route.url, false), bodyOf(route, false));
        const text = JSON.stringify(answer.body);
        const name = `${role} ${route.method} ${route.url} ${answer.status}`;
        if (!permitted && answer.status !== 401 && answer.status !== 403) leaks.push(`${name}: not refused`);
        // Where a case may be offered to: the names of offices, which everybody knows, and nothing of what they have.
        const told = route.url === '/api/v1/casework/offices' && permitted;
        const names = told ? [] : [foreign.office.id, foreign.office.name.latn, 'Begona'];
        const kept = [foreign.paper, foreign.laptop.user.login, foreign.laptop.enrolment.deviceId];
        for (const secret of [...names, ...kept]) {
          if (text.includes(secret)) leaks.push(`${name}: shows ${secret}`);
        }
        if (permitted && route.url !== fill(route.url, false)) {
          const missing = await client.request(route.method, fill(route.url, true), bodyOf(route, true));
          const bare = (body: unknown) => JSON.stringify({ ...(body as object), requestId: '' });
          if (answer.status !== missing.status || bare(answer.body) !== bare(missing.body))
            leaks.push(`${name}: told apart from a missing one (${missing.status})`);
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(tried).toBeGreaterThan(60);
    const untouched = await asAdmin(server.adminUrl, (pg) =>
      pg.query(
        `select (select revoked_at from device where id = $1) as revoked, (select active from app_user where id = $2) as active,
           (select count(*)::int from device_code where office_id = $3 and used_at is null) as codes`,
        [foreign.laptop.enrolment.deviceId, foreign.laptop.user.id, foreign.office.id],
      ),
    );
    expect(untouched.rows[0]).toEqual({ revoked: null, active: true, codes: 0 });
  });
});

describe('signers of an office', () => {
  type Signers = { signers: { id: string; role: string; pinfl: boolean; acting: { from: string; to: string }[] }[] };

  test('a keeper appoints a deputy by date and ends it; the laptop learns of both; the audit has them', async () => {
    const office = await server.office();
    const laptop = await server.laptop(office, await server.user(office.id, 'secretary'));
    const path = `/api/v1/console/users/${laptop.user.id}`;
    const signers = async () =>
      (await ministry.request<Signers>('GET', `/api/v1/console/offices/${office.id}/signers`)).body.signers;
    expect(await signers()).toMatchObject([{ id: laptop.user.id, role: 'secretary', pinfl: false, acting: [] }]);
    const wrong = await ministry.request('POST', `${path}/deputy`, { from: '2026-12-02', to: '2026-12-01' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'deputy_term_invalid' } });
    const term = { from: '2020-01-01', to: '2999-01-01', order: '7-buyruq' };
    expect((await ministry.request('POST', `${path}/deputy`, term)).status).toBe(204);
    const later = { from: '2998-01-01', to: '2999-02-01' };
    expect((await ministry.request('POST', `${path}/deputy`, later)).status).toBe(204);
    expect(await signers()).toMatchObject([{ acting: [term, later] }]);
    const staffDoc = async () => (await laptop.pull(0)).body.docs.findLast((doc) => doc.id === laptop.user.id)?.body;
    expect(await staffDoc()).toMatchObject({ acting: [term, later] });
    expect((await ministry.request('POST', `${path}/deputy/end`)).status).toBe(204);
    const today = dayOfMoment(Date.now());
    expect(await signers()).toMatchObject([{ acting: [{ ...term, to: today }] }]);
    expect(await staffDoc()).toMatchObject({ acting: [{ ...term, to: today }] });
    expect((await ministry.request('POST', `${path}/pinfl`, { pinfl: '123' })).status).toBe(400);
    expect((await ministry.request('POST', `${path}/pinfl`, { pinfl: '31210632040244' })).status).toBe(204);
    expect(await signers()).toMatchObject([{ pinfl: true }]);
    await asAdmin(server.adminUrl, async (pg) => {
      const { rows } = await pg.query('select content from audit where office_id = $1', [office.id]);
      const kinds = rows.map((row: { content: { kind: string } }) => row.content.kind);
      for (const kind of ['deputy_appointed', 'deputy_ended', 'pinfl_entered']) expect(kinds).toContain(kind);
      expect(JSON.stringify(rows)).not.toContain('31210632040244');
    });
  });

  test('who only reads, and who has another area, changes nothing', async () => {
    const office = await server.office();
    const user = await server.user(office.id, 'secretary');
    const term = { from: '2026-01-01', to: '2026-01-02' };
    const reader = await server.console('ministry_officer');
    expect((await reader.request('POST', `/api/v1/console/users/${user.id}/deputy`, term)).status).toBe(403);
    const chair = await server.user(office.id, 'chair');
    expect((await ministry.request('POST', `/api/v1/console/users/${chair.id}/deputy`, term)).body).toMatchObject({
      code: 'role_forbidden',
    });
    expect((await ministry.request('POST', `/api/v1/console/users/nobody-here/deputy`, term)).status).toBe(404);
  });
});
