import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffWordsOf } from './word-diff.ts';

describe('the difference of two drafts', () => {
  test('word by word, in Latin and Cyrillic', () => {
    expect(diffWordsOf('Quvur toʻgʻri yotibdi.', 'Quvur notoʻgʻri yotibdi.')).toEqual([
      { kind: 'same', text: 'Quvur ' },
      { kind: 'removed', text: 'toʻgʻri' },
      { kind: 'added', text: 'notoʻgʻri' },
      { kind: 'same', text: ' yotibdi.' },
    ]);
    expect(diffWordsOf('Қувур бузуқ', 'Қувур тузатилди').filter((one) => one.kind !== 'same')).toHaveLength(2);
  });

  test('both texts come back letter for letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const pieces = diffWordsOf(before, after);
        const text = (without: string) =>
          pieces
            .filter((one) => one.kind !== without)
            .map((one) => one.text)
            .join('');
        expect(text('added')).toBe(before);
        expect(text('removed')).toBe(after);
      }),
    );
  });
});
