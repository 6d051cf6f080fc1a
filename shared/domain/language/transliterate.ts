import { normaliseApostrophes, TURNED_COMMA, TUTUQ } from './apostrophes.ts';
import { type Exceptions, findException, LOAN_WORDS } from './exceptions.ts';

/**
 * Uzbek in its scripts: Cyrillic, Latin (1995, oʻ gʻ sh ch) and the new Latin (ö ğ ş ç). One text is stored and the
 * other scripts are renderings. Cyrillic to Latin follows the rules with few exceptions; Latin to Cyrillic loses
 * letters (e and ye, s and ц, ъ and ь), so words that the rules get wrong go into a list: that of `exceptions.ts`, and
 * the office's own before it.
 */

const LATIN: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  ж: 'j',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'x',
  қ: 'q',
  ҳ: 'h',
  ў: `o${TURNED_COMMA}`,
  ғ: `g${TURNED_COMMA}`,
  ш: 'sh',
  ч: 'ch',
  щ: 'sh',
  ё: 'yo',
  ю: 'yu',
  я: 'ya',
  э: 'e',
  ы: 'i',
  ъ: TUTUQ,
  ь: '',
};

const CYRILLIC: Readonly<Record<string, string>> = {
  [`o${TURNED_COMMA}`]: 'ў',
  [`g${TURNED_COMMA}`]: 'ғ',
  [`yo${TURNED_COMMA}`]: 'йў',
  [`s${TUTUQ}h`]: 'сҳ',
  sh: 'ш',
  ch: 'ч',
  yo: 'ё',
  yu: 'ю',
  ya: 'я',
  ye: 'е',
  a: 'а',
  b: 'б',
  d: 'д',
  f: 'ф',
  g: 'г',
  h: 'ҳ',
  i: 'и',
  j: 'ж',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'н',
  o: 'о',
  p: 'п',
  q: 'қ',
  r: 'р',
  s: 'с',
  t: 'т',
  u: 'у',
  v: 'в',
  x: 'х',
  y: 'й',
  z: 'з',
  [TUTUQ]: 'ъ',
};

const CYRILLIC_VOWELS = 'аеёиоуўыэюя';
const LATIN_VOWELS = 'aeiou';
const CYRILLIC_WORD = /[\u0400-\u04ff]+/gu;
const LATIN_WORD = new RegExp(`[A-Za-z][A-Za-z${TURNED_COMMA}${TUTUQ}]*`, 'g');
/** A stem in t with the suffix -siz (without) or -sin (let him): muddatsiz, ketsinlar; not skeptitsizm, meditsina. */
const NATIVE_TSI = /^tsi(?:z(?!m)|n(?:lar)?$)/;
const LETTER = /\p{L}/u;
const ROMAN = /^[IVXLC]{2,}$/;

// Months lost their я on the way into Latin.
const STEMS: readonly (readonly [cyrillic: string, latin: string])[] = [
  ['сентябр', 'sentabr'],
  ['октябр', 'oktabr'],
];

const isUpper = (text: string) => text !== text.toLowerCase();

/** Gives a rendered piece the case of the letter it came from; in an all-capital word a digraph is all capital. */
function withCase(piece: string, upper: boolean, allCapital: boolean): string {
  if (!upper) return piece;
  return allCapital ? piece.toUpperCase() : piece.charAt(0).toUpperCase() + piece.slice(1);
}

function isAllCapital(word: string): boolean {
  const letters = word.replace(/[^\p{L}]|[\u02bb\u02bc]/gu, '');
  return letters.length > 1 && letters === letters.toUpperCase();
}

function likeWord(word: string, rendering: string): string {
  if (isAllCapital(word)) return rendering.toUpperCase();
  return isUpper(word.charAt(0)) ? rendering.charAt(0).toUpperCase() + rendering.slice(1) : rendering;
}

function latinWord(word: string, inside: boolean, exceptions: Exceptions): string {
  const lower = word.toLowerCase();
  const known = findException(lower, exceptions);
  if (known) return likeWord(word, known.becomes) + latinLetters(word, known.length, inside);
  for (const [stem, latin] of STEMS) {
    if (lower.startsWith(stem))
      return likeWord(word.slice(0, stem.length), latin) + latinLetters(word, stem.length, inside);
  }
  return latinLetters(word, 0, inside);
}

/** @param inside whether the word goes on from letters of another script, so that its first letter begins nothing */
function latinLetters(word: string, start: number, inside: boolean): string {
  const lower = word.toLowerCase();
  const allCapital = isAllCapital(word);
  let out = '';
  for (let at = start; at < lower.length; at++) {
    const letter = lower.charAt(at);
    const before = at > 0 ? lower.charAt(at - 1) : '';
    let piece: string;
    if (letter === 'е') {
      piece = (before === '' && !inside) || (before !== '' && 'аеёиоуўыэюяъь'.includes(before)) ? 'ye' : 'e';
    } else if (letter === 'ц') {
      piece = before !== '' && CYRILLIC_VOWELS.includes(before) ? 'ts' : 's';
    } else if (letter === 'ъ' && before === 'ў') {
      piece = '';
    } else if (letter === 'ҳ' && before === 'с') {
      piece = `${TUTUQ}h`;
    } else {
      piece = LATIN[letter] ?? word.charAt(at);
    }
    out += withCase(piece, isUpper(word.charAt(at)), allCapital);
  }
  return out;
}

const NONE: Exceptions = new Map();

