import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { DocumentSummary } from '../../ports/data.ts';
import type { AgendaItem, CaseItem, Group } from './agenda.ts';
import { newNotices, seenOf, TOLD_GROUPS } from './notices.ts';

const line = (id: string, group: Group): AgendaItem => ({
  paper: { id, subject: 'Karimova Dilnozaning arizasi', correspondent: 'Karimova Dilnoza' } as DocumentSummary,
  group,
  reasons: [],
  dueDate: null,
  days: null,
});

describe('notices', () => {
  it('tell how many lines came into each group, and nothing that was there before', () => {
    const before = seenOf([line('a', 'mine'), line('b', 'week')]);
    const now = seenOf([
      line('a', 'mine'),
      line('b', 'overdue'),
      line('c', 'ministry'),
      line('d', 'ministry'),
      line('e', 'others'),
    ]);
    expect(newNotices(before, now)).toEqual([
      { group: 'ministry', n: 2 },
      { group: 'overdue', n: 1 },
    ]);
    expect(newNotices(now, now)).toEqual([]);
    expect(newNotices(now, before)).toEqual([]);
  });

  it('tell how many cases have something new that presses, each once', () => {
    const item = (id: string, ...codes: string[]) =>
      ({ row: { id }, due: codes.map((code) => ({ code })) }) as unknown as CaseItem;
    const before = seenOf([], [item('c-1', 'visit_due')]);
    const now = seenOf([], [item('c-1', 'visit_due', 'consent_ending'), item('c-2', 'visit_due', 'plan_review')]);
    expect(newNotices(before, now)).toEqual([{ group: 'cases', n: 2 }]);
    expect(newNotices(now, before)).toEqual([]);
  });

  test.each(['uz-Latn', 'uz-Cyrl', 'ru', 'en'])('have no place for a name in %s: figures alone', (language) => {
    const words = JSON.parse(readFileSync(new URL(`./locales/${language}.json`, import.meta.url), 'utf8')) as {
      readonly notice: Readonly<Record<string, string>>;
    };
    for (const group of TOLD_GROUPS) {
      expect(words.notice[group]?.match(/\{\{\w+\}\}/g)).toEqual(['{{n}}']);
    }
    expect(words.notice.title).not.toContain('{{');
  });
});
