import { caseCounter, highestCaseNumber } from '#shared/domain/casework/case-number.ts';
import { numberedOf } from '#shared/domain/documents/number-report.ts';
import { tidyEntry } from '#shared/domain/entry.ts';
import { createId } from '#shared/kernel/ids.ts';
import type { Clock, RandomSource } from '#shared/kernel/ports.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import type { CollectionName } from '#shared/registry/index.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import type { UserInfo } from '#shared/sync/protocol.ts';
import type { Bodies, DataClient, RecordOf, SyncStatus, TextSource } from '../ports/data.ts';
import type { LiveReplicaPort, ReplicaDoc, TimersPort } from '../ports/replica.ts';
import { createSyncEngine } from './engine/engine.ts';
import { createRecordIndex } from './index/record-index.ts';
import type { LocalStore } from './replica/local-store.ts';

/** What an unlocked session's data is made of. */
export interface DataClientOptions {
  readonly journal: JournalPort;
  readonly replica: LiveReplicaPort;
  readonly drafts: Pick<LocalStore, 'loadDraft' | 'saveDraft' | 'discardDraft'>;
  readonly transport: TransportPort;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly timers: TimersPort;
  readonly user: Pick<UserInfo, 'id' | 'role' | 'officeId'>;
  readonly publicKey: string;
  /** The device's number within its office. */
  readonly lane: number;
  /** See `EngineOptions.beforeExchange`. */
  readonly beforeExchange?: () => Promise<void>;
  /** See `ClientPorts.onNetwork`. */
  readonly onNetwork?: (listener: (online: boolean) => void) => () => void;
  /** See `RecordIndexOptions.texts`. */
  readonly texts?: TextSource | undefined;
  /** Lets the interface have its turn; a turn of the event loop where it is left out. */
  readonly rest?: () => Promise<void>;
}

/** A turn of the event loop, without the 4 ms that nested timers take. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** Opens the session's data: journal, replica, exchange and index. Rejects with codes; then nothing is left open. */
export async function createDataClient(options: DataClientOptions): Promise<DataClient> {
  const { journal, replica, drafts, lane } = options;
  const engine = createSyncEngine({
    journal,
    replica,
    transport: options.transport,
    clock: options.clock,
    random: options.random,
    timers: options.timers,
    session: { user: options.user, publicKey: options.publicKey },
    ...(options.beforeExchange ? { beforeExchange: options.beforeExchange } : {}),
    ...(options.onNetwork ? { onNetwork: options.onNetwork } : {}),
  });
  try {
    await engine.start();
  } catch (error) {
    await replica.close().catch(() => undefined);
    await journal.close().catch(() => undefined);
    throw error;
  }
  const index = createRecordIndex({
    replica,
    isPending: engine.isPending,
    texts: options.texts,
    time: () => performance.now(),
    rest: options.rest ?? nextTurn,
  });
  const stops = [engine.onSettled((keys) => index.settled(keys))];
  let closed = false;

  function toRecord<Name extends CollectionName>(doc: ReplicaDoc): RecordOf<Name> {
    return {
      id: doc.id,
      officeId: doc.officeId,
      body: doc.body as unknown as Bodies[Name],
      conflicts: doc.conflicts,
      place: engine.isPending(doc) ? 'here' : 'server',
    };
  }

  let engineStatus = engine.status();
  let conflictCount = 0;
  let status: SyncStatus = { ...engineStatus, conflicts: 0 };
  function currentStatus(): SyncStatus {
    const conflicts = index.conflicts().length;
    if (engineStatus !== engine.status() || conflictCount !== conflicts) {
      engineStatus = engine.status();
      conflictCount = conflicts;
      status = { ...engineStatus, conflicts };
    }
    return status;
  }

  return {
    index,
    newId: () => createId(options.random),
    commit(changes) {
      // What is signed in the same act was hashed as it stands.
      const signs = changes.some((change) => 'contentHash' in change.patch);
      return engine.commit(
        signs ? changes : changes.map((change) => ({ ...change, patch: tidyEntry(change.collection, change.patch) })),
      );
    },
    async get(collection, id) {
      const [doc] = await engine.get([{ collection, id }]);
      return doc ? toRecord(doc) : null;
    },
    watch(collection, id, listener) {
      let asked = 0;
      let stopped = false;
      const emit = async () => {
        const turn = ++asked;
        const [doc] = await engine.get([{ collection, id }]);
        // Answers that were overtaken by a later change are not shown.
        if (!stopped && !closed && turn === asked) listener(doc ? toRecord(doc) : null);
      };
      const show = () => void emit().catch(() => undefined);
      const fits = (key: { collection: string; id: string }) => key.collection === collection && key.id === id;
      const stopChange = replica.onChange((docs) => {
        if (docs.some(fits)) show();
      });
      const stopSettled = engine.onSettled((keys) => {
        if (keys.some(fits)) show();
      });
      show();
      return () => {
        stopped = true;
        stopChange();
        stopSettled();
      };
    },
    watchList(query, listener) {
      // Nothing is said before the list has been read: an exchange that ends meanwhile would show it empty.
      let last: readonly ReplicaDoc[] | null = null;
      let stopped = false;
      const emit = () => {
        if (last && !stopped && !closed) listener(last.map((doc) => toRecord(doc)));
      };
      const stopList = replica.watchList(query, (docs) => {
        last = docs;
        emit();
      });
      const stopSettled = engine.onSettled((keys) => {
        if (keys.some((key) => key.collection === query.collection)) emit();
      });
      return () => {
        stopped = true;
        stopList();
        stopSettled();
      };
    },
    ...(options.transport.likely ? { likelyElsewhere: options.transport.likely } : {}),
    conflicts: () => index.conflicts(),
    async nextNumber(counter, holder) {
      // After a lost journal the papers themselves say how far this lane had come.
      await index.ready;
      const [journalName = '', year = ''] = counter.split('.');
      const floor =
        counter === caseCounter(Number(year))
          ? highestCaseNumber(index.cases(), lane, Number(year))
          : index.highest((paper) => {
              const numbered = numberedOf(paper, Number(year));
              return numbered?.lane === lane ? numbered.n : null;
            }, journalName);
      if (closed) throw new CodedError('locked');
      return { lane, n: await journal.nextNumber(counter, floor, holder) };
    },
    heldNumbers: () => journal.heldNumbers(),
    releaseNumber: (counter, holder) => journal.releaseNumber(counter, holder),
    sync: {
      status: currentStatus,
      subscribe(listener) {
        const stopEngine = engine.subscribe(listener);
        const stopIndex = index.subscribe(() => {
          if (index.conflicts().length !== conflictCount) listener();
        });
        return () => {
          stopEngine();
          stopIndex();
        };
      },
      now: () => engine.now(),
      refused: () => engine.refused(),
      dismissRefused: (operationId) => engine.dismissRefused(operationId),
    },
    drafts: {
      load: (key) => drafts.loadDraft(key),
      save: (key, value) => drafts.saveDraft(key, value),
      discard: (key) => drafts.discardDraft(key),
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const stop of stops) stop();
      index.close();
      await engine.close();
    },
  };
}
