import { describe, expect, it } from 'vitest';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { contentHash } from '#shared/domain/documents/content.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import { keyMark, verifyPaper } from './verify.ts';

const key = createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(3) });
const content = {
  journal: 'outgoing',
  kind: 'answer',
  number: 'CH-1-1/1',
  regDate: '2026-11-24',
  subject: 's',
  text: 't',
};
const hash = contentHash(content);
const paper = { id: 'paper-1', body: { ...content, state: 'signed', contentHash: hash } as DocumentBody };
const signature = {
  documentId: 'paper-1',
  contentHash: hash,
  algorithm: 'ES256' as const,
  publicKey: key.publicKey,
  value: signContent(key.secret, hash),
  signerId: 'u-chair',
};
const signer = { name: 'Rais', login: 'r', role: 'chair' as const, active: true, publicKeys: [key.publicKey] };

describe('verifying a signed paper', () => {
  it('trusts an untouched paper with a key from the staff list', () => {
    expect(verifyPaper(paper, signature, signer)).toBe('valid');
    expect(keyMark(signature)).toMatch(/^(\S{4} ){3}\S{4}$/);
  });

  it('I5: sees one changed letter', () => {
    expect(verifyPaper({ ...paper, body: { ...paper.body, text: 'T' } }, signature, signer)).toBe('content_changed');
  });

  it('tells a wrong signature, an unknown key and a missing signature apart', () => {
    const other = signContent(createOfficeKey({ bytes: (n) => new Uint8Array(n).fill(4) }).secret, hash);
    expect(verifyPaper(paper, { ...signature, value: other }, signer)).toBe('signature_wrong');
    expect(verifyPaper(paper, signature, { ...signer, publicKeys: [] })).toBe('key_unknown');
    expect(verifyPaper(paper, signature, null)).toBe('key_unknown');
    expect(verifyPaper(paper, null, signer)).toBe('missing');
    expect(verifyPaper({ ...paper, id: 'paper-2' }, signature, signer)).toBe('content_changed');
  });
});
