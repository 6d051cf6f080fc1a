import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { SignatureBody } from '#shared/domain/documents/collections/signatures/index.ts';
import {
  isMarkKeyBound,
  isProofGenuine,
  markKeyId,
  type PaperProof,
  readPaperProof,
} from '#shared/domain/documents/paper-proof.ts';
import { verifyPaper } from '../../documents/verify.ts';

/** What the office's own records say beside a mark. */
export interface Records {
  readonly papers: readonly { readonly id: string; readonly body: DocumentBody }[];
  readonly signatures: readonly { readonly id: string; readonly body: SignatureBody }[];
  readonly staff: ReadonlyMap<string, StaffBody>;
}

/** What checking a mark came to; the kind is also the i18n key `verify-paper:verdict.<kind>`. */
export type MarkVerdict =
  /** No mark of a paper at all. */
  | { readonly kind: 'unreadable' }
  /** A mark by a key that this laptop doesn't know: another office's, perhaps. */
  | { readonly kind: 'key_unknown'; readonly proof: PaperProof }
  /** It names a known key, and that key did not make it. */
  | { readonly kind: 'forged'; readonly proof: PaperProof }
  /** Genuine, and the paper is not on this laptop. */
  | { readonly kind: 'not_here'; readonly proof: PaperProof }
  /** Genuine, and this laptop's record of that number says something else. */
  | { readonly kind: 'record_differs'; readonly proof: PaperProof; readonly paperId: string }
  /** Genuine, but of another paper than the one that was asked about. */
  | { readonly kind: 'other_paper'; readonly proof: PaperProof; readonly paperId: string | null }
  | { readonly kind: 'genuine'; readonly proof: PaperProof; readonly paperId: string };

/** Keys of marks that belong to office keys of the staff list. */
function findKey(proof: PaperProof, { signatures, staff }: Records): string | null {
  for (const { body } of signatures) {
    const { mark } = body;
    if (!mark || markKeyId(mark.publicKey) !== proof.keyId) continue;
    if (!staff.get(body.signerId)?.publicKeys.includes(body.publicKey)) continue;
    if (isMarkKeyBound(body.publicKey, mark)) return mark.publicKey;
  }
  return null;
}

/**
 * Checks the text of a QR code from nothing but what lies on this laptop.
 * @param expected the paper that it should be of, where one is asked about
 */
export function checkMark(text: string, records: Records, expected: string | null = null): MarkVerdict {
  const proof = readPaperProof(text);
  if (!proof) return { kind: 'unreadable' };
  const key = findKey(proof, records);
  if (key === null) return { kind: 'key_unknown', proof };
  if (!isProofGenuine(proof, key)) return { kind: 'forged', proof };
  const paper = records.papers.find(
    ({ body }) => body.number === proof.number && body.regDate === proof.regDate && body.signatureId !== undefined,
  );
  if (expected !== null && paper?.id !== expected) return { kind: 'other_paper', proof, paperId: paper?.id ?? null };
  if (!paper) return { kind: 'not_here', proof };
  const signature = records.signatures.find((one) => one.id === paper.body.signatureId)?.body ?? null;
  const signer = signature ? (records.staff.get(signature.signerId) ?? null) : null;
  const same = paper.body.contentHash === proof.contentHash && verifyPaper(paper, signature, signer) === 'valid';
  return { kind: same ? 'genuine' : 'record_differs', proof, paperId: paper.id };
}
