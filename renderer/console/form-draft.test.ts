import { readFileSync } from 'node:fs';
import { Value } from '@sinclair/typebox/value';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reusedFields } from '#shared/domain/casework/form-versions.ts';
import {
  type Answers,
  askedAnswers,
  FIELD_KINDS,
  findAnswerFaults,
  type FormDefinition,
  type FormField,
  formSchema,
  showAnswer,
  visibleFields,
} from '#shared/domain/casework/forms.ts';
import { addDays } from '#shared/domain/language/dates.ts';
import {
  changeKind,
  type ConditionDraft,
  type FieldDraft,
  type FormDraft,
  NEW_FORM,
  newField,
  TESTS,
  toForm,
  toFormDraft,
} from './form-draft.ts';
import { NO_TEXT } from './text-drafts.ts';

// What the server brings with it.
const seeds = JSON.parse(
  readFileSync(new URL('../../sync-server/modules/catalogues/forms.json', import.meta.url), 'utf8'),
) as readonly FormDefinition[];

const texts = (latin: string) => ({ ...NO_TEXT, 'uz-Latn': latin });
const field = (change: Partial<FieldDraft> = {}): FieldDraft => ({
  ...newField(NEW_FORM, []),
  label: texts('Savol'),
  ...change,
});
const draftOf = (...fields: readonly FieldDraft[]): FormDraft => ({
  ...NEW_FORM,
  code: 'needs',
  title: texts('Ehtiyojlar'),
  kinds: ['youth'],
  fields: fields.map((one, n) => ({ ...one, id: one.id === 'q1' ? `q${n + 1}` : one.id })),
});
const when = (condition: Partial<ConditionDraft>): FieldDraft['when'] => ({
  join: 'all',
  conditions: [{ field: 'q1', test: 'is', value: '', values: [], ...condition }],
});

