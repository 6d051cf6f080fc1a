import { describe, expect, it } from 'vitest';
import { CodedError } from '#shared/kernel/result.ts';
import type { Change } from '../../ports/data.ts';
import { createMemoryReplica, createMemoryStore } from './memory-replica.ts';
import { createSyncEngine, type SyncEngine } from './engine.ts';
import { FakeServer } from './testing/fake-server.ts';
import { createFakeTimers } from './testing/fake-timers.ts';
import { createDisk, createMemoryJournal } from './testing/memory-journal.ts';

let renewals = 0;
let randomState = 1;
const random = {
  bytes(length: number) {
    return Uint8Array.from({ length }, () => {
      randomState = (Math.imul(randomState, 1_103_515_245) + 12_345) >>> 0;
      return (randomState >>> 16) & 0xff;
    });
  },
};

const user = { id: 'user-chair', role: 'chair', officeId: 'office-1' } as const;

function createServer() {
  const server = new FakeServer();
  server.actors.set(user.id, { ...user, publicKeys: [] });
  server.actors.set('user-two', { id: 'user-two', role: 'secretary', officeId: 'office-1', publicKeys: [] });
  return server;
}

/** A laptop: its disks, and the engine that runs on them at the moment. */
function createLaptop(
  server: FakeServer,
  name: string,
  who: { id: string; role: 'chair' | 'secretary'; officeId: string } = user,
) {
  const laptop = {
    disk: createDisk(`${name}.1`),
    store: createMemoryStore(),
    time: createFakeTimers(),
    engine: null as unknown as SyncEngine,
    pushLimit: 500,
    pullLimit: 1_000,
    network: (_online: boolean) => undefined as void,
    beforeEvery: undefined as (() => Promise<void>) | undefined,
    async start() {
      laptop.engine = createSyncEngine({
        journal: createMemoryJournal(laptop.disk, () => `${name}.${++renewals + 1}`),
        replica: createMemoryReplica(laptop.store),
        transport: server.transport(),
        clock: laptop.time.clock,
        random,
        timers: laptop.time.timers,
        session: { user: who, publicKey: '' },
        onNetwork(listener) {
          laptop.network = listener;
          return () => undefined;
        },
        ...(laptop.beforeEvery ? { beforeEvery: laptop.beforeEvery } : {}),
        pushLimit: laptop.pushLimit,
        pullLimit: laptop.pullLimit,
      });
      await laptop.engine.start();
      return laptop;
    },
    async restart() {
      await laptop.engine.close();
      return laptop.start();
    },
    async save(...changes: Change[]) {
      const result = await laptop.engine.commit(changes);
      if (!result.ok) throw new Error(result.failure.code);
      return result.value;
    },
    async body(id: string, collection = 'people') {
      return (await laptop.engine.get([{ collection, id }]))[0]?.body;
    },
    sync: () => laptop.engine.now(),
  };
  return laptop;
}

const person = (docId: string, patch: Change['patch'] = {}): Change => ({
  collection: 'people',
  docId,
  kind: 'create',
  patch: { familyName: 'Karimov', givenName: 'Anvar', ...patch },
});
const edit = (docId: string, patch: Change['patch'], base?: Change['base']): Change => ({
  collection: 'people',
  docId,
  kind: 'patch',
  patch,
  ...(base ? { base } : {}),
});

