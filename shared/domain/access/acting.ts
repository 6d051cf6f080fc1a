import { dayOfMoment } from '#shared/domain/language/dates.ts';

/** Days, both inclusive, on which a person acts for the chair. */
export interface ActingDays {
  readonly from: string;
  readonly to: string;
}

/**
 * Whether a person acts for the chair at a moment. By the clock of the device that made the operation: like the days in
 * a paper it is what the person said, and the order that appointed them stands beside it in the staff list.
 * @param at ISO 8601 UTC
 */
export function isActing(person: { readonly acting?: readonly ActingDays[] | undefined }, at: string): boolean {
  if (!person.acting?.length || Number.isNaN(Date.parse(at))) return false;
  const today = dayOfMoment(at);
  return person.acting.some((term) => term.from <= today && today <= term.to);
}
