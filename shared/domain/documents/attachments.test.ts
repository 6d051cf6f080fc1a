import { describe, expect, it } from 'vitest';
import { documents } from '#shared/domain/documents/collections/documents/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { annexesOf, type Attachment, attachmentsOf, type AttachmentRole } from './attachments.ts';
import { contentHash, type SignedContent } from './content.ts';

const file = (id: string, role: AttachmentRole = 'annex', actor = 'u-1'): Attachment => ({
  id,
  hash: id.charCodeAt(2).toString(16).padStart(64, '0'),
  name: `${id}.pdf`,
  size: 10,
  type: 'pdf',
  role,
  actor,
  at: '2026-11-24T06:00:00.000Z',
});

const paper = (more: JsonObject = {}): JsonObject => ({
  journal: 'outgoing',
  kind: 'letter',
  state: 'draft',
  subject: 'Hisobot',
  text: 'Matn',
  ...more,
});

function change(body: JsonObject, patch: JsonObject, base: JsonObject = body, actor = 'u-1') {
  const doc: Doc = {
    collection: 'documents',
    id: 'paper-1',
    officeId: 'office-1',
    version: 1,
    body,
    conflicts: [],
    removed: false,
  };
  const applied = apply(
    doc,
    {
      id: 'op-1',
      at: '',
      actor,
      collection: 'documents',
      docId: 'paper-1',
      kind: 'patch',
      patch,
      base: Object.fromEntries(Object.keys(patch).map((key) => [key, base[key] ?? null])),
      version: 1,
    },
    {
      definition: documents as unknown as CollectionDefinition,
      actor: { id: actor, role: 'secretary', officeId: 'office-1', publicKeys: [] },
      related: new Map(),
    },
  );
  return applied.kind === 'refused' ? applied.failure.code : applied.doc.body;
}

describe('files of a paper', () => {
  it('of two laptops are kept both; what one took away is not shown, and stays in the record', () => {
    const first = change(paper(), { attachments: [file('f-a', 'scan')] } as unknown as JsonObject) as JsonObject;
    const both = change(first, { attachments: [file('f-b', 'scan')] } as unknown as JsonObject, paper()) as JsonObject;
    expect(attachmentsOf(both as never).map((one) => one.id)).toEqual(['f-a', 'f-b']);
    const less = change(both, { removedAttachmentIds: ['f-a'] }) as JsonObject;
    expect(attachmentsOf(less as never).map((one) => one.id)).toEqual(['f-b']);
    expect((less.attachments as unknown[]).length).toBe(2);
  });

  it('are never taken away where one is the signed paper itself', () => {
    const body = paper({ state: 'signed', attachments: [file('f-a', 'signed'), file('f-b', 'other')] } as never);
    expect(change(body, { removedAttachmentIds: ['f-a'] })).toBe('content_frozen');
    expect(change(body, { removedAttachmentIds: ['f-b'] })).toMatchObject({ removedAttachmentIds: ['f-b'] });
  });

  it('can be attached in nobody else’s name', () => {
    expect(change(paper(), { attachments: [file('f-a', 'scan', 'u-2')] } as unknown as JsonObject)).toBe('op_invalid');
  });

  it('are covered by the signature where they are annexes, whatever the order; other files change no hash', () => {
    const bare = contentHash(paper() as SignedContent);
    const hash = (...files: Attachment[]) =>
      contentHash({ ...paper(), attachments: files } as unknown as SignedContent);
    expect(hash()).toBe(bare);
    expect(hash(file('f-a', 'scan'))).toBe(bare);
    expect(hash(file('f-a'))).not.toBe(bare);
    expect(hash(file('f-a'), file('f-b'))).toBe(hash(file('f-b'), file('f-a'), file('f-c', 'report')));
    expect(hash(file('f-a'), { ...file('f-b'), hash: 'c'.repeat(64) })).not.toBe(hash(file('f-a'), file('f-b')));
    const taken = { ...paper(), attachments: [file('f-a')], removedAttachmentIds: ['f-a'] };
    expect(contentHash(taken as unknown as SignedContent)).toBe(bare);
    expect(annexesOf(taken as unknown as JsonObject)).toEqual([]);
  });

  it.each(['awaiting_approval', 'approved', 'signed', 'sent'])(
    'stand still as annexes while the paper is %s; a scan may still come',
    (state) => {
      const body = paper({ state, attachments: [file('f-a')] as unknown as JsonObject[] });
      expect(change(body, { attachments: [file('f-b')] } as unknown as JsonObject)).toBe('content_frozen');
      expect(change(body, { removedAttachmentIds: ['f-a'] })).toBe('content_frozen');
      expect(change(body, { attachments: [file('f-s', 'scan')] } as unknown as JsonObject)).toMatchObject({ state });
    },
  );
});
