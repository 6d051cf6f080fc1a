import { execFile } from 'node:child_process';
import { mkdtemp, readFile as read, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import PizZip from 'pizzip';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { textOf } from '#shared/domain/casework/import/cells.ts';
import { hasLibreOffice } from '../../../test/support/libre-office.ts';
import { readFile } from './read-file.ts';
import { writeTable } from './write-table.ts';

const run = promisify(execFile);
const utf8 = (text: string) => new TextEncoder().encode(text);
const cp1251 = (text: string) =>
  Uint8Array.from(text, (letter) => {
    const code = letter.charCodeAt(0);
    return code < 0x80 ? code : code - 0x410 + 0xc0;
  });
const codeOf = (bytes: Uint8Array) =>
  readFile(bytes).then(
    () => null,
    (error: { failure?: { code: string } }) => error.failure?.code,
  );
const textsOf = async (...args: Parameters<typeof readFile>) => {
  const file = await readFile(...args);
  return file.sheets[0]?.rows.map(({ cells }) => cells?.map(textOf) ?? null);
};

describe('a text', () => {
  it.each([
    ['UTF-8', utf8('F.I.Sh.;Manzil\nKarimov;Bogʻ 4\n'), 'utf-8', ';'],
    ['UTF-8 with its mark', utf8('\uFEFFF.I.Sh.,Manzil\r\nKarimov,Bogʻ 4\r\n'), 'utf-8', ','],
    ['cp1251', cp1251('Фамилия\tАдрес\nКаримов\tСад 4\n'), 'windows-1251', '\t'],
  ] as const)('in %s, its separator found', async (_, bytes, encoding, delimiter) => {
    const file = await readFile(bytes);
    expect(file).toMatchObject({ encoding, delimiter });
    expect(file.sheets[0]?.rows[1]).toMatchObject({ at: 2 });
    expect(file.sheets[0]?.rows[1]?.cells?.[0]).toMatch(/Karimov|Каримов/);
  });

  it('is read in the encoding and with the separator that somebody has chosen', async () => {
    expect(await textsOf(utf8('а;б,в'), { delimiter: ',' })).toEqual([['а;б', 'в']]);
    expect((await textsOf(utf8('аб'), { encoding: 'windows-1251' }))?.[0]?.[0]).toBe('Р°Р±');
  });

  it('has its separator by the whole beginning and not by a title, nor by what stands in quotes', async () => {
    expect((await readFile(utf8('Aholi, 2026; roʻyxat\nF.I.Sh.\tManzil\tTelefon\nA\tB\tC\nD\tE\tF\n'))).delimiter).toBe(
      '\t',
    );
    expect((await readFile(utf8('"a, b, c, d";x\n"e, f, g, h";y\n'))).delimiter).toBe(';');
  });

  it('with one bad line is read without that line', async () => {
    const { sheets } = await readFile(utf8('a;b\nc;"d\ne;f\n'));
    expect(sheets[0]?.rows.map((row) => row.cells)).toEqual([['a', 'b'], null, ['e', 'f'], ['']]);
  });

  test('of whatever bytes is read or refused in words, and every line keeps its number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const code = await codeOf(bytes);
        expect([null, undefined, 'sheet_empty', 'xlsx_unreadable', 'sheet_old_format']).toContain(code);
        expect(code).not.toBeUndefined();
      }),
    );
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ';', ',', '\t', '\n', '\r', 'ў'), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        async (rows) => {
          // Written as it should be, it is read as it was.
          const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(';')).join('\r\n');
          if (rows.flat().every((one) => one.trim() === '')) return;
          const file = await readFile(utf8(text), { delimiter: ';' });
          expect(file.sheets[0]?.rows.map((row) => row.cells)).toEqual(rows);
        },
      ),
    );
  });
});

test('what is no table is refused, and it is said what to do', async () => {
  expect(await codeOf(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1))).toBe('sheet_old_format');
  expect(await codeOf(utf8(''))).toBe('sheet_empty');
  expect(await codeOf(utf8('\n;;\n'))).toBe('sheet_empty');
  expect(await codeOf(utf8('%PDF-1.7\u0000\u0001'))).toBe('xlsx_unreadable');
  expect(await codeOf(utf8('PK\u0003\u0004 and nothing of it'))).toBe('xlsx_unreadable');
  expect(await codeOf(new Uint8Array(21 * 1_048_576))).toBe('xlsx_too_large');
  const zip = new PizZip();
  zip.file('a.txt', 'x');
  expect(await codeOf(zip.generate({ type: 'uint8array' }))).toBe('xlsx_unreadable');
});

