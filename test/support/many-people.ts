import type { PersonFacts } from '#shared/domain/casework/duplicates.ts';
import { pinflCheckDigit } from '#shared/domain/casework/pinfl.ts';
import { toCyrillic } from '#shared/domain/language/transliterate.ts';

/** A whole number from 0 up to, not with, `below`. */
export type Dice = (below: number) => number;

/** Seeded (mulberry32): the same people at each run. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const MALE =
  'Abbos Abdulaziz Abdulla Abdumalik Abduvohid Adham Akbar Akmal Akrom Alisher Anvar Asqar Asror Azamat Aziz Azizbek Bahodir Baxtiyor Behzod Bekzod Botir Boʻri Davlat Davron Diyor Doniyor Dilshod Elyor Erkin Eldor Fayzulla Farhod Farrux Fozil Furqat Gʻani Gʻayrat Gʻolib Habib Hamid Hamza Hasan Hikmat Husan Ibrohim Ilhom Ikrom Islom Ismoil Jahongir Jamshid Jasur Javlon Javohir Jonibek Kamol Karim Komil Laziz Lutfulla Mahmud Mansur Maqsud Mirzo Mirzohid Muhammad Murod Musurmon Muzaffar Nodir Nosir Nuriddin Odil Olim Oybek Otabek Oʻktam Oʻlmas Poʻlat Qahramon Qobil Qodir Quvonch Rahim Ravshan Rustam Saidakbar Salim Samandar Sanjar Sardor Shavkat Sherzod Shohruh Shuhrat Sobir Sodiq Sunnat Tohir Tolib Temur Toʻlqin Ulugʻbek Umid Umar Usmon Vali Vohid Xayrulla Xasan Xurshid Yoqub Yusuf Yunus Zafar Zohid Zokir Ziyod'.split(
    ' ',
  );
const FEMALE =
  'Adiba Adolat Aziza Barno Bahora Dilafruz Dilbar Dildora Dilfuza Dilnoza Dilorom Durdona Farida Feruza Fotima Gavhar Guli Gulbahor Gulchehra Gulnora Gulsanam Gʻuncha Halima Hafiza Hilola Hulkar Iroda Jamila Kamola Karima Komila Laylo Lobar Lola Madina Mahliyo Maftuna Malika Maʼmura Manzura Marhabo Mavluda Mehri Mohira Mohigul Muazzam Mukarram Munira Munisa Muqaddas Mushtariy Muxlisa Nafisa Nargiza Nasiba Nigora Nilufar Nodira Noila Nozima Oygul Oydin Oysha Oʻgʻiloy Parvina Qunduz Rahima Raʼno Robiya Roziya Ruxshona Saida Salomat Sanobar Saodat Sarvinoz Sevara Shahlo Shahnoza Shahzoda Shirin Shoira Sitora Surayyo Tamara Toʻxta Umida Xadicha Xolida Yulduz Yoqut Zamira Zarina Zebo Zilola Ziyoda Zuhra Zulayho Zulfiya'.split(
    ' ',
  );
const ROOTS = [
  ...MALE,
  ...'Aʼzam Ahmad Ergash Eshmurod Hakim Haydar Hoshim Jalol Joʻra Mamat Mamajon Mirza Najmiddin Nazar Norboy Normat Oripov Qosim Qurbon Raxmatulla Roʻzi Sattor Sharof Tosh Toshmat Toshpoʻlat Turdi Turgʻun Tursun Umarali Xudoyberdi Xolmat Xolmirza Yoʻldosh Yaqub Zaynob Zayniddin'.split(
    ' ',
  ),
];
const STREETS =
  'Bogʻ,Mustaqillik,Navroʻz,Tinchlik,Doʻstlik,Yangi hayot,Gulzor,Chinor,Istiqlol,Nurafshon,Oltin vodiy,Beruniy,Navoiy'.split(
    ',',
  );

const one = <T>(dice: Dice, list: readonly T[]): T => list[dice(list.length)] as T;
const two = (n: number) => String(n).padStart(2, '0');

/** A generated record, as an office has it. */
export interface ManyPerson extends PersonFacts {
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly patronymic: string;
  readonly sex: 'female' | 'male';
}

