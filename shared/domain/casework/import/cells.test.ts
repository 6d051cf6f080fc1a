import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addDays, formatDay } from '#shared/domain/language/dates.ts';
import {
  isDamaged,
  masked,
  readAmount,
  readDay,
  readDocument,
  readPhone,
  readPinfl,
  splitName,
  textOf,
} from './cells.ts';

const TODAY = '2026-11-28';

describe('days', () => {
  it.each([
    [new Date(Date.UTC(1980, 5, 15)), '1980-06-15'],
    [29387, '1980-06-15'],
    ['29387', '1980-06-15'],
    [29387.5, '1980-06-15'],
    ['15.06.1980', '1980-06-15'],
    ['15/6/1980', '1980-06-15'],
    ['15.06.1980 г.', '1980-06-15'],
    ['15.06.1980 0:00', '1980-06-15'],
    ['1980-06-15', '1980-06-15'],
    ['1980-06-15T00:00:00Z', '1980-06-15'],
    ['15.06.80', '1980-06-15'],
    // Nobody was born in 2047 yet.
    ['15.06.47', '1947-06-15'],
    ['15.06.05', '2005-06-15'],
    ['15061980', '1980-06-15'],
    [15061980, '1980-06-15'],
    ['15 iyun 1980', '1980-06-15'],
    ['1980-yil 15-iyun', '1980-06-15'],
    ['15 июня 1980 г.', '1980-06-15'],
    ['1980 йил 15 июн', '1980-06-15'],
    ['June 15, 1980', '1980-06-15'],
  ] as const)('%s is %s', (cell, day) => expect(readDay(cell, TODAY)).toEqual({ value: day, issue: null }));

  it.each(['31.02.1980', '1980', 1980, 'kecha', '15.06', new Date(Number.NaN), '99999', '0.5', 'e5'])(
    '%s is none, and is told',
    (cell) => expect(readDay(cell, TODAY)).toEqual({ value: null, issue: 'day_wrong' }),
  );

  it.each([null, '', '  ', '-', undefined])('%s is no day and no fault', (cell) =>
    expect(readDay(cell, TODAY)).toEqual({ value: null, issue: null }),
  );

  test('any day comes back from its serial number, its text and its date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 46_000 }), (serial) => {
        const day = addDays('1899-12-30', serial);
        for (const cell of [String(serial), formatDay(day), day, new Date(`${day}T00:00:00Z`)]) {
          // A number between 1900 and 2099 is a year to whoever reads it.
          if (cell === String(serial) && serial >= 1900 && serial < 2100) continue;
          expect(readDay(cell, '2030-01-01').value).toBe(day);
        }
      }),
    );
  });
});

describe('numbers of people', () => {
  it.each([
    [31210632040244, '31210632040244', null],
    ['31210632040244', '31210632040244', null],
    ['3 121063 204024 4', '31210632040244', null],
    [" '31210632040244", '31210632040244', null],
    [3121063204024, '3121063204024', 'pinfl_short'],
    ['3.12106E+13', null, 'pinfl_scientific'],
    ['3,12106E+13', null, 'pinfl_scientific'],
    ['312106320402444', null, 'pinfl_length'],
    ['yoʻq', null, 'pinfl_digits'],
    ['', null, null],
  ] as const)('%s', (cell, value, issue) => expect(readPinfl(cell)).toEqual({ value, issue }));
});

test.each([
  ['90 123-45-67', '+998901234567', null],
  [901234567, '+998901234567', null],
  ['+998 (90) 123 45 67', '+998901234567', null],
  ['90 123 45 67, 91 123 45 67', '+998901234567', 'phone_several'],
  ['1234', '1234', 'phone_invalid'],
] as const)('phone %s', (cell, value, issue) => expect(readPhone(cell)).toEqual({ value, issue }));

test.each([
  ['АА 1234567', 'AA1234567', null],
  ['I-TN 0123456', 'I-TN 0123456', 'passport_invalid'],
] as const)('document %s', (cell, value, issue) => expect(readDocument(cell)).toEqual({ value, issue }));

test.each([
  ['1 250 000', 1_250_000, null],
  ['1\u00a0250\u00a0000,00 soʻm', 1_250_000, null],
  ['1.250.000 сўм', 1_250_000, null],
  [1250000, 1_250_000, null],
  ['koʻp', null, 'number_wrong'],
  ['-5', null, 'number_wrong'],
  ['99999999999', null, 'number_wrong'],
] as const)('amount %s', (cell, value, issue) => expect(readAmount(cell, 1_000_000_000)).toEqual({ value, issue }));

test('texts keep script and spelling; blanks and apostrophes are tidied', () => {
  expect(textOf("  G'ani\u00a0\n o`g`li ")).toBe('Gʻani oʻgʻli');
  expect(textOf('Шавкат  Қодиров')).toBe('Шавкат Қодиров');
  expect(textOf('Анна\u200b Ивановна')).toBe('Анна Ивановна');
  expect(textOf(1.0e21)).toBe('1e+21');
  expect(textOf(31210632040244)).toBe('31210632040244');
  expect(textOf(true)).toBe('1');
  expect(splitName('Karimov Anvar Shavkat oʻgʻli')).toEqual({
    familyName: 'Karimov',
    givenName: 'Anvar',
    patronymic: 'Shavkat oʻgʻli',
  });
});

test.each([
  ['Каримов?', true],
  ['Shavk?t', true],
  ['???', true],
  ['Karim\uFFFDv', true],
  ['Karimov', false],
  ['?', false],
])('%s has lost letters: %s', (text, damaged) => expect(isDamaged(text)).toBe(damaged));

test('no cell, however strange, stops a reader', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.date({ noInvalidDate: false }),
    fc.constant(null),
  );
  fc.assert(
    fc.property(cell, (one) => {
      for (const read of [readPinfl, readPhone, readDocument]) {
        const { value } = read(one);
        expect(value === null || value.length <= 40).toBe(true);
      }
      const day = readDay(one, TODAY).value;
      expect(day === null || /^\d{4}-\d{2}-\d{2}$/.test(day)).toBe(true);
      const amount = readAmount(one, 1000).value;
      expect(amount === null || (Number.isInteger(amount) && amount >= 0 && amount <= 1000)).toBe(true);
      expect(textOf(one)).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test('a masked text tells nobody', () => {
  expect(masked('Karimov Anvar Shavkat oʻgʻli')).toBe('K… A… S… o…');
  expect(masked('31210632040244')).toBe('••••••••••••••');
  expect(masked('Боғ кўчаси, 4-уй')).toBe('Б… к…, •-у…');
});
