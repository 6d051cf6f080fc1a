import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameFact, knownFrom, readSetFact, replayFacts, toFactText } from './facts.ts';

const CODES = ['a', 'b', 'c', 'd'];

describe('facts', () => {
  it('write every kind of value, and tell not known from none', () => {
    expect(toFactText(null)).toBe('');
    expect(toFactText(undefined)).toBe('');
    expect(toFactText(0)).toBe('0');
    expect(toFactText(1_250_000)).toBe('1250000');
    expect(toFactText('Toʻxtayev')).toBe('Toʻxtayev');
    expect(toFactText([])).toBe('none');
    expect(toFactText(['a', 'b'])).toBe('+a +b');
    expect(toFactText(['a', 'c'], ['a', 'b'])).toBe('a +c -b');
    expect(toFactText([], ['a'])).toBe('none -a');
    expect(isSameFact(null, [])).toBe(false);
    expect(isSameFact(['a', 'b'], ['b', 'a'])).toBe(true);
    expect(isSameFact(null, '')).toBe(true);
    expect(isSameFact(null, 0)).toBe(false);
  });

  it('of a set read back what stands, what came and what went', () => {
    expect(readSetFact('a +c -b')).toEqual({ codes: ['a', 'c'], added: ['c'], removed: ['b'] });
    expect(readSetFact('none -a')).toEqual({ codes: [], added: [], removed: ['a'] });
  });

  it('replay any sequence of sets, and of other values, to the last one', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray(CODES), { minLength: 1 }), (sets) => {
        const entries = sets.map((set, at) => ({ value: toFactText(set, sets[at - 1]) }));
        expect(isSameFact(replayFacts(entries, 'set'), sets.at(-1))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { minLength: 1 }), (numbers) => {
        const entries = numbers.map((value) => ({ value: toFactText(value) }));
        expect(replayFacts(entries, 'number')).toBe(numbers.at(-1));
      }),
    );
    expect(replayFacts([], 'text')).toBeNull();
    // A list that came in from elsewhere says no signs.
    expect(replayFacts([{ value: 'a, b' }], 'set')).toEqual(['a', 'b']);
  });

  it('name the entry of the value that stands, not of one that lost', () => {
    const entries = [
      { id: '1', value: 'Maktab' },
      { id: '2', value: 'Bogʻcha' },
    ];
    expect(knownFrom(entries, 'Maktab')?.id).toBe('1');
    expect(knownFrom(entries, 'Zavod')).toBeUndefined();
  });
});
