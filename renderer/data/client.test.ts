import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Dexie } from 'dexie';
import { afterEach, describe, expect, it } from 'vitest';
import { CodedError } from '#shared/kernel/result.ts';
import type { DataClient, RecordOf } from '../ports/data.ts';
import { createDataClient } from './client.ts';
import { FakeServer } from './engine/testing/fake-server.ts';
import { createFakeTimers } from './engine/testing/fake-timers.ts';
import { createDisk, createMemoryJournal } from './engine/testing/memory-journal.ts';
import { openLocalStore } from './replica/local-store.ts';
import { createRecordCipher } from './replica/record-cipher.ts';
import { createRxReplica } from './replica/rxdb-replica.ts';
import { createSpaceReplica } from './replica/space-replica.ts';

Dexie.dependencies.indexedDB = new IDBFactory();
Dexie.dependencies.IDBKeyRange = IDBKeyRange;

const user = { id: 'user-chair', role: 'chair', officeId: 'office-1' } as const;
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
let clients: DataClient[] = [];
let names = 0;

function createServer() {
  const server = new FakeServer();
  server.actors.set(user.id, { ...user, publicKeys: [] });
  return server;
}

async function openClient(server: FakeServer, name = `client-${++names}`, disk = createDisk('a.1')) {
  const cipher = await createRecordCipher(new Uint8Array(32));
  const local = await openLocalStore(name, cipher);
  const { timers, clock } = createFakeTimers();
  const client = await createDataClient({
    journal: createMemoryJournal(disk, () => 'a.2'),
    replica: createRxReplica({ name, cipher, local }),
    drafts: local,
    transport: server.transport(),
    clock,
    random,
    timers,
    user,
    publicKey: '',
    lane: 1,
  });
  clients.push(client);
  return { client, disk, name };
}

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
});

