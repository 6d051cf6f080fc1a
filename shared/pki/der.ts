import { CodedError } from '#shared/kernel/result.ts';

/** One DER value: where it lies in the bytes it was read from, and what is in it. */
export interface DerNode {
  /** Identifier octet: class, constructed flag and number (low-tag form alone). */
  readonly tag: number;
  /** The whole encoding, header included. */
  readonly whole: Uint8Array;
  /** The content octets. */
  readonly content: Uint8Array;
}

/** Identifier octets that are met in certificates and signatures. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  enumerated: 0x0a,
  printable: 0x13,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
} as const;

/** Throws `signature_damaged`: what is read is not DER, or not the structure it should be. */
export function damaged(detail: string): never {
  throw new CodedError('signature_damaged', { detail });
}

/**
 * Reads one value at an offset, strictly: definite and shortest lengths alone. Whatever has a second encoding of the
 * same meaning is refused, so that no byte of a signature can change unnoticed.
 */
export function readDer(bytes: Uint8Array, at = 0): DerNode {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) damaged('short');
  if ((tag & 0x1f) === 0x1f) damaged('tag');
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first - 0x80;
    if (count === 0 || count > 4) damaged('length');
    length = 0;
    for (let index = 0; index < count; index += 1) {
      const byte = bytes[start + index];
      if (byte === undefined) damaged('short');
      if (index === 0 && byte === 0) damaged('length');
      length = length * 256 + byte;
    }
    if (length < 0x80) damaged('length');
    start += count;
  }
  if (start + length > bytes.length) damaged('short');
  return { tag, whole: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) };
}

/** Reads a value that has to fill the bytes to their end. */
export function readWhole(bytes: Uint8Array): DerNode {
  const node = readDer(bytes);
  if (node.whole.length !== bytes.length) damaged('trailing');
  return node;
}

/** The values inside a constructed one. */
export function children(node: DerNode): readonly DerNode[] {
  if ((node.tag & 0x20) === 0) damaged('primitive');
  const result: DerNode[] = [];
  for (let at = 0; at < node.content.length;) {
    const child = readDer(node.content, at);
    result.push(child);
    at += child.whole.length;
  }
  return result;
}

/** The values of a SEQUENCE (or of another tag, where it is given). */
export function inside(node: DerNode | undefined, tag: number = TAG.sequence): readonly DerNode[] {
  return children(expectTag(node, tag));
}

/** A node that has to be there and have a tag. */
export function expectTag(node: DerNode | undefined, tag: number): DerNode {
  if (!node || node.tag !== tag) damaged(`expected 0x${tag.toString(16)}`);
  return node;
}

/** An OBJECT IDENTIFIER in dots. */
export function readOid(node: DerNode | undefined): string {
  const { content } = expectTag(node, TAG.oid);
  const parts: number[] = [];
  let value = 0;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80) damaged('oid');
    value = value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER / 128) damaged('oid');
    fresh = byte < 0x80;
    if (fresh) {
      parts.push(value);
      value = 0;
    }
  }
  const head = parts[0];
  if (!fresh || head === undefined) damaged('oid');
  const first = head < 80 ? Math.floor(head / 40) : 2;
  return [first, head - first * 40, ...parts.slice(1)].join('.');
}

/** An INTEGER that is not negative. */
export function readInteger(node: DerNode | undefined): bigint {
  const { content } = expectTag(node, TAG.integer);
  const [first, second] = content;
  if (first === undefined || first >= 0x80) damaged('integer');
  if (first === 0 && content.length > 1 && (second ?? 0) < 0x80) damaged('integer');
  return content.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** A small INTEGER. */
export function readSmall(node: DerNode | undefined): number {
  const value = readInteger(node);
  if (value > 0xffff_ffffn) damaged('integer');
  return Number(value);
}

/** The bytes of a BIT STRING of whole bytes. */
export function readBits(node: DerNode | undefined): Uint8Array {
  const { content } = expectTag(node, TAG.bitString);
  if (content[0] !== 0) damaged('bits');
  return content.subarray(1);
}

/** Text of the string types that names are written in; null for another type. */
export function readText(node: DerNode): string | null {
  switch (node.tag) {
    case TAG.utf8:
      return decodeUtf8(node.content);
    case TAG.printable:
    case TAG.ia5:
      return String.fromCharCode(...node.content);
    case TAG.bmp: {
      let text = '';
      for (let at = 0; at + 1 < node.content.length; at += 2) {
        text += String.fromCharCode(((node.content[at] as number) << 8) | (node.content[at + 1] as number));
      }
      return text;
    }
    default:
      return null;
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] as number;
    const more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4) damaged('utf8');
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let index = 1; index <= more; index += 1) {
      const byte = bytes[at + index];
      if (byte === undefined || (byte & 0xc0) !== 0x80) damaged('utf8');
      code = code * 64 + (byte & 0x3f);
    }
    text += String.fromCodePoint(code);
    at += more + 1;
  }
  return text;
}

/** A UTCTime or GeneralizedTime in the forms of RFC 5280 (fractions of a second allowed in the latter), milliseconds. */
export function readTime(node: DerNode | undefined): number {
  if (!node) damaged('time');
  const text = String.fromCharCode(...node.content);
  const form =
    node.tag === TAG.utcTime
      ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
      : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?Z$/;
  if (node.tag !== TAG.utcTime && node.tag !== TAG.generalizedTime) damaged('time');
  const match = form.exec(text);
  if (!match) damaged('time');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const full = node.tag === TAG.utcTime ? year + (year < 50 ? 2000 : 1900) : year;
  const moment = Date.UTC(full, month - 1, day, hour, minute, second);
  const back = new Date(moment);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59) damaged('time');
  return moment + (match[7] ? Math.floor(Number(`0.${match[7]}`) * 1000) : 0);
}

/** Whether two encodings are the same, byte for byte. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

// ---- writing ----

/** Joins byte arrays. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Writes a value of a tag. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  const size: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 + size.length, ...size];
  return concat(Uint8Array.from(head), content);
}

/** Writes an OBJECT IDENTIFIER. */
export function derOid(dots: string): Uint8Array {
  const parts = dots.split('.').map(Number);
  const [first = 0, second = 0, ...rest] = parts;
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const digits = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) + 128);
    return digits;
  });
  return der(TAG.oid, Uint8Array.from(bytes));
}

/** Writes an INTEGER from big-endian bytes without sign. */
export function derInteger(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (at < bytes.length - 1 && bytes[at] === 0) at += 1;
  const trimmed = bytes.subarray(at);
  return (trimmed[0] ?? 0) >= 0x80 ? der(TAG.integer, Uint8Array.of(0), trimmed) : der(TAG.integer, trimmed);
}

/** Bytes as lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
