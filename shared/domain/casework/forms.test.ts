import fc from 'fast-check';
import { Value } from '@sinclair/typebox/value';
import { describe, expect, it } from 'vitest';
import {
  askedAnswers,
  findAnswerFaults,
  findFormFaults,
  type FormCondition,
  type FormDefinition,
  type FormField,
  formSchema,
  formsFor,
  type PublishedForm,
  showAnswer,
  visibleFields,
} from './forms.ts';

const label = (text: string) => ({ 'uz-Latn': text });
const field = (id: string, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  id,
  kind,
  label: label(id),
  required: false,
  ...more,
});
const two = [
  { id: 'a', label: label('A') },
  { id: 'b', label: label('B') },
];
const form: FormDefinition = {
  code: 'needs',
  version: 2,
  title: label('Ehtiyojlar'),
  kinds: ['unemployed', 'youth'],
  fields: [
    field('head', 'heading'),
    field('works', 'yes_no', { required: true }),
    field('since', 'date', { required: true, to: '2026-12-31', when: { field: 'works', is: false } }),
    field('skills', 'choices', { choices: two, max: 1, when: { field: 'works', is: false } }),
    field('why', 'text', {
      required: true,
      when: {
        all: [
          { field: 'since', filled: true },
          { field: 'skills', is: 'a' },
        ],
      },
    }),
    field('people', 'number', { whole: true, min: 1 }),
  ],
};

describe('a casework form', () => {
  it('is what its schema says, and has no faults of its own', () => {
    expect([...Value.Errors(formSchema, form)]).toEqual([]);
    expect(findFormFaults(form)).toEqual([]);
  });

  it('asks for what its conditions let it, and for nothing else', () => {
    const ids = (answers: Record<string, unknown>) => visibleFields(form, answers).map((one) => one.id);
    expect(ids({})).toEqual(['head', 'works', 'people']);
    expect(ids({ works: false })).toEqual(['head', 'works', 'since', 'skills', 'people']);
    const full = { works: false, since: '2026-01-01', skills: ['a'] };
    expect(ids(full)).toContain('why');
    // What was answered before a change of mind asks for nothing.
    expect(ids({ ...full, works: true })).toEqual(['head', 'works', 'people']);
    expect(findAnswerFaults(form, { ...full, works: true })).toEqual([]);
    expect(askedAnswers(form, { ...full, works: true })).toEqual({ works: true });
    expect(findAnswerFaults(form, full)).toEqual([{ id: 'why', code: 'required' }]);
  });

  it('tells what is wrong with each answer', () => {
    const told = (answers: Record<string, unknown>) => findAnswerFaults(form, answers).map((one) => one.code);
    expect(told({})).toEqual(['required']);
    expect(told({ works: 'no' })).toEqual(['not_yes_no']);
    expect(told({ works: false, since: '2027-01-01' })).toEqual(['too_late']);
    expect(told({ works: false, since: '2026-02-30', skills: ['b', 'a'] })).toEqual([
      'not_day',
      'choices_over',
      'required',
    ]);
    expect(told({ works: false, since: '2026-02-03', skills: ['c'] })).toEqual(['not_choice']);
    expect(told({ works: false, since: '2026-02-03', skills: ['b', 'b'] })).toEqual(['not_choice']);
    expect(told({ works: true, people: 1.5 })).toEqual(['not_whole']);
    expect(told({ works: true, other: 'x', head: 'x' })).toEqual(['unknown', 'unknown']);
  });

  it('shows answers in words', () => {
    expect(showAnswer(form.fields[3] as FormField, ['a', 'b'], 'uz-Latn')).toBe('A, B');
    expect(showAnswer(form.fields[2] as FormField, '2026-02-03', 'uz-Latn')).toBe('03.02.2026');
    expect(showAnswer(form.fields[1] as FormField, true, 'uz-Latn')).toBe('Ha');
  });

  it('that is badly made is told so', () => {
    const faults = (...fields: readonly FormField[]) => findFormFaults({ fields }).map((one) => one.fault);
    expect(faults(field('a', 'heading'))).toEqual(['nothing_asked']);
    expect(faults(field('a', 'text'), field('a', 'text'))).toEqual(['id_twice']);
    expect(faults(field('a', 'choice'))).toEqual(['choices_few']);
    expect(faults(field('a', 'choices', { choices: two, min: 3 }))).toEqual(['limits_crossed']);
    expect(faults(field('a', 'choices', { choices: two, max: 0, required: true }))).toEqual(['limits_crossed']);
    expect(faults(field('a', 'choices', { choices: two, max: 0, required: false }))).toEqual([]);
    expect(faults(field('a', 'choices', { choices: two, min: 1.2, max: 1.8, required: true }))).toEqual([
      'limits_crossed',
    ]);
    expect(faults(field('a', 'text', { when: { field: 'b', filled: true } }), field('b', 'text'))).toEqual([
      'when_unknown',
    ]);
    expect(
      faults(field('a', 'choice', { choices: two }), field('b', 'text', { when: { field: 'a', in: ['a', 'z'] } })),
    ).toEqual(['when_value']);
    expect(faults(field('a', 'date', { from: '2026-02-02', to: '2026-02-01' }))).toEqual(['limits_crossed']);
    expect(
      faults(field('a', 'yes_no'), field('b', 'text', { when: { not: { any: [{ field: 'a', is: 'yes' }] } } })),
    ).toEqual(['when_value']);
  });

  it('is chosen by kind, by day and by its highest version', () => {
    const published = (id: string, version: number, more: Partial<PublishedForm> = {}): PublishedForm => ({
      id,
      form: { ...form, version },
      ...more,
    });
    const all = [published('f1', 1), published('f3', 3, { validFrom: '2027-01-01' }), published('f2', 2)];
    expect(formsFor(all, 'youth', '2026-11-28').map((one) => one.id)).toEqual(['f2']);
    expect(formsFor(all, 'youth', '2027-01-01').map((one) => one.id)).toEqual(['f3']);
    expect(formsFor(all, 'violence', '2026-11-28')).toEqual([]);
    expect(formsFor([published('f1', 1, { validTo: '2026-01-01' })], 'youth', '2026-11-28')).toEqual([]);
  });
});

