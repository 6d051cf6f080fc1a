import { type Static, Type } from '@sinclair/typebox';
import { choice } from '#shared/domain/fields.ts';
import { formatDay, isDay } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { formatQuantity } from '#shared/domain/language/numbers.ts';
import type { Json } from '#shared/kernel/json.ts';

/** Kinds of questions in an instruction's form. */
export const QUESTION_KINDS = ['text', 'number', 'date', 'choice', 'yes_no'] as const;
/** A kind of question. */
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** Questions in one form, and choices of one question: what still fits a screen and a sheet. */
export const MOST_QUESTIONS = 40;
const MOST_CHOICES = 40;
/** Characters of an answer in words, where the question doesn't say fewer. */
export const LONGEST_ANSWER = 2000;
/** Numbers beyond this lose their last digits in a spreadsheet. */
export const LARGEST_NUMBER = 999_999_999_999;

const ID = '^[a-z][a-z0-9_]{0,31}$';

/** The first language is always there; the others fall back to it. */
export const labelSchema = Type.Object(
  {
    'uz-Latn': Type.String({ minLength: 1, maxLength: 300 }),
    'uz-Cyrl': Type.Optional(Type.String({ maxLength: 300 })),
    ru: Type.Optional(Type.String({ maxLength: 300 })),
    en: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
);

/** A text of the form in the languages of the program. */
export type QuestionLabel = Static<typeof labelSchema>;

const questionSchema = Type.Object(
  {
    id: Type.String({ pattern: ID, maxLength: 32 }),
    kind: choice(QUESTION_KINDS),
    label: labelSchema,
    required: Type.Boolean(),
    /** Least and greatest number. */
    min: Type.Optional(Type.Number({ minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER })),
    max: Type.Optional(Type.Number({ minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER })),
    /** Whether only whole numbers are taken. */
    whole: Type.Optional(Type.Boolean()),
    /** First and last day, `YYYY-MM-DD`. */
    from: Type.Optional(Type.String({ maxLength: 10 })),
    to: Type.Optional(Type.String({ maxLength: 10 })),
    /** Greatest length of a text. */
    length: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_ANSWER })),
    choices: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Type.String({ pattern: ID, maxLength: 32 }), label: labelSchema },
          { additionalProperties: false },
        ),
        { maxItems: MOST_CHOICES },
      ),
    ),
  },
  { additionalProperties: false },
);

/** One question of a form. */
export type Question = Static<typeof questionSchema>;

/** The form that comes with an instruction, fixed at its sending. A corrected form is a new one with a higher version. */
export const questionsSchema = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: 999 }),
    fields: Type.Array(questionSchema, { minItems: 1, maxItems: MOST_QUESTIONS }),
  },
  { additionalProperties: false },
);

/** A form. */
export type Questions = Static<typeof questionsSchema>;

/** Answers by the question's id: text, number, day `YYYY-MM-DD`, id of a choice, yes or no. */
export const filledSchema = Type.Record(
  Type.String({ pattern: ID }),
  Type.Union([
    Type.String({ maxLength: LONGEST_ANSWER }),
    Type.Number({ minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER }),
    Type.Boolean(),
  ]),
  { additionalProperties: false, maxProperties: MOST_QUESTIONS },
);

/** One answer. */
export type FilledValue = string | number | boolean;
/** A filled form. */
export type Filled = Readonly<Record<string, FilledValue>>;

/** What is wrong with a question of a form; also the i18n key `instructions:formFault.<code>`. */
export type QuestionsFault =
  'label_missing' | 'id_twice' | 'limits_crossed' | 'day_wrong' | 'choices_few' | 'choice_twice';

/**
 * The faults of a form that its schema can't tell, each with the place of its question (from 0). A form without faults
 * can always be answered.
 */
export function findQuestionsFaults(
  questions: Questions,
): readonly { readonly index: number; readonly fault: QuestionsFault }[] {
  const faults: { index: number; fault: QuestionsFault }[] = [];
  const ids = new Set<string>();
  questions.fields.forEach((question, index) => {
    const add = (fault: QuestionsFault) => faults.push({ index, fault });
    if (question.label['uz-Latn'].trim() === '') add('label_missing');
    if (ids.has(question.id)) add('id_twice');
    ids.add(question.id);
    const { min, max, from, to } = question;
    if (question.kind === 'number' && min !== undefined && max !== undefined) {
      // A whole number must fit in between.
      if (question.whole ? Math.ceil(min) > Math.floor(max) : min > max) add('limits_crossed');
    }
    if (question.kind === 'date') {
      if ((from !== undefined && !isDay(from)) || (to !== undefined && !isDay(to))) add('day_wrong');
      else if (from !== undefined && to !== undefined && from > to) add('limits_crossed');
    }
    if (question.kind === 'choice') {
      const choices = question.choices ?? [];
      if (choices.length < 2 || choices.some((one) => one.label['uz-Latn'].trim() === '')) add('choices_few');
      if (new Set(choices.map((one) => one.id)).size < choices.length) add('choice_twice');
    }
  });
  return faults;
}

/** What is wrong with an answer; also the i18n key `instructions:fault.<code>`. */
export type FilledFaultCode =
  | 'required'
  | 'not_text'
  | 'too_long'
  | 'not_number'
  | 'not_whole'
  | 'too_small'
  | 'too_great'
  | 'not_day'
  | 'too_early'
  | 'too_late'
  | 'not_choice'
  | 'not_yes_no'
  | 'unknown';

/** A fault of one answer. */
export interface FilledFault {
  readonly id: string;
  readonly code: FilledFaultCode;
}

