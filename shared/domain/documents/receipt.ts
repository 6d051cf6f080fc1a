/** How far an instruction has come with an office, in order; also the i18n key `console:receipt.<step>`. */
export const RECEIPT_STEPS = ['sent', 'received', 'opened', 'working', 'answered'] as const;
/** A step of that way. */
export type ReceiptStep = (typeof RECEIPT_STEPS)[number];

/** Moments of one office's way with an instruction: ISO 8601 UTC or dates, by the server's clock; null before them. */
export interface ReceiptMoments {
  readonly deliveredAt: unknown;
  readonly openedAt: unknown;
  readonly workAt: unknown;
  readonly answeredAt: unknown;
}

/** The farthest step that the office has come to. */
export function toReceiptStep(receipt: ReceiptMoments): ReceiptStep {
  if (receipt.answeredAt) return 'answered';
  if (receipt.workAt) return 'working';
  if (receipt.openedAt) return 'opened';
  return receipt.deliveredAt ? 'received' : 'sent';
}

/** How an office stands to the deadline; also the i18n key `console:due.<code>`. */
export type ReceiptTerm = 'none' | 'running' | 'overdue' | 'in_time' | 'late';

/**
 * How an office stands to the deadline.
 * @param answeredOn the office day of its first answer; null without one
 * @param today the office's present day
 */
export function toReceiptTerm(dueDate: string | null, answeredOn: string | null, today: string): ReceiptTerm {
  if (!dueDate) return 'none';
  if (answeredOn) return answeredOn > dueDate ? 'late' : 'in_time';
  return today > dueDate ? 'overdue' : 'running';
}

/** Days without an exchange after which an office counts as silent: one in the hills may be offline for days. */
export const SILENT_AFTER_DAYS = 7;

/**
 * Since when an office is silent: its last exchange, where that is over a week ago; the sending, where it has never
 * exchanged. Null where it is not silent.
 * @param now the server's time, milliseconds
 */
export function silentSince(
  receipt: { readonly sentAt: string; readonly lastContact: string | null },
  now: number,
): string | null {
  const since = receipt.lastContact ?? receipt.sentAt;
  const silent = now - Date.parse(since) > SILENT_AFTER_DAYS * 86_400_000;
  return silent || receipt.lastContact === null ? since : null;
}
