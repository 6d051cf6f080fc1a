import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReplicaDoc, ReplicaMeta } from '../../ports/replica.ts';
import { createRecordCipher } from './record-cipher.ts';
import { createSpaceReplica, readSpace } from './space-replica.ts';

const name = 'mahalla-AbCdEfGhIjKl';
const key = new Uint8Array(32).fill(7);
const meta: ReplicaMeta = { replicaId: 'r', epoch: 'e', checkpoint: 3, rebuild: 'none', schema: '' };

beforeEach(() => {
  Dexie.dependencies.indexedDB = new IDBFactory();
  Dexie.dependencies.IDBKeyRange = IDBKeyRange;
});

const open = async (bytes = key) => createSpaceReplica({ name, cipher: await createRecordCipher(bytes) });

function doc(id: string, text = 'soʻz', collection = 'caseEvents'): ReplicaDoc {
  return {
    collection,
    id,
    officeId: 'o',
    version: 0,
    body: { text, caseId: 'c-1', on: '2026-03-02' },
    conflicts: [],
    removed: false,
    ownSeq: 0,
    writer: '',
    serverSeq: 1,
  };
}

/** Rows as they lie on the disk. */
async function raw<T>(work: (database: Dexie) => Promise<T>): Promise<T> {
  const database = new Dexie(name);
  database.version(1).stores({ slots: '', notes: '' });
  await database.open();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

describe('space replica', () => {
  it('keeps documents, what it knows of itself and its counts through a restart', async () => {
    const first = await open();
    expect(await first.open()).toEqual({ meta: null, counts: {}, damaged: false });
    const changes: string[] = [];
    first.onChange((docs) => changes.push(...docs.map(({ id }) => id)));
    await first.put([doc('a'), doc('b'), doc('c-1', 'ish', 'cases')]);
    await first.put([doc('a', 'boshqa')]);
    await first.setMeta(meta);
    await first.close();
    const second = await open();
    const counts = { caseEvents: 2, cases: 1, 'caseEvents.writes': 2, 'cases.writes': 1 };
    expect(await second.open()).toEqual({ meta, counts, damaged: false });
    const keys = ['b', 'x', 'a'].map((id) => ({ collection: 'caseEvents', id }));
    expect((await second.get(keys)).map((found) => found?.body.text)).toEqual(['soʻz', undefined, 'boshqa']);
    expect(changes).toEqual(['a', 'b', 'c-1', 'a']);
    expect(await second.page('caseEvents', 'a', 1)).toMatchObject({ docs: [{ id: 'b' }], next: 'b' });
    const lists: string[][] = [];
    second.watchList({ collection: 'caseEvents', limit: 5 }, (docs) => lists.push(docs.map(({ id }) => id)));
    await second.put([{ ...doc('b'), removed: true }]);
    expect(lists).toEqual([['a', 'b'], ['a']]);
    await second.close();
  });

  it('is damaged by another key, by a changed row, and by an older copy of one row', async () => {
    const first = await open();
    await first.open();
    await first.put([doc('a')]);
    const before = await raw((database) => database.table('slots').toArray());
    const keys = await raw((database) => database.table('slots').toCollection().primaryKeys());
    await first.put([doc('a', 'yangi')]);
    await first.close();
    const other = await open(new Uint8Array(32).fill(8));
    expect((await other.open()).damaged).toBe(true);
    await other.close();
    expect(await readSpace(name, await createRecordCipher(new Uint8Array(32).fill(8)))).toEqual([]);
    // One slot put back to how it was: its contents are genuine, and not this replica's.
    const now = await raw((database) => database.table('slots').toArray());
    const at = now.findIndex((row, index) => row !== before[index] && keys[index] !== 'state');
    await raw((database) => database.table('slots').put(before[at], keys[at]));
    const replica = await open();
    expect((await replica.open()).damaged).toBe(true);
    await replica.wipe();
    expect(await replica.keys()).toEqual([]);
    await replica.put([doc('b')]);
    await replica.close();
    const again = await open();
    expect(await again.open()).toMatchObject({ damaged: false, counts: { caseEvents: 1 } });
    await again.close();
  });

  it('shows the same on the disk with nothing in it and with forty documents', async () => {
    const shape = () =>
      raw(async (database) =>
        Promise.all(
          ['slots', 'notes'].map(async (table) => ({
            keys: await database.table(table).toCollection().primaryKeys(),
            lengths: (await database.table<string>(table).toArray()).map((row) => row.length),
          })),
        ),
      );
    const replica = await open();
    await replica.open();
    const empty = await shape();
    await replica.put(Array.from({ length: 40 }, (_, n) => doc(`event-${n}`, 'x'.repeat(400))));
    await replica.drafts.saveDraft('protected/case', { text: 'yarim' });
    await replica.setMeta(meta);
    expect(await shape()).toEqual(empty);
    await replica.close();
  });

  it('keeps drafts through a rebuild, and forgets one that is given up', async () => {
    const replica = await open();
    await replica.open();
    await replica.drafts.saveDraft('protected/case', { text: 'yarim' });
    await replica.wipe();
    expect(await replica.drafts.loadDraft('protected/case')).toEqual({ text: 'yarim' });
    await replica.drafts.discardDraft('protected/case');
    expect(await replica.drafts.loadDraft('protected/case')).toBeNull();
    await replica.close();
  });

  it('begins nothing where somebody only reads', async () => {
    expect(await readSpace(name, await createRecordCipher(key))).toEqual([]);
    expect(await Dexie.exists(name)).toBe(false);
  });
});
