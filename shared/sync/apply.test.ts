import { Type } from '@sinclair/typebox';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import { contentHash, SIGNED_FIELDS, type SignedContent } from '#shared/domain/documents/content.ts';
import { createOfficeKey, OFFICE_KEY_ALGORITHM, signContent } from '#shared/domain/documents/signing.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import type { Actor } from '#shared/kernel/define-workflow.ts';
import { canonicalJson, type Json, type JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { type Applied, apply } from './apply.ts';
import type { Doc, OperationDraft, OperationKind } from './operation.ts';

const OFFICE = 'office-1';
const actor = (role: Role, id = `u-${role}`, publicKeys: readonly string[] = []): Actor => ({
  id,
  role,
  officeId: OFFICE,
  publicKeys,
});
const chair = actor('chair');
const secretary = actor('secretary');
const specialist = actor('specialist');

let count = 0;
function draft(kind: OperationKind, patch: JsonObject, more: Partial<OperationDraft> = {}): OperationDraft {
  return {
    id: `op-${++count}`,
    at: '2026-11-24T06:00:00.000Z',
    actor: 'u-secretary',
    collection: 'documents',
    docId: 'd-1',
    kind,
    patch,
    base: {},
    version: 0,
    ...more,
  };
}

function run(
  doc: Doc | null,
  op: OperationDraft,
  who: Actor = secretary,
  definition: unknown = collections.documents,
  related: ReadonlyMap<string, Doc> = new Map(),
): Applied {
  return apply(doc, op, { definition: definition as CollectionDefinition, actor: who, related });
}

function must(applied: Applied): Doc {
  if (applied.kind === 'refused') throw new Error(`refused: ${JSON.stringify(applied.failure)}`);
  return applied.doc;
}

const code = (applied: Applied) => (applied.kind === 'refused' ? applied.failure.code : applied.kind);

function paper(body: JsonObject = {}): Doc {
  return {
    collection: 'documents',
    id: 'd-1',
    officeId: OFFICE,
    version: 0,
    body: { journal: 'outgoing', kind: 'letter', state: 'draft', subject: 'Suv', text: 'Matn', ...body },
    conflicts: [],
    removed: false,
  };
}

// A collection with one field of each merge kind, so that the laws are tried apart from any rule of a paper.
const sample = defineCollection({
  name: 'sample',
  context: 'documents',
  version: 0,
  schema: Type.Object(
    {
      a: Type.Optional(Type.Unknown()),
      b: Type.Optional(Type.Unknown()),
      tags: Type.Optional(Type.Array(Type.String())),
      log: Type.Optional(Type.Array(Type.Object({ id: Type.String() }, { additionalProperties: true }))),
      map: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    },
    { additionalProperties: false },
  ),
  sharing: 'office',
  merge: { tags: 'set', log: 'log', map: 'map' },
  policy: { create: ['secretary'], patch: ['secretary'], remove: ['secretary'] },
  sortKey: () => '',
  migrations: {},
  fixtures: {},
});
const sampleDoc = (body: JsonObject): Doc => ({ ...paper(), collection: 'sample', body });

const json = fc
  .jsonValue({ maxDepth: 2 })
  // Any JSON but the key that no object can simply be given.
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
const small = fc.constantFrom<Json>(null, 1, 2, 'x', { k: 1, l: [1] });
const tags = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's', 't'));
const log = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4', '5')).map((ids) => ids.map((id) => ({ id })));
const map = fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom<Json>(1, 2, 3));

function shuffled(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => shuffled(item as Json));
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

