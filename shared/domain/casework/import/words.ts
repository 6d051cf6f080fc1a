import type { DISABILITY, EDUCATION, MARITAL_STATUS, WORK } from '../collections/people/index.ts';
import type { CASE_OUTCOMES, CaseKind } from '../collections/cases/index.ts';
import type { Relation } from '../household.ts';
import type { Sex } from '../pinfl.ts';
import { strictKey } from '#shared/domain/language/keys.ts';

/**
 * Words by which lists of offices call what the program has codes for, in Uzbek, Russian and English; one spelling does
 * for both Uzbek scripts, because they are compared by their strict keys.
 */
type Words<Code extends string> = Readonly<Record<string, readonly string[]>> &
  Partial<Record<Code, readonly string[]>>;

const RELATION: Words<Relation> = {
  head: [
    'boshliq',
    'oila boshligʻi',
    'oila boshi',
    'boshligʻi',
    'xonadon egasi',
    'uy egasi',
    'oʻzi',
    'глава',
    'глава семьи',
    'head',
  ],
  wife: ['xotini', 'rafiqasi', 'turmush oʻrtogʻi (ayol)', 'ayoli', 'жена', 'супруга', 'wife'],
  husband: ['eri', 'erkagi', 'муж', 'супруг', 'husband'],
  son: ['oʻgʻli', 'oʻgʻil', 'сын', 'son'],
  daughter: ['qizi', 'qiz', 'дочь', 'дочка', 'daughter'],
  father: ['otasi', 'ota', 'dadasi', 'отец', 'father'],
  mother: ['onasi', 'ona', 'oyisi', 'мать', 'mother'],
  brother: ['ukasi', 'akasi', 'aka', 'uka', 'брат', 'brother'],
  sister: ['singlisi', 'opasi', 'opa', 'singil', 'сестра', 'sister'],
  grandson: ['nevarasi', 'nabirasi (oʻgʻil)', 'внук', 'grandson'],
  granddaughter: ['nabirasi (qiz)', 'внучка', 'granddaughter'],
  grandfather: ['bobosi', 'buvasi', 'дед', 'дедушка', 'grandfather'],
  grandmother: ['buvisi', 'momosi', 'бабушка', 'grandmother'],
  son_in_law: ['kuyovi', 'kuyov', 'зять', 'son-in-law'],
  daughter_in_law: ['kelini', 'kelin', 'невестка', 'сноха', 'daughter-in-law'],
  other_relative: [
    'qarindoshi',
    'qarindosh',
    'jiyani',
    'nabirasi',
    'nabira',
    'родственник',
    'родственница',
    'племянник',
    'племянница',
    'relative',
  ],
  not_related: ['begona', 'qarindosh emas', 'ijarachi', 'не родственник', 'квартирант', 'not related', 'tenant'],
};

const SEX: Words<Sex> = {
  female: ['ayol', 'a', 'ayollar', 'qiz', 'xotin-qiz', 'женский', 'жен', 'ж', 'женщина', 'female', 'f', 'woman', '2'],
  male: ['erkak', 'e', 'er', 'oʻgʻil', 'мужской', 'муж', 'м', 'мужчина', 'male', 'm', 'man', '1'],
};

const MARITAL: Words<(typeof MARITAL_STATUS)[number]> = {
  single: [
    'turmush qurmagan',
    'uylanmagan',
    'boʻydoq',
    'не женат',
    'не замужем',
    'холост',
    'single',
    'turmushga chiqmagan',
  ],
  married: [
    'turmush qurgan',
    'uylangan',
    'turmushga chiqqan',
    'oilali',
    'nikohda',
    'женат',
    'замужем',
    'в браке',
    'married',
  ],
  divorced: ['ajrashgan', 'ajralgan', 'разведен', 'разведена', 'разведён', 'в разводе', 'divorced'],
  widowed: ['beva', 'turmush oʻrtogʻi vafot etgan', 'вдова', 'вдовец', 'widowed'],
};

const SCHOOLING: Words<(typeof EDUCATION)[number]> = {
  none: ['yoʻq', 'maʼlumotsiz', 'нет', 'без образования', 'none'],
  primary: ['boshlangʻich', 'начальное', 'primary'],
  secondary: ['oʻrta', 'umumiy oʻrta', 'среднее', 'secondary'],
  vocational: ['oʻrta maxsus', 'kasb-hunar', 'professional', 'среднее специальное', 'средне-специальное', 'vocational'],
  higher: ['oliy', 'высшее', 'higher', 'bakalavr', 'magistr'],
};

const LIVING: Words<(typeof WORK)[number]> = {
  employed: ['ishlaydi', 'band', 'xodim', 'ishchi', 'работает', 'занят', 'employed'],
  self_employed: [
    'oʻzini oʻzi band qilgan',
    'tadbirkor',
    'ytt',
    'yatt',
    'самозанятый',
    'самозанятая',
    'предприниматель',
    'ип',
    'self-employed',
  ],
  unemployed: ['ishsiz', 'ishlamaydi', 'безработный', 'безработная', 'не работает', 'unemployed'],
  homemaker: ['uy bekasi', 'домохозяйка', 'homemaker', 'housewife'],
  pupil: ['oʻquvchi', 'maktab oʻquvchisi', 'bogʻcha', 'школьник', 'школьница', 'ученик', 'ученица', 'pupil'],
  student: ['talaba', 'студент', 'студентка', 'student'],
  pensioner: ['pensioner', 'nafaqaxoʻr', 'nafaqada', 'пенсионер', 'пенсионерка'],
  unable: ['mehnatga layoqatsiz', 'нетрудоспособный', 'нетрудоспособная', 'unable to work'],
  soldier: ['harbiy', 'muddatli harbiy', 'военнослужащий', 'soldier'],
};

