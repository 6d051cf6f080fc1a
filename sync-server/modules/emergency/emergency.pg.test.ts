import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestServer, type TestClient, type TestLaptop, type TestServer } from '../../../test/support/server.ts';
import { meansFile } from './match.ts';

let server: TestServer;
let now = Date.parse('2026-03-02T08:00:00.000Z');

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres'), app: { now: () => now } });
});
afterAll(() => server.close());

const newId = () => randomBytes(16).toString('base64url');

async function open(laptop: TestLaptop, name: string, more: object = {}) {
  const writer = `${laptop.enrolment.deviceId}.${newId().slice(0, 8)}`;
  const base = { writer, at: '2026-03-02T08:00:00.000Z', actor: laptop.user.id, base: {}, version: 0, kind: 'create' };
  const caseId = newId();
  const worker = { id: 'w-1', userId: laptop.user.id, role: 'supervisor', at: base.at, actor: laptop.user.id };
  const answer = await laptop.request('POST', '/api/v1/sync/protected/push', {
    writer,
    operations: [
      {
        ...base,
        id: newId(),
        seq: 1,
        collection: 'cases',
        docId: caseId,
        patch: { kind: 'violence', state: 'intake', number: 'Q7-31', clientName: name, workers: [worker], ...more },
      },
      {
        ...base,
        id: newId(),
        seq: 2,
        collection: 'caseEvents',
        docId: newId(),
        patch: { caseId, kind: 'note', state: 'recorded', on: '2026-03-02', text: 'yozuv' },
      },
    ],
  });
  expect(answer.body).toMatchObject({ answers: [] });
  return caseId;
}

interface Lists {
  readonly requests: { readonly id: string; readonly state: string }[];
  readonly notices: {
    readonly id: string;
    readonly caseIds: string[];
    readonly mayReview: boolean;
    readonly kind: string;
  }[];
  readonly decisions: { readonly id: string }[];
}
const lists = async (laptop: TestClient) => (await laptop.request<Lists>('GET', '/api/v1/emergency')).body;
const ask = async (laptop: TestClient, wanted: string) =>
  laptop.request<{ id: string }>('POST', '/api/v1/emergency', { wanted, reason: 'Tunda kasalxonaga tushdi' });

async function setUp() {
  const office = await server.office();
  const worker = await server.laptop(office, await server.user(office.id, 'specialist'));
  const asker = await server.laptop(office, await server.user(office.id, 'secretary'));
  const officer = await server.console('district_officer', 'uz.r1.d1');
  return { office, worker, asker, officer };
}

