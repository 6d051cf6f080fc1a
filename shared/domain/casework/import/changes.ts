import type { Day } from '#shared/domain/language/dates.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { OperationKind } from '#shared/sync/operation.ts';
import type { ImportUnit, PlannedPerson, Values } from './plan.ts';

/** Which import it is: who began it, when, from which file. The same on every try, so that a repeated one doubles nothing. */
export interface ImportHead {
  readonly importId: string;
  readonly fileName: string;
  readonly actorId: string;
  /** ISO 8601 UTC, of the beginning. */
  readonly at: string;
  readonly today: Day;
}

/** A change of one record, as `DataClient.commit` takes it. */
export interface ImportChange {
  readonly collection: 'people' | 'households' | 'cases' | 'programmeEntries' | 'catalogues' | 'auditEvents';
  readonly docId: string;
  readonly kind: OperationKind;
  readonly transition?: string;
  readonly patch: JsonObject;
  readonly base?: JsonObject;
}

/** How ids of entries begin that an import has made: by it one tells what it wrote from what others did. */
export const entryPrefix = (importId: string) => `i-${importId}-`;

/** The most changes that are committed as one act. */
export const BATCH_CHANGES = 200;

const detailOf = (head: ImportHead, at: number) => `${head.fileName.slice(0, 280)} · ${at}`;

function historyOf(head: ImportHead, at: number, event: string): Json {
  return [
    {
      id: `${entryPrefix(head.importId)}${at}-${event}`,
      event,
      at: head.at,
      actor: head.actorId,
      note: detailOf(head, at),
    },
  ];
}

function factsOf(values: Values, head: ImportHead, at: number): Json {
  return Object.entries(values).map(([field, value]) => ({
    id: `${entryPrefix(head.importId)}${at}-${field}`,
    field,
    value: String(value),
    source: 'imported',
    detail: detailOf(head, at),
    actor: head.actorId,
    at: head.at,
  }));
}

function changeOfPerson(person: PlannedPerson, head: ImportHead): ImportChange {
  const facts = factsOf(person.values, head, person.at);
  if (!person.isNew) {
    return {
      collection: 'people',
      docId: person.id,
      kind: 'patch',
      patch: { ...person.values, facts, history: historyOf(head, person.at, 'imported') },
    };
  }
  return {
    collection: 'people',
    docId: person.id,
    kind: 'create',
    patch: {
      ...person.values,
      facts,
      importId: head.importId,
      createdBy: head.actorId,
      createdAt: head.at,
      history: historyOf(head, person.at, 'created'),
    },
  };
}

function changeOfHousehold(
  household: NonNullable<ImportUnit['household']>,
  at: number,
  head: ImportHead,
): ImportChange {
  const members = household.members.map((one) => ({ ...one, actor: head.actorId, at: head.at }));
  if (!household.isNew) {
    return {
      collection: 'households',
      docId: household.id,
      kind: 'patch',
      patch: { members, history: historyOf(head, at, 'member_added') },
    };
  }
  return {
    collection: 'households',
    docId: household.id,
    kind: 'create',
    patch: {
      address: household.address,
      ...(household.phone ? { phone: household.phone } : {}),
      members,
      importId: head.importId,
      createdBy: head.actorId,
      createdAt: head.at,
      history: historyOf(head, at, 'created'),
    },
  };
}

function changesOfEntry(entry: NonNullable<ImportUnit['entry']>, head: ImportHead): readonly ImportChange[] {
  const { number, minutesNumber, minutesDate, decisionNumber, decisionDate, enrolledOn, reason } = entry.values;
  const decision = { minutesNumber, minutesDate, decisionNumber, decisionDate };
  const said = (fields: Readonly<Record<string, string | number | undefined>>): JsonObject =>
    Object.fromEntries(Object.entries(fields).filter((one): one is [string, string | number] => one[1] !== undefined));
  const proposedOn = decisionDate ?? minutesDate ?? head.today;
  const create: ImportChange = {
    collection: 'programmeEntries',
    docId: entry.id,
    kind: 'create',
    patch: {
      state: entry.enrolled ? 'proposed' : 'draft',
      programme: entry.programme,
      versionId: entry.versionId,
      category: entry.category,
      ...said({ personId: entry.personId, householdId: entry.householdId, number, reason }),
      // What a list says of a decision is kept, though it is not all there.
      ...(entry.enrolled ? { proposedOn } : said(decision)),
      importId: head.importId,
      createdBy: head.actorId,
      createdAt: head.at,
      history: historyOf(head, entry.at, 'created'),
    },
  };
  if (!entry.enrolled) return [create];
  return [
    create,
    {
      collection: 'programmeEntries',
      docId: entry.id,
      kind: 'transition',
      transition: 'enrol',
      patch: { ...said({ ...decision, enrolledOn, number }), history: historyOf(head, entry.at, 'enrol') },
    },
  ];
}

