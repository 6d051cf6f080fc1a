import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import type { SyncStatus } from '../../ports/data.ts';
import uz from './locales/uz-Latn.json';
import ru from './locales/ru.json';
import { toSignWords } from './words.ts';

const now = Date.parse('2026-03-07T09:00:00Z');
const status: SyncStatus = {
  connection: 'online',
  offlineSince: null,
  waiting: 0,
  refused: 0,
  conflicts: 0,
  lastExchange: Date.parse('2026-03-06T11:40:00Z'),
  busy: false,
  firstSync: null,
  problem: null,
  notices: [],
};

beforeAll(async () => {
  await i18next.init({
    resources: { 'uz-Latn': { exchange: uz }, ru: { exchange: ru } },
    lng: 'uz-Latn',
    showSupportNotice: false,
  });
});

const words = (change: Partial<SyncStatus>, language: 'uz-Latn' | 'ru' = 'uz-Latn') =>
  toSignWords(
    { ...status, ...change },
    i18next.getFixedT(language, 'exchange') as TFunction<'exchange'>,
    language,
    now,
  );

test('offline it says what waits and when the last exchange was', () => {
  expect(words({ connection: 'offline', waiting: 14 })).toEqual({
    tone: 'due',
    text: 'Internet yoʻq. 14 ta yozuv navbatda, oxirgi almashinuv kecha, 16:40.',
  });
});

test('Russian counts by its own rules', () => {
  expect(words({ connection: 'offline', waiting: 3 }, 'ru').text).toContain('3 записи в очереди');
});

test('it is green only when the server has everything and nothing waits for a person', () => {
  expect(words({}).tone).toBe('done');
  for (const change of [
    { waiting: 1 },
    { refused: 1 },
    { conflicts: 1 },
    { connection: 'offline' as const },
    { problem: { code: 'sign_in_needed' as const } },
  ]) {
    expect(words(change).tone).not.toBe('done');
  }
});

test('a laptop that never exchanged says so', () => {
  expect(words({ connection: 'offline', lastExchange: null }).text).toBe('Internet yoʻq. Hali almashinilmagan.');
});
