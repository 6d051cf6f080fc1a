import { parse } from 'csv-parse/browser/esm/sync';
import PizZip from 'pizzip';
import readXlsx from 'read-excel-file/universal';
import type { Cell } from '#shared/domain/casework/import/cells.ts';
import type { TableRow } from '#shared/domain/casework/import/plan.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { csvLines, decodeText, type Delimiter, delimiterOf, type Encoding } from '../../documents/csv-lines.ts';
import { checkWorkbook, MOST_FILE_BYTES } from '../../documents/workbook.ts';

/** One table of a file. */
export interface ReadSheet {
  /** Empty for the one table of a CSV. */
  readonly name: string;
  readonly rows: readonly TableRow[];
}

/** A file, read. */
export interface ReadFile {
  /** Null for a workbook. */
  readonly encoding: Encoding | null;
  readonly delimiter: Delimiter | null;
  readonly sheets: readonly ReadSheet[];
}

/** What somebody has chosen instead of what was found. */
export interface ReadOptions {
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
}

/** The most rows of a sheet that are read. */
const MOST_ROWS = 200_000;
const MOST_COLUMNS = 200;

const begins = (bytes: Uint8Array, ...magic: readonly number[]) => magic.every((byte, at) => bytes[at] === byte);

interface Merge {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

function columnOf(letters: string): number {
  let n = 0;
  for (const letter of letters) n = n * 26 + letter.charCodeAt(0) - 64;
  return n - 1;
}

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];

/**
 * Cells that are one over several rows, by the sheet's place in the book: the reader of the file gives such a value to
 * the first row alone, and a family's number stands beside its head only.
 */
function mergesOf(bytes: Uint8Array): readonly (readonly Merge[])[] {
  const zip = new PizZip(bytes);
  const text = (path: string) => zip.file(path)?.asText() ?? '';
  const targets = new Map(
    [...text('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => [
      attribute(tag, 'Id'),
      attribute(tag, 'Target'),
    ]),
  );
  return [...text('xl/workbook.xml').matchAll(/<sheet\b[^>]*>/g)].map(([tag]): readonly Merge[] => {
    const target = targets.get(attribute(tag, 'r:id')) ?? '';
    const xml = text(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    const from = xml.lastIndexOf('<mergeCells');
    if (from < 0) return [];
    return [...xml.slice(from).matchAll(/<mergeCell\b[^>]*\bref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g)].map(
      ([, letters = '', first, last]) => ({ column: columnOf(letters), from: Number(first) - 1, to: Number(last) - 1 }),
    );
  });
}

async function readWorkbook(bytes: Uint8Array): Promise<ReadFile> {
  checkWorkbook(bytes);
  try {
    const sheets = (await readXlsx(
      Uint8Array.from(bytes).buffer as never,
      { trim: false } as never,
    )) as unknown as readonly { readonly sheet: string; readonly data: readonly (readonly Cell[])[] }[];
    const merges = mergesOf(bytes);
    return {
      encoding: null,
      delimiter: null,
      sheets: sheets.map(({ sheet, data }, at) => {
        const rows = data.slice(0, MOST_ROWS).map((cells) => cells.slice(0, MOST_COLUMNS));
        for (const { column, from, to } of merges[at] ?? []) {
          const value = rows[from]?.[column] ?? null;
          for (let row = from + 1; value !== null && row <= Math.min(to, rows.length - 1); row++) {
            const cells = rows[row];
            if (cells && (cells[column] ?? null) === null) cells[column] = value;
          }
        }
        return { name: sheet, rows: rows.map((cells, row) => ({ at: row + 1, cells })) };
      }),
    };
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('xlsx_unreadable', undefined, { cause: error });
  }
}

/**
 * Reads a table from a workbook or a text, by what its bytes are and not by its name.
 * @throws CodedError `sheet_old_format` for Excel's old format, `sheet_empty`, `xlsx_unreadable`, `xlsx_too_large`
 */
export async function readFile(bytes: Uint8Array, options: ReadOptions = {}): Promise<ReadFile> {
  if (bytes.length > MOST_FILE_BYTES) throw new CodedError('xlsx_too_large');
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw new CodedError('sheet_old_format');
  let file: ReadFile;
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) file = await readWorkbook(bytes);
  else {
    const { text, encoding } = decodeText(bytes, options.encoding);
    // A picture, a PDF: no table has such letters.
    if (/[\u0000-\u0008]/.test(text.slice(0, 2_000))) throw new CodedError('xlsx_unreadable'); // oxlint-disable-line no-control-regex
    const delimiter = options.delimiter ?? delimiterOf(text);
    const lines = csvLines(parse, text, delimiter);
    if (lines.length > MOST_ROWS) throw new CodedError('xlsx_too_large');
    const rows = lines.map(({ line, cells }) => ({ at: line, cells: cells?.slice(0, MOST_COLUMNS) ?? null }));
    file = { encoding, delimiter, sheets: [{ name: '', rows }] };
  }
  const filled = file.sheets.filter(({ rows }) =>
    rows.some(({ cells }) => cells?.some((cell) => cell !== null && String(cell).trim() !== '')),
  );
  if (filled.length === 0) throw new CodedError('sheet_empty');
  return { ...file, sheets: filled };
}