async function until(check: () => boolean) {
  for (let turn = 0; turn < 400 && !check(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(check()).toBe(true);
}

const paper = (id: string, patch: object = {}) => ({
  collection: 'documents' as const,
  docId: id,
  kind: 'create' as const,
  patch: { journal: 'appeals', kind: 'request', state: 'draft', subject: 'Suv taʼminoti', ...patch },
});

describe('data client', () => {
  it('shows a save in records, lists and summaries at once, and where it is', async () => {
    const server = createServer();
    let offline = true;
    server.before = () => {
      if (offline) throw new CodedError('offline');
    };
    const { client } = await openClient(server);
    const seen: (RecordOf<'documents'> | null)[] = [];
    const lists: (readonly RecordOf<'documents'>[])[] = [];
    client.watch('documents', 'd-1', (record) => seen.push(record));
    client.watchList({ collection: 'documents', prefix: 'appeals|', limit: 10 }, (records) => lists.push(records));
    await until(() => seen.length > 0 && lists.length > 0);
    expect(seen[0]).toBeNull();
    expect(await client.commit([paper('d-1')])).toMatchObject({ ok: true });
    await until(() => seen.at(-1)?.place === 'here' && lists.at(-1)?.length === 1);
    expect(client.index.documents('appeals')).toMatchObject([{ id: 'd-1', place: 'here', fromMinistry: false }]);
    expect(client.sync.status()).toMatchObject({ waiting: 1 });
    offline = false;
    await client.sync.now();
    await until(() => seen.at(-1)?.place === 'server' && lists.at(-1)?.[0]?.place === 'server');
    expect(client.index.documents('appeals')).toMatchObject([{ id: 'd-1', place: 'server' }]);
    expect(await client.get('documents', 'd-1')).toMatchObject({ place: 'server' });
  });

  it('finds everything again after a restart, and never gives a number twice', async () => {
    const server = createServer();
    const { client, disk, name } = await openClient(server);
    const first = await client.nextNumber('appeals.2026', 'd-1');
    expect(await client.nextNumber('appeals.2026', 'd-1')).toEqual(first);
    expect(first).toEqual({ lane: 1, n: 1 });
    await client.commit([
      paper('d-1'),
      {
        collection: 'documents',
        docId: 'd-1',
        kind: 'transition',
        transition: 'register',
        patch: { number: 'M-12-1/7', regDate: '2026-11-24' },
      },
    ]);
    await client.sync.now();
    await client.close();
    const again = await openClient(server, name, disk);
    await until(() => again.client.index.state.ready);
    expect(again.client.index.documents()).toMatchObject([{ id: 'd-1', number: 'M-12-1/7', state: 'registered' }]);
    expect(again.client.sync.status().notices).toEqual([]);
    expect(await again.client.nextNumber('appeals.2026', 'd-2')).toEqual({ lane: 1, n: 8 });
    expect(await again.client.nextNumber('appeals.2027', 'd-2')).toEqual({ lane: 1, n: 1 });
  });

  it('lists open conflicts and counts them', async () => {
    const server = createServer();
    const { client } = await openClient(server);
    await client.commit([paper('d-1')]);
    await client.sync.now();
    const body = server.body('documents', 'd-1') ?? {};
    server.put({ collection: 'documents', id: 'd-1', officeId: 'office-1', body: { ...body, note: 'theirs' } });
    await client.commit([{ collection: 'documents', docId: 'd-1', kind: 'patch', patch: { note: 'ours' } }]);
    await client.sync.now();
    await until(() => client.conflicts().length === 1);
    expect(client.sync.status().conflicts).toBe(1);
    const record = await client.get('documents', 'd-1');
    expect(record?.conflicts).toMatchObject([{ field: 'note', kept: 'ours', other: 'theirs' }]);
    await client.commit([
      {
        collection: 'documents',
        docId: 'd-1',
        kind: 'patch',
        patch: { note: 'theirs' },
        resolves: record?.conflicts.map(({ id }) => id) ?? [],
      },
    ]);
    await until(() => client.conflicts().length === 0);
  });

  it('keeps drafts apart from the office’s data', async () => {
    const server = createServer();
    const { client, disk, name } = await openClient(server);
    await client.drafts.save('register', { subject: 'half' });
    await client.close();
    const again = await openClient(server, name, disk);
    expect(await again.client.drafts.load('register')).toEqual({ subject: 'half' });
    await again.client.drafts.discard('register');
    expect(await again.client.drafts.load('register')).toBeNull();
    expect(server.rows.size).toBe(0);
  });

  it('fetches a record again that can’t be read any more', async () => {
    const server = createServer();
    const { client, name, disk } = await openClient(server);
    await client.commit([paper('d-1'), paper('d-2')]);
    await client.sync.now();
    await client.close();
    const raw = await new Dexie(`rxdb-dexie-${name}--0--documents`).open();
    const table = raw.table<{ content: string }, string>('docs');
    const row = await table.get('d-1');
    await table.put({ ...(row as object), content: `${row?.content.slice(0, -1)}\u0000` } as { content: string });
    raw.close();
    const again = await openClient(server, name, disk);
    await again.client.sync.now();
    await until(() => again.client.index.documents().length === 2);
    expect(again.client.sync.status().notices).toEqual([{ code: 'replica_damaged' }]);
    expect(await again.client.get('documents', 'd-1')).not.toBeNull();
  });
});

describe('the protected space beside it', () => {
  const file = (id: string, patch: object = {}) => ({
    collection: 'cases' as const,
    docId: id,
    kind: 'create' as const,
    patch: {
      kind: 'violence',
      state: 'intake',
      clientName: 'Yashirin',
      workers: [{ id: 'w-1', actor: user.id, at: '2026-11-28T05:00:00.000Z', userId: user.id, role: 'worker' }],
      ...patch,
    },
    space: 'protected' as const,
  });
  const ordinary = (id: string, patch: object = {}) => ({
    collection: 'cases' as const,
    docId: id,
    kind: 'create' as const,
    patch: { kind: 'unemployed', state: 'intake', clientName: 'Ochiq', ...patch },
  });

  async function openBoth() {
    const [server, guardedServer] = [createServer(), createServer()];
    guardedServer.space = 'protected';
    const name = `client-${++names}`;
    const cipher = await createRecordCipher(new Uint8Array(32));
    const own = await createRecordCipher(new Uint8Array(32).fill(7));
    const local = await openLocalStore(name, cipher);
    const { timers, clock } = createFakeTimers();
    const [disk, guardedDisk] = [createDisk('a.1'), createDisk('p.1')];
    const client = await createDataClient({
      journal: createMemoryJournal(disk, () => 'a.2'),
      replica: createRxReplica({ name, cipher, local }),
      drafts: local,
      transport: server.transport(),
      guarded: {
        journal: createMemoryJournal(guardedDisk, () => 'p.2'),
        replica: createSpaceReplica({ name: `${name}-space`, cipher: own }),
        transport: guardedServer.transport(),
      },
      clock,
      random,
      timers,
      user,
      publicKey: '',
      lane: 1,
    });
    clients.push(client);
    await client.sync.now();
    return { client, server, guardedServer, disk, guardedDisk, local };
  }

  it('marks every record that lies in it, alone and in lists, and sends nothing of it to the office', async () => {
    const { client, server, guardedServer, disk } = await openBoth();
    expect(await client.commit([file('c-2')])).toMatchObject({ ok: true });
    expect(await client.commit([ordinary('c-1')])).toMatchObject({ ok: true });
    // A file put into the office's own space by mistake is no file at all.
    expect(await client.commit([{ ...file('c-3'), space: undefined as never }])).toMatchObject({ ok: false });
    const lists: (readonly RecordOf<'cases'>[])[] = [];
    client.watchList({ collection: 'cases', limit: 10 }, (records) => lists.push(records));
    await until(() => lists.at(-1)?.length === 2);
    const spaces = (records: readonly RecordOf<'cases'>[] = []) =>
      Object.fromEntries(records.map(({ id, space }) => [id, space]));
    expect(spaces(lists.at(-1))).toEqual({ 'c-1': undefined, 'c-2': 'protected' });
    expect(await client.get('cases', 'c-2')).toMatchObject({ space: 'protected' });
    await client.sync.now();
    await until(() => lists.at(-1)?.every((one) => one.place === 'server') ?? false);
    expect(spaces(lists.at(-1))).toEqual({ 'c-1': undefined, 'c-2': 'protected' });
    expect([...server.rows.keys()]).toEqual(['cases/c-1']);
    expect([...guardedServer.rows.keys()]).toEqual(['cases/c-2']);
    expect(JSON.stringify(disk)).not.toContain('c-2');
  });

  it('numbers files by a counter of the person, which the office’s never sees; a lost journal gives none twice', async () => {
    const { client, disk, guardedDisk } = await openBoth();
    expect(await client.nextNumber('cases.2026', 'c-1', 'protected')).toEqual({ lane: 1, n: 1 });
    await client.commit([file('c-1', { number: '1-41/2026' })]);
    expect(await client.nextNumber('cases.2026', 'c-2')).toEqual({ lane: 1, n: 1 });
    await client.releaseNumber('cases.2026', 'c-1', 'protected');
    expect(guardedDisk.held).toEqual([]);
    expect(disk.held).toMatchObject([{ holder: 'c-2' }]);
    guardedDisk.counters = {};
    expect(await client.nextNumber('cases.2026', 'c-3', 'protected')).toEqual({ lane: 1, n: 42 });
    expect(JSON.stringify(disk)).not.toMatch(/c-1|c-3/);
  });

  it('keeps drafts of files under the person’s own key, and tells which refusals are of a file', async () => {
    const { client, guardedServer, local } = await openBoth();
    await client.drafts.save('protected/case.new', { clientName: 'Yashirin' });
    expect(await client.drafts.load('protected/case.new')).toEqual({ clientName: 'Yashirin' });
    expect(await local.loadDraft('protected/case.new')).toBeNull();
    guardedServer.actors.clear();
    await client.commit([file('c-1')]);
    await client.sync.now();
    await until(() => client.sync.status().refused === 1);
    expect(await client.sync.refused()).toMatchObject([{ space: 'protected', operation: { docId: 'c-1' } }]);
  });
});
