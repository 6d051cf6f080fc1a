import { jsonEqual, type Json, type JsonObject } from '#shared/kernel/json.ts';
import { type FactSource, people, type PersonBody } from './collections/people/index.ts';

type OwnField =
  | 'facts'
  | 'consents'
  | 'withdrawals'
  | 'merges'
  | 'unmerges'
  | 'notSame'
  | 'history'
  | 'importId'
  | 'createdBy'
  | 'createdAt';
/** A field that the surviving record may take from the other one. */
export type MergedField = Exclude<keyof PersonBody, OwnField>;

const BY_THEMSELVES: readonly string[] = ['importId', 'createdBy', 'createdAt'];

/**
 * Fields that the surviving record may take from the other one. Logs are not here: each record keeps its own, and they
 * are read together while the two are one.
 */
export const MERGED_FIELDS = Object.keys(people.schema.properties).filter(
  (field) => people.merge[field] !== 'log' && !BY_THEMSELVES.includes(field),
) as readonly MergedField[];

/** Fields of codes: taking them adds the other's to the own. */
const SETS: readonly string[] = Object.keys(people.merge).filter((field) => people.merge[field] === 'set');
/** Values too long for the log of facts; the log of merges has them whole. */
const NOT_TOLD: readonly string[] = ['photo'];

/** The part of a person's body that merging reads. */
export type Mergeable = Partial<PersonBody>;
/** One merge, as the surviving record keeps it. */
export type MergeEntry = NonNullable<PersonBody['merges']>[number];

/** A person's record. */
export interface PersonRecord {
  readonly id: string;
  readonly body: Mergeable;
}

/** Merges that nobody has taken back. */
export function activeMerges(body: Mergeable): readonly MergeEntry[] {
  if (!body.merges || body.merges.length === 0) return [];
  const ended = new Set((body.unmerges ?? []).map((one) => one.mergeId));
  return body.merges.filter((one) => !ended.has(one.id));
}

/** Which records are of one person. */
export interface Clusters {
  /** The record that stands for the person; the id itself where it is merged with nothing. */
  resolve(id: string): string;
  /** Every record of the person, the one that stands for them first. */
  of(id: string): readonly string[];
  /** Records that another one stands for, with that one. */
  readonly absorbed: ReadonlyMap<string, string>;
}

const NO_CLUSTERS: Clusters = { resolve: (id) => id, of: (id) => [id], absorbed: new Map() };

/**
 * Puts together what was merged, whoever merged it and in whatever order it arrived. Two laptops may have merged A into
 * B and B into A, or one record into two others: all of them are one person then, and every laptop shows the same
 * record for them: of those that were merged into nothing the first by id, and where all were, the first of all.
 * @param merged ids that each record has taken in, of merges that hold
 * @param isKnown whether a record is there; one that was removed still ties others together but never stands for them
 */
export function clustersOf(
  merged: ReadonlyMap<string, readonly string[]>,
  isKnown: (id: string) => boolean = () => true,
): Clusters {
  if (merged.size === 0) return NO_CLUSTERS;
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root)) root = next;
    parents.set(id, root);
    return root;
  };
  const taken = new Set<string>();
  for (const [id, others] of merged) {
    for (const other of others) {
      if (other === id) continue;
      taken.add(other);
      parents.set(rootOf(id), rootOf(other));
    }
  }
  const groups = new Map<string, string[]>();
  for (const id of parents.keys()) {
    const root = rootOf(id);
    const group = groups.get(root);
    if (group) group.push(id);
    else groups.set(root, [id]);
  }
  const byId = new Map<string, readonly string[]>();
  const absorbed = new Map<string, string>();
  for (const group of groups.values()) {
    const known = group.filter(isKnown).toSorted();
    const first = known.find((id) => !taken.has(id)) ?? known[0];
    if (first === undefined || group.length < 2) continue;
    const all = [first, ...group.toSorted().filter((id) => id !== first)];
    for (const id of all) {
      byId.set(id, all);
      if (id !== first) absorbed.set(id, first);
    }
  }
  return { resolve: (id) => absorbed.get(id) ?? id, of: (id) => byId.get(id) ?? [id], absorbed };
}

