import { LANGUAGES, type Language } from './languages.ts';

type Messages = Readonly<Record<string, unknown>>;

// Own namespaces: locales/<namespace>/<language>.json. A feature brings one named like its folder, a collection too.
const files: Readonly<Record<string, Messages>> = {
  ...import.meta.glob<Messages>('./locales/*/*.json', { eager: true, import: 'default' }),
  ...import.meta.glob<Messages>('../features/*/locales/*.json', { eager: true, import: 'default' }),
  ...import.meta.glob<Messages>('../console/locales/*.json', { eager: true, import: 'default' }),
  ...import.meta.glob<Messages>('../../shared/domain/*/collections/*/locales/*.json', {
    eager: true,
    import: 'default',
  }),
};

/** Language and namespace of a locale file, by its path; null for a file of another form. */
export function namespaceOf(path: string): { readonly language: Language; readonly namespace: string } | null {
  const parts = path.split('/');
  const language = parts.at(-1)?.replace(/\.json$/, '');
  const folder = parts.at(-2);
  const namespace = folder === 'locales' ? parts.at(-3) : folder;
  if (!namespace || !LANGUAGES.includes(language as Language)) return null;
  return { language: language as Language, namespace };
}

/** All messages, by language and namespace. They are small and must be there without a connection, so all are loaded. */
export function loadResources(): Record<string, Record<string, Messages>> {
  const resources: Record<string, Record<string, Messages>> = {};
  for (const [path, messages] of Object.entries(files)) {
    const found = namespaceOf(path);
    if (found) (resources[found.language] ??= {})[found.namespace] = messages;
  }
  return resources;
}
