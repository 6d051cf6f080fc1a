import {
  findQuestionsFaults,
  type Question,
  type QuestionKind,
  type QuestionLabel,
  type Questions,
  type QuestionsFault,
} from '#shared/domain/documents/questions.ts';
import { LANGUAGES, type Language } from '#shared/domain/language/language.ts';
import { formatQuantity, parseNumber } from '#shared/domain/language/numbers.ts';
import { choiceId, NO_TEXT, type Texts, toLabel } from './text-drafts.ts';

/** A question as it is being written: what stands in the fields. */
export interface QuestionDraft {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly label: Texts;
  readonly required: boolean;
  readonly whole: boolean;
  readonly min: string;
  readonly max: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** One choice a line; the lines of each language stand in the same order. */
  readonly choices: Texts;
}

/**
 * A new question with an id that neither the form nor the one that it corrects has: an answer to a question that was
 * taken out must never be carried over to another one.
 */
export function newQuestion(drafts: readonly QuestionDraft[], before: Questions | null = null): QuestionDraft {
  const used = new Set([...drafts.map((draft) => draft.id), ...(before?.fields ?? []).map((field) => field.id)]);
  let n = drafts.length + 1;
  while (used.has(`q${n}`)) n += 1;
  return {
    id: `q${n}`,
    kind: 'number',
    label: NO_TEXT,
    required: true,
    whole: true,
    min: '0',
    max: '',
    from: undefined,
    to: undefined,
    choices: NO_TEXT,
  };
}

/** A form that was sent, for its correction. */
export function toDrafts(questions: Questions | null): readonly QuestionDraft[] {
  const labelOf = (label: QuestionLabel) => ({ ...NO_TEXT, ...label });
  return (questions?.fields ?? []).map((question) => ({
    id: question.id,
    kind: question.kind,
    label: labelOf(question.label),
    required: question.required,
    whole: question.whole === true,
    min: question.min === undefined ? '' : formatQuantity(question.min),
    max: question.max === undefined ? '' : formatQuantity(question.max),
    from: question.from,
    to: question.to,
    choices: Object.fromEntries(
      LANGUAGES.map((language) => [
        language,
        (question.choices ?? []).map((choice) => choice.label[language] ?? '').join('\n'),
      ]),
    ) as Record<Language, string>,
  }));
}

function toChoices(draft: QuestionDraft): NonNullable<Question['choices']> {
  const lines = (language: Language) => draft.choices[language].split('\n');
  return lines('uz-Latn').flatMap((text, at) => {
    if (text.trim() === '') return [];
    const of = (language: Language) => lines(language)[at] ?? '';
    return [
      { id: choiceId(text), label: toLabel({ 'uz-Latn': text, 'uz-Cyrl': of('uz-Cyrl'), ru: of('ru'), en: of('en') }) },
    ];
  });
}

/** What is wrong with a question as it stands in the fields; also the i18n key `console:form.fault.<code>`. */
export type DraftFault =
  'label_missing' | 'limits_crossed' | 'choices_missing' | 'choice_twice' | 'number_wrong' | 'other';

/** The form that the fields come to, and what is wrong with them, by the question's id. */
export function toQuestions(
  drafts: readonly QuestionDraft[],
  version = 1,
): { readonly questions: Questions; readonly faults: ReadonlyMap<string, DraftFault> } {
  const faults = new Map<string, DraftFault>();
  const fields = drafts.map((draft): Question => {
    const limit = (typed: string): number | undefined => {
      if (typed.trim() === '') return undefined;
      const value = parseNumber(typed);
      if (value === null) faults.set(draft.id, 'number_wrong');
      return value ?? undefined;
    };
    const common = { id: draft.id, kind: draft.kind, label: toLabel(draft.label), required: draft.required };
    switch (draft.kind) {
      case 'number': {
        const [min, max] = [limit(draft.min), limit(draft.max)];
        return {
          ...common,
          whole: draft.whole,
          ...(min === undefined ? {} : { min }),
          ...(max === undefined ? {} : { max }),
        };
      }
      case 'date':
        return { ...common, ...(draft.from ? { from: draft.from } : {}), ...(draft.to ? { to: draft.to } : {}) };
      case 'choice':
        return { ...common, choices: toChoices(draft) };
      case 'text':
      case 'yes_no':
        return common;
    }
  });
  const questions = { version, fields };
  const told: Partial<Record<QuestionsFault, DraftFault>> = {
    label_missing: 'label_missing',
    limits_crossed: 'limits_crossed',
    choices_few: 'choices_missing',
    choice_twice: 'choice_twice',
  };
  for (const { index, fault } of findQuestionsFaults(questions)) {
    const id = drafts[index]?.id as string;
    if (!faults.has(id)) faults.set(id, told[fault] ?? 'other');
  }
  return { questions, faults };
}
