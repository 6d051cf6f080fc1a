import type { Programme } from '#shared/domain/casework/programmes/programme.ts';
import type { Names } from '#shared/domain/casework/programmes/rates.ts';
import type { FactRule, Rule } from '#shared/domain/casework/programmes/rule.ts';
import { factType, isOfProgramme, type SubjectKind } from '#shared/domain/casework/programmes/known-facts.ts';
import { LANGUAGES, type Language } from '#shared/domain/language/language.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { toCyrillic } from '#shared/domain/language/transliterate.ts';

/** A name as it stands in the fields: empty where it is not written. */
export type TypedNames = Readonly<Record<Language, string>>;

/** A category as it is being written. */
export interface CategoryDraft {
  /** Its place in the list of fields; it never changes while it is edited. */
  readonly key: string;
  /** The code that it has in an earlier version; empty for a new one. */
  readonly code: string;
  readonly names: TypedNames;
  readonly rule: Rule;
  /** One paper a line; the lines of each language stand in the same order. */
  readonly evidence: TypedNames;
}

/** A reason of ending as it is being written. */
export interface ExitDraft {
  readonly key: string;
  readonly code: string;
  readonly names: TypedNames;
}

/** A norm of aid as it is being written. */
export interface AidDraft {
  readonly key: string;
  readonly type: Programme['aid'][number]['type'];
  readonly names: TypedNames;
  readonly timesBhm: number;
  readonly note: string;
}

/** A version of a programme as it stands in the fields. */
export interface ProgrammeDraft {
  /** Code of the programme that it is a version of; empty for a new one. */
  readonly code: string;
  readonly version: number;
  readonly names: TypedNames;
  readonly law: string;
  readonly confirmed: boolean;
  readonly validFrom: string | undefined;
  readonly subject: SubjectKind;
  readonly precondition: Rule | null;
  readonly categories: readonly CategoryDraft[];
  readonly exits: readonly ExitDraft[];
  readonly aid: readonly AidDraft[];
  readonly proposedBy: Programme['proposedBy'];
  readonly minutes: boolean;
  readonly decision: boolean;
  readonly contract: boolean;
  readonly plan: boolean;
  readonly monitoring: boolean;
  readonly visitMonths: number | null;
  readonly leavesAtAge: number | null;
}

/** A name of which nothing is written yet. */
export const NO_NAMES: TypedNames = { 'uz-Latn': '', 'uz-Cyrl': '', ru: '', en: '' };

const typed = (names: Names): TypedNames => ({ ...NO_NAMES, ...names });

/** The comparison that a new criterion begins with. */
export function firstRule(subject: SubjectKind): FactRule {
  return subject === 'family'
    ? { kind: 'fact', fact: 'income_per_head', is: 'lt', value: { rate: 'minimum_consumption', times: 1 } }
    : { kind: 'fact', fact: 'age', is: 'ge', value: 18 };
}

/** A comparison that fits a fact, where another fact was chosen. */
export function ruleFor(fact: string, subject: SubjectKind, programmes: readonly string[]): FactRule {
  const name = isOfProgramme(fact) && !fact.includes(':') ? `${fact}:${programmes[0] ?? ''}` : fact;
  const type = factType(name, subject);
  switch (type?.kind) {
    case 'number':
      return { kind: 'fact', fact: name, is: 'ge', value: 1 };
    case 'som':
      return { kind: 'fact', fact: name, is: 'lt', value: { rate: 'minimum_consumption', times: 1 } };
    case 'choice':
      return { kind: 'fact', fact: name, is: 'in', value: [type.choices[0] ?? ''] };
    case 'set':
      return { kind: 'fact', fact: name, is: 'has', value: type.choices[0] ?? '' };
    default:
      return { kind: 'fact', fact: name, is: 'is', value: true };
  }
}

/** A rule of another structure that keeps the comparisons of the one that stood there. */
export function restructure(rule: Rule, kind: Rule['kind'], subject: SubjectKind): Rule {
  const parts = rule.kind === 'fact' ? [rule] : rule.kind === 'not' ? [rule.rule] : rule.of;
  const first = parts[0] ?? firstRule(subject);
  switch (kind) {
    case 'fact':
      return first.kind === 'fact' ? first : firstRule(subject);
    case 'not':
      return { kind, rule: first };
    case 'at_least':
      return { kind, n: 1, of: parts };
    case 'all':
    case 'any':
      return { kind, of: parts };
  }
}

/** A new programme with one category, for a meeting's minutes to decide. */
export function newDraft(): ProgrammeDraft {
  return {
    code: '',
    version: 1,
    names: NO_NAMES,
    law: '',
    confirmed: false,
    validFrom: undefined,
    subject: 'family',
    precondition: null,
    categories: [{ key: 'c-1', code: '', names: NO_NAMES, rule: firstRule('family'), evidence: NO_NAMES }],
    exits: [{ key: 'x-1', code: '', names: NO_NAMES }],
    aid: [],
    proposedBy: ['chair', 'secretary', 'specialist'],
    minutes: true,
    decision: false,
    contract: false,
    plan: true,
    monitoring: true,
    visitMonths: null,
    leavesAtAge: null,
  };
}

