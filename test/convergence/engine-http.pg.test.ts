import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createDevice, type Device } from '#shared/sync/device/create-device.ts';
import { createSealer } from '#shared/sync/device/sealer.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createFaultStorage, type FaultStorage } from '#shared/sync/journal/fault-storage.ts';
import { hashBytes } from '#shared/kernel/json.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { UnlockedSession } from '#shared/ipc/desktop-api.ts';
import type { HttpPort } from '#shared/sync/device/ports.ts';
import { createFetchPort } from '../../renderer/adapters/browser/http.ts';
import { createSyncEngine, type SyncEngine } from '../../renderer/data/engine/engine.ts';
import { createMemoryReplica, createMemoryStore } from '../../renderer/data/engine/memory-replica.ts';
import type { Change } from '../../renderer/ports/data.ts';
import { buildApp } from '../../sync-server/app.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/*
 * The client's own parts (device, transport, journal, engine) against the real server over HTTP. The replica is the one
 * in memory; everything else is what runs on a laptop.
 */

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const timers = {
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

type Office = Awaited<ReturnType<TestServer['office']>>;
type Person = Awaited<ReturnType<TestServer['user']>>;

let server: TestServer;
let laptops: Laptop[] = [];

class Laptop {
  files = createFaultStorage();
  store = createMemoryStore();
  /** By how much this laptop's clock is wrong, milliseconds. */
  clockError = 0;
  online = true;
  engine!: SyncEngine;
  device!: Device;
  unlocked!: UnlockedSession;
  readonly keys = new Map<string, Uint8Array>();

  static async enrol(office: Office, person: Person): Promise<Laptop> {
    const laptop = new Laptop();
    laptops.push(laptop);
    laptop.device = laptop.makeDevice();
    await laptop.device.secrets.enrol(server.url, await server.code(office.id), 'Sinov');
    laptop.unlocked = await laptop.device.secrets.signIn(person.login, person.password);
    await laptop.start();
    return laptop;
  }

  makeDevice(): Device {
    const inner = createFetchPort();
    const http: HttpPort = {
      request: (request) => (this.online ? inner.request(request) : Promise.reject(new CodedError('offline'))),
      stream: (request, listener) =>
        this.online
          ? inner.stream(request, listener)
          : { finished: Promise.reject(new CodedError('offline')), cancel: () => undefined },
    };
    let secret: Uint8Array | null = null;
    return createDevice({
      http,
      random,
      timers,
      clock: { now: () => Date.now() + this.clockError },
      keyring: {
        read: async (name) => this.keys.get(name) ?? null,
        replace: async (name, bytes) => void this.keys.set(name, bytes),
      },
      secret: {
        keystore: 'os',
        load: async () => secret,
        create: async () => (secret = random.bytes(32)),
      },
      passwordHash: async (password, salt) =>
        hashBytes(new Uint8Array([...new TextEncoder().encode(password), ...salt])),
    });
  }

  async start() {
    const { journalKey, deviceId } = this.device.stores();
    this.engine = createSyncEngine({
      journal: createJournal({ storage: this.files, sealer: createSealer(journalKey, random), random, deviceId }),
      replica: createMemoryReplica(this.store),
      transport: this.device.transport,
      clock: { now: () => Date.now() + this.clockError },
      random,
      timers,
      session: { user: this.unlocked.user, publicKey: this.unlocked.publicKey },
      beforeExchange: () => this.device.secrets.registerKey(),
    });
    await this.engine.start();
  }

  async restart(change: (laptop: Laptop) => void = () => undefined) {
    await this.engine.close();
    change(this);
    await this.start();
  }

  async save(...changes: Change[]) {
    const result = await this.engine.commit(changes);
    if (!result.ok) throw new Error(`refused: ${result.failure.code}`);
    return result.value;
  }

  /** Exchanges until nothing waits; fails with the reason if it does not come to that. */
  async sync() {
    await this.engine.now();
    const { problem, waiting } = this.engine.status();
    if (problem || waiting > 0) throw new Error(`not exchanged: ${problem?.code ?? 'offline'}, ${waiting} waiting`);
  }

  async row(id: string, collection = 'people') {
    return (await this.engine.get([{ collection, id }]))[0] ?? null;
  }

  codes = () => this.engine.status().notices.map((notice) => notice.code);
}

const person = (docId: string, patch: Change['patch'] = {}): Change => ({
  collection: 'people',
  docId,
  kind: 'create',
  patch: { familyName: 'Karimov', givenName: 'Anvar', ...patch },
});
const edit = (docId: string, patch: Change['patch']): Change => ({ collection: 'people', docId, kind: 'patch', patch });

function copyFiles(files: FaultStorage): FaultStorage {
  return createFaultStorage(new Map(files.files));
}

let office: Office;
let chair: Person;
let secretary: Person;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
});

