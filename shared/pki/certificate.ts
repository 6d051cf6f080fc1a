import { sha256 } from '@noble/hashes/sha2.js';
import { isSigned, OID, readAlgorithm, type Algorithm } from './algorithms.ts';
import {
  children,
  damaged,
  expectTag,
  inside,
  readBits,
  readDer,
  readOid,
  readText,
  readTime,
  readWhole,
  sameBytes,
  TAG,
  toHex,
  type DerNode,
} from './der.ts';

/** Bits of KeyUsage (RFC 5280, 4.2.1.3) that matter here. */
export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign';

/** Attributes of a name that a person reads. Absent where the certificate has none. */
export interface SubjectName {
  readonly commonName?: string;
  /** Position in the office. */
  readonly title?: string;
  readonly organization?: string;
  readonly locality?: string;
  readonly country?: string;
  /** Id of the person in the system: certificates of one person share it. */
  readonly serialNumber?: string;
}

/** A certificate, read strictly. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  /** Hexadecimal, without leading zeros of the encoding. */
  readonly serial: string;
  /** DER of the names: compared byte for byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly subjectName: SubjectName;
  readonly issuerName: SubjectName;
  /** Milliseconds since 1970 UTC. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly algorithm: Algorithm;
  readonly signature: Uint8Array;
  readonly isAuthority: boolean;
  /** Null: the certificate does not limit it. */
  readonly keyUsage: ReadonlySet<KeyUsage> | null;
  /** OIDs; null: the certificate does not limit it. */
  readonly extendedKeyUsage: readonly string[] | null;
}

const NAMES: Readonly<Record<string, keyof SubjectName>> = {
  '2.5.4.3': 'commonName',
  '2.5.4.12': 'title',
  '2.5.4.10': 'organization',
  '2.5.4.7': 'locality',
  '2.5.4.6': 'country',
  '2.5.4.5': 'serialNumber',
};

function readName(node: DerNode): SubjectName {
  const name: Record<string, string> = {};
  for (const set of inside(node)) {
    for (const pair of inside(set, TAG.set)) {
      const [type, value] = inside(pair);
      const key = NAMES[readOid(type)];
      const text = value ? readText(value) : null;
      if (key && text !== null) name[key] ??= text;
    }
  }
  return name;
}

function readUsage(bits: Uint8Array): ReadonlySet<KeyUsage> {
  const first = bits[1] ?? 0;
  const named: readonly (readonly [number, KeyUsage])[] = [
    [0x80, 'digitalSignature'],
    [0x40, 'nonRepudiation'],
    [0x04, 'keyCertSign'],
    [0x02, 'cRLSign'],
  ];
  return new Set(named.filter(([bit]) => (first & bit) !== 0).map(([, usage]) => usage));
}

/** Extensions that are understood; a critical one beyond these makes a certificate unusable (RFC 5280, 4.2). */
const UNDERSTOOD = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.19',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
]);

/** Reads a certificate. Throws `signature_damaged`. */
export function readCertificate(der: Uint8Array): Certificate {
  const [tbsNode, outer, signatureNode, ...more] = inside(readWhole(der));
  if (more.length > 0) damaged('certificate');
  const tbs = inside(tbsNode);
  const version = tbs[0]?.tag === TAG.context0 ? 1 : 0;
  const [serial, inner, issuer, validity, subject, publicKey, ...rest] = tbs.slice(version);
  const algorithm = readAlgorithm(outer);
  if (!sameBytes(algorithm.whole, expectTag(inner, TAG.sequence).whole)) damaged('certificate algorithm');
  const [notBefore, notAfter] = inside(validity);
  let isAuthority = false;
  let keyUsage: ReadonlySet<KeyUsage> | null = null;
  let extendedKeyUsage: readonly string[] | null = null;
  const extensions = rest.find((node) => node.tag === 0xa3);
  if (extensions) {
    const [list] = children(extensions);
    for (const extension of inside(list)) {
      const parts = inside(extension);
      const oid = readOid(parts[0]);
      const critical = parts[1]?.tag === TAG.boolean && parts[1].content[0] === 0xff;
      if (critical && !UNDERSTOOD.has(oid)) damaged(`extension ${oid}`);
      const value = readWhole(expectTag(parts.at(-1), TAG.octetString).content);
      if (oid === '2.5.29.19') {
        const [flag] = inside(value);
        isAuthority = flag?.tag === TAG.boolean && flag.content[0] === 0xff;
      } else if (oid === '2.5.29.15') {
        keyUsage = readUsage(expectTag(value, TAG.bitString).content);
      } else if (oid === '2.5.29.37') {
        extendedKeyUsage = inside(value).map(readOid);
      }
    }
  }
  const issuerNode = expectTag(issuer, TAG.sequence);
  const subjectNode = expectTag(subject, TAG.sequence);
  return {
    der,
    tbs: (tbsNode as DerNode).whole,
    serial: toHex(expectTag(serial, TAG.integer).content),
    issuer: issuerNode.whole,
    subject: subjectNode.whole,
    subjectName: readName(subjectNode),
    issuerName: readName(issuerNode),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    publicKey: expectTag(publicKey, TAG.sequence).whole,
    algorithm,
    signature: readBits(signatureNode),
    isAuthority,
    keyUsage,
    extendedKeyUsage,
  };
}