describe('conditions', () => {
  const condition = fc.letrec<{ one: FormCondition }>((tie) => ({
    one: fc.oneof(
      { depthSize: 'small' },
      fc.record({ field: fc.constantFrom('f0', 'f1', 'f2'), is: fc.constantFrom('x', 1, true) }),
      fc.record({ field: fc.constantFrom('f0', 'f1', 'f2'), filled: fc.boolean() }),
      fc.record({ all: fc.array(tie('one'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('one'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('one') }),
    ),
  })).one;
  const answers = fc.dictionary(fc.constantFrom('f0', 'f1', 'f2', 'last'), fc.constantFrom('x', 1, true, ''));
  const withWhen = (when: FormCondition): FormDefinition => ({
    ...form,
    fields: [...['f0', 'f1', 'f2'].map((id) => field(id, 'text')), field('last', 'text', { required: true, when })],
  });

  it('turned round ask for the contrary; what is not asked is never at fault', () => {
    fc.assert(
      fc.property(condition, answers, (when, given) => {
        const asks = (one: FormCondition) => visibleFields(withWhen(one), given).some(({ id }) => id === 'last');
        expect(asks({ not: when })).toBe(!asks(when));
        expect(asks({ all: [when, { not: when }] })).toBe(false);
        expect(asks({ any: [when, { not: when }] })).toBe(true);
        if (!asks(when)) {
          expect(findAnswerFaults(withWhen(when), given).some(({ id }) => id === 'last')).toBe(false);
          expect(askedAnswers(withWhen(when), given)).not.toHaveProperty('last');
        }
      }),
    );
  });
});
