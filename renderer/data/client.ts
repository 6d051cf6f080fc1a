import { caseCounter, highestCaseNumber } from '#shared/domain/casework/case-number.ts';
import { numberedOf } from '#shared/domain/documents/number-report.ts';
import { tidyEntry } from '#shared/domain/entry.ts';
import { createId } from '#shared/kernel/ids.ts';
import type { Clock, RandomSource } from '#shared/kernel/ports.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import { CodedError, fail } from '#shared/kernel/result.ts';
import { type CollectionName, findCollection } from '#shared/registry/index.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import type { UserInfo } from '#shared/sync/protocol.ts';
import {
  type Bodies,
  type DataClient,
  PROTECTED_DRAFT,
  type RecordOf,
  type SyncStatus,
  type TextSource,
} from '../ports/data.ts';
import type { LiveReplicaPort, ReplicaDoc, TimersPort } from '../ports/replica.ts';
import { createSyncEngine, type EngineStatus } from './engine/engine.ts';
import { createRecordIndex } from './index/record-index.ts';
import type { LocalStore } from './replica/local-store.ts';
import type { SpaceReplica } from './replica/space-replica.ts';

/** The person's part of the protected space: a journal and a replica of its own, exchanged by routes of its own. */
export interface GuardedOptions {
  readonly journal: JournalPort;
  readonly replica: SpaceReplica;
  readonly transport: TransportPort;
  /** See `EngineOptions.beforeEvery`. */
  readonly beforeEvery?: () => Promise<void>;
}

