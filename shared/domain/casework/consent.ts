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
