import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { asAdmin, startTestServer, type TestServer } from '../../../test/support/server.ts';
import { seedDemo } from '../demo/seed.ts';
import { importTerritory, readTerritory } from './import.ts';

let server: TestServer;
const dir = mkdtempSync(join(tmpdir(), 'mahalla-csv-'));

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  writeFileSync(
    join(dir, 'regions.csv'),
    '\ufeffid,soato,name_latn,name_cyrl,name_ru\n1,1714,Namangan viloyati,Наманган вилояти,\n',
  );
  writeFileSync(
    join(dir, 'districts.csv'),
    'id,region_id,soato,name_latn,name_cyrl,name_ru\n10,1,,Pop tumani,Поп тумани,\n11,9,,Yoʻq tumani,Йўқ тумани,\n',
  );
  writeFileSync(
    join(dir, 'mahallas.csv'),
    [
      'id,district_id,name_latn,name_cyrl',
      '100,10,Bog` MFY,Боғ МФЙ',
      '101,10,"Arna bo`yi ""A"" MFY","Арна бўйи ""А"" МФЙ"',
      '102,10,Oxunbobo?v MFY,Охунбобо?в МФЙ',
      '103,10,MaСЉrifat MFY,МаСЉрифат МФЙ',
      "104,10,Bog' MFY,Боғ МФЙ",
      '105,10,,',
      '106,77,Olis MFY,Олис МФЙ',
      '107,10,Yangi\u0007 MFY,Янги МФЙ',
      '100,10,Takror MFY,Такрор МФЙ',
    ].join('\n'),
  );
});
afterAll(async () => {
  rmSync(dir, { recursive: true });
  await server.close();
});

test('bad rows are reported with their line and reason, the rest is imported, and again changes nothing', async () => {
  const territory = readTerritory(dir);
  expect(territory.bad).toEqual([
    { file: 'districts.csv', line: 3, reason: 'row_parent_missing' },
    { file: 'mahallas.csv', line: 4, reason: 'row_damaged_name' },
    { file: 'mahallas.csv', line: 5, reason: 'row_damaged_name' },
    { file: 'mahallas.csv', line: 6, reason: 'row_duplicate' },
    { file: 'mahallas.csv', line: 7, reason: 'row_field_missing' },
    { file: 'mahallas.csv', line: 8, reason: 'row_parent_missing' },
    { file: 'mahallas.csv', line: 9, reason: 'row_damaged_name' },
    { file: 'mahallas.csv', line: 10, reason: 'row_duplicate' },
  ]);
  const deps = { database: server.database, now: Date.now };
  const stored = () => asAdmin(server.adminUrl, (pg) => pg.query('select area, name_latn from mahalla order by id'));
  await importTerritory(deps, territory, null);
  const first = (await stored()).rows;
  expect(first).toEqual([
    { area: 'uz.r1.d10.m100', name_latn: 'Bogʻ MFY' },
    { area: 'uz.r1.d10.m101', name_latn: 'Arna boʻyi "A" MFY' },
  ]);
  await importTerritory(deps, territory, null);
  expect((await stored()).rows).toEqual(first);
});

test('a folder without its files and a file without its columns are told apart', () => {
  expect(() => readTerritory(join(dir, 'nowhere'))).toThrow('csv_unreadable');
  const broken = mkdtempSync(join(tmpdir(), 'mahalla-csv-'));
  writeFileSync(join(broken, 'regions.csv'), 'id,name\n1,x\n');
  expect(() => readTerritory(broken)).toThrow('csv_column_missing');
  rmSync(broken, { recursive: true });
});

test('the demonstration is written once, fits its schemas, and its people can sign in', async () => {
  const deps = { database: server.database, now: Date.now };
  const first = await seedDemo(deps);
  expect(first.seeded).toBe(true);
  expect(first.codes).toHaveLength(3);
  const count = () =>
    asAdmin(server.adminUrl, (pg) =>
      pg.query(`select office_id, count(*)::int as n from doc where collection = 'documents' group by 1 order by 1`),
    );
  const rows = (await count()).rows;
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row.n).toBeGreaterThan(55);
  const second = await seedDemo(deps);
  expect(second.seeded).toBe(false);
  expect((await count()).rows).toEqual(rows);

  const chair = first.logins.find((login) => login.role === 'chair');
  const client = await server.client();
  const enrolled = await client.enrol(second.codes[0]?.code as string);
  expect((await client.login(chair?.login as string, chair?.password as string, enrolled.body.deviceId)).status).toBe(
    200,
  );
});
