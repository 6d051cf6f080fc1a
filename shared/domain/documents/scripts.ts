import type { ExceptionLists } from '#shared/domain/language/exceptions.ts';
import { toCyrillic, toLatin, toNewLatin } from '#shared/domain/language/transliterate.ts';

/** Ways to show one stored text: as it is written, in Latin, Cyrillic, or the alphabet of 2026. */
export const RENDERINGS = ['written', 'latn', 'cyrl', 'latn2026'] as const;
/** A rendering code. */
export type Rendering = (typeof RENDERINGS)[number];

// Russian has letters and endings that Uzbek never had: it isn't Uzbek in Cyrillic script, and is left as it is.
const RUSSIAN = /[щы]/iu;
const SMALL_WORDS = new Set(['и', 'в', 'на', 'по', 'не', 'для', 'от']);
const UZBEK = /[ўқғҳ]/iu;

/** Whether a text is Russian: it has no other rendering. */
export function isRussian(text: string): boolean {
  const words = text.toLowerCase().match(/\p{Script=Cyrillic}+/gu) ?? [];
  if (words.length === 0 || UZBEK.test(text)) return false;
  return RUSSIAN.test(text) || words.some((word) => SMALL_WORDS.has(word));
}

/**
 * One text in another script; the stored one, and what was signed, stay as they are.
 * @param words what the office knows better than the rules
 */
export function renderIn(text: string, rendering: Rendering, words?: ExceptionLists): string {
  if (rendering === 'written' || isRussian(text)) return text;
  switch (rendering) {
    case 'latn':
      return toLatin(text, words?.latn);
    case 'cyrl':
      return toCyrillic(text, words?.cyrl);
    case 'latn2026':
      return toNewLatin(toLatin(text, words?.latn));
  }
}
