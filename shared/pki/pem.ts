import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';

/** DER as PEM (RFC 7468), the form that outside tools read. */
export function toPem(der: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL' = 'CERTIFICATE'): string {
  const text = toBase64Url(der).replaceAll('-', '+').replaceAll('_', '/');
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  return `-----BEGIN ${label}-----\n${(padded.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
}

/** What is inside PEM of any label; DER comes back as it is. Never throws: what is neither is for the reader to refuse. */
export function fromPem(bytes: Uint8Array): Uint8Array {
  // A label stands in the first line; a signature of megabytes is not turned into text for it.
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  if (!head.includes('-----BEGIN ')) return bytes;
  const text = new TextDecoder('latin1').decode(bytes);
  const body = /-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  if (!body) return bytes;
  try {
    return fromBase64Url(body.replaceAll(/\s/g, '').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  } catch {
    return bytes;
  }
}
