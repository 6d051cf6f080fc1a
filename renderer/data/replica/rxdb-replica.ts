/* oxlint-disable eslint/no-underscore-dangle -- RxDB names its revisions and rows so */
import { Dexie } from 'dexie';
import {
  createRxDatabase,
  registerMutableWriteContext,
  type BulkWriteRow,
  type RxCollection,
  type RxDatabase,
  type RxDocumentData,
  type RxJsonSchema,
} from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { CodedError } from '#shared/kernel/result.ts';
import { collectionNames, findCollection } from '#shared/registry/index.ts';
import type { Conflict } from '#shared/sync/operation.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { DocKey, LiveReplicaPort, ReplicaDoc, ReplicaState } from '../../ports/replica.ts';
import type { LocalStore } from './local-store.ts';
import type { RecordCipher } from './record-cipher.ts';
import { sealStorage, type ReplicaRow } from './sealed-storage.ts';

/** What a replica on disk is made of. */
export interface RxReplicaOptions {
  readonly name: string;
  readonly cipher: RecordCipher;
  readonly local: LocalStore;
  /** For tests: another IndexedDB than the surroundings' own. */
  readonly indexedDB?: IDBFactory;
  readonly IDBKeyRange?: typeof IDBKeyRange;
}

type Row = RxDocumentData<ReplicaRow>;
type ListQuery = Parameters<LiveReplicaPort['watchList']>[0];

interface Watcher {
  readonly query: ListQuery;
  readonly listener: (docs: readonly ReplicaDoc[]) => void;
  stop: () => void;
}

type Collection = RxCollection<ReplicaRow>;

/** Row of each collection that counts the batches written to it, in the same transaction as the batch. */
const TALLY = '~tally';
const INSERT = 'mahalla-insert';
const UPDATE = 'mahalla-update';
// Rows are made for each write, so RxDB need not clone them once more.
registerMutableWriteContext(INSERT);
const SCHEMA_VERSION = 0;

/** Whether a collection's documents have an order of their own; an index that nobody asks costs every write. */
function isSorted(name: string): boolean {
  const definition = findCollection(name);
  return Object.values(definition?.fixtures ?? {}).some((body) => definition?.sortKey(body) !== '');
}

function schemaOf(name: string): RxJsonSchema<ReplicaRow> {
  return {
    version: SCHEMA_VERSION,
    primaryKey: 'id',
    type: 'object',
    properties: {
      id: { type: 'string', maxLength: 64 },
      officeId: { type: 'string' },
      sortKey: { type: 'string', maxLength: 64 },
      version: { type: 'number' },
      removed: { type: 'boolean' },
      ownSeq: { type: 'number' },
      writer: { type: 'string' },
      serverSeq: { type: 'number' },
      content: { type: 'object' },
    },
    required: ['id', 'sortKey'],
    ...(isSorted(name) ? { indexes: ['sortKey'] } : {}),
  };
}

/** Most rows in one transaction: more are written in several, the sealing of the next ones beside the writing. */
const CHUNK = 500;

/**
 * Leaves out the indexes that nobody asks: those over `_meta.lwt` serve RxDB's replication and cleanup, of which we use
 * neither, and where documents have an order of their own the one over ids is not read either. They cost half of every
 * insert. A query that wanted one would fail loudly.
 */
function dropIdleIndexes(database: Dexie, sorted: boolean) {
  const version = database.version.bind(database);
  database.version = (n: number) => {
    const made = version(n);
    const stores = made.stores.bind(made);
    made.stores = (schema) => {
      const slim = Object.fromEntries(
        Object.entries(schema).map(([table, indexes]) => [
          table,
          indexes &&
            indexes
              .split(', ')
              .filter((index) => !index.includes('_meta.lwt') && !(sorted && index === '[_deleted+id]'))
              .join(', '),
        ]),
      );
      return stores(slim);
    };
    return made;
  };
}

