/**
 * The project and PouchDB 9 side by side in Chromium against their real servers: `npm run -s bench:sync -- [--json]
 * [--rounds 5] [--records 10000] [--only ours|pouchdb]`.
 *
 * A round does for each peer: a fresh server over an empty database, a browser profile with the records written but
 * not sent, the push timed; then a second fresh profile, the first sync timed. Peers take turns at going first. Bytes
 * are what passes a TCP proxy in front of each server, headers and both directions, from the start of a timed part to
 * its end. The figures are medians.
 */
import { parseArgs } from 'node:util';
import { createOurs } from './ours/peer.ts';
import { pouchDbPeer } from './pouchdb/peer.ts';
import { buildPages, openTab, type BuiltPages } from './support/pages.ts';
import type { Peer } from './support/peer.ts';
import { createCountingProxy } from './support/proxy.ts';
import './page/contract.ts';

const PEERS = { ours: createOurs, pouchdb: async () => pouchDbPeer } as const;
type PeerName = keyof typeof PEERS;

interface Sample {
  readonly pushPerSecond: number;
  readonly firstSyncPerSecond: number;
  readonly pushBytes: number;
  readonly firstSyncBytes: number;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    records: { type: 'string', default: '10000' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const records = Number(values.records);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(records) || records < 1) {
  throw new Error('--rounds and --records are whole numbers from 1');
}

const say = (text: string) => process.stderr.write(`${text}\n`);

async function measure(name: PeerName, peer: Peer, pages: BuiltPages): Promise<Sample> {
  const server = await peer.start();
  const proxy = await createCountingProxy(server.port);
  const origin = `http://127.0.0.1:${proxy.port}`;
  try {
    const timed = async (prepare: boolean): Promise<{ perSecond: number; bytes: number }> => {
      const tab = await openTab(pages, name, origin);
      try {
        await tab.page.evaluate((entry) => window.bench.open(entry), server.entries[prepare ? 0 : 1]);
        if (prepare) await tab.page.evaluate((count) => window.bench.prepare(count), records);
        proxy.take();
        const took = prepare
          ? await tab.page.evaluate((count) => window.bench.push(count), records)
          : await tab.page.evaluate((count) => window.bench.firstSync(count), records);
        const { up, down } = proxy.take();
        return { perSecond: (records / took) * 1000, bytes: up + down };
      } finally {
        await tab.close();
      }
    };
    const push = await timed(true);
    const held = await server.countDocuments();
    if (held !== records) throw new Error(`the server of ${name} holds ${held} of ${records} documents`);
    const firstSync = await timed(false);
    return {
      pushPerSecond: push.perSecond,
      firstSyncPerSecond: firstSync.perSecond,
      pushBytes: push.bytes,
      firstSyncBytes: firstSync.bytes,
    };
  } finally {
    await proxy.close();
    await server.stop();
  }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function summary(samples: readonly Sample[]) {
  const of = (key: keyof Sample) => Math.round(median(samples.map((sample) => sample[key])));
  return {
    pushPerSecond: of('pushPerSecond'),
    firstSyncPerSecond: of('firstSyncPerSecond'),
    pushBytes: of('pushBytes'),
    firstSyncBytes: of('firstSyncBytes'),
  };
}

const names = (Object.keys(PEERS) as PeerName[]).filter((name) => !values.only || name === values.only);
const samples: Record<PeerName, Sample[]> = { ours: [], pouchdb: [] };
const pages = await buildPages(names, { minify: true });
const peers = new Map<PeerName, Peer>();
// PostgreSQL is a process of its own and would outlive an interrupted run.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.allSettled([...peers.values()].map((peer) => peer.stop())).then(() => process.exit(1));
  });
}
try {
  for (const name of names) peers.set(name, await PEERS[name]());
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await measure(name, peers.get(name) as Peer, pages);
      samples[name].push(sample);
      say(
        `round ${round + 1} ${name.padEnd(7)} push ${sample.pushPerSecond.toFixed(0)}/s ${sample.pushBytes} bytes, ` +
          `first sync ${sample.firstSyncPerSecond.toFixed(0)}/s ${sample.firstSyncBytes} bytes`,
      );
    }
  }
} finally {
  for (const peer of peers.values()) await peer.stop();
  await pages.remove();
}

if (names.length === 2) {
  const ours = summary(samples.ours);
  const pouchdb = summary(samples.pouchdb);
  const ratio = (a: number, b: number) => Number((a / b).toFixed(3));
  const ratios = {
    push: ratio(ours.pushPerSecond, pouchdb.pushPerSecond),
    firstSync: ratio(ours.firstSyncPerSecond, pouchdb.firstSyncPerSecond),
    bytes: ratio(ours.pushBytes + ours.firstSyncBytes, pouchdb.pushBytes + pouchdb.firstSyncBytes),
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ ours, pouchdb, ratios })}\n`);
  else {
    console.table({ ours, pouchdb });
    console.table({ 'ours / PouchDB': ratios, goal: { push: 3, firstSync: 2.5, bytes: 0.25 } });
  }
}