/** A right number for a birth date and a sex, with the given place and serial. */
export function makePinfl(birthDate: string, sex: 'female' | 'male', place: number, serial: number): string {
  const [year, month, day] = birthDate.split('-') as [string, string, string];
  const century = Number(year.slice(0, 2)) - 18;
  const first = century * 2 + (sex === 'male' ? 1 : 2);
  const thirteen =
    `${first}${day}${month}${year.slice(2)}` + String(place).padStart(3, '0') + String(serial).padStart(3, '0');
  return `${thirteen}${pinflCheckDigit(thirteen)}`;
}

function surname(root: string, sex: 'female' | 'male'): string {
  const ending = /[aeiou]$/.test(root) ? 'yev' : 'ov';
  return `${root}${ending}${sex === 'female' ? 'a' : ''}`;
}

function father(root: string, sex: 'female' | 'male', dice: Dice): string {
  if (dice(3) === 0) return `${root} ${sex === 'female' ? 'qizi' : 'oʻgʻli'}`;
  const ending = /[aeiou]$/.test(root) ? 'yev' : 'ov';
  return `${root}${ending}${sex === 'female' ? 'na' : 'ich'}`;
}

/** People of no kin, a part of them without a number, a date or an address. */
export function makePerson(dice: Dice, id: string): ManyPerson {
  const sex = dice(2) === 0 ? 'female' : 'male';
  const birthDate = `${1940 + dice(80)}-${two(1 + dice(12))}-${two(1 + dice(28))}`;
  return {
    id,
    sex,
    familyName: surname(one(dice, ROOTS), sex),
    givenName: one(dice, sex === 'female' ? FEMALE : MALE),
    patronymic: father(one(dice, MALE), sex, dice),
    birthDate: dice(50) === 0 ? null : birthDate,
    pinfl: dice(5) === 0 ? null : makePinfl(birthDate, sex, dice(1000), dice(1000)),
    address: dice(10) === 0 ? null : `${one(dice, STREETS)} koʻchasi, ${1 + dice(200)}`,
    phone: dice(3) === 0 ? null : `+9989${dice(10)}${String(dice(10_000_000)).padStart(7, '0')}`,
  };
}

/** Ways in which one person comes to be written twice. */
export const FAULTS = [
  'other_script',
  'russian_spelling',
  'typo',
  'swapped_date',
  'changed_surname',
  'no_birth_date',
  'no_pinfl',
  'mistyped_pinfl',
] as const;
/** A way in which one person comes to be written twice. */
export type Fault = (typeof FAULTS)[number];

function eachName(person: ManyPerson, change: (name: string) => string): ManyPerson {
  return {
    ...person,
    familyName: change(person.familyName),
    givenName: change(person.givenName),
    patronymic: change(person.patronymic),
  };
}

const RUSSIAN: Readonly<Record<string, string>> = { ў: 'у', Ў: 'У', қ: 'к', Қ: 'К', ғ: 'г', Ғ: 'Г', ҳ: 'х', Ҳ: 'Х' };

/** As a Russian-speaking clerk writes it: Cyrillic without the four letters, and -ович for oʻgʻli. */
export function toRussianSpelling(name: string): string {
  return toCyrillic(name)
    .replace(/(.*) ўғли$/u, (_, root: string) => `${root}ович`)
    .replace(/(.*) қизи$/u, (_, root: string) => `${root}овна`)
    .replace(/[ўқғҳ]/giu, (letter) => RUSSIAN[letter] ?? letter)
    .replaceAll('ъ', '');
}

const LETTERS = 'abdefghijklmnopqrstuvxyz';

/** One letter put in, left out, changed, or changed places with its neighbour. */
export function withTypo(name: string, dice: Dice): string {
  for (;;) {
    const at = dice(name.length);
    const letter = LETTERS[dice(LETTERS.length)] as string;
    const typed = [
      () => name.slice(0, at) + letter + name.slice(at),
      () => name.slice(0, at) + name.slice(at + 1),
      () => name.slice(0, at) + letter + name.slice(at + 1),
      () => name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2),
    ][dice(4)]?.() as string;
    if (typed !== name && typed.length >= 2) return typed;
  }
}

