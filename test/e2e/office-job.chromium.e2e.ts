import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOfMoment, formatDay } from '#shared/domain/language/dates.ts';
import { CHROMIUM_ARGS, findChromium, openProfile } from '../support/chromium.ts';
import { createConsole, createDesk, type Desk, type Ministry, until } from '../support/job.ts';
import { resident, wrongPinfl } from '../support/residents.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { LANGUAGE_NAMES, LANGUAGES, wordsOf } from '../support/words.ts';

const SUBJECT = 'Ichimlik suvi quvuri yorilgani haqida';
const TEXT = 'Koʻchamizda quvur uch kundan beri oqyapti.';
const FROM_MINISTRY = 'Qish mavsumiga tayyorgarlik haqida maʼlumot bering';
const person = resident();
const today = dayOfMoment(Date.now());

// One thread from the first run to the answer that the ministry sees; each step stands on the one before it.
describe('the job of an office, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let profile: string;
  let context: BrowserContext;
  let desk: Desk;
  let ministryBrowser: Browser;
  let ministry: Ministry;
  let code: string;
  const violations: string[] = [];

  const watch = (of: BrowserContext) =>
    of.on('page', (page) => {
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) violations.push(message.text());
      });
      page.on('pageerror', (error) => violations.push(String(error)));
    });
  const newPage = async () => {
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    return createDesk(page);
  };

  beforeAll(async () => {
    stack = await startStack();
    code = stack.demo.codes[0]?.code ?? '';
    profile = await mkdtemp(join(tmpdir(), 'mahalla-profile-'));
    ({ context } = await openProfile({ profile }));
    watch(context);
    desk = await newPage();
    ministryBrowser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
    const ministryContext = await ministryBrowser.newContext({ viewport: { width: 1366, height: 768 } });
    watch(ministryContext);
    ministry = createConsole(await ministryContext.newPage(), stack.url);
  });
  afterAll(async () => {
    await ministryBrowser?.close();
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('first run: four languages, the server found, a wrong code explained, the right one taken', async () => {
    await desk.page.getByRole('radio', { name: LANGUAGE_NAMES['uz-Latn'], exact: true }).waitFor();
    for (const language of ['en', 'ru', 'uz-Cyrl', 'uz-Latn'] as const) await desk.chooseLanguage(language);
    await desk.nextStep();
    await desk.enterServer(stack.url);
    await desk.enterCode('AAAA-AAAA');
    await desk.alert.getByText(desk.t('errors:code_wrong')).waitFor();
    await desk.enterCode(code);
    await desk.page.getByText(desk.t('first-run:done.title')).waitFor();
    expect(await desk.page.getByRole('status').innerText()).toContain(stack.office.name);
    await desk.nextStep();
  });

  it('both people sign in once over the network, and the first exchange brings the office’s papers', async () => {
    await desk.signIn(stack.chair);
    await desk.synced();
    await desk.lock();
    await desk.signIn(stack.secretary);
    await desk.synced();
    await desk.goTo('/papers/appeals');
    await desk.main.getByRole('row').nth(5).waitFor();
    expect(await desk.waiting()).toBe(0);
  });

  it('registering by keyboard alone: a wrong PINFL is explained, a known person offered', async () => {
    await desk.openRegister();
    await desk.tabTo('field-pinfl');
    await desk.type(wrongPinfl(person.pinfl));
    await desk.page.keyboard.press('Enter');
    await desk.page.getByText(desk.t('errors:pinfl_check_digit')).first().waitFor();
    await desk.page.keyboard.press('Shift+Tab');
    expect(await desk.page.evaluate(() => document.activeElement?.id)).toBe('field-pinfl');
    await desk.page.keyboard.press('Control+a');
    await desk.type(person.pinfl);
    await desk.page.getByText(desk.t('errors:pinfl_check_digit')).first().waitFor({ state: 'detached' });
    const offered = desk.page.getByRole('region', { name: desk.t('register:duplicate.title') });
    await offered.getByText(person.givenName).first().waitFor();
    await desk.tabToButton(desk.t('register:duplicate.this'));
    await desk.page.keyboard.press('Enter');
    await desk.page.getByText(desk.t('register:from.known')).first().waitFor();
    await desk.tabTo('field-subject');
    await desk.type(SUBJECT);
  });

  it('a half-filled form outlives a crash of the page', async () => {
    await desk.kept();
    const session = await context.newCDPSession(desk.page);
    const crashed = desk.page.waitForEvent('crash');
    void session.send('Page.crash').catch(() => undefined);
    await crashed;
    const old = desk.page;
    desk = await newPage();
    await old.close();
    await desk.unlock(stack.secretary);
    await desk.openRegister();
    await desk.note('common:draft.restored');
    expect(await desk.page.locator('#field-subject').inputValue()).toBe(SUBJECT);
    await desk.page.getByText(person.givenName).first().waitFor();
  });

  it('the network goes: the sign says so, and the appeal is registered by keyboard all the same', async () => {
    await context.setOffline(true);
    await desk.offline();
    expect(await desk.waiting()).toBe(0);
    await desk.tabTo('field-text');
    await desk.type(TEXT);
    await desk.page.keyboard.press('Control+Enter');
    await desk.note('register:saved.onDisk');
    await until('a waiting record', async () => (await desk.waiting()) > 0);
    expect(await desk.sign()).toContain(desk.t('exchange:sign.offline'));
  });

  it('offline, the chairperson resolves to an executor with a deadline', async () => {
    await desk.handTo(stack.chair);
    await desk.openPaper('appeals', SUBJECT);
    await desk.state('registered');
    await desk.resolve(stack.secretary, formatDay(addDays(today, 7)), 'Joyiga chiqib oʻrganing, javob tayyorlang.');
    expect(await desk.paper.innerText()).toContain(stack.secretary.name);
  });

  it('offline, the secretary drafts an answer from a template and sends it for approval', async () => {
    await desk.handTo(stack.secretary);
    await desk.openPaper('appeals', SUBJECT);
    await desk.answer('Murojaatga javob');
    expect(await desk.editor.text.inputValue()).toContain(person.givenName);
    await desk.editor.subject.fill(`Javob: ${SUBJECT}`);
    await desk.submit();
  });

  it('offline, the chairperson returns it once with a comment, then approves and signs off', async () => {
    await desk.handTo(stack.chair);
    await desk.openPaper('outgoing', `Javob: ${SUBJECT}`);
    await desk.returnWith('Quvur qachon tuzatilganini yozing.');
    await desk.handTo(stack.secretary);
    await desk.openPaper('outgoing', `Javob: ${SUBJECT}`);
    await desk.page.getByText('Quvur qachon tuzatilganini yozing.').first().waitFor();
    await desk.act('edit');
    await desk.editor.text.fill(`${await desk.editor.text.inputValue()}\n\nQuvur bugun tuzatildi.`);
    await desk.submit();
    await desk.handTo(stack.chair);
    // In the queue, where a paper stands beside the others.
    await desk.goTo('/approvals');
    await desk.page
      .getByRole('navigation', { name: desk.t('approvals:queue') })
      .getByRole('button', { name: `Javob: ${SUBJECT}` })
      .click();
    await desk.paper.getByRole('heading', { name: `Javob: ${SUBJECT}` }).waitFor();
    await desk.approve();
    await desk.act('sign');
    await desk.dialog.getByRole('textbox', { name: desk.t('paper:sign.password') }).fill('boshqa parol');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.dialog.getByText(desk.t('errors:password_wrong')).waitFor();
    await desk.page.keyboard.press('Escape');
    await desk.dialog.waitFor({ state: 'detached' });
    await desk.state('approved');
    const number = await desk.signOff(stack.chair);
    expect(number).toMatch(/\d/);
    // The queue has gone on to the next paper.
    await desk.openPaper('outgoing', `Javob: ${SUBJECT}`);
    await desk.state('signed');
    await desk.note('paper:signature.valid');
  });

  it('offline, the secretary dispatches it, prints it and makes a PDF, and the chairperson closes the appeal', async () => {
    await desk.handTo(stack.secretary);
    await desk.openPaper('outgoing', `Javob: ${SUBJECT}`);
    await desk.dispatch();
    await desk.page
      .getByRole('article')
      .getByRole('button', { name: desk.t('common:action.more'), exact: true })
      .click();
    await desk.page.getByRole('menuitem', { name: desk.t('common:action.print'), exact: true }).click();
    await desk.heading('print:title').waitFor();
    const pdf = await desk.page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await desk.page.emulateMedia({ media: 'print' });
    const printed = desk.page.locator('[data-print]');
    expect(await printed.isVisible()).toBe(true);
    expect(await printed.innerText()).toContain('Quvur bugun tuzatildi.');
    expect(await printed.innerText()).toContain(stack.chair.name);
    expect(await desk.page.getByRole('navigation').first().isVisible()).toBe(false);
    await desk.page.emulateMedia({ media: null });
    await desk.handTo(stack.chair);
    await desk.openPaper('appeals', SUBJECT);
    await desk.close();
    expect(await desk.sign()).toContain(desk.t('exchange:sign.offline'));
    expect(await desk.waiting()).toBeGreaterThan(5);
  });

  it('the network returns: everything reaches the server, nothing is refused', async () => {
    await context.setOffline(false);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await desk.note('exchange:refused.none');
    expect(await desk.waiting()).toBe(0);
  });

  it('the ministry finds both papers in its console and verifies the signature', async () => {
    await ministry.signIn(stack.officer);
    await ministry.openPaper(`Javob: ${SUBJECT}`);
    await ministry.page.getByText(ministry.t('console:signature.genuine'), { exact: true }).waitFor();
    await ministry.page.getByText(ministry.t('console:signature.hereValid')).waitFor();
    await ministry.page.getByText(ministry.t('console:signature.serverValid')).waitFor();
    await ministry.page.getByText('Quvur bugun tuzatildi.').waitFor();
    await ministry.openPaper(SUBJECT);
    const audit = await stack.admin<{ ok: boolean }>('audit', 'verify');
    expect(audit.ok).toBe(true);
  });

  it('the ministry sends a paper to all three offices; this office gets it, opens it and answers', async () => {
    await ministry.sendToAll(FROM_MINISTRY, 'Har bir mahalla boʻyicha maʼlumot bering.', stack.demo.codes.length);
    expect(await ministry.receipt(stack.office.name)).toContain(ministry.t('console:receipt.sent'));
    await desk.handTo(stack.secretary);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.openPaper('incoming', FROM_MINISTRY);
    await desk.registerDelivered();
    await desk.answer('Topshiriq ijrosi haqida maʼlumot');
    await desk.editor.subject.fill(`Maʼlumot: ${FROM_MINISTRY}`);
    await desk.submit();
    await desk.handTo(stack.chair);
    await desk.openPaper('outgoing', `Maʼlumot: ${FROM_MINISTRY}`);
    await desk.approve();
    await desk.signOff(stack.chair);
    await desk.dispatch();
    await desk.synced();
  });

  it('the console shows who has received, opened and answered it', async () => {
    const answered = ministry.t('console:receipt.answered');
    await until('the answer in the console', async () => {
      await ministry.goTo('/sent');
      await ministry.page.getByRole('row').filter({ hasText: FROM_MINISTRY }).first().click();
      return (await ministry.receipt(stack.office.name)).includes(answered);
    });
    const others = stack.demo.codes.filter((one) => one.officeId !== stack.office.id);
    expect(others.length).toBe(2);
    for (const other of others) {
      expect(await ministry.receipt(other.office)).toContain(ministry.t('console:receipt.sent'));
    }
  });

  it('four languages can be switched in the settings', async () => {
    await desk.goTo('/settings');
    for (const language of LANGUAGES.toReversed()) {
      await desk.page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
      await desk.page.getByRole('heading', { name: wordsOf(language)('settings:language') }).waitFor();
      expect(await desk.page.evaluate(() => document.documentElement.lang)).toBe(language);
    }
  });

  it('no page broke a rule of its content security policy or failed aloud', () => {
    expect(violations).toEqual([]);
  });
});
