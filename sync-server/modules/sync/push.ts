import { createHash } from 'node:crypto';
import type { Actor } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { findCollection } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc, Operation } from '#shared/sync/operation.ts';
import type { Answer, PushResponse } from '#shared/sync/protocol.ts';
import { HttpError } from '../../plugins/errors.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import type { HandledOperation, KnownOperation } from '../../storage/operations.ts';
import { readActors, toWire, type OfficeRef, type StoredDoc } from '../../storage/records.ts';
import type { Transfers } from '../casework/transfers.ts';
import { bodyCheck, operationHash, rawContent } from './check.ts';
import { officeSpace, type PushSpace } from './space.ts';

/** Who pushes. */
export interface Pusher extends OfficeRef {
  readonly deviceId: string;
  readonly userId: string;
}

/** The envelope of a pushed operation: enough to answer it, whatever else is wrong with it. */
export interface Envelope {
  readonly id: string;
  readonly writer: string;
  readonly seq: number;
}

interface Slot {
  readonly envelope: Envelope;
  /** Null where it is no valid operation. */
  readonly operation: Operation | null;
  readonly hash: string;
  /** What is kept of it: itself, or its text where it is no valid operation. */
  readonly raw: unknown;
}

interface Working {
  doc: Doc | null;
  readonly stored: StoredDoc | null;
  touched: boolean;
}

const keyOf = (collection: string, id: string) => `${collection}/${id}`;

class Forked extends Error {
  readonly highest: number;
  constructor(highest: number) {
    super('writer_forked');
    this.highest = highest;
  }
}

/** Operations that can be applied at all, and the documents that this needs. */
function neededDocs(slots: readonly Slot[]): readonly (readonly [string, string])[] {
  const keys = new Map<string, readonly [string, string]>();
  const add = (key: readonly [string, string]) => keys.set(keyOf(key[0], key[1]), key);
  for (const { operation } of slots) {
    const definition = operation && findCollection(operation.collection);
    if (!operation || !definition) continue;
    add([operation.collection, operation.docId]);
    for (const key of definition.related?.(operation) ?? []) add(key);
  }
  return [...keys.values()];
}

function applyOne(
  operation: Operation,
  actors: ReadonlyMap<string, Actor>,
  docs: Map<string, Working>,
  pusher: Pusher,
  space: PushSpace,
): { readonly outcome: 'applied' | 'merged' } | { readonly outcome: 'refused'; readonly failure: Failure } {
  const definition = findCollection(operation.collection);
  if (!definition) return { outcome: 'refused', failure: { code: 'server_too_old' } };
  const foreign = space.refuses(operation, pusher);
  if (foreign) return { outcome: 'refused', failure: { code: foreign } };
  const actor = actors.get(operation.actor);
  if (!actor) return { outcome: 'refused', failure: { code: 'op_actor_unknown' } };
  const working = docs.get(keyOf(operation.collection, operation.docId)) as Working;
  const related = new Map<string, Doc>();
  for (const [collection, id] of definition.related?.(operation) ?? []) {
    const other = docs.get(keyOf(collection, id))?.doc;
    if (other && !other.removed) related.set(keyOf(collection, id), other);
  }
  const check = bodyCheck(definition.name);
  const applied = apply(working.doc, operation, {
    definition,
    actor,
    related,
    space: space.name,
    ...(check ? { checkBody: check } : {}),
  });
  if (applied.kind === 'refused') return { outcome: 'refused', failure: applied.failure };
  working.doc = applied.doc;
  working.touched = true;
  return { outcome: applied.kind };
}

function refusedAnswer(envelope: Envelope, code: ErrorCode, params?: Failure['params']): Omit<Answer, 'doc'> {
  return { id: envelope.id, seq: envelope.seq, result: 'refused', code, ...(params ? { params } : {}) };
}

