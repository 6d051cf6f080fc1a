import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { addDays, type Day, daysBetween, isDay } from '#shared/domain/language/dates.ts';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import { toHex } from '#shared/kernel/json.ts';

/**
 * The mark of a paper on paper: number, day, hash of the content and an Ed25519 signature by the office, in one QR code
 * that can be checked without a connection. It names nobody.
 *
 * Form 1, bytes: 1 form, 8 key (the beginning of the SHA-256 of the public key), 2 day (since 2000-01-01), 1 length of
 * the number, the number in UTF-8, 32 content hash, 64 signature over all before it. Written in Crockford's base 32,
 * which a QR code holds in its alphanumeric mode and an address can carry.
 */
export interface PaperProof {
  readonly number: string;
  readonly regDate: Day;
  /** 64 hexadecimal digits. */
  readonly contentHash: string;
  /** The key's mark, 16 hexadecimal digits. */
  readonly keyId: string;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** What a mark says of a paper. */
export interface ProofFacts {
  readonly number: string;
  readonly regDate: Day;
  readonly contentHash: string;
}

/** A mark as it is kept with the office signature. */
export interface PaperMark {
  /** The mark in base 32. */
  readonly code: string;
  /** Ed25519 public key, base64url, 43 characters. */
  readonly publicKey: string;
  /** The office key's signature over that key: whoever knows the office key knows this one. */
  readonly binding: string;
}

const FORM = 1;
const EPOCH = '2000-01-01';
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MAX_NUMBER_BYTES = 60;
const PURPOSE = utf8ToBytes('mahalla-mark-v1\0');

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >> bits) & 31];
    }
  }
  return bits > 0 ? text + ALPHABET[(buffer << (5 - bits)) & 31] : text;
}

/** Bytes of Crockford's base 32; what is easily misread is taken for what was meant. Null for anything else. */
function fromBase32(text: string): Uint8Array | null {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const char of text.toUpperCase().replace(/[IL]/g, '1').replaceAll('O', '0')) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return null;
    buffer = ((buffer << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 255);
    }
  }
  // Left-over bits are zero, or two texts would mean one mark.
  return (buffer & ((1 << bits) - 1)) === 0 && bits < 5 ? Uint8Array.from(bytes) : null;
}

function message(signed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PURPOSE.length + signed.length);
  bytes.set(PURPOSE);
  bytes.set(signed, PURPOSE.length);
  return bytes;
}

function keyIdOf(publicKey: Uint8Array): Uint8Array {
  return sha256(publicKey).subarray(0, 8);
}

/** The Ed25519 key of marks that belongs to an office key: made from it, so there is no second secret to keep. */
export function createMarkKey(officeSecret: Uint8Array): {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
} {
  const secret = hkdf(sha256, officeSecret, undefined, utf8ToBytes('mahalla-mark-key-v1'), 32);
  return { secret, publicKey: ed25519.getPublicKey(secret) };
}

function binding(markKey: string): Uint8Array {
  return utf8ToBytes(`mahalla-mark-key-v1:${markKey}`);
}

