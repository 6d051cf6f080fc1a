import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Failure } from '#shared/kernel/result.ts';
import { DEFAULT_LANGUAGE, isLanguage, type Language } from './languages.ts';
import { loadResources } from './resources.ts';

export { DEFAULT_LANGUAGE, isLanguage, LANGUAGE_NAMES, LANGUAGES, type Language } from './languages.ts';

const STORAGE_KEY = 'mahalla.language';

function storedLanguage(): Language {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return isLanguage(stored) ? stored : DEFAULT_LANGUAGE;
  } catch {
    return DEFAULT_LANGUAGE;
  }
}

/** Whether a person has already chosen a language on this laptop. */
export function hasChosenLanguage(): boolean {
  try {
    return isLanguage(localStorage.getItem(STORAGE_KEY));
  } catch {
    return false;
  }
}

/** Starts translation. Called once, before the first render. */
export async function startI18n(language: Language = storedLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: loadResources() as never,
    lng: language,
    fallbackLng: DEFAULT_LANGUAGE,
    load: 'currentOnly',
    defaultNS: 'common',
    fallbackNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0]);
  document.documentElement.lang = language;
}

/** Changes the language at once and remembers it for this laptop. */
export async function setLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Without storage the choice lasts until the window is closed.
  }
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** The language of the interface; the component renders again when it changes. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : DEFAULT_LANGUAGE;
}

/** Turns a failure into a sentence: what happened and what to do next. */
export function useFailureText(): (failure: Failure) => string {
  const { t } = useTranslation('errors');
  return (failure) => t(failure.code, { ...failure.params });
}