/** The SEC1 uncompressed point of an elliptic key, or null for another kind of key. */
export function publicPoint(certificate: Pick<Certificate, 'publicKey'>): Uint8Array | null {
  const [algorithm, bits] = inside(readWhole(certificate.publicKey));
  return readAlgorithm(algorithm).oid === OID.ecPublicKey ? readBits(bits) : null;
}

/** SHA-256 of the whole certificate, hexadecimal. */
export function fingerprint(certificate: Pick<Certificate, 'der'>): string {
  return toHex(sha256(certificate.der));
}

/** Whether a certificate was issued by an authority's. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return (
    sameBytes(certificate.issuer, issuer.subject) &&
    issuer.isAuthority &&
    (issuer.keyUsage === null || issuer.keyUsage.has('keyCertSign')) &&
    isSigned({
      publicKey: issuer.publicKey,
      algorithm: certificate.algorithm,
      message: certificate.tbs,
      signature: certificate.signature,
    })
  );
}

/** Why a certificate was revoked: the reasons of RFC 5280, 5.3.1 that the ministry's authority gives. */
export type RevocationReason = 'unspecified' | 'keyCompromise' | 'superseded' | 'cessationOfOperation' | 'other';

/** A list of revoked certificates. */
export interface RevocationList {
  readonly der: Uint8Array;
  readonly issuer: Uint8Array;
  /** Milliseconds since 1970 UTC. */
  readonly thisUpdate: number;
  /** Null: the list does not say when the next one comes. */
  readonly nextUpdate: number | null;
  /** By serial number, hexadecimal. */
  readonly revoked: ReadonlyMap<string, { readonly at: number; readonly reason: RevocationReason }>;
  /** Number of the list; -1 where it has none. */
  readonly number: number;
  readonly tbs: Uint8Array;
  readonly algorithm: Algorithm;
  readonly signature: Uint8Array;
}

const REASONS: Readonly<Record<number, RevocationReason>> = {
  0: 'unspecified',
  1: 'keyCompromise',
  4: 'superseded',
  5: 'cessationOfOperation',
};

function reasonOf(extensions: DerNode | undefined): RevocationReason {
  if (!extensions) return 'unspecified';
  for (const extension of inside(extensions)) {
    const parts = inside(extension);
    if (readOid(parts[0]) !== '2.5.29.21') continue;
    const value = readDer(expectTag(parts.at(-1), TAG.octetString).content);
    return REASONS[expectTag(value, TAG.enumerated).content[0] ?? 0] ?? 'other';
  }
  return 'unspecified';
}

/** Reads a revocation list. Throws `signature_damaged`. */
export function readRevocationList(der: Uint8Array): RevocationList {
  const [tbsNode, outer, signatureNode] = inside(readWhole(der));
  const parts = [...inside(tbsNode)];
  if (parts[0]?.tag === TAG.integer) parts.shift();
  const [inner, issuer, thisUpdate] = parts;
  const algorithm = readAlgorithm(outer);
  if (!sameBytes(algorithm.whole, expectTag(inner, TAG.sequence).whole)) damaged('list algorithm');
  const rest = parts.slice(3);
  const next = rest[0]?.tag === TAG.utcTime || rest[0]?.tag === TAG.generalizedTime ? rest.shift() : undefined;
  const list = rest[0]?.tag === TAG.sequence ? rest.shift() : undefined;
  const revoked = new Map<string, { readonly at: number; readonly reason: RevocationReason }>();
  for (const entry of list ? inside(list) : []) {
    const [serial, at, extensions] = inside(entry);
    revoked.set(toHex(expectTag(serial, TAG.integer).content), { at: readTime(at), reason: reasonOf(extensions) });
  }
  let number = -1;
  const extensions = rest.find((node) => node.tag === TAG.context0);
  for (const extension of extensions ? inside(children(extensions)[0]) : []) {
    const fields = inside(extension);
    if (readOid(fields[0]) !== '2.5.29.20') continue;
    const value = readDer(expectTag(fields.at(-1), TAG.octetString).content);
    number = Number.parseInt(toHex(expectTag(value, TAG.integer).content), 16);
  }
  return {
    der,
    issuer: expectTag(issuer, TAG.sequence).whole,
    thisUpdate: readTime(thisUpdate),
    nextUpdate: next ? readTime(next) : null,
    revoked,
    number,
    tbs: (tbsNode as DerNode).whole,
    algorithm,
    signature: readBits(signatureNode),
  };
}

/** Whether a list is signed by an authority's key. */
export function isListOf(list: RevocationList, issuer: Certificate): boolean {
  return (
    sameBytes(list.issuer, issuer.subject) &&
    (issuer.keyUsage === null || issuer.keyUsage.has('cRLSign')) &&
    isSigned({
      publicKey: issuer.publicKey,
      algorithm: list.algorithm,
      message: list.tbs,
      signature: list.signature,
    })
  );
}
