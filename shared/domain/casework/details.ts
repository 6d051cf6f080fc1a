import {
  ABSENCE,
  CIRCUMSTANCES,
  DISABILITY,
  EDUCATION,
  HEALTH,
  MARITAL_STATUS,
  type PersonBody,
  WORK,
} from '#shared/domain/casework/collections/people/index.ts';
import { HOUSING, HOUSING_NEEDS, type HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { FactKind } from './facts.ts';

/** A field of a person or a family, as forms ask for it and pages show it. */
export interface DetailField<Name extends string = string> {
  readonly name: Name;
  readonly kind: 'text' | 'note' | 'day' | 'choice' | 'set' | 'som';
  /** Codes to choose among; also the ends of their i18n keys. */
  readonly options?: readonly string[];
  /** UTF-16 code units. */
  readonly max?: number;
}

/** Fields that are asked together. */
export interface DetailSection<Name extends string = string> {
  /** Also the end of its i18n key. */
  readonly id: string;
  readonly fields: readonly DetailField<Name>[];
}

/** How the facts of a field read back. */
export function factKindOf(field: DetailField): FactKind {
  return field.kind === 'set' ? 'set' : field.kind === 'som' ? 'number' : 'text';
}

/** What is known of a person, section by section. */
export const PERSON_SECTIONS = [
  {
    id: 'identity',
    fields: [
      { name: 'familyName', kind: 'text', max: 80 },
      { name: 'givenName', kind: 'text', max: 80 },
      { name: 'patronymic', kind: 'text', max: 80 },
      { name: 'birthDate', kind: 'day' },
      { name: 'sex', kind: 'choice', options: ['female', 'male'] },
      { name: 'pinfl', kind: 'text', max: 20 },
      { name: 'document', kind: 'text', max: 20 },
      { name: 'diedOn', kind: 'day' },
    ],
  },
  {
    id: 'contacts',
    fields: [
      { name: 'address', kind: 'text', max: 300 },
      { name: 'phone', kind: 'text', max: 40 },
      { name: 'cameFrom', kind: 'text', max: 300 },
      { name: 'cameOn', kind: 'day' },
    ],
  },
  {
    id: 'work',
    fields: [
      { name: 'education', kind: 'choice', options: EDUCATION },
      { name: 'work', kind: 'choice', options: WORK },
      { name: 'workplace', kind: 'text', max: 200 },
      { name: 'profession', kind: 'text', max: 120 },
    ],
  },
  {
    id: 'health',
    fields: [
      { name: 'disability', kind: 'choice', options: DISABILITY },
      { name: 'disabilityUntil', kind: 'day' },
      { name: 'health', kind: 'set', options: HEALTH },
    ],
  },
  { id: 'income', fields: [{ name: 'income', kind: 'som' }] },
  {
    id: 'circumstances',
    fields: [
      { name: 'maritalStatus', kind: 'choice', options: MARITAL_STATUS },
      { name: 'absence', kind: 'choice', options: ABSENCE },
      { name: 'circumstances', kind: 'set', options: CIRCUMSTANCES },
      { name: 'note', kind: 'note', max: 4000 },
    ],
  },
] as const satisfies readonly DetailSection<keyof PersonBody>[];

/** What is known of a family itself, section by section. */
export const HOUSEHOLD_SECTIONS = [
  {
    id: 'dwelling',
    fields: [
      { name: 'address', kind: 'text', max: 300 },
      { name: 'phone', kind: 'text', max: 40 },
      { name: 'housing', kind: 'choice', options: HOUSING },
      { name: 'housingNeeds', kind: 'set', options: HOUSING_NEEDS },
      { name: 'note', kind: 'note', max: 4000 },
    ],
  },
  { id: 'familyIncome', fields: [{ name: 'otherIncome', kind: 'som' }] },
] as const satisfies readonly DetailSection<keyof HouseholdBody>[];

/** A field of a person of which it is kept where it is known from. */
export type PersonField = (typeof PERSON_SECTIONS)[number]['fields'][number]['name'];
/** A field of a family of which it is kept where it is known from. */
export type HouseholdField = (typeof HOUSEHOLD_SECTIONS)[number]['fields'][number]['name'];

/** Every field of a person, in the order of the page. */
export const PERSON_FIELDS: readonly DetailField<PersonField>[] = PERSON_SECTIONS.flatMap(
  (section) => section.fields as readonly DetailField<PersonField>[],
);
/** Every field of a family, in the order of the page. */
export const HOUSEHOLD_FIELDS: readonly DetailField<HouseholdField>[] = HOUSEHOLD_SECTIONS.flatMap(
  (section) => section.fields as readonly DetailField<HouseholdField>[],
);
