import type { Area } from '#shared/domain/access/area.ts';
import { attachmentsOf, type Attachment, type WithAttachments } from '#shared/domain/documents/attachments.ts';
import type { Transaction } from './database.ts';
import { readDoc } from './papers.ts';

/** Collections whose records have files. */
export const COLLECTIONS_WITH_FILES = ['documents', 'tasks'] as const;

/** A file whose bytes are here. */
export interface StoredFile {
  readonly officeId: string;
  readonly hash: string;
  readonly size: number;
  readonly place: string;
}

/** A file as a record that the scope may see speaks of it. */
export interface NamedFile {
  readonly attachment: Attachment;
  /** The office that sent the record, where it came from the ministry: the bytes may lie with it. */
  readonly sourceOfficeId: string | null;
}

/** What a record says of a file; null where the scope doesn't see the record, or the record has no such file. */
export async function findNamedFile(
  tx: Transaction,
  officeId: string,
  collection: string,
  docId: string,
  hash: string,
): Promise<NamedFile | null> {
  if (!(COLLECTIONS_WITH_FILES as readonly string[]).includes(collection)) return null;
  const doc = await readDoc(tx, officeId, collection, docId);
  const attachment = doc && attachmentsOf(doc.body as WithAttachments).find((one) => one.hash === hash);
  if (!attachment) return null;
  const source = doc.body.source as { readonly officeId?: string } | undefined;
  return { attachment, sourceOfficeId: source?.officeId ?? null };
}

/** A file of an office that the scope may see. */
export async function findFile(tx: Transaction, officeId: string, hash: string): Promise<StoredFile | null> {
  const rows = await tx.query<{ office_id: string; hash: string; size: string; place: string }>(
    'select office_id, hash, size, place from file where office_id = $1 and hash = $2',
    [officeId, hash],
    'file-find',
  );
  const row = rows[0];
  return row ? { officeId: row.office_id, hash: row.hash, size: Number(row.size), place: row.place } : null;
}

/** Notes that a file's bytes are here. Twice is once. */
export async function insertFile(
  tx: Transaction,
  file: StoredFile & { readonly area: Area; readonly storedBy: string },
): Promise<void> {
  await tx.execute(
    `insert into file (office_id, hash, area, size, place, stored_by) values ($1, $2, $3, $4, $5, $6)
     on conflict (office_id, hash) do nothing`,
    [file.officeId, file.hash, file.area, file.size, file.place, file.storedBy],
  );
}
