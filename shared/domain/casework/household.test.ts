import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addDays } from '#shared/domain/language/dates.ts';
import {
  ageOn,
  type Candidate,
  findMemberFaults,
  headOf,
  type HouseholdPeople,
  membershipsOf,
  membershipsOfPerson,
  membersOf,
  RELATIONS,
  seenThrough,
  sexOfRelation,
} from './household.ts';

const TODAY = '2026-11-28';
const entry = (id: string, personId: string, relation: (typeof RELATIONS)[number]) => ({
  id,
  personId,
  relation,
  actor: 'u-1',
  at: '2026-11-02T05:00:00.000Z',
});
const leaving = (id: string, memberId: string) => ({
  id,
  memberId,
  why: 'moved' as const,
  actor: 'u-1',
  at: '2026-11-03T05:00:00.000Z',
});

describe('the members of a family', () => {
  const family: HouseholdPeople = {
    members: [entry('m-1', 'son', 'son'), entry('m-2', 'father', 'head'), entry('m-3', 'daughter', 'daughter')],
    leavings: [leaving('l-1', 'm-3')],
  };

  it('stand with the head first; whoever left stands apart', () => {
    expect(membersOf(family).map((one) => one.personId)).toEqual(['father', 'son']);
    expect(headOf(family)?.personId).toBe('father');
    expect(membershipsOf(family).at(-1)).toMatchObject({ personId: 'daughter', left: { why: 'moved' } });
  });

  it('are each there once, though two laptops entered one person each', () => {
    const twice = { members: [...(family.members ?? []), entry('m-4', 'son', 'son')] };
    expect(membersOf(twice).filter((one) => one.personId === 'son')).toHaveLength(1);
    // One of the two entries ended: the other still stands.
    const ended = { ...twice, leavings: [leaving('l-2', 'm-1')] };
    expect(membersOf(ended).map((one) => one.id)).toContain('m-4');
  });

  it('may come back after having left', () => {
    const back = { ...family, members: [...(family.members ?? []), entry('m-5', 'daughter', 'daughter')] };
    expect(membersOf(back).map((one) => one.id)).toContain('m-5');
    expect(membershipsOf(back).filter((one) => one.personId === 'daughter')).toHaveLength(2);
  });

  test('two laptops’ entries come to one family in whatever order they meet', () => {
    const member = fc.record({
      id: fc.uuid(),
      personId: fc.constantFrom('a', 'b', 'c', 'd'),
      relation: fc.constantFrom(...RELATIONS),
      actor: fc.constant('u-1'),
      at: fc.constant('2026-11-02T05:00:00.000Z'),
    });
    fc.assert(
      fc.property(fc.array(member, { maxLength: 12 }), fc.array(fc.nat(11), { maxLength: 6 }), (members, ends) => {
        const leavings = ends.flatMap((at, n) => (members[at] ? [leaving(`l-${n}`, members[at].id)] : []));
        const people = (body: HouseholdPeople) =>
          membersOf(body)
            .map((one) => one.personId)
            .toSorted();
        const forward = people({ members, leavings });
        const backward = people({ members: members.toReversed(), leavings: leavings.toReversed() });
        expect(backward).toEqual(forward);
        // Nobody is lost: each entry is a present one, an ended one, or a second one of somebody present.
        expect(membershipsOf({ members, leavings })).toHaveLength(members.length);
        expect(new Set(forward).size).toBe(forward.length);
      }),
    );
  });
});

describe('age', () => {
  it.each([
    ['1990-01-02', '2026-01-01', 35],
    ['1990-01-02', '2026-01-02', 36],
    ['2026-11-28', TODAY, 0],
    ['2026-11-29', TODAY, null],
    ['2004-02-29', '2026-02-28', 21],
    ['2004-02-29', '2026-03-01', 22],
    ['2004-02-29', '2028-02-29', 24],
    [null, TODAY, null],
    [undefined, TODAY, null],
  ] as const)('of %s on %s is %s', (birth, day, age) => expect(ageOn(birth, day)).toBe(age));
});

