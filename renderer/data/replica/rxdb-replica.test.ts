import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Dexie } from 'dexie';
import { afterEach, expect, it } from 'vitest';
import type { LiveReplicaPort, ReplicaDoc } from '../../ports/replica.ts';
import { openLocalStore } from './local-store.ts';
import { createRecordCipher } from './record-cipher.ts';
import { createRxReplica } from './rxdb-replica.ts';

// RxDB's free edition opens 13 collections a process, so each test opens one replica at a time.
const factory = new IDBFactory();
Dexie.dependencies.indexedDB = factory;
Dexie.dependencies.IDBKeyRange = IDBKeyRange;
const key = Uint8Array.from({ length: 32 }, (_, at) => at);
let open: LiveReplicaPort[] = [];
let next = 0;

async function openReplica(name = `replica-${++next}`) {
  const cipher = await createRecordCipher(key);
  const replica = createRxReplica({
    name,
    cipher,
    local: await openLocalStore(name, cipher),
    indexedDB: factory,
    IDBKeyRange,
  });
  open.push(replica);
  return { name, replica, state: await replica.open() };
}

afterEach(async () => {
  await Promise.all(open.map((replica) => replica.close()));
  open = [];
});

const doc = (id: string, body: ReplicaDoc['body'] = {}, more: Partial<ReplicaDoc> = {}): ReplicaDoc => ({
  collection: 'documents',
  id,
  officeId: 'office-1',
  version: 0,
  body: { journal: 'incoming', subject: 'Planted subject', ...body },
  conflicts: [],
  removed: false,
  ownSeq: 3,
  writer: 'dev.1',
  serverSeq: 7,
  ...more,
});

/** Everything in every IndexedDB database, as one text. */
async function rawText(): Promise<string> {
  let text = '';
  for (const { name } of await factory.databases()) {
    const database = await new Dexie(name as string).open();
    for (const table of database.tables) text += JSON.stringify(await table.toArray());
    database.close();
  }
  return text;
}

function rawTable(name: string) {
  return new Dexie(`rxdb-dexie-${name}--0--documents`).open().then((database) => ({
    table: database.table<Record<string, unknown>, string>('docs'),
    close: () => database.close(),
  }));
}

it('gives back what was written, in the order that was asked', async () => {
  const { replica, state } = await openReplica();
  expect(state).toMatchObject({ meta: null, damaged: false });
  const conflict = { id: 'o:subject', field: 'subject', base: null, kept: 'a', other: 'b', actor: 'u', at: '' };
  await replica.put([doc('d-1'), doc('d-2', {}, { conflicts: [conflict] })]);
  const found = await replica.get([
    { collection: 'documents', id: 'd-2' },
    { collection: 'documents', id: 'none' },
    { collection: 'documents', id: 'd-1' },
  ]);
  expect(found).toEqual([doc('d-2', {}, { conflicts: [conflict] }), null, doc('d-1')]);
});

it('counts rows and writes, and finds them again after a restart', async () => {
  const { name, replica } = await openReplica();
  await replica.put([doc('d-1'), doc('d-2')]);
  await replica.put([doc('d-2', { subject: 'new' }), doc('d-3')]);
  await replica.setMeta({ replicaId: 'r', epoch: 'e', checkpoint: 9, rebuild: 'none', schema: '' });
  expect(replica.counts()).toMatchObject({ documents: 3, 'documents.writes': 2 });
  await replica.close();
  open = [];
  const again = await openReplica(name);
  expect(again.state.damaged).toBe(false);
  expect(again.state.meta).toMatchObject({ replicaId: 'r', checkpoint: 9 });
  expect(again.state.counts).toMatchObject({ documents: 3, 'documents.writes': 2 });
  await again.replica.put([doc('d-2', { subject: 'newer' })]);
  const [row] = await again.replica.get([{ collection: 'documents', id: 'd-2' }]);
  expect(row?.body.subject).toBe('newer');
  expect((await again.replica.keys()).map(({ id }) => id)).toEqual(['d-1', 'd-2', 'd-3']);
  const page = await again.replica.page('documents', 'd-1', 1);
  expect(page.docs.map(({ id }) => id)).toEqual(['d-2']);
  expect(page.next).toBe('d-2');
});

