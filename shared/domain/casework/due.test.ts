import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#shared/domain/language/dates.ts';
import {
  awaitingPlan,
  consentEnd,
  DUE_CODES,
  DUE_SETTINGS,
  type DueCase,
  type DueEvent,
  dueOfCase,
  isPressing,
  unconsentedReferrals,
} from './due.ts';

const TODAY = '2026-11-28';
const at = '2026-11-01T05:00:00.000Z';
const consent = (id: string, purpose: string, until?: string) => ({
  id,
  purpose,
  on: '2026-11-01',
  ...(until ? { until } : {}),
  actor: 'u-1',
  at,
});
const plan = (id: string, more: object = {}) => ({
  id,
  actor: 'u-1',
  at,
  goals: [
    { id: 'g-1', goal: 'Kurs', due: '2026-11-20' },
    { id: 'g-2', goal: 'Ish', due: '2027-01-20' },
  ],
  ...more,
});
const open: DueCase = { state: 'open', openedOn: '2026-11-01', consents: [consent('c-1', 'services')] };
const event = (id: string, kind: string, state: string, more: object = {}): DueEvent => ({
  id,
  body: { kind, state, createdAt: at, ...more },
});
const seen = (body: DueCase, events: readonly DueEvent[] = [], today = TODAY) =>
  dueOfCase(body, events, today).map((due) => [due.code, due.day]);