/** Merges of one record that are to be taken back. */
export interface Parting {
  readonly personId: string;
  readonly mergeIds: readonly string[];
}

/**
 * The merges to take back so that a record stands by itself again, with those that were merged into it alone: where two
 * laptops merged the same two, both merges.
 * @param id the record that goes its own way
 * @param from the record that it parts from
 * @param records everyone who has merges
 */
export function partingsOf(id: string, from: string, records: readonly PersonRecord[]): readonly Parting[] {
  const links = records.flatMap((record) =>
    activeMerges(record.body).map((merge) => ({ holder: record.id, other: merge.otherId, mergeId: merge.id })),
  );
  const without = new Map<string, string[]>();
  for (const { holder, other } of links) {
    if (holder === id || other === id) continue;
    without.set(holder, [...(without.get(holder) ?? []), other]);
  }
  const rest = clustersOf(without);
  const side = new Set(rest.of(from));
  const partings = new Map<string, string[]>();
  for (const { holder, other, mergeId } of links) {
    const ends = other === id || (holder === id && side.has(other));
    if (ends) partings.set(holder, [...(partings.get(holder) ?? []), mergeId]);
  }
  return [...partings].map(([personId, mergeIds]) => ({ personId, mergeIds }));
}

/** A patch of one record, with the values that it was made from. */
export interface RecordPatch {
  readonly patch: JsonObject;
  readonly base: JsonObject;
}

/** Who writes, when by their clock, and the id of the entry that is written. */
export interface Writing {
  readonly entryId: string;
  readonly actor: string;
  readonly at: string;
  /** Said of values of which it isn't written down where they are known from: in which record they were seen. */
  readonly seenIn?: string | undefined;
}

const valueOf = (body: Mergeable, field: string): Json => (body as JsonObject)[field] ?? null;
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** A value as the log of facts has it. */
export function factValue(value: Json): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** An entry's id says which merge or parting wrote it. */
const factId = (entryId: string, field: string) => `${entryId}:${field}`;
const writerOf = (id: string) => id.slice(0, Math.max(0, id.lastIndexOf(':')));

function fact(
  field: string,
  value: Json,
  known: { readonly source: FactSource; readonly detail?: string | undefined } | undefined,
  { entryId, actor, at, seenIn }: Writing,
): JsonObject {
  // Where nothing is written down, all that is known is that it was seen in a record.
  const detail = known ? known.detail : seenIn;
  return {
    id: factId(entryId, field),
    field,
    value: factValue(value),
    source: known?.source ?? 'seen',
    ...(detail ? { detail } : {}),
    actor,
    at,
  };
}

/** Fields in which two records differ and the other one has something: what can be chosen. */
export function differingFields(own: Mergeable, other: Mergeable): readonly MergedField[] {
  return MERGED_FIELDS.filter((field) => {
    const theirs = valueOf(other, field);
    if (theirs === null) return false;
    if (SETS.includes(field)) {
      const mine = new Set(listOf(valueOf(own, field)));
      return listOf(theirs).some((item) => !mine.has(item));
    }
    return !jsonEqual(theirs, valueOf(own, field));
  });
}

/** What is best taken without being asked: whatever the surviving record doesn't have. */
export function missingFields(own: Mergeable, other: Mergeable): readonly MergedField[] {
  return differingFields(own, other).filter((field) => SETS.includes(field) || valueOf(own, field) === null);
}

/**
 * Merges another record into this one: the values that were chosen become this one's, with where they are known from.
 * The other record is not touched.
 * @param take fields whose value comes from the other record; those that don't differ are passed over
 */
