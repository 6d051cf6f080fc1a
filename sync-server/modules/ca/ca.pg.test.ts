import { randomBytes } from 'node:crypto';
import PizZip from 'pizzip';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { publicPoint, readCertificate, readRevocationList } from '#shared/pki/certificate.ts';
import { requestCertificate, signWithKey } from '#shared/pki/office-key.ts';
import { signPdf } from '#shared/pdf/sign-pdf.ts';
import { writePaperPdf } from '#shared/pdf/archive-pdf.ts';
import { signDetached } from '#shared/pki/sign.ts';
import { timestampRequest, tokenOfResponse } from '#shared/pki/timestamp.ts';
import { verifyFile } from '#shared/pki/verify.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { nationalSignature } from '../../../test/support/eimzo/sample.ts';
import { startTimestampService } from '../../../test/support/signatures/timestamp-service.ts';
import { newKey, sheetFonts, testSheet } from '../../../test/support/signatures/authority.ts';
import { SERVER, type Database } from '../../storage/database.ts';
import type { StoredOffice } from '../../storage/offices.ts';
import { listCertificates } from '../../storage/certificates.ts';
import { enrolKey, goRound, holdCeremony, readAuthority, RENEW_AHEAD, revoke } from './service.ts';

const DAY = 86_400_000;
let server: TestServer;
let database: Database;
let clock = Date.UTC(2026, 10, 24, 9);
const deps = () => ({ database, now: () => clock });

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres'), app: { now: () => clock } });
  database = server.database;
});
afterAll(() => server.close());

async function registered(office: StoredOffice, role: 'chair' | 'secretary') {
  const user = await server.user(office.id, role);
  const client = await server.laptop(office, user);
  const key = newKey();
  const request = await requestCertificate(user.id, fromBase64Url(key.publicKey), signWithKey(key.secret));
  return { user, client, key, request: toBase64Url(request) };
}

const certificatesOf = (userId: string) =>
  database.transaction(SERVER, (tx) => listCertificates(tx, { userId }), { readOnly: true });

test('a key gets its certificate with proof alone; a new key supersedes it; a signature verifies and is revoked', async () => {
  const office = await server.office();
  const { user, client, key, request } = await registered(office, 'chair');
  const register = (body: object) => client.request('POST', '/api/v1/session/key', body);

  // Without an authority a key is registered all the same.
  expect((await register({ publicKey: key.publicKey, request })).status).toBe(204);
  expect(await certificatesOf(user.id)).toEqual([]);
  const { root } = await holdCeremony(deps(), null);
  await expect(holdCeremony(deps(), null)).rejects.toMatchObject({ failure: { code: 'ca_exists' } });

  const other = newKey();
  const stolen = await register({ publicKey: other.publicKey, request });
  expect(stolen.body).toMatchObject({ code: 'signature_invalid' });
  expect((await register({ publicKey: key.publicKey })).status).toBe(204);
  expect(await certificatesOf(user.id)).toEqual([]);
  expect((await register({ publicKey: key.publicKey, request })).status).toBe(204);
  expect((await register({ publicKey: key.publicKey, request })).status).toBe(204);
  const [stored] = await certificatesOf(user.id);
  expect(await certificatesOf(user.id)).toHaveLength(1);
  const certificate = readCertificate(stored!.certificate);
  expect(toBase64Url(publicPoint(certificate) as Uint8Array)).toBe(key.publicKey);
  expect(certificate.subjectName).toMatchObject({ commonName: user.name, serialNumber: user.id });

  // What the laptop pulls is what it checks with.
  const pulled = (await client.pull(0)).body.docs;
  const authority = pulled.find((doc) => doc.id === 'authority');
  const own = pulled.find((doc) => doc.id === `certificates-${office.id}`);
  expect((own!.body.data as Record<string, string[]>)[user.id]).toEqual([toBase64Url(stored!.certificate)]);
  const data = authority!.body.data as Record<'roots' | 'intermediates' | 'lists', string[]>;
  const file = new TextEncoder().encode('qaror');
  const signature = await signDetached(
    file,
    { sign: signWithKey(key.secret), certificate: stored!.certificate, chain: data.intermediates.map(fromBase64Url) },
    new Date(clock),
  );
  const check = async () => {
    const { roots, lists } = await readAuthority(deps());
    expect(roots).toEqual([root.certificate]);
    return verifyFile({ file, signature, trust: { roots, lists }, now: clock });
  };
  expect(await check()).toMatchObject({ ok: true });

  clock += 5 * 60_000;
  const next = newKey();
  const nextRequest = await requestCertificate(user.id, fromBase64Url(next.publicKey), signWithKey(next.secret));
  expect((await register({ publicKey: next.publicKey, request: toBase64Url(nextRequest) })).status).toBe(204);
  expect((await certificatesOf(user.id)).map((one) => one.revokedWhy)).toEqual([null, 'superseded']);
  // Given up in order: what was signed before stands.
  expect((await check()).signatures[0]).toMatchObject({ faults: [], notes: ['no_timestamp', 'revoked_later'] });
});

