import type { CsvLine } from '#shared/domain/documents/bulk.ts';
import { csvLines } from './csv-lines.ts';

export { decodeText, type DecodedText } from './csv-lines.ts';

/** The lines of a CSV, its separator found by itself: see {@link csvLines}. The reader is loaded when it is needed. */
export async function readCsv(text: string): Promise<readonly CsvLine[]> {
  const { parse } = await import('csv-parse/browser/esm/sync');
  return csvLines(parse, text);
}
