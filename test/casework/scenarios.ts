import { expect } from 'vitest';
import { approvedPlan, isWorker, openGoals } from '#shared/domain/casework/collections/cases/workflow.ts';
import { headOf, membersOf, membershipsOf, type HouseholdPeople } from '#shared/domain/casework/household.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { CollectionName } from '#shared/registry/index.ts';
import type { Change } from '../../renderer/ports/data.ts';
import { START, TODAY, type Laptop, type StageOffice } from './stage.ts';
import type { World } from './world.ts';

/*
 * Out of order and in conflict: what laptops that were away from each other do to the same people, families, cases and
 * entries. Each scenario is written once and played by the engine over a server in memory, and over HTTP and PostgreSQL.
 * After each, everybody syncs, all replicas and the server must be equal, and every value that was entered must be
 * found in a record, a conflict or a refused list.
 */

/** One scenario. */
export interface Scenario {
  readonly name: string;
  readonly play: (world: World) => Promise<void>;
}

const create = (collection: CollectionName, docId: string, patch: JsonObject): Change => ({
  collection,
  docId,
  kind: 'create',
  patch,
});
const patch = (
  collection: CollectionName,
  docId: string,
  values: JsonObject,
  resolves?: readonly string[],
): Change => ({
  collection,
  docId,
  kind: 'patch',
  patch: values,
  ...(resolves ? { resolves } : {}),
});
const step = (collection: CollectionName, docId: string, transition: string, values: JsonObject = {}): Change => ({
  collection,
  docId,
  kind: 'transition',
  transition,
  patch: values,
});
const remove = (collection: CollectionName, docId: string): Change => ({
  collection,
  docId,
  kind: 'remove',
  patch: {},
});
const person = (docId: string, values: JsonObject = {}) =>
  create('people', docId, { familyName: 'Karimova', givenName: 'Nodira', ...values });
const family = (docId: string, values: JsonObject = {}) =>
  create('households', docId, { address: 'Navoiy 1', ...values });
const event = (docId: string, values: JsonObject) => create('caseEvents', docId, { caseId: 'case-1', ...values });

const ids = (list: unknown) => ((list as readonly { readonly id: string }[] | undefined) ?? []).map((one) => one.id);

/** An open case with consents to services, referral and transfer, two workers, and everybody synced. */
async function openCase(
  w: World,
  values: JsonObject = {},
  roles: readonly ('chair' | 'secretary' | 'specialist')[] = ['chair', 'secretary'],
) {
  const [office, ...laptops] = await w.office(...roles);
  const a = laptops[0] as Laptop;
  await a.save(
    create('cases', 'case-1', {
      kind: 'vulnerable_family',
      state: 'intake',
      clientName: 'Nodira Karimova',
      request: 'Uy-joy soʻradi',
      consents: [
        a.entry('con-services', { purpose: 'services' }),
        a.entry('con-referral', { purpose: 'referral' }),
        a.entry('con-transfer', { purpose: 'transfer' }),
      ],
      workers: laptops.map((one, at) => a.entry(`work-${at + 1}`, { userId: one.member.id, role: 'supervisor' })),
      ...values,
    }),
  );
  await a.save(step('cases', 'case-1', 'open', { number: '1', openedOn: TODAY }));
  for (let round = 0; round < 2; round++) for (const laptop of laptops) await laptop.sync();
  return [office, ...laptops] as unknown as readonly [StageOffice, Laptop, Laptop, Laptop];
}

const plan = (author: Laptop, id: string, goals: readonly string[]) => ({
  plans: [
    author.entry(id, { goals: goals.map((goal) => ({ id: goal, need: `need of ${goal}`, goal: `goal ${goal}` })) }),
  ],
});
const decide = (by: Laptop, id: string, planId: string, decision: 'approved' | 'returned') => ({
  planDecisions: [by.entry(id, { planId, decision })],
});

async function couple(w: World): Promise<readonly [StageOffice, Laptop, Laptop]> {
  return (await w.office('chair', 'secretary')) as unknown as readonly [StageOffice, Laptop, Laptop];
}

/** Both laptops know a person. */
async function known(w: World, values: JsonObject = {}) {
  const all = await couple(w);
  await all[1].save(person('person-1', values));
  await all[1].sync();
  await all[2].sync();
  return all;
}

const offer = (to: string, more: JsonObject = {}) =>
  step('cases', 'case-1', 'offer', {
    transfer: { toOfficeId: to, reason: 'Koʻchib oʻtdi', offeredOn: TODAY, ...more },
  });

/** A case that one office has offered to another, which has it before it. */
async function offered(w: World) {
  const [from, a, a2] = await openCase(w);
  const [to, b, b2] = (await w.office('chair', 'secretary')) as unknown as readonly [StageOffice, Laptop, Laptop];
  await a.save(event('note-1', { kind: 'note', state: 'recorded', on: TODAY, text: 'Birinchi qayd' }));
  await a.save(offer(to.id));
  await a.sync();
  await a2.sync();
  await b.sync();
  await b2.sync();
  expect(await b.body('cases', 'case-1')).toMatchObject({ state: 'arrived', request: 'Uy-joy soʻradi' });
  return { from, a, a2, to, b, b2 };
}

async function enrolled(w: World) {
  const all = await couple(w);
  const [, a, b] = all;
  await a.save(
    create('programmeEntries', 'entry-1', {
      state: 'draft',
      programme: 'temir_daftar',
      versionId: 'version-1',
      category: 'low_income',
      personId: 'person-1',
    }),
  );
  await a.sync();
  await b.sync();
  return all;
}

const propose = (reason: string) => step('programmeEntries', 'entry-1', 'propose', { proposedOn: TODAY, reason });
const enrol = (decisionNumber: string) =>
  step('programmeEntries', 'entry-1', 'enrol', {
    minutesNumber: '1',
    minutesDate: TODAY,
    decisionNumber,
    decisionDate: TODAY,
    enrolledOn: TODAY,
  });

