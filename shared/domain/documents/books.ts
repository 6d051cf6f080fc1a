import type { Json } from '#shared/kernel/json.ts';
import { JOURNALS, type Journal } from './journals.ts';

/** Content of a `book` catalogue: the closing record of one journal and year. */
export interface BookData {
  readonly journal: Journal;
  readonly year: number;
  readonly closedDate: string;
  readonly closedBy: string;
  /** The lane of the laptop that closed it, and the last number of each lane that it knew then. */
  readonly lane: number;
  readonly last: Readonly<Record<string, number>>;
  readonly entries: number;
  /** Numbers without a paper that stand as entries, and numbers that nobody could explain. */
  readonly voided: number;
  readonly unexplained: number;
  /** Papers that were not finished at the closing. */
  readonly unfinished: number;
}

/** Whether data is a closing record of the book that it is kept under. */
export function isBookData(data: { readonly [key: string]: unknown }): boolean {
  const whole = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  const last = data.last;
  return (
    (JOURNALS as readonly unknown[]).includes(data.journal) &&
    whole(data.year) &&
    /^\d{4}-\d{2}-\d{2}$/.test(String(data.closedDate)) &&
    typeof data.closedBy === 'string' &&
    whole(data.lane) &&
    ['entries', 'voided', 'unexplained', 'unfinished'].every((field) => whole(data[field])) &&
    typeof last === 'object' &&
    last !== null &&
    Object.keys(last).length <= 200 &&
    Object.entries(last as Record<string, Json>).every(([lane, n]) => /^\d{1,4}$/.test(lane) && whole(n))
  );
}

/**
 * Whether a year's book can be closed on a day: once the year is over, or on its last day. Else the office could not
 * register what comes tomorrow, and registering can't be refused (ORQ-445, article 22).
 */
export function mayBeClosed(year: number, today: string): boolean {
  return today >= `${year}-12-31`;
}
