import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { People } from './use-families.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { ageOn, isPresent, presentMembersOf } from '#shared/domain/casework/household.ts';
import type { Day } from '#shared/domain/language/dates.ts';

/** Which people a list is of. */
export const PRESENCES = ['here', 'departed', 'died', 'all'] as const;
/** A choice, also the end of its i18n key. */
export type PresenceChoice = (typeof PRESENCES)[number];

/** Ages by full years, both ends included; ends of i18n keys. */
export const AGE_BANDS = {
  child: [0, 13],
  youth: [14, 30],
  adult: [31, 59],
  elderly: [60, 200],
} as const;
/** A band of ages. */
export type AgeBand = keyof typeof AGE_BANDS;

/** What a list of people is narrowed by; an empty text narrows nothing. */
export interface PeopleFilter {
  readonly sex: string;
  readonly age: AgeBand | '';
  readonly work: string;
  /** `any` is every group. */
  readonly disability: string;
  readonly health: string;
  readonly circumstances: string;
}

/** A filter that narrows nothing. */
export const NO_PEOPLE_FILTER: PeopleFilter = {
  sex: '',
  age: '',
  work: '',
  disability: '',
  health: '',
  circumstances: '',
};

/** What stands for "of any group" in the filter by disability. */
export const ANY = 'any';

/** Whether somebody is among those that a list is of. */
export function isOfChoice(body: PersonBody, choice: PresenceChoice): boolean {
  switch (choice) {
    case 'here':
      return isPresent(body);
    case 'departed':
      return Boolean(body.departedOn) && !body.diedOn;
    case 'died':
      return Boolean(body.diedOn);
    case 'all':
      return true;
  }
}

/** Whether somebody fits a filter. What is not known fits none. */
export function fitsPeople(body: PersonBody, filter: PeopleFilter, today: Day): boolean {
  if (filter.sex && body.sex !== filter.sex) return false;
  if (filter.work && body.work !== filter.work) return false;
  if (filter.disability) {
    const { disability } = body;
    const isDisabled = disability !== undefined && disability !== 'none';
    if (filter.disability === ANY ? !isDisabled : disability !== filter.disability) return false;
  }
  if (filter.health && !body.health?.some((code) => code === filter.health)) return false;
  if (filter.circumstances && !body.circumstances?.some((code) => code === filter.circumstances)) return false;
  if (filter.age) {
    const age = ageOn(body.birthDate, today);
    const [from, to] = AGE_BANDS[filter.age];
    if (age === null || age < from || age > to) return false;
  }
  return true;
}

/** How many members make a filter by the kind of a family; ends of i18n keys. */
export const FAMILY_KINDS = ['alone', 'elderly_alone', 'many_children'] as const;
/** A kind of family. */
export type FamilyKind = (typeof FAMILY_KINDS)[number];

/** What a list of families is narrowed by; an empty text narrows nothing. */
export interface FamilyFilter {
  readonly housing: string;
  readonly housingNeeds: string;
  readonly kind: FamilyKind | '';
}

/** A filter that narrows nothing. */
export const NO_FAMILY_FILTER: FamilyFilter = { housing: '', housingNeeds: '', kind: '' };

/** From how many children under 18 on a family has many: the criterion of *Temir daftar*. */
const MANY_CHILDREN = 4;

/** Whether a family fits a filter. Dead people and those who moved away are nobody's company. */
export function fitsFamily(body: HouseholdBody, filter: FamilyFilter, people: People, today: Day): boolean {
  if (filter.housing && body.housing !== filter.housing) return false;
  if (filter.housingNeeds && !body.housingNeeds?.some((code) => code === filter.housingNeeds)) return false;
  if (!filter.kind) return true;
  const ages = presentMembersOf(body, (id) => people.get(id), people.resolve).map(({ personId }) =>
    ageOn(people.get(personId)?.birthDate, today),
  );
  switch (filter.kind) {
    case 'alone':
      return ages.length === 1;
    case 'elderly_alone':
      return ages.length > 0 && ages.every((age) => age !== null && age >= AGE_BANDS.elderly[0]);
    case 'many_children':
      return ages.filter((age) => age !== null && age < 18).length >= MANY_CHILDREN;
  }
}
