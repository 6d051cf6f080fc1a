import { describe, expect, it } from 'vitest';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { fitOfSubject } from '#shared/domain/casework/programmes/evaluate.ts';
import { createFactsBase } from '#shared/domain/casework/programmes/facts.ts';
import type { ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../../ports/data.ts';
import { addToEntry, createEntry, proposeEntry, removeEntry, stepEntry, writeContract } from './acts.ts';
import { faultsOf, fieldsOf, initialOf, openMonths, toPatch } from './entry-forms.ts';

const TODAY = '2026-11-28';
const names = (text: string) => ({ 'uz-Latn': text });
const version: ProgrammeVersion = {
  id: 'programme-sinov-1',
  validFrom: '2026-01-01',
  programme: {
    code: 'sinov',
    version: 1,
    names: names('Sinov'),
    law: 'Qaror',
    confirmed: true,
    subject: 'family',
    categories: [
      {
        code: 'alone',
        names: names('Yolgʻiz'),
        rule: { kind: 'fact', fact: 'lives_alone', is: 'is', value: true },
        evidence: [names('Dalolatnoma')],
      },
    ],
    proposedBy: ['secretary'],
    decidedBy: { minutes: true, decision: true },
    contract: true,
    plan: true,
    monitoring: true,
    exits: [{ code: 'help_given', names: names('Yordam berildi') }],
    aid: [],
  },
};
const base = createFactsBase({
  people: [{ id: 'p-1', body: { familyName: 'Sinovov', givenName: 'Anvar' } as PersonBody }],
  households: [
    {
      id: 'h-1',
      body: {
        address: 'Bogʻ, 1',
        members: [{ id: 'm-1', personId: 'p-1', relation: 'head', actor: 'u-1', at: '2026-01-01T00:00:00.000Z' }],
      } as HouseholdBody,
    },
  ],
  entries: [],
  rates: new Map(),
  programmes: ['sinov'],
});
const fit = fitOfSubject(version.programme, 'h-1', base, TODAY);
const proposal = { category: 'alone', reason: '', on: TODAY, evidence: [{ what: 'Dalolatnoma', paper: '№ 4' }] };

/** One entry, with the real rules in front of it. */
function createBase(role: 'secretary' | 'specialist' = 'secretary') {
  let doc: Doc | null = null;
  let ids = 0;
  const newId = () => `id-${(ids += 1)}`;
  const actor = { id: 'u-1', role, officeId: 'o-1', publicKeys: [] };
  const context = () => ({
    actor: { id: 'u-1', name: 'Dilnoza', role },
    at: '2026-11-28T06:00:00.000Z',
    today: TODAY,
    newId,
  });
  const commit = (changes: readonly Change[]) => {
    for (const change of changes) {
      const before: Doc | null = doc;
      const definition = collections.programmeEntries as unknown as CollectionDefinition;
      const origin = Object.fromEntries(
        Object.keys(change.patch).map((field) => [field, (before as Doc | null)?.body[field] ?? null]),
      );
      const applied = apply(
        before,
        { id: newId(), at: '2026-11-28T06:00:00.000Z', base: origin, version: 0, ...change } as never,
        { definition, actor, related: () => null } as never,
      );
      if (applied.kind !== 'applied') return applied;
      ({ doc } = applied);
    }
    return null;
  };
  return {
    context,
    commit,
    get entry() {
      return { id: 'e-1', body: (doc as Doc | null)?.body as unknown as ProgrammeEntryBody };
    },
    get doc() {
      return doc as Doc | null;
    },
  };
}

describe('an entry', () => {
  it('goes from a proposal to its end, and keeps what the criteria said', () => {
    const office = createBase();
    const { context, commit } = office;
    const subject = { kind: 'family', id: 'h-1' } as const;
    expect(commit(createEntry('e-1', subject, version, fit, proposal, 'proposed', context()))).toBeNull();
    expect(office.entry.body).toMatchObject({
      state: 'proposed',
      householdId: 'h-1',
      proposedBy: 'u-1',
      proposedOn: TODAY,
      checked: { on: TODAY, outcome: 'meets', facts: { lives_alone: true } },
      evidence: [{ what: 'Dalolatnoma', paper: '№ 4', on: TODAY }],
    });
    expect(commit(stepEntry(office.entry, 'return', { reason: 'Daromadini yozing' }, context()))).toBeNull();
    expect(office.entry.body.history?.at(-1)).toMatchObject({ event: 'returned', note: 'Daromadini yozing' });
    expect(commit(proposeEntry(office.entry, version, fit, { ...proposal, evidence: [] }, context()))).toBeNull();
    const enrol = {
      minutesNumber: '14',
      minutesDate: TODAY,
      decisionNumber: '9',
      decisionDate: TODAY,
      enrolledOn: TODAY,
    };
    expect(commit(stepEntry(office.entry, 'enrol', { number: '1', ...enrol }, context()))).toBeNull();
    for (const [log, values] of [
      ['plan', { need: 'Ish', due: '2026-12-20' }],
      ['aid', { type: 'cash', amount: 1_000_000, on: TODAY }],
      ['visits', { on: TODAY, found: 'Yaxshi' }],
      ['monitoring', { month: '2026-11', situation: 'better' }],
    ] as const)
      expect(commit(addToEntry(office.entry, log, values, context())), log).toBeNull();
    const itemId = office.entry.body.plan?.[0]?.id;
    expect(
      commit(addToEntry(office.entry, 'planResults', { itemId, result: 'Topildi', on: TODAY }, context())),
    ).toBeNull();
    expect(commit(writeContract(office.entry, { contractNumber: '3', contractDate: TODAY }, context()))).toBeNull();
    expect(commit(stepEntry(office.entry, 'exit', { exitReason: 'help_given', exitOn: TODAY }, context()))).toBeNull();
    const { body } = office.entry;
    expect(body).toMatchObject({ state: 'exited', exitReason: 'help_given', contractNumber: '3' });
    expect([body.aid, body.visits, body.monitoring, body.plan, body.planResults].map((log) => log?.length)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(body.history?.map((one) => one.event)).toEqual([
      'created',
      'proposed',
      'returned',
      'proposed',
      'enrolled',
      'plan',
      'aid',
      'visit',
      'monitoring',
      'planResult',
      'contract',
      'exited',
    ]);
  });

  it('as a draft waits and may be deleted; once proposed it stays', () => {
    const office = createBase('specialist');
    const subject = { kind: 'person', id: 'p-1' } as const;
    expect(office.commit(createEntry('e-1', subject, version, fit, proposal, 'draft', office.context()))).toBeNull();
    expect(office.entry.body).toMatchObject({ state: 'draft', personId: 'p-1' });
    expect(office.entry.body.proposedOn).toBeUndefined();
    expect(office.commit(removeEntry(office.entry))).toBeNull();
    expect(office.doc?.removed).toBe(true);
    const other = createBase('specialist');
    other.commit(createEntry('e-1', subject, version, fit, proposal, 'proposed', other.context()));
    expect(other.commit(removeEntry(other.entry))).toMatchObject({ kind: 'refused' });
    // A specialist proposes and does not decide.
    expect(other.commit(stepEntry(other.entry, 'refuse', { refusedReason: 'x' }, other.context()))).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('forms of an entry', () => {
  const { programme } = version;
  const enrolled = { enrolledOn: '2026-09-10' } as ProgrammeEntryBody;
  it('ask for the papers that the programme is decided by', () => {
    const required = (decidedBy: { minutes: boolean; decision: boolean }) =>
      fieldsOf('enrol', { ...programme, decidedBy })
        .filter((field) => field.required)
        .map((field) => field.name);
    expect(required({ minutes: true, decision: false })).toEqual(['minutesNumber', 'minutesDate', 'enrolledOn']);
    expect(required({ minutes: false, decision: true })).toEqual(['decisionNumber', 'decisionDate', 'enrolledOn']);
    expect(required({ minutes: true, decision: true })).toHaveLength(5);
  });
  it('tell what is missing, days that are not yet or before the enrolment, and amounts that are none', () => {
    const aid = fieldsOf('aid', programme);
    expect(faultsOf(aid, { type: 'cash', on: TODAY }, enrolled, TODAY)).toEqual({ amount: 'orAid' });
    expect(faultsOf(aid, { type: 'food', what: 'Un', on: '2026-11-29' }, enrolled, TODAY)).toEqual({ on: 'inFuture' });
    expect(faultsOf(aid, { type: 'cash', amount: '12,5', on: '2026-09-09' }, enrolled, TODAY)).toEqual({
      amount: 'amountWrong',
      on: 'beforeEnrolment',
    });
    expect(faultsOf(aid, { amount: '500 000' }, enrolled, TODAY)).toEqual({ type: 'required', on: 'required' });
    expect(toPatch(aid, { type: 'cash', amount: '500 000', what: ' ', on: TODAY })).toEqual({
      type: 'cash',
      amount: 500_000,
      on: TODAY,
    });
    // A term lies ahead.
    expect(faultsOf(fieldsOf('plan', programme), { need: 'Ish', due: '2027-01-01' }, enrolled, TODAY)).toEqual({});
  });
  it('offer the months that were not noted, from the month after the enrolment on', () => {
    const body = {
      ...enrolled,
      monitoring: [{ id: 'm-1', month: '2026-10', situation: 'same', actor: 'u', at: '' }],
    } as ProgrammeEntryBody;
    expect(openMonths(body, TODAY)).toEqual(['2026-09', '2026-11']);
    expect(initialOf({ kind: 'monitoring' }, body, '', TODAY)).toEqual({ month: '2026-11', situation: 'same' });
  });
});
