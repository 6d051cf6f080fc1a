import { type Static, Type } from '@sinclair/typebox';
import type { Day } from '#shared/domain/language/dates.ts';
import { type Rates, rateOn, codeSchema } from './rates.ts';

/** How a fact is compared. `has`: a set holds the value; `in`: the fact is one of several. */
export const COMPARISONS = ['is', 'is_not', 'in', 'has', 'lt', 'le', 'gt', 'ge'] as const;
/** A comparison, also the end of its i18n key. */
export type Comparison = (typeof COMPARISONS)[number];

/** What a criterion compares with: a value, several, or a multiple of a dated rate. */
export const operandSchema = Type.Union([
  Type.Boolean(),
  Type.Number({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 }),
  Type.String({ maxLength: 64 }),
  Type.Array(Type.String({ maxLength: 64 }), { maxItems: 40 }),
  Type.Object(
    { rate: codeSchema(), times: Type.Number({ minimum: 0, maximum: 1000 }) },
    { additionalProperties: false },
  ),
]);
/** What a criterion compares with. */
export type Operand = Static<typeof operandSchema>;

/** A rule as data, as it lies in a catalogue and is evaluated on both sides. */
export const ruleSchema = Type.Recursive((Self) =>
  Type.Union([
    Type.Object(
      {
        kind: Type.Union([Type.Literal('all'), Type.Literal('any')]),
        of: Type.Array(Self, { minItems: 1, maxItems: 40 }),
      },
      { additionalProperties: false },
    ),
    Type.Object({ kind: Type.Literal('not'), rule: Self }, { additionalProperties: false }),
    Type.Object(
      {
        kind: Type.Literal('at_least'),
        n: Type.Integer({ minimum: 1, maximum: 40 }),
        of: Type.Array(Self, { minItems: 1, maxItems: 40 }),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        kind: Type.Literal('fact'),
        fact: Type.String({ pattern: '^[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)?$', maxLength: 82 }),
        is: Type.Union(COMPARISONS.map((one) => Type.Literal(one))),
        value: operandSchema,
      },
      { additionalProperties: false },
    ),
  ]),
);

/** A comparison of one fact. */
export interface FactRule {
  readonly kind: 'fact';
  readonly fact: string;
  readonly is: Comparison;
  readonly value: Operand;
}

/** A rule: comparisons joined by all, any, not, at least n of. */
export type Rule =
  | FactRule
  | { readonly kind: 'all' | 'any'; readonly of: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }
  | { readonly kind: 'at_least'; readonly n: number; readonly of: readonly Rule[] };

/**
 * A number of which only the limits are known, such as children where one member's age is not; `atMost` null where
 * there is no limit above.
 */
export interface Span {
  readonly atLeast: number;
  readonly atMost: number | null;
}

/** A fact's value; null for a thing that is known not to be (months since an exit that never was). */
export type FactValue = boolean | number | string | readonly string[] | Span | null;

/** Facts of somebody on a day. What is not known is not in it. */
export type Facts = Readonly<Record<string, FactValue>>;

/** Whether something holds, or it isn't known. */
export type Holds = 'yes' | 'no' | 'unknown';

/** What a rule came to, and each of its parts. The same shape as the rule. */
export interface Explained {
  readonly holds: Holds;
  readonly rule: Rule;
  readonly parts: readonly Explained[];
  /** For a fact: its value; absent where it isn't known. */
  readonly found?: FactValue;
  /** For a comparison with a rate: what it comes to on the day. */
  readonly limit?: number;
  /** The rate's value on the day is not confirmed. */
  readonly unconfirmed?: true;
  /** Names of facts and rates (`rate:<code>`) without which it isn't known; empty where it is. */
  readonly missing: readonly string[];
}

/** Whether a value is a number between limits. */
export function isSpan(value: FactValue | undefined): value is Span {
  return typeof value === 'object' && value !== null && 'atLeast' in value;
}

const NONE: readonly string[] = [];

function compareNumbers(is: Comparison, found: Span, limit: number): Holds {
  const { atLeast, atMost } = found;
  const most = atMost ?? Infinity;
  switch (is) {
    case 'lt':
      return most < limit ? 'yes' : atLeast >= limit ? 'no' : 'unknown';
    case 'le':
      return most <= limit ? 'yes' : atLeast > limit ? 'no' : 'unknown';
    case 'gt':
      return atLeast > limit ? 'yes' : most <= limit ? 'no' : 'unknown';
    case 'ge':
      return atLeast >= limit ? 'yes' : most < limit ? 'no' : 'unknown';
    case 'is':
    case 'is_not': {
      const same: Holds =
        atLeast === limit && most === limit ? 'yes' : limit < atLeast || limit > most ? 'no' : 'unknown';
      return is === 'is' ? same : opposite(same);
    }
    case 'in':
    case 'has':
      return 'no';
  }
}

