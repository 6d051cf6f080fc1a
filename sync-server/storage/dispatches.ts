import type { Area } from '#shared/domain/access/area.ts';
import { documents } from '#shared/domain/documents/collections/documents/index.ts';
import type { Filled, Questions } from '#shared/domain/documents/questions.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { migrateBody } from '#shared/sync/apply.ts';
import { CHANGE_CHANNEL } from './counter.ts';
import type { Transaction } from './database.ts';
import type { OfficeRef, StoredDoc } from './records.ts';

/** States in which an office has an instruction in work. */
const IN_WORK: readonly unknown[] = ['registered', 'in_execution', 'closed'];

/** Notes in the receipts what an office's changed papers say: opened, taken in work, answered. */
export async function markReceipts(
  tx: Transaction,
  officeId: string,
  docs: readonly StoredDoc[],
  at: Date,
): Promise<void> {
  for (const doc of docs) {
    if (doc.collection !== 'documents') continue;
    const { source, openedAt, answersId, state, questions } = doc.body;
    const working = IN_WORK.includes(state);
    if (source && (openedAt || working)) {
      await tx.execute(
        `update dispatch_recipient set opened_at = coalesce(opened_at, $4),
           delivered_at = coalesce(delivered_at, $4), work_at = case when $3::boolean then coalesce(work_at, $4) else work_at end
         where office_id = $1 and doc_id = $2 and (opened_at is null or ($3::boolean and work_at is null))`,
        [officeId, doc.id, working, at],
      );
    }
    if (typeof answersId !== 'string') continue;
    const signed = state === 'signed' || state === 'sent';
    // A second answer takes the place of the first; the moment of the first stays.
    await tx.execute(
      `update dispatch_recipient set work_at = coalesce(work_at, $5), opened_at = coalesce(opened_at, $5),
         delivered_at = coalesce(delivered_at, $5),
         answered_at = case when $4::boolean then coalesce(answered_at, $5) else answered_at end,
         answer_id = case when $4::boolean then $3::text else answer_id end,
         answer_ids = case when $4::boolean then answer_ids || array[$3::text] else answer_ids end
       where office_id = $1 and doc_id = $2
         and case when $4::boolean then not ($3::text = any(answer_ids)) else work_at is null end`,
      [officeId, answersId, doc.id, signed && (questions !== undefined || !(await asks(tx, officeId, answersId))), at],
    );
  }
}

async function asks(tx: Transaction, officeId: string, docId: string): Promise<boolean> {
  const rows = await tx.query('select 1 from dispatch_recipient where office_id = $1 and doc_id = $2 and asks', [
    officeId,
    docId,
  ]);
  return rows.length > 0;
}

/** Notes that a device of the office has everything up to a place in the change log. */
export async function markDelivered(tx: Transaction, officeId: string, checkpoint: number, at: Date): Promise<void> {
  await tx.execute(
    `update dispatch_recipient set
       delivered_at = case when seq <= $2 then coalesce(delivered_at, $3) else delivered_at end,
       notice_delivered_at = case when notice_seq <= $2 then coalesce(notice_delivered_at, $3) else notice_delivered_at end
     where office_id = $1
       and ((delivered_at is null and seq <= $2) or (notice_delivered_at is null and notice_seq <= $2))`,
    [officeId, checkpoint, at],
    'delivered',
  );
}

/** A copy of an instruction for one office. */
export interface DispatchCopy extends OfficeRef {
  readonly docId: string;
  /** What this copy has besides the common body. */
  readonly own: JsonObject;
}

/** An instruction on its way to offices. */
export interface DispatchDraft {
  readonly id: string;
  readonly office: OfficeRef;
  readonly docId: string;
  readonly number: string;
  readonly subject: string;
  readonly text: string;
  readonly dueDate: string | null;
  readonly questions: Questions | null;
  readonly toArea: Area | null;
  readonly replaces: string | null;
  readonly createdBy: string;
  /** The sender's own paper. */
  readonly body: JsonObject;
  /** What all copies have in common: sent once, however many there are. */
  readonly copyBody: JsonObject;
  readonly copies: readonly DispatchCopy[];
}

/** The next number of a dispatch. */
export async function nextDispatchNumber(tx: Transaction): Promise<number> {
  const rows = await tx.query<{ value: string }>(
    `update counter set value = value + 1 where name = 'dispatch' returning value`,
  );
  return Number(rows[0]?.value ?? 0);
}

