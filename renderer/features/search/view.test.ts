import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '../../ports/data.ts';
import { daysOf, EVERYTHING, fitOf, fromQuery, isFiltered, toQuery } from './view.ts';

const paper = (more: Partial<DocumentSummary>): DocumentSummary => ({
  id: 'd',
  journal: 'appeals',
  kind: 'request',
  state: 'in_execution',
  number: '1',
  regDate: '2026-11-02',
  receivedDate: '2026-11-01',
  dueDate: undefined,
  subject: 'Suv',
  correspondent: undefined,
  executorId: 'u-1',
  answersId: undefined,
  fromMinistry: false,
  conflicts: 0,
  place: 'server',
  ...more,
});
const TODAY = '2026-11-24';

describe('a view', () => {
  it.each([
    ['week', '2026-11-18'],
    ['month', '2026-11-01'],
    ['year', '2026-01-01'],
    ['last_year', '2025-01-01'],
  ] as const)('of a %s begins on %s', (period, from) => expect(daysOf(period, TODAY).from).toBe(from));

  it('has no rule without filters, and all of them at once with', () => {
    expect(fitOf({ ...EVERYTHING, text: 'suv' }, TODAY)).toBeNull();
    const fits = fitOf(
      { ...EVERYTHING, journal: 'appeals', state: 'open', kind: 'request', executor: 'u-1', period: 'month' },
      TODAY,
    );
    expect(fits?.(paper({}))).toBe(true);
    for (const other of [
      { journal: 'incoming' as const },
      { state: 'closed' },
      { kind: 'complaint' },
      { executorId: 'u-2' },
      // Received in October, registered in November: it came in October.
      { receivedDate: '2026-10-31' },
    ]) {
      expect(fits?.(paper(other))).toBe(false);
    }
    expect(fitOf({ ...EVERYTHING, state: 'closed' }, TODAY)?.(paper({ state: 'closed' }))).toBe(true);
    expect(
      fitOf(
        { ...EVERYTHING, period: 'year' },
        TODAY,
      )?.(paper({ journal: 'outgoing', regDate: undefined, receivedDate: undefined })),
    ).toBe(false);
  });

  it('comes back from its address, without what nobody knows', () => {
    const view = { ...EVERYTHING, text: 'oʻq & “x”', journal: 'acts', state: 'open', period: 'year' as const };
    expect(fromQuery(new URLSearchParams(toQuery(view)))).toEqual(view);
    expect(fromQuery(new URLSearchParams(toQuery(EVERYTHING)))).toBeNull();
    const odd = fromQuery(new URLSearchParams('journal=nowhere&period=aeon&q=a'));
    expect(odd).toEqual({ ...EVERYTHING, text: 'a' });
    expect(isFiltered(odd ?? EVERYTHING)).toBe(false);
  });
});
