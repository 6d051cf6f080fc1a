import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '../../ports/data.ts';
import { currentOf, queueOf } from './queue.ts';

const paper = (id: string, state: string) => ({ id, state, journal: 'outgoing' }) as DocumentSummary;

const chair = { id: 'u-chair', role: 'chair' } as const;

describe('the chair’s queue', () => {
  it('holds what waits for approval or signature, the earliest first', () => {
    const papers = [
      paper('new', 'awaiting_approval'),
      paper('a', 'approved'),
      paper('s', 'signed'),
      paper('old', 'awaiting_approval'),
    ];
    expect(queueOf(papers, chair).map((one) => one.id)).toEqual(['old', 'a', 'new']);
  });

  it('goes on to the next paper when one leaves, ten in a row', () => {
    let queue: readonly DocumentSummary[] = queueOf(
      Array.from({ length: 10 }, (_, n) => paper(`p${9 - n}`, 'awaiting_approval')),
      chair,
    );
    const seen: string[] = [];
    let chosen: string | null = null;
    let place = 0;
    while (queue.length > 0) {
      const current = currentOf(queue, chosen, place) as DocumentSummary;
      seen.push(current.id);
      chosen = current.id;
      place = queue.indexOf(current);
      queue = queue.filter((one) => one !== current);
    }
    expect(seen).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9']);
    expect(currentOf([], 'p9', 3)).toBeNull();
  });

  it('steps back to the last one when the end of the queue leaves', () => {
    const queue = [paper('a', 'approved'), paper('b', 'approved')];
    expect(currentOf(queue, 'gone', 2)?.id).toBe('b');
  });

  it('holds for others what a route asks of them now, and for a deputy what it asks of the chair', () => {
    const papers = [
      { ...paper('theirs', 'awaiting_approval'), awaits: ['u-secretary'] },
      { ...paper('chairs', 'awaiting_approval'), awaits: ['u-chair'] },
      { ...paper('second', 'signed'), awaits: ['u-secretary', 'u-member'] },
      { ...paper('done', 'signed'), awaits: [] },
      paper('plain', 'awaiting_approval'),
    ];
    const secretary = { id: 'u-secretary', role: 'secretary' } as const;
    expect(queueOf(papers, secretary).map((one) => one.id)).toEqual(['second', 'theirs']);
    expect(queueOf(papers, chair).map((one) => one.id)).toEqual(['plain', 'chairs']);
    const deputy = { ...secretary, acting: true, standsFor: ['u-chair'] };
    expect(queueOf(papers, deputy).map((one) => one.id)).toEqual(['plain', 'second', 'chairs', 'theirs']);
  });
});
