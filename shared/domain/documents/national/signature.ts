import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { toHex } from '#shared/kernel/json.ts';
import { checkNationalSignature, type NationalCheck } from './pkcs7.ts';

/** Algorithm of a national signature as the `signatures` collection names it. */
export const NATIONAL_ALGORITHM = 'GOST2001';

/** What E-IMZO is given to sign for a paper: it stands inside the message, so any verifier can show it. */
export function nationalContent(contentHash: string): Uint8Array {
  return utf8ToBytes(`mahalla-paper-v1:${contentHash}`);
}

/**
 * The mark of a person's PINFL in the staff list: SHA-256 over their id and the number. It lets a laptop compare a
 * certificate without the number lying in the list for every eye; it is no secret, as there are too few numbers.
 */
export function pinflMark(userId: string, pinfl: string): string {
  return toHex(sha256(utf8ToBytes(`mahalla-pinfl-v1:${userId}:${pinfl}`)));
}

/** The signature as it is kept, from the message of E-IMZO in standard base64. Null where it is no message of ours. */
export function readNationalMessage(
  base64: string,
  contentHash: string,
): {
  readonly publicKey: string;
  readonly value: string;
  readonly pkcs7: string;
  readonly check: NationalCheck;
} | null {
  try {
    const text = base64.replace(/\s/g, '').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    const check = checkNationalSignature(fromBase64Url(text), nationalContent(contentHash));
    if (!check.ok) return { publicKey: '', value: '', pkcs7: text, check };
    return {
      publicKey: toBase64Url(check.certificate.publicKey),
      value: toBase64Url(check.signature),
      pkcs7: text,
      check,
    };
  } catch {
    return null;
  }
}

/**
 * Which rule a national signature breaks, or null. Issuer and revocation are not decided here: neither is known
 * without a connection, and whoever is shown the signature is told so.
 */
export function brokenNationalRule(
  body: JsonObject,
  actor: { readonly id: string; readonly pinflMark?: string },
): ErrorCode | null {
  if (body.signerId !== actor.id) return 'national_other_person';
  const read = readNationalMessage(String(body.pkcs7 ?? ''), String(body.contentHash));
  if (!read) return 'national_signature_wrong';
  if (!read.check.ok) {
    return read.check.fault === 'validity' ? 'national_certificate_expired' : 'national_signature_wrong';
  }
  if (read.publicKey !== body.publicKey || read.value !== body.value) return 'national_signature_wrong';
  if (!actor.pinflMark) return 'national_pinfl_unknown';
  const { pinfl } = read.check.certificate;
  return pinfl && pinflMark(actor.id, pinfl) === actor.pinflMark ? null : 'national_other_person';
}
