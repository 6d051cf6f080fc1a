import { expect, test } from 'vitest';
import { apply } from '#shared/sync/apply.ts';
import { findCollection } from '#shared/registry/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { Conflict, Doc } from '#shared/sync/operation.ts';
import { canTakeOther, toSettlement } from './settle.ts';

const subject: Conflict = {
  id: 'op1:subject',
  field: 'subject',
  base: 'a',
  kept: 'b',
  other: 'c',
  actor: 'u1',
  at: '',
};
const name: Conflict = {
  ...subject,
  id: 'op1:correspondent.name',
  field: 'correspondent.name',
  kept: 'Ali',
  other: 'Vali',
};
const doc: Doc = {
  collection: 'documents',
  id: 'doc1',
  officeId: 'office1',
  version: 0,
  body: {
    journal: 'incoming',
    kind: 'letter',
    state: 'registered',
    subject: 'b',
    correspondent: { kind: 'person', name: 'Ali', phone: '1' },
  },
  conflicts: [subject, name],
  removed: false,
};

function settle(conflict: Conflict, choice: 'keep' | 'take') {
  const { patch, resolves } = toSettlement('documents', doc, conflict, choice);
  const base = Object.fromEntries(Object.keys(patch).map((field) => [field, doc.body[field] ?? null]));
  return apply(
    doc,
    {
      id: 'op2',
      at: '',
      actor: 'u2',
      collection: 'documents',
      docId: 'doc1',
      kind: 'patch',
      patch,
      base,
      resolves,
      version: 0,
    },
    {
      definition: findCollection('documents') as CollectionDefinition,
      actor: { id: 'u2', role: 'secretary', officeId: 'office1', publicKeys: [] },
      related: new Map(),
    },
  );
}

test('I4: keeping the current value changes nothing but the conflict', () => {
  const result = settle(subject, 'keep');
  expect(result).toMatchObject({ kind: 'applied', doc: { body: { subject: 'b' }, conflicts: [name] } });
});

test('I4: taking the other value writes it over the current one', () => {
  expect(settle(subject, 'take')).toMatchObject({
    kind: 'applied',
    doc: { body: { subject: 'c' }, conflicts: [name] },
  });
});

test('a part of a group is taken without its neighbours', () => {
  expect(settle(name, 'take')).toMatchObject({
    kind: 'applied',
    doc: { body: { correspondent: { name: 'Vali', phone: '1' } }, conflicts: [subject] },
  });
});

test('what only a step may set, or a signature covers, is not offered', () => {
  expect(canTakeOther('documents', subject, doc.body)).toBe(true);
  expect(canTakeOther('documents', { ...subject, field: 'executorId' }, doc.body)).toBe(false);
  expect(canTakeOther('documents', subject, { ...doc.body, state: 'signed' })).toBe(false);
});
