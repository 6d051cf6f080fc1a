import type { Actor } from '#shared/kernel/define-workflow.ts';
import { jsonEqual, type JsonObject } from '#shared/kernel/json.ts';
import { findCollection } from '#shared/registry/index.ts';
import type { Doc } from '#shared/sync/operation.ts';
import {
  arrivedBody,
  authorsOf,
  carryOn,
  leftBody,
  namedRecords,
  returnedBody,
  toldBody,
  transferredBody,
} from '#shared/sync/transfer.ts';
import { appendAudit } from '../../storage/audit.ts';
import { SERVER, type Database, type Scope, type Transaction } from '../../storage/database.ts';
import { findOffice } from '../../storage/offices.ts';
import { lockDocs, readActors, writeDocs, type OfficeRef, type StoredDoc } from '../../storage/records.ts';
import {
  besideOffer,
  eventIdsOf,
  findOnward,
  finishStep,
  hasPendingTransfers,
  listPendingTransfers,
  lockTransfer,
  namesOf,
  noteCarried,
  readCarried,
  settleEdit,
  untouchedDocs,
  waitingEdits,
  wakeOffer,
  type StoredTransfer,
} from '../../storage/transfers.ts';
import { bodyCheck } from '../sync/check.ts';

const scopeOf = (office: OfficeRef): Scope => ({ kind: 'office', officeId: office.officeId, area: office.area });
const keyOf = (doc: { readonly collection: string; readonly id: string }) => `${doc.collection}/${doc.id}`;

type Key = readonly [string, string];

/** Documents of one office, as one step finds and leaves them. */
class Desk {
  readonly office: OfficeRef;
  readonly #tx: Transaction;
  readonly #stored = new Map<string, StoredDoc>();
  readonly #next = new Map<string, Doc>();

  constructor(tx: Transaction, office: OfficeRef) {
    this.#tx = tx;
    this.office = office;
  }

  async enter(): Promise<void> {
    await this.#tx.enter(scopeOf(this.office));
  }

