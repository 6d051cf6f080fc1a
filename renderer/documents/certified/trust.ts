import { fromBase64Url } from '#shared/kernel/encoding.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { type Certificate, publicPoint, readCertificate } from '#shared/pki/certificate.ts';
import { sameBytes } from '#shared/pki/der.ts';
import type { TrustInput } from '#shared/pki/verify.ts';

/** Id of the ministry's catalogue of certificates and lists. */
export const AUTHORITY_ID = 'authority';

/** Id of the catalogue with an office's certificates. */
export function certificatesId(officeId: string): string {
  return `certificates-${officeId}`;
}

function bytesOf(list: unknown): readonly Uint8Array[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => (typeof one === 'string' ? [fromBase64Url(one)] : []));
}

/** What the laptop checks signatures against: the ministry's certificates and the newest lists that have come. */
export function trustOf(data: Readonly<Record<string, unknown>> | null | undefined): TrustInput {
  return {
    roots: bytesOf(data?.roots),
    intermediates: bytesOf(data?.intermediates),
    lists: bytesOf(data?.lists),
    timestampRoots: bytesOf(data?.timestampRoots),
  };
}

/** Certificates of a member of staff, newest first. */
export function certificatesOf(
  data: Readonly<Record<string, unknown>> | null | undefined,
  userId: string,
): readonly Certificate[] {
  return bytesOf(data?.[userId])
    .map(readCertificate)
    .toSorted((a, b) => b.notAfter - a.notAfter);
}

/** The certificate that a person signs with now: of their present key, and valid; null where there is none yet. */
export function signingCertificate(
  data: Readonly<Record<string, unknown>> | null | undefined,
  userId: string,
  publicKey: string,
  now: number,
): Certificate | null {
  const point = fromBase64Url(publicKey);
  return (
    certificatesOf(data, userId).find((one) => {
      const own = publicPoint(one);
      // A clock that is wrong by years is no reason to have no certificate: whoever verifies has a clock of their own.
      return own !== null && sameBytes(own, point) && (one.notAfter > now || one.notBefore > now);
    }) ?? null
  );
}

/**
 * The certificate that a person signs with now.
 * @throws `certificate_missing` where their key has none yet, `certificate_expired` where all it has had are over
 */
export function requireCertificate(...of: Parameters<typeof signingCertificate>): Certificate {
  const certificate = signingCertificate(...of);
  if (certificate) return certificate;
  const [known, userId, publicKey] = of;
  const point = fromBase64Url(publicKey);
  const had = certificatesOf(known, userId).some((one) => {
    const own = publicPoint(one);
    return own !== null && sameBytes(own, point);
  });
  throw new CodedError(had ? 'certificate_expired' : 'certificate_missing');
}

/** A certificate's number in groups of four, short enough to compare. */
export function serialMark(certificate: Pick<Certificate, 'serial'>): string {
  return (certificate.serial.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');
}
