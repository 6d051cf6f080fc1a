/**
 * An office of 50,000 papers in the built client in Chromium: `npm run -s bench:papers -- [--json] [--records 50000]
 * [--runs 40]`. It measures what the eye sees, from the key or the click to the frame that shows its outcome: a journal's
 * list, a filter, a paper opened, a search; at 95 of 100. Besides, the first exchange, unlocking to the first list, the
 * index in memory, and the longest stretch in which the page did not answer while it was being built.
 *
 * `MAHALLA_BUILT=1` takes the client as it was built last.
 */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openProfile } from '../support/chromium.ts';
import { createDesk, until } from '../support/job.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { createDocuments } from './support/documents.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    records: { type: 'string', default: '50000' },
    runs: { type: 'string', default: '40' },
  },
});
const records = Number(values.records);
const runs = Number(values.runs);
const ROWS = 2_000;

/** Puts papers into the office's own place on the server, as if its laptops had sent them. */
async function fillOffice(stack: Stack, count: number): Promise<readonly string[]> {
  const documents = createDocuments(count, 7, 'u-secretary');
  const office = stack.office.id.replaceAll("'", "''");
  for (let at = 0; at < documents.length; at += ROWS) {
    const rows = documents.slice(at, at + ROWS).map(({ id, body }, n) => ({
      id,
      seq: at + n + 1,
      body: {
        ...body,
        journal: 'appeals',
        state: n % 3 === 0 ? 'in_execution' : n % 3 === 1 ? 'registered' : 'closed',
      },
    }));
    await stack.sql(`
      with place as (select area from office where id = '${office}'),
           head as (update counter set value = value + ${rows.length} where name = 'change' returning value)
      insert into doc (office_id, collection, id, area, version, body, seq, origin)
      select '${office}', 'documents', x->>'id', place.area, 1, x->'body', head.value - ${rows.length} + n, 'server'
      from jsonb_array_elements($papers$${JSON.stringify(rows)}$papers$::jsonb) with ordinality as all_rows(x, n), place, head
    `);
  }
  return documents.map(({ body }) => String(body.subject));
}

/** What the page measures by itself, so that the way to it and back is not counted. */
interface Meter {
  /** Does something and waits for the frame in which `shown` is true; milliseconds. */
  time(act: () => void, shown: () => boolean): Promise<number>;
  longest(): number;
  clear(): void;
}
declare global {
  interface Window {
    meter: Meter;
  }
}

