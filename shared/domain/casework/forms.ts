import { type Static, Type } from '@sinclair/typebox';
import { CASE_KINDS, type CaseKind } from '#shared/domain/casework/collections/cases/index.ts';
import {
  type FilledFaultCode,
  faultOf,
  labelIn,
  labelSchema,
  LARGEST_NUMBER,
  LONGEST_ANSWER,
  type Question,
  showFilled,
} from '#shared/domain/documents/questions.ts';
import { choice } from '#shared/domain/fields.ts';
import { type Day, isDay } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';

/** Kinds of fields of a casework form. A heading asks nothing. */
export const FIELD_KINDS = ['text', 'number', 'date', 'choice', 'choices', 'yes_no', 'heading'] as const;
/** A kind of field. */
export type FieldKind = (typeof FIELD_KINDS)[number];

/** Fields of one form, choices of one field, parts of one condition. */
export const MOST_FIELDS = 150;
const MOST_CHOICES = 60;
const MOST_PARTS = 20;

const ID = '^[a-z][a-z0-9_]{0,31}$';
const closed = { additionalProperties: false };
const answerValue = Type.Union([
  Type.String({ maxLength: LONGEST_ANSWER }),
  Type.Number({ minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER }),
  Type.Boolean(),
]);

/**
 * When a field is asked: by the answer to an earlier field, and by conditions joined. With `choices` a value `is` met
 * where it is among those taken.
 */
const conditionSchema = Type.Recursive(
  (self) =>
    Type.Union([
      Type.Object({ field: Type.String({ pattern: ID }), is: answerValue }, closed),
      Type.Object(
        { field: Type.String({ pattern: ID }), in: Type.Array(answerValue, { minItems: 1, maxItems: MOST_CHOICES }) },
        closed,
      ),
      Type.Object({ field: Type.String({ pattern: ID }), filled: Type.Boolean() }, closed),
      Type.Object({ all: Type.Array(self, { minItems: 1, maxItems: MOST_PARTS }) }, closed),
      Type.Object({ any: Type.Array(self, { minItems: 1, maxItems: MOST_PARTS }) }, closed),
      Type.Object({ not: self }, closed),
    ]),
  { $id: 'FormCondition' },
);

/** A condition, as data. */
export type FormCondition =
  | { readonly field: string; readonly is: string | number | boolean }
  | { readonly field: string; readonly in: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly filled: boolean }
  | { readonly all: readonly FormCondition[] }
  | { readonly any: readonly FormCondition[] }
  | { readonly not: FormCondition };

const fieldSchema = Type.Object(
  {
    id: Type.String({ pattern: ID, maxLength: 32 }),
    kind: choice(FIELD_KINDS),
    label: labelSchema,
    help: Type.Optional(labelSchema),
    required: Type.Boolean(),
    choices: Type.Optional(
      Type.Array(Type.Object({ id: Type.String({ pattern: ID, maxLength: 32 }), label: labelSchema }, closed), {
        maxItems: MOST_CHOICES,
      }),
    ),
    /** Least and greatest number; of `choices`, how many are taken. */
    min: Type.Optional(Type.Number({ minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER })),
    max: Type.Optional(Type.Number({ minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER })),
    /** Whether only whole numbers are taken. */
    whole: Type.Optional(Type.Boolean()),
    /** First and last day, `YYYY-MM-DD`. */
    from: Type.Optional(Type.String({ maxLength: 10 })),
    to: Type.Optional(Type.String({ maxLength: 10 })),
    /** Greatest length of a text. */
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_ANSWER })),
    when: Type.Optional(conditionSchema),
  },
  closed,
);

/** A version of a casework form, as a catalogue of the kind `form` has it in its `data`. */
export const formSchema = Type.Object(
  {
    /** The same in all versions of one form. */
    code: Type.String({ pattern: ID, maxLength: 32 }),
    version: Type.Integer({ minimum: 1, maximum: 9_999 }),
    title: labelSchema,
    /** Kinds of cases that it is for. */
    kinds: Type.Array(choice(CASE_KINDS), { minItems: 1, maxItems: CASE_KINDS.length }),
    fields: Type.Array(fieldSchema, { minItems: 1, maxItems: MOST_FIELDS }),
  },
  closed,
);

