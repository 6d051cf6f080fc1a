import { normaliseApostrophes } from '#shared/domain/language/apostrophes.ts';
import { createExceptions, type ExceptionLists } from '#shared/domain/language/exceptions.ts';

/**
 * Words that transliteration gets wrong, as an office keeps them: `words` catalogues, whose data has the Latin of each
 * word by its Cyrillic, both lower case. A catalogue holds 200 entries, so there are several; a word's own letters say
 * in which it is, so that two laptops that add words offline never collide.
 */

/** Catalogues that an office's words are spread over. */
export const WORD_LISTS = 16;
/** Longest word, in either script. */
export const MAX_WORD = 60;

/** A word in both scripts. */
export interface WordPair {
  readonly cyrl: string;
  readonly latn: string;
}

const CYRILLIC = /^[а-яёўқғҳ]+(?:-[а-яёўқғҳ]+)*$/;
const LATIN = /^[a-z](?:[a-z\u02bb\u02bc-]*[a-z\u02bb\u02bc])?$/;

/** Both forms as they are kept: lower case, apostrophes put right. */
export function tidyPair({ cyrl, latn }: WordPair): WordPair {
  return {
    cyrl: cyrl.normalize('NFC').trim().toLowerCase(),
    latn: normaliseApostrophes(latn.normalize('NFC').trim().toLowerCase()),
  };
}

/** What is wrong with a tidy pair: which of its words is none of its script; null where nothing is. */
export function findWordFault({ cyrl, latn }: WordPair): 'cyrl' | 'latn' | null {
  if (cyrl.length < 2 || cyrl.length > MAX_WORD || !CYRILLIC.test(cyrl)) return 'cyrl';
  return latn.length > MAX_WORD || !LATIN.test(latn) ? 'latn' : null;
}

/** Id of the catalogue that a word is kept in. */
export function wordListId(officeId: string, cyrl: string): string {
  let sum = 0;
  for (const letter of cyrl) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return `words-${sum % WORD_LISTS}-${officeId}`;
}

/** Whether data are words, each in the catalogue that is its own. */
export function isWordList(id: string, officeId: string, data: { readonly [cyrl: string]: unknown }): boolean {
  return Object.entries(data).every(
    ([cyrl, latn]) =>
      typeof latn === 'string' && findWordFault({ cyrl, latn }) === null && wordListId(officeId, cyrl) === id,
  );
}

/** All words of an office's lists, in the order of their Cyrillic. */
export function wordsOf(lists: readonly { readonly [cyrl: string]: unknown }[]): readonly WordPair[] {
  return lists
    .flatMap((data) => Object.entries(data))
    .flatMap(([cyrl, latn]) => (typeof latn === 'string' ? [{ cyrl, latn }] : []))
    .toSorted((a, b) => (a.cyrl < b.cyrl ? -1 : a.cyrl > b.cyrl ? 1 : 0));
}

/** An office's words as lists for `transliterate.ts`. */
export function exceptionsOf(lists: readonly { readonly [cyrl: string]: unknown }[]): ExceptionLists {
  return createExceptions(wordsOf(lists));
}
