import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '../../ports/data.ts';
import { countStates, EVERYTHING, filterPapers, isFinished } from './filter.ts';

const make = (count: number): DocumentSummary[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `d-${n}`,
    journal: 'appeals',
    kind: 'request',
    state: n % 3 === 0 ? 'closed' : 'in_execution',
    number: `12-1/${n}`,
    regDate: '2026-11-02',
    receivedDate: '2026-11-02',
    dueDate: n % 5 === 0 ? '2026-11-17' : '2026-12-30',
    subject: n % 7 === 0 ? 'Suv taʼminoti toʻgʻrisida' : 'Yer ajratish',
    correspondent: n % 11 === 0 ? 'Каримова Дилноза' : 'Toʻxtayev Anvar',
    executorId: n % 2 === 0 ? 'u-1' : 'u-2',
    answersId: undefined,
    fromMinistry: false,
    conflicts: 0,
    place: 'server',
  }));
const TODAY = '2026-11-24';

describe('a journal’s filter', () => {
  it('gives back the very same list when nothing is asked', () => {
    const papers = make(10);
    expect(filterPapers(papers, EVERYTHING, TODAY)).toBe(papers);
  });

  it('finds a name whichever script it is written or typed in', () => {
    const papers = make(50);
    const latin = filterPapers(papers, { ...EVERYTHING, text: 'karimova' }, TODAY);
    expect(latin).toHaveLength(5);
    expect(filterPapers(papers, { ...EVERYTHING, text: 'КАРИМОВА' }, TODAY)).toEqual(latin);
    expect(filterPapers(papers, { ...EVERYTHING, text: "ta'minoti" }, TODAY)).toHaveLength(8);
  });

  it('knows overdue from finished', () => {
    const overdue = filterPapers(make(30), { ...EVERYTHING, term: 'overdue' }, TODAY);
    expect(overdue.length).toBeGreaterThan(0);
    expect(overdue.every((paper) => paper.state !== 'closed')).toBe(true);
    expect(isFinished('closed')).toBe(true);
    expect(isFinished('sent')).toBe(true);
    expect(isFinished('signed')).toBe(false);
  });

  it('combines what is asked', () => {
    const found = filterPapers(make(60), { state: 'open', term: null, executorId: 'u-1', text: 'yer' }, TODAY);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((paper) => paper.state === 'in_execution' && paper.executorId === 'u-1')).toBe(true);
    expect(countStates(make(3)).get('closed')).toBe(1);
  });

  it('filters 50,000 papers within the blink of a list', () => {
    const papers = make(50_000);
    filterPapers(papers, { ...EVERYTHING, text: 'suv' }, TODAY);
    const start = performance.now();
    const found = filterPapers(papers, { ...EVERYTHING, text: 'suv karimova' }, TODAY);
    expect(found.length).toBeGreaterThan(100);
    expect(performance.now() - start).toBeLessThan(300);
  });
});
