import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { SignatureBody } from '#shared/domain/documents/collections/signatures/index.ts';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { isSignatureValid } from '#shared/domain/documents/signing.ts';

/** What checking a signature came to; also the i18n key `paper:signature.<verdict>`. */
export type Verdict = 'valid' | 'missing' | 'content_changed' | 'signature_wrong' | 'key_unknown';

/**
 * Checks a signed paper from nothing but what lies on this laptop: the content's hash is computed anew, the signature
 * over it is verified, and the key is looked for among the signer's keys in the staff list.
 */
export function verifyPaper(
  paper: { readonly id: string; readonly body: DocumentBody },
  signature: SignatureBody | null,
  signer: StaffBody | null,
): Verdict {
  if (!signature) return 'missing';
  const hash = contentHash(paper.body as SignedContent);
  if (hash !== paper.body.contentHash || hash !== signature.contentHash || signature.documentId !== paper.id) {
    return 'content_changed';
  }
  if (!isSignatureValid(signature.publicKey, hash, signature.value)) return 'signature_wrong';
  return signer?.publicKeys.includes(signature.publicKey) ? 'valid' : 'key_unknown';
}

/** The key's mark: the beginning of the public key in groups, short enough to be read out and compared. */
export function keyMark(signature: SignatureBody): string {
  return (signature.publicKey.slice(1, 17).match(/.{4}/g) ?? []).join(' ');
}
