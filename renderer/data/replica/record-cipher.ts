import { toBase64Url } from '#shared/kernel/encoding.ts';
import { CodedError } from '#shared/kernel/result.ts';

const NONCE = 12;
const TAG = 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Authenticated encryption of one JSON value under the session's records key. */
export interface RecordCipher {
  /** Seals values; `aads[n]` is bound to `values[n]`. One call for a whole batch: the work overlaps. */
  sealAll(values: readonly unknown[], aads: readonly string[]): Promise<readonly string[]>;
  /** Opens a sealed value. Rejects with `replica_damaged` where a bit of it, or of its aad, was changed. */
  open(sealed: unknown, aad: string): Promise<unknown>;
}

/**
 * Bytes as a text of one character a byte. RxDB takes every object apart on its way into Dexie, a Uint8Array too; a
 * text of characters below 256 passes, and V8 stores it in one byte a character: no base64, no third more.
 */
function toBinaryText(bytes: Uint8Array): string {
  if (bytes.length <= 8_192) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8_192) as unknown as number[]);
  }
  return text;
}

function fromBinaryText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/**
 * AES-256-GCM by WebCrypto: a random 96-bit nonce, then ciphertext and tag.
 * @param keyBytes 32 bytes
 */
export async function createRecordCipher(keyBytes: Uint8Array): Promise<RecordCipher> {
  if (keyBytes.length !== 32) throw new CodedError('locked');
  const key = await crypto.subtle.importKey('raw', Uint8Array.from(keyBytes), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return {
    async sealAll(values, aads) {
      const nonces = new Uint8Array(NONCE * values.length);
      for (let at = 0; at < nonces.length; at += 65_532) crypto.getRandomValues(nonces.subarray(at, at + 65_532));
      return Promise.all(
        values.map(async (value, index) => {
          const iv = nonces.subarray(index * NONCE, (index + 1) * NONCE);
          const sealed = await crypto.subtle.encrypt(
            { name: 'AES-GCM', iv, additionalData: encoder.encode(aads[index]) },
            key,
            encoder.encode(JSON.stringify(value)),
          );
          const bytes = new Uint8Array(NONCE + sealed.byteLength);
          bytes.set(iv);
          bytes.set(new Uint8Array(sealed), NONCE);
          return toBinaryText(bytes);
        }),
      );
    },
    async open(sealed, aad) {
      try {
        if (typeof sealed !== 'string' || sealed.length < NONCE + TAG) throw new TypeError('not a sealed record');
        const bytes = fromBinaryText(sealed);
        const plain = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: bytes.subarray(0, NONCE), additionalData: encoder.encode(aad) },
          key,
          bytes.subarray(NONCE),
        );
        return JSON.parse(decoder.decode(plain)) as unknown;
      } catch (error) {
        throw new CodedError('replica_damaged', undefined, { cause: error });
      }
    },
  };
}

/** A blind name for something whose own name may say too much: the SHA-256 of both parts, base64url. */
export async function blindName(space: string, name: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(`${space}\u0000${name}`));
  return toBase64Url(new Uint8Array(digest));
}
