import { rm } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ARGS, findChromium, openProfile } from '../support/chromium.ts';
import { createConsole, createDesk, type Desk, type Ministry } from '../support/job.ts';
import { createAlbum, languagesToWalk } from '../support/pictures.ts';
import { papersOf, resident, residents } from '../support/residents.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { type Language, LANGUAGE_NAMES, wordsOf } from '../support/words.ts';

const VIEW = { viewport: { width: 1366, height: 768 } };
const FROM_MINISTRY = 'Bayramga tayyorgarlik haqida maʼlumot';
const languages = languagesToWalk();
const first = (journal: string, state: string) => papersOf(journal, state)[0] ?? '';

// Every screen in its states, in sight of 1366 by 768: a picture each to look at, and no fault that a machine can find.
describe('every screen', { concurrent: false }, () => {
  let stack: Stack;
  let context: BrowserContext;
  let profile: string;
  let desk: Desk;
  let browser: Browser;

  const client = async (of: BrowserContext) => {
    const page = await of.newPage();
    await page.goto(`${stack.url}/client/`);
    return createDesk(page);
  };
  const settings = async (language: Language) => {
    await desk.goTo('/settings');
    await desk.page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
    desk.heard(language);
    await desk.heading('settings:language').waitFor();
  };

  beforeAll(async () => {
    stack = await startStack();
    browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
    ({ context, profile } = await openProfile());
    desk = await client(context);
  });
  afterAll(async () => {
    await browser?.close();
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it.each(languages)('before the door, in %s', async (language) => {
    const of = await browser.newContext(VIEW);
    const door = await client(of);
    const album = createAlbum(door.page, 'client', language);
    await door.chooseLanguage(language);
    await album.take('first-run-language');
    await door.nextStep();
    await door.heading('first-run:server.title').waitFor();
    await album.take('first-run-server');
    await door.enterServer('bu manzil emas');
    await door.alert.getByText(door.t('errors:server_address_invalid')).waitFor();
    await album.take('first-run-server-wrong');
    await door.enterServer(stack.url);
    await door.heading('first-run:code.title').waitFor();
    await album.take('first-run-code');
    await door.enterCode('AAAAA-AAAAA');
    await door.alert.getByText(door.t('errors:code_wrong')).waitFor();
    await album.take('first-run-code-wrong');
    await door.enterCode(await stack.code());
    await door.page.getByText(door.t('first-run:done.title')).waitFor();
    await album.take('first-run-done');
    await door.nextStep();
    await door.page.getByRole('textbox', { name: door.t('sign-in:login') }).waitFor();
    await album.take('sign-in-first');
    await door.enterPassword('xato');
    await door.page.getByRole('textbox', { name: door.t('sign-in:login') }).fill('hech.kim');
    await door.button('sign-in:signIn').click();
    await door.alert.getByText(door.t('errors:login_wrong')).waitFor();
    await album.take('sign-in-wrong');
    // The first exchange is held: what she sees before there is anything.
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((done) => (letGo = done));
    await of.route('**/api/v1/sync/pull', async (route) => {
      await held;
      await route.continue();
    });
    await door.signIn(stack.secretary);
    await album.take('today-before-the-first-exchange');
    await door.goTo('/papers/appeals');
    await album.take('journal-empty');
    await door.goTo('/approvals');
    await album.take('approvals-not-yours');
    letGo();
    await door.synced();
    await door.lock();
    await door
      .heading('sign-in:locked.chosen')
      .or(door.page.getByText(door.t('sign-in:locked.chosen')))
      .first()
      .waitFor();
    await album.take('locked');
    await door.enterPassword('xato');
    await door.button('sign-in:unlock').click();
    await door.alert.getByText(door.t('errors:password_wrong')).waitFor();
    await album.take('locked-wrong-password');
    await of.close();
    expect(album.taken.length).toBe(13);
    expect(album.faults).toEqual([]);
  });

  it('an office is set up, with a conflict and a refused change in it', async () => {
    const console = await browser.newContext(VIEW);
    const ministry = createConsole(await console.newPage(), stack.url);
    await ministry.signIn(stack.officer);
    await ministry.sendToAll(FROM_MINISTRY, 'Reja va masʼullarni yozing.', stack.demo.codes.length);
    await console.close();
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.chair);
    await desk.synced();
    await desk.lock();
    await desk.signIn(stack.secretary);
    await desk.synced();
    const draft = async (subject: string) => {
      await desk.goTo('/today');
      await desk.heading('today:title').first().waitFor();
      await desk.goTo('/register/outgoing');
      await desk.page.locator('#field-organisation').fill('Tuman hokimligi');
      await desk.page.locator('#field-subject').fill(subject);
      await desk.page.locator('#field-text').fill('Birinchi matn');
      await desk.page.locator('#field-text').press('Control+Enter');
      await desk.heading('register:saved.draft').waitFor();
    };
    await draft('Koʻprik taʼmiri');
    await draft('Bogʻcha yoʻli');
    await desk.synced();
    const other = await browser.newContext(VIEW);
    const neighbour = await client(other);
    await neighbour.firstRun({ server: stack.url, code: await stack.code() });
    await neighbour.signIn(stack.chair);
    await neighbour.synced();
    await context.setOffline(true);
    await desk.offline();
    for (const subject of ['Koʻprik taʼmiri', 'Bogʻcha yoʻli']) {
      await desk.openPaper('outgoing', subject);
      await desk.act('edit');
      await desk.editor.text.fill('Kotib yozgan matn');
      await desk.page
        .getByText(desk.t('paper:edit.saved', { time: '' }).trim())
        .first()
        .waitFor();
    }
    await neighbour.openPaper('outgoing', 'Koʻprik taʼmiri');
    await neighbour.act('edit');
    await neighbour.editor.text.fill('Rais yozgan matn');
    await neighbour.page
      .getByText(neighbour.t('paper:edit.saved', { time: '' }).trim())
      .first()
      .waitFor();
    await neighbour.openPaper('outgoing', 'Bogʻcha yoʻli');
    await neighbour.act('remove');
    await neighbour.dialog.locator('button[type=submit]').click();
    await neighbour.note('paper:done.remove');
    await neighbour.synced();
    await other.close();
    await context.setOffline(false);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.page.getByText(desk.t('errors:doc_removed')).first().waitFor();
    await desk.goTo('/conflicts');
    await desk.page.getByText('Kotib yozgan matn').first().waitFor();
    await desk.page.getByText('Rais yozgan matn').first().waitFor();
    expect(await desk.page.getByText('Kotib yozgan matn').count()).toBeGreaterThan(0);
  });

  it.each(languages)('the office’s program, in %s', async (language) => {
    const album = createAlbum(desk.page, 'client', language);
    const { page } = desk;
    const table = () => desk.main.getByRole('row').nth(1).waitFor();
    const article = () => page.getByRole('article').getByRole('list').first().waitFor();
    const gone = () => desk.dialog.waitFor({ state: 'detached' });
    const dialogOf = async (name: string, step: string) => {
      await desk.act(step);
      await desk.dialog.locator('button[type=submit]').waitFor();
      await album.take(name);
      // The first press may only close a list of choices.
      await page.keyboard.press('Escape');
      if (await page.getByRole('listbox').count()) await page.getByRole('listbox').waitFor({ state: 'hidden' });
      if (await desk.dialog.isVisible()) await page.keyboard.press('Escape');
      await gone();
    };
    await settings(language);
    await album.take('settings');
    await desk.goTo('/today');
    await desk.note('today:refused.badge');
    await album.take('today-of-the-secretary');
    for (const journal of ['appeals', 'incoming', 'outgoing', 'internal']) {
      await desk.openJournal(journal);
      // What was looked for last is kept; here everything is to be seen.
      await desk.main.getByPlaceholder(desk.t('journals:find')).fill('');
      await table();
      await album.take(`journal-${journal}`);
    }
    await desk.main.getByPlaceholder(desk.t('journals:find')).fill('qqqqq');
    await desk.note('journals:nothingFits');
    await album.take('journal-nothing-fits');
    await desk.button('journals:everything').first().click();
    await desk.goTo(`/papers/appeals/${first('appeals', 'in_execution')}`);
    await article();
    await album.take('paper-beside');
    await desk.goTo(`/paper/${first('appeals', 'closed')}`);
    await article();
    await album.take('paper-closed');
    await desk.goTo(`/paper/${first('outgoing', 'sent')}`);
    await desk.note('paper:signature.valid');
    await album.take('paper-signed');
    await desk.goTo(`/print/${first('outgoing', 'sent')}`);
    await desk.heading('print:title').waitFor();
    await page.locator('[data-print]').waitFor({ state: 'attached' });
    await album.take('print');
    await desk.openPaper('incoming', FROM_MINISTRY);
    await article();
    await album.take('paper-from-the-ministry');
    await dialogOf('register-delivered', 'register');
    await desk.goTo(`/paper/${first('appeals', 'in_execution')}`);
    await article();
    await dialogOf('answer', 'answer');
    await desk.goTo(`/paper/${first('outgoing', 'signed')}`);
    await article();
    await dialogOf('dispatch', 'dispatch');
    await desk.goTo(`/paper/${first('outgoing', 'returned')}`);
    await article();
    await dialogOf('route', 'route');
    await desk.goTo('/verify');
    await desk.heading('verify-paper:title').waitFor();
    await album.take('verify-paper');
    for (const name of ['verify-file', 'sign-file']) {
      await desk.goTo(`/${name}`);
      await page.getByRole('heading', { level: 1, name: desk.t(`${name}:title`) }).waitFor();
      await album.take(name);
    }
    await desk.goTo(`/paper/${first('outgoing', 'returned')}/edit`);
    await desk.heading('paper:edit.title').waitFor();
    await album.take('editor-of-a-returned-draft');
    await desk.goTo('/paper/nothing');
    await desk.note('paper:gone.title');
    await album.take('paper-gone');
    for (const journal of ['appeals', 'incoming', 'outgoing', 'internal']) {
      await desk.goTo(`/register/${journal}`);
      await page.locator('#field-subject').waitFor();
      await album.take(`register-${journal}`);
    }
    await desk.goTo('/register/appeals');
    await page.locator('#field-pinfl').fill(resident().pinfl);
    await page.getByRole('region', { name: desk.t('register:duplicate.title') }).scrollIntoViewIfNeeded();
    await album.take('register-known-person');
    await page.locator('#field-pinfl').fill('123');
    await desk.button('register:save.appeals').click();
    await desk.alert.first().waitFor();
    await album.take('register-faults');
    await desk.button('common:draft.discard').click();
    await desk.goTo('/search');
    await desk.heading('search:title').waitFor();
    await album.take('search');
    const field = desk.main
      .getByRole('textbox')
      .or(desk.main.getByRole('searchbox'))
      .or(desk.main.getByRole('combobox'))
      .first();
    await field.fill(residents()[0]?.familyName ?? '');
    await page
      .getByText(desk.t('search:found', { n: '' }).trim())
      .first()
      .waitFor();
    await album.take('search-found');
    await field.fill('99999999999999');
    await desk.note('search:nothing');
    await album.take('search-nothing');
    await field.fill('');
    await desk.goTo('/exchange');
    await page.getByText(desk.t('errors:doc_removed')).first().waitFor();
    await album.take('exchange-refused');
    await desk.button('exchange:refused.dismiss').first().click();
    await desk.dialog.waitFor();
    await album.take('exchange-dismiss');
    await page.keyboard.press('Escape');
    await gone();
    await desk.goTo('/conflicts');
    await page.getByText('Kotib yozgan matn').first().waitFor();
    await album.take('conflicts');
    await desk.goTo('/nowhere');
    await album.take('no-such-place');
    await desk.goTo('/today');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(desk.t('common:palette.placeholder')).waitFor();
    await album.take('commands');
    await page.keyboard.press('Escape');
    await page.getByPlaceholder(desk.t('common:palette.placeholder')).waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await desk.dialog.waitFor();
    await album.take('keys');
    await page.keyboard.press('Escape');
    await gone();
    await context.setOffline(true);
    await desk.offline();
    await album.take('today-offline');
    await desk.goTo('/exchange');
    await desk.heading('exchange:title').waitFor();
    await album.take('exchange-offline');
    await desk.lock();
    await album.take('who-works');
    await desk.unlock(stack.chair);
    await desk.goTo('/today');
    await desk.heading('today:title').first().waitFor();
    await album.take('today-of-the-chair-offline');
    await desk.goTo('/approvals');
    await article();
    await album.take('approvals');
    await dialogOf('return', 'return');
    await dialogOf('sign', 'sign');
    await desk.goTo(`/paper/${first('appeals', 'registered')}`);
    await article();
    await dialogOf('resolve', 'resolve');
    await desk.goTo(`/paper/${first('appeals', 'in_execution')}`);
    await article();
    await dialogOf('close', 'close');
    await context.setOffline(false);
    await desk.lock();
    await desk.unlock(stack.secretary);
    expect(album.taken.length).toBeGreaterThan(40);
    expect(album.faults).toEqual([]);
  });

  it.each(languages)('the ministry’s console, in %s', async (language) => {
    const of = await browser.newContext(VIEW);
    const page = await of.newPage();
    const ministry: Ministry = createConsole(page, stack.url, language);
    const t = wordsOf(language);
    const album = createAlbum(page, 'console', language);
    await page.goto(`${stack.url}/console/`);
    await page.getByRole('button', { name: LANGUAGE_NAMES[language], exact: true }).click();
    await page.getByRole('heading', { name: t('console:signIn.title') }).waitFor();
    await album.take('sign-in');
    await page.getByRole('textbox', { name: t('sign-in:login') }).fill(stack.chair.login);
    await page.getByRole('textbox', { name: t('sign-in:password') }).fill('xato parol');
    await page.getByRole('button', { name: t('sign-in:signIn'), exact: true }).click();
    await page.getByRole('alert').getByText(t('errors:login_wrong')).waitFor();
    await album.take('sign-in-wrong');
    await ministry.signIn(stack.keeper);
    await page.getByRole('grid').waitFor();
    await album.take('offices');
    await ministry.goTo(`/offices/${stack.office.id}`);
    await page.getByRole('heading', { name: t('console:code.title') }).waitFor();
    for (const section of ['device.title', 'signer.title', 'certificate.title']) {
      await page
        .locator('section')
        .filter({ has: page.getByRole('heading', { name: t(`console:${section}`) }) })
        .last()
        .getByRole('table')
        .waitFor();
    }
    await album.take('office');
    for (const [button, name] of [
      ['signer.appoint', 'office-deputy'],
      ['signer.enterPinfl', 'office-pinfl'],
    ] as const) {
      await page
        .getByRole('button', { name: t(`console:${button}`) })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await album.take(name);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: t('console:code.issue'), exact: true }).click();
    await page.getByText(t('console:code.ready')).waitFor();
    await album.take('office-code');
    await page
      .getByRole('button', { name: t('console:device.revoke') })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await album.take('office-revoke');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await ministry.goTo('/papers');
    await page.getByRole('grid', { name: t('console:place.papers') }).waitFor();
    await album.take('papers');
    await page.getByPlaceholder(t('console:paper.find')).fill('qqqqq');
    await page.getByText(t('console:paper.none')).waitFor();
    await album.take('papers-none');
    await page.getByPlaceholder(t('console:paper.find')).fill('');
    await ministry.goTo(`/papers/${stack.office.id}/${first('outgoing', 'sent')}`);
    await page.getByText(t('console:signature.genuine'), { exact: true }).waitFor();
    await album.take('paper-signed');
    await ministry.goTo('/sent');
    await page.getByText(t('console:sent.noneHint')).or(page.getByRole('grid')).first().waitFor();
    await album.take('sent');
    await ministry.goTo('/sent/new');
    await page.locator('#send-subject').waitFor();
    await album.take('send');
    await page.getByRole('button', { name: t('console:send.next'), exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    await album.take('send-faults');
    await page.locator('#send-subject').fill('Qishki mavsumga tayyorgarlik');
    await page.locator('#send-text').fill('Har bir mahalla boʻyicha maʼlumot yuboring.');
    await page.locator('input[type=radio][value=all]').check();
    await page.getByRole('button', { name: t('console:send.next'), exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await album.take('send-confirm');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('console:send.confirm'), exact: true })
      .click();
    await page.getByRole('grid').waitFor();
    await album.take('receipts');
    await of.setOffline(true);
    await ministry.goTo(`/papers/${stack.office.id}/${first('appeals', 'closed')}`);
    await page.getByText(t('console:signIn.offline')).first().waitFor();
    await album.take('offline');
    await of.close();
    expect(album.taken.length).toBe(17);
    expect(album.faults).toEqual([]);
  });
});
