import { Value } from '@sinclair/typebox/value';
import { isActing } from '#shared/domain/access/acting.ts';
import type { CollectionDefinition, MergeKind } from '#shared/kernel/define-collection.ts';
import type { Actor, GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { jsonEqual, type Json, type JsonObject } from '#shared/kernel/json.ts';
import type { Failure } from '#shared/kernel/result.ts';
import type { Conflict, Doc, Operation, OperationDraft } from './operation.ts';

/** What an operation came to. */
export type Applied =
  | { readonly kind: 'applied'; readonly doc: Doc }
  | { readonly kind: 'merged'; readonly doc: Doc; readonly conflicts: readonly Conflict[] }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** What `apply` needs to know besides the document. */
export interface ApplyContext {
  readonly definition: CollectionDefinition;
  readonly actor: Actor;
  /** See `GuardInput.space`. */
  readonly space?: 'protected' | undefined;
  /** Documents named by the definition's `related`, by `<collection>/<id>`. */
  readonly related: ReadonlyMap<string, Doc>;
  /** Faster body check, where a side has a compiled one. Returns the path of the first fault, or null. */
  readonly checkBody?: (body: JsonObject) => string | null;
}

function refused(code: ErrorCode, params?: Failure['params']): Applied {
  return { kind: 'refused', failure: params ? { code, params } : { code } };
}

function isEntryList(value: Json | undefined): value is readonly { readonly id: string }[] {
  return Array.isArray(value) && value.every((item) => typeof (item as { id?: unknown })?.id === 'string');
}

function asArray(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function mergeSet(base: Json | undefined, current: Json | undefined, next: Json): readonly Json[] {
  const from = new Set(asArray(base));
  const to = new Set(asArray(next));
  const result = new Set(asArray(current));
  for (const item of to) if (!from.has(item)) result.add(item);
  for (const item of from) if (!to.has(item)) result.delete(item);
  return [...result];
}

function mergeLog(current: Json | undefined, next: Json): readonly Json[] | null {
  if (!isEntryList(next)) return null;
  const entries = isEntryList(current) ? [...current] : [];
  const ids = new Set(entries.map((entry) => entry.id));
  for (const entry of next) {
    if (ids.has(entry.id)) continue;
    ids.add(entry.id);
    entries.push(entry);
  }
  return entries as readonly Json[];
}

/** Whether a log takes in an entry that names another person than the one who writes it. */
function hasForeignEntry(current: Json | undefined, merged: Json, actorId: string): boolean {
  const known = asArray(current).length;
  return asArray(merged)
    .slice(known)
    .some((entry) => {
      const named = (entry as { actor?: unknown }).actor;
      return named !== undefined && named !== actorId;
    });
}

function asMap(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}

interface FieldMerge {
  readonly value: Json;
  readonly conflicts: readonly Omit<Conflict, 'id' | 'actor' | 'at'>[];
}

function mergeRegister(field: string, base: Json | undefined, current: Json | undefined, next: Json): FieldMerge {
  const untouched = jsonEqual(current, base) || jsonEqual(current, next);
  return {
    value: next,
    conflicts: untouched ? [] : [{ field, base: base ?? null, kept: next, other: current ?? null }],
  };
}

function mergeMap(field: string, base: Json | undefined, current: Json | undefined, next: Json): FieldMerge | null {
  if (next !== null && (typeof next !== 'object' || Array.isArray(next))) return null;
  const from = asMap(base);
  const to = asMap(next);
  // Assigning this key would set the prototype instead of a value.
  if (Object.hasOwn(to, '__proto__')) return null;
  const result: Record<string, Json> = { ...asMap(current) };
  const conflicts: Omit<Conflict, 'id' | 'actor' | 'at'>[] = [];
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (jsonEqual(from[key], to[key])) continue;
    const merged = mergeRegister(`${field}.${key}`, from[key], result[key], to[key] ?? null);
    conflicts.push(...merged.conflicts);
    if (merged.value === null) delete result[key];
    else result[key] = merged.value;
  }
  // A map that was taken away is gone, unless the other side put something into it meanwhile.
  return { value: next === null && Object.keys(result).length === 0 ? null : result, conflicts };
}

function mergeField(
  kind: MergeKind,
  field: string,
  base: Json | undefined,
  current: Json | undefined,
  next: Json,
): FieldMerge | null {
  switch (kind) {
    case 'register':
      return mergeRegister(field, base, current, next);
    case 'set':
      return { value: mergeSet(base, current, next), conflicts: [] };
    case 'log': {
      const value = mergeLog(current, next);
      return value && { value, conflicts: [] };
    }
    case 'map':
      return mergeMap(field, base, current, next);
  }
}

/** Brings a body written under an older schema version up to the definition's own. */
export function migrateBody(definition: CollectionDefinition, body: JsonObject, from: number): JsonObject {
  let result = body;
  for (let version = from + 1; version <= definition.version; version++) {
    const step = definition.migrations[version];
    if (!step) throw new Error(`${definition.name} has no migration to version ${version}`);
    result = step(result);
  }
  return result;
}

/** The path of the first fault of a body against its schema, or null. Interpreted: no code is generated. */
export function findBodyFault(definition: CollectionDefinition, body: JsonObject): string | null {
  if (Value.Check(definition.schema, body)) return null;
  return Value.Errors(definition.schema, body).First()?.path ?? '/';
}

function withoutNulls(body: Record<string, Json>): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(body)) if (value !== null) result[key] = value;
  return result;
}

