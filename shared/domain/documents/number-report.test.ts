import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookOrder, paginate } from './book-pages.ts';
import { type NumberedPaper, reportNumbers } from './number-report.ts';

const paper = (lane: number, n: number, over: Partial<NumberedPaper> = {}): NumberedPaper => ({
  id: `p-${lane}-${n}`,
  journal: 'appeals',
  state: 'registered',
  number: `M-12-${lane}/${n}`,
  regDate: '2026-05-06',
  numbered: { lane, n, year: 2026 },
  ...over,
});
const options = { year: 2026, ownLane: 1 };

describe('the report of numbers', () => {
  it('says of each missing number why', () => {
    const papers = [paper(1, 1), paper(1, 4, { state: 'void' }), paper(1, 6), paper(2, 1), paper(2, 3)];
    const report = reportNumbers(
      papers,
      [
        { n: 2, holder: 'form-1' },
        { n: 7, holder: 'form-2' },
      ],
      options,
    );
    const [own, other] = report.lanes;
    expect(own).toMatchObject({ lane: 1, last: 7, papers: 2, voided: [{ n: 4, id: 'p-1-4' }] });
    expect(own?.gaps.map(({ from, to, cause }) => [from, to, cause])).toEqual([
      [2, 2, 'held'],
      [3, 3, 'unexplained'],
      [5, 5, 'unexplained'],
      [7, 7, 'held'],
    ]);
    expect(other?.gaps).toEqual([{ lane: 2, from: 2, to: 2, cause: 'other_laptop', holders: [] }]);
    expect(report).toMatchObject({ held: 2, unexplained: 2, otherLaptop: 1, voided: 1, reused: 0 });
    expect(reportNumbers(papers, [], { ...options, quiet: true })).toMatchObject({ unexplained: 4, otherLaptop: 0 });
  });

  it('sees one number on two papers', () => {
    const report = reportNumbers([paper(1, 1), paper(1, 1, { id: 'twin' })], [], options);
    expect(report.lanes[0]?.reused).toEqual([{ n: 1, ids: ['p-1-1', 'twin'] }]);
  });

  it('counts a year by itself, reads older numbers by the usual pattern, and leaves foreign ones aside', () => {
    const old = paper(1, 1, { numbered: undefined, number: 'M-12-1/1' });
    const foreign = paper(1, 9, { numbered: undefined, number: '77-boshqa' });
    const last = paper(1, 900, { regDate: '2025-12-31', numbered: { lane: 1, n: 900, year: 2025 } });
    expect(reportNumbers([old, foreign, last], [], options)).toMatchObject({
      papers: 2,
      unexplained: 0,
      foreign: [foreign.id],
    });
  });

  it('accounts for every number from 1 to the last, each once', () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(some, some, (given, held) => {
        const open = held.filter((n) => !given.includes(n)).map((n) => ({ n, holder: `h-${n}` }));
        const [lane] = reportNumbers(
          given.map((n) => paper(1, n)),
          open,
          options,
        ).lanes;
        const missing = (lane?.gaps ?? []).reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
        expect((lane?.papers ?? 0) + missing).toBe(lane?.last ?? 0);
        expect(lane?.last ?? 0).toBe(Math.max(0, ...given, ...open.map((one) => one.n)));
      }),
    );
  });
});

describe('the pages of a book', () => {
  it('hold every row once, in order, and never more than fits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 80 }), (heights) => {
        const pages = paginate(heights, 100);
        expect(pages.flatMap(({ from, to }) => heights.slice(from, to))).toEqual(heights);
        for (const { from, to } of pages) {
          expect(heights.slice(from, to).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(100);
        }
      }),
    );
    expect(paginate([150, 10], 100)).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ]);
  });

  it('go by day, then by laptop and number', () => {
    const entries = [
      paper(2, 1),
      paper(1, 2),
      paper(1, 1),
      paper(1, 3, { regDate: '2026-01-02' }),
      paper(1, 4, { regDate: '2027-01-02' }),
    ];
    expect(bookOrder(entries, '2026-01-01', '2026-12-31').map(({ id }) => id)).toEqual([
      'p-1-3',
      'p-1-1',
      'p-1-2',
      'p-2-1',
    ]);
  });
});
