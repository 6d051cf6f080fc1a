import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyUsageFlags } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePaperPdf } from '#shared/pdf/archive-pdf.ts';
import { signPdf, timestampPdf } from '#shared/pdf/sign-pdf.ts';
import { readCertificate } from '#shared/pki/certificate.ts';
import { concat, der, readWhole, TAG } from '#shared/pki/der.ts';
import { areSignedAttributes } from '#shared/pki/office-key.ts';
import { toPem } from '#shared/pki/pem.ts';
import { signDetached } from '#shared/pki/sign.ts';
import { verifyFile, type VerifyInput } from '#shared/pki/verify.ts';
import {
  createTestAuthority,
  createTestTimestamps,
  DAY,
  sheetFonts,
  testSheet,
  type TestAuthority,
  type TestSigner,
  type TestTimestamps,
} from '../../../test/support/signatures/authority.ts';
import { createRoot } from './authority.ts';
import { readRootFile, writeRootFile } from './root-file.ts';

const now = Date.UTC(2026, 10, 24, 12);
const folder = mkdtempSync(join(tmpdir(), 'mahalla-signatures-'));
let authority: TestAuthority;
let time: TestTimestamps;
let chair: TestSigner;
let secretary: TestSigner;
let plain: Uint8Array;
let signed: Uint8Array;
let lists: readonly Uint8Array[];