test('who no longer works has no certificate; a stolen key loses its signatures; lists have numbers that grow', async () => {
  const office = await server.office();
  const { user, key, request, client } = await registered(office, 'secretary');
  await client.request('POST', '/api/v1/session/key', { publicKey: key.publicKey, request });
  const [stored] = await certificatesOf(user.id);
  const numbers = async () => (await readAuthority(deps())).lists.map((list) => readRevocationList(list).number);
  const before = await numbers();
  expect(await revoke(deps(), { userId: user.id }, 'keyCompromise', null)).toEqual([stored!.serial]);
  expect(await revoke(deps(), { userId: user.id }, 'keyCompromise', null)).toEqual([]);
  // The root's list stays as it is.
  expect(Math.max(...(await numbers()))).toBe(Math.max(...before) + 1);
  const lists = (await readAuthority(deps())).lists.map((one) => readRevocationList(one));
  const list = lists.find((one) => one.revoked.has(stored!.serial));
  expect(list?.revoked.get(stored!.serial)).toMatchObject({ reason: 'keyCompromise', at: clock });
  const pulled = (await client.pull(0)).body.docs;
  expect(pulled.find((doc) => doc.id === `certificates-${office.id}`)?.body.data).toEqual({});
});

test('the round renews what ends soon for the same key, and the lists before they are out of date', async () => {
  const office = await server.office();
  const { user, key, request, client } = await registered(office, 'chair');
  await client.request('POST', '/api/v1/session/key', { publicKey: key.publicKey, request });
  const [first] = await certificatesOf(user.id);
  expect(await goRound(deps())).toMatchObject({ renewed: 0 });
  clock = first!.notAfter.getTime() - RENEW_AHEAD + DAY;
  const round = await goRound(deps());
  expect(round.listed).toBe(true);
  expect(round.renewed).toBeGreaterThanOrEqual(1);
  const [renewed, old] = await certificatesOf(user.id);
  expect(renewed?.publicKey).toBe(old?.publicKey);
  expect(renewed?.notAfter.getTime()).toBeGreaterThan(old!.notAfter.getTime());
  expect(await goRound(deps())).toEqual({ renewed: 0, listed: false });
  expect(await enrolKey(deps(), user.id, key.publicKey, fromBase64Url(request))).toBeNull();
});

