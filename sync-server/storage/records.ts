import type { Area } from '#shared/domain/access/area.ts';
import type { Actor } from '#shared/kernel/define-workflow.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Conflict, Doc } from '#shared/sync/operation.ts';
import type { WireDoc } from '#shared/sync/protocol.ts';
import { CHANGE_CHANNEL } from './counter.ts';
import type { Transaction } from './database.ts';

/** A document with its place in the change log. */
export interface StoredDoc extends Doc {
  readonly seq: number;
}

/** An office as the record tables need it. */
export interface OfficeRef {
  readonly officeId: string;
  readonly area: Area;
}

/** A document to be written. */
export interface DocWrite {
  readonly doc: Doc;
  /** Whether the document is not there yet. */
  readonly fresh: boolean;
  readonly downward: boolean;
}

interface DocRow {
  readonly office_id: string;
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly body: JsonObject;
  readonly conflicts: readonly Conflict[] | null;
  readonly removed: boolean;
  readonly seq: string;
}

function toDoc(row: DocRow): StoredDoc {
  return {
    collection: row.collection,
    id: row.id,
    officeId: row.office_id,
    version: row.version,
    body: row.body,
    conflicts: row.conflicts ?? [],
    removed: row.removed,
    seq: Number(row.seq),
  };
}

/** A document as it goes over the wire. */
export function toWire(doc: StoredDoc): WireDoc {
  return {
    collection: doc.collection,
    id: doc.id,
    officeId: doc.officeId,
    version: doc.version,
    body: doc.body,
    ...(doc.conflicts.length > 0 ? { conflicts: doc.conflicts } : {}),
    ...(doc.removed ? { removed: true as const } : {}),
    seq: doc.seq,
  };
}

/** Reads documents of one office and locks them, in one order for everyone, until the transaction ends. */
export async function lockDocs(
  tx: Transaction,
  officeId: string,
  keys: readonly (readonly [string, string])[],
): Promise<readonly StoredDoc[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<DocRow>(
    // From the keys to the index: an office's other documents are not read.
    `select d.office_id, d.collection, d.id, d.version, d.body, d.conflicts, d.removed, d.seq
     from unnest($2::text[], $3::text[]) as k(collection, id)
     join doc d on d.office_id = $1 and d.collection = k.collection and d.id = k.id
     order by d.collection, d.id for update of d`,
    [officeId, keys.map((key) => key[0]), keys.map((key) => key[1])],
    'docs-lock',
  );
  return rows.map(toDoc);
}

/**
 * Writes documents, each with the next number of the change log. The counter's lock is held until the end of the
 * transaction, so call this late. Returns the new head.
 * @param origin the writer whose operations made the change, or `server`
 */
export async function writeDocs(
  tx: Transaction,
  office: OfficeRef,
  writes: readonly DocWrite[],
  origin: string,
): Promise<{ readonly head: number; readonly docs: readonly StoredDoc[] }> {
  const counted = await tx.query<{ value: string }>(
    `update counter set value = value + $1 where name = 'change' returning value`,
    [writes.length],
    'count',
  );
  const head = Number(counted[0]?.value);
  const docs = writes.map((write, at): StoredDoc => ({ ...write.doc, seq: head - writes.length + at + 1 }));
  // By columns: a set of records as JSON is parsed again for every field, which took a third of the whole write.
  const rows = (fresh: boolean) => {
    const chosen = docs.filter((_, at) => writes[at]?.fresh === fresh);
    return [
      chosen.map((doc) => doc.collection),
      chosen.map((doc) => doc.id),
      chosen.map((doc) => doc.version),
      JSON.stringify(chosen.map((doc) => doc.body)),
      JSON.stringify(chosen.map((doc) => (doc.conflicts.length > 0 ? doc.conflicts : null))),
      chosen.map((doc) => doc.removed),
      writes.filter((write) => write.fresh === fresh).map((write) => write.downward),
      chosen.map((doc) => doc.seq),
    ];
  };
  const columns = (first: number) => {
    const at = (n: number) => `$${first + n}`;
    return `rows from (unnest(${at(0)}::text[]), unnest(${at(1)}::text[]), unnest(${at(2)}::int[]),
      jsonb_array_elements(${at(3)}::jsonb), jsonb_array_elements(${at(4)}::jsonb), unnest(${at(5)}::bool[]),
      unnest(${at(6)}::bool[]), unnest(${at(7)}::bigint[])) as x(c, i, v, b, k, r, d, s)`;
  };
  if (writes.some((write) => write.fresh)) {
    await tx.execute(
      `insert into doc (office_id, area, origin, collection, id, version, body, conflicts, removed, downward, seq)
       select $1, $2, $3, x.c, x.i, x.v, x.b, nullif(x.k, 'null'), x.r, x.d, x.s from ${columns(4)}`,
      [office.officeId, office.area, origin, ...rows(true)],
      'docs-insert',
    );
  }
  if (writes.some((write) => !write.fresh)) {
    await tx.execute(
      `update doc set foreign_seq = case when doc.origin = $2 then doc.foreign_seq else doc.seq end,
         origin = $2, version = x.v, body = x.b, conflicts = nullif(x.k, 'null'), removed = x.r, seq = x.s, changed_at = now()
       from ${columns(3)}
       where doc.office_id = $1 and doc.collection = x.c and doc.id = x.i`,
      [office.officeId, origin, ...rows(false)],
      'docs-update',
    );
  }
  const everyone = writes.some((write) => write.downward);
  await tx.execute(
    'select pg_notify($1, $2)',
    [CHANGE_CHANNEL, `${everyone ? '*' : office.officeId}:${head}:${origin}`],
    'notify',
  );
  return { head, docs };
}