function duplicateAnswer(
  envelope: Envelope,
  known: Pick<KnownOperation, 'outcome' | 'code' | 'params'>,
): Omit<Answer, 'doc'> {
  return {
    id: envelope.id,
    seq: envelope.seq,
    result: 'duplicate',
    outcome: known.outcome,
    ...(known.code ? { code: known.code } : {}),
    ...(known.params ? { params: known.params } : {}),
  };
}

async function pushBatch(
  tx: Transaction,
  pusher: Pusher,
  writer: string,
  slots: readonly Slot[],
  now: Date,
  space: PushSpace,
): Promise<Omit<PushResponse, 'epoch' | 'time'> & { readonly transfers: boolean }> {
  const highest = await space.lockWriter(tx, pusher, writer);
  const known = await space.findOperations(
    tx,
    pusher,
    slots.map((slot) => slot.envelope.id),
  );
  // A number that was used before, by an operation that we never saw: two journals write under one name (I2).
  for (const { envelope } of slots) {
    if (envelope.seq <= highest && !known.has(envelope.id)) throw new Forked(highest);
  }
  const first = slots[0]?.envelope.seq ?? 0;
  if (first > highest + 1) throw new HttpError(409, 'seq_gap', { expected: highest + 1 });

  const gate = await space.gate(
    tx,
    pusher,
    slots.flatMap(({ envelope, operation }) => (operation && !known.has(envelope.id) ? [operation] : [])),
  );
  const docs = new Map<string, Working>();
  const keys = [...neededDocs(slots)];
  for (const [collection, id] of keys) docs.set(keyOf(collection, id), { doc: null, stored: null, touched: false });
  const found = await space.lockDocs(tx, pusher, keys);
  for (const stored of found) {
    docs.set(keyOf(stored.collection, stored.id), { doc: stored, stored, touched: false });
  }
  const actors = await readActors(tx, pusher.officeId);

  const handled = new Map<string, HandledOperation>();
  const answers: { readonly answer: Omit<Answer, 'doc'>; readonly key: string | null }[] = [];
  for (const { envelope, operation, hash, raw } of slots) {
    const earlier = known.get(envelope.id) ?? null;
    const sameBatch = handled.get(envelope.id);
    const key = operation ? keyOf(operation.collection, operation.docId) : null;
    if (earlier || sameBatch) {
      const before = earlier ?? {
        hash: sameBatch?.hash,
        outcome: sameBatch?.outcome ?? 'refused',
        code: sameBatch?.code ?? null,
        params: sameBatch?.params ?? null,
      };
      answers.push({
        answer: before.hash === hash ? duplicateAnswer(envelope, before) : refusedAnswer(envelope, 'op_id_reused'),
        key,
      });
      continue;
    }
    if (!operation) {
      // Kept whole as text, so that a later version can still read what this one can't.
      const { id, seq } = envelope;
      const unread = { id, seq, actor: '', collection: '', docId: '' };
      handled.set(id, { operation: unread, content: raw, hash, outcome: 'refused', code: 'op_invalid' });
      answers.push({ answer: refusedAnswer(envelope, 'op_invalid'), key });
      continue;
    }
    const gated = actors.has(operation.actor) ? gate.before(operation) : null;
    // What is carried on to another office is answered with the office's own document, which it does not change.
    const came =
      gated === null
        ? applyOne(operation, actors, docs, pusher, space)
        : gated.kind === 'refused'
          ? { outcome: gated.kind, failure: gated.failure }
          : { outcome: 'merged' as const };
    if (gated === null && came.outcome !== 'refused') {
      gate.after(operation, docs.get(keyOf(operation.collection, operation.docId))?.doc as Doc);
    }
    if (came.outcome === 'refused') {
      const { code, params } = came.failure;
      handled.set(envelope.id, {
        operation,
        // What belongs into the protected space is kept nowhere else.
        content: code === 'space_wrong' ? null : raw,
        hash,
        outcome: 'refused',
        code,
        ...(params ? { params } : {}),
      });
      answers.push({ answer: refusedAnswer(envelope, code, params), key });
    } else {
      handled.set(envelope.id, { operation, content: raw, hash, outcome: came.outcome });
      if (came.outcome === 'merged') {
        answers.push({ answer: { id: envelope.id, seq: envelope.seq, result: 'merged' }, key });
      }
    }
  }

  const last = slots.at(-1)?.envelope.seq ?? highest;
  await space.record(tx, pusher, writer, [...handled.values()], last);
  const transfers = await gate.close(now);

  const changed = [...docs.values()].filter((working) => working.touched);
  const current = new Map<string, StoredDoc>();
  for (const [key, working] of docs) if (working.stored) current.set(key, working.stored);
  let head: number;
  if (changed.length > 0) {
    const written = await space.write(
      tx,
      pusher,
      writer,
      changed.map(({ doc, stored }) => ({ doc: doc as Doc, stored })),
      found,
      now,
    );
    head = written.head;
    for (const doc of written.docs) current.set(keyOf(doc.collection, doc.id), doc);
  } else {
    head = await space.head(tx, pusher);
  }

  const finished: Answer[] = answers.map(({ answer, key }) => {
    const doc = key === null ? undefined : current.get(key);
    return { ...answer, doc: doc ? toWire(doc) : null };
  });
  if (handled.size > 0) {
    const digest = createHash('sha256');
    for (const { operation, hash, outcome, code } of handled.values()) {
      digest.update(`${operation.id}:${operation.seq}:${hash}:${outcome}:${code ?? ''}\n`);
    }
    const detail = { writer, from: first, to: last, operations: handled.size, head, digest: digest.digest('hex') };
    await space.audit(tx, pusher, { kind: 'push', detail }, now);
  }
  return { acked: Math.max(highest, last), head, answers: finished, transfers };
}

