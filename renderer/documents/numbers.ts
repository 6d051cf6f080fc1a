import { documentWorkflow, type Journal, JOURNALS } from '#shared/domain/documents/collections/documents/index.ts';
import {
  bookId,
  counterName,
  formatNumber,
  type Numbered,
  numberingId,
  type NumberPatterns,
  patternsOf,
} from '#shared/domain/documents/numbering.ts';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import type { HeldNumber } from '#shared/sync/journal/contract.ts';
import type { Change, DataClient } from '../ports/data.ts';
import { type ActContext, type GivenNumber, voidNumber } from './acts.ts';

/** The office whose numbers are given, and the laptop that gives them. */
export interface NumberingOffice {
  readonly id: string;
  /** Its index within the district. */
  readonly index: number;
  readonly lane: number;
}

/** A number with everything that its paper keeps of it. */
export type Given = GivenNumber & { readonly numbered: Numbered };

/** A number that is held for a paper, and where it belongs. */
export interface HeldInBook extends HeldNumber {
  readonly journal: Journal;
  readonly year: number;
  readonly number: string;
  readonly numbered: Numbered;
}

/** An office's patterns of numbers as they stand. */
export async function readPatterns(data: Pick<DataClient, 'get'>, officeId: string): Promise<NumberPatterns> {
  const record = await data.get('catalogues', numberingId(officeId));
  return patternsOf(record?.body.data);
}

/**
 * Takes the next number of a journal for a paper. A number is never given twice; the same paper is given the same
 * number again, so that a save that failed or a crash leaves no gap. Rejects with `book_closed`.
 * @param day the office's present day
 */
export async function takeNumber(
  data: Pick<DataClient, 'get' | 'nextNumber'>,
  office: NumberingOffice,
  journal: Journal,
  paperId: string,
  day: string,
): Promise<Given> {
  const year = Number(day.slice(0, 4));
  const book = bookId(office.id, journal, year);
  if (await data.get('catalogues', book)) throw new CodedError('book_closed');
  const patterns = await readPatterns(data, office.id);
  const { lane, n } = await data.nextNumber(counterName(journal, year), paperId);
  const number = formatNumber({ journal, officeIndex: office.index, lane, n, year }, patterns);
  return { number, regDate: day, numbered: { book, lane, n, year } };
}

/** Numbers of this laptop that are held for papers which are not saved with them. */
export async function openNumbers(
  data: Pick<DataClient, 'get' | 'heldNumbers' | 'index'>,
  office: NumberingOffice,
): Promise<readonly HeldInBook[]> {
  const patterns = await readPatterns(data, office.id);
  const all = (await data.heldNumbers()).flatMap((held): HeldInBook[] => {
    const [journal, text] = held.counter.split('.') as [Journal, string];
    const year = Number(text);
    if (!JOURNALS.includes(journal) || !year) return [];
    const number = { journal, officeIndex: office.index, lane: office.lane, n: held.n, year };
    const numbered = { book: bookId(office.id, journal, year), lane: office.lane, n: held.n, year };
    return [{ ...held, journal, year, number: formatNumber(number, patterns), numbered }];
  });
  const nameOf = (one: Numbered) => `${one.book}/${one.lane}/${one.n}`;
  const taken = new Set(data.index.documents().map(({ numbered }) => numbered && nameOf(numbered)));
  return all.filter(({ numbered }) => !taken.has(nameOf(numbered)));
}

/**
 * Gives up a number whose paper will not be: it stands in the journal as void, with the reason. The draft itself takes
 * it where there is one; else an entry is made for it.
 * @param commit commits one act and resolves to its failure, or null
 */
export async function giveUpNumber(
  data: Pick<DataClient, 'get' | 'newId' | 'releaseNumber'>,
  held: HeldInBook,
  reason: string,
  context: ActContext,
  commit: (changes: readonly Change[]) => Promise<Failure | null>,
): Promise<Failure | null> {
  const paper = await data.get('documents', held.holder);
  const { from } = documentWorkflow.transitions.void;
  const draft = paper !== null && paper.body.journal === held.journal && from.includes(paper.body.state as 'draft');
  // The day is one of the number's own year: a number that was left over is given up after the turn of the year.
  const regDate = context.today.startsWith(`${held.year}-`) ? context.today : `${held.year}-12-31`;
  const given: Given = { number: held.number, numbered: held.numbered, regDate };
  const target = { journal: held.journal, subject: reason.slice(0, 500) };
  // A paper that went another way meanwhile keeps its state: the number has an entry of its own.
  let id = draft || paper === null ? held.holder : data.newId();
  let failure = await commit(voidNumber({ ...target, id, draft }, given, reason, context));
  if (failure?.code === 'doc_removed') {
    id = data.newId();
    failure = await commit(voidNumber({ ...target, id, draft: false }, given, reason, context));
  }
  if (failure === null && id !== held.holder) await data.releaseNumber(held.counter, held.holder);
  return failure;
}
