import { expect, test } from 'vitest';
import { contentHash } from '#shared/domain/documents/content.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import type { PaperDetail } from './api.ts';
import { toFreshness } from './freshness.ts';
import { verifyHere } from './verify.ts';

const now = Date.parse('2026-03-07T09:00:00Z');

test.each([
  [{ devices: 0, lastContact: null }, 'no_laptop'],
  [{ devices: 1, lastContact: null }, 'never'],
  [{ devices: 1, lastContact: '2026-03-07T02:00:00Z' }, 'today'],
  [{ devices: 1, lastContact: '2026-03-02T02:00:00Z' }, 'recent'],
  [{ devices: 2, lastContact: '2026-02-01T02:00:00Z' }, 'silent'],
] as const)('%j is %s', (office, fresh) => expect(toFreshness(office, now)).toBe(fresh));

test('I5: a signature holds in this browser until one letter of the paper changes', () => {
  const key = createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(7) });
  const content = {
    journal: 'outgoing',
    kind: 'answer',
    number: '12/1-1',
    regDate: '2026-03-07',
    subject: 'Javob',
    text: 'Matn',
  } as const;
  const hash = contentHash(content);
  const paper = {
    id: 'doc1',
    body: { ...content, state: 'signed', contentHash: hash, signatureId: 'sig1' },
    signature: {
      documentId: 'doc1',
      contentHash: hash,
      algorithm: 'ES256',
      publicKey: key.publicKey,
      value: signContent(key.secret, hash),
      signerId: 'u1',
    },
  } as const satisfies Pick<PaperDetail, 'id' | 'body' | 'signature'>;
  expect(verifyHere(paper)).toBe(true);
  expect(verifyHere({ ...paper, body: { ...paper.body, text: 'Matn.' } })).toBe(false);
  expect(verifyHere({ ...paper, id: 'doc2' })).toBe(false);
  expect(verifyHere({ ...paper, signature: null })).toBe(false);
  expect(verifyHere({ ...paper, signature: null, body: { ...content, state: 'draft' } })).toBe(null);
});