it('leaves no text of a record in the database', async () => {
  const { replica, name } = await openReplica();
  await replica.put([doc('d-1', { text: 'Zarafshon-planted' })]);
  const cipher = await createRecordCipher(key);
  const local = await openLocalStore(name, cipher);
  await local.saveDraft('register:Zarafshon-planted', { text: 'Zarafshon-planted' });
  expect(await local.loadDraft('register:Zarafshon-planted')).toEqual({ text: 'Zarafshon-planted' });
  const text = await rawText();
  expect(text).toContain('d-1');
  expect(text).not.toContain('Zarafshon');
  expect(text).not.toContain('Planted subject');
  await local.discardDraft('register:Zarafshon-planted');
  expect(await local.loadDraft('register:Zarafshon-planted')).toBeNull();
  local.close();
});

it('refuses a flipped bit, a swapped content and an altered field in clear; reports it and can be written over', async () => {
  const { replica, name } = await openReplica();
  await replica.put(Array.from({ length: 40 }, (_, at) => doc(`d-${at}`, { subject: `s${at}` })));
  const { table, close } = await rawTable(name);
  const rows = new Map((await table.toArray()).map((row) => [String(row.id), row]));
  const damaged: string[] = [];
  replica.onDamage(({ id }) => damaged.push(id));
  const change = async (id: string, changes: Record<string, unknown>) => {
    await table.put({ ...rows.get(id), ...changes });
  };
  for (let at = 0; at < 30; at++) {
    const content = String(rows.get(`d-${at}`)?.content);
    const place = (at * 37) % content.length;
    const flipped = String.fromCharCode(content.charCodeAt(place) ^ (1 << (at % 8)));
    await change(`d-${at}`, { content: content.slice(0, place) + flipped + content.slice(place + 1) });
  }
  await change('d-30', { content: rows.get('d-31')?.content });
  await change('d-32', { officeId: 'office-2' });
  await change('d-33', { serverSeq: 8 });
  await change('d-34', { removed: true });
  await change('d-35', { content: { body: { subject: 'in clear' } } });
  await change('d-36', { _rev: '9-other' });
  close();
  const found = await replica.get(Array.from({ length: 40 }, (_, at) => ({ collection: 'documents', id: `d-${at}` })));
  expect(found.flatMap((row, at) => (row ? [at] : []))).toEqual([31, 37, 38, 39]);
  expect(new Set(damaged).size).toBe(36);
  await replica.put([doc('d-0', { subject: 'again' })]);
  expect((await replica.get([{ collection: 'documents', id: 'd-0' }]))[0]?.body.subject).toBe('again');
});

it('finds that a row, or the last write, went missing', async () => {
  const { name, replica } = await openReplica();
  await replica.put([doc('d-1'), doc('d-2')]);
  await replica.close();
  open = [];
  const { table, close } = await rawTable(name);
  await table.delete('d-1');
  close();
  const again = await openReplica(name);
  expect(again.state.counts.documents).toBe(1);
  await again.replica.close();
  open = [];
  const raw = await rawTable(name);
  await raw.table.delete('~tally');
  raw.close();
  const third = await openReplica(name);
  expect(third.state.damaged).toBe(true);
});

it('lists by the beginning of the sort key, live, also over a rebuild', async () => {
  const { replica } = await openReplica();
  const lists: string[][] = [];
  const stop = replica.watchList({ collection: 'documents', prefix: 'incoming|', limit: 2 }, (docs) => {
    lists.push(docs.map(({ id }) => id));
  });
  await replica.put([
    doc('old', { regDate: '2026-01-01' }),
    doc('new', { regDate: '2026-03-01' }),
    doc('mid', { regDate: '2026-02-01' }),
    doc('other', { journal: 'outgoing' }),
  ]);
  await expect.poll(() => lists.at(-1)).toEqual(['new', 'mid']);
  await replica.put([doc('new', {}, { removed: true, body: {} })]);
  await expect.poll(() => lists.at(-1)).toEqual(['mid', 'old']);
  await replica.wipe();
  expect(await replica.keys()).toEqual([]);
  await replica.put([doc('again')]);
  await expect.poll(() => lists.at(-1)).toEqual(['again']);
  stop();
});
