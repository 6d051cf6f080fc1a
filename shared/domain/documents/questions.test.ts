import { Value } from '@sinclair/typebox/value';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  carryOver,
  compactFilled,
  type Filled,
  filledSchema,
  findFilledFaults,
  findQuestionsFaults,
  type Question,
  type Questions,
  questionsSchema,
  showFilled,
  summariseFilled,
} from './questions.ts';

const label = (text: string) => ({ 'uz-Latn': text });
const form = (...fields: Question[]): Questions => ({ version: 1, fields });
const houses: Question = {
  id: 'houses',
  kind: 'number',
  label: label('Uylar soni'),
  required: true,
  min: 0,
  whole: true,
};
const checked: Question = {
  id: 'checked',
  kind: 'date',
  label: label('Tekshirilgan kun'),
  required: true,
  from: '2026-11-01',
  to: '2026-11-30',
};
const heating: Question = {
  id: 'heating',
  kind: 'choice',
  label: label('Isitish'),
  required: true,
  choices: [
    { id: 'gas', label: label('Gaz') },
    { id: 'coal', label: label('Koʻmir') },
  ],
};
const ready: Question = { id: 'ready', kind: 'yes_no', label: label('Tayyormi'), required: true };
const note: Question = { id: 'note', kind: 'text', label: label('Izoh'), required: false, length: 10 };
const all = form(houses, checked, heating, ready, note);
const good: Filled = { houses: 120, checked: '2026-11-24', heating: 'gas', ready: false };

describe('an answer fits its form', () => {
  test('a whole one has no faults; the optional question may stay empty', () => {
    expect(findFilledFaults(all, good)).toEqual([]);
    expect(findFilledFaults(all, { ...good, note: 'Bor' })).toEqual([]);
  });

  test.each([
    ['houses', undefined, 'required'],
    ['houses', '120', 'not_number'],
    ['houses', Number.NaN, 'not_number'],
    ['houses', 1.5, 'not_whole'],
    ['houses', -1, 'too_small'],
    ['checked', '2026-02-30', 'not_day'],
    ['checked', '2026-10-31', 'too_early'],
    ['checked', '2026-12-01', 'too_late'],
    ['heating', 'wood', 'not_choice'],
    ['ready', 'true', 'not_yes_no'],
    ['ready', undefined, 'required'],
    ['note', 5, 'not_text'],
    ['note', '12345678901', 'too_long'],
    ['other', 'x', 'unknown'],
  ])('%s = %s is %s', (id, value, code) => {
    const { [id]: _, ...rest } = good;
    const filled = value === undefined ? rest : { ...rest, [id]: value };
    expect(findFilledFaults(all, filled as Filled)).toEqual([{ id, code }]);
  });

  test('false and zero are answers, blanks are none', () => {
    const optional = form({ ...houses, required: false }, { ...ready, required: true });
    expect(findFilledFaults(optional, { houses: 0, ready: false })).toEqual([]);
    expect(compactFilled({ a: ' ', b: 0, c: false, d: null, e: 'x' })).toEqual({ b: 0, c: false, e: 'x' });
    expect(findFilledFaults(form({ ...note, required: true }), { note: '  ' })).toEqual([
      { id: 'note', code: 'required' },
    ]);
  });

  test('names of the language itself are no questions', () => {
    const planted = JSON.parse('{"__proto__": 1, "constructor": 2}') as Filled;
    expect(findFilledFaults(form({ ...note, required: false }), planted).map((fault) => fault.code)).toContain(
      'unknown',
    );
    expect(Value.Check(filledSchema, planted)).toBe(false);
  });
});

describe('a form can be answered', () => {
  test('this one', () => {
    expect(Value.Check(questionsSchema, all)).toBe(true);
    expect(findQuestionsFaults(all)).toEqual([]);
  });

  test.each([
    [{ ...houses, label: label(' ') }, 'label_missing'],
    [{ ...houses, min: 5, max: 4 }, 'limits_crossed'],
    [{ ...houses, min: 0.2, max: 0.8 }, 'limits_crossed'],
    [{ ...checked, from: '2026-02-30' }, 'day_wrong'],
    [{ ...checked, from: '2026-12-01' }, 'limits_crossed'],
    [{ ...heating, choices: heating.choices?.slice(0, 1) }, 'choices_few'],
    [{ ...heating, choices: [...(heating.choices ?? []), { id: 'gas', label: label('Gaz 2') }] }, 'choice_twice'],
  ])('not with %j: %s', (question, fault) => {
    expect(findQuestionsFaults(form(note, question as Question))).toEqual([{ index: 1, fault }]);
  });

  test('nor with one id twice', () => {
    expect(findQuestionsFaults(form(note, note))).toEqual([{ index: 1, fault: 'id_twice' }]);
  });
});

test('answers are shown as a person reads them', () => {
  expect(showFilled(houses, 12_500, 'uz-Latn').replaceAll(/\s/g, ' ')).toBe('12 500');
  expect(showFilled(checked, '2026-11-24', 'ru')).toBe('24.11.2026');
  expect(showFilled(heating, 'coal', 'en')).toBe('Koʻmir');
  expect(showFilled(ready, false, 'uz-Cyrl')).toBe('Йўқ');
  expect(showFilled(note, undefined, 'en')).toBe('');
});

test('answers are summed up: numbers, choices, yes and no; what does not fit is left out', () => {
  const other: Filled = { houses: 0.5, heating: 'wood', ready: true };
  const found = summariseFilled(all, [good, { ...good, houses: 30, ready: true, heating: 'coal' }, other, {}]);
  expect(found).toEqual([
    { id: 'houses', answered: 2, numbers: { sum: 150, least: 30, greatest: 120 } },
    { id: 'checked', answered: 2 },
    { id: 'heating', answered: 2, counts: { gas: 1, coal: 1 } },
    { id: 'ready', answered: 3, counts: { yes: 2, no: 1 } },
    { id: 'note', answered: 0 },
  ]);
});

test('a corrected form keeps the answers that still fit', () => {
  const narrower = form({ ...houses, max: 100 }, ready, { ...note, required: true });
  expect(carryOver(narrower, { ...good, note: 'Bor' })).toEqual({ ready: false, note: 'Bor' });
  expect(carryOver(all, undefined)).toEqual({});
});

test('whatever passes the check carries over to the same form unchanged, and shows in every language', () => {
  const value = fc.record({
    houses: fc.integer({ min: 0, max: 99_999 }),
    checked: fc.integer({ min: 1, max: 30 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`),
    heating: fc.constantFrom('gas', 'coal'),
    ready: fc.boolean(),
  });
  fc.assert(
    fc.property(value, (filled) => {
      expect(findFilledFaults(all, filled)).toEqual([]);
      expect(carryOver(all, filled)).toEqual(filled);
      for (const question of all.fields.slice(0, 4)) {
        expect(showFilled(question, (filled as Filled)[question.id], 'ru')).not.toBe('');
      }
    }),
  );
});
