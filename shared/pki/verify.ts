import type { ErrorCode } from '#shared/kernel/errors.ts';
import { toBase64Url } from '#shared/kernel/encoding.ts';
import { CodedError } from '#shared/kernel/result.ts';
import {
  publicPoint,
  readCertificate,
  readRevocationList,
  type Certificate,
  type RevocationReason,
  type SubjectName,
} from './certificate.ts';
import { faultAt, findChain, revocationOf, type Chain, type Trust } from './chain.ts';
import { checkSigner, readSignedMessage, type SignedMessage } from './cms.ts';
import { sameBytes, toHex } from './der.ts';
import { findPdfSignatures, isEncrypted, isPdf, revisionEnds } from './pdf-signatures.ts';
import { checkTimestamp, CLOCK_TOLERANCE, type TimestampCheck } from './timestamp.ts';
import { sha256 } from '@noble/hashes/sha2.js';

/** What is good to know of a signature and is no fault; also the i18n key `signatures:note.<code>`. */
export type SignatureNote =
  /** Nobody but the signer's own clock says when it was made. */
  | 'no_timestamp'
  /** The timestamp is whole, by a service that is not among the trusted. */
  | 'timestamp_authority_unknown'
  /** No list of revoked certificates, or one that is out of date. */
  | 'revocation_unknown'
  /** Revoked after the signature was made, and the signature stands. */
  | 'revoked_later'
  /** Later signatures or timestamps were added after it, as they should be. */
  | 'followed_by_others'
  /** The signer's clock was ahead of ours. */
  | 'clock_ahead';

/** What checking one signature came to. Moments are milliseconds since 1970 UTC. */
export interface SignatureReport {
  /** Null where even that can't be read. */
  readonly signer: SubjectName | null;
  readonly issuer: SubjectName | null;
  readonly serial: string | null;
  /** SHA-256 of the signer's certificate, hexadecimal. */
  readonly fingerprint: string | null;
  /** base64url of the key's SEC1 point, as the staff list has it; null for another kind of key. */
  readonly publicKey: string | null;
  /** By the signer's own clock. */
  readonly signedAt: number | null;
  readonly timestamp: TimestampCheck | null;
  readonly revoked: { readonly at: number; readonly reason: RevocationReason } | null;
  /** Issue of the list that the certificate is not in. */
  readonly listed: number | null;
  /** Empty: the signature is good. The first is the one to tell. */
  readonly faults: readonly ErrorCode[];
  readonly notes: readonly SignatureNote[];
}

/** What checking a file came to. */
export interface FileReport {
  /** True only where there is a signature and nothing is wrong with any, nor with what is around them. */
  readonly ok: boolean;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  readonly format: 'pades' | 'cms' | 'none';
  readonly signatures: readonly SignatureReport[];
  /** Timestamps of the whole document, in a PDF. */
  readonly documentTimestamps: readonly TimestampCheck[];
  /** Faults of the file as a whole. */
  readonly faults: readonly ErrorCode[];
}

/** Certificates and lists that a verification rests on, DER. */
export interface TrustInput {
  readonly roots: readonly Uint8Array[];
  readonly intermediates?: readonly Uint8Array[];
  readonly lists?: readonly Uint8Array[];
  /** Roots of timestamp services; the roots above are trusted for time too. */
  readonly timestampRoots?: readonly Uint8Array[];
}

/** A file to be checked. */
export interface VerifyInput {
  readonly file: Uint8Array;
  /** A detached CMS signature of the file, DER; without it the signatures inside a PDF are checked. */
  readonly signature?: Uint8Array;
  readonly trust: TrustInput;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Who should have signed, where that is known from elsewhere: base64url points, as the staff list has them. */
  readonly expectedKeys?: readonly string[];
}

interface Ground {
  readonly trust: Trust;
  readonly timeRoots: readonly Certificate[];
  readonly now: number;
  readonly expectedKeys: readonly string[] | undefined;
}

const UNREADABLE: SignatureReport = {
  signer: null,
  issuer: null,
  serial: null,
  fingerprint: null,
  publicKey: null,
  signedAt: null,
  timestamp: null,
  revoked: null,
  listed: null,
  faults: ['signature_damaged'],
  notes: [],
};

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof CodedError) return null;
    throw error;
  }
}

