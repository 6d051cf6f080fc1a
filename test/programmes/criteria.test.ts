import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitOfSubject } from '#shared/domain/casework/programmes/evaluate.ts';
import { createFactsBase } from '#shared/domain/casework/programmes/facts.ts';
import { codesOf, findProgrammeFaults } from '#shared/domain/casework/programmes/programme.ts';
import { findRateFault } from '#shared/domain/casework/programmes/rates.ts';
import { CRITERION_CASES } from '../support/programme-cases.ts';
import { SEEDED, SEEDED_RATES, seededOn } from './seeded.ts';

describe('criteria of the seeded programmes', () => {
  it('are six versions of five programmes without a fault, and rates without one', () => {
    expect(SEEDED).toHaveLength(6);
    expect(codesOf(SEEDED)).toHaveLength(5);
    for (const { programme, validFrom, validTo } of SEEDED) {
      const valid = { from: validFrom, to: validTo };
      expect(findProgrammeFaults(programme, valid, SEEDED_RATES, codesOf(SEEDED)), programme.code).toEqual([]);
    }
    expect(SEEDED_RATES.size).toBe(6);
    for (const rate of SEEDED_RATES.values()) expect(findRateFault(rate)).toBeNull();
  });

  it('have at least 80 cases, and each category one that meets, one that does not and one that is not known', () => {
    expect(CRITERION_CASES.length).toBeGreaterThanOrEqual(80);
    const lacking = SEEDED.flatMap(({ programme, validFrom, validTo }) =>
      programme.categories.flatMap(({ code }) =>
        (['meets', 'fails', 'unknown'] as const).flatMap((outcome) =>
          CRITERION_CASES.some(
            (one) =>
              one.programme === programme.code &&
              one.category === code &&
              one.expect === outcome &&
              validFrom <= one.day &&
              (!validTo || one.day <= validTo),
          )
            ? []
            : [`${programme.code}/${programme.version} ${code} ${outcome}`],
        ),
      ),
    );
    expect(lacking).toEqual([]);
  });

  it.each(CRITERION_CASES.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const base = createFactsBase({ ...one, rates: SEEDED_RATES, programmes: codesOf(SEEDED) });
    const fit = fitOfSubject(seededOn(one.programme, one.day).programme, one.subject, base, one.day);
    const found = fit.categories.find(({ category }) => category.code === one.category);
    expect(found?.outcome).toBe(one.expect);
    // What is not known is always told, and where it would be entered.
    if (one.expect === 'unknown' && fit.outcome === 'unknown') {
      expect(fit.missing.length).toBeGreaterThan(0);
      expect(fit.gaps.length + Number(one.households.length === 0)).toBeGreaterThan(0);
    }
  });

  it('of which less is known come to the same or to "not known", never to the opposite', () => {
    const own = [
      'birthDate',
      'sex',
      'maritalStatus',
      'work',
      'disability',
      'health',
      'absence',
      'circumstances',
    ] as const;
    const shared = ['housing', 'housingNeeds', 'otherIncome'] as const;
    const hidden = fc.record({
      one: fc.constantFrom(...CRITERION_CASES),
      person: fc.subarray([...own, 'income'] as const),
      which: fc.nat(),
      home: fc.subarray([...shared]),
    });
    fc.assert(
      fc.property(hidden, ({ one, person, which, home }) => {
        const without = (body: object, fields: readonly string[]) =>
          Object.fromEntries(Object.entries(body).filter(([field]) => !fields.includes(field)));
        const people = one.people.map(({ id, body }, at) => ({
          id,
          // Of a child's income nothing has to be entered, so nothing is hidden by taking it out.
          body: (at === which % one.people.length
            ? without(body, body.work === 'pupil' ? person.filter((field) => field !== 'income') : person)
            : body) as typeof body,
        }));
        const households = one.households.map(({ id, body }) => ({ id, body: without(body, home) as typeof body }));
        const base = createFactsBase({
          ...one,
          people,
          households,
          rates: SEEDED_RATES,
          programmes: codesOf(SEEDED),
        });
        const fit = fitOfSubject(seededOn(one.programme, one.day).programme, one.subject, base, one.day);
        const found = fit.categories.find(({ category }) => category.code === one.category)?.outcome;
        expect([one.expect, 'unknown']).toContain(found);
      }),
      { numRuns: 2_000 },
    );
  });
});
