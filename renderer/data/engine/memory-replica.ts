import { findCollection } from '#shared/registry/index.ts';
import type { DocKey, LiveReplicaPort, ReplicaDoc, ReplicaMeta, ReplicaState } from '../../ports/replica.ts';

/** What a replica in memory holds; the same store given to a second replica is the same disk after a restart. */
export interface MemoryStore {
  meta: ReplicaMeta | null;
  readonly docs: Map<string, ReplicaDoc>;
  readonly counts: Map<string, number>;
  /** Thrown by the next writes while it is set. */
  failure: Error | null;
  /** Names, as `<collection>/<id>`, of documents that can't be read until they are written again. */
  readonly unreadable: Set<string>;
}

/** An empty store. */
export function createMemoryStore(): MemoryStore {
  return { meta: null, docs: new Map(), counts: new Map(), failure: null, unreadable: new Set() };
}

/** The replica as a plain map: for simulations and tests of the engine. */
export function createMemoryReplica(store: MemoryStore = createMemoryStore()): LiveReplicaPort {
  const listeners = new Set<(docs: readonly ReplicaDoc[]) => void>();
  const damageListeners = new Set<(key: DocKey) => void>();
  const name = (key: DocKey) => `${key.collection}/${key.id}`;
  const add = (counter: string, by: number) => store.counts.set(counter, (store.counts.get(counter) ?? 0) + by);
  const check = () => {
    if (store.failure) throw store.failure;
  };
  const replica: LiveReplicaPort = {
    async open(): Promise<ReplicaState> {
      return { meta: store.meta, counts: replica.counts(), damaged: false };
    },
    async get(keys) {
      return keys.map((key) => {
        if (!store.unreadable.has(name(key))) return store.docs.get(name(key)) ?? null;
        for (const listener of damageListeners) listener(key);
        return null;
      });
    },
    async put(docs) {
      check();
      for (const doc of docs) {
        const at = name(doc);
        if (!store.docs.has(at)) add(doc.collection, 1);
        store.docs.set(at, structuredClone(doc));
        store.unreadable.delete(at);
      }
      for (const collection of new Set(docs.map((doc) => doc.collection))) add(`${collection}.writes`, 1);
      for (const listener of listeners) listener(docs);
    },
    async keys() {
      return [...store.docs.values()].map(({ collection, id }) => ({ collection, id }));
    },
    async setMeta(meta) {
      check();
      store.meta = meta;
    },
    counts: () => Object.fromEntries(store.counts),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onDamage(listener) {
      damageListeners.add(listener);
      return () => damageListeners.delete(listener);
    },
    async wipe() {
      check();
      store.unreadable.clear();
      store.meta = null;
      store.docs.clear();
      store.counts.clear();
    },
    watchList(query, listener) {
      const sortKey = (doc: ReplicaDoc) => findCollection(doc.collection)?.sortKey(doc.body) ?? '';
      const emit = () =>
        listener(
          [...store.docs.values()]
            .filter((doc) => doc.collection === query.collection && !doc.removed)
            .filter((doc) => sortKey(doc).startsWith(query.prefix ?? ''))
            .map((doc) => ({ doc, order: `${sortKey(doc)} ${doc.id}` }))
            .toSorted((a, b) => (a.order < b.order ? -1 : 1))
            .slice(0, query.limit)
            .map(({ doc }) => doc),
        );
      emit();
      return replica.onChange((docs) => {
        if (docs.some((doc) => doc.collection === query.collection)) emit();
      });
    },
    async page(collection, afterId, limit) {
      const docs = [...store.docs.values()]
        .filter((doc) => doc.collection === collection && doc.id > afterId)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit);
      return { docs, next: docs.length === limit ? (docs.at(-1)?.id ?? null) : null };
    },
    async close() {
      listeners.clear();
      damageListeners.clear();
    },
  };
  return replica;
}