/** What is wrong with one answer; null where nothing is. */
export function faultOf(question: Question, value: unknown): FilledFaultCode | null {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
    return question.required ? 'required' : null;
  }
  switch (question.kind) {
    case 'text':
      if (typeof value !== 'string') return 'not_text';
      return value.length > (question.length ?? LONGEST_ANSWER) ? 'too_long' : null;
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'not_number';
      if (question.whole && !Number.isInteger(value)) return 'not_whole';
      if (value < (question.min ?? -LARGEST_NUMBER)) return 'too_small';
      return value > (question.max ?? LARGEST_NUMBER) ? 'too_great' : null;
    case 'date':
      if (!isDay(value)) return 'not_day';
      if (question.from !== undefined && value < question.from) return 'too_early';
      return question.to !== undefined && value > question.to ? 'too_late' : null;
    case 'choice':
      return question.choices?.some((one) => one.id === value) ? null : 'not_choice';
    case 'yes_no':
      return typeof value === 'boolean' ? null : 'not_yes_no';
  }
}

/**
 * The faults of a filled form, in the order of its questions. The laptop shows them at their fields before anything is
 * sent; the server asks the same before it takes the answer.
 */
export function findFilledFaults(questions: Questions, filled: Filled | undefined): readonly FilledFault[] {
  const values = filled ?? {};
  const faults: FilledFault[] = [];
  for (const question of questions.fields) {
    const value = Object.hasOwn(values, question.id) ? values[question.id] : undefined;
    const code = faultOf(question, value);
    if (code) faults.push({ id: question.id, code });
  }
  const known = new Set(questions.fields.map((question) => question.id));
  for (const id of Object.keys(values)) if (!known.has(id)) faults.push({ id, code: 'unknown' });
  return faults;
}

/** A text of the form in a language; in the first language where it has no other. */
export function labelIn(label: QuestionLabel, language: Language): string {
  return label[language]?.trim() || label['uz-Latn'];
}

const YES_NO: Readonly<Record<Language, readonly [yes: string, no: string]>> = {
  'uz-Latn': ['Ha', 'Yoʻq'],
  'uz-Cyrl': ['Ҳа', 'Йўқ'],
  ru: ['Да', 'Нет'],
  en: ['Yes', 'No'],
};

/** An answer as a person reads it; empty where there is none. */
export function showFilled(question: Question, value: FilledValue | undefined, language: Language): string {
  if (value === undefined || value === '') return '';
  switch (question.kind) {
    case 'number':
      return typeof value === 'number' ? formatQuantity(value) : String(value);
    case 'date':
      return formatDay(String(value));
    case 'choice': {
      const chosen = question.choices?.find((one) => one.id === value);
      return chosen ? labelIn(chosen.label, language) : String(value);
    }
    case 'yes_no':
      return YES_NO[language][value === true ? 0 : 1];
    case 'text':
      return String(value);
  }
}

/** What all answers to one question come to. */
export interface QuestionSummary {
  readonly id: string;
  /** Offices that answered it. */
  readonly answered: number;
  /** Sum, least and greatest of the numbers. */
  readonly numbers?: { readonly sum: number; readonly least: number; readonly greatest: number };
  /** How often each choice was taken; `yes` and `no` of a yes-or-no question. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** Sums up filled forms, question by question. Values that don't fit their question are left out. */
export function summariseFilled(questions: Questions, all: readonly Filled[]): readonly QuestionSummary[] {
  return questions.fields.map((question): QuestionSummary => {
    const values = all
      .map((filled) => (Object.hasOwn(filled, question.id) ? filled[question.id] : undefined))
      .filter((value) => value !== undefined && value !== '' && faultOf(question, value) === null);
    const summary = { id: question.id, answered: values.length };
    if (question.kind === 'number') {
      const numbers = values as number[];
      if (numbers.length === 0) return summary;
      let [sum, least, greatest] = [0, Infinity, -Infinity];
      for (const one of numbers) {
        sum += one;
        least = Math.min(least, one);
        greatest = Math.max(greatest, one);
      }
      // Tenths and hundredths add up to what a person gets on paper.
      return { ...summary, numbers: { sum: Math.round(sum * 1e6) / 1e6, least, greatest } };
    }
    if (question.kind === 'choice' || question.kind === 'yes_no') {
      const keys = question.kind === 'yes_no' ? ['yes', 'no'] : (question.choices ?? []).map((one) => one.id);
      const counts = new Map(keys.map((key) => [key, 0]));
      for (const value of values) {
        const key = typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return { ...summary, counts: Object.fromEntries(counts) };
    }
    return summary;
  });
}

/** What of an earlier filled form still fits a new one: answers to questions of the same id that are valid there. */
export function carryOver(questions: Questions, earlier: Filled | undefined): Filled {
  const kept: Record<string, FilledValue> = {};
  for (const question of questions.fields) {
    const value = earlier && Object.hasOwn(earlier, question.id) ? earlier[question.id] : undefined;
    if (value !== undefined && value !== '' && faultOf(question, value) === null) kept[question.id] = value;
  }
  return kept;
}

/** A filled form without its empty answers. */
export function compactFilled(filled: Readonly<Record<string, Json | undefined>>): Filled {
  const kept: Record<string, FilledValue> = {};
  for (const [id, value] of Object.entries(filled)) {
    if (typeof value === 'string' ? value.trim() !== '' : typeof value === 'number' || typeof value === 'boolean') {
      kept[id] = value as FilledValue;
    }
  }
  return kept;
}