describe('S66: an emergency over the internet', () => {
  test('is asked, decided by a second person, read for a day, told to the workers, and reviewed', async () => {
    const { worker, asker, officer } = await setUp();
    const caseId = await open(worker, 'Rahimova Zulfiya Anvarovna');
    const { id } = (await ask(asker, 'Зулфия Раҳимова')).body;
    const file = () =>
      asker.request<{ files: { id: string; events: unknown[] }[] }>('GET', `/api/v1/emergency/${id}/file`);
    expect((await file()).status).toBe(404);
    // Nobody decides on what they asked for themselves.
    const own = await asker.request('POST', `/api/v1/emergency/${id}/decision`, { approve: true });
    expect(own.status).toBe(404);
    const decide = () => officer.request('POST', `/api/v1/console/emergency/${id}/decision`, { approve: true });
    expect((await decide()).status).toBe(204);
    expect((await decide()).status).toBe(404);
    const read = await file();
    expect(read.body.files).toMatchObject([{ id: caseId, events: [{ body: { text: 'yozuv' } }] }]);
    // It is read only, and nothing of it comes with an exchange.
    const pull = await asker.request<{ docs: unknown[] }>('POST', '/api/v1/sync/protected/pull', {
      writer: `${asker.enrolment.deviceId}.x`,
      epoch: '',
      after: 0,
      limit: 10,
      echo: true,
    });
    expect(pull.body.docs).toEqual([]);
    expect((await lists(worker)).notices).toMatchObject([{ id, kind: 'asked', caseIds: [caseId], mayReview: true }]);
    now += 24 * 3_600_000;
    // Tokens have run out meanwhile.
    for (const laptop of [asker, worker]) {
      await laptop.login(laptop.user.login, laptop.user.password, laptop.enrolment.deviceId);
    }
    officer.session = (
      await officer.request<typeof officer.session>('POST', '/api/v1/session/refresh', {
        refreshToken: officer.session?.refreshToken,
      })
    ).body;
    expect((await file()).status).toBe(404);
    expect((await lists(asker)).requests).toMatchObject([{ id, state: 'ended' }]);
    const review = (who: TestClient, path: string) => who.request('POST', path, { note: 'Koʻrib chiqildi' });
    // Whoever decided does not review it.
    expect((await review(officer, `/api/v1/console/emergency/${id}/review`)).status).toBe(404);
    expect((await review(asker, `/api/v1/emergency/${id}/review`)).status).toBe(404);
    expect((await review(worker, `/api/v1/emergency/${id}/review`)).status).toBe(204);
    expect((await review(worker, `/api/v1/emergency/${id}/review`)).status).toBe(404);
  });

  test('opens another assigned supervisor’s file by their own decision, and only what was meant', async () => {
    const { worker, asker } = await setUp();
    const meant = await open(worker, 'Tosheva Lola');
    await open(worker, 'Qodirova Saida', { number: 'Q7-32' });
    const { id } = (await ask(asker, 'q7 31')).body;
    expect((await lists(worker)).decisions).toMatchObject([{ id }]);
    await worker.request('POST', `/api/v1/emergency/${id}/decision`, { approve: true });
    const read = await asker.request<{ files: { id: string }[] }>('GET', `/api/v1/emergency/${id}/file`);
    expect(read.body.files.map((file) => file.id)).toEqual([meant]);
    // Nobody else's request, whoever they are.
    const other = await server.laptop(await server.office());
    expect((await other.request('GET', `/api/v1/emergency/${id}/file`)).status).toBe(404);
  });

  test('for a person without a file everything is answered alike until it was approved, and then there is nothing', async () => {
    const { worker, asker, officer } = await setUp();
    await open(worker, 'Tosheva Lola');
    const seen = [];
    for (const wanted of ['Tosheva Lola', 'Boshqa Odam']) {
      const asked = await ask(asker, wanted);
      const mask = (value: unknown) =>
        JSON.stringify(value).replaceAll(asked.body.id, '<id>').replaceAll(wanted, '<wanted>');
      const mine = (await lists(asker)).requests.find((one) => one.id === asked.body.id);
      const listed = (
        await officer.request<{ emergencies: { id: string }[] }>('GET', '/api/v1/console/emergency')
      ).body.emergencies.find((one) => one.id === asked.body.id);
      const decided = await officer.request('POST', `/api/v1/console/emergency/${asked.body.id}/decision`, {
        approve: true,
      });
      const after = (await lists(asker)).requests.find((one) => one.id === asked.body.id);
      const file = await asker.request<{ files: unknown[] }>('GET', `/api/v1/emergency/${asked.body.id}/file`);
      const told = (
        await officer.request<{ emergencies: { id: string }[] }>('GET', '/api/v1/console/emergency')
      ).body.emergencies.find((one) => one.id === asked.body.id);
      seen.push({
        text: mask([asked.status, asked.body, mine, listed, decided.status, decided.body, after, file.status, told]),
        files: file.body.files.length,
      });
    }
    expect(seen[0]?.text).toBe(seen[1]?.text);
    expect(seen.map(({ files }) => files)).toEqual([1, 0]);
  });

  test('a duty of another area, and the ministry, neither see nor decide', async () => {
    const { asker } = await setUp();
    const { id } = (await ask(asker, 'Tosheva Lola')).body;
    const foreign = await server.console('district_officer', 'uz.r1.d2');
    expect(
      (await foreign.request<{ emergencies: unknown[] }>('GET', '/api/v1/console/emergency')).body.emergencies,
    ).toEqual([]);
    expect((await foreign.request('POST', `/api/v1/console/emergency/${id}/decision`, { approve: true })).status).toBe(
      404,
    );
    for (const role of ['ministry_officer', 'ministry_admin'] as const) {
      const ministry = await server.console(role);
      expect((await ministry.request('GET', '/api/v1/console/emergency')).status).toBe(403);
      expect(
        (await ministry.request('POST', `/api/v1/console/emergency/${id}/decision`, { approve: true })).status,
      ).toBe(403);
    }
  });
});