export function mergePatch(
  own: Mergeable,
  other: PersonRecord,
  take: readonly MergedField[],
  writing: Writing,
): RecordPatch {
  const before: Record<string, Json> = {};
  const taken: Record<string, Json> = {};
  const facts: JsonObject[] = [];
  const differing = differingFields(own, other.body);
  for (const field of take) {
    if (!differing.includes(field)) continue;
    const mine = valueOf(own, field);
    const theirs = valueOf(other.body, field);
    const next = SETS.includes(field) ? [...new Set([...listOf(mine), ...listOf(theirs)])] : theirs;
    if (mine !== null) before[field] = mine;
    taken[field] = next;
    if (NOT_TOLD.includes(field)) continue;
    const known = (other.body.facts ?? []).findLast(
      (entry) => entry.field === field && (SETS.includes(field) || entry.value === factValue(theirs)),
    );
    facts.push(fact(field, next, known, writing));
  }
  const { entryId: id, actor, at } = writing;
  return {
    patch: {
      ...taken,
      ...(facts.length > 0 ? { facts } : {}),
      merges: [{ id, otherId: other.id, before, taken, actor, at }],
    },
    base: baseFor(own, Object.keys(taken)),
  };
}

function baseFor(body: Mergeable, fields: readonly string[]): JsonObject {
  const base: Record<string, Json> = {};
  for (const field of fields) {
    const value = valueOf(body, field);
    if (value !== null) base[field] = value;
  }
  return base;
}

/** A field that taking a merge back changes, or doesn't. */
export interface FieldFate {
  readonly field: MergedField;
  readonly now: Json;
  /** The value that it gets; the present one where it stays. */
  readonly next: Json;
}

/** What taking merges back does to the record that holds them. */
export interface UnmergePlan extends RecordPatch {
  /** Fields that get the value from before the merge. */
  readonly back: readonly FieldFate[];
  /** Fields that were taken and have been changed since: they stay as they are now. */
  readonly stays: readonly FieldFate[];
}

/**
 * Takes merges of one record back. A field that still holds what was taken gets the value from before; one that was
 * edited since stays as it is. The logs keep everything.
 * @param mergeIds merges that hold; others are passed over
 * @param writings one for each of them, in that order: the entries that take them back
 */