describe('commit', () => {
  it('says saved after the journal has it, shows it at once, and pushes it', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'));
    expect(a.disk.operations).toHaveLength(1);
    expect(await a.body('p-1')).toMatchObject({ familyName: 'Karimov' });
    await a.sync();
    expect(server.body('people', 'p-1')).toMatchObject({ familyName: 'Karimov' });
    expect(a.engine.status()).toMatchObject({ waiting: 0, connection: 'online', problem: null });
    expect(a.engine.isPending({ collection: 'people', id: 'p-1' })).toBe(false);
    await a.engine.close();
  });

  it('takes several changes as one act: later ones see earlier ones, one refusal writes nothing', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    const paper: Change = {
      collection: 'documents',
      docId: 'd-1',
      kind: 'create',
      patch: { journal: 'appeals', kind: 'request', state: 'draft', subject: 'Suv' },
    };
    const register: Change = {
      collection: 'documents',
      docId: 'd-1',
      kind: 'transition',
      transition: 'register',
      patch: { number: '1/1', regDate: '2026-11-24' },
    };
    const refused = await a.engine.commit([paper, register, { ...register, transition: 'dispatch', patch: {} }]);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'transition_not_allowed' } });
    expect(a.disk.operations).toHaveLength(0);
    expect(await a.body('d-1', 'documents')).toBeUndefined();
    await a.save(paper, register);
    expect(await a.body('d-1', 'documents')).toMatchObject({ state: 'registered', number: '1/1' });
    await a.engine.close();
  });

  it('is acknowledged even when the replica fails, and mended before it is pushed', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    server.before = () => {
      throw new CodedError('offline');
    };
    a.store.failure = new Error('quota');
    await a.save(person('p-1'));
    expect(a.store.docs.has('people/p-1')).toBe(false);
    expect(await a.body('p-1')).toMatchObject({ givenName: 'Anvar' });
    a.store.failure = null;
    server.before = () => undefined;
    await a.sync();
    expect(a.store.docs.has('people/p-1')).toBe(true);
    expect(server.body('people', 'p-1')).toBeDefined();
    await a.engine.close();
  });

  it('says what went wrong when the journal is full', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    Object.defineProperty(a.disk, 'operations', {
      get() {
        throw new CodedError('disk_full');
      },
    });
    expect(await a.engine.commit([person('p-1')])).toEqual({ ok: false, failure: { code: 'disk_full' } });
  });
});

