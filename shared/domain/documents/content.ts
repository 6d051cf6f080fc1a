import { hashJson, type Json, type JsonObject } from '#shared/kernel/json.ts';
import { annexesOf } from './attachments.ts';

/** The fields of a paper that a signature covers. */
export const SIGNED_FIELDS = [
  'journal',
  'kind',
  'number',
  'regDate',
  'subject',
  'text',
  'correspondent',
  'answersId',
  'questions',
  'filled',
  'meeting',
] as const;

/** The part of a paper's body that a signature covers. */
export type SignedContent = { readonly [Field in (typeof SIGNED_FIELDS)[number]]?: Json };

/** SHA-256 over the canonical form of the signed fields and the annexes, hexadecimal: what an office key signs. */
export function contentHash(body: SignedContent): string {
  const content: Record<string, Json> = {};
  for (const field of SIGNED_FIELDS) {
    const value = body[field];
    if (value !== undefined && value !== null) content[field] = value;
  }
  // Whoever signs the paper signs its annexes: name and hash of each. Only where there are some, so that the hash of a
  // paper without annexes is what it always was. Any other form of signature over a paper has to cover these too.
  const annexes = annexesOf(body as JsonObject);
  if (annexes.length > 0) content.annexes = annexes;
  return hashJson(content);
}
