import type { Day } from '#shared/domain/language/dates.ts';

/** For what somebody may consent in a case. */
export const CASE_PURPOSES = ['services', 'referral', 'transfer', 'letter', 'statistics'] as const;
/** A purpose, also the end of its i18n key. */
export type CasePurpose = (typeof CASE_PURPOSES)[number];

/** A consent as a case keeps it. */
export interface ConsentEntry {
  readonly id: string;
  readonly purpose: string;
  /** Day on which it was given; absent where nobody knows. */
  readonly on?: Day | undefined;
  /** Last day on which it holds; absent for one without an end. */
  readonly until?: Day | undefined;
  readonly actor: string;
  readonly at: string;
}

/** A consent taken back. Its arrival ends the consent on every device, whenever it was written. */
export interface WithdrawalEntry {
  readonly id: string;
  readonly consentId: string;
  readonly on?: Day | undefined;
}

/** The part of a body that speaks of consent. */
export interface Consenting {
  readonly consents?: readonly ConsentEntry[] | undefined;
  readonly withdrawals?: readonly WithdrawalEntry[] | undefined;
}

/** Whether a consent holds on a day: begun, not expired, not withdrawn. A withdrawal holds from its arrival. */
export function isConsentValid(body: Consenting, consent: ConsentEntry, today: Day): boolean {
  if ((body.withdrawals ?? []).some((one) => one.consentId === consent.id)) return false;
  if (consent.on && consent.on > today) return false;
  return consent.until === undefined || consent.until >= today;
}

/** The consents for a purpose that hold on a day, the latest entered first. */
export function validConsents(body: Consenting, purpose: string, today: Day): readonly ConsentEntry[] {
  return (body.consents ?? [])
    .filter((one) => one.purpose === purpose && isConsentValid(body, one, today))
    .toReversed();
}

/** What has become of a consent for a purpose, also the end of its i18n key. */
export type ConsentState = 'none' | 'valid' | 'expired' | 'withdrawn' | 'later';

/** The state of somebody's consent for a purpose on a day, and the entry that says so. */
export function consentState(
  body: Consenting,
  purpose: string,
  today: Day,
): { readonly state: ConsentState; readonly entry?: ConsentEntry; readonly withdrawal?: WithdrawalEntry } {
  const [valid] = validConsents(body, purpose, today);
  if (valid) return { state: 'valid', entry: valid };
  const entry = (body.consents ?? []).findLast((one) => one.purpose === purpose);
  if (!entry) return { state: 'none' };
  const withdrawal = (body.withdrawals ?? []).find((one) => one.consentId === entry.id);
  if (withdrawal) return { state: 'withdrawn', entry, withdrawal };
  return { state: entry.on && entry.on > today ? 'later' : 'expired', entry };
}

/**
 * Whether somebody has taken back the consent to be in the base. The record is closed for new uses then, and kept for
 * the term of the law; it is open again with a new consent.
 */
export function isClosedForUse(body: Consenting, today: Day): boolean {
  return consentState(body, 'base', today).state === 'withdrawn';
}
