import { normaliseApostrophes } from '#shared/domain/language/apostrophes.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';

/** Fields that people write in, by collection. Names of files, codes and what a signature covers by hash are not here. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  documents: ['subject', 'text', 'resolution', 'note', 'returnComment', 'correspondent'],
  tasks: ['text', 'note', 'report', 'comment', 'reason'],
  people: ['familyName', 'givenName', 'patronymic', 'address', 'note', 'workplace', 'profession'],
  cases: ['clientName', 'clientAddress', 'safeContact', 'request', 'safetyPlan', 'closingNote'],
  caseEvents: ['provider', 'providerContact', 'text', 'result', 'letter'],
  programmeEntries: ['reason', 'contractDuties', 'exitNote', 'refusedReason'],
  households: ['address', 'note'],
};
const INSIDE: readonly string[] = ['name', 'address'];

function tidy(value: Json): Json {
  return typeof value === 'string' ? normaliseApostrophes(value) : value;
}

/**
 * What was entered, with the right mark where people typed a look-alike of an apostrophe: once, on its way into the
 * record, so that every list, print and search has the same letters.
 */
export function tidyEntry(collection: string, patch: JsonObject): JsonObject {
  const fields = WRITTEN[collection];
  if (!fields || !fields.some((field) => field in patch)) return patch;
  const next: Record<string, Json> = { ...patch };
  for (const field of fields) {
    const value = next[field];
    if (value === undefined || value === null) continue;
    if (typeof value === 'object' && !Array.isArray(value)) {
      const inner: Record<string, Json> = { ...(value as JsonObject) };
      for (const name of INSIDE) if (inner[name] !== undefined) inner[name] = tidy(inner[name]);
      next[field] = inner;
    } else {
      next[field] = tidy(value);
    }
  }
  return next;
}
