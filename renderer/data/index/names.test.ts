import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { NameIndex } from './names.ts';
import { WordDistance } from './word-distance.ts';

/** The same distance by its definition. */
function slow(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] as number;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = least;
    }
  }
  return at(a.length, b.length);
}

const word = fc.array(fc.constantFrom(...'abcd'), { maxLength: 31 }).map((letters) => letters.join(''));

test('distances are those of the definition, to the whole and to the nearest beginning', () => {
  const distance = new WordDistance();
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), (asked, others) => {
      distance.ask(asked);
      for (const other of others) {
        expect(distance.to(other)).toBe(slow(asked, other));
        const beginnings = Array.from({ length: other.length + 1 }, (_, n) => slow(asked, other.slice(0, n)));
        expect(distance.beginning).toBe(Math.min(...beginnings));
      }
    }),
    { numRuns: 300 },
  );
});

describe('names', () => {
  const fill = () => {
    const index = new NameIndex();
    const slots = [
      index.add(['karimov', 'anvar'], ['chilonzor', '12']),
      index.add(['karimov', 'anvar'], ['navoiy']),
      index.add(['karimova', 'dilnoza', 'anvar']),
      index.add(['toshmatov', 'eldor']),
    ];
    return { index, slots };
  };

  it('come by their words, the nearest first', () => {
    const { index, slots } = fill();
    const of = (...words: string[]) => index.search(words, { limit: 3, typing: false }).map(({ slot }) => slot);
    expect(of('anvar', 'karimov').slice(0, 2)).toEqual(slots.slice(0, 2));
    expect(of('karmiov', 'anvar', 'navioy')[0]).toBe(slots[1]);
    expect(of('tashmatof')[0]).toBe(slots[3]);
    expect(of('zzz')).toEqual([]);
  });

  it('may go on while they are typed', () => {
    const { index, slots } = fill();
    expect(index.search(['tosh'], { limit: 3, typing: true })[0]?.slot).toBe(slots[3]);
    expect(index.search(['tosh'], { limit: 3, typing: false })).toEqual([]);
  });

  it('are gone when they are taken out', () => {
    const { index, slots } = fill();
    index.remove(slots[3] as number);
    index.remove(slots[3] as number);
    expect(index.size).toBe(3);
    expect(index.search(['toshmatov'], { limit: 3, typing: false })).toEqual([]);
  });

  it('may be asked for every word, or to please somebody', () => {
    const { index, slots } = fill();
    const of = (words: string[], more: object) =>
      index.search(words, { limit: 9, typing: false, ...more }).map(({ slot }) => slot);
    expect(of(['karimov', 'anvar'], {})).toHaveLength(3);
    expect(of(['karimov', 'anvar', 'chilonzor'], { every: true })).toEqual([slots[0]]);
    expect(of(['karimov', 'anvar'], { accept: (slot: number) => slot === slots[0] })).toEqual([slots[0]]);
    expect(index.holds(slots[1] as number, ['karimov', 'anvar'], ['navoiy'])).toBe(true);
    expect(index.holds(slots[1] as number, ['karimov', 'anvar'])).toBe(false);
    expect(index.holds(slots[1] as number, ['karimov'], ['anvar', 'navoiy'])).toBe(false);
  });

  it('answer a word that is asked for twice only if they have it twice', () => {
    const index = new NameIndex();
    for (let n = 0; n < 40; n++) index.add(['karimov', 'anvar'], [`nom${n}`]);
    const twice = index.add(['karimov', 'anvar', 'anvar'], ['karimov']);
    expect(index.search(['karimov', 'anvar', 'anvar', 'karimov'], { limit: 5, typing: false })[0]?.slot).toBe(twice);
  });

  it('are as many as are asked for, and the best of them', () => {
    const index = new NameIndex();
    for (let n = 0; n < 3_000; n++) index.add(['mfy', `nom${n}`]);
    const exact = index.add(['mfy', 'guliston']);
    const hits = index.search(['guliston', 'mfy'], { limit: 10, typing: false });
    expect(hits[0]?.slot).toBe(exact);
    expect(index.search(['mfy'], { limit: 10, typing: false })).toHaveLength(10);
  });
});
