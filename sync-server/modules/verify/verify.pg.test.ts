import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { nationalContent, readNationalMessage } from '#shared/domain/documents/national/signature.ts';
import { createPaperMark, markText, type PaperMark, shortCode } from '#shared/domain/documents/paper-proof.ts';
import { draftHash, type RoutedBody } from '#shared/domain/documents/route.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import { createGostKey, issueCertificate, signPkcs7 } from '../../../test/support/eimzo/gost-keys.ts';
import { startTestServer, type TestLaptop, type TestServer } from '../../../test/support/server.ts';
import type { StoredOffice } from '../../storage/offices.ts';
import { appointDeputy, enterPinfl } from '../signers.ts';

const PINFL = '31210632040244';
const NUMBER = '12-1/57';
const SECRET_WORDS = ['Maxfiy mavzu', 'Maxfiy matn', 'Karimova'] as const;
const newId = () => randomBytes(12).toString('base64url');
const at = new Date().toISOString();
const today = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10);

let server: TestServer;
let office: StoredOffice;
let chair: TestLaptop;
let secretary: TestLaptop;
const key = createOfficeKey({ bytes: (length) => new Uint8Array(randomBytes(length)) });
const deps = () => ({ database: server.database, now: Date.now });

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  office = await server.office();
  chair = await server.laptop(office, await server.user(office.id, 'chair', { login: 'rais.v' }));
  secretary = await server.laptop(office, await server.user(office.id, 'secretary', { login: 'kotib.v' }));
  await chair.request('POST', '/api/v1/session/key', { publicKey: key.publicKey });
});
afterAll(() => server.close());

async function outcome(laptop: TestLaptop, drafts: readonly Parameters<TestLaptop['operation']>[0][]) {
  const pushed = await laptop.push(drafts.map((draft) => laptop.operation(draft)));
  expect(pushed.status).toBe(200);
  return pushed.body.answers.find((answer) => answer.result === 'refused')?.code ?? null;
}

const paper = {
  journal: 'outgoing',
  kind: 'letter',
  state: 'draft',
  subject: SECRET_WORDS[0],
  text: SECRET_WORDS[1],
  correspondent: { kind: 'person', name: SECRET_WORDS[2] },
};

/** A paper that the chair has signed, with its mark. */
async function signedPaper(number = NUMBER) {
  const docId = newId();
  const regDate = today;
  const hash = contentHash({ ...paper, number, regDate } as SignedContent);
  const mark: PaperMark = createPaperMark(key.secret, { number, regDate, contentHash: hash });
  const signatureId = newId();
  const code = await outcome(chair, [
    { collection: 'documents', docId, kind: 'create', patch: { ...paper, createdBy: chair.user.id } },
    { collection: 'documents', docId, kind: 'transition', transition: 'submit', patch: {} },
    {
      collection: 'signatures',
      docId: signatureId,
      kind: 'create',
      patch: {
        documentId: docId,
        contentHash: hash,
        algorithm: 'ES256',
        publicKey: key.publicKey,
        value: signContent(key.secret, hash),
        signerId: chair.user.id,
        signerName: 'Rais',
        at,
        mark: { ...mark },
      },
    },
    {
      collection: 'documents',
      docId,
      kind: 'transition',
      transition: 'sign',
      patch: { number, regDate, contentHash: hash, signatureId },
    },
  ]);
  return { docId, hash, mark, regDate, code };
}

