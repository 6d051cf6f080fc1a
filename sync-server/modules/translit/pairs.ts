import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { normaliseApostrophes } from '#shared/domain/language/apostrophes.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { toCyrillic, toLatin } from '#shared/domain/language/transliterate.ts';
import { CodedError } from '#shared/kernel/result.ts';

/** A name as a source writes it in both scripts. */
export interface NamePair {
  readonly latn: string;
  readonly cyrl: string;
}

/** Why a name in one script is not what the other one gives by the rules. */
export const CAUSES = [
  /** Letters were lost or mangled on their way into the source: `?`, `РЎ‚`. */
  'damaged',
  /** The source writes -aev, -oev, -iev for -ayev, -oyev, -iyev. */
  'ev_for_yev',
  /** The source writes a plain e for е after a vowel elsewhere: Yangier for Yangiyer. */
  'e_for_ye',
  /** A word of the source mixes letters of both scripts: Latin E in `Eски`. */
  'mixed_scripts',
  /** The source writes ц where it has ts, across a seam between two words: Давлацой for Давлатсой. */
  'ts_as_one',
  /** Only capitals differ: ShFY for SHFY. */
  'capitals',
  'other',
] as const;
/** One of {@link CAUSES}. */
export type Cause = (typeof CAUSES)[number];

/** A pair that does not agree in one direction. */
export interface Disagreement {
  readonly to: 'latn' | 'cyrl';
  readonly cause: Cause;
  /** What the source has in that script, what the rules give. */
  readonly written: string;
  readonly rendered: string;
  /** Whether a search in one script still finds the other: their keys are equal. */
  readonly found: boolean;
}

/** How far a list of pairs agrees with the rules. */
export interface PairReport {
  readonly pairs: number;
  /** Share of pairs whose Latin is what the rules make of their Cyrillic, and the other way. */
  readonly latn: number;
  readonly cyrl: number;
  /** Share whose search keys are equal. */
  readonly found: number;
  readonly disagreements: readonly Disagreement[];
}

const DAMAGE =
  /[?\u2022\u2020\u2021\u201e\u20ac\u2122\u203a\u2039\u2030\u0402\u0403\u0409\u040a\u0452-\u045d\u045f]|[\u0420\u0421\u0412\u0432][\u201c\u2018\u2019\u2026]|\u0412$/;
const plain = (text: string) => normaliseApostrophes(text.normalize('NFC')).replace(/\s+/g, ' ').trim();
const isMixed = (text: string) => /[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]/.test(text);
const lookAlike = (text: string) => text.replace(/[ЕЭ]/g, 'E').replace(/[еэ]/g, 'e');

function causeOf(to: 'latn' | 'cyrl', pair: NamePair, written: string, rendered: string): Cause {
  if (DAMAGE.test(pair.latn) || DAMAGE.test(pair.cyrl)) return 'damaged';
  const ends = /[aeiou\u02bb]e(?=va?(?!\p{L}))/giu;
  if (to === 'latn') {
    if (rendered.replace(/([aeiou\u02bb])ye(?=va?(?!\p{L}))/giu, '$1e') === written) return 'ev_for_yev';
    if (rendered.replace(/([aeiou\u02bb])ye/gi, '$1e') === written) return 'e_for_ye';
  } else {
    if (ends.test(pair.latn) && rendered.replaceAll('э', 'е') === written) return 'ev_for_yev';
    if (rendered.replace(/(?<=[аеёиоуўыэюя])э/gi, 'е') === written) return 'e_for_ye';
    if (rendered.replaceAll('тс', 'ц') === written.replaceAll('тс', 'ц')) return 'ts_as_one';
    if (lookAlike(rendered) === lookAlike(written)) return 'mixed_scripts';
  }
  if (rendered.toLowerCase() === written.toLowerCase()) return 'capitals';
  return isMixed(pair.cyrl) || isMixed(pair.latn) ? 'mixed_scripts' : 'other';
}

/** Compares each pair with what the rules make of it, in both directions; apostrophes and spaces count as written right. */
export function comparePairs(pairs: readonly NamePair[]): PairReport {
  const disagreements: Disagreement[] = [];
  let found = 0;
  for (const pair of pairs) {
    const same = strictKey(pair.latn) === strictKey(pair.cyrl);
    if (same) found += 1;
    for (const to of ['latn', 'cyrl'] as const) {
      const written = plain(pair[to]);
      const rendered = plain(to === 'latn' ? toLatin(pair.cyrl) : toCyrillic(pair.latn));
      if (written !== rendered) {
        disagreements.push({ to, cause: causeOf(to, pair, written, rendered), written, rendered, found: same });
      }
    }
  }
  const share = (to: 'latn' | 'cyrl') =>
    pairs.length === 0 ? 1 : 1 - disagreements.filter((one) => one.to === to).length / pairs.length;
  return {
    pairs: pairs.length,
    latn: share('latn'),
    cyrl: share('cyrl'),
    found: pairs.length === 0 ? 1 : found / pairs.length,
    disagreements,
  };
}

/**
 * Reads a CSV with the columns `name_latn` and `name_cyrl`; rows without one of them are left out.
 * @throws CodedError `invalid_input` where it can't be read or has no such columns
 */
export function readPairs(file: string): readonly NamePair[] {
  let rows: readonly Readonly<Record<string, string | undefined>>[];
  try {
    rows = parse(readFileSync(file), { columns: true, bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw new CodedError('invalid_input', { field: file }, { cause: error });
  }
  if (rows[0] && !('name_latn' in rows[0] && 'name_cyrl' in rows[0])) {
    throw new CodedError('invalid_input', { field: 'name_latn,name_cyrl' });
  }
  return rows.flatMap(({ name_latn: latn, name_cyrl: cyrl }) => (latn && cyrl ? [{ latn, cyrl }] : []));
}

/** The report in words: shares first, then the rest by cause with up to five examples each. */
export function formatReport(report: PairReport): string {
  const figure = (share: number) => share.toFixed(4);
  const lines = [
    `${report.pairs} pairs`,
    `agree: Cyrillic to Latin ${figure(report.latn)}, Latin to Cyrillic ${figure(report.cyrl)}`,
    `meet in search: ${figure(report.found)}`,
  ];
  for (const to of ['latn', 'cyrl'] as const) {
    for (const cause of CAUSES) {
      const these = report.disagreements.filter((one) => one.to === to && one.cause === cause);
      if (these.length === 0) continue;
      lines.push(
        `to ${to}, ${cause}: ${these.length}, of which search finds ${these.filter((one) => one.found).length}`,
      );
      for (const one of these.slice(0, 5)) lines.push(`  written ${one.written} | by the rules ${one.rendered}`);
    }
  }
  return lines.join('\n');
}