/** What an unlocked session's data is made of. */
export interface DataClientOptions {
  /** Absent in tests of the rest alone. */
  readonly guarded?: GuardedOptions;
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

/** The state of both exchanges as one: the office's own, with what waits, was refused or needs somebody in the other. */
function joinStatus(own: EngineStatus, guarded: EngineStatus | undefined): EngineStatus {
  if (!guarded) return own;
  const codes = new Set(own.notices.map((notice) => notice.code));
  return {
    ...own,
    waiting: own.waiting + guarded.waiting,
    refused: own.refused + guarded.refused,
    busy: own.busy || guarded.busy,
    // Until both have exchanged once, nothing is said to be finished.
    connection: own.connection === 'online' && guarded.lastExchange === null ? 'connecting' : own.connection,
    lastExchange: guarded.lastExchange === null ? null : own.lastExchange,
    problem: own.problem ?? guarded.problem,
    notices: [...own.notices, ...guarded.notices.filter((notice) => !codes.has(notice.code))],
  };
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
  const guardedEngine = options.guarded
    ? createSyncEngine({
        space: 'protected',
        readStaff: (keys) => engine.get(keys),
        journal: options.guarded.journal,
        replica: options.guarded.replica,
        transport: options.guarded.transport,
        clock: options.clock,
        random: options.random,
        timers: options.timers,
        session: { user: options.user, publicKey: options.publicKey },
        ...(options.guarded.beforeEvery ? { beforeEvery: options.guarded.beforeEvery } : {}),
        ...(options.onNetwork ? { onNetwork: options.onNetwork } : {}),
      })
    : null;
  const engines = guardedEngine ? [engine, guardedEngine] : [engine];
  try {
    for (const each of engines) await each.start();
  } catch (error) {
    for (const each of engines) await each.close().catch(() => undefined);
    // An engine that was never started has opened nothing, and closes what it was given all the same.
    await replica.close().catch(() => undefined);
    await journal.close().catch(() => undefined);
    throw error;
  }
  const isPending = (key: { readonly collection: string; readonly id: string }) =>
    engines.some((each) => each.isPending(key));
  const index = createRecordIndex({
    replica,
    guarded: options.guarded?.replica,
    isPending,
    texts: options.texts,
    time: () => performance.now(),
    rest: options.rest ?? nextTurn,
  });
  const stops = engines.map((each) => each.onSettled((keys) => index.settled(keys)));
  let closed = false;

  /** A record, wherever it lies. */
  async function find<Name extends CollectionName>(collection: Name, id: string): Promise<RecordOf<Name> | null> {
    const [own] = await engine.get([{ collection, id }]);
    if (own) return toRecord(own);
    const [guarded] = (await guardedEngine?.get([{ collection, id }])) ?? [];
    return guarded ? toRecord(guarded, 'protected') : null;
  }

  function toRecord<Name extends CollectionName>(doc: ReplicaDoc, space?: 'protected'): RecordOf<Name> {
    return {
      id: doc.id,
      officeId: doc.officeId,
      body: doc.body as unknown as Bodies[Name],
      conflicts: doc.conflicts,
      place: isPending(doc) ? 'here' : 'server',
      ...(space ? { space } : {}),
    };
  }

  /** Records of both spaces as one list, in the collection's own order. */
  function joinLists<Name extends CollectionName>(
    own: readonly ReplicaDoc[],
    guarded: readonly ReplicaDoc[],
    limit: number,
  ): readonly RecordOf<Name>[] {
    if (guarded.length === 0) return own.map((doc) => toRecord<Name>(doc));
    const orderOf = (doc: ReplicaDoc) => `${findCollection(doc.collection)?.sortKey(doc.body) ?? ''} ${doc.id}`;
    const all: readonly { readonly doc: ReplicaDoc; readonly space?: 'protected' }[] = [
      ...own.map((doc) => ({ doc })),
      ...guarded.map((doc) => ({ doc, space: 'protected' as const })),
    ];
    return all
      .map((one) => ({ ...one, order: orderOf(one.doc) }))
      .toSorted((a, b) => (a.order < b.order ? -1 : 1))
      .slice(0, limit)
      .map(({ doc, space }) => toRecord<Name>(doc, space));
  }

  function draftsOf(key: string): DataClientOptions['drafts'] {
    if (!key.startsWith(PROTECTED_DRAFT)) return drafts;
    // Never under the key that all of the office's people share.
    if (!options.guarded) throw new CodedError('locked');
    return options.guarded.replica.drafts;
  }

  let engineStatus = engine.status();
  let guardedStatus = guardedEngine?.status();
  let conflictCount = 0;
  let status: SyncStatus = { ...joinStatus(engineStatus, guardedStatus), conflicts: 0 };
  function currentStatus(): SyncStatus {
    const conflicts = index.conflicts().length;
    const changed = engineStatus !== engine.status() || guardedStatus !== guardedEngine?.status();
    if (changed || conflictCount !== conflicts) {
      engineStatus = engine.status();
      guardedStatus = guardedEngine?.status();
      conflictCount = conflicts;
      status = { ...joinStatus(engineStatus, guardedStatus), conflicts };
    }
    return status;
  }

  return {
    index,
    newId: () => createId(options.random),
    async commit(changes) {
      const guarded = changes[0]?.space === 'protected';
      const into = guarded ? guardedEngine : engine;
      // One act lies in one space: half of it elsewhere could not be written all or none.
      if (!into || changes.some((change) => (change.space === 'protected') !== guarded)) return fail('space_wrong');
      // What is signed in the same act was hashed as it stands.
      const signs = changes.some((change) => 'contentHash' in change.patch);
      return into.commit(
        signs ? changes : changes.map((change) => ({ ...change, patch: tidyEntry(change.collection, change.patch) })),
      );
    },
    get: find,
    watch(collection, id, listener) {
      let asked = 0;
      let stopped = false;
      const emit = async () => {
        const turn = ++asked;
        const record = await find(collection, id);
        // Answers that were overtaken by a later change are not shown.
        if (!stopped && !closed && turn === asked) listener(record);
      };
      const show = () => void emit().catch(() => undefined);
      const fits = (key: { collection: string; id: string }) => key.collection === collection && key.id === id;
      const onKeys = (keys: readonly { collection: string; id: string }[]) => {
        if (keys.some(fits)) show();
      };
      const ends = [replica.onChange(onKeys), ...engines.map((each) => each.onSettled(onKeys))];
      if (options.guarded) ends.push(options.guarded.replica.onChange(onKeys));
      show();
      return () => {
        stopped = true;
        for (const end of ends) end();
      };
    },
    watchList(query, listener) {
      // Nothing is said before the list has been read: an exchange that ends meanwhile would show it empty.
      let last: readonly ReplicaDoc[] | null = null;
      let guardedLast: readonly ReplicaDoc[] | null = options.guarded ? null : [];
      let stopped = false;
      const emit = () => {
        if (last && guardedLast && !stopped && !closed) listener(joinLists(last, guardedLast, query.limit));
      };
      const ends = [
        replica.watchList(query, (docs) => {
          last = docs;
          emit();
        }),
        ...engines.map((each) =>
          each.onSettled((keys) => {
            if (keys.some((key) => key.collection === query.collection)) emit();
          }),
        ),
      ];
      if (options.guarded) {
        ends.push(
          options.guarded.replica.watchList(query, (docs) => {
            guardedLast = docs;
            emit();
          }),
        );
      }
      return () => {
        stopped = true;
        for (const end of ends) end();
      };
    },
    ...(options.transport.likely ? { likelyElsewhere: options.transport.likely } : {}),
    conflicts: () => index.conflicts(),
    async nextNumber(counter, holder, space) {
      if (space === 'protected') {
        // In the person's own journal: the office's would say that there is a file.
        if (!options.guarded) throw new CodedError('locked');
        await index.ready;
        const floor = highestCaseNumber(
          index.cases().filter((one) => one.space === 'protected'),
          lane,
          Number(counter.split('.')[1]),
        );
        if (closed) throw new CodedError('locked');
        return { lane, n: await options.guarded.journal.nextNumber(counter, floor, holder) };
      }
      // After a lost journal the papers themselves say how far this lane had come.
      await index.ready;
      const [journalName = '', year = ''] = counter.split('.');
      const floor =
        counter === caseCounter(Number(year))
          ? // A counter that everybody here has must not move by a file that one of them has.
            highestCaseNumber(
              index.cases().filter((one) => !one.space),
              lane,
              Number(year),
            )
          : index.highest((paper) => {
              const numbered = numberedOf(paper, Number(year));
              return numbered?.lane === lane ? numbered.n : null;
            }, journalName);
      if (closed) throw new CodedError('locked');
      return { lane, n: await journal.nextNumber(counter, floor, holder) };
    },
    heldNumbers: () => journal.heldNumbers(),
    async releaseNumber(counter, holder, space) {
      const from = space === 'protected' ? options.guarded?.journal : journal;
      if (!from) throw new CodedError('locked');
      await from.releaseNumber(counter, holder);
    },
    sync: {
      status: currentStatus,
      subscribe(listener) {
        const stopEngines = engines.map((each) => each.subscribe(listener));
        const stopIndex = index.subscribe(() => {
          if (index.conflicts().length !== conflictCount) listener();
        });
        return () => {
          for (const stop of stopEngines) stop();
          stopIndex();
        };
      },
      async now() {
        await Promise.all(engines.map((each) => each.now()));
      },
      async refused() {
        const guarded = (await guardedEngine?.refused()) ?? [];
        return [...(await engine.refused()), ...guarded.map((one) => ({ ...one, space: 'protected' as const }))];
      },
      async dismissRefused(operationId) {
        for (const each of engines) {
          const list = await each.refused();
          if (list.some(({ operation }) => operation.id === operationId)) await each.dismissRefused(operationId);
        }
      },
    },
    drafts: {
      load: (key) => draftsOf(key).loadDraft(key),
      save: (key, value) => draftsOf(key).saveDraft(key, value),
      discard: (key) => draftsOf(key).discardDraft(key),
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const stop of stops) stop();
      index.close();
      await Promise.all(engines.map((each) => each.close()));
    },
  };
}
