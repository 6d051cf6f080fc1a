import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { choice, requiredText, text } from '#shared/domain/fields.ts';
import type { CatalogueBody } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { AID_TYPES } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { type Day, isDay } from '#shared/domain/language/dates.ts';
import { factType, type SubjectKind } from './known-facts.ts';
import { codeSchema, namesSchema, type Rates } from './rates.ts';
import { depthOf, type FactRule, factRulesOf, type Rule, ruleSchema } from './rule.ts';

/** The reason that every programme has: of two entries of one person one was too many. It counts as never having been. */
export const ENTERED_TWICE = 'entered_twice';

/** How deep a rule may be: what is deeper nobody can read. */
export const MOST_DEPTH = 6;

const closed = { additionalProperties: false };

const schema = Type.Object(
  {
    code: codeSchema(),
    version: Type.Integer({ minimum: 1, maximum: 999 }),
    names: namesSchema,
    /** The act: kind, number, day, name. */
    law: requiredText(500),
    /** Whether somebody of the ministry has compared criteria and exits with the act's text. */
    confirmed: Type.Boolean(),
    subject: choice(['person', 'family']),
    /** What everyone must meet, whatever the category. */
    precondition: Type.Optional(ruleSchema),
    categories: Type.Array(
      Type.Object(
        {
          code: codeSchema(),
          names: namesSchema,
          rule: ruleSchema,
          /** Papers that are asked for. */
          evidence: Type.Array(namesSchema, { maxItems: 20 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 40 },
    ),
    proposedBy: Type.Array(choice(['chair', 'secretary', 'specialist']), { minItems: 1, maxItems: 3 }),
    /** Which papers decide: the minutes of the mahalla's meeting, the decision of the district's hokim. */
    decidedBy: Type.Object({ minutes: Type.Boolean(), decision: Type.Boolean() }, closed),
    contract: Type.Boolean(),
    plan: Type.Boolean(),
    /** Whether the situation is noted every month. */
    monitoring: Type.Boolean(),
    /** Months after which somebody is to be visited again; absent where no visits are asked for. */
    visitMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 })),
    /** The age, full years, at which somebody leaves; absent where age does not matter. */
    leavesAtAge: Type.Optional(Type.Integer({ minimum: 1, maximum: 120 })),
    exits: Type.Array(Type.Object({ code: codeSchema(), names: namesSchema }, closed), { minItems: 1, maxItems: 40 }),
    /** Norms of aid as multiples of the base amount (BHM) of the day. */
    aid: Type.Array(
      Type.Object(
        {
          type: choice(AID_TYPES),
          names: namesSchema,
          timesBhm: Type.Number({ minimum: 0, maximum: 1000 }),
          note: text(300),
        },
        closed,
      ),
      { maxItems: 40 },
    ),
  },
  closed,
);

/** The criteria of a programme as they stand from a day on. */
export interface Programme extends Omit<Static<typeof schema>, 'precondition' | 'categories'> {
  readonly precondition?: Rule;
  readonly categories: readonly Category[];
}

/** By what somebody is in a programme. */
export interface Category extends Omit<Static<typeof schema>['categories'][number], 'rule'> {
  readonly rule: Rule;
}

/** A version of a programme with the days between which it is in force. */
export interface ProgrammeVersion {
  /** Id of the catalogue. */
  readonly id: string;
  readonly validFrom: Day;
  /** The last day; absent while no later version is known. */
  readonly validTo?: Day | undefined;
  readonly programme: Programme;
}

/** Id of the catalogue that holds a version. */
export function programmeId(code: string, version: number): string {
  return `programme-${code.replaceAll('_', '-')}-${version}`;
}

/** What is wrong with a version of a programme: also the end of an i18n key `programmes:editor.fault.<code>`. */
export type ProgrammeFault =
  /** It has not the form of one. */
  | 'form'
  | 'name_missing'
  | 'code_twice'
  | 'fact_unknown'
  | 'comparison_misfits'
  | 'rate_unknown'
  | 'programme_unknown'
  | 'too_deep'
  | 'count_too_large'
  /** Limits between which nothing lies, such as an age of 18 or more and below 18. */
  | 'never_met'
  | 'nobody_decides'
  | 'valid_from_missing'
  | 'valid_to_before';

