import { describe, expect, it } from 'vitest';
import { familyIncome } from './income.ts';

describe('income of a family', () => {
  it('is the members’ and the family’s own, for each head, rounded down', () => {
    const members = [{ income: 3_000_000, age: 40 }, { income: 0, age: 38 }, { age: 10 }];
    expect(familyIncome(members, 500_000)).toEqual({
      known: 3_500_000,
      perHead: 1_166_666,
      unknownMembers: 0,
      isOtherKnown: true,
      isComplete: true,
    });
  });

  it('says what is missing: nothing is 0, not known is not', () => {
    const members = [{ income: 1_000_000, age: 40 }, { age: 30 }, { age: null }, { age: 15 }];
    expect(familyIncome(members, undefined)).toMatchObject({
      known: 1_000_000,
      unknownMembers: 2,
      isOtherKnown: false,
      isComplete: false,
    });
    expect(familyIncome([], 0)).toMatchObject({ perHead: null, isComplete: true });
  });
});
