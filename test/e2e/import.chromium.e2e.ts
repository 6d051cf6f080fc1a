import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import type { BrowserContext, Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile as readTable } from '../../renderer/features/import/read-file.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { hasLibreOffice } from '../support/libre-office.ts';
import { createDice, type ManyPerson, makePerson } from '../support/many-people.ts';
import { type Album, createAlbum, languagesToWalk } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { LANGUAGE_NAMES } from '../support/words.ts';

const run = promisify(execFile);
/** Rows of the list; 10,000 for the figures that are kept. */
const ROWS = Number(process.env.IMPORT_ROWS ?? 1_200);
/** Of them without a name, or born in the future. */
const BAD = Math.round(ROWS * 0.08);
const HEADS = [
  'Oila raqami',
  'Familiyasi',
  'Ismi',
  'Otasining ismi',
  'Oila boshligʻiga kim',
  'JSHSHIR',
  "Tug'ilgan sanasi",
  'Jinsi',
  'Manzili',
  'Telefon',
  'Bandligi',
];

const day = (iso: string | null | undefined) => (iso ? iso.split('-').toReversed().join('.') : '');

/** An office's list: families of four, one row in twelve or thirteen of them spoilt. */
function makeList(): readonly (readonly string[])[] {
  const dice = createDice(26);
  const spoilt = new Set<number>();
  while (spoilt.size < BAD) spoilt.add(dice(ROWS));
  return Array.from({ length: ROWS }, (_, n) => {
    const person: ManyPerson = makePerson(dice, `p${n}`);
    const bad = spoilt.has(n);
    return [
      String(1 + Math.floor(n / 4)),
      bad && n % 2 === 0 ? '' : person.familyName,
      // A number of its own tells namesakes apart.
      `${person.givenName}${n}`,
      person.patronymic,
      n % 4 === 0 ? 'boshliq' : 'qarindoshi',
      person.pinfl ?? '',
      bad && n % 2 === 1 ? '01.01.2090' : day(person.birthDate),
      person.sex === 'female' ? 'ayol' : 'erkak',
      `Sinov koʻchasi, ${1 + Math.floor(n / 4)}-uy`,
      person.phone ?? '',
      ['ishsiz', 'ishlaydi', 'talaba', 'pensioner'][n % 4] as string,
    ];
  });
}

const toCsv = (rows: readonly (readonly string[])[]) =>
  `\uFEFF${rows.map((row) => row.map((cell) => (/[;"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(';')).join('\r\n')}\r\n`;