const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${server.url}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the page for everyone', () => {
  let signed: Awaited<ReturnType<typeof signedPaper>>;
  beforeAll(async () => {
    signed = await signedPaper();
  });

  test('opens in four languages without a login, and runs nothing from elsewhere', async () => {
    for (const [lang, words] of [
      ['uz-Latn', 'Hujjatni tekshirish'],
      ['uz-Cyrl', 'Ҳужжатни текшириш'],
      ['ru', 'Проверка документа'],
      ['en', 'Verify a paper'],
    ] as const) {
      const { status, text, headers } = await get(`/verify?lang=${lang}`);
      expect(status).toBe(200);
      expect(text).toContain(`<h1>${words}</h1>`);
      expect(text).toContain(`lang="${lang}"`);
      expect(text).not.toMatch(/https?:\/\//);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    }
    expect((await get('/verify', { 'accept-language': 'ru,en;q=0.5' })).text).toContain('Проверка документа');
  });

  test('knows a paper by number and code, however they are typed, and tells signed facts alone', async () => {
    expect(signed.code).toBeNull();
    const code = shortCode(signed.hash);
    for (const typed of [code, code.toLowerCase(), code.replace('-', ' ')]) {
      const { text } = await get(`/verify?lang=en&number=${encodeURIComponent(` ${NUMBER}`)}&code=${typed}`);
      expect(text).toContain('Result: Genuine');
      expect(text).toContain(signed.hash);
      expect(text).toContain(office.name.latn);
      for (const secret of [...SECRET_WORDS, 'Rais', chair.user.id]) expect(text).not.toContain(secret);
    }
  });

  test('knows a paper by what its QR code opens', async () => {
    const { pathname } = new URL(markText(signed.mark, server.url.replace('http', 'https')));
    const { text, status } = await get(`${pathname}?lang=en`);
    expect(status).toBe(200);
    expect(text).toContain('Result: Genuine');
  });

  test('answers alike for a paper that is not there, another code, another number, nonsense', async () => {
    const shape = (text: string) => text.match(/<(?:dt|dd|section|h2)\b/g)?.length;
    const known = await get(`/verify?lang=en&number=${NUMBER}&code=${shortCode(signed.hash)}`);
    for (const query of [
      `number=${NUMBER}&code=00000-00000`,
      `number=12-1/58&code=${shortCode(signed.hash)}`,
      `number=${NUMBER}&code=nonsense`,
      `number=%27%20or%201=1&code=%25%25%25%25%25-%25%25%25%25%25`,
    ]) {
      const { status, text } = await get(`/verify?lang=en&${query}`);
      expect(status).toBe(200);
      expect(text).toContain('Result: Not found');
      expect(shape(text)).toBe(shape(known.text));
    }
  });

  test('tells a mark that its office did not make', async () => {
    const stranger = createOfficeKey({ bytes: (length) => new Uint8Array(randomBytes(length)) });
    const facts = { number: NUMBER, regDate: signed.regDate, contentHash: signed.hash };
    const forged = createPaperMark(stranger.secret, facts);
    expect((await get(`/v/${forged.code}?lang=en`)).text).toContain('Result: A forged mark');
    const moved = createPaperMark(key.secret, { ...facts, contentHash: '0f'.repeat(32) });
    expect((await get(`/v/${moved.code}?lang=en`)).text).toContain('Result: Not found');
    expect((await get('/v/XYZ?lang=en')).text).toContain('Result: Not found');
  });

  test('refuses what is no picture, and a flood of pixels before it is unpacked', async () => {
    const send = (body: Uint8Array) =>
      fetch(`${server.url}/verify/picture`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.from(body),
      });
    expect((await send(randomBytes(5_000))).status).toBe(422);
    const flood = Buffer.alloc(64);
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(flood);
    flood.writeUInt32BE(100_000, 16);
    flood.writeUInt32BE(100_000, 20);
    expect((await send(flood)).status).toBe(413);
  });

  test('slows who asks too often', async () => {
    const slow = await startTestServer({
      postgres: inject('postgres'),
      app: {
        limits: {
          login: { failures: 5, within: 60, block: 60 },
          address: { failures: 60, within: 60, block: 60 },
          codes: { failures: 20, within: 60, block: 60 },
          verify: { failures: 3, within: 60, block: 60 },
        },
      },
    });
    try {
      const statuses: number[] = [];
      for (let n = 0; n < 5; n++) statuses.push((await fetch(`${slow.url}/verify?number=1&code=2`)).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      expect((await fetch(`${slow.url}/verify`)).status).toBe(200);
    } finally {
      await slow.close();
    }
  });

  test('a mark that tells another number than its paper is refused with the signature', async () => {
    const docId = newId();
    const hash = contentHash({ ...paper, number: '12-1/90', regDate: today } as SignedContent);
    const signatureId = newId();
    const code = await outcome(chair, [
      { collection: 'documents', docId, kind: 'create', patch: { ...paper, createdBy: chair.user.id } },
      { collection: 'documents', docId, kind: 'transition', transition: 'submit', patch: {} },
      {
        collection: 'signatures',
        docId: signatureId,
        kind: 'create',
        patch: {
          documentId: docId,
          contentHash: hash,
          algorithm: 'ES256',
          publicKey: key.publicKey,
          value: signContent(key.secret, hash),
          signerId: chair.user.id,
          mark: { ...createPaperMark(key.secret, { number: '12-1/91', regDate: today, contentHash: hash }) },
        },
      },
      {
        collection: 'documents',
        docId,
        kind: 'transition',
        transition: 'sign',
        patch: { number: '12-1/90', regDate: today, contentHash: hash, signatureId },
      },
    ]);
    expect(code).toBe('signature_invalid');
  });
});