/** Runs in the page; must stand alone. */
function install() {
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  window.meter = {
    time: (act, shown) =>
      new Promise((resolve, reject) => {
        const began = performance.now();
        act();
        const look = () => {
          if (shown()) {
            // The frame that shows it has been handed over when the next task after it runs.
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', () => resolve(performance.now() - began));
            port1.start();
            port2.postMessage(null);
          } else if (performance.now() - began > 20_000) reject(new Error('nothing was shown within 20 s'));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    longest: () => longest,
    clear: () => {
      longest = 0;
    },
  };
}

const quantile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

async function list(page: Page): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.waitForFunction(() => !document.querySelector('[role=grid]'));
  return page.evaluate(() =>
    window.meter.time(
      () => {
        location.hash = '#/papers/appeals';
      },
      () => document.querySelectorAll('[role=grid] [role=row]').length > 5,
    ),
  );
}

/** Types into a box at once, as a hand that is faster than any: the last letter counts. */
function ask(page: Page, box: string, text: string, place: string): Promise<number> {
  return page.evaluate(
    ([selector, value, where]) => {
      const input = document.querySelector(selector) as HTMLInputElement;
      const area = () => document.querySelector(where)?.textContent ?? '';
      const before = area();
      return window.meter.time(
        () => {
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
          set?.call(input, value);
          input.dispatchEvent(new Event('input', { bubbles: true }));
        },
        () => area() !== before,
      );
    },
    [box, text, place] as const,
  );
}

function open(page: Page, n: number): Promise<number> {
  return page.evaluate((at) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[role=grid] [role=row][aria-selected=false]')];
    const row = rows[at % Math.min(rows.length, 12)] as HTMLElement;
    const before = document.querySelector('article h1, article h2')?.textContent ?? '';
    return window.meter.time(
      () => row.click(),
      () => {
        const title = document.querySelector('article h1, article h2')?.textContent ?? '';
        return title !== '' && title !== before;
      },
    );
  }, n);
}

async function measure(stack: Stack, subjects: readonly string[], page: Page) {
  // The runner names functions by a helper of its own, which a page does not have.
  await page.addInitScript({ content: `globalThis.__name = (named) => named; (${install.toString()})();` });
  const desk = createDesk(page);
  await page.goto(`${stack.url}/client/`);
  await desk.firstRun({ server: stack.url, code: await stack.code() });
  let began = performance.now();
  await desk.signIn(stack.secretary);
  await desk.synced(600_000);
  const firstExchangeMs = performance.now() - began;
  await desk.lock();

  await desk.choose(stack.secretary);
  await desk.enterPassword(stack.secretary.password);
  await page.evaluate(() => window.meter.clear());
  began = performance.now();
  await desk.button('sign-in:unlock').click();
  await desk.opened();
  const unlockMs = performance.now() - began;
  await desk.goTo('/papers/appeals');
  await page.waitForFunction(() => document.querySelectorAll('[role=grid] [role=row]').length > 5);
  const firstListMs = performance.now() - began;
  await desk.goTo('/search');
  const over = desk.page.locator('#main');
  await until('the index to be ready', async () => !(await over.innerText()).includes(' / '), 300_000);
  const indexReadyMs = performance.now() - began;
  const longestTaskMs = await page.evaluate(() => window.meter.longest());

  const times = { list: [] as number[], filter: [] as number[], open: [] as number[], search: [] as number[] };
  const words = (n: number) => (subjects[(n * 7_919) % subjects.length] ?? '').split(' ');
  for (let n = 0; n < runs; n++) times.list.push(await list(page));
  const box = `input[placeholder="${desk.t('journals:find')}"]`;
  for (let n = 0; n < runs; n++) {
    times.filter.push(await ask(page, box, n % 4 === 3 ? '' : words(n).slice(0, 2).join(' '), '#main'));
  }
  await ask(page, box, 'a', '#main');
  for (let n = 0; n < runs; n++) times.open.push(await open(page, n));
  await desk.goTo('/search');
  await page.waitForFunction(() => !document.querySelector('[role=grid]') && document.querySelector('#main input'));
  for (let n = 0; n < runs; n++) {
    times.search.push(await ask(page, '#main input', words(n).slice(0, 3).join(' '), '#main'));
  }
  const heap = await page.evaluate(
    () => (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
  );
  const p95 = (of: readonly number[]) => Math.round(quantile(of, 0.95));
  return {
    records,
    listP95ms: p95(times.list),
    filterP95ms: p95(times.filter),
    openP95ms: p95(times.open),
    searchP95ms: p95(times.search),
    unlockMs: Math.round(unlockMs),
    firstListMs: Math.round(firstListMs),
    indexReadyMs: Math.round(indexReadyMs),
    longestTaskMs: Math.round(longestTaskMs),
    firstExchangeMs: Math.round(firstExchangeMs),
    heapMB: Math.round(heap / 1_048_576),
  };
}

if (process.env.MAHALLA_BUILT !== '1') {
  const built = spawnSync('npm', ['run', '-s', 'build:web'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) throw new Error('the client could not be built');
}
const stack = await startStack();
try {
  const subjects = await fillOffice(stack, records);
  const { context, profile } = await openProfile();
  try {
    const figures = await measure(stack, subjects, await context.newPage());
    if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
    else {
      const goal = { listP95ms: 100, filterP95ms: 100, openP95ms: 100, searchP95ms: 100 };
      console.table({ figures, goal });
    }
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
} finally {
  await stack.stop();
}
