import { sha256 } from '@noble/hashes/sha2.js';
import { ObjectIdentifier, OctetString, Sequence, fromBER, UTCTime, GeneralizedTime } from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from './algorithms.ts';
import { damaged, TAG } from './der.ts';
import type { SignBytes } from './office-key.ts';

/** Who signs: a key behind a function, and the certificates that say whose it is. */
export interface OfficeSigner {
  readonly sign: SignBytes;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Certificates between it and the root, DER; the root is not among them: whoever verifies has it. */
  readonly chain: readonly Uint8Array[];
}

function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function fromDer(bytes: Uint8Array) {
  const read = fromBER(buffer(bytes));
  if (read.offset === -1) damaged('certificate');
  return read.result;
}

/** RFC 5280, 4.1.2.5: UTCTime to 2049, GeneralizedTime after. */
function time(at: Date): UTCTime | GeneralizedTime {
  return at.getUTCFullYear() < 2050 ? new UTCTime({ valueDate: at }) : new GeneralizedTime({ valueDate: at });
}

/**
 * Makes a detached CMS signature of any bytes (RFC 5652, with the attributes of CAdES B-B: the content's digest, the
 * time by this device's clock, and the certificate bound by its hash).
 * @returns DER, the content of a `.p7s` file
 */
export async function signDetached(content: Uint8Array, signer: OfficeSigner, at: Date): Promise<Uint8Array> {
  const own = new pkijs.Certificate({ schema: fromDer(signer.certificate) });
  const between = signer.chain.map((one) => new pkijs.Certificate({ schema: fromDer(one) }));
  const digest = new pkijs.AlgorithmIdentifier({ algorithmId: OID.sha256 });
  const attributes = [
    new pkijs.Attribute({ type: OID.contentType, values: [new ObjectIdentifier({ value: OID.data })] }),
    new pkijs.Attribute({ type: OID.signingTime, values: [time(new Date(Math.floor(at.getTime() / 1000) * 1000))] }),
    new pkijs.Attribute({
      type: OID.messageDigest,
      values: [new OctetString({ valueHex: buffer(sha256(content)) })],
    }),
    new pkijs.Attribute({
      type: OID.signingCertificateV2,
      values: [
        new Sequence({
          value: [
            new Sequence({
              value: [new Sequence({ value: [new OctetString({ valueHex: buffer(sha256(signer.certificate)) })] })],
            }),
          ],
        }),
      ],
    }),
  ];
  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes });
  const toSign = new Uint8Array(signedAttrs.toSchema().toBER(false));
  toSign[0] = TAG.set;
  const info = new pkijs.SignerInfo({
    version: 1,
    sid: new pkijs.IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
    digestAlgorithm: digest,
    signedAttrs,
    signatureAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: OID.ecdsaSha256 }),
    signature: new OctetString({ valueHex: buffer(await signer.sign(toSign)) }),
  });
  const signedData = new pkijs.SignedData({
    version: 1,
    digestAlgorithms: [digest],
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: [own, ...between],
    signerInfos: [info],
  });
  const message = new pkijs.ContentInfo({ contentType: OID.signedData, content: signedData.toSchema(true) });
  return new Uint8Array(message.toSchema().toBER(false));
}
