import type { Static, TObject } from '@sinclair/typebox';
import type { Role } from '#shared/domain/access/roles.ts';
import type { GuardInput, Workflow } from './define-workflow.ts';
import type { ErrorCode } from './errors.ts';
import type { JsonObject } from './json.ts';

/**
 * How two offline writes of one field meet:
 * - `register`: one value; where both sides changed it to different values, a conflict is kept
 * - `set`: an array of strings; additions and removals of both sides are kept
 * - `log`: an array of `{id, ...}` that only grows; entries of both sides are kept
 * - `map`: an object; each key is a register of its own
 */
export type MergeKind = 'register' | 'set' | 'log' | 'map';

/** Who may see a collection's documents besides the office that owns them. */
export type Sharing =
  /** the office itself, and duties over its area */
  | 'office'
  /** everyone below the document's area: catalogues, templates */
  | 'downward';

/** What a collection is. Everything else about it (replica, wire, merge, policy check, audit) is derived. */
export interface CollectionDefinition<Schema extends TObject = TObject> {
  readonly name: string;
  readonly context: 'documents' | 'casework' | 'prioritisation' | 'access' | 'audit' | 'exchange';
  /** Schema version; each step up needs a migration and a golden fixture. */
  readonly version: number;
  /** The body's schema. Optional fields may be null or absent; both mean "no value". */
  readonly schema: Schema;
  readonly sharing: Sharing;
  /** Merge kind by field; `register` where a field is not named. */
  readonly merge: Readonly<Record<string, MergeKind>>;
  readonly policy: {
    readonly create: readonly Role[];
    readonly patch: readonly Role[];
    readonly remove: readonly Role[];
  };
  readonly workflow?: Workflow & { readonly field?: 'state' };
  /** Fields that a plain patch may never set: they are set by creation, or by those transitions alone that name them. */
  readonly readonlyFields?: readonly string[];
  /** Fields that name whoever creates the document: as `stamps` of a transition. */
  readonly stamps?: readonly string[];
  /** Fields that can't change any more in the given body. */
  readonly frozen?: (body: JsonObject) => readonly string[];
  /** A rule over creation and patches that data alone can decide. */
  readonly guard?: (
    input: GuardInput & { readonly kind: 'create' | 'patch' | 'transition' | 'remove' },
  ) => ErrorCode | null;
  /** Documents that guards need to see, as `[collection, id]`. */
  readonly related?: (op: {
    readonly docId: string;
    readonly kind: string;
    readonly transition?: string | undefined;
    readonly patch: JsonObject;
  }) => readonly (readonly [string, string])[];
  /**
   * The clear sort key of the replica, ascending: no text that a person wrote may go into it. At most 64 characters.
   * Newest-first lists store the day reversed (see `reverseDay`), because descending queries on Dexie read everything.
   */
  readonly sortKey: (body: JsonObject) => string;
  /** `migrations[n]` turns a body of version n-1 into one of version n. */
  readonly migrations: Readonly<Record<number, (body: JsonObject) => JsonObject>>;
  /** One golden body for each schema version. */
  readonly fixtures: Readonly<Record<number, JsonObject>>;
}

/** A definition whose body type is known. */
export type BodyOf<Definition> = Definition extends CollectionDefinition<infer Schema> ? Static<Schema> : never;

/** Returns the definition with its type kept. */
export function defineCollection<Schema extends TObject>(
  definition: CollectionDefinition<Schema>,
): CollectionDefinition<Schema> {
  return definition;
}

/**
 * A day as a text that sorts the other way round: later days come first in ascending order.
 * @param day `YYYY-MM-DD`, or null for a document without a day, which then comes first
 */
export function reverseDay(day: string | null | undefined): string {
  if (!day) return '00000000';
  const digits = day.replaceAll('-', '');
  return String(99_999_999 - Number(digits)).padStart(8, '0');
}
