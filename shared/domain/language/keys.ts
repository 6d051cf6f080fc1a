import { isMark, stripApostrophes, TURNED_COMMA, TUTUQ } from './apostrophes.ts';
import { toRawLatin } from './transliterate.ts';

/**
 * One key for a text in every script and spelling of its apostrophes: Latin, lower case, no marks, `ye` as `e`, words
 * parted by one space. Never shown. NFC comes first and marks go last, or й and ў would lose theirs too early.
 */
export function strictKey(text: string): string {
  return plainKey(text) ?? anyKey(text);
}

/** The key by the rules of `transliterate.ts`, of whatever text. */
function anyKey(text: string): string {
  const latin = stripApostrophes(toRawLatin(text))
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    // A question mark stands for a letter that was lost on the way here: it is no end of a word.
    .replaceAll('?', '')
    .replace(/y+e/g, 'e');
  return latin.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

// What a character becomes, as two ASCII codes: 0 for none, UNKNOWN for one that only the rules can tell.
const UNKNOWN = 255;
const FIRST = new Uint8Array(0x500).fill(UNKNOWN);
const SECOND = new Uint8Array(0x500);
function setPlain(character: string, piece: string) {
  for (const one of new Set([character, character.toUpperCase()])) {
    FIRST[one.charCodeAt(0)] = piece === '' ? 0 : piece.charCodeAt(0);
    SECOND[one.charCodeAt(0)] = piece.length > 1 ? piece.charCodeAt(1) : 0;
  }
}
for (let code = 0; code < 0x7f; code++) {
  const sign = String.fromCharCode(code);
  if (/[a-z0-9]/.test(sign)) setPlain(sign, sign);
  else if (!/[A-Z]/.test(sign)) setPlain(sign, isMark(sign) || sign === '?' ? '' : ' ');
}
for (const sign of '\u00a0\u00ab\u00bb') setPlain(sign, ' ');
setPlain(TURNED_COMMA, '');
setPlain(TUTUQ, '');
for (const letter of 'абвгдежзийклмнопрстуфхқҳўғшчщёюяэыъь') setPlain(letter, anyKey(`а${letter}`).slice(1));

const VOWELS = new Set([...'аеёиоуўыэюяАЕЁИОУЎЫЭЮЯ'].map((letter) => letter.charCodeAt(0)));
const [SPACE, E, S, T, Y] = [...' esty'].map((letter) => letter.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
];
// Quotes, dashes and № of higher codes.
const FAR = new Map<number, number>([
  ...[...'\u2018\u2019'].map((sign) => [sign.charCodeAt(0), 0] as const),
  ...[...'\u2013\u2014\u201c\u201d\u201e\u2116'].map((sign) => [sign.charCodeAt(0), SPACE] as const),
]);
const MOST = 1_000;
const bytes = new Uint8Array(MOST * 2);

/** {@link anyKey} for the letters that nearly every text has, in one pass; null where a text has others. */
function plainKey(text: string): string | null {
  if (text.length > MOST) return null;
  let n = 0;
  let last = SPACE;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    let first = code < 0x500 ? (FIRST[code] as number) : (FAR.get(code) ?? UNKNOWN);
    let second = code < 0x500 ? (SECOND[code] as number) : 0;
    if (first === UNKNOWN) {
      // ц is ts after a vowel and s elsewhere.
      if (code !== 0x446 && code !== 0x426) return null;
      const after = at > 0 && VOWELS.has(text.charCodeAt(at - 1));
      first = after ? T : S;
      second = after ? S : 0;
    }
    // Сентябрь and октябрь lose their я.
    if (last === T && (code === 0x44f || code === 0x42f)) return null;
    if (first === 0 || (first === SPACE && last === SPACE)) continue;
    if (first === E) while (n > 0 && bytes[n - 1] === Y) n -= 1;
    bytes[n++] = first;
    if (second !== 0) bytes[n++] = second;
    last = second === 0 ? first : second;
  }
  if (n > 0 && last === SPACE) n -= 1;
  return String.fromCharCode.apply(null, bytes.subarray(0, n) as unknown as number[]);
}

/**
 * A coarser key, for finding and never for ranking: kh and x are h, q is k, dj is j, o and u are a, e, i and y are i,
 * doubles are single.
 */
export function looseKey(text: string): string {
  return loosen(strictKey(text));
}

/** The loose key of what is a strict key already. */
export function loosen(strict: string): string {
  if (strict.length > MOST) return loosenAny(strict);
  let n = 0;
  let last = 0;
  for (let at = 0; at < strict.length; at++) {
    const code = strict.charCodeAt(at);
    if (code > 0x7f) return loosenAny(strict);
    const next = strict.charCodeAt(at + 1);
    // Of kh and dj the second letter is left.
    if ((code === K && next === H) || (code === D && next === J)) continue;
    const loose = LOOSE[code] as number;
    if (loose === last && loose >= A) continue;
    bytes[n++] = loose;
    last = loose;
  }
  return String.fromCharCode.apply(null, bytes.subarray(0, n) as unknown as number[]);
}

function loosenAny(strict: string): string {
  return strict
    .replace(/kh|x/g, 'h')
    .replaceAll('q', 'k')
    .replaceAll('dj', 'j')
    .replace(/[ou]/g, 'a')
    .replace(/[eiy]/g, 'i')
    .replace(/(\p{L})\1+/gu, '$1');
}

const [A, D, H, J, K] = [...'adhjk'].map((letter) => letter.charCodeAt(0)) as [number, number, number, number, number];
const LOOSE = Uint8Array.from({ length: 0x80 }, (_, code) => code);
for (const [letters, loose] of [
  ['x', 'h'],
  ['q', 'k'],
  ['ou', 'a'],
  ['eiy', 'i'],
] as const) {
  for (const letter of letters) LOOSE[letter.charCodeAt(0)] = loose.charCodeAt(0);
}

const CHILD_OF = new Set([
  'ogli',
  'ugli',
  'ogly',
  'ugly',
  'uli',
  'uly',
  'qizi',
  'kizi',
  'qizy',
  'kyzy',
  'qyzy',
  'kyzi',
]);
const PATRONYMIC = /^(\p{L}{3,}?)(?:[oe]vich|[oe]vna)$/u;

/** The words of {@link nameKey}. */
export function nameWords(name: string): string[] {
  const key = strictKey(name);
  if (key === '') return [];
  const words: string[] = [];
  for (const word of key.split(' ')) {
    if (words.length === 0 || !CHILD_OF.has(word)) words.push(PATRONYMIC.exec(word)?.[1] ?? word);
  }
  return words;
}

/**
 * The strict or loose key of a person's name with oʻgʻli, qizi and the patronymic endings -ovich, -ovna taken off, so
 * that "Anvar Karimovich" and "Anvar Karim oʻgʻli" meet.
 */
export function nameKey(name: string, kind: 'strict' | 'loose' = 'strict'): string {
  const key = nameWords(name).join(' ');
  return kind === 'loose' ? loosen(key) : key;
}