/** A fault with the place in the version: `categories/2/rule`. */
export interface ProgrammeFaultAt {
  readonly path: string;
  readonly code: ProgrammeFault;
  /** What it is about: a fact, a rate, a code. */
  readonly about?: string;
}

function factFault(
  rule: FactRule,
  subject: SubjectKind,
  rates: Rates,
  programmes: readonly string[],
): Omit<ProgrammeFaultAt, 'path'> | null {
  const type = factType(rule.fact, subject);
  if (!type) return { code: 'fact_unknown', about: rule.fact };
  const programme = rule.fact.split(':')[1];
  if (programme !== undefined && !programmes.includes(programme))
    return { code: 'programme_unknown', about: programme };
  const { is, value } = rule;
  const misfits = { code: 'comparison_misfits', about: rule.fact } as const;
  if (typeof value === 'object' && !Array.isArray(value)) {
    if (type.kind !== 'som' && type.kind !== 'number') return misfits;
    if (is === 'in' || is === 'has') return misfits;
    return rates.has(value.rate) ? null : { code: 'rate_unknown', about: value.rate };
  }
  switch (type.kind) {
    case 'yes_no':
      return typeof value === 'boolean' && (is === 'is' || is === 'is_not') ? null : misfits;
    case 'number':
    case 'som':
      return typeof value === 'number' && is !== 'in' && is !== 'has' ? null : misfits;
    case 'choice':
      if (is === 'in') {
        const several = Array.isArray(value) && value.length > 0 && value.every((one) => type.choices.includes(one));
        return several ? null : misfits;
      }
      return (is === 'is' || is === 'is_not') && typeof value === 'string' && type.choices.includes(value)
        ? null
        : misfits;
    case 'set':
      return is === 'has' && typeof value === 'string' && type.choices.includes(value) ? null : misfits;
  }
}

/** Whether plain numbers that must all hold leave nothing between them. */
function isNeverMet(rule: Rule): boolean {
  if (rule.kind === 'fact') return false;
  if (rule.kind === 'not') return isNeverMet(rule.rule);
  if (rule.kind !== 'all') return rule.of.every(isNeverMet);
  if (rule.of.some(isNeverMet)) return true;
  const limits = new Map<string, { low: number; high: number; open: boolean }>();
  for (const one of rule.of) {
    if (one.kind !== 'fact' || typeof one.value !== 'number') continue;
    const at = limits.get(one.fact) ?? { low: -Infinity, high: Infinity, open: false };
    const low = one.is === 'gt' || one.is === 'ge' || one.is === 'is' ? one.value : -Infinity;
    const high = one.is === 'lt' || one.is === 'le' || one.is === 'is' ? one.value : Infinity;
    const open = (one.is === 'gt' && low >= at.low) || (one.is === 'lt' && high <= at.high) || at.open;
    limits.set(one.fact, { low: Math.max(at.low, low), high: Math.min(at.high, high), open });
  }
  return [...limits.values()].some(({ low, high, open }) => low > high || (low === high && open));
}

function countFault(rule: Rule): boolean {
  if (rule.kind === 'fact') return false;
  if (rule.kind === 'not') return countFault(rule.rule);
  return (rule.kind === 'at_least' && rule.n > rule.of.length) || rule.of.some(countFault);
}

function findRuleFaults(
  rule: Rule,
  path: string,
  subject: SubjectKind,
  rates: Rates,
  programmes: readonly string[],
): readonly ProgrammeFaultAt[] {
  const faults: ProgrammeFaultAt[] = factRulesOf(rule).flatMap((one) => {
    const fault = factFault(one, subject, rates, programmes);
    return fault ? [{ path, ...fault }] : [];
  });
  if (depthOf(rule) > MOST_DEPTH) faults.push({ path, code: 'too_deep' });
  if (countFault(rule)) faults.push({ path, code: 'count_too_large' });
  if (isNeverMet(rule)) faults.push({ path, code: 'never_met' });
  return faults;
}