afterAll(() => server.close());

beforeEach(async () => {
  office = await server.office();
  chair = await server.user(office.id, 'chair');
  secretary = await server.user(office.id, 'secretary');
});

afterEach(async () => {
  await Promise.all(laptops.map((laptop) => laptop.engine.close()));
  for (const laptop of laptops) await laptop.device.secrets.lock();
  laptops = [];
});

async function sql(text: string, values: readonly unknown[] = []) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

describe('the client over HTTP', () => {
  it('brings offline work of two laptops together, both values kept, and nothing to another office (I1 I3 I4 I6)', async () => {
    const a = await Laptop.enrol(office, chair);
    const b = await Laptop.enrol(office, secretary);
    const other = await server.office('Boshqa');
    const c = await Laptop.enrol(other, await server.user(other.id, 'chair'));
    a.online = false;
    b.online = false;
    await a.save(person('p-one', { phone: '1' }));
    await a.save(edit('p-one', { address: 'Navoiy 1' }));
    a.online = true;
    await a.sync();
    b.online = true;
    await b.sync();
    expect((await b.row('p-one'))?.body).toMatchObject({ phone: '1', address: 'Navoiy 1' });
    a.online = false;
    b.online = false;
    await a.save(edit('p-one', { phone: '2', note: 'A' }));
    await b.save(edit('p-one', { phone: '3' }));
    a.online = true;
    await a.sync();
    b.online = true;
    await b.sync();
    await a.sync();
    const [onA, onB] = [await a.row('p-one'), await b.row('p-one')];
    expect(onA?.body).toEqual(onB?.body);
    expect(onA?.body).toMatchObject({ phone: '3', note: 'A', address: 'Navoiy 1' });
    expect(onA?.conflicts).toEqual(onB?.conflicts);
    expect(onA?.conflicts).toMatchObject([{ field: 'phone', kept: '3', other: '2' }]);
    await c.sync();
    expect(await c.row('p-one')).toBeNull();
  });

  it('keeps what the server refuses with its reason, and goes on', async () => {
    const a = await Laptop.enrol(office, chair);
    const b = await Laptop.enrol(office, secretary);
    const draft: Change = {
      collection: 'documents',
      docId: 'd-one',
      kind: 'create',
      patch: { journal: 'appeals', kind: 'request', state: 'draft', subject: 'Suv', createdBy: chair.id },
    };
    await a.save(draft);
    await a.sync();
    await b.sync();
    b.online = false;
    await b.save({ collection: 'documents', docId: 'd-one', kind: 'patch', patch: { note: 'late' } });
    await a.save({ collection: 'documents', docId: 'd-one', kind: 'remove', patch: {} });
    await a.sync();
    b.online = true;
    await b.save(person('p-after'));
    await b.sync();
    expect(await b.engine.refused()).toMatchObject([
      { operation: { docId: 'd-one' }, failure: { code: 'doc_removed' } },
    ]);
    expect(await b.row('d-one', 'documents')).toBeNull();
    await a.sync();
    expect(await a.row('p-after')).not.toBeNull();
  });

  it('pushes everything written while the clock stood a year back', async () => {
    const a = await Laptop.enrol(office, chair);
    await a.save(person('p-before'));
    await a.sync();
    a.online = false;
    await a.restart((laptop) => (laptop.clockError = -365 * 86_400_000));
    for (let at = 0; at < 4; at++) await a.save(person(`p-back-${at}`));
    await a.restart((laptop) => {
      laptop.clockError = 0;
      laptop.online = true;
    });
    await a.sync();
    const rows = await sql(`select count(*)::int as n from doc where collection = 'people' and office_id = $1`, [
      office.id,
    ]);
    expect(rows[0]?.n).toBe(5);
  });

  it('also exchanges with a clock that is still a year wrong', async () => {
    const a = await Laptop.enrol(office, chair);
    a.clockError = -365 * 86_400_000;
    await a.save(person('p-wrong'));
    await a.sync();
    a.clockError = 365 * 86_400_000;
    await a.save(edit('p-wrong', { note: 'N' }));
    await a.sync();
    expect((await a.row('p-wrong'))?.body).toMatchObject({ note: 'N' });
  });

  it('fills a lost replica from journal and server', async () => {
    const a = await Laptop.enrol(office, chair);
    await a.save(...Array.from({ length: 30 }, (_, at) => person(`p-${at}-x`)));
    await a.sync();
    a.online = false;
    await a.save(edit('p-3-x', { note: 'waiting' }), person('p-new'));
    await a.restart((laptop) => (laptop.store = createMemoryStore()));
    expect(a.codes()).toEqual(['replica_damaged']);
    expect(await a.row('p-new')).not.toBeNull();
    a.online = true;
    await a.sync();
    expect((await a.row('p-3-x'))?.body).toMatchObject({ note: 'waiting' });
    expect(await a.row('p-29-x')).not.toBeNull();
  });

  it('notices a cloned disk; the work of both arrives', async () => {
    const a = await Laptop.enrol(office, chair);
    await a.save(person('p-one'));
    await a.sync();
    const twin = new Laptop();
    laptops.push(twin);
    twin.device = a.device;
    twin.unlocked = a.unlocked;
    twin.files = copyFiles(a.files);
    twin.store = structuredClone(a.store);
    await twin.start();
    await a.save(person('p-of-a'));
    await a.sync();
    twin.online = true;
    await twin.save(person('p-of-twin'));
    await twin.sync();
    await a.sync();
    expect([...a.codes(), ...twin.codes()]).toContain('writer_forked');
    for (const laptop of [a, twin]) {
      expect(await laptop.row('p-of-a')).not.toBeNull();
      expect(await laptop.row('p-of-twin')).not.toBeNull();
    }
    const rows = await sql(`select count(*)::int as n from doc where collection = 'people' and office_id = $1`, [
      office.id,
    ]);
    expect(rows[0]?.n).toBe(3);
  });

  it('takes a new writer after its journal was lost, and all later work arrives', async () => {
    const a = await Laptop.enrol(office, chair);
    await a.save(person('p-one'));
    await a.sync();
    await a.restart((laptop) => (laptop.files = createFaultStorage()));
    expect(a.codes()).toContain('journal_damaged');
    await a.save(person('p-two'), edit('p-one', { note: 'N' }));
    await a.sync();
    const rows = await sql(`select count(*)::int as n from doc where collection = 'people' and office_id = $1`, [
      office.id,
    ]);
    expect(rows[0]?.n).toBe(2);
    expect((await a.row('p-one'))?.body).toMatchObject({ note: 'N' });
  });

  it('hears of others’ changes by the hint stream', async () => {
    const a = await Laptop.enrol(office, chair);
    const b = await Laptop.enrol(office, secretary);
    await Promise.all([a.sync(), b.sync()]);
    // The streams need a moment to come up; each reconnect is followed by an exchange.
    await a.save(person('p-hint'));
    for (let turn = 0; turn < 200 && !(await b.row('p-hint')); turn++) await new Promise((r) => setTimeout(r, 25));
    expect(await b.row('p-hint')).not.toBeNull();
  });

  // The last one: the server has another epoch afterwards.
  it('pushes again what a server restored from a backup has forgotten', async () => {
    const a = await Laptop.enrol(office, chair);
    await a.save(person('p-one'));
    await a.sync();
    const tables = ['doc', 'operation', 'writer'];
    await sql('create schema backup');
    for (const table of [...tables, 'counter']) await sql(`create table backup.${table} as table public.${table}`);
    await a.save(person('p-two'), edit('p-one', { note: 'after the backup' }));
    await a.sync();
    // What a restore leaves: the rows of before, and another epoch.
    const { port } = new URL(server.url);
    await server.app.close();
    for (const table of tables) {
      await sql(`delete from public.${table}`);
      await sql(`insert into public.${table} select * from backup.${table}`);
    }
    await sql(
      `update public.counter set value = b.value from backup.counter b where b.name = counter.name and b.name <> 'audit'`,
    );
    await sql(`update public.server_meta set value = 'after-restore' where key = 'epoch'`);
    const restored = await buildApp({ database: server.database, name: 'Sinov serveri' });
    try {
      await restored.listen({ port: Number(port), host: '127.0.0.1' });
      await a.save(person('p-three'));
      await a.sync();
      const rows = await sql(`select id from public.doc where collection = 'people' and office_id = $1 order by id`, [
        office.id,
      ]);
      expect(rows.map(({ id }) => id)).toEqual(['p-one', 'p-three', 'p-two']);
      expect((await a.row('p-one'))?.body).toMatchObject({ note: 'after the backup' });
      expect(a.store.meta).toMatchObject({ epoch: 'after-restore', rebuild: 'none' });
      expect(a.codes()).not.toContain('replica_damaged');
    } finally {
      await a.engine.close();
      await restored.close();
    }
  });
});
