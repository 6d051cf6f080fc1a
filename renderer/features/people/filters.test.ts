import { describe, expect, it } from 'vitest';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { fitsFamily, fitsPeople, isOfChoice, NO_FAMILY_FILTER, NO_PEOPLE_FILTER } from './filters.ts';
import { createRows, type People } from './use-families.ts';

const TODAY = '2026-11-28';
const person = (more: Partial<PersonBody> = {}): PersonBody => ({ familyName: 'A', givenName: 'B', ...more });
const byId = (entries: Iterable<readonly [string, PersonBody]>): People =>
  Object.assign(new Map(entries), { resolve: (personId: string) => personId });

describe('lists of people', () => {
  it('are of those who live here, unless others are asked for', () => {
    const dead = person({ diedOn: '2026-01-01', departedOn: '2025-01-01' });
    const gone = person({ departedOn: '2026-01-01' });
    expect([person(), dead, gone].map((body) => isOfChoice(body, 'here'))).toEqual([true, false, false]);
    expect([person(), dead, gone].map((body) => isOfChoice(body, 'departed'))).toEqual([false, false, true]);
    expect([person(), dead, gone].map((body) => isOfChoice(body, 'died'))).toEqual([false, true, false]);
    expect([person(), dead, gone].every((body) => isOfChoice(body, 'all'))).toBe(true);
  });

  it('are narrowed by what is known; what is not known fits nothing', () => {
    const fits = (body: Partial<PersonBody>, filter: Partial<typeof NO_PEOPLE_FILTER>) =>
      fitsPeople(person(body), { ...NO_PEOPLE_FILTER, ...filter }, TODAY);
    expect(fits({}, {})).toBe(true);
    expect(fits({}, { sex: 'male' })).toBe(false);
    expect(fits({ birthDate: '1966-11-28' }, { age: 'elderly' })).toBe(true);
    expect(fits({ birthDate: '1966-11-29' }, { age: 'elderly' })).toBe(false);
    expect(fits({}, { age: 'elderly' })).toBe(false);
    expect(fits({ disability: 'group_2' }, { disability: 'any' })).toBe(true);
    expect(fits({ disability: 'none' }, { disability: 'any' })).toBe(false);
    expect(fits({ disability: 'none' }, { disability: 'none' })).toBe(true);
    expect(fits({ health: ['chronic'] }, { health: 'chronic' })).toBe(true);
    expect(fits({ circumstances: [] }, { circumstances: 'orphan' })).toBe(false);
  });

  it('families are narrowed by who lives in them now', () => {
    const people = byId([
      ['old', person({ birthDate: '1950-01-01' })],
      ['dead', person({ birthDate: '1980-01-01', diedOn: '2026-01-01' })],
      ['gone', person({ birthDate: '1980-01-01', departedOn: '2026-01-01' })],
    ]);
    const members = [...people.keys()].map((personId, at) => ({
      id: `m-${at}`,
      personId,
      relation: at === 0 ? ('head' as const) : ('son' as const),
      actor: 'u-1',
      at: '2026-11-28T06:00:00.000Z',
    }));
    const body: HouseholdBody = { address: 'A', members, housing: 'rented' };
    const fits = (filter: Partial<typeof NO_FAMILY_FILTER>) =>
      fitsFamily(body, { ...NO_FAMILY_FILTER, ...filter }, people, TODAY);
    expect(fits({ kind: 'alone' })).toBe(true);
    expect(fits({ kind: 'elderly_alone' })).toBe(true);
    expect(fits({ kind: 'many_children' })).toBe(false);
    expect(fits({ housing: 'rented' })).toBe(true);
    expect(fits({ housingNeeds: 'repair' })).toBe(false);
    expect(createRows().families([{ id: 'f', body }], people)[0]?.members).toBe(1);
  });
});
