import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { ContentInfo, EncapsulatedContentInfo, IssuerAndSerialNumber, SignedData, SignerInfo } from 'pkijs';
import * as pkijs from 'pkijs';
import {
  Boolean as Asn1Boolean,
  fromBER,
  GeneralizedTime,
  Integer,
  ObjectIdentifier,
  OctetString,
  Sequence,
} from 'asn1js';
import { sha256 } from '@noble/hashes/sha2.js';
import { createOfficeKey, type OfficeKey } from '#shared/domain/documents/signing.ts';
import { fromBase64Url } from '#shared/kernel/encoding.ts';
import type { SheetFonts } from '#shared/pdf/archive-pdf.ts';
import type { SheetContent } from '#shared/pdf/sheet.ts';
import { OID } from '#shared/pki/algorithms.ts';
import { inside, readWhole } from '#shared/pki/der.ts';
import { p256PublicKeyInfo, signWithKey } from '#shared/pki/office-key.ts';
import type { OfficeSigner } from '#shared/pki/sign.ts';
import {
  createIssuing,
  createList,
  createRoot,
  issueCertificate,
  type AuthorityKey,
  type RevokedEntry,
} from '../../../sync-server/modules/ca/authority.ts';

export const DAY = 86_400_000;

/** Somebody with an office key and its certificate. */
export interface TestSigner extends OfficeSigner {
  readonly name: string;
  readonly position: string;
  readonly key: OfficeKey;
}

/** A ministry's authority with people certified by it, all in memory. */
export interface TestAuthority {
  readonly root: AuthorityKey;
  readonly issuing: AuthorityKey;
  person(
    name: string,
    position: string,
    life?: { readonly notBefore?: number; readonly notAfter?: number; readonly usage?: number },
  ): Promise<TestSigner>;
  /** Lists of both authorities, DER. */
  lists(revoked?: readonly RevokedEntry[]): Promise<readonly Uint8Array[]>;
}

export function newKey(): OfficeKey {
  return createOfficeKey({ bytes: (length) => new Uint8Array(randomBytes(length)) });
}

export async function createTestAuthority(now: number): Promise<TestAuthority> {
  const root = await createRoot('Sinov ildizi', now);
  const issuing = await createIssuing(root, 'Sinov markazi', now);
  let people = 0;
  return {
    root,
    issuing,
    async person(name, position, life = {}) {
      people += 1;
      const key = newKey();
      const certificate = await issueCertificate(
        issuing,
        { userId: `u-${people}`, name, position, office: 'Gulobod MFY', district: 'Chilonzor tumani' },
        p256PublicKeyInfo(fromBase64Url(key.publicKey)),
        now,
        life,
      );
      return { name, position, key, certificate, chain: [issuing.certificate], sign: signWithKey(key.secret) };
    },
    async lists(revoked = []) {
      return [await createList(root, [], 1, now, 365), await createList(issuing, revoked, 2, now, 365)];
    },
  };
}

const require = createRequire(import.meta.url);

/** The fonts that papers are written with. */
export function sheetFonts(): SheetFonts {
  const read = (file: string) => new Uint8Array(readFileSync(require.resolve(`@expo-google-fonts/noto-serif/${file}`)));
  return { regular: read('400Regular/NotoSerif_400Regular.ttf'), bold: read('700Bold/NotoSerif_700Bold.ttf') };
}

const LATN =
  'Sizning 2026-yil 12-noyabrdagi murojaatingizga javoban maʼlum qilamizki, koʻchaning yoritish tizimi shu yilning dekabr oyigacha taʼmirlanadi. Gʻayrat, choʻl, shoʻrva, oʻzbek, sunʼiy.';
const CYRL =
  'Сизнинг 2026 йил 12 ноябрдаги мурожаатингизга жавобан маълум қиламизки, кўчанинг ёритиш тизими шу йилнинг декабрь ойигача таъмирланади. Ғайрат, чўл, шўрва, ўзбек, ҳуқуқ, сунъий.';

