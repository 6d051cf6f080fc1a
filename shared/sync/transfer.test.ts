import { describe, expect, it } from 'vitest';
import { caseEvents } from '#shared/domain/casework/collections/case-events/index.ts';
import { cases } from '#shared/domain/casework/collections/cases/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { apply } from './apply.ts';
import type { Doc, Operation } from './operation.ts';
import { arrivedBody, authorsOf, carryOn, CaseTransfers, namedRecords, type Transfer } from './transfer.ts';

const at = '2026-06-15T05:00:00.000Z';
const actor = { id: 'user-a', role: 'chair', officeId: 'office-a', publicKeys: [] } as const;
const caseDefinition = cases as unknown as CollectionDefinition;
const eventDefinition = caseEvents as unknown as CollectionDefinition;

const doc = (body: JsonObject, more: Partial<Doc> = {}): Doc => ({
  collection: 'cases',
  id: 'case-1',
  officeId: 'office-b',
  version: 0,
  body,
  conflicts: [],
  removed: false,
  ...more,
});
const op = (more: Partial<Operation>): Operation => ({
  id: 'op-1',
  writer: 'device.1',
  seq: 1,
  at,
  actor: actor.id,
  collection: 'cases',
  docId: 'case-1',
  kind: 'patch',
  patch: {},
  base: {},
  version: 0,
  ...more,
});
const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  id: 'offer-1',
  caseId: 'case-1',
  fromOffice: 'office-a',
  toOffice: 'office-b',
  status: 'carried',
  ...more,
});
const consents = [{ id: 'con-1', purpose: 'transfer', actor: actor.id, at }];

describe('an offer', () => {
  it('of a file of violence is refused in its own space too', () => {
    const body = {
      kind: 'violence',
      state: 'open',
      consents,
      workers: [{ id: 'work-1', userId: actor.id, role: 'worker', actor: actor.id, at }],
    };
    const offer = op({
      kind: 'transition',
      transition: 'offer',
      patch: { transfer: { toOfficeId: 'office-b', reason: 'x' } },
    });
    const came = apply(doc(body, { officeId: 'office-a' }), offer, {
      definition: caseDefinition,
      actor,
      space: 'protected',
      related: new Map(),
    });
    expect(came).toEqual({ kind: 'refused', failure: { code: 'transfer_protected' } });
  });

  it('brings the same body however often it is carried', () => {
    const body: JsonObject = {
      kind: 'youth',
      state: 'offered',
      number: '7',
      transfer: { toOfficeId: 'office-b', reason: 'Koʻchdi', offeredOn: '2026-06-15' },
      workers: [{ id: 'work-1', userId: 'user-a', role: 'worker', actor: 'user-a', at }],
    };
    const sender = { officeName: 'Bogʻ', people: [], at };
    const once = arrivedBody(body, transfer(), sender);
    expect(arrivedBody(body, transfer(), sender)).toEqual(once);
    expect(once).toEqual({
      kind: 'youth',
      state: 'arrived',
      arrivedFrom: {
        officeId: 'office-a',
        officeName: 'Bogʻ',
        reason: 'Koʻchdi',
        offeredOn: '2026-06-15',
        number: '7',
      },
      workers: body.workers,
      workerEndings: [{ id: 'work-1.e', workerEntryId: 'work-1', actor: 'server', at }],
      history: [{ id: 'offer-1.a', event: 'transfer_arrived', at, actor: 'server', note: 'Koʻchdi' }],
    });
  });

  it('names its authors, and of the family those who belong to it now', () => {
    expect([...authorsOf({ createdBy: 'u-1', log: [{ actor: 'u-2', deep: { userId: 'u-3' } }] })]).toEqual([
      'u-1',
      'u-2',
      'u-3',
    ]);
    const member = (id: string) => ({ id: `mem-${id}`, personId: id, relation: 'son', actor: 'u-1', at });
    const household = {
      members: [member('p-1'), member('p-2')],
      leavings: [{ id: 'left-1', memberId: 'mem-p-2', why: 'moved', actor: 'u-1', at }],
    };
    expect(namedRecords({ personId: 'p-9', householdId: 'home-1' }, household)).toEqual([
      ['households', 'home-1'],
      ['people', 'p-9'],
      ['people', 'p-1'],
    ]);
  });
});

