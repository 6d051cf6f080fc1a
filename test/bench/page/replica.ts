/** The encrypted replica alone, in the browser: what it costs to fill, open, list. */

import { openLocalStore } from '../../../renderer/data/replica/local-store.ts';
import { createRecordCipher, type RecordCipher } from '../../../renderer/data/replica/record-cipher.ts';
import { createRxReplica } from '../../../renderer/data/replica/rxdb-replica.ts';
import type { LiveReplicaPort, ReplicaDoc } from '../../../renderer/ports/replica.ts';
import { createRecordIndex } from '../../../renderer/data/index/record-index.ts';
import { createDocuments, createSeeded } from '../support/documents.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const PLAIN: RecordCipher = {
  sealAll: async (values) => values as readonly string[],
  open: async (value) => value,
};

function toReplicaDocs(count: number, seed: number): readonly ReplicaDoc[] {
  return createDocuments(count, seed, 'u-secretary').map(({ id, body }, at) => ({
    collection: 'documents',
    id,
    officeId: 'office-1',
    version: 0,
    body,
    conflicts: [],
    removed: false,
    ownSeq: 0,
    writer: '',
    serverSeq: at + 1,
  }));
}

async function openReplica(name: string, sealed: boolean): Promise<LiveReplicaPort> {
  const cipher = sealed ? await createRecordCipher(KEY) : PLAIN;
  const replica = createRxReplica({ name, cipher, local: await openLocalStore(name, cipher) });
  await replica.open();
  return replica;
}

async function fill(replica: LiveReplicaPort, docs: readonly ReplicaDoc[], page: number): Promise<number> {
  const started = performance.now();
  for (let at = 0; at < docs.length; at += page) await replica.put(docs.slice(at, at + page));
  return performance.now() - started;
}

/** What working with a full replica takes, milliseconds. */
export interface ReplicaFigures {
  readonly openToFirstList: number;
  /** Reading everything into the index in memory, beside the interface. */
  readonly indexReady: number;
  readonly listP95: number;
  readonly searchP95: number;
}

function p95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] as number;
}

function firstList(replica: LiveReplicaPort, prefix: string): Promise<number> {
  return new Promise((resolve) => {
    const stop = replica.watchList({ collection: 'documents', prefix, limit: 50 }, (docs) => {
      // The first call may come before there is anything to stop.
      queueMicrotask(() => stop());
      resolve(docs.length);
    });
  });
}

const bench = {
  /** Milliseconds to insert `count` papers in pages of 1,000, into a new replica that is closed afterwards. */
  async insert(name: string, sealed: boolean, count: number, page = 1_000): Promise<number> {
    const docs = toReplicaDocs(count, 7);
    const replica = await openReplica(name, sealed);
    try {
      return await fill(replica, docs, page);
    } finally {
      await replica.close();
    }
  },

  /** Fills a replica, opens it anew and works with it as the screens do. Milliseconds. */
  async work(count: number): Promise<ReplicaFigures> {
    const docs = toReplicaDocs(count, 7);
    const filled = await openReplica('work', true);
    await fill(filled, docs, 1_000);
    await filled.close();

    const started = performance.now();
    const replica = await openReplica('work', true);
    await firstList(replica, 'appeals|');
    const openToFirstList = performance.now() - started;

    const random = createSeeded(11);
    const lists: number[] = [];
    for (let run = 0; run < 60; run++) {
      const at = performance.now();
      // Lists that begin at different days: `journal|reversed day`.
      await firstList(replica, `appeals|${79_740_000 + Math.floor(random() * 20_000)}`.slice(0, 13));
      lists.push(performance.now() - at);
    }

    const indexing = performance.now();
    const index = createRecordIndex({
      replica,
      isPending: () => false,
      time: () => performance.now(),
      rest: () => new Promise((resolve) => setTimeout(resolve, 0)),
    });
    await index.ready;
    const indexReady = performance.now() - indexing;
    const searches: number[] = [];
    for (let run = 0; run < 200; run++) {
      const words = String(docs[Math.floor(random() * docs.length)]?.body.subject).split(' ');
      const text = words
        .slice(0, 2)
        .join(' ')
        .slice(0, 4 + Math.floor(random() * 14));
      const at = performance.now();
      index.search(text, 20);
      searches.push(performance.now() - at);
    }
    index.close();
    await replica.close();
    return { openToFirstList, indexReady, listP95: p95(lists), searchP95: p95(searches) };
  },
};

declare global {
  interface Window {
    replicaBench: typeof bench;
  }
}
window.replicaBench = bench;
// What the tab waits for.
Object.assign(window, { bench });
