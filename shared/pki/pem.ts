import { toBase64Url } from '#shared/kernel/encoding.ts';

/** DER as PEM (RFC 7468), the form that outside tools read. */
export function toPem(der: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL' = 'CERTIFICATE'): string {
  const text = toBase64Url(der).replaceAll('-', '+').replaceAll('_', '/');
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  return `-----BEGIN ${label}-----\n${(padded.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
}
