import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Languages of the program. */
export const LANGUAGES = ['uz-Latn', 'uz-Cyrl', 'ru', 'en'] as const;
/** A language of the program. */
export type Language = (typeof LANGUAGES)[number];

/** Names of the languages, each in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  'uz-Latn': 'Oʻzbekcha',
  'uz-Cyrl': 'Ўзбекча',
  ru: 'Русский',
  en: 'English',
};

type Messages = { readonly [key: string]: string | Messages };

function localeFiles(): readonly (readonly [namespace: string, folder: string])[] {
  const folders = (path: string) => readdirSync(join(ROOT, path));
  return [
    ...folders('renderer/i18n/locales').map((name) => [name, `renderer/i18n/locales/${name}`] as const),
    ...folders('renderer/features').map((name) => [name, `renderer/features/${name}/locales`] as const),
    ['console', 'renderer/console/locales'],
    ['documents', 'shared/domain/documents/collections/documents/locales'],
  ];
}

/** The program's own words in one language, by their keys: `errors:code_wrong`, `first-run:server.label`. */
export function wordsOf(
  language: Language,
): (key: string, values?: Readonly<Record<string, string | number>>) => string {
  const all = new Map<string, Messages>();
  for (const [namespace, folder] of localeFiles()) {
    try {
      all.set(namespace, JSON.parse(readFileSync(join(ROOT, folder, `${language}.json`), 'utf8')) as Messages);
    } catch {
      // A feature without words of its own.
    }
  }
  return (key, values = {}) => {
    const [namespace = '', path = ''] = key.split(':');
    let at: string | Messages | undefined = all.get(namespace);
    for (const part of path.split('.')) at = typeof at === 'object' ? at[part] : undefined;
    if (typeof at !== 'string') throw new Error(`no words for ${key} in ${language}`);
    return at.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}
