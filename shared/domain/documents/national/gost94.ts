/**
 * GOST R 34.11-94 with the CryptoPro S-box (id-GostR3411-94-CryptoProParamSet, RFC 4357 section 11.2), the digest of
 * the national signature, OID 1.2.860.3.15.1.3.2.1.1. Used to verify; nothing of ours is protected by it.
 */

// The first row is for the lowest four bits.
const S_BOX = [
  'a45681 37dce0 92bf',
  '5f402d b91763 cea8',
  '7fce94 103b52 6a8d',
  '4a7c0f 28e165 db93',
  '764b9c 2a180e fd35',
  '7624d9 f0a15b 8ec3',
  'de4170 5a3c8f 629b',
  '13a95b 4f867e d02c',
].map((row) => [...row.replaceAll(' ', '')].map((digit) => Number.parseInt(digit, 16)));

// Two rows of four bits make one table of eight, so that a round takes four look-ups.
const TABLES = [0, 2, 4, 6].map((row) =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    const low = (S_BOX[row] as number[])[byte & 15] as number;
    const high = (S_BOX[row + 1] as number[])[byte >> 4] as number;
    const value = ((low | (high << 4)) << (row * 4)) >>> 0;
    return ((value << 11) | (value >>> 21)) >>> 0;
  }),
) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

function round(value: number): number {
  return (
    ((TABLES[0][value & 255] as number) |
      (TABLES[1][(value >>> 8) & 255] as number) |
      (TABLES[2][(value >>> 16) & 255] as number) |
      (TABLES[3][value >>> 24] as number)) >>>
    0
  );
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

/** GOST 28147-89, one block of eight bytes, from `from` to `to` at the same place. */
function encrypt(key: Uint8Array, from: Uint8Array, to: Uint8Array, at: number): void {
  const keys = [0, 4, 8, 12, 16, 20, 24, 28].map((place) => word(key, place));
  let low = word(from, at);
  let high = word(from, at + 4);
  for (let turn = 0; turn < 32; turn++) {
    const next = (high ^ round((low + (keys[turn < 24 ? turn & 7 : 7 - (turn & 7)] as number)) >>> 0)) >>> 0;
    high = low;
    low = next;
  }
  // The last round does not swap.
  for (let byte = 0; byte < 4; byte++) {
    to[at + byte] = high >>> (8 * byte);
    to[at + 4 + byte] = low >>> (8 * byte);
  }
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, at) => byte ^ (b[at] as number));
}

/** The four words of eight bytes move down one; the last is the first two, added. */
function a(value: Uint8Array): Uint8Array {
  const result = new Uint8Array(32);
  result.set(value.subarray(8));
  for (let at = 0; at < 8; at++) result[24 + at] = (value[at] as number) ^ (value[at + 8] as number);
  return result;
}

function p(value: Uint8Array): Uint8Array {
  const result = new Uint8Array(32);
  for (let i = 0; i < 4; i++) for (let k = 0; k < 8; k++) result[i + 4 * k] = value[8 * i + k] as number;
  return result;
}

const C3 = Uint8Array.from([
  0x00, 0xff, 0x00, 0xff, 0x00, 0xff, 0x00, 0xff, 0xff, 0x00, 0xff, 0x00, 0xff, 0x00, 0xff, 0x00, 0x00, 0xff, 0xff,
  0x00, 0xff, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00, 0x00, 0xff, 0xff, 0x00, 0xff,
]);

/** Moves the sixteen two-byte words down `times` times, each time with the sum of six of them at the end. */
function psi(value: Uint8Array, times: number): Uint8Array {
  const bytes = new Uint8Array(32 + 2 * times);
  bytes.set(value);
  for (let turn = 0; turn < times; turn++) {
    const at = 2 * turn;
    for (const byte of [0, 1]) {
      const from = at + byte;
      bytes[from + 32] =
        (bytes[from] as number) ^
        (bytes[from + 2] as number) ^
        (bytes[from + 4] as number) ^
        (bytes[from + 6] as number) ^
        (bytes[from + 24] as number) ^
        (bytes[from + 30] as number);
    }
  }
  return bytes.slice(2 * times);
}

function step(hash: Uint8Array, block: Uint8Array): Uint8Array {
  const mixed = new Uint8Array(32);
  let u = hash;
  let v = block;
  encrypt(p(xor(u, v)), hash, mixed, 0);
  for (const place of [8, 16, 24]) {
    u = a(u);
    if (place === 16) u = xor(u, C3);
    v = a(a(v));
    encrypt(p(xor(u, v)), hash, mixed, place);
  }
  return psi(xor(hash, psi(xor(block, psi(mixed, 12)), 1)), 61);
}

function addTo(sum: Uint8Array, block: Uint8Array): void {
  let carry = 0;
  for (let at = 0; at < 32; at++) {
    carry += (sum[at] as number) + (block[at] as number);
    sum[at] = carry;
    carry >>= 8;
  }
}

/** The digest of bytes: 32 bytes. */
export function gost94(bytes: Uint8Array): Uint8Array {
  let hash: Uint8Array = new Uint8Array(32);
  const sum = new Uint8Array(32);
  for (let at = 0; at < bytes.length; at += 32) {
    const block = new Uint8Array(32);
    block.set(bytes.subarray(at, at + 32));
    hash = step(hash, block);
    addTo(sum, block);
  }
  const length = new Uint8Array(32);
  let bits = BigInt(bytes.length) * 8n;
  for (let at = 0; bits > 0n; at++, bits >>= 8n) length[at] = Number(bits & 255n);
  return step(step(hash, length), sum);
}
