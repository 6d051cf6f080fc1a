import { strictKey } from '#shared/domain/language/keys.ts';
import { type Cell, textOf } from './cells.ts';

/** Kinds of lists that an office brings. */
export const IMPORT_KINDS = ['people', 'programmes', 'cases'] as const;
/** A kind of list, also the end of its i18n key. */
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Who somebody is, in every kind of list. */
const SUBJECT = [
  'fullName',
  'familyName',
  'givenName',
  'patronymic',
  'pinfl',
  'birthDate',
  'sex',
  'document',
  'address',
  'phone',
] as const;

/** What a column may hold, by kind of list. */
export const IMPORT_FIELDS = {
  people: [
    'familyNo',
    'relation',
    ...SUBJECT,
    'maritalStatus',
    'education',
    'work',
    'workplace',
    'profession',
    'disability',
    'income',
    'note',
  ],
  programmes: [
    ...SUBJECT,
    'programme',
    'category',
    'number',
    'minutesNumber',
    'minutesDate',
    'decisionNumber',
    'decisionDate',
    'enrolledOn',
    'note',
  ],
  cases: [...SUBJECT, 'caseKind', 'number', 'openedOn', 'caseState', 'closedOn', 'outcome', 'note'],
} as const satisfies Readonly<Record<ImportKind, readonly string[]>>;
/** What a column may hold, also the end of its i18n key. */
export type ImportField = (typeof IMPORT_FIELDS)[ImportKind][number];

/** Which column holds which field: the number of the column, from 0. */
export type Mapping = Readonly<Partial<Record<ImportField, number>>>;

// The beginnings of words by which heads of columns are known; compared by strict keys, so in both Uzbek scripts.
const HEADS: Readonly<Record<ImportField, readonly string[]>> = {
  familyNo: [
    'oila raqami',
    'oila №',
    'oila tartib',
    'xonadon raqami',
    'oila kodi',
    'номер семьи',
    '№ семьи',
    'семья №',
    'family number',
    'family no',
    'family id',
    'household',
  ],
  relation: [
    'qarindosh',
    'oila boshligʻiga',
    'oiladagi oʻrni',
    'kim boʻladi',
    'oila aʼzosi kim',
    'mavqei',
    'родство',
    'степень родства',
    'отношение к главе',
    'relation',
  ],
  fullName: [
    'fish',
    'f i sh',
    'f i o',
    'fio',
    'ф и о',
    'ф и ш',
    'фиш',
    'familiyasi ismi',
    'familiya ism',
    'toʻliq ism',
    'ism sharif',
    'familiya ismi sharifi',
    'фамилия имя',
    'full name',
    'name',
  ],
  familyName: ['familiya', 'фамилия', 'surname', 'family name', 'last name'],
  givenName: ['ism', 'имя', 'given name', 'first name'],
  patronymic: ['otasining ismi', 'ota ismi', 'sharif', 'отчество', 'patronymic', 'fathers name'],
  pinfl: ['jshshir', 'pinfl', 'jshir', 'shaxsiy raqam', 'пинфл', 'personal number', 'personal id'],
  birthDate: ['tugʻilgan', 'tugʻ', 'дата рождения', 'год рождения', 'рожд', 'birth', 'date of birth', 'dob'],
  sex: ['jinsi', 'jins', 'пол', 'sex', 'gender'],
  document: ['pasport', 'паспорт', 'hujjat', 'guvohnoma', 'документ', 'passport', 'id karta', 'document'],
  address: ['manzil', 'yashash', 'turar joy', 'uy', 'адрес', 'место жительства', 'address'],
  phone: ['telefon', 'tel', 'aloqa', 'телефон', 'тел', 'phone', 'mobile'],
  maritalStatus: ['oilaviy holat', 'nikoh', 'семейное положение', 'marital'],
  education: ['maʼlumoti', 'maʼlumot', 'образование', 'education'],
  work: ['bandligi', 'bandlik', 'mehnat holati', 'занятость', 'employment', 'work status'],
  workplace: ['ish joyi', 'ish oʻqish joyi', 'место работы', 'workplace'],
  profession: ['kasbi', 'mutaxassisligi', 'lavozimi', 'профессия', 'специальность', 'profession', 'occupation'],
  disability: ['nogironlik', 'nogironligi', 'инвалидность', 'группа инвалидности', 'disability'],
  income: ['daromad', 'oylik', 'доход', 'income'],
  note: [
    'izoh',
    'eslatma',
    'qoʻshimcha',
    'примечание',
    'комментарий',
    'mazmuni',
    'sababi',
    'note',
    'comment',
    'remark',
  ],
  programme: ['daftar', 'dastur', 'reyestr', 'программа', 'реестр', 'тетрадь', 'programme', 'program', 'register'],
  category: ['toifa', 'kategoriya', 'категория', 'основание', 'asos', 'category'],
  number: [
    'hujjat raqami',
    'ish raqami',
    'roʻyxat raqami',
    'qayd raqami',
    'tartib raqami',
    'номер',
    'рег',
    'number',
    'reg',
  ],
  minutesNumber: [
    'bayonnoma raqami',
    'bayonnoma №',
    'bayon raqami',
    'номер протокола',
    'протокол №',
    '№ протокола',
    'minutes number',
  ],
  minutesDate: ['bayonnoma sanasi', 'bayon sanasi', 'дата протокола', 'minutes date'],
  decisionNumber: ['qaror raqami', 'qaror №', 'номер решения', 'решение №', '№ решения', 'decision number'],
  decisionDate: ['qaror sanasi', 'дата решения', 'decision date'],
  enrolledOn: [
    'kiritilgan sana',
    'qoʻshilgan sana',
    'roʻyxatga olingan',
    'дата включения',
    'enrolled',
    'date of entry',
  ],
  caseKind: ['ish turi', 'yoʻnalish', 'turi', 'holat turi', 'вид', 'тип', 'вид дела', 'kind', 'type', 'case type'],
  openedOn: [
    'ochilgan',
    'boshlangan',
    'murojaat sanasi',
    'дата открытия',
    'открыто',
    'дата обращения',
    'opened',
    'start date',
  ],
  caseState: ['holati', 'ish holati', 'состояние', 'статус', 'state', 'status'],
  closedOn: ['yopilgan sana', 'yopilgan', 'tugagan sana', 'дата закрытия', 'closed'],
  outcome: ['natija', 'yopilish sababi', 'результат', 'причина закрытия', 'outcome', 'result'],
};

