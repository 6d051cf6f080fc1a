import { Dexie, type IndexableTypePart, type Table } from 'dexie';
import { createMutex } from '../../data/engine/mutex.ts';

/*
 * What a browser must not lose, kept twice. Chromium keeps the IndexedDB of an origin in one log-structured store. A
 * program killed between two writes of one record leaves a torn record; the next start goes on writing behind it, and
 * the start after that finds the log unreadable and begins an empty store, without any error (ADR 19). Each storage
 * bucket has a store of its own, and the two here are written one after the other, so a kill tears one of them at most;
 * the other fills it again. A browser without buckets keeps its IndexedDB otherwise, and has one copy.
 */

/** A key of a table: a name, or a name and a number. */
export type TwinKey = string | readonly [string, number];

interface TwinRow {
  /** Number of the write that put it. */
  readonly g: number;
  readonly value: unknown;
}

/** A table within one write or read. */
export interface TwinTable {
  /** Null where nothing stands under the key. */
  get<T>(key: TwinKey): Promise<T | null>;
  keys(): Promise<readonly TwinKey[]>;
  /** Keys `[name, from]` and above, ascending. */
  keysOf(name: string, from?: number): Promise<readonly TwinKey[]>;
  /** Values under those keys, in their order. */
  valuesOf<T>(name: string): Promise<readonly T[]>;
  put(key: TwinKey, value: unknown): Promise<void>;
  delete(key: TwinKey): Promise<void>;
  /** Deletes what stands under `[name, from]` and above. */
  deleteOf(name: string, from?: number): Promise<void>;
}

/** Tables that are kept twice. */
export interface Twins {
  read<T>(work: (table: (name: string) => TwinTable) => Promise<T>): Promise<T>;
  /**
   * Runs `work` once for each copy, each time in one durable transaction: it must do the same both times. Rejects with
   * what the browser says, `QuotaExceededError` where the disk is full; the copies are made equal before the next call.
   */
  write(work: (table: (name: string) => TwinTable) => Promise<void>): Promise<void>;
  close(): void;
}

const BUCKETS = ['mahalla-one', 'mahalla-two'] as const;
const META = 'meta';
/** Rows that are copied in one transaction. */
const BATCH = 16;

/** Absent in test surroundings; buckets only in Chromium's kind. */
const browser = globalThis.navigator as
  | {
      readonly locks?: LockManager;
      readonly storageBuckets?: {
        open(name: string, options: { readonly durability: 'strict' }): Promise<{ readonly indexedDB: IDBFactory }>;
      };
    }
  | undefined;

/** The places of the copies: one IndexedDB each. Rejects where a bucket does not open, for an empty one would look new. */
export async function browserPlaces(): Promise<readonly IDBFactory[]> {
  const buckets = browser?.storageBuckets;
  if (!buckets) return [indexedDB];
  return Promise.all(BUCKETS.map(async (name) => (await buckets.open(name, { durability: 'strict' })).indexedDB));
}

const inTurn = createMutex();

