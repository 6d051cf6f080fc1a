import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { type Album, createAlbum } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';

const today = dayOfMoment(Date.now());
const year = Number(today.slice(0, 4));

// From the registration in each journal to the destruction of a file; each step stands on the one before it.
describe('journals, books and the archive, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let profile: string;
  let context: BrowserContext;
  let desk: Desk;
  let album: Album;
  const errors: string[] = [];

  beforeAll(async () => {
    stack = await startStack();
    profile = await mkdtemp(join(tmpdir(), 'mahalla-profile-'));
    ({ context } = await openProfile({ profile }));
    context.on('page', (page) => page.on('pageerror', (error) => errors.push(String(error))));
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.chair);
    await desk.synced();
    await desk.lock();
    await desk.signIn(stack.secretary);
    await desk.synced();
    album = createAlbum(page, 'client', 'uz-Latn');
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  afterEach(async ({ task }) => {
    // What was in sight says more than the message.
    if (task.result?.state === 'fail') await album.take('failed').catch(() => undefined);
  });

  const savedNumber = async () => {
    const told = desk.page.getByRole('heading', { name: desk.t('register:saved.title', { number: '' }).trim() });
    await told.waitFor();
    return (await told.innerText()).replace(desk.t('register:saved.title', { number: '' }).trim(), '').trim();
  };
  const save = async () => desk.page.keyboard.press('Control+Enter');

  it('registers what is received: an internal paper, a letter, a visit that becomes an oral appeal', async () => {
    await desk.goTo('/register/internal');
    await desk.page.locator('#field-subject').fill('Ombor hisobi haqida');
    await save();
    expect(await savedNumber()).toMatch(/^I-\d+-1\/\d+$/);

    await desk.goTo('/register/incoming');
    await desk.page.locator('#field-organisation').fill('Tuman hokimligi');
    await desk.page.locator('#field-subject').fill('Obodonlashtirish oyligi haqida');
    await save();
    expect(await savedNumber()).toMatch(/^K-\d+-1\/\d+$/);

    await desk.goTo('/register/reception');
    await desk.page.getByRole('radio', { name: desk.t('register:whose.none'), exact: true }).check();
    await desk.page.locator('#field-subject').fill('Yoʻl chirogʻi yonmayapti');
    await desk.page.locator('#field-answered').fill('Ertaga koʻriladi deb aytildi');
    await album.take('reception-form');
    await save();
    const visit = await savedNumber();
    expect(visit).toMatch(/^Q-\d+-1\/1$/);
    await desk
      .button('register:saved.open')
      .or(desk.page.getByRole('link', { name: desk.t('register:saved.open') }))
      .click();
    await desk.act('appeal');
    await desk.page.locator('#field-receivedDate').waitFor();
    await desk.note('register:origin.visit', { number: visit });
    expect(await desk.page.locator('#field-subject').inputValue()).toBe('Yoʻl chirogʻi yonmayapti');
    await save();
    const appeal = await savedNumber();
    expect(appeal).toMatch(/^M-\d+-1\/\d+$/);
    // Shown both ways.
    await desk.openPaper('reception', 'Yoʻl chirogʻi yonmayapti');
    await desk.paper.getByRole('link', { name: appeal }).waitFor();
    await desk.openPaper('appeals', 'Yoʻl chirogʻi yonmayapti');
    await desk.paper.getByRole('link', { name: visit }).waitFor();
  });

  it('corrects a registered paper by a new entry; both stand in the journal and name each other', async () => {
    await desk.openPaper('internal', 'Ombor hisobi haqida');
    const old = (await desk.paper.getByRole('heading').first().innerText()).match(/I-\S+/)?.[0] ?? '';
    await desk.act('correct');
    await desk.note('register:origin.corrects', { number: old });
    await desk.page.locator('#field-subject').fill('Ombor hisobi haqida (tuzatilgan)');
    await save();
    const fresh = await savedNumber();
    expect(fresh).not.toBe(old);
    await desk.openPaper('internal', 'Ombor hisobi haqida (tuzatilgan)');
    await desk.paper.getByRole('link', { name: old, exact: true }).click();
    await desk.paper.getByRole('link', { name: fresh, exact: true }).waitFor();
  });

  it('numbers what the office writes at its signing: a certificate and a decision', async () => {
    await desk.handTo(stack.chair);
    for (const [journal, prefix, subject] of [
      ['certificates', 'MN', 'Oila tarkibi haqida'],
      ['decisions', 'QR', 'Hashar kunini belgilash haqida'],
    ] as const) {
      await desk.goTo(`/register/${journal}`);
      if (journal === 'certificates') {
        await desk.page.getByRole('radio', { name: desk.t('register:whose.organisation'), exact: true }).check();
        await desk.page.locator('#field-organisation').fill('Talab qilingan joyga');
      }
      await desk.page.locator('#field-subject').fill(subject);
      await desk.page.locator('#field-text').fill('Matn.');
      await save();
      await desk.heading('register:saved.draft').waitFor();
      await desk.openPaper(journal, subject);
      await desk.act('submit');
      await desk.state('awaiting_approval');
      await desk.signOff(stack.chair);
      await desk.state('signed');
      // The word of the last signing may still be in sight: the paper itself says its number.
      expect(await desk.paper.getByRole('heading').first().innerText()).toMatch(new RegExp(`${prefix}-\\d+-1/1$`));
    }
  });

  it('explains a number whose paper is given up', async () => {
    await desk.handTo(stack.secretary);
    // Between the number and the paper the disk fails: the number is kept with the form.
    await desk.goTo('/register/internal');
    await desk.page.locator('#field-subject').fill('Saqlanmay qolgan xat');
    await desk.page.evaluate(() => {
      const { put, add } = IDBObjectStore.prototype;
      const page = window as unknown as { mend?: () => void };
      let left = 1;
      const fail = (real: typeof put) =>
        function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
          if (this.transaction.db.name.includes('journal') && left-- <= 0)
            throw new DOMException('injected', 'QuotaExceededError');
          return real.apply(this, args);
        };
      IDBObjectStore.prototype.put = fail(put);
      IDBObjectStore.prototype.add = fail(add);
      page.mend = () => Object.assign(IDBObjectStore.prototype, { put, add });
    });
    await save();
    await desk.page.waitForTimeout(1_000);
    await desk.page.evaluate(() => (window as unknown as { mend: () => void }).mend());
    const kept = await desk.page.locator('#field-subject').isVisible();
    if (kept) {
      await desk.button('common:draft.discard').click();
      await until('an empty form', async () => (await desk.page.locator('#field-subject').inputValue()) === '');
    }
    await desk.goTo(`/books/internal/${year}`);
    await desk
      .heading('books:title')
      .or(desk.page.getByRole('heading', { level: 1 }))
      .first()
      .waitFor();
    await album.take('numbers');
    const text = await desk.main.innerText();
    expect(text).not.toContain(desk.t('books:cause.unexplained'));
  });

  it('shows the journal as a book: opening page, head rows, closing page, and prints all of it', async () => {
    await desk.goTo(`/books/appeals/${year}`);
    await desk.page.getByText(desk.t('books:pages.title'), { exact: true }).click();
    await desk.button('books:pages.next').waitFor();
    await album.take('book-opening');
    await desk.button('books:pages.next').click();
    await album.take('book-page');
    const printed = await desk.page.evaluate(() => {
      const pages = [...document.querySelectorAll('[data-print] [data-page]')];
      return {
        pages: pages.length,
        heads: pages.filter((page) => page.querySelector('thead')).length,
        rows: pages.reduce((sum, page) => sum + page.querySelectorAll('tbody tr').length, 0),
      };
    });
    expect(printed.pages).toBeGreaterThan(3);
    expect(printed.heads).toBe(printed.pages - 3);
    const pdf = await desk.page.pdf({ preferCSSPageSize: true, printBackground: true });
    const text = pdf.toString('latin1');
    const sheets = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(sheets).toBe(printed.pages);
    // Landscape A4, in points.
    expect(text).toMatch(/\/MediaBox\s*\[0 0 84[12](\.\d+)? 59[456]/);
    await desk.page.keyboard.press('PageDown');
  });

  it('keeps the nomenclature, files a paper, prints the list of its volume', async () => {
    await desk.goTo('/archive');
    await desk.button('archive:file.add').first().click();
    await desk.dialog.getByLabel(desk.t('archive:column.index')).fill('01-05');
    await desk.dialog.getByLabel(desk.t('archive:column.title')).fill('Ichki hujjatlar');
    await desk.dialog.getByLabel(desk.t('archive:file.years')).fill('5');
    await desk.dialog.getByLabel(desk.t('archive:file.source')).fill('Saqlash muddatlari roʻyxati, 12-band');
    await album.take('archive-file');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('archive:file.saved');
    await desk.openPaper('internal', 'Ombor hisobi haqida (tuzatilgan)');
    await desk.act('file');
    await desk.dialog.getByRole('combobox', { name: desk.t('paper:file.file') }).click();
    await desk.page.getByRole('option', { name: '01-05 Ichki hujjatlar' }).click();
    await desk.dialog.getByLabel(desk.t('paper:file.sheets')).fill('3');
    await desk.dialog.getByText(desk.t('paper:file.begins', { year, volume: 1 })).waitFor();
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('paper:done.file');
    await desk.goTo('/archive');
    await desk.page.getByText(desk.t('archive:sheetsOf', { n: 3, max: 250 })).waitFor();
    await album.take('archive');
    await desk.page.getByRole('link', { name: desk.t('archive:volumeOf', { year, volume: 1 }) }).click();
    await desk.page.getByRole('cell', { name: /tuzatilgan/ }).waitFor();
    await album.take('archive-volume');
    expect(await desk.main.getByRole('row').count()).toBe(2);
    await desk.synced();
  });

  it('closes the year: what is unfinished is listed, the old year gives no number, the new one begins at 1', async () => {
    await context.setOffline(true);
    await desk.handTo(stack.chair);
    await desk.goTo(`/books/internal/${year}`);
    expect(await desk.button('books:close.title').isDisabled()).toBe(true);
    await desk.page.clock.setFixedTime(`${year + 1}-01-05T06:00:00Z`);
    await desk.goTo('/today');
    await desk.goTo(`/books/appeals/${year}`);
    await desk.button('books:close.title').click();
    await desk.dialog.getByText(desk.t('books:close.goOn')).waitFor();
    await album.take('close-year');
    await desk.page.keyboard.press('Escape');
    await desk.goTo(`/books/internal/${year}`);
    await desk.button('books:close.title').click();
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('books:close.done', { year });
    // A clock that goes back gives no number of the closed year.
    await desk.page.clock.setFixedTime(`${year}-12-30T06:00:00Z`);
    await desk.goTo('/today');
    await desk.goTo('/register/internal');
    await desk.page.locator('#field-subject').fill('Yangi yil xati');
    await save();
    await desk.note('errors:book_closed');
    await desk.page.clock.setFixedTime(`${year + 1}-01-05T06:00:00Z`);
    await save();
    expect(await savedNumber()).toMatch(/^I-\d+-1\/1$/);
  });

  it('destroys a file whose term is over, by an act that the chair signs; never a held one', async () => {
    await desk.page.clock.setFixedTime(`${year + 6}-01-05T06:00:00Z`);
    await desk.goTo('/archive');
    await desk.page.getByRole('link', { name: desk.t('archive:volumeOf', { year, volume: 1 }) }).click();
    await desk.button('archive:act.hold').click();
    await desk.dialog.getByLabel(desk.t('archive:holdWhy')).fill('Sudda koʻrilmoqda');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('archive:done.held');
    await desk.goTo('/archive/destruction');
    await desk.page.getByText(desk.t('errors:volume_held')).waitFor();
    expect(await desk.main.getByRole('checkbox').isDisabled()).toBe(true);
    await desk.goTo('/archive');
    await desk.page.getByRole('link', { name: desk.t('archive:volumeOf', { year, volume: 1 }) }).click();
    await desk.button('archive:act.release').click();
    await desk.note('archive:done.released');
    await desk.goTo('/archive/destruction');
    await desk.main.getByRole('checkbox').check();
    await album.take('destruction');
    await desk
      .button('archive:destruction.draft')
      .or(desk.page.getByRole('button', { name: desk.t('archive:destruction.draft', { n: 1 }) }))
      .click();
    await desk.paper.getByText('01-05 Ichki hujjatlar').waitFor();
    await desk.act('submit');
    await desk.state('awaiting_approval');
    await desk.signOff(stack.chair);
    await desk.state('signed');
    await desk.goTo('/archive/destruction');
    await desk.page.getByRole('button', { name: desk.t('archive:destruction.mark', { n: 1 }) }).click();
    await desk.note('archive:destruction.done', { n: 1 });
    await desk.page.getByText(desk.t('archive:destruction.marked', { n: 1 })).waitFor();
  });

  it('all of it reaches the server and is taken there by the same rules', async () => {
    await desk.page.close();
    await context.setOffline(false);
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    await desk.unlock(stack.chair);
    await desk.synced();
    expect(await desk.sign()).not.toContain(desk.t('exchange:sign.refused_one', { count: 1 }));
    await desk.goTo('/archive');
    await desk.page.getByText(/Yoʻq qilingan/).waitFor();
    expect(album.faults).toEqual([]);
    expect(errors).toEqual([]);
  });
});