const KEYS = new Map(
  Object.entries(HEADS).map(([field, heads]) => [
    field as ImportField,
    heads.map((head) => strictKey(head.replaceAll('№', ' nr '))),
  ]),
);

const keyOf = (head: string) => strictKey(head.replaceAll('№', ' nr '));

/** How well a head tells a field: 0 for not at all, 1 for word by word. */
function likeness(head: string, words: string): number {
  if (head === words) return 1;
  const of = head.split(' ');
  const asked = words.split(' ');
  for (let from = 0; from + asked.length <= of.length; from++) {
    // The last word may have an ending: ism, ismi. Words of one or two letters are whole, or everything begins so.
    const fits = asked.every((word, at) =>
      word.length > 2 ? of[from + at]?.startsWith(word) : of[from + at] === word,
    );
    if (fits) return (0.9 * words.length) / Math.max(words.length, head.length) + (from === 0 ? 0.05 : 0);
  }
  return 0;
}

/** Which column seems to hold which field of a kind of list, by the words of its head. */
export function guessMapping(heads: readonly string[], kind: ImportKind): Mapping {
  const found: { readonly field: ImportField; readonly column: number; readonly score: number }[] = [];
  for (const [column, head] of heads.entries()) {
    const key = keyOf(head);
    if (key === '') continue;
    for (const field of IMPORT_FIELDS[kind]) {
      const score = Math.max(...(KEYS.get(field) ?? []).map((words) => likeness(key, words)));
      if (score > 0.15) found.push({ field, column, score });
    }
  }
  const mapping: Partial<Record<ImportField, number>> = {};
  const taken = new Set<number>();
  for (const { field, column } of found.toSorted((a, b) => b.score - a.score || a.column - b.column)) {
    if (mapping[field] !== undefined || taken.has(column)) continue;
    mapping[field] = column;
    taken.add(column);
  }
  return mapping;
}

const FURTHEST_HEAD = 30;

/** The row of heads, from 0: the one of the first thirty whose words tell most columns; the first filled one where none does. */
export function findHeadRow(rows: readonly (readonly Cell[] | null)[], kind: ImportKind): number {
  let best = -1;
  let most = 0;
  let first = -1;
  for (const [at, row] of rows.slice(0, FURTHEST_HEAD).entries()) {
    if (!row) continue;
    const heads = row.map((cell) => (typeof cell === 'string' ? textOf(cell).slice(0, 120) : ''));
    const filled = heads.filter(Boolean).length;
    if (filled > 0 && first < 0) first = at;
    const told = filled < 2 ? 0 : Object.keys(guessMapping(heads, kind)).length;
    if (told > most) {
      most = told;
      best = at;
    }
  }
  return best >= 0 ? best : Math.max(0, first);
}

/** The words of a row of heads. */
export function headsOf(row: readonly Cell[] | null | undefined): readonly string[] {
  return (row ?? []).map((cell) => textOf(cell).slice(0, 200));
}

/** One name for a list of heads, whatever its script: under it the columns that were chosen are remembered. */
export function fingerprint(heads: readonly string[], kind: ImportKind): string {
  let low = 0x811c9dc5;
  let high = 0x01234567;
  for (const letter of heads.map(keyOf).join('|')) {
    low = Math.imul(low ^ (letter.codePointAt(0) as number), 0x01000193);
    high = Math.imul(high ^ (letter.codePointAt(0) as number), 0x85ebca6b);
  }
  return `${kind}.${(low >>> 0).toString(36)}${(high >>> 0).toString(36)}`;
}
