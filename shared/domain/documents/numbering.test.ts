import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JOURNALS } from './collections/documents/index.ts';
import { counterName, DEFAULT_PATTERNS, formatNumber, parseNumber } from './numbering.ts';

test('a number names journal, office, lane and place', () => {
  expect(formatNumber({ journal: 'appeals', officeIndex: 12, lane: 1, n: 57, year: 2026 })).toBe('M-12-1/57');
  expect(counterName('appeals', 2026)).toBe('appeals.2026');
});

test('a foreign number is not taken for one of ours', () => {
  for (const text of ['', '57', 'M-12-1/0', 'M-12-1/057', 'M-12-1/57a', 'X-12-1/57', 'M-12/57']) {
    expect(parseNumber(text)).toBeNull();
  }
});

const number = fc.record({
  journal: fc.constantFrom(...JOURNALS),
  officeIndex: fc.integer({ min: 1, max: 9999 }),
  lane: fc.integer({ min: 1, max: 99 }),
  n: fc.integer({ min: 1, max: 99_999 }),
  year: fc.integer({ min: 2020, max: 2100 }),
});

test('what is written is read back, with the year where the pattern has it', () => {
  const dated = { ...DEFAULT_PATTERNS, outgoing: '{n}.{lane}.{office} ({year})' };
  fc.assert(
    fc.property(number, (one) => {
      expect(parseNumber(formatNumber(one))).toEqual({ ...one, year: null });
      expect(parseNumber(formatNumber(one, dated), dated)).toEqual({
        ...one,
        year: one.journal === 'outgoing' ? one.year : null,
      });
    }),
  );
});

test('two different numbers of a year never read the same', () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      const same = a.journal === b.journal && a.officeIndex === b.officeIndex && a.lane === b.lane && a.n === b.n;
      expect(formatNumber(a) === formatNumber(b)).toBe(same);
    }),
  );
});