/** One field of a form. */
export type FormField = Omit<Static<typeof fieldSchema>, 'when'> & { readonly when?: FormCondition | undefined };
/** A version of a form. */
export interface FormDefinition {
  readonly code: string;
  readonly version: number;
  readonly title: Static<typeof labelSchema>;
  readonly kinds: readonly CaseKind[];
  readonly fields: readonly FormField[];
}

/** One answer: text, number, day `YYYY-MM-DD`, id of a choice, ids of choices, yes or no. */
export type AnswerValue = string | number | boolean | readonly string[];
/** Answers by the field's id. Answers to fields that are not asked may be among them: they are kept, never required. */
export type Answers = Readonly<Record<string, unknown>>;

/** What is wrong with an answer; also the i18n key `casework:answer.<code>`. */
export type AnswerFaultCode = FilledFaultCode | 'choices_under' | 'choices_over';

/** A fault of one answer. */
export interface AnswerFault {
  readonly id: string;
  readonly code: AnswerFaultCode;
}

/** What is wrong with a form; also the i18n key `casework:formFault.<code>`. */
export type FormFaultCode =
  | 'label_missing'
  | 'id_twice'
  | 'limits_crossed'
  | 'day_wrong'
  | 'choices_few'
  | 'choice_twice'
  | 'when_unknown'
  | 'when_value'
  | 'nothing_asked';

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

function holds(condition: FormCondition, answers: ReadonlyMap<string, unknown>): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, answers));
  if ('any' in condition) return condition.any.some((one) => holds(one, answers));
  if ('not' in condition) return !holds(condition.not, answers);
  const value = answers.get(condition.field);
  if ('filled' in condition) return isEmpty(value) !== condition.filled;
  const meets = (wanted: unknown) => (Array.isArray(value) ? value.includes(wanted) : value === wanted);
  return 'is' in condition ? meets(condition.is) : condition.in.some(meets);
}

/**
 * The fields that are asked, in their order. A condition looks at earlier fields alone, and at one that is not asked
 * itself as at an empty one, so that an answer which was left behind by a change of mind asks for nothing.
 */
export function visibleFields(form: Pick<FormDefinition, 'fields'>, answers: Answers): readonly FormField[] {
  const seen = new Map<string, unknown>();
  return form.fields.filter((field) => {
    if (field.when && !holds(field.when, seen)) return false;
    if (field.kind !== 'heading' && Object.hasOwn(answers, field.id)) seen.set(field.id, answers[field.id]);
    return true;
  });
}

function faultOfAnswer(field: FormField, value: unknown): AnswerFaultCode | null {
  if (field.kind === 'heading') return null;
  if (field.kind !== 'choices') return faultOf(field as Question, value);
  if (isEmpty(value)) return field.required ? 'required' : null;
  if (!Array.isArray(value) || new Set(value).size < value.length) return 'not_choice';
  if (!value.every((id) => field.choices?.some((one) => one.id === id))) return 'not_choice';
  if (field.min !== undefined && value.length < field.min) return 'choices_under';
  return field.max !== undefined && value.length > field.max ? 'choices_over' : null;
}

/** The faults of answers, in the order of the form. What is not asked has none; what the form does not know is told. */
export function findAnswerFaults(form: Pick<FormDefinition, 'fields'>, answers: Answers): readonly AnswerFault[] {
  const faults: AnswerFault[] = [];
  for (const field of visibleFields(form, answers)) {
    const code = faultOfAnswer(field, Object.hasOwn(answers, field.id) ? answers[field.id] : undefined);
    if (code) faults.push({ id: field.id, code });
  }
  const known = new Set(form.fields.filter((field) => field.kind !== 'heading').map((field) => field.id));
  for (const id of Object.keys(answers)) {
    if (!known.has(id) && !isEmpty(answers[id])) faults.push({ id, code: 'unknown' });
  }
  return faults;
}

/** The answers that count: to fields that are asked, without empty ones. What is recorded and printed. */
export function askedAnswers(
  form: Pick<FormDefinition, 'fields'>,
  answers: Answers,
): Readonly<Record<string, AnswerValue>> {
  const kept: Record<string, AnswerValue> = {};
  for (const field of visibleFields(form, answers)) {
    if (field.kind === 'heading' || !Object.hasOwn(answers, field.id) || isEmpty(answers[field.id])) continue;
    kept[field.id] = answers[field.id] as AnswerValue;
  }
  return kept;
}

