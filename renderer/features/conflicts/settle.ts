import { findCollection } from '#shared/registry/index.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Conflict } from '#shared/sync/operation.ts';
import type { Change } from '../../ports/data.ts';
import type { CollectionName } from '#shared/registry/index.ts';

/** Whether a plain patch may set the field, so that the other value can be taken here. */
export function canTakeOther(collection: CollectionName, conflict: Conflict, body: JsonObject): boolean {
  const definition = findCollection(collection);
  const field = conflict.field.split('.')[0] ?? '';
  if (!definition || field === 'state') return false;
  return !definition.readonlyFields?.includes(field) && !definition.frozen?.(body).includes(field);
}

/** The change that settles a conflict: the current value stays, or the other one is written over it. */
export function toSettlement(
  collection: CollectionName,
  record: { readonly id: string; readonly body: JsonObject },
  conflict: Conflict,
  choice: 'keep' | 'take',
): Change {
  return {
    collection,
    docId: record.id,
    kind: 'patch',
    patch: choice === 'keep' ? {} : toPatch(record.body, conflict),
    resolves: [conflict.id],
  };
}

function toPatch(body: JsonObject, conflict: Conflict): JsonObject {
  const [field = '', key] = conflict.field.split('.');
  if (key === undefined) return { [field]: conflict.other };
  const group: Record<string, JsonObject[string]> = { ...(body[field] as JsonObject | undefined) };
  if (conflict.other === null) delete group[key];
  else group[key] = conflict.other;
  return { [field]: group };
}
