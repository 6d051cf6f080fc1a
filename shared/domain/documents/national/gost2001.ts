import { weierstrass } from '@noble/curves/abstract/weierstrass.js';

/**
 * GOST R 34.10-2001 on the CryptoPro-A curve (RFC 4357 section 11.4), the national signature, OID
 * 1.2.860.3.15.1.1.2.1. For verification only: this program never holds a national key.
 */
export const GOST_CURVE = {
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd97n,
  n: 0xffffffffffffffffffffffffffffffff6c611070995ad10045841b09b761b893n,
  h: 1n,
  a: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd94n,
  b: 0xa6n,
  Gx: 1n,
  Gy: 0x8d91e471e0989cda27df505a453f2b7635294f2ddf23e3b122acc99c9e9f1e14n,
} satisfies Readonly<Record<string, bigint>>;

/** The points of the curve. */
export const GostPoint = weierstrass(GOST_CURVE);

/** A number of 32 bytes, the lowest first. */
export function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] as number);
  return value;
}

function bigEndian(bytes: Uint8Array): bigint {
  return littleEndian(bytes.slice().reverse());
}

/** The digest as the number that is signed: little-endian, modulo the order, never zero. */
export function digestNumber(digest: Uint8Array): bigint {
  return littleEndian(digest) % GOST_CURVE.n || 1n;
}

/**
 * Whether `signature` is one of `digest` by `publicKey`. Never throws.
 * @param publicKey 64 bytes: x then y, each little-endian
 * @param digest 32 bytes
 * @param signature 64 bytes: s then r, each big-endian
 */
export function isGostSignatureValid(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 64 || digest.length !== 32 || signature.length !== 64) return false;
  const { n } = GOST_CURVE;
  const s = bigEndian(signature.subarray(0, 32));
  const r = bigEndian(signature.subarray(32));
  if (r <= 0n || r >= n || s <= 0n || s >= n) return false;
  try {
    const key = GostPoint.fromAffine({
      x: littleEndian(publicKey.subarray(0, 32)),
      y: littleEndian(publicKey.subarray(32)),
    });
    key.assertValidity();
    const inverse = GostPoint.Fn.inv(digestNumber(digest));
    const first = GostPoint.BASE.multiplyUnsafe((s * inverse) % n);
    const second = key.multiplyUnsafe(((n - r) * inverse) % n);
    const sum = first.add(second);
    return !sum.is0() && sum.toAffine().x % n === r;
  } catch {
    return false;
  }
}
