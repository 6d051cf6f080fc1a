import { sha256 } from '@noble/hashes/sha2.js';
import { Zip, ZipDeflate } from 'fflate';
import { toHex } from '#shared/kernel/json.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { collections, type CollectionName } from '#shared/registry/index.ts';

/** A record, as it goes into an export. */
export interface ExportRecord {
  readonly id: string;
  readonly body: object;
  readonly conflicts?: readonly unknown[];
  readonly space?: 'protected';
}

/** What an export is made of. */
export interface ExportOptions {
  /** The collections that are wanted. */
  readonly wanted: readonly CollectionName[];
  /** Whether the files of which one has to be assigned go with it. They lie in a folder of their own. */
  readonly withAssigned: boolean;
  readonly office: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  read(collection: CollectionName): Promise<readonly ExportRecord[]>;
  /** Called with what is done; while it says yes, the export goes on. */
  onProgress(done: { readonly collection: CollectionName; readonly records: number }): boolean;
  /** Lets the page have its turn. */
  rest(): Promise<void>;
}

/** An export, complete. */
export interface Exported {
  readonly zip: Uint8Array;
  /** SHA-256 of the ZIP, hexadecimal. */
  readonly hash: string;
  readonly counts: readonly { readonly path: string; readonly records: number }[];
}

const utf8 = new TextEncoder();
/** Records between two turns of the page. */
const SLICE = 100;
const BOM = '\uFEFF';

/** A cell of a CSV; what a spreadsheet would take for a formula is kept from being one. */
export function csvCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^(?:[=@\t\r]|[+-](?!\d))/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One file of the archive, written piece by piece, its hash made on the way. */
class Entry {
  readonly path: string;
  readonly #file: ZipDeflate;
  readonly #hash = sha256.create();

  constructor(zip: Zip, path: string) {
    this.path = path;
    this.#file = new ZipDeflate(path, { level: 6 });
    zip.add(this.#file);
  }
  write(text: string) {
    const bytes = utf8.encode(text);
    this.#hash.update(bytes);
    this.#file.push(bytes, false);
  }
  end(): string {
    this.#file.push(new Uint8Array(0), true);
    return `${toHex(this.#hash.digest())}  ${this.path}\n`;
  }
}

/** Whether a record belongs to a file that only those who are assigned to it may read. */
function createProtection(
  cases: readonly ExportRecord[],
): (collection: CollectionName, record: ExportRecord) => boolean {
  const isProtected = ({ space, body }: ExportRecord) =>
    space === 'protected' || (body as { readonly kind?: unknown }).kind === 'violence';
  const ids = new Set(cases.filter(isProtected).map(({ id }) => id));
  return (collection, record) => {
    if (record.space === 'protected') return true;
    if (collection === 'cases') return isProtected(record);
    const { caseId } = record.body as { readonly caseId?: unknown };
    return typeof caseId === 'string' && ids.has(caseId);
  };
}

const README = `This archive holds the records of one office in open formats.

records/<collection>.jsonl   every record, one JSON object a line: id, body, and conflicts where two devices differ
records/<collection>.csv     the same as a table (UTF-8, semicolons); lists inside a record are JSON in their cell.
                             A text that a spreadsheet would take for a formula begins with an apostrophe
assigned/                    only where it was asked for: files of which one has to be assigned
schema.json                  the JSON Schema of every collection
SHA256SUMS                   hashes of all files: sha256sum -c SHA256SUMS

Scans and other attached files are not in it; their names and hashes stand in the records.
`;

/**
 * Writes records in open formats: JSON Lines, CSV, their schemas, hashes.
 * @throws CodedError `export_cancelled` where `onProgress` says no
 */
export async function exportZip(options: ExportOptions): Promise<Exported> {
  const chunks: Uint8Array[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failed = error;
    else chunks.push(chunk);
  });
  const sums: string[] = [];
  const counts: { path: string; records: number }[] = [];
  const put = (path: string, text: string) => {
    const entry = new Entry(zip, path);
    entry.write(text);
    sums.push(entry.end());
  };
  put('README.txt', `${README}\nOffice: ${options.office}\nMade: ${options.at}\n`);
  const schemas = Object.fromEntries(
    options.wanted.map((name) => [name, { version: collections[name].version, schema: collections[name].schema }]),
  );
  put('schema.json', `${JSON.stringify(schemas, null, 2)}\n`);

  const touchesCases = options.wanted.some((name) => name === 'cases' || name === 'caseEvents');
  const isProtected = createProtection(touchesCases ? await options.read('cases') : []);
  for (const collection of options.wanted) {
    const all = await options.read(collection);
    const open = all.filter((record) => !isProtected(collection, record));
    const assigned = options.withAssigned ? all.filter((record) => isProtected(collection, record)) : [];
    for (const [folder, records] of [
      ['records', open],
      ['assigned', assigned],
    ] as const) {
      if (folder === 'assigned' && records.length === 0) continue;
      const fields = Object.keys(collections[collection].schema.properties);
      const lines = new Entry(zip, `${folder}/${collection}.jsonl`);
      for (let from = 0; from < records.length; from += SLICE) {
        lines.write(
          records
            .slice(from, from + SLICE)
            .map(
              ({ id, body, conflicts }) =>
                `${JSON.stringify({ id, body, ...(conflicts && conflicts.length > 0 ? { conflicts } : {}) })}\n`,
            )
            .join(''),
        );
        if (!options.onProgress({ collection, records: from })) throw new CodedError('export_cancelled');
        await options.rest();
      }
      sums.push(lines.end());
      const table = new Entry(zip, `${folder}/${collection}.csv`);
      table.write(`${BOM}${['id', ...fields].join(';')}\r\n`);
      for (let from = 0; from < records.length; from += SLICE) {
        table.write(
          records
            .slice(from, from + SLICE)
            .map(({ id, body }) => {
              const values = body as Readonly<Record<string, unknown>>;
              return `${[id, ...fields.map((field) => csvCell(values[field]))].join(';')}\r\n`;
            })
            .join(''),
        );
        if (!options.onProgress({ collection, records: Math.min(records.length, from + SLICE) })) {
          throw new CodedError('export_cancelled');
        }
        await options.rest();
      }
      sums.push(table.end());
      counts.push({ path: `${folder}/${collection}`, records: records.length });
    }
  }
  const list = new Entry(zip, 'SHA256SUMS');
  list.write(sums.join(''));
  list.end();
  zip.end();
  if (failed) throw new CodedError('unexpected', undefined, { cause: failed });
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return { zip: whole, hash: toHex(sha256(whole)), counts };
}
