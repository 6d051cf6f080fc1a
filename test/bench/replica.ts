/**
 * The encrypted replica in Chromium: `npm run -s bench:replica -- [--json] [--records 50000] [--rounds 3]`. Opening to the
 * first list, a list, a search at 95 of 100, and what encryption adds to inserting 10,000 records (the same storage with
 * and without it, in turn; medians).
 */
import { parseArgs } from 'node:util';
import type { ReplicaFigures } from './page/replica.ts';
import { buildPages, openTab, type BuiltPages } from './support/pages.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    records: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '3' },
  },
});
const records = Number(values.records);
const rounds = Number(values.rounds);
const INSERTED = Math.min(records, 10_000);
// Nothing listens there: the page's files are handed over inside the browser.
const ORIGIN = 'http://127.0.0.1:9';

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number;

async function insert(pages: BuiltPages, sealed: boolean): Promise<number> {
  const tab = await openTab(pages, 'replica', ORIGIN);
  try {
    return await tab.page.evaluate(([sealed, count]) => window.replicaBench.insert('insert', sealed, count), [
      sealed,
      INSERTED,
    ] as const);
  } finally {
    await tab.close();
  }
}

const pages = await buildPages(['replica'], { minify: true });
try {
  const times = { sealed: [] as number[], plain: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of round % 2 === 0 ? (['sealed', 'plain'] as const) : (['plain', 'sealed'] as const)) {
      times[kind].push(await insert(pages, kind === 'sealed'));
    }
  }
  const tab = await openTab(pages, 'replica', ORIGIN);
  const work: ReplicaFigures = await tab.page
    .evaluate((count) => window.replicaBench.work(count), records)
    .finally(() => tab.close());
  const figures = {
    records,
    openToFirstListMs: Math.round(work.openToFirstList),
    listP95Ms: Number(work.listP95.toFixed(1)),
    searchP95Ms: Number(work.searchP95.toFixed(1)),
    indexReadyMs: Math.round(work.indexReady),
    insertPerSecond: Math.round((INSERTED / median(times.sealed)) * 1000),
    encryptionCost: Number((median(times.sealed) / median(times.plain)).toFixed(2)),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else
    console.table({ figures, goal: { openToFirstListMs: 2000, listP95Ms: 50, searchP95Ms: 10, encryptionCost: 1.3 } });
} finally {
  await pages.remove();
}
