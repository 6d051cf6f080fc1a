import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PersonFacts } from './duplicates.ts';
import { sketchable, sketchKeys } from './sketches.ts';

const dilnoza: PersonFacts = {
  familyName: 'Karimova',
  givenName: 'Dilnoza',
  patronymic: 'Shavkat qizi',
  birthDate: '1990-02-01',
  pinfl: '40102901950018',
};
/** The most that a key says which both have; 0 where they share none. */
function shared(a: PersonFacts, b: PersonFacts): number {
  const theirs = new Set(sketchKeys(b).map((one) => one.key));
  return Math.max(
    0,
    ...sketchKeys(a)
      .filter((one) => theirs.has(one.key))
      .map((one) => one.strength),
  );
}

describe('one person in two offices', () => {
  test.each<[string, PersonFacts, number]>([
    ['in Cyrillic', { familyName: 'Каримова', givenName: 'Дилноза', patronymic: 'Шавкат қизи', pinfl: null }, 3],
    [
      'in Russian spelling',
      { familyName: 'Каримова', givenName: 'Дильноза', patronymic: 'Шавкатовна', pinfl: null },
      3,
    ],
    ['by the number alone', { familyName: 'Xxx', givenName: 'Yyy', patronymic: null, birthDate: null }, 3],
    ['with day and month swapped', { birthDate: '1990-01-02', pinfl: null }, 3],
    ['with a mistyped number', { pinfl: '40102901950013' }, 3],
    ['under a new surname', { familyName: 'Toʻxtasinova', pinfl: null }, 2],
    ['without the father’s name', { patronymic: null, pinfl: null }, 2],
    ['with a typo at the end of the given name', { givenName: 'Dilnosa', pinfl: null }, 1],
  ])('%s', (_, change, strength) => {
    expect(shared(dilnoza, { ...dilnoza, ...change })).toBe(strength);
  });

  test('a twin of another name shares nothing but, at most, a beginning', () => {
    expect(shared(dilnoza, { ...dilnoza, givenName: 'Nargiza', pinfl: null })).toBe(0);
    expect(shared(dilnoza, { ...dilnoza, givenName: 'Dilfuza', pinfl: null })).toBe(1);
  });

  test('a name alone gives no key: nobody can ask where somebody lives', () => {
    expect(sketchKeys({ ...dilnoza, birthDate: null, pinfl: null })).toEqual([]);
    expect(sketchKeys({ ...dilnoza, birthDate: null, pinfl: '40102901950013' })).toEqual([]);
    expect(sketchKeys({})).toEqual([]);
  });

  test('keys never repeat, and never depend on case or script', () => {
    const word = fc.constantFrom('Karimova', 'Каримова', 'KARIMOVA', 'karimova');
    fc.assert(
      fc.property(word, word, (one, two) => {
        const keysOf = (familyName: string) => sketchKeys({ ...dilnoza, familyName }).map((each) => each.key);
        expect(keysOf(one)).toEqual(keysOf(two));
        expect(new Set(keysOf(one)).size).toBe(keysOf(one).length);
      }),
    );
  });
});

describe('who may be in the sketches', () => {
  const consent = (id: string, purpose: 'base' | 'photo', until?: string) => ({
    id,
    purpose,
    ...(until ? { until } : {}),
    actor: 'u',
    at: 'x',
  });
  const withdrawal = (consentId: string) => ({ id: `w-${consentId}`, consentId, actor: 'u', at: 'x' });

  test('whoever was never asked, and whoever agreed, until then', () => {
    expect(sketchable({})).toEqual({ until: null });
    expect(sketchable({ consents: [consent('c1', 'base')] })).toEqual({ until: null });
    expect(
      sketchable({ consents: [consent('c1', 'base', '2026-01-01'), consent('c2', 'base', '2027-01-01')] }),
    ).toEqual({ until: '2027-01-01' });
  });

  test('not whoever withdrew it, until they agree again', () => {
    const consents = [consent('c1', 'base'), consent('c2', 'photo')];
    expect(sketchable({ consents, withdrawals: [withdrawal('c2')] })).toEqual({ until: null });
    expect(sketchable({ consents, withdrawals: [withdrawal('c1')] })).toBe(null);
    expect(sketchable({ consents: [...consents, consent('c3', 'base')], withdrawals: [withdrawal('c1')] })).toEqual({
      until: null,
    });
  });
});
