import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { REPUBLIC } from '#shared/domain/access/area.ts';
import { normaliseApostrophes } from '#shared/domain/language/apostrophes.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { appendAudit } from '../../storage/audit.ts';
import { upsertTerritory, type Place } from '../../storage/territory.ts';
import type { OfficeDeps } from '../offices.ts';

/** A row that was not taken, and why. */
export interface BadRow {
  readonly file: string;
  /** Line in the file, the heading being line 1. */
  readonly line: number;
  readonly reason: ErrorCode;
}

/** What the files hold. */
export interface Territory {
  readonly regions: readonly Place[];
  readonly districts: readonly Place[];
  readonly mahallas: readonly Place[];
  readonly bad: readonly BadRow[];
}

interface Row {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

// A letter of the other script, a question mark, a replacement character or a control character inside a name is what
// a wrong encoding leaves behind: the true name can't be told any more.
const LATIN = /^[A-Za-z0-9 \-.,()"'`’‘ʻʼ“”«»№/&]+$/u;
const CYRILLIC = /^[А-Яа-яЁёЎўҚқҒғҲҳ0-9 \-.,()"'`’‘ʻʼ“”«»№/&]+$/u;

function readRows(dir: string, file: string, columns: readonly string[]): readonly Row[] {
  let text: string;
  try {
    text = readFileSync(join(dir, file), 'utf8');
  } catch (error) {
    throw new CodedError('csv_unreadable', { file }, { cause: error });
  }
  let records: readonly { readonly record: Record<string, string>; readonly info: { readonly lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      columns: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new CodedError('csv_unreadable', { file }, { cause: error });
  }
  const heading = parse(text, { bom: true, to_line: 1, trim: true, relax_column_count: true })[0] as
    string[] | undefined;
  for (const column of columns) {
    if (!heading?.includes(column)) throw new CodedError('csv_column_missing', { file, column });
  }
  return records.map(({ record, info }) => ({ line: info.lines, values: record }));
}

function nameOf(values: Row['values']): { readonly latn: string; readonly cyrl: string } | ErrorCode {
  const latn = values.name_latn ?? '';
  const cyrl = values.name_cyrl ?? '';
  if (!latn || !cyrl || !/^[A-Za-z0-9]{1,16}$/.test(values.id ?? '')) return 'row_field_missing';
  if (!LATIN.test(latn) || !CYRILLIC.test(cyrl)) return 'row_damaged_name';
  return { latn: normaliseApostrophes(latn), cyrl };
}

/**
 * Reads `regions.csv`, `districts.csv` and `mahallas.csv` of a folder. A bad row is reported and left out, with all
 * that lies below it. Throws a CodedError where a whole file can't be read: `csv_unreadable`, `csv_column_missing`.
 */
export function readTerritory(dir: string): Territory {
  const bad: BadRow[] = [];
  const level = (
    file: string,
    parentColumn: string | null,
    prefix: string,
    parents: ReadonlyMap<string, Place>,
    uniqueNames: boolean,
  ): Map<string, Place> => {
    const places = new Map<string, Place>();
    const names = new Set<string>();
    const columns = ['id', 'name_latn', 'name_cyrl', ...(parentColumn ? [parentColumn] : [])];
    for (const { line, values } of readRows(dir, file, columns)) {
      const reject = (reason: ErrorCode) => bad.push({ file, line, reason });
      const id = values.id ?? '';
      const name = nameOf(values);
      if (typeof name === 'string') {
        reject(name);
        continue;
      }
      const parentId = parentColumn ? (values[parentColumn] ?? '') : null;
      const parent = parentId === null ? null : parents.get(parentId);
      if (parent === undefined) {
        reject('row_parent_missing');
        continue;
      }
      const key = `${parentId}|${name.latn}|${name.cyrl}`.toLowerCase().replaceAll(/\s+/g, ' ');
      if (places.has(id) || (uniqueNames && names.has(key))) {
        reject('row_duplicate');
        continue;
      }
      names.add(key);
      const area = `${parent?.area ?? REPUBLIC}.${prefix}${id.toLowerCase()}`;
      places.set(id, { id, area, parentId, soato: values.soato || null, ...name, ru: values.name_ru ?? '' });
    }
    return places;
  };
  const regions = level('regions.csv', null, 'r', new Map(), true);
  // The register itself has two districts of one name, told apart by their codes.
  const districts = level('districts.csv', 'region_id', 'd', regions, false);
  const mahallas = level('mahallas.csv', 'district_id', 'm', districts, true);
  return { regions: [...regions.values()], districts: [...districts.values()], mahallas: [...mahallas.values()], bad };
}

/** Writes a territory to the database. Doing it again changes nothing. */
export async function importTerritory(deps: OfficeDeps, territory: Territory, actor: string | null): Promise<void> {
  const { regions, districts, mahallas, bad } = territory;
  await deps.database.transaction({ kind: 'duty', area: REPUBLIC }, async (tx) => {
    await upsertTerritory(tx, territory);
    await appendAudit(
      tx,
      {
        kind: 'territory_imported',
        actor,
        detail: { regions: regions.length, districts: districts.length, mahallas: mahallas.length, bad: bad.length },
      },
      new Date(deps.now()),
    );
  });
}
