import { PDF } from '@libpdf/core';
import { CodedError } from '#shared/kernel/result.ts';
import { sameBytes } from '#shared/pki/der.ts';
import { findPdfSignatures } from '#shared/pki/pdf-signatures.ts';
import { type OfficeSigner } from '#shared/pki/sign.ts';
import { tokenOfResponse, timestampRequest } from '#shared/pki/timestamp.ts';

/** Room for the CMS in the file, bytes: a signature with its chain takes about 2 KB. */
const SIGNATURE_ROOM = 6_144;
/** Room for a timestamp's token with the chain of its service. */
const TIMESTAMP_ROOM = 16_384;

/** Whether what was there before is still there, byte for byte, in front of what was added. */
function assertAppended(before: Uint8Array, after: Uint8Array): void {
  if (after.length <= before.length || !sameBytes(before, after.subarray(0, before.length))) {
    throw new CodedError('unexpected');
  }
}

/**
 * Adds a signature to a PDF (PAdES B-B, ETSI EN 319 142-1) as a revision after what is there. Needs no network.
 * @param at when the signer signs, by this device's clock
 */
export async function signPdf(pdf: Uint8Array, signer: OfficeSigner, at: Date): Promise<Uint8Array> {
  const number = findPdfSignatures(pdf).length + 1;
  const document = await PDF.load(pdf);
  const { bytes } = await document.sign({
    signer: {
      certificate: signer.certificate,
      certificateChain: [...signer.chain],
      keyType: 'EC',
      signatureAlgorithm: 'ECDSA',
      sign: (data) => signer.sign(data),
    },
    level: 'B-B',
    signingTime: new Date(Math.floor(at.getTime() / 1000) * 1000),
    fieldName: `Imzo${number}`,
    estimatedSize: SIGNATURE_ROOM,
  });
  assertAppended(pdf, bytes);
  return bytes;
}

/**
 * Adds a timestamp of the whole document (RFC 3161, /DocTimeStamp) as a revision after what is there: the signatures
 * before it stay byte for byte, and are proven to have been there at its time.
 * @param ask sends a request to the service (DER) and gives back its answer
 */
export async function timestampPdf(
  pdf: Uint8Array,
  ask: (request: Uint8Array) => Promise<Uint8Array>,
  nonce: () => Uint8Array,
): Promise<Uint8Array> {
  const document = await PDF.load(pdf);
  const { bytes } = await document.addTimestamp({
    timestampAuthority: {
      // The library hands over the digest that the token has to be for.
      timestamp: async (digest) => tokenOfResponse(await ask(timestampRequest(digest, nonce()))),
    },
    fieldName: `Vaqt${findPdfSignatures(pdf).length + 1}`,
    estimatedSize: TIMESTAMP_ROOM,
  });
  assertAppended(pdf, bytes);
  return bytes;
}
