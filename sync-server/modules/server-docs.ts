import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { jsonEqual } from '#shared/kernel/json.ts';
import type { Transaction } from '../storage/database.ts';
import { lockDocs, writeDocs, type OfficeRef, type StoredDoc } from '../storage/records.ts';
import { bodyCheck } from './sync/check.ts';

/** A document that the server itself writes. */
export interface ServerDoc {
  readonly definition: Pick<CollectionDefinition, 'name' | 'version' | 'sharing'>;
  readonly id: string;
  readonly body: JsonObject | object;
}

/**
 * Writes documents in the server's own name, through the same change log. What is already as it should be is left
 * alone. With `onlyMissing`, so is whatever is there.
 * Goes on in the office's scope. Returns the documents that were written.
 */
export async function writeServerDocs(
  tx: Transaction,
  office: OfficeRef,
  docs: readonly ServerDoc[],
  options: { readonly onlyMissing?: boolean } = {},
): Promise<readonly StoredDoc[]> {
  await tx.enter({ kind: 'office', officeId: office.officeId, area: office.area });
  const stored = new Map(
    (
      await lockDocs(
        tx,
        office.officeId,
        docs.map((doc) => [doc.definition.name, doc.id] as const),
      )
    ).map((doc) => [`${doc.collection}/${doc.id}`, doc]),
  );
  const writes = docs.flatMap(({ definition, id, body }) => {
    const fault = bodyCheck(definition.name)?.(body as JsonObject) ?? null;
    if (fault !== null)
      throw new Error(`the server's own ${definition.name} document does not fit its schema at ${fault}`);
    const before = stored.get(`${definition.name}/${id}`);
    if (before && (options.onlyMissing || (!before.removed && jsonEqual(before.body, body)))) return [];
    return [
      {
        doc: {
          collection: definition.name,
          id,
          officeId: office.officeId,
          version: definition.version,
          body: body as JsonObject,
          conflicts: before?.conflicts ?? [],
          removed: false,
        },
        fresh: !before,
        downward: definition.sharing === 'downward',
      },
    ];
  });
  if (writes.length === 0) return [];
  return (await writeDocs(tx, office, writes, 'server')).docs;
}