describe('a form that is being written', () => {
  test('comes to one that can be published, and comes back the same', () => {
    const made = toForm(
      draftOf(
        field({ kind: 'heading', label: texts('Ish') }),
        field({ kind: 'yes_no', label: texts('Ishlaydimi'), required: true }),
        field({ kind: 'choice', choices: texts('Zavod\nDala\n'), when: when({ field: 'q2', value: 'true' }) }),
        field({
          kind: 'number',
          min: '1',
          max: '12 500',
          when: when({ field: 'q3', test: 'in', values: ['c_zavod'] }),
        }),
        field({
          kind: 'choices',
          choices: texts('A\nB\nC'),
          min: '1',
          max: '2',
          when: when({ field: 'q2', test: 'not', value: 'true' }),
        }),
        field({ length: '300', help: texts('Qisqa yozing'), when: when({ field: 'q5', test: 'filled' }) }),
      ),
      [],
    );
    expect([...made.fieldFaults]).toEqual([]);
    expect(made.faults).toEqual([]);
    expect([...Value.Errors(formSchema, made.form)]).toEqual([]);
    expect(made.form.fields[2]).toMatchObject({
      when: { field: 'q2', is: true },
      choices: [{ id: 'c_zavod' }, { id: 'c_dala' }],
    });
    expect(made.form.fields[3]).toMatchObject({ min: 1, max: 12_500, when: { field: 'q3', in: ['c_zavod'] } });
    expect(made.form.fields[4]).toMatchObject({ min: 1, max: 2, when: { not: { field: 'q2', is: true } } });
    const again = toForm({ ...toFormDraft(made.form), base: 0 }, []);
    expect(again.form).toEqual(made.form);
  });

  test.each(seeds.map((one) => [one.code, one] as const))(
    'of the server, %s, comes back the same from the editor',
    (_code, form) => {
      const made = toForm({ ...toFormDraft(form), base: form.version - 1 }, [form]);
      expect([...made.fieldFaults]).toEqual([]);
      expect(made.form.fields.map(({ whole: _whole, ...one }) => one)).toEqual(
        form.fields.map(({ whole: _whole, ...one }) => one),
      );
    },
  );

  test.each([
    [{ label: texts(' ') }, 'label_missing'],
    [{ kind: 'number' as const, min: '5', max: '4' }, 'limits_crossed'],
    [{ kind: 'number' as const, min: '0,2', max: '0,8' }, 'limits_crossed'],
    [{ kind: 'number' as const, max: 'koʻp' }, 'number_wrong'],
    [{ length: '0' }, 'number_wrong'],
    [{ kind: 'choice' as const, choices: texts('Gaz') }, 'choices_missing'],
    [{ kind: 'choices' as const, choices: texts('Gaz\ngaz') }, 'choice_twice'],
    [{ kind: 'choices' as const, choices: texts('A\nB'), min: '3' }, 'limits_crossed'],
    [{ kind: 'date' as const, from: '2026-12-01', to: '2026-11-01' }, 'limits_crossed'],
    [{ when: when({ field: 'q9', test: 'filled' }) }, 'when_unknown'],
    [{ when: when({ field: 'q1', value: '' }) }, 'when_value'],
    [{ when: when({ field: 'q1', value: 'ha' }) }, 'when_value'],
  ])('%j is told as %s at its place', (change, fault) => {
    const made = toForm(draftOf(field({ kind: 'yes_no' }), field(change)), []);
    expect([...made.fieldFaults]).toEqual([['q2', fault]]);
  });

  test('as a whole is told what it lacks', () => {
    expect(toForm(NEW_FORM, []).faults).toEqual(['nothing_asked', 'title_missing', 'kinds_missing', 'code_wrong']);
    expect(toForm(draftOf(field()), [], ['needs']).faults).toEqual(['code_taken']);
  });

  test('a published field of another kind is a new field, and conditions follow it', () => {
    const first = toForm(draftOf(field({ kind: 'yes_no' }), field({ when: when({ value: 'true' }) })), []).form;
    const changed = changeKind(toFormDraft(first), 0, 'number', [first]);
    expect(changed.fields.map((one) => one.id)).toEqual(['q3', 'q2']);
    expect(changed.fields[1]?.when.conditions[0]?.field).toBe('q3');
    // A new one may still become anything.
    const draft = draftOf(field());
    expect(changeKind(draft, 0, 'date', []).fields[0]).toMatchObject({ id: 'q1', kind: 'date' });
    expect(toForm({ ...toFormDraft(first), fields: [field({ kind: 'number' })] }, [first]).fieldFaults.get('q1')).toBe(
      'id_reused',
    );
  });

  test('a choice that is written otherwise, or moved, stays the same answer', () => {
    const first = toForm(draftOf(field({ kind: 'choice', choices: texts('Bor\nYoʻq\nBilmayman') })), []).form;
    const ids = first.fields[0]?.choices?.map((one) => one.id);
    const idsWith = (latin: string) => {
      const draft = toFormDraft(first);
      const fields = draft.fields.map((one) => ({ ...one, choices: texts(latin) }));
      return toForm({ ...draft, fields }, [first]).form.fields[0]?.choices?.map((one) => one.id);
    };
    expect(idsWith('Bor\nYoʻq\nAytolmayman')).toEqual(ids);
    expect(idsWith('Йўқ\nBor\nBilmayman')).toEqual([ids?.[1], ids?.[0], ids?.[2]]);
    expect(idsWith('Bor\nYoʻq')).toEqual(ids?.slice(0, 2));
    expect(new Set(idsWith('Bor\nYoʻq\nBilmayman\nYana biri')).size).toBe(4);
  });
});

// ---- whatever the editor can make ----

