import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { Operation } from '#shared/sync/operation.ts';
import type { OfficeRef } from './records.ts';
import type { Transaction } from './database.ts';

/** What an operation came to. */
export type Outcome = 'applied' | 'merged' | 'refused';

/** A line of the operation log. */
export interface HandledOperation {
  readonly operation: Pick<Operation, 'id' | 'seq' | 'actor' | 'collection' | 'docId'>;
  /** What is kept: the operation whole, or its text where it can't be read. */
  readonly content: unknown;
  readonly hash: string;
  readonly outcome: Outcome;
  readonly code?: ErrorCode;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What is known of an operation that was handled before. */
export interface KnownOperation {
  readonly id: string;
  readonly hash: string;
  readonly outcome: Outcome;
  readonly code: ErrorCode | null;
  readonly params: Readonly<Record<string, string | number>> | null;
  readonly collection: string;
  readonly docId: string;
}

/** Locks a writer's row, making it at first, and returns the highest number that was handled. */
export async function lockWriter(
  tx: Transaction,
  office: OfficeRef,
  deviceId: string,
  writer: string,
): Promise<number> {
  const rows = await tx.query<{ highest: string }>(
    `insert into writer (id, device_id, office_id, area) values ($1, $2, $3, $4)
     on conflict (id) do update set device_id = writer.device_id returning highest`,
    [writer, deviceId, office.officeId, office.area],
    'writer-lock',
  );
  return Number(rows[0]?.highest ?? 0);
}

/** The highest number handled of a writer; 0 for one that is not known. */
export async function readWriter(tx: Transaction, writer: string): Promise<number> {
  const rows = await tx.query<{ highest: string }>('select highest from writer where id = $1', [writer], 'writer');
  return Number(rows[0]?.highest ?? 0);
}

/** Operations of an office that were handled before, by id. */
export async function findOperations(
  tx: Transaction,
  officeId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownOperation>> {
  const rows = await tx.query<KnownOperation>(
    `select id, hash, outcome, code, params, collection, doc_id as "docId" from operation
     where office_id = $1 and id = any($2::text[])`,
    [officeId, ids],
    'operations-find',
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Writes lines of the operation log and moves the writer on. */
export async function recordOperations(
  tx: Transaction,
  office: OfficeRef,
  writer: string,
  handled: readonly HandledOperation[],
  highest: number,
): Promise<void> {
  if (handled.length > 0) {
    await tx.execute(
      `insert into operation (office_id, area, writer, id, seq, actor, collection, doc_id, hash, outcome, code, params, content)
       select $1, $2, $3, x.i, x.s, x.a, x.c, x.d, x.h, x.o, x.e, nullif(x.p, 'null'), x.j
       from rows from (unnest($4::text[]), unnest($5::bigint[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[]),
         unnest($9::text[]), unnest($10::text[]), unnest($11::text[]), jsonb_array_elements($12::jsonb),
         json_array_elements($13::json)) as x(i, s, a, c, d, h, o, e, p, j)`,
      [
        office.officeId,
        office.area,
        writer,
        handled.map(({ operation }) => operation.id),
        handled.map(({ operation }) => operation.seq),
        handled.map(({ operation }) => operation.actor),
        handled.map(({ operation }) => operation.collection),
        handled.map(({ operation }) => operation.docId),
        handled.map(({ hash }) => hash),
        handled.map(({ outcome }) => outcome),
        handled.map(({ code }) => code ?? null),
        JSON.stringify(handled.map(({ params }) => params ?? null)),
        JSON.stringify(handled.map(({ content }) => content)),
      ],
      'operations-insert',
    );
  }
  await tx.execute('update writer set highest = greatest(highest, $2) where id = $1', [writer, highest], 'writer-move');
}

/** Notes that two journals write under one name. */
export async function flagFork(tx: Transaction, writer: string, deviceId: string): Promise<void> {
  await tx.execute('update writer set forked_at = coalesce(forked_at, now()) where id = $1', [writer]);
  await tx.execute(`update device set flagged_at = now(), flag = 'writer_forked' where id = $1`, [deviceId]);
}
