import type { CsvError, parse } from 'csv-parse/browser/esm/sync';
import type { CsvLine } from '#shared/domain/documents/bulk.ts';

/** Encodings in which tables come. */
export const ENCODINGS = ['utf-8', 'windows-1251', 'utf-16le'] as const;
/** An encoding, by its label in the platform. */
export type Encoding = (typeof ENCODINGS)[number];
/** What parts the cells of a table. */
export const DELIMITERS = [';', ',', '\t'] as const;
/** A separator of cells. */
export type Delimiter = (typeof DELIMITERS)[number];

/** A text and the encoding that it was found in. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * Text of a file: UTF-8 where its bytes are that, UTF-16 by its mark, else cp1251, as Excel here writes it.
 * @param chosen the encoding that somebody has chosen instead
 */
export function decodeText(bytes: Uint8Array, chosen?: Encoding): DecodedText {
  if (chosen) return { text: new TextDecoder(chosen).decode(bytes), encoding: chosen };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeText(bytes, 'utf-16le');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return decodeText(bytes, 'windows-1251');
  }
}

const SAMPLE_LINES = 30;

/** The separator of a table: the one by which most of its first lines have equally many cells. */
export function delimiterOf(text: string): Delimiter {
  const lines = text
    .slice(0, 100_000)
    .split(/\r\n|\n|\r/, SAMPLE_LINES)
    // What stands in quotes parts nothing.
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ''))
    .filter((line) => line.trim() !== '');
  let best: Delimiter = ';';
  let most = 0;
  for (const mark of DELIMITERS) {
    const counts = lines.map((line) => line.split(mark).length - 1);
    const widest = Math.max(0, ...counts);
    const score = widest === 0 ? 0 : widest * counts.filter((count) => count === widest).length;
    if (score > most) {
      most = score;
      best = mark;
    }
  }
  return best;
}

/**
 * The lines of a CSV. Where the whole can't be read, such as for a quote that isn't closed, each line is read by itself
 * and only the bad ones come without cells.
 */
export function csvLines(read: typeof parse, text: string, delimiter: string = delimiterOf(text)): readonly CsvLine[] {
  const options = { delimiter, bom: true, relax_column_count: true, skip_empty_lines: false, info: true };
  try {
    const records = read(text, options) as unknown as {
      readonly info: { readonly lines: number };
      readonly record: readonly string[];
    }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!isCsvError(error)) throw error;
  }
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, at) => {
      try {
        const [cells] = read(line, { ...options, info: false }) as unknown as string[][];
        return { line: at + 1, cells: cells ?? [''] };
      } catch {
        return { line: at + 1, cells: null };
      }
    });
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}
