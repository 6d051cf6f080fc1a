import type { Day } from '#shared/domain/language/dates.ts';
import type { Sex } from './pinfl.ts';

/** What a member of a family is to its head. */
export const RELATIONS = [
  'head',
  'wife',
  'husband',
  'son',
  'daughter',
  'father',
  'mother',
  'brother',
  'sister',
  'grandson',
  'granddaughter',
  'grandfather',
  'grandmother',
  'son_in_law',
  'daughter_in_law',
  'other_relative',
  'not_related',
] as const;
/** A relation, also the end of its i18n key. */
export type Relation = (typeof RELATIONS)[number];

/** Why somebody belongs to a family no more. */
export const LEAVING_REASONS = [
  'moved',
  'moved_away',
  'married',
  'divorced',
  'died',
  'relation_changed',
  'by_mistake',
  'other',
] as const;
/** A reason, also the end of its i18n key. */
export type LeavingReason = (typeof LEAVING_REASONS)[number];

/** One entry of a family's members: it only says that somebody came. */
export interface MemberEntry {
  readonly id: string;
  readonly personId: string;
  readonly relation: Relation;
  /** Day from which; absent where nobody knows. */
  readonly from?: Day | undefined;
  readonly actor: string;
  readonly at: string;
}

/** One entry of a family's leavings. */
export interface LeavingEntry {
  readonly id: string;
  /** The member entry that it ends. */
  readonly memberId: string;
  readonly why: LeavingReason;
  readonly on?: Day | undefined;
  readonly note?: string | undefined;
  readonly actor: string;
  readonly at: string;
}

/** The part of a family's body that speaks of its people. */
export interface HouseholdPeople {
  readonly members?: readonly MemberEntry[] | undefined;
  readonly leavings?: readonly LeavingEntry[] | undefined;
}

/** Somebody's time in a family. */
export interface Membership extends MemberEntry {
  /** How it ended; absent while it lasts. */
  readonly left?: LeavingEntry;
}

const place = (relation: Relation) => RELATIONS.indexOf(relation);

/** Every time that anybody has had in a family, the present ones first, the head before all others. */
export function membershipsOf(body: HouseholdPeople): readonly Membership[] {
  const ends = new Map<string, LeavingEntry>();
  // Two laptops may have ended the same membership: the entry that stands first is shown.
  for (const leaving of body.leavings ?? []) if (!ends.has(leaving.memberId)) ends.set(leaving.memberId, leaving);
  return (body.members ?? [])
    .map((member): Membership => {
      const left = ends.get(member.id);
      return left ? { ...member, left } : member;
    })
    .toSorted(
      (a, b) => Number(a.left !== undefined) - Number(b.left !== undefined) || place(a.relation) - place(b.relation),
    );
}

/**
 * The present members, each person once: two laptops may have entered one person each.
 * @param resolve the record that stands for a person, where two of their records are of one family
 */
export function membersOf(
  body: HouseholdPeople,
  resolve: (personId: string) => string = (personId) => personId,
): readonly Membership[] {
  const seen = new Set<string>();
  return membershipsOf(body).filter((one) => {
    const personId = resolve(one.personId);
    if (one.left || seen.has(personId)) return false;
    seen.add(personId);
    return true;
  });
}

/** The present memberships of one person: two of their records may be in one family. */
export function membershipsOfPerson(
  body: HouseholdPeople,
  personId: string,
  resolve: (personId: string) => string,
): readonly Membership[] {
  return membershipsOf(body).filter((one) => !one.left && resolve(one.personId) === resolve(personId));
}

/** The same family as it reads where several records are of one person: each member by the record that stands for them. */
export function seenThrough<Body extends HouseholdPeople>(body: Body, resolve: (personId: string) => string): Body {
  if (!body.members?.some((one) => resolve(one.personId) !== one.personId)) return body;
  return { ...body, members: body.members.map((one) => ({ ...one, personId: resolve(one.personId) })) };
}

/** What says whether somebody lives in the mahalla now. */
export interface Presence {
  readonly diedOn?: Day | null | undefined;
  readonly departedOn?: Day | null | undefined;
}

/** Whether somebody lives here: neither dead nor moved to another mahalla. Lists and counts are of these. */
export function isPresent(person: Presence): boolean {
  return !person.diedOn && !person.departedOn;
}

