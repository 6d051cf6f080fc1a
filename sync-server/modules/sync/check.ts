import { createHash } from 'node:crypto';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { JsonObject } from '#shared/kernel/json.ts';
import { canonicalJson } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { OperationSchema, type Operation } from '#shared/sync/operation.ts';

const operationCheck = TypeCompiler.Compile(OperationSchema);
const bodyChecks = new Map(
  Object.values(collections as unknown as Record<string, CollectionDefinition>).map((definition) => [
    definition.name,
    TypeCompiler.Compile(definition.schema),
  ]),
);

/** A compiled check of a collection's body: the path of the first fault, or null. */
export function bodyCheck(collection: string): ((body: JsonObject) => string | null) | undefined {
  const check = bodyChecks.get(collection);
  if (!check) return undefined;
  return (body) => (check.Check(body) ? null : (check.Errors(body).First()?.path ?? '/'));
}

// What PostgreSQL's JSONB can't hold (a NUL character, half a surrogate pair), and a key that JavaScript would take for
// the prototype. Matched in the JSON text, where a backslash that is itself escaped comes in pairs.
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})|"__proto__":/;

/**
 * The hash that tells whether two operations of one id are the same. The writer and its number are left out: a journal
 * that was renewed sends the same operations under a new name. Null for a thing that is no valid operation.
 */
export function operationHash(operation: unknown): string | null {
  if (!operationCheck.Check(operation)) return null;
  const { writer: _writer, seq: _seq, ...content } = operation as Operation;
  try {
    const text = canonicalJson(content);
    return UNSTORABLE.test(text) ? null : createHash('sha256').update(text).digest('hex');
  } catch {
    // Numbers beyond JSON, or nesting beyond the stack.
    return null;
  }
}

/** Text and hash of a thing that is no valid operation: kept for a version that can read it, its repetition recognised. */
export function rawContent(value: unknown): { readonly hash: string; readonly raw: string | null } {
  try {
    const raw = JSON.stringify(value);
    return { hash: `raw:${createHash('sha256').update(raw).digest('hex')}`, raw };
  } catch {
    return { hash: 'raw:unreadable', raw: null };
  }
}