function changesOfCase(one: NonNullable<ImportUnit['case']>, head: ImportHead): readonly ImportChange[] {
  const create: ImportChange = {
    collection: 'cases',
    docId: one.id,
    kind: 'create',
    patch: {
      kind: one.kind,
      state: 'intake',
      ...(one.personId ? { personId: one.personId } : {}),
      ...one.values,
      importId: head.importId,
      createdBy: head.actorId,
      createdAt: head.at,
      history: historyOf(head, one.at, 'created'),
    },
  };
  if (!one.closing) return [create];
  return [
    create,
    {
      collection: 'cases',
      docId: one.id,
      kind: 'transition',
      transition: 'close',
      patch: { ...one.closing, closingNote: detailOf(head, one.at), history: historyOf(head, one.at, 'close') },
    },
  ];
}

/** What a unit changes. Ids and moments come from the import's head and the row alone. */
export function changesOf(unit: ImportUnit, head: ImportHead): readonly ImportChange[] {
  return [
    ...unit.people.map((person) => changeOfPerson(person, head)),
    ...(unit.household ? [changeOfHousehold(unit.household, unit.rows[0] ?? 0, head)] : []),
    ...(unit.entry ? changesOfEntry(unit.entry, head) : []),
    ...(unit.case ? changesOfCase(unit.case, head) : []),
  ];
}

/**
 * What of a unit is to be done still, after a try that may have come through: what is there already, by its id or by its
 * entries, is not done twice.
 * @param isDone whether a record has what an import's entry of this id stands for
 */
export function remaining(
  changes: readonly ImportChange[],
  isDone: (change: ImportChange, entryId: string) => boolean,
): readonly ImportChange[] {
  return changes.filter((change) => {
    const [entry] = (change.patch.history ?? []) as readonly { readonly id: string }[];
    return entry === undefined || !isDone(change, entry.id);
  });
}

/** How many records a unit makes, and how many known people it fills up. */
export interface Counts {
  readonly people: number;
  readonly households: number;
  readonly entries: number;
  readonly cases: number;
  readonly filled: number;
}

/** Nothing yet. */
export const NO_COUNTS: Counts = { people: 0, households: 0, entries: 0, cases: 0, filled: 0 };

/** Counts of several units together. */
export function countUnits(units: readonly ImportUnit[], before: Counts = NO_COUNTS): Counts {
  const sum = { ...before };
  for (const unit of units) {
    for (const person of unit.people) sum[person.isNew ? 'people' : 'filled'] += 1;
    if (unit.household?.isNew) sum.households += 1;
    if (unit.entry) sum.entries += 1;
    if (unit.case) sum.cases += 1;
  }
  return sum;
}

/** Units in the order of the file, so many together as one act takes; a unit is never divided. */
export function* inBatches(
  units: readonly ImportUnit[],
  head: ImportHead,
  most = BATCH_CHANGES,
): Generator<{ readonly units: readonly ImportUnit[]; readonly changes: readonly ImportChange[] }> {
  let batch: ImportUnit[] = [];
  let changes: ImportChange[] = [];
  for (const unit of units) {
    const own = changesOf(unit, head);
    if (batch.length > 0 && changes.length + own.length > most) {
      yield { units: batch, changes };
      batch = [];
      changes = [];
    }
    batch.push(unit);
    changes.push(...own);
  }
  if (batch.length > 0) yield { units: batch, changes };
}
