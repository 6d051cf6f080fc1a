import { type Static, Type } from '@sinclair/typebox';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { JOURNALS, type Journal } from './journals.ts';

/** What a paper's number is made of. */
export interface PaperNumber {
  readonly journal: Journal;
  /** The office's index within its district, from 1. */
  readonly officeIndex: number;
  /** The laptop's lane within its office, from 1: two laptops offline never give one number twice. */
  readonly lane: number;
  /** The running number of the lane in the journal's year, from 1. */
  readonly n: number;
  readonly year: number;
}

/** A pattern by journal, of `{office}`, `{lane}`, `{n}` and, where an office wants it, `{year}`. */
export type NumberPatterns = Readonly<Record<Journal, string>>;

/** The patterns of an office that has set none: `K-12-1/57`. The year is the registration day's. */
export const DEFAULT_PATTERNS: NumberPatterns = {
  incoming: 'K-{office}-{lane}/{n}',
  outgoing: 'CH-{office}-{lane}/{n}',
  internal: 'I-{office}-{lane}/{n}',
  appeals: 'M-{office}-{lane}/{n}',
  reception: 'Q-{office}-{lane}/{n}',
  minutes: 'B-{office}-{lane}/{n}',
  decisions: 'QR-{office}-{lane}/{n}',
  certificates: 'MN-{office}-{lane}/{n}',
  acts: 'D-{office}-{lane}/{n}',
};

/** Longest pattern that an office may set. */
export const MAX_PATTERN = 32;

/** A paper's number as the program reads it, beside the number as people read it. */
export const numberedSchema = Type.Object(
  {
    /** The book that it stands in, see {@link bookId}. */
    book: Type.String({ minLength: 3, maxLength: 64 }),
    lane: Type.Integer({ minimum: 1, maximum: 9_999 }),
    n: Type.Integer({ minimum: 1, maximum: 9_999_999 }),
    year: Type.Integer({ minimum: 2000, maximum: 9_999 }),
  },
  { additionalProperties: false },
);

/** See {@link numberedSchema}. */
export type Numbered = Static<typeof numberedSchema>;

/** Id of the catalogue that holds an office's own patterns. */
export function numberingId(officeId: string): string {
  return `numbering-${officeId}`;
}

/** Id of the book of one journal and year of an office: the catalogue by this id says that it is closed. */
export function bookId(officeId: string, journal: Journal, year: number): string {
  return `book-${year}-${journal}-${officeId}`;
}

/**
 * What is wrong with a pattern, or null. It needs `{lane}` and `{n}`, each once, with something that is no digit
 * between any two tokens: else two different numbers could read the same.
 */
export function checkPattern(pattern: unknown): ErrorCode | null {
  if (typeof pattern !== 'string' || pattern.length > MAX_PATTERN) return 'number_pattern_invalid';
  const parts = pattern.split(TOKEN);
  const tokens = parts.filter((_, at) => at % 2 === 1);
  const texts = parts.filter((_, at) => at % 2 === 0);
  const once = (token: string) => tokens.filter((one) => one === token).length === 1;
  const twice = new Set(tokens).size !== tokens.length;
  const between = texts.slice(1, -1);
  const plain = texts.every((part) => /^[\p{L}\d №./()_-]*$/u.test(part));
  const apart = between.every((part) => /[^\d]/.test(part)) && !/\d$/.test(texts[0] ?? '');
  const ends = !/^\d/.test(texts.at(-1) ?? '');
  const inner = between.every((part) => !/^\d|\d$/.test(part));
  if (!once('lane') || !once('n') || twice || !plain || !apart || !ends || !inner) return 'number_pattern_invalid';
  return null;
}

/** An office's patterns: its own where it has set a sound one, the usual ones for the rest. */
export function patternsOf(data: Readonly<Record<string, unknown>> | null | undefined): NumberPatterns {
  const own = JOURNALS.flatMap((journal) => {
    const pattern = data?.[journal];
    return typeof pattern === 'string' && checkPattern(pattern) === null ? [[journal, pattern] as const] : [];
  });
  return { ...DEFAULT_PATTERNS, ...Object.fromEntries(own) };
}

const TOKEN = /\{(office|lane|n|year)\}/g;

/** Writes a paper's number by its journal's pattern. */
export function formatNumber(number: PaperNumber, patterns: NumberPatterns = DEFAULT_PATTERNS): string {
  const values: Readonly<Record<string, number>> = {
    office: number.officeIndex,
    lane: number.lane,
    n: number.n,
    year: number.year,
  };
  return patterns[number.journal].replace(TOKEN, (_, token: string) => String(values[token]));
}

/** What can be read back from a number; the year only where the pattern has it. */
export type ParsedNumber = Omit<PaperNumber, 'year'> & { readonly year: number | null };

/** Reads a number written by {@link formatNumber}; null for one of another making. */
export function parseNumber(text: string, patterns: NumberPatterns = DEFAULT_PATTERNS): ParsedNumber | null {
  for (const [journal, pattern] of Object.entries(patterns) as [Journal, string][]) {
    const source = pattern
      .split(TOKEN)
      .map((part, at) => (at % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?<${part}>[1-9]\\d*)`))
      .join('');
    const groups = new RegExp(`^${source}$`).exec(text.trim())?.groups;
    if (!groups?.office || !groups.lane || !groups.n) continue;
    return {
      journal,
      officeIndex: Number(groups.office),
      lane: Number(groups.lane),
      n: Number(groups.n),
      year: groups.year ? Number(groups.year) : null,
    };
  }
  return null;
}

/** Name of the durable counter that numbers a journal in a year; the laptop's lane is no part of it. */
export function counterName(journal: Journal, year: number): string {
  return `${journal}.${year}`;
}