function opposite(holds: Holds): Holds {
  return holds === 'yes' ? 'no' : holds === 'no' ? 'yes' : 'unknown';
}

function compare(is: Comparison, found: FactValue, operand: Exclude<Operand, object> | readonly string[]): Holds {
  // Known not to be: nothing can be said of it but that it is not so.
  if (found === null) return is === 'is_not' ? 'yes' : 'no';
  if (typeof found === 'number' || isSpan(found)) {
    if (typeof operand !== 'number') return 'no';
    return compareNumbers(is, isSpan(found) ? found : { atLeast: found, atMost: found }, operand);
  }
  const yes = (holds: boolean): Holds => (holds ? 'yes' : 'no');
  switch (is) {
    case 'is':
      return yes(found === operand);
    case 'is_not':
      return yes(found !== operand);
    case 'in':
      return yes(Array.isArray(operand) && typeof found === 'string' && operand.includes(found));
    case 'has':
      return yes(Array.isArray(found) && found.includes(operand as string));
    default:
      return 'no';
  }
}

function explainFact(rule: FactRule, facts: Facts, rates: Rates, day: Day): Explained {
  const operand = rule.value;
  const found = Object.hasOwn(facts, rule.fact) ? facts[rule.fact] : undefined;
  if (typeof operand === 'object' && !Array.isArray(operand)) {
    const rate = rateOn(rates, operand.rate, day);
    const limit = rate === null ? undefined : rate.value * operand.times;
    const about = {
      rule,
      parts: [],
      ...(found === undefined ? {} : { found }),
      ...(limit === undefined ? {} : { limit }),
      ...(rate && !rate.confirmed ? { unconfirmed: true as const } : {}),
    };
    if (found === undefined || limit === undefined) {
      return {
        ...about,
        holds: 'unknown',
        missing: [
          ...(found === undefined ? [rule.fact] : []),
          ...(limit === undefined ? [`rate:${operand.rate}`] : []),
        ],
      };
    }
    const holds = compare(rule.is, found, limit);
    return { ...about, holds, missing: holds === 'unknown' ? [rule.fact] : NONE };
  }
  if (found === undefined) return { holds: 'unknown', rule, parts: [], missing: [rule.fact] };
  const holds = compare(rule.is, found, operand as never);
  return { holds, rule, parts: [], found, missing: holds === 'unknown' ? [rule.fact] : NONE };
}

/**
 * Evaluates a rule on facts: yes, no, or unknown with what is missing, and why. A part that isn't known makes the whole
 * unknown only where it could still turn it.
 */
export function explain(rule: Rule, facts: Facts, rates: Rates, day: Day): Explained {
  if (rule.kind === 'fact') return explainFact(rule, facts, rates, day);
  if (rule.kind === 'not') {
    const part = explain(rule.rule, facts, rates, day);
    return { holds: opposite(part.holds), rule, parts: [part], missing: part.missing };
  }
  const parts = rule.of.map((one) => explain(one, facts, rates, day));
  const needed = rule.kind === 'at_least' ? rule.n : rule.kind === 'all' ? parts.length : 1;
  const sure = parts.filter((part) => part.holds === 'yes').length;
  const open = parts.filter((part) => part.holds === 'unknown');
  const holds: Holds = sure >= needed ? 'yes' : sure + open.length < needed ? 'no' : 'unknown';
  const missing = holds === 'unknown' ? [...new Set(open.flatMap((part) => part.missing))] : NONE;
  return { holds, rule, parts, missing };
}

/** Every comparison in a rule, in its order. */
export function factRulesOf(rule: Rule): readonly FactRule[] {
  if (rule.kind === 'fact') return [rule];
  return rule.kind === 'not' ? factRulesOf(rule.rule) : rule.of.flatMap(factRulesOf);
}

/** How deep a rule is; a single comparison is 1. */
export function depthOf(rule: Rule): number {
  if (rule.kind === 'fact') return 1;
  return 1 + Math.max(...(rule.kind === 'not' ? [rule.rule] : rule.of).map(depthOf));
}
