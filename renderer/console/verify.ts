import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { isSignatureValid } from '#shared/domain/documents/signing.ts';
import type { PaperDetail } from './api.ts';

/**
 * Checks a signature in this browser, from the paper itself: the content's hash is computed anew and the signature
 * over it is verified. Whether the key is the signer's own only the server knows.
 * @returns null for a paper without a signature
 */
export function verifyHere(paper: Pick<PaperDetail, 'id' | 'body' | 'signature'>): boolean | null {
  const { signature, body } = paper;
  if (!signature) return body.signatureId ? false : null;
  const hash = contentHash(body as SignedContent);
  return (
    signature.documentId === paper.id &&
    signature.contentHash === hash &&
    body.contentHash === hash &&
    isSignatureValid(signature.publicKey, hash, signature.value)
  );
}