  /** Locks documents; the ones that are not there stay unknown. */
  async lock(keys: readonly Key[]): Promise<void> {
    for (const doc of await lockDocs(this.#tx, this.office.officeId, keys)) this.#stored.set(keyOf(doc), doc);
  }

  get(collection: string, id: string): Doc | null {
    const key = `${collection}/${id}`;
    return this.#next.get(key) ?? this.#stored.get(key) ?? null;
  }

  put(doc: Doc): void {
    this.#next.set(keyOf(doc), { ...doc, officeId: this.office.officeId });
  }

  /** Writes what differs. Takes the lock of the change log: last in the transaction. */
  async write(): Promise<void> {
    const writes = [...this.#next.values()].flatMap((doc) => {
      const before = this.#stored.get(keyOf(doc));
      const same =
        before &&
        before.removed === doc.removed &&
        before.version === doc.version &&
        jsonEqual(before.body, doc.body) &&
        jsonEqual(before.conflicts as never, doc.conflicts as never);
      if (same) return [];
      const fault = doc.removed ? null : (bodyCheck(doc.collection)?.(doc.body) ?? null);
      if (fault !== null) throw new Error(`a transfer would leave a ${doc.collection} document unfit at ${fault}`);
      return [{ doc, fresh: !before, downward: false }];
    });
    if (writes.length === 0) return;
    await this.enter();
    await writeDocs(this.#tx, this.office, writes, 'server');
  }
}

function isAlive(doc: Doc | null): doc is Doc {
  return doc !== null && !doc.removed;
}

async function officeName(tx: Transaction, id: string): Promise<string> {
  return (await findOffice(tx, id))?.name.latn ?? '';
}

/** The case and all that goes with it, from the sender's documents into the receiver's. */
async function carry(tx: Transaction, transfer: StoredTransfer, from: Desk, to: Desk): Promise<void> {
  await from.enter();
  const { caseId } = transfer;
  const events = await eventIdsOf(tx, transfer.fromOffice, caseId);
  await from.lock([['cases', caseId], ...events.map((id): Key => ['caseEvents', id])]);
  const home = from.get('cases', caseId);
  if (!isAlive(home)) return;
  const { householdId } = home.body;
  if (typeof householdId === 'string') await from.lock([['households', householdId]]);
  const household = typeof householdId === 'string' ? from.get('households', householdId) : null;
  const named = namedRecords(home.body, isAlive(household) ? household.body : undefined);
  await from.lock(named);
  const happened = events.flatMap((id) => from.get('caseEvents', id) ?? []).filter((doc) => !doc.removed);
  const records = named.flatMap(([collection, id]) => from.get(collection, id) ?? []).filter((doc) => !doc.removed);
  const authors = authorsOf([home.body, ...happened.map((doc) => doc.body)]);
  const sender = {
    officeName: await officeName(tx, transfer.fromOffice),
    people: await namesOf(tx, transfer.fromOffice, [...authors]),
    at: transfer.offeredAt.toISOString(),
  };

  await to.enter();
  const carried = new Map(
    (await readCarried(tx, transfer.toOffice, transfer.id)).map((one) => [keyOf(one), one] as const),
  );
  const wanted: Key[] = [...new Map([home, ...happened, ...records].map((doc) => [keyOf(doc), doc])).values()].map(
    (doc) => [doc.collection, doc.id],
  );
  await to.lock([...wanted, ...[...carried.values()].map((one): Key => [one.collection, one.id])]);
  const bring = async (doc: Doc, body: JsonObject) => {
    const before = to.get(doc.collection, doc.id);
    if (!carried.has(keyOf(doc))) {
      await noteCarried(
        tx,
        to.office,
        transfer.id,
        doc,
        isAlive(before) ? { version: before.version, body: before.body, conflicts: before.conflicts } : null,
      );
    }
    to.put({ ...doc, body, removed: false });
  };
  const own = carried.get(keyOf(home))?.before?.body ?? to.get('cases', caseId)?.body;
  const formerNumber = own?.state !== 'declined' && typeof own?.number === 'string' ? own.number : undefined;
  await bring(home, arrivedBody(home.body, transfer, { ...sender, formerNumber }));
  for (const doc of happened) await bring(doc, doc.body);
  // What the receiving office has of its own it keeps as it knows it.
  const untouched = await untouchedDocs(
    tx,
    transfer.toOffice,
    records.map((doc) => [doc.collection, doc.id] as const),
  );
  for (const doc of records) {
    const there = to.get(doc.collection, doc.id);
    if (there === null || (there.removed && untouched.has(keyOf(doc)))) await bring(doc, doc.body);
  }
  // A draft that the sender has thrown away meanwhile.
  const present = new Set(happened.map(keyOf));
  for (const one of carried.values()) {
    if (one.collection !== 'caseEvents' || present.has(keyOf(one))) continue;
    const there = to.get(one.collection, one.id);
    if (isAlive(there)) to.put({ ...there, body: {}, conflicts: [], removed: true });
  }
}

/** Takes what was carried away from the office that did not take it over. */
async function takeAway(tx: Transaction, transfer: StoredTransfer, from: Desk, to: Desk, at: string): Promise<void> {
  await from.enter();
  await from.lock([['cases', transfer.caseId]]);
  await to.enter();
  const carried = await readCarried(tx, transfer.toOffice, transfer.id);
  const keys = carried.map((one): Key => [one.collection, one.id]);
  await to.lock(keys);
  const untouched = await untouchedDocs(tx, transfer.toOffice, keys);
  for (const one of carried) {
    const there = to.get(one.collection, one.id);
    if (!isAlive(there)) continue;
    if (one.collection === 'cases') {
      const body = leftBody(
        there.body,
        one.before?.body ?? null,
        from.get('cases', transfer.caseId)?.body ?? {},
        transfer,
        at,
      );
      to.put({ ...there, body, conflicts: one.before?.conflicts ?? [] });
    } else if (one.before) {
      to.put({ ...there, ...one.before });
    } else if (one.collection === 'caseEvents' || untouched.has(keyOf(one))) {
      // People whom the office has written into meanwhile are its own by now.
      to.put({ ...there, body: {}, conflicts: [], removed: true });
    }
  }
}

/** Carries the operations in line on to whichever office has the case now. */
async function carryLate(
  tx: Transaction,
  transfer: StoredTransfer,
  from: Desk,
  at: string,
): Promise<{ readonly desk: Desk | null; readonly holder: string | null }> {
  await from.enter();
  const waiting = await waitingEdits(tx, transfer);
  if (waiting.length === 0) return { desk: null, holder: null };
  const actors: ReadonlyMap<string, Actor> = await readActors(tx, transfer.fromOffice);
  await from.lock([['cases', transfer.caseId]]);
  let holder: OfficeRef = { officeId: transfer.toOffice, area: transfer.toArea };
  // Given on meanwhile, and perhaps on again.
  for (let hop = 0; hop < 50; hop++) {
    await tx.enter(scopeOf(holder));
    const onward = await findOnward(tx, holder.officeId, transfer.caseId);
    if (!onward) break;
    holder = { officeId: onward.toOffice, area: onward.toArea };
  }
  const there = holder.officeId === from.office.officeId ? from : new Desk(tx, holder);
  await there.enter();
  await there.lock([
    ['cases', transfer.caseId],
    ...waiting.map(({ operation }): Key => [operation.collection, operation.docId]),
  ]);
  const told: { readonly operationId: string; readonly result: string; readonly code: string | null }[] = [];
  for (const { operationId, operation } of waiting) {
    const definition = findCollection(operation.collection);
    const home = there.get('cases', transfer.caseId);
    if (!definition || !home) throw new Error(`the case of a late edit is not where it was carried`);
    const check = bodyCheck(definition.name);
    const came = carryOn(operation, {
      officeId: holder.officeId,
      actor: actors.get(operation.actor) ?? null,
      target: there.get(operation.collection, operation.docId),
      home,
      definition,
      at,
      ...(check ? { checkBody: check } : {}),
    });
    if (came.home) there.put(came.home);
    if (came.target) there.put(came.target);
    if (there !== from) {
      const own = from.get('cases', transfer.caseId);
      if (own) from.put({ ...own, body: toldBody(own.body, operation, came) });
    }
    told.push({ operationId, result: came.result, code: came.code ?? null });
  }
  await there.enter();
  await wakeOffer(tx, holder.officeId, transfer.caseId);
  await from.enter();
  for (const { operationId, result, code } of told) await settleEdit(tx, transfer, operationId, result, code);
  return { desk: there === from ? null : there, holder: holder.officeId };
}

/**
 * Brings the documents of one transfer to where its row stands. Does nothing where they are there.
 * @returns an office whose case it changed while that may be before a third one
 */
async function step(
  tx: Transaction,
  id: { readonly fromOffice: string; readonly id: string },
  now: Date,
): Promise<string | null> {
  const transfer = await lockTransfer(tx, id.fromOffice, id.id);
  if (!transfer) return null;
  // In the order of the offers: what one has left behind is gone before the next comes.
  const { later, earlierPending } = await besideOffer(tx, transfer);
  if (earlierPending) return null;
  const from = new Desk(tx, { officeId: transfer.fromOffice, area: transfer.fromArea });
  const to = new Desk(tx, { officeId: transfer.toOffice, area: transfer.toArea });
  const at = now.toISOString();
  const desks: Desk[] = [from, to];
  let { status } = transfer;
  let holder: string | null = null;
  const own = async () => {
    await from.enter();
    await from.lock([['cases', transfer.caseId]]);
    return from.get('cases', transfer.caseId);
  };
  if (status === 'offered' || status === 'carried') {
    await carry(tx, transfer, from, to);
    status = 'carried';
  } else {
    const doc = await own();
    // The case may have been offered anew: only what still stands where this offer left it is changed.
    const isOffered = isAlive(doc) && doc.body.state === 'offered' && !later;
    if (status === 'accepted') {
      if (isOffered) {
        const name = await officeName(tx, transfer.toOffice);
        from.put({ ...doc, body: transferredBody(doc.body, transfer, at, name), conflicts: [] });
        // Open conflicts went along: they are answered where the case is now, and nowhere else.
        const events = await eventIdsOf(tx, transfer.fromOffice, transfer.caseId);
        await from.lock(events.map((event): Key => ['caseEvents', event]));
        for (const event of events) {
          const happened = from.get('caseEvents', event);
          if (isAlive(happened) && happened.conflicts.length > 0) from.put({ ...happened, conflicts: [] });
        }
      }
      const late = await carryLate(tx, transfer, from, at);
      if (late.desk) desks.push(late.desk);
      ({ holder } = late);
    } else {
      await to.enter();
      await to.lock([['cases', transfer.caseId]]);
      const said = to.get('cases', transfer.caseId)?.body.declinedNote;
      const note = typeof said === 'string' ? said : undefined;
      if (isOffered) from.put({ ...doc, body: returnedBody(doc.body, transfer, { at, note }) });
      await takeAway(tx, transfer, from, to, at);
    }
  }
  await from.enter();
  await finishStep(tx, transfer, status, now);
  for (const desk of desks) await desk.write();
  await from.enter();
  await appendAudit(
    tx,
    {
      kind: 'case_transfer',
      officeId: transfer.fromOffice,
      detail: { transfer: transfer.id, case: transfer.caseId, to: transfer.toOffice, status },
    },
    now,
  );
  return holder;
}

/** Carries cases between offices, after the pushes that say so. */
export interface Transfers {
  /** Does what a push has left to do of an office's transfers. A step that fails is tried again at the next contact. */
  run(office: OfficeRef): Promise<void>;
  /**
   * Does what is left from before, if anything is. Looked for once in a while, as what another process leaves behind
   * when it dies between a push and its steps; at once where a step of this process has failed.
   */
  onContact(office: OfficeRef): Promise<void>;
  /** Does what is left to do of all transfers: at the start, after a crash. */
  runAll(): Promise<void>;
}

/** How long an office is taken to have nothing left to do, milliseconds. */
const QUIET_MS = 10_000;

/** Makes the carrier. */
export function createTransfers(deps: {
  readonly database: Database;
  readonly now: () => number;
  /** Told of a step that failed. */
  readonly onFault: (error: unknown, transferId: string) => void;
}): Transfers {
  /** When each office was last found to have nothing left to do, by a clock that only grows. */
  const quietSince = new Map<string, number>();

  const run = async (officeIds: readonly string[] | null) => {
    const offices = officeIds && new Set(officeIds);
    const failed = new Set<string>();
    // A step may leave another one to do: a late edit of a case that is before a third office.
    for (let round = 0; round < 5; round++) {
      const rows = await deps.database.transaction(SERVER, (tx) => listPendingTransfers(tx, offices && [...offices]), {
        readOnly: true,
      });
      const due = rows.filter((row) => !failed.has(row.id));
      if (due.length === 0) return;
      for (const row of due) {
        try {
          const holder = await deps.database.transaction(
            { kind: 'office', officeId: row.fromOffice, area: row.fromArea },
            (tx) => step(tx, row, new Date(deps.now())),
            { retryUnique: true },
          );
          if (holder !== null) offices?.add(holder);
        } catch (error) {
          failed.add(row.id);
          for (const one of [row.fromOffice, row.toOffice]) quietSince.delete(one);
          deps.onFault(error, row.id);
        }
      }
    }
  };
  return {
    run: (office) => run([office.officeId]),
    async onContact(office) {
      const now = performance.now();
      if (now - (quietSince.get(office.officeId) ?? -Infinity) < QUIET_MS) return;
      quietSince.set(office.officeId, now);
      const due = await deps.database.transaction(scopeOf(office), (tx) => hasPendingTransfers(tx, office.officeId), {
        readOnly: true,
      });
      if (due) await run([office.officeId]);
    },
    runAll: () => run(null),
  };
}
