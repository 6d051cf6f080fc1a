import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatQuantity, formatSom, parseNumber } from './numbers.ts';

test('groups are parted by a no-break space, decimals by a comma', () => {
  expect(formatQuantity(1_234_567)).toBe('1\u00a0234\u00a0567');
  expect(formatQuantity(999)).toBe('999');
  expect(formatQuantity(-1234.5)).toBe('-1\u00a0234,5');
  expect(formatQuantity(1234.567, 2)).toBe('1\u00a0234,57');
  expect(formatQuantity(-0.001, 2)).toBe('0,00');
  expect(formatQuantity(1e21)).toBe('1\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000');
  expect(formatQuantity(Number.NaN)).toBe('');
  expect(formatSom(375_000, 'uz-Cyrl')).toBe('375\u00a0000\u00a0сўм');
});

test('reads what people type and nothing else', () => {
  expect(parseNumber('1 234,5')).toBe(1234.5);
  expect(parseNumber('1\u00a0234\u202f567')).toBe(1_234_567);
  expect(parseNumber('12.5')).toBe(12.5);
  for (const text of ['', ' ', 'abc', '1,2,3', '1e5', '--1', '0x10', 'Infinity']) expect(parseNumber(text)).toBeNull();
});

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
      const value = Number(`${whole}.${String(cents).padStart(2, '0')}`);
      expect(parseNumber(formatQuantity(value)) ?? Number.NaN).toBe(value === 0 ? 0 : value);
    }),
  );
});