describe('what a case asks for', () => {
  it('a planned visit and a planned service on their days, and nothing once they are done', () => {
    const events = [
      event('v', 'visit', 'planned', { on: '2026-11-27' }),
      event('s', 'service', 'planned', { on: '2026-12-02', provider: 'Poliklinika' }),
    ];
    expect(dueOfCase(open, events, TODAY)).toMatchObject([
      { code: 'visit_due', day: '2026-11-27', days: -1, status: 'overdue', of: 'v' },
      { code: 'service_due', day: '2026-12-02', days: 4, status: 'soon', params: { provider: 'Poliklinika' } },
    ]);
    expect(seen(open, [event('v', 'visit', 'done', { on: '2026-11-27' })])).toEqual([['no_activity', '2026-12-27']]);
  });

  it('an answer to a referral by its own day, else within the days of the office; escalated, from whom', () => {
    const asked = { ...open, consents: [...(open.consents ?? []), consent('c-2', 'referral')] };
    const sent = event('r', 'referral', 'sent', { on: '2026-11-10', consentId: 'c-2', provider: 'Monomarkaz' });
    expect(seen(asked, [sent])).toContainEqual(['referral_unanswered', '2026-11-20']);
    const named = event('r', 'referral', 'escalated', {
      on: '2026-11-10',
      due: '2026-12-05',
      consentId: 'c-2',
      provider: 'Monomarkaz',
      escalatedTo: 'Hokimlik',
    });
    expect(dueOfCase(asked, [named], TODAY)[0]).toMatchObject({ day: '2026-12-05', params: { provider: 'Hokimlik' } });
    // Whoever has accepted it has answered.
    const accepted = event('r', 'referral', 'accepted', { on: '2026-11-10', consentId: 'c-2' });
    expect(seen(asked, [accepted]).map(([code]) => code)).not.toContain('referral_unanswered');
  });

  it('a referral whose consent was withdrawn or has run out, before all else of its day', () => {
    const sent = event('r', 'referral', 'sent', { on: '2026-11-27', consentId: 'c-2' });
    const expired = { ...open, consents: [...(open.consents ?? []), consent('c-2', 'referral', '2026-11-25')] };
    expect(seen(expired, [sent])[0]).toEqual(['consent_ended_referral', '2026-11-25']);
    const withdrawn = {
      ...open,
      consents: [...(open.consents ?? []), consent('c-2', 'referral')],
      withdrawals: [{ id: 'w', consentId: 'c-2', on: '2026-11-26' }],
    };
    expect(seen(withdrawn, [sent])[0]).toEqual(['consent_ended_referral', '2026-11-26']);
    expect(unconsentedReferrals(withdrawn, [sent], TODAY)).toHaveLength(1);
    expect(unconsentedReferrals(withdrawn, [event('r', 'referral', 'done', { consentId: 'c-2' })], TODAY)).toEqual([]);
    // A withdrawal whose day lies ahead by a wrong clock has ended it all the same.
    const ahead = { ...withdrawn, withdrawals: [{ id: 'w', consentId: 'c-2', on: '2027-01-01' }] };
    expect(seen(ahead, [sent])[0]).toEqual(['consent_ended_referral', TODAY]);
  });

  it('a consent that ends, and one to services that has', () => {
    const ending = { ...open, consents: [consent('c-1', 'services', '2026-12-01')] };
    expect(seen(ending)).toContainEqual(['consent_ending', '2026-12-01']);
    // A later one, or one without an end, stands in for it.
    expect(seen({ ...open, consents: [...ending.consents, consent('c-3', 'services', '2027-06-01')] })).toContainEqual([
      'consent_ending',
      '2027-06-01',
    ]);
    const codes = seen({ ...open, consents: [...ending.consents, consent('c-3', 'services')] }).map(([code]) => code);
    expect(codes).toEqual(['no_activity']);
    const lapsed = { ...open, consents: [consent('c-1', 'services', '2026-11-20')] };
    expect(seen(lapsed)).toContainEqual(['consent_lapsed', '2026-11-20']);
    expect(consentEnd(lapsed, lapsed.consents[0] as never, '2026-11-20')).toBeNull();
  });

  it('a plan that waits, its goals and its review; an earlier version asks for no review', () => {
    const waiting = { ...open, plans: [plan('p-1')] };
    expect(seen(waiting)).toContainEqual(['plan_awaiting', '2026-11-04']);
    expect(awaitingPlan(waiting)?.id).toBe('p-1');
    const approved: DueCase = {
      ...open,
      plans: [plan('p-1', { reviewOn: '2026-12-10' })],
      planDecisions: [{ id: 'd', planId: 'p-1', decision: 'approved' }],
    };
    const goals = seen(approved);
    expect(goals).toContainEqual(['goal_overdue', '2026-11-20']);
    expect(goals).toContainEqual(['plan_review', '2026-12-10']);
    expect(awaitingPlan(approved)).toBeUndefined();
    const done = seen({ ...approved, goalOutcomes: [{ goalId: 'g-1' }] });
    expect(done).not.toContainEqual(['goal_overdue', '2026-11-20']);
    const newer = seen({ ...approved, plans: [...(approved.plans ?? []), plan('p-2')] }).map(([code]) => code);
    expect(newer).toContain('plan_awaiting');
    expect(newer).not.toContain('plan_review');
    const returned = { ...waiting, planDecisions: [{ id: 'd', planId: 'p-1', decision: 'returned' }] };
    expect(seen(returned).map(([code]) => code)).toEqual(['no_activity']);
  });

  it('an assessment that was begun, a case in which nothing happens, one that another office sent', () => {
    const draft = event('a', 'assessment', 'draft');
    expect(seen({ ...open, state: 'intake' }, [draft])).toEqual([['assessment_draft', '2026-11-06']]);
    expect(seen(open)).toEqual([['no_activity', '2026-12-01']]);
    // A visit that is planned is activity enough.
    expect(seen(open, [event('v', 'visit', 'planned', { on: '2027-03-01' })])).toEqual([['visit_due', '2027-03-01']]);
    const arrived: DueCase = {
      state: 'arrived',
      arrivedFrom: { officeName: 'Bogʻbon', offeredOn: '2026-11-20' },
    };
    expect(dueOfCase(arrived, [], TODAY)).toMatchObject([
      { code: 'arrived_waiting', day: '2026-11-23', params: { office: 'Bogʻbon' } },
    ]);
  });

  it('a closed case: nothing but what is still with others', () => {
    const closed: DueCase = { ...open, state: 'closed', closedOn: '2026-11-15', plans: [plan('p-1')] };
    const events = [
      event('r', 'referral', 'sent', { on: '2026-11-10', consentId: 'c-1' }),
      event('v', 'visit', 'planned', { on: '2026-11-10' }),
      event('a', 'assessment', 'draft'),
    ];
    const withConsent = { ...closed, consents: [consent('c-1', 'referral')] };
    expect(seen(withConsent, events)).toEqual([['referral_on_closed', '2026-11-15']]);
    expect(seen(withConsent)).toEqual([]);
  });
});

