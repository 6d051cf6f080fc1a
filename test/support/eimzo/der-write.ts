/** Writes the ASN.1 of the simulator's certificates and messages. */
export type Bytes = Uint8Array;

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 255);
  return [0x80 | bytes.length, ...bytes];
}

/** One element. */
export function element(tag: number, ...contents: readonly Bytes[]): Bytes {
  const content = Buffer.concat(contents);
  return new Uint8Array(Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]));
}

export const sequence = (...parts: readonly Bytes[]): Bytes => element(0x30, ...parts);
/** A set in DER's order. */
export const set = (...parts: readonly Bytes[]): Bytes =>
  element(0x31, ...[...parts].sort((a, b) => Buffer.compare(a, b)));
export const octets = (bytes: Bytes): Bytes => element(0x04, bytes);
export const bits = (bytes: Bytes): Bytes => element(0x03, Uint8Array.of(0), bytes);
export const utf8 = (text: string): Bytes => element(0x0c, Buffer.from(text));
export const empty = (): Bytes => element(0x05);

export function integer(value: bigint | number): Bytes {
  let hex = BigInt(value).toString(16);
  if (hex.length % 2) hex = `0${hex}`;
  const bytes = Buffer.from(hex, 'hex');
  return element(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function oid(text: string): Bytes {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const group = [arc & 127];
    for (let left = arc >> 7; left > 0; left >>= 7) group.unshift((left & 127) | 128);
    bytes.push(...group);
  }
  return element(0x06, Uint8Array.from(bytes));
}

/** UTCTime. */
export function utcTime(moment: Date): Bytes {
  return element(0x17, Buffer.from(`${moment.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
}
