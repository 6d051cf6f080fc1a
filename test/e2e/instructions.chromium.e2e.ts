import { readFile, rm } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import readExcelFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOfMoment, formatDay } from '#shared/domain/language/dates.ts';
import { CHROMIUM_ARGS, findChromium, openProfile } from '../support/chromium.ts';
import { createConsole, createDesk, type Desk, type Ministry, until } from '../support/job.ts';
import { type Album, createAlbum, languagesToWalk } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { type Language, LANGUAGE_NAMES } from '../support/words.ts';

const SUBJECT = 'Qish mavsumiga tayyorgarlik';
const CORRECTED = 'Qishga tayyorgarlik, yangi muddat bilan';
/** One white dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const today = dayOfMoment(Date.now());

// From the ministry's form to its table, through an office without a line; a picture of each screen on the way.
describe('an instruction with a form', { concurrent: false }, () => {
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  let profile: string;
  let desk: Desk;
  let ministry: Ministry;
  let albums: { readonly client: Album; readonly console: Album };

  const speak = async (language: Language) => {
    const button = ministry.page.getByRole('button', { name: LANGUAGE_NAMES[language], exact: true });
    await button.click();
    await until('the language', async () => (await button.getAttribute('aria-pressed')) === 'true');
  };
  /** A picture of what stands in the console, in each language. */
  const inAll = async (name: string) => {
    for (const language of languagesToWalk().toReversed()) {
      await speak(language);
      await albums.console.take(`${name}-${language}`);
    }
  };

  beforeAll(async () => {
    stack = await startStack();
    browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
    const console = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true });
    ministry = createConsole(await console.newPage(), stack.url);
    ({ context, profile } = await openProfile());
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    albums = {
      client: createAlbum(page, 'client', 'uz-Latn'),
      console: createAlbum(ministry.page, 'console', 'uz-Latn'),
    };
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    for (const person of [stack.chair, stack.secretary]) {
      await desk.signIn(person);
      await desk.synced();
      await desk.lock();
    }
    await ministry.signIn(stack.officer);
  });
  afterAll(async () => {
    await browser?.close();
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  const button = (key: string) => ministry.page.getByRole('button', { name: ministry.t(key), exact: true });

  it('is written in the console: questions, limits, choices; what is wrong is told at its question', async () => {
    const { page, t } = ministry;
    await ministry.goTo('/sent/new');
    await page.locator('#send-subject').fill(SUBJECT);
    await page.locator('#send-text').fill('Har bir mahalla boʻyicha maʼlumot bering.');
    await page.locator('#send-due').fill(formatDay(addDays(today, 10)));
    const card = (n: number) => page.getByRole('group', { name: t('console:form.question', { n }) });
    for (const [at, [kind, label]] of [
      ['number', 'Uylar soni'],
      ['choice', 'Isitish turi'],
      ['date', 'Tekshirilgan kun'],
      ['yes_no', 'Reja tuzilganmi'],
    ].entries()) {
      await button('console:form.add').click();
      await page.locator(`#draft-q${at + 1}`).fill(label as string);
      await card(at + 1)
        .getByLabel(t('console:form.kind'))
        .selectOption(kind as string);
    }
    await card(1)
      .getByRole('textbox', { name: t('central:forms.max'), exact: true })
      .fill('500');
    await card(2)
      .getByRole('textbox', { name: t('central:forms.choices'), exact: true })
      .fill('Gaz');
    await page.locator('input[type=file]').setInputFiles([
      { name: 'jadval.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no PDF at all') },
      { name: 'namuna.png', mimeType: 'image/png', buffer: PNG },
    ]);
    await page.getByText('namuna.png').waitFor();
    await page.getByRole('alert').getByText('jadval.pdf').waitFor();
    await page.getByRole('radio', { name: t('console:send.toAll_other', { count: stack.demo.codes.length }) }).check();
    await button('console:send.next').click();
    await page.getByRole('alert').getByText(t('console:form.fault.choices_missing')).waitFor();
    await inAll('form-with-a-fault');
    await card(2)
      .getByRole('textbox', { name: t('central:forms.choices'), exact: true })
      .fill('Gaz\nKoʻmir\nElektr');
    await button('console:form.preview').click();
    await page.getByRole('radio', { name: 'Koʻmir' }).waitFor();
    await inAll('form-preview');
    await button('console:send.next').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('console:send.confirm'), exact: true })
      .click();
    await page.getByRole('heading', { name: SUBJECT }).waitFor();
    expect(await ministry.receipt(stack.office.name)).toContain(t('console:receipt.sent'));
    await page
      .getByRole('list', { name: t('console:send.files') })
      .getByText('namuna.png')
      .waitFor();
    expect(await page.getByText(t('console:send.fileMissing')).count()).toBe(0);
    await inAll('instruction-sent');
  });

  it('comes to the office, which loses its line and fills the form in all the same', async () => {
    await desk.unlock(stack.secretary);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.openPaper('incoming', SUBJECT);
    await desk.page.getByRole('article').getByText('Isitish turi').waitFor();
    await desk.page.getByRole('article').getByRole('button', { name: 'namuna.png', exact: true }).click();
    await desk.dialog
      .getByRole('img', { name: desk.t('files:view.page', { n: 1 }) })
      .last()
      .waitFor();
    await desk.page.keyboard.press('Escape');
    await desk.dialog.waitFor({ state: 'detached' });
    await albums.client.take('instruction');
    await desk.synced();
    await context.setOffline(true);
    await desk.offline();
    await desk.act('fill');
    await desk.heading('instructions:fill.title').waitFor();
    await desk.page.locator('#question-q1').fill('501');
    await desk.page.keyboard.press('Control+Enter');
    await desk.page.getByText(desk.t('instructions:fault.too_great', { max: '500' })).waitFor();
    await albums.client.take('form-with-faults');
    await desk.page.locator('#question-q1').fill('312');
    await desk.page.getByRole('radio', { name: 'Koʻmir' }).check();
    await desk.page.locator('#question-q3').fill(formatDay(today));
    await desk.page.getByRole('radio', { name: 'Ha', exact: true }).check();
    await desk.page.locator('#question-q3').blur();
    expect(await desk.sign()).toContain(desk.t('exchange:sign.offline'));
  });

  it('keeps what was filled in when the page is left, and goes for approval', async () => {
    await desk.goTo('/today');
    await desk.page.getByRole('heading', { level: 1, name: desk.t('today:title'), exact: true }).waitFor();
    await desk.openPaper('incoming', SUBJECT);
    await desk.state('registered');
    await desk.act('fill');
    await until('the answer to be there', async () => (await desk.page.locator('#question-q1').inputValue()) === '312');
    await albums.client.take('form-filled');
    await desk.page.keyboard.press('Control+Enter');
    await desk.note('paper:done.submit');
    await desk.state('awaiting_approval');
    await desk.page.getByRole('article').getByText('312').waitFor();
    await albums.client.take('answer-with-its-form');
    await desk.handTo(stack.chair);
    await desk.openPaper('outgoing', desk.t('instructions:fill.subject', { subject: SUBJECT }));
    await desk.approve();
    await desk.signOff(stack.chair);
    await desk.openPaper('outgoing', desk.t('instructions:fill.subject', { subject: SUBJECT }));
    await desk.state('signed');
    await context.setOffline(false);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    expect(await desk.waiting()).toBe(0);
  });

  it('stands answered in the console, its answers in one table and in a file', async () => {
    const { page, t } = ministry;
    await until('the answer in the console', async () => {
      await ministry.goTo('/sent');
      await page.getByRole('row').filter({ hasText: SUBJECT }).first().click();
      return (await ministry.receipt(stack.office.name)).includes(t('console:receipt.answered'));
    });
    await page.getByRole('link', { name: t('console:answers.open_one', { count: 1 }) }).click();
    const row = page.getByRole('row').filter({ hasText: stack.office.name });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/312[\s\S]*Koʻmir[\s\S]*Ha/);
    await inAll('answers');
    const [download] = await Promise.all([page.waitForEvent('download'), button('console:answers.download').click()]);
    const sheets = await readExcelFile(await readFile(await download.path()));
    expect(sheets[0]?.data.flat()).toContain(312);
  });

  it('is reminded of, corrected, and the corrected one withdrawn; the office is told each time', async () => {
    const { page, t } = ministry;
    await page.getByRole('link', { name: t('console:answers.back'), exact: true }).click();
    await button('console:remind.open').click();
    await page.getByRole('dialog').getByRole('textbox').fill('Muddat yaqin');
    await albums.console.take('remind');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('console:remind.confirm'), exact: true })
      .click();
    await page
      .getByText(t('console:remind.done_other', { count: stack.demo.codes.length - 1 }))
      .first()
      .waitFor();
    await page.getByRole('link', { name: t('console:correct.open'), exact: true }).click();
    await page.locator('#send-reason').fill('Savol qoʻshildi');
    await page.locator('#send-subject').fill(CORRECTED);
    await inAll('correct');
    await button('console:send.next').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('console:send.confirm'), exact: true })
      .click();
    await page.getByRole('heading', { name: CORRECTED }).waitFor();
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.openPaper('incoming', CORRECTED);
    await desk.handTo(stack.secretary);
    await desk.openPaper('incoming', CORRECTED);
    await desk.act('fill');
    // What was answered to the first one is taken over.
    await until('the earlier answer', async () => (await desk.page.locator('#question-q1').inputValue()) === '312');
    await button('console:withdraw.open').click();
    await page.getByRole('dialog').getByRole('textbox').fill('Kerak boʻlmay qoldi');
    await albums.console.take('withdraw');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('console:withdraw.confirm'), exact: true })
      .click();
    await page.getByText(t('console:withdraw.done')).first().waitFor();
    await inAll('withdrawn');
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.openPaper('incoming', CORRECTED);
    await desk.page.getByText(desk.t('instructions:recall.withdrawn')).first().waitFor();
    await albums.client.take('withdrawn');
    await desk.openPaper('incoming', SUBJECT);
    await desk.page.getByText(desk.t('instructions:recall.corrected')).first().waitFor();
    expect(await desk.page.getByText('Savol qoʻshildi').first().isVisible()).toBe(true);
  });

  it('has no fault that a machine can find in any of its pictures', () => {
    expect(albums.client.taken.length).toBe(5);
    expect([...albums.client.faults, ...albums.console.faults]).toEqual([]);
  });
});
