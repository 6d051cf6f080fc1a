import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { households } from '#shared/domain/casework/collections/households/index.ts';
import { people, type PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { jsonEqual, type JsonObject } from '#shared/kernel/json.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Conflict, Doc, OperationDraft } from '#shared/sync/operation.ts';
import {
  activeMerges,
  clustersOf,
  differingFields,
  isSaidNotSame,
  MERGED_FIELDS,
  mergePatch,
  missingFields,
  partingsOf,
  type PersonRecord,
  unmergePlan,
  type Writing,
} from './merging.ts';

const writing = (entryId: string): Writing => ({ entryId, actor: 'u-1', at: '2026-11-28T06:00:00.000Z' });

function changed(body: Partial<PersonBody>, patch: JsonObject): Partial<PersonBody> {
  const doc: Doc = {
    collection: 'people',
    id: 'p-1',
    officeId: 'o-1',
    version: 2,
    body: body as JsonObject,
    conflicts: [],
    removed: false,
  };
  const applied = apply(
    doc,
    {
      id: 'op-1',
      at: '2026-11-28T06:00:00.000Z',
      actor: 'u-1',
      collection: 'people',
      docId: 'p-1',
      kind: 'patch',
      patch,
      base: body as JsonObject,
      version: 2,
    },
    {
      definition: people as unknown as CollectionDefinition,
      actor: { id: 'u-1', role: 'secretary', officeId: 'o-1', publicKeys: [] },
      related: new Map(),
    },
  );
  if (applied.kind === 'refused') throw new Error(applied.failure.code);
  return applied.doc.body as Partial<PersonBody>;
}

const karimova: Partial<PersonBody> = { familyName: 'Karimova', givenName: 'Dilnoza', phone: '998901111111' };
const каримова: PersonRecord = {
  id: 'p-2',
  body: {
    familyName: 'Каримова',
    givenName: 'Дилноза',
    phone: '998902222222',
    address: 'Bogʻ koʻchasi, 4',
    health: ['chronic'],
    facts: [
      {
        id: 'f-1',
        field: 'phone',
        value: '998902222222',
        source: 'said',
        detail: 'oʻzi',
        actor: 'u-2',
        at: '2026-11-01T06:00:00.000Z',
      },
    ],
  },
};

test('every field of a person is taken in a merge, but for logs and for what the record says of itself', () => {
  expect(MERGED_FIELDS).toEqual(expect.arrayContaining(['familyName', 'pinfl', 'health', 'photo']));
  for (const field of ['facts', 'consents', 'merges', 'history', 'createdBy', 'importId'])
    expect(MERGED_FIELDS).not.toContain(field);
});

describe('a merge', () => {
  test('offers what differs, and takes what is missing by itself', () => {
    expect(differingFields(karimova, каримова.body)).toEqual(['familyName', 'givenName', 'address', 'phone', 'health']);
    expect(missingFields(karimova, каримова.body)).toEqual(['address', 'health']);
  });

  test('takes the chosen values with where they are known from, and keeps what stood there', () => {
    const { patch, base } = mergePatch(karimova, каримова, ['phone', 'address', 'sex'], {
      ...writing('m-1'),
      seenIn: 'boshqa yozuvda',
    });
    expect(patch).toMatchObject({
      phone: '998902222222',
      address: 'Bogʻ koʻchasi, 4',
      facts: [
        { id: 'm-1:phone', value: '998902222222', source: 'said', detail: 'oʻzi', actor: 'u-1' },
        { id: 'm-1:address', value: 'Bogʻ koʻchasi, 4', source: 'seen', detail: 'boshqa yozuvda' },
      ],
      merges: [{ id: 'm-1', otherId: 'p-2', before: { phone: '998901111111' } }],
    });
    expect(base).toEqual({ phone: '998901111111' });
    expect(changed(karimova, patch).merges).toHaveLength(1);
  });
});

describe('taking a merge back', () => {
  const merged = changed(
    karimova,
    mergePatch(karimova, каримова, ['phone', 'address', 'health'], writing('m-1')).patch,
  );
  const bare = ({ facts: _f, merges: _m, unmerges: _u, history: _h, ...rest }: Partial<PersonBody>) => rest;

  test('gives back what stood there', () => {
    const plan = unmergePlan(merged, ['m-1'], [writing('u-1')]);
    expect(plan.back.map(({ field, next }) => [field, next])).toEqual([
      ['phone', '998901111111'],
      ['address', null],
      ['health', []],
    ]);
    expect(plan.stays).toEqual([]);
    const after = changed(merged, plan.patch);
    expect(bare(after)).toEqual({ ...karimova, health: [] });
    expect(activeMerges(after)).toEqual([]);
    expect(after.facts?.slice(-3)).toMatchObject([
      { id: 'u-1:phone', value: '998901111111' },
      { id: 'u-1:address', value: '' },
      { id: 'u-1:health', value: '' },
    ]);
  });

  test('leaves what was edited since, and says so', () => {
    const edited = changed(merged, { phone: '998903333333', health: ['chronic', 'bedridden'] });
    const plan = unmergePlan(edited, ['m-1'], [writing('u-1')]);
    expect(plan.stays).toEqual([{ field: 'phone', now: '998903333333', next: '998903333333' }]);
    expect(bare(changed(edited, plan.patch))).toEqual({
      ...karimova,
      phone: '998903333333',
      health: ['bedridden'],
    });
  });

  test('leaves what was changed and then entered again by hand', () => {
    const entry = (id: string, value: string) => ({
      ...writing(id),
      id,
      field: 'phone',
      value,
      source: 'said' as const,
    });
    const facts = (id: string, value: string) => {
      const { entryId: _, ...fact } = entry(id, value);
      return [fact];
    };
    const away = changed(merged, { phone: '998903333333', facts: facts('f-8', '998903333333') });
    const again = changed(away, { phone: '998902222222', facts: facts('f-9', '998902222222') });
    expect(unmergePlan(again, ['m-1'], [writing('u-1')]).stays.map((one) => one.field)).toEqual(['phone']);
  });

  test('goes past another merge that was taken back before', () => {
    const third: PersonRecord = { id: 'p-3', body: { phone: '998904444444', health: ['chronic', 'mental'] } };
    const twice = changed(merged, mergePatch(merged, third, ['phone', 'health'], writing('m-2')).patch);
    const first = unmergePlan(twice, ['m-1'], [writing('u-1')]);
    expect(first.stays.map((one) => one.field)).toEqual(['phone']);
    const one = changed(twice, first.patch);
    expect(one.health).toEqual(['chronic', 'mental']);
    const both = changed(one, unmergePlan(one, ['m-2'], [writing('u-2')]).patch);
    expect(bare(both)).toEqual({ ...karimova, health: [] });
    const atOnce = unmergePlan(twice, ['m-1', 'm-2'], [writing('u-1'), writing('u-2')]);
    expect(bare(changed(twice, atOnce.patch))).toEqual({ ...karimova, health: [] });
  });
});

describe('who is one person', () => {
  const of = (links: Record<string, string[]>, known?: (id: string) => boolean) =>
    clustersOf(new Map(Object.entries(links)), known);

  test('nobody merged: everyone stands for themselves', () => {
    const clusters = of({});
    expect(clusters.resolve('x')).toBe('x');
    expect(clusters.of('x')).toEqual(['x']);
  });

  test('a chain has the last survivor', () => {
    const clusters = of({ a: ['b'], c: ['a'] });
    expect(clusters.of('b')).toEqual(['c', 'a', 'b']);
    expect([...clusters.absorbed]).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
  });

  test('merged both ways, or into two: one record for everyone, on every laptop', () => {
    expect(of({ b: ['a'], a: ['b'] }).resolve('b')).toBe('a');
    expect(of({ b: ['a'], c: ['a'] }).of('a')).toEqual(['b', 'a', 'c']);
    expect(of({ c: ['a'], b: ['a'] }).of('c')).toEqual(['b', 'a', 'c']);
  });

  test('a removed record never stands for anybody', () => {
    expect(of({ a: ['b', 'c'] }, (id) => id !== 'a').resolve('c')).toBe('b');
  });

  test('parting ends both merges of the same two, and leaves to the record what was merged into it', () => {
    const merge = (id: string, otherId: string) => ({ id, otherId, before: {}, taken: {}, actor: 'u-1', at: '' });
    const records: PersonRecord[] = [
      { id: 'a', body: { merges: [merge('m-1', 'b'), merge('m-4', 'd')] } },
      { id: 'b', body: { merges: [merge('m-2', 'a'), merge('m-3', 'c')] } },
    ];
    expect(partingsOf('b', 'a', records)).toEqual([
      { personId: 'a', mergeIds: ['m-1'] },
      { personId: 'b', mergeIds: ['m-2'] },
    ]);
  });

  test('"not the same" is known from either record', () => {
    const notSame = [{ id: 'n-1', otherId: 'b', actor: 'u-1', at: '' }];
    expect(isSaidNotSame({ id: 'a', body: { notSame } }, { id: 'b', body: {} })).toBe(true);
    expect(isSaidNotSame({ id: 'b', body: {} }, { id: 'a', body: { notSame } })).toBe(true);
    expect(isSaidNotSame({ id: 'a', body: { notSame } }, { id: 'c', body: {} })).toBe(false);
  });
});

// ---- Histories: laptops offline, the real rules, operations that arrive in any order. ----

const PEOPLE = ['p-0', 'p-1', 'p-2'] as const;
const FAMILY = 'h-0';
const REGISTERS = ['familyName', 'phone', 'address', 'note', 'workplace', 'profession'] as const;
const CODES = ['chronic', 'bedridden', 'mental'] as const;

type Step =
  | { readonly kind: 'edit'; readonly laptop: number; readonly person: number; readonly field: number }
  | { readonly kind: 'code'; readonly laptop: number; readonly person: number; readonly code: number }
  | {
      readonly kind: 'merge';
      readonly laptop: number;
      readonly person: number;
      readonly other: number;
      readonly mask: number;
    }
  | { readonly kind: 'part'; readonly laptop: number; readonly person: number }
  | { readonly kind: 'work'; readonly laptop: number; readonly person: number }
  | { readonly kind: 'settle'; readonly laptop: number; readonly person: number; readonly take: boolean }
  | { readonly kind: 'push'; readonly laptop: number; readonly count: number }
  | { readonly kind: 'pull'; readonly laptop: number };

const stepsOf = (laptops: number) => {
  const laptop = fc.nat({ max: laptops - 1 });
  const person = fc.nat({ max: PEOPLE.length - 1 });
  return fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('edit' as const),
          laptop,
          person,
          field: fc.nat({ max: REGISTERS.length - 1 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('code' as const),
          laptop,
          person,
          code: fc.nat({ max: CODES.length - 1 }),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('merge' as const),
          laptop,
          person,
          other: person,
          mask: fc.nat({ max: 255 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('part' as const), laptop, person }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('work' as const), laptop, person }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('settle' as const), laptop, person, take: fc.boolean() }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('push' as const), laptop, count: fc.integer({ min: 1, max: 4 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('pull' as const), laptop }) },
    ),
    { minLength: 4, maxLength: 40 },
  ) as fc.Arbitrary<readonly Step[]>;
};