const words = fc.stringMatching(/^[a-z]{1,8}$/);
const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2024-01-01', days));
const number = fc.oneof(
  fc.constant(''),
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.constantFrom('0', '1', '2', '3', '0,5', '1 000', 'x'),
);
const condition = (n: number): fc.Arbitrary<ConditionDraft> =>
  fc.record({
    field: fc.integer({ min: 1, max: Math.max(1, n + 1) }).map((at) => `q${at}`),
    test: fc.constantFrom(...TESTS),
    value: fc.oneof(
      { weight: 5, arbitrary: fc.constant('fit') },
      { weight: 1, arbitrary: fc.oneof(words, number, day, fc.constantFrom('true', 'false', 'c_aa', 'c_bb')) },
    ),
    values: fc.array(fc.constantFrom('c_aa', 'c_bb', 'true', '1'), { maxLength: 3 }),
  });
const fieldDraft = (n: number): fc.Arbitrary<FieldDraft> =>
  fc.record({
    id: fc.constant(`q${n + 1}`),
    kind: fc.constantFrom(...FIELD_KINDS),
    label: words.map(texts),
    help: fc.oneof(fc.constant(NO_TEXT), words.map(texts)),
    required: fc.boolean(),
    whole: fc.boolean(),
    min: number,
    max: number,
    from: fc.option(day, { nil: undefined }),
    to: fc.option(day, { nil: undefined }),
    length: fc.constantFrom('', '1', '5', '2000'),
    choices: fc
      .uniqueArray(fc.constantFrom('aa', 'bb', 'cc', 'dd'), { minLength: 1 })
      .map((lines) => texts(lines.join('\n'))),
    known: fc.constant([]),
    when: fc.record({
      join: fc.constantFrom('always', 'always', 'all', 'any'),
      conditions: fc.array(condition(n), { maxLength: 3 }),
    }),
  });
const anyDraft = fc
  .integer({ min: 1, max: 8 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, n) => fieldDraft(n))))
  .map((fields): FormDraft => ({
    ...NEW_FORM,
    code: 'needs',
    title: texts('Shakl'),
    kinds: ['youth'],
    fields: fields.map((one) => ({
      ...one,
      when: { ...one.when, conditions: one.when.conditions.map(fitted(fields)) },
    })),
  }));

/** A condition that asks for something that its field can be answered with. */
function fitted(fields: readonly FieldDraft[]) {
  return (one: ConditionDraft): ConditionDraft => {
    const of = fields.find((other) => other.id === one.field);
    if (one.value !== 'fit' || !of) return one;
    const value = { yes_no: 'true', number: '1', date: '2026-11-28' }[String(of.kind)] ?? 'aa';
    const chosen = of.kind === 'choice' || of.kind === 'choices' ? `c_${of.choices['uz-Latn'].split('\n')[0]}` : value;
    return { ...one, value: chosen, values: [chosen] };
  };
}

const goodForm = anyDraft
  .map((draft) => {
    // What the editor would refuse to publish is taken out, until nothing is left to refuse.
    let { fields } = draft;
    for (let tries = 0; tries < 20; tries++) {
      const { fieldFaults } = toForm({ ...draft, fields }, []);
      if (fieldFaults.size === 0) break;
      fields = fields.flatMap((one) => {
        const fault = fieldFaults.get(one.id);
        if (!fault) return [one];
        return fault.startsWith('when') ? [{ ...one, when: { join: 'always' as const, conditions: [] } }] : [];
      });
    }
    return toForm({ ...draft, fields }, []);
  })
  .filter((made) => made.faults.length === 0 && made.fieldFaults.size === 0)
  .map((made) => made.form);

/** An answer that fits a field, by the rules that its kind has. */
function answerFor(one: FormField, pick: number): unknown {
  const choices = (one.choices ?? []).map((choice) => choice.id);
  switch (one.kind) {
    case 'text':
      return 'a'.repeat(Math.min(one.length ?? 10, 1 + (pick % 5)));
    case 'number': {
      const [min, max] = [one.min ?? (one.max === undefined ? 0 : one.max - 10), one.max ?? Number.MAX_SAFE_INTEGER];
      return one.whole ? Math.ceil(min) : Math.min(min + (pick % 2) / 2, max);
    }
    case 'date':
      return one.from ?? one.to ?? '2026-11-28';
    case 'choice':
      return choices[pick % choices.length];
    case 'choices': {
      const count = Math.max(one.min ?? 1, 1);
      return choices.slice(0, Math.min(count, one.max ?? count));
    }
    case 'yes_no':
      return pick % 2 === 0;
    case 'heading':
      return undefined;
  }
}

