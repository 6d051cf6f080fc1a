import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toSheetText } from './sheet-text.ts';

test.each([
  ['=HYPERLINK("http://x","y")', `'=HYPERLINK("http://x","y")`],
  ['+998901234567', `'+998901234567`],
  ['-5 daraja', `'-5 daraja`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\t=1+1', `'\t=1+1`],
  ['Oddiy gap', 'Oddiy gap'],
  ['a\u0000b\u0008c\nd', 'abc\nd'],
  ['\u0001=1', `'=1`],
  ['', ''],
])('%j becomes %j', (text, cell) => {
  expect(toSheetText(text)).toBe(cell);
});

test('no text begins like a formula afterwards, and none is longer than a cell', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 1, max: 2000 }), (text, times) => {
      const cell = toSheetText(text.repeat(times));
      expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      expect(cell.length).toBeLessThanOrEqual(32_767);
    }),
  );
});
