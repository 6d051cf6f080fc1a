import {
  ABSENCE,
  CIRCUMSTANCES,
  DISABILITY,
  EDUCATION,
  HEALTH,
  MARITAL_STATUS,
  WORK,
} from '#shared/domain/casework/collections/people/index.ts';
import { HOUSING, HOUSING_NEEDS } from '#shared/domain/casework/collections/households/index.ts';

/** What a programme is for. */
export type SubjectKind = 'person' | 'family';

/** What a fact's value is, and by that, how it can be compared. */
export type FactType =
  | { readonly kind: 'yes_no' | 'number' | 'som' }
  | { readonly kind: 'choice' | 'set'; readonly choices: readonly string[] };

const YES_NO: FactType = { kind: 'yes_no' };
const NUMBER: FactType = { kind: 'number' };
const SOM: FactType = { kind: 'som' };

/** Facts of a family, which hold for each of its members as well. */
const FAMILY: Readonly<Record<string, FactType>> = {
  income_per_head: SOM,
  members: NUMBER,
  children_under_18: NUMBER,
  elderly_members: NUMBER,
  lives_alone: YES_NO,
  all_elderly: YES_NO,
  disabled_members: NUMBER,
  disabled_1_2: NUMBER,
  disabled_3: NUMBER,
  disabled_children: NUMBER,
  able_bodied: NUMBER,
  able_bodied_unemployed: NUMBER,
  breadwinner_lost: YES_NO,
  orphans: NUMBER,
  medical_need: YES_NO,
  hard_situation: YES_NO,
  housing: { kind: 'choice', choices: HOUSING },
  housing_needs: { kind: 'set', choices: HOUSING_NEEDS },
};

/** Facts of a person alone. */
const PERSON: Readonly<Record<string, FactType>> = {
  age: NUMBER,
  sex: { kind: 'choice', choices: ['female', 'male'] },
  marital_status: { kind: 'choice', choices: MARITAL_STATUS },
  work: { kind: 'choice', choices: WORK },
  education: { kind: 'choice', choices: EDUCATION },
  disability: { kind: 'choice', choices: DISABILITY },
  health: { kind: 'set', choices: HEALTH },
  absence: { kind: 'choice', choices: ABSENCE },
  circumstances: { kind: 'set', choices: CIRCUMSTANCES },
  own_income: SOM,
  husband_imprisoned: YES_NO,
  husband_missing: YES_NO,
  husband_mental_disability: YES_NO,
};

/** Facts about entries in programmes: their names end with the programme's code. */
const OF_PROGRAMMES: Readonly<Record<string, FactType>> = { in_programme: YES_NO, months_since_left: NUMBER };

/** Names of facts that a rule for this kind of subject may ask for; those of programmes end with `:<code>`. */
export function factNames(subject: SubjectKind): readonly string[] {
  return [...(subject === 'person' ? Object.keys(PERSON) : []), ...Object.keys(FAMILY), ...Object.keys(OF_PROGRAMMES)];
}

/** Whether a fact is asked for with a programme's code. */
export function isOfProgramme(name: string): boolean {
  return Object.hasOwn(OF_PROGRAMMES, name.split(':')[0] ?? '');
}

/** What a fact's value is; null for a fact that there is not for this kind of subject. */
export function factType(name: string, subject: SubjectKind): FactType | null {
  const [base = '', code] = name.split(':');
  if (Object.hasOwn(OF_PROGRAMMES, base)) return code === undefined ? null : (OF_PROGRAMMES[base] ?? null);
  if (code !== undefined) return null;
  if (Object.hasOwn(FAMILY, base)) return FAMILY[base] ?? null;
  return subject === 'person' && Object.hasOwn(PERSON, base) ? (PERSON[base] ?? null) : null;
}
