import type { Json, JsonObject } from '#shared/kernel/json.ts';

/**
 * Rows by columns: how lists of operations and documents travel. A page of ten hundred rows names each field once, says
 * a value that all rows share once, and puts like beside like, so that it compresses to four fifths of what its rows
 * would and is half as long to write and to read. Lossless for JSON, the order of an object's keys aside.
 *
 * A column is
 * - `{"c": value}`: the same value in every row
 * - `{"s": n}`: n, n + 1, n + 2 ...
 * - `{"o": [[key, column, runs?], ...]}`: every row is an object. `runs` is there where some rows don't have the key:
 *   how many rows have it, how many then don't, how many then have it ...; the key's column has only rows that do
 * - `{"l": lengths, "v": column}`: every row is a list; `v` has the items of all lists, one after another
 * - `[value, ...]`: anything else
 */
export type Column =
  | readonly Json[]
  | { readonly c: Json }
  | { readonly s: number }
  | { readonly o: readonly (readonly [string, Column] | readonly [string, Column, readonly number[]])[] }
  | { readonly l: Column; readonly v: Column };

/** A list of objects by columns. */
export interface PackedRows {
  /** How many rows. */
  readonly n: number;
  readonly rows: Column;
}

// A plain assignment to this key would set an object's prototype.
const FORBIDDEN = '__proto__';

function isPlainObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function packObjects(values: readonly JsonObject[]): Column | null {
  const present = new Map<string, { readonly values: Json[]; readonly runs: number[]; next: number }>();
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as JsonObject;
    for (const key in value) {
      const item = value[key];
      if (item === undefined) continue;
      if (key === FORBIDDEN) return null;
      let field = present.get(key);
      if (!field) {
        field = { values: [], runs: [0], next: 0 };
        present.set(key, field);
      }
      // Rows have it at even places of `runs` and lack it at odd ones.
      if (row > field.next) field.runs.push(row - field.next, 0);
      field.runs[field.runs.length - 1] = (field.runs.at(-1) as number) + 1;
      field.next = row + 1;
      field.values.push(item);
    }
  }
  const fields: ([string, Column] | [string, Column, number[]])[] = [];
  for (const [key, field] of present) {
    const column = packColumn(field.values);
    fields.push(field.values.length === values.length ? [key, column] : [key, column, field.runs]);
  }
  return { o: fields };
}

function packLists(values: readonly (readonly Json[])[]): Column {
  const items: Json[] = [];
  for (const value of values) for (const item of value) items.push(item);
  return { l: packColumn(values.map((value) => value.length)), v: packColumn(items) };
}

function packColumn(values: readonly Json[]): Column {
  const first = values[0];
  if (first === undefined || values.length === 1) return values;
  if (typeof first !== 'object' || first === null) {
    let same = true;
    let counting = typeof first === 'number';
    for (let row = 1; row < values.length && (same || counting); row++) {
      const value = values[row];
      if (value !== first) same = false;
      if (value !== (first as number) + row) counting = false;
    }
    if (same) return { c: first };
    return counting ? { s: first as number } : values;
  }
  if (values.every(isPlainObject)) return packObjects(values) ?? values;
  return values.every(Array.isArray) ? packLists(values as readonly (readonly Json[])[]) : values;
}

/** Turns rows into columns. Members that are `undefined` are left out, as JSON does. */
export function packRows(rows: readonly object[]): PackedRows {
  return { n: rows.length, rows: packColumn(rows as readonly JsonObject[]) };
}

/** How much may come out of packed rows: a few bytes can stand for very many. */
export interface UnpackLimits {
  readonly rows: number;
  /** Characters of all values and keys together, as if each row had been written out. */
  readonly size: number;
}

class Unpacker {
  private left: number;
  constructor(size: number) {
    this.left = size;
  }

  private charge(size: number): void {
    this.left -= size;
    if (this.left < 0) throw new RangeError('packed rows are too large');
  }

  private sizeOf(value: unknown): number {
    if (typeof value === 'string') return value.length + 3;
    if (typeof value !== 'object' || value === null) return 6;
    let size = 2;
    if (Array.isArray(value)) for (const item of value) size += this.sizeOf(item);
    else for (const key in value) size += key.length + 4 + this.sizeOf((value as JsonObject)[key]);
    return size;
  }

