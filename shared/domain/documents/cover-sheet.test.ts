import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverCode, type PageReading, readCover, splitPages } from './cover-sheet.ts';

const page: PageReading = { kind: 'page' };
const cover = (documentId: string): PageReading => ({ kind: 'cover', documentId });

describe('cover sheets', () => {
  it('lead to the paper they were printed for, in their own office alone', () => {
    const code = coverCode('office-1', 'paper_A-1');
    expect(readCover(` ${code}\n`, 'office-1')).toEqual({ kind: 'cover', documentId: 'paper_A-1' });
    expect(readCover(code, 'office-2')).toEqual({ kind: 'foreign' });
    expect(readCover(code.replace('paper', 'peper'), 'office-1')).toEqual({ kind: 'foreign' });
    expect(readCover('https://example.uz/?MHL1:x:y', 'office-1')).toEqual({ kind: 'other' });
    expect(readCover('', 'office-1')).toEqual({ kind: 'other' });
  });

  it('divide a long scan: pages before the first sheet and under a foreign one are nobody’s, sheets are in no part', () => {
    expect(splitPages([page, cover('a-1'), page, page, { kind: 'foreign' }, page, cover('b-1'), page])).toEqual([
      { documentId: null, pages: [0], reason: 'before_first' },
      { documentId: 'a-1', pages: [2, 3] },
      { documentId: null, pages: [4, 5], reason: 'foreign' },
      { documentId: 'b-1', pages: [7] },
    ]);
  });

  it('bring two stretches of one paper together and leave out a sheet without pages', () => {
    expect(splitPages([cover('a-1'), page, cover('b-1'), cover('a-1'), page, { kind: 'other' }])).toEqual([
      { documentId: 'a-1', pages: [1, 4, 5] },
    ]);
  });

  it('never lose nor double a page', () => {
    const reading = fc.oneof(
      fc.constant(page),
      fc.constantFrom('a-1', 'b-1', 'c-1').map(cover),
      fc.constant<PageReading>({ kind: 'foreign' }),
      fc.constant<PageReading>({ kind: 'other' }),
    );
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 60 }), (pages) => {
        const kept = splitPages(pages).flatMap((part) => part.pages);
        const wanted = pages.flatMap((one, at) => (one.kind === 'cover' ? [] : [at]));
        expect([...kept].toSorted((a, b) => a - b)).toEqual(wanted);
      }),
    );
  });
});
