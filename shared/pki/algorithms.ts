import { p256, p384 } from '@noble/curves/nist.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import {
  children,
  damaged,
  inside,
  readBits,
  readInteger,
  readOid,
  readWhole,
  sameBytes,
  TAG,
  type DerNode,
} from './der.ts';

/** Object identifiers by their names in the standards. */
export const OID = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  rsaEncryption: '1.2.840.113549.1.1.1',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  ecdsaSha384: '1.2.840.10045.4.3.3',
  ecdsaSha512: '1.2.840.10045.4.3.4',
  rsaSha256: '1.2.840.113549.1.1.11',
  rsaSha384: '1.2.840.113549.1.1.12',
  rsaSha512: '1.2.840.113549.1.1.13',
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  algorithmProtection: '1.2.840.113549.1.9.52',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timestampToken: '1.2.840.113549.1.9.16.2.14',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;

type Digest = (message: Uint8Array) => Uint8Array;

const DIGESTS: Readonly<Record<string, Digest>> = {
  [OID.sha256]: sha256,
  [OID.sha384]: sha384,
  [OID.sha512]: sha512,
};

/** The digest of an OID. SHA-1 and older are refused as unknown. Throws `signature_damaged`. */
export function digestOf(oid: string): Digest {
  return DIGESTS[oid] ?? damaged(`digest ${oid}`);
}

/** An AlgorithmIdentifier: its OID and what stands after it. */
export interface Algorithm {
  readonly oid: string;
  readonly parameters: DerNode | undefined;
  readonly whole: Uint8Array;
}

/** Reads an AlgorithmIdentifier. */
export function readAlgorithm(node: DerNode | undefined): Algorithm {
  const parts = inside(node);
  if (parts.length > 2) damaged('algorithm');
  return { oid: readOid(parts[0]), parameters: parts[1], whole: (node as DerNode).whole };
}

/** Digest of a signature algorithm, and that digest's OID where the algorithm names it. */
const SIGNATURES: Readonly<Record<string, { readonly kind: 'ecdsa' | 'rsa'; readonly digest: string }>> = {
  [OID.ecdsaSha256]: { kind: 'ecdsa', digest: OID.sha256 },
  [OID.ecdsaSha384]: { kind: 'ecdsa', digest: OID.sha384 },
  [OID.ecdsaSha512]: { kind: 'ecdsa', digest: OID.sha512 },
  [OID.rsaSha256]: { kind: 'rsa', digest: OID.sha256 },
  [OID.rsaSha384]: { kind: 'rsa', digest: OID.sha384 },
  [OID.rsaSha512]: { kind: 'rsa', digest: OID.sha512 },
};

function powMod(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let power = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2): the encoded message is made anew and compared whole. Checking only. */
function isRsaValid(key: DerNode, digestOid: string, message: Uint8Array, signature: Uint8Array): boolean {
  const [modulusNode, exponentNode] = children(key);
  const modulus = readInteger(modulusNode);
  const exponent = readInteger(exponentNode);
  const bits = modulus.toString(2).length;
  const size = Math.ceil(bits / 8);
  // Timestamp services sign with 2048 bits and more; the upper bound keeps a hostile key from taking minutes.
  if (bits < 2048 || bits > 8192 || exponent < 3n || exponent > 0xffff_ffffn || signature.length !== size) return false;
  const value = toBigInt(signature);
  if (value >= modulus) return false;
  const hex = powMod(value, exponent, modulus)
    .toString(16)
    .padStart(size * 2, '0');
  const encoded = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const digest = digestOf(digestOid)(message);
  const last = Number(digestOid.slice(digestOid.lastIndexOf('.') + 1));
  const info = Uint8Array.of(
    0x30,
    17 + digest.length,
    0x30,
    13,
    6,
    9,
    0x60,
    0x86,
    0x48,
    1,
    0x65,
    3,
    4,
    2,
    last,
    5,
    0,
    4,
    digest.length,
    ...digest,
  );
  const expected = new Uint8Array(size).fill(0xff);
  expected[0] = 0;
  expected[1] = 1;
  expected[size - info.length - 1] = 0;
  expected.set(info, size - info.length);
  return sameBytes(encoded, expected);
}

/** What a signature by a key is checked with. */
export interface SignatureCheck {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly algorithm: Algorithm;
  /** Digest of the message, where the algorithm does not name it itself (plain `rsaEncryption` in CMS). */
  readonly digest?: string;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Whether a signature is right. An algorithm that is not known is never right. Throws `signature_damaged`. */
export function isSigned(check: SignatureCheck): boolean {
  const { algorithm, message, signature } = check;
  const [keyAlgorithmNode, keyBits] = inside(readWhole(check.publicKey));
  const keyAlgorithm = readAlgorithm(keyAlgorithmNode);
  const point = readBits(keyBits);
  const known =
    SIGNATURES[algorithm.oid] ??
    (algorithm.oid === OID.rsaEncryption && check.digest ? { kind: 'rsa', digest: check.digest } : undefined);
  if (!known) return false;
  if (check.digest !== undefined && check.digest !== known.digest) return false;
  if (known.kind === 'rsa') {
    if (keyAlgorithm.oid !== OID.rsaEncryption) return false;
    if (algorithm.parameters && algorithm.parameters.tag !== TAG.null) return false;
    return isRsaValid(readWhole(point), known.digest, message, signature);
  }
  if (keyAlgorithm.oid !== OID.ecPublicKey || algorithm.parameters) return false;
  const curveOid = readOid(keyAlgorithm.parameters);
  const curve = curveOid === OID.p256 ? p256 : curveOid === OID.p384 ? p384 : null;
  if (!curve) return false;
  try {
    // The point's first byte is part of what is compared: 04 alone, so that it has one form.
    if (point[0] !== 4) return false;
    const hash = digestOf(known.digest)(message);
    return curve.verify(signature, hash, point, { prehash: false, format: 'der', lowS: false });
  } catch {
    return false;
  }
}