/** The signer's way to a root, through what came with the message and what is known besides. */
function chainOf(certificate: Certificate, message: SignedMessage, ground: Ground): Chain | null {
  return findChain(certificate, {
    roots: ground.trust.roots,
    intermediates: [...message.certificates, ...ground.trust.intermediates],
  });
}

/** Whether a certificate came with the message that its signer's chain has no place for: it could be altered unseen. */
function hasStrays(message: SignedMessage, chain: Chain): boolean {
  return message.certificates.some((one) => !chain.path.some((used) => sameBytes(used.der, one.der)));
}

function judge(cms: Uint8Array, content: Uint8Array, ground: Ground, later: TimestampCheck | null): SignatureReport {
  const message = attempt(() => readSignedMessage(cms));
  const signer = message?.signers[0];
  if (!message || !signer || message.signers.length !== 1 || message.content !== null) return UNREADABLE;
  const check = attempt(() => checkSigner(message, signer, content));
  if (!check || check.kind === 'broken') return UNREADABLE;
  const { certificate } = check;
  const chain = attempt(() => chainOf(certificate, message, ground));
  // A chain to an unknown root is told by its own code; its certificates are no strays for that.
  if (chain && hasStrays(message, chain)) return UNREADABLE;
  const faults: ErrorCode[] = [];
  const notes: SignatureNote[] = [];
  if (check.kind === 'other_content') faults.push('signed_file_changed');

  const timeGround = { roots: [...ground.timeRoots, ...ground.trust.roots], now: ground.now };
  const own = signer.timestamps.map((token) => checkTimestamp(token, signer.signature, timeGround));
  const broken = own.find((one) => one.fault !== null);
  if (broken?.fault) faults.push(broken.fault);
  const timestamp = broken ?? own[0] ?? later;
  if (!timestamp) notes.push('no_timestamp');
  else if (timestamp.fault === null && !timestamp.trusted) notes.push('timestamp_authority_unknown');
  if (signer.signingTime !== null && signer.signingTime > ground.now + CLOCK_TOLERANCE) notes.push('clock_ahead');

  // A trusted timestamp proves when it was; without one, only now counts.
  const proven = timestamp?.trusted && timestamp.fault === null ? timestamp.at : null;
  const moment = proven ?? ground.now;
  const point = attempt(() => publicPoint(certificate));
  const publicKey = point ? toBase64Url(point) : null;
  if (certificate.isAuthority || !certificate.keyUsage?.has('nonRepudiation')) faults.push('signer_usage');
  if (ground.expectedKeys && (publicKey === null || !ground.expectedKeys.includes(publicKey))) {
    faults.push('signer_mismatch');
  }
  let revoked: SignatureReport['revoked'] = null;
  let listed: number | null = null;
  if (!chain) {
    faults.push('signer_untrusted');
  } else {
    for (const one of chain.path) {
      const fault = faultAt(one, moment);
      if (fault) faults.push(fault);
    }
    for (const [index, one] of chain.path.slice(0, -1).entries()) {
      const state = revocationOf(one, chain.path[index + 1] as Certificate, ground.trust.lists, ground.now);
      if (state.kind === 'unknown') {
        notes.push('revocation_unknown');
      } else if (state.kind === 'good') {
        if (index === 0) listed = state.listed;
      } else {
        if (index === 0) revoked = { at: state.at, reason: state.reason };
        // A stolen key can write any time of signing it likes. A key given up in order can't be used again.
        const claimed = state.reason === 'keyCompromise' || state.reason === 'other' ? null : signer.signingTime;
        const made = proven ?? claimed;
        if (made !== null && made < state.at) notes.push('revoked_later');
        else faults.push('signer_revoked');
      }
    }
  }
  return {
    signer: certificate.subjectName,
    issuer: certificate.issuerName,
    serial: certificate.serial,
    fingerprint: toHex(sha256(certificate.der)),
    publicKey,
    signedAt: signer.signingTime,
    timestamp,
    revoked,
    listed,
    faults: [...new Set(faults)],
    notes: [...new Set(notes)],
  };
}

/** Faults that several signatures make together. */
function together(reports: readonly SignatureReport[]): readonly ErrorCode[] {
  const seen = new Set<string>();
  for (const { fingerprint } of reports) {
    if (fingerprint === null) continue;
    if (seen.has(fingerprint)) return ['signature_twice'];
    seen.add(fingerprint);
  }
  return [];
}

