import { annexesOf, attachmentsOf, type WithAttachments } from '#shared/domain/documents/attachments.ts';
import type { GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { jsonEqual } from '#shared/kernel/json.ts';
import { FROZEN_STATES, type DocumentState } from './workflow.ts';

/** Whether a paper's annexes stand still: with the text, from the moment that it waits for a signature. */
export function areAnnexesStill(state: unknown): boolean {
  return state === 'awaiting_approval' || state === 'approved' || FROZEN_STATES.includes(state as DocumentState);
}

/**
 * Annexes are part of what is signed, so they change no longer than the text does; and a paper's signed file is never
 * taken away, whoever asks.
 */
export function brokenAnnexRule({ kind, before, body }: GuardInput & { readonly kind: string }): ErrorCode | null {
  if (kind === 'remove') return null;
  const there = new Set(attachmentsOf(body as WithAttachments).map((one) => one.id));
  const signedGone = attachmentsOf(before as WithAttachments).some(
    (one) => one.role === 'signed' && !there.has(one.id),
  );
  if (signedGone) return 'content_frozen';
  const changed = () => !jsonEqual(annexesOf(before), annexesOf(body));
  return areAnnexesStill(before.state) && changed() ? 'content_frozen' : null;
}
