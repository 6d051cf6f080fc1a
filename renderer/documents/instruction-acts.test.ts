import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import type { Questions } from '#shared/domain/documents/questions.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../ports/data.ts';
import { type ActContext, submitDraft } from './acts.ts';
import { beginFilling, keepFilled } from './instruction-acts.ts';
import { possibleSteps } from './steps.ts';

const questions: Questions = {
  version: 2,
  fields: [
    { id: 'houses', kind: 'number', label: { 'uz-Latn': 'Uylar soni' }, required: true, whole: true },
    { id: 'ready', kind: 'yes_no', label: { 'uz-Latn': 'Tayyormi' }, required: true },
  ],
};
const OFFICE = 'office-1';
let docs: Map<string, Doc>;
let ids = 0;

const context = (role: Role): ActContext => ({
  actor: { id: `u-${role}`, name: role, role },
  at: '2026-11-24T06:00:00.000Z',
  today: '2026-11-24',
  newId: () => `id-${++ids}`,
});

function commit(role: Role, changes: readonly Change[]): string | null {
  const after = new Map(docs);
  for (const change of changes) {
    const key = `${change.collection}/${change.docId}`;
    const draft = {
      id: `op-${++ids}`,
      at: '2026-11-24T06:00:00.000Z',
      actor: `u-${role}`,
      base: change.base ?? after.get(key)?.body ?? {},
      version: 1,
      ...change,
    };
    const applied = apply(after.get(key) ?? null, draft, {
      definition: collections[change.collection] as unknown as CollectionDefinition,
      actor: { id: `u-${role}`, role, officeId: OFFICE, publicKeys: [] },
      related: after,
    });
    if (applied.kind === 'refused') return applied.failure.code;
    after.set(key, applied.doc);
  }
  docs = after;
  return null;
}

const paper = (id: string) => ({
  id,
  officeId: OFFICE,
  body: docs.get(`documents/${id}`)?.body as unknown as DocumentBody,
});

function instruction(body: JsonObject = {}): Doc {
  return {
    collection: 'documents',
    id: 'd-asked',
    officeId: OFFICE,
    version: 1,
    body: {
      journal: 'incoming',
      kind: 'instruction',
      state: 'delivered',
      subject: 'Qishga tayyorgarlik',
      text: 'Maʼlumot bering.',
      receivedDate: '2026-11-24',
      dueDate: '2026-12-01',
      dueRule: 'ministry',
      questions: questions as unknown as JsonObject,
      source: { officeId: 'ministry', docId: 'd-0', name: 'Vazirlik', number: 'V-1' },
      ...body,
    },
    conflicts: [],
    removed: false,
  };
}

const begin = (role: Role, given: { number: string; regDate: string } | null = null) =>
  commit(
    role,
    beginFilling(
      paper('d-asked'),
      { id: 'd-answer', subject: 'Maʼlumot', text: 'Maʼlumot taqdim etiladi.' },
      given,
      undefined,
      context(role),
    ),
  );

beforeEach(() => {
  docs = new Map([['documents/d-asked', instruction()]]);
});

