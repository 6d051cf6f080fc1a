import { CodedError } from '#shared/kernel/result.ts';

/** The largest file that is read. */
export const MOST_FILE_BYTES = 20 * 1_048_576;
/** The most that a file may unpack to: a small file can be made to fill the memory. */
const MOST_UNPACKED_BYTES = 300 * 1_048_576;
// What XML can't hold or discourages; the writer of the file would drop it without a word.
const UNSTORABLE =
  // oxlint-disable-next-line no-control-regex -- these are the characters that are looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffd]|\p{Noncharacter_Code_Point}|\p{Cs}/gu;

/** A text as a sheet can hold it: line feeds alone, and no characters that XML discourages. */
export function toSheetText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSTORABLE, '');
}

/**
 * A text as it stands in the file: "_x0041_" there means "A", so a text that looks so has its underscore escaped. A text
 * that names a property of every object ("constructor") is written by its first letter's code: the writer of the file
 * looks texts up in a plain object and would lose it. Excel reads the code; LibreOffice shows these dozen words with it.
 */
export function encodeText(text: string): string {
  const escaped = toSheetText(text).replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_');
  if (!(escaped in {})) return escaped;
  return `_x${escaped.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_${escaped.slice(1)}`;
}

// The first number that a format of one's own may have (ECMA-376, 18.8.30); the writer of the file begins at 100, and
// LibreOffice then takes the format for one of its own.
const OWN_FORMATS_FROM = 164;

/** What the writer of the file does not get right by itself: a feature of `write-excel-file`. */
export const mended = {
  files: {
    transform: {
      'xl/styles.xml': {
        transform: (xml: string) =>
          xml.replace(/numFmtId="(1\d\d)"/g, (whole, id: string) =>
            Number(id) < OWN_FORMATS_FROM ? `numFmtId="${Number(id) + OWN_FORMATS_FROM - 100}"` : whole,
          ),
      },
    },
  },
};

/** What a ZIP's own directory says that it unpacks to; null where it has none that can be read. */
export function unpackedSize(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = Math.max(0, bytes.length - 65_557);
  for (let end = bytes.length - 22; end >= from; end--) {
    if (view.getUint32(end, true) !== 0x06054b50) continue;
    const count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    let size = 0;
    for (let n = 0; n < count; n++) {
      if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null;
      size += view.getUint32(at + 24, true);
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return size;
  }
  return null;
}

/**
 * Looks at a file before it is unpacked.
 * @throws CodedError `xlsx_too_large`, or `xlsx_unreadable` for what is no workbook
 */
export function checkWorkbook(bytes: Uint8Array): void {
  if (bytes.length > MOST_FILE_BYTES) throw new CodedError('xlsx_too_large');
  const unpacked = bytes.length < 22 ? null : unpackedSize(bytes);
  if (unpacked === null) throw new CodedError('xlsx_unreadable');
  if (unpacked > MOST_UNPACKED_BYTES) throw new CodedError('xlsx_too_large');
}
