/**
 * Age from which somebody without an income of their own is "not known": the age at which a contract of work may be
 * made (Labour Code, 2022-10-28, article 118). Younger ones are counted as heads and not asked.
 */
export const ASKED_FROM_AGE = 16;

/** What is known of a member. */
export interface Earner {
  /** Own monthly income, whole soʻm; absent where it is not known. Nothing is 0. */
  readonly income?: number | null | undefined;
  /** Full years; null where the day of birth is not known. */
  readonly age: number | null;
}

/** Monthly income of a family, whole soʻm. */
export interface FamilyIncome {
  /** All that is known. */
  readonly known: number;
  /** `known` for each member, rounded down; null for a family without members. */
  readonly perHead: number | null;
  /** How many members' income is not known. */
  readonly unknownMembers: number;
  /** Whether income that belongs to no single member was asked for. */
  readonly isOtherKnown: boolean;
  /** Whether nothing is missing: otherwise the sums are "at least". */
  readonly isComplete: boolean;
}

/** Whether somebody's income should be known and is not. */
export function isIncomeUnknown({ income, age }: Earner): boolean {
  return (income ?? null) === null && (age === null || age >= ASKED_FROM_AGE);
}

/** Adds up a family's income, and tells what is missing in the sum. */
export function familyIncome(members: readonly Earner[], otherIncome: number | null | undefined): FamilyIncome {
  const known = members.reduce((sum, member) => sum + (member.income ?? 0), otherIncome ?? 0);
  const unknownMembers = members.filter(isIncomeUnknown).length;
  const isOtherKnown = otherIncome !== null && otherIncome !== undefined;
  return {
    known,
    perHead: members.length === 0 ? null : Math.floor(known / members.length),
    unknownMembers,
    isOtherKnown,
    isComplete: unknownMembers === 0 && isOtherKnown,
  };
}
