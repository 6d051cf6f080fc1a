import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { IMPORT_FIELDS } from '#shared/domain/casework/import/columns.ts';
import { ERROR_CODES } from '#shared/kernel/errors.ts';
import { collectionNames } from '#shared/registry/index.ts';
import { rejectTable } from './words.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const words = JSON.parse(read('./locales/uz-Latn.json')) as {
  issue: Record<string, string>;
  stay: Record<string, string>;
  field: Record<string, string>;
  export: { collection: Record<string, string> };
};

test('whatever a check may tell of a row has a sentence', () => {
  const source = ['plan', 'cells'].map((name) => read(`../../../shared/domain/casework/import/${name}.ts`)).join('\n');
  const told = [
    ...source.matchAll(
      /(?:tell\('(?:bad|warning)', |warn\((?:row, |first, )?|code: |issue: |refuse\(row, )'([a-z_]+)'/g,
    ),
  ].map(([, code = '']) => code);
  expect(told.length).toBeGreaterThan(25);
  const known = new Set<string>([...Object.keys(words.issue), ...ERROR_CODES]);
  expect(told.filter((code) => !known.has(code))).toEqual([]);
  // And no sentence is left over that nothing tells.
  expect(Object.keys(words.issue).filter((code) => !source.includes(`'${code}'`) && code !== 'dead')).toEqual([]);
});

test('every field, every reason to stay and every collection has its words', () => {
  const fields = new Set(Object.values(IMPORT_FIELDS).flat());
  expect(Object.keys(words.field).toSorted()).toEqual([...fields].toSorted());
  expect(Object.keys(words.export.collection).toSorted()).toEqual([...collectionNames].toSorted());
  expect(Object.keys(words.stay)).toHaveLength(7);
});

describe('the table of rows that were not taken', () => {
  const issue = { code: 'x', level: 'bad', column: 1 } as const;
  it('has the file’s own columns and one more with the reasons', () => {
    const rejects = {
      heads: ['F.I.Sh.', 'Manzil'],
      rows: [{ at: 7, texts: ['Karimov'], issues: [issue, { ...issue, level: 'warning' as const }] }],
    };
    expect(rejectTable(rejects, 'Sabab', (one, heads) => `${heads[one.column ?? 0]} ${one.code}`)).toEqual([
      ['F.I.Sh.', 'Manzil', 'Sabab'],
      ['Karimov', '', '7: Manzil x'],
    ]);
  });

  it('of a file that was refused once already has one such column, not two', () => {
    const rejects = {
      heads: ['F.I.Sh.', 'Sabab', 'Manzil'],
      rows: [{ at: 2, texts: ['A', 'eski', 'B'], issues: [issue] }],
    };
    expect(rejectTable(rejects, 'Sabab', () => 'yangi')).toEqual([
      ['F.I.Sh.', 'Manzil', 'Sabab'],
      ['A', 'B', '2: yangi'],
    ]);
  });
});
