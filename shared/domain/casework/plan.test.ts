import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planDifference, type PlanGoal, type PlanVersion } from './plan.ts';

const goal = (id: string, more: Partial<PlanGoal> = {}): PlanGoal => ({
  id,
  need: 'Ish',
  goal: `Maqsad ${id}`,
  ...more,
});

describe('the difference of two plans', () => {
  it('names goals that came, went and changed, field by field', () => {
    const before: PlanVersion = {
      reviewOn: '2027-01-01',
      goals: [goal('a'), goal('b', { due: '2027-01-01' }), goal('c')],
    };
    const after: PlanVersion = {
      reviewOn: '2027-02-01',
      goals: [goal('d'), goal('b', { due: '2027-03-01', responsible: 'Ustoz' }), goal('a')],
    };
    const difference = planDifference(before, after);
    expect(difference.goals.map((one) => [one.goal.id, one.kind])).toEqual([
      ['d', 'added'],
      ['b', 'changed'],
      ['a', 'same'],
      ['c', 'removed'],
    ]);
    expect(difference.goals[1]?.changes).toEqual([
      { field: 'responsible', before: '', after: 'Ustoz' },
      { field: 'due', before: '2027-01-01', after: '2027-03-01' },
    ]);
    expect(difference.changes).toEqual([{ field: 'reviewOn', before: '2027-01-01', after: '2027-02-01' }]);
    expect(planDifference(null, after).goals.every((one) => one.kind === 'added')).toBe(true);
  });

  it('of a plan and itself is none; turned round, what came has gone', () => {
    const goals = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), need: fc.constantFrom('x', 'y'), goal: fc.constant('g') }),
      { selector: (one) => one.id },
    );
    const plan = fc.record({ goals, note: fc.constantFrom('', 'n') });
    fc.assert(
      fc.property(plan, plan, (one, other) => {
        expect(planDifference(one, one).same).toBe(true);
        const ids = (kind: string, of: ReturnType<typeof planDifference>) =>
          of.goals.flatMap((each) => (each.kind === kind ? [each.goal.id] : [])).toSorted();
        expect(ids('added', planDifference(one, other))).toEqual(ids('removed', planDifference(other, one)));
        expect(ids('changed', planDifference(one, other))).toEqual(ids('changed', planDifference(other, one)));
      }),
    );
  });
});