/** The same person, written once more and otherwise. */
export function writeAgain(person: ManyPerson, fault: Fault, id: string, dice: Dice): ManyPerson {
  const again = { ...person, id };
  switch (fault) {
    case 'other_script':
      return eachName(again, (name) => toCyrillic(name));
    case 'russian_spelling':
      return eachName(again, toRussianSpelling);
    case 'typo': {
      const field = one(dice, ['familyName', 'givenName', 'patronymic'] as const);
      return { ...again, [field]: withTypo(again[field], dice) };
    }
    case 'swapped_date': {
      const [year, month, day] = (again.birthDate as string).split('-');
      return { ...again, birthDate: `${year}-${day}-${month}` };
    }
    case 'changed_surname':
      return { ...again, familyName: surname(one(dice, ROOTS), 'female') };
    case 'no_birth_date':
      return { ...again, birthDate: null, pinfl: dice(2) === 0 ? null : (again.pinfl ?? null) };
    case 'no_pinfl':
      return { ...again, pinfl: null };
    case 'mistyped_pinfl': {
      const number = again.pinfl as string;
      const at = dice(14);
      const digit = String((Number(number[at]) + 1 + dice(9)) % 10);
      return { ...again, pinfl: number.slice(0, at) + digit + number.slice(at + 1) };
    }
  }
}

/** Whether a person can be written twice in this way at all. */
export function suits(person: ManyPerson, fault: Fault): boolean {
  if (fault === 'swapped_date') {
    const [, month, day] = (person.birthDate ?? '').split('-');
    return month !== undefined && month !== day && Number(day) <= 12;
  }
  if (fault === 'changed_surname') return person.sex === 'female' && Boolean(person.birthDate);
  if (fault === 'no_birth_date') return Boolean(person.birthDate && (person.address || person.phone));
  if (fault === 'no_pinfl') return Boolean(person.pinfl && person.birthDate);
  return fault !== 'mistyped_pinfl' || Boolean(person.pinfl);
}

/** A base with planted duplicates. */
export interface ManyPeople {
  readonly people: readonly ManyPerson[];
  /** Two ids of one person each, and how the second came about. */
  readonly planted: readonly { readonly a: string; readonly b: string; readonly fault: Fault }[];
}

/**
 * A base of people in which some are written twice, each fault as often as another, and half of those have a twin
 * beside them: another given name, and the rest alike.
 */
export function makeManyPeople(count: number, duplicates: number, seed: number): ManyPeople {
  const dice = createDice(seed);
  const people: ManyPerson[] = [];
  const twins = Math.floor(duplicates / 2);
  for (let n = 0; n < count - duplicates - twins; n++) people.push(makePerson(dice, `p${n}`));
  const chosen = new Set<number>();
  const planted: { a: string; b: string; fault: Fault }[] = [];
  for (let n = 0; n < duplicates; n++) {
    const fault = FAULTS[n % FAULTS.length] as Fault;
    let at = dice(count - duplicates - twins);
    while (chosen.has(at) || !suits(people[at] as ManyPerson, fault)) at = dice(count - duplicates - twins);
    chosen.add(at);
    const person = people[at] as ManyPerson;
    const again = writeAgain(person, fault, `d${n}`, dice);
    people.push(again);
    planted.push({ a: person.id, b: again.id, fault });
    if (n % 2 === 1 || people.length >= count) continue;
    const sex = dice(4) === 0 ? (person.sex === 'male' ? 'female' : 'male') : person.sex;
    const names = (sex === 'female' ? FEMALE : MALE).filter((name) => name !== person.givenName);
    const birthDate = person.birthDate ?? null;
    people.push({
      ...person,
      id: `t${n}`,
      sex,
      givenName: one(dice, names),
      familyName: person.familyName.replace(/a?$/, '') + (sex === 'female' ? 'a' : ''),
      pinfl:
        birthDate && person.pinfl
          ? makePinfl(
              birthDate,
              sex,
              Number(person.pinfl.slice(7, 10)),
              (Number(person.pinfl.slice(10, 13)) + 1) % 1000,
            )
          : null,
    });
  }
  while (people.length < count) people.push(makePerson(dice, `x${people.length}`));
  return { people, planted };
}
