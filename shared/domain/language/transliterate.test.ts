import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseApostrophes } from './apostrophes.ts';
import { toCyrillic, toLatin, toNewLatin } from './transliterate.ts';

const PAIRS: readonly (readonly [cyrillic: string, latin: string])[] = [
  ['Ўзбекистон Республикаси', 'Oʻzbekiston Respublikasi'],
  ['Тошкент шаҳри', 'Toshkent shahri'],
  ['фуқаролар йиғини', 'fuqarolar yigʻini'],
  ['Чўлпон', 'Choʻlpon'],
  ['маълумотнома', 'maʼlumotnoma'],
  ['Исҳоқ', 'Isʼhoq'],
  ['елкан', 'yelkan'],
  ['Аёл ва ёшлар', 'Ayol va yoshlar'],
  ['Юсуф ва Яҳё', 'Yusuf va Yahyo'],
  ['йўл', 'yoʻl'],
  ['ЙЎЛ', 'YOʻL'],
  ['конституция', 'konstitutsiya'],
  ['сентябрда', 'sentabrda'],
  ['Октябрь'.slice(0, 6), 'Oktabr'],
  ['ШАРҚ', 'SHARQ'],
  ['Шарқ', 'Sharq'],
  ['МФЙ', 'MFY'],
  ['Эгамов', 'Egamov'],
  ['поэзия', 'poeziya'],
  ['Алиев', 'Aliyev'],
  ['Элликқалъа', 'Ellikqalʼa'],
  ['ғалаба', 'gʻalaba'],
  ['ҒАЛАБА', 'GʻALABA'],
];

describe('Cyrillic to Latin', () => {
  test.each(PAIRS)('%s is %s', (cyrillic, latin) => expect(toLatin(cyrillic)).toBe(latin));

  test.each([
    ['цирк', 'sirk'],
    ['лицей', 'litsey'],
    ['абзац', 'abzats'],
    ['акция', 'aksiya'],
    ['щётка', 'shyotka'],
    ['мўъжиза', 'moʻjiza'],
    ['апрель', 'aprel'],
    ['съезд', 'sʼyezd'],
    ['поезд', 'poyezd'],
    ['Ш. Рашидов', 'Sh. Rashidov'],
  ])('%s is %s', (cyrillic, latin) => expect(toLatin(cyrillic)).toBe(latin));

  test('Latin, figures and signs stay; a decomposed й is still й', () => {
    expect(toLatin('Zavod No 5 (2026)')).toBe('Zavod No 5 (2026)');
    expect(toLatin('чой'.normalize('NFD'))).toBe('choy');
  });

  test('the new Latin becomes the old; е inside a word of mixed letters is not a beginning', () => {
    expect(toLatin('Özbekiston ŞARQ Çölpon')).toBe('Oʻzbekiston SHARQ Choʻlpon');
    expect(toLatin('Суwенли')).toBe('Suwenli');
  });

  test('an exception wins over the rules and keeps the case', () => {
    const exceptions = new Map([['цой', 'tsoy']]);
    expect(toLatin('Цой ЦОЙ цой', exceptions)).toBe('Tsoy TSOY tsoy');
  });
});

describe('Latin to Cyrillic', () => {
  test.each(PAIRS)('%s comes from %s', (cyrillic, latin) => expect(toCyrillic(latin)).toBe(cyrillic));

  test.each([
    ["O'zbekiston", 'Ўзбекистон'],
    ['O`zbekiston', 'Ўзбекистон'],
    ['G’alaba', 'Ғалаба'],
    ["ma'lumot", 'маълумот'],
    ['Özbekiston', 'Ўзбекистон'],
    ['ŞARQ', 'ШАРҚ'],
    ['Çölpon', 'Чўлпон'],
    ['ketsa', 'кетса'],
    ['ketsinlar', 'кетсинлар'],
    ['muddatsiz', 'муддатсиз'],
    ['MAʼLUMOTSIZLIKDAN', 'МАЪЛУМОТСИЗЛИКДАН'],
    ['Aliev', 'Алиев'],
    ['XX asr', 'XX аср'],
  ])('%s is %s', (latin, cyrillic) => expect(toCyrillic(latin)).toBe(cyrillic));

  test.each([
    ['Sirk', 'Цирк'],
    ['litseyda', 'лицейда'],
    ['KONSERTLARIMIZ', 'КОНЦЕРТЛАРИМИЗ'],
    ['aksiya', 'акция'],
    ['militsiyasiz', 'милициясиз'],
    ['meditsina', 'медицина'],
    ['skeptitsizm', 'скептицизм'],
    ['konferensiyalar', 'конференциялар'],
    ['pensiya', 'пенсия'],
    ['sessiya', 'сессия'],
    ['roli', 'роли'],
    ['rolni', 'рольни'],
    ['Sirkchi Salim', 'Циркчи Салим'],
    ['nolish', 'нолиш'],
    ['Qarateren`', 'Қаратеренъ'],
  ])('the loan word %s is %s', (latin, cyrillic) => expect(toCyrillic(latin)).toBe(cyrillic));

  test("the office's own exception wins over the rules and the list", () => {
    const exceptions = new Map([
      ['sirk', 'сирк'],
      ['tsoy', 'цой'],
    ]);
    expect(toCyrillic('Sirkda Tsoyning', exceptions)).toBe('Сиркда Цойнинг');
  });
});

describe('the new Latin', () => {
  test.each([
    ['Ўзбекистон', 'Özbekiston'],
    ["Gʻalaba ko'chasi", 'Ğalaba köçasi'],
    ['ШАРҚ', 'ŞARQ'],
    ['Shahrisabz', 'Şahrisabz'],
    ['Исҳоқ', 'Ishoq'],
  ])('%s is %s', (text, rendering) => expect(toNewLatin(text)).toBe(rendering));
});

// Letters that have one rendering wherever they stand: with these nothing is lost.
const lossless = fc
  .array(fc.constantFrom(...'абвгджзиклмнопрстуфқўғшч'), { minLength: 1, maxLength: 12 })
  .map((letters) => letters.join(''));

test('words of letters with one rendering come back unchanged, in either case and alphabet', () => {
  fc.assert(
    fc.property(lossless, (word) => {
      for (const text of [word, word.charAt(0).toUpperCase() + word.slice(1), `${word} ${word}`]) {
        expect(toCyrillic(toLatin(text))).toBe(text);
        expect(toCyrillic(toNewLatin(text))).toBe(text);
      }
    }),
  );
});

test('rendering twice changes nothing more, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = toLatin(text);
      expect(toLatin(once)).toBe(once);
      expect(toNewLatin(toNewLatin(text))).toBe(toNewLatin(text));
    }),
  );
});

test('each typed apostrophe becomes the right mark; quotes stay', () => {
  for (const mark of "'`´‘’ʻʼʿˈ′‛") {
    expect(normaliseApostrophes(`O${mark}tkir bo${mark}g${mark} ma${mark}no ko${mark}rg${mark}azma`)).toBe(
      'Oʻtkir boʻgʻ maʼno koʻrgʻazma',
    );
  }
  expect(normaliseApostrophes("'Navoiy' MFY")).toBe("'Navoiy' MFY");
  expect(normaliseApostrophes("‘Ma'no’ tobe' Qarateren`")).toBe('‘Maʼno’ tobeʼ Qaraterenʼ');
  expect(normaliseApostrophes("''Navoiy'' mo''jiza\n'bir\ntobe'")).toBe("''Navoiy'' moʻʼjiza\n'bir\ntobeʼ");
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = normaliseApostrophes(text);
      expect(normaliseApostrophes(once)).toBe(once);
    }),
  );
});
