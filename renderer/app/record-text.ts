import type { TFunction } from 'i18next';
import { formatDay, formatMoment, isDay } from '#shared/domain/language/dates.ts';
import type { Json } from '#shared/kernel/json.ts';
import type { Language } from '../i18n/index.ts';

/** What values are named by. */
export interface ValueContext {
  readonly t: TFunction;
  readonly language: Language;
  /** Name of a member of staff by id; undefined for what is no such id. */
  readonly staffName: (id: string) => string | undefined;
}

const CODED: Readonly<Record<string, string>> = {
  journal: 'journal',
  kind: 'kind',
  state: 'state',
  form: 'form',
  dueRule: 'dueRule',
};

/** A field's value for people: days and codes in words, ids of staff as names, a group of fields as its values. */
export function toValueText(field: string, value: Json | undefined, context: ValueContext): string {
  if (value === null || value === undefined || value === '') return context.t('conflicts:noValue');
  if (typeof value === 'string') {
    if (field === 'photo') return context.t('people:photo.title');
    if (isDay(value)) return formatDay(value, context.language);
    if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return formatMoment(value, context.language);
    const group = CODED[field];
    if (group) return context.t(`documents:${group}.${value}`, { defaultValue: value });
    const word = context.staffName(value) ?? value;
    // Only what looks like a code is looked up: what people typed may hold marks of its own.
    if (!/^[a-z][a-z0-9_]*$/.test(value)) return word;
    return context.t(field === 'sex' ? `register:sex.${value}` : `people:option.${field}.${value}`, {
      defaultValue: word,
    });
  }
  if (Array.isArray(value)) return value.map((item) => toValueText(field, item as Json, context)).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([key]) => !key.endsWith('Id') && key !== 'kind')
      .map(([key, item]) => toValueText(key, item as Json, context))
      .join(', ');
  }
  return String(value);
}

/** The name of a field; a part of a group is named by both. */
export function toFieldLabel(field: string, t: TFunction): string {
  const name = field.replace('.', '_');
  return t(`conflicts:field.${name}`, {
    defaultValue: t(`people:field.${name}`, { defaultValue: t('conflicts:field.any') }),
  });
}
