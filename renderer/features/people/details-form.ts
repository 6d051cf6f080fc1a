import type { DetailField } from '#shared/domain/casework/details.ts';
import type { FactSource, FactValue } from '#shared/domain/casework/facts.ts';
import { ageOn } from '#shared/domain/casework/household.ts';
import { checkPassport, checkPhone, checkPinflAgainst, type Sex } from '#shared/domain/casework/pinfl.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { parseNumber } from '#shared/domain/language/numbers.ts';
import type { Failure } from '#shared/kernel/result.ts';

/** A value as a form holds it: what is typed, or the codes that are ticked. */
export type Typed = string | readonly string[];

/** One section of a record, half filled. Fields that nobody touched are not in it. */
export interface SectionForm {
  readonly values: Readonly<Record<string, Typed>>;
  /** What the touched fields held when they were touched. */
  readonly base: Readonly<Record<string, FactValue>>;
  readonly source: FactSource;
  readonly detail: string;
}

/** How "none of these" is ticked; no set has such a code. */
export const NONE_OF_THESE = 'none';

/** A form in which nothing was touched. */
export const emptySection = (): SectionForm => ({ values: {}, base: {}, source: 'said', detail: '' });

/** A record's value as its form holds it. */
export function toTyped(field: DetailField, value: FactValue): Typed {
  if (field.kind === 'set') {
    const codes = value as readonly string[] | null | undefined;
    return codes ? (codes.length === 0 ? [NONE_OF_THESE] : codes) : [];
  }
  return value === null || value === undefined ? '' : String(value);
}

/** Ticks and unticks: "none of these" and a code stand against each other, the later one wins. */
export function tick(before: readonly string[], after: readonly string[]): readonly string[] {
  const added = after.find((code) => !before.includes(code));
  if (added === NONE_OF_THESE) return [NONE_OF_THESE];
  return added ? after.filter((code) => code !== NONE_OF_THESE) : after;
}

/** The value that a form's field comes to; null for not known. */
export function toValue(field: DetailField, typed: Typed): FactValue {
  if (typeof typed !== 'string') {
    if (typed.length === 0) return null;
    const codes = typed.filter((code) => code !== NONE_OF_THESE);
    return (field.options ?? []).filter((code) => codes.includes(code));
  }
  const text = field.kind === 'note' ? typed.trim() : typed.trim().replaceAll(/\s+/g, ' ');
  if (text === '') return null;
  if (field.kind === 'som') return parseNumber(text);
  if (field.name === 'pinfl') return text.replaceAll(' ', '');
  if (field.name === 'phone') {
    const phone = checkPhone(text);
    return phone.ok ? phone.value : text;
  }
  return text;
}

/** What is wrong with a field; words of this feature, or a failure of the catalogue. */
export type DetailFault =
  'required' | 'day_in_future' | 'died_before_birth' | 'som_wrong' | 'set_unclear' | 'child_is_adult' | Failure;

const REQUIRED: readonly string[] = ['familyName', 'givenName'];
const MOST_SOM = 1_000_000_000;

/**
 * What is wrong with a field of a section, null where nothing is.
 * @param body the record; the form's own values stand over it
 * @param isFamily an address is a must for a family alone
 */
export function findDetailFault(
  field: DetailField,
  form: Pick<SectionForm, 'values'>,
  body: Readonly<Record<string, unknown>>,
  today: Day,
  isFamily: boolean,
): DetailFault | null {
  const valueOf = (name: string, kind: DetailField['kind'] = 'text') =>
    Object.hasOwn(form.values, name)
      ? toValue({ name, kind }, form.values[name] as Typed)
      : ((body[name] ?? null) as FactValue);
  const text = (name: string) => (valueOf(name) as string | null) ?? undefined;
  const value = valueOf(field.name, field.kind);
  const isTouched = Object.hasOwn(form.values, field.name);
  if (field.kind === 'set') {
    return isTouched && value === null && body[field.name] !== undefined ? 'set_unclear' : null;
  }
  if (value === null || value === undefined) {
    if (field.kind === 'som' && isTouched && String(form.values[field.name]).trim() !== '') return 'som_wrong';
    return REQUIRED.includes(field.name) || (isFamily && field.name === 'address') ? 'required' : null;
  }
  const failed = (result: { readonly ok: boolean; readonly failure?: Failure }) =>
    result.ok ? null : (result.failure ?? null);
  switch (field.name) {
    case 'pinfl':
      return failed(
        checkPinflAgainst({ pinfl: String(value), sex: text('sex') as Sex | undefined, birthDate: text('birthDate') }),
      );
    case 'phone':
      return failed(checkPhone(String(value)));
    case 'document':
      return failed(checkPassport(String(value)));
    case 'birthDate':
      return value > today ? { code: 'birth_in_future' } : null;
    case 'diedOn': {
      const born = text('birthDate');
      return value > today ? 'day_in_future' : born && value < born ? 'died_before_birth' : null;
    }
    case 'cameOn':
      return value > today ? 'day_in_future' : null;
    case 'disability': {
      const age = ageOn(text('birthDate'), today);
      return value === 'child' && age !== null && age >= 18 ? 'child_is_adult' : null;
    }
    default:
  }
  if (field.kind === 'som') {
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SOM ? null : 'som_wrong';
  }
  return null;
}