/** Offices of mahallas that a dispatch goes to: chosen ones, or all in an area. Foreign ones are not found. */
export async function findRecipients(
  tx: Transaction,
  chosen: { readonly offices: readonly string[] } | { readonly area: Area },
): Promise<readonly OfficeRef[]> {
  const byArea = 'area' in chosen;
  return tx.query<{ officeId: string; area: string }>(
    `select id as "officeId", area from office where kind = 'mahalla' and app_covers(area)
       and ${byArea ? `(area = $1 or starts_with(area, $1 || '.'))` : 'id = any($1::text[])'} order by area`,
    [byArea ? chosen.area : chosen.offices],
  );
}

async function countOn(tx: Transaction, by: number): Promise<number> {
  const rows = await tx.query<{ value: string }>(
    `update counter set value = value + $1 where name = 'change' returning value`,
    [by],
  );
  return Number(rows[0]?.value);
}

async function insertCopies(
  tx: Transaction,
  dispatch: { readonly id: string; readonly asks: boolean },
  copies: readonly DispatchCopy[],
  common: JsonObject,
  head: number,
  at: Date,
): Promise<void> {
  const rows = JSON.stringify(
    copies.map((copy, at) => ({
      o: copy.officeId,
      a: copy.area,
      i: copy.docId,
      b: copy.own,
      s: head - copies.length + at + 1,
    })),
  );
  await tx.execute(
    `insert into doc (office_id, area, collection, id, version, body, seq, origin)
     select x.o, x.a, 'documents', x.i, $2, $3::jsonb || x.b, x.s, 'server'
     from json_to_recordset($1::json) as x(o text, a text, i text, b jsonb, s bigint)`,
    [rows, documents.version, JSON.stringify(common)],
  );
  await tx.execute(
    `insert into dispatch_recipient (dispatch_id, office_id, area, doc_id, seq, asks, sent_at)
     select $2, x.o, x.a, x.i, x.s, $3, $4 from json_to_recordset($1::json) as x(o text, a text, i text, s bigint)`,
    [rows, dispatch.id, dispatch.asks, at],
  );
}