const keyOf = (op: Pick<OperationDraft, 'collection' | 'docId'>) => `${op.collection}/${op.docId}`;

type Docs = ReadonlyMap<string, Doc>;

function lay(docs: Docs, op: OperationDraft): { readonly docs: Docs; readonly conflicts: readonly Conflict[] } | null {
  const definition = (op.collection === 'people' ? people : households) as unknown as CollectionDefinition;
  const applied = apply(docs.get(keyOf(op)) ?? null, op, {
    definition,
    actor: { id: op.actor, role: 'secretary', officeId: 'o-1', publicKeys: [] },
    related: docs,
  });
  if (applied.kind === 'refused') return null;
  return {
    docs: new Map(docs).set(keyOf(op), applied.doc),
    conflicts: applied.kind === 'merged' ? applied.conflicts : [],
  };
}

/** Laptops and a server, with everything that was ever typed. */
function createOffice(laptops: number) {
  let ids = 0;
  const newId = (kind: string) => `${kind}-${++ids}`;
  let server: Docs = new Map();
  const log: OperationDraft[] = [];
  const base: Docs[] = [];
  const pending: OperationDraft[][] = [];
  /** What was typed into which record. */
  const entered: { readonly personId: string; readonly value: string }[] = [];
  /** What was put where. */
  const work: { readonly id: string; readonly personId: string }[] = [];
  const merges = new Set<string>();
  let refused = 0;

  const arrive = (op: OperationDraft) => {
    log.push(op);
    const laid = lay(server, op);
    if (laid) server = laid.docs;
    else refused += 1;
  };
  const draft = (at: number, part: Pick<OperationDraft, 'collection' | 'docId' | 'kind' | 'patch' | 'base'>) => ({
    id: newId('op'),
    at: '2026-11-28T06:00:00.000Z',
    actor: `u-${at}`,
    version: part.collection === 'people' ? 2 : 1,
    ...part,
  });
  const viewOf = (at: number): Docs =>
    (pending[at] as OperationDraft[]).reduce<Docs>((docs, op) => lay(docs, op)?.docs ?? docs, base[at] as Docs);
  const write = (
    at: number,
    part: Pick<OperationDraft, 'collection' | 'docId' | 'kind' | 'patch' | 'base'> & Partial<OperationDraft>,
  ) => {
    const op = draft(at, part) as OperationDraft;
    if (lay(viewOf(at), op) === null) throw new Error('a laptop refused its own work');
    pending[at]?.push(op);
    return op;
  };
  const factOf = (at: number, field: string, value: string) => ({
    id: newId('f'),
    field,
    value,
    source: 'said',
    actor: `u-${at}`,
    at: '2026-11-28T06:00:00.000Z',
  });
  const note = (at: number, entryId: string): Writing => ({
    entryId,
    actor: `u-${at}`,
    at: '2026-11-28T06:00:00.000Z',
  });
  const recordsOf = (docs: Docs): readonly PersonRecord[] =>
    PEOPLE.map((id) => ({ id, body: (docs.get(`people/${id}`)?.body ?? {}) as Partial<PersonBody> }));
  const clustersIn = (docs: Docs) =>
    clustersOf(
      new Map(
        recordsOf(docs)
          .map(({ id, body }) => [id, activeMerges(body).map((one) => one.otherId)] as const)
          .filter(([, others]) => others.length > 0),
      ),
    );

  for (const [at, id] of PEOPLE.entries()) {
    const value = newId('v');
    entered.push({ personId: id, value });
    arrive(
      draft(0, {
        collection: 'people',
        docId: id,
        kind: 'create',
        patch: {
          familyName: value,
          givenName: `Ism${at}`,
          createdBy: 'u-0',
          facts: [factOf(0, 'familyName', value)],
        },
        base: {},
      }),
    );
  }
  arrive(
    draft(0, {
      collection: 'households',
      docId: FAMILY,
      kind: 'create',
      patch: { address: 'Bogʻ koʻchasi, 4', createdBy: 'u-0' },
      base: {},
    }),
  );
  for (let at = 0; at < laptops; at++) {
    base.push(server);
    pending.push([]);
  }

  const pushed: number[] = base.map(() => 0);

  const part = (at: number, id: string) => {
    const view = viewOf(at);
    const from = clustersIn(view).resolve(id);
    if (from === id) return;
    for (const { personId, mergeIds } of partingsOf(id, from, recordsOf(view))) {
      const body = (viewOf(at).get(`people/${personId}`) as Doc).body as Partial<PersonBody>;
      const plan = unmergePlan(
        body,
        mergeIds,
        mergeIds.map(() => note(at, newId('u'))),
      );
      const op = write(at, {
        collection: 'people',
        docId: personId,
        kind: 'patch',
        patch: plan.patch,
        base: plan.base,
      });
      merges.add(op.id);
    }
  };

  const doStep = (step: Step) => {
    const at = step.laptop;
    if (step.kind === 'push') {
      // One batch in flight, as the engine has it.
      if ((pushed[at] ?? 0) > 0) return undefined;
      for (const op of (pending[at] as OperationDraft[]).slice(0, step.count)) arrive(op);
      // What the server has comes back with the pull; until then it stays laid over.
      pushed[at] = Math.min((pending[at] as OperationDraft[]).length, step.count);
      return undefined;
    }
    if (step.kind === 'pull') {
      base[at] = server;
      pending[at]?.splice(0, pushed[at] ?? 0);
      pushed[at] = 0;
      return undefined;
    }
    const id = PEOPLE[step.person] as string;
    const view = viewOf(at);
    const doc = view.get(`people/${id}`) as Doc;
    const body = doc.body as Partial<PersonBody>;
    switch (step.kind) {
      case 'edit': {
        const field = REGISTERS[step.field] as string;
        const value = newId('v');
        entered.push({ personId: id, value });
        write(at, {
          collection: 'people',
          docId: id,
          kind: 'patch',
          patch: { [field]: value, facts: [factOf(at, field, value)] },
          base: { [field]: doc.body[field] ?? null },
        });
        break;
      }
      case 'code': {
        const code = CODES[step.code] as string;
        const list: readonly string[] = body.health ?? [];
        const next = list.includes(code) ? list.filter((one) => one !== code) : [...list, code];
        write(at, {
          collection: 'people',
          docId: id,
          kind: 'patch',
          patch: { health: next, facts: [factOf(at, 'health', next.join(' '))] },
          base: { health: list },
        });
        break;
      }
      case 'merge': {
        const otherId = PEOPLE[step.other] as string;
        // The screens offer records of two people alone.
        if (clustersIn(view).resolve(id) === clustersIn(view).resolve(otherId)) break;
        const other = { id: otherId, body: view.get(`people/${otherId}`)?.body as Partial<PersonBody> };
        const take = differingFields(body, other.body).filter((_, n) => (step.mask >> (n % 8)) & 1);
        const { patch, base: from } = mergePatch(body, other, take, note(at, newId('m')));
        merges.add(write(at, { collection: 'people', docId: id, kind: 'patch', patch, base: from }).id);
        break;
      }
      case 'part':
        part(at, id);
        break;
      case 'work': {
        const personId = clustersIn(view).resolve(id);
        const entry = { id: newId('w'), personId, relation: 'not_related', actor: `u-${at}`, at: 'x' };
        work.push(entry);
        write(at, { collection: 'households', docId: FAMILY, kind: 'patch', patch: { members: [entry] }, base: {} });
        break;
      }
      case 'settle': {
        const conflict = doc.conflicts[0];
        if (!conflict) break;
        write(at, {
          collection: 'people',
          docId: id,
          kind: 'patch',
          patch: step.take ? { [conflict.field]: conflict.other } : {},
          base: step.take ? { [conflict.field]: doc.body[conflict.field] ?? null } : {},
          resolves: [conflict.id],
        });
        break;
      }
    }
    return undefined;
  };
  return {
    doStep,
    part,
    viewOf,
    clustersIn,
    entered,
    work,
    merges,
    log,
    server: () => server,
    refused: () => refused,
    /** Everyone sends what they have, then fetches what there is. */
    quiet() {
      for (const [at, ops] of pending.entries()) {
        for (const op of ops.slice(pushed[at])) arrive(op);
        pending[at] = [];
        pushed[at] = 0;
      }
      for (const at of base.keys()) base[at] = server;
    },
  };
}