/** Makes a paper's mark. Throws a TypeError for facts that no mark can hold. */
export function createPaperMark(officeSecret: Uint8Array, facts: ProofFacts): PaperMark {
  const number = utf8ToBytes(facts.number);
  const day = isDay(facts.regDate) ? daysBetween(EPOCH, facts.regDate) : -1;
  if (number.length === 0 || number.length > MAX_NUMBER_BYTES || day < 0 || day > 0xffff) {
    throw new TypeError('no mark for this');
  }
  const key = createMarkKey(officeSecret);
  const hash = Uint8Array.from(facts.contentHash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const signed = Uint8Array.from([
    FORM,
    ...keyIdOf(key.publicKey),
    day >> 8,
    day & 255,
    number.length,
    ...number,
    ...hash,
  ]);
  const publicKey = toBase64Url(key.publicKey);
  return {
    code: toBase32(Uint8Array.from([...signed, ...ed25519.sign(message(signed), key.secret)])),
    publicKey,
    binding: toBase64Url(p256.sign(binding(publicKey), officeSecret)),
  };
}

/**
 * Reads a mark from what a QR code says: an address that ends in it, or the mark alone. Null where it is none.
 * Reading proves nothing yet: see {@link isProofGenuine}.
 */
export function readPaperProof(text: string): PaperProof | null {
  const code = /(?:^|[/:#])([0-9A-Za-z]{150,400})$/.exec(text.trim())?.[1];
  const bytes = code ? fromBase32(code) : null;
  if (!bytes || bytes[0] !== FORM) return null;
  const length = bytes[11] ?? 0;
  if (length === 0 || length > MAX_NUMBER_BYTES || bytes.length !== 12 + length + 32 + 64) return null;
  const signed = bytes.slice(0, 12 + length + 32);
  let number = '';
  for (const byte of bytes.subarray(12, 12 + length)) number += `%${byte.toString(16).padStart(2, '0')}`;
  try {
    number = decodeURIComponent(number);
  } catch {
    return null;
  }
  return {
    number,
    regDate: addDays(EPOCH, ((bytes[9] as number) << 8) | (bytes[10] as number)),
    contentHash: toHex(bytes.subarray(12 + length, 12 + length + 32)),
    keyId: toHex(bytes.subarray(1, 9)),
    signed,
    signature: bytes.slice(12 + length + 32),
  };
}

/** The mark of a key, as marks of papers carry it. */
export function markKeyId(publicKey: string): string {
  try {
    return toHex(keyIdOf(fromBase64Url(publicKey)));
  } catch {
    return '';
  }
}

/** Whether a mark was made by the key of marks `publicKey` (base64url). Never throws. */
export function isProofGenuine(proof: PaperProof, publicKey: string): boolean {
  if (markKeyId(publicKey) !== proof.keyId) return false;
  try {
    return ed25519.verify(proof.signature, message(proof.signed), fromBase64Url(publicKey), { zip215: false });
  } catch {
    return false;
  }
}

/** Whether a key of marks belongs to an office key. Never throws. */
export function isMarkKeyBound(officeKey: string, mark: Pick<PaperMark, 'publicKey' | 'binding'>): boolean {
  try {
    return p256.verify(fromBase64Url(mark.binding), binding(mark.publicKey), fromBase64Url(officeKey));
  } catch {
    return false;
  }
}

/** Whether a mark that came with an office signature is of this key and over this content. */
export function isMarkOfSignature(mark: PaperMark, officeKey: string, contentHash: string): boolean {
  const proof = readPaperProof(mark.code);
  return (
    proof !== null &&
    proof.contentHash === contentHash &&
    isMarkKeyBound(officeKey, mark) &&
    isProofGenuine(proof, mark.publicKey)
  );
}

/** Whether a mark, where there is one, tells a paper's own number, day and content. */
export function isMarkOfPaper(
  mark: unknown,
  paper: { readonly number?: unknown; readonly regDate?: unknown; readonly contentHash?: unknown },
): boolean {
  if (mark === undefined || mark === null) return true;
  const proof = readPaperProof(String((mark as Partial<PaperMark>).code));
  return (
    proof !== null &&
    proof.number === paper.number &&
    proof.regDate === paper.regDate &&
    proof.contentHash === paper.contentHash
  );
}

/** What the QR code says: the address of the server's page for everyone where it is known, then the mark. */
export function markText(mark: Pick<PaperMark, 'code'>, serverUrl: string | null): string {
  const server = serverUrl?.replace(/\/+$/, '').toUpperCase();
  // Only what a QR code's alphanumeric mode can hold: a longer mode would need a denser code.
  return server && /^[0-9A-Z $%*+\-./:]+$/.test(server) ? `${server}/V/${mark.code}` : `MAHALLA:${mark.code}`;
}

/** The short code beside the QR code, to be typed where nothing can read it: `XXXXX-XXXXX` of the content's hash. */
export function shortCode(contentHash: string): string {
  const bytes = Uint8Array.from(contentHash.slice(0, 14).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const text = toBase32(bytes).slice(0, 10);
  return `${text.slice(0, 5)}-${text.slice(5)}`;
}

/** The beginning of a content hash, 12 hexadecimal digits, that a typed short code stands for. Null where it is none. */
export function hashPrefixOf(typed: string): string | null {
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replaceAll('O', '0');
  if (text.length !== 10) return null;
  let bits = 0n;
  for (const char of text) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return null;
    bits = (bits << 5n) | BigInt(value);
  }
  return (bits >> 2n).toString(16).padStart(12, '0');
}
