import { readFileSync } from 'node:fs';
import { readCertificate } from '#shared/pki/certificate.ts';
import { sameBytes } from '#shared/pki/der.ts';
import { fromPem } from '#shared/pki/pem.ts';
import { verifyFile, type FileReport, type SignatureReport, type TrustInput } from '#shared/pki/verify.ts';

/** Certificates and lists in a PEM file: what is signed by itself is a root. */
export function readTrust(pem: string): TrustInput {
  const roots: Uint8Array[] = [];
  const intermediates: Uint8Array[] = [];
  const lists: Uint8Array[] = [];
  const blocks = /-----BEGIN (CERTIFICATE|X509 CRL)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g;
  for (const [, label, body] of pem.matchAll(blocks)) {
    const der = new Uint8Array(Buffer.from(body as string, 'base64'));
    if (label === 'X509 CRL') lists.push(der);
    else {
      const certificate = readCertificate(der);
      (sameBytes(certificate.issuer, certificate.subject) ? roots : intermediates).push(der);
    }
  }
  return { roots, intermediates, lists };
}

/** Checks a file from disk with nothing but files from disk. */
export function verifyFromDisk(
  file: string,
  options: { readonly signature?: string; readonly ca?: string; readonly at?: string },
): FileReport {
  const bytes = (path: string) => new Uint8Array(readFileSync(path));
  return verifyFile({
    file: bytes(file),
    ...(options.signature ? { signature: fromPem(bytes(options.signature)) } : {}),
    trust: options.ca ? readTrust(readFileSync(options.ca, 'latin1')) : { roots: [] },
    now: options.at ? Date.parse(options.at) : Date.now(),
  });
}

const moment = (at: number | null) => (at === null ? null : new Date(at).toISOString());

function signatureJson(one: SignatureReport) {
  return {
    ...one,
    signedAt: moment(one.signedAt),
    timestamp: one.timestamp ? { ...one.timestamp, at: moment(one.timestamp.at) } : null,
    revoked: one.revoked ? { ...one.revoked, at: moment(one.revoked.at) } : null,
    listed: moment(one.listed),
  };
}

/** A report with its moments as text. */
export function reportJson(report: FileReport): object {
  return {
    ...report,
    signatures: report.signatures.map(signatureJson),
    documentTimestamps: report.documentTimestamps.map((one) => ({ ...one, at: moment(one.at) })),
  };
}

/** A report in lines for a person at a terminal. */
export function reportText(report: FileReport): string {
  const lines = [`${report.ok ? 'good' : 'NOT GOOD'}  ${report.format}  SHA-256 ${report.sha256}`];
  if (report.faults.length > 0) lines.push(`  file: ${report.faults.join(', ')}`);
  for (const [index, one] of report.signatures.entries()) {
    const who = [one.signer?.commonName, one.signer?.title, one.signer?.organization].filter(Boolean).join(', ');
    const state = one.faults.length === 0 ? 'good' : one.faults.join(', ');
    lines.push(`  ${index + 1}. ${who || 'unreadable'}: ${state}`);
    if (one.signedAt !== null) lines.push(`     signed ${moment(one.signedAt)}, by the signer's clock`);
    if (one.timestamp?.at) lines.push(`     existed ${moment(one.timestamp.at)}, by ${one.timestamp.authority ?? '?'}`);
    if (one.notes.length > 0) lines.push(`     ${one.notes.join(', ')}`);
  }
  return lines.join('\n');
}
