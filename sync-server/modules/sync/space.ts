import type { JsonObject } from '#shared/kernel/json.ts';
import { findCollection } from '#shared/registry/index.ts';
import type { Doc, Operation } from '#shared/sync/operation.ts';
import { HttpError } from '../../plugins/errors.ts';
import { appendAudit, sealAudit } from '../../storage/audit.ts';
import { readHead } from '../../storage/counter.ts';
import type { Scope, Transaction } from '../../storage/database.ts';
import { markReceipts } from '../../storage/dispatches.ts';
import {
  findOperations,
  flagFork,
  lockWriter,
  recordOperations,
  type HandledOperation,
  type KnownOperation,
} from '../../storage/operations.ts';
import {
  findProtectedOperations,
  flagProtectedFork,
  lockProtectedDocs,
  lockProtectedWriter,
  PROTECTED_COLLECTIONS,
  protectedScope,
  readProtectedHead,
  recordProtectedOperations,
  writeProtectedDocs,
  type ProtectedDoc,
} from '../../storage/protected.ts';
import { lockDocs, writeDocs, type StoredDoc } from '../../storage/records.ts';
import { OPEN_GATE, openGate, type TransferGate } from '../casework/gate.ts';
import type { Pusher } from './push.ts';

/** A document that a push has changed. */
export interface ChangedDoc {
  readonly doc: Doc;
  /** As it was stored; null for a new one. */
  readonly stored: StoredDoc | null;
}

/** What an audit row says of a push. */
export interface PushedLine {
  readonly kind: 'push' | 'writer_forked';
  readonly detail: JsonObject;
}

/** Where a push goes: the office's own records, or the protected space of whoever pushes. */
export interface PushSpace {
  readonly name: 'protected' | undefined;
  scope(pusher: Pusher, writer: string): Scope;
  /** Why an operation may not come here at all, whatever there is; null where it may. */
  refuses(operation: Operation, pusher: Pusher): 'space_wrong' | 'op_invalid' | null;
  /** Where cases may be on their way to or from the office: see `openGate`. */
  gate(tx: Transaction, pusher: Pusher, operations: readonly Operation[]): Promise<TransferGate>;
  lockWriter(tx: Transaction, pusher: Pusher, writer: string): Promise<number>;
  findOperations(tx: Transaction, pusher: Pusher, ids: readonly string[]): Promise<ReadonlyMap<string, KnownOperation>>;
  lockDocs(
    tx: Transaction,
    pusher: Pusher,
    keys: readonly (readonly [string, string])[],
  ): Promise<readonly StoredDoc[]>;
  record(
    tx: Transaction,
    pusher: Pusher,
    writer: string,
    handled: readonly HandledOperation[],
    highest: number,
  ): Promise<void>;
  /** Writes documents and gives them back as they stand, with the head of the change log. */
  write(
    tx: Transaction,
    pusher: Pusher,
    writer: string,
    changed: readonly ChangedDoc[],
    found: readonly StoredDoc[],
    now: Date,
  ): Promise<{ readonly head: number; readonly docs: readonly StoredDoc[] }>;
  head(tx: Transaction, pusher: Pusher): Promise<number>;
  flagFork(tx: Transaction, pusher: Pusher, writer: string): Promise<void>;
  audit(tx: Transaction, pusher: Pusher, line: PushedLine, now: Date): Promise<void>;
}

/** The office's own records. */
export const officeSpace: PushSpace = {
  name: undefined,
  scope: ({ officeId, area }) => ({ kind: 'office', officeId, area }),
  refuses: () => null,
  gate: openGate,
  lockWriter: (tx, pusher, writer) => lockWriter(tx, pusher, pusher.deviceId, writer),
  findOperations: (tx, pusher, ids) => findOperations(tx, pusher.officeId, ids),
  lockDocs: (tx, pusher, keys) => lockDocs(tx, pusher.officeId, keys),
  record: recordOperations,
  async write(tx, pusher, writer, changed, _found, now) {
    const written = await writeDocs(
      tx,
      pusher,
      changed.map(({ doc, stored }) => ({
        doc,
        fresh: stored === null,
        downward: findCollection(doc.collection)?.sharing === 'downward',
      })),
      writer,
    );
    await markReceipts(tx, pusher.officeId, written.docs, now);
    return written;
  },
  head: readHead,
  flagFork: (tx, pusher, writer) => flagFork(tx, writer, pusher.deviceId),
  audit: (tx, pusher, { kind, detail }, now) =>
    appendAudit(tx, { kind, actor: pusher.userId, officeId: pusher.officeId, deviceId: pusher.deviceId, detail }, now),
};

/** The protected space of whoever pushes: files of violence and what happened in them, by those who are assigned. */
export const protectedSpace: PushSpace = {
  name: 'protected',
  scope: protectedScope,
  refuses(operation, pusher) {
    if (!PROTECTED_COLLECTIONS.includes(operation.collection)) return 'space_wrong';
    // Nobody brings what another has done: the right to read and to write is the person's own.
    return operation.actor === pusher.userId ? null : 'op_invalid';
  },
  // A file of violence is never offered to another office.
  gate: () => Promise.resolve(OPEN_GATE),
  async lockWriter(tx, pusher, writer) {
    const highest = await lockProtectedWriter(tx, pusher, writer);
    if (highest < 0) throw new HttpError(403, 'forbidden');
    return highest;
  },
  findOperations: (tx, pusher, ids) => findProtectedOperations(tx, pusher.userId, ids),
  lockDocs: lockProtectedDocs,
  record: recordProtectedOperations,
  async write(tx, pusher, _writer, changed, found) {
    const cases = new Map((found as readonly ProtectedDoc[]).map((doc) => [`${doc.collection}/${doc.id}`, doc]));
    const writes = changed.map(({ doc, stored }) => {
      const known = stored as ProtectedDoc | null;
      if (known) return { doc, fresh: false, owner: known.owner, caseId: known.caseId };
      if (doc.collection === 'cases') return { doc, fresh: true, owner: pusher.userId, caseId: doc.id };
      const caseId = String(doc.body.caseId);
      // A file that was opened in this very push is its opener's.
      return { doc, fresh: true, owner: cases.get(`cases/${caseId}`)?.owner ?? pusher.userId, caseId };
    });
    await writeProtectedDocs(tx, pusher, writes);
    const docs = await lockProtectedDocs(
      tx,
      pusher,
      changed.map(({ doc }) => [doc.collection, doc.id] as const),
    );
    return { head: await readProtectedHead(tx, pusher.userId), docs };
  },
  head: (tx, pusher) => readProtectedHead(tx, pusher.userId),
  flagFork: (tx, _pusher, writer) => flagProtectedFork(tx, writer),
  audit: (tx, pusher, { kind, detail }, now) =>
    sealAudit(tx, { kind, actor: pusher.userId, office: pusher.officeId, device: pusher.deviceId, detail }, now),
};
