import type { JsonObject } from '#shared/kernel/json.ts';
import type { CONSOLE_ROLES } from './roles.ts';

/** A role that works in the console. */
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

/**
 * How near a duty stands to the people: in their district with a casework duty given by name, in their district, above
 * it, or keeping the system alone.
 */
export const READING_LEVELS = ['casework', 'district', 'region', 'ministry', 'technical'] as const;
/** A level of reading. */
export type ReadingLevel = (typeof READING_LEVELS)[number];

/** Groups of fields of the central base that are shown or hidden together; also the end of their i18n key. */
export const FIELD_GROUPS = [
  'name',
  'birth',
  'situation',
  'programmes',
  'pinfl',
  'phone',
  'address',
  'income',
  'health',
  'circumstances',
  'case_facts',
  'case_person',
  'case_contents',
  'kept_in_office',
  'figures',
] as const;
/** A group of fields. */
export type FieldGroup = (typeof FIELD_GROUPS)[number];

/** Why a group is not shown; also the end of its i18n key. */
export type HiddenWhy = 'above_district' | 'technical_duty' | 'no_casework_duty' | 'office_only';

/** A group that an answer leaves out, and why. */
export interface HiddenGroup {
  readonly field: FieldGroup;
  readonly why: HiddenWhy;
}

const DISTRICT: readonly ReadingLevel[] = ['casework', 'district'];
const PEOPLE: readonly ReadingLevel[] = [...DISTRICT, 'region', 'ministry'];

/**
 * Who reads what: the one table. A file of violence is in none of its rows, because no duty finds one here whatever its
 * rank: it is not in the central base at all.
 */
export const READS: Readonly<Record<FieldGroup, readonly ReadingLevel[]>> = {
  name: PEOPLE,
  birth: PEOPLE,
  situation: PEOPLE,
  programmes: PEOPLE,
  case_facts: PEOPLE,
  pinfl: DISTRICT,
  phone: DISTRICT,
  address: DISTRICT,
  income: DISTRICT,
  health: DISTRICT,
  circumstances: DISTRICT,
  case_person: DISTRICT,
  case_contents: ['casework'],
  kept_in_office: [],
  figures: READING_LEVELS,
};

/**
 * The level of a duty.
 * @param caseworkDuty whether the officer was given the duty of casework by name
 */
export function readingLevel(role: ConsoleRole, caseworkDuty: boolean): ReadingLevel {
  switch (role) {
    case 'district_officer':
      return caseworkDuty ? 'casework' : 'district';
    case 'region_officer':
      return 'region';
    case 'ministry_officer':
      return 'ministry';
    case 'ministry_admin':
      return 'technical';
  }
}

/** Whether a level is shown a group of fields. */
export function reads(level: ReadingLevel, group: FieldGroup): boolean {
  return READS[group].includes(level);
}

/** Whether figures of a level stand above the district, where small numbers would point at somebody. */
export function isAboveDistrict(level: ReadingLevel): boolean {
  return level !== 'casework' && level !== 'district';
}

function whyHidden(level: ReadingLevel, group: FieldGroup): HiddenWhy {
  if (group === 'kept_in_office') return 'office_only';
  if (level === 'technical') return 'technical_duty';
  return level === 'district' ? 'no_casework_duty' : 'above_district';
}

/** Those of `groups` that a level is not shown, each with the reason: said in the answer, never silently absent. */
export function hiddenOf(level: ReadingLevel, groups: readonly FieldGroup[]): readonly HiddenGroup[] {
  return groups
    .filter((group) => !reads(level, group))
    .map((group) => ({ field: group, why: whyHidden(level, group) }));
}

/** Fields of a record by the group that they belong to. What is in no group goes to nobody. */
export type FieldsByGroup = Readonly<Record<string, FieldGroup>>;

/** Fields of a person. Notes, photo and where each fact is known from stay with the office. */
export const PERSON_FIELDS = {
  familyName: 'name',
  givenName: 'name',
  patronymic: 'name',
  birthDate: 'birth',
  sex: 'birth',
  diedOn: 'birth',
  maritalStatus: 'situation',
  education: 'situation',
  work: 'situation',
  profession: 'situation',
  absence: 'circumstances',
  circumstances: 'circumstances',
  pinfl: 'pinfl',
  document: 'pinfl',
  phone: 'phone',
  address: 'address',
  workplace: 'address',
  income: 'income',
  disability: 'health',
  disabilityUntil: 'health',
  health: 'health',
} as const satisfies FieldsByGroup;

/** Fields of a family. */
export const HOUSEHOLD_FIELDS = {
  housing: 'situation',
  housingNeeds: 'situation',
  address: 'address',
  phone: 'phone',
  otherIncome: 'income',
} as const satisfies FieldsByGroup;

/** Fields of a case. */
export const CASE_FIELDS = {
  kind: 'case_facts',
  state: 'case_facts',
  number: 'case_facts',
  source: 'case_facts',
  urgency: 'case_facts',
  openedOn: 'case_facts',
  closedOn: 'case_facts',
  outcome: 'case_facts',
  personId: 'case_person',
  householdId: 'case_person',
  clientName: 'case_person',
  clientBirthDate: 'case_person',
  clientSex: 'case_person',
  clientPhone: 'phone',
  clientAddress: 'address',
  safeContact: 'case_contents',
  request: 'case_contents',
  safetyPlan: 'case_contents',
  plans: 'case_contents',
  planDecisions: 'case_contents',
  goalOutcomes: 'case_contents',
  closingNote: 'case_contents',
  reopenReason: 'case_contents',
} as const satisfies FieldsByGroup;

/** Fields of an event of a case. */
export const CASE_EVENT_FIELDS = {
  kind: 'case_facts',
  state: 'case_facts',
  on: 'case_facts',
  due: 'case_facts',
  service: 'case_facts',
  provider: 'case_contents',
  letter: 'case_contents',
  text: 'case_contents',
  result: 'case_contents',
  escalatedTo: 'case_contents',
  receipt: 'case_contents',
  formId: 'case_contents',
  formVersion: 'case_contents',
  answers: 'case_contents',
} as const satisfies FieldsByGroup;

/** The fields of a record that a level is shown. */
export function shownFields(level: ReadingLevel, fields: FieldsByGroup, body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(([field]) => {
      const group = Object.hasOwn(fields, field) ? fields[field] : undefined;
      return group !== undefined && reads(level, group);
    }),
  );
}