const FREE: readonly string[] = ['facts', 'merges', 'unmerges', 'notSame', 'history'];

function withoutLogs(body: JsonObject): JsonObject {
  const entries = Object.entries(body).filter(
    ([field, value]) => !FREE.includes(field) && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(
    entries.map(([field, value]) => [field, Array.isArray(value) ? [...value].toSorted() : value]),
  ) as JsonObject;
}

const replayed = (log: readonly OperationDraft[]) =>
  log.reduce<Docs>((docs, op) => lay(docs, op)?.docs ?? docs, new Map());

test('1,000 histories of three laptops: a merge taken back after later work has lost nothing', () => {
  fc.assert(
    fc.property(stepsOf(3), (steps) => {
      const office = createOffice(3);
      for (const step of steps) office.doStep(step);
      office.quiet();
      for (let at = 0; at < 3; at++) expect(office.viewOf(at)).toEqual(office.server());
      // Whoever looks at it afterwards parts everyone again.
      for (let round = 0; round < PEOPLE.length; round++) {
        for (const id of PEOPLE) office.part(0, id);
        office.quiet();
      }
      const end = office.server();
      expect(office.refused()).toBe(0);

      // Both records are there again, each for itself.
      const clusters = office.clustersIn(end);
      for (const id of PEOPLE) {
        expect(end.get(`people/${id}`)?.removed).toBe(false);
        expect(clusters.of(id)).toEqual([id]);
      }
      // Every value that was ever entered is in its record, in a conflict or in a log.
      for (const { personId, value } of office.entered) {
        const { body, conflicts } = end.get(`people/${personId}`) as Doc;
        expect(JSON.stringify([body, conflicts]), value).toContain(`"${value}"`);
      }
      // What a merge wrote over is in its log, and nothing of it was taken from the other record.
      const untouched = replayed(office.log.filter((op) => !office.merges.has(op.id)));
      for (const id of PEOPLE) {
        const doc = end.get(`people/${id}`) as Doc;
        if ((doc.body.merges as readonly unknown[] | undefined)?.length) continue;
        expect(doc.body).toEqual(untouched.get(`people/${id}`)?.body);
        expect(doc.conflicts).toEqual(untouched.get(`people/${id}`)?.conflicts);
      }
      // Later work is where it was put.
      const members = (end.get(`households/${FAMILY}`)?.body.members ?? []) as readonly {
        readonly id: string;
        readonly personId: string;
      }[];
      expect(members.map(({ id, personId }) => [id, personId]).toSorted()).toEqual(
        office.work.map(({ id, personId }) => [id, personId]).toSorted(),
      );
      // Replaying gives the same, and every laptop has it.
      expect(replayed(office.log)).toEqual(end);
      for (let at = 0; at < 3; at++) expect(office.viewOf(at)).toEqual(end);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

test('on one laptop, a merge taken back leaves each record as if it had never been', () => {
  fc.assert(
    fc.property(stepsOf(1), (steps) => {
      const office = createOffice(1);
      for (const step of steps) if (step.kind !== 'settle') office.doStep(step);
      office.quiet();
      for (let round = 0; round < PEOPLE.length; round++) for (const id of PEOPLE) office.part(0, id);
      office.quiet();
      const never = replayed(office.log.filter((op) => !office.merges.has(op.id)));
      for (const id of PEOPLE) {
        const doc = office.server().get(`people/${id}`) as Doc;
        expect(doc.conflicts).toEqual([]);
        const got = withoutLogs(doc.body);
        const wanted = withoutLogs((never.get(`people/${id}`) as Doc).body);
        expect(jsonEqual(got, wanted), JSON.stringify({ id, got, wanted })).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

test('which record stands for a person does not hang on the order in which merges are read', () => {
  const links = fc.array(fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })), { maxLength: 12 });
  fc.assert(
    fc.property(links, fc.infiniteStream(fc.nat()), (pairs, order) => {
      const group = (list: readonly (readonly [number, number])[]) => {
        const map = new Map<string, string[]>();
        for (const [a, b] of list) map.set(`p${a}`, [...(map.get(`p${a}`) ?? []), `p${b}`]);
        return clustersOf(map);
      };
      const one = group(pairs);
      const two = group(
        pairs
          .map((pair) => ({ pair, at: order.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ pair }) => pair),
      );
      for (let n = 0; n <= 6; n++) {
        expect(two.of(`p${n}`)).toEqual(one.of(`p${n}`));
        expect(one.of(`p${n}`)).toContain(`p${n}`);
        for (const id of one.of(`p${n}`)) expect(one.resolve(id)).toBe(one.resolve(`p${n}`));
      }
    }),
  );
});

test('the fields that a merge offers are those that it takes', () => {
  const body = fc.record(
    {
      phone: fc.constantFrom('1', '2'),
      note: fc.constantFrom('a', 'b'),
      health: fc.subarray([...CODES]),
      income: fc.nat(3),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(body, body, (own, other) => {
      const offered = differingFields(own as never, other as never);
      const { patch } = mergePatch(own as never, { id: 'p-9', body: other as never }, MERGED_FIELDS, writing('m-9'));
      const entry = (patch.merges as readonly { readonly taken: object }[])[0];
      expect(Object.keys(entry?.taken ?? {}).toSorted()).toEqual([...offered].toSorted());
    }),
  );
});
