import { CodedError } from '#shared/kernel/result.ts';
import type { TransportPort, UnlockedSession } from '#shared/ipc/desktop-api.ts';
import type { ClientPorts } from '../ports/client.ts';
import type { DataClient } from '../ports/data.ts';
import { createDataClient } from './client.ts';
import { openFileTexts } from './replica/file-texts.ts';
import { openLocalStore } from './replica/local-store.ts';
import { createRecordCipher } from './replica/record-cipher.ts';
import { createRxReplica } from './replica/rxdb-replica.ts';
import { createSpaceReplica } from './replica/space-replica.ts';

/** Takes a name for as long as the session lasts, so that a second window or tab never runs on the same replica. */
async function takeName(name: string): Promise<() => void> {
  // Absent in test surroundings only: every place that has WebCrypto has locks.
  if (!('locks' in navigator)) return () => undefined;
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) throw new CodedError('second_instance');
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

/** One hint stream for both exchanges: what concerns the protected space alone goes to that one, as a new beginning. */
function shareHints(transport: TransportPort): {
  readonly own: TransportPort;
  readonly guarded: TransportPort['hints'];
} {
  const taps = new Set<Parameters<TransportPort['hints']>[0]>();
  let up = false;
  return {
    own: {
      ...transport,
      hints: (listener) =>
        transport.hints((event) => {
          if (event.kind === 'up' || event.kind === 'down') up = event.kind === 'up';
          if (event.kind !== 'member') listener(event);
          if (event.kind !== 'hint') for (const tap of taps) tap(event.kind === 'member' ? { kind: 'up' } : event);
        }),
    },
    guarded(listener) {
      taps.add(listener);
      if (up) queueMicrotask(() => taps.has(listener) && listener({ kind: 'up' }));
      return () => void taps.delete(listener);
    },
  };
}

/**
 * Opens the data of whoever has unlocked: journal, encrypted replica, exchange, index. Rejects with codes, and then
 * nothing stays open; `close` on the result ends it before a lock.
 */
export async function openSession(ports: ClientPorts, unlocked: UnlockedSession): Promise<DataClient> {
  const release = await takeName(unlocked.replicaName);
  try {
    const { enrolment } = await ports.secrets.state();
    if (!enrolment) throw new CodedError('device_unknown');
    const cipher = await createRecordCipher(unlocked.recordsKey);
    const local = await openLocalStore(unlocked.replicaName, cipher).catch((error: unknown) => {
      throw new CodedError('disk_failed', undefined, { cause: error });
    });
    const replica = createRxReplica({ name: unlocked.replicaName, cipher, local });
    const texts = await openFileTexts(unlocked.replicaName, cipher);
    const { name, recordsKey } = unlocked.protectedSpace;
    const hints = shareHints(ports.transport);
    const client = await createDataClient({
      guarded: {
        journal: ports.openProtectedJournal(),
        replica: createSpaceReplica({ name, cipher: await createRecordCipher(recordsKey) }),
        transport: {
          // One by one: over IPC the port has no methods of its own that a spread would find.
          push: (request) => ports.protectedTransport.push(request),
          pull: (request) => ports.protectedTransport.pull(request),
          hints: hints.guarded,
        },
        // A code may be used at any time: its use is told before each exchange.
        beforeEvery: () => ports.secrets.settleEmergencies(),
      },
      texts,
      journal: ports.openJournal(),
      replica,
      drafts: local,
      transport: hints.own,
      clock: ports.clock,
      random: ports.random,
      timers: ports.timers,
      onNetwork: (listener) => ports.onNetwork(listener),
      user: unlocked.user,
      publicKey: unlocked.publicKey,
      lane: enrolment.lane,
      // A signature is accepted only after its key: register the key before anything is pushed.
      ...(unlocked.keyUnregistered ? { beforeExchange: () => ports.secrets.registerKey() } : {}),
    }).catch((error: unknown) => {
      texts.close();
      throw error;
    });
    const attachments = ports.openAttachments();
    // Records first, then files: after each finished exchange the server knows what it is being sent.
    let exchanged = client.sync.status().lastExchange;
    const stopFollowing = client.sync.subscribe(() => {
      const { lastExchange, busy, connection } = client.sync.status();
      if (busy || connection !== 'online' || lastExchange === exchanged) return;
      exchanged = lastExchange;
      void attachments.port.wake().catch(() => undefined);
    });
    return {
      ...client,
      files: { attachments: attachments.port, scanner: ports.scanner, texts },
      async close() {
        stopFollowing();
        attachments.close();
        texts.close();
        try {
          await client.close();
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