describe('exchange', () => {
  it('pushes in order and in batches, one in flight, the next one sent before the last is written down', async () => {
    const server = createServer();
    const a = createLaptop(server, 'a');
    a.pushLimit = 10;
    await a.start();
    let inFlight = 0;
    let most = 0;
    server.before = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
    };
    server.after = () => {
      inFlight -= 1;
    };
    await a.save(...Array.from({ length: 95 }, (_, at) => person(`p-${at + 100}`)));
    await a.sync();
    expect(most).toBe(1);
    expect(server.handled.size).toBe(95);
    const pushes = server.log.filter((line) => line.startsWith('push'));
    expect(pushes).toHaveLength(10);
    expect(pushes.at(-1)).toBe('push a.1 91-95');
    await a.engine.close();
  });

  it('keeps a batch under the limit of bytes', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    await a.save(
      ...Array.from({ length: 30 }, (_, at): Change => ({
        collection: 'documents',
        docId: `d-${at + 100}`,
        kind: 'create',
        patch: { journal: 'internal', kind: 'memo', state: 'draft', subject: 'x', text: 'я'.repeat(40_000) },
      })),
    );
    await a.sync();
    expect(server.log.filter((line) => line.startsWith('push')).length).toBeGreaterThanOrEqual(3);
    expect(server.rows.size).toBe(30);
    await a.engine.close();
  });

  it('brings two laptops together, with both values of one field kept (I3, I4)', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    const b = await createLaptop(server, 'b', { id: 'user-two', role: 'secretary', officeId: 'office-1' }).start();
    await a.save(person('p-1'));
    await a.sync();
    await b.sync();
    await a.save(edit('p-1', { phone: '1', address: 'A' }));
    await b.save(edit('p-1', { phone: '2' }));
    await a.sync();
    await b.sync();
    await a.sync();
    expect(await a.body('p-1')).toEqual(await b.body('p-1'));
    expect(await a.body('p-1')).toMatchObject({ phone: '2', address: 'A' });
    const [row] = await a.engine.get([{ collection: 'people', id: 'p-1' }]);
    expect(row?.conflicts).toMatchObject([{ field: 'phone', kept: '2', other: '1' }]);
    await a.engine.close();
    await b.engine.close();
  });

  it('shows the server document with its own pending operations over it', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'));
    await a.sync();
    let blocked = true;
    server.before = (kind) => {
      if (blocked && kind === 'push') throw new CodedError('server_busy');
    };
    await a.save(edit('p-1', { phone: '1' }));
    await a.sync();
    server.put({
      collection: 'people',
      id: 'p-1',
      officeId: 'office-1',
      body: { familyName: 'Karimov', givenName: 'Anvar', note: 'N' },
    });
    blocked = false;
    await a.sync();
    expect(await a.body('p-1')).toMatchObject({ phone: '1', note: 'N' });
    expect(server.body('people', 'p-1')).toEqual(await a.body('p-1'));
    await a.engine.close();
  });

  it('does not lose a save that happens while a page is being fetched', async () => {
    const server = createServer();
    for (let at = 0; at < 50; at++) {
      server.put({
        collection: 'people',
        id: `s-${at}`,
        officeId: 'office-1',
        body: { familyName: 'A', givenName: 'B' },
      });
    }
    const a = createLaptop(server, 'a');
    a.pullLimit = 10;
    let edited = false;
    server.after = async (kind) => {
      if (kind !== 'pull' || edited) return;
      if ((await a.body('s-30')) === undefined && (await a.body('s-5')) === undefined) return;
      edited = true;
      await a.save(edit('s-5', { note: 'mine' }));
    };
    await a.start();
    await a.sync();
    await a.sync();
    expect(edited).toBe(true);
    expect(await a.body('s-5')).toMatchObject({ note: 'mine' });
    expect(server.body('people', 's-5')).toMatchObject({ note: 'mine' });
    expect(await a.body('s-49')).toBeDefined();
    await a.engine.close();
  });

  it('keeps a refused operation with its reason and goes on (I7)', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    server.actors.set(user.id, { ...user, role: 'district_officer', publicKeys: [] });
    await a.save(person('p-1'));
    await a.sync();
    server.actors.set(user.id, { ...user, publicKeys: [] });
    await a.save(person('p-2'));
    await a.sync();
    expect(a.engine.status()).toMatchObject({ waiting: 0, refused: 1 });
    expect(await a.body('p-1')).toBeUndefined();
    expect(server.body('people', 'p-2')).toBeDefined();
    const [kept] = await a.engine.refused();
    expect(kept).toMatchObject({ failure: { code: 'role_forbidden' } });
    await a.engine.dismissRefused(kept!.operation.id);
    expect(a.engine.status().refused).toBe(0);
    await a.engine.close();
  });

  it('sets the refused operation aside when the server turns away a whole batch', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    server.before = () => {
      throw new CodedError('offline');
    };
    const ops = await a.save(...Array.from({ length: 9 }, (_, at) => person(`p-${at + 100}`)));
    const bad = ops[4]!.id;
    await a.engine.close();
    server.before = () => undefined;
    const b = createLaptop(server, 'a');
    b.disk = a.disk;
    b.store = a.store;
    const honest = server.transport.bind(server);
    server.transport = () => {
      const transport = honest();
      return {
        ...transport,
        push(request) {
          if (request.operations.some((op) => op.id === bad)) return Promise.reject(new CodedError('invalid_input'));
          return transport.push(request);
        },
      };
    };
    await b.start();
    await b.sync();
    expect(b.engine.status()).toMatchObject({ waiting: 0, refused: 1 });
    expect(server.rows.size).toBe(8);
    expect(await b.body('p-104')).toBeUndefined();
    await b.engine.close();
  });

  it('waits longer after each failure, honours Retry-After, and tries at once when told to', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    server.before = () => {
      throw new CodedError('offline');
    };
    const waits: number[] = [];
    for (let at = 0; at < 14; at++) {
      a.time.ring();
      // The attempt fails within a few turns of the loop.
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      waits.push(a.time.waits()[0] ?? 0);
    }
    expect(waits[0]).toBeLessThanOrEqual(1_000);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(450_000);
    expect(waits.at(-1)).toBeLessThanOrEqual(900_000);
    expect(a.engine.status()).toMatchObject({ connection: 'offline', problem: null });
    server.before = () => {
      throw new CodedError('too_many_requests', { retryAfter: 100 });
    };
    await a.sync();
    expect(a.time.waits()[0]).toBeGreaterThanOrEqual(100_000);
    server.before = () => undefined;
    await a.sync();
    expect(a.engine.status().connection).toBe('online');
    await a.engine.close();
  });

  it('pulls when the stream says that the log has moved, and pushes on each reconnect', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    server.put({ collection: 'people', id: 'p-9', officeId: 'office-1', body: { familyName: 'A', givenName: 'B' } });
    server.say('hint');
    await a.sync();
    expect(await a.body('p-9')).toBeDefined();
    await a.engine.close();
  });
});

