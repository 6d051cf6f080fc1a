import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { CodedError } from '#shared/kernel/result.ts';
import type { UnlockedSession } from '#shared/ipc/desktop-api.ts';
import { createDevice, type Device, type JournalStore } from '#shared/sync/device/create-device.ts';
import type { HttpPort } from '#shared/sync/device/ports.ts';
import type { AttachmentsPort } from '#shared/sync/files/contract.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createJournalFiles, createKeyringFiles } from '../../main/services/files.ts';
import { createNodeHttp } from '../../main/services/network.ts';
import { createNodeSealer } from '../../main/services/sealer.ts';
import { createDataClient } from '../../renderer/data/client.ts';
import { createMemoryReplica, createMemoryStore } from '../../renderer/data/engine/memory-replica.ts';
import { openSession } from '../../renderer/data/open-session.ts';
import { createRecordCipher } from '../../renderer/data/replica/record-cipher.ts';
import { createSpaceReplica } from '../../renderer/data/replica/space-replica.ts';
import type { ClientPorts } from '../../renderer/ports/client.ts';
import type { Change, DataClient } from '../../renderer/ports/data.ts';

/**
 * A laptop's own parts in a plain process: keyring, journals and network of the desktop, the renderer's data client and
 * protected replica. The office's own replica is the one in memory: RxDB lets no process have two.
 */
export class ProtectedLaptop {
  /** The disk of the renderer. */
  indexedDB = new IDBFactory();
  online = true;
  device: Device;
  session: UnlockedSession | null = null;
  data: DataClient | null = null;
  /** Opens the session as the program does, RxDB and all: for one laptop of a process. */
  whole = false;
  readonly folder: string;
  readonly #network = createNodeHttp();
  readonly #store = createMemoryStore();
  #life = 0;

  constructor(folder: string) {
    this.folder = folder;
    this.device = this.#createDevice();
  }