/** Whether data lies in itself deeper than any version does: looked at before anything walks down into it. */
function isDeeper(data: unknown, most: number): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return most === 0 || Object.values(data).some((inner) => isDeeper(inner, most - 1));
}

/**
 * What is wrong with a version before it is published; empty where nothing is.
 * @param programmes codes of the programmes that there are; the version's own counts as one
 */
export function findProgrammeFaults(
  data: unknown,
  valid: { readonly from: string | undefined; readonly to?: string | undefined },
  rates: Rates,
  programmes: readonly string[],
): readonly ProgrammeFaultAt[] {
  const faults: ProgrammeFaultAt[] = [];
  if (isDeeper(data, 6 * MOST_DEPTH)) return [{ path: '', code: 'too_deep' }];
  if (!isDay(valid.from)) faults.push({ path: 'validFrom', code: 'valid_from_missing' });
  else if (valid.to && valid.to < valid.from) faults.push({ path: 'validTo', code: 'valid_to_before' });
  if (!Value.Check(schema, data)) {
    for (const error of Value.Errors(schema, data)) {
      const path = error.path.slice(1);
      // A rule that fits none of its forms is told once, at the rule.
      const at = path.replace(/(precondition|rule)(\/.*)$/, '$1');
      const code = /(names|evidence\/\d+)(\/|$)/.test(path) ? 'name_missing' : 'form';
      if (!faults.some((one) => one.path === at)) faults.push({ path: at, code });
      if (faults.length > 40) break;
    }
    return faults;
  }
  const programme = data as unknown as Programme;
  const known = [...programmes, programme.code];
  const { subject } = programme;
  if (programme.precondition)
    faults.push(...findRuleFaults(programme.precondition, 'precondition', subject, rates, known));
  for (const [at, category] of programme.categories.entries())
    faults.push(...findRuleFaults(category.rule, `categories/${at}/rule`, subject, rates, known));
  for (const list of ['categories', 'exits'] as const) {
    const seen = new Set<string>(list === 'exits' ? [ENTERED_TWICE] : []);
    for (const [at, { code }] of programme[list].entries()) {
      if (seen.has(code)) faults.push({ path: `${list}/${at}/code`, code: 'code_twice', about: code });
      seen.add(code);
    }
  }
  if (!programme.decidedBy.minutes && !programme.decidedBy.decision)
    faults.push({ path: 'decidedBy', code: 'nobody_decides' });
  return faults;
}

/** The versions among catalogues, the newest of each programme first; what has not the form of one is left out. */
export function readProgrammes(
  catalogues: readonly { readonly id: string; readonly body: CatalogueBody }[],
): readonly ProgrammeVersion[] {
  return catalogues
    .flatMap(({ id, body }): readonly ProgrammeVersion[] => {
      if (body.kind !== 'programme' || !body.validFrom || !Value.Check(schema, body.data)) return [];
      return [{ id, validFrom: body.validFrom, validTo: body.validTo, programme: body.data as unknown as Programme }];
    })
    .toSorted(
      (a, b) =>
        (a.programme.code < b.programme.code ? -1 : a.programme.code > b.programme.code ? 1 : 0) ||
        b.programme.version - a.programme.version,
    );
}

/** The version of a programme that is in force on a day: of several, the one that came last. */
export function versionOn(versions: readonly ProgrammeVersion[], code: string, day: Day): ProgrammeVersion | undefined {
  return versions
    .filter((one) => one.programme.code === code && one.validFrom <= day && (!one.validTo || day <= one.validTo))
    .toSorted((a, b) =>
      a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : b.programme.version - a.programme.version,
    )[0];
}

/** Codes of all programmes, each once. */
export function codesOf(versions: readonly ProgrammeVersion[]): readonly string[] {
  return [...new Set(versions.map((one) => one.programme.code))];
}
