import { describe, expect, it } from 'vitest';
import { checkFile, endingOf, pdfMarks, sniffType } from './file-types.ts';

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0) & 255);
const none = new Uint8Array(0);
const pdf = bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n');
const check = (name: string, content: Uint8Array, limit = 1_048_576) =>
  checkFile({ name, size: content.length, head: content, tail: content, limit });

describe('types of files', () => {
  it.each([
    ['pdf', pdf],
    ['pdf', bytes('\r\n\r\n%PDF-1.4')],
    ['jpeg', bytes('\xff\xd8\xff\xe0..JFIF')],
    ['png', bytes('\x89PNG\r\n\x1a\n')],
    ['webp', bytes('RIFF....WEBPVP8 ')],
    ['tiff', bytes('II*\0....')],
    ['docx', bytes('PK\x03\x04......[Content_Types].xml...word/document.xml')],
    ['xlsx', bytes('PK\x03\x04......xl/workbook.xml')],
    ['odt', bytes('PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text')],
    ['doc', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0')],
    ['rtf', bytes('{\\rtf1')],
    ['txt', bytes('Salom\r\n')],
    [null, bytes('MZ\x90\0\x03')],
    [null, bytes('PK\x03\x04....evil.exe')],
    [null, bytes('<!doctype html><script>')],
    [null, bytes('#!/bin/sh')],
    [null, none],
  ] as const)('tells %s by its bytes', (type, content) => {
    expect(sniffType(content, content)).toBe(type);
  });

  it('refuses a name that says something else, an empty file, one over the limit, a type that is none of ours', () => {
    const code = (name: string, content: Uint8Array, limit?: number) => {
      const checked = check(name, content, limit);
      return checked.ok ? null : checked.failure;
    };
    expect(code('rasm.jpg', pdf)).toEqual({
      code: 'file_type_lies',
      params: { name: 'rasm.jpg', claimed: 'jpg', found: 'pdf' },
    });
    expect(code('ariza.pdf', bytes('MZ\x90\0'))?.code).toBe('file_type_unknown');
    expect(code('ariza.pdf', none)?.code).toBe('file_empty');
    const large = checkFile({
      name: 'katta.pdf',
      size: 200 * 1_048_576,
      head: pdf,
      tail: pdf,
      limit: 100 * 1_048_576,
    });
    expect(large).toEqual({
      ok: false,
      failure: { code: 'file_too_large', params: { name: 'katta.pdf', size: 200, limit: 100 } },
    });
    expect(code('ariza.pdf', pdf)).toBeNull();
  });

  it('cleans the name: no folders, no control characters, no turned direction; the missing ending is put in', () => {
    const named = (name: string) => {
      const checked = check(name, pdf);
      return checked.ok ? checked.file.name : null;
    };
    expect(named('C:\\Skan\\ariza.PDF')).toBe('ariza.PDF');
    expect(named('../../etc/ariza')).toBe('ariza.pdf');
    expect(named('ari\u202eza\u0000.pdf')).toBe('ariza.pdf');
    expect(named(`${'a'.repeat(300)}.pdf`)?.length).toBeLessThanOrEqual(200);
    expect(endingOf('a.tar.GZ')).toBe('gz');
    const csv = checkFile({ name: 'roʻyxat.csv', size: 4, head: bytes('a;b\n'), tail: bytes('a;b\n'), limit: 100 });
    expect(csv.ok && csv.file.type).toBe('csv');
  });

  it('sees a password and programs in a PDF, also where a mark lies over a border of pieces', () => {
    expect(pdfMarks(pdf)).toEqual({ encrypted: false, scripted: false });
    expect(pdfMarks(bytes('%PDF-1.7 trailer << /Encrypt 12 0 R >>')).encrypted).toBe(true);
    expect(pdfMarks(bytes('<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>')).scripted).toBe(true);
    expect(pdfMarks(bytes('<< /S /Launch /F (cmd.exe) >>')).scripted).toBe(true);
    const far = new Uint8Array(1_048_576 + 100).fill(32);
    far.set(bytes('/Encrypt 5 0 R'), 1_048_576 - 6);
    expect(pdfMarks(far).encrypted).toBe(true);
  });

  it('sees macros in an office file', () => {
    const checked = check('hisob.xlsm', bytes('PK\x03\x04..xl/workbook.xml..xl/vbaProject.bin'));
    expect(checked.ok && checked.file.scripted).toBe(true);
  });
});
