import { describe, expect, it } from 'vitest';
import {
  type DetailField,
  HOUSEHOLD_FIELDS,
  HOUSEHOLD_SECTIONS,
  PERSON_FIELDS,
  PERSON_SECTIONS,
} from '#shared/domain/casework/details.ts';
import words from './locales/uz-Latn.json' with { type: 'json' };
import { findDetailFault, NONE_OF_THESE, tick, toTyped, toValue, type Typed } from './details-form.ts';

const TODAY = '2026-11-28';
const field = (name: string) => [...PERSON_FIELDS, ...HOUSEHOLD_FIELDS].find((one) => one.name === name) as DetailField;
const faultOf = (name: string, typed: Typed, body: Readonly<Record<string, unknown>> = {}, isFamily = false) =>
  findDetailFault(field(name), { values: { [name]: typed } }, body, TODAY, isFamily);

// The other languages have the same keys: that is tested with all locales.
describe('every section, field and code', () => {
  it('has words', () => {
    const found: readonly string[] = [...PERSON_SECTIONS, ...HOUSEHOLD_SECTIONS].flatMap((section) => [
      words.section[section.id] ?? '',
      ...section.fields.flatMap((one: DetailField) => [
        (words.field as Record<string, string>)[one.name] ?? '',
        ...(one.name === 'sex' ? [] : (one.options ?? [])).map(
          (code) => (words.option as Record<string, Record<string, string>>)[one.name]?.[code] ?? '',
        ),
      ]),
    ]);
    expect(found.length).toBeGreaterThan(60);
    expect(found).not.toContain('');
  });
});

describe('a section of a form', () => {
  it('gives values as they are written down: amounts, phones, sets; nothing is not none', () => {
    expect(toValue(field('income'), ' 1 250 000 ')).toBe(1_250_000);
    expect(toValue(field('income'), '')).toBeNull();
    expect(toValue(field('phone'), '90 123 45 67')).toBe('+998901234567');
    expect(toValue(field('pinfl'), '4020 1902 0500 10')).toBe('40201902050010');
    expect(toValue(field('health'), [])).toBeNull();
    expect(toValue(field('health'), [NONE_OF_THESE])).toEqual([]);
    expect(toValue(field('health'), ['mental', 'chronic'])).toEqual(['chronic', 'mental']);
    for (const value of [undefined, [], ['chronic']]) {
      expect(toValue(field('health'), toTyped(field('health'), value))).toEqual(value ?? null);
    }
  });

  it('ticks none of these against all others', () => {
    expect(tick(['chronic'], ['chronic', NONE_OF_THESE])).toEqual([NONE_OF_THESE]);
    expect(tick([NONE_OF_THESE], [NONE_OF_THESE, 'mental'])).toEqual(['mental']);
    expect(tick(['chronic', 'mental'], ['mental'])).toEqual(['mental']);
  });

  it('tells each wrong value at its field', () => {
    expect(faultOf('familyName', '  ')).toBe('required');
    expect(faultOf('address', '')).toBeNull();
    expect(faultOf('address', '', {}, true)).toBe('required');
    expect(faultOf('birthDate', '2026-11-29')).toEqual({ code: 'birth_in_future' });
    expect(faultOf('diedOn', '2026-11-29')).toBe('day_in_future');
    expect(faultOf('diedOn', '1979-01-01', { birthDate: '1980-01-01' })).toBe('died_before_birth');
    expect(faultOf('diedOn', '2020-01-01', { birthDate: '1980-01-01' })).toBeNull();
    expect(faultOf('pinfl', '40201902050011')).toMatchObject({ code: 'pinfl_check_digit' });
    expect(faultOf('pinfl', '40201902050010', { sex: 'male' })).toMatchObject({ code: 'pinfl_sex_mismatch' });
    expect(faultOf('phone', '12')).toMatchObject({ code: 'phone_invalid' });
    expect(faultOf('document', 'xx')).toMatchObject({ code: 'passport_invalid' });
    for (const typed of ['koʻp', '-5', '12,5', '1000000001']) expect(faultOf('income', typed)).toBe('som_wrong');
    expect(faultOf('income', '0')).toBeNull();
    expect(faultOf('health', [], { health: ['chronic'] })).toBe('set_unclear');
    expect(faultOf('health', [])).toBeNull();
    expect(faultOf('disability', 'child', { birthDate: '1980-01-01' })).toBe('child_is_adult');
    expect(faultOf('disability', 'child', { birthDate: '2015-01-01' })).toBeNull();
    expect(faultOf('cameOn', '2027-01-01')).toBe('day_in_future');
  });
});
