import type { JsonObject } from '#shared/kernel/json.ts';
import type { Conflict, Doc } from '#shared/sync/operation.ts';
import type { Scope, Transaction } from './database.ts';
import type { HandledOperation, KnownOperation, Outcome } from './operations.ts';
import type { ChangePage, OfficeRef, StoredDoc } from './records.ts';

/** Collections whose records may lie in the protected space. */
export const PROTECTED_COLLECTIONS: readonly string[] = ['cases', 'caseEvents'];

/** A person in their own part of the protected space. */
export interface Member extends OfficeRef {
  readonly userId: string;
  readonly deviceId: string;
}

/** A protected document with the file that it belongs to. Its `seq` is its place in the reader's own change log. */
export interface ProtectedDoc extends StoredDoc {
  /** Who opened the file: part of its name, never shown. */
  readonly owner: string;
  readonly caseId: string;
}

/** The scope of somebody's own part of the protected space. */
export function protectedScope(member: Omit<Member, 'deviceId'>, writer = ''): Scope {
  const { officeId, area, userId } = member;
  return { kind: 'office', officeId, area, member: { userId, writer } };
}

interface Row {
  readonly office_id: string;
  readonly owner: string;
  readonly case_id: string;
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly body: JsonObject;
  readonly conflicts: readonly Conflict[] | null;
  readonly removed: boolean;
  readonly seq: string | null;
}

function toDoc(row: Row): ProtectedDoc {
  return {
    collection: row.collection,
    id: row.id,
    officeId: row.office_id,
    version: row.version,
    body: row.body,
    conflicts: row.conflicts ?? [],
    removed: row.removed,
    seq: Number(row.seq ?? 0),
    owner: row.owner,
    caseId: row.case_id,
  };
}

const keysOf = (keys: readonly (readonly [string, string])[]) => [keys.map((key) => key[0]), keys.map((key) => key[1])];

/** Locks a person's writer, making it at first, and returns the highest number handled. */
export async function lockProtectedWriter(tx: Transaction, member: Member, writer: string): Promise<number> {
  await tx.execute(
    'insert into protected_writer (id, user_id, device_id) values ($1, $2, $3) on conflict (id) do nothing',
    [writer, member.userId, member.deviceId],
  );
  const rows = await tx.query<{ highest: string }>(
    'select highest from protected_writer where id = $1 and user_id = $2 for update',
    [writer, member.userId],
  );
  // No row: another person's writer of the same device. Nobody pushes in another's name.
  return rows[0] ? Number(rows[0].highest) : -1;
}

/** The highest number handled of a person's writer; 0 for one that is not known. */
export async function readProtectedWriter(tx: Transaction, writer: string): Promise<number> {
  const rows = await tx.query<{ highest: string }>('select highest from protected_writer where id = $1', [writer]);
  return Number(rows[0]?.highest ?? 0);
}

