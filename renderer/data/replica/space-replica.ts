import { Dexie, type Table } from 'dexie';
import type { JsonObject } from '#shared/kernel/json.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { findCollection } from '#shared/registry/index.ts';
import type { DocKey, LiveReplicaPort, ReplicaDoc, ReplicaMeta, ReplicaState } from '../../ports/replica.ts';
import { createMutex } from '../engine/mutex.ts';
import type { RecordCipher } from './record-cipher.ts';

/*
 * The replica of a person's part of the protected space. Whoever has the disk must not learn whether there is a file in
 * it: so it is a fixed number of sealed slots, all of them there from the first opening on and each filled up to a step
 * of 16 KiB, and no name, id, date or count lies beside them. It is small: all of it is in memory while it is open.
 */

const SLOTS = 32;
const NOTE_SLOTS = 8;
const STEP = 16_384;
const STATE = 'state';
const encoder = new TextEncoder();

/** What the slots' own record says, sealed like them. */
interface State {
  readonly meta: ReplicaMeta | null;
  readonly counts: Readonly<Record<string, number>>;
  /** How often each slot was written: an older copy of one is no part of this replica. */
  readonly turns: readonly number[];
}

interface Slot {
  readonly turn: number;
  readonly docs: readonly ReplicaDoc[];
}

/** What a half-filled form of a protected record is kept in. */
export interface SpaceDrafts {
  loadDraft(key: string): Promise<JsonObject | null>;
  saveDraft(key: string, value: JsonObject): Promise<void>;
  discardDraft(key: string): Promise<void>;
}

/** The replica, with the drafts beside it. */
export interface SpaceReplica extends LiveReplicaPort {
  readonly drafts: SpaceDrafts;
}

const nameOf = (key: DocKey) => `${key.collection}/${key.id}`;

/** FNV-1a: which slot a name lies in. Names lie in no clear place, so it need not be a secret. */
function slotOf(name: string, slots: number): number {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % slots;
}

/** A value filled up, so that the length of what is sealed says nothing but how many steps it takes. */
function padded(value: JsonObject): JsonObject {
  const length = encoder.encode(JSON.stringify({ ...value, pad: '' })).length;
  return { ...value, pad: '0'.repeat((STEP - (length % STEP)) % STEP) };
}

async function onDisk<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CodedError) throw error;
    const names = [error, (error as { inner?: unknown } | null)?.inner].map((e) => (e as Error | null)?.name);
    const full = names.includes('QuotaExceededError');
    throw new CodedError(full ? 'disk_full' : 'disk_failed', undefined, { cause: error });
  }
}

function openTables(name: string) {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict' });
  database.version(1).stores({ slots: '', notes: '' });
  const slots: Table<string, string | number> = database.table('slots');
  const notes: Table<string, number> = database.table('notes');
  return { database, slots, notes };
}

const slotAad = (name: string, slot: number | string) => JSON.stringify(['mahalla-space-1', name, 'slot', slot]);
const noteAad = (name: string, slot: number) => JSON.stringify(['mahalla-space-1', name, 'note', slot]);

/** Reads what is in the slots. Null where there are none; `damaged` where one of them is not what it should be. */
async function readAll(name: string, cipher: RecordCipher, slots: Table<string, string | number>) {
  const [keys, rows] = await onDisk(() =>
    slots.db.transaction(
      'r',
      slots,
      async () => [await slots.toCollection().primaryKeys(), await slots.toArray()] as const,
    ),
  );
  if (keys.length === 0) return null;
  const byKey = new Map(keys.map((key, at) => [key, rows[at]]));
  const docs = new Map<string, ReplicaDoc>();
  let damaged = false;
  const open = async (key: string | number) =>
    cipher.open(byKey.get(key), slotAad(name, key)).catch(() => {
      damaged = true;
      return null;
    });
  const state = (await open(STATE)) as State | null;
  for (let slot = 0; slot < SLOTS; slot++) {
    const found = (await open(slot)) as Slot | null;
    if (found && state && found.turn !== state.turns[slot]) damaged = true;
    for (const doc of found?.docs ?? []) docs.set(nameOf(doc), doc);
  }
  return { state, docs, damaged };
}

