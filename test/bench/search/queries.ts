/** What a benchmark of search asks: names in the other script, with apostrophes and letters as people type them. */

/** A name in both scripts. */
export interface BenchName {
  readonly latn: string;
  readonly cyrl: string;
}

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const APOSTROPHES = ["'", '`', '´', '‘', '’', 'ʻ', 'ʼ', ''];
const MARKS = /['`´‘’ʻʼ]/g;
const LATIN = 'abdefghijklmnopqrstuvxyz';
const CYRILLIC = 'абвгдежзийклмнопрстуфхчшъэюяўқғҳ';

/** Every apostrophe as some keyboard types it, or not at all. */
export function changeApostrophes(text: string, random: Random): string {
  return text.replace(MARKS, () => pick(random, APOSTROPHES));
}

/** One letter of one word of four or more left out, put in, taken for another or swapped with the next. */
export function mistype(text: string, random: Random): string {
  const words = [...text.matchAll(/\p{L}{4,}/gu)];
  if (words.length === 0) return text;
  const word = pick(random, words);
  const at = word.index + Math.floor(random() * word[0].length);
  const alphabet = /[\u0400-\u04ff]/.test(word[0]) ? CYRILLIC : LATIN;
  const letter = text.charAt(at);
  const next = text.charAt(at + 1);
  const other = () =>
    pick(
      random,
      [...alphabet].filter((one) => one !== letter.toLowerCase()),
    );
  const kind = Math.floor(random() * 4);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + other() + text.slice(at);
  if (kind === 2 && /\p{L}/u.test(next) && next !== letter) {
    return text.slice(0, at) + next + letter + text.slice(at + 2);
  }
  return text.slice(0, at) + other() + text.slice(at + 1);
}

const RUSSIAN: Readonly<Record<string, string>> = { ў: 'у', қ: 'к', ғ: 'г', ҳ: 'х', Ў: 'У', Қ: 'К', Ғ: 'Г', Ҳ: 'Х' };
const RUSSIAN_LATIN: readonly (readonly [RegExp, string])[] = [
  [/o['`´‘’ʻʼ]/gi, 'u'],
  [/g['`´‘’ʻʼ]/gi, 'g'],
  [/q/gi, 'k'],
  [/x/gi, 'kh'],
  [/yo/gi, 'e'],
];

/** As a Russian form spells it: letters that Russian lacks by their nearest. */
export function spellInRussian(text: string): string {
  if (/[\u0400-\u04ff]/.test(text)) return text.replace(/[ўқғҳЎҚҒҲ]/g, (letter) => RUSSIAN[letter] as string);
  return RUSSIAN_LATIN.reduce((all, [from, to]) => all.replace(from, to), text);
}
