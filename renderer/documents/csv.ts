import type { CsvError } from 'csv-parse/browser/esm/sync';
import type { CsvLine } from '#shared/domain/documents/bulk.ts';

/** A text and the encoding that it was found in. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'windows-1251' | 'utf-16le';
}

/** Text of a file: UTF-8 where its bytes are that, UTF-16 by its mark, else cp1251, as Excel here writes it. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1251').decode(bytes), encoding: 'windows-1251' };
  }
}

/** The separator of a CSV: the one that its first line has most of. */
function delimiterOf(text: string): string {
  const first = text.split(/\r\n|\n|\r/, 1)[0] ?? '';
  const count = (mark: string) => first.split(mark).length;
  return [';', ',', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/**
 * The lines of a CSV. Where the whole can't be read, such as for a quote that isn't closed, each line is read by itself
 * and only the bad ones come without cells.
 */
export async function readCsv(text: string): Promise<readonly CsvLine[]> {
  const { parse } = await import('csv-parse/browser/esm/sync');
  const options = {
    delimiter: delimiterOf(text),
    bom: true,
    relax_column_count: true,
    skip_empty_lines: false,
    info: true,
  };
  try {
    const records = parse(text, options) as unknown as {
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
        const [cells] = parse(line, { ...options, info: false }) as unknown as string[][];
        return { line: at + 1, cells: cells ?? [''] };
      } catch {
        return { line: at + 1, cells: null };
      }
    });
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}
