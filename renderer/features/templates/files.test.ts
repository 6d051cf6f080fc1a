import PizZip from 'pizzip';
import { describe, expect, it } from 'vitest';
import { decodeText, readCsv } from '../../documents/csv.ts';
import { fillDocx, fromBase64, inspectDocx, toBase64 } from './docx.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** The smallest DOCX that Word opens, with these paragraphs. */
function docx(...paragraphs: string[]): Uint8Array {
  const zip = new PizZip();
  zip.file(
    '[Content_Types].xml',
    `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
  );
  zip.file(
    '_rels/.rels',
    `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
  );
  const body = paragraphs.map((text) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`).join('');
  zip.file(
    'word/document.xml',
    `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  );
  return zip.generate({ type: 'uint8array' });
}

const textOf = (bytes: Uint8Array) =>
  (new PizZip(bytes).file('word/document.xml')?.asText() ?? '').replace(/<w:br\/>/g, '\n').replace(/<[^>]+>/g, '');

describe('DOCX templates', () => {
  it('is filled, nothing of it lost', async () => {
    const bytes = docx('Berildi: {{person.name}}', 'Manzil: {{ person.address }}.', 'Oʻzgarmas qator');
    expect(await inspectDocx(bytes)).toEqual({
      ok: true,
      value: { fields: ['person.name', 'person.address'], unknown: [] },
    });
    const filled = await fillDocx(bytes, { person: { name: 'Karimova <D> & Co', address: null } });
    expect(filled.ok && textOf(filled.value)).toContain('Karimova &lt;D&gt; &amp; Co');
    expect(filled.ok && textOf(filled.value)).toContain('Oʻzgarmas qator');
  });

  it('an unknown field is named with the known that are likest; nothing is written then', async () => {
    const bytes = docx('{{person.nmae}} {{constructor}}');
    const inspected = await inspectDocx(bytes);
    expect(inspected.ok && inspected.value.unknown).toMatchObject([
      { field: 'person.nmae', suggestions: expect.arrayContaining(['person.name']) as string[] },
      { field: 'constructor' },
    ]);
    expect(await fillDocx(bytes, {})).toEqual({
      ok: false,
      failure: { code: 'template_field_unknown', params: { field: 'person.nmae' } },
    });
  });

  it('open braces and what is no DOCX are told apart', async () => {
    expect(await inspectDocx(docx('Salom {{person.name'))).toMatchObject({
      ok: false,
      failure: { code: 'template_braces_open' },
    });
    expect(await inspectDocx(new TextEncoder().encode('%PDF-1.7 not a zip'))).toMatchObject({
      ok: false,
      failure: { code: 'docx_unreadable' },
    });
  });

  it('travels as base64 and back', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) % 256);
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
  });
});

describe('CSV files', () => {
  const cp1251 = (text: string) =>
    Uint8Array.from(text, (char) => {
      const code = char.charCodeAt(0);
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    });

  it('UTF-8, with and without its mark, and cp1251', () => {
    expect(decodeText(new TextEncoder().encode('Ўзбек'))).toEqual({ text: 'Ўзбек', encoding: 'utf-8' });
    expect(decodeText(cp1251('Фамилия;Имя'))).toEqual({ text: 'Фамилия;Имя', encoding: 'windows-1251' });
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0)).text).toContain('A');
  });

  it('semicolons, commas and quotes; numbers of lines are those of the file', async () => {
    expect(await readCsv('F.I.SH;Manzil\r\n"Karimova; D";"4-uy"\r\n\r\nAliyev;')).toEqual([
      { line: 1, cells: ['F.I.SH', 'Manzil'] },
      { line: 2, cells: ['Karimova; D', '4-uy'] },
      { line: 3, cells: [''] },
      { line: 4, cells: ['Aliyev', ''] },
    ]);
  });

  it('one broken row takes no other with it', async () => {
    const lines = await readCsv('F.I.SH,Manzil\nKarimova,4-uy\nAliyev,"ochiq\nSaidova,5-uy\n');
    expect(lines.slice(0, 4)).toEqual([
      { line: 1, cells: ['F.I.SH', 'Manzil'] },
      { line: 2, cells: ['Karimova', '4-uy'] },
      { line: 3, cells: null },
      { line: 4, cells: ['Saidova', '5-uy'] },
    ]);
  });
});
