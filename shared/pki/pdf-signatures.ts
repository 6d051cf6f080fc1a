import { damaged, readDer } from './der.ts';

/** A signature as it lies in a PDF. */
export interface PdfSignature {
  /** `signature`, or `timestamp` for a timestamp of the whole document (/DocTimeStamp). */
  readonly kind: 'signature' | 'timestamp';
  /** The CMS, DER, without the padding after it. */
  readonly cms: Uint8Array;
  /** What it signs: the revision's bytes without /Contents. */
  readonly signed: Uint8Array;
  /** Offset at which its revision ends: later bytes are none of its business. */
  readonly end: number;
}

const PERCENT_EOF = '%%EOF';

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Whether bytes begin as a PDF does. */
export function isPdf(bytes: Uint8Array): boolean {
  return latin1(bytes.subarray(0, 5)) === '%PDF-';
}

/** Whether a PDF asks for a password: what lies in its objects, a signature's place too, can't be read then. */
export function isEncrypted(bytes: Uint8Array): boolean {
  return /\/Encrypt\s*(\d+\s+\d+\s+R|<<)/.test(latin1(bytes));
}

/** Ends of the file's revisions, ascending: where each `%%EOF` and its line end. */
export function revisionEnds(bytes: Uint8Array): readonly number[] {
  const text = latin1(bytes);
  const ends: number[] = [];
  for (let at = text.indexOf(PERCENT_EOF); at >= 0; at = text.indexOf(PERCENT_EOF, at + 1)) {
    let end = at + PERCENT_EOF.length;
    if (text[end] === '\r') end += 1;
    if (text[end] === '\n') end += 1;
    ends.push(end);
  }
  return ends;
}

/**
 * Finds the signatures of a PDF in the order in which they were made. Stricter than the format: the range begins with
 * the file's first byte, the gap in it is exactly the signature, and the hexadecimal has one form, so that no byte of
 * the file can change unnoticed. Throws `signature_damaged`.
 */
export function findPdfSignatures(bytes: Uint8Array): readonly PdfSignature[] {
  const text = latin1(bytes);
  const found: PdfSignature[] = [];
  const ranges = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;
  for (const match of text.matchAll(ranges)) {
    const [start, first, second, length] = match.slice(1, 5).map(Number) as [number, number, number, number];
    const end = second + length;
    if (start !== 0 || first >= second || end > bytes.length) damaged('byte range');
    if (text[first] !== '<' || text[second - 1] !== '>') damaged('byte range gap');
    // The range stands in the very dictionary that the signature is in.
    if (match.index > end || (match.index > first && match.index < second)) damaged('byte range place');
    const hex = text.slice(first + 1, second - 1);
    if (hex.length % 2 !== 0 || !(/^[0-9a-f]+$/.test(hex) || /^[0-9A-F]+$/.test(hex))) damaged('contents');
    const raw = Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
      Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
    );
    const cms = readDer(raw).whole;
    if (raw.subarray(cms.length).some((byte) => byte !== 0)) damaged('padding');
    const signed = new Uint8Array(first + length);
    signed.set(bytes.subarray(0, first));
    signed.set(bytes.subarray(second, end), first);
    const around = text.slice(Math.max(0, Math.min(first, match.index) - 400), Math.min(first, match.index) + 400);
    const dictionary = around.slice(Math.max(0, around.lastIndexOf('obj', Math.min(400, around.length))));
    const kind = /\/Type\s*\/DocTimeStamp\b/.test(dictionary) ? 'timestamp' : 'signature';
    found.push({ kind, cms, signed, end });
  }
  // A mention of a range that the expression above did not take is not passed over.
  if (found.length !== text.split('/ByteRange').length - 1) damaged('byte range form');
  found.sort((a, b) => a.end - b.end);
  if (new Set(found.map((one) => one.end)).size !== found.length) damaged('two signatures of one revision');
  return found;
}
