import type { QuestionLabel } from '#shared/domain/documents/questions.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { toCyrillic } from '#shared/domain/language/transliterate.ts';

/** A text as it is being written in each language. */
export type Texts = Readonly<Record<Language, string>>;

/** Nothing written in any language. */
export const NO_TEXT: Texts = { 'uz-Latn': '', 'uz-Cyrl': '', ru: '', en: '' };

/** The texts of a label as it is kept. */
export function toLabel(texts: Texts): QuestionLabel {
  const latin = texts['uz-Latn'].trim();
  const [cyrillic, russian, english] = [texts['uz-Cyrl'].trim(), texts.ru.trim(), texts.en.trim()];
  return {
    'uz-Latn': latin,
    // What was not written in Cyrillic is the same words in the other script.
    'uz-Cyrl': cyrillic || toCyrillic(latin),
    ...(russian ? { ru: russian } : {}),
    ...(english ? { en: english } : {}),
  };
}

/** Id of a choice by its own words, not by its line: a choice that moves to another line stays the same answer. */
export function choiceId(text: string): string {
  const words = strictKey(text).replaceAll(/[^a-z0-9]+/g, '_');
  return `c_${words}`.slice(0, 32);
}