describe('a national signature over HTTP', () => {
  const authority = createGostKey();
  const holderKey = createGostKey();
  const day = 86_400_000;
  function message(hash: string, pinfl = PINFL, signedAt = new Date()): string {
    const certificate = issueCertificate({
      holder: { name: 'RAIS', pinfl },
      publicKey: holderKey.publicKey,
      issuer: { name: 'SINOV' },
      issuerKey: authority,
      serial: 5n,
      from: new Date(Date.now() - 30 * day),
      to: new Date(Date.now() + 30 * day),
    });
    const content = nationalContent(hash);
    return Buffer.from(
      signPkcs7({ content, detached: false, key: holderKey, certificate, chain: [], at: signedAt }),
    ).toString('base64');
  }
  function operation(docId: string, hash: string, base64: string, more: object = {}) {
    const read = readNationalMessage(base64, hash);
    return {
      collection: 'signatures',
      docId: newId(),
      kind: 'create' as const,
      patch: {
        documentId: docId,
        contentHash: hash,
        algorithm: 'GOST2001',
        publicKey: read?.publicKey || 'A'.repeat(86),
        value: read?.value || 'A'.repeat(86),
        pkcs7: read?.pkcs7 ?? '',
        signerId: chair.user.id,
        ...more,
      },
    };
  }

  test('is kept beside the office’s where its PINFL is the signer’s, and refused otherwise', async () => {
    const { docId, hash } = await signedPaper('12-1/61');
    expect(await outcome(chair, [operation(docId, hash, message(hash))])).toBe('national_pinfl_unknown');
    await enterPinfl(deps(), { login: 'rais.v' }, PINFL);
    expect(await outcome(chair, [operation(docId, hash, message(hash))])).toBeNull();
    expect(await outcome(chair, [operation(docId, hash, message(hash, '40201902050010'))])).toBe(
      'national_other_person',
    );
    expect(await outcome(secretary, [operation(docId, hash, message(hash), { signerId: secretary.user.id })])).toBe(
      'national_pinfl_unknown',
    );
    expect(await outcome(chair, [operation(docId, hash, message('0e'.repeat(32)))])).toBe('national_signature_wrong');
    const late = message(hash, PINFL, new Date(Date.now() + 60 * day));
    expect(await outcome(chair, [operation(docId, hash, late)])).toBe('national_certificate_expired');
    const wrong = operation(docId, hash, message(hash), { value: 'A'.repeat(86) });
    expect(await outcome(chair, [wrong])).toBe('national_signature_wrong');
  });

  test('is no office signature: it signs no paper by itself', async () => {
    const docId = newId();
    const hash = contentHash({ ...paper, number: '12-1/62', regDate: today } as SignedContent);
    const signature = operation(docId, hash, message(hash));
    const code = await outcome(chair, [
      { collection: 'documents', docId, kind: 'create', patch: { ...paper, createdBy: chair.user.id } },
      { collection: 'documents', docId, kind: 'transition', transition: 'submit', patch: {} },
      signature,
      {
        collection: 'documents',
        docId,
        kind: 'transition',
        transition: 'sign',
        patch: { number: '12-1/62', regDate: today, contentHash: hash, signatureId: signature.docId },
      },
    ]);
    expect(code).toBe('signature_invalid');
  });

  test('asks the ministry for a PINFL that is one', async () => {
    await expect(enterPinfl(deps(), { login: 'rais.v' }, '31210632040245')).rejects.toMatchObject({
      failure: { code: 'pinfl_check_digit' },
    });
  });
});

