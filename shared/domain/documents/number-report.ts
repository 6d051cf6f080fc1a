import type { Journal } from './journals.ts';
import { parseNumber } from './numbering.ts';

/** A paper with a number, as the report of numbers needs it. */
export interface NumberedPaper {
  readonly id: string;
  readonly journal: Journal;
  readonly state: string;
  readonly number?: string | undefined;
  readonly regDate?: string | undefined;
  readonly numbered?: { readonly lane: number; readonly n: number; readonly year: number } | undefined;
}

/** A number that this laptop gave for a paper which has not been saved with it, or not reached the server. */
export interface Held {
  readonly n: number;
  readonly holder: string;
}

/** Numbers without a paper, one after another. */
export interface Gap {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  /**
   * `held`: this laptop gave it for a paper that is not finished; `other_laptop`: a number of another laptop, whose
   * paper has not come from there yet; `unexplained`: nobody can say.
   */
  readonly cause: 'held' | 'other_laptop' | 'unexplained';
  /** Ids of the papers that a held number was given for, in their order. */
  readonly holders: readonly string[];
}

/** Numbers of one laptop in one book. */
export interface LaneReport {
  readonly lane: number;
  /** Highest number that was given, as far as is known. */
  readonly last: number;
  readonly papers: number;
  /** Numbers made void by an entry of their own, which says why. */
  readonly voided: readonly { readonly n: number; readonly id: string }[];
  readonly gaps: readonly Gap[];
  /** Numbers that more than one paper has. */
  readonly reused: readonly { readonly n: number; readonly ids: readonly string[] }[];
}

/** What became of each number of a book. */
export interface NumberReport {
  readonly lanes: readonly LaneReport[];
  readonly papers: number;
  readonly voided: number;
  readonly held: number;
  readonly otherLaptop: number;
  readonly unexplained: number;
  readonly reused: number;
  /** Papers whose number is not of this program's making: they are in the book, not in the count. */
  readonly foreign: readonly string[];
}

/** The number as the program reads it; worked out from the text only where a paper was numbered before it was kept. */
export function numberedOf(
  paper: NumberedPaper,
  year: number,
): { readonly lane: number; readonly n: number; readonly year: number } | null {
  if (paper.numbered) return paper.numbered.year === year ? paper.numbered : null;
  if (!paper.number || !paper.regDate?.startsWith(`${year}-`)) return null;
  const parsed = parseNumber(paper.number);
  return parsed?.journal === paper.journal ? { lane: parsed.lane, n: parsed.n, year } : null;
}

function sumOf(gaps: readonly Gap[], cause: Gap['cause']): number {
  return gaps.reduce((sum, gap) => sum + (gap.cause === cause ? gap.to - gap.from + 1 : 0), 0);
}

/**
 * Says of every number of a book what became of it.
 * @param papers papers of the journal; those of other years are left out
 * @param held numbers of this laptop's own lane that are held in this book
 * @param ownLane this laptop's lane; null where nobody's is (the ministry), then a missing number is unexplained
 * @param quiet whether every laptop has sent everything: then what another laptop lacks is unexplained too
 */
export function reportNumbers(
  papers: readonly NumberedPaper[],
  held: readonly Held[],
  options: { readonly year: number; readonly ownLane: number | null; readonly quiet?: boolean },
): NumberReport {
  const { year, ownLane, quiet = false } = options;
  const lanes = new Map<number, Map<number, NumberedPaper[]>>();
  const foreign: string[] = [];
  for (const paper of papers) {
    if (!paper.number) continue;
    const numbered = numberedOf(paper, year);
    if (!numbered) {
      if (!paper.numbered && paper.regDate?.startsWith(`${year}-`)) foreign.push(paper.id);
      continue;
    }
    const lane = lanes.get(numbered.lane) ?? new Map<number, NumberedPaper[]>();
    lane.set(numbered.n, [...(lane.get(numbered.n) ?? []), paper]);
    lanes.set(numbered.lane, lane);
  }
  const heldBy = new Map(held.map(({ n, holder }) => [n, holder]));
  if (ownLane !== null && held.length > 0 && !lanes.has(ownLane)) lanes.set(ownLane, new Map());

  const reports = [...lanes]
    .toSorted(([a], [b]) => a - b)
    .map(([lane, taken]): LaneReport => {
      const own = lane === ownLane;
      const last = Math.max(0, ...taken.keys(), ...(own ? heldBy.keys() : []));
      const gaps: { lane: number; from: number; to: number; cause: Gap['cause']; holders: string[] }[] = [];
      for (let n = 1; n <= last; n += 1) {
        if (taken.has(n)) continue;
        const holder = own ? heldBy.get(n) : undefined;
        const cause = holder !== undefined ? 'held' : own || quiet || ownLane === null ? 'unexplained' : 'other_laptop';
        const before = gaps.at(-1);
        if (before?.cause === cause && before.to === n - 1) {
          before.to = n;
          if (holder !== undefined) before.holders.push(holder);
        } else {
          gaps.push({ lane, from: n, to: n, cause, holders: holder === undefined ? [] : [holder] });
        }
      }
      const entries = [...taken].toSorted(([a], [b]) => a - b);
      return {
        lane,
        last,
        papers: entries.reduce((sum, [, same]) => sum + same.filter((one) => one.state !== 'void').length, 0),
        voided: entries.flatMap(([n, same]) => same.filter((one) => one.state === 'void').map(({ id }) => ({ n, id }))),
        gaps,
        reused: entries
          .filter(([, same]) => same.length > 1)
          .map(([n, same]) => ({ n, ids: same.map((one) => one.id) })),
      };
    });
  const gaps = reports.flatMap((lane) => lane.gaps);
  return {
    lanes: reports,
    papers: reports.reduce((sum, lane) => sum + lane.papers, 0) + foreign.length,
    voided: reports.reduce((sum, lane) => sum + lane.voided.length, 0),
    held: sumOf(gaps, 'held'),
    otherLaptop: sumOf(gaps, 'other_laptop'),
    unexplained: sumOf(gaps, 'unexplained'),
    reused: reports.reduce((sum, lane) => sum + lane.reused.length, 0),
    foreign,
  };
}