/** Operations of a person that were handled before, by id. */
export async function findProtectedOperations(
  tx: Transaction,
  userId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownOperation>> {
  const rows = await tx.query<KnownOperation>(
    `select id, hash, outcome, code, params, collection, doc_id as "docId" from protected_operation
     where user_id = $1 and id = any($2::text[])`,
    [userId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Reads documents that the member may see and locks them, in one order for everyone. */
export async function lockProtectedDocs(
  tx: Transaction,
  member: Member,
  keys: readonly (readonly [string, string])[],
): Promise<readonly ProtectedDoc[]> {
  if (keys.length === 0) return [];
  const [collections, ids] = keysOf(keys);
  const rows = await tx.query<Row>(
    `select d.office_id, d.owner, d.case_id, d.collection, d.id, d.version, d.body, d.conflicts, d.removed,
       (select l.seq from protected_log l where l.user_id = $4 and l.office_id = d.office_id and l.collection = d.collection
          and l.id = d.id and l.owner = d.owner and l.case_id = d.case_id) as seq
     from unnest($2::text[], $3::text[]) as k(collection, id)
     join protected_doc d on d.office_id = $1 and d.collection = k.collection and d.id = k.id
     order by d.collection, d.id, d.owner, d.case_id for update of d`,
    [member.officeId, collections, ids, member.userId],
  );
  // One document a name, whatever somebody may have made under it.
  const first = new Map<string, ProtectedDoc>();
  for (const doc of rows.map(toDoc)) {
    const key = `${doc.collection}/${doc.id}`;
    if (!first.has(key)) first.set(key, doc);
  }
  return [...first.values()];
}

/** A document to be written, with its file. */
export interface ProtectedWrite {
  readonly doc: Doc;
  readonly fresh: boolean;
  readonly owner: string;
  readonly caseId: string;
}

/** Writes documents. The tables' own triggers keep who reads them, and every reader's change log. */
export async function writeProtectedDocs(
  tx: Transaction,
  member: Member,
  writes: readonly ProtectedWrite[],
): Promise<void> {
  // A file before what happened in it; an end of an assignment last, when everything else is written.
  const ordered = [...writes].toSorted(
    (a, b) => Number(a.doc.collection !== 'cases') - Number(b.doc.collection !== 'cases'),
  );
  const fresh = ordered.filter((write) => write.fresh);
  const known = ordered.filter((write) => !write.fresh).toReversed();
  for (const { doc, owner, caseId } of fresh) {
    await tx.execute(
      `insert into protected_doc (office_id, area, owner, case_id, collection, id, version, body, conflicts, removed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        member.officeId,
        member.area,
        owner,
        caseId,
        doc.collection,
        doc.id,
        doc.version,
        JSON.stringify(doc.body),
        doc.conflicts.length > 0 ? JSON.stringify(doc.conflicts) : null,
        doc.removed,
      ],
    );
  }
  for (const { doc, owner, caseId } of known) {
    await tx.execute(
      `update protected_doc set version = $6, body = $7, conflicts = $8, removed = $9, changed_at = now()
       where office_id = $1 and owner = $2 and case_id = $3 and collection = $4 and id = $5`,
      [
        member.officeId,
        owner,
        caseId,
        doc.collection,
        doc.id,
        doc.version,
        JSON.stringify(doc.body),
        doc.conflicts.length > 0 ? JSON.stringify(doc.conflicts) : null,
        doc.removed,
      ],
    );
  }
}

/** Head of a person's own change log. */
export async function readProtectedHead(tx: Transaction, userId: string): Promise<number> {
  const rows = await tx.query<{ value: string }>('select value from protected_head where user_id = $1', [userId]);
  return Number(rows[0]?.value ?? 0);
}

/** Writes lines of a person's operation log and moves their writer on. */
export async function recordProtectedOperations(
  tx: Transaction,
  member: Member,
  writer: string,
  handled: readonly HandledOperation[],
  highest: number,
): Promise<void> {
  for (const { operation, content, hash, outcome, code, params } of handled) {
    await tx.execute(
      `insert into protected_operation
         (user_id, office_id, writer, id, seq, collection, doc_id, hash, outcome, code, params, content)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        member.userId,
        member.officeId,
        writer,
        operation.id,
        operation.seq,
        operation.collection,
        operation.docId,
        hash,
        outcome satisfies Outcome,
        code ?? null,
        params ? JSON.stringify(params) : null,
        JSON.stringify(content ?? null),
      ],
    );
  }
  await tx.execute('update protected_writer set highest = greatest(highest, $2) where id = $1', [writer, highest]);
}

/** Notes that two journals write under one name. */
export async function flagProtectedFork(tx: Transaction, writer: string): Promise<void> {
  await tx.execute('update protected_writer set forked_at = coalesce(forked_at, now()) where id = $1', [writer]);
}

/**
 * Documents changed after a place in a person's own change log. What they read no more comes as a tombstone. Shaped like
 * `readChanges`.
 */
export async function readProtectedChanges(
  tx: Transaction,
  member: Member,
  query: { readonly after: number; readonly limit: number; readonly maxBytes: number; readonly without: string | null },
): Promise<ChangePage & { readonly read: readonly string[] }> {
  const rows = await tx.query<{
    collection: string;
    id: string;
    version: number | null;
    body: string | null;
    conflicts: string | null;
    removed: boolean;
    seq: string;
    place: string;
    case_id: string;
  }>(
    `with page as (
       select *, sum(coalesce(pg_column_size(body), 0)) over (order by place) - coalesce(pg_column_size(body), 0) as before
       from (
         select l.collection, l.id, d.version, d.body, d.conflicts, l.ended or coalesce(d.removed, true) as removed, l.seq,
           l.case_id, case when $4::text is null or l.origin <> $4 then l.seq else l.foreign_seq end as place
         from protected_log l
         left join protected_doc d on not l.ended and d.office_id = l.office_id and d.collection = l.collection
           and d.id = l.id and d.owner = l.owner and d.case_id = l.case_id
         where l.user_id = $1 and l.seq > $2 and ($4::text is null or l.origin <> $4 or l.foreign_seq > $2)
         order by place limit $3
       ) as all_sides)
     select collection, id, version, body::text as body, conflicts::text as conflicts, removed, seq, place, case_id
     from page where before < $5 order by place`,
    [member.userId, query.after, query.limit + 1, query.without, query.maxBytes],
  );
  const page = rows.slice(0, query.limit);
  const last = Number(page.at(-1)?.place ?? query.after);
  const docs = page.map((row) => {
    const gone = row.removed;
    return (
      `{"collection":"${row.collection}","id":"${row.id}","officeId":"${member.officeId}","version":${row.version ?? 0},` +
      `"body":${gone ? '{}' : (row.body ?? '{}')}${!gone && row.conflicts ? `,"conflicts":${row.conflicts}` : ''}` +
      `${gone ? ',"removed":true' : ''},"seq":${row.seq}}`
    );
  });
  const read = [...new Set(page.filter((row) => !row.removed).map((row) => row.case_id))];
  if (rows.length > page.length) return { docs, last, more: true, read };
  if (page.length === 0) return { docs, last, more: false, read };
  const further = await tx.query<{ more: boolean }>(
    `select exists (select 1 from protected_log where user_id = $1 and
       case when $3::text is null or origin <> $3 then seq else foreign_seq end > $2) as more`,
    [member.userId, last, query.without],
  );
  return { docs, last, more: further[0]?.more ?? false, read };
}