describe('what stands against a member', () => {
  const head: Pick<Candidate, 'personId' | 'relation' | 'birthDate'> = {
    personId: 'head',
    relation: 'head',
    birthDate: '1980-06-15',
  };
  const faults = (candidate: Partial<Candidate> & Pick<Candidate, 'relation'>, elsewhere = false) =>
    findMemberFaults({ sex: null, ...candidate }, [head], elsewhere, TODAY);

  it.each([
    ['a son of 20', { relation: 'son', birthDate: '2006-01-01', sex: 'male' }, []],
    ['a father of 70', { relation: 'father', birthDate: '1956-01-01' }, []],
    ['a son of whom nothing is known', { relation: 'son' }, []],
    ['a birth in the future', { relation: 'son', birthDate: '2026-11-29' }, ['born_in_future']],
    ['the head as their own father', { relation: 'father', personId: 'head' }, ['already_member']],
    ['a second head', { relation: 'head' }, ['second_head']],
    ['a wife who is a man', { relation: 'wife', sex: 'male' }, ['relation_sex']],
    ['a grandson who is a woman', { relation: 'grandson', sex: 'female' }, ['relation_sex']],
    ['a father younger than his child', { relation: 'father', birthDate: '1985-01-01' }, ['relation_age']],
    ['a mother eleven years older', { relation: 'mother', birthDate: '1969-06-14' }, ['relation_age']],
    ['a mother twelve years older', { relation: 'mother', birthDate: '1968-06-15' }, []],
    ['a son older than the head', { relation: 'son', birthDate: '1979-01-01' }, ['relation_age']],
    ['a granddaughter of a head who was 20', { relation: 'granddaughter', birthDate: '2000-01-01' }, ['relation_age']],
    [
      'one who came before being born',
      { relation: 'son', birthDate: '2010-05-05', from: '2010-05-04' },
      ['from_wrong'],
    ],
    ['one who comes tomorrow', { relation: 'son', from: '2026-11-29' }, ['from_wrong']],
    ['one who is dead', { relation: 'brother', diedOn: '2020-01-01' }, ['dead']],
  ] as const)('%s', (_, candidate, expected) => expect(faults(candidate)).toEqual(expected));

  it('somebody of another family, who does not move from there', () => {
    expect(faults({ relation: 'brother', personId: 'p-9' }, true)).toEqual(['in_two_families']);
    expect(faults({ relation: 'brother', personId: 'p-9' }, false)).toEqual([]);
  });

  test('a relation’s sex never stands against that sex, whatever the ages', () => {
    const day = fc.integer({ min: 0, max: 60_000 }).map((n) => addDays('1870-01-01', n));
    fc.assert(
      fc.property(fc.constantFrom(...RELATIONS), day, day, (relation, birthDate, headBorn) => {
        const sex = sexOfRelation(relation) ?? null;
        const found = findMemberFaults({ relation, birthDate, sex }, [{ ...head, birthDate: headBorn }], false, TODAY);
        expect(found).not.toContain('relation_sex');
        expect(found.includes('born_in_future')).toBe(birthDate > TODAY);
      }),
    );
  });
});

test('two records of one person are one member, and each entry keeps its own', () => {
  const family: HouseholdPeople = {
    members: [entry('m-1', 'a', 'daughter'), entry('m-2', 'b', 'wife'), entry('m-3', 'c', 'head')],
  };
  const resolve = (id: string) => (id === 'b' ? 'a' : id);
  expect(membersOf(family, resolve).map((one) => one.id)).toEqual(['m-3', 'm-2']);
  expect(membersOf(family)).toHaveLength(3);
  expect(seenThrough(family, resolve).members?.map((one) => one.personId)).toEqual(['a', 'a', 'c']);
  expect(seenThrough(family, (id) => id)).toBe(family);
  expect(membershipsOfPerson(family, 'b', resolve).map((one) => one.id)).toEqual(['m-2', 'm-1']);
  expect(membershipsOfPerson(family, 'c', resolve).map((one) => one.id)).toEqual(['m-3']);
});