/** Writes the sender's paper and a copy for every recipient into the change log, all at once. */
export async function insertDispatch(tx: Transaction, draft: DispatchDraft, at: Date): Promise<void> {
  await tx.execute(
    `insert into dispatch (id, office_id, area, doc_id, number, subject, text, due_date, questions, to_area, replaces, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      draft.id,
      draft.office.officeId,
      draft.office.area,
      draft.docId,
      draft.number,
      draft.subject,
      draft.text,
      draft.dueDate,
      draft.questions ? JSON.stringify(draft.questions) : null,
      draft.toArea,
      draft.replaces,
      draft.createdBy,
      at,
    ],
  );
  const head = await countOn(tx, draft.copies.length + 1);
  await tx.execute(
    `insert into doc (office_id, area, collection, id, version, body, seq, origin)
     values ($1, $2, 'documents', $3, $4, $5, $6, 'server')`,
    [
      draft.office.officeId,
      draft.office.area,
      draft.docId,
      documents.version,
      JSON.stringify(draft.body),
      head - draft.copies.length,
    ],
  );
  await insertCopies(tx, { id: draft.id, asks: draft.questions !== null }, draft.copies, draft.copyBody, head, at);
  await tx.execute('select pg_notify($1, $2)', [CHANGE_CHANNEL, `*:${head}:server`]);
}

/** Sends an instruction to more offices: those that were opened after it went out. */
export async function addRecipients(
  tx: Transaction,
  dispatch: { readonly id: string; readonly asks: boolean },
  copies: readonly DispatchCopy[],
  common: JsonObject,
  at: Date,
): Promise<void> {
  if (copies.length === 0) return;
  const head = await countOn(tx, copies.length);
  await insertCopies(tx, dispatch, copies, common, head, at);
  await tx.execute('select pg_notify($1, $2)', [CHANGE_CHANNEL, `*:${head}:server`]);
}

/**
 * Changes offices' copies of an instruction in the server's own name, and notes the change in their receipts.
 * @param amend the new body of a copy; null leaves it as it is
 * @returns the offices whose copy was changed
 */
export async function amendCopies(
  tx: Transaction,
  dispatchId: string,
  targets: readonly { readonly officeId: string; readonly docId: string }[],
  amend: (body: JsonObject, target: { readonly officeId: string; readonly docId: string }) => JsonObject | null,
): Promise<readonly string[]> {
  if (targets.length === 0) return [];
  // Documents first, the counter last: the order in which pushes lock them.
  const found = await tx.query<{ office_id: string; id: string; version: number; body: JsonObject }>(
    `select d.office_id, d.id, d.version, d.body from unnest($1::text[], $2::text[]) as k(o, i)
     join doc d on d.office_id = k.o and d.collection = 'documents' and d.id = k.i
     where not d.removed order by d.office_id, d.id for update of d`,
    [targets.map((target) => target.officeId), targets.map((target) => target.docId)],
  );
  const definition = documents as unknown as CollectionDefinition;
  const changed = found.flatMap((row) => {
    const before = row.version < definition.version ? migrateBody(definition, row.body, row.version) : row.body;
    const body = amend(before, { officeId: row.office_id, docId: row.id });
    return body ? [{ o: row.office_id, i: row.id, b: body }] : [];
  });
  if (changed.length === 0) return [];
  const head = await countOn(tx, changed.length);
  const rows = JSON.stringify(changed.map((row, at) => ({ ...row, s: head - changed.length + at + 1 })));
  await tx.execute(
    `update doc set foreign_seq = case when doc.origin = 'server' then doc.foreign_seq else doc.seq end,
       origin = 'server', version = greatest(doc.version, $2), body = x.b, seq = x.s, changed_at = now()
     from json_to_recordset($1::json) as x(o text, i text, b jsonb, s bigint)
     where doc.office_id = x.o and doc.collection = 'documents' and doc.id = x.i`,
    [rows, documents.version],
  );
  await tx.execute(
    `update dispatch_recipient r set notice_seq = x.s, notice_delivered_at = null
     from json_to_recordset($1::json) as x(o text, i text, s bigint)
     where r.dispatch_id = $2 and r.office_id = x.o and r.doc_id = x.i`,
    [rows, dispatchId],
  );
  await tx.execute('select pg_notify($1, $2)', [CHANGE_CHANNEL, `*:${head}:server`]);
  return changed.map((row) => row.o);
}

/** Notes that offices were reminded. */
export async function noteReminder(
  tx: Transaction,
  dispatchId: string,
  offices: readonly string[],
  at: Date,
): Promise<void> {
  await tx.execute(
    `update dispatch_recipient set reminders = reminders + 1, reminded_at = $3
     where dispatch_id = $1 and office_id = any($2::text[])`,
    [dispatchId, offices, at],
  );
}

/** An instruction that was withdrawn, or sent again corrected. */
export interface Recall {
  readonly kind: 'withdrawn' | 'corrected';
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly reason: string;
  /** Number and id of the corrected dispatch. */
  readonly number?: string;
  readonly id?: string;
}

/** Notes a recall. False where the scope may not change the dispatch, or it was recalled before. */
export async function setRecall(tx: Transaction, dispatchId: string, recall: Recall): Promise<boolean> {
  return (
    (await tx.execute('update dispatch set recall = $2 where id = $1 and recall is null', [
      dispatchId,
      JSON.stringify(recall),
    ])) === 1
  );
}

/** A dispatch with how far it has come. */
export interface DispatchSummary {
  readonly id: string;
  readonly docId: string;
  readonly officeId: string;
  /** The sender's area of duty. */
  readonly area: Area;
  readonly number: string;
  readonly subject: string;
  readonly dueDate: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** Whether it has a form. */
  readonly asks: boolean;
  readonly replaces: string | null;
  readonly recall: Recall | null;
  readonly recipients: number;
  readonly delivered: number;
  readonly opened: number;
  readonly working: number;
  readonly answered: number;
  /** Without an answer after the deadline. */
  readonly overdue: number;
}

/** Dispatches that the scope may see, or one of them; the newest first. Counts are of the scope's own offices. */
export async function listDispatches(
  tx: Transaction,
  id: string | null,
  today: string,
): Promise<readonly DispatchSummary[]> {
  return tx.query<DispatchSummary>(
    `select d.id, d.doc_id as "docId", d.office_id as "officeId", d.area, d.number, d.subject, d.due_date as "dueDate",
       d.created_by as "createdBy", d.created_at as "createdAt", d.questions is not null as asks, d.replaces, d.recall, c.*
     from (select * from dispatch where $1::text is null or id = $1 order by created_at desc, id limit 200) d
     cross join lateral (select count(*)::int as recipients, count(delivered_at)::int as delivered,
       count(opened_at)::int as opened, count(work_at)::int as working, count(answered_at)::int as answered,
       (count(*) filter (where answered_at is null and d.recall is null and d.due_date < $2))::int as overdue
       from dispatch_recipient r where r.dispatch_id = d.id) c
     order by d.created_at desc, d.id`,
    [id, today],
  );
}

/** What a dispatch says. */
export async function readDispatch(
  tx: Transaction,
  id: string,
): Promise<{
  readonly text: string;
  readonly questions: Questions | null;
  readonly toArea: Area | null;
} | null> {
  const rows = await tx.query<{ text: string; questions: Questions | null; toArea: Area | null }>(
    'select text, questions, to_area as "toArea" from dispatch where id = $1',
    [id],
  );
  return rows[0] ?? null;
}

/** What one office did with a dispatch. */
export interface Receipt {
  readonly officeId: string;
  readonly docId: string;
  readonly sentAt: Date;
  readonly deliveredAt: Date | null;
  readonly openedAt: Date | null;
  readonly workAt: Date | null;
  readonly answeredAt: Date | null;
  readonly answerId: string | null;
  /** Answers that the office has signed; each takes the place of the one before it. */
  readonly answers: number;
  readonly reminders: number;
  readonly remindedAt: Date | null;
  /** When the office had the last reminder or recall; null before that, or where there was none. */
  readonly noticeDeliveredAt: Date | null;
  /** The last exchange of any of the office's laptops; null where there was none. */
  readonly lastContact: Date | null;
  /** Laptops that may exchange. */
  readonly devices: number;
}

/** Receipts of one dispatch, in the order of the offices' areas. */
export async function listReceipts(tx: Transaction, dispatchId: string): Promise<readonly Receipt[]> {
  return tx.query<Receipt>(
    `select r.office_id as "officeId", r.doc_id as "docId", r.sent_at as "sentAt", r.delivered_at as "deliveredAt",
       r.opened_at as "openedAt", r.work_at as "workAt", r.answered_at as "answeredAt", r.answer_id as "answerId",
       cardinality(r.answer_ids) as answers, r.reminders, r.reminded_at as "remindedAt",
       r.notice_delivered_at as "noticeDeliveredAt", d.contact as "lastContact", coalesce(d.devices, 0) as devices
     from dispatch_recipient r
     left join (select office_id, max(last_contact) as contact, count(*)::int as devices
                from device where revoked_at is null group by office_id) d on d.office_id = r.office_id
     where r.dispatch_id = $1 order by r.area, r.office_id`,
    [dispatchId],
  );
}

/** One office's answer. */
export interface AnswerRow {
  readonly officeId: string;
  readonly answerId: string;
  readonly number: string | null;
  readonly regDate: string | null;
  readonly filled: Filled;
}

/** The answers to one dispatch, in the order of the offices' areas. */
export async function listAnswers(tx: Transaction, dispatchId: string): Promise<readonly AnswerRow[]> {
  return tx.query<AnswerRow>(
    `select r.office_id as "officeId", r.answer_id as "answerId", d.body ->> 'number' as number,
       d.body ->> 'regDate' as "regDate", coalesce(d.body -> 'filled', '{}') as filled
     from dispatch_recipient r
     join doc d on d.office_id = r.office_id and d.collection = 'documents' and d.id = r.answer_id and not d.removed
     where r.dispatch_id = $1 order by r.area, r.office_id`,
    [dispatchId],
  );
}

/** Mahalla offices of the scope within an area that have no copy: they were opened after it was sent. */
export async function findLater(tx: Transaction, dispatchId: string, area: Area): Promise<readonly OfficeRef[]> {
  return tx.query<{ officeId: string; area: string }>(
    `select o.id as "officeId", o.area from office o where o.kind = 'mahalla' and app_covers(o.area)
       and (o.area = $2 or starts_with(o.area, $2 || '.'))
       and not exists (select 1 from dispatch_recipient r where r.dispatch_id = $1 and r.office_id = o.id)
     order by o.area`,
    [dispatchId, area],
  );
}