describe('the form of an instruction', () => {
  it('is begun in one act: the instruction is registered, the answer brings its form', () => {
    expect(begin('secretary', { number: 'K-1-1/5', regDate: '2026-11-24' })).toBeNull();
    expect(paper('d-asked').body).toMatchObject({ state: 'registered', number: 'K-1-1/5', dueDate: '2026-12-01' });
    expect(paper('d-answer').body).toMatchObject({
      journal: 'outgoing',
      state: 'draft',
      answersId: 'd-asked',
      questions,
    });
  });

  it('is begun by a specialist without registering, which is not theirs', () => {
    expect(begin('specialist')).toBeNull();
    expect(paper('d-asked').body.state).toBe('delivered');
    expect(begin('specialist', { number: 'K-1-1/5', regDate: '2026-11-24' })).toBe('role_forbidden');
  });

  it('goes for approval only when it fits, and is then frozen and signed with its answers', () => {
    begin('secretary');
    expect(commit('secretary', submitDraft(paper('d-answer'), context('secretary')))).toBe('answers_misfit');
    const empty = { filled: {}, text: 'Maʼlumot taqdim etiladi.' };
    const half = { ...empty, filled: { houses: 12.5 } };
    expect(commit('secretary', keepFilled('d-answer', empty, half))).toBeNull();
    expect(commit('secretary', submitDraft(paper('d-answer'), context('secretary')))).toBe('answers_misfit');
    const whole = { ...empty, filled: { houses: 12, ready: false } };
    expect(commit('secretary', keepFilled('d-answer', half, whole))).toBeNull();
    const before = contentHash(paper('d-answer').body as SignedContent);
    expect(commit('secretary', submitDraft(paper('d-answer'), context('secretary')))).toBeNull();
    expect(commit('secretary', keepFilled('d-answer', whole, { ...whole, filled: { houses: 13, ready: false } }))).toBe(
      'content_frozen',
    );
    expect(contentHash({ ...paper('d-answer').body, filled: { houses: 13, ready: false } } as SignedContent)).not.toBe(
      before,
    );
  });

  it('keeps what two people filled in at once, each another question', () => {
    begin('secretary');
    const empty = { filled: {}, text: 'Maʼlumot taqdim etiladi.' };
    expect(commit('secretary', keepFilled('d-answer', empty, { ...empty, filled: { houses: 12 } }))).toBeNull();
    expect(commit('chair', keepFilled('d-answer', empty, { ...empty, filled: { ready: true } }))).toBeNull();
    expect(paper('d-answer').body.filled).toEqual({ houses: 12, ready: true });
    expect(keepFilled('d-answer', empty, empty)).toEqual([]);
  });

  it('is no other than the instruction’s own, for no other instruction, and on no other paper', () => {
    docs.set('documents/d-other', { ...instruction(), id: 'd-other' });
    const [create] = beginFilling(
      paper('d-asked'),
      { id: 'd-answer', subject: 's', text: 't' },
      null,
      undefined,
      context('secretary'),
    ) as Change[];
    const easier = { ...questions, fields: questions.fields.slice(0, 1) } as unknown as JsonObject;
    const forged = { ...(create as Change), patch: { ...create?.patch, questions: easier } };
    expect(commit('secretary', [forged])).toBe('questions_foreign');
    begin('secretary');
    const patch = (docId: string, fields: JsonObject): Change => ({
      collection: 'documents',
      docId,
      kind: 'patch',
      patch: fields,
    });
    expect(commit('secretary', [patch('d-answer', { answersId: 'd-other' })])).toBe('field_readonly');
    expect(commit('secretary', [patch('d-answer', { questions: easier })])).toBe('field_readonly');
    expect(commit('secretary', [patch('d-asked', { filled: { houses: 1 } })])).toBe('questions_foreign');
    expect(commit('secretary', [patch('d-asked', { recall: { kind: 'withdrawn', at: 'x' } })])).toBe('field_readonly');
    expect(commit('secretary', [patch('d-asked', { reminders: [{ id: 'r-1', at: 'x' }] })])).toBe('field_readonly');
  });

  it('takes over from the instruction that was corrected what still fits', () => {
    const earlier = { houses: 7.5, ready: true, gone: 'x' };
    const changes = beginFilling(
      paper('d-asked'),
      { id: 'd-answer', subject: 's', text: 't' },
      null,
      earlier,
      context('secretary'),
    );
    expect(commit('secretary', changes)).toBeNull();
    expect(paper('d-answer').body.filled).toEqual({ ready: true });
  });
});

describe('what there is to do', () => {
  const steps = (role: Role, answer: 'none' | 'drafting' = 'none', unfinished = false) =>
    possibleSteps({ paper: paper('d-asked'), tasks: [], answer, unfinished, viewer: { id: `u-${role}`, role } });

  it('is to fill in the form; for the chair to register or resolve first', () => {
    expect(steps('secretary').main).toBe('fill');
    expect(steps('specialist').main).toBe('fill');
    expect(steps('chair')).toMatchObject({ main: 'register', rest: expect.arrayContaining(['fill']) });
  });

  it('is to go on filling while the answer is with its author, and nothing of it afterwards', () => {
    expect(steps('secretary', 'drafting', true).main).toBe('fill');
    expect(steps('secretary', 'drafting').rest).not.toContain('fill');
  });

  it('is nothing of the form where the instruction was withdrawn', () => {
    docs.set('documents/d-asked', instruction({ recall: { kind: 'withdrawn', at: '2026-11-24T06:00:00.000Z' } }));
    expect(steps('secretary')).toMatchObject({ main: 'register' });
    expect(steps('secretary').rest).not.toContain('fill');
  });
});
