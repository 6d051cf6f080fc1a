/**
 * A small reader of ASN.1 in BER and DER: enough for certificates and signed messages. Lengths may be indefinite and
 * octet strings in pieces, as programs written in Java send them. Every fault throws a TypeError.
 */
export interface Asn1 {
  /** The identifier's first byte: class, constructed bit, number. Numbers above 30 are refused. */
  readonly tag: number;
  /** The value's bytes, without the end marks of an indefinite length. */
  readonly content: Uint8Array;
  /** The whole element as it stands. */
  readonly whole: Uint8Array;
  /** The parts of a constructed element; none in a primitive one. */
  readonly parts: readonly Asn1[];
}

/** Tags that are read here. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** No signed message nests deeper; anything that does is meant to exhaust the stack. */
const MAX_DEPTH = 32;

function damaged(): never {
  throw new TypeError('not ASN.1');
}

function readAt(bytes: Uint8Array, from: number, end: number, depth: number): { element: Asn1; next: number } {
  if (depth > MAX_DEPTH || from + 2 > end) damaged();
  const tag = bytes[from] as number;
  if ((tag & 0x1f) === 0x1f) damaged();
  const constructed = (tag & 0x20) !== 0;
  const first = bytes[from + 1] as number;
  let at = from + 2;
  let stop: number;
  const parts: Asn1[] = [];
  if (first === 0x80) {
    if (!constructed) damaged();
    const start = at;
    for (;;) {
      if (at + 2 > end) damaged();
      if (bytes[at] === 0 && bytes[at + 1] === 0) break;
      const inner = readAt(bytes, at, end, depth + 1);
      parts.push(inner.element);
      at = inner.next;
    }
    return {
      element: { tag, content: bytes.subarray(start, at), whole: bytes.subarray(from, at + 2), parts },
      next: at + 2,
    };
  }
  if (first < 0x80) {
    stop = at + first;
  } else {
    const count = first & 0x7f;
    if (count > 4 || at + count > end) damaged();
    let length = 0;
    for (let n = 0; n < count; n++) length = length * 256 + (bytes[at + n] as number);
    at += count;
    stop = at + length;
  }
  if (stop > end) damaged();
  const start = at;
  if (constructed) {
    while (at < stop) {
      const inner = readAt(bytes, at, stop, depth + 1);
      parts.push(inner.element);
      at = inner.next;
    }
  }
  return {
    element: { tag, content: bytes.subarray(start, stop), whole: bytes.subarray(from, stop), parts },
    next: stop,
  };
}

/** Reads one element that fills the bytes to their end. */
export function readAsn1(bytes: Uint8Array): Asn1 {
  const { element, next } = readAt(bytes, 0, bytes.length, 0);
  if (next !== bytes.length) damaged();
  return element;
}

/** The part at a place, which must have the given tag where one is given. */
export function partOf(element: Asn1 | undefined, at: number, tag?: number): Asn1 {
  const part = element?.parts[at];
  if (!part || (tag !== undefined && part.tag !== tag)) damaged();
  return part;
}

/** The dotted text of an object identifier. */
export function readOid(element: Asn1): string {
  if (element.tag !== TAG.oid || element.content.length === 0) damaged();
  const arcs: number[] = [];
  let value = 0;
  element.content.forEach((byte, at) => {
    if (value > Number.MAX_SAFE_INTEGER / 256) damaged();
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) {
      if (at === element.content.length - 1) damaged();
      return;
    }
    if (arcs.length === 0) {
      const top = Math.min(2, Math.floor(value / 40));
      arcs.push(top, value - top * 40);
    } else {
      arcs.push(value);
    }
    value = 0;
  });
  return arcs.join('.');
}

/** The bytes of an octet string, put together where it came in pieces. */
export function readOctets(element: Asn1): Uint8Array {
  const tag = element.tag & 0xdf;
  // Context tags stand in for the type where it is implicit.
  if (tag !== TAG.octetString && (tag & 0xc0) !== 0x80) damaged();
  if (element.parts.length === 0) return element.content;
  const pieces = element.parts.map(readOctets);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The bytes of a bit string of whole bytes. */
export function readBits(element: Asn1): Uint8Array {
  if (element.tag !== TAG.bitString || element.content[0] !== 0) damaged();
  return element.content.subarray(1);
}

/** A moment, ISO 8601 UTC, from UTCTime or GeneralizedTime. */
export function readTime(element: Asn1): string {
  const text = String.fromCharCode(...element.content);
  const utc = element.tag === TAG.utcTime;
  if (!utc && element.tag !== TAG.generalizedTime) damaged();
  const found = (utc ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(
    text,
  );
  if (!found) damaged();
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = found;
  const full = utc ? (Number(year) < 50 ? `20${year}` : `19${year}`) : year;
  const moment = `${full}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  if (Number.isNaN(Date.parse(moment))) damaged();
  return moment;
}

/** The text of a UTF8String, PrintableString, IA5String, NumericString or BMPString; other kinds give null. */
export function readText(element: Asn1): string | null {
  if (element.tag === 0x0c) return utf8ToText(element.content);
  if (element.tag === 0x13 || element.tag === 0x16 || element.tag === 0x12 || element.tag === 0x14) {
    return String.fromCharCode(...element.content);
  }
  if (element.tag === 0x1e) {
    let text = '';
    for (let at = 0; at + 1 < element.content.length; at += 2) {
      text += String.fromCharCode(((element.content[at] as number) << 8) | (element.content[at + 1] as number));
    }
    return text;
  }
  return null;
}

function utf8ToText(bytes: Uint8Array): string {
  let escaped = '';
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return damaged();
  }
}
