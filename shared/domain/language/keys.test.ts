import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looseKey, nameKey, strictKey } from './keys.ts';
import { toLatin, toNewLatin } from './transliterate.ts';

test.each([
  ['Шавкат', 'Shavkat'],
  ['Шавкат', 'Şavkat'],
  ["To'xtayev O‘ktam", 'Тўхтаев Ўктам'],
  ['Öktam', 'Oʻktam'],
  ['Алиев', 'Aliyev'],
  ['Aliev', 'Aliyev'],
  ['Маъмура', "Ma'mura"],
  ['  Karimova,  Dilnoza ', 'КАРИМОВА ДИЛНОЗА'],
  ['чой'.normalize('NFD'), 'choy'],
])('the strict keys of %j and %j meet', (a, b) => expect(strictKey(a)).toBe(strictKey(b)));

test('a lost letter does not split a word', () => expect(strictKey('Б?руний кўчаси')).toBe('bruniy kochasi'));

test.each([
  ['Shavkat', 'shavket', false],
  ['Ходжаев', 'Xoʻjayev', true],
  ['Юсупов', 'Yusupov', true],
  ['Khodjaev', 'Хўжаев', true],
  ['Quvvat', 'Kuvat', true],
  ['Мухаммад', 'Muhammad', true],
])('the loose keys of %s and %s meet: %s', (a, b, meet) => expect(looseKey(a) === looseKey(b)).toBe(meet));

test.each([
  ['Karimov Anvar Alisherovich', 'Каримов Анвар Алишер ўғли'],
  ['Karimova Dilnoza Alisherovna', 'Karimova Dilnoza Alisher qizi'],
  ['Каримова Дилноза Алишер кизи', 'Karimova Dilnoza Alisher qizi'],
  ['Aliyevich', 'Aliyevich'],
])('the name keys of %s and %s meet', (a, b) => {
  expect(nameKey(a)).toBe(nameKey(b));
  expect(nameKey(a, 'loose')).toBe(looseKey(nameKey(b)));
});

test('a name that only looks like an ending stays', () => {
  expect(nameKey('Ovich')).toBe('ovich');
  expect(nameKey('Qizi')).toBe('qizi');
});

const cyrillic = fc
  .array(fc.constantFrom(...'абвгдежзийклмнопрстуфхқҳўғшчёюяэъ '), { maxLength: 30 })
  .map((letters) => letters.join(''));

test('keys are the same for every script of a text, and a key of a key is itself', () => {
  fc.assert(
    fc.property(cyrillic, (text) => {
      const key = strictKey(text);
      expect(strictKey(toLatin(text))).toBe(key);
      expect(strictKey(toNewLatin(text))).toBe(key);
      expect(strictKey(text.toUpperCase())).toBe(key);
      expect(strictKey(key)).toBe(key);
      expect(looseKey(toLatin(text))).toBe(looseKey(text));
      expect(key).toMatch(/^[a-z0-9 ]*$/);
    }),
  );
});

// Any text must come to the same key whether it takes the fast way or not: a letter outside of it makes it take the other.
const mixed = fc
  .array(fc.constantFrom(...'абцЦеЕйяЯтсентябрьоктябръўЎғҳқщыabeyYtsQ019 -.?\'`’ʻʼ"\n\t«№–“\u00a0'), { maxLength: 24 })
  .map((letters) => letters.join(''));

test('the fast way to a loose key leads where the rules do', () => {
  const slow = (text: string) => looseKey(`${text} \u0251`).replace(/ ?\u0251$/, '');
  const letters = fc.array(fc.constantFrom(...'kkhhxqddjjouaeiyyb1 '), { maxLength: 16 }).map((all) => all.join(''));
  fc.assert(
    fc.property(letters, (text) => {
      expect(looseKey(text)).toBe(slow(text));
    }),
    { numRuns: 1_000 },
  );
});

test('the fast way to a key leads where the rules do', () => {
  const slow = (text: string) => strictKey(`${text} \u0251`).replace(/ ?\u0251$/, '');
  fc.assert(
    fc.property(mixed, (text) => {
      expect(strictKey(text)).toBe(slow(text));
    }),
    { numRuns: 2_000 },
  );
  for (const text of ['сентябрь', 'Октябрда', 'тяга', 'МЕЦЕНАТ', 'цирк', 'лицей', 'съезд', 'Исҳоқ']) {
    expect(strictKey(text)).toBe(slow(text));
  }
});