/** One write at a time for the whole origin, other tabs too: two at once could be torn in both copies by one kill. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  return inTurn(async () => (browser?.locks ? browser.locks.request('mahalla-twins', work) : work()));
}

/** Opens nothing yet: the first call does. */
export function createTwins(
  name: string,
  tables: readonly string[],
  places: () => Promise<readonly IDBFactory[]> = browserPlaces,
): Twins {
  let opening: Promise<readonly Dexie[]> | null = null;
  let equal: Promise<void> | null = null;
  let closed = false;
  /** Number of the last write that this tab has seen. */
  let last = 0;

  function open(): Promise<readonly Dexie[]> {
    opening ??= places()
      .then((factories) =>
        factories.map((indexedDB, at) => {
          const database = new Dexie(`${name}-${at + 1}`, {
            indexedDB,
            // A factory that is given wants its ranges given too.
            IDBKeyRange: Dexie.dependencies.IDBKeyRange,
            chromeTransactionDurability: 'strict',
          });
          database.version(1).stores({ ...Object.fromEntries(tables.map((table) => [table, ',g'])), [META]: '' });
          if (closed) database.close();
          return database;
        }),
      )
      .catch((error: unknown) => {
        opening = null;
        throw error;
      });
    return opening;
  }

  const writes = async (database: Dexie): Promise<number> => ((await database.table(META).get('g')) as number) ?? 0;

  function tableIn(database: Dexie, table: string, g: number): TwinTable {
    const rows: Table<TwinRow, unknown> = database.table(table);
    const under = (key: string, from?: number) =>
      rows.where(':id').between([key, from ?? Dexie.minKey], [key, Dexie.maxKey]);
    return {
      get: async <T>(key: TwinKey) => ((await rows.get(key))?.value ?? null) as T | null,
      keys: async () => (await rows.toCollection().primaryKeys()) as TwinKey[],
      keysOf: async (key, from) => (await under(key, from).primaryKeys()) as TwinKey[],
      valuesOf: async <T>(key: string) => (await under(key).toArray()).map(({ value }) => value as T),
      put: async (key, value) => void (await rows.put({ g, value }, key)),
      delete: (key) => rows.delete(key),
      deleteOf: async (key, from) => void (await under(key, from).delete()),
    };
  }

  /** What stands in a table: by its key as text, the key and the number of the write. No values are read. */
  async function standing(database: Dexie, table: string) {
    const byWrite = database.table(table).orderBy('g');
    const [keys, numbers] = await database.transaction('r', table, () =>
      Promise.all([byWrite.primaryKeys(), byWrite.keys()]),
    );
    return new Map(
      keys.map((key, at) => [JSON.stringify(key), { key: key as IndexableTypePart, g: numbers[at] as number }]),
    );
  }

  /** Gives `to` what it lacks of `from`; what `from` does not have goes only where `from` has seen more writes. */
  async function fill(from: Dexie, to: Dexie): Promise<void> {
    const later = (await writes(from)) > (await writes(to));
    for (const table of tables) {
      const [there, here] = [await standing(from, table), await standing(to, table)];
      const lost = [...there].filter(([text, { g }]) => (here.get(text)?.g ?? 0) < g).map(([, { key }]) => key);
      for (let at = 0; at < lost.length; at += BATCH) {
        const keys = lost.slice(at, at + BATCH);
        const rows = await from.table(table).bulkGet(keys);
        await to.table(table).bulkPut(rows, keys);
      }
      if (later)
        await to.table(table).bulkDelete([...here].filter(([text]) => !there.has(text)).map(([, row]) => row.key));
    }
  }

  async function settle(): Promise<void> {
    const databases = await open();
    const [one, two] = databases;
    last = one ? await writes(one) : 0;
    if (!one || !two) return;
    const [inOne, inTwo] = [last, await writes(two)];
    last = Math.max(inOne, inTwo);
    // The later one first: it decides about what was deleted. Written last, the number makes a broken filling begin anew.
    await (inOne < inTwo ? fill(two, one) : fill(one, two));
    if (inOne === inTwo) await fill(two, one);
    else await (inOne < inTwo ? one : two).table(META).put(last, 'g');
  }

  function ready(): Promise<void> {
    equal ??= alone(settle).catch((error: unknown) => {
      equal = null;
      throw error;
    });
    return equal;
  }

  /** Whether it was written; not where this tab had not seen the last write, and then nothing was changed. */
  async function writeBoth(work: Parameters<Twins['write']>[0]): Promise<boolean> {
    for (const [at, database] of (await open()).entries()) {
      const seen = await database.transaction('rw', [...tables, META], async () => {
        if (at === 0 && (await writes(database)) !== last) return false;
        await work((table) => tableIn(database, table, last + 1));
        await database.table(META).put(last + 1, 'g');
        return true;
      });
      if (!seen) return false;
    }
    last += 1;
    return true;
  }

  return {
    async read(work) {
      await ready();
      const [database] = (await open()) as [Dexie];
      return database.transaction('r', tables, () => work((table) => tableIn(database, table, 0)));
    },
    async write(work) {
      await ready();
      await alone(async () => {
        try {
          // Another tab may have written since.
          if (!(await writeBoth(work))) {
            await settle();
            await writeBoth(work);
          }
        } catch (error) {
          equal = null;
          throw error;
        }
      });
    },
    close() {
      closed = true;
      void opening?.then(
        (databases) => databases.forEach((database) => database.close()),
        () => undefined,
      );
    },
  };
}
