import type { JsonObject } from '#shared/kernel/json.ts';
import type { Database, Transaction } from './database.ts';

/** One line of the console's list. */
export interface PaperRow {
  readonly officeId: string;
  readonly id: string;
  readonly journal: string;
  readonly kind: string;
  readonly state: string;
  readonly number: string | null;
  /** Day of registration, or of receipt. */
  readonly date: string | null;
  readonly dueDate: string | null;
  readonly subject: string;
  readonly correspondent: string | null;
  readonly overdue: boolean;
  readonly seq: number;
}

/** What the list may be narrowed by. */
export interface PaperFilter {
  readonly office?: string | undefined;
  readonly journal?: string | undefined;
  readonly state?: string | undefined;
  /** A search key, see `strictKey`. */
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly overdue?: boolean | undefined;
  /** Day by which a paper is overdue. */
  readonly today: string;
}

const PAGE = 2_000;
const OPEN_STATES = `('delivered', 'registered', 'in_execution')`;

/**
 * Brings the console's list up to the head of the change log. Done aside from pushes, so that they stay quick; called
 * before each reading, so that nobody reads an old list.
 * @param keyOf search key of a paper's body
 */
export async function catchUpPapers(database: Database, keyOf: (body: JsonObject) => string): Promise<void> {
  for (let more = true; more;) {
    more = await database.transaction({ kind: 'duty', area: 'uz' }, async (tx) => {
      const places = await tx.query<{ name: string; value: string }>(
        `select name, value from counter where name in ('paper', 'change')`,
        [],
        'paper-places',
      );
      const value = (name: string) => Number(places.find((place) => place.name === name)?.value ?? 0);
      if (value('paper') >= value('change')) return false;
      const locked = await tx.query<{ value: string }>(`select value from counter where name = 'paper' for update`);
      const after = Number(locked[0]?.value ?? 0);
      // The head is read after the lock and before the page: what is committed up to it, the page sees.
      const head = Number(
        (await tx.query<{ value: string }>(`select value from counter where name = 'change'`))[0]?.value,
      );
      const rows = await tx.query<{
        office_id: string;
        id: string;
        area: string;
        body: JsonObject;
        removed: boolean;
        seq: string;
      }>(
        `select office_id, id, area, body, removed, seq from doc
         where collection = 'documents' and seq > $1 order by seq limit $2`,
        [after, PAGE],
      );
      const gone = rows.filter((row) => row.removed);
      if (gone.length > 0) {
        await tx.execute('delete from paper where (office_id, id) in (select * from unnest($1::text[], $2::text[]))', [
          gone.map((row) => row.office_id),
          gone.map((row) => row.id),
        ]);
      }
      await tx.execute(
        `insert into paper (office_id, id, area, journal, kind, state, number, on_date, due_date, subject, correspondent, search, seq)
         select * from json_to_recordset($1::json) as x(office_id text, id text, area text, journal text, kind text, state text,
           number text, on_date text, due_date text, subject text, correspondent text, search text, seq bigint)
         on conflict (office_id, id) do update set state = excluded.state, kind = excluded.kind, number = excluded.number,
           on_date = excluded.on_date, due_date = excluded.due_date, subject = excluded.subject,
           correspondent = excluded.correspondent, search = excluded.search, seq = excluded.seq`,
        [
          JSON.stringify(
            rows
              .filter((row) => !row.removed)
              .map(({ office_id, id, area, body, seq }) => ({
                office_id,
                id,
                area,
                journal: body.journal,
                kind: body.kind,
                state: body.state,
                number: body.number ?? null,
                on_date: body.regDate ?? body.receivedDate ?? null,
                due_date: body.dueDate ?? null,
                subject: body.subject,
                correspondent: (body.correspondent as { name?: string } | undefined)?.name ?? null,
                search: keyOf(body),
                seq: Number(seq),
              })),
          ),
        ],
      );
      const full = rows.length === PAGE;
      const reached = full ? Number(rows.at(-1)?.seq) : Math.max(head, Number(rows.at(-1)?.seq ?? 0));
      await tx.execute(`update counter set value = $1 where name = 'paper'`, [reached]);
      return full;
    });
  }
}

function conditions(filter: PaperFilter): { readonly sql: string; readonly values: unknown[] } {
  const parts: string[] = [];
  const values: unknown[] = [];
  const add = (sql: string, value: unknown) => {
    values.push(value);
    parts.push(sql.replaceAll('?', `$${values.length}`));
  };
  if (filter.office) add('office_id = ?', filter.office);
  if (filter.journal) add('journal = ?', filter.journal);
  if (filter.state) add('state = ?', filter.state);
  if (filter.from) add('on_date >= ?', filter.from);
  if (filter.to) add('on_date <= ?', filter.to);
  if (filter.overdue) add(`(due_date < ? and state in ${OPEN_STATES})`, filter.today);
  // A search key holds letters, digits and spaces alone, so there is nothing to escape in the pattern.
  for (const word of filter.text?.split(' ') ?? []) if (word) add('search like ?', `%${word}%`);
  return { sql: parts.length > 0 ? parts.join(' and ') : 'true', values };
}

