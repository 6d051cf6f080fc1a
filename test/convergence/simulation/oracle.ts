import { canonicalJson, jsonEqual, type Json } from '#shared/kernel/json.ts';
import type { Conflict, Operation } from '#shared/sync/operation.ts';
import type { ReplicaDoc } from '../../../renderer/ports/replica.ts';
import type { Laptop } from './laptop.ts';
import { logWrites, registerIn, registerWrites, setWrites, type Ledger } from './ledger.ts';
import type { LoggedOperation, SimOffice, StoredDocument } from './world.ts';

/** What was found wrong, by kind. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly diverged: readonly string[];
  readonly stuck: readonly string[];
}

/** What the oracle looks at once everything is quiet. */
export interface Evidence {
  readonly offices: readonly SimOffice[];
  readonly laptops: readonly Laptop[];
  readonly ledger: Ledger;
  readonly logs: ReadonlyMap<string, readonly LoggedOperation[]>;
  readonly documents: ReadonlyMap<string, readonly StoredDocument[]>;
  /** Refused lists of the laptops, by laptop: reason by operation. */
  readonly refused: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The server was set back in this run: work came back in another order than it was first done. */
  readonly serverRestored: boolean;
}

const isFresh = (value: Json): value is string => typeof value === 'string' && /~\d+$/.test(value);

/** A replica row or a stored document in one form. */
function visible(doc: StoredDocument | ReplicaDoc) {
  return canonicalJson({
    officeId: doc.officeId,
    version: doc.version,
    body: doc.body,
    conflicts: doc.conflicts,
    removed: doc.removed,
  });
}

/** Holds what the server and the laptops have against the simulation's own book. */
export function judge(evidence: Evidence): Verdict {
  const lost: string[] = [];
  const doubled: string[] = [];
  const diverged: string[] = [];
  const stuck: string[] = [];

  // I1, I2: each saved operation is in the log exactly once, or was taken off the queue with a reason.
  for (const office of evidence.offices) {
    const log = evidence.logs.get(office.id) ?? [];
    const counted = new Map<string, number>();
    for (const line of log) counted.set(line.id, (counted.get(line.id) ?? 0) + 1);
    for (const [id, count] of counted) {
      if (count > 1) doubled.push(`operation ${id} is in the log ${count} times`);
      const entry = evidence.ledger.entries.get(id);
      if (!entry) doubled.push(`operation ${id} in the log was never saved by anyone`);
      else if (entry.state === 'failed') doubled.push(`operation ${id} was refused by the disk and is in the log`);
      else if (entry.officeId !== office.id) diverged.push(`operation ${id} is in the log of another office`);
    }
    for (const entry of evidence.ledger.entries.values()) {
      if (entry.officeId !== office.id) continue;
      const line = log.find((other) => other.id === entry.id);
      if (!line) {
        const aside = [...evidence.refused.values()].some((list) => list.has(entry.id));
        // A server set back forgets refusals too; what it had refused stays on the laptop's list and is not sent again.
        const kept = aside && (entry.invalid || evidence.serverRestored);
        if (entry.state === 'saved' && !entry.excused && !kept) {
          lost.push(`operation ${entry.id} of ${entry.laptop} (${describe(entry.op as Operation)}) is not in the log`);
        }
        continue;
      }
      if (!sameContent(line.content, entry.op as Operation)) {
        lost.push(`operation ${entry.id} is in the log with another content`);
      }
      if (entry.invalid && line.outcome !== 'refused') {
        diverged.push(`operation ${entry.id} (${describe(entry.op as Operation)}) should have been refused`);
      }
      if (line.outcome === 'refused' && !line.code) lost.push(`operation ${entry.id} was refused without a reason`);
      for (const laptop of evidence.laptops) {
        if (!laptop.held.has(entry.id)) continue;
        const reason = evidence.refused.get(laptop.name)?.get(entry.id);
        if (line.outcome === 'refused' && !reason) {
          lost.push(`operation ${entry.id}, refused (${line.code}), is not on the refused list of ${laptop.name}`);
        }
        // A clone may have sent it to the server as it was before it was set back, and heard another answer.
        if (line.outcome !== 'refused' && reason && !evidence.serverRestored) {
          lost.push(`operation ${entry.id}, ${line.outcome}, is on the refused list of ${laptop.name} (${reason})`);
        }
      }
    }
    judgeDocuments(office, evidence, lost, doubled);
  }

  // I3, I6: every replica shows what the server has for its office, all of it and nothing else.
  for (const laptop of evidence.laptops) {
    const stored = new Map(
      (evidence.documents.get(laptop.identity.officeId) ?? []).map((doc) => [`${doc.collection}/${doc.id}`, doc]),
    );
    const rows = new Map(
      // A removed document is not there for anybody, whether a laptop keeps its tombstone or never had one.
      // One that can't be read is not there either.
      [...laptop.store.docs].filter(([key, row]) => !row.removed && !laptop.store.unreadable.has(key)),
    );
    for (const [key, row] of rows) {
      const doc = stored.get(key);
      if (!doc) diverged.push(`${laptop.name} holds ${key} of ${row.officeId}, which its office does not have`);
      else if (doc.removed) diverged.push(`${laptop.name} still shows ${key}, which was removed`);
      else if (visible(doc) !== visible(row)) {
        diverged.push(`${laptop.name} shows ${key} otherwise than the server:\n  ${visible(row)}\n  ${visible(doc)}`);
      }
    }
    for (const [key, doc] of stored) if (!doc.removed && !rows.has(key)) diverged.push(`${laptop.name} misses ${key}`);
  }
  return { lost, doubled, diverged, stuck };
}

