import { describe, expect, it } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { awaitedOf, readRoute, type RoutedBody, type RouteStep } from '#shared/domain/documents/route.ts';
import { createPaperMark } from '#shared/domain/documents/paper-proof.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { Actor } from '#shared/kernel/define-workflow.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../ports/data.ts';
import {
  type ActContext,
  createDraft,
  editDraft,
  hashForSigning,
  signOff,
  dispatchPaper,
  submitDraft,
} from './acts.ts';
import { differenceFor } from './difference.ts';
import { countersignPaper, declineToSign, endorsePaper, entryOf, returnWithWords } from './route-acts.ts';
import { possibleSteps, type Viewer } from './steps.ts';

const OFFICE = 'office-1';
const AT = '2026-11-24T06:00:00.000Z';
const people = {
  chair: { role: 'chair', seed: 1 },
  secretary: { role: 'secretary', seed: 2 },
  member: { role: 'specialist', seed: 3 },
  author: { role: 'specialist', seed: 4 },
} as const satisfies Record<string, { role: Role; seed: number }>;
type Person = keyof typeof people;
const idOf = (person: Person) => `u-${person}`;
const keyOf = (person: Person) =>
  createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(people[person].seed) });

function createOffice(acting: Partial<Record<Person, { from: string; to: string }>> = {}) {
  const docs = new Map<string, Doc>();
  let ids = 0;
  for (const [person, { role }] of Object.entries(people)) {
    const body = { name: person, login: person, role, active: true, publicKeys: [] };
    docs.set(`staff/u-${person}`, {
      collection: 'staff',
      id: `u-${person}`,
      officeId: OFFICE,
      version: 1,
      body,
      conflicts: [],
      removed: false,
    });
  }
  const context = (person: Person, at = AT): ActContext => ({
    actor: { id: idOf(person), name: person, role: people[person].role },
    at,
    today: at.slice(0, 10),
    newId: () => `id-${++ids}`,
  });
  const viewer = (person: Person): Viewer => ({
    id: idOf(person),
    role: people[person].role,
    ...(acting[person] ? { acting: true, standsFor: ['u-chair'] } : {}),
  });
  function commit(person: Person, changes: readonly Change[], at = AT): string | null {
    const after = new Map(docs);
    const actor: Actor = {
      id: idOf(person),
      role: people[person].role,
      officeId: OFFICE,
      publicKeys: [keyOf(person).publicKey],
      ...(acting[person] ? { acting: [acting[person]] } : {}),
    };
    for (const change of changes) {
      const key = `${change.collection}/${change.docId}`;
      const before = after.get(key) ?? null;
      const definition = collections[change.collection] as unknown as CollectionDefinition;
      const op = { id: `op-${++ids}`, at, actor: actor.id, base: before?.body ?? {}, version: 0, ...change };
      const applied = apply(before, op, { definition, actor, related: after });
      if (applied.kind === 'refused') return applied.failure.code;
      after.set(key, applied.doc);
    }
    docs.clear();
    for (const [id, doc] of after) docs.set(id, doc);
    return null;
  }
  const body = () => docs.get('documents/paper-1')?.body as unknown as DocumentBody;
  const paper = () => ({ id: 'paper-1', officeId: OFFICE, body: body() });
  const draft = (text = 'Birinchi matn.') =>
    commit('author', [
      createDraft(
        { paperId: 'paper-1', journal: 'outgoing', kind: 'letter', subject: 'Mavzu', text },
        context('author'),
      ),
    ]);
  const send = (route: readonly RouteStep[]) => commit('author', submitDraft(paper(), context('author'), route));
  const edit = (text: string) => {
    const before = { kind: 'letter', subject: 'Mavzu', text: body().text ?? '' } as const;
    return commit('author', editDraft(paper(), before, { ...before, text }, context('author')));
  };
  const endorse = (person: Person, at = AT) =>
    commit(person, endorsePaper(paper(), [], viewer(person), context(person, at)), at);
  const giveBack = (person: Person, refused = false) =>
    commit(
      person,
      returnWithWords(
        paper(),
        [],
        { comment: 'Sanasi yoʻq', notes: { text: 'Qaysi kun?' }, refused },
        viewer(person),
        context(person),
      ),
    );
  const sign = (person: Person, at = AT) => {
    const given = { number: '12-1/9', regDate: '2026-11-24' };
    const hash = hashForSigning(paper(), given);
    const key = keyOf(person);
    const signature = {
      publicKey: key.publicKey,
      value: signContent(key.secret, hash),
      mark: createPaperMark(key.secret, { ...given, contentHash: hash }),
    };
    const acts = context(person, at);
    return commit(
      person,
      signOff(paper(), [], given, signature, 'Rais', acts, (signatureId) =>
        entryOf(paper(), 'signed', viewer(person), acts, { signatureId, action: 'sign' }),
      ),
      at,
    );
  };
  const countersign = (person: Person) => {
    const key = keyOf(person);
    const value = signContent(key.secret, body().contentHash ?? '');
    return commit(
      person,
      countersignPaper(paper(), { publicKey: key.publicKey, value }, undefined, viewer(person), context(person)),
    );
  };
  const steps = (person: Person) =>
    possibleSteps({ paper: paper(), tasks: [], answer: 'none', viewer: viewer(person) } as never);
  return { docs, context, viewer, commit, body, paper, draft, send, edit, endorse, giveBack, sign, countersign, steps };
}

