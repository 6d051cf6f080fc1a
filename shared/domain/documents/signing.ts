import { p256 } from '@noble/curves/nist.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import type { RandomSource } from '#shared/kernel/ports.ts';

/** Algorithm of an office key: ECDSA on P-256 over SHA-256, deterministic nonces (RFC 6979). */
export const OFFICE_KEY_ALGORITHM = 'ES256';

/** An office key: the secret never leaves the laptop unwrapped. */
export interface OfficeKey {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** base64url of the SEC1 uncompressed point, 87 characters. */
  readonly publicKey: string;
}

/** Makes a new office key. */
export function createOfficeKey(random: RandomSource): OfficeKey {
  const secret = p256.utils.randomSecretKey(random.bytes(48));
  return { secret, publicKey: toBase64Url(p256.getPublicKey(secret, false)) };
}

function message(contentHash: string): Uint8Array {
  return utf8ToBytes(`mahalla-paper-v1:${contentHash}`);
}

/** Signs a content hash; the signature is the 64 bytes r then s, base64url. */
export function signContent(secret: Uint8Array, contentHash: string): string {
  return toBase64Url(p256.sign(message(contentHash), secret));
}

/** Whether `value` is a signature of `contentHash` by `publicKey`. Never throws. */
export function isSignatureValid(publicKey: string, contentHash: string, value: string): boolean {
  try {
    return p256.verify(fromBase64Url(value), message(contentHash), fromBase64Url(publicKey));
  } catch {
    return false;
  }
}