function describe(op: Operation): string {
  return `${op.kind}${op.transition ? ` ${op.transition}` : ''} ${op.collection}/${op.docId} by ${op.actor}`;
}

function sameContent(logged: Operation | null, own: Operation): boolean {
  if (!logged) return false;
  const strip = ({ writer: _writer, seq: _seq, ...rest }: Operation) => rest;
  return canonicalJson(strip(logged)) === canonicalJson(strip(own));
}

/** I2 and I4 on the contents of papers, people and tasks. */
function judgeDocuments(office: SimOffice, evidence: Evidence, lost: string[], doubled: string[]): void {
  const docs = evidence.documents.get(office.id) ?? [];
  const effective = (evidence.logs.get(office.id) ?? []).flatMap((line) =>
    line.outcome === 'refused' || !line.content ? [] : [line.content],
  );
  const byDoc = new Map<string, Operation[]>();
  for (const op of effective) {
    const key = `${op.collection}/${op.docId}`;
    byDoc.set(key, [...(byDoc.get(key) ?? []), op]);
  }
  const byKey = new Map(
    docs.filter((doc) => doc.officeId === office.id).map((doc) => [`${doc.collection}/${doc.id}`, doc]),
  );
  for (const [key, ops] of byDoc) {
    const doc = byKey.get(key);
    if (!doc) {
      lost.push(`${key} has operations in the log and is not there`);
      continue;
    }
    const removal = ops.some((op) => op.kind === 'remove');
    if (removal !== doc.removed) lost.push(`${key} is ${doc.removed ? '' : 'not '}removed against its log`);
    if (!ops.some((op) => op.kind === 'create')) lost.push(`${key} was never created by the log`);
    if (doc.removed) continue;
    judgeRegisters(key, doc, ops, evidence, lost, doubled);
    judgeSets(key, doc, ops, evidence, lost, doubled);
    judgeLogs(key, doc, ops, lost, doubled);
  }
  for (const [key, doc] of byKey) {
    const own = doc.collection !== 'staff' && doc.collection !== 'catalogues';
    if (own && !byDoc.has(key)) doubled.push(`${key} is there without an operation in the log`);
  }
}

function judgeRegisters(
  key: string,
  doc: StoredDocument,
  ops: readonly Operation[],
  { ledger, serverRestored }: Evidence,
  lost: string[],
  doubled: string[],
): void {
  const all = ops.flatMap((op) => registerWrites(op).map((write) => ({ ...write, op })));
  for (const { field, base, value, op } of all) {
    if (field === 'state') continue;
    // A key of a map that the form left alone is no write.
    if (field.includes('.') && jsonEqual(base, value)) continue;
    const current = registerIn(doc.body, field);
    const isCurrent = jsonEqual(current, value);
    const open = doc.conflicts.some(
      (conflict: Conflict) =>
        conflict.field === field && (jsonEqual(conflict.kept, value) || jsonEqual(conflict.other, value)),
    );
    const replaced = all.some((other) => other.op !== op && other.field === field && jsonEqual(other.base, value));
    const settled = ops.some((other) =>
      ledger.entries
        .get(other.id)
        ?.settles.some((settle) => settle.field === field && settle.values.some((known) => jsonEqual(known, value))),
    );
    if (!isCurrent && !open && !replaced && !settled) {
      lost.push(
        `${key}.${field}: ${JSON.stringify(value)} of ${op.id} is neither current, nor in conflict, nor replaced`,
      );
    }
    const rewritten = all.some((other) => other.op !== op && other.field === field && jsonEqual(other.value, value));
    if (!serverRestored && isFresh(value) && isCurrent && replaced && !rewritten) {
      doubled.push(`${key}.${field}: ${JSON.stringify(value)} of ${op.id} is back after it was replaced`);
    }
  }
  const ids = doc.conflicts.map((conflict) => conflict.id);
  if (new Set(ids).size !== ids.length) doubled.push(`${key} has one conflict twice`);
}

function judgeSets(
  key: string,
  doc: StoredDocument,
  ops: readonly Operation[],
  { serverRestored }: Evidence,
  lost: string[],
  doubled: string[],
): void {
  const writes = ops.flatMap((op) => setWrites(op).map((write) => ({ ...write, op })));
  for (const { field, added, op } of writes) {
    const items = (doc.body[field] ?? []) as readonly string[];
    for (const item of added) {
      if (!isFresh(item)) continue;
      const taken = writes.some((other) => other.field === field && other.removed.includes(item));
      if (!taken && !items.includes(item)) lost.push(`${key}.${field}: ${item} of ${op.id} is missing`);
      if (taken && items.includes(item) && !serverRestored) {
        doubled.push(`${key}.${field}: ${item} of ${op.id} is back after it was taken out`);
      }
    }
    if (new Set(items).size !== items.length) doubled.push(`${key}.${field} has an item twice`);
  }
}

function judgeLogs(
  key: string,
  doc: StoredDocument,
  ops: readonly Operation[],
  lost: string[],
  doubled: string[],
): void {
  const expected = new Set(ops.flatMap((op) => logWrites(op).map((write) => write.id)));
  const found = ((doc.body.history ?? []) as readonly { id: string }[]).map((entry) => entry.id);
  for (const id of expected) if (!found.includes(id)) lost.push(`${key}.history: entry ${id} is missing`);
  if (new Set(found).size !== found.length) doubled.push(`${key}.history has an entry twice`);
  for (const id of found) if (!expected.has(id)) doubled.push(`${key}.history: entry ${id} is from no operation`);
}