beforeAll(async () => {
  authority = await createTestAuthority(now);
  time = await createTestTimestamps(now);
  chair = await authority.person('Toʻxtayev Anvar', 'Rais');
  secretary = await authority.person('Қодирова Гулчеҳра', 'Масъул котиб');
  lists = await authority.lists();
  plain = await writePaperPdf(
    testSheet('latn', [chair, secretary], 2),
    { title: '№ 12-03/27', author: 'Gulobod MFY', subject: 'Sinov', language: 'uz-Latn', at: new Date(now) },
    sheetFonts(),
  );
  signed = await signPdf(plain, chair, new Date(now));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(input: Partial<VerifyInput> & Pick<VerifyInput, 'file'>) {
  const report = verifyFile({
    trust: { roots: [authority.root.certificate], lists, timestampRoots: [time.root] },
    now,
    ...input,
  });
  // Whatever is wrong, the file never counts as good.
  const faults = [...report.faults, ...report.signatures.flatMap((one) => one.faults)];
  if (faults.length > 0) expect(report.ok).toBe(false);
  return { ...report, all: faults, notes: report.signatures.flatMap((one) => one.notes) };
}

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('what a signature is good for', () => {
  test('one signer and two: who, when, by which certificate', async () => {
    const one = check({ file: signed });
    expect(one).toMatchObject({ ok: true, format: 'pades', all: [], notes: ['no_timestamp'] });
    expect(one.signatures[0]).toMatchObject({
      signer: { commonName: 'Toʻxtayev Anvar', title: 'Rais', organization: 'Gulobod MFY', serialNumber: 'u-1' },
      publicKey: chair.key.publicKey,
      signedAt: now,
    });
    const two = await signPdf(signed, secretary, new Date(now));
    expect(two.subarray(0, signed.length)).toEqual(signed);
    const both = check({ file: two, expectedKeys: [chair.key.publicKey, secretary.key.publicKey] });
    expect(both).toMatchObject({ ok: true, all: [] });
    expect(both.signatures.map((report) => report.signer?.commonName)).toEqual([chair.name, secretary.name]);
  });

  test('a detached signature of any file, which OpenSSL accepts too and refuses once a byte is changed', async () => {
    const file = new Uint8Array(randomBytes(4_000));
    const signature = await signDetached(file, chair, new Date(now));
    expect(check({ file, signature })).toMatchObject({ ok: true, format: 'cms' });
    const ca = write('ca.pem', toPem(authority.root.certificate));
    const p7s = write('f.p7s', signature);
    const verify = (content: string) =>
      execFileSync(
        'openssl',
        ['cms', '-verify', '-binary', '-inform', 'DER', '-in', p7s, '-content', content, '-CAfile', ca].concat([
          '-attime',
          String(now / 1000),
          '-purpose',
          'any',
          '-out',
          '/dev/null',
        ]),
        { stdio: 'pipe' },
      );
    verify(write('f', file));
    file[17] = (file[17] as number) ^ 1;
    expect(() => verify(write('g', file))).toThrow(/verif/i);
    expect(check({ file, signature }).all).toEqual(['signed_file_changed']);
  });
});

describe('bad input', () => {
  test('expired, and once more with a timestamp from before the end', async () => {
    const short = await authority.person('Muddatli', 'Aʼzo', { notAfter: now + DAY });
    const file = await signPdf(plain, short, new Date(now));
    const later = { now: now + 3 * DAY };
    expect(check({ file, ...later }).all).toEqual(['signer_expired']);
    const stamped = await timestampPdf(file, (request) => time.answer(request, now + 3_200_000), nonce);
    expect(check({ file: stamped, ...later })).toMatchObject({ ok: true, all: [] });
  });

  test('not yet valid', async () => {
    const early = await authority.person('Ertagi', 'Aʼzo', { notBefore: now + DAY });
    expect(check({ file: await signPdf(plain, early, new Date(now)) }).all).toEqual(['signer_not_yet_valid']);
  });

  test('revoked: a stolen key loses all its signatures without a timestamp, one given up in order only later ones', async () => {
    const { serial } = readCertificate(chair.certificate);
    const trust = async (at: number, reason: 'keyCompromise' | 'superseded') => ({
      roots: [authority.root.certificate],
      lists: await authority.lists([{ serial, at: new Date(at), reason }]),
      timestampRoots: [time.root],
    });
    expect(check({ file: signed, trust: await trust(now + DAY, 'keyCompromise') }).all).toEqual(['signer_revoked']);
    expect(check({ file: signed, trust: await trust(now - DAY, 'superseded') }).all).toEqual(['signer_revoked']);
    const later = check({ file: signed, trust: await trust(now + DAY, 'superseded') });
    expect(later).toMatchObject({ ok: true, notes: ['no_timestamp', 'revoked_later'] });
    const stamped = await timestampPdf(signed, (request) => time.answer(request, now + 1000), nonce);
    expect(check({ file: stamped, trust: await trust(now + DAY, 'keyCompromise'), now: now + 2 * DAY })).toMatchObject({
      ok: true,
      all: [],
    });
  });

  test('a certificate for something else', async () => {
    const wrong = await authority.person('Kalit', 'Server', { usage: KeyUsageFlags.keyAgreement });
    expect(check({ file: await signPdf(plain, wrong, new Date(now)) }).all).toEqual(['signer_usage']);
  });

  test("another person's certificate, and a certificate that is not the key's", async () => {
    expect(check({ file: signed, expectedKeys: [secretary.key.publicKey] }).all).toEqual(['signer_mismatch']);
    const borrowed = { ...chair, sign: secretary.sign };
    expect(check({ file: await signPdf(plain, borrowed, new Date(now)) }).all).toEqual(['signature_damaged']);
  });

  test('an authority that nobody knows', async () => {
    const other = await createRoot('Begona', now);
    expect(check({ file: signed, trust: { roots: [other.certificate] } }).all).toEqual(['signer_untrusted']);
  });

  test('stripped: the first revision alone, an unsigned file', () => {
    expect(check({ file: plain }).all).toEqual(['signature_missing']);
    expect(check({ file: new TextEncoder().encode('matn') }).all).toEqual(['signature_missing']);
  });

  test('signed twice by the same person', async () => {
    expect(check({ file: await signPdf(signed, chair, new Date(now + 1000)) }).all).toEqual(['signature_twice']);
  });

  test('a detached signature over another version of the file', async () => {
    const signature = await signDetached(signed, chair, new Date(now));
    const next = await signPdf(signed, secretary, new Date(now));
    expect(check({ file: next, signature }).all).toEqual(['signature_other_version']);
    expect(check({ file: signed, signature })).toMatchObject({ ok: true });
  });

  test('something added after the signature, in the format and beside it', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(check({ file: concat(signed, bytes('\n')) }).all).toEqual(['signed_file_extended']);
    const update = bytes('9 0 obj\n<</Type /Page>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n1\n%%EOF\n');
    expect(check({ file: concat(signed, update) }).all).toEqual(['signed_file_extended']);
    const hidden = await signPdf(signed, secretary, new Date(now));
    const cut = hidden.subarray(0, hidden.length - 20);
    expect(check({ file: cut }).ok).toBe(false);
  });

  test('a timestamp from the future, one of another signature, a refused request', async () => {
    const future = await timestampPdf(signed, (request) => time.answer(request, now + DAY), nonce);
    const report = check({ file: future });
    expect(report.ok).toBe(false);
    expect(report.documentTimestamps[0]).toMatchObject({ fault: 'timestamp_future' });
    const other = await timestampPdf(
      signed,
      (request) => {
        const wrong = request.slice();
        const at = wrong.length - 20;
        wrong[at] = (wrong[at] as number) ^ 1;
        return time.answer(wrong, now);
      },
      nonce,
    );
    expect(check({ file: other }).documentTimestamps[0]).toMatchObject({ fault: 'timestamp_invalid' });
    const refusal = der(TAG.sequence, der(TAG.sequence, der(TAG.integer, Uint8Array.of(2))));
    await expect(timestampPdf(signed, async () => refusal, nonce)).rejects.toMatchObject({
      failure: { code: 'timestamp_refused' },
    });
  });

  test('a timestamp by a service that is not trusted proves nothing, and says so', async () => {
    const stamped = await timestampPdf(signed, (request) => time.answer(request, now), nonce);
    const report = check({ file: stamped, trust: { roots: [authority.root.certificate], lists } });
    expect(report).toMatchObject({ ok: true });
    expect(report.notes).toContain('timestamp_authority_unknown');
  });

  test('one changed byte, anywhere in the file or the signature: 200 trials', async () => {
    const detached = await signDetached(signed, chair, new Date(now));
    for (let trial = 0; trial < 200; trial += 1) {
      const inside = trial % 2 === 0;
      const bytes = (inside ? signed : detached).slice();
      const at = Math.floor((trial / 200) * bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 + (trial % 255));
      const report = inside ? check({ file: bytes }) : check({ file: signed, signature: bytes });
      expect(report.ok, `byte ${at} of the ${inside ? 'file' : 'signature'}`).toBe(false);
    }
  }, 60_000);

  test('an office key signs attributes of signatures and no other structure', async () => {
    const attributes: Uint8Array[] = [];
    await signDetached(
      signed,
      { ...chair, sign: (bytes) => (attributes.push(bytes), chair.sign(bytes)) },
      new Date(now),
    );
    expect(areSignedAttributes(attributes[0] as Uint8Array)).toBe(true);
    expect(areSignedAttributes(readCertificate(chair.certificate).tbs)).toBe(false);
    expect(areSignedAttributes(new TextEncoder().encode('mahalla-paper-v1:00'))).toBe(false);
    expect(areSignedAttributes(readWhole(der(TAG.set)).whole)).toBe(false);
  });
});

test('the root opens with its passphrase alone', async () => {
  const file = join(folder, 'root.json');
  await writeRootFile(file, authority.root, 'anor bahor daryo tong', { memory: 1_024, passes: 1 });
  expect((await readRootFile(file, 'anor bahor daryo tong')).certificate).toEqual(authority.root.certificate);
  await expect(readRootFile(file, 'anor bahor daryo tonG')).rejects.toMatchObject({
    failure: { code: 'ca_passphrase_wrong' },
  });
  await expect(writeRootFile(file, authority.root, 'anor bahor daryo tong')).rejects.toMatchObject({
    failure: { code: 'ca_exists' },
  });
});

function nonce(): Uint8Array {
  return new Uint8Array(randomBytes(8));
}
