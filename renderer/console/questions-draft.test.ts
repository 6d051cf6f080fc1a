import { Value } from '@sinclair/typebox/value';
import { expect, test } from 'vitest';
import { findQuestionsFaults, questionsSchema } from '#shared/domain/documents/questions.ts';
import { newQuestion, type QuestionDraft, toDrafts, toQuestions } from './questions-draft.ts';

const draft = (change: Partial<QuestionDraft> = {}): QuestionDraft => ({
  ...newQuestion([]),
  label: { 'uz-Latn': 'Uylar soni', 'uz-Cyrl': '', ru: '', en: '' },
  ...change,
});
const choices = (text: string) => ({ 'uz-Latn': text, 'uz-Cyrl': '', ru: 'Газ\nУголь', en: '' });

test('what stands in the fields becomes a form that can be sent, and comes back the same for its correction', () => {
  const drafts = [
    draft({ min: '0', max: '12 500' }),
    draft({ id: 'q2', kind: 'choice', choices: choices('Gaz\nKoʻmir\n') }),
    draft({ id: 'q3', kind: 'date', from: '2026-11-01' }),
    draft({ id: 'q4', kind: 'yes_no', required: false }),
    draft({ id: 'q5', kind: 'text' }),
  ];
  const { questions, faults } = toQuestions(drafts);
  expect([...faults]).toEqual([]);
  expect(Value.Check(questionsSchema, questions)).toBe(true);
  expect(findQuestionsFaults(questions)).toEqual([]);
  expect(questions.fields[0]).toMatchObject({ min: 0, max: 12_500, whole: true, label: { 'uz-Cyrl': 'Уйлар сони' } });
  expect(questions.fields[1]?.choices).toMatchObject([
    { id: 'c_gaz', label: { 'uz-Latn': 'Gaz', 'uz-Cyrl': 'Газ', ru: 'Газ' } },
    { id: 'c_komir', label: { 'uz-Latn': 'Koʻmir', ru: 'Уголь' } },
  ]);
  expect(toQuestions(toDrafts(questions), 1).questions).toEqual(questions);
});

test.each([
  [{ label: { 'uz-Latn': ' ', 'uz-Cyrl': '', ru: '', en: '' } }, 'label_missing'],
  [{ min: '5', max: '4' }, 'limits_crossed'],
  [{ max: 'koʻp' }, 'number_wrong'],
  [{ kind: 'choice' as const, choices: choices('Gaz') }, 'choices_missing'],
  [{ kind: 'choice' as const, choices: choices('Gaz\ngaz') }, 'choice_twice'],
  [{ kind: 'date' as const, from: '2026-12-01', to: '2026-11-01' }, 'limits_crossed'],
])('%j is told as %s', (change, fault) => {
  expect([...toQuestions([draft(change)]).faults]).toEqual([['q1', fault]]);
});

test('a new question never takes an id that is there', () => {
  const drafts = [draft({ id: 'q2' }), draft({ id: 'q3' })];
  expect(newQuestion(drafts).id).toBe('q4');
  const sent = toQuestions([draft({ id: 'q4' })]).questions;
  expect(newQuestion(drafts, sent).id).toBe('q5');
});