describe('what a laptop lives through', () => {
  it('pushes all that was written while the clock stood a year back', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'));
    await a.sync();
    a.time.step(-365 * 86_400_000);
    await a.restart();
    server.before = () => {
      throw new CodedError('offline');
    };
    for (let at = 2; at < 6; at++) await a.save(person(`p-${at}`));
    a.time.step(365 * 86_400_000);
    server.before = () => undefined;
    await a.restart();
    await a.sync();
    expect(server.rows.size).toBe(5);
    await a.engine.close();
  });

  it('is answered once for a push whose answer was lost (I2)', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    let lose = true;
    server.after = (kind) => {
      if (kind === 'push' && lose) {
        lose = false;
        throw new CodedError('timeout');
      }
    };
    await a.save(person('p-1'), edit('p-1', { note: 'N' }));
    await a.sync();
    await a.sync();
    expect(lose).toBe(false);
    expect(server.handled.size).toBe(2);
    expect(a.engine.status().waiting).toBe(0);
    expect(await a.body('p-1')).toEqual(server.body('people', 'p-1'));
    await a.engine.close();
  });

  it('lays pending work again over a replica that fell behind the journal', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    server.before = () => {
      throw new CodedError('offline');
    };
    await a.save(person('p-1'));
    a.store.failure = new Error('killed before the replica was written');
    await a.save(edit('p-1', { note: 'N' }), person('p-2'));
    a.store.failure = null;
    await a.restart();
    expect(a.store.docs.get('people/p-1')?.body).toMatchObject({ note: 'N' });
    expect(a.store.docs.has('people/p-2')).toBe(true);
    expect(a.engine.status().notices).toEqual([]);
    await a.engine.close();
  });

  it('finds a lost replica at start and fills it from journal and server', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'), person('p-2'));
    await a.sync();
    server.before = () => {
      throw new CodedError('offline');
    };
    await a.save(edit('p-1', { note: 'waiting' }), person('p-3'));
    await a.engine.close();
    a.store = createMemoryStore();
    await a.start();
    expect(a.engine.status().notices).toMatchObject([{ code: 'replica_damaged', params: { found: 'no_meta' } }]);
    expect(await a.body('p-3')).toBeDefined();
    server.before = () => undefined;
    await a.sync();
    expect(await a.body('p-1')).toMatchObject({ note: 'waiting' });
    expect(await a.body('p-2')).toBeDefined();
    expect(server.body('people', 'p-1')).toMatchObject({ note: 'waiting' });
    await a.engine.close();
  });

  it('finds a replica of which a part went missing', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'), person('p-2'));
    await a.sync();
    await a.engine.close();
    a.store.docs.delete('people/p-2');
    a.store.counts.set('people', 1);
    await a.start();
    expect(a.engine.status().notices).toMatchObject([{ code: 'replica_damaged', params: { found: 'people_1_of_2' } }]);
    await a.sync();
    expect(await a.body('p-2')).toBeDefined();
    await a.engine.close();
  });

  it('notices a disk that was cloned to a second laptop; both laptops’ work arrives', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'));
    await a.sync();
    await a.engine.close();
    const b = createLaptop(server, 'clone');
    b.disk = structuredClone(a.disk);
    b.store = {
      ...createMemoryStore(),
      meta: a.store.meta,
      docs: structuredClone(a.store.docs),
      counts: new Map(a.store.counts),
    };
    await a.start();
    await b.start();
    await a.save(person('p-2'));
    await a.sync();
    await b.save(person('p-3'));
    await b.sync();
    await a.sync();
    expect(server.rows.size).toBe(3);
    expect(b.engine.status().notices).toEqual([{ code: 'writer_forked' }]);
    expect(b.disk.writer).not.toBe(a.disk.writer);
    expect(await b.body('p-2')).toBeDefined();
    expect(await a.body('p-3')).toBeDefined();
    await a.engine.close();
    await b.engine.close();
  });

  it('takes a new writer when an old copy of the profile was restored', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'));
    await a.sync();
    const disk = structuredClone(a.disk);
    await a.save(person('p-2'));
    await a.sync();
    await a.engine.close();
    a.disk = disk;
    a.store = createMemoryStore();
    await a.start();
    await a.sync();
    expect(a.engine.status().notices.map((notice) => notice.code)).toContain('writer_forked');
    expect(await a.body('p-2')).toBeDefined();
    await a.save(person('p-3'));
    await a.sync();
    expect(server.rows.size).toBe(3);
    await a.engine.close();
  });

  it('pushes again what a restored server has forgotten, and drops what nobody has', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'));
    await a.sync();
    const backup = server.backup();
    await a.save(person('p-2'), edit('p-1', { note: 'after the backup' }));
    server.put({ collection: 'people', id: 'p-7', officeId: 'office-1', body: { familyName: 'A', givenName: 'B' } });
    await a.sync();
    expect(await a.body('p-7')).toBeDefined();
    server.restore(backup, 'epoch-2');
    await a.sync();
    expect(server.body('people', 'p-2')).toBeDefined();
    expect(server.body('people', 'p-1')).toMatchObject({ note: 'after the backup' });
    expect(await a.body('p-7')).toBeUndefined();
    expect(await a.body('p-1')).toEqual(server.body('people', 'p-1'));
    expect(a.store.meta).toMatchObject({ epoch: 'epoch-2', rebuild: 'none' });
    await a.engine.close();
  });

  it('sends again from the number that the server expects', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.save(person('p-1'));
    await a.sync();
    const backup = server.backup();
    await a.save(person('p-2'));
    await a.sync();
    // A restore that forgot to say so.
    server.restore(backup, 'epoch-1');
    await a.save(person('p-3'));
    await a.sync();
    expect(server.rows.size).toBe(3);
    expect(a.disk.renewals).toBe(0);
    await a.engine.close();
  });

  it('goes on with a first sync where it stopped', async () => {
    const server = createServer();
    for (let at = 0; at < 25; at++) {
      server.put({
        collection: 'people',
        id: `s-${at}`,
        officeId: 'office-1',
        body: { familyName: 'A', givenName: 'B' },
      });
    }
    const a = createLaptop(server, 'a');
    a.pullLimit = 10;
    let pulls = 0;
    server.before = (kind) => {
      if (kind === 'pull' && ++pulls > 2) throw new CodedError('offline');
    };
    await a.start();
    await a.sync();
    expect(a.store.docs.size).toBe(20);
    server.before = () => undefined;
    await a.restart();
    await a.sync();
    expect(a.store.docs.size).toBe(25);
    expect(server.log.filter((line) => line.startsWith('pull 0 '))).toHaveLength(1);
    await a.engine.close();
  });

  it('never runs twice on one replica', async () => {
    const server = createServer();
    const replica = createMemoryReplica();
    const make = () =>
      createSyncEngine({
        journal: createMemoryJournal(createDisk('a.1'), () => 'a.2'),
        replica,
        transport: server.transport(),
        ...createFakeTimers(),
        random,
        session: { user, publicKey: '' },
      });
    const first = make();
    await first.start();
    await expect(make().start()).rejects.toMatchObject({ failure: { code: 'second_instance' } });
    await first.close();
  });
});

