import { digestOf, isSigned, OID, readAlgorithm, type Algorithm } from './algorithms.ts';
import { readCertificate, type Certificate } from './certificate.ts';
import {
  children,
  concat,
  damaged,
  expectTag,
  inside,
  readOid,
  readSmall,
  readTime,
  readWhole,
  sameBytes,
  TAG,
  toHex,
  type DerNode,
} from './der.ts';

/** One signer of a CMS SignedData (RFC 5652). */
export interface CmsSigner {
  readonly issuer: Uint8Array;
  readonly serial: string;
  /** OID of the digest. */
  readonly digest: string;
  readonly algorithm: Algorithm;
  /** What the signature is over: the signed attributes as a SET, DER. */
  readonly signedBytes: Uint8Array;
  readonly messageDigest: Uint8Array;
  /** OID that the signer says the content is of. */
  readonly contentType: string;
  /** The signer's own claim, milliseconds; null where there is none. */
  readonly signingTime: number | null;
  /** SHA-256 (or what it says) of the signer's certificate, as the signer bound it; null where it did not. */
  readonly certificateHash: { readonly digest: string; readonly value: Uint8Array } | null;
  readonly signature: Uint8Array;
  /** Timestamp tokens beside the signature, DER. */
  readonly timestamps: readonly Uint8Array[];
}

/** A CMS SignedData. */
export interface SignedMessage {
  readonly certificates: readonly Certificate[];
  readonly signers: readonly CmsSigner[];
  /** OID of the content. */
  readonly contentType: string;
  /** The content where it lies inside; null for a detached signature. */
  readonly content: Uint8Array | null;
}

const CONSTRUCTED_OCTETS = 0x24;

function readAttributes(node: DerNode): ReadonlyMap<string, readonly DerNode[]> {
  const attributes = new Map<string, readonly DerNode[]>();
  let before: Uint8Array | null = null;
  for (const attribute of children(node)) {
    const [type, values, ...more] = inside(attribute);
    const oid = readOid(type);
    // RFC 5652, 5.3: each once, and as DER in order: the one form that the signature was made over.
    if (more.length > 0 || attributes.has(oid)) damaged('attributes');
    if (before && compareSetMembers(before, attribute.whole) > 0) damaged('attribute order');
    before = attribute.whole;
    attributes.set(oid, inside(values, TAG.set));
  }
  return attributes;
}