/** Fills a form in as a person does: what is asked, from the first field to the last. */
function fillIn(form: FormDefinition, picks: readonly number[]): Answers {
  const answers: Record<string, unknown> = {};
  form.fields.forEach((one, n) => {
    if (!visibleFields(form, answers).some((asked) => asked.id === one.id)) return;
    const answer = answerFor(one, picks[n] ?? 0);
    const empty = answer === undefined || (Array.isArray(answer) && answer.length === 0);
    if (!empty && (one.required || (picks[n] ?? 0) % 3 > 0)) answers[one.id] = answer;
  });
  return answers;
}

const picks = fc.array(fc.nat(9), { minLength: 8, maxLength: 8 });

test('whatever form the editor lets through can be answered, whichever way its conditions go', () => {
  fc.assert(
    fc.property(goodForm, picks, (form, choice) => {
      expect([...Value.Errors(formSchema, form)]).toEqual([]);
      const answers = fillIn(form, choice);
      expect(findAnswerFaults(form, answers)).toEqual([]);
      expect(toForm({ ...toFormDraft(form), base: 0 }, []).form).toEqual(form);
    }),
    { numRuns: 500 },
  );
});

/** One thing that an editor does to the next version. */
const edit = fc.record({
  what: fc.constantFrom('add', 'remove', 'move', 'kind', 'words', 'require'),
  at: fc.nat(7),
  kind: fc.constantFrom(...FIELD_KINDS),
});

test('answers to a version stay valid and readable whatever the next ones are made into', () => {
  fc.assert(
    fc.property(
      goodForm,
      picks,
      fc.array(fc.array(edit, { maxLength: 6 }), { minLength: 1, maxLength: 3 }),
      (form, choice, rounds) => {
        const answers = fillIn(form, choice);
        const before = JSON.stringify(form);
        const published: FormDefinition[] = [form];
        for (const edits of rounds) {
          let draft = toFormDraft(published.at(-1) as FormDefinition);
          for (const { what, at: place, kind } of edits) {
            const at = place % Math.max(1, draft.fields.length);
            const fields = [...draft.fields];
            if (what === 'add')
              fields.splice(at, 0, { ...newField(draft, published), label: texts('yangi'), kind: 'text' });
            if (what === 'remove') fields.splice(at, 1);
            if (what === 'move') fields.unshift(...fields.splice(at, 1));
            if (what === 'words' || what === 'require') {
              const one = fields[at];
              if (one) fields[at] = what === 'words' ? { ...one, label: texts('boshqa') } : { ...one, required: true };
            }
            draft = what === 'kind' ? changeKind(draft, at, kind, published) : { ...draft, fields };
          }
          const made = toForm(draft, published);
          if (made.faults.length > 0 || made.fieldFaults.size > 0) continue;
          // No id ever means another kind of answer than it did.
          expect(reusedFields(published, made.form)).toEqual([]);
          published.push(made.form);
        }
        // The version that the answers were given by is untouched, and reads them as it did.
        expect(JSON.stringify(published[0])).toBe(before);
        expect(findAnswerFaults(published[0] as FormDefinition, answers)).toEqual([]);
        for (const one of visibleFields(form, answers)) {
          if (one.id in askedAnswers(form, answers)) expect(showAnswer(one, answers[one.id], 'uz-Latn')).not.toBe('');
        }
        // What of it still stands in the newest version is an answer of the same kind there.
        const newest = published.at(-1) as FormDefinition;
        for (const one of newest.fields) {
          const old = form.fields.find((other) => other.id === one.id);
          if (old) expect(one.kind).toBe(old.kind);
        }
      },
    ),
    { numRuns: 300 },
  );
});
