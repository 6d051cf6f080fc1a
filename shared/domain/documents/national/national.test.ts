import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { toHex } from '#shared/kernel/json.ts';
import { readAsn1 } from '#shared/kernel/der.ts';
import {
  attributesOf,
  buildPkcs7,
  createGostKey,
  issueCertificate,
  signGost,
  signPkcs7,
} from '../../../../test/support/eimzo/gost-keys.ts';
import { gost94 } from './gost94.ts';
import { isGostSignatureValid } from './gost2001.ts';
import { checkNationalSignature, readNationalKey } from './pkcs7.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

// The sample verification response of E-IMZO's public documentation.
const VECTOR = {
  document: bytes('some document'),
  spki: new Uint8Array(
    Buffer.from(
      'MGAwGQYJKoZcAw8BAQIBMAwGCiqGXAMPAQECAQEDQwAEQH7cS8X50WPYfroxrnD6DKpUChb845rKi6Dac+B95rZ8QDoQn1o6QcHbuMihP4g8ZyEIxEjChHRrl1b1kOSJUrc=',
      'base64',
    ),
  ),
  messageDigest: '3369cd520c8e556502b9bc0ac34ca69cafee96f2f4a8371a63d4dd7d3a458d05',
  signedAttributes: hex(
    '3169301806092a864886f70d010903310b06092a864886f70d010701301c06092a864886f70d010905310f170d3232303932373036313735335a302f06092a864886f70d010904312204203369cd520c8e556502b9bc0ac34ca69cafee96f2f4a8371a63d4dd7d3a458d05',
  ),
  signature: hex(
    'a88ab92b3eed2221925a8532a88ff52d94fc7fa2d0b3579f614822f0723395ee4727de2ed694a21715879637b3181febb94da9016f5a1737d7e9f9920719e90d',
  ),
  timestampImprint: 'e96377344d7bab212bcb6c6b82c25fb61600bb4d3f9645aa40c3ec51e4827605',
};
const vectorKey = readNationalKey(readAsn1(VECTOR.spki)) as Uint8Array;

const authorityKey = createGostKey(bytes('the authority of the simulator'));
const authority = { name: 'Sinov markazi' };
const holderKey = createGostKey(bytes('a holder of the simulator'));
const holder = { name: 'TOʻXTAYEV ANVAR', pinfl: '31210632040244', position: 'Rais' };
const certificate = issueCertificate({
  holder,
  publicKey: holderKey.publicKey,
  issuer: authority,
  issuerKey: authorityKey,
  serial: 0x4d2n,
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2028-01-01T00:00:00Z'),
});
const authorityCertificate = issueCertificate({
  holder: authority,
  publicKey: authorityKey.publicKey,
  issuer: authority,
  issuerKey: authorityKey,
  serial: 1n,
  from: new Date('2020-01-01T00:00:00Z'),
  to: new Date('2040-01-01T00:00:00Z'),
});
const content = bytes(`mahalla-paper-v1:${'0f'.repeat(32)}`);
const at = new Date('2026-11-24T06:00:00Z');
const sign = (more: Partial<Parameters<typeof signPkcs7>[0]> = {}) =>
  signPkcs7({
    content,
    detached: false,
    key: holderKey,
    certificate,
    chain: [authorityCertificate.der],
    at,
    ...more,
  });

/** The published parts, put into the message that they came from: the certificate around the key is ours. */
function vectorMessage(detached: boolean) {
  const own = issueCertificate({
    holder,
    publicKey: vectorKey,
    issuer: authority,
    issuerKey: authorityKey,
    serial: 7n,
    from: new Date('2022-01-01T00:00:00Z'),
    to: new Date('2024-01-01T00:00:00Z'),
  });
  return buildPkcs7({
    content: VECTOR.document,
    detached,
    certificates: [own.der],
    issuer: own.issuer,
    serial: own.serial,
    attributes: attributesOf(VECTOR.document, new Date('2022-09-27T06:17:53Z')),
    signature: VECTOR.signature,
  });
}

describe('GOST R 34.11-94', () => {
  it('gives the digests of the published sample', () => {
    expect(toHex(gost94(VECTOR.document))).toBe(VECTOR.messageDigest);
    expect(toHex(gost94(VECTOR.signature))).toBe(VECTOR.timestampImprint);
  });

  it('gives the known digests of nothing and of more than a block', () => {
    expect(toHex(gost94(bytes('')))).toBe('981e5f3ca30c841487830f84fb433e13ac1101569b9c13584ac483234cd656c0');
    expect(toHex(gost94(bytes('abc')))).toBe('b285056dbf18d7392d7677369524dd14747459ed8143997e163b2986f92fd42c');
  });
});

