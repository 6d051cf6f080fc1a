import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '#shared/kernel/errors.ts';
import { LANGUAGES } from './languages.ts';

const root = new URL('../../', import.meta.url);
const folders = findLocaleFolders();
const PLURALS: Readonly<Record<string, readonly string[]>> = {
  'uz-Latn': ['one', 'other'],
  'uz-Cyrl': ['one', 'other'],
  ru: ['one', 'few', 'many', 'other'],
  en: ['one', 'other'],
};

function findLocaleFolders(): readonly string[] {
  const found: string[] = [];
  for (const top of ['renderer', 'shared']) {
    for (const path of readdirSync(new URL(top, root), { recursive: true, encoding: 'utf8' })) {
      if (path.endsWith('uz-Latn.json')) found.push(`${top}/${path.slice(0, -'/uz-Latn.json'.length)}`);
    }
  }
  return found.toSorted();
}

function read(folder: string, language: string): Map<string, string> {
  const messages = new Map<string, string>();
  const walk = (value: object, prefix: string) => {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string') messages.set(`${prefix}${key}`, item);
      else walk(item as object, `${prefix}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(new URL(`${folder}/${language}.json`, root), 'utf8')) as object, '');
  return messages;
}

const withoutForm = (key: string) => key.replace(/_(one|few|many|other)$/, '');
const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].toSorted();

test('there are locale folders', () => expect(folders.length).toBeGreaterThan(5));

describe.each(folders)('%s', (folder) => {
  const base = read(folder, 'uz-Latn');

  test.each(LANGUAGES)('%s has the same keys, none of them empty, each plural in all its forms', (language) => {
    const messages = read(folder, language);
    const keys = (map: Map<string, string>) => [...new Set([...map.keys()].map(withoutForm))].toSorted();
    expect(keys(messages)).toEqual(keys(base));
    expect([...messages].filter(([, text]) => text.trim() === '')).toEqual([]);
    const counted = new Set([...messages.keys()].filter((key) => key !== withoutForm(key)).map(withoutForm));
    for (const key of counted) {
      for (const form of PLURALS[language] ?? []) expect(messages.has(`${key}_${form}`), `${key}_${form}`).toBe(true);
    }
  });

  test.each(LANGUAGES)('%s uses the same placeholders', (language) => {
    for (const [key, text] of read(folder, language)) {
      const twin = base.get(key) ?? base.get(`${withoutForm(key)}_other`);
      expect(placeholders(text), key).toEqual(placeholders(twin ?? ''));
    }
  });

  test('Uzbek in Latin script writes oʻ, gʻ and the tutuq belgisi with their own marks', () => {
    for (const [key, text] of base) expect(text, key).not.toMatch(/[oOgG]['`‘’´]|\p{L}['`‘’´]\p{L}/u);
  });

  test('Uzbek in Cyrillic script has no Latin words of Uzbek in it', () => {
    for (const [key, text] of read(folder, 'uz-Cyrl')) expect(text, key).not.toMatch(/[ʻʼ]/u);
  });
});

test.each(LANGUAGES)('%s has a sentence for each code of the error catalogue', (language) => {
  expect([...read('renderer/i18n/locales/errors', language).keys()].toSorted()).toEqual([...ERROR_CODES].toSorted());
});
