import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '#shared/kernel/result.ts';
import type { DeviceSecretPort, HttpPort, HttpRequest } from '#shared/sync/device/ports.ts';
import { createDevice } from '#shared/sync/device/create-device.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createJournalFiles, createKeyringFiles } from '../../../main/services/files.ts';
import { createNodeHttp } from '../../../main/services/network.ts';
import { createNodeSealer } from '../../../main/services/sealer.ts';
import { createSyncEngine, type SyncEngine } from '../../../renderer/data/engine/engine.ts';
import {
  createMemoryReplica,
  createMemoryStore,
  type MemoryStore,
} from '../../../renderer/data/engine/memory-replica.ts';

/** The desktop's journal, keyring, network and exchange in a plain process, over files; the replica lives in memory. */
export interface NodeLaptop {
  readonly engine: SyncEngine;
  readonly store: MemoryStore;
  /** Saves a paper; gives the operation's id and the paper's, or throws with the code. */
  save(subject: string): Promise<{ readonly operation: string; readonly paper: string }>;
  /** The connection is there. */
  online(): void;
  /** Exchanges until nothing waits; throws after `seconds`. */
  exchange(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a laptop over a folder; enrols it where `enrol` is given. */
export async function openNodeLaptop(options: {
  readonly folder: string;
  readonly password: string;
  readonly enrol?: { readonly server: string; readonly code: string; readonly login: string };
  readonly pushLimit?: number;
  /** Address under which the server is found now, where it is not the one of the enrolment. */
  readonly server?: string;
  /** Begins without a connection; `online` brings it. */
  readonly offline?: boolean;
  /** Where the journal is, if not in the folder. */
  readonly journalFolder?: string;
}): Promise<NodeLaptop> {
  mkdirSync(options.folder, { recursive: true });
  const keyring = createKeyringFiles(join(options.folder, 'keyring'));
  const secret: DeviceSecretPort = {
    keystore: 'os',
    load: () => keyring.read('secret.bin'),
    async create() {
      const bytes = new Uint8Array(randomBytes(32));
      await keyring.replace('secret.bin', bytes);
      return bytes;
    },
  };
  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
  const timers = {
    after(milliseconds: number, run: () => void) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const clock = { now: () => Date.now() };
  const network = createNodeHttp();
  let connected = options.offline !== true;
  const reroute = (request: HttpRequest): HttpRequest => {
    const to = options.server ? new URL(options.server) : null;
    const url = new URL(request.url);
    if (to) url.host = to.host;
    return { ...request, url: url.href };
  };
  const http: HttpPort = {
    request: (request) => (connected ? network.request(reroute(request)) : Promise.reject(new CodedError('offline'))),
    stream: (request, listener) =>
      connected
        ? network.stream(reroute(request), listener)
        : { finished: Promise.reject(new CodedError('offline')), cancel: () => undefined },
  };
  const device = createDevice({
    http,
    keyring,
    secret,
    // The cost of the real one is measured elsewhere; here it would only slow the test down.
    passwordHash: async (password, salt) => new Uint8Array(createHash('sha256').update(salt).update(password).digest()),
    random,
    clock,
    timers,
  });
  const { enrol, password } = options;
  if (enrol) await device.secrets.enrol(enrol.server, enrol.code, 'faults');
  const session = enrol
    ? await device.secrets.signIn(enrol.login, password)
    : await device.secrets.unlock((await device.secrets.state()).users[0]?.id ?? '', password);
  const { journalName, journalKey, deviceId } = device.stores();
  const store = createMemoryStore();
  const engine = createSyncEngine({
    journal: createJournal({
      storage: createJournalFiles(join(options.journalFolder ?? join(options.folder, 'journal'), journalName)),
      sealer: createNodeSealer(journalKey),
      random,
      deviceId,
    }),
    replica: createMemoryReplica(store),
    transport: device.transport,
    clock,
    random,
    timers,
    session: { user: session.user, publicKey: session.publicKey },
    ...(session.keyUnregistered ? { beforeExchange: () => device.secrets.registerKey() } : {}),
    ...(options.pushLimit ? { pushLimit: options.pushLimit } : {}),
  });
  await engine.start();
  return {
    engine,
    store,
    async save(subject) {
      const paper = randomBytes(16).toString('base64url');
      const patch = { journal: 'incoming', kind: 'letter', state: 'draft', subject, text: `${subject} `.repeat(20) };
      const result = await engine.commit([{ collection: 'documents', docId: paper, kind: 'create', patch }]);
      if (!result.ok) throw new Error(result.failure.code);
      return { operation: result.value[0]?.id ?? '', paper };
    },
    online() {
      connected = true;
    },
    async exchange(seconds) {
      for (const until = Date.now() + seconds * 1_000; ;) {
        await engine.now();
        const { waiting, busy, problem, connection } = engine.status();
        if (waiting === 0 && !busy && problem === null && connection === 'online') return;
        if (Date.now() > until) throw new Error(`the exchange does not end: ${JSON.stringify(engine.status())}`);
        await new Promise((done) => setTimeout(done, 200));
      }
    },
    async close() {
      await engine.close();
      network.close();
    },
  };
}
