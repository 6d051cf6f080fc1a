import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatCaseNumber, highestCaseNumber, parseCaseNumber } from './case-number.ts';

it('a number is read as it was written, and two numbers never read alike', () => {
  const number = fc.record({
    lane: fc.integer({ min: 1, max: 9_999 }),
    n: fc.integer({ min: 1, max: 9_999_999 }),
    year: fc.integer({ min: 2000, max: 9_999 }),
  });
  fc.assert(
    fc.property(number, (one) => {
      expect(parseCaseNumber(formatCaseNumber(one))).toEqual(one);
    }),
  );
  for (const text of ['', '1-0/2026', '01-1/2026', '1/2026', '1-1/26', undefined]) {
    expect(parseCaseNumber(text)).toBeNull();
  }
});

it('the highest of a lane and a year is found, whatever else is there', () => {
  const cases = ['1-3/2026', '1-12/2026', '2-40/2026', '1-90/2025', '12-3', undefined].map((number) => ({
    body: number === undefined ? {} : { number },
  }));
  expect(highestCaseNumber(cases, 1, 2026)).toBe(12);
  expect(highestCaseNumber(cases, 3, 2026)).toBe(0);
});
