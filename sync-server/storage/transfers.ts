import type { JsonObject } from '#shared/kernel/json.ts';
import type { Conflict, Operation } from '#shared/sync/operation.ts';
import type { Transfer, TransferStatus, WithdrawnWhy } from '#shared/sync/transfer.ts';
import type { Transaction } from './database.ts';
import type { OfficeRef } from './records.ts';

/** An offer as the table has it. */
export interface StoredTransfer extends Transfer {
  readonly fromArea: string;
  readonly toArea: string;
  readonly pending: boolean;
  readonly offeredAt: Date;
}

interface Row {
  readonly id: string;
  readonly case_id: string;
  readonly from_office: string;
  readonly from_area: string;
  readonly to_office: string;
  readonly to_area: string;
  readonly status: TransferStatus;
  readonly why: WithdrawnWhy | null;
  readonly pending: boolean;
  readonly offered_at: Date;
}

const COLUMNS = 'id, case_id, from_office, from_area, to_office, to_area, status, why, pending, offered_at';

function toTransfer(row: Row): StoredTransfer {
  return {
    id: row.id,
    caseId: row.case_id,
    fromOffice: row.from_office,
    fromArea: row.from_area,
    toOffice: row.to_office,
    toArea: row.to_area,
    status: row.status,
    ...(row.why ? { why: row.why } : {}),
    pending: row.pending,
    offeredAt: row.offered_at,
  };
}

/** Transfers of cases that an office gives or is given, in the order of their offers; locked until the end. */
export async function lockTransfers(
  tx: Transaction,
  officeId: string,
  caseIds: readonly string[],
): Promise<readonly StoredTransfer[]> {
  if (caseIds.length === 0) return [];
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from case_transfer
     where (from_office = $1 or to_office = $1) and case_id = any($2::text[]) order by n for update`,
    [officeId, caseIds],
    'transfers-lock',
  );
  return rows.map(toTransfer);
}

/** By which transfer an office gave a case away that it had been given; undefined where it has it. */
export async function findOnward(
  tx: Transaction,
  officeId: string,
  caseId: string,
): Promise<StoredTransfer | undefined> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from case_transfer
     where (from_office = $1 or to_office = $1) and case_id = $2 and status = 'accepted' order by n desc limit 1`,
    [officeId, caseId],
  );
  const last = rows[0] && toTransfer(rows[0]);
  return last?.fromOffice === officeId ? last : undefined;
}

/** Cases of events that an office has, by the events' ids. */
export async function casesOfEvents(
  tx: Transaction,
  officeId: string,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (eventIds.length === 0) return new Map();
  const rows = await tx.query<{ id: string; case_id: string | null }>(
    `select id, body ->> 'caseId' as case_id from doc
     where office_id = $1 and collection = 'caseEvents' and id = any($2::text[])`,
    [officeId, eventIds],
  );
  return new Map(rows.flatMap((row) => (row.case_id ? [[row.id, row.case_id] as const] : [])));
}

/** Offices of mahallas among the given ids, each with its area. */
export async function findMahallas(tx: Transaction, ids: readonly string[]): Promise<readonly OfficeRef[]> {
  if (ids.length === 0) return [];
  return tx.query<{ officeId: string; area: string }>(
    `select id as "officeId", area from office where kind = 'mahalla' and id = any($1::text[])`,
    [ids],
  );
}

/** Writes offers down, or what became of them; the documents have to follow. */
export async function saveTransfers(
  tx: Transaction,
  rows: readonly (Transfer & { readonly fromArea: string; readonly toArea: string })[],
  at: Date,
): Promise<void> {
  for (const row of rows) {
    await tx.execute(
      `insert into case_transfer (from_office, id, case_id, from_area, to_office, to_area, status, why, offered_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (from_office, id) do update set status = excluded.status, why = excluded.why, pending = true,
         ended_at = case when excluded.status in ('accepted', 'declined', 'withdrawn') then $9 end`,
      [row.fromOffice, row.id, row.caseId, row.fromArea, row.toOffice, row.toArea, row.status, row.why ?? null, at],
    );
  }
}

