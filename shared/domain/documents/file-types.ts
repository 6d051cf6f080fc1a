import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { Failure } from '#shared/kernel/result.ts';

/** Types of files that a paper may have. */
export const FILE_TYPES = [
  'pdf',
  'jpeg',
  'png',
  'webp',
  'tiff',
  'docx',
  'xlsx',
  'odt',
  'ods',
  'doc',
  'xls',
  'rtf',
  'txt',
  'csv',
] as const;
/** A type of file, by its bytes. */
export type FileType = (typeof FILE_TYPES)[number];

/** Endings of a name that fit a type; the first is the usual one. */
const ENDINGS: Readonly<Record<FileType, readonly string[]>> = {
  pdf: ['pdf'],
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png'],
  webp: ['webp'],
  tiff: ['tif', 'tiff'],
  docx: ['docx', 'docm', 'dotx'],
  xlsx: ['xlsx', 'xlsm', 'xltx'],
  odt: ['odt'],
  ods: ['ods'],
  doc: ['doc', 'dot'],
  xls: ['xls'],
  rtf: ['rtf', 'doc'],
  txt: ['txt', 'text', 'log', 'md'],
  csv: ['csv', 'txt'],
};

/** Types that this program shows itself. */
export const SHOWN_TYPES: readonly FileType[] = ['pdf', 'jpeg', 'png', 'webp'];

/** How many bytes of the beginning and of the end {@link sniffType} wants to see. */
export const SNIFF_BYTES = 65_536;

function beginsWith(bytes: Uint8Array, mark: readonly number[], at = 0): boolean {
  return mark.every((value, index) => bytes[at + index] === value);
}

function latin(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return text;
}

function isText(head: Uint8Array): boolean {
  // cp1251 and UTF-8 alike: no control characters but those of lines.
  return head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13 || byte === 12);
}

/**
 * The type of a file by its bytes; null where it is none of ours.
 * @param head the first {@link SNIFF_BYTES} of the file, or all of it
 * @param tail the last {@link SNIFF_BYTES}: a ZIP's list of contents stands there
 */
export function sniffType(head: Uint8Array, tail: Uint8Array): FileType | null {
  // A PDF may have rubbish before its mark; readers look for it in the first 1024 bytes.
  if (latin(head.subarray(0, 1_024)).includes('%PDF-')) return 'pdf';
  if (beginsWith(head, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (beginsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (beginsWith(head, [0x52, 0x49, 0x46, 0x46]) && beginsWith(head, [0x57, 0x45, 0x42, 0x50], 8)) return 'webp';
  if (beginsWith(head, [0x49, 0x49, 0x2a, 0]) || beginsWith(head, [0x4d, 0x4d, 0, 0x2a])) return 'tiff';
  if (beginsWith(head, [0x50, 0x4b, 0x03, 0x04])) {
    const names = latin(head) + latin(tail);
    if (names.includes('mimetypeapplication/vnd.oasis.opendocument.text')) return 'odt';
    if (names.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 'ods';
    if (names.includes('word/document.xml')) return 'docx';
    if (names.includes('xl/workbook.xml')) return 'xlsx';
    return null;
  }
  if (beginsWith(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) {
    // Names inside are UTF-16: every other byte is zero.
    const names = (latin(head) + latin(tail)).replaceAll('\0', '');
    if (names.includes('WordDocument')) return 'doc';
    if (names.includes('Workbook') || names.includes('Book')) return 'xls';
    return null;
  }
  if (beginsWith(head, [0x7b, 0x5c, 0x72, 0x74, 0x66])) return 'rtf';
  if (head.length > 0 && isText(head) && isText(tail)) {
    // A page of HTML or a script is text too, and is no paper.
    return /^\s*(<|#!)/.test(latin(head.subarray(0, 256))) ? null : 'txt';
  }
  return null;
}

/** The ending of a name, lower case, without its dot; empty where there is none. */
export function endingOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Whether a name's ending is one that files of the type have. */
export function fitsName(type: FileType, name: string): boolean {
  return ENDINGS[type].includes(endingOf(name));
}

/** A file that may be attached. */
export interface KnownFile {
  readonly name: string;
  readonly type: FileType;
  readonly scripted: boolean;
}

function refuse(code: ErrorCode, params: Failure['params']): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: params ? { code, params } : { code } };
}

/**
 * Looks at a file before it is attached: its size against the limit, its type by its bytes, and whether its name says
 * the same. A name without an ending is given the right one. What only a reader of PDF can tell is not asked here.
 */
export function checkFile(file: {
  readonly name: string;
  readonly size: number;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** Bytes. */
  readonly limit: number;
}): { readonly ok: true; readonly file: KnownFile } | { readonly ok: false; readonly failure: Failure } {
  // Without folders and control characters; the name is shown and becomes the name of a saved copy.
  const bare = (file.name.replaceAll('\\', '/').split('/').at(-1) ?? '')
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replaceAll(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  const name = bare === '' ? 'fayl' : bare;
  if (file.size === 0) return refuse('file_empty', { name });
  if (file.size > file.limit) {
    return refuse('file_too_large', {
      name,
      size: Math.ceil(file.size / 1_048_576),
      limit: Math.floor(file.limit / 1_048_576),
    });
  }
  const found = sniffType(file.head, file.tail);
  const ending = endingOf(name);
  if (found === null) return refuse('file_type_unknown', { name });
  const type = found === 'txt' && ending === 'csv' ? 'csv' : found;
  if (ending !== '' && !fitsName(type, name)) {
    return refuse('file_type_lies', { name, claimed: ending, found: ENDINGS[type][0] as string });
  }
  const whole = ending === '' ? `${name}.${ENDINGS[type][0]}` : name;
  const short = whole.length <= 200 ? whole : `${whole.slice(0, 190 - ending.length)}.${endingOf(whole)}`;
  const macros = (type === 'docx' || type === 'xlsx') && latin(file.tail).includes('vbaProject.bin');
  return { ok: true, file: { name: short, type, scripted: macros } };
}

/** What the bytes of a PDF say of it without being read as one. */
export interface PdfMarks {
  readonly encrypted: boolean;
  readonly scripted: boolean;
}

/**
 * Looks for what a PDF must not have: a password, and programs. Only what stands outside of compressed objects is
 * seen; a reader of PDF looks into those.
 */
export function pdfMarks(bytes: Uint8Array): PdfMarks {
  let encrypted = false;
  let scripted = false;
  const step = 1_048_576;
  for (let at = 0; at < bytes.length; at += step) {
    // Pieces lie over each other, so that no mark is cut in two.
    const text = latin(bytes.subarray(at, at + step + 64));
    encrypted ||= /\/Encrypt\s*(\d+\s+\d+\s+R|<<)/.test(text);
    scripted ||= /\/(JavaScript|JS)\s*[(<\d/]|\/S\s*\/(JavaScript|Launch)\b/.test(text);
  }
  return { encrypted, scripted };
}
