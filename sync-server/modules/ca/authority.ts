import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
  Extension,
  type JsonName,
} from '@peculiar/x509';
import type { RevocationReason } from '#shared/pki/certificate.ts';
import { CodedError } from '#shared/kernel/result.ts';

cryptoProvider.set(webcrypto as never);

type Key = webcrypto.CryptoKey;

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ROOT_CURVE = { name: 'ECDSA', namedCurve: 'P-384' } as const;
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const SHA384 = { name: 'ECDSA', hash: 'SHA-384' } as const;

const DAY = 86_400_000;
/** Lives of certificates: the root outlives every issuing key, and that every office's certificate. Days. */
export const LIFE = { root: 20 * 365, issuing: 6 * 365, office: 2 * 365, list: 90 } as const;
/** A clock that is behind the authority's does not find a new certificate "not yet valid". Milliseconds. */
const BACKDATED = DAY;

/** A key with its certificate, DER: what the root file and the server keep. */
export interface AuthorityKey {
  /** PKCS #8. */
  readonly privateKey: Uint8Array;
  readonly certificate: Uint8Array;
}

/** Whose certificate is asked for. The authority takes all of it from its own records. */
export interface OfficeSubject {
  readonly userId: string;
  readonly name: string;
  readonly position: string;
  readonly office: string;
  readonly district: string;
}

/** Bytes with a buffer of their own, as WebCrypto takes them. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** A serial number: 16 random bytes, positive (RFC 5280, 4.1.2.2). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function attribute(value: string): { readonly utf8String: string }[] {
  return [{ utf8String: value }];
}

function authorityName(name: string): JsonName {
  return [
    { C: [{ printableString: 'UZ' }] },
    { O: attribute('Mahalla') },
    { CN: attribute(name) },
  ] as unknown as JsonName;
}

async function importKey(key: AuthorityKey): Promise<Key> {
  const curve = new X509Certificate(own(key.certificate)).publicKey.algorithm as { namedCurve?: string };
  return webcrypto.subtle.importKey(
    'pkcs8',
    own(key.privateKey),
    { name: 'ECDSA', namedCurve: curve.namedCurve ?? CURVE.namedCurve },
    false,
    ['sign'],
  );
}

function hashFor(certificate: Uint8Array) {
  const curve = new X509Certificate(own(certificate)).publicKey.algorithm as { namedCurve?: string };
  return curve.namedCurve === ROOT_CURVE.namedCurve ? SHA384 : SHA256;
}

function authorityExtensions(pathLength: number | undefined): Extension[] {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

/** Makes the ministry's root: a key that certifies issuing keys and is then put away. */
export async function createRoot(name: string, now: number): Promise<AuthorityKey> {
  const keys = await webcrypto.subtle.generateKey(ROOT_CURVE, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: authorityName(name),
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(now + LIFE.root * DAY),
    signingAlgorithm: SHA384,
    keys: keys as never,
    extensions: [...authorityExtensions(1), await SubjectKeyIdentifierExtension.create(keys.publicKey as never)],
  });
  return {
    privateKey: new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    certificate: new Uint8Array(certificate.rawData),
  };
}

/** Makes an issuing key under the root: it lives on the server and certifies office keys. */
export async function createIssuing(root: AuthorityKey, name: string, now: number): Promise<AuthorityKey> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const issuer = new X509Certificate(own(root.certificate));
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: authorityName(name),
    issuer: issuer.subjectName,
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(Math.min(now + LIFE.issuing * DAY, issuer.notAfter.getTime())),
    signingAlgorithm: hashFor(root.certificate),
    publicKey: keys.publicKey as never,
    signingKey: (await importKey(root)) as never,
    extensions: [
      ...authorityExtensions(0),
      await SubjectKeyIdentifierExtension.create(keys.publicKey as never),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return {
    privateKey: new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    certificate: new Uint8Array(certificate.rawData),
  };
}

/**
 * The public key of a certification request, once its proof of possession has held.
 * @returns the SEC1 point; throws `signature_invalid` for anything else
 */
export async function provenKey(request: Uint8Array): Promise<Uint8Array> {
  try {
    const csr = new Pkcs10CertificateRequest(own(request));
    if (!(await csr.verify())) throw new CodedError('signature_invalid');
    const raw = new Uint8Array(csr.publicKey.rawData);
    return raw.subarray(raw.length - 65);
  } catch (error) {
    throw error instanceof CodedError ? error : new CodedError('signature_invalid', undefined, { cause: error });
  }
}

/** Certifies an office key: for signatures that its owner can't deny, and for nothing else. */
export async function issueCertificate(
  issuing: AuthorityKey,
  subject: OfficeSubject,
  publicKeyInfo: Uint8Array,
  now: number,
  life: { readonly notBefore?: number; readonly notAfter?: number; readonly usage?: number } = {},
): Promise<Uint8Array> {
  const issuer = new X509Certificate(own(issuing.certificate));
  const publicKey = new PublicKey(own(publicKeyInfo));
  const name = [
    { C: [{ printableString: 'UZ' }] },
    { L: attribute(subject.district) },
    { O: attribute(subject.office) },
    ...(subject.position === '' ? [] : [{ '2.5.4.12': attribute(subject.position) }]),
    { CN: attribute(subject.name) },
    { '2.5.4.5': attribute(subject.userId) },
  ] as unknown as JsonName;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: name,
    issuer: issuer.subjectName,
    notBefore: new Date(life.notBefore ?? now - BACKDATED),
    notAfter: new Date(Math.min(life.notAfter ?? now + LIFE.office * DAY, issuer.notAfter.getTime())),
    signingAlgorithm: SHA256,
    publicKey,
    signingKey: (await importKey(issuing)) as never,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(life.usage ?? KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/** A revoked certificate as the list names it. */
export interface RevokedEntry {
  readonly serial: string;
  readonly at: Date;
  readonly reason: RevocationReason;
}

const REASONS: Readonly<Record<RevocationReason, X509CrlReason>> = {
  unspecified: X509CrlReason.unspecified,
  keyCompromise: X509CrlReason.keyCompromise,
  superseded: X509CrlReason.superseded,
  cessationOfOperation: X509CrlReason.cessationOfOperation,
  other: X509CrlReason.unspecified,
};

/** cRLNumber (RFC 5280, 5.2.3). */
function listNumber(number: number): Extension {
  const hex = number.toString(16);
  const padded = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Buffer.from(Number.parseInt(padded.slice(0, 2), 16) >= 0x80 ? `00${padded}` : padded, 'hex');
  return new Extension('2.5.29.20', false, Buffer.concat([Buffer.from([2, bytes.length]), bytes]));
}

/** Signs a revocation list. */
export async function createList(
  authority: AuthorityKey,
  entries: readonly RevokedEntry[],
  number: number,
  now: number,
  days: number = LIFE.list,
): Promise<Uint8Array> {
  const issuer = new X509Certificate(own(authority.certificate));
  const list = await X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: new Date(now),
    nextUpdate: new Date(now + days * DAY),
    signingAlgorithm: hashFor(authority.certificate),
    signingKey: (await importKey(authority)) as never,
    entries: entries.map(({ serial, at, reason }) => ({
      serialNumber: serial,
      revocationDate: at,
      reason: REASONS[reason],
    })),
    extensions: [await AuthorityKeyIdentifierExtension.create(issuer.publicKey), listNumber(number)],
  });
  return new Uint8Array(list.rawData);
}