/** An answer as a person reads it; empty where there is none. */
export function showAnswer(field: FormField, value: unknown, language: Language): string {
  if (field.kind === 'heading' || isEmpty(value)) return '';
  if (field.kind !== 'choices') return showFilled(field as Question, value as string, language);
  return (Array.isArray(value) ? value : [value])
    .map((id) => {
      const found = field.choices?.find((one) => one.id === id);
      return found ? labelIn(found.label, language) : String(id);
    })
    .join(', ');
}

function faultsOfCondition(condition: FormCondition, earlier: ReadonlyMap<string, FormField>): FormFaultCode | null {
  const parts =
    'all' in condition
      ? condition.all
      : 'any' in condition
        ? condition.any
        : 'not' in condition
          ? [condition.not]
          : null;
  if (parts) {
    for (const part of parts) {
      const fault = faultsOfCondition(part, earlier);
      if (fault) return fault;
    }
    return null;
  }
  const named = condition as Extract<FormCondition, { readonly field: string }>;
  const field = earlier.get(named.field);
  if (!field || field.kind === 'heading') return 'when_unknown';
  if ('filled' in named) return null;
  const values = 'is' in named ? [named.is] : named.in;
  const fits = (value: unknown) => {
    switch (field.kind) {
      case 'number':
        return typeof value === 'number';
      case 'yes_no':
        return typeof value === 'boolean';
      case 'choice':
      case 'choices':
        return field.choices?.some((one) => one.id === value) ?? false;
      default:
        return typeof value === 'string';
    }
  };
  return values.every(fits) ? null : 'when_value';
}

/**
 * The faults of a form that its schema can't tell, each with the place of its field (from 0; -1 for the form as a whole).
 * A form without faults can always be answered.
 */
export function findFormFaults(
  form: Pick<FormDefinition, 'fields'>,
): readonly { readonly index: number; readonly fault: FormFaultCode }[] {
  const faults: { index: number; fault: FormFaultCode }[] = [];
  const earlier = new Map<string, FormField>();
  if (form.fields.every((field) => field.kind === 'heading')) faults.push({ index: -1, fault: 'nothing_asked' });
  form.fields.forEach((field, index) => {
    const add = (fault: FormFaultCode) => faults.push({ index, fault });
    if (field.label['uz-Latn'].trim() === '') add('label_missing');
    if (earlier.has(field.id)) add('id_twice');
    const { min, max, from, to } = field;
    const choices = field.choices ?? [];
    if (field.kind === 'number' && min !== undefined && max !== undefined) {
      // A whole number must fit in between.
      if (field.whole ? Math.ceil(min) > Math.floor(max) : min > max) add('limits_crossed');
    }
    if (field.kind === 'choices') {
      // What has to be answered takes at least one.
      const least = Math.max(min ?? 0, field.required ? 1 : 0);
      if (least > Math.floor(max ?? choices.length) || least > choices.length) add('limits_crossed');
    }
    if (field.kind === 'date') {
      if ((from !== undefined && !isDay(from)) || (to !== undefined && !isDay(to))) add('day_wrong');
      else if (from !== undefined && to !== undefined && from > to) add('limits_crossed');
    }
    if (field.kind === 'choice' || field.kind === 'choices') {
      if (choices.length < 2 || choices.some((one) => one.label['uz-Latn'].trim() === '')) add('choices_few');
      if (new Set(choices.map((one) => one.id)).size < choices.length) add('choice_twice');
    }
    if (field.when) {
      const fault = faultsOfCondition(field.when, earlier);
      if (fault) add(fault);
    }
    earlier.set(field.id, field);
  });
  return faults;
}

/** A published form as a catalogue keeps it. */
export interface PublishedForm {
  /** Id of the catalogue. */
  readonly id: string;
  readonly form: FormDefinition;
  readonly validFrom?: Day | undefined;
  readonly validTo?: Day | undefined;
}

/** The forms that a case of a kind is assessed by on a day: of each form the highest version that holds. */
export function formsFor(published: readonly PublishedForm[], kind: CaseKind, today: Day): readonly PublishedForm[] {
  const latest = new Map<string, PublishedForm>();
  for (const one of published) {
    if (!one.form.kinds.includes(kind)) continue;
    if ((one.validFrom && one.validFrom > today) || (one.validTo && one.validTo < today)) continue;
    const known = latest.get(one.form.code);
    if (!known || known.form.version < one.form.version) latest.set(one.form.code, one);
  }
  return [...latest.values()];
}