/** A paper to be written, in one of the scripts. */
export function testSheet(
  script: 'latn' | 'cyrl',
  signers: readonly Pick<TestSigner, 'name' | 'position'>[],
  paragraphs = 3,
): SheetContent {
  const latn = script === 'latn';
  return {
    language: latn ? 'uz-Latn' : 'uz-Cyrl',
    office: latn
      ? ['Toshkent shahri', 'Chilonzor tumani', 'GULOBOD MAHALLA FUQAROLAR YIGʻINI']
      : ['Тошкент шаҳри', 'Чилонзор тумани', 'ГУЛОБОД МАҲАЛЛА ФУҚАРОЛАР ЙИҒИНИ'],
    number: '12-03/27',
    date: latn ? '2026-yil 24-noyabr' : '2026 йил 24 ноябрь',
    addressee: latn
      ? ['Karimov Baxtiyorga', 'Gulobod koʻchasi, 14-uy']
      : ['Каримов Бахтиёрга', 'Гулобод кўчаси, 14-уй'],
    title: latn ? 'MAʼLUMOTNOMA' : 'МАЪЛУМОТНОМА',
    subject: latn ? 'Koʻcha yoritgichlari toʻgʻrisida' : 'Кўча ёритгичлари тўғрисида',
    text: Array.from({ length: paragraphs }, () => (latn ? LATN : CYRL)).join('\n'),
    annexes: [latn ? 'Ilova: dalolatnoma.pdf' : 'Илова: далолатнома.pdf'],
    signers: signers.map(({ name, position }) => ({
      name,
      position,
      certificate: '4f1a 22c0',
      key: 'BDEF GHIJ KLMN OPQR',
    })),
    contentHash: 'ab'.repeat(32),
    words: latn
      ? {
          signed: 'Elektron imzo bilan imzolangan',
          certificate: 'Sertifikat',
          key: 'Kalit',
          page: 'bet',
          check: 'QR kod',
        }
      : {
          signed: 'Электрон имзо билан имзоланган',
          certificate: 'Сертификат',
          key: 'Калит',
          page: 'бет',
          check: 'QR код',
        },
  };
}

/** A timestamp service (RFC 3161) with a key of its own: what tests ask instead of one on the network. */
export interface TestTimestamps {
  readonly root: Uint8Array;
  readonly certificate: Uint8Array;
  /** Answers a request, as at a moment. */
  answer(request: Uint8Array, at: number): Promise<Uint8Array>;
}

export async function createTestTimestamps(now: number): Promise<TestTimestamps> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const rootKeys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const life = { notBefore: new Date(now - 10 * DAY), notAfter: new Date(now + 3650 * DAY), signingAlgorithm };
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '51',
    name: 'CN=Sinov vaqt ildizi',
    ...life,
    keys: rootKeys as never,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const certificate = await X509CertificateGenerator.create({
    serialNumber: '52',
    subject: 'CN=Sinov vaqt xizmati',
    issuer: root.subject,
    ...life,
    publicKey: keys.publicKey as never,
    signingKey: rootKeys.privateKey as never,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      new ExtendedKeyUsageExtension([OID.timeStamping], true),
    ],
  });
  const der = new Uint8Array(certificate.rawData);
  const own = new pkijs.Certificate({ schema: fromBER(new Uint8Array(der).buffer).result });
  const jwk = await webcrypto.subtle.exportKey('jwk', keys.privateKey);
  const sign = signWithKey(fromBase64Url(jwk.d as string));
  let serial = 100;
  return {
    root: new Uint8Array(root.rawData),
    certificate: der,
    async answer(request, at) {
      serial += 1;
      const [, imprint, nonce] = inside(readWhole(request));
      const info = new Sequence({
        value: [
          new Integer({ value: 1 }),
          new ObjectIdentifier({ value: '1.3.6.1.4.1.59999.1' }),
          fromBER(new Uint8Array(imprint!.whole).buffer).result,
          new Integer({ value: serial }),
          new GeneralizedTime({ valueDate: new Date(Math.floor(at / 1000) * 1000) }),
          new Asn1Boolean({ value: true }),
          fromBER(new Uint8Array(nonce!.whole).buffer).result,
        ],
      });
      const content = new Uint8Array(info.toBER(false));
      const octets = (bytes: Uint8Array) => new OctetString({ valueHex: new Uint8Array(bytes).buffer });
      const signedAttrs = new pkijs.SignedAndUnsignedAttributes({
        type: 0,
        attributes: [
          new pkijs.Attribute({ type: OID.contentType, values: [new ObjectIdentifier({ value: OID.tstInfo })] }),
          new pkijs.Attribute({ type: OID.messageDigest, values: [octets(sha256(content))] }),
          new pkijs.Attribute({
            type: OID.signingCertificateV2,
            values: [
              new Sequence({ value: [new Sequence({ value: [new Sequence({ value: [octets(sha256(der))] })] })] }),
            ],
          }),
        ],
      });
      const bytes = new Uint8Array(signedAttrs.toSchema().toBER(false));
      bytes[0] = 0x31;
      const digest = new pkijs.AlgorithmIdentifier({ algorithmId: OID.sha256 });
      const signedData = new SignedData({
        version: 3,
        digestAlgorithms: [digest],
        encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.tstInfo, eContent: octets(content) }),
        certificates: [own],
        signerInfos: [
          new SignerInfo({
            version: 1,
            sid: new IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
            digestAlgorithm: digest,
            signedAttrs,
            signatureAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: OID.ecdsaSha256 }),
            signature: octets(await sign(bytes)),
          }),
        ],
      });
      const token = new ContentInfo({ contentType: OID.signedData, content: signedData.toSchema(true) }).toSchema();
      const response = new Sequence({ value: [new Sequence({ value: [new Integer({ value: 0 })] }), token] });
      return new Uint8Array(response.toBER(false));
    },
  };
}