/**
 * The present members who live here: somebody may be written down as moved away or dead before the family is told.
 * @param personOf what is known of a person; one that is not here yet counts as present
 */
export function presentMembersOf(
  body: HouseholdPeople,
  personOf: (personId: string) => Presence | undefined,
  resolve?: (personId: string) => string,
): readonly Membership[] {
  return membersOf(body, resolve).filter((one) => isPresent(personOf(one.personId) ?? {}));
}

/** The head of a family; undefined where none is entered. */
export function headOf(body: HouseholdPeople): Membership | undefined {
  return membersOf(body).find((one) => one.relation === 'head');
}

/** Full years on a day; null where the day of birth is not known or lies later. */
export function ageOn(birthDate: Day | null | undefined, day: Day): number | null {
  if (!birthDate || birthDate > day) return null;
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  // Whoever was born on 29 February is a year older from 1 March on in other years.
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

const SEX_OF: Readonly<Partial<Record<Relation, Sex>>> = {
  wife: 'female',
  daughter: 'female',
  mother: 'female',
  sister: 'female',
  granddaughter: 'female',
  grandmother: 'female',
  daughter_in_law: 'female',
  husband: 'male',
  son: 'male',
  father: 'male',
  brother: 'male',
  grandson: 'male',
  grandfather: 'male',
  son_in_law: 'male',
};

/** The sex that a relation implies; undefined where it implies none. */
export function sexOfRelation(relation: Relation): Sex | undefined {
  return SEX_OF[relation];
}

/** How many years a relation is older than the head at least; negative for the younger. */
const OLDER_BY: Readonly<Partial<Record<Relation, number>>> = {
  father: 12,
  mother: 12,
  grandfather: 24,
  grandmother: 24,
  son: -12,
  daughter: -12,
  grandson: -24,
  granddaughter: -24,
};

/** What is wrong with somebody as a member; also the end of an i18n key. */
export type MemberFault =
  /** Born after today. */
  | 'born_in_future'
  /** In this family already: nobody is their own father. */
  | 'already_member'
  /** A present member of another family, and not said to move from there. */
  | 'in_two_families'
  /** There is a head. */
  | 'second_head'
  /** A wife who is entered as a man, and the like. */
  | 'relation_sex'
  /** A father younger than his child, and the like. */
  | 'relation_age'
  /** Came after today, or before being born. */
  | 'from_wrong'
  /** Dead, and entered as living here. */
  | 'dead';

/** What is known of a person who is to become a member. */
export interface Candidate {
  /** Absent for somebody who is only being entered. */
  readonly personId?: string | undefined;
  readonly relation: Relation;
  readonly birthDate?: Day | null | undefined;
  readonly diedOn?: Day | null | undefined;
  readonly sex?: Sex | null | undefined;
  readonly from?: Day | undefined;
}

/**
 * What stands against somebody becoming a member; empty where nothing does.
 * @param others the family as it will be, the candidate left out
 * @param elsewhere whether they are a present member of another family, and do not move from there
 */
export function findMemberFaults(
  candidate: Candidate,
  others: readonly Pick<Candidate, 'personId' | 'relation' | 'birthDate'>[],
  elsewhere: boolean,
  today: Day,
): readonly MemberFault[] {
  const { relation, birthDate, sex, from, personId, diedOn } = candidate;
  const faults: MemberFault[] = [];
  if (birthDate && birthDate > today) faults.push('born_in_future');
  if (personId !== undefined && others.some((one) => one.personId === personId)) faults.push('already_member');
  if (elsewhere) faults.push('in_two_families');
  if (diedOn) faults.push('dead');
  if (relation === 'head' && others.some((one) => one.relation === 'head')) faults.push('second_head');
  const implied = sexOfRelation(relation);
  if (implied && sex && implied !== sex) faults.push('relation_sex');
  const older = OLDER_BY[relation];
  const head = others.find((one) => one.relation === 'head');
  if (older !== undefined && birthDate && head?.birthDate) {
    const [elder, younger] = older > 0 ? [birthDate, head.birthDate] : [head.birthDate, birthDate];
    if ((ageOn(elder, younger) ?? -1) < Math.abs(older)) faults.push('relation_age');
  }
  if (from && (from > today || (birthDate && from < birthDate))) faults.push('from_wrong');
  return faults;
}