describe('the gate', () => {
  const anywhere = () => true;

  it('lets everything through while nothing is offered', () => {
    expect(new CaseTransfers('office-a', []).before(op({}), anywhere)).toBeNull();
  });

  it('knows who has the case by the last offer that was taken', () => {
    const there = transfer({ status: 'accepted' });
    const back = transfer({ id: 'offer-2', fromOffice: 'office-b', toOffice: 'office-a', status: 'accepted' });
    expect(new CaseTransfers('office-a', [there]).before(op({}), anywhere)).toMatchObject({ kind: 'carried' });
    expect(new CaseTransfers('office-b', [there]).before(op({}), anywhere)).toBeNull();
    expect(new CaseTransfers('office-a', [there, back]).before(op({}), anywhere)).toBeNull();
    expect(new CaseTransfers('office-b', [there, back]).before(op({}), anywhere)).toMatchObject({
      kind: 'carried',
      transfer: back,
    });
  });

  it('withdraws an offer whose consent ends, and says so once', () => {
    const gate = new CaseTransfers('office-a', [transfer()]);
    const body = {
      kind: 'youth',
      state: 'offered',
      consents,
      withdrawals: [{ id: 'wd-1', consentId: 'con-1', actor: actor.id, at }],
    };
    gate.after(op({}), doc(body));
    expect(gate.changed()).toEqual([transfer({ status: 'withdrawn', why: 'consent_ended' })]);
  });
});

describe('a late edit', () => {
  const home = doc({ kind: 'youth', state: 'open', request: 'bizniki' });
  const there = { officeId: 'office-b', actor, target: home, home, definition: caseDefinition, at };

  it('is applied in its author’s name, with its base', () => {
    const came = carryOn(op({ patch: { request: 'ularniki' }, base: { request: 'avvalgi' } }), there);
    expect(came).toMatchObject({
      result: 'merged',
      home: { officeId: 'office-b', body: { request: 'ularniki' }, conflicts: [{ other: 'bizniki', actor: 'user-a' }] },
    });
  });

  it('of somebody who is no longer known there is kept whole, its values as conflicts', () => {
    const came = carryOn(op({ patch: { request: 'ularniki', clientPhone: null } }), { ...there, actor: null });
    expect(came).toMatchObject({
      result: 'kept',
      code: 'op_actor_unknown',
      home: {
        body: { request: 'bizniki', lateEdits: [{ id: 'op-1', result: 'kept', values: { request: 'ularniki' } }] },
        conflicts: [{ id: 'op-1:request', kept: 'bizniki', other: 'ularniki' }],
      },
    });
    // Carried twice it is one entry and one conflict.
    const again = carryOn(op({ patch: { request: 'ularniki' } }), {
      ...there,
      actor: null,
      home: came.home as Doc,
      target: came.home,
    });
    expect(again.home?.conflicts).toHaveLength(1);
    expect(again.home?.body.lateEdits).toHaveLength(1);
  });

  it('of an event that was thrown away there is kept in the case', () => {
    const target = doc({}, { collection: 'caseEvents', id: 'event-1', removed: true });
    const edit = op({ collection: 'caseEvents', docId: 'event-1', patch: { text: 'qayd' } });
    const came = carryOn(edit, { ...there, target, definition: eventDefinition });
    expect(came).toMatchObject({
      result: 'kept',
      code: 'doc_removed',
      target: null,
      home: { body: { lateEdits: [{ docId: 'event-1', values: { text: 'qayd' } }] } },
    });
  });
});