describe('S67: an emergency code', () => {
  test('is deposited, told once with its reason, and forgotten when its use is reported', async () => {
    const { worker, asker, officer } = await setUp();
    const caseId = await open(worker, 'Tosheva Lola');
    const code = 'ABCDE-FGHJK-MNPQR';
    expect((await worker.request('POST', '/api/v1/emergency/code', { code })).status).toBe(204);
    const { codes } = (
      await officer.request<{ codes: Record<string, unknown>[] }>('GET', '/api/v1/console/emergency/codes')
    ).body;
    const entry = codes.find((one) => one.userId === worker.user.id);
    expect(entry).toMatchObject({ deviceId: worker.enrolment.deviceId, good: true });
    expect(JSON.stringify(codes)).not.toContain('ABCDE');
    const tell = (askerId: string) =>
      officer.request<{ code: string }>('POST', '/api/v1/console/emergency/code', {
        userId: worker.user.id,
        deviceId: worker.enrolment.deviceId,
        askerId,
        reason: 'Aloqa yoʻq, xavf bor',
      });
    expect((await tell(worker.user.id)).status).toBe(404);
    const stranger = await server.laptop(await server.office());
    expect((await tell(stranger.user.id)).status).toBe(404);
    expect((await tell(asker.user.id)).body).toEqual({ code });
    expect((await lists(worker)).notices).toMatchObject([{ kind: 'code', caseIds: [caseId] }]);
    // Reported by whoever is online first, more than once.
    const use = {
      id: newId(),
      asker: asker.user.id,
      owner: worker.user.id,
      at: '2026-03-02T09:00:00.000Z',
      reason: 'Xavf bor',
    };
    for (const who of [asker, worker, asker]) {
      expect((await who.request('POST', '/api/v1/emergency/uses', { uses: [use] })).status).toBe(204);
    }
    expect((await lists(worker)).notices).toHaveLength(2);
    expect((await lists(asker)).notices).toEqual([]);
  });

  test('a use reported from the very laptop makes the code worthless until the next deposit', async () => {
    const { office, worker, officer } = await setUp();
    await worker.request('POST', '/api/v1/emergency/code', { code: 'ABCDE-FGHJK-MNPQR' });
    const colleague = await server.user(office.id, 'secretary');
    const use = {
      id: newId(),
      asker: colleague.id,
      owner: worker.user.id,
      at: '2026-03-02T09:00:00.000Z',
      reason: 'Xavf bor',
    };
    await worker.request('POST', '/api/v1/emergency/uses', { uses: [use] });
    const tell = () =>
      officer.request('POST', '/api/v1/console/emergency/code', {
        userId: worker.user.id,
        deviceId: worker.enrolment.deviceId,
        askerId: colleague.id,
        reason: 'Aloqa yoʻq, xavf bor',
      });
    expect((await tell()).status).toBe(404);
    await worker.request('POST', '/api/v1/emergency/code', { code: 'ZZZZZ-FGHJK-MNPQR' });
    expect((await tell()).body).toEqual({ code: 'ZZZZZ-FGHJK-MNPQR' });
  });
});

test.each([
  ['Rahimova Zulfiya', true],
  ['зулфия рахимова', true],
  ['Zulfiya', false],
  ['Zulfiya Karimova', false],
  ['Q7-31', true],
  ['q7 31', true],
  ['Q7-3', false],
  ['  ', false],
])('the words %j mean the file: %s', (wanted, meant) => {
  expect(meansFile(wanted, { number: 'Q7-31', names: ['Rahimova Zulfiya Anvarovna'] })).toBe(meant);
});
