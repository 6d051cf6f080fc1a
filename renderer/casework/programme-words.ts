import type { TFunction } from 'i18next';
import type { EntryDue } from '#shared/domain/casework/programmes/due.ts';
import { factType } from '#shared/domain/casework/programmes/known-facts.ts';
import type { ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import { nameIn, type Rates } from '#shared/domain/casework/programmes/rates.ts';
import {
  type Explained,
  type FactRule,
  type FactValue,
  isSpan,
  type Rule,
} from '#shared/domain/casework/programmes/rule.ts';
import { formatQuantity, formatSom } from '#shared/domain/language/numbers.ts';
import type { Language } from '#shared/domain/language/language.ts';

/** What words of criteria need: the language, and names of rates and programmes. */
export interface Words {
  readonly t: TFunction;
  readonly language: Language;
  readonly rates: Rates;
  readonly versions: readonly ProgrammeVersion[];
}

/** A programme's name by its code; the code where it isn't known. */
export function programmeName(code: string, words: Pick<Words, 'language' | 'versions'>): string {
  const found = words.versions.find((one) => one.programme.code === code);
  return found ? nameIn(found.programme.names, words.language) : code;
}

/** A category's name; the code where it isn't known. */
export function categoryName(
  body: { readonly programme: string; readonly versionId: string; readonly category: string },
  words: Pick<Words, 'language' | 'versions'>,
): string {
  const candidates = words.versions
    .filter((one) => one.programme.code === body.programme)
    .toSorted((a, b) => Number(b.id === body.versionId) - Number(a.id === body.versionId));
  for (const { programme } of candidates) {
    const category = programme.categories.find((one) => one.code === body.category);
    if (category) return nameIn(category.names, words.language);
  }
  return body.category;
}

/** The name of a fact, or of a rate (`rate:<code>`). */
export function factName(name: string, words: Words): string {
  const [base = '', code] = name.split(':');
  if (base === 'rate') {
    const rate = words.rates.get(code ?? '');
    return words.t('programmes:fit.missingRate', { rate: rate ? nameIn(rate.names, words.language) : code });
  }
  return words.t(`programmes:fact.${base}`, { programme: code === undefined ? '' : programmeName(code, words) });
}

function isMoney(fact: string): boolean {
  return factType(fact, 'person')?.kind === 'som';
}

function oneValue(fact: string, value: boolean | number | string, words: Words): string {
  if (typeof value === 'boolean') return words.t(`programmes:value.${value ? 'yes' : 'no'}`);
  if (typeof value === 'number') return isMoney(fact) ? formatSom(value, words.language) : formatQuantity(value);
  return words.t(`programmes:value.${fact}.${value}`, { defaultValue: value });
}

/** A fact's value in words. */
export function valueText(fact: string, value: FactValue, words: Words): string {
  if (value === null) return words.t('programmes:value.none');
  if (isSpan(value)) {
    const from = oneValue(fact, value.atLeast, words);
    return value.atMost === null
      ? words.t('programmes:value.atLeast', { from })
      : words.t('programmes:value.between', { from, to: oneValue(fact, value.atMost, words) });
  }
  if (typeof value === 'object') {
    return value.length === 0
      ? words.t('programmes:value.none')
      : value.map((one) => oneValue(fact, one, words)).join(', ');
  }
  return oneValue(fact, value, words);
}

/** What a criterion asks for, as a sentence; with the rate's amount where it is known. */
export function criterionText(rule: FactRule, words: Words, limit?: number): string {
  const { value } = rule;
  let wanted: string;
  if (typeof value === 'object' && !Array.isArray(value)) {
    const rate = words.rates.get(value.rate);
    const about = { times: formatQuantity(value.times), rate: rate ? nameIn(rate.names, words.language) : value.rate };
    wanted =
      limit === undefined
        ? words.t('programmes:value.times', about)
        : words.t('programmes:value.timesIs', { ...about, amount: valueText(rule.fact, limit, words) });
  } else if (Array.isArray(value)) {
    wanted = value.map((one) => oneValue(rule.fact, one, words)).join(words.t('programmes:value.or'));
  } else wanted = oneValue(rule.fact, value as boolean | number | string, words);
  return words.t(`programmes:is.${rule.is}`, { fact: factName(rule.fact, words), value: wanted });
}

/** What a group of criteria asks for. */
export function groupText(rule: Exclude<Rule, FactRule>, words: Words): string {
  return words.t(`programmes:group.${rule.kind}`, rule.kind === 'at_least' ? { n: rule.n } : {});
}

/** What was found for a criterion, with a mark where the amount that it was compared with isn't confirmed. */
export function foundText(explained: Explained, words: Words): string {
  if (explained.rule.kind !== 'fact') return '';
  const found =
    explained.found === undefined
      ? words.t('programmes:fit.notKnown')
      : words.t('programmes:fit.found', { value: valueText(explained.rule.fact, explained.found, words) });
  return explained.unconfirmed ? `${found}; ${words.t('programmes:fit.unconfirmed')}` : found;
}

/** A month `YYYY-MM` as `MM.YYYY`. */
export function formatMonth(month: string): string {
  return `${month.slice(5, 7)}.${month.slice(0, 4)}`;
}

/** Why an entry needs a hand, in words. */
export function dueText(due: EntryDue, t: TFunction): string {
  const about = due.code === 'monitoring' ? formatMonth(due.about ?? '') : due.about;
  return t(`programmes:due.${due.code}`, { about });
}