function report(
  input: VerifyInput,
  format: FileReport['format'],
  signatures: readonly SignatureReport[],
  documentTimestamps: readonly TimestampCheck[],
  faults: readonly ErrorCode[],
): FileReport {
  const whole = [...new Set(faults)];
  const ok =
    signatures.length > 0 &&
    whole.length === 0 &&
    signatures.every((one) => one.faults.length === 0) &&
    documentTimestamps.every((one) => one.fault === null);
  return { ok, sha256: toHex(sha256(input.file)), format, signatures, documentTimestamps, faults: whole };
}

function verifyPdf(input: VerifyInput, ground: Ground): FileReport {
  const found = attempt(() => findPdfSignatures(input.file));
  if (!found) return report(input, 'pades', [], [], ['signature_damaged']);
  const timeGround = { roots: [...ground.timeRoots, ...ground.trust.roots], now: ground.now };
  const timestamps = found
    .filter((one) => one.kind === 'timestamp')
    .map((one) => ({ end: one.end, check: checkTimestamp(one.cms, one.signed, timeGround) }));
  const signatures = found.filter((one) => one.kind === 'signature');
  if (signatures.length === 0)
    return report(
      input,
      'none',
      [],
      timestamps.map((one) => one.check),
      [isEncrypted(input.file) ? 'signed_file_encrypted' : 'signature_missing'],
    );
  const reports = signatures.map((one) => {
    const later = timestamps.find((stamp) => stamp.end > one.end && stamp.check.fault === null)?.check ?? null;
    const judged = judge(one.cms, one.signed, ground, later);
    const followed = one.end < input.file.length && judged.faults.length === 0;
    return followed ? { ...judged, notes: [...judged.notes, 'followed_by_others' as const] } : judged;
  });
  const faults = [...together(reports)];
  const ends = revisionEnds(input.file);
  const last = Math.max(...found.map((one) => one.end));
  if (last !== input.file.length) faults.push('signed_file_extended');
  // Each revision but the first adds one signature or timestamp and nothing else.
  const first = Math.min(...found.map((one) => one.end));
  const added = ends.filter((end) => end > first);
  if (added.some((end) => !found.some((one) => one.end === end)) && last === input.file.length) {
    faults.push('signed_file_extended');
  }
  return report(
    input,
    'pades',
    reports,
    timestamps.map((one) => one.check),
    faults,
  );
}

function verifyDetached(input: VerifyInput, signature: Uint8Array, ground: Ground): FileReport {
  const judged = judge(signature, input.file, ground, null);
  const faults: ErrorCode[] = [];
  if (judged.faults[0] === 'signed_file_changed' && isPdf(input.file)) {
    // An earlier revision of the same file is what was signed: not a forgery, but not this file either.
    const earlier = revisionEnds(input.file).some((end) => {
      if (end >= input.file.length) return false;
      return !judge(signature, input.file.subarray(0, end), ground, null).faults.includes('signed_file_changed');
    });
    if (earlier) {
      const rest = judged.faults.filter((code) => code !== 'signed_file_changed');
      return report(input, 'cms', [{ ...judged, faults: ['signature_other_version', ...rest] }], [], faults);
    }
  }
  return report(input, 'cms', [judged], [], faults);
}

/**
 * Checks a signed file from nothing but what is given: no network, no server. A PDF is checked by the signatures in
 * it, any file by a detached one.
 */
export function verifyFile(input: VerifyInput): FileReport {
  const certificates = (list: readonly Uint8Array[] | undefined) => (list ?? []).map(readCertificate);
  const ground: Ground = {
    trust: {
      roots: certificates(input.trust.roots),
      intermediates: certificates(input.trust.intermediates),
      lists: (input.trust.lists ?? []).map(readRevocationList),
    },
    timeRoots: certificates(input.trust.timestampRoots),
    now: input.now,
    expectedKeys: input.expectedKeys,
  };
  if (input.signature) return verifyDetached(input, input.signature, ground);
  if (isPdf(input.file)) return verifyPdf(input, ground);
  return report(input, 'none', [], [], ['signature_missing']);
}
