/**
 * The project's half of the benchmark, in the browser: the real engine over the real encrypted replica, journal, keys
 * and transport, put together as the browser's composition does.
 */
import { CodedError } from '#shared/kernel/result.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import { createBrowserPorts } from '../../../renderer/adapters/browser/ports.ts';
import { createSyncEngine, type SyncEngine } from '../../../renderer/data/engine/engine.ts';
import { openLocalStore } from '../../../renderer/data/replica/local-store.ts';
import { createRecordCipher } from '../../../renderer/data/replica/record-cipher.ts';
import { createRxReplica } from '../../../renderer/data/replica/rxdb-replica.ts';
import type { LiveReplicaPort } from '../../../renderer/ports/replica.ts';
import { createDocuments } from '../support/documents.ts';
import './contract.ts';

/** Records that a user's acts are written in, as one journal record each. */
const ACT = 50;

let gate = false;
let engine: SyncEngine;
let replica: LiveReplicaPort;
let userId = '';

/** Keeps the engine off the network until the measured part begins. */
function gated(transport: TransportPort): TransportPort {
  const through = () => (gate ? Promise.resolve() : Promise.reject(new CodedError('offline')));
  return {
    push: (request) => through().then(() => transport.push(request)),
    pull: (request) => through().then(() => transport.pull(request)),
    hints: () => () => undefined,
  };
}

async function whenIdle(): Promise<void> {
  await engine.now();
  const { waiting, problem, lastExchange, refused } = engine.status();
  if (problem || waiting > 0 || refused > 0 || lastExchange === null) {
    throw new Error(`the exchange stopped: ${JSON.stringify(engine.status())}`);
  }
}

window.bench = {
  async open({ code, login, password }) {
    const { secrets, transport, openJournal, clock, random, timers } = createBrowserPorts();
    await secrets.enrol(location.origin, code, 'bench');
    const session = await secrets.signIn(login, password);
    await secrets.registerKey();
    userId = session.user.id;
    const cipher = await createRecordCipher(session.recordsKey);
    const local = await openLocalStore(session.replicaName, cipher);
    replica = createRxReplica({ name: session.replicaName, cipher, local });
    engine = createSyncEngine({
      journal: openJournal(),
      replica,
      transport: gated(transport),
      clock,
      random,
      timers,
      session: { user: session.user, publicKey: session.publicKey },
    });
    await engine.start();
  },
  async prepare(count) {
    // A laptop that has been in touch before, and then lost its connection.
    gate = true;
    await whenIdle();
    gate = false;
    const documents = createDocuments(count, 7, userId);
    for (let at = 0; at < count; at += ACT) {
      const changes = documents
        .slice(at, at + ACT)
        .map(({ id, body }) => ({ collection: 'documents' as const, docId: id, kind: 'create' as const, patch: body }));
      const result = await engine.commit(changes);
      if (!result.ok) throw new Error(`refused: ${result.failure.code} ${JSON.stringify(result.failure.params)}`);
    }
    if (engine.status().waiting !== count) throw new Error(`only ${engine.status().waiting} operations wait`);
  },
  async push() {
    gate = true;
    const started = performance.now();
    await whenIdle();
    return performance.now() - started;
  },
  async firstSync(count) {
    gate = true;
    const started = performance.now();
    await whenIdle();
    const took = performance.now() - started;
    const have = replica.counts().documents;
    if (have !== count) throw new Error(`pulled ${have} of ${count}`);
    return took;
  },
};
