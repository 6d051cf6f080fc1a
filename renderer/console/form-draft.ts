import { reusedFields } from '#shared/domain/casework/form-versions.ts';
import {
  type FieldKind,
  findFormFaults,
  type FormCondition,
  type FormDefinition,
  type FormFaultCode,
  type FormField,
} from '#shared/domain/casework/forms.ts';
import type { CaseKind } from '#shared/domain/casework/collections/cases/index.ts';
import { LARGEST_NUMBER, LONGEST_ANSWER } from '#shared/domain/documents/questions.ts';
import { LANGUAGES } from '#shared/domain/language/language.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { formatQuantity, parseNumber } from '#shared/domain/language/numbers.ts';
import { choiceId, NO_TEXT, type Texts, toLabel } from './text-drafts.ts';

/** How an earlier field is looked at; also the end of the i18n key `central:forms.testIs.<code>`. */
export const TESTS = ['is', 'not', 'in', 'filled', 'empty'] as const;
/** A way of looking at a field. */
export type Test = (typeof TESTS)[number];

/** One condition as it is being written. */
export interface ConditionDraft {
  readonly field: string;
  readonly test: Test;
  /** A text, a number as it is typed, a day, the id of a choice, `true` or `false`. */
  readonly value: string;
  /** Ids of choices, where one of several is asked for. */
  readonly values: readonly string[];
}

/** When a field is asked, as it is being written. */
export interface WhenDraft {
  /** `kept`: a condition that the editor doesn't take apart; it stays as it is. */
  readonly join: 'always' | 'all' | 'any' | 'kept';
  readonly conditions: readonly ConditionDraft[];
  readonly kept?: FormCondition;
}

/** A field as it is being written: what stands in the editor. */
export interface FieldDraft {
  readonly id: string;
  readonly kind: FieldKind;
  readonly label: Texts;
  readonly help: Texts;
  readonly required: boolean;
  readonly whole: boolean;
  readonly min: string;
  readonly max: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly length: string;
  /** One choice a line; the lines of each language stand in the same order. */
  readonly choices: Texts;
  /** Choices as they were published: whoever writes them otherwise means the same answer. */
  readonly known: readonly { readonly id: string; readonly text: string }[];
  readonly when: WhenDraft;
}

/** A form as it is being written. */
export interface FormDraft {
  readonly code: string;
  readonly title: Texts;
  readonly kinds: readonly CaseKind[];
  readonly fields: readonly FieldDraft[];
  /** The version that it was begun from; 0 for a new form. */
  readonly base: number;
}

const ALWAYS: WhenDraft = { join: 'always', conditions: [] };
const CODE = /^[a-z][a-z0-9_]{0,31}$/;

/** Ids that no new field may take: those of the draft and of every version there was. */
function usedIds(draft: Pick<FormDraft, 'fields'>, earlier: readonly FormDefinition[]): Set<string> {
  return new Set([
    ...draft.fields.map((field) => field.id),
    ...earlier.flatMap((form) => form.fields.map((field) => field.id)),
  ]);
}

function freeId(used: ReadonlySet<string>): string {
  let n = used.size + 1;
  while (used.has(`q${n}`)) n += 1;
  return `q${n}`;
}

/** A new field, with an id that was never used: an answer to a field that is gone is never an answer to it. */
export function newField(draft: Pick<FormDraft, 'fields'>, earlier: readonly FormDefinition[]): FieldDraft {
  return {
    id: freeId(usedIds(draft, earlier)),
    kind: 'text',
    label: NO_TEXT,
    help: NO_TEXT,
    required: false,
    whole: true,
    min: '',
    max: '',
    from: undefined,
    to: undefined,
    length: '',
    choices: NO_TEXT,
    known: [],
    when: ALWAYS,
  };
}

function renamed(when: WhenDraft, from: string, to: string): WhenDraft {
  return { ...when, conditions: when.conditions.map((one) => (one.field === from ? { ...one, field: to } : one)) };
}

/**
 * Gives a field another kind of answer. One that was published keeps its id for what was answered then: the changed one
 * is a new field, and the conditions that looked at it look at the new one.
 */
export function changeKind(
  draft: FormDraft,
  at: number,
  kind: FieldKind,
  earlier: readonly FormDefinition[],
): FormDraft {
  const field = draft.fields[at];
  if (!field || field.kind === kind) return draft;
  const changed = { ...field, kind };
  if (reusedFields(earlier, { fields: [{ id: field.id, kind } as FormField] }).length === 0) {
    return { ...draft, fields: draft.fields.map((one, n) => (n === at ? changed : one)) };
  }
  const id = freeId(usedIds(draft, earlier));
  return {
    ...draft,
    fields: draft.fields.map((one, n) =>
      n === at ? { ...changed, id } : { ...one, when: renamed(one.when, field.id, id) },
    ),
  };
}

