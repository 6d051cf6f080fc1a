import { describe, expect, it } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { CaseBody, CaseKind } from '#shared/domain/casework/collections/cases/index.ts';
import { approvedPlan, openGoals, workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import { dueOfCase } from '#shared/domain/casework/due.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../../ports/data.ts';
import {
  acceptCase,
  addConsent,
  addEvent,
  addPlan,
  assign,
  type CaseEvent,
  type CaseFile,
  closeCase,
  decidePlan,
  declineCase,
  editCase,
  editEvent,
  endGoal,
  endWork,
  linkPerson,
  meet,
  offerCase,
  openCase,
  refer,
  removeEvent,
  reopenCase,
  sendReferral,
  stepEvent,
  takeBack,
  takeIn,
  withdrawConsent,
} from './acts.ts';
import { emptyIntake, findIntakeFaults, type IntakeForm, partsOfName } from './intake.ts';

const TODAY = '2026-11-28';
const AT = '2026-11-28T06:00:00.000Z';
type Who = 'worker' | 'chair' | 'other';
const ROLES: Readonly<Record<Who, Role>> = { worker: 'specialist', chair: 'chair', other: 'secretary' };

let ids = 0;
const newId = () => `id-${(ids += 1)}`;
const context = (who: Who = 'worker') => ({
  actor: { id: `u-${who}`, name: who, role: ROLES[who] },
  at: AT,
  today: TODAY,
  newId,
});

/** Cases and their events in a map, with the real rules in front of them. */
function createOffice() {
  const docs = new Map<string, Doc>();
  const copy = () => new Map(docs);
  /** Lays changes over the documents; bases are those of `seen`, the replica of whoever did it. */
  const lay = (changes: readonly Change[], who: Who, seen: ReadonlyMap<string, Doc>) => {
    for (const change of changes) {
      const key = `${change.collection}/${change.docId}`;
      const before = seen.get(key) ?? docs.get(key) ?? null;
      const base = Object.fromEntries(Object.keys(change.patch).map((field) => [field, before?.body[field] ?? null]));
      const definition = collections[change.collection] as unknown as CollectionDefinition;
      const actor = { id: `u-${who}`, role: ROLES[who], officeId: 'o-1', publicKeys: [] };
      const applied = apply(
        docs.get(key) ?? null,
        { id: newId(), at: AT, actor: actor.id, base, version: definition.version, ...change } as never,
        { definition, actor, related: docs, ...(change.space ? { space: change.space } : {}) },
      );
      if (applied.kind === 'refused') return applied.failure.code;
      docs.set(key, applied.doc);
    }
    return null;
  };
  return {
    docs,
    copy,
    lay,
    do: (changes: readonly Change[] | Change, who: Who = 'worker') => {
      const code = lay([changes].flat() as readonly Change[], who, docs);
      if (code) throw new Error(code);
    },
    refuses: (changes: readonly Change[] | Change, who: Who = 'worker') =>
      lay([changes].flat() as readonly Change[], who, docs),
    file: (id: string): CaseFile => ({ id, body: docs.get(`cases/${id}`)?.body as unknown as CaseBody }),
    events: (caseId: string): readonly CaseEvent[] =>
      [...docs.values()]
        .filter((doc) => doc.collection === 'caseEvents' && !doc.removed && doc.body.caseId === caseId)
        .map((doc) => ({ id: doc.id, body: doc.body as unknown as CaseEventBody })),
  };
}

const intake = (kind: CaseKind = 'unemployed', more: Partial<IntakeForm> = {}): IntakeForm => ({
  ...emptyIntake(newId, TODAY),
  kind,
  clientName: 'Sinovova Nodira',
  clientPhone: '90 123 45 67',
  request: 'Ish qidirmoqda',
  consent: 'yes',
  consentUntil: '2027-11-28',
  ...more,
});

function openOne(kind: CaseKind = 'unemployed') {
  const office = createOffice();
  const form = intake(kind, { supervisorId: 'u-other' });
  office.do(takeIn(form, '1-1/2026', context()));
  return { office, id: form.caseId, file: () => office.file(form.caseId), events: () => office.events(form.caseId) };
}

const goal = (more: object = {}) => ({
  id: newId(),
  need: 'Daromad yoʻq',
  goal: 'Kursga borish',
  responsible: 'Ustoz',
  ...more,
});
const plan = () => ({
  planId: newId(),
  reviewOn: '2027-02-01',
  note: '',
  goals: [goal(), goal({ goal: 'Ishga kirish' })],
});
const meeting = {
  state: 'done' as const,
  on: TODAY,
  service: '',
  provider: '',
  goalId: '',
  text: 'Uyida',
  result: 'Yaxshi',
};

describe('taking somebody in', () => {
  it('opens a case with consent in one act; whoever wrote it works on it, another supervises', () => {
    const { file } = openOne();
    expect(file().body).toMatchObject({
      state: 'open',
      number: '1-1/2026',
      clientName: 'Sinovova Nodira',
      clientPhone: '+998901234567',
      openedOn: TODAY,
    });
    expect(workersOf(file().body).map((one) => [one.userId, one.role])).toEqual([
      ['u-worker', 'worker'],
      ['u-other', 'supervisor'],
    ]);
    expect(file().body.history?.map((one) => one.event)).toEqual(['created', 'open']);
  });

  it('without consent it waits, and opens once there is one', () => {
    const office = createOffice();
    const form = intake('youth', { consent: 'later' });
    office.do(takeIn(form, '1-2/2026', context()));
    const file = () => office.file(form.caseId);
    expect(file().body.state).toBe('intake');
    expect(office.refuses(openCase(file(), context()))).toBe('consent_missing');
    office.do(addConsent(file(), { purpose: 'services', on: TODAY }, context()));
    office.do(openCase(file(), context()));
    expect(file().body.state).toBe('open');
  });

  it('of somebody from the base keeps who they are there, not a second name', () => {
    const office = createOffice();
    const form = intake('elderly_alone', { personId: 'p-1', householdId: 'h-1' });
    office.do(takeIn(form, '1-3/2026', context()));
    expect(office.file(form.caseId).body).toMatchObject({ personId: 'p-1', householdId: 'h-1' });
    expect(office.file(form.caseId).body.clientName).toBeUndefined();
  });

  it('of violence lies in the protected space and is never linked into the base', () => {
    const office = createOffice();
    const form = intake('violence', { personId: 'p-1', householdId: 'h-1' });
    const changes = takeIn(form, '1-4/2026', context());
    expect(changes.every((change) => change.space === 'protected')).toBe(true);
    // Outside of its space it is refused.
    expect(office.refuses(changes.map((change) => ({ ...change, space: undefined }) as never))).toBe('space_wrong');
    office.do(changes);
    const { body } = office.file(form.caseId);
    expect([body.personId, body.householdId, body.clientName]).toEqual([undefined, undefined, 'Sinovova Nodira']);
    // Rank gives no right: nobody else writes into it, the chair included.
    expect(
      office.refuses(addConsent(office.file(form.caseId), { purpose: 'letter', on: TODAY }, context('chair')), 'chair'),
    ).toBe('case_not_assigned');
  });

  it('tells each fault at its field', () => {
    const form = intake('youth', {
      clientName: ' ',
      clientBirthDate: '2027-01-01',
      clientPhone: '12',
      openedOn: '2026-12-01',
      request: '',
      consentOn: '2026-12-02',
      consentUntil: '2026-11-01',
    } as never);
    expect(findIntakeFaults({ ...form, kind: '' }, TODAY).map((fault) => [fault.fieldId, fault.code])).toEqual([
      ['intake-openedOn', 'in_future'],
      ['intake-kind', 'required'],
      ['intake-clientName', 'required'],
      ['intake-clientBirthDate', 'birth_in_future'],
      ['intake-clientPhone', 'phone_invalid'],
      ['intake-request', 'required'],
      ['intake-consentOn', 'in_future'],
      ['intake-consentUntil', 'before_given'],
    ]);
    expect(findIntakeFaults(intake(), TODAY)).toEqual([]);
    // A person of the base has no name of their own here; a survivor does.
    expect(findIntakeFaults(intake('youth', { personId: 'p', clientName: '' }), TODAY)).toEqual([]);
    expect(findIntakeFaults(intake('violence', { personId: 'p', clientName: '' }), TODAY)).toHaveLength(1);
    expect(partsOfName(' Sinovova  Nodira Anvar qizi ')).toEqual({
      familyName: 'Sinovova',
      givenName: 'Nodira',
      patronymic: 'Anvar qizi',
    });
  });
});

describe('an open case', () => {
  it('is corrected by what has changed alone', () => {
    const { office, file } = openOne();
    expect(editCase(file(), { request: 'Ish qidirmoqda', clientPhone: '901234567' }, context())).toEqual([]);
    const [change] = editCase(file(), { request: 'Kurs', safeContact: '' }, context());
    expect(Object.keys(change?.patch ?? {})).toEqual(['request', 'history']);
    office.do(editCase(file(), { safetyPlan: 'Qoʻshniga borish' }, context()));
    office.do(linkPerson(file(), 'p-9', 'h-9', context()));
    expect(file().body).toMatchObject({ safetyPlan: 'Qoʻshniga borish', personId: 'p-9', householdId: 'h-9' });
    expect(
      file()
        .body.history?.map((one) => one.event)
        .slice(-2),
    ).toEqual(['safety_plan', 'linked']);
  });

  it('has workers who come and go', () => {
    const { office, file } = openOne();
    office.do(assign(file(), { userId: 'u-chair', role: 'worker', note: '' }, context()));
    const [first] = workersOf(file().body);
    office.do(endWork(file(), first?.id ?? '', 'Taʼtilda', context()));
    expect(workersOf(file().body).map((one) => one.userId)).toEqual(['u-other', 'u-chair']);
  });

  it('has a plan in versions: nobody approves their own, a returned one is written anew', () => {
    const { office, file } = openOne();
    const first = plan();
    office.do(addPlan(file(), first, context()));
    expect(office.refuses(decidePlan(file(), first.planId, 'approved', '', context()))).toBe('self_approval');
    office.do(decidePlan(file(), first.planId, 'returned', 'Muddat qoʻying', context('other')), 'other');
    expect(approvedPlan(file().body)).toBeUndefined();
    const second = { ...first, planId: newId(), goals: [...first.goals, goal({ due: '2027-01-15' })] };
    office.do(addPlan(file(), second, context()));
    office.do(decidePlan(file(), second.planId, 'approved', '', context('other')), 'other');
    expect(approvedPlan(file().body)?.goals).toHaveLength(3);
    expect(openGoals(file().body)).toHaveLength(3);
    // Whoever neither supervises nor heads the office decides on nothing.
    const third = plan();
    office.do(addPlan(file(), third, context('other')), 'other');
    expect(office.refuses(decidePlan(file(), third.planId, 'approved', '', context()))).toBe('role_forbidden');
    office.do(decidePlan(file(), third.planId, 'approved', '', context('chair')), 'chair');
  });

  it('closes by its goals, and opens again', () => {
    const { office, file } = openOne();
    const written = plan();
    const close = (goals: readonly string[], outcome = 'goals_met') =>
      closeCase(
        file(),
        {
          outcome,
          on: TODAY,
          note: 'Ishga kirdi',
          goals: goals.map((goalId) => ({ goalId, outcome: 'met', on: TODAY, note: '' })),
        },
        context(),
      );
    expect(office.refuses(close([]))).toBe('plan_not_approved');
    office.do(addPlan(file(), written, context()));
    office.do(decidePlan(file(), written.planId, 'approved', '', context('other')), 'other');
    expect(office.refuses(close([]))).toBe('goals_open');
    const [one, two] = written.goals.map((each) => each.id) as [string, string];
    office.do(endGoal(file(), { goalId: one, outcome: 'partly', on: TODAY, note: '' }, context()));
    office.do(close([two]));
    expect(file().body).toMatchObject({ state: 'closed', outcome: 'goals_met', closedOn: TODAY });
    office.do(reopenCase(file(), 'Yana keldi', context()));
    expect(file().body.state).toBe('open');
    expect(file().body.outcome).toBeUndefined();
    expect(file().body.reopenReason).toBe('Yana keldi');
  });
});

describe('what happens in a case', () => {
  const service = { purpose: 'referral', on: TODAY, until: '2027-05-28' };
  const referral = {
    service: 'training',
    provider: 'Monomarkaz',
    providerContact: '71 200 00 00',
    on: TODAY,
    consentId: '',
    newConsent: service,
    letter: 'Kursga yuboramiz',
    letterLanguage: 'uz-Latn',
    goalId: '',
    send: true,
  };

  it('a referral with its consent in one act; answered, given up, escalated, done', () => {
    const { office, file, events } = openOne();
    expect(office.refuses(refer(file(), { ...referral, newConsent: undefined } as never, context()))).toBe(
      'consent_missing',
    );
    office.do(refer(file(), referral, context()));
    const only = () => events()[0] as CaseEvent;
    expect(only().body).toMatchObject({
      state: 'sent',
      consentId: file().body.consents?.at(-1)?.id,
      letterLanguage: 'uz-Latn',
    });
    const step = (name: string, fields: object) => office.do(stepEvent(file(), only(), name, fields, context()));
    step('mark_unanswered', { due: '2026-12-10' });
    step('escalate', { escalatedTo: 'Tuman hokimligi' });
    step('accept', { receipt: { name: 'R. Aliyev', on: TODAY, number: '118' } });
    step('finish', { on: TODAY, result: 'Kursni tugatdi' });
    expect(only().body).toMatchObject({ state: 'done', receipt: { number: '118' }, result: 'Kursni tugatdi' });
    expect(only().body.history?.map((one) => one.event)).toEqual([
      'created',
      'mark_unanswered',
      'escalate',
      'accept',
      'finish',
    ]);
  });

  it('a draft of a referral is corrected, sent with a consent that holds, or taken away', () => {
    const { office, file, events } = openOne();
    office.do(refer(file(), { ...referral, send: false }, context()));
    const [draft] = events() as [CaseEvent];
    const consentId = draft.body.consentId ?? '';
    expect(editEvent(file(), draft, { provider: 'Monomarkaz' }, context())).toEqual([]);
    office.do(editEvent(file(), draft, { provider: 'Kasb-hunar markazi' }, context()));
    office.do(withdrawConsent(file(), consentId, { on: TODAY, note: '' }, context()));
    const send = (id: string) =>
      sendReferral(file(), events()[0] as CaseEvent, { on: TODAY, consentId: id }, context());
    expect(office.refuses(send(consentId))).toBe('consent_ended');
    office.do(addConsent(file(), service, context(), 'c-new'));
    office.do(send('c-new'));
    expect(events()[0]?.body).toMatchObject({ state: 'sent', provider: 'Kasb-hunar markazi', consentId: 'c-new' });
    office.do(refer(file(), { ...referral, consentId: 'c-new', send: false }, context()));
    const other = events().find((one) => one.body.state === 'draft') as CaseEvent;
    office.do(removeEvent(file(), other));
    expect(events()).toHaveLength(1);
  });

  it('visits and services, with the visit that follows', () => {
    const { office, file, events } = openOne();
    office.do(meet(file(), 'visit', { ...meeting, next: '2026-12-12' }, context()));
    office.do(
      meet(file(), 'service', { ...meeting, service: 'legal', provider: 'Yurist', state: 'planned' }, context()),
    );
    expect(events().map(({ body }) => [body.kind, body.state, body.on])).toEqual([
      ['visit', 'done', TODAY],
      ['visit', 'planned', '2026-12-12'],
      ['service', 'planned', TODAY],
    ]);
    const [, next, legal] = events() as [CaseEvent, CaseEvent, CaseEvent];
    office.do(stepEvent(file(), next, 'miss', { on: '2026-12-12', result: 'Uyda yoʻq' }, context()));
    office.do(stepEvent(file(), legal, 'finish', { on: TODAY, result: 'Maslahat' }, context()));
    expect(events().map(({ body }) => body.state)).toEqual(['done', 'missed', 'done']);
    office.do(addEvent(file(), 'note', 'recorded', { on: TODAY, text: 'Qoʻngʻiroq qildi' }, context()));
  });

  it('an assessment keeps the version of the form that it was begun with', () => {
    const { office, file, events } = openOne();
    const begun = { formId: 'form-1', formVersion: 1, answers: { works: false } };
    office.do(addEvent(file(), 'assessment', 'draft', begun, context()));
    const draft = () => events()[0] as CaseEvent;
    expect(office.refuses(editEvent(file(), draft(), { formVersion: 2 }, context()))).toBe('field_readonly');
    office.do(editEvent(file(), draft(), { answers: { works: false, since: '2026-01-01' } }, context()));
    office.do(stepEvent(file(), draft(), 'record', { on: TODAY, answers: { works: true } }, context()));
    expect(draft().body).toMatchObject({ state: 'recorded', formVersion: 1, answers: { works: true } });
  });
});

describe('between offices', () => {
  const offer = { officeId: 'o-2', officeName: 'Bogʻbon MFY', reason: 'Koʻchib ketdi', consentId: '' };

  it('a case is offered with consent, and the offer is taken back', () => {
    const { office, file } = openOne();
    expect(office.refuses(offerCase(file(), offer, context()))).toBe('consent_missing');
    office.do(addConsent(file(), { purpose: 'transfer', on: TODAY }, context(), 'c-t'));
    expect(office.refuses(offerCase(file(), { ...offer, officeId: 'o-1' }, context()))).toBe('body_invalid');
    office.do(offerCase(file(), { ...offer, consentId: 'c-t' }, context()));
    expect(file().body).toMatchObject({ state: 'offered', transfer: { toOfficeId: 'o-2', offeredOn: TODAY } });
    office.do(takeBack(file(), context()));
    expect([file().body.state, file().body.transfer]).toEqual(['open', undefined]);
  });

  it('one that arrived is taken with a number and a worker of this office, or not', () => {
    const arrive = () => {
      const { office, id, file } = openOne();
      office.do(addConsent(file(), { purpose: 'transfer', on: TODAY }, context()));
      const doc = office.docs.get(`cases/${id}`) as Doc;
      office.docs.set(`cases/${id}`, { ...doc, body: { ...doc.body, state: 'arrived' } });
      return { office, file };
    };
    const taken = arrive();
    taken.office.do(acceptCase(taken.file(), '2-7/2026', context('chair')), 'chair');
    expect(taken.file().body).toMatchObject({ state: 'open', number: '2-7/2026' });
    expect(workersOf(taken.file().body).at(-1)?.userId).toBe('u-chair');
    const not = arrive();
    expect(not.office.refuses(declineCase(not.file(), ' ', context('chair')), 'chair')).toBe('field_required');
    not.office.do(declineCase(not.file(), 'Bu yerda yashamaydi', context('chair')), 'chair');
    expect(not.file().body).toMatchObject({ state: 'declined', declinedNote: 'Bu yerda yashamaydi' });
  });
});

describe('two laptops without a line', () => {
  const referral = {
    service: 'training',
    provider: 'Monomarkaz',
    providerContact: '',
    on: TODAY,
    consentId: 'c-r',
    letter: '',
    letterLanguage: '',
    goalId: '',
    send: true,
  };

  it('one closes a case, the other refers: the referral on the closed case is kept, and told', () => {
    const { office, file, events } = openOne();
    office.do(addConsent(file(), { purpose: 'referral', on: TODAY }, context(), 'c-r'));
    const seen = office.copy();
    const mine = refer(file(), referral, context());
    office.do(closeCase(file(), { outcome: 'own_wish', on: TODAY, note: '', goals: [] }, context('other')), 'other');
    expect(office.lay(mine, 'worker', seen)).toBeNull();
    expect([file().body.state, events()[0]?.body.state]).toEqual(['closed', 'sent']);
    expect(dueOfCase(file().body, events(), TODAY).map((due) => due.code)).toEqual(['referral_on_closed']);
  });

  it('both close it: the second is refused, and the first stands', () => {
    const { office, file } = openOne();
    const seen = office.copy();
    const close = (who: Who, outcome: string) =>
      closeCase(file(), { outcome, on: TODAY, note: '', goals: [] }, context(who));
    const [first, second] = [close('other', 'own_wish'), close('worker', 'moved')];
    office.do(first, 'other');
    expect(office.lay([second], 'worker', seen)).toBe('transition_not_allowed');
    expect(file().body.outcome).toBe('own_wish');
  });

  it('a consent is withdrawn while the other refers: what was sent is shown, what is not can not be sent', () => {
    const { office, file, events } = openOne();
    office.do(addConsent(file(), { purpose: 'referral', on: TODAY }, context(), 'c-r'));
    office.do(refer(file(), referral, context()));
    office.do(refer(file(), { ...referral, send: false }, context()));
    const seen = office.copy();
    const draft = events().find((one) => one.body.state === 'draft') as CaseEvent;
    const sending = sendReferral(file(), draft, { on: TODAY, consentId: 'c-r' }, context());
    office.do(withdrawConsent(file(), 'c-r', { on: TODAY, note: '' }, context('other')), 'other');
    expect(office.lay([sending], 'worker', seen)).toBe('consent_ended');
    const due = dueOfCase(file().body, events(), TODAY);
    expect(due[0]).toMatchObject({ code: 'consent_ended_referral', of: events()[0]?.id });
  });

  it('both write: notes, visits, workers and goals of both are there', () => {
    const { office, file, events } = openOne();
    const seen = office.copy();
    const mine = [
      ...meet(file(), 'visit', meeting, context()),
      addConsent(file(), { purpose: 'letter', on: TODAY }, context()),
    ];
    office.do(addConsent(file(), { purpose: 'transfer', on: TODAY }, context('other')), 'other');
    office.do(addEvent(file(), 'note', 'recorded', { on: TODAY, text: 'A' }, context('other')), 'other');
    expect(office.lay(mine, 'worker', seen)).toBeNull();
    expect(file().body.consents?.map((one) => one.purpose)).toEqual(['services', 'transfer', 'letter']);
    expect(events()).toHaveLength(2);
  });
});
