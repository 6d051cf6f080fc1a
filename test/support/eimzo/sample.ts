import { createGostKey, issueCertificate, signPkcs7 } from './gost-keys.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** Who signs the samples. */
export const SAMPLE_HOLDER = { name: 'VALIYEV ANVAR', pinfl: '31708870130125', position: 'Direktor' };

/** A detached national signature of a file, as E-IMZO makes it, by a key of this test's own. */
export function nationalSignature(file: Uint8Array, at: Date): Uint8Array {
  const issuerKey = createGostKey(bytes('a test authority'));
  const key = createGostKey(bytes('a test holder'));
  const year = 365 * 86_400_000;
  const certificate = issueCertificate({
    holder: SAMPLE_HOLDER,
    publicKey: key.publicKey,
    issuer: { name: 'Sinov markazi' },
    issuerKey,
    serial: 77n,
    from: new Date(at.getTime() - year),
    to: new Date(at.getTime() + year),
  });
  return signPkcs7({ content: file, detached: true, key, certificate, chain: [], at });
}