export function unmergePlan(
  body: Mergeable,
  mergeIds: readonly string[],
  writings: readonly Writing[],
  note?: string,
): UnmergePlan {
  const ending = activeMerges(body).filter((one) => mergeIds.includes(one.id));
  const all = body.merges ?? [];
  const facts = body.facts ?? [];
  const undone = new Set([...(body.unmerges ?? []).map((one) => one.mergeId), ...ending.map((one) => one.id)]);
  const partings = new Set((body.unmerges ?? []).map((one) => one.id));
  const positions = new Map(facts.map((entry, at) => [entry.id, at]));
  const values = new Map<MergedField, Json>();
  const now = (field: MergedField) => (values.has(field) ? (values.get(field) ?? null) : valueOf(body, field));

  /** What was entered for a field by hand after a merge. */
  const editsSince = (field: string, merge: MergeEntry) => {
    const at = positions.get(factId(merge.id, field));
    if (at === undefined) return [];
    return facts.slice(at + 1).filter((entry) => {
      if (entry.field !== field) return false;
      const writer = writerOf(entry.id);
      return !undone.has(writer) && !partings.has(writer);
    });
  };
  /**
   * The value from before a merge. Where that one came from a merge that is taken back too, or stood there because one
   * was, the log of facts leads to the value from before that one.
   */
  const valueBefore = (field: string, merge: MergeEntry): Json => {
    const value = (merge.before as JsonObject)[field] ?? null;
    const own = positions.get(factId(merge.id, field)) ?? -1;
    const last = facts.findLast((entry, place) => place < own && entry.field === field);
    if (!last) return value;
    const writer = writerOf(last.id);
    const earlier = undone.has(writer) ? all.find((one) => one.id === writer) : undefined;
    if (earlier && jsonEqual((earlier.taken as JsonObject)[field], value)) return valueBefore(field, earlier);
    const parting = (body.unmerges ?? []).find((one) => one.id === writer);
    const parted = parting && all.find((one) => one.id === parting.mergeId);
    if (parted && field in parted.taken && last.value === factValue(value)) return valueBefore(field, parted);
    return value;
  };
  /** Whether one merge had been taken back when another was made: what it brought was gone by then. */
  const wasUndoneBefore = (field: string, earlier: MergeEntry, merge: MergeEntry) => {
    const parting = (body.unmerges ?? []).find((one) => one.mergeId === earlier.id);
    const at = parting && positions.get(factId(parting.id, field));
    return at !== undefined && at < (positions.get(factId(merge.id, field)) ?? -1);
  };
  /** Codes that a merge brought, without those that another merge brings as well. */
  const broughtBy = (field: string, merge: MergeEntry): readonly Json[] => {
    const others = all.filter((one) => one.id !== merge.id);
    const fromUndone = new Set(
      others
        .filter((one) => undone.has(one.id) && !wasUndoneBefore(field, one, merge))
        .flatMap((one) => {
          const had = new Set(listOf((one.before as JsonObject)[field]));
          return listOf((one.taken as JsonObject)[field]).filter((item) => !had.has(item));
        }),
    );
    const held = new Set(
      others.filter((one) => !undone.has(one.id)).flatMap((one) => listOf((one.taken as JsonObject)[field])),
    );
    const had = new Set(listOf((merge.before as JsonObject)[field]).filter((item) => !fromUndone.has(item)));
    // One that was taken out since, and is there all the same, was entered by hand.
    const edits = editsSince(field, merge).map((entry) => entry.value.split(/[\s,]+/));
    const isOwnNow = (item: Json) => edits.some((list) => !list.includes(String(item)));
    return listOf((merge.taken as JsonObject)[field]).filter(
      (item) => !had.has(item) && !held.has(item) && !isOwnNow(item),
    );
  };

  const held = new Set<MergedField>();
  for (const merge of ending.toReversed()) {
    for (const field of Object.keys(merge.taken) as MergedField[]) {
      if (SETS.includes(field)) {
        const gone = new Set(broughtBy(field, merge));
        const list = listOf(now(field));
        if (list.some((item) => gone.has(item)))
          values.set(
            field,
            list.filter((item) => !gone.has(item)),
          );
      } else if (jsonEqual(now(field), (merge.taken as JsonObject)[field]) && editsSince(field, merge).length === 0) {
        const value = valueBefore(field, merge);
        values.set(field, value);
      } else held.add(field);
    }
  }

  const back = [...values]
    .filter(([field, next]) => !jsonEqual(next, valueOf(body, field)))
    .map(([field, next]): FieldFate => ({ field, now: valueOf(body, field), next }));
  const stays = [...held]
    .filter((field) => !values.has(field))
    .map((field): FieldFate => ({ field, now: valueOf(body, field), next: valueOf(body, field) }));
  const tell = (field: string, value: Json, writing: Writing) => {
    const text = factValue(value);
    const known = facts.findLast((entry) => entry.field === field && entry.value === text);
    return fact(field, value, known, writing);
  };
  const writingOf = (mergeId: string) => writings[mergeIds.indexOf(mergeId)] as Writing;
  const told = [
    ...back
      .filter(({ field }) => !NOT_TOLD.includes(field) && !SETS.includes(field))
      .map(({ field, next }) =>
        tell(field, next, writingOf(ending.findLast((merge) => field in merge.taken)?.id ?? '')),
      ),
    // For codes always, one for each merge: they say from when on its codes were gone.
    ...ending.flatMap((merge) =>
      SETS.filter((field) => field in merge.taken).map((field) =>
        tell(field, now(field as MergedField), writingOf(merge.id)),
      ),
    ),
  ];
  return {
    back,
    stays,
    patch: {
      ...Object.fromEntries(back.map(({ field, next }) => [field, next])),
      ...(told.length > 0 ? { facts: told } : {}),
      unmerges: ending.map(({ id: mergeId }) => {
        const { entryId: id, actor, at } = writingOf(mergeId);
        return { id, mergeId, ...(note?.trim() ? { note: note.trim() } : {}), actor, at };
      }),
    },
    base: baseFor(
      body,
      back.map(({ field }) => field),
    ),
  };
}

/** Whether either of two records says that the other is of somebody else. */
export function isSaidNotSame(a: PersonRecord, b: PersonRecord): boolean {
  const says = (one: PersonRecord, other: string) => (one.body.notSame ?? []).some((entry) => entry.otherId === other);
  return says(a, b.id) || says(b, a.id);
}