function toConditionDraft(condition: FormCondition): ConditionDraft | null {
  if ('not' in condition) {
    const inner = toConditionDraft(condition.not);
    return inner?.test === 'is' ? { ...inner, test: 'not' } : null;
  }
  if (!('field' in condition)) return null;
  const common = { field: condition.field, value: '', values: [] };
  if ('filled' in condition) return { ...common, test: condition.filled ? 'filled' : 'empty' };
  const shown = (value: string | number | boolean) =>
    typeof value === 'number' ? formatQuantity(value) : String(value);
  return 'is' in condition
    ? { ...common, test: 'is', value: shown(condition.is) }
    : { ...common, test: 'in', values: condition.in.map(shown) };
}

function toWhenDraft(when: FormCondition | undefined): WhenDraft {
  if (!when) return ALWAYS;
  const parts = 'all' in when ? when.all : 'any' in when ? when.any : [when];
  const conditions = parts.map(toConditionDraft);
  if (conditions.includes(null)) return { join: 'kept', conditions: [], kept: when };
  return { join: 'any' in when ? 'any' : 'all', conditions: conditions as ConditionDraft[] };
}

/** A published form, for its next version. */
export function toFormDraft(form: FormDefinition): FormDraft {
  const quantity = (value: number | undefined) => (value === undefined ? '' : formatQuantity(value));
  return {
    code: form.code,
    title: { ...NO_TEXT, ...form.title },
    kinds: form.kinds,
    base: form.version,
    fields: form.fields.map((field) => ({
      id: field.id,
      kind: field.kind,
      label: { ...NO_TEXT, ...field.label },
      help: { ...NO_TEXT, ...field.help },
      required: field.required,
      whole: field.whole === true,
      min: quantity(field.min),
      max: quantity(field.max),
      from: field.from,
      to: field.to,
      length: field.length === undefined ? '' : String(field.length),
      choices: Object.fromEntries(
        LANGUAGES.map((language) => [
          language,
          (field.choices ?? []).map((one) => one.label[language] ?? '').join('\n'),
        ]),
      ) as unknown as Texts,
      known: (field.choices ?? []).map((one) => ({ id: one.id, text: one.label['uz-Latn'] })),
      when: toWhenDraft(field.when),
    })),
  };
}

/** The choices that the lines of a field come to. */
export function choicesOf(draft: FieldDraft): NonNullable<FormField['choices']> {
  const lines = (language: keyof Texts) => draft.choices[language].split('\n');
  const written = lines('uz-Latn')
    .map((text, at) => ({ text: text.trim(), at }))
    .filter(({ text }) => text !== '');
  const ids = new Map(draft.known.map((one) => [strictKey(one.text), one.id]));
  const taken = new Set(written.flatMap(({ text }) => ids.get(strictKey(text)) ?? []));
  return written.map(({ text, at }, n) => {
    const of = (language: keyof Texts) => lines(language)[at] ?? '';
    // Among as many lines as there were, one that is new stands for the one whose place it has.
    const place = written.length === draft.known.length ? draft.known[n]?.id : undefined;
    const id = ids.get(strictKey(text)) ?? (place && !taken.has(place) ? place : choiceId(text));
    return { id, label: toLabel({ 'uz-Latn': text, 'uz-Cyrl': of('uz-Cyrl'), ru: of('ru'), en: of('en') }) };
  });
}

/** What is wrong with a field as it stands in the editor; also the i18n key `central:forms.fault.<code>`. */
export type FieldDraftFault =
  Exclude<FormFaultCode, 'choices_few' | 'nothing_asked'> | 'choices_missing' | 'number_wrong' | 'id_reused';
/** What is wrong with the form as a whole; also the i18n key `central:forms.fault.<code>`. */
export type FormDraftFault = 'nothing_asked' | 'title_missing' | 'kinds_missing' | 'code_wrong' | 'code_taken';

/** The form that the editor comes to, and what is wrong with it. */
export interface MadeForm {
  readonly form: FormDefinition;
  readonly faults: readonly FormDraftFault[];
  /** By the field's id. */
  readonly fieldFaults: ReadonlyMap<string, FieldDraftFault>;
}

function toValue(typed: string, of: FieldDraft | undefined): string | number | boolean | null {
  switch (of?.kind) {
    case 'number':
      return parseNumber(typed);
    case 'yes_no':
      return typed === 'true' ? true : typed === 'false' ? false : null;
    default:
      return typed.trim() === '' ? null : typed.trim();
  }
}

function toCondition(draft: ConditionDraft, of: FieldDraft | undefined): FormCondition | null {
  const { field } = draft;
  switch (draft.test) {
    case 'filled':
    case 'empty':
      return { field, filled: draft.test === 'filled' };
    case 'in': {
      const values = draft.values.map((typed) => toValue(typed, of));
      return values.length === 0 || values.includes(null)
        ? null
        : { field, in: values as (string | number | boolean)[] };
    }
    case 'is':
    case 'not': {
      const value = toValue(draft.value, of);
      if (value === null) return null;
      return draft.test === 'is' ? { field, is: value } : { not: { field, is: value } };
    }
  }
}

