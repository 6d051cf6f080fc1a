/**
 * An office of 50,000 papers in the built client in Chromium: `npm run -s bench:papers -- [--json] [--records 50000]
 * [--runs 40]`. It measures what the eye sees, from the key or the click to the frame that shows its outcome: a journal's
 * list, a filter, a paper opened, a search; the median and at 95 of 100, and how long the page itself worked. Besides, the first exchange, unlocking to the first list, the
 * index in memory, and the longest stretch in which the page did not answer while it was being built.
 *
 * `--profile` tells where the time goes. `MAHALLA_BUILT=1` takes the client as it was built last.
 */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { strictKey } from '#shared/domain/language/keys.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, until } from '../support/job.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { createDocuments } from './support/documents.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    records: { type: 'string', default: '50000' },
    runs: { type: 'string', default: '40' },
    profile: { type: 'boolean', default: false },
  },
});
const records = Number(values.records);
const runs = Number(values.runs);
const ROWS = 2_000;

/** A paper that was put in: its subject, and all that a journal's filter looks at. */
interface Filled {
  readonly subject: string;
  readonly key: string;
}

/** Puts papers into the office's own place on the server, as if its laptops had sent them. */
async function fillOffice(stack: Stack, count: number): Promise<readonly Filled[]> {
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
  return documents.map(({ body }) => {
    const { number, subject, correspondent } = body as {
      readonly number?: string;
      readonly subject: string;
      readonly correspondent?: { readonly name?: string };
    };
    return { subject, key: strictKey(`${number ?? ''} ${subject} ${correspondent?.name ?? ''}`) };
  });
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

/** What a run took: until the frame that shows its outcome, and of that the page's own work. Milliseconds. */
interface Took {
  readonly shown: number;
  readonly work: number;
}

/** Counts what the page's own thread works, by the browser's account of it; and where, if that is asked for. */
async function watch(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find((one) => one.name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  return {
    async took(act: () => Promise<number>): Promise<Took> {
      const before = await worked();
      const shown = await act();
      return { shown, work: (await worked()) - before };
    },
    /** Prints where the time of something goes: the functions that are longest at it themselves. */
    async profile(name: string, act: () => Promise<void>): Promise<void> {
      if (!values.profile) return act();
      await session.send('Profiler.enable');
      await session.send('Profiler.setSamplingInterval', { interval: 200 });
      await session.send('Profiler.start');
      await act();
      const { profile } = await session.send('Profiler.stop');
      const self = new Map<string, number>();
      const byId = new Map(profile.nodes.map((node) => [node.id, node]));
      for (const [at, id] of (profile.samples ?? []).entries()) {
        const { functionName, url, lineNumber } = byId.get(id)?.callFrame ?? {
          functionName: '',
          url: '',
          lineNumber: 0,
        };
        const key = `${functionName || '(anonymous)'} ${url.split('/').at(-1) ?? ''}:${lineNumber}`;
        self.set(key, (self.get(key) ?? 0) + (profile.timeDeltas?.[at] ?? 0) / 1_000);
      }
      process.stderr.write(`\n${name}\n`);
      for (const [key, ms] of [...self].toSorted((one, other) => other[1] - one[1]).slice(0, 25)) {
        process.stderr.write(`${ms.toFixed(0).padStart(7)} ms  ${key}\n`);
      }
    },
  };
}

async function list(page: Page): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.waitForFunction(() => !document.querySelector('[role=grid]'));
  await settled(page);
  return page.evaluate(() =>
    window.meter.time(
      () => {
        location.hash = '#/papers/appeals';
      },
      () => document.querySelectorAll('[role=grid] [role=row]').length > 5,
    ),
  );
}

/** What the run before has left over is not counted to the next one. */
const settled = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done(), { timeout: 2_000 })));

/**
 * Types words into a box at once, as a hand that is faster than any, and waits until every line in sight is one of those
 * that fit them (a search may rank others below: then until the first is). Null where that is so already.
 */
