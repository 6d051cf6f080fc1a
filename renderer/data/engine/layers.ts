import type { Actor } from '#shared/kernel/define-workflow.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { findCollection } from '#shared/registry/index.ts';
import { apply, migrateBody, type Applied } from '#shared/sync/apply.ts';
import type { Doc, Operation, OperationDraft } from '#shared/sync/operation.ts';
import type { UserInfo, WireDoc } from '#shared/sync/protocol.ts';
import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import type { DocKey, ReplicaDoc } from '../../ports/replica.ts';

/** One text for a document's name. */
export function keyOf(key: DocKey): string {
  return `${key.collection}/${key.id}`;
}

/** The name of the document that an operation is about. */
export function targetOf(op: { readonly collection: string; readonly docId: string }): DocKey {
  return { collection: op.collection, id: op.docId };
}

/** A row for a document that neither the server nor the outbox has: a refused creation, or one lost by a restore. */
export function absent(key: DocKey, officeId: string): ReplicaDoc {
  return {
    collection: key.collection,
    id: key.id,
    officeId,
    version: 0,
    body: {},
    conflicts: [],
    removed: true,
    ownSeq: 0,
    writer: '',
    serverSeq: 0,
  };
}

/** A replica row as `apply` wants it: null for an absent document, the body at the version that this program knows. */
export function toDoc(row: ReplicaDoc | null): Doc | null {
  if (!row || (row.removed && row.serverSeq === 0)) return null;
  const { collection, id, officeId, version, body, conflicts, removed } = row;
  return atPresentVersion({ collection, id, officeId, version, body, conflicts, removed });
}

/** A document from the wire. */
export function fromWire(wire: WireDoc): Doc {
  return atPresentVersion({
    collection: wire.collection,
    id: wire.id,
    officeId: wire.officeId,
    version: wire.version,
    body: wire.body,
    conflicts: wire.conflicts ?? [],
    removed: wire.removed === true,
  });
}

function atPresentVersion(doc: Doc): Doc {
  const definition = findCollection(doc.collection);
  if (!definition || doc.removed || doc.version >= definition.version) return doc;
  return { ...doc, body: migrateBody(definition, doc.body, doc.version), version: definition.version };
}

/** What laying operations over documents needs to read. */
export interface LayersOptions {
  /** Rows as they stand, the ones not yet on disk included. */
  readonly read: (keys: readonly DocKey[]) => Promise<readonly (ReplicaDoc | null)[]>;
  readonly user: Pick<UserInfo, 'id' | 'role' | 'officeId'>;
  /** Public office key of the signed-in user: known here before the server's staff list has it. */
  readonly publicKey: string;
  /** See `EngineOptions.space`. */
  readonly space?: 'protected' | undefined;
  /** Rows of the staff list, where it lies in another replica than the rest. */
  readonly readStaff?: ((keys: readonly DocKey[]) => Promise<readonly (ReplicaDoc | null)[]>) | undefined;
}

/** Lays operations over documents, with the policy of the person in whose name each one was done. */
export interface Layers {
  /** One operation over one document; `staged` holds the documents that stand above the replica. */
  applyOne(doc: Doc | null, op: Operation | OperationDraft, staged?: ReadonlyMap<string, Doc | null>): Promise<Applied>;
  /** A server's version with own operations over it. `complete` is false where one of them could not be laid. */
  lay(
    base: Doc | null,
    serverSeq: number,
    ops: readonly Operation[],
    key: DocKey,
  ): Promise<{ readonly row: ReplicaDoc; readonly complete: boolean }>;
  /** Forgets what was read of these people: their staff documents have changed. */
  forget(staffIds: readonly string[]): void;
}

/** See {@link Layers}. */
export function createLayers(options: LayersOptions): Layers {
  const actors = new Map<string, Actor>();

  async function actorOf(id: string): Promise<Actor | null> {
    const known = actors.get(id);
    if (known) return known;
    const own = id === options.user.id;
    const [row] = await (options.readStaff ?? options.read)([{ collection: 'staff', id }]);
    const staff = row && !row.removed ? (row.body as unknown as StaffBody) : null;
    if (!staff && !own) return null;
    const keys = new Set(staff?.publicKeys ?? []);
    if (own && options.publicKey) keys.add(options.publicKey);
    const actor: Actor = {
      id,
      role: staff?.role ?? options.user.role,
      officeId: row && staff ? row.officeId : options.user.officeId,
      publicKeys: [...keys],
      ...(staff?.acting ? { acting: staff.acting } : {}),
      ...(staff?.pinflMark ? { pinflMark: staff.pinflMark } : {}),
    };
    if (staff) actors.set(id, actor);
    return actor;
  }

  const layers: Layers = {
    async applyOne(doc, op, staged) {
      const definition = findCollection(op.collection);
      if (!definition) return { kind: 'refused', failure: { code: 'op_invalid' } };
      const actor = await actorOf(op.actor);
      if (!actor) return { kind: 'refused', failure: { code: 'op_actor_unknown' } };
      const related = new Map<string, Doc>();
      const wanted =
        definition.related?.({ docId: op.docId, kind: op.kind, transition: op.transition, patch: op.patch }) ?? [];
      for (const [collection, id] of wanted) {
        const key = `${collection}/${id}`;
        const found = staged?.has(key)
          ? (staged.get(key) ?? null)
          : toDoc((await options.read([{ collection, id }]))[0] ?? null);
        if (found && !found.removed) related.set(key, found);
      }
      return apply(doc, op, { definition, actor, related, space: options.space });
    },

    async lay(base, serverSeq, ops, key) {
      let doc = base;
      let complete = true;
      let own: Operation | null = null;
      for (const op of ops) {
        const result = await layers.applyOne(doc, op);
        if (result.kind === 'refused') complete = false;
        else doc = result.doc;
        own = op;
      }
      const from = doc ?? absent(key, options.user.officeId);
      return { row: { ...from, ownSeq: own?.seq ?? 0, writer: own?.writer ?? '', serverSeq }, complete };
    },

    forget(ids) {
      for (const id of ids) actors.delete(id);
    },
  };
  return layers;
}

/** The values that the patched fields had; an absent one is written as null, so that both sides read the same. */
export function baseOf(before: JsonObject | undefined, patch: JsonObject): JsonObject {
  const base: Record<string, JsonObject[string]> = {};
  for (const field of Object.keys(patch)) base[field] = before?.[field] ?? null;
  return base;
}
