import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  destructionGuard,
  inventory,
  MAX_SHEETS,
  mayBeDestroyed,
  mayBeFiled,
  retentionEnd,
  volumeFor,
  volumeId,
} from './archive.ts';

const volume = { fileId: 'file-1', year: 2020, volume: 1 };
const file = { years: 5 };

describe('volumes', () => {
  it('keeps a year from 1 January of the next one, and what is permanent for ever', () => {
    expect(retentionEnd(2020, { years: 5 })).toBe('2026-01-01');
    expect(retentionEnd(2020, { years: null })).toBeNull();
  });

  it('destroys only what is over, free and temporary', () => {
    expect(mayBeDestroyed(volume, file, '2025-12-31')).toBe('retention_running');
    expect(mayBeDestroyed(volume, file, '2026-01-01')).toBeNull();
    expect(mayBeDestroyed({ ...volume, hold: 'Sud ishi' }, file, '2030-01-01')).toBe('volume_held');
    expect(mayBeDestroyed(volume, { years: null }, '2099-01-01')).toBe('volume_permanent');
    expect(mayBeDestroyed(volume, null, '2099-01-01')).toBe('volume_permanent');
    expect(mayBeDestroyed({ ...volume, destroyedById: 'd-1' }, file, '2030-01-01')).toBe('volume_destroyed');
  });

  it('asks for a signed act that lists the volume', () => {
    const act = { state: 'signed', kind: 'destruction_act', regDate: '2026-02-01', destroys: ['v-1'] };
    const line = { kind: 'file', data: { index: '01', years: 5, source: 'x' } };
    const ask = (over: object) =>
      destructionGuard({
        id: 'v-1',
        volume: { ...volume, destroyedById: 'd-1' },
        file: line,
        act: { ...act, ...over },
      });
    expect(ask({})).toBeNull();
    expect(ask({ state: 'approved' })).toBe('destruction_act_missing');
    expect(ask({ destroys: ['v-2'] })).toBe('destruction_act_missing');
    expect(ask({ kind: 'act' })).toBe('destruction_act_missing');
    expect(ask({ regDate: '2025-12-31' })).toBe('retention_running');
    expect(destructionGuard({ id: 'v-1', volume: { ...volume, hold: 'x' }, file: line, act })).toBe('volume_held');
  });

  it('takes finished papers of its own year, with their sheets counted', () => {
    const paper = { state: 'sent', journal: 'outgoing', regDate: '2020-05-06', sheets: 3 };
    expect(mayBeFiled(paper, volume)).toBeNull();
    expect(mayBeFiled({ ...paper, regDate: '2021-01-01' }, volume)).toBe('volume_other_year');
    expect(mayBeFiled({ ...paper, state: 'awaiting_approval' }, volume)).toBe('paper_unfinished');
    expect(
      mayBeFiled({ state: 'registered', journal: 'internal', regDate: '2020-05-06', sheets: 1 }, volume),
    ).toBeNull();
    expect(mayBeFiled({ ...paper, sheets: undefined }, volume)).toBe('sheets_missing');
    expect(mayBeFiled(paper, { ...volume, closedDate: '2021-01-10' })).toBe('volume_closed');
    expect(mayBeFiled(paper, null)).toBe('volume_missing');
  });

  it('never puts more than 250 sheets into a volume, and loses no paper', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: MAX_SHEETS }), { maxLength: 60 }), (papers) => {
        const volumes: { data: { fileId: string; year: number; volume: number }; sheets: number }[] = [];
        for (const sheets of papers) {
          const place = volumeFor(volumes, sheets);
          const open = volumes.find(({ data }) => data.volume === place.volume);
          expect(open === undefined).toBe(place.fresh);
          if (open) open.sheets += sheets;
          else volumes.push({ data: { fileId: 'f', year: 2026, volume: place.volume }, sheets });
        }
        expect(volumes.every(({ sheets }) => sheets <= MAX_SHEETS)).toBe(true);
        expect(volumes.map(({ data }) => data.volume)).toEqual(volumes.map((_, at) => at + 1));
        expect(volumes.reduce((sum, one) => sum + one.sheets, 0)).toBe(papers.reduce((sum, n) => sum + n, 0));
      }),
    );
  });

  it('numbers the sheets of its inner list through, and shows what two laptops put over the brim', () => {
    const lines = inventory([
      { id: 'b', sheets: 200, regDate: '2026-02-01', n: 2 },
      { id: 'a', sheets: 10, regDate: '2026-01-01', n: 9 },
      { id: 'c', sheets: 60, regDate: '2026-02-01', n: 3 },
    ]);
    expect(lines.map(({ paper, from, to, over }) => [paper.id, from, to, over])).toEqual([
      ['a', 1, 10, false],
      ['b', 11, 210, false],
      ['c', 211, 270, true],
    ]);
  });

  it('is one volume however many laptops begin it', () => {
    expect(volumeId('file-1', 2026, 1)).toBe('v-2026-1-file-1');
  });
});