function toFormWhen(when: WhenDraft, earlier: readonly FieldDraft[]): FormCondition | undefined | null {
  if (when.join === 'kept') return when.kept;
  if (when.join === 'always' || when.conditions.length === 0) return undefined;
  const parts = when.conditions.map((one) =>
    toCondition(
      one,
      earlier.find((field) => field.id === one.field),
    ),
  );
  if (parts.includes(null)) return null;
  const conditions = parts as FormCondition[];
  if (conditions.length === 1) return conditions[0];
  return when.join === 'any' ? { any: conditions } : { all: conditions };
}

const TOLD: Readonly<Partial<Record<FormFaultCode, FieldDraftFault>>> = { choices_few: 'choices_missing' };

/**
 * The form that the editor comes to. A form without faults can always be answered, and what was answered by an earlier
 * version is never read as an answer to anything else.
 * @param earlier all versions of the form that were published
 * @param codes codes of all other forms
 */
export function toForm(draft: FormDraft, earlier: readonly FormDefinition[], codes: readonly string[] = []): MadeForm {
  const faults: FormDraftFault[] = [];
  const fieldFaults = new Map<string, FieldDraftFault>();
  const add = (id: string, fault: FieldDraftFault) => {
    if (!fieldFaults.has(id)) fieldFaults.set(id, fault);
  };
  const fields = draft.fields.map((one, at): FormField => {
    const limit = (typed: string, least: number, most: number, whole: boolean): number | undefined => {
      if (typed.trim() === '') return undefined;
      const value = parseNumber(typed);
      const fits = value !== null && value >= least && value <= most && (!whole || Number.isInteger(value));
      if (!fits) add(one.id, 'number_wrong');
      return fits ? value : undefined;
    };
    const limits = (least: number, most: number, whole: boolean, leastMax = least) => {
      const [min, max] = [limit(one.min, least, most, whole), limit(one.max, leastMax, most, whole)];
      return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
    };
    const when = toFormWhen(one.when, draft.fields.slice(0, at));
    if (when === null) add(one.id, 'when_value');
    const help = one.help['uz-Latn'].trim() === '' ? {} : { help: toLabel(one.help) };
    const asked = one.kind !== 'heading';
    const common = {
      id: one.id,
      kind: one.kind,
      label: toLabel(one.label),
      required: asked && one.required,
      ...(asked ? help : {}),
      ...(when ? { when } : {}),
    };
    switch (one.kind) {
      case 'text': {
        const length = limit(one.length, 1, LONGEST_ANSWER, true);
        return { ...common, ...(length === undefined ? {} : { length }) };
      }
      case 'number':
        return { ...common, whole: one.whole, ...limits(-LARGEST_NUMBER, LARGEST_NUMBER, false) };
      case 'date':
        return { ...common, ...(one.from ? { from: one.from } : {}), ...(one.to ? { to: one.to } : {}) };
      case 'choice':
        return { ...common, choices: choicesOf(one) };
      case 'choices':
        // At most none of them could never be answered where an answer is required.
        return { ...common, choices: choicesOf(one), ...limits(0, 1_000, true, 1) };
      case 'yes_no':
      case 'heading':
        return common;
    }
  });
  const form: FormDefinition = {
    code: draft.code,
    version: draft.base + 1,
    title: toLabel(draft.title),
    kinds: draft.kinds,
    fields,
  };
  for (const { index, fault } of findFormFaults(form)) {
    if (fault === 'nothing_asked') faults.push(fault);
    else add(draft.fields[index]?.id ?? '', TOLD[fault] ?? (fault as FieldDraftFault));
  }
  for (const index of reusedFields(earlier, form)) add(draft.fields[index]?.id ?? '', 'id_reused');
  if (draft.title['uz-Latn'].trim() === '') faults.push('title_missing');
  if (draft.kinds.length === 0) faults.push('kinds_missing');
  if (!CODE.test(draft.code)) faults.push('code_wrong');
  // `new` is the address of a form that is being begun.
  else if (draft.base === 0 && (draft.code === 'new' || codes.includes(draft.code))) faults.push('code_taken');
  return { form, faults, fieldFaults };
}

/** An empty form. */
export const NEW_FORM: FormDraft = { code: '', title: NO_TEXT, kinds: [], fields: [], base: 0 };

const keyOf = (userId: string, code: string) => `mahalla.form.${userId}.${code || 'new'}`;

/** The half-made form that this browser keeps; null where there is none. Forms say nothing of anybody. */
export function readKeptForm(userId: string, code: string): FormDraft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(userId, code)) ?? 'null');
    return kept && typeof kept === 'object' && 'fields' in kept ? { ...NEW_FORM, ...(kept as FormDraft) } : null;
  } catch {
    // One that can't be read must not stand in the way of work.
    return null;
  }
}

/** Keeps a half-made form in this browser; null forgets it. False where the browser keeps nothing. */
export function keepForm(userId: string, code: string, draft: FormDraft | null): boolean {
  try {
    if (draft) localStorage.setItem(keyOf(userId, code), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(userId, code));
    return true;
  } catch {
    return false;
  }
}
