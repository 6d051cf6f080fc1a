import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CollectionName } from '#shared/registry/index.ts';
import { csvCell, type ExportRecord, exportZip } from './export-zip.ts';

const RECORDS: Partial<Record<CollectionName, readonly ExportRecord[]>> = {
  people: [
    { id: 'p-1', body: { familyName: 'Karimova', givenName: 'Nodira', note: '=1+1', health: ['chronic'] } },
    { id: 'p-2', body: { familyName: 'Aliyev; "V"', givenName: 'Vali\nx' }, conflicts: [{ id: 'c-1', field: 'note' }] },
  ],
  cases: [
    { id: 'c-1', body: { kind: 'youth', state: 'open', clientName: 'Ochiq' } },
    { id: 'c-2', body: { kind: 'violence', state: 'open', clientName: 'Yopiq' }, space: 'protected' },
    { id: 'c-3', body: { kind: 'violence', state: 'open', clientName: 'Yopiq2' } },
  ],
  caseEvents: [
    { id: 'e-1', body: { caseId: 'c-1', kind: 'note', state: 'recorded', text: 'ochiq gap' } },
    { id: 'e-2', body: { caseId: 'c-3', kind: 'note', state: 'recorded', text: 'yopiq gap' } },
    { id: 'e-3', body: { caseId: 'c-9', kind: 'note', state: 'recorded', text: 'yopiq yana' }, space: 'protected' },
  ],
};

async function exported(withAssigned: boolean, wanted: readonly CollectionName[] = ['people', 'cases', 'caseEvents']) {
  const result = await exportZip({
    wanted,
    withAssigned,
    office: 'Bogʻzor MFY',
    at: '2026-11-28T05:00:00.000Z',
    read: async (collection) => RECORDS[collection] ?? [],
    onProgress: () => true,
    rest: async () => undefined,
  });
  const files = Object.fromEntries(
    Object.entries(unzipSync(result.zip)).map(([path, bytes]) => [path, strFromU8(bytes)]),
  );
  return { ...result, files, bytes: unzipSync(result.zip) };
}

describe('an export', () => {
  it('has every record as JSON Lines and as a table, the schemas and a hash of each file', async () => {
    const { files, bytes, zip, hash, counts } = await exported(false);
    expect(Object.keys(files).toSorted()).toEqual([
      'README.txt',
      'SHA256SUMS',
      'records/caseEvents.csv',
      'records/caseEvents.jsonl',
      'records/cases.csv',
      'records/cases.jsonl',
      'records/people.csv',
      'records/people.jsonl',
      'schema.json',
    ]);
    const lines = (files['records/people.jsonl'] ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual(RECORDS.people);
    const table = parse(files['records/people.csv'] ?? '', { delimiter: ';', bom: true, columns: true }) as Record<
      string,
      string
    >[];
    expect(table).toMatchObject([
      { id: 'p-1', familyName: 'Karimova', note: "'=1+1", health: '["chronic"]' },
      { id: 'p-2', familyName: 'Aliyev; "V"', givenName: 'Vali\nx', note: '' },
    ]);
    const sums = (files.SHA256SUMS ?? '')
      .trim()
      .split('\n')
      .map((line) => line.split('  '));
    expect(sums).toHaveLength(8);
    for (const [sum, path = ''] of sums) {
      expect(
        createHash('sha256')
          .update(bytes[path] as Uint8Array)
          .digest('hex'),
      ).toBe(sum);
    }
    expect(createHash('sha256').update(zip).digest('hex')).toBe(hash);
    expect(JSON.parse(files['schema.json'] ?? '')).toHaveProperty('people.schema.properties.familyName');
    expect(counts).toContainEqual({ path: 'records/people', records: 2 });
  });

  it('leaves out files of which one has to be assigned, with all that happened in them, unless they were asked for', async () => {
    const { files } = await exported(false);
    expect(JSON.stringify(files)).not.toMatch(/[Yy]opiq/);
    expect(files['records/cases.jsonl']).toContain('Ochiq');
    const { files: all } = await exported(true);
    expect(all['records/cases.jsonl']).not.toContain('Yopiq');
    expect(all['assigned/cases.jsonl']?.match(/Yopiq/g)).toHaveLength(2);
    expect(all['assigned/caseEvents.jsonl']?.match(/yopiq/g)).toHaveLength(2);
    // Events alone are kept apart too, though their cases are not asked for.
    const { files: events } = await exported(false, ['caseEvents']);
    expect(events['records/caseEvents.jsonl']).not.toContain('yopiq');
    // No name of a file tells what lies in it.
    expect(Object.keys(all).join(' ')).not.toMatch(/violence|protected/);
  });

  it('is cancelled at any time, and then is nothing', async () => {
    const stopped = exportZip({
      wanted: ['people'],
      withAssigned: false,
      office: '',
      at: '',
      read: async () => Array.from({ length: 500 }, (_, n) => ({ id: `p-${n}`, body: {} })),
      onProgress: ({ records }) => records < 200,
      rest: async () => undefined,
    });
    await expect(stopped).rejects.toThrow('export_cancelled');
  });
});

test('a cell of a table comes back as it was, or as a text that no spreadsheet runs', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('\u0000')),
      (text) => {
        const cell = csvCell(text);
        const [[read = '']] = parse(`${cell};x`, { delimiter: ';', relax_quotes: false }) as [[string]];
        expect(read === text || read === `'${text}`).toBe(true);
        expect(read).not.toMatch(/^[=@]/);
      },
    ),
  );
  expect(csvCell('+998901234567')).toBe('+998901234567');
  expect(csvCell(undefined)).toBe('');
  expect(csvCell(12)).toBe('12');
});