  #createDevice(): Device {
    const keyring = createKeyringFiles(join(this.folder, 'keyring'));
    const life = this.#life;
    // A process that is gone sends nothing any more.
    const isOnline = () => this.online && life === this.#life;
    const gate = <T>(work: () => Promise<T>): Promise<T> =>
      isOnline() ? work() : Promise.reject(new CodedError('offline'));
    return createDevice({
      http: {
        request: (request) => gate(() => this.#network.request(request)),
        bytes: (request) => gate(() => (this.#network.bytes as NonNullable<HttpPort['bytes']>)(request)),
        stream: (request, listener) =>
          isOnline()
            ? this.#network.stream(request, listener)
            : { finished: Promise.reject(new CodedError('offline')), cancel: () => undefined },
      },
      keyring,
      secret: {
        keystore: 'os',
        load: () => keyring.read('secret.bin'),
        async create() {
          const bytes = new Uint8Array(randomBytes(32));
          await keyring.replace('secret.bin', bytes);
          return bytes;
        },
      },
      // The cost of the real one is measured elsewhere; here it would only slow the test down.
      passwordHash: async (password, salt) =>
        new Uint8Array(createHash('sha256').update(salt).update(password).digest()),
      random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
      clock: { now: () => Date.now() },
      timers,
    });
  }

  /** The data of whoever has unlocked. */
  get client(): DataClient {
    if (!this.data) throw new Error('nobody has unlocked');
    return this.data;
  }

  async enrol(server: string, code: string): Promise<void> {
    await this.device.secrets.enrol(server, code, 'Noutbuk');
  }

  /** Signs in over the network, or unlocks, and opens the session. */
  async open(user: { readonly id: string; readonly login: string; readonly password: string }): Promise<DataClient> {
    const { users } = await this.device.secrets.state();
    const known = users.some(({ id }) => id === user.id);
    this.session = known
      ? await this.device.secrets.unlock(user.id, user.password)
      : await this.device.secrets.signIn(user.login, user.password);
    // Dexie takes what it is given when a database is made.
    Dexie.dependencies.indexedDB = this.indexedDB;
    Dexie.dependencies.IDBKeyRange = IDBKeyRange;
    const { device, session } = this;
    const { name, recordsKey } = session.protectedSpace;
    const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
    if (this.whole) {
      // Every place that has WebCrypto has locks; Node's own navigator has none.
      if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {} });
      this.data = await openSession(this.#ports(), session);
      return this.data;
    }
    this.data = await createDataClient({
      guarded: {
        journal: this.#openJournal(device.stores().protectedSpace),
        replica: createSpaceReplica({ name, cipher: await createRecordCipher(recordsKey) }),
        transport: { ...device.protectedTransport, hints: () => () => undefined },
        beforeEvery: () => device.secrets.settleEmergencies(),
      },
      journal: this.#openJournal(device.stores()),
      replica: createMemoryReplica(this.#store),
      drafts: { loadDraft: async () => null, saveDraft: async () => undefined, discardDraft: async () => undefined },
      transport: device.transport,
      clock: { now: () => Date.now() },
      random,
      timers,
      user: session.user,
      publicKey: session.publicKey,
      lane: 1,
      ...(session.keyUnregistered ? { beforeExchange: () => device.secrets.registerKey() } : {}),
    });
    return this.data;
  }

  /** The process is gone without a word; what is on the disks stays. */
  kill(): void {
    this.data = null;
    this.#life += 1;
    this.device = this.#createDevice();
  }

  async lock(): Promise<void> {
    await this.data?.close();
    this.data = null;
    await this.device.secrets.lock();
  }

  async close(): Promise<void> {
    await this.lock();
    this.#network.close();
  }

  #openJournal({ journalName, journalKey, deviceId }: JournalStore) {
    return createJournal({
      storage: createJournalFiles(join(this.folder, 'journal', journalName)),
      sealer: createNodeSealer(journalKey),
      random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
      deviceId,
    });
  }

  #ports(): ClientPorts {
    const { device } = this;
    const unused = () => {
      throw new Error('not in this test');
    };
    return {
      kind: 'electron',
      secrets: device.secrets,
      transport: device.transport,
      protectedTransport: device.protectedTransport,
      emergencies: device.emergencies,
      files: { print: unused, savePdf: unused, saveFile: unused },
      notices: { show: async () => false },
      national: null,
      clock: { now: () => Date.now() },
      random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
      timers,
      openJournal: () => this.#openJournal(device.stores()),
      openProtectedJournal: () => this.#openJournal(device.stores().protectedSpace),
      openAttachments: () => ({ port: { wake: async () => undefined } as AttachmentsPort, close: () => undefined }),
      scanner: null,
      onNetwork: () => () => undefined,
      onSystem: () => () => undefined,
    };
  }

  /** Everything on both disks, by where it lies. */
  async contents(): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    for (const entry of readdirSync(this.folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) found.set(path, readFileSync(path));
    }
    for (const { name = '' } of await this.indexedDB.databases()) {
      const database = await asPromise(this.indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const at = database.transaction(store).objectStore(store);
        const [keys, rows] = [await asPromise(at.getAllKeys()), await asPromise(at.getAll())];
        found.set(`${name}/${store}`, Buffer.from(JSON.stringify([keys, rows]), 'utf8'));
      }
      database.close();
    }
    return found;
  }
}

const timers = {
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** What a request of IndexedDB comes to. */
export function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the request failed')));
  });
}

/** A file of violence with whoever opens it assigned to it. */
export function opening(caseId: string, userId: string, name: string): Change {
  return {
    collection: 'cases',
    docId: caseId,
    kind: 'create',
    space: 'protected',
    patch: {
      kind: 'violence',
      state: 'intake',
      clientName: name,
      workers: [{ id: 'w-1', userId, role: 'supervisor', at: '2026-03-02T08:00:00.000Z', actor: userId }],
    },
  };
}

/** A note in a file. */
export function noting(eventId: string, caseId: string, text: string): Change {
  return {
    collection: 'caseEvents',
    docId: eventId,
    kind: 'create',
    space: 'protected',
    patch: { caseId, kind: 'note', state: 'recorded', on: '2026-03-02', text },
  };
}