describe('merge of two offline writes', () => {
  test('I4: of two values for one register both survive, one current, one in the conflict', () => {
    fc.assert(
      fc.property(json, json, json, (base, mine, theirs) => {
        const doc = sampleDoc(base === null ? {} : { a: base });
        const first = must(run(doc, draft('patch', { a: mine }, { base: { a: base } }), secretary, sample));
        const second = must(run(first, draft('patch', { a: theirs }, { base: { a: base } }), secretary, sample));
        const kept = [second.body.a ?? null, ...second.conflicts.flatMap(({ kept: k, other }) => [k, other])];
        const texts = new Set(kept.map(canonicalJson));
        const changed = (value: Json) => canonicalJson(value) !== canonicalJson(base);
        // The arriving value is the current one; a value that somebody set is never just gone.
        expect(canonicalJson(second.body.a ?? null)).toBe(canonicalJson(theirs));
        if (changed(mine)) expect(texts).toContain(canonicalJson(mine));
        expect(second.conflicts).toHaveLength(changed(mine) && canonicalJson(mine) !== canonicalJson(theirs) ? 1 : 0);
      }),
    );
  });

  test('equal content is no conflict, whatever the order of its keys', () => {
    fc.assert(
      fc.property(json, json, (base, value) => {
        const doc = sampleDoc(base === null ? {} : { a: shuffled(base) });
        const first = must(run(doc, draft('patch', { a: shuffled(value) }, { base: { a: base } }), secretary, sample));
        expect(first.conflicts).toEqual([]);
        const second = run(first, draft('patch', { a: value }, { base: { a: base } }), secretary, sample);
        expect(second.kind).toBe('applied');
        expect(must(second).conflicts).toEqual([]);
      }),
    );
  });

  test('changes of different fields meet without a conflict, in either order', () => {
    fc.assert(
      fc.property(small, small, small, small, (a0, b0, a1, b1) => {
        const doc = sampleDoc({ ...(a0 === null ? {} : { a: a0 }), ...(b0 === null ? {} : { b: b0 }) });
        const one = draft('patch', { a: a1 }, { base: { a: a0 } });
        const two = draft('patch', { b: b1 }, { base: { b: b0 } });
        const left = must(run(must(run(doc, one, secretary, sample)), two, secretary, sample));
        const right = must(run(must(run(doc, two, secretary, sample)), one, secretary, sample));
        expect(canonicalJson(left.body)).toBe(canonicalJson(right.body));
        expect(left.conflicts).toEqual([]);
      }),
    );
  });

  test('sets keep both sides, in either order, and what both took away stays away', () => {
    fc.assert(
      fc.property(tags, tags, tags, (base, mine, theirs) => {
        const doc = sampleDoc({ tags: base });
        const one = draft('patch', { tags: mine }, { base: { tags: base } });
        const two = draft('patch', { tags: theirs }, { base: { tags: base } });
        const left = must(run(must(run(doc, one, secretary, sample)), two, secretary, sample));
        const right = must(run(must(run(doc, two, secretary, sample)), one, secretary, sample));
        const expected = [...'pqrst'].filter((tag) =>
          base.includes(tag as never)
            ? mine.includes(tag as never) && theirs.includes(tag as never)
            : mine.includes(tag as never) || theirs.includes(tag as never),
        );
        expect([...(left.body.tags as string[])].sort()).toEqual(expected);
        expect([...(right.body.tags as string[])].sort()).toEqual(expected);
      }),
    );
  });

  test('logs only grow, keep the entries of both sides, and take each id once', () => {
    fc.assert(
      fc.property(log, log, log, (have, mine, theirs) => {
        const doc = sampleDoc({ log: have });
        const one = draft('patch', { log: [...mine, ...mine] });
        const two = draft('patch', { log: theirs });
        const ids = (result: Doc) => (result.body.log as { id: string }[]).map(({ id }) => id);
        const left = ids(must(run(must(run(doc, one, secretary, sample)), two, secretary, sample)));
        const right = ids(must(run(must(run(doc, two, secretary, sample)), one, secretary, sample)));
        expect(left.slice(0, have.length)).toEqual(have.map(({ id }) => id));
        expect(new Set(left).size).toBe(left.length);
        expect([...left].sort()).toEqual([...right].sort());
        expect(new Set(left)).toEqual(new Set([...have, ...mine, ...theirs].map(({ id }) => id)));
      }),
    );
  });

  test('each key of a map is a register of its own', () => {
    fc.assert(
      fc.property(map, map, map, (base, mine, theirs) => {
        const first = must(
          run(sampleDoc({ map: base }), draft('patch', { map: mine }, { base: { map: base } }), secretary, sample),
        );
        const second = must(run(first, draft('patch', { map: theirs }, { base: { map: base } }), secretary, sample));
        const result = second.body.map as Record<string, Json>;
        for (const key of ['x', 'y', 'z']) {
          const changed = theirs[key] !== base[key];
          expect(result[key]).toBe(changed ? theirs[key] : mine[key]);
          const clash = changed && mine[key] !== base[key] && mine[key] !== theirs[key];
          expect(second.conflicts.filter(({ field }) => field === `map.${key}`)).toHaveLength(clash ? 1 : 0);
        }
      }),
    );
  });

  test('a map that is taken away is gone, but for what the other side put into it meanwhile', () => {
    const gone = draft('patch', { map: null }, { base: { map: { x: 1 } } });
    expect(must(run(sampleDoc({ map: { x: 1 } }), gone, secretary, sample)).body).toEqual({});
    expect(must(run(sampleDoc({ map: { x: 1, y: 2 } }), gone, secretary, sample)).body).toEqual({ map: { y: 2 } });
    const paperWith = paper({ correspondent: { kind: 'person', name: 'K' } });
    const op = draft('patch', { correspondent: null }, { base: paperWith.body });
    expect(must(run(paperWith, op)).body).not.toHaveProperty('correspondent');
  });

  test('an operation laid again over its own outcome changes nothing', () => {
    fc.assert(
      fc.property(json, json, json, tags, log, (base, server, mine, set, entries) => {
        const doc = sampleDoc(server === null ? {} : { a: server });
        const op = draft('patch', { a: mine, tags: set, log: entries }, { base: { a: base, tags: ['p'] } });
        const once = must(run(doc, op, secretary, sample));
        const twice = must(run(once, op, secretary, sample));
        expect(canonicalJson(twice)).toBe(canonicalJson(once));
      }),
    );
  });

  test('an operation laid again over a later change keeps one conflict of its own, not two', () => {
    const op = draft('patch', { a: 2 }, { base: { a: 0 } });
    const once = must(run(sampleDoc({ a: 1 }), op, secretary, sample));
    const later = must(run(once, draft('patch', { a: 3 }, { base: { a: 2 } }), secretary, sample));
    const again = must(run(later, op, secretary, sample));
    expect(again.conflicts.map(({ id }) => id)).toEqual([`${op.id}:a`]);
  });

  test('a conflict stays until a change settles it', () => {
    const first = must(run(sampleDoc({ a: 1 }), draft('patch', { a: 2 }, { base: { a: 0 } }), secretary, sample));
    expect(first.conflicts).toMatchObject([{ field: 'a', base: 0, kept: 2, other: 1 }]);
    const other = must(run(first, draft('patch', { b: 1 }), secretary, sample));
    expect(other.conflicts).toHaveLength(1);
    const id = first.conflicts[0]?.id ?? '';
    const settled = must(run(other, draft('patch', { a: 1 }, { base: { a: 2 }, resolves: [id] }), secretary, sample));
    expect(settled.conflicts).toEqual([]);
    expect(settled.body.a).toBe(1);
  });

  test('two creations of one id lose neither value', () => {
    const first = must(run(null, draft('create', { a: 1, b: 1 }), secretary, sample));
    const second = run(first, draft('create', { a: 2, b: 1 }), secretary, sample);
    expect(second.kind).toBe('merged');
    expect(must(second).conflicts).toMatchObject([{ field: 'a', base: null, kept: 2, other: 1 }]);
  });

  test('null takes a value away, and absent is the same as null', () => {
    const doc = must(run(sampleDoc({ a: 1 }), draft('patch', { a: null }, { base: { a: 1 } }), secretary, sample));
    expect(doc.body).toEqual({});
    expect(run(sampleDoc({}), draft('patch', { a: 1 }, { base: { a: null } }), secretary, sample).kind).toBe('applied');
  });

  test('apply never alters what it is given', () => {
    const freeze = <T>(value: T): T => {
      if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const doc = freeze(sampleDoc({ a: 1, tags: ['p'], log: [{ id: '1' }], map: { x: 1 } }));
    const op = freeze(
      draft(
        'patch',
        { a: 2, tags: ['q'], log: [{ id: '2' }], map: { y: 2 } },
        { base: { a: 0, tags: ['p'], map: {} } },
      ),
    );
    expect(run(doc, op, secretary, sample).kind).toBe('merged');
  });

  test('a key that would reach a prototype is refused', () => {
    const evil = JSON.parse('{"__proto__":{"polluted":1}}') as JsonObject;
    expect(code(run(sampleDoc({}), draft('patch', evil), secretary, sample))).toBe('field_unknown');
    expect(code(run(sampleDoc({}), draft('patch', { map: evil }), secretary, sample))).toBe('body_invalid');
    expect(code(run(sampleDoc({}), draft('patch', { constructor: 1 }), secretary, sample))).toBe('field_unknown');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('what is refused', () => {
  test.each<[string, Doc | null, OperationDraft, Actor, string]>([
    ['a patch of nothing', null, draft('patch', {}), secretary, 'doc_missing'],
    [
      'a change of a removed paper',
      { ...paper(), removed: true, body: {} },
      draft('create', {}),
      secretary,
      'doc_removed',
    ],
    ['another office', { ...paper(), officeId: 'office-2' }, draft('patch', {}), secretary, 'not_found'],
    ['a newer schema', paper(), draft('patch', {}, { version: 2 }), secretary, 'server_too_old'],
    ['an unknown step', paper(), draft('transition', {}, { transition: 'fly' }), chair, 'transition_unknown'],
    [
      'an inherited name as a step',
      paper(),
      draft('transition', {}, { transition: 'toString' }),
      chair,
      'transition_unknown',
    ],
    ['a role that may not', paper(), draft('remove', {}), specialist, 'role_forbidden'],
    ['a console role', paper(), draft('patch', { note: 'x' }), actor('ministry_admin'), 'role_forbidden'],
    ['an unknown field', paper(), draft('patch', { colour: 'red' }), secretary, 'field_unknown'],
    ['the state by a patch', paper(), draft('patch', { state: 'signed' }), chair, 'field_readonly'],
    ['a resolution by a patch', paper(), draft('patch', { resolution: 'x' }), chair, 'field_readonly'],
    ['a wrong body', paper(), draft('patch', { regDate: '2026-13-40' }), secretary, 'body_invalid'],
    [
      'a required field taken away',
      paper(),
      draft('patch', { subject: null }, { base: { subject: 'Suv' } }),
      secretary,
      'body_invalid',
    ],
    ['a log that is none', paper(), draft('patch', { history: 'x' }), secretary, 'body_invalid'],
    [
      'an entry in the history in another name',
      paper(),
      draft('patch', { history: [{ id: 'h-1', event: 'edited', at: '', actor: 'u-chair' }] }),
      secretary,
      'op_invalid',
    ],
    [
      'removal of a registered paper',
      paper({ state: 'registered' }),
      draft('remove', {}),
      chair,
      'transition_not_allowed',
    ],
    [
      'a number changed after registration',
      paper({ state: 'registered', number: '1' }),
      draft('patch', { number: '2' }),
      chair,
      'field_readonly',
    ],
    [
      'a term moved by its executor',
      paper({ state: 'in_execution' }),
      draft('patch', { dueDate: '2027-01-01' }),
      specialist,
      'role_forbidden',
    ],
  ])('%s', (_, doc, op, who, expected) => {
    const before = canonicalJson(doc);
    expect(code(run(doc, op, who))).toBe(expected);
    expect(canonicalJson(doc)).toBe(before);
  });

  test.each<[string, JsonObject, string]>([
    ['beyond its first state', { state: 'signed' }, 'transition_not_allowed'],
    ['as if the ministry had sent it', { state: 'delivered' }, 'transition_not_allowed'],
    ['with the ministry as its source', { source: { officeId: 'm', docId: 'd' } }, 'transition_not_allowed'],
    ['with a forged resolution', { resolution: 'Toʻlansin', resolvedBy: 'u-chair' }, 'field_readonly'],
    ['with a signature', { signatureId: 's-1' }, 'field_readonly'],
    ['in another name', { createdBy: 'u-chair' }, 'field_readonly'],
  ])('a paper created %s', (_, more, expected) => {
    const op = draft('create', { journal: 'incoming', kind: 'letter', state: 'draft', subject: 'x', ...more });
    expect(code(run(null, op, secretary))).toBe(expected);
  });

  test('creation names its maker by itself', () => {
    const op = draft('create', { journal: 'incoming', kind: 'letter', state: 'draft', subject: 'x' });
    expect(must(run(null, op, specialist)).body.createdBy).toBe('u-specialist');
  });
});

describe('the way of a paper', () => {
  const step = (doc: Doc, transition: string, who: Actor, patch: JsonObject = {}, related?: ReadonlyMap<string, Doc>) =>
    run(
      doc,
      draft('transition', patch, { transition, base: doc.body, actor: who.id }),
      who,
      collections.documents,
      related,
    );

  test('a received paper is registered, resolved by the chair and closed', () => {
    let doc = paper({ journal: 'appeals', kind: 'request' });
    expect(code(step(doc, 'register', secretary, { regDate: '2026-11-24' }))).toBe('field_required');
    expect(code(step(doc, 'register', secretary, { number: ' ', regDate: '2026-11-24' }))).toBe('field_required');
    const due = { number: '1', regDate: '2026-11-24', receivedDate: '2026-11-24' };
    expect(code(step(doc, 'register', secretary, { ...due, dueDate: '2026-11-23' }))).toBe('deadline_before_receipt');
    doc = must(step(doc, 'register', secretary, { ...due, dueDate: '2026-12-09' }));
    const resolution = { executorId: 'u-specialist', dueDate: '2026-12-01', resolution: 'Oʻrganilsin' };
    expect(code(step(doc, 'resolve', secretary, resolution))).toBe('role_forbidden');
    expect(code(step(doc, 'resolve', chair, { ...resolution, number: '2' }))).toBe('field_readonly');
    doc = must(step(doc, 'resolve', chair, resolution));
    expect(doc.body).toMatchObject({ state: 'in_execution', resolvedBy: 'u-chair' });
    doc = must(step(doc, 'close', chair, { closedDate: '2026-11-30' }));
    expect(doc.body).toMatchObject({ state: 'closed', closedBy: 'u-chair' });
    expect(code(step(doc, 'resolve', chair, resolution))).toBe('transition_not_allowed');
  });

  test('nobody approves what they submitted, and nobody submits in another name', () => {
    const submitted = must(step(paper(), 'submit', chair));
    expect(submitted.body.submittedBy).toBe('u-chair');
    expect(code(step(submitted, 'approve', chair))).toBe('self_approval');
    expect(code(step(submitted, 'approve', actor('chair', 'u-acting')))).toBe('applied');
    expect(code(step(paper(), 'submit', chair, { submittedBy: 'u-specialist' }))).toBe('field_readonly');
    expect(code(step(must(step(paper(), 'submit', specialist)), 'approve', chair))).toBe('applied');
  });

  test('what is under approval can be changed only after it was returned', () => {
    const submitted = must(step(paper(), 'submit', specialist));
    expect(code(run(submitted, draft('patch', { text: 'Boshqa' }), specialist))).toBe('content_frozen');
    const approved = must(step(submitted, 'approve', chair));
    expect(code(run(approved, draft('patch', { text: 'Boshqa' }), chair))).toBe('content_frozen');
    // An approval of what was then changed would be a lie.
    expect(must(step(approved, 'return', chair, { returnComment: 'x' })).body.approvedBy).toBeUndefined();
    const returned = must(step(submitted, 'return', chair, { returnComment: 'Toʻldiring' }));
    expect(code(run(returned, draft('patch', { text: 'Boshqa' }, { base: { text: 'Matn' } }), specialist))).toBe(
      'applied',
    );
  });

  const key = createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(3) });
  const signer = actor('chair', 'u-chair', [key.publicKey]);
  const given = { number: 'CH-12-1/1', regDate: '2026-11-24' };

  function signature(doc: Doc, by: Actor = signer, secret = key.secret) {
    const hash = contentHash({ ...doc.body, ...given } as SignedContent);
    const op = draft(
      'create',
      {
        documentId: doc.id,
        contentHash: hash,
        algorithm: OFFICE_KEY_ALGORITHM,
        publicKey: key.publicKey,
        value: signContent(secret, hash),
        signerId: by.id,
      },
      { collection: 'signatures', docId: 's-1' },
    );
    return { hash, made: run(null, op, by, collections.signatures) };
  }

  test('a signature counts only by a known key of the signer, over this very content', () => {
    const doc = must(step(paper(), 'submit', specialist));
    expect(code(signature(doc, actor('chair', 'u-chair')).made)).toBe('signature_key_unknown');
    const other = createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(9) });
    expect(code(signature(doc, signer, other.secret).made)).toBe('signature_invalid');
    const { hash, made } = signature(doc);
    const related = new Map([['signatures/s-1', must(made)]]);
    const patch = { ...given, contentHash: hash, signatureId: 's-1' };
    expect(code(step(doc, 'sign', signer, patch))).toBe('signature_invalid');
    expect(code(step(doc, 'sign', signer, { ...patch, number: '2' }, related))).toBe('signature_invalid');
    const elsewhere = run(
      { ...doc, id: 'd-2' },
      draft('transition', patch, { docId: 'd-2', transition: 'sign' }),
      signer,
      collections.documents,
      related,
    );
    expect(code(elsewhere)).toBe('signature_invalid');
    const changed = { ...doc, body: { ...doc.body, text: 'Oʻzgargan' } };
    expect(code(step(changed, 'sign', signer, patch, related))).toBe('signature_invalid');
    expect(must(step(doc, 'sign', signer, patch, related)).body).toMatchObject({
      state: 'signed',
      signedBy: 'u-chair',
    });
  });

  test("a chair's own draft is signed without an approval", () => {
    const doc = must(step(paper(), 'submit', signer));
    const { hash, made } = signature(doc);
    const related = new Map([['signatures/s-1', must(made)]]);
    expect(code(step(doc, 'sign', signer, { ...given, contentHash: hash, signatureId: 's-1' }, related))).toBe(
      'applied',
    );
  });

  test('I5: the content of a signed paper never changes, by any operation of anybody', () => {
    const everyField = fc.constantFrom(...Object.keys(collections.documents.schema.properties));
    const op = fc.record({
      kind: fc.constantFrom<OperationKind>('create', 'patch', 'transition', 'remove'),
      transition: fc.constantFrom(...Object.keys(collections.documents.workflow?.transitions ?? {})),
      patch: fc.dictionary(everyField, fc.oneof(fc.string(), fc.constant(null), json)),
      base: fc.dictionary(everyField, json),
    });
    fc.assert(
      fc.property(
        fc.constantFrom('signed', 'sent', 'closed'),
        fc.constantFrom(chair, secretary, specialist),
        fc.array(op, { minLength: 1, maxLength: 5 }),
        (state, who, ops) => {
          const first = paper({ state, ...given });
          let doc = first;
          for (const { kind, transition, patch, base } of ops) {
            const applied = run(doc, draft(kind, patch as JsonObject, { transition, base: base as JsonObject }), who);
            if (applied.kind !== 'refused') doc = applied.doc;
          }
          expect(doc.removed).toBe(false);
          expect(contentHash(doc.body as SignedContent)).toBe(contentHash(first.body as SignedContent));
        },
      ),
      { numRuns: 300 },
    );
    for (const field of SIGNED_FIELDS) expect(Object.keys(collections.documents.schema.properties)).toContain(field);
  });

  test('a step is allowed exactly where and to whom the workflow says, and leads where it says', () => {
    const workflow = collections.documents.workflow!;
    const wrong: string[] = [];
    let tried = 0;
    for (const [name, transition] of Object.entries(workflow.transitions)) {
      for (const state of workflow.states) {
        for (const who of [chair, secretary, specialist, actor('district_officer')]) {
          const applied = step(paper({ state }), name, who);
          const came = applied.kind === 'refused' ? applied.failure.code : applied.doc.body.state;
          const right = !transition.roles.includes(who.role)
            ? came === 'role_forbidden'
            : transition.from.includes(state)
              ? applied.kind === 'refused' || came === transition.to
              : came === 'transition_not_allowed';
          tried++;
          if (!right) wrong.push(`${name} from ${state} by ${who.role}: ${String(came)}`);
        }
      }
    }
    expect(tried).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
  });

  test('I2: a step laid again over its own outcome is refused or changes nothing', () => {
    const doc = paper({ journal: 'incoming' });
    const op = draft('transition', { number: '1', regDate: '2026-11-24' }, { transition: 'register' });
    const once = must(run(doc, op, secretary));
    expect(code(run(once, op, secretary))).toBe('transition_not_allowed');
  });
});

describe('the way of a task', () => {
  const task = (body: JsonObject = {}): Doc => ({
    ...paper(),
    collection: 'tasks',
    body: { kind: 'assignment', state: 'open', documentId: 'd-1', assigneeId: 'u-specialist', ...body },
  });
  const on = (doc: Doc | null, op: OperationDraft, who: Actor) => code(run(doc, op, who, collections.tasks));

  test('only the chair gives work, moves it and lifts it', () => {
    expect(on(null, draft('create', task().body), secretary)).toBe('role_forbidden');
    expect(on(null, draft('create', task().body), chair)).toBe('applied');
    expect(on(null, draft('create', { kind: 'approval', state: 'open', documentId: 'd-1' }), specialist)).toBe(
      'applied',
    );
    const patches: readonly JsonObject[] = [
      { dueDate: '2027-01-01' },
      { assigneeId: 'u-other' },
      { coAssigneeIds: ['u-x'] },
      { text: 'x' },
    ];
    for (const patch of patches) {
      expect(on(task(), draft('patch', patch), specialist)).toBe('role_forbidden');
      expect(on(task(), draft('patch', patch, { base: task().body }), chair)).toBe('applied');
    }
    expect(on(task(), draft('transition', {}, { transition: 'finish' }), specialist)).toBe('role_forbidden');
    expect(on(task(), draft('remove', {}), chair)).toBe('role_forbidden');
  });

  test('a report names its writer and can be changed no more once the task is done', () => {
    const report = draft('transition', { report: 'Tayyor' }, { transition: 'report' });
    const reported = must(run(task(), report, specialist, collections.tasks));
    expect(reported.body).toMatchObject({ state: 'reported', reportedBy: 'u-specialist' });
    expect(on(task({ kind: 'approval' }), report, specialist)).toBe('transition_not_allowed');
    const done = must(
      run(reported, draft('transition', { outcome: 'executed' }, { transition: 'finish' }), chair, collections.tasks),
    );
    expect(done.body).toMatchObject({ state: 'done', decidedBy: 'u-chair' });
    expect(on(done, draft('patch', { report: 'Boshqa' }), specialist)).toBe('content_frozen');
    const reopened = must(run(done, draft('transition', {}, { transition: 'reopen' }), chair, collections.tasks));
    expect(reopened.body).toMatchObject({ state: 'open', report: 'Tayyor' });
    expect(reopened.body).not.toHaveProperty('outcome');
    expect(reopened.body).not.toHaveProperty('decidedBy');
  });
});

test('a body of an older version is migrated before a change is laid over it', () => {
  const newer = { ...sample, version: 1, migrations: { 1: (body: JsonObject) => ({ ...body, b: 'new' }) } };
  const patched = must(run(sampleDoc({ a: 1 }), draft('patch', { a: 2 }, { base: { a: 1 } }), secretary, newer));
  expect(patched).toMatchObject({ version: 1, body: { a: 2, b: 'new' } });
  expect(must(run(null, draft('create', { a: 1 }), secretary, newer)).body).toEqual({ a: 1, b: 'new' });
  expect(code(run(sampleDoc({}), draft('patch', {}), secretary, { ...sample, version: 1 }))).toBe('op_invalid');
});

test('no operation that the wire lets through makes apply throw: a poisoned one would stop its whole queue', () => {
  const names = [...new Set(Object.values(collections).flatMap((one) => Object.keys(one.schema.properties)))];
  const field = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom('__proto__', 'constructor', 'toString'),
    fc.string(),
  );
  const fields = fc.dictionary(field, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 });
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(collections)),
      fc.boolean(),
      fc.constantFrom(chair, secretary, specialist),
      fc.constantFrom<OperationKind>('create', 'patch', 'transition', 'remove'),
      fc.oneof(fc.constantFrom('register', 'sign', 'resolve', 'report', '__proto__', 'constructor'), fc.string()),
      fields,
      fields,
      (definition, there, who, kind, transition, patch, base) => {
        const doc = there
          ? { ...paper(), collection: definition.name, body: definition.fixtures[0] as JsonObject }
          : null;
        const op = draft(kind, patch as JsonObject, { transition, base: base as JsonObject });
        expect(['applied', 'merged', 'refused']).toContain(run(doc, op, who, definition).kind);
      },
    ),
    { numRuns: 400 },
  );
});