/** Answers reads by id of rows that can't be there without asking the disk: RxDB looks for each row before it inserts. */
function skipAbsent(database: Dexie, isAbsent: (id: string) => boolean) {
  database.use({
    stack: 'dbcore',
    name: 'mahalla-absent',
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name);
        if (name !== 'docs') return table;
        return {
          ...table,
          getMany: (request) =>
            request.keys.every((id) => isAbsent(id as string))
              ? Dexie.Promise.resolve(request.keys.map(() => undefined))
              : table.getMany(request),
        };
      },
    }),
  });
}

function byCollection<T extends DocKey>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.collection);
    if (group) group.push(item);
    else groups.set(item.collection, [item]);
  }
  return groups;
}

function toRow(doc: ReplicaDoc): Row {
  const { id, officeId, version, body, conflicts, removed, ownSeq, writer, serverSeq } = doc;
  const sortKey = removed ? '' : (findCollection(doc.collection)?.sortKey(body) ?? '').slice(0, 64);
  return {
    id,
    officeId,
    sortKey,
    version,
    removed,
    ownSeq,
    writer,
    serverSeq,
    content: conflicts.length > 0 ? { body, conflicts } : { body },
    _deleted: false,
    _attachments: {},
    _meta: { lwt: 1 },
    _rev: '',
  };
}

function toReplicaDoc(collection: string, row: Row): ReplicaDoc {
  const content = row.content as { readonly body: JsonObject; readonly conflicts?: readonly Conflict[] };
  const { id, officeId, version, removed, ownSeq, writer, serverSeq } = row;
  return {
    collection,
    id,
    officeId,
    version,
    body: content.body,
    conflicts: content.conflicts ?? [],
    removed,
    ownSeq,
    writer,
    serverSeq,
  };
}

