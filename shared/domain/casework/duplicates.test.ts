import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePeople, DUPLICATE_FROM, DuplicateIndex, type PersonFacts } from './duplicates.ts';

const dilnoza: PersonFacts = {
  familyName: 'Karimova',
  givenName: 'Dilnoza',
  patronymic: 'Shavkat qizi',
  sex: 'female',
  birthDate: '1990-02-01',
  pinfl: '40102901950018',
  address: 'Bogʻ koʻchasi, 4',
};
const isSame = (change: PersonFacts) => comparePeople(dilnoza, { ...dilnoza, ...change }).score >= DUPLICATE_FROM;
const reasons = (change: PersonFacts) => comparePeople(dilnoza, { ...dilnoza, ...change }).reasons;

describe('one person, written twice', () => {
  test.each<[string, PersonFacts]>([
    ['in Cyrillic', { familyName: 'Каримова', givenName: 'Дилноза', patronymic: 'Шавкат қизи' }],
    ['in Russian spelling', { familyName: 'Каримова', givenName: 'Дильноза', patronymic: 'Шавкатовна' }],
    ['with a typo in the given name', { givenName: 'Dilnza', pinfl: null }],
    ['with day and month swapped', { birthDate: '1990-01-02', pinfl: null }],
    ['under a new surname', { familyName: 'Toʻxtasinova', pinfl: null, address: null }],
    ['without a birth date and a number', { birthDate: null, pinfl: null }],
    ['with a mistyped number', { pinfl: '40102901950013' }],
    ['with family and given name in each other’s place', { familyName: 'Dilnoza', givenName: 'Karimova', pinfl: null }],
    ['with one digit of the birth date wrong', { birthDate: '1990-02-07', pinfl: null }],
  ])('%s', (_, change) => {
    expect(isSame(change)).toBe(true);
  });

  test('says why', () => {
    expect(reasons({})).toEqual(['same_pinfl', 'same_name', 'same_birth_date', 'same_address']);
    expect(reasons({ familyName: 'Toʻxtasinova', pinfl: null })).toContain('changed_surname');
    expect(reasons({ birthDate: '1990-01-02' })).toContain('swapped_birth_date');
  });
});

describe('two people', () => {
  test.each<[string, PersonFacts]>([
    ['twins', { givenName: 'Dilfuza', pinfl: '40102901950025' }],
    ['twins of two sexes', { givenName: 'Dilshod', sex: 'male', pinfl: '30102901950011', familyName: 'Karimov' }],
    ['namesakes born in other years', { birthDate: '1975-11-23', pinfl: null, address: null }],
    ['sisters', { givenName: 'Nargiza', birthDate: '1993-05-07', pinfl: null }],
    ['namesakes with another father', { patronymic: 'Baxtiyor qizi', pinfl: null, birthDate: null, address: null }],
  ])('%s', (_, change) => {
    expect(isSame(change)).toBe(false);
  });
});

describe('the index', () => {
  const filled = () => {
    const index = new DuplicateIndex();
    index.set('a', dilnoza);
    index.set('b', { ...dilnoza, givenName: 'Dilnza', pinfl: null });
    index.set('c', { familyName: 'Aliyev', givenName: 'Vali', patronymic: 'Gʻani oʻgʻli', birthDate: '1990-02-01' });
    return index;
  };

  test('finds who is there already, and not the record itself', () => {
    expect(
      filled()
        .matches(dilnoza)
        .map((match) => match.id),
    ).toEqual(['a', 'b']);
    expect(
      filled()
        .matches({ ...dilnoza, id: 'a' })
        .map((match) => match.id),
    ).toEqual(['b']);
  });

  test('remembers that two are not one', () => {
    const parted = (a: string, b: string) => [a, b].toSorted().join() === 'a,b';
    expect(filled().matches({ ...dilnoza, id: 'a' }, parted)).toEqual([]);
    expect(filled().sweep(parted).pairs).toEqual([]);
    expect(
      filled()
        .sweep()
        .pairs.map(({ a, b }) => [a, b]),
    ).toEqual([['a', 'b']]);
  });

  test('forgets whom it is told to, and takes what was changed', () => {
    const index = filled();
    index.set('b', null);
    expect(index.size).toBe(2);
    expect(index.sweep().pairs).toEqual([]);
    index.set('c', { ...dilnoza, pinfl: null });
    expect(index.sweep().pairs.map(({ a, b }) => [a, b])).toEqual([['a', 'c']]);
  });
});

const facts = fc.record({
  familyName: fc.constantFrom('Karimova', 'Каримова', 'Aliyev', ''),
  givenName: fc.constantFrom('Dilnoza', 'Dilnza', 'Vali', 'Дилноза'),
  patronymic: fc.constantFrom('Shavkat qizi', 'Shavkatovna', null),
  birthDate: fc.constantFrom('1990-02-01', '1990-01-02', '1975-11-23', null),
  pinfl: fc.constantFrom('40102901950018', '40102901950013', null, 'x'),
  sex: fc.constantFrom('female' as const, 'male' as const, null),
});

test('a comparison has no direction, and a warning finds what a look through the base finds', () => {
  fc.assert(
    fc.property(fc.array(facts, { minLength: 2, maxLength: 12 }), (list) => {
      const index = new DuplicateIndex();
      list.forEach((one, at) => index.set(String(at), one));
      expect(comparePeople(list[0] as PersonFacts, list[1] as PersonFacts).score).toBe(
        comparePeople(list[1] as PersonFacts, list[0] as PersonFacts).score,
      );
      for (const { a, b } of index.sweep().pairs) {
        const warned = index.matches({ ...list[Number(a)], id: a }).map((match) => match.id);
        expect(warned).toContain(b);
      }
    }),
  );
});
