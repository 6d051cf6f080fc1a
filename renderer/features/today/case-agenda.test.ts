import { describe, expect, it } from 'vitest';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import { toCaseRows } from '../../casework/case-rows.ts';
import { buildCaseAgenda } from './agenda.ts';

const TODAY = '2026-11-28';
const at = '2026-11-20T05:00:00.000Z';
const worker = (userId: string, role: 'worker' | 'supervisor' = 'worker') => ({
  id: `${role}-${userId}`,
  userId,
  role,
  actor: 'u-1',
  at,
});
const plan = (actor: string) => ({ id: 'p-1', actor, at, goals: [{ id: 'g-1', need: 'a', goal: 'b' }] });
const agendaOf = (cases: Readonly<Record<string, Partial<CaseBody>>>, id: string, role: 'chair' | 'specialist') =>
  buildCaseAgenda(
    toCaseRows(
      Object.entries(cases).map(([key, body]) => ({
        id: key,
        body: { kind: 'youth', state: 'open', openedOn: '2026-11-20', workers: [worker('u-1')], ...body } as CaseBody,
      })),
      (caseId) =>
        caseId.startsWith('visit')
          ? [{ id: 'v', body: { caseId, kind: 'visit', state: 'planned', on: '2026-11-26' } }]
          : [],
      new Map(),
      TODAY,
    ),
    { id, role },
  ).map((item) => [item.row.id, ...item.due.map((due) => due.code)]);

describe('cases in Today', () => {
  it('are told to whoever works on them, and to the heads where nobody does', () => {
    const cases = { 'visit-1': {}, 'visit-2': { workers: [] } };
    expect(agendaOf(cases, 'u-1', 'specialist')).toEqual([['visit-1', 'visit_due']]);
    expect(agendaOf(cases, 'u-9', 'specialist')).toEqual([]);
    expect(agendaOf(cases, 'u-9', 'chair')).toEqual([['visit-2', 'visit_due']]);
  });

  it('ask the supervisor for a plan, never its author; the chair where there is no supervisor', () => {
    const supervised = { plans: [plan('u-1')], workers: [worker('u-1'), worker('u-2', 'supervisor')] };
    const cases = { a: supervised, b: { plans: [plan('u-1')] }, c: { ...supervised, plans: [plan('u-2')] } };
    expect(agendaOf(cases, 'u-1', 'specialist')).toEqual([]);
    expect(agendaOf(cases, 'u-2', 'specialist')).toEqual([['a', 'plan_awaiting']]);
    expect(agendaOf(cases, 'u-9', 'chair')).toEqual([['b', 'plan_awaiting']]);
    // Rank gives no right in a violence file.
    expect(agendaOf({ b: { kind: 'violence', plans: [plan('u-1')] } }, 'u-9', 'chair')).toEqual([]);
  });

  it('put what is longest overdue first, and leave out what is far', () => {
    const arrived = {
      state: 'arrived' as const,
      arrivedFrom: { officeId: 'o-2', offeredOn: '2026-11-10' },
      workers: [],
    };
    const far = { consents: [{ id: 'c', purpose: 'services' as const, until: '2027-11-01', actor: 'u-1', at }] };
    expect(agendaOf({ far, 'visit-1': { workers: [] }, arrived }, 'u-9', 'chair')).toEqual([
      ['arrived', 'arrived_waiting'],
      ['visit-1', 'visit_due'],
    ]);
  });
});
