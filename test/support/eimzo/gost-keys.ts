import { randomBytes } from 'node:crypto';
import { gost94 } from '#shared/domain/documents/national/gost94.ts';
import { digestNumber, GOST_CURVE, GostPoint } from '#shared/domain/documents/national/gost2001.ts';
import { NATIONAL_OIDS } from '#shared/domain/documents/national/pkcs7.ts';
import { bits, type Bytes, element, integer, octets, oid, sequence, set, utcTime, utf8 } from './der-write.ts';

/** A key of the simulator: the same algorithm as the national ones, made here and good for nothing else. */
export interface GostKey {
  readonly secret: bigint;
  /** 64 bytes: x then y, each little-endian. */
  readonly publicKey: Bytes;
}

function toBytes(value: bigint, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
  return order === 'little' ? bytes.reverse() : bytes;
}

/** Makes a key; `seed` makes the same one again. */
export function createGostKey(seed: Uint8Array = randomBytes(40)): GostKey {
  const secret = (BigInt(`0x${Buffer.from(seed).toString('hex')}`) % (GOST_CURVE.n - 1n)) + 1n;
  const { x, y } = GostPoint.BASE.multiply(secret).toAffine();
  return { secret, publicKey: new Uint8Array(Buffer.concat([toBytes(x, 'little'), toBytes(y, 'little')])) };
}

/** Signs a digest: s then r, each big-endian. */
export function signGost(key: GostKey, digest: Uint8Array): Bytes {
  const { n } = GOST_CURVE;
  const e = digestNumber(digest);
  for (;;) {
    const k = (BigInt(`0x${randomBytes(40).toString('hex')}`) % (n - 1n)) + 1n;
    const r = GostPoint.BASE.multiply(k).toAffine().x % n;
    const s = (r * key.secret + k * e) % n;
    if (r !== 0n && s !== 0n) return new Uint8Array(Buffer.concat([toBytes(s, 'big'), toBytes(r, 'big')]));
  }
}

/** Whom a certificate names. */
export interface Holder {
  readonly name: string;
  readonly pinfl?: string;
  readonly stir?: string;
  readonly position?: string;
}

function nameOf(holder: Holder): Bytes {
  const pair = (type: string, value: string | undefined) =>
    value === undefined ? [] : [set(sequence(oid(type), utf8(value)))];
  return sequence(
    ...pair('2.5.4.3', holder.name),
    ...pair('2.5.4.12', holder.position),
    ...pair(NATIONAL_OIDS.pinfl, holder.pinfl),
    ...pair(NATIONAL_OIDS.stir, holder.stir),
  );
}

const SIGNATURE_ALGORITHM = '1.2.860.3.15.1.1.2.2.2';

/** SubjectPublicKeyInfo of a key. */
export function spkiOf(publicKey: Uint8Array): Bytes {
  return sequence(sequence(oid(NATIONAL_OIDS.key), sequence(oid(NATIONAL_OIDS.curve))), bits(octets(publicKey)));
}

/** A certificate and what its issuer's name and number are, as a signature refers to it. */
export interface Certificate {
  readonly der: Bytes;
  readonly issuer: Bytes;
  readonly serial: Bytes;
}

/** Issues a certificate. */
export function issueCertificate(options: {
  readonly holder: Holder;
  readonly publicKey: Uint8Array;
  readonly issuer: Holder;
  readonly issuerKey: GostKey;
  readonly serial: bigint;
  readonly from: Date;
  readonly to: Date;
}): Certificate {
  const issuer = nameOf(options.issuer);
  const serial = integer(options.serial);
  const algorithm = sequence(oid(SIGNATURE_ALGORITHM));
  const tbs = sequence(
    element(0xa0, integer(2)),
    serial,
    algorithm,
    issuer,
    sequence(utcTime(options.from), utcTime(options.to)),
    nameOf(options.holder),
    spkiOf(options.publicKey),
  );
  return { der: sequence(tbs, algorithm, bits(signGost(options.issuerKey, gost94(tbs)))), issuer, serial };
}

/** The attributes that a signature covers, as parts of a set. */
export function attributesOf(content: Uint8Array, at: Date): readonly Bytes[] {
  return [
    sequence(oid(NATIONAL_OIDS.contentType), set(oid(NATIONAL_OIDS.data))),
    sequence(oid(NATIONAL_OIDS.signingTime), set(utcTime(at))),
    sequence(oid(NATIONAL_OIDS.messageDigest), set(octets(gost94(content)))),
  ];
}

/** Puts a signed message together. `indefinite` writes it as the Java programs do: in BER, without lengths. */
export function buildPkcs7(options: {
  readonly content: Uint8Array;
  readonly detached: boolean;
  readonly certificates: readonly Uint8Array[];
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  readonly attributes: readonly Uint8Array[];
  readonly signature: Uint8Array;
  readonly indefinite?: boolean;
  /** How often the signer stands in it; once, unless said. */
  readonly signers?: number;
}): Bytes {
  const open = (tag: number, ...parts: readonly Uint8Array[]): Bytes =>
    options.indefinite
      ? new Uint8Array(Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]))
      : element(tag, ...parts);
  const digest = sequence(oid(NATIONAL_OIDS.digest));
  const carried = options.indefinite ? open(0x24, octets(options.content)) : octets(options.content);
  const signer = sequence(
    integer(1),
    sequence(options.issuer, options.serial),
    digest,
    element(0xa0, ...options.attributes),
    sequence(oid(SIGNATURE_ALGORITHM)),
    octets(options.signature),
  );
  return open(
    0x30,
    oid(NATIONAL_OIDS.signedData),
    open(
      0xa0,
      open(
        0x30,
        integer(1),
        set(digest),
        open(0x30, oid(NATIONAL_OIDS.data), ...(options.detached ? [] : [open(0xa0, carried)])),
        open(0xa0, ...options.certificates),
        set(...Array.from({ length: options.signers ?? 1 }, () => signer)),
      ),
    ),
  );
}

/** Signs content as E-IMZO does. */
export function signPkcs7(options: {
  readonly content: Uint8Array;
  readonly detached: boolean;
  readonly key: GostKey;
  readonly certificate: Certificate;
  readonly chain: readonly Uint8Array[];
  readonly at: Date;
  readonly indefinite?: boolean;
}): Bytes {
  const attributes = attributesOf(options.content, options.at);
  return buildPkcs7({
    content: options.content,
    detached: options.detached,
    certificates: [options.certificate.der, ...options.chain],
    issuer: options.certificate.issuer,
    serial: options.certificate.serial,
    attributes,
    signature: signGost(options.key, gost94(set(...attributes))),
    ...(options.indefinite ? { indefinite: true } : {}),
  });
}