/** Active members of an office, as guards see them. */
export async function readActors(tx: Transaction, officeId: string): Promise<ReadonlyMap<string, Actor>> {
  const rows = await tx.query<{
    id: string;
    role: Role;
    office_id: string;
    public_keys: string[];
    acting: { from: string; to: string }[];
    pinfl_mark: string | null;
  }>(
    'select id, role, office_id, public_keys, acting, pinfl_mark from app_user where office_id = $1 and active',
    [officeId],
    'actors',
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        role: row.role,
        officeId: row.office_id,
        publicKeys: row.public_keys,
        ...(row.acting.length > 0 ? { acting: row.acting } : {}),
        ...(row.pinfl_mark ? { pinflMark: row.pinfl_mark } : {}),
      },
    ]),
  );
}

/** A page of changes, its documents already as JSON text. */
export interface ChangePage {
  readonly docs: readonly string[];
  readonly last: number;
  readonly more: boolean;
}

/**
 * Documents changed after a place in the change log that an office may see: its own, and what is meant for everyone
 * below an area it lies in. At least one document where there is one; about `maxBytes` of stored bytes at most.
 */
export async function readChanges(
  tx: Transaction,
  office: OfficeRef,
  query: { readonly after: number; readonly limit: number; readonly maxBytes: number; readonly without: string | null },
): Promise<ChangePage> {
  // A document stands where somebody else changed it last: the asker's own change must not hide that one (`without`),
  // and a page that ends before the own change must not hide it either.
  const rows = await tx.query<{
    office_id: string;
    collection: string;
    id: string;
    version: number;
    body: string;
    conflicts: string | null;
    removed: boolean;
    seq: string;
    place: string;
  }>(
    `with page as (
       select *, sum(pg_column_size(body)) over (order by place) - pg_column_size(body) as before from (
         (select office_id, collection, id, version, body, conflicts, removed, seq, seq as place from doc
          where office_id = $1 and seq > $2 and ($4::text is null or origin <> $4) order by seq limit $3)
         union all
         (select office_id, collection, id, version, body, conflicts, removed, seq, foreign_seq as place from doc
          where office_id = $1 and seq > $2 and origin = $4 and foreign_seq > $2 order by foreign_seq limit $3)
         union all
         (select office_id, collection, id, version, body, conflicts, removed, seq, seq as place from doc
          where downward and office_id <> $1 and seq > $2 order by seq limit $3)
         order by place limit $3
       ) as all_sides)
     select office_id, collection, id, version, body::text as body, conflicts::text as conflicts, removed, seq, place
     from page where before < $5 order by place`,
    [office.officeId, query.after, query.limit + 1, query.without, query.maxBytes],
    'changes',
  );
  const page = rows.slice(0, query.limit);
  const last = Number(page.at(-1)?.place ?? query.after);
  const docs = page.map(
    (row) =>
      `{"collection":"${row.collection}","id":"${row.id}","officeId":"${row.office_id}","version":${row.version},"body":${row.body}` +
      `${row.conflicts ? `,"conflicts":${row.conflicts}` : ''}${row.removed ? ',"removed":true' : ''},"seq":${row.seq}}`,
  );
  if (rows.length > page.length) return { docs, last, more: true };
  if (page.length === 0) return { docs, last, more: false };
  // The page may have been cut by its bytes.
  const further = await tx.query<{ more: boolean }>(
    `select exists (select 1 from doc where seq > $2 and ((office_id = $1
         and ($3::text is null or origin <> $3 or foreign_seq > $2)) or (downward and office_id <> $1))) as more`,
    [office.officeId, last, query.without],
    'changes-more',
  );
  return { docs, last, more: further[0]?.more ?? false };
}

/** How many documents an office has, by collection. */
export async function countDocs(tx: Transaction, officeId: string): Promise<number> {
  const rows = await tx.query<{ n: string }>('select count(*) as n from doc where office_id = $1', [officeId]);
  return Number(rows[0]?.n ?? 0);
}