const DISABLED: Words<(typeof DISABILITY)[number]> = {
  none: ['yoʻq', 'нет', 'none', '-', '0'],
  group_1: ['1', 'i', '1-guruh', 'i guruh', '1 группа', 'i группа', 'group 1', '1 guruh nogironi'],
  group_2: ['2', 'ii', '2-guruh', 'ii guruh', '2 группа', 'ii группа', 'group 2', '2 guruh nogironi'],
  group_3: ['3', 'iii', '3-guruh', 'iii guruh', '3 группа', 'iii группа', 'group 3', '3 guruh nogironi'],
  child: [
    'nogiron bola',
    'nogironligi boʻlgan bola',
    'bolalikdan',
    'ребенок-инвалид',
    'ребёнок с инвалидностью',
    'disabled child',
  ],
};

const CASE: Words<CaseKind> = {
  violence: ['zoʻravonlik', 'zoʻravonlikdan jabrlangan', 'tazyiq', 'насилие', 'жертва насилия', 'violence', 'gbv'],
  unemployed: ['ishsiz', 'ishsizlik', 'bandlik', 'безработный', 'безработица', 'unemployed'],
  vulnerable_family: [
    'ehtiyojmand oila',
    'kam taʼminlangan',
    'kam taʼminlangan oila',
    'muhtoj oila',
    'ijtimoiy himoya',
    'малообеспеченная семья',
    'нуждающаяся семья',
    'vulnerable family',
  ],
  disability: ['nogironlik', 'nogironligi boʻlgan', 'инвалидность', 'инвалид', 'disability'],
  elderly_alone: [
    'yolgʻiz keksa',
    'yolgʻiz qariya',
    'oʻzgalar parvarishi',
    'одинокий пожилой',
    'одинокие пожилые',
    'elderly alone',
  ],
  youth: ['yoshlar', 'yosh', 'молодежь', 'молодёжь', 'youth'],
  child_without_care: [
    'qarovsiz bola',
    'yetim',
    'yetim bola',
    'ota-ona qaramogʻisiz',
    'ребенок без попечения',
    'сирота',
    'child without care',
    'orphan',
  ],
};

/** How far along a list says that a case is. */
export type ListedState = 'running' | 'closed';
const STATE: Words<ListedState> = {
  running: [
    'ochiq',
    'jarayonda',
    'ishda',
    'davom etmoqda',
    'yangi',
    'nazoratda',
    'открыт',
    'открыто',
    'в работе',
    'новый',
    'open',
    'running',
    'new',
  ],
  closed: [
    'yopilgan',
    'yopiq',
    'tugagan',
    'tugallangan',
    'bajarildi',
    'hal etildi',
    'закрыт',
    'закрыто',
    'завершен',
    'завершено',
    'closed',
    'done',
  ],
};

const OUTCOME: Words<(typeof CASE_OUTCOMES)[number]> = {
  own_wish: ['oʻz xohishi', 'oʻz xohishi bilan', 'по собственному желанию', 'own wish'],
  moved: ['koʻchib ketgan', 'koʻchib ketdi', 'переехал', 'переехала', 'выбыл', 'moved'],
  died: ['vafot etgan', 'vafot etdi', 'умер', 'умерла', 'died'],
  lost_contact: ['aloqa yoʻqolgan', 'topilmadi', 'связь потеряна', 'lost contact'],
  elsewhere: ['boshqa tashkilotda', 'boshqa idoraga oʻtkazilgan', 'передано', 'elsewhere'],
  opened_by_mistake: ['xato ochilgan', 'ошибочно', 'opened by mistake'],
};

function reader<Code extends string>(words: Readonly<Record<string, readonly string[] | undefined>>) {
  const codes = new Map<string, Code>();
  for (const [code, spellings = []] of Object.entries(words)) {
    codes.set(strictKey(code.replaceAll('_', ' ')), code as Code);
    for (const spelling of spellings) if (!codes.has(strictKey(spelling))) codes.set(strictKey(spelling), code as Code);
  }
  return (text: string): Code | null => codes.get(strictKey(text)) ?? null;
}

/** Reads a code by its words, in any script; null where the words are not known. */
export const READ_CODE = {
  relation: reader<Relation>(RELATION),
  sex: reader<Sex>(SEX),
  maritalStatus: reader<(typeof MARITAL_STATUS)[number]>(MARITAL),
  education: reader<(typeof EDUCATION)[number]>(SCHOOLING),
  work: reader<(typeof WORK)[number]>(LIVING),
  disability: reader<(typeof DISABILITY)[number]>(DISABLED),
  caseKind: reader<CaseKind>(CASE),
  caseState: reader<ListedState>(STATE),
  outcome: reader<(typeof CASE_OUTCOMES)[number]>(OUTCOME),
} as const;