/** Opens nothing yet: see {@link ReplicaPort.open}. */
export function createRxReplica(options: RxReplicaOptions): LiveReplicaPort {
  const { name, cipher, local } = options;
  const listeners = new Set<(docs: readonly ReplicaDoc[]) => void>();
  const damageListeners = new Set<(key: DocKey) => void>();
  const watchers = new Set<Watcher>();
  let damaged = false;
  let database: RxDatabase | null = null;
  let open = new Map<string, Collection>();
  /** Revisions of rows that were seen, so that most updates need no second try. */
  const revisions = new Map<string, string>();
  const counts = new Map<string, number>();
  /** Collections that held nothing when they were opened: what has no revision since then is not there. */
  const emptyAtOpen = new Set<string>();

  const keyOf = (collection: string, id: string) => `${collection}/${id}`;

  const storage = sealStorage(
    getRxStorageDexie({
      chromeTransactionDurability: 'strict',
      ...(options.indexedDB ? { indexedDB: options.indexedDB } : {}),
      ...(options.IDBKeyRange ? { IDBKeyRange: options.IDBKeyRange } : {}),
      onCreate(dexie, dexieName) {
        const collection = dexieName.split('--').at(-1) ?? '';
        dropIdleIndexes(dexie, isSorted(collection));
        skipAbsent(dexie, (id) => emptyAtOpen.has(collection) && !revisions.has(keyOf(collection, id)));
      },
    }),
    {
      cipher,
      isSealed: (collection) => findCollection(collection) !== undefined,
      onDamaged(collection, id) {
        damaged = true;
        for (const listener of damageListeners) listener({ collection, id });
      },
    },
  );

  const collectionOf = (collection: string): Collection => {
    const found = open.get(collection);
    if (!found) throw new CodedError('locked');
    return found;
  };

  function subscribe(watcher: Watcher) {
    const { collection, prefix, limit } = watcher.query;
    const sorted = isSorted(collection);
    const selector = {
      removed: false,
      ...(sorted && prefix ? { sortKey: { $gte: prefix, $lt: `${prefix}\uffff` } } : {}),
    };
    const query = collectionOf(collection).find({
      selector,
      sort: sorted ? [{ sortKey: 'asc' }] : [{ id: 'asc' }],
      limit,
    });
    const subscription = query.$.subscribe((docs) => {
      watcher.listener(docs.map((doc) => toReplicaDoc(collection, doc._data as Row)));
    });
    watcher.stop = () => subscription.unsubscribe();
  }

  async function openAll() {
    database = await createRxDatabase({ name, storage, multiInstance: false, eventReduce: false });
    const made = await database.addCollections(
      Object.fromEntries(collectionNames.map((collection) => [collection, { schema: schemaOf(collection) }])),
    );
    open = new Map(Object.entries(made));
    for (const { storageInstance } of open.values()) {
      storageInstance.changeStream().subscribe((bulk) => {
        for (const event of bulk.events) {
          const { id, _rev } = event.documentData as Row;
          revisions.set(keyOf(storageInstance.collectionName, id), _rev);
        }
      });
    }
    // Lists that were open before a rebuild go on over the new rows.
    for (const watcher of watchers) subscribe(watcher);
  }

  async function countAll() {
    counts.clear();
    emptyAtOpen.clear();
    await Promise.all(
      [...open].map(async ([collection, made]) => {
        // Dexie counts rows without opening them.
        const internals = (await made.internalStorageInstance.internals) as {
          readonly dexieTable: { count(): Promise<number> };
        };
        const total = await internals.dexieTable.count();
        const [tally] = await made.storageInstance.findDocumentsById([TALLY], true);
        if (tally) revisions.set(keyOf(collection, TALLY), tally._rev);
        counts.set(collection, Math.max(0, total - (tally ? 1 : 0)));
        counts.set(`${collection}.writes`, tally ? (tally.content as { n: number }).n : 0);
        if (total > 0 && !tally) damaged = true;
        if (total === 0) emptyAtOpen.add(collection);
      }),
    );
  }

  async function closeAll() {
    const closing = database;
    database = null;
    open = new Map();
    for (const watcher of watchers) watcher.stop();
    emptyAtOpen.clear();
    revisions.clear();
    await closing?.close();
  }

  /** Writes rows, telling inserts from updates; returns how many were new. */
  async function writeRows(collection: string, rows: readonly Row[]): Promise<number> {
    const { storageInstance } = collectionOf(collection);
    const inserts: BulkWriteRow<ReplicaRow>[] = [];
    const updates: BulkWriteRow<ReplicaRow>[] = [];
    for (const row of rows) {
      const revision = revisions.get(keyOf(collection, row.id));
      if (revision) updates.push({ previous: { ...row, _rev: revision }, document: row });
      else inserts.push({ document: row });
    }
    let added = 0;
    // The tally goes with whichever batch is written last, so it never counts what is not there.
    for (const [batch, context] of [
      [inserts, INSERT],
      [updates, UPDATE],
    ] as const) {
      if (batch.length === 0) continue;
      const result = await storageInstance.bulkWrite(batch, context);
      const failed = new Set(result.error.map((error) => error.documentId));
      for (const { document, previous } of batch) {
        if (failed.has(document.id)) continue;
        if (!previous && document.id !== TALLY) added += 1;
      }
      const again: BulkWriteRow<ReplicaRow>[] = result.error.map((error) => {
        if (error.status !== 409) throw new CodedError('replica_damaged');
        return { previous: error.documentInDb as Row, document: error.writeRow.document };
      });
      if (again.length > 0) {
        const second = await storageInstance.bulkWrite(again, UPDATE);
        if (second.error.length > 0) throw new CodedError('replica_damaged');
      }
    }
    return added;
  }

  /** Writes rows in several transactions at once; the browser writes one while the next is being sealed. */
  async function writeChunks(collection: string, rows: readonly Row[]): Promise<number> {
    const chunks: Promise<number>[] = [];
    for (let at = 0; at < rows.length; at += CHUNK) chunks.push(writeRows(collection, rows.slice(at, at + CHUNK)));
    // All of them have ended before one that failed is told of, or it would be told of too early.
    const results = await Promise.allSettled(chunks);
    let added = 0;
    for (const result of results) {
      if (result.status === 'rejected') throw result.reason;
      added += result.value;
    }
    return added;
  }

  async function putIn(collection: string, docs: readonly ReplicaDoc[]) {
    const n = (counts.get(`${collection}.writes`) ?? 0) + 1;
    const tallyOf = (writes: number): Row => ({
      ...toRow({ ...(docs[0] as ReplicaDoc), id: TALLY, removed: true }),
      officeId: '',
      content: { n: writes },
    });
    try {
      let added = 0;
      if (docs.length > CHUNK) {
        // Rows without a tally are a damage: it is there before they are, and counts them after.
        if (!revisions.has(keyOf(collection, TALLY))) await writeRows(collection, [tallyOf(n - 1)]);
        added = await writeChunks(collection, docs.map(toRow));
        await writeRows(collection, [tallyOf(n)]);
      } else {
        added = await writeRows(collection, [...docs.map(toRow), tallyOf(n)]);
      }
      counts.set(collection, (counts.get(collection) ?? 0) + added);
      counts.set(`${collection}.writes`, n);
    } catch (error) {
      emptyAtOpen.delete(collection);
      for (const doc of docs) revisions.delete(keyOf(collection, doc.id));
      revisions.delete(keyOf(collection, TALLY));
      throw error;
    }
  }

  const replica: LiveReplicaPort = {
    async open(): Promise<ReplicaState> {
      try {
        damaged = false;
        if (!database) await openAll();
        await countAll();
        return { meta: await local.getMeta(), counts: replica.counts(), damaged };
      } catch (error) {
        throw new CodedError('replica_damaged', undefined, { cause: error });
      }
    },

    async get(keys) {
      const wanted = byCollection(keys);
      const found = new Map<string, ReplicaDoc>();
      await Promise.all(
        [...wanted].map(async ([collection, part]) => {
          const made = open.get(collection);
          if (!made) return;
          const rows = await made.storageInstance.findDocumentsById(
            part.map((key) => key.id),
            true,
          );
          for (const row of rows) {
            revisions.set(keyOf(collection, row.id), row._rev);
            found.set(keyOf(collection, row.id), toReplicaDoc(collection, row));
          }
        }),
      );
      return keys.map((key) => found.get(keyOf(key.collection, key.id)) ?? null);
    },

    async put(docs) {
      const parts = byCollection(docs);
      await Promise.all([...parts].map(([collection, part]) => putIn(collection, part)));
      for (const listener of listeners) listener(docs);
    },

    async keys() {
      const all: DocKey[] = [];
      for (const [collection, made] of open) {
        const internals = (await made.internalStorageInstance.internals) as {
          readonly dexieTable: { toCollection(): { primaryKeys(): Promise<string[]> } };
        };
        for (const id of await internals.dexieTable.toCollection().primaryKeys()) {
          if (id !== TALLY) all.push({ collection, id });
        }
      }
      return all;
    },

    setMeta: (meta) => local.setMeta(meta),
    counts: () => Object.fromEntries(counts),

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    onDamage(listener) {
      damageListeners.add(listener);
      return () => damageListeners.delete(listener);
    },

    async wipe() {
      await closeAll().catch(() => undefined);
      await local.setMeta(null);
      const dexie = options.indexedDB
        ? { indexedDB: options.indexedDB, IDBKeyRange: options.IDBKeyRange as typeof IDBKeyRange }
        : {};
      for (const collection of ['_rxdb_internal', ...collectionNames]) {
        await new Dexie(`rxdb-dexie-${name}--${SCHEMA_VERSION}--${collection}`, dexie).delete();
      }
      counts.clear();
      await openAll();
      await replica.open();
    },

    watchList(query, listener) {
      const watcher: Watcher = { query, listener, stop: () => undefined };
      watchers.add(watcher);
      subscribe(watcher);
      return () => {
        watchers.delete(watcher);
        watcher.stop();
      };
    },

    async page(collection, afterId, limit) {
      const { storageInstance } = collectionOf(collection);
      const internals = (await storageInstance.internals) as {
        readonly dexieTable: {
          where(index: string): {
            above(id: string): { limit(n: number): { primaryKeys(): Promise<string[]> } };
          };
        };
      };
      const ids = await internals.dexieTable.where(':id').above(afterId).limit(limit).primaryKeys();
      const rows = await storageInstance.findDocumentsById(ids, true);
      return {
        docs: rows.filter((row) => row.id !== TALLY).map((row) => toReplicaDoc(collection, row)),
        next: ids.length === limit ? (ids.at(-1) ?? null) : null,
      };
    },

    async close() {
      listeners.clear();
      damageListeners.clear();
      await closeAll();
      local.close();
    },
  };
  return replica;
}