const approveBy = (id: string, names: readonly Person[], mode: RouteStep['mode'] = 'all'): RouteStep => ({
  id,
  action: 'approve',
  mode,
  people: names.map(idOf),
});
const signBy = (names: readonly Person[]): RouteStep => ({
  id: 'sign',
  action: 'sign',
  mode: 'all',
  people: names.map(idOf),
});
const awaited = (body: DocumentBody) => awaitedOf(body as RoutedBody);

describe('a route', () => {
  it('goes step by step, each person in their turn, and ends with all signatures in their order', () => {
    const office = createOffice();
    office.draft();
    expect(
      office.send([approveBy('a', ['secretary']), approveBy('b', ['member']), signBy(['chair', 'secretary'])]),
    ).toBeNull();
    expect(awaited(office.body())).toEqual(['u-secretary']);
    expect(office.steps('secretary').main).toBe('endorse');
    expect(office.steps('chair').main).not.toBe('sign');
    expect(
      office.commit(
        'member',
        endorsePaper(office.paper(), [], { id: 'u-secretary', role: 'secretary' }, office.context('member')),
      ),
    ).toBe('route_not_your_turn');
    expect(office.endorse('secretary')).toBeNull();
    expect(awaited(office.body())).toEqual(['u-member']);
    expect(office.sign('chair')).toBe('route_unfinished');
    expect(office.endorse('member')).toBeNull();
    expect(office.steps('chair').main).toBe('sign');
    expect(office.sign('secretary')).not.toBeNull();
    expect(office.sign('chair')).toBeNull();
    expect(awaited(office.body())).toEqual(['u-secretary']);
    expect(office.commit('secretary', dispatchPaper(office.paper(), office.context('secretary')))).toBe(
      'route_unfinished',
    );
    expect(office.countersign('member')).not.toBeNull();
    expect(office.countersign('secretary')).toBeNull();
    expect(awaited(office.body())).toEqual([]);
    expect(office.commit('secretary', dispatchPaper(office.paper(), office.context('secretary')))).toBeNull();
    expect([...office.docs.values()].filter((doc) => doc.collection === 'signatures')).toHaveLength(2);
  });

  it('asks the people of a step side by side: all of them, or the first who answers', () => {
    const all = createOffice();
    all.draft();
    all.send([approveBy('a', ['secretary', 'member']), signBy(['chair'])]);
    expect(awaited(all.body())).toEqual(['u-secretary', 'u-member']);
    expect(all.endorse('member')).toBeNull();
    expect(awaited(all.body())).toEqual(['u-secretary']);
    const any = createOffice();
    any.draft();
    any.send([approveBy('a', ['secretary', 'member'], 'any'), signBy(['chair'])]);
    expect(any.endorse('member')).toBeNull();
    expect(awaited(any.body())).toEqual(['u-chair']);
    // The other's approval came a little late, from another laptop: it is kept, not refused.
    const late = endorsePaper(any.paper(), [], any.viewer('secretary'), any.context('secretary'));
    const [change] = late;
    const entry = {
      id: 'late',
      actor: 'u-secretary',
      at: AT,
      step: 'a',
      verdict: 'approved',
      hash: (any.body().approvals ?? [])[0]?.hash ?? '',
    };
    expect(any.commit('secretary', [{ ...change!, patch: { approvals: [entry] } as JsonObject }])).toBeNull();
  });

  it('comes back with comments on its fields, by whoever is asked, and by nobody else', () => {
    const office = createOffice();
    office.draft();
    office.send([approveBy('a', ['secretary']), signBy(['chair'])]);
    expect(office.giveBack('member')).toBe('role_forbidden');
    expect(office.steps('member').rest).not.toContain('return');
    expect(office.giveBack('secretary')).toBeNull();
    expect(office.body()).toMatchObject({
      state: 'returned',
      returnComment: 'Sanasi yoʻq',
      returnNotes: { text: 'Qaysi kun?' },
    });
  });

  it('voids approvals when the content changes, and shows the difference to whoever had approved', () => {
    const office = createOffice();
    office.draft('Birinchi matn bugun.');
    office.send([approveBy('a', ['secretary']), approveBy('b', ['member']), signBy(['chair'])]);
    office.endorse('secretary');
    office.giveBack('member');
    office.edit('Birinchi matn ertaga.');
    expect(office.commit('author', submitDraft(office.paper(), office.context('author')))).toBeNull();
    expect(awaited(office.body())).toEqual(['u-secretary']);
    expect(readRoute(office.body() as RoutedBody)[0]?.people[0]).toMatchObject({ void: true, counts: false });
    const difference = differenceFor(office.body(), 'u-secretary');
    expect(difference?.since).toBe('answer');
    expect(difference?.text).toEqual({ before: 'Birinchi matn bugun.', after: 'Birinchi matn ertaga.' });
    // Returned and sent again as it was: what was approved still stands.
    office.endorse('secretary');
    expect(differenceFor(office.body(), 'u-secretary')).toBeNull();
    office.giveBack('member');
    office.commit('author', submitDraft(office.paper(), office.context('author')));
    expect(awaited(office.body())).toEqual(['u-member']);
  });

  it('is refused an approval of what was read before the change', () => {
    const office = createOffice();
    office.draft();
    office.send([approveBy('a', ['secretary']), signBy(['chair'])]);
    const old = endorsePaper(office.paper(), [], office.viewer('secretary'), office.context('secretary'));
    office.giveBack('secretary');
    office.edit('Boshqa matn.');
    office.commit('author', submitDraft(office.paper(), office.context('author')));
    expect(office.commit('secretary', old)).toBe('approval_outdated');
  });

  it('can’t be walked again unchanged after a refusal', () => {
    const office = createOffice();
    office.draft();
    office.send([approveBy('a', ['secretary']), signBy(['chair'])]);
    expect(office.giveBack('secretary', true)).toBeNull();
    expect(office.commit('author', submitDraft(office.paper(), office.context('author')))).toBe('refused_unchanged');
    office.edit('Yangi matn.');
    expect(office.commit('author', submitDraft(office.paper(), office.context('author')))).toBeNull();
  });

  it('lets nobody approve their own draft, by whatever way', () => {
    const office = createOffice();
    office.draft();
    expect(office.send([approveBy('a', ['author']), signBy(['chair'])])).toBe('route_invalid');
    expect(office.send([approveBy('a', []), signBy(['chair'])])).not.toBeNull();
    expect(office.send([signBy(['chair']), approveBy('a', ['secretary'])])).toBe('route_invalid');
    // The chair's own draft, with a deputy on the route who answers "for the chair" being its author.
    const own = createOffice({ author: { from: '2026-11-01', to: '2026-11-30' } });
    own.draft();
    expect(own.send([approveBy('a', ['chair']), signBy(['chair'])])).toBeNull();
    expect(own.endorse('author')).toBe('self_approval');
  });

  it('goes on where a member declines to sign, and keeps the reason', () => {
    const office = createOffice();
    office.draft();
    office.send([signBy(['chair', 'secretary', 'member'])]);
    expect(office.sign('chair')).toBeNull();
    expect(office.steps('member').rest).toContain('decline');
    const without = declineToSign(office.paper(), ' ', office.viewer('member'), office.context('member'));
    expect(office.commit('member', without)).toBe('field_required');
    expect(
      office.commit(
        'member',
        declineToSign(office.paper(), 'Yigʻilishda emas edim', office.viewer('member'), office.context('member')),
      ),
    ).toBeNull();
    expect(office.countersign('secretary')).toBeNull();
    expect(office.commit('secretary', dispatchPaper(office.paper(), office.context('secretary')))).toBeNull();
  });

  it('takes a countersignature over this paper’s content alone', () => {
    const office = createOffice();
    office.draft();
    office.send([signBy(['chair', 'secretary'])]);
    office.sign('chair');
    const key = keyOf('secretary');
    const other = signContent(key.secret, '0f'.repeat(32));
    const changes = countersignPaper(
      { ...office.paper(), body: { ...office.body(), contentHash: '0f'.repeat(32) } },
      { publicKey: key.publicKey, value: other },
      undefined,
      office.viewer('secretary'),
      office.context('secretary'),
    );
    expect(office.commit('secretary', changes)).toBe('signature_invalid');
  });
});

describe('a deputy', () => {
  const term = { from: '2026-11-20', to: '2026-11-25' };
  it('approves and signs for the chair on the days of the order, and on no other', () => {
    const office = createOffice({ secretary: term });
    office.draft();
    office.send([approveBy('a', ['chair']), signBy(['chair'])]);
    expect(office.endorse('secretary', '2026-11-26T06:00:00.000Z')).toBe('route_not_your_turn');
    expect(office.endorse('secretary')).toBeNull();
    expect(office.body().approvals?.[0]).toMatchObject({ actor: 'u-secretary', for: 'u-chair' });
    expect(office.sign('secretary', '2026-11-26T06:00:00.000Z')).toBe('role_forbidden');
    expect(office.sign('secretary')).toBeNull();
    expect(office.body()).toMatchObject({ state: 'signed', signedBy: 'u-secretary' });
  });

  it('is nobody without an order', () => {
    const office = createOffice();
    office.draft();
    office.send([signBy(['chair'])]);
    expect(office.sign('secretary')).toBe('role_forbidden');
  });
});
