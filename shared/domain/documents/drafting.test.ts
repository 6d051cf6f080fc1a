import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAbolished } from './abolished.ts';
import { parseMarkup, parseRuns, stripMarkup } from './markup.ts';
import { checkParts, missingParts } from './parts.ts';
import { isRussian, renderIn } from './scripts.ts';

describe('marks in a paper’s text', () => {
  test('headings, lists, tables, bold', () => {
    const blocks = parseMarkup(
      'Salom,\n**Dilnoza** opa\n\n# Aniqlandi\n- bir\n- ikki\n\n3. uch\n4. toʻrt\n\n| Nomi | Soni |\n| --- | --- |\n| Uy | 3 |',
    );
    expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'heading', 'list', 'list', 'table']);
    expect(blocks[0]).toMatchObject({
      lines: [[{ text: 'Salom,' }], [{ text: 'Dilnoza', bold: true }, { text: ' opa' }]],
    });
    expect(blocks[3]).toMatchObject({ ordered: true, start: 3, items: [[{ text: 'uch' }], [{ text: 'toʻrt' }]] });
    expect(blocks[4]).toMatchObject({
      rows: [
        [[{ text: 'Nomi' }], [{ text: 'Soni' }]],
        [[{ text: 'Uy' }], [{ text: '3' }]],
      ],
    });
  });

  test('what is no mark stays text', () => {
    expect(parseRuns('2 ** 3 va **ochiq')).toEqual([{ text: '2 ** 3 va **ochiq', bold: false }]);
    expect(parseMarkup('#yoʻq\n-yoʻq')).toHaveLength(1);
    expect(stripMarkup('# Bosh\n**qalin** matn')).toBe('Bosh\nqalin matn');
  });

  test('no word of a text is lost, whatever it is', () => {
    const words = (text: string) => text.match(/\p{L}+/gu) ?? [];
    fc.assert(
      fc.property(fc.array(fc.constantFrom('# ', '- ', '1. ', '**', '|', 'uy', 'suv', ' ', '\n')), (parts) => {
        const text = parts.join('');
        const shown = parseMarkup(text)
          .flatMap((block) =>
            block.kind === 'heading'
              ? [block.runs]
              : block.kind === 'paragraph'
                ? block.lines
                : block.kind === 'list'
                  ? block.items
                  : block.rows.flat(),
          )
          .flat()
          .map((run) => run.text)
          .join(' ');
        expect(words(shown).join('')).toBe(words(text).join(''));
      }),
    );
  });
});

describe('parts of a dalolatnoma', () => {
  const whole = {
    kind: 'act',
    subject: 'Uy-joyni koʻzdan kechirish haqida',
    text: `Tuzilgan joyi: Navbahor MFY, Bogʻ koʻchasi, 4
Asos: Karimova D.ning murojaati
Komissiya raisi: A. Aliyev
Komissiya aʼzolari:
- B. Valiyev
- S. Saidova
Hozir boʻlganlar: D. Karimova

# Aniqlandi
Tom oqmoqda.

Ilovalar: surat, 2 varaq
Imzolar: A. Aliyev, B. Valiyev`,
  };

  test('a whole one lacks nothing, in either script', () => {
    expect(missingParts(whole)).toEqual([]);
    const { subject, text } = whole;
    expect(missingParts({ kind: 'act', subject: renderIn(subject, 'cyrl'), text: renderIn(text, 'cyrl') })).toEqual([]);
  });

  test('each part that is left out or left empty is named', () => {
    const lines = whole.text.split('\n');
    for (const [label, part] of [
      ['Tuzilgan joyi', 'place'],
      ['Asos', 'basis'],
      ['Komissiya raisi', 'chair'],
      ['Hozir', 'present'],
      ['Ilovalar', 'annexes'],
      ['Imzolar', 'signatures'],
    ] as const) {
      const without = lines.filter((line) => !line.startsWith(label)).join('\n');
      expect(missingParts({ ...whole, text: without })).toMatchObject([{ part, state: 'missing' }]);
      const empty = lines.map((line) => (line.startsWith(label) ? `${line.split(':')[0]}: ____` : line)).join('\n');
      expect(missingParts({ ...whole, text: empty })).toMatchObject([{ part, state: 'empty' }]);
    }
    expect(missingParts({ ...whole, subject: 'Uy-joy' })).toMatchObject([{ part: 'about' }]);
  });

  test('annexes have their pages counted, or are said to be none', () => {
    const annexes = (words: string) =>
      missingParts({ ...whole, text: whole.text.replace('surat, 2 varaq', words) }).map((one) => one.state);
    expect(annexes('surat')).toEqual(['bad_pages']);
    expect(annexes('yoʻq')).toEqual([]);
    expect(annexes('surat, 12 bet')).toEqual([]);
  });

  test('a letter has no parts', () => expect(checkParts({ kind: 'letter', text: '' })).toEqual([]));
});

describe('one text in several scripts', () => {
  test('Latin, Cyrillic and the alphabet of 2026', () => {
    expect(renderIn('Choʻl va togʻ, shahar', 'cyrl')).toBe('Чўл ва тоғ, шаҳар');
    expect(renderIn('Чўл ва тоғ, шаҳар', 'latn')).toBe('Choʻl va togʻ, shahar');
    expect(renderIn('Чўл ва тоғ, шаҳар', 'latn2026')).toBe('Çöl va toğ, şahar');
    expect(renderIn('Choʻl', 'written')).toBe('Choʻl');
  });

  test('Russian has no other rendering', () => {
    expect(isRussian('Ваше обращение рассмотрено и направлено')).toBe(true);
    expect(isRussian('Мурожаатингиз кўриб чиқилди')).toBe(false);
    expect(isRussian('Murojaatingiz')).toBe(false);
    expect(renderIn('Ответ на обращение', 'latn')).toBe('Ответ на обращение');
  });
});

describe('abolished papers', () => {
  const about = (kind: string, title: string, day = '2026-11-24') => findAbolished({ kind, title }, day)?.topic ?? null;

  test('known by their words in any script, from their day on', () => {
    expect(about('certificate', 'Yashash joyi toʻgʻrisida maʼlumotnoma')).toBe('residence');
    expect(about('certificate', 'Яшаш жойидан маълумотнома')).toBe('residence');
    expect(about('certificate', 'Ishsizlik haqida maʼlumotnoma')).toBe('unemployment');
    expect(about('certificate', 'Qaramogʻidagilar haqida')).toBe('care');
    expect(about('certificate', 'Oila tarkibi toʻgʻrisida maʼlumotnoma')).toBe('family');
    expect(about('certificate', 'Справка о составе семьи')).toBe('family');
    expect(about('character_reference', 'Tavsifnoma')).toBe('character');
    expect(about('certificate', 'Oila tarkibi', '2019-12-31')).toBeNull();
    expect(about('certificate', 'Oila tarkibi', '2020-01-01')).toBe('family');
    expect(about('certificate', 'Yashash joyi toʻgʻrisida', '2018-10-14')).toBeNull();
  });

  test('other papers are left alone; a topic that is named decides', () => {
    expect(about('certificate', 'Hunarmandchilik bilan shugʻullanishi haqida')).toBeNull();
    expect(about('letter', 'Oila tarkibi haqida')).toBeNull();
    expect(findAbolished({ kind: 'certificate', topic: 'family', title: 'X' }, '2026-01-01')?.instead).toBe(
      'civil_registry',
    );
    expect(findAbolished({ kind: 'certificate', topic: 'other', title: 'Oila tarkibi' }, '2026-01-01')).toBeNull();
  });
});
