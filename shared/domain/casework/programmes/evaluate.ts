import type { Day } from '#shared/domain/language/dates.ts';
import { type FactsBase, factsOfFamily, factsOfPerson, type Gap, type Known } from './facts.ts';
import type { Category, Programme } from './programme.ts';
import { explain, type Explained, factRulesOf, type Facts, type FactValue, type Holds } from './rule.ts';

/** What the criteria say of somebody; the words in which an entry keeps it. */
export type Outcome = 'meets' | 'fails' | 'unknown';

/** What the criteria say of somebody for one category. */
export interface CategoryFit {
  readonly category: Category;
  readonly outcome: Outcome;
  readonly explained: Explained;
}

/** What a programme's criteria say of somebody on a day, and why. */
export interface Fit {
  readonly outcome: Outcome;
  readonly precondition: Explained | null;
  readonly categories: readonly CategoryFit[];
  /** Facts that the criteria ask for, as they were found: to be kept in the entry. */
  readonly facts: Facts;
  /** What would have to be known to know the outcome. */
  readonly missing: readonly string[];
  /** Where what is missing would be entered, each place once. */
  readonly gaps: readonly Gap[];
}

const OUTCOMES: Readonly<Record<Holds, Outcome>> = { yes: 'meets', no: 'fails', unknown: 'unknown' };

function both(a: Holds, b: Holds): Holds {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'unknown';
}

/** Evaluates a programme's criteria on what is known of somebody. */
export function fitOf(programme: Programme, known: Known, base: Pick<FactsBase, 'rates'>, day: Day): Fit {
  const { facts } = known;
  const precondition = programme.precondition ? explain(programme.precondition, facts, base.rates, day) : null;
  const categories = programme.categories.map((category): CategoryFit => {
    const explained = explain(category.rule, facts, base.rates, day);
    return { category, explained, outcome: OUTCOMES[both(precondition?.holds ?? 'yes', explained.holds)] };
  });
  const has = (outcome: Outcome) => categories.some((one) => one.outcome === outcome);
  const outcome: Outcome = has('meets') ? 'meets' : has('unknown') ? 'unknown' : 'fails';
  const missing = [
    ...new Set([
      ...(outcome === 'fails' ? [] : (precondition?.missing ?? [])),
      ...categories.flatMap((one) => (one.outcome === 'unknown' ? one.explained.missing : [])),
    ]),
  ];
  const asked = new Set(
    [...(programme.precondition ? [programme.precondition] : []), ...programme.categories.map((one) => one.rule)]
      .flatMap(factRulesOf)
      .map((one) => one.fact),
  );
  const kept: Record<string, FactValue> = {};
  for (const name of asked) if (Object.hasOwn(facts, name)) kept[name] = facts[name] as FactValue;
  const gaps = new Map<string, Gap>();
  for (const name of missing)
    for (const gap of known.gaps[name] ?? []) gaps.set(`${gap.kind}/${gap.id}/${gap.field}`, gap);
  return { outcome, precondition, categories, facts: kept, missing, gaps: [...gaps.values()] };
}

/** Evaluates a programme's criteria for a person or a family, as the programme says. */
export function fitOfSubject(programme: Programme, subjectId: string, base: FactsBase, day: Day): Fit {
  const known =
    programme.subject === 'person' ? factsOfPerson(subjectId, base, day) : factsOfFamily(subjectId, base, day);
  return fitOf(programme, known, base, day);
}
