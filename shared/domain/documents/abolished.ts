import type { Day } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';

/** What a certificate or a reference would prove. */
export const TOPICS = ['residence', 'unemployment', 'care', 'character', 'family', 'other'] as const;
/** A topic code. */
export type Topic = (typeof TOPICS)[number];

/** A paper that public services may not ask of a mahalla any more, as dated data. */
export interface AbolishedPaper {
  readonly topic: Exclude<Topic, 'other'>;
  /** First day on which nobody may ask for it. */
  readonly since: Day;
  /** Kinds of papers that it was given as. */
  readonly kinds: readonly string[];
  /** Words that a paper about it has: each list is met by one of its beginnings, in any script. */
  readonly words: readonly (readonly string[])[];
  /** How it is cited. The days are known from the press; the numbers of the acts are unconfirmed and so are not said. */
  readonly standing: 'press';
  /** Where the fact comes from instead. */
  readonly instead: 'exchange' | 'civil_registry';
}

/**
 * Since 2018-10-15 public services may not demand from a mahalla a proof of residence, of unemployment, of care for a
 * dependant, nor a character reference; since 2020-01-01 the composition of a family comes from the civil registry.
 */
export const ABOLISHED_PAPERS: readonly AbolishedPaper[] = [
  {
    topic: 'residence',
    since: '2018-10-15',
    kinds: ['certificate'],
    words: [
      ['yasha', 'istiqomat', 'turar', 'projiva', 'manzil', 'resid'],
      ['malumotnoma', 'spravka', 'haqida', 'togrisida', 'tasdiq', 'joy', 'mest', 'certif', 'proof'],
    ],
    standing: 'press',
    instead: 'exchange',
  },
  {
    topic: 'unemployment',
    since: '2018-10-15',
    kinds: ['certificate'],
    words: [['ishsiz', 'ishlama', 'bandlig', 'bezrabot', 'unemploy', 'nigde']],
    standing: 'press',
    instead: 'exchange',
  },
  {
    topic: 'care',
    since: '2018-10-15',
    kinds: ['certificate'],
    words: [['qaramog', 'parvarish', 'izhdiven', 'ijdiven', 'uxod', 'depend']],
    standing: 'press',
    instead: 'exchange',
  },
  {
    topic: 'character',
    since: '2018-10-15',
    kinds: ['character_reference'],
    words: [['tavsif', 'xarakterist']],
    standing: 'press',
    instead: 'exchange',
  },
  {
    topic: 'family',
    since: '2020-01-01',
    kinds: ['certificate'],
    words: [
      ['oila', 'semi', 'family'],
      ['tarkib', 'azo', 'sostav', 'composit'],
    ],
    standing: 'press',
    instead: 'civil_registry',
  },
];

/**
 * The abolished paper that a template or a draft is about, or null: by its topic where it is named, else by its kind and
 * the words of its title, subject and text, in any script.
 */
export function findAbolished(
  paper: {
    readonly kind: string;
    readonly topic?: string | null | undefined;
    readonly title?: string | undefined;
    readonly subject?: string | undefined;
  },
  today: Day,
  papers: readonly AbolishedPaper[] = ABOLISHED_PAPERS,
): AbolishedPaper | null {
  const inForce = papers.filter((one) => one.since <= today);
  if (paper.topic) return inForce.find((one) => one.topic === paper.topic) ?? null;
  const fitting = inForce.filter((one) => one.kinds.includes(paper.kind));
  const words = strictKey(`${paper.title ?? ''} ${paper.subject ?? ''}`).split(' ');
  const has = (list: readonly string[]) => words.some((word) => list.some((beginning) => word.startsWith(beginning)));
  return fitting.find((one) => one.topic === 'character') ?? fitting.find((one) => one.words.every(has)) ?? null;
}
