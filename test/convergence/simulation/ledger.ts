import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { Operation, OperationDraft } from '#shared/sync/operation.ts';

/**
 * What is known of an operation:
 * - `in_flight`: handed to the journal, no answer yet
 * - `saved`: the journal said that it is on disk; from here on it must not be lost
 * - `maybe`: the laptop died before an answer; it may be on disk or not
 * - `failed`: the save was refused and said so; it must never turn up
 */
export type Known = 'in_flight' | 'saved' | 'maybe' | 'failed';

/** The simulation's own notes on one operation. */
export interface LedgerEntry {
  readonly id: string;
  /** The laptop that wrote it. */
  readonly laptop: string;
  readonly officeId: string;
  readonly op: Operation | OperationDraft;
  state: Known;
  /** Every copy of it may have gone with a disk: then it may be missing, though never twice. */
  excused: boolean;
  /** Written past the engine's own checks: the server must refuse it. */
  readonly invalid: boolean;
  /** Values of the conflicts that it settles, as they stood when it was made. */
  readonly settles: readonly { readonly id: string; readonly field: string; readonly values: readonly Json[] }[];
}

/** A value that an operation put into a register. */
export interface RegisterWrite {
  readonly field: string;
  readonly base: Json;
  readonly value: Json;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields of papers and tasks that are no registers; told here once more, apart from the collections' own lists. */
const SETS = new Set(['coExecutorIds', 'coAssigneeIds']);
const LOGS = new Set(['history']);
const MAPS = new Set(['correspondent']);

/** The registers that an operation writes: fields, and keys of maps as `field.key`. */
export function registerWrites(op: Operation | OperationDraft): readonly RegisterWrite[] {
  const writes: RegisterWrite[] = [];
  for (const [field, value] of Object.entries(op.patch)) {
    if (SETS.has(field) || LOGS.has(field)) continue;
    const base = op.kind === 'create' ? null : (op.base[field] ?? null);
    if (!MAPS.has(field)) {
      writes.push({ field, base, value: value ?? null });
      continue;
    }
    const from = isObject(base) ? base : {};
    const to = isObject(value) ? value : {};
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      writes.push({ field: `${field}.${key}`, base: from[key] ?? null, value: to[key] ?? null });
    }
  }
  return writes;
}

/** Items that an operation adds to and takes from sets. */
export function setWrites(op: Operation | OperationDraft) {
  const list = (value: Json | undefined) => (Array.isArray(value) ? (value as readonly string[]) : []);
  return Object.entries(op.patch).flatMap(([field, value]) => {
    if (!SETS.has(field)) return [];
    const from = op.kind === 'create' ? [] : list(op.base[field]);
    const to = list(value);
    return [{ field, added: to.filter((x) => !from.includes(x)), removed: from.filter((x) => !to.includes(x)) }];
  });
}

/** Ids of the entries that an operation adds to logs. */
export function logWrites(op: Operation | OperationDraft): readonly { readonly field: string; readonly id: string }[] {
  return Object.entries(op.patch).flatMap(([field, value]) =>
    LOGS.has(field) && Array.isArray(value)
      ? (value as readonly { id: string }[]).map((entry) => ({ field, id: entry.id }))
      : [],
  );
}

/** The value of a register in a body, `field` or `field.key`. */
export function registerIn(body: JsonObject, field: string): Json {
  const [name, key] = field.split('.') as [string, string?];
  const value = body[name];
  if (key === undefined) return value ?? null;
  return isObject(value) ? (value[key] ?? null) : null;
}

/** The simulation's own book of what was saved, kept beside the code under test and never read by it. */
export class Ledger {
  readonly entries = new Map<string, LedgerEntry>();

  add(entry: Omit<LedgerEntry, 'state' | 'excused'>): void {
    if (!this.entries.has(entry.id)) this.entries.set(entry.id, { ...entry, state: 'in_flight', excused: false });
  }

  mark(id: string, state: Known): void {
    const entry = this.entries.get(id);
    if (entry) entry.state = state;
  }
}
