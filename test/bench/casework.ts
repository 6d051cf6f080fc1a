/**
 * A big office's people, families and cases in the built client in Chromium:
 * `npm run -s bench:casework -- [--json] [--households 10000] [--people 45000] [--cases 8000] [--runs 40]`.
 * It measures what the eye sees, from the key or the click to the frame that shows its outcome: a list, the list
 * narrowed, a person and a family opened, a save, a search; the median and at 95 of 100, and the page's own work.
 * Besides, the first exchange, unlocking to the first list, and the index in memory.
 *
 * The list of cases is measured the same way where the client has such a place (`/cases`); and beside it, in this very
 * process, what stands below every screen of cases: the index in memory and a save through the engine.
 *
 * `--profile` tells where the time goes. `MAHALLA_BUILT=1` takes the client as it was built last.
 */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { strictKey } from '#shared/domain/language/keys.ts';
import { createSyncEngine } from '../../renderer/data/engine/engine.ts';
import { createMemoryReplica, createMemoryStore } from '../../renderer/data/engine/memory-replica.ts';
import { FakeServer } from '../../renderer/data/engine/testing/fake-server.ts';
import { createFakeTimers } from '../../renderer/data/engine/testing/fake-timers.ts';
import { createDisk, createMemoryJournal } from '../../renderer/data/engine/testing/memory-journal.ts';
import { createRecordIndex } from '../../renderer/data/index/record-index.ts';
import type { ReplicaDoc } from '../../renderer/ports/replica.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, until } from '../support/job.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { type BigRecord, makeBigOffice } from './support/big-office.ts';
import { ask, installMeter, measurePhase, quantile, settled, watch } from './support/eye.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    households: { type: 'string', default: '10000' },
    people: { type: 'string', default: '45000' },
    cases: { type: 'string', default: '8000' },
    runs: { type: 'string', default: '40' },
    profile: { type: 'boolean', default: false },
  },
});
const size = { households: Number(values.households), people: Number(values.people), cases: Number(values.cases) };
const runs = Number(values.runs);
const ROWS = 2_000;
const GOAL_MS = 100;

/** Puts records into the office's own place on the server, as if its laptops had sent them. */
async function fillOffice(stack: Stack, records: readonly BigRecord[]): Promise<void> {
  const office = stack.office.id.replaceAll("'", "''");
  for (let at = 0; at < records.length; at += ROWS) {
    const rows = records.slice(at, at + ROWS);
    await stack.sql(`
      with place as (select area from office where id = '${office}'),
           head as (update counter set value = value + ${rows.length} where name = 'change' returning value)
      insert into doc (office_id, collection, id, area, version, body, seq, origin)
      select '${office}', x->>'collection', x->>'id', place.area, (x->>'version')::int, x->'body',
        head.value - ${rows.length} + n, 'server'
      from jsonb_array_elements($records$${JSON.stringify(rows)}$records$::jsonb) with ordinality as all_rows(x, n), place, head
    `);
  }
}

const ROW = '[role=grid] [role=row]';
const FIRST_CELL = `${ROW} > [role=gridcell]:first-child`;

/** From another place to a list. */
async function list(page: Page, path: string): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.waitForFunction(() => !document.querySelector('[role=grid]'));
  await settled(page);
  return page.evaluate(
    ([row, to]) =>
      window.meter.time(
        () => {
          location.hash = `#${to}`;
        },
        () => document.querySelectorAll(row).length > 5,
      ),
    [ROW, path] as const,
  );
}

/** Opens the nth row of a list that is shown. */
async function open(page: Page, path: string, n: number): Promise<number> {
  await page.evaluate((to) => {
    location.hash = `#${to}`;
  }, path);
  await page.waitForFunction((row) => document.querySelectorAll(row).length > 12, ROW);
  await settled(page);
  return page.evaluate(
    ([row, at]) => {
      const rows = [...document.querySelectorAll<HTMLElement>(`${row}[aria-selected]`)];
      const chosen = rows[at % Math.min(rows.length, 12)] as HTMLElement;
      return window.meter.time(
        () => chosen.click(),
        () => !document.querySelector('[role=grid]') && (document.querySelector('#main h1')?.textContent ?? '') !== '',
      );
    },
    [ROW, n] as const,
  );
}