describe('a route over HTTP', () => {
  const step = (id: string, person: string) => ({ id, action: 'approve', mode: 'all', people: [person] });
  const submitted = (docId: string, author: TestLaptop, route: readonly object[]) => [
    { collection: 'documents', docId, kind: 'create' as const, patch: { ...paper, createdBy: author.user.id } },
    { collection: 'documents', docId, kind: 'transition' as const, transition: 'submit', patch: { route } as never },
  ];
  const endorsed = (docId: string, person: TestLaptop, more: object = {}) => ({
    collection: 'documents',
    docId,
    kind: 'transition' as const,
    transition: 'endorse',
    patch: {
      approvals: [
        {
          id: newId(),
          actor: person.user.id,
          at,
          step: 'a',
          verdict: 'approved',
          hash: draftHash(paper as RoutedBody),
          ...more,
        },
      ],
    },
  });

  test('lets nobody approve their own paper, nor in another’s name, nor out of turn', async () => {
    const docId = newId();
    expect(await outcome(secretary, submitted(newId(), secretary, [step('a', secretary.user.id)]))).toBe(
      'route_invalid',
    );
    expect(await outcome(secretary, submitted(docId, secretary, [step('a', chair.user.id)]))).toBeNull();
    expect(await outcome(secretary, [endorsed(docId, secretary)])).toBe('route_not_your_turn');
    expect(await outcome(secretary, [endorsed(docId, chair)])).toBe('op_invalid');
    expect(await outcome(secretary, [endorsed(docId, secretary, { for: chair.user.id })])).toBe('route_not_your_turn');
    expect(await outcome(chair, [endorsed(docId, chair, { hash: '0f'.repeat(32) })])).toBe('approval_outdated');
    expect(await outcome(chair, [endorsed(docId, chair)])).toBeNull();
  });

  test('takes a deputy’s answer on the days of the order, but not over the deputy’s own paper', async () => {
    const deputy = await server.laptop(office, await server.user(office.id, 'specialist', { login: 'orinbosar' }));
    const docId = newId();
    expect(await outcome(secretary, submitted(docId, secretary, [step('a', chair.user.id)]))).toBeNull();
    const forChair = { for: chair.user.id };
    expect(await outcome(deputy, [endorsed(docId, deputy, forChair)])).toBe('route_not_your_turn');
    await expect(
      appointDeputy(deps(), { login: 'orinbosar' }, { from: '2026-02-02', to: '2026-02-01' }),
    ).rejects.toMatchObject({
      failure: { code: 'deputy_term_invalid' },
    });
    await appointDeputy(deps(), { login: 'orinbosar' }, { from: '2020-01-01', to: '2020-02-01', order: 'Eski buyruq' });
    expect(await outcome(deputy, [endorsed(docId, deputy, forChair)])).toBe('route_not_your_turn');
    await appointDeputy(deps(), { login: 'orinbosar' }, { from: '2020-01-01', to: '2099-01-01', order: '7-buyruq' });
    expect(await outcome(deputy, [endorsed(docId, deputy, forChair)])).toBeNull();
    const own = newId();
    expect(await outcome(deputy, submitted(own, deputy, [step('a', chair.user.id)]))).toBeNull();
    expect(await outcome(deputy, [endorsed(own, deputy, forChair)])).toBe('self_approval');
  });
});