describe('GOST R 34.10-2001', () => {
  const digest = gost94(VECTOR.signedAttributes);

  it('accepts the published signature', () => {
    expect(isGostSignatureValid(vectorKey, digest, VECTOR.signature)).toBe(true);
  });

  it('refuses it with any one bit changed: 1,000 changes of document, key, attributes and signature', () => {
    const accepts = (parts: { document: Uint8Array; key: Uint8Array; attributes: Uint8Array; signature: Uint8Array }) =>
      toHex(parts.attributes).endsWith(toHex(gost94(parts.document))) &&
      isGostSignatureValid(parts.key, gost94(parts.attributes), parts.signature);
    const parts = {
      document: VECTOR.document,
      key: vectorKey,
      attributes: VECTOR.signedAttributes,
      signature: VECTOR.signature,
    };
    expect(accepts(parts)).toBe(true);
    const places = (Object.keys(parts) as (keyof typeof parts)[]).flatMap((part) =>
      Array.from({ length: parts[part].length * 8 }, (_, bit) => ({ part, bit })),
    );
    expect(places.length).toBeGreaterThan(1_900);
    // Every second one is a thousand, spread over all the parts.
    const chosen = places.filter((_, place) => place % 2 === 0 || place > places.length - 60);
    expect(chosen.length).toBeGreaterThanOrEqual(1_000);
    const accepted = chosen.filter(({ part, bit }) => {
      const changed = parts[part].slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      return accepts({ ...parts, [part]: changed });
    });
    expect(accepted).toEqual([]);
  });

  it('refuses numbers outside of the group and points off the curve', () => {
    const zero = new Uint8Array(64);
    const top = new Uint8Array(64).fill(255);
    for (const signature of [zero, top, VECTOR.signature.slice(1)]) {
      expect(isGostSignatureValid(vectorKey, digest, signature)).toBe(false);
    }
    for (const key of [zero, top, vectorKey.slice(1)]) {
      expect(isGostSignatureValid(key, digest, VECTOR.signature)).toBe(false);
    }
  });

  it('accepts what the simulator signs, for any content', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
        const value = gost94(data);
        expect(isGostSignatureValid(holderKey.publicKey, value, signGost(holderKey, value))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a signed message', () => {
  it('holds with the published parts in it, the content inside or beside', () => {
    for (const detached of [false, true]) {
      expect(checkNationalSignature(vectorMessage(detached), VECTOR.document)).toMatchObject({
        ok: true,
        signedAt: '2022-09-27T06:17:53.000Z',
        revocation: 'not_checked_offline',
      });
    }
  });

  it('tells whose certificate it is, and that revocation is not known', () => {
    expect(checkNationalSignature(sign(), content)).toMatchObject({
      ok: true,
      issuer: 'unknown',
      revocation: 'not_checked_offline',
      certificate: { ...holder, issuer: 'Sinov markazi', serial: '04d2', validTo: '2028-01-01T00:00:00.000Z' },
    });
  });

  it('is read in BER without lengths, as Java writes it', () => {
    expect(checkNationalSignature(sign({ indefinite: true }), content)).toMatchObject({ ok: true });
  });

  it('knows an issuer by its key, also over the authority’s own certificate', () => {
    const { publicKey } = authorityKey;
    expect(checkNationalSignature(sign(), content, [publicKey])).toMatchObject({ issuer: 'trusted' });
    expect(checkNationalSignature(sign({ chain: [] }), content, [publicKey])).toMatchObject({ issuer: 'trusted' });
    expect(checkNationalSignature(sign(), content, [holderKey.publicKey])).toMatchObject({ issuer: 'unknown' });
  });

  it('is refused over another content, inside or beside', () => {
    const other = bytes(`mahalla-paper-v1:${'0e'.repeat(32)}`);
    expect(checkNationalSignature(sign(), other)).toMatchObject({ ok: false, fault: 'content' });
    expect(checkNationalSignature(sign({ detached: true }), other)).toMatchObject({ ok: false, fault: 'content' });
  });

  it('is refused outside the days of its certificate', () => {
    for (const moment of ['2025-12-31T23:59:59Z', '2028-01-01T00:00:01Z']) {
      expect(checkNationalSignature(sign({ at: new Date(moment) }), content)).toMatchObject({ fault: 'validity' });
    }
  });

  it('is refused with a certificate that another key belongs to, with none, and signed by none or by two', () => {
    expect(checkNationalSignature(sign({ key: authorityKey }), content)).toMatchObject({ fault: 'signature' });
    const parts = { content, detached: false, attributes: attributesOf(content, at), signature: new Uint8Array(64) };
    const { issuer, serial } = certificate;
    expect(checkNationalSignature(buildPkcs7({ ...parts, issuer, serial, certificates: [] }), content)).toMatchObject({
      fault: 'certificate',
    });
    for (const signers of [0, 2]) {
      const message = buildPkcs7({ ...parts, issuer, serial, certificates: [certificate.der], signers });
      expect(checkNationalSignature(message, content)).toMatchObject({ fault: 'signers' });
    }
  });

  it('is refused with any bit of its signed parts changed, and never throws', () => {
    const message = sign({ chain: [] });
    const accepted: number[] = [];
    for (let bit = 0; bit < message.length * 8; bit += 29) {
      const changed = message.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      const check = checkNationalSignature(changed, content, [authorityKey.publicKey]);
      // What the signer did not sign (version numbers) may change; then the certificate and content are still genuine.
      if (check.ok && check.issuer === 'trusted' && check.certificate.pinfl !== holder.pinfl) accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });

  it('never throws on anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => !checkNationalSignature(data, content).ok),
      { numRuns: 300 },
    );
    const message = sign();
    for (let end = 0; end < message.length; end += 13) {
      expect(checkNationalSignature(message.subarray(0, end), content).ok).toBe(false);
    }
    expect(checkNationalSignature(new Uint8Array(100_000).fill(0x30), content).ok).toBe(false);
  });
});
