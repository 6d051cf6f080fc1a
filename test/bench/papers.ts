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
import { ask, installMeter, measurePhase, settled, watch } from './support/eye.ts';

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
  await installMeter(page);
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

  const eye = await watch(page, values.profile);
  const phase = (name: string, act: (n: number) => Promise<number | null>) => measurePhase(page, eye, name, runs, act);
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