/** A page of papers that the scope may see, the last changed first. `before` is the `seq` of the last line before it. */
export async function listPapers(
  tx: Transaction,
  filter: PaperFilter,
  page: { readonly before: number | null; readonly limit: number },
): Promise<{ readonly papers: readonly PaperRow[]; readonly total: number }> {
  const { sql, values } = conditions(filter);
  const counted = await tx.query<{ n: string }>(`select count(*) as n from paper where ${sql}`, values);
  const n = values.length;
  const rows = await tx.query<PaperRow & { seq: string }>(
    `select office_id as "officeId", id, journal, kind, state, number, on_date as date, due_date as "dueDate", subject,
       correspondent, coalesce(due_date < $${n + 1} and state in ${OPEN_STATES}, false) as overdue, seq
     from paper where ${sql} and ($${n + 2}::bigint is null or seq < $${n + 2}) order by seq desc limit $${n + 3}`,
    [...values, filter.today, page.before, page.limit],
  );
  return { papers: rows.map((row) => ({ ...row, seq: Number(row.seq) })), total: Number(counted[0]?.n ?? 0) };
}

/** An office with how fresh its data here is. */
export interface OfficeFreshness {
  readonly officeId: string;
  readonly devices: number;
  readonly flagged: number;
  readonly lastContact: Date | null;
  /** How far its laptops have come in the change log, the farthest of them. */
  readonly checkpoint: number;
  /** Place of the office's last change in the change log. */
  readonly lastChange: number;
  readonly papers: number;
  readonly overdue: number;
}

/** Freshness of the offices that the scope may see. */
export async function readFreshness(tx: Transaction, today: string): Promise<readonly OfficeFreshness[]> {
  const rows = await tx.query<{
    id: string;
    devices: string | null;
    flagged: string | null;
    contact: Date | null;
    checkpoint: string | null;
    change: string | null;
    papers: string | null;
    overdue: string | null;
  }>(
    `select o.id, d.devices, d.flagged, d.contact, d.checkpoint, c.change, p.papers, p.overdue
     from office o
     left join (select office_id, count(*) as devices, count(flagged_at) as flagged, max(last_contact) as contact,
                  max(checkpoint) as checkpoint from device where revoked_at is null group by office_id) d on d.office_id = o.id
     left join (select office_id, max(seq) as change from doc group by office_id) c on c.office_id = o.id
     left join (select office_id, count(*) as papers,
                  count(*) filter (where due_date < $1 and state in ${OPEN_STATES}) as overdue
                from paper group by office_id) p on p.office_id = o.id
     where app_covers(o.area)`,
    [today],
  );
  return rows.map((row) => ({
    officeId: row.id,
    devices: Number(row.devices ?? 0),
    flagged: Number(row.flagged ?? 0),
    lastContact: row.contact,
    checkpoint: Number(row.checkpoint ?? 0),
    lastChange: Number(row.change ?? 0),
    papers: Number(row.papers ?? 0),
    overdue: Number(row.overdue ?? 0),
  }));
}

/** A document that the scope may see, with when it was last changed here. Null for a foreign one and a missing one. */
export async function readDoc(
  tx: Transaction,
  officeId: string,
  collection: string,
  id: string,
): Promise<{
  readonly body: JsonObject;
  readonly conflicts: readonly JsonObject[];
  readonly changedAt: Date;
  readonly seq: number;
} | null> {
  const rows = await tx.query<{ body: JsonObject; conflicts: JsonObject[] | null; changed_at: Date; seq: string }>(
    'select body, conflicts, changed_at, seq from doc where office_id = $1 and collection = $2 and id = $3 and not removed',
    [officeId, collection, id],
  );
  const row = rows[0];
  return row
    ? { body: row.body, conflicts: row.conflicts ?? [], changedAt: row.changed_at, seq: Number(row.seq) }
    : null;
}

/** Documents of one collection and office whose field has a value. */
export async function findDocsBy(
  tx: Transaction,
  officeId: string,
  collection: string,
  field: string,
  value: string,
): Promise<readonly { readonly id: string; readonly body: JsonObject }[]> {
  return tx.query<{ id: string; body: JsonObject }>(
    `select id, body from doc where office_id = $1 and collection = $2 and body ->> $3 = $4 and not removed order by seq`,
    [officeId, collection, field, value],
  );
}