/** All scenarios. */
export const SCENARIOS: readonly Scenario[] = [
  // order
  {
    name: 'an update stands before its creation in one journal',
    async play(w) {
      const [office, a] = await couple(w);
      await a.raw(
        {
          collection: 'people',
          docId: 'person-1',
          kind: 'patch',
          patch: { phone: '1' },
          base: { phone: null },
          version: 2,
        },
        {
          collection: 'people',
          docId: 'person-1',
          kind: 'create',
          patch: { familyName: 'Karimova', givenName: 'Nodira' },
          version: 2,
        },
      );
      await w.quiet();
      await w.all(office, 'people', 'person-1', { givenName: 'Nodira', phone: undefined });
      expect(await a.codes()).toEqual(['doc_missing']);
    },
  },
  {
    name: 'an update arrives before the creation that another laptop still holds',
    async play(w) {
      const [office, a, b] = await couple(w);
      await a.save(person('person-1', { address: 'Navoiy 1' }));
      await b.raw({ collection: 'people', docId: 'person-1', kind: 'patch', patch: { phone: '2' }, version: 2 });
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { address: 'Navoiy 1', phone: undefined });
      expect(await b.codes()).toEqual(['doc_missing']);
    },
  },
  {
    name: 'create and update made backwards: the update of a second laptop reaches the server first',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 1 | 2']);
    },
  },
  {
    name: 'one id created twice with different values',
    async play(w) {
      const [office, a, b] = await couple(w);
      await a.save(person('person-1', { phone: '1' }));
      await b.save(person('person-1', { phone: '2', address: 'Navoiy 2' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '2', address: 'Navoiy 2', createdBy: a.member.id });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 2 | 1']);
    },
  },
  {
    name: 'one id created twice with equal values is no conflict',
    async play(w) {
      const [office, a, b] = await couple(w);
      await a.save(person('person-1', { phone: '1' }));
      await b.save(person('person-1', { phone: '1' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual([]);
    },
  },
  {
    name: 'one case created twice, opened meanwhile: the second keeps to the rules of a change',
    async play(w) {
      const [office, , b] = await openCase(w);
      await b.raw({
        collection: 'cases',
        docId: 'case-1',
        kind: 'create',
        patch: { kind: 'vulnerable_family', state: 'intake', request: 'Ish soʻradi' },
      });
      await b.sync();
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { state: 'open', request: 'Ish soʻradi' });
      expect(await w.conflicts(office, 'cases', 'case-1')).toEqual(['request: Ish soʻradi | Uy-joy soʻradi']);
    },
  },
  {
    name: 'created on one laptop, created and changed on the other, concurrently',
    async play(w) {
      const [office, a, b] = await couple(w);
      await a.save(person('person-1', { phone: '1' }));
      await b.save(person('person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 1 | 2']);
    },
  },
  // interrupted branches
  {
    name: 'a push cut after half, and the laptop killed',
    async play(w) {
      const [office, a] = await couple(w);
      await a.inBatchesOf(2);
      for (let at = 1; at <= 5; at++) await a.save(person(`person-${at}`, { phone: String(at) }));
      a.cut(null, 'lost');
      await a.trySync();
      await a.restart();
      await w.quiet();
      for (let at = 1; at <= 5; at++) await w.all(office, 'people', `person-${at}`, { phone: String(at) });
      expect(await w.stage.operations(office.id)).toHaveLength(5);
    },
  },
  {
    name: 'the connection lost after the commit, before the answer',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      a.cut('unanswered');
      await a.trySync();
      await b.sync();
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await b.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '2' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual([]);
    },
  },
  {
    name: 'a refusal whose answer was lost is told at the second push',
    async play(w) {
      const [office, a, b] = await known(w);
      await b.save(remove('people', 'person-1'));
      await b.sync();
      await a.save(patch('people', 'person-1', { phone: '1' }));
      a.cut('unanswered');
      await a.trySync();
      expect(await a.codes()).toEqual([]);
      await a.sync();
      expect(await a.codes()).toEqual(['doc_removed']);
      await w.quiet();
      await w.gone(office, 'people', 'person-1');
    },
  },
  {
    name: 'an act of several changes: none of them is without the others',
    async play(w) {
      const [office, a, b] = await couple(w);
      await a.save(
        person('person-1'),
        family('home-1', { members: [a.entry('mem-1', { personId: 'person-1', relation: 'head' })] }),
      );
      await a.restart();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { givenName: 'Nodira' });
      expect(headOf((await b.body('households', 'home-1')) as HouseholdPeople)?.personId).toBe('person-1');
    },
  },
  {
    name: 'the replica is lost while work waits',
    async play(w) {
      const [office, a] = await known(w);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await a.loseReplica();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1', givenName: 'Nodira' });
      expect(a.notices()).toContain('replica_damaged');
    },
  },
  // approval
  {
    name: 'a plan approved while its author changes it',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(patch('cases', 'case-1', plan(a, 'plan-1', ['goal-1'])));
      await a.sync();
      await b.sync();
      await a.save(patch('cases', 'case-1', plan(a, 'plan-2', ['goal-1', 'goal-2'])));
      await b.save(patch('cases', 'case-1', decide(b, 'dec-1', 'plan-1', 'approved')));
      await a.sync();
      await b.sync();
      await w.quiet();
      const { body } = await w.all(office, 'cases', 'case-1', {});
      expect(ids(body.plans)).toEqual(['plan-1', 'plan-2']);
      expect(approvedPlan(body as never)).toMatchObject({ id: 'plan-1' });
      expect(openGoals(body as never)).toEqual(['goal-1']);
    },
  },
  {
    name: 'a plan approved and returned at once',
    async play(w) {
      const [office, a, b, c] = await openCase(w, {}, ['chair', 'secretary', 'specialist']);
      await a.save(patch('cases', 'case-1', plan(a, 'plan-1', ['goal-1'])));
      await w.quiet();
      await b.save(patch('cases', 'case-1', decide(b, 'dec-b', 'plan-1', 'approved')));
      await c.save(patch('cases', 'case-1', decide(c, 'dec-c', 'plan-1', 'returned')));
      await c.sync();
      await b.sync();
      await w.quiet();
      const { body } = await w.all(office, 'cases', 'case-1', {});
      // The server's order holds on all laptops: returned first, approved after.
      expect(ids(body.planDecisions)).toEqual(['dec-c', 'dec-b']);
      expect(approvedPlan(body as never)).toMatchObject({ id: 'plan-1' });
    },
  },
  {
    name: 'nobody approves their own plan, on the laptop or past it',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.save(patch('cases', 'case-1', plan(a, 'plan-1', ['goal-1'])));
      const own = decide(a, 'dec-1', 'plan-1', 'approved');
      expect(await a.refuses(patch('cases', 'case-1', own))).toBe('self_approval');
      await a.raw({ collection: 'cases', docId: 'case-1', kind: 'patch', patch: own });
      await w.quiet();
      expect(await a.codes()).toEqual(['self_approval']);
      await w.all(office, 'cases', 'case-1', { planDecisions: undefined });
    },
  },
  {
    name: 'a plan approved by somebody whose assignment ended meanwhile',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(patch('cases', 'case-1', plan(a, 'plan-1', ['goal-1'])));
      await w.quiet();
      await a.save(patch('cases', 'case-1', { workerEndings: [a.entry('end-1', { workerEntryId: 'work-2' })] }));
      await b.save(patch('cases', 'case-1', decide(b, 'dec-1', 'plan-1', 'approved')));
      await a.sync();
      await b.sync();
      await w.quiet();
      expect(await b.codes()).toEqual(['role_forbidden']);
      const { body } = await w.all(office, 'cases', 'case-1', { planDecisions: undefined });
      expect(isWorker(body as never, b.member.id)).toBe(false);
    },
  },
  // forms
  {
    name: 'a form version withdrawn under a draft: the draft keeps the one that it was begun with',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await w.stage.put(office.id, 'catalogues', 'form-1', { kind: 'form', title: 'Ehtiyojlar', data: { version: 1 } });
      await a.save(
        event('assess-1', {
          kind: 'assessment',
          state: 'draft',
          formId: 'form-1',
          formVersion: 1,
          answers: { food: 'no' },
        }),
      );
      await w.stage.put(office.id, 'catalogues', 'form-1', {
        kind: 'form',
        title: 'Ehtiyojlar',
        validTo: TODAY,
        data: { version: 2 },
      });
      await b.sync();
      await a.save(step('caseEvents', 'assess-1', 'record', { on: TODAY, answers: { food: 'no', work: 'yes' } }));
      await w.quiet();
      await w.all(office, 'caseEvents', 'assess-1', {
        state: 'recorded',
        formVersion: 1,
        answers: { food: 'no', work: 'yes' },
      });
    },
  },
  {
    name: 'the answers of one assessment from two laptops, each to other questions',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('assess-1', { kind: 'assessment', state: 'draft', formId: 'form-1', formVersion: 1 }));
      await w.quiet();
      await a.save(patch('caseEvents', 'assess-1', { answers: { food: 'no' } }));
      await b.save(patch('caseEvents', 'assess-1', { answers: { work: 'yes' } }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'assess-1', { answers: { food: 'no', work: 'yes' } });
      expect(await w.conflicts(office, 'caseEvents', 'assess-1')).toEqual([]);
    },
  },
  {
    name: 'one question answered differently on two laptops',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('assess-1', { kind: 'assessment', state: 'draft', answers: { food: 'unknown' } }));
      await w.quiet();
      await a.save(patch('caseEvents', 'assess-1', { answers: { food: 'no' } }));
      await b.save(patch('caseEvents', 'assess-1', { answers: { food: 'yes' } }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'assess-1', { answers: { food: 'yes' } });
      expect(await w.conflicts(office, 'caseEvents', 'assess-1')).toEqual(['answers.food: yes | no']);
    },
  },
  {
    name: 'an assessment recorded on both laptops',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('assess-1', { kind: 'assessment', state: 'draft' }));
      await w.quiet();
      await a.save(step('caseEvents', 'assess-1', 'record', { on: TODAY, text: 'birinchi' }));
      await b.save(step('caseEvents', 'assess-1', 'record', { on: TODAY, text: 'ikkinchi' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'assess-1', { state: 'recorded', text: 'birinchi' });
      expect(await b.codes()).toEqual(['transition_not_allowed']);
    },
  },
  // people
  {
    name: 'a person removed under a case, and under an edit',
    async play(w) {
      const [office, a, b] = await openCase(w, { personId: 'person-1' });
      await a.save(person('person-1'));
      await w.quiet();
      await b.save(remove('people', 'person-1'));
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await a.save(patch('cases', 'case-1', { safeContact: 'Kechqurun' }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.gone(office, 'people', 'person-1');
      await w.all(office, 'cases', 'case-1', { personId: 'person-1', safeContact: 'Kechqurun' });
      expect(await a.codes()).toEqual(['doc_removed']);
    },
  },
  {
    name: 'an edit arrives before a removal that knew nothing of it',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(remove('people', 'person-1'));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.gone(office, 'people', 'person-1');
      // What was written is in the server's log of operations.
      expect(await w.stage.operations(office.id)).toHaveLength(3);
    },
  },
  {
    name: 'a person merged under a case, while the case and both records are changed',
    async play(w) {
      const [office, a, b] = await openCase(w, { personId: 'person-2' });
      await a.save(person('person-1', { phone: '1' }), person('person-2', { phone: '2' }));
      await w.quiet();
      await a.save(
        patch('people', 'person-1', {
          merges: [a.entry('mrg-1', { otherId: 'person-2', before: { phone: '1' }, taken: { phone: '2' } })],
          phone: '2',
        }),
      );
      await b.save(patch('people', 'person-2', { note: 'bilmay yozildi' }));
      await b.save(patch('cases', 'case-1', { safeContact: 'Ertalab' }));
      await b.sync();
      await a.sync();
      await w.quiet();
      const { body } = await w.all(office, 'people', 'person-1', { phone: '2' });
      expect(ids(body.merges)).toEqual(['mrg-1']);
      await w.all(office, 'people', 'person-2', { note: 'bilmay yozildi' });
      await w.all(office, 'cases', 'case-1', { personId: 'person-2', safeContact: 'Ertalab' });
    },
  },
  {
    name: 'merged on one laptop and said to be two on the other',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(person('person-2'));
      await w.quiet();
      await a.save(
        patch('people', 'person-1', { merges: [a.entry('mrg-1', { otherId: 'person-2', before: {}, taken: {} })] }),
      );
      await b.save(patch('people', 'person-1', { notSame: [b.entry('not-1', { otherId: 'person-2' })] }));
      await b.sync();
      await a.sync();
      await w.quiet();
      const { body } = await w.all(office, 'people', 'person-1', {});
      expect([ids(body.merges), ids(body.notSame)]).toEqual([['mrg-1'], ['not-1']]);
    },
  },
  {
    name: 'soft conflict: two fields of one person on two laptops',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { address: 'Navoiy 2' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1', address: 'Navoiy 2' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual([]);
    },
  },
  {
    name: 'hard conflict: one field on two laptops, and its answer',
    async play(w) {
      const [office, a, b] = await known(w, { phone: '0' });
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await a.sync();
      await b.sync();
      await a.sync();
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 2 | 1']);
      const open = ((await a.row('people', 'person-1'))?.conflicts ?? []).map((one) => one.id);
      await a.save(patch('people', 'person-1', { phone: '1' }, open));
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual([]);
    },
  },
  {
    name: 'a conflict answered twice, differently: both answers stand before people again',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await w.quiet();
      const open = ((await a.row('people', 'person-1'))?.conflicts ?? []).map((one) => one.id);
      await a.save(patch('people', 'person-1', { phone: '3' }, open));
      await b.save(patch('people', 'person-1', { phone: '4' }, open));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '4' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 4 | 3']);
    },
  },
  {
    name: 'a conflict answered twice, alike: none is left',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await w.quiet();
      const open = ((await a.row('people', 'person-1'))?.conflicts ?? []).map((one) => one.id);
      await a.save(patch('people', 'person-1', { phone: '1' }, open));
      await b.save(patch('people', 'person-1', { phone: '1' }, open));
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual([]);
    },
  },
  {
    name: 'three laptops write one field: all three values survive',
    async play(w) {
      const [office, a, b, c] = (await w.office('chair', 'secretary', 'specialist')) as unknown as readonly [
        StageOffice,
        Laptop,
        Laptop,
        Laptop,
      ];
      await a.save(person('person-1'));
      await w.quiet();
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await c.save(patch('people', 'person-1', { phone: '3' }));
      await b.sync();
      await c.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '1' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 1 | 3', 'phone: 3 | 2']);
    },
  },
  {
    name: 'a value taken out on one laptop and changed on the other',
    async play(w) {
      const [office, a, b] = await known(w, { phone: '0' });
      await a.save(patch('people', 'person-1', { phone: null }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: undefined });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: null | 2']);
    },
  },
  {
    name: 'a set changed on both laptops: additions and removals of both',
    async play(w) {
      const [office, a, b] = await known(w, { health: ['chronic', 'mental'] });
      await a.save(patch('people', 'person-1', { health: ['chronic', 'mental', 'bedridden'] }));
      await b.save(patch('people', 'person-1', { health: ['chronic'] }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'people', 'person-1', { health: ['chronic', 'bedridden'] });
    },
  },
  {
    name: 'where a fact is known from, written on both laptops',
    async play(w) {
      const [office, a, b] = await known(w);
      const fact = (by: Laptop, id: string, value: string) => ({
        facts: [by.entry(id, { field: 'phone', value, source: 'said' })],
        phone: value,
      });
      await a.save(patch('people', 'person-1', fact(a, 'fact-a', '1')));
      await b.save(patch('people', 'person-1', fact(b, 'fact-b', '2')));
      await a.sync();
      await b.sync();
      await w.quiet();
      const { body } = await w.all(office, 'people', 'person-1', { phone: '2' });
      expect(ids(body.facts)).toEqual(['fact-a', 'fact-b']);
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 2 | 1']);
    },
  },
  // families
  {
    name: 'one person moved to two families by two laptops',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(
        family('home-1', { members: [a.entry('mem-1', { personId: 'person-1', relation: 'daughter' })] }),
        family('home-2'),
        family('home-3'),
      );
      await w.quiet();
      const move = (by: Laptop, to: string) => [
        patch('households', 'home-1', { leavings: [by.entry(`left-${to}`, { memberId: 'mem-1', why: 'moved' })] }),
        patch('households', to, { members: [by.entry(`mem-${to}`, { personId: 'person-1', relation: 'wife' })] }),
      ];
      await a.save(...move(a, 'home-2'));
      await b.save(...move(b, 'home-3'));
      await b.sync();
      await a.sync();
      await w.quiet();
      const first = (await w.all(office, 'households', 'home-1', {})).body as HouseholdPeople;
      expect(membersOf(first)).toEqual([]);
      expect(ids(first.leavings)).toEqual(['left-home-3', 'left-home-2']);
      expect(membershipsOf(first)[0]?.left?.id).toBe('left-home-3');
      for (const home of ['home-2', 'home-3']) {
        const { body } = await w.all(office, 'households', home, {});
        expect(membersOf(body as HouseholdPeople).map((one) => one.personId)).toEqual(['person-1']);
      }
    },
  },
  {
    name: 'the head of a family entered twice',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(person('person-2'), family('home-1'));
      await w.quiet();
      await a.save(
        patch('households', 'home-1', { members: [a.entry('head-a', { personId: 'person-1', relation: 'head' })] }),
      );
      await b.save(
        patch('households', 'home-1', { members: [b.entry('head-b', { personId: 'person-2', relation: 'head' })] }),
      );
      await b.sync();
      await a.sync();
      await w.quiet();
      const { body } = await w.all(office, 'households', 'home-1', {});
      expect(membersOf(body as HouseholdPeople).map((one) => one.id)).toEqual(['head-b', 'head-a']);
      expect(headOf(body as HouseholdPeople)?.personId).toBe('person-2');
    },
  },
  {
    name: 'a member leaves twice, for different reasons',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(family('home-1', { members: [a.entry('mem-1', { personId: 'person-1', relation: 'head' })] }));
      await w.quiet();
      await a.save(
        patch('households', 'home-1', { leavings: [a.entry('left-a', { memberId: 'mem-1', why: 'died', on: TODAY })] }),
      );
      await b.save(
        patch('households', 'home-1', { leavings: [b.entry('left-b', { memberId: 'mem-1', why: 'moved' })] }),
      );
      await a.sync();
      await b.sync();
      await w.quiet();
      const { body } = await w.all(office, 'households', 'home-1', {});
      expect(ids(body.leavings)).toEqual(['left-a', 'left-b']);
      expect(membershipsOf(body as HouseholdPeople)[0]?.left?.why).toBe('died');
    },
  },
  {
    name: 'one person entered into one family on both laptops counts once',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(family('home-1'));
      await w.quiet();
      await a.save(
        patch('households', 'home-1', { members: [a.entry('mem-a', { personId: 'person-1', relation: 'son' })] }),
      );
      await b.save(
        patch('households', 'home-1', { members: [b.entry('mem-b', { personId: 'person-1', relation: 'son' })] }),
      );
      await w.quiet();
      const { body } = await w.all(office, 'households', 'home-1', {});
      expect(ids(body.members)).toHaveLength(2);
      expect(membersOf(body as HouseholdPeople)).toHaveLength(1);
    },
  },
  {
    name: 'a family removed while somebody moves into it',
    async play(w) {
      const [office, a, b] = await known(w);
      await a.save(family('home-1'));
      await w.quiet();
      await b.save(remove('households', 'home-1'));
      await a.save(
        patch('households', 'home-1', { members: [a.entry('mem-a', { personId: 'person-1', relation: 'head' })] }),
      );
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.gone(office, 'households', 'home-1');
      expect(await a.codes()).toEqual(['doc_removed']);
    },
  },
  // cases
  {
    name: 'two workers: one closes the case, the other refers',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(step('cases', 'case-1', 'close', { outcome: 'own_wish', closedOn: TODAY }));
      await b.save(
        event('ref-1', {
          kind: 'referral',
          state: 'sent',
          on: TODAY,
          service: 'medical',
          provider: 'Poliklinika',
          consentId: 'con-referral',
        }),
      );
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { state: 'closed', outcome: 'own_wish' });
      // It really was sent: the closed case takes it.
      await w.all(office, 'caseEvents', 'ref-1', { state: 'sent', createdBy: b.member.id });
    },
  },
  {
    name: 'a case closed twice, with different outcomes',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(step('cases', 'case-1', 'close', { outcome: 'own_wish', closedOn: TODAY }));
      await b.save(step('cases', 'case-1', 'close', { outcome: 'moved', closedOn: TODAY, closingNote: 'Koʻchdi' }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { state: 'closed', outcome: 'moved', closingNote: 'Koʻchdi' });
      expect(await a.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'closed while a plan with open goals is approved',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(patch('cases', 'case-1', plan(a, 'plan-1', ['goal-1'])));
      await w.quiet();
      await b.save(patch('cases', 'case-1', decide(b, 'dec-1', 'plan-1', 'approved')));
      await a.save(step('cases', 'case-1', 'close', { outcome: 'own_wish', closedOn: TODAY }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { state: 'open', outcome: undefined });
      expect(await a.codes()).toEqual(['goals_open']);
    },
  },
  {
    name: 'the outcome of one goal from two laptops, and the end of the case after it',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(patch('cases', 'case-1', plan(a, 'plan-1', ['goal-1'])));
      await w.quiet();
      await b.save(patch('cases', 'case-1', decide(b, 'dec-1', 'plan-1', 'approved')));
      await w.quiet();
      const outcome = (by: Laptop, id: string, value: string) =>
        patch('cases', 'case-1', { goalOutcomes: [by.entry(id, { goalId: 'goal-1', outcome: value, on: TODAY })] });
      await a.save(outcome(a, 'out-a', 'met'));
      await b.save(outcome(b, 'out-b', 'partly'));
      await b.sync();
      await a.sync();
      await w.quiet();
      const { body } = await w.all(office, 'cases', 'case-1', {});
      expect(ids(body.goalOutcomes)).toEqual(['out-b', 'out-a']);
      await b.save(step('cases', 'case-1', 'close', { outcome: 'goals_met', closedOn: TODAY }));
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { state: 'closed', outcome: 'goals_met' });
    },
  },
  {
    name: 'reopened and closed, crossing',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(step('cases', 'case-1', 'close', { outcome: 'own_wish', closedOn: TODAY }));
      await w.quiet();
      await a.save(step('cases', 'case-1', 'reopen', { reopenReason: 'Qaytib keldi' }));
      await a.save(step('cases', 'case-1', 'close', { outcome: 'moved', closedOn: TODAY }));
      await b.save(step('cases', 'case-1', 'reopen', { reopenReason: 'Telefon qildi' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'cases', 'case-1', {
        state: 'open',
        outcome: undefined,
        closedOn: undefined,
        reopenReason: 'Telefon qildi',
      });
      expect(await w.conflicts(office, 'cases', 'case-1')).toEqual(['reopenReason: Telefon qildi | Qaytib keldi']);
    },
  },
  {
    name: 'consent withdrawn, and then a referral sent on it arrives',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('ref-1', { kind: 'referral', state: 'draft', service: 'legal', provider: 'Advokat' }));
      await w.quiet();
      await a.save(
        patch('cases', 'case-1', { withdrawals: [a.entry('wd-1', { consentId: 'con-referral', on: TODAY })] }),
      );
      await b.save(
        step('caseEvents', 'ref-1', 'send', {
          caseId: 'case-1',
          consentId: 'con-referral',
          on: TODAY,
          due: '2026-07-01',
        }),
      );
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'ref-1', { state: 'draft', consentId: undefined });
      expect(await b.codes()).toEqual(['consent_ended']);
    },
  },
  {
    name: 'a referral sent, and then the withdrawal of its consent arrives',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('ref-1', { kind: 'referral', state: 'draft', service: 'legal', provider: 'Advokat' }));
      await w.quiet();
      await a.save(
        patch('cases', 'case-1', { withdrawals: [a.entry('wd-1', { consentId: 'con-referral', on: TODAY })] }),
      );
      await b.save(step('caseEvents', 'ref-1', 'send', { caseId: 'case-1', consentId: 'con-referral', on: TODAY }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'ref-1', { state: 'sent', consentId: 'con-referral' });
      expect(ids((await w.all(office, 'cases', 'case-1', {})).body.withdrawals)).toEqual(['wd-1']);
      // Whatever comes after it does not rest on it any more.
      const second = event('ref-2', { kind: 'referral', state: 'sent', service: 'legal', consentId: 'con-referral' });
      expect(await b.refuses(second)).toBe('consent_ended');
    },
  },
  {
    name: 'a consent that has run out by its own day',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.save(
        patch('cases', 'case-1', { consents: [a.entry('con-short', { purpose: 'referral', until: '2026-06-14' })] }),
      );
      const sent = event('ref-1', { kind: 'referral', state: 'sent', service: 'legal', consentId: 'con-short' });
      expect(await a.refuses(sent)).toBe('consent_ended');
      await w.quiet();
      expect(await w.stage.doc(office.id, 'caseEvents', 'ref-1')).toBeNull();
    },
  },
  {
    name: 'a referral taken by the other side on one laptop and refused on the other',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(
        event('ref-1', { kind: 'referral', state: 'sent', on: TODAY, service: 'legal', consentId: 'con-referral' }),
      );
      await w.quiet();
      await a.save(step('caseEvents', 'ref-1', 'accept', { receipt: { name: 'Olimov', on: TODAY } }));
      await b.save(step('caseEvents', 'ref-1', 'refuse', { result: 'Joy yoʻq' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'ref-1', {
        state: 'refused',
        result: 'Joy yoʻq',
        receipt: { name: 'Olimov', on: TODAY },
      });
    },
  },
  {
    name: 'a referral marked as unanswered while the answer comes',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('ref-1', { kind: 'referral', state: 'sent', service: 'legal', consentId: 'con-referral' }));
      await w.quiet();
      await a.save(step('caseEvents', 'ref-1', 'accept', { due: '2026-07-01' }));
      await b.save(step('caseEvents', 'ref-1', 'mark_unanswered', { due: '2026-06-30' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'ref-1', { state: 'accepted', due: '2026-07-01' });
      expect(await b.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'a visit made and missed at once',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('visit-1', { kind: 'visit', state: 'planned', on: TODAY }));
      await w.quiet();
      await a.save(step('caseEvents', 'visit-1', 'miss', { on: TODAY, result: 'Uyda yoʻq' }));
      await b.save(step('caseEvents', 'visit-1', 'finish', { on: TODAY, result: 'Koʻrildi' }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'visit-1', { state: 'done', result: 'Koʻrildi' });
      expect(await a.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'a draft thrown away on one laptop and sent on the other',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(event('ref-1', { kind: 'referral', state: 'draft', service: 'legal', provider: 'Advokat' }));
      await w.quiet();
      await a.save(remove('caseEvents', 'ref-1'));
      await b.save(step('caseEvents', 'ref-1', 'send', { caseId: 'case-1', consentId: 'con-referral', on: TODAY }));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'ref-1', { state: 'sent' });
      expect(await a.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'a worker assigned on one laptop and another ended on the other',
    async play(w) {
      const [office, a, b, c] = await openCase(w, { workers: [] }, ['chair', 'secretary', 'specialist']);
      await a.save(patch('cases', 'case-1', { workers: [a.entry('work-b', { userId: b.member.id, role: 'worker' })] }));
      await w.quiet();
      await a.save(patch('cases', 'case-1', { workers: [a.entry('work-c', { userId: c.member.id, role: 'worker' })] }));
      await b.save(patch('cases', 'case-1', { workerEndings: [b.entry('end-b', { workerEntryId: 'work-b' })] }));
      await w.quiet();
      const { body } = await w.all(office, 'cases', 'case-1', {});
      expect([isWorker(body as never, b.member.id), isWorker(body as never, c.member.id)]).toEqual([false, true]);
    },
  },
  {
    name: 'an event of a case that the server has never seen',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.raw({
        collection: 'caseEvents',
        docId: 'note-1',
        kind: 'create',
        patch: { caseId: 'case-none', kind: 'note', state: 'recorded', text: 'qayd' },
      });
      await w.quiet();
      expect(await a.codes()).toEqual(['case_missing']);
      expect(await w.stage.doc(office.id, 'caseEvents', 'note-1')).toBeNull();
    },
  },
  {
    name: 'an event moved into another case',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.save(event('note-1', { kind: 'note', state: 'recorded', text: 'qayd' }));
      await a.raw({
        collection: 'caseEvents',
        docId: 'note-1',
        kind: 'patch',
        patch: { caseId: 'case-2' },
        base: { caseId: 'case-1' },
      });
      await w.quiet();
      await w.all(office, 'caseEvents', 'note-1', { caseId: 'case-1' });
      expect(await a.codes()).toEqual(['field_readonly']);
    },
  },
  // programmes
  {
    name: 'an entry proposed twice',
    async play(w) {
      const [office, a, b] = await enrolled(w);
      await a.save(propose('Kam daromad'));
      await b.save(propose('Ishsiz'));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'programmeEntries', 'entry-1', {
        state: 'proposed',
        reason: 'Ishsiz',
        proposedBy: b.member.id,
      });
      expect(await a.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'an entry decided and returned at once',
    async play(w) {
      const [office, a, b] = await enrolled(w);
      await a.save(propose('Kam daromad'));
      await w.quiet();
      await a.save(enrol('15'));
      await b.save(step('programmeEntries', 'entry-1', 'return', { reason: 'Hujjat yetishmaydi' }));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(office, 'programmeEntries', 'entry-1', {
        state: 'enrolled',
        decisionNumber: '15',
        reason: 'Kam daromad',
      });
      expect(await b.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'an entry enrolled twice, by two decisions',
    async play(w) {
      const [office, a, b] = await enrolled(w);
      await a.save(propose('Kam daromad'));
      await w.quiet();
      await a.save(enrol('15'));
      await b.save(enrol('16'));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(office, 'programmeEntries', 'entry-1', { state: 'enrolled', decisionNumber: '16' });
      expect(await a.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'aid written down on both laptops, one of them after the exit',
    async play(w) {
      const [office, a, b] = await enrolled(w);
      await a.save(propose('Kam daromad'));
      await a.save(enrol('15'));
      await w.quiet();
      await a.save(step('programmeEntries', 'entry-1', 'exit', { exitReason: 'own_wish', exitOn: TODAY }));
      await a.save(patch('programmeEntries', 'entry-1', { aid: [a.entry('aid-a', { type: 'food', on: TODAY })] }));
      await b.save(
        patch('programmeEntries', 'entry-1', { aid: [b.entry('aid-b', { type: 'cash', amount: 412_000, on: TODAY })] }),
      );
      await a.sync();
      await b.sync();
      await w.quiet();
      const { body } = await w.all(office, 'programmeEntries', 'entry-1', { state: 'exited', exitReason: 'own_wish' });
      expect(ids(body.aid)).toEqual(['aid-a', 'aid-b']);
    },
  },
  {
    name: 'one person entered into one programme on both laptops: two entries stand to be seen',
    async play(w) {
      const [office, a, b] = await enrolled(w);
      await b.save(
        create('programmeEntries', 'entry-2', {
          state: 'proposed',
          programme: 'temir_daftar',
          versionId: 'version-1',
          category: 'low_income',
          personId: 'person-1',
        }),
      );
      await a.save(propose('Kam daromad'));
      await w.quiet();
      await w.all(office, 'programmeEntries', 'entry-1', { state: 'proposed' });
      await w.all(office, 'programmeEntries', 'entry-2', { state: 'proposed', personId: 'person-1' });
    },
  },
  // clocks, journals, servers
  {
    name: 'a clock a year back on one laptop: the order of arrival holds, not the clock',
    async play(w) {
      const [office, a, b] = await known(w, { phone: '0' });
      b.stepClock(-365 * 86_400_000);
      await a.save(patch('people', 'person-1', { phone: '1' }));
      await b.save(patch('people', 'person-1', { phone: '2' }));
      await a.sync();
      await b.sync();
      b.stepClock(365 * 86_400_000);
      await b.save(patch('people', 'person-1', { note: 'soat toʻgʻri' }));
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: '2', note: 'soat toʻgʻri' });
      expect(await w.conflicts(office, 'people', 'person-1')).toEqual(['phone: 2 | 1']);
    },
  },
  {
    name: 'a clock a year back when a consent is used that was given since',
    async play(w) {
      const [office, a, b] = await openCase(w);
      await a.save(patch('cases', 'case-1', { consents: [a.entry('con-new', { purpose: 'referral', on: TODAY })] }));
      await w.quiet();
      b.stepClock(-365 * 86_400_000);
      const sent = event('ref-1', { kind: 'referral', state: 'sent', service: 'legal', consentId: 'con-new' });
      // By its clock the consent has not begun: it says so, and takes it when the clock is right.
      expect(await b.refuses(sent)).toBe('consent_ended');
      b.stepClock(365 * 86_400_000);
      await b.save(sent);
      await w.quiet();
      await w.all(office, 'caseEvents', 'ref-1', { state: 'sent' });
      expect(new Date(START).toISOString().slice(0, 10)).toBe(TODAY);
    },
  },
  {
    name: 'the server set back to a backup in the middle of a case',
    async play(w) {
      const [office, a, b] = await openCase(w);
      const restore = await w.stage.backup([office.id]);
      await a.save(event('note-1', { kind: 'note', state: 'recorded', on: TODAY, text: 'Tiklashdan oldin' }));
      await a.save(patch('cases', 'case-1', { safeContact: 'Kechqurun' }));
      await a.sync();
      await b.sync();
      await b.save(patch('cases', 'case-1', { request: 'Yangi soʻrov' }));
      await restore();
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { safeContact: 'Kechqurun', request: 'Yangi soʻrov', state: 'open' });
      await w.all(office, 'caseEvents', 'note-1', { text: 'Tiklashdan oldin' });
    },
  },
  {
    name: 'a cloned disk: the work of both twins arrives, once',
    async play(w) {
      const [office, a] = await openCase(w);
      const twin = await a.clone('twin');
      w.adopt(twin, office);
      await a.save(event('note-a', { kind: 'note', state: 'recorded', text: 'asl' }));
      await twin.save(event('note-t', { kind: 'note', state: 'recorded', text: 'nusxa' }));
      await a.sync();
      await twin.sync();
      await w.quiet();
      await w.all(office, 'caseEvents', 'note-a', { text: 'asl' });
      await w.all(office, 'caseEvents', 'note-t', { text: 'nusxa' });
      expect([...a.notices(), ...twin.notices()]).toContain('writer_forked');
    },
  },
  {
    name: 'a journal lost after a sync, then new work under a new writer',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.loseJournal();
      await a.save(patch('cases', 'case-1', { safeContact: 'Tushda' }));
      await a.save(event('note-1', { kind: 'note', state: 'recorded', text: 'yangi' }));
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { safeContact: 'Tushda' });
      await w.all(office, 'caseEvents', 'note-1', { text: 'yangi' });
    },
  },
  // versions and wrong input
  {
    name: 'operations of older schema versions: people of 0 and 1, a family of 0',
    async play(w) {
      const [office, a, b] = await couple(w);
      await a.raw(
        {
          collection: 'people',
          docId: 'person-1',
          kind: 'create',
          patch: { familyName: 'Aliyev', givenName: 'Ali' },
          version: 0,
        },
        {
          collection: 'people',
          docId: 'person-1',
          kind: 'patch',
          patch: { phone: '1' },
          base: { phone: null },
          version: 1,
        },
        {
          collection: 'people',
          docId: 'person-2',
          kind: 'create',
          patch: { familyName: 'Aliyeva', givenName: 'Lola' },
          version: 1,
        },
        { collection: 'households', docId: 'home-1', kind: 'create', patch: { address: 'Navoiy 1' }, version: 0 },
      );
      await w.quiet();
      await b.save(patch('people', 'person-1', { work: 'pupil' }), patch('households', 'home-1', { housing: 'own' }));
      await w.quiet();
      const first = await w.all(office, 'people', 'person-1', { givenName: 'Ali', phone: '1', work: 'pupil' });
      const home = await w.all(office, 'households', 'home-1', { housing: 'own' });
      expect([first.version, home.version]).toEqual([2, 1]);
    },
  },
  {
    name: 'an operation of a newer version than the server knows',
    async play(w) {
      const [office, a] = await known(w);
      await a.raw({
        collection: 'people',
        docId: 'person-1',
        kind: 'patch',
        patch: { phone: '9' },
        base: { phone: null },
        version: 77,
      });
      await a.save(patch('people', 'person-1', { address: 'Navoiy 9' }));
      await w.quiet();
      await w.all(office, 'people', 'person-1', { phone: undefined, address: 'Navoiy 9' });
      expect(await a.codes()).toEqual(['server_too_old']);
    },
  },
  {
    name: 'a log entry in another’s name',
    async play(w) {
      const [office, a, b] = await openCase(w);
      const foreign = b.entry('out-1', { goalId: 'goal-1', outcome: 'met' });
      expect(await a.refuses(patch('cases', 'case-1', { goalOutcomes: [foreign] }))).toBe('op_invalid');
      await a.raw({ collection: 'cases', docId: 'case-1', kind: 'patch', patch: { goalOutcomes: [foreign] } });
      await w.quiet();
      await w.all(office, 'cases', 'case-1', { goalOutcomes: undefined });
      expect(await a.codes()).toEqual(['op_invalid']);
    },
  },
  {
    name: 'fields that nobody knows, and one that belongs to the server',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.raw(
        { collection: 'cases', docId: 'case-1', kind: 'patch', patch: { riskScore: 5 } },
        { collection: 'cases', docId: 'case-1', kind: 'patch', patch: { arrivedFrom: { officeId: 'office-x' } } },
        {
          collection: 'cases',
          docId: 'case-2',
          kind: 'create',
          patch: { kind: 'youth', state: 'intake', arrivedFrom: { officeId: 'office-x' } },
        },
        {
          collection: 'cases',
          docId: 'case-3',
          kind: 'create',
          patch: { kind: 'youth', state: 'intake', createdBy: 'somebody-else' },
        },
      );
      await w.quiet();
      expect(await a.codes()).toEqual(['field_unknown', 'field_readonly', 'field_readonly', 'field_readonly']);
      await w.all(office, 'cases', 'case-1', { riskScore: undefined, arrivedFrom: undefined });
    },
  },
  {
    name: 'a file of violence outside its own space, and a case that turns into one',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.raw(
        { collection: 'cases', docId: 'case-v', kind: 'create', patch: { kind: 'violence', state: 'intake' } },
        {
          collection: 'cases',
          docId: 'case-1',
          kind: 'patch',
          patch: { kind: 'violence' },
          base: { kind: 'vulnerable_family' },
        },
      );
      await w.quiet();
      expect(await a.codes()).toEqual(['space_wrong', 'field_readonly']);
      expect(await w.stage.doc(office.id, 'cases', 'case-v')).toBeNull();
    },
  },
  {
    name: 'a case of another office, guessed by its id',
    async play(w) {
      const [office, a] = await openCase(w);
      const [other, c] = (await w.office('chair')) as unknown as readonly [StageOffice, Laptop];
      await c.raw({ collection: 'cases', docId: 'case-1', kind: 'patch', patch: { request: 'oʻgʻirlandi' } });
      await w.quiet();
      expect(await c.codes()).toEqual(['doc_missing']);
      expect(c.held()).not.toContain('cases/case-1');
      expect(await w.stage.doc(other.id, 'cases', 'case-1')).toBeNull();
      await w.all(office, 'cases', 'case-1', { request: 'Uy-joy soʻradi' });
      expect(await a.codes()).toEqual([]);
    },
  },
  {
    name: 'a step that nobody knows, and one out of turn',
    async play(w) {
      const [office, a] = await openCase(w);
      await a.raw(
        { collection: 'cases', docId: 'case-1', kind: 'transition', transition: 'delete_all' },
        { collection: 'cases', docId: 'case-1', kind: 'transition', transition: 'accept' },
        { collection: 'cases', docId: 'case-1', kind: 'patch', patch: { state: 'closed' }, base: { state: 'open' } },
      );
      await w.quiet();
      expect(await a.codes()).toEqual(['transition_unknown', 'transition_not_allowed', 'field_readonly']);
      await w.all(office, 'cases', 'case-1', { state: 'open' });
    },
  },
  // transfers
  {
    name: 'a case offered and taken over',
    async play(w) {
      const { from, to, b } = await offered(w);
      await b.save(
        step('cases', 'case-1', 'accept', {
          number: '5',
          workers: [b.entry('work-b', { userId: b.member.id, role: 'worker' })],
        }),
      );
      await w.quiet();
      const { body } = await w.all(to, 'cases', 'case-1', { state: 'open', number: '5', request: 'Uy-joy soʻradi' });
      expect(isWorker(body as never, b.member.id)).toBe(true);
      await w.all(to, 'caseEvents', 'note-1', { text: 'Birinchi qayd' });
      await w.all(from, 'cases', 'case-1', { state: 'transferred', number: '1' });
    },
  },
  {
    name: 'a case offered and declined',
    async play(w) {
      const { from, to, b } = await offered(w);
      await b.save(step('cases', 'case-1', 'decline', { declinedNote: 'Bizda yashamaydi' }));
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'open', declinedNote: 'Bizda yashamaydi', transfer: undefined });
      await w.all(to, 'cases', 'case-1', { state: 'declined', request: undefined, clientName: undefined });
      await w.gone(to, 'caseEvents', 'note-1');
    },
  },
  {
    name: 'a case offered to an office that never comes, and taken back',
    async play(w) {
      const { from, a, to } = await offered(w);
      await a.save(step('cases', 'case-1', 'take_back'));
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'open', transfer: undefined });
      await w.all(to, 'cases', 'case-1', { state: 'declined', request: undefined });
    },
  },
  {
    name: 'taking over and taking back cross: taken over first',
    async play(w) {
      const { from, a, to, b } = await offered(w);
      await a.save(step('cases', 'case-1', 'take_back'));
      await b.save(step('cases', 'case-1', 'accept'));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'transferred' });
      await w.all(to, 'cases', 'case-1', { state: 'open' });
      expect([await a.codes(), await b.codes()]).toEqual([['transfer_accepted'], []]);
    },
  },
  {
    name: 'taking over and taking back cross: taken back first',
    async play(w) {
      const { from, a, to, b } = await offered(w);
      await a.save(step('cases', 'case-1', 'take_back'));
      await b.save(step('cases', 'case-1', 'accept'));
      await a.sync();
      await b.sync();
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'open' });
      await w.all(to, 'cases', 'case-1', { state: 'declined' });
      expect([await a.codes(), await b.codes()]).toEqual([[], ['transfer_withdrawn']]);
    },
  },
  {
    name: 'declining and taking back cross',
    async play(w) {
      const { from, a, to, b } = await offered(w);
      await b.save(step('cases', 'case-1', 'decline', { declinedNote: 'Yoʻq' }));
      await a.save(step('cases', 'case-1', 'take_back'));
      await b.sync();
      await a.sync();
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'open', declinedNote: 'Yoʻq' });
      await w.all(to, 'cases', 'case-1', { state: 'declined' });
      expect(await a.codes()).toEqual(['transfer_declined']);
    },
  },
  {
    name: 'two laptops of the other office answer differently',
    async play(w) {
      const { from, to, b, b2 } = await offered(w);
      await b.save(step('cases', 'case-1', 'accept'));
      await b2.save(step('cases', 'case-1', 'decline', { declinedNote: 'Yoʻq' }));
      await b2.sync();
      await b.sync();
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'open', declinedNote: 'Yoʻq' });
      await w.all(to, 'cases', 'case-1', { state: 'declined' });
      expect(await b.codes()).toEqual(['transition_not_allowed']);
    },
  },
  {
    name: 'edited while it is offered: the other office has it as it is',
    async play(w) {
      const { from, a2, to, b } = await offered(w);
      await a2.save(patch('cases', 'case-1', { safeContact: 'Kechqurun' }));
      await a2.save(event('note-2', { kind: 'note', state: 'recorded', on: TODAY, text: 'Ikkinchi qayd' }));
      await a2.sync();
      await b.sync();
      expect(await b.body('cases', 'case-1')).toMatchObject({ safeContact: 'Kechqurun' });
      await b.save(step('cases', 'case-1', 'accept'));
      await w.quiet();
      await w.all(to, 'caseEvents', 'note-2', { text: 'Ikkinchi qayd' });
      await w.all(from, 'cases', 'case-1', { state: 'transferred', safeContact: 'Kechqurun' });
    },
  },
  {
    name: 'edits of an offline laptop, to other fields, after the case has gone',
    async play(w) {
      const { from, a2, to, b } = await offered(w);
      await a2.save(patch('cases', 'case-1', { safeContact: 'Kechqurun' }));
      await a2.restart();
      await b.save(step('cases', 'case-1', 'accept'));
      await b.save(patch('cases', 'case-1', { clientPhone: '+998901112233' }));
      await b.sync();
      await a2.sync();
      await w.quiet();
      await w.all(to, 'cases', 'case-1', { safeContact: 'Kechqurun', clientPhone: '+998901112233' });
      const { body } = await w.all(from, 'cases', 'case-1', { state: 'transferred', safeContact: undefined });
      expect(body.lateEdits).toMatchObject([{ docId: 'case-1', result: 'applied', actor: a2.member.id }]);
      expect(await a2.codes()).toEqual([]);
    },
  },
  {
    name: 'both offices change one field: both values stand in the case where it is now',
    async play(w) {
      const { from, a2, to, b } = await offered(w);
      await a2.save(patch('cases', 'case-1', { request: 'Ular yozdi' }));
      await b.save(step('cases', 'case-1', 'accept'));
      await b.save(patch('cases', 'case-1', { request: 'Biz yozdik' }));
      await b.sync();
      await a2.sync();
      await w.quiet();
      await w.all(to, 'cases', 'case-1', { request: 'Ular yozdi' });
      expect(await w.conflicts(to, 'cases', 'case-1')).toEqual(['request: Ular yozdi | Biz yozdik']);
      expect((await w.all(from, 'cases', 'case-1', {})).body.lateEdits).toMatchObject([{ result: 'merged' }]);
    },
  },
  {
    name: 'a conflict that is open when the case goes is answered where the case is now',
    async play(w) {
      const { from, a, a2, to, b } = await offered(w);
      await a.save(patch('cases', 'case-1', { request: 'birinchi' }), patch('caseEvents', 'note-1', { text: 'bir' }));
      await a2.save(patch('cases', 'case-1', { request: 'ikkinchi' }), patch('caseEvents', 'note-1', { text: 'ikki' }));
      await a.sync();
      await a2.sync();
      await b.sync();
      await b.save(step('cases', 'case-1', 'accept'));
      const open = ((await b.row('cases', 'case-1'))?.conflicts ?? []).map((one) => one.id);
      await w.quiet();
      expect(await w.conflicts(from, 'cases', 'case-1')).toEqual([]);
      expect(await w.conflicts(from, 'caseEvents', 'note-1')).toEqual([]);
      expect(await w.conflicts(to, 'cases', 'case-1')).toEqual(['request: ikkinchi | birinchi']);
      expect(await w.conflicts(to, 'caseEvents', 'note-1')).toEqual(['text: ikki | bir']);
      await b.save(patch('cases', 'case-1', { request: 'birinchi' }, open));
      await w.quiet();
      await w.all(to, 'cases', 'case-1', { request: 'birinchi' });
      expect(await w.conflicts(to, 'cases', 'case-1')).toEqual([]);
    },
  },
  {
    name: 'events and log entries written late, in their authors’ names',
    async play(w) {
      const { from, a2, to, b } = await offered(w);
      await a2.save(event('note-late', { kind: 'note', state: 'recorded', on: TODAY, text: 'Kech qayd' }));
      await a2.save(
        patch('cases', 'case-1', { goalOutcomes: [a2.entry('out-late', { goalId: 'goal-1', outcome: 'met' })] }),
      );
      await a2.save(patch('caseEvents', 'note-1', { result: 'Natija' }));
      await b.save(step('cases', 'case-1', 'accept'));
      await b.sync();
      await a2.sync();
      await w.quiet();
      await w.all(to, 'caseEvents', 'note-late', { text: 'Kech qayd', createdBy: a2.member.id });
      await w.all(to, 'caseEvents', 'note-1', { result: 'Natija' });
      const { body } = await w.all(to, 'cases', 'case-1', {});
      expect(body.goalOutcomes).toMatchObject([{ id: 'out-late', actor: a2.member.id }]);
      const own = (await w.all(from, 'cases', 'case-1', { state: 'transferred' })).body;
      expect(own.lateEdits).toMatchObject([{ result: 'applied' }, { result: 'applied' }, { result: 'applied' }]);
    },
  },
  {
    name: 'a late step that can not be done there is kept with its values',
    async play(w) {
      const { a2, to, b } = await offered(w);
      await a2.save(step('cases', 'case-1', 'take_back'));
      await a2.save(step('cases', 'case-1', 'close', { outcome: 'died', closedOn: TODAY, closingNote: 'Vafot etdi' }));
      await b.save(step('cases', 'case-1', 'accept'));
      await b.save(step('cases', 'case-1', 'close', { outcome: 'moved', closedOn: TODAY }));
      await b.sync();
      await a2.sync();
      await w.quiet();
      expect(await a2.codes()).toEqual(['transfer_accepted']);
      const { body } = await w.all(to, 'cases', 'case-1', { state: 'closed', outcome: 'moved' });
      expect(body.lateEdits).toMatchObject([
        { step: 'close', result: 'kept', code: 'transition_not_allowed', values: { closingNote: 'Vafot etdi' } },
      ]);
    },
  },
  {
    name: 'a case given on to a third office: late edits of the first follow it',
    async play(w) {
      const { from, a2, to, b } = await offered(w);
      const [third, c] = (await w.office('chair')) as unknown as readonly [StageOffice, Laptop];
      await a2.save(patch('cases', 'case-1', { safeContact: 'Kechqurun' }));
      await b.save(step('cases', 'case-1', 'accept'));
      await b.save(offer(third.id));
      await b.sync();
      await c.sync();
      await c.save(step('cases', 'case-1', 'accept'));
      await c.sync();
      await a2.sync();
      await w.quiet();
      await w.all(third, 'cases', 'case-1', { state: 'open', safeContact: 'Kechqurun' });
      await w.all(to, 'cases', 'case-1', { state: 'transferred', safeContact: undefined });
      await w.all(from, 'cases', 'case-1', { state: 'transferred' });
    },
  },
  {
    name: 'a case that comes back, and edits written while it was away',
    async play(w) {
      const { from, a, a2, to, b } = await offered(w);
      await a2.save(patch('cases', 'case-1', { safeContact: 'Kechqurun' }));
      await b.save(step('cases', 'case-1', 'accept'));
      await b.save(offer(from.id));
      await b.sync();
      await a.sync();
      await a2.sync();
      expect((await w.stage.doc(to.id, 'cases', 'case-1'))?.body).toMatchObject({ safeContact: 'Kechqurun' });
      await a.sync();
      await a.save(step('cases', 'case-1', 'accept'));
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'open', safeContact: 'Kechqurun', number: '1' });
      await w.all(to, 'cases', 'case-1', { state: 'transferred' });
    },
  },
  {
    name: 'consent to the transfer withdrawn while it is offered',
    async play(w) {
      const { from, a2, to, b } = await offered(w);
      await a2.save(patch('cases', 'case-1', { withdrawals: [a2.entry('wd-1', { consentId: 'con-transfer' })] }));
      await b.save(step('cases', 'case-1', 'accept'));
      await a2.sync();
      await b.sync();
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'open', transfer: undefined });
      await w.all(to, 'cases', 'case-1', { state: 'declined', request: undefined });
      expect(await b.codes()).toEqual(['transfer_withdrawn']);
    },
  },
  {
    name: 'an offer without consent, to nobody, or of a case that has gone',
    async play(w) {
      const { from, a, a2, to, b } = await offered(w);
      await b.save(step('cases', 'case-1', 'accept'));
      await b.sync();
      await a.sync();
      expect(await a.refuses(offer(to.id))).toBe('transition_not_allowed');
      expect(await a.refuses(patch('cases', 'case-1', { request: 'x' }))).toBe('case_transferred');
      expect(await a.refuses(event('note-9', { kind: 'note', state: 'recorded' }))).toBe('case_transferred');
      await b.save(offer('no-such-office'));
      await w.quiet();
      expect(await b.codes()).toEqual(['transfer_office_unknown']);
      await w.all(to, 'cases', 'case-1', { state: 'open' });
      await w.all(from, 'cases', 'case-1', { state: 'transferred' });
      expect(await a2.codes()).toEqual([]);
    },
  },
  {
    name: 'an offer whose answer was lost, pushed twice',
    async play(w) {
      const [from, a] = await openCase(w);
      const [to, b] = (await w.office('chair')) as unknown as readonly [StageOffice, Laptop];
      await a.save(offer(to.id));
      a.cut('unanswered');
      await a.trySync();
      await a.sync();
      await b.sync();
      await b.save(step('cases', 'case-1', 'accept'));
      b.cut('unanswered');
      await b.trySync();
      await w.quiet();
      await w.all(from, 'cases', 'case-1', { state: 'transferred' });
      const { body } = await w.all(to, 'cases', 'case-1', { state: 'open' });
      expect(body.history).toHaveLength(1);
    },
  },
];