async function ask(
  page: Page,
  box: string,
  asked: { readonly words: string; readonly fits: readonly string[]; readonly first?: boolean },
  title: string,
): Promise<number | null> {
  await settled(page);
  return page.evaluate(
    async ([selector, { words, fits, first }, titles]) => {
      const input = document.querySelector(selector) as HTMLInputElement;
      const known = new Set(fits);
      const isShown = () => {
        const lines = [...document.querySelectorAll(titles)].map((one) => one.firstChild?.textContent ?? '');
        return lines.length > 0 && (first ? lines.slice(0, 1) : lines).every((line) => known.has(line));
      };
      if (isShown()) return null;
      return window.meter.time(() => {
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
        set?.call(input, words);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }, isShown);
    },
    [box, asked, title] as const,
  );
}

/** Opens a paper of the list; null where its subject is on the page already. */
async function open(page: Page, n: number): Promise<number | null> {
  await settled(page);
  return page.evaluate(async (at) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[role=grid] [role=row][aria-selected=false]')];
    const row = rows[at % Math.min(rows.length, 12)] as HTMLElement;
    const subject = row.querySelectorAll('[role=gridcell]')[1]?.firstChild?.textContent ?? '?';
    const isShown = () =>
      [...document.querySelectorAll('article :is(h1, h2, h3)')].some((one) => one.textContent === subject);
    return isShown() ? null : window.meter.time(() => row.click(), isShown);
  }, n);
}

async function measure(stack: Stack, papers: readonly Filled[], page: Page) {
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

  const eye = await watch(page);
  /** The median and the slowest of 20, of as many runs as were asked for. */
  const phase = async (name: string, act: (n: number) => Promise<number | null>) => {
    const times: Took[] = [];
    await page.evaluate(() => window.meter.clear());
    await eye.profile(name, async () => {
      for (let n = 0; times.length < runs && n < runs * 5; n++) {
        let given: number | null = null;
        const took = await eye.took(async () => (given = await act(n)) ?? 0);
        if (given !== null) times.push(took);
      }
    });
    if (times.length < runs) throw new Error(`${name}: ${times.length} runs of ${runs} showed something new`);
    const of = (pick: (took: Took) => number, share: number) => Math.round(quantile(times.map(pick), share));
    return {
      [`${name}P50ms`]: of((one) => one.shown, 0.5),
      [`${name}P95ms`]: of((one) => one.shown, 0.95),
      [`${name}WorkP50ms`]: of((one) => one.work, 0.5),
      [`${name}LongestTaskMs`]: Math.round(await page.evaluate(() => window.meter.longest())),
    };
  };
  /** Some words of a paper, and all subjects that have them in any script. */
  const asked = (n: number, most: number) => {
    const words = (papers[(n * 7_919) % papers.length]?.subject ?? '').split(' ').slice(0, most).join(' ');
    const wanted = strictKey(words).split(' ');
    const fits = papers.filter(({ key }) => wanted.every((word) => key.includes(word)));
    return { words, fits: [...new Set(fits.map(({ subject }) => subject))] };
  };
  const box = `input[placeholder="${desk.t('journals:find')}"]`;
  const figures = {
    ...(await phase('list', () => list(page))),
    ...(await phase('filter', (n) =>
      ask(page, box, asked(n, 2), '[role=grid] [role=row] > [role=gridcell]:nth-child(2)'),
    )),
  };
  // The whole journal again, so that there is something to open.
  await page.locator(box).fill('');
  await page.waitForFunction(() => document.querySelectorAll('[role=grid] [role=row]').length > 12);
  Object.assign(figures, await phase('open', (n) => open(page, n)));
  await desk.goTo('/search');
  await page.waitForFunction(() => !document.querySelector('[role=grid]') && document.querySelector('#main input'));
  Object.assign(
    figures,
    await phase('search', (n) => ask(page, '#main input', { ...asked(n, 4), first: true }, '#main li [class*=title]')),
  );
  const heap = await page.evaluate(
    () => (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
  );
  return {
    records,
    ...figures,
    unlockMs: Math.round(unlockMs),
    firstListMs: Math.round(firstListMs),
    indexReadyMs: Math.round(indexReadyMs),
    indexLongestTaskMs: Math.round(longestTaskMs),
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
  const papers = await fillOffice(stack, records);
  const { context, profile } = await openProfile();
  try {
    const figures = await measure(stack, papers, await context.newPage());
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