function compareSetMembers(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function only(values: readonly DerNode[] | undefined): DerNode | undefined {
  if (values && values.length !== 1) damaged('attribute values');
  return values?.[0];
}

function boundCertificate(attributes: ReadonlyMap<string, readonly DerNode[]>): CmsSigner['certificateHash'] {
  const value = only(attributes.get(OID.signingCertificateV2));
  if (!value) return null;
  const [certificates] = inside(value);
  const [first] = inside(certificates);
  const parts = [...inside(first)];
  const digest = parts[0]?.tag === TAG.sequence ? readAlgorithm(parts.shift()).oid : OID.sha256;
  return { digest, value: expectTag(parts[0], TAG.octetString).content };
}

function readSigner(node: DerNode): CmsSigner {
  const parts = [...inside(node)];
  const version = readSmall(parts.shift());
  const sid = parts.shift();
  if (version !== 1 || sid?.tag !== TAG.sequence) damaged('signer version');
  const [issuer, serial] = inside(sid);
  const digest = readAlgorithm(parts.shift()).oid;
  const signed = expectTag(parts.shift(), TAG.context0);
  const algorithm = readAlgorithm(parts.shift());
  const signature = expectTag(parts.shift(), TAG.octetString).content;
  const unsigned = parts.shift();
  if (parts.length > 0) damaged('signer');
  const attributes = readAttributes(signed);
  // Signed as a SET OF, carried as [0] (RFC 5652, 5.4).
  const signedBytes = concat(Uint8Array.of(TAG.set), signed.whole.subarray(1));
  const protection = only(attributes.get(OID.algorithmProtection));
  if (protection) {
    const [digestNode, signatureNode] = inside(protection);
    if (readAlgorithm(digestNode).oid !== digest) damaged('algorithm protection');
    if (signatureNode?.tag === 0xa1 && readOid(children(signatureNode)[0]) !== algorithm.oid) {
      damaged('algorithm protection');
    }
  }
  const timestamps: Uint8Array[] = [];
  if (unsigned) {
    for (const [oid, values] of readAttributes(expectTag(unsigned, TAG.context1))) {
      // What is not signed and not understood could be altered unseen.
      if (oid !== OID.timestampToken) damaged(`unsigned attribute ${oid}`);
      for (const value of values) timestamps.push(value.whole);
    }
  }
  const time = only(attributes.get(OID.signingTime));
  return {
    issuer: expectTag(issuer, TAG.sequence).whole,
    serial: toHex(expectTag(serial, TAG.integer).content),
    digest,
    algorithm,
    signedBytes,
    messageDigest: expectTag(only(attributes.get(OID.messageDigest)), TAG.octetString).content,
    contentType: readOid(only(attributes.get(OID.contentType))),
    signingTime: time ? readTime(time) : null,
    certificateHash: boundCertificate(attributes),
    signature,
    timestamps,
  };
}

/** An OCTET STRING; in parts too, as some libraries write long ones inside a message (BER). */
function readOctets(node: DerNode | undefined): Uint8Array {
  if (node?.tag === CONSTRUCTED_OCTETS) {
    return concat(...children(node).map((part) => expectTag(part, TAG.octetString).content));
  }
  return expectTag(node, TAG.octetString).content;
}

/** Reads a CMS SignedData, strictly. Throws `signature_damaged`. */
export function readSignedMessage(der: Uint8Array): SignedMessage {
  const [type, wrapped, ...extra] = inside(readWhole(der));
  if (readOid(type) !== OID.signedData || extra.length > 0) damaged('not signed data');
  const [signedData, ...beside] = inside(wrapped, TAG.context0);
  if (beside.length > 0) damaged('signed data');
  const parts = [...inside(signedData)];
  const version = readSmall(parts.shift());
  const digests = inside(parts.shift(), TAG.set).map((node) => readAlgorithm(node).oid);
  const [contentTypeNode, contentNode] = inside(parts.shift());
  const contentType = readOid(contentTypeNode);
  // RFC 5652, 5.1: 3 where the content is other than plain data, else 1.
  if (version !== (contentType === OID.data ? 1 : 3)) damaged('version');
  const content = contentNode ? readOctets(children(contentNode)[0]) : null;
  const certificates =
    parts[0]?.tag === TAG.context0 ? children(parts.shift() as DerNode).map((node) => readCertificate(node.whole)) : [];
  if (parts[0]?.tag === TAG.context1) parts.shift();
  const signers = inside(parts.shift(), TAG.set).map(readSigner);
  if (parts.length > 0) damaged('signed data');
  if (signers.length === 0) damaged('no signer');
  const used = new Set(signers.map((signer) => signer.digest));
  if (digests.length !== used.size || digests.some((oid) => !used.has(oid))) damaged('digests');
  return { certificates, signers, contentType, content };
}

/** What checking one signer's signature came to. */
export type SignerCheck =
  | { readonly kind: 'good'; readonly certificate: Certificate }
  /** The signature is whole and belongs to other bytes. */
  | { readonly kind: 'other_content'; readonly certificate: Certificate }
  | { readonly kind: 'broken' };

/** The certificate that a signer names, among those that came with the message. */
export function certificateOf(message: SignedMessage, signer: CmsSigner): Certificate | null {
  return (
    message.certificates.find(
      (candidate) => candidate.serial === signer.serial && sameBytes(candidate.issuer, signer.issuer),
    ) ?? null
  );
}

/** Checks a signer's signature and digest; `content` is what was signed. Throws `signature_damaged`. */
export function checkSigner(message: SignedMessage, signer: CmsSigner, content: Uint8Array): SignerCheck {
  const certificate = certificateOf(message, signer);
  if (!certificate || signer.contentType !== message.contentType) return { kind: 'broken' };
  const bound = signer.certificateHash;
  if (bound && !sameBytes(bound.value, digestOf(bound.digest)(certificate.der))) return { kind: 'broken' };
  const signed = isSigned({
    publicKey: certificate.publicKey,
    algorithm: signer.algorithm,
    digest: signer.digest,
    message: signer.signedBytes,
    signature: signer.signature,
  });
  if (!signed) return { kind: 'broken' };
  const right = sameBytes(digestOf(signer.digest)(content), signer.messageDigest);
  return { kind: right ? 'good' : 'other_content', certificate };
}