  column(column: unknown, count: number): readonly Json[] {
    if (Array.isArray(column)) {
      if (column.length !== count) throw new TypeError('a packed column has another length');
      for (const value of column) this.charge(this.sizeOf(value));
      return column as readonly Json[];
    }
    if (typeof column !== 'object' || column === null) throw new TypeError('not a packed column');
    if ('c' in column) {
      this.charge(this.sizeOf(column.c) * count);
      const value = column.c as Json;
      return Array.from({ length: count }, () => value);
    }
    if ('s' in column) {
      const from = column.s;
      if (typeof from !== 'number' || !Number.isSafeInteger(from + count)) throw new TypeError('not a packed sequence');
      this.charge(6 * count);
      return Array.from({ length: count }, (_, row) => from + row);
    }
    if ('o' in column) return this.objects(column.o, count);
    if ('l' in column && 'v' in column) return this.lists(column.l, column.v, count);
    throw new TypeError('not a packed column');
  }

  private objects(fields: unknown, count: number): readonly Json[] {
    if (!Array.isArray(fields)) throw new TypeError('not packed objects');
    this.charge(2 * count);
    const rows: Record<string, Json>[] = Array.from({ length: count }, () => ({}));
    for (const field of fields as readonly unknown[]) {
      if (!Array.isArray(field) || typeof field[0] !== 'string' || field[0] === FORBIDDEN) {
        throw new TypeError('not a packed field');
      }
      const [key, column, runs] = field as [string, unknown, unknown];
      if (runs === undefined) {
        this.charge((key.length + 4) * count);
        const values = this.column(column, count);
        for (let row = 0; row < count; row++) (rows[row] as Record<string, Json>)[key] = values[row] as Json;
        continue;
      }
      this.sparse(rows, key, column, runs);
    }
    return rows;
  }

  private sparse(rows: Record<string, Json>[], key: string, column: unknown, runs: unknown): void {
    if (!Array.isArray(runs)) throw new TypeError('not packed runs');
    const at: number[] = [];
    let row = 0;
    for (let run = 0; run < runs.length; run++) {
      const length = runs[run] as unknown;
      if (!Number.isInteger(length) || (length as number) < 0 || row + (length as number) > rows.length) {
        throw new TypeError('not packed runs');
      }
      for (const end = row + (length as number); row < end; row++) if (run % 2 === 0) at.push(row);
    }
    this.charge((key.length + 4) * at.length);
    const values = this.column(column, at.length);
    for (let place = 0; place < at.length; place++) {
      (rows[at[place] as number] as Record<string, Json>)[key] = values[place] as Json;
    }
  }

  private lists(lengths: unknown, items: unknown, count: number): readonly Json[] {
    const sizes = this.column(lengths, count);
    let total = 0;
    for (const size of sizes) {
      if (!Number.isInteger(size) || (size as number) < 0) throw new TypeError('not packed lists');
      total += size as number;
      // Before the items are laid out: a short list of lengths may ask for any number of them.
      if (total > this.left) throw new RangeError('packed rows are too large');
    }
    const values = this.column(items, total);
    const rows: Json[] = [];
    let from = 0;
    for (const size of sizes) {
      rows.push(values.slice(from, from + (size as number)));
      from += size as number;
    }
    return rows;
  }
}

/**
 * Turns columns back into rows. Values that rows share may be one object in all of them: don't alter the rows in place.
 * @throws TypeError for anything that isn't packed rows, RangeError for more than `limits`. The rows are objects, and
 * nothing else is known of them.
 */
export function unpackRows(packed: unknown, limits: UnpackLimits): readonly JsonObject[] {
  const { n, rows } = (packed ?? {}) as { readonly n?: unknown; readonly rows?: unknown };
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0) throw new TypeError('not packed rows');
  if (n > limits.rows) throw new RangeError('too many packed rows');
  const values = new Unpacker(limits.size).column(rows, n);
  if (!values.every(isPlainObject)) throw new TypeError('packed rows are not objects');
  return values;
}
