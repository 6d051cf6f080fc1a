import type { TableRow } from '#shared/domain/casework/import/plan.ts';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import type { Delimiter, Encoding } from '../../documents/csv-lines.ts';
import type { ReadFile, ReadOptions, ReadSheet } from './read-file.ts';

/** What the page asks of the worker that reads and writes tables. */
export type TableQuestion =
  | { readonly id: number; readonly kind: 'read'; readonly bytes: Uint8Array; readonly options: ReadOptions }
  | {
      readonly id: number;
      readonly kind: 'write';
      readonly rows: readonly (readonly string[])[];
      readonly sheet: string;
    };

/** What it answers. Rows come in parts. */
export type TableAnswer =
  | { readonly id: number; readonly kind: 'rows'; readonly sheet: number; readonly rows: readonly TableRow[] }
  | {
      readonly id: number;
      readonly kind: 'read';
      readonly encoding: Encoding | null;
      readonly delimiter: Delimiter | null;
      readonly names: readonly string[];
    }
  | { readonly id: number; readonly kind: 'written'; readonly bytes: Uint8Array }
  | { readonly id: number; readonly kind: 'failed'; readonly failure: Failure };

type Question = TableQuestion extends infer One ? (One extends TableQuestion ? Omit<One, 'id'> : never) : never;

/** Runs one question in a worker of its own, which ends with it. */
async function ask(question: Question): Promise<{ readonly last: TableAnswer; readonly rows: readonly TableRow[][] }> {
  const worker = new Worker(new URL('./tables.worker.ts', import.meta.url), { type: 'module' });
  const rows: TableRow[][] = [];
  try {
    const last = await new Promise<TableAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<TableAnswer>) => {
        if (data.kind === 'rows') (rows[data.sheet] ??= []).push(...data.rows);
        else if (data.kind === 'failed') reject(new CodedError(data.failure.code, data.failure.params));
        else resolve(data);
      };
      worker.onerror = () => reject(new CodedError('unexpected'));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's has none
      worker.postMessage({ ...question, id: 1 });
    });
    return { last, rows };
  } finally {
    worker.terminate();
  }
}

/** Reads a file aside from the page, so that nothing on it stands still: see `readFile`. */
export async function readTables(bytes: Uint8Array, options: ReadOptions): Promise<ReadFile> {
  const { last, rows } = await ask({ kind: 'read', bytes, options });
  if (last.kind !== 'read') throw new CodedError('unexpected');
  const sheets = last.names.map((name, at): ReadSheet => ({ name, rows: rows[at] ?? [] }));
  return { encoding: last.encoding, delimiter: last.delimiter, sheets };
}

/** Writes a table of texts as a workbook, aside from the page. */
export async function writeTableAside(rows: readonly (readonly string[])[], sheet: string): Promise<Uint8Array> {
  const { last } = await ask({ kind: 'write', rows, sheet });
  if (last.kind !== 'written') throw new CodedError('unexpected');
  return last.bytes;
}