/**
 * What lies in a person's space on this laptop, for whoever was given its key: nothing is written, nothing begun.
 * @param cipher made of the space's records key
 */
export async function readSpace(name: string, cipher: RecordCipher): Promise<readonly ReplicaDoc[]> {
  if (!(await Dexie.exists(name))) return [];
  const { database, slots } = openTables(name);
  try {
    const found = await readAll(name, cipher, slots);
    return [...(found?.docs.values() ?? [])].filter((doc) => !doc.removed);
  } finally {
    database.close();
  }
}

/** Opens nothing yet: see `ReplicaPort.open`. */
export function createSpaceReplica(options: { readonly name: string; readonly cipher: RecordCipher }): SpaceReplica {
  const { name, cipher } = options;
  const listeners = new Set<(docs: readonly ReplicaDoc[]) => void>();
  const inOrder = createMutex();
  const notesInOrder = createMutex();
  let tables: ReturnType<typeof openTables> | null = null;
  let docs = new Map<string, ReplicaDoc>();
  let state: State = { meta: null, counts: {}, turns: Array.from({ length: SLOTS }, () => 0) };

  function opened() {
    if (!tables) throw new CodedError('locked');
    return tables;
  }

  /** Writes slots and the state in one transaction; what is in memory follows when they are on disk. */
  async function write(next: State, all: ReadonlyMap<string, ReplicaDoc>, changed: readonly number[]) {
    const { database, slots } = opened();
    const bySlot = new Map<number, ReplicaDoc[]>(changed.map((slot) => [slot, []]));
    for (const [key, doc] of all) bySlot.get(slotOf(key, SLOTS))?.push(doc);
    const values = changed.map((slot) => ({ turn: next.turns[slot] ?? 0, docs: bySlot.get(slot) ?? [] }));
    const sealed = await cipher.sealAll(
      [...values, next].map((value) => padded(value as unknown as JsonObject)),
      [...changed, STATE].map((key) => slotAad(name, key)),
    );
    await onDisk(() =>
      database.transaction('rw', slots, async () => {
        await slots.bulkPut([...sealed], [...changed, STATE]);
      }),
    );
    state = next;
    docs = new Map(all);
  }

  const everySlot = Array.from({ length: SLOTS }, (_, slot) => slot);

  async function begin() {
    await write({ meta: null, counts: {}, turns: everySlot.map(() => 0) }, new Map(), everySlot);
  }

  async function beginNotes() {
    const { notes } = opened();
    if ((await notes.count()) > 0) return;
    const empty = Array.from({ length: NOTE_SLOTS }, (_, slot) => slot);
    const sealed = await cipher.sealAll(
      empty.map(() => padded({ drafts: {} })),
      empty.map((slot) => noteAad(name, slot)),
    );
    await notes.bulkPut([...sealed], empty);
  }

  async function readNotes(slot: number): Promise<Record<string, JsonObject>> {
    const row = await onDisk(() => opened().notes.get(slot));
    // A draft that does not open any more is worth no crash: the form begins empty.
    const value = (await cipher.open(row, noteAad(name, slot)).catch(() => null)) as {
      readonly drafts?: Record<string, JsonObject>;
    } | null;
    return { ...value?.drafts };
  }

  const changeNotes = (key: string, change: (drafts: Record<string, JsonObject>) => void) =>
    notesInOrder(async () => {
      const slot = slotOf(key, NOTE_SLOTS);
      const drafts = await readNotes(slot);
      change(drafts);
      const [sealed] = await cipher.sealAll([padded({ drafts })], [noteAad(name, slot)]);
      await onDisk(() => opened().notes.put(sealed as string, slot));
    });

  const replica: SpaceReplica = {
    async open(): Promise<ReplicaState> {
      try {
        if (!tables) {
          tables = openTables(name);
          await tables.database.open();
        }
        await beginNotes();
        const found = await readAll(name, cipher, tables.slots);
        if (!found) {
          await begin();
          return { meta: null, counts: {}, damaged: false };
        }
        docs = found.docs;
        if (found.state) state = found.state;
        return { meta: found.state?.meta ?? null, counts: state.counts, damaged: found.damaged };
      } catch (error) {
        throw new CodedError('replica_damaged', undefined, { cause: error });
      }
    },
    get: async (keys) => keys.map((key) => docs.get(nameOf(key)) ?? null),
    put: (written) =>
      inOrder(async () => {
        const all = new Map(docs);
        const counts: Record<string, number> = { ...state.counts };
        const changed = new Set<number>();
        for (const doc of written) {
          const key = nameOf(doc);
          if (!all.has(key)) counts[doc.collection] = (counts[doc.collection] ?? 0) + 1;
          all.set(key, structuredClone(doc));
          changed.add(slotOf(key, SLOTS));
        }
        for (const collection of new Set(written.map((doc) => doc.collection))) {
          counts[`${collection}.writes`] = (counts[`${collection}.writes`] ?? 0) + 1;
        }
        const turns = state.turns.map((turn, slot) => (changed.has(slot) ? turn + 1 : turn));
        await write({ ...state, counts, turns }, all, [...changed]);
        for (const listener of listeners) listener(written);
      }),
    keys: async () => [...docs.values()].map(({ collection, id }) => ({ collection, id })),
    setMeta: (meta) => inOrder(() => write({ ...state, meta }, docs, [])),
    counts: () => state.counts,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // All of it is read at the opening: what is damaged is found there.
    onDamage: () => () => undefined,
    wipe: () =>
      inOrder(async () => {
        if (!tables) tables = openTables(name);
        const made = tables;
        // A database that does not even open is taken away; the drafts of one that opens stay.
        const opens = await made.database.open().then(
          () => true,
          () => false,
        );
        if (opens) {
          await onDisk(() => made.slots.clear());
        } else {
          made.database.close();
          await Dexie.delete(name);
          tables = openTables(name);
          await tables.database.open();
        }
        await beginNotes();
        await begin();
      }),
    watchList(query, listener) {
      const sortKey = (doc: ReplicaDoc) => findCollection(doc.collection)?.sortKey(doc.body) ?? '';
      const emit = () =>
        listener(
          [...docs.values()]
            .filter((doc) => doc.collection === query.collection && !doc.removed)
            .map((doc) => ({ doc, order: sortKey(doc) }))
            .filter(({ order }) => order.startsWith(query.prefix ?? ''))
            .toSorted((a, b) => (`${a.order} ${a.doc.id}` < `${b.order} ${b.doc.id}` ? -1 : 1))
            .slice(0, query.limit)
            .map(({ doc }) => doc),
        );
      emit();
      return replica.onChange((written) => {
        if (written.some((doc) => doc.collection === query.collection)) emit();
      });
    },
    async page(collection, afterId, limit) {
      const found = [...docs.values()]
        .filter((doc) => doc.collection === collection && doc.id > afterId)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit);
      return { docs: found, next: found.length === limit ? (found.at(-1)?.id ?? null) : null };
    },
    async close() {
      listeners.clear();
      await inOrder(async () => undefined);
      await notesInOrder(async () => undefined);
      tables?.database.close();
      tables = null;
      docs = new Map();
    },
    drafts: {
      loadDraft: (key) => notesInOrder(async () => (await readNotes(slotOf(key, NOTE_SLOTS)))[key] ?? null),
      saveDraft: (key, value) =>
        changeNotes(key, (drafts) => {
          drafts[key] = value;
        }),
      discardDraft: (key) =>
        changeNotes(key, (drafts) => {
          delete drafts[key];
        }),
    },
  };
  return replica;
}
