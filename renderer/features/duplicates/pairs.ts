import type { DuplicatePair } from '#shared/domain/casework/duplicates.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { isSaidNotSame } from '#shared/domain/casework/merging.ts';
import type { RecordIndex } from '../../ports/data.ts';

/** How alike two records are, in a word. */
export type Level = 'strong' | 'medium' | 'weak';

/** Points that a same name, father and day of birth come to, and what half of that doubt leaves. */
const STRONG = 13;
const MEDIUM = 10.5;

/** The word for a score. */
export function levelOf(score: number): Level {
  return score >= STRONG ? 'strong' : score >= MEDIUM ? 'medium' : 'weak';
}

/** A line of the review list. */
export interface PairRow {
  readonly id: string;
  readonly pair: DuplicatePair;
  readonly a: PersonBody;
  readonly b: PersonBody;
}

/** Pairs that are still to be looked at: those merged, told apart or removed since they were found are left out. */
export function openPairs(
  pairs: readonly DuplicatePair[],
  index: Pick<RecordIndex, 'person' | 'resolve' | 'recordsOf'>,
): readonly PairRow[] {
  return pairs.flatMap((pair): readonly PairRow[] => {
    const a = index.person(pair.a);
    const b = index.person(pair.b);
    if (!a || !b || index.resolve(pair.a) === index.resolve(pair.b)) return [];
    const recordsOf = (id: string) =>
      index.recordsOf(id).flatMap((one) => {
        const body = index.person(one);
        return body ? [{ id: one, body }] : [];
      });
    const others = recordsOf(pair.b);
    if (recordsOf(pair.a).some((one) => others.some((other) => isSaidNotSame(one, other)))) return [];
    return [{ id: `${pair.a}/${pair.b}`, pair, a, b }];
  });
}
