import {
  type Asn1,
  partOf,
  readAsn1,
  readBits,
  readOctets,
  readOid,
  readText,
  readTime,
  TAG,
} from '#shared/kernel/der.ts';
import { toHex } from '#shared/kernel/json.ts';
import { gost94 } from './gost94.ts';
import { isGostSignatureValid } from './gost2001.ts';

/** Object identifiers of the national signature and of the message that carries it. */
export const NATIONAL_OIDS = {
  key: '1.2.860.3.15.1.1.2.1',
  curve: '1.2.860.3.15.1.1.2.1.1',
  digest: '1.2.860.3.15.1.3.2.1.1',
  /** What every signature algorithm of this key begins with. */
  signatures: '1.2.860.3.15.1.1.2.',
  pinfl: '1.2.860.3.16.1.2',
  stir: '1.2.860.3.16.1.1',
  signedData: '1.2.840.113549.1.7.2',
  data: '1.2.840.113549.1.7.1',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
} as const;

/** A certificate of the national signature, as much of it as is shown or compared. */
export interface NationalCertificate {
  /** Serial number, hexadecimal. */
  readonly serial: string;
  readonly name: string;
  /** PINFL of the holder, 14 digits; absent where the certificate is an organisation's alone. */
  readonly pinfl?: string;
  /** STIR of the organisation, 9 digits. */
  readonly stir?: string;
  readonly position?: string;
  readonly issuer: string;
  /** ISO 8601 UTC. */
  readonly validFrom: string;
  readonly validTo: string;
  /** 64 bytes: x then y, each little-endian. */
  readonly publicKey: Uint8Array;
}

/** Why a national signature does not hold. */
export type NationalFault =
  /** It is no PKCS#7 message with a signature. */
  | 'unreadable'
  /** Another algorithm than GOST R 34.10-2001 with GOST R 34.11-94. */
  | 'algorithm'
  /** None or several signers where exactly one is expected. */
  | 'signers'
  /** The signer's certificate is not in the message. */
  | 'certificate'
  /** It was made over another content. */
  | 'content'
  /** The signature itself is wrong. */
  | 'signature'
  /** It was made outside the days of the certificate. */
  | 'validity';

/** What checking came to. Revocation is never known without a connection: `not_checked_offline` always. */
export type NationalCheck =
  | { readonly ok: false; readonly fault: NationalFault; readonly certificate?: NationalCertificate }
  | {
      readonly ok: true;
      readonly certificate: NationalCertificate;
      /** 64 bytes: s then r, each big-endian. */
      readonly signature: Uint8Array;
      /** ISO 8601 UTC, by the signer's own clock. */
      readonly signedAt: string;
      /**
       * Whether the certificate was issued by one of the given authorities: `unknown` where none is given, or the
       * message doesn't bring its issuer along.
       */
      readonly issuer: 'trusted' | 'unknown';
      readonly revocation: 'not_checked_offline';
    };

const ATTRIBUTE_OIDS: Readonly<Record<string, 'name' | 'pinfl' | 'stir' | 'position'>> = {
  '2.5.4.3': 'name',
  '2.5.4.12': 'position',
  [NATIONAL_OIDS.pinfl]: 'pinfl',
  [NATIONAL_OIDS.stir]: 'stir',
};

function readName(name: Asn1): { name?: string; pinfl?: string; stir?: string; position?: string } {
  const found: { name?: string; pinfl?: string; stir?: string; position?: string } = {};
  for (const set of name.parts) {
    for (const pair of set.parts) {
      const field = ATTRIBUTE_OIDS[readOid(partOf(pair, 0))];
      const text = field && readText(partOf(pair, 1));
      if (field && text) found[field] ??= text;
    }
  }
  return found;
}

interface ReadCertificate {
  readonly certificate: NationalCertificate;
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly issuerName: Uint8Array;
  readonly subjectName: Uint8Array;
  readonly serial: Uint8Array;
}

