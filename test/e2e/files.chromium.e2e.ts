import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProfile } from '../support/chromium.ts';
import { createConsole, createDesk, type Desk, until } from '../support/job.ts';
import { papersOf } from '../support/residents.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { lockedPdf, longScan, pdfOf, pictureOf, scriptedPdf } from './files/samples.ts';

const PICTURES = process.env.MAHALLA_FILE_PICTURES;

// One thread: files come to a paper, are seen, read, divided, sent, fetched by another laptop, opened by the console.
describe('files of papers, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let context: BrowserContext;
  let desk: Desk;
  const profiles: string[] = [];
  const violations: string[] = [];
  const [first = '', second = ''] = papersOf('appeals', 'in_execution');

  const visit = async (of: BrowserContext) => {
    const page = await of.newPage();
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) violations.push(message.text());
    });
    page.on('pageerror', (error) => violations.push(String(error)));
    await page.goto(`${stack.url}/client/`);
    return createDesk(page);
  };
  const picture = async (name: string) => {
    if (!PICTURES) return;
    mkdirSync(PICTURES, { recursive: true });
    await desk.page.screenshot({ path: `${PICTURES}/${name}.png` });
  };
  const files = () =>
    desk.page
      .getByRole('article')
      .getByRole('listitem')
      // Assignments are items of the paper's page, too; files say their size.
      .filter({ hasText: /\d [KM]B · / });
  const choose = async (list: readonly { name: string; mimeType: string; buffer: Buffer }[]) => {
    await desk.page.locator('article input[type=file]').setInputFiles([...list]);
  };
  const open = async (name: string) => {
    await desk.page.getByRole('article').getByRole('button', { name, exact: true }).click();
    await desk.dialog.waitFor();
  };
  const shut = async () => {
    await desk.page.keyboard.press('Escape');
    await desk.dialog.waitFor({ state: 'detached' });
  };

  beforeAll(async () => {
    stack = await startStack();
    const opened = await openProfile();
    ({ context } = opened);
    profiles.push(opened.profile);
    desk = await visit(context);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    for (const folder of profiles) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('a batch: what is wrong is told file by file, what is good is kept and reaches the server', async () => {
    await desk.goTo(`/paper/${first}`);
    await desk.page.getByRole('article').getByRole('list').first().waitFor();
    const good = await pdfOf(['Birinchi', 'Ikkinchi', 'Uchinchi']);
    await choose([
      { name: 'ariza.pdf', mimeType: 'application/pdf', buffer: good },
      { name: 'rasm.jpg', mimeType: 'image/jpeg', buffer: good },
      { name: 'bosh.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) },
      { name: 'qulf.pdf', mimeType: 'application/pdf', buffer: await lockedPdf() },
      { name: 'buzuq.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 bu PDF emas') },
      { name: 'dastur.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ\u0090\u0000\u0003\u0000') },
      { name: 'skript.pdf', mimeType: 'application/pdf', buffer: scriptedPdf() },
      { name: 'suv.png', mimeType: 'image/png', buffer: await pictureOf(desk.page, ['Ichimlik suvi quvuri']) },
    ]);
    const told = (code: string, params: Record<string, string>) => desk.note(`errors:${code}`, params);
    await told('file_type_lies', { name: 'rasm.jpg', claimed: 'jpg', found: 'pdf' });
    await told('file_empty', { name: 'bosh.pdf' });
    await told('file_encrypted', { name: 'qulf.pdf' });
    await told('file_damaged', { name: 'buzuq.pdf' });
    await told('file_type_unknown', { name: 'dastur.exe' });
    await until('three files', async () => (await files().count()) === 3);
    await desk.note('files:scripted');
    await until(
      'all three with the server',
      async () =>
        (await desk.page.getByRole('article').getByText(desk.t('files:where.both'), { exact: true }).count()) === 3,
    );
    await picture('attached');
    expect(await files().count()).toBe(3);
    const hash = createHash('sha256').update(good).digest('hex');
    await stack.sql(`do $$ begin assert (select count(*) = 1 from file where hash = '${hash}'); end $$`);
  });

  it('one over the limit is refused before it is read', async () => {
    await desk.page.evaluate(() => localStorage.setItem('mahalla.fileLimit', '25'));
    await choose([{ name: 'katta.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(27 * 1_048_576, 37) }]);
    await desk.note('errors:file_too_large', { name: 'katta.pdf', size: 27, limit: 25 });
    await desk.page.evaluate(() => localStorage.removeItem('mahalla.fileLimit'));
    expect(await files().count()).toBe(3);
  });

  it('a PDF is looked through, page by page; a picture too; a program in a PDF does not run', async () => {
    await open('ariza.pdf');
    const sheet = desk.dialog.getByRole('img', { name: desk.t('files:view.page', { n: 1 }) }).last();
    await until('ink on the page', () =>
      sheet.evaluate((place) => {
        const canvas = place.querySelector('canvas');
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        return data ? data.some((value, at) => at % 4 === 0 && value < 100) : false;
      }),
    );
    expect(await desk.dialog.getByRole('navigation').getByRole('button').count()).toBe(3);
    await desk.dialog.getByRole('navigation').getByRole('button').nth(2).click();
    await desk.dialog.getByText(desk.t('files:view.at', { n: 3, of: 3 })).waitFor();
    await picture('preview');
    await shut();
    await open('skript.pdf');
    await desk.dialog.getByText(desk.t('files:scriptedHint')).waitFor();
    await shut();
  });

  it('text is read on this laptop: from the file itself, and from pictures in both scripts', async () => {
    const read = async (name: string, script: string) => {
      await open(name);
      await desk.dialog.getByRole('tab', { name: desk.t('files:text.title') }).click();
      await desk.dialog.getByRole('combobox', { name: desk.t('files:text.script') }).click();
      await desk.page.getByRole('option', { name: desk.t(`files:text.scripts.${script}`) }).click();
      await desk.dialog.getByRole('button', { name: desk.t('files:text.read') }).click();
      const text = desk.dialog.locator('[data-file-text]');
      await text.waitFor({ timeout: 120_000 });
      await picture(`text-${script}`);
      const found = await text.innerText();
      await shut();
      return found;
    };
    expect(await read('ariza.pdf', 'uzb')).toContain('Birinchi');
    expect(await read('suv.png', 'uzb')).toMatch(/Ichimlik suvi quvuri/);
    await choose([
      { name: 'сув.png', mimeType: 'image/png', buffer: await pictureOf(desk.page, ['Ичимлик суви қувури ҳақида']) },
    ]);
    await until('four files', async () => (await files().count()) === 4);
    expect(await read('сув.png', 'uzb_cyrl')).toMatch(/Ичимлик суви қувури ҳақида/i);
  });

  it('a long scan is divided by its cover sheets, each part goes to its own paper', async () => {
    await desk.goTo('/scans');
    await desk.heading('scans:title').waitFor();
    await picture('scans');
    const scan = await longScan(stack.office.id, [
      { id: first, pages: 2 },
      { id: second, pages: 3 },
    ]);
    await desk.page
      .locator('#main input[type=file]')
      .setInputFiles([{ name: 'hammasi.pdf', mimeType: 'application/pdf', buffer: scan }]);
    await desk.page.getByRole('button', { name: desk.t('scans:accept_other', { count: 2 }) }).waitFor();
    await desk.note('scans:nobody');
    await picture('divided');
    await desk.page.getByRole('button', { name: desk.t('scans:accept_other', { count: 2 }) }).click();
    await desk.note('scans:done_other', { count: 2 });
    await desk.goTo(`/paper/${second}`);
    await until('the part at its paper', async () => (await files().count()) === 1);
    expect(await files().innerText()).toContain(desk.t('files:pages_other', { count: 3 }));
    await desk.goTo(`/scans/cover/${second}`);
    await desk.page.getByRole('img', { name: desk.t('scans:cover.code') }).waitFor();
    await picture('cover');
  });

  it('another laptop of the office fetches a file when it is opened', async () => {
    const other = await openProfile();
    profiles.push(other.profile);
    const mine = desk;
    desk = await visit(other.context);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.chair);
    await desk.synced();
    await desk.goTo(`/paper/${second}`);
    await desk.note('files:where.away');
    await desk.page
      .getByRole('article')
      .getByRole('button', { name: /^[^:]+\.pdf$/ })
      .click();
    await desk.dialog.getByText(desk.t('files:view.at', { n: 1, of: 3 })).waitFor();
    await shut();
    await desk.note('files:where.both');
    expect(await desk.page.getByText(desk.t('files:where.away')).count()).toBe(0);
    await other.context.close();
    desk = mine;
  });

  it('the console opens it, whoever may read the paper', async () => {
    const page = await context.newPage();
    const ministry = createConsole(page, stack.url);
    await ministry.signIn(stack.officer);
    await ministry.goTo(`/papers/${stack.office.id}/${first}`);
    await page.getByRole('button', { name: 'ariza.pdf' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(ministry.t('files:view.at', { n: 1, of: 3 })).waitFor();
    expect(await dialog.getByRole('navigation').getByRole('button').count()).toBe(3);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/console.png` });
    await page.close();
  });

  it('no rule of the content security policy was broken, nothing was thrown', () => {
    expect(violations).toEqual([]);
  });
});
