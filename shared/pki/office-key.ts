import { p256 } from '@noble/curves/nist.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { OID } from './algorithms.ts';
import { concat, der, derInteger, derOid, inside, readOid, readWhole, TAG } from './der.ts';

/**
 * Signs bytes with an office key: ECDSA on P-256 over their SHA-256, answered as DER. Where the key lies, and how its
 * owner is asked, is the caller's.
 */
export type SignBytes = (bytes: Uint8Array) => Promise<Uint8Array>;

/** 64 bytes r then s as the DER that certificates and CMS carry. */
export function signatureToDer(compact: Uint8Array): Uint8Array {
  return der(TAG.sequence, derInteger(compact.subarray(0, 32)), derInteger(compact.subarray(32)));
}

/** Signs bytes with a secret P-256 key in memory. */
export function signWithKey(secret: Uint8Array): SignBytes {
  return async (bytes) => signatureToDer(p256.sign(bytes, secret));
}

/**
 * Whether bytes are the signed attributes of a CMS signature by this certificate's owner: what an office key may be
 * asked to sign beside a paper's content hash. Nothing else gets a signature: not a certificate, not a request.
 */
export function areSignedAttributes(bytes: Uint8Array): boolean {
  try {
    const types = inside(readWhole(bytes), TAG.set).map((attribute) => readOid(inside(attribute)[0]));
    return (
      types.includes(OID.contentType) && types.includes(OID.messageDigest) && types.includes(OID.signingCertificateV2)
    );
  } catch {
    return false;
  }
}

/** SubjectPublicKeyInfo of a P-256 point (SEC1, uncompressed). */
export function p256PublicKeyInfo(point: Uint8Array): Uint8Array {
  return der(
    TAG.sequence,
    der(TAG.sequence, derOid(OID.ecPublicKey), derOid(OID.p256)),
    der(TAG.bitString, Uint8Array.of(0), point),
  );
}

/**
 * A certification request (PKCS #10, RFC 2986) for an office key: it proves that whoever sends the public key holds
 * the secret one. The authority takes the name from its own records, so the subject says no more than the id.
 */
export async function requestCertificate(userId: string, point: Uint8Array, sign: SignBytes): Promise<Uint8Array> {
  const name = der(
    TAG.sequence,
    der(TAG.set, der(TAG.sequence, derOid('2.5.4.5'), der(TAG.utf8, utf8ToBytes(userId)))),
  );
  const info = der(TAG.sequence, der(TAG.integer, Uint8Array.of(0)), name, p256PublicKeyInfo(point), der(TAG.context0));
  const signature = await sign(info);
  return der(
    TAG.sequence,
    info,
    der(TAG.sequence, derOid(OID.ecdsaSha256)),
    der(TAG.bitString, concat(Uint8Array.of(0), signature)),
  );
}