/** The list as LibreOffice saves it, every cell a text; as a CSV where there is no LibreOffice. */
async function toFile(rows: readonly (readonly string[])[], office: boolean) {
  if (!office) return { name: 'aholi.csv', mimeType: 'text/csv', buffer: Buffer.from(toCsv(rows)) };
  const folder = await mkdtemp(join(tmpdir(), 'mahalla-list-'));
  try {
    await writeFile(join(folder, 'aholi.csv'), toCsv(rows));
    await run(
      'soffice',
      [
        `-env:UserInstallation=file://${join(folder, 'profile')}`,
        '--headless',
        // Semicolons, UTF-8, from the first line, each column as a text.
        `--infilter=CSV:59,34,76,1,${HEADS.map((_, at) => `${at + 1}/2`).join('/')}`,
        '--convert-to',
        'xlsx',
        '--outdir',
        folder,
        join(folder, 'aholi.csv'),
      ],
      { timeout: 240_000 },
    );
    return {
      name: 'aholi.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await readFile(join(folder, 'aholi.xlsx')),
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function bytesOf(download: Download): Promise<Uint8Array> {
  return new Uint8Array(await readFile(await download.path()));
}

// A secretary brings in the office's own list, with what is wrong in it, and takes everything out again.
describe('a list of the office, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let context: BrowserContext;
  let desk: Desk;
  let album: Album;
  const albums: Album[] = [];
  let file: Awaited<ReturnType<typeof toFile>>;
  let before = 0;
  const profiles: string[] = [];

  beforeAll(async () => {
    file = await toFile([HEADS, ...makeList()], await hasLibreOffice());
    stack = await startStack();
    const opened = await openProfile();
    ({ context } = opened);
    profiles.push(opened.profile);
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    album = createAlbum(page, 'client', 'uz-Latn');
    albums.push(album);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
    // The index goes on being read for a moment.
    for (let last = -1; last !== before;) {
      last = before;
      await page.waitForTimeout(1_500);
      before = await countPeople();
    }
  }, 400_000);
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    for (const folder of profiles) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const panel = (key: string, values?: Readonly<Record<string, string | number>>) =>
    desk.main.getByText(desk.t(`import:${key}`, values), { exact: true });
  const choose = async (list: { name: string; mimeType: string; buffer: Buffer }) => {
    await desk.goTo('/import');
    await desk.heading('import:title').waitFor();
    await desk.page.locator('input[type=file]').setInputFiles(list);
    // Read, or refused in words.
    const columns = desk.main.getByRole('table', { name: desk.t('import:step.columns') });
    const refusal = desk.main.getByRole('alert');
    await columns.or(refusal).first().waitFor({ timeout: 120_000 });
    if (await refusal.isVisible()) throw new Error(await refusal.innerText());
  };
  const checked = () =>
    until(
      'the check to end',
      async () =>
        (await desk.main
          .getByText(desk.t('import:found', { rows: ROWS, good: ROWS - BAD, bad: BAD, skipped: 0 }))
          .count()) > 0,
      240_000,
    );
  const begin = (count: number) =>
    desk
      .button(count === 1 ? 'import:begin_one' : 'import:begin_other')
      .or(desk.page.getByRole('button', { name: desk.t('import:begin_other', { count }), exact: true }));
  /** How many people the list of people counts. */
  async function countPeople(): Promise<number> {
    await desk.goTo('/people/all');
    await desk.heading('people:title').waitFor();
    const words = desk.t('people:count_other', { count: '(\\d+)' });
    return until('the list to be counted', async () => {
      const text = (await desk.main.innerText()).replaceAll(/\s+/g, ' ');
      const found = new RegExp(words).exec(text);
      return found ? Number(found[1]) + 1e-9 : null;
    }).then((n) => Math.round(n));
  }
  const peopleAre = (count: number) => until(`${count} people`, async () => (await countPeople()) === count, 120_000);
  /** Begins to note the longest time for which the page answered nothing. */
  const watch = () =>
    desk.page.evaluate(() => {
      const scope = window as unknown as { longest: number[]; watcher?: PerformanceObserver };
      scope.longest = [];
      scope.watcher?.disconnect();
      scope.watcher = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) scope.longest.push(entry.duration);
      });
      scope.watcher.observe({ type: 'longtask' });
    });
  const longest = () =>
    desk.page.evaluate(() => {
      const { longest: tasks } = window as unknown as { longest: number[] };
      const sorted = tasks.toSorted((a, b) => b - a);
      return {
        worst: Math.round(sorted[0] ?? 0),
        over50: tasks.length,
        total: Math.round(tasks.reduce((a, b) => a + b, 0)),
      };
    });
  const tell = (what: string, ms: number, tasks: Awaited<ReturnType<typeof longest>>) =>
    process.stdout.write(
      `import of ${ROWS} rows, ${what}: ${(ms / 1000).toFixed(1)} s, longest task ${tasks.worst} ms, ${tasks.over50} over 50 ms\n`,
    );

  it('is checked row by row: what is wrong is told at its column, and what can come in comes in', async () => {
    await watch();
    let began = Date.now();
    await choose(file);
    await checked();
    tell('read and checked', Date.now() - began, await longest());
    await album.take('import-check');
    await desk.main.getByText(desk.t('import:filter.bad', { n: BAD }), { exact: true }).click();
    await desk.main
      .getByText(new RegExp(desk.t('import:issue.name_missing')))
      .first()
      .waitFor();
    await desk.main
      .getByText(new RegExp(`Tug.ilgan sanasi: ${desk.t('import:issue.born_in_future')}`))
      .first()
      .waitFor();
    // Names are not in sight before somebody asks for them.
    expect(await desk.main.innerText()).not.toMatch(/Karim|Sinov koʻchasi/);
    await desk.main.getByRole('table').last().scrollIntoViewIfNeeded();
    await album.take('import-refused-rows');

    await watch();
    began = Date.now();
    await begin(ROWS - BAD)
      .first()
      .click();
    await panel('ended.done').waitFor({ timeout: 1_200_000 });
    tell('brought in', Date.now() - began, await longest());
    await album.take('import-done');
    await peopleAre(before + ROWS - BAD);
  }, 1_500_000);

  it('its refused rows come out in their own columns with the reasons, are mended and come in', async () => {
    await desk.goTo('/import');
    const waiting = desk.page.waitForEvent('download');
    await desk.button('import:saveRejects').click();
    const { sheets } = await readTable(await bytesOf(await waiting));
    const rows = sheets[0]?.rows.map(({ cells }) => (cells ?? []).map((cell) => String(cell ?? ''))) ?? [];
    expect(rows).toHaveLength(BAD + 1);
    expect(rows[0]?.slice(0, 3)).toEqual(HEADS.slice(0, 3));
    expect(rows[0]?.at(-1)).toBe(desk.t('import:reason'));
    expect(rows.slice(1).every((row) => /\d+: .+/.test(row.at(-1) ?? ''))).toBe(true);

    const mended = rows.map((row, at) =>
      at === 0
        ? row
        : row.map((cell, column) =>
            column === 1 && cell === '' ? 'Tuzatilgan' : column === 6 && cell === '01.01.2090' ? '01.01.1990' : cell,
          ),
    );
    await desk.button('import:another').click();
    await choose({ name: 'tuzatilgan.csv', mimeType: 'text/csv', buffer: Buffer.from(toCsv(mended)) });
    await begin(BAD).first().click({ timeout: 60_000 });
    await panel('ended.done').waitFor({ timeout: 240_000 });
    await peopleAre(before + ROWS);
  });

  it('both lists are undone, and nothing is left of them', async () => {
    await desk.goTo('/imports');
    await desk.heading('import:past.title').waitFor();
    await desk.main.getByRole('row').filter({ hasText: 'tuzatilgan.csv' }).waitFor();
    await album.take('imports');
    await watch();
    const began = Date.now();
    for (const name of ['tuzatilgan.csv', file.name]) {
      const row = desk.main.getByRole('row').filter({ hasText: name });
      await row.getByRole('button', { name: desk.t('import:undo'), exact: true }).click();
      await panel('undone.all').waitFor({ timeout: 1_200_000 });
      await album.take(`import-undone-${name === file.name ? 'whole' : 'mended'}`);
      await desk.button('common:action.close').click();
      await row.getByText(desk.t('import:past.states.undone')).waitFor();
    }
    tell('undone', Date.now() - began, await longest());
    expect(await peopleAre(before)).toBe(true);
  }, 1_500_000);

  it('is stopped in the middle: what is in stays as one import and is undone', async () => {
    await choose(file);
    await checked();
    await begin(ROWS - BAD)
      .first()
      .click();
    // The first of it is in.
    await desk.main.locator('[role=progressbar][aria-valuenow]:not([aria-valuenow="0"])').waitFor();
    await desk.button('import:run.cancel').click();
    await panel('ended.cancelled').waitFor({ timeout: 60_000 });
    await album.take('import-stopped');
    const inside = (await countPeople()) - before;
    expect(inside).toBeGreaterThan(0);
    expect(inside).toBeLessThan(ROWS - BAD);
    await desk.goTo('/import');
    await desk.button('import:undo').click();
    await panel('undone.all').waitFor({ timeout: 240_000 });
    await peopleAre(before);
  }, 600_000);

  it('a crash in the middle loses nothing: the import is gone on with, and doubles nobody', async () => {
    const { page } = desk;
    await choose(file);
    await checked();
    await begin(ROWS - BAD)
      .first()
      .click();
    await desk.button('import:run.cancel').waitFor();
    await until('some of it to be in', async () => {
      const text = await desk.main.innerText();
      const [, done = '0'] =
        new RegExp(desk.t('import:run.import', { done: '(\\d+)', total: '\\d+' })).exec(text) ?? [];
      return Number(done) > 5;
    });
    await page.close();
    const again = await context.newPage();
    await again.goto(`${stack.url}/client/`);
    desk = createDesk(again);
    album = createAlbum(again, 'client', 'uz-Latn');
    albums.push(album);
    await desk.unlock(stack.secretary);
    await desk.goTo('/import');
    await panel('unfinished.title').waitFor();
    await album.take('import-interrupted');
    await desk.button('import:unfinished.goOn').click();
    await panel('ended.done').waitFor({ timeout: 1_200_000 });
    expect(await peopleAre(before + ROWS - BAD)).toBe(true);
    await desk.goTo('/import');
    await desk.button('import:another').click();
    // Once more the same file: everybody is known, nobody is entered twice.
    await choose(file);
    await desk.main
      .getByText(desk.t('import:filter.double', { n: ROWS - BAD }), { exact: true })
      .waitFor({ timeout: 240_000 });
    await album.take('import-known-people');
  }, 1_500_000);

  it('everything the office has goes out in open formats, with hashes; it is all at the server afterwards', async () => {
    await desk.goTo('/export');
    await desk.heading('import:export.title').waitFor();
    await album.take('export');
    await watch();
    const began = Date.now();
    const waiting = desk.page.waitForEvent('download', { timeout: 600_000 });
    await desk.button('import:export.save').click();
    const download = await waiting;
    tell('taken out', Date.now() - began, await longest());
    expect(download.suggestedFilename()).toMatch(/^mahalla-\d{4}-\d{2}-\d{2}\.zip$/);
    const files = unzipSync(await bytesOf(download));
    const people = strFromU8(files['records/people.jsonl'] as Uint8Array)
      .trim()
      .split('\n');
    expect(people).toHaveLength(before + ROWS - BAD);
    expect(people.join('')).toContain('"source":"imported"');
    expect(strFromU8(files['records/households.csv'] as Uint8Array)).toContain('Sinov koʻchasi');
    expect(Object.keys(files).some((path) => path.startsWith('assigned/'))).toBe(false);
    await desk.note('import:export.done', { name: download.suggestedFilename() });
    await album.take('export-done');

    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced(900_000);
    await desk.note('exchange:refused.none');
    for (const language of languagesToWalk()) {
      const pictures = createAlbum(desk.page, 'client', language);
      await desk.goTo('/settings');
      await desk.page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
      desk.heard(language);
      await choose(file);
      await desk.main.getByText(desk.t('import:filter.bad', { n: BAD }), { exact: true }).waitFor({ timeout: 240_000 });
      await pictures.take('import-columns');
      await desk.main.getByText(desk.t('import:filter.bad', { n: BAD }), { exact: true }).click();
      await desk.main.getByRole('table').last().scrollIntoViewIfNeeded();
      await pictures.take('import-rows');
      await desk.goTo('/imports');
      await desk.main.getByRole('row').filter({ hasText: file.name }).first().waitFor();
      await pictures.take('imports-list');
      await desk.goTo('/export');
      await desk.heading('import:export.title').waitFor();
      await pictures.take('export-screen');
      await desk.goTo('/people');
      await pictures.take('people-with-import');
      expect(pictures.faults).toEqual([]);
    }
    expect(albums.flatMap(({ faults }) => faults)).toEqual([]);
  }, 1_800_000);
});
