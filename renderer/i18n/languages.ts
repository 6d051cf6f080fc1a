import { LANGUAGES, type Language } from '#shared/domain/language/language.ts';

export { LANGUAGES, type Language };

/** The language of a program that nobody has set up yet. */
export const DEFAULT_LANGUAGE: Language = 'uz-Latn';

/** Each language in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  'uz-Latn': 'Oʻzbekcha',
  'uz-Cyrl': 'Ўзбекча',
  ru: 'Русский',
  en: 'English',
};

/** Whether a text names one of the languages. */
export function isLanguage(text: unknown): text is Language {
  return (LANGUAGES as readonly unknown[]).includes(text);
}
