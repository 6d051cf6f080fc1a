import { expect, test } from 'vitest';
import {
  findHeadRow,
  fingerprint,
  guessMapping,
  headsOf,
  IMPORT_FIELDS,
  type ImportField,
  type ImportKind,
} from './columns.ts';
import { READ_CODE } from './words.ts';

const named = (heads: readonly string[], kind: ImportKind) =>
  Object.fromEntries(
    Object.entries(guessMapping(heads, kind)).map(([field, column]) => [heads[column as number], field]),
  );

test.each<[string, ImportKind, Readonly<Record<string, ImportField>>]>([
  [
    'Uzbek, Latin script',
    'people',
    {
      'Oila raqami': 'familyNo',
      'F.I.Sh.': 'fullName',
      JSHSHIR: 'pinfl',
      "Tug'ilgan sanasi": 'birthDate',
      Jinsi: 'sex',
      'Oila boshligʻiga kim': 'relation',
      'Yashash manzili': 'address',
      'Telefon raqami': 'phone',
      'Pasport seriyasi va raqami': 'document',
      Izoh: 'note',
    },
  ],
  [
    'Uzbek, Cyrillic script',
    'people',
    {
      'Оила рақами': 'familyNo',
      Фамилияси: 'familyName',
      Исми: 'givenName',
      'Отасининг исми': 'patronymic',
      ЖШШИР: 'pinfl',
      'Туғилган санаси': 'birthDate',
      Жинси: 'sex',
      Манзили: 'address',
      Маълумоти: 'education',
      'Иш жойи': 'workplace',
    },
  ],
  [
    'Russian',
    'people',
    {
      '№ семьи': 'familyNo',
      Фамилия: 'familyName',
      Имя: 'givenName',
      Отчество: 'patronymic',
      ПИНФЛ: 'pinfl',
      'Дата рождения': 'birthDate',
      Пол: 'sex',
      'Степень родства': 'relation',
      'Адрес проживания': 'address',
      'Семейное положение': 'maritalStatus',
    },
  ],
  [
    'English',
    'people',
    {
      'Family number': 'familyNo',
      'Full name': 'fullName',
      'Date of birth': 'birthDate',
      Gender: 'sex',
      Address: 'address',
      Phone: 'phone',
    },
  ],
  [
    'a register',
    'programmes',
    {
      'F.I.O.': 'fullName',
      Daftar: 'programme',
      Toifasi: 'category',
      'Bayonnoma raqami': 'minutesNumber',
      'Bayonnoma sanasi': 'minutesDate',
      'Qaror raqami': 'decisionNumber',
      'Qaror sanasi': 'decisionDate',
    },
  ],
  [
    'a list of cases',
    'cases',
    {
      'Ф.И.О.': 'fullName',
      'Вид дела': 'caseKind',
      'Дата открытия': 'openedOn',
      Статус: 'caseState',
      Примечание: 'note',
    },
  ],
])('%s', (_, kind, wanted) => expect(named(Object.keys(wanted), kind)).toEqual(wanted));

test('columns that say nothing known are left alone, and no column is taken twice', () => {
  const mapping = guessMapping(['№', 'T/r', 'Familiyasi, ismi, sharifi', 'Boshqa', 'Telefon', 'Telefon 2'], 'people');
  expect(mapping).toEqual({ fullName: 2, phone: 4 });
});

test('the row of heads is found below a title, and is the first filled one where no words are known', () => {
  const rows = [
    ['Mahalla aholisi roʻyxati', null, null],
    [null, null, null],
    ['T/r', 'F.I.Sh.', 'Tugʻilgan sana', 'Manzil'],
    [1, 'Karimov Anvar', '15.06.1980', 'Bogʻ koʻchasi'],
  ];
  expect(findHeadRow(rows, 'people')).toBe(2);
  expect(headsOf(rows[2])).toEqual(['T/r', 'F.I.Sh.', 'Tugʻilgan sana', 'Manzil']);
  expect(findHeadRow([[null], null, ['a', 'b'], ['c', 'd']], 'people')).toBe(2);
  expect(findHeadRow([], 'people')).toBe(0);
});

test('one list has one name in both scripts, another list has another', () => {
  expect(fingerprint(['Фамилия', 'Исми'], 'people')).toBe(fingerprint(['Familiya', 'Ismi'], 'people'));
  expect(fingerprint(['Familiya', 'Ismi'], 'people')).not.toBe(fingerprint(['Familiya', 'Ismi'], 'cases'));
  expect(fingerprint(['a', 'b'], 'people')).not.toBe(fingerprint(['b', 'a'], 'people'));
});

test.each([
  ['relation', 'Oʻgʻli', 'son'],
  ['relation', 'ўғли', 'son'],
  ['relation', 'жена', 'wife'],
  ['relation', 'Oila boshligʻi', 'head'],
  ['sex', 'Аёл', 'female'],
  ['sex', 'М', 'male'],
  ['maritalStatus', 'бева', 'widowed'],
  ['education', 'Oʻrta maxsus', 'vocational'],
  ['work', 'ишсиз', 'unemployed'],
  ['disability', 'II guruh', 'group_2'],
  ['caseKind', 'Zoʻravonlik', 'violence'],
  ['caseState', 'закрыто', 'closed'],
  ['outcome', 'moved', 'moved'],
  ['sex', 'boshqa', null],
] as const)('%s "%s" is %s', (field, text, code) => expect(READ_CODE[field](text)).toBe(code));

test('every field of every kind can be told by some head', () => {
  for (const kind of ['people', 'programmes', 'cases'] as const) {
    expect(new Set(IMPORT_FIELDS[kind]).size).toBe(IMPORT_FIELDS[kind].length);
  }
});