/** The key in a SubjectPublicKeyInfo: a bit string with an octet string of 64 bytes in it. Null for another algorithm. */
export function readNationalKey(spki: Asn1): Uint8Array | null {
  const algorithm = partOf(spki, 0, TAG.sequence);
  if (readOid(partOf(algorithm, 0)) !== NATIONAL_OIDS.key) return null;
  const parameters = partOf(algorithm, 1, TAG.sequence);
  if (readOid(partOf(parameters, 0)) !== NATIONAL_OIDS.curve) return null;
  const key = readOctets(readAsn1(readBits(partOf(spki, 1))));
  return key.length === 64 ? key : null;
}

function readCertificate(element: Asn1): ReadCertificate | null {
  const tbs = partOf(element, 0, TAG.sequence);
  const from = tbs.parts[0]?.tag === 0xa0 ? 1 : 0;
  const serial = partOf(tbs, from, TAG.integer);
  const issuer = partOf(tbs, from + 2, TAG.sequence);
  const validity = partOf(tbs, from + 3, TAG.sequence);
  const subject = partOf(tbs, from + 4, TAG.sequence);
  const publicKey = readNationalKey(partOf(tbs, from + 5, TAG.sequence));
  if (!publicKey) return null;
  const holder = readName(subject);
  return {
    certificate: {
      serial: toHex(serial.content),
      name: holder.name ?? '',
      ...(holder.pinfl ? { pinfl: holder.pinfl } : {}),
      ...(holder.stir ? { stir: holder.stir } : {}),
      ...(holder.position ? { position: holder.position } : {}),
      issuer: readName(issuer).name ?? '',
      validFrom: readTime(partOf(validity, 0)),
      validTo: readTime(partOf(validity, 1)),
      publicKey,
    },
    tbs: tbs.whole,
    signature: readBits(partOf(element, 2)),
    issuerName: issuer.whole,
    subjectName: subject.whole,
    serial: serial.content,
  };
}

/** Reads a certificate by itself, DER. Throws a TypeError where it is none; null for another algorithm. */
export function readNationalCertificate(der: Uint8Array): NationalCertificate | null {
  return readCertificate(readAsn1(der))?.certificate ?? null;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Whether a certificate of the message leads to one of the authorities' keys, over at most four certificates. */
function isIssuedBy(
  signer: ReadCertificate,
  others: readonly ReadCertificate[],
  authorities: readonly Uint8Array[],
): boolean {
  let current = signer;
  for (let step = 0; step < 4; step++) {
    const digest = gost94(current.tbs);
    const { signature, issuerName } = current;
    if (authorities.some((key) => isGostSignatureValid(key, digest, signature))) return true;
    const next = others.find(
      (other) =>
        other !== current &&
        equal(other.subjectName, issuerName) &&
        isGostSignatureValid(other.certificate.publicKey, digest, signature),
    );
    if (!next) return false;
    current = next;
  }
  return false;
}

interface SignedData {
  readonly content: Uint8Array | null;
  readonly certificates: readonly ReadCertificate[];
  readonly signers: readonly Asn1[];
}

function readSignedData(message: Uint8Array): SignedData {
  const info = readAsn1(message);
  if (readOid(partOf(info, 0)) !== NATIONAL_OIDS.signedData) throw new TypeError('not a signed message');
  const signed = partOf(partOf(info, 1, 0xa0), 0, TAG.sequence);
  const inner = partOf(signed, 2, TAG.sequence);
  const carried = inner.parts[1];
  const certificates = signed.parts.find((part) => part.tag === 0xa0)?.parts ?? [];
  const signers = signed.parts.slice(3).find((part) => part.tag === TAG.set);
  if (!signers) throw new TypeError('not a signed message');
  return {
    content: carried ? readOctets(partOf(carried, 0)) : null,
    certificates: certificates.flatMap((element) => {
      if (element.tag !== TAG.sequence) return [];
      const read = readCertificate(element);
      return read ? [read] : [];
    }),
    signers: signers.parts,
  };
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 255];
}