/** The next version of a programme, as the one before stands. */
export function nextDraft(programme: Programme): ProgrammeDraft {
  const lines = (of: readonly Names[]): TypedNames =>
    Object.fromEntries(
      LANGUAGES.map((language) => [language, of.map((one) => one[language] ?? '').join('\n')]),
    ) as TypedNames;
  return {
    code: programme.code,
    version: programme.version + 1,
    names: typed(programme.names),
    law: programme.law,
    confirmed: false,
    validFrom: undefined,
    subject: programme.subject,
    precondition: programme.precondition ?? null,
    categories: programme.categories.map(({ code, names, rule, evidence }, at) => ({
      key: `c-${at + 1}`,
      code,
      names: typed(names),
      rule,
      evidence: lines(evidence),
    })),
    exits: programme.exits.map(({ code, names }, at) => ({ key: `x-${at + 1}`, code, names: typed(names) })),
    aid: programme.aid.map(({ type, names, timesBhm, note }, at) => ({
      key: `a-${at + 1}`,
      type,
      names: typed(names),
      timesBhm,
      note: note ?? '',
    })),
    proposedBy: programme.proposedBy,
    minutes: programme.decidedBy.minutes,
    decision: programme.decidedBy.decision,
    contract: programme.contract,
    plan: programme.plan,
    monitoring: programme.monitoring,
    visitMonths: programme.visitMonths ?? null,
    leavesAtAge: programme.leavesAtAge ?? null,
  };
}

/** A key that none of a list has. */
export function freeKey(prefix: string, of: readonly { readonly key: string }[]): string {
  const used = new Set(of.map((one) => one.key));
  let n = of.length + 1;
  while (used.has(`${prefix}-${n}`)) n += 1;
  return `${prefix}-${n}`;
}

function toNames(names: TypedNames): Names {
  const latin = names['uz-Latn'].trim();
  const [russian, english] = [names.ru.trim(), names.en.trim()];
  return {
    'uz-Latn': latin,
    // What was not written in Cyrillic is the same words in the other script.
    'uz-Cyrl': names['uz-Cyrl'].trim() || toCyrillic(latin),
    ...(russian ? { ru: russian } : {}),
    ...(english ? { en: english } : {}),
  };
}

function toLines(names: TypedNames): readonly Names[] {
  const lines = (language: Language) => names[language].split('\n');
  return lines('uz-Latn').flatMap((text, at) =>
    text.trim() === ''
      ? []
      : [
          toNames({
            'uz-Latn': text,
            'uz-Cyrl': lines('uz-Cyrl')[at] ?? '',
            ru: lines('ru')[at] ?? '',
            en: lines('en')[at] ?? '',
          }),
        ],
  );
}

/** A code out of a name, such as `ogir_vaziyat`; one that begins with a letter and that none of the taken has. */
export function codeOf(name: string, taken: readonly string[], prefix: string): string {
  const words = strictKey(name)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const begun = (/^[a-z]/.test(words) ? words : `${prefix}_${words}`).slice(0, 34).replace(/_+$/, '');
  let code = begun;
  for (let n = 2; taken.includes(code); n += 1) code = `${begun}_${n}`;
  return code;
}

function withCodes<Draft extends { readonly code: string; readonly names: TypedNames }>(
  of: readonly Draft[],
  prefix: string,
): readonly (Draft & { readonly code: string })[] {
  const taken = of.flatMap((one) => (one.code ? [one.code] : []));
  return of.map((one) => {
    if (one.code) return one;
    const code = codeOf(one.names['uz-Latn'], taken, prefix);
    taken.push(code);
    return { ...one, code };
  });
}

/**
 * The version that the fields come to. New things get codes out of their names; what an earlier version had keeps its.
 * @param programmes codes of the programmes that there are
 */
export function toProgramme(draft: ProgrammeDraft, programmes: readonly string[]): Programme {
  return {
    code: draft.code || codeOf(draft.names['uz-Latn'], programmes, 'p'),
    version: draft.version,
    names: toNames(draft.names),
    law: draft.law.trim(),
    confirmed: draft.confirmed,
    subject: draft.subject,
    ...(draft.precondition ? { precondition: draft.precondition } : {}),
    categories: withCodes(draft.categories, 'c').map(({ code, names, rule, evidence }) => ({
      code,
      names: toNames(names),
      rule,
      evidence: [...toLines(evidence)],
    })),
    proposedBy: draft.proposedBy,
    decidedBy: { minutes: draft.minutes, decision: draft.decision },
    contract: draft.contract,
    plan: draft.plan,
    monitoring: draft.monitoring,
    ...(draft.visitMonths ? { visitMonths: draft.visitMonths } : {}),
    ...(draft.leavesAtAge ? { leavesAtAge: draft.leavesAtAge } : {}),
    exits: withCodes(draft.exits, 'x').map(({ code, names }) => ({ code, names: toNames(names) })),
    aid: draft.aid.map(({ type, names, timesBhm, note }) => ({
      type,
      names: toNames(names),
      timesBhm,
      ...(note.trim() ? { note: note.trim() } : {}),
    })),
  };
}