/** Puts operations on cases that an office has no more in line, to be carried on. */
export async function queueLateEdits(
  tx: Transaction,
  officeId: string,
  edits: readonly { readonly operationId: string; readonly transfer: Transfer }[],
): Promise<void> {
  for (const { operationId, transfer } of edits) {
    await tx.execute(
      `insert into case_late_edit (from_office, operation_id, transfer_id, case_id) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [officeId, operationId, transfer.id, transfer.caseId],
    );
    await tx.execute('update case_transfer set pending = true where from_office = $1 and id = $2', [
      officeId,
      transfer.id,
    ]);
  }
}

/** Whether something of an office's transfers is left to do. In the office's scope. */
export async function hasPendingTransfers(tx: Transaction, officeId: string): Promise<boolean> {
  const rows = await tx.query(
    'select 1 from case_transfer where pending and (from_office = $1 or to_office = $1) limit 1',
    [officeId],
    'transfers-pending',
  );
  return rows.length > 0;
}

/** Transfers of which something is left to do: of some offices, or of all. In the server's scope. */
export async function listPendingTransfers(
  tx: Transaction,
  officeIds: readonly string[] | null,
): Promise<readonly StoredTransfer[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from case_transfer where pending and ($1::text[] is null or from_office = any($1) or to_office = any($1))
     order by n limit 500`,
    [officeIds],
  );
  return rows.map(toTransfer);
}

/** Locks one transfer; undefined where nothing of it is left to do. */
export async function lockTransfer(
  tx: Transaction,
  fromOffice: string,
  id: string,
): Promise<StoredTransfer | undefined> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from case_transfer where from_office = $1 and id = $2 and pending for update`,
    [fromOffice, id],
  );
  return rows[0] && toTransfer(rows[0]);
}

/**
 * How an offer stands to the sender's others of the same case: whether there are later ones, and whether an earlier one
 * has still to be taken away. In the sender's scope.
 */
export async function besideOffer(
  tx: Transaction,
  transfer: Transfer,
): Promise<{ readonly later: boolean; readonly earlierPending: boolean }> {
  const rows = await tx.query<{ later: boolean; pending: boolean }>(
    `select o.n > own.n as later, o.pending and o.status <> 'accepted' as pending
     from case_transfer own join case_transfer o
       on o.from_office = own.from_office and o.case_id = own.case_id and o.n <> own.n
     where own.from_office = $1 and own.id = $2`,
    [transfer.fromOffice, transfer.id],
  );
  return {
    later: rows.some((row) => row.later),
    earlierPending: rows.some((row) => !row.later && row.pending),
  };
}

/** Notes that an office's case changed while it is before another one. In the office's scope. */
export async function wakeOffer(tx: Transaction, officeId: string, caseId: string): Promise<void> {
  await tx.execute(
    `update case_transfer set pending = true
     where from_office = $1 and case_id = $2 and status in ('offered', 'carried')`,
    [officeId, caseId],
  );
}

/** Notes that the documents have followed. */
export async function finishStep(tx: Transaction, transfer: Transfer, status: TransferStatus, at: Date): Promise<void> {
  await tx.execute(
    `update case_transfer set pending = false, status = $3,
       carried_at = case when $3 = 'carried' then coalesce(carried_at, $4) else carried_at end
     where from_office = $1 and id = $2`,
    [transfer.fromOffice, transfer.id, status, at],
  );
}

/** An operation in line, as it was pushed. */
export interface WaitingEdit {
  readonly operationId: string;
  readonly operation: Operation;
}

/** Operations in line for a transfer, in the order in which they came. In the sending office's scope. */
export async function waitingEdits(tx: Transaction, transfer: Transfer): Promise<readonly WaitingEdit[]> {
  return tx.query<WaitingEdit & { readonly operationId: string }>(
    `select l.operation_id as "operationId", o.content as operation
     from case_late_edit l join operation o on o.office_id = l.from_office and o.id = l.operation_id
     where l.from_office = $1 and l.transfer_id = $2 and l.result is null order by l.n`,
    [transfer.fromOffice, transfer.id],
  );
}

/** Notes what became of an operation in line. In the sending office's scope. */
export async function settleEdit(
  tx: Transaction,
  transfer: Transfer,
  operationId: string,
  result: string,
  code: string | null,
): Promise<void> {
  await tx.execute('update case_late_edit set result = $3, code = $4 where from_office = $1 and operation_id = $2', [
    transfer.fromOffice,
    operationId,
    result,
    code,
  ]);
}

/** Ids of all events of a case in an office, the removed ones left out. */
export async function eventIdsOf(tx: Transaction, officeId: string, caseId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from doc where office_id = $1 and collection = 'caseEvents' and body ->> 'caseId' = $2
     and not removed order by id`,
    [officeId, caseId],
  );
  return rows.map((row) => row.id);
}

/** Names of members of an office. In the office's scope. */
export async function namesOf(
  tx: Transaction,
  officeId: string,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return tx.query<{ id: string; name: string }>(
    'select id, name from app_user where office_id = $1 and id = any($2::text[]) order by id',
    [officeId, ids],
  );
}

/** What a document was before a transfer wrote over it. */
export interface Kept {
  readonly version: number;
  readonly body: JsonObject;
  readonly conflicts: readonly Conflict[];
}

/** What a transfer has written into the receiving office. In that office's scope. */
export async function readCarried(
  tx: Transaction,
  officeId: string,
  transferId: string,
): Promise<readonly { readonly collection: string; readonly id: string; readonly before: Kept | null }[]> {
  return tx.query<{ collection: string; id: string; before: Kept | null }>(
    `select collection, doc_id as id, before from case_carried where office_id = $1 and transfer_id = $2
     order by collection, doc_id`,
    [officeId, transferId],
  );
}

/** Notes that a transfer writes a document into the receiving office, and what it writes over. Once for each. */
export async function noteCarried(
  tx: Transaction,
  office: OfficeRef,
  transferId: string,
  doc: { readonly collection: string; readonly id: string },
  before: Kept | null,
): Promise<void> {
  await tx.execute(
    `insert into case_carried (office_id, area, transfer_id, collection, doc_id, before) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [office.officeId, office.area, transferId, doc.collection, doc.id, before ? JSON.stringify(before) : null],
  );
}

/** Ids of documents whose last change was the server's own. */
export async function untouchedDocs(
  tx: Transaction,
  officeId: string,
  keys: readonly (readonly [string, string])[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx.query<{ collection: string; id: string }>(
    `select d.collection, d.id from unnest($2::text[], $3::text[]) as k(collection, id)
     join doc d on d.office_id = $1 and d.collection = k.collection and d.id = k.id where d.origin = 'server'`,
    [officeId, keys.map((key) => key[0]), keys.map((key) => key[1])],
  );
  return new Set(rows.map((row) => `${row.collection}/${row.id}`));
}