/**
 * The attributes as they were signed: the DER of a SET, where the message has an implicit tag. Elements of a set stand
 * in ascending order in DER; a program that sent them otherwise still signed the ordered form.
 */
function signedSet(attributes: Asn1): Uint8Array {
  const parts = attributes.parts.map((part) => part.whole);
  parts.sort((a, b) => {
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
      const difference = (a[at] as number) - (b[at] as number);
      if (difference !== 0) return difference;
    }
    return a.length - b.length;
  });
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  return Uint8Array.from([TAG.set, ...lengthBytes(total), ...parts.flatMap((part) => [...part])]);
}

function readAttribute(attributes: Asn1, oid: string): Asn1 | null {
  const found = attributes.parts.filter((part) => readOid(partOf(part, 0)) === oid);
  const [one] = found;
  if (!one || found.length > 1) return null;
  const values = partOf(one, 1, TAG.set);
  return values.parts.length === 1 ? partOf(values, 0) : null;
}

/**
 * Checks a PKCS#7 message of the national signature over `content`, from nothing but the message itself: digest,
 * attributes, signature, days of the certificate. Whether the certificate was revoked can't be known offline. Never
 * throws.
 * @param content what must have been signed; a message that carries another content is refused
 * @param authorities keys of issuing authorities, 64 bytes each as in a certificate
 */
export function checkNationalSignature(
  message: Uint8Array,
  content: Uint8Array,
  authorities: readonly Uint8Array[] = [],
): NationalCheck {
  try {
    const signed = readSignedData(message);
    const [signer] = signed.signers;
    if (!signer || signed.signers.length !== 1) return { ok: false, fault: 'signers' };

    const identifier = partOf(signer, 1, TAG.sequence);
    const issuerName = partOf(identifier, 0, TAG.sequence).whole;
    const serial = partOf(identifier, 1, TAG.integer).content;
    const own = signed.certificates.find((one) => equal(one.issuerName, issuerName) && equal(one.serial, serial));
    if (!own) return { ok: false, fault: 'certificate' };
    const { certificate } = own;

    const digestOid = readOid(partOf(partOf(signer, 2, TAG.sequence), 0));
    const attributes = partOf(signer, 3);
    const algorithm = readOid(partOf(partOf(signer, attributes.tag === 0xa0 ? 4 : 3, TAG.sequence), 0));
    const known = digestOid === NATIONAL_OIDS.digest && `${algorithm}.`.startsWith(NATIONAL_OIDS.signatures);
    // Without attributes there is no moment of signing, and a digest could be passed off as content.
    if (!known || attributes.tag !== 0xa0) return { ok: false, fault: 'algorithm', certificate };

    if (signed.content && !equal(signed.content, content)) return { ok: false, fault: 'content', certificate };
    const digest = readAttribute(attributes, NATIONAL_OIDS.messageDigest);
    const type = readAttribute(attributes, NATIONAL_OIDS.contentType);
    const time = readAttribute(attributes, NATIONAL_OIDS.signingTime);
    if (!digest || !type || !time || readOid(type) !== NATIONAL_OIDS.data) {
      return { ok: false, fault: 'unreadable', certificate };
    }
    if (!equal(readOctets(digest), gost94(content))) return { ok: false, fault: 'content', certificate };

    const value = readOctets(partOf(signer, 5));
    if (!isGostSignatureValid(certificate.publicKey, gost94(signedSet(attributes)), value)) {
      return { ok: false, fault: 'signature', certificate };
    }
    const signedAt = readTime(time);
    if (signedAt < certificate.validFrom || signedAt > certificate.validTo) {
      return { ok: false, fault: 'validity', certificate };
    }
    return {
      ok: true,
      certificate,
      signature: value,
      signedAt,
      issuer: isIssuedBy(own, signed.certificates, authorities) ? 'trusted' : 'unknown',
      revocation: 'not_checked_offline',
    };
  } catch {
    return { ok: false, fault: 'unreadable' };
  }
}
