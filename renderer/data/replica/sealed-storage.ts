/* oxlint-disable eslint/no-underscore-dangle -- RxDB names its revisions and rows so */
import type { RxDocumentData, RxStorage, RxStorageInstance } from 'rxdb';
import { map } from 'rxjs';
import type { RecordCipher } from './record-cipher.ts';

/** A row of the replica as RxDB sees it. On disk `content` is sealed; all else is in clear, and bound to it. */
export interface ReplicaRow {
  id: string;
  officeId: string;
  sortKey: string;
  version: number;
  removed: boolean;
  ownSeq: number;
  writer: string;
  serverSeq: number;
  content: unknown;
}

type Row = RxDocumentData<ReplicaRow>;

/** Collections of which rows are sealed; RxDB's own bookkeeping holds no contents and stays as it is. */
export interface SealedStorageOptions {
  readonly cipher: RecordCipher;
  readonly isSealed: (collection: string) => boolean;
  /** Told of every row that does not open. Such a row is left out of the answers: it is damaged, not deleted. */
  readonly onDamaged: (collection: string, id: string) => void;
}

/**
 * What is bound to the sealed content. Database, collection, schema version and id tie it to its place; the revision
 * and the fields in clear tie it to its row, so a swapped, mixed or altered row does not open. A whole older row put
 * back is not seen here: the journal's note and the server's checkpoint see that.
 */
function aadOf(database: string, collection: string, schemaVersion: number, row: Row): string {
  return JSON.stringify([
    'mahalla-record-1',
    database,
    collection,
    schemaVersion,
    row.id,
    row._rev,
    row._deleted,
    row.officeId,
    row.sortKey,
    row.version,
    row.removed,
    row.ownSeq,
    row.writer,
    row.serverSeq,
  ]);
}

/**
 * Wraps a storage so that rows are sealed on their way to disk. RxDB's own helper would also seal the state before each
 * write and open every row it has just written; here a row is sealed once, and its change event carries the plain row.
 */
export function sealStorage<Internals, Options>(
  storage: RxStorage<Internals, Options>,
  options: SealedStorageOptions,
): RxStorage<Internals, Options> {
  return {
    name: `sealed-${storage.name}`,
    rxdbVersion: storage.rxdbVersion,
    async createStorageInstance(params) {
      const instance = await storage.createStorageInstance(params);
      if (!options.isSealed(params.collectionName)) return instance;
      return sealInstance(instance as never, params.schema.version, options) as unknown as typeof instance;
    },
  };
}

type Instance = RxStorageInstance<ReplicaRow, unknown, unknown>;

function sealInstance(instance: Instance, schemaVersion: number, options: SealedStorageOptions): Instance {
  const { databaseName, collectionName } = instance;
  const aad = (row: Row) => aadOf(databaseName, collectionName, schemaVersion, row);
  // RxDB emits the very objects that were written, so the plain row is found again without opening anything.
  const plainRows = new WeakMap<object, Row>();
  const plainOf = (row: Row): Row => plainRows.get(row) ?? row;

  async function open(row: Row): Promise<Row | null> {
    try {
      return { ...row, content: await options.cipher.open(row.content, aad(row)) };
    } catch {
      options.onDamaged(collectionName, row.id);
      return null;
    }
  }

  async function openAll(rows: readonly Row[]): Promise<Row[]> {
    const opened = await Promise.all(rows.map(open));
    return opened.filter((row) => row !== null);
  }

  const bulkWrite: Instance['bulkWrite'] = async (writes, context) => {
    const sealed = await options.cipher.sealAll(
      writes.map((write) => write.document.content),
      writes.map((write) => aad(write.document)),
    );
    const rows = writes.map((write, at) => {
      const document: Row = { ...write.document, content: sealed[at] };
      plainRows.set(document, write.document);
      return write.previous ? { previous: write.previous, document } : { document };
    });
    const result = await instance.bulkWrite(rows, context);
    for (const error of result.error) {
      error.writeRow = { ...error.writeRow, document: plainOf(error.writeRow.document) };
      // Who meets a conflict wants the revision; a row that does not open must be overwritable all the same.
      if ('documentInDb' in error && error.documentInDb) {
        error.documentInDb = (await open(error.documentInDb)) ?? { ...error.documentInDb, content: null };
      }
    }
    return result;
  };

  return new Proxy(instance, {
    get(target, property) {
      switch (property) {
        case 'bulkWrite':
          return bulkWrite;
        case 'findDocumentsById':
          return async (ids: string[], withDeleted: boolean) =>
            openAll(await target.findDocumentsById(ids, withDeleted));
        case 'query':
          return async (query: Parameters<Instance['query']>[0]) => ({
            documents: await openAll((await target.query(query)).documents),
          });
        case 'changeStream':
          return () =>
            target.changeStream().pipe(
              map((bulk) => ({
                ...bulk,
                events: bulk.events.map((event) => ({ ...event, documentData: plainOf(event.documentData as Row) })),
              })),
            );
        default: {
          const value = Reflect.get(target, property, target) as unknown;
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        }
      }
    },
  });
}