test('the page for everyone checks a signed PDF, and any file with its signature; whatever else is sent is told', async () => {
  const office = await server.office();
  const { user, client, key, request } = await registered(office, 'chair');
  await client.request('POST', '/api/v1/session/key', { publicKey: key.publicKey, request });
  const [stored] = await certificatesOf(user.id);
  const { intermediates } = await readAuthority(deps());
  const signer = { sign: signWithKey(key.secret), certificate: stored!.certificate, chain: intermediates };
  const unsigned = await writePaperPdf(
    testSheet('latn', [{ name: user.name, position: 'Rais' }], 2),
    { title: '12', author: 'MFY', subject: 'Sinov', language: 'uz-Latn', at: new Date(clock) },
    sheetFonts(),
  );
  const pdf = await signPdf(unsigned, signer, new Date(clock));
  const file = new TextEncoder().encode('hisobot');
  const signature = await signDetached(file, signer, new Date(clock));
  const send = async (bytes: Uint8Array, query = '') => {
    const response = await fetch(`${server.url}/verify/file?lang=en${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(bytes),
    });
    return { status: response.status, text: await response.text() };
  };
  const pair = (of: Uint8Array) => send(Buffer.concat([of, signature]), `&size=${of.length}`);

  const good = await send(pdf);
  expect(good).toMatchObject({ status: 200 });
  expect(good.text).toContain('Signatures genuine, file unchanged');
  expect(good.text).toContain(user.name);
  // Of the person no number, of the paper no content.
  expect(good.text).not.toContain(user.id);
  expect(good.text).not.toContain('murojaat');
  expect((await pair(file)).text).toContain('Signatures genuine');

  const changed = pdf.slice();
  changed[2_000] = (changed[2_000] as number) ^ 1;
  for (const [bad, words] of [
    [await send(changed), 'The file was changed after it was signed'],
    [await send(Buffer.concat([pdf, Buffer.from('% more')])), 'Something was added'],
    [await send(unsigned), 'There is no signature in the file'],
    [await send(file), 'There is no signature in the file'],
    [await send(new Uint8Array(randomBytes(3_000))), 'There is no signature in the file'],
    [await pair(new TextEncoder().encode('hisobot!')), 'The file was changed after it was signed'],
    [await send(Buffer.concat([file, randomBytes(200)]), `&size=${file.length}`), 'The signature is damaged'],
  ] as const) {
    expect(bad.status).toBe(200);
    expect(bad.text).toContain('The file is not to be trusted');
    expect(bad.text).toContain(words);
    expect(bad.text).not.toContain('Signatures genuine');
  }
  // The bundle that proves a paper: the paper is taken out of it, the certificates beside it are not.
  const zip = new PizZip();
  zip.file('paper.pdf', pdf, { binary: true });
  zip.file('root.pem', 'another root');
  expect((await send(zip.generate({ type: 'uint8array' }))).text).toContain('Signatures genuine');
  zip.file('paper.pdf', changed, { binary: true });
  expect((await send(zip.generate({ type: 'uint8array' }))).text).toContain('The file was changed');
  zip.remove('paper.pdf');
  expect((await send(zip.generate({ type: 'uint8array' }))).status).toBe(422);
  zip.file('paper.pdf', new Uint8Array(30 * 1_048_576), { binary: true });
  expect((await send(zip.generate({ type: 'uint8array', compression: 'DEFLATE' }))).status).toBe(422);

  // A national signature of a file: whether it fits is told, and what can't be known here.
  const national = nationalSignature(file, new Date(clock));
  const fits = await send(Buffer.concat([file, national]), `&size=${file.length}`);
  expect(fits.text).toContain('The E-IMZO signature fits the file');
  expect(fits.text).toContain('VALIYEV ANVAR');
  expect(fits.text).not.toContain('31708870130125');
  const other = new TextEncoder().encode('hisobot!');
  const unfit = await send(Buffer.concat([other, national]), `&size=${other.length}`);
  expect(unfit.text).toContain('The file was changed after it was signed');
  expect(unfit.text).not.toContain('fits the file');

  expect((await send(new Uint8Array())).status).toBe(422);
  expect((await send(file, '&size=9000')).status).toBe(422);
  expect((await send(new Uint8Array(21 * 1_048_576))).status).toBe(413);

  await revoke(deps(), { userId: user.id }, 'keyCompromise', null);
  expect((await send(pdf)).text).toContain('The file is not to be trusted');
});

test('a laptop has a digest stamped by way of the server; what the service does wrong is told in a word', async () => {
  const service = await startTimestampService(Date.now());
  const stamping = await startTestServer({ postgres: inject('postgres'), app: { timestampUrl: service.url } });
  try {
    const request = toBase64Url(timestampRequest(new Uint8Array(randomBytes(32)), new Uint8Array(randomBytes(8))));
    const laptop = await stamping.laptop(await stamping.office());
    const ask = (body: object = { request }) =>
      laptop.request<{ response: string; code?: string }>('POST', '/api/v1/timestamp', body);
    const good = await ask();
    expect(good.status).toBe(200);
    expect(tokenOfResponse(fromBase64Url(good.body.response)).length).toBeGreaterThan(500);
    service.mood = 'ill';
    expect(await ask()).toMatchObject({ status: 502, body: { code: 'timestamp_refused' } });
    service.mood = 'odd';
    const odd = await ask();
    expect(() => tokenOfResponse(fromBase64Url(odd.body.response))).toThrow('timestamp_refused');
    expect((await ask({ request: 'a' })).status).toBe(400);
    expect((await fetch(`${stamping.url}/api/v1/timestamp`, { method: 'POST' })).status).toBe(401);
    await service.close();
    expect(await ask()).toMatchObject({ status: 502, body: { code: 'timestamp_refused' } });
    const elsewhere = await server.laptop(await server.office());
    expect(await elsewhere.request('POST', '/api/v1/timestamp', { request })).toMatchObject({
      status: 404,
      body: { code: 'timestamp_not_set' },
    });
  } finally {
    await service.close().catch(() => undefined);
    await stamping.close();
  }
});