describe('for every case', () => {
  const day = fc.integer({ min: -60, max: 90 }).map((n) => addDays(TODAY, n));
  const purposes = fc.constantFrom('services', 'referral', 'transfer', 'letter');
  const anyEvent = fc.record({
    id: fc.uuid(),
    body: fc.record(
      {
        kind: fc.constantFrom('visit', 'service', 'referral', 'assessment', 'note'),
        state: fc.constantFrom('draft', 'planned', 'sent', 'accepted', 'no_answer', 'escalated', 'done', 'cancelled'),
        on: day,
        due: day,
        consentId: fc.constantFrom('c-0', 'c-1', 'c-9'),
        createdAt: fc.constantFrom(at, 'not a moment'),
      },
      { requiredKeys: ['kind', 'state'] },
    ),
  });
  const anyCase = fc.record({
    state: fc.constantFrom('intake', 'open', 'offered', 'arrived', 'declined', 'transferred', 'closed'),
    openedOn: day,
    consents: fc
      .array(fc.record({ purpose: purposes, until: fc.option(day, { nil: undefined }) }), { maxLength: 4 })
      .map((all) => all.map((one, n) => ({ ...consent(`c-${n}`, one.purpose), until: one.until }))),
    withdrawals: fc.array(fc.record({ id: fc.uuid(), consentId: fc.constantFrom('c-0', 'c-1'), on: day }), {
      maxLength: 2,
    }),
    plans: fc.constantFrom(undefined, [plan('p-1', { reviewOn: '2026-12-01' })]),
    planDecisions: fc.constantFrom(undefined, [{ id: 'd', planId: 'p-1', decision: 'approved' }]),
  });
  const file = fc.tuple(anyCase, fc.uniqueArray(anyEvent, { selector: (one) => one.id, maxLength: 8 }));

  it('the order of its events says nothing, and the answer is in the order of days', () => {
    fc.assert(
      fc.property(file, ([body, events]) => {
        const due = dueOfCase(body as DueCase, events as DueEvent[], TODAY);
        expect(dueOfCase(body as DueCase, (events as DueEvent[]).toReversed(), TODAY)).toEqual(due);
        for (const [n, one] of due.entries()) {
          expect(one.day).toMatch(/^\d{4}-\d\d-\d\d$/);
          expect(DUE_CODES[one.rank]).toBe(one.code);
          if (n > 0) expect((due[n - 1]?.day ?? '') <= one.day).toBe(true);
        }
      }),
    );
  });

  it('what presses today presses tomorrow, as long as nobody does anything', () => {
    const lasting = new Set(['visit_due', 'service_due', 'referral_unanswered', 'plan_awaiting', 'goal_overdue']);
    fc.assert(
      fc.property(file, ([body, events]) => {
        const keys = (today: string) =>
          dueOfCase(body as DueCase, events as DueEvent[], today)
            .filter((one) => isPressing(one) && lasting.has(one.code))
            .map((one) => `${one.code} ${one.of} ${one.day}`);
        expect(keys(addDays(TODAY, 1))).toEqual(expect.arrayContaining(keys(TODAY)));
      }),
    );
  });

  it('a case that is closed asks for nothing but its referrals, one that is gone for nothing at all', () => {
    fc.assert(
      fc.property(file, ([body, events]) => {
        const gone = body.state === 'declined' || body.state === 'transferred';
        const due = dueOfCase(body as DueCase, events as DueEvent[], TODAY, DUE_SETTINGS);
        if (gone) expect(due).toEqual([]);
        if (body.state !== 'closed') return;
        for (const one of due) {
          expect(['consent_ended_referral', 'referral_on_closed']).toContain(one.code);
        }
      }),
    );
  });

  it('a withdrawal is never overlooked', () => {
    fc.assert(
      fc.property(file, ([body, events]) => {
        if (body.state === 'declined' || body.state === 'transferred') return;
        const gone = new Set<string>(body.withdrawals.map((one) => one.consentId));
        const due = dueOfCase(body as DueCase, events as DueEvent[], TODAY);
        for (const one of events as DueEvent[]) {
          const rests = one.body.kind === 'referral' && ['sent', 'accepted'].includes(one.body.state);
          if (!rests || !gone.has(one.body.consentId ?? '')) continue;
          expect(due.some((found) => found.code === 'consent_ended_referral' && found.of === one.id)).toBe(true);
        }
      }),
    );
  });
});
