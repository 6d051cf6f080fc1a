import type { ErrorCode } from '#shared/kernel/errors.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { digestOf, OID, readAlgorithm } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { faultAt, findChain } from './chain.ts';
import { checkSigner, readSignedMessage } from './cms.ts';
import {
  damaged,
  der,
  derInteger,
  derOid,
  expectTag,
  inside,
  readOid,
  readSmall,
  readTime,
  readWhole,
  sameBytes,
  TAG,
} from './der.ts';

/** How far a timestamp may be ahead of this clock, milliseconds: laptops' clocks are seldom right. */
export const CLOCK_TOLERANCE = 5 * 60_000;

/** What a timestamp token says, once it has been checked. */
export interface TimestampCheck {
  /** Milliseconds since 1970 UTC: the bytes existed then. Null where the token can't be read. */
  readonly at: number | null;
  /** Name of the service, from its certificate. */
  readonly authority: string | null;
  /** Whether the service's certificate leads to a root that is trusted for time. */
  readonly trusted: boolean;
  /** `timestamp_invalid` or `timestamp_future`; null for a good one. */
  readonly fault: ErrorCode | null;
}

/** A request to a timestamp service for a SHA-256 digest (RFC 3161, 2.4.1), DER. `nonce`: 8 random bytes. */
export function timestampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  return der(
    TAG.sequence,
    der(TAG.integer, Uint8Array.of(1)),
    der(TAG.sequence, der(TAG.sequence, derOid(OID.sha256), der(TAG.null)), der(TAG.octetString, digest)),
    derInteger(nonce),
    der(TAG.boolean, Uint8Array.of(0xff)),
  );
}

/** The token in a service's answer (RFC 3161, 2.4.2). Throws `timestamp_refused` where it gave none. */
export function tokenOfResponse(response: Uint8Array): Uint8Array {
  let parts;
  try {
    parts = inside(readWhole(response));
    const status = readSmall(inside(parts[0])[0]);
    const token = parts[1];
    if (status <= 1 && token) return token.whole;
  } catch (error) {
    throw new CodedError('timestamp_refused', undefined, { cause: error });
  }
  throw new CodedError('timestamp_refused');
}

/** Checks a token over bytes. `roots`: authorities that are trusted for time. Never throws. */
export function checkTimestamp(
  token: Uint8Array,
  bytes: Uint8Array,
  trust: { readonly roots: readonly Certificate[]; readonly now: number },
): TimestampCheck {
  const bad = { at: null, authority: null, trusted: false, fault: 'timestamp_invalid' } as const;
  try {
    const message = readSignedMessage(token);
    const [signer] = message.signers;
    if (message.contentType !== OID.tstInfo || !message.content || !signer || message.signers.length !== 1) return bad;
    const check = checkSigner(message, signer, message.content);
    if (check.kind !== 'good') return bad;
    const { certificate } = check;
    // RFC 3161, 2.3: the certificate is for this purpose alone.
    if (!certificate.extendedKeyUsage?.includes(OID.timeStamping)) return bad;
    const parts = inside(readWhole(message.content));
    const [version, policy, imprint, serial, time] = parts;
    if (readSmall(version) !== 1) damaged('timestamp version');
    readOid(policy);
    expectTag(serial, TAG.integer);
    const [algorithm, hashed] = inside(imprint);
    if (!sameBytes(expectTag(hashed, TAG.octetString).content, digestOf(readAlgorithm(algorithm).oid)(bytes)))
      return bad;
    const at = readTime(time);
    const name = certificate.subjectName;
    const chain = findChain(certificate, { roots: trust.roots, intermediates: message.certificates });
    const known = {
      at,
      authority: name.commonName ?? name.organization ?? null,
      trusted: chain !== null && chain.path.every((one) => faultAt(one, at) === null),
    };
    if (faultAt(certificate, at) !== null) return { ...known, trusted: false, fault: 'timestamp_invalid' };
    return { ...known, fault: at > trust.now + CLOCK_TOLERANCE ? 'timestamp_future' : null };
  } catch {
    return bad;
  }
}