/** Writes a note into the person that is open, and saves it. */
async function save(page: Page, n: number, edit: string): Promise<number> {
  await page.getByRole('button', { name: edit, exact: true }).click();
  await page.locator('[role=dialog] textarea').first().fill(`Qayd ${n}, ${Date.now()}`);
  await settled(page);
  return page.evaluate(() => {
    const note = (document.querySelector('[role=dialog] textarea') as HTMLTextAreaElement).value;
    return window.meter.time(
      () => document.querySelector<HTMLElement>('[role=dialog] button[type=submit]')?.click(),
      () => (document.querySelector('#main')?.textContent ?? '').includes(note),
    );
  });
}

async function measure(stack: Stack, people: ReturnType<typeof makeBigOffice>['people'], page: Page) {
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
  await desk.goTo('/people');
  await page.waitForFunction((row) => document.querySelectorAll(row).length > 5, ROW);
  const firstListMs = performance.now() - began;
  await desk.goTo('/search');
  await until('the index to be ready', async () => !(await desk.main.innerText()).includes(' / '), 300_000);
  const indexReadyMs = performance.now() - began;
  const indexLongestTaskMs = await page.evaluate(() => window.meter.longest());

  const eye = await watch(page, values.profile);
  const phase = (name: string, act: (n: number) => Promise<number | null>) => measurePhase(page, eye, name, runs, act);
  const box = `input[placeholder="${desk.t('people:find')}"]`;
  const lines = people.map((one) => {
    const name = [one.familyName, one.givenName, one.patronymic].filter(Boolean).join(' ');
    return { name, key: strictKey(`${name} ${one.home} ${one.pinfl ?? ''} ${one.phone ?? ''}`) };
  });
  const asked = (n: number) => {
    const { name } = lines[(n * 7_919) % lines.length] as { readonly name: string };
    const words = name.split(' ').slice(0, 2).join(' ');
    const wanted = strictKey(words).split(' ');
    const fits = lines.filter(({ key }) => wanted.every((word) => key.includes(word)));
    return { words, fits: [...new Set(fits.map((one) => one.name))] };
  };
  const figures: Record<string, number> = {};
  Object.assign(figures, await phase('families', () => list(page, '/people')));
  Object.assign(figures, await phase('people', () => list(page, '/people/all')));
  Object.assign(figures, await phase('filter', (n) => ask(page, box, asked(n), FIRST_CELL)));
  await page.locator(box).fill('');
  Object.assign(figures, await phase('openPerson', (n) => open(page, '/people/all', n)));
  Object.assign(
    figures,
    await phase('save', (n) => save(page, n, `${desk.t('people:edit')}: ${desk.t('people:section.circumstances')}`)),
  );
  Object.assign(figures, await phase('openFamily', (n) => open(page, '/people', n)));
  await desk.goTo('/search');
  await page.waitForFunction(() => !document.querySelector('[role=grid]') && document.querySelector('#main input'));
  Object.assign(
    figures,
    await phase('search', (n) => ask(page, '#main input', { ...asked(n), first: true }, '#main li [class*=title]')),
  );
  // Where the client has a place for cases.
  await desk.goTo('/cases');
  const hasCases = await page
    .waitForFunction((row) => document.querySelectorAll(row).length > 5, ROW, { timeout: 5_000 })
    .then(() => true)
    .catch(() => false);
  if (hasCases) {
    Object.assign(figures, await phase('cases', () => list(page, '/cases')));
    Object.assign(figures, await phase('openCase', (n) => open(page, '/cases', n)));
  }
  const heap = await page.evaluate(
    () => (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
  );
  return {
    ...figures,
    casesOnScreen: hasCases,
    unlockMs: Math.round(unlockMs),
    firstListMs: Math.round(firstListMs),
    indexReadyMs: Math.round(indexReadyMs),
    indexLongestTaskMs: Math.round(indexLongestTaskMs),
    firstExchangeMs: Math.round(firstExchangeMs),
    heapMB: Math.round(heap / 1_048_576),
  };
}

/** The index and the engine over a replica in memory: what every screen of cases stands on, without disk and eye. */
async function measureCases(records: readonly BigRecord[]) {
  const user = { id: 'user-chair', role: 'chair', officeId: 'office-1' } as const;
  const server = new FakeServer();
  server.actors.set(user.id, { ...user, publicKeys: [] });
  const store = createMemoryStore();
  const replica = createMemoryReplica(store);
  await replica.put(
    records.map((record): ReplicaDoc => ({
      ...record,
      officeId: user.officeId,
      conflicts: [],
      removed: false,
      ownSeq: 0,
      writer: '',
      serverSeq: 1,
    })),
  );
  const { timers, clock } = createFakeTimers();
  const engine = createSyncEngine({
    journal: createMemoryJournal(createDisk('a.1'), () => 'a.2'),
    replica,
    transport: {
      ...server.transport(),
      push: () => new Promise(() => undefined),
      pull: () => new Promise(() => undefined),
    },
    clock,
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    timers,
    session: { user, publicKey: '' },
  });
  await engine.start();
  let began = performance.now();
  // In pages that are there already: how fast a replica reads is its own matter.
  const byName = new Map<string, ReplicaDoc[]>();
  for (const row of store.docs.values()) {
    const rows = byName.get(row.collection);
    if (rows) rows.push(row);
    else byName.set(row.collection, [row]);
  }
  const index = createRecordIndex({
    replica: {
      ...replica,
      async page(name, after, limit) {
        const from = Number(after);
        const docs = (byName.get(name) ?? []).slice(from, from + limit);
        return { docs, next: docs.length === limit ? String(from + limit) : null };
      },
    },
    isPending: engine.isPending,
    time: () => performance.now(),
    rest: () => new Promise((done) => setImmediate(done)),
  });
  await index.ready;
  const indexMs = performance.now() - began;
  const times = { save: [] as number[], list: [] as number[], events: [] as number[] };
  for (let n = 0; n < runs * 5; n++) {
    const id = `bc${(n * 37) % size.cases}`;
    began = performance.now();
    const saved = await engine.commit([
      { collection: 'cases', docId: id, kind: 'patch', patch: { safeContact: `${n}-marta, kechqurun` } },
      {
        collection: 'caseEvents',
        docId: `new-${n}`,
        kind: 'create',
        patch: { caseId: id, kind: 'note', state: 'recorded', on: '2026-06-15', text: 'Qayd' },
      },
    ]);
    if (!saved.ok) throw new Error(saved.failure.code);
    times.save.push(performance.now() - began);
    began = performance.now();
    if (index.cases().length !== size.cases) throw new Error('the index does not have all cases');
    times.list.push(performance.now() - began);
    began = performance.now();
    if (index.eventsOf(id).length < 5) throw new Error('the index does not have the new event');
    times.events.push(performance.now() - began);
  }
  index.close();
  const p95 = (list: readonly number[]) => Math.round(quantile(list, 0.95) * 100) / 100;
  return {
    caseIndexMs: Math.round(indexMs),
    caseSaveP95ms: p95(times.save),
    caseListP95ms: p95(times.list),
    caseEventsP95ms: p95(times.events),
  };
}

if (process.env.MAHALLA_BUILT !== '1') {
  const built = spawnSync('npm', ['run', '-s', 'build:web'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) throw new Error('the client could not be built');
}
const { records, people } = makeBigOffice(size, 'u-secretary');
const below = await measureCases(records);
const stack = await startStack();
try {
  await fillOffice(stack, records);
  const { context, profile } = await openProfile();
  try {
    const figures = {
      ...size,
      records: records.length,
      ...(await measure(stack, people, await context.newPage())),
      ...below,
    };
    if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
    else {
      const goal = Object.fromEntries(
        Object.keys(figures)
          .filter((name) => name.endsWith('P95ms'))
          .map((name) => [name, GOAL_MS]),
      );
      console.table({ figures, goal });
    }
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
} finally {
  await stack.stop();
}
