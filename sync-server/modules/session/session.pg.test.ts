import { generateKeyPair, generateProof } from 'dpop';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { PROTOCOL_HEADER } from '#shared/sync/protocol.ts';
import { asAdmin, startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let clock = Date.now();
const lines: string[] = [];

beforeAll(async () => {
  server = await startTestServer({
    postgres: inject('postgres'),
    app: {
      now: () => clock,
      log: { write: (line) => void lines.push(line) },
      limits: {
        login: { failures: 3, within: 900, block: 60 },
        address: { failures: 1000, within: 900, block: 60 },
        codes: { failures: 1000, within: 900, block: 60 },
      },
    },
  });
});
afterAll(() => server.close());

describe('enrolment', () => {
  test('a wrong code, a used code and an expired code are refused', async () => {
    const office = await server.office();
    const client = await server.client();
    expect((await client.enrol('AAAAA-BBBBB')).body).toMatchObject({ code: 'code_wrong' });
    const code = await server.code(office.id);
    expect((await client.enrol(code.toLowerCase().replace('-', ' '))).status).toBe(200);
    expect((await client.enrol(code)).body).toMatchObject({ code: 'code_expired' });
    const late = await server.code(office.id);
    clock += 10 * 60_000;
    expect((await client.enrol(late)).body).toMatchObject({ code: 'code_expired' });
  });

  test('each laptop of an office has a lane of its own, and the code is nowhere in the database', async () => {
    const office = await server.office();
    const code = await server.code(office.id);
    const stored = await asAdmin(server.adminUrl, (pg) => pg.query('select hash from device_code'));
    expect(JSON.stringify(stored.rows)).not.toContain(code.replace('-', ''));
    const lanes = await Promise.all(
      [code, await server.code(office.id), await server.code(office.id)].map(
        async (one) => (await (await server.client()).enrol(one)).body.lane,
      ),
    );
    expect(lanes.sort()).toEqual([1, 2, 3]);
  });
});

describe('sign-in', () => {
  test('failures are counted and slowed, for a known login as for an unknown one', async () => {
    const office = await server.office();
    const user = await server.user(office.id, 'chair');
    const client = await server.client();
    for (const login of [user.login, 'hech.kim']) {
      for (let tries = 0; tries < 3; tries++) {
        expect(await client.login(login, 'notogri-parol')).toMatchObject({
          status: 401,
          body: { code: 'login_wrong' },
        });
      }
      const blocked = await client.login(login, user.password);
      expect(blocked).toMatchObject({ status: 429, body: { code: 'login_blocked' } });
      expect(blocked.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });

  test('an office user needs an enrolled laptop of their own office and its key', async () => {
    const [here, there] = [await server.office(), await server.office()];
    const user = await server.user(here.id, 'secretary');
    const laptop = await server.laptop(here);
    const foreign = await server.laptop(there);
    const stranger = await server.client();
    expect((await stranger.login(user.login, user.password)).body).toMatchObject({ code: 'forbidden' });
    expect((await stranger.login(user.login, user.password, laptop.enrolment.deviceId)).body).toMatchObject({
      code: 'proof_invalid',
    });
    expect((await foreign.login(user.login, user.password, foreign.enrolment.deviceId)).body).toMatchObject({
      code: 'user_other_office',
    });
    const signedIn = await laptop.login(user.login, user.password, laptop.enrolment.deviceId);
    expect(signedIn.status).toBe(200);
    expect(signedIn.body.deviceShare).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

describe('proofs', () => {
  test('a replayed proof, a stolen token and another key are refused', async () => {
    const laptop = await server.laptop(await server.office());
    const token = laptop.session?.accessToken as string;
    const url = `${server.url}/api/v1/sync/pull`;
    const body = JSON.stringify({ writer: laptop.writer, epoch: '', after: 0, limit: 10, echo: false });
    const nonce = (await fetch(`${server.url}/api/v1/hello`)).headers.get('dpop-nonce') ?? undefined;
    const send = (proof: string | null) =>
      fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          [PROTOCOL_HEADER]: '1',
          authorization: `DPoP ${token}`,
          ...(proof === null ? {} : { dpop: proof }),
        },
      });
    const proof = await generateProof(laptop.keys, url, 'POST', nonce, token);
    expect((await send(proof)).status).toBe(200);
    expect(await (await send(proof)).json()).toMatchObject({ code: 'proof_invalid', params: { reason: 'replay' } });
    expect((await send(null)).status).toBe(401);
    const thief = await generateKeyPair('ES256');
    const reasons: unknown[] = [];
    for (const other of [
      await generateProof(thief, url, 'POST', nonce, token),
      await generateProof(laptop.keys, `${server.url}/api/v1/sync/push`, 'POST', nonce, token),
      await generateProof(laptop.keys, url, 'GET', nonce, token),
      await generateProof(laptop.keys, url, 'POST', nonce, 'another-token'),
      await generateProof(laptop.keys, url, 'POST', 'x.y', token),
    ]) {
      const answer = await send(other);
      expect(answer.status).toBe(401);
      reasons.push(((await answer.json()) as { params: { reason: string } }).params.reason);
    }
    expect(reasons).toEqual(['key', 'htu', 'htm', 'ath', 'nonce']);
  });

  test('an access token ends after ten minutes', async () => {
    const laptop = await server.laptop(await server.office());
    clock += 601_000;
    expect((await laptop.pull(0)).body).toMatchObject({ code: 'token_expired' });
  });
});

describe('refresh', () => {
  const refresh = (client: Awaited<ReturnType<TestServer['client']>>, refreshToken: string) =>
    client.request<{ refreshToken: string; accessToken: string; code?: string }>('POST', '/api/v1/session/refresh', {
      refreshToken,
    });

  test('a lost answer is forgiven once more within a minute; a reuse ends the family and flags the laptop', async () => {
    const laptop = await server.laptop(await server.office());
    const first = laptop.session?.refreshToken as string;
    const lost = await refresh(laptop, first);
    expect(lost.status).toBe(200);
    const again = await refresh(laptop, first);
    expect(again.status).toBe(200);
    // The successor that was lost is void now, the one that arrived is good.
    const next = await refresh(laptop, again.body.refreshToken);
    expect(next.status).toBe(200);
    expect((await refresh(laptop, first)).body).toMatchObject({ code: 'token_reused' });
    expect((await refresh(laptop, next.body.refreshToken)).body).toMatchObject({ code: 'token_invalid' });
    expect((await laptop.pull(0)).status).toBe(401);
    const device = await asAdmin(server.adminUrl, (pg) =>
      pg.query('select flag from device where id = $1', [laptop.enrolment.deviceId]),
    );
    expect(device.rows[0]).toEqual({ flag: 'token_reused' });
  });

  test('the token before is refused after the grace, and from another key always', async () => {
    const laptop = await server.laptop(await server.office());
    const first = laptop.session?.refreshToken as string;
    const thief = await server.client();
    expect((await refresh(thief, first)).body).toMatchObject({ code: 'proof_invalid' });
    expect((await refresh(laptop, first)).status).toBe(200);
    clock += 61_000;
    expect((await refresh(laptop, first)).body).toMatchObject({ code: 'token_reused' });
  });

  test('a revoked laptop and a user who left are refused within one request', async () => {
    const office = await server.office();
    const [gone, left] = [await server.laptop(office), await server.laptop(office)];
    await asAdmin(server.adminUrl, (pg) =>
      pg.query('update device set revoked_at = now() where id = $1', [gone.enrolment.deviceId]),
    );
    await asAdmin(server.adminUrl, (pg) =>
      pg.query('update app_user set active = false where id = $1', [left.user.id]),
    );
    expect(await gone.pull(0)).toMatchObject({ status: 403, body: { code: 'device_revoked' } });
    expect(await left.pull(0)).toMatchObject({ status: 403, body: { code: 'user_inactive' } });
    expect((await refresh(gone, gone.session?.refreshToken as string)).body).toMatchObject({ code: 'device_revoked' });
  });
});

test('versions that do not fit are told which side is too old', async () => {
  const ask = async (version: string) =>
    (await fetch(`${server.url}/api/v1/sync/pull`, { method: 'POST', headers: { [PROTOCOL_HEADER]: version } })).json();
  expect(await ask('0')).toMatchObject({ code: 'client_too_old' });
  expect(await ask('2')).toMatchObject({ code: 'server_too_old' });
});

test('the log holds no logins, passwords, tokens, proofs or queries', async () => {
  const laptop = await server.laptop(await server.office());
  await laptop.pull(0);
  await laptop.request('GET', '/api/v1/console/papers?text=maxfiy-soz');
  const log = lines.join('\n');
  expect(lines.length).toBeGreaterThan(20);
  for (const secret of [
    laptop.user.login,
    laptop.user.password,
    laptop.session?.accessToken as string,
    laptop.session?.refreshToken as string,
    'maxfiy-soz',
    'Sinov Xodimi',
  ]) {
    expect(log).not.toContain(secret);
  }
  expect(log).not.toMatch(/eyJ[A-Za-z0-9_-]{20}/);
});