/**
 * Uzbek Cyrillic, or the new Latin, as the Latin of 1995. What is that already stays, except that its apostrophes are
 * put right.
 * @param exceptions words that the rules get wrong, lower-case Cyrillic to lower-case Latin
 */
export function toLatin(text: string, exceptions: Exceptions = NONE): string {
  return normaliseApostrophes(toRawLatin(text, exceptions));
}

/** {@link toLatin} with apostrophes as they were typed, for those who take them off anyway. */
export function toRawLatin(text: string, exceptions: Exceptions = NONE): string {
  return fromNewLatin(text.normalize('NFC')).replace(CYRILLIC_WORD, (word, at: number, whole: string) =>
    latinWord(word, LETTER.test(whole.charAt(at - 1)), exceptions),
  );
}

function cyrillicWord(word: string, exceptions: Exceptions): string {
  if (ROMAN.test(word)) return word;
  const lower = word.toLowerCase();
  const known = findException(lower, exceptions) ?? findException(lower, LOAN_WORDS);
  if (known) {
    const rest = cyrillicLetters(word, known.length);
    // роль, роли: the soft sign goes before an ending that begins with a vowel.
    const stem = rest.toLowerCase().startsWith('и') ? known.becomes.replace(/ь$/, '') : known.becomes;
    return likeWord(word, stem) + rest;
  }
  for (const [cyrillic, stem] of STEMS) {
    if (lower.startsWith(stem))
      return likeWord(word.slice(0, stem.length), cyrillic) + cyrillicLetters(word, stem.length);
  }
  return cyrillicLetters(word, 0);
}

function cyrillicLetters(word: string, start: number): string {
  const lower = word.toLowerCase();
  const allCapital = isAllCapital(word);
  let out = '';
  for (let at = start; at < lower.length;) {
    const before = at > 0 ? lower.charAt(at - 1) : '';
    let length = 1;
    let piece: string | undefined;
    if (lower.charAt(at) === 'e') {
      // After a vowel a plain e is э, but for surnames that are written the Russian way: Aliev, Alieva.
      const surname = /^ev(a|)$/.test(lower.slice(at));
      piece = before === '' || ((LATIN_VOWELS.includes(before) || before === TURNED_COMMA) && !surname) ? 'э' : 'е';
    } else if (lower.startsWith('siya', at) && /[knp]$/.test(lower.slice(0, at)) && !lower.startsWith('pensiya')) {
      // -ksiya, -nsiya and -psiya were written with ц: aksiya, stansiya, konsepsiya.
      piece = 'ц';
    } else if (
      lower.startsWith('tsi', at) &&
      LATIN_VOWELS.includes(before || ' ') &&
      !NATIVE_TSI.test(lower.slice(at))
    ) {
      // -tsiya and its like are loan words; ts before other letters is mostly a stem in t with a suffix in s.
      piece = 'ц';
      length = 2;
    } else {
      for (length = 3; length >= 1; length--) {
        piece = at + length <= lower.length ? CYRILLIC[lower.slice(at, at + length)] : undefined;
        if (piece !== undefined) break;
      }
      if (piece === undefined) {
        piece = word.charAt(at).toLowerCase();
        length = 1;
      }
    }
    // ʼ has no capital of its own; ъ has.
    const upper = piece === 'ъ' ? allCapital : isUpper(word.charAt(at));
    out += withCase(piece, upper, allCapital);
    at += length;
  }
  return out;
}

/**
 * Uzbek Latin, of either alphabet, as Cyrillic. Roman numerals stay.
 * @param exceptions words that the rules get wrong, lower-case Latin (oʻ gʻ) to lower-case Cyrillic
 */
export function toCyrillic(text: string, exceptions: Exceptions = NONE): string {
  return normaliseApostrophes(fromNewLatin(text.normalize('NFC'))).replace(LATIN_WORD, (word) =>
    cyrillicWord(word, exceptions),
  );
}

const NEW_LATIN: Readonly<Record<string, string>> = {
  [`o${TURNED_COMMA}`]: 'ö',
  [`g${TURNED_COMMA}`]: 'ğ',
  sh: 'ş',
  ch: 'ç',
};
const NEW_DIGRAPH = new RegExp(`s${TUTUQ}h|sh|ch|[og]${TURNED_COMMA}`, 'gi');

/** Uzbek of any script in the new Latin alphabet: ö ğ ş ç for oʻ gʻ sh ch. sʼh, two letters, becomes plain sh. */
export function toNewLatin(text: string, exceptions: Exceptions = NONE): string {
  return toLatin(text, exceptions).replace(NEW_DIGRAPH, (piece) => {
    const letter = NEW_LATIN[piece.toLowerCase()];
    if (letter === undefined) return piece.replace(TUTUQ, '');
    return isUpper(piece.charAt(0)) ? letter.toUpperCase() : letter;
  });
}

/** The new Latin letters as the digraphs of 1995. */
function fromNewLatin(text: string): string {
  return text.replace(/[öğşç\u00d6\u011e\u015e\u00c7]/g, (letter, at: number, whole: string) => {
    const digraph = { ö: `o${TURNED_COMMA}`, ğ: `g${TURNED_COMMA}`, ş: 'sh', ç: 'ch' }[letter.toLowerCase()] as string;
    const near = (whole.charAt(at - 1) + whole.charAt(at + 1)).replace(/[^\p{L}]/gu, '');
    return withCase(digraph, isUpper(letter), near !== '' && near === near.toUpperCase());
  });
}