/** Whether a field is read-only and belongs to transitions, so that no creation may come with it. */
function isSetByStepsAlone(definition: CollectionDefinition, field: string): boolean {
  if (!definition.readonlyFields?.includes(field)) return false;
  return Object.values(definition.workflow?.transitions ?? {}).some(
    (step) => step.sets?.includes(field) || step.stamps?.includes(field),
  );
}

/**
 * Applies one operation to a document. Pure, and the same on the laptop (before the journal, and again over each
 * version that the server sends) and on the server, so both come to the same document.
 *
 * Fields are merged one by one against `base`. Where both sides changed one register to different values, the value
 * that arrives becomes current and the other one is kept as a conflict (I4). Workflow steps, roles, frozen fields and
 * guards are replayed; what they forbid is refused with a reason and changes nothing.
 *
 * @param doc the document as it stands, or null where there is none
 */
export function apply(doc: Doc | null, op: Operation | OperationDraft, context: ApplyContext): Applied {
  const { definition, actor } = context;
  if (doc?.removed) return refused('doc_removed');
  if (doc && doc.officeId !== actor.officeId) return refused('not_found');
  if (!doc && op.kind !== 'create') return refused('doc_missing');
  if (op.version > definition.version) return refused('server_too_old');

  const steps = definition.workflow?.transitions ?? {};
  const name = op.kind === 'transition' ? (op.transition ?? '') : '';
  const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
  if (op.kind === 'transition' && !step) return refused('transition_unknown', { step: op.transition ?? '' });

  const allowed = step ? step.roles : definition.policy[op.kind as 'create' | 'patch' | 'remove'];
  // Whoever acts for the chair may take the chair's steps, on the days that the staff list says.
  const deputy = step !== undefined && allowed.includes('chair') && isActing(actor, op.at);
  if (!allowed.includes(actor.role) && !deputy) return refused('role_forbidden');

  let before: JsonObject = doc?.body ?? {};
  let patch: JsonObject = op.patch;
  try {
    if (doc && doc.version < definition.version) before = migrateBody(definition, before, doc.version);
    if (op.kind === 'create' && op.version < definition.version) patch = migrateBody(definition, patch, op.version);
  } catch {
    return refused('op_invalid');
  }

  if (step) {
    if (!step.from.includes(before.state as string)) {
      return refused('transition_not_allowed', { step: op.transition ?? '', state: String(before.state ?? '') });
    }
    for (const field of Object.keys(patch)) {
      if (field === 'state' || !(step.sets?.includes(field) || step.stamps?.includes(field))) {
        return refused('field_readonly', { field });
      }
    }
  }

  const guardInput = (body: JsonObject): GuardInput & { kind: Operation['kind'] } => ({
    id: op.docId,
    officeId: actor.officeId,
    body,
    before,
    patch,
    actor,
    at: op.at,
    kind: op.kind,
    ...(context.space ? { space: context.space } : {}),
    related: (collection, id) => context.related.get(`${collection}/${id}`),
  });

  if (op.kind === 'remove') {
    const broken = definition.guard?.(guardInput(before));
    if (broken) return refused(broken);
    return {
      kind: 'applied',
      doc: { ...(doc as Doc), body: {}, conflicts: [], removed: true, version: definition.version },
    };
  }

  // A second creation of one id is held to the rules of a patch.
  const asPatch = op.kind === 'patch' || (doc !== null && op.kind === 'create');
  const mayPatch = definition.policy.patch.includes(actor.role);
  const frozen = doc ? definition.frozen?.(before) : undefined;
  const stamps = step ? step.stamps : asPatch ? undefined : definition.stamps;
  const body: Record<string, Json> = { ...before };
  const conflicts: Conflict[] = [];
  for (const [field, value] of Object.entries(patch)) {
    if (!Object.hasOwn(definition.schema.properties, field)) return refused('field_unknown', { field });
    const next = value ?? null;
    if (stamps?.includes(field)) {
      if (next !== actor.id) return refused('field_readonly', { field });
      continue;
    }
    const change = !jsonEqual(before[field], next);
    if (change && frozen?.includes(field)) return refused('content_frozen', { field });
    if (!doc && next !== null && isSetByStepsAlone(definition, field)) return refused('field_readonly', { field });
    if (asPatch) {
      if (field === 'state' && definition.workflow) {
        if (op.kind === 'patch') return refused('field_readonly', { field });
        continue;
      }
      if (change && definition.readonlyFields?.includes(field)) return refused('field_readonly', { field });
      if (change && !mayPatch) return refused('role_forbidden');
    }
    const base = op.kind === 'create' ? undefined : op.base[field];
    const merged = mergeField(definition.merge[field] ?? 'register', field, base, before[field], next);
    if (!merged) return refused('body_invalid', { field });
    if (definition.merge[field] === 'log' && hasForeignEntry(before[field], merged.value, actor.id)) {
      return refused('op_invalid', { field });
    }
    body[field] = merged.value;
    for (const conflict of merged.conflicts) {
      conflicts.push({ ...conflict, id: `${op.id}:${conflict.field}`, actor: op.actor, at: op.at });
    }
  }
  if (step) body.state = step.to;
  for (const field of stamps ?? []) body[field] = actor.id;
  for (const field of step?.clears ?? []) body[field] = null;

  const next = withoutNulls(body);
  if (!doc && definition.workflow && !definition.workflow.initial.includes(next.state as string)) {
    return refused('transition_not_allowed', { step: 'create', state: String(next.state ?? '') });
  }
  for (const field of step?.requires ?? []) {
    const value = next[field];
    if (value === undefined || (typeof value === 'string' && value.trim() === ''))
      return refused('field_required', { field });
  }
  const fault = context.checkBody ? context.checkBody(next) : findBodyFault(definition, next);
  if (fault !== null) return refused('body_invalid', { field: fault.slice(1) });
  const broken = step?.guard?.(guardInput(next)) ?? definition.guard?.(guardInput(next));
  if (broken) return refused(broken);

  // An operation that is laid over its own outcome finds its own conflict there: it is the same one, not a second.
  const settled = new Set([...(op.resolves ?? []), ...conflicts.map((conflict) => conflict.id)]);
  const open = (doc?.conflicts ?? []).filter((conflict) => !settled.has(conflict.id));
  const result: Doc = {
    collection: definition.name,
    id: op.docId,
    officeId: doc?.officeId ?? actor.officeId,
    version: Math.max(doc?.version ?? 0, definition.version),
    body: next,
    conflicts: conflicts.length > 0 ? [...open, ...conflicts] : open,
    removed: false,
  };
  return conflicts.length > 0 ? { kind: 'merged', doc: result, conflicts } : { kind: 'applied', doc: result };
}