test('a file that is made to burst is not unpacked', async () => {
  const zip = new PizZip();
  zip.file('xl/workbook.xml', 'x'.repeat(1_000));
  const bytes = zip.generate({ type: 'uint8array' });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  // The directory says how much it unpacks to.
  for (let at = 0; at + 4 < bytes.length; at++) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 400 * 1_048_576, true);
  }
  expect(await codeOf(bytes)).toBe('xlsx_too_large');
});

test('a table that the program writes is read back, numbers of fourteen digits whole', async () => {
  const rows = [
    ['F.I.Sh.', 'JSHSHIR', 'Sabab'],
    ['Karimov "Anvar" <b>', '31210632040244', 'constructor'],
    ['Ғани Қодиров', '=1+1', ''],
  ];
  const file = await readFile(await writeTable(rows, 'Xatolar'));
  expect(file.sheets[0]?.name).toBe('Xatolar');
  expect(file.sheets[0]?.rows.map(({ cells }) => cells?.map(textOf))).toEqual(rows);
});

const office = await hasLibreOffice();

describe.skipIf(!office)('a workbook of LibreOffice', () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    // Two sheets, merged cells, dates, a long number and a formula, as OpenDocument in one file of text.
    const cell = (value: string, attributes = 'office:value-type="string"') =>
      `<table:table-cell ${attributes}><text:p>${value}</text:p></table:table-cell>`;
    const odt = `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles><number:date-style style:name="N1"><number:day number:style="long"/><number:text>.</number:text><number:month number:style="long"/><number:text>.</number:text><number:year number:style="long"/></number:date-style><style:style style:name="D" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Maʼlumot"><table:table-row>${cell('Izoh')}</table:table-row></table:table>
<table:table table:name="Аҳоли">
<table:table-row><table:table-cell/><table:table-cell/></table:table-row>
<table:table-row>${['Оила №', 'Ф.И.Ш.', 'ЖШШИР', 'Туғилган сана'].map((head) => cell(head)).join('')}</table:table-row>
<table:table-row>${cell('7', 'table:number-rows-spanned="2" table:number-columns-spanned="1" office:value-type="float" office:value="7"')}${cell('Каримов Анвар')}${cell('31210632040244', 'office:value-type="float" office:value="31210632040244"')}${cell('12.10.1963', 'table:style-name="D" office:value-type="date" office:date-value="1963-10-12"')}</table:table-row>
<table:table-row><table:covered-table-cell/>${cell('Каримова Нодира')}${cell('40201902050010')}${cell('13.10.1963', 'table:formula="of:=[.D3]+1" table:style-name="D" office:value-type="date" office:date-value="1963-10-13"')}</table:table-row>
</table:table>
</office:spreadsheet></office:body></office:document>`;
    const folder = await mkdtemp(join(tmpdir(), 'mahalla-import-'));
    try {
      await writeFile(join(folder, 'aholi.fods'), odt);
      await run(
        'soffice',
        [
          `-env:UserInstallation=file://${join(folder, 'profile')}`,
          '--headless',
          '--convert-to',
          'xlsx',
          '--outdir',
          folder,
          join(folder, 'aholi.fods'),
        ],
        { timeout: 120_000 },
      );
      bytes = new Uint8Array(await read(join(folder, 'aholi.xlsx')));
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 150_000);

  it('has its sheets, its days, its numbers whole, and a merged cell in each of its rows', async () => {
    const { sheets } = await readFile(bytes);
    expect(sheets.map(({ name }) => name)).toEqual(['Maʼlumot', 'Аҳоли']);
    const rows = sheets[1]?.rows.map(({ at, cells }) => [at, ...(cells ?? []).map(textOf)]);
    expect(rows?.slice(-3)).toEqual([
      [2, 'Оила №', 'Ф.И.Ш.', 'ЖШШИР', 'Туғилган сана'],
      [3, '7', 'Каримов Анвар', '31210632040244', '12.10.1963'],
      [4, '7', 'Каримова Нодира', '40201902050010', '13.10.1963'],
    ]);
  });
});