/**
 * Handles one push: all of it in one transaction, each operation exactly once. Cases that it sends to other offices, or
 * brings back, go on their way after it is committed.
 * @throws HttpError `seq_gap` or `writer_forked` (both 409, nothing applied), `invalid_input`, `forbidden`
 */
export async function push(
  deps: { readonly database: Database; readonly now: () => number; readonly transfers?: Transfers },
  pusher: Pusher,
  request: { readonly writer: string; readonly operations: readonly Envelope[] },
  space: PushSpace = officeSpace,
): Promise<Omit<PushResponse, 'epoch' | 'time'>> {
  const { writer, operations } = request;
  if (!writer.startsWith(`${pusher.deviceId}.`)) throw new HttpError(403, 'forbidden');
  operations.forEach((envelope, at) => {
    if (envelope.writer !== writer) throw new HttpError(400, 'invalid_input', { params: { field: 'writer' } });
    const expected = (operations[0] as Envelope).seq + at;
    if (envelope.seq !== expected) throw new HttpError(409, 'seq_gap', { expected });
  });
  const slots = operations.map((envelope): Slot => {
    const hash = operationHash(envelope);
    return hash === null
      ? { envelope: { id: envelope.id, writer, seq: envelope.seq }, operation: null, ...rawContent(envelope) }
      : { envelope, operation: envelope as Operation, hash, raw: envelope };
  });
  const now = new Date(deps.now());
  try {
    const { transfers, ...response } = await deps.database.transaction(
      space.scope(pusher, writer),
      (tx) => pushBatch(tx, pusher, writer, slots, now, space),
      { retryUnique: true },
    );
    if (transfers) await deps.transfers?.run(pusher);
    return response;
  } catch (error) {
    if (!(error instanceof Forked)) throw error;
    await deps.database.transaction(space.scope(pusher, writer), async (tx) => {
      await space.flagFork(tx, pusher, writer);
      const detail = { writer, from: operations[0]?.seq ?? 0, highest: error.highest };
      await space.audit(tx, pusher, { kind: 'writer_forked', detail }, now);
    });
    throw new HttpError(409, 'writer_forked', { expected: error.highest });
  }
}
