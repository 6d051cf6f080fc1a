import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { fitOfSubject, type Outcome } from './evaluate.ts';
import { type FactsBase, isEnrolledOn, membersOn } from './facts.ts';
import type { Programme } from './programme.ts';

interface Entry<Body> {
  readonly id: string;
  readonly body: Body;
}

/** What the criteria say of one person or family. */
export interface SubjectOutcome {
  readonly id: string;
  readonly outcome: Outcome;
  /** By the categories' codes. */
  readonly categories: Readonly<Record<string, Outcome>>;
  /** Facts that are missing to know. */
  readonly missing: readonly string[];
}

/** What would come of a programme's criteria. */
export interface DryRun {
  readonly subjects: readonly SubjectOutcome[];
  /** Entries that stand on the day, and what the criteria say of each. */
  readonly entries: readonly { readonly id: string; readonly number?: string | undefined; readonly outcome: Outcome }[];
}

/** Tries a programme's criteria on everyone: each living person, or each family that has somebody in it. */
export function dryRun(
  programme: Programme,
  lists: {
    readonly people: readonly Entry<PersonBody>[];
    readonly households: readonly Entry<HouseholdBody>[];
    readonly entries: readonly Entry<ProgrammeEntryBody>[];
  },
  base: FactsBase,
  day: Day,
): DryRun {
  const ids =
    programme.subject === 'person'
      ? lists.people.filter(({ body }) => !(body.diedOn && body.diedOn <= day)).map(({ id }) => id)
      : lists.households
          .filter(({ body }) => membersOn(body, day, (id) => base.person(id)).length > 0)
          .map(({ id }) => id);
  const outcomeOf = (id: string): SubjectOutcome => {
    const fit = fitOfSubject(programme, id, base, day);
    return {
      id,
      outcome: fit.outcome,
      categories: Object.fromEntries(fit.categories.map((one) => [one.category.code, one.outcome])),
      missing: fit.missing,
    };
  };
  return {
    subjects: ids.map(outcomeOf),
    entries: lists.entries.flatMap(({ id, body }) => {
      const subject = programme.subject === 'person' ? body.personId : body.householdId;
      if (body.programme !== programme.code || !isEnrolledOn(body, day) || subject === undefined) return [];
      return [{ id, number: body.number, outcome: outcomeOf(subject).outcome }];
    }),
  };
}

/** How many of each outcome. */
export function countOutcomes(of: readonly { readonly outcome: Outcome }[]): Readonly<Record<Outcome, number>> {
  const counts = { meets: 0, fails: 0, unknown: 0 };
  for (const { outcome } of of) counts[outcome] += 1;
  return counts;
}
