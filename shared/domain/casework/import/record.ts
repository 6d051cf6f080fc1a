import type { JsonObject } from '#shared/kernel/json.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { IMPORT_KINDS, type ImportKind } from './columns.ts';
import { type Counts, type ImportChange, NO_COUNTS, type ImportHead } from './changes.ts';

/** How far an import has come. */
export const IMPORT_STATES = ['running', 'done', 'cancelled', 'undone'] as const;
/** A state, also the end of its i18n key. */
export type ImportState = (typeof IMPORT_STATES)[number];

/** What an office keeps of an import: the `data` of a catalogue of kind `import`, whose id is the import's own. */
export interface ImportRecord extends Counts {
  readonly importKind: ImportKind;
  readonly state: ImportState;
  readonly fileName: string;
  readonly startedBy: string;
  readonly startedAt: string;
  /** Rows of the file, those that are entered, those that were refused, those that were left out as known. */
  readonly rows: number;
  readonly good: number;
  readonly bad: number;
  readonly skipped: number;
  /** Units of the plan, those that are in, those that the base refused. */
  readonly units: number;
  readonly done: number;
  readonly failed: number;
  readonly endedAt?: string;
  readonly undoneBy?: string;
  readonly undoneAt?: string;
  /** What an undoing had to leave. */
  readonly stayed?: number;
}

const COUNTS = [
  'rows',
  'good',
  'bad',
  'skipped',
  'units',
  'done',
  'failed',
  'people',
  'households',
  'entries',
  'cases',
  'filled',
] as const;
const TEXTS = ['startedBy', 'startedAt', 'endedAt', 'undoneBy', 'undoneAt'] as const;

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a catalogue's content is the record of an import, whole and of no other fields. */
export function isImportRecord(data: JsonObject): boolean {
  const known = new Set<string>([...COUNTS, ...TEXTS, 'importKind', 'state', 'fileName', 'stayed']);
  if (Object.keys(data).some((key) => !known.has(key))) return false;
  if (!IMPORT_KINDS.includes(data.importKind as ImportKind)) return false;
  if (!IMPORT_STATES.includes(data.state as ImportState)) return false;
  if (!COUNTS.every((name) => isCount(data[name]))) return false;
  if (data.stayed !== undefined && !isCount(data.stayed)) return false;
  if (TEXTS.some((name) => data[name] !== undefined && (typeof data[name] !== 'string' || data[name].length > 64)))
    return false;
  return (
    typeof data.fileName === 'string' &&
    data.fileName !== '' &&
    data.fileName.length <= 300 &&
    typeof data.startedBy === 'string' &&
    typeof data.startedAt === 'string'
  );
}

/** Writes down that an import begins. */
export function beginImport(
  head: ImportHead,
  kind: ImportKind,
  counts: Pick<ImportRecord, 'rows' | 'good' | 'bad' | 'skipped' | 'units'>,
): ImportChange {
  const data: ImportRecord = {
    importKind: kind,
    state: 'running',
    fileName: head.fileName.slice(0, 300),
    startedBy: head.actorId,
    startedAt: head.at,
    ...counts,
    ...NO_COUNTS,
    done: 0,
    failed: 0,
  };
  return {
    collection: 'catalogues',
    docId: head.importId,
    kind: 'create',
    patch: {
      kind: 'import',
      title: head.fileName.slice(0, 200),
      validFrom: head.today,
      data: data as unknown as JsonObject,
    },
  };
}

/** Writes down how far an import has come; it stands in the act that brings the records themselves. */
export function noteImport(importId: string, before: ImportRecord, change: Partial<ImportRecord>): ImportChange {
  const base = Object.fromEntries(
    Object.keys(change).flatMap((key) => {
      const value = before[key as keyof ImportRecord];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return {
    collection: 'catalogues',
    docId: importId,
    kind: 'patch',
    patch: { data: change as JsonObject },
    base: { data: base },
  };
}

/** What stands of an import in the office's base; null where a catalogue is no such record. */
export function readImportRecord(body: {
  readonly kind?: string;
  readonly data?: unknown;
  readonly validFrom?: Day | undefined;
}): ImportRecord | null {
  return body.kind === 'import' && isImportRecord(body.data as JsonObject) ? (body.data as ImportRecord) : null;
}