describe('the network', () => {
  it('is gone as soon as the system says so, and is tried as soon as it is back, whatever the wait', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    a.network(false);
    expect(a.engine.status()).toMatchObject({ connection: 'offline', offlineSince: a.time.clock.now() });
    await a.save(person('p-1'));
    a.network(true);
    await a.sync();
    expect(server.body('people', 'p-1')).toBeDefined();
    expect(a.engine.status()).toMatchObject({ connection: 'online', offlineSince: null, waiting: 0 });
    await a.engine.close();
  });

  it('remembers the last exchange over a restart', async () => {
    const server = createServer();
    const a = await createLaptop(server, 'a').start();
    await a.sync();
    const last = a.engine.status().lastExchange;
    expect(last).not.toBeNull();
    a.network(false);
    await a.engine.close();
    const again = await a.start();
    expect(again.engine.status().lastExchange).toBe(last);
    await again.engine.close();
  });
});

describe('what has to be told before an exchange', () => {
  it('is told before every one; nothing is exchanged until it was', async () => {
    const server = createServer();
    const laptop = createLaptop(server, 'a');
    let told = 0;
    let fails = false;
    laptop.beforeEvery = async () => {
      if (fails) throw new CodedError('offline');
      told += 1;
    };
    await laptop.start();
    await laptop.sync();
    const first = told;
    expect(first).toBeGreaterThan(0);
    await laptop.sync();
    expect(told).toBeGreaterThan(first);
    fails = true;
    await laptop.save({
      collection: 'people',
      docId: 'p-told',
      kind: 'create',
      patch: { familyName: 'Karimova', givenName: 'Dilnoza' },
    });
    await laptop.sync();
    expect(laptop.engine.status().waiting).toBe(1);
    fails = false;
    await laptop.sync();
    expect(laptop.engine.status().waiting).toBe(0);
    await laptop.engine.close();
  });
});
