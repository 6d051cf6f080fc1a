import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOfMoment, formatDay } from '#shared/domain/language/dates.ts';
import { CHROMIUM_ARGS, findChromium } from '../support/chromium.ts';
import { type Desktop, type DesktopOptions, findElectron, openDesktop, startSecond } from '../support/electron.ts';
import { createConsole, createDesk, type Desk, until } from '../support/job.ts';
import { resident, wrongPinfl } from '../support/residents.ts';
import { type Stack, startStack } from '../support/stack.ts';

const electron = findElectron();
if ('why' in electron) process.stdout.write(`The desktop program is not tested: ${electron.why}.\n`);

const SUBJECT = 'Koʻcha chiroqlari yonmayotgani haqida';
const HALF = 'Yarim yozilgan murojaat';
const FROM_MINISTRY = 'Yoshlar bandligi haqida maʼlumot bering';
const person = resident();
const today = dayOfMoment(Date.now());

describe.skipIf('why' in electron)('the job of an office, in Electron', { concurrent: false }, () => {
  let stack: Stack;
  let userData: string;
  let saveFolder: string;
  let options: DesktopOptions;
  let desktop: Desktop;
  let desk: Desk;
  let portal: Server;
  const heard: string[] = [];
  const saved: string[] = [];

  const open = async () => {
    desktop = await openDesktop(options);
    desk = createDesk(desktop.page);
  };
  const kill = async () => {
    heard.push(...desktop.heard);
    await desktop.kill();
  };
  const countOf = async (subject: string) => {
    const find = desk.main.getByPlaceholder(desk.t('journals:find'));
    const rows = desk.main.getByRole('row').filter({ hasText: subject });
    await desk.goTo('/papers/appeals');
    // From nothing to what is looked for: rows of an earlier look can't be taken for it.
    await find.fill('qqqqq');
    await desk.note('journals:nothingFits');
    await find.fill(subject);
    await rows
      .first()
      .waitFor({ timeout: 10_000 })
      .catch(() => undefined);
    await desk.page.waitForTimeout(300);
    return rows.count();
  };

  beforeAll(async () => {
    stack = await startStack();
    userData = await mkdtemp(join(tmpdir(), 'mahalla-desktop-'));
    saveFolder = await mkdtemp(join(tmpdir(), 'mahalla-saved-'));
    options = { path: 'path' in electron ? electron.path : '', userData, saveFolder };
    portal = createServer((request, response) => {
      if (request.url?.startsWith('/api/')) response.writeHead(302, { location: '/login' }).end();
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our hotel</h1>');
    });
    await new Promise<void>((done) => portal.listen(0, '127.0.0.1', done));
    await open();
  });
  afterAll(async () => {
    await desktop?.kill();
    portal?.close();
    await stack?.stop();
    for (const folder of [userData, saveFolder])
      if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('the window is sandboxed: no Node, no foreign pages, no network of its own, a neutral title', async () => {
    const facts = await desktop.page.evaluate(async (url) => {
      const tried = async (work: () => unknown) => {
        try {
          return (await work()) ?? null;
        } catch {
          return 'refused';
        }
      };
      return {
        origin: location.origin,
        node: [
          typeof (globalThis as Record<string, unknown>).require,
          typeof (globalThis as Record<string, unknown>).process,
          typeof (globalThis as Record<string, unknown>).module,
        ],
        code: await tried(() => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.head.append(script);
          return (window as { ran?: boolean }).ran === true ? 'ran' : 'refused';
        }),
        network: await tried(() => fetch(`${url}/api/v1/hello`).then((answer) => answer.status)),
        window: await tried(() => window.open('https://example.org')),
        camera: await tried(() => navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'given')),
      };
    }, stack.url);
    expect(facts.origin).toBe('app://mahalla');
    expect(facts.node).toEqual(['undefined', 'undefined', 'undefined']);
    expect(facts.code).toBe('refused');
    expect(facts.network).toBe('refused');
    expect(facts.window).toBe(null);
    expect(facts.camera).toBe('refused');
    const main = await desktop.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const contents = window?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
        getURL(): string;
      };
      const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences();
      return {
        sandbox,
        contextIsolation,
        nodeIntegration,
        webviewTag,
        title: window?.getTitle(),
        url: contents.getURL(),
      };
    });
    expect(main).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, title: 'Mahalla' });
    expect(main.webviewTag).not.toBe(true);
    expect(main.url).toContain('app://mahalla/');
    // Those rules were broken on purpose.
    desktop.forget();
  });

  it('first run: a captive portal is told from a server, then the laptop is enrolled', async () => {
    await desk.chooseLanguage('uz-Latn');
    await desk.nextStep();
    const { port } = portal.address() as { port: number };
    await desk.enterServer(`http://127.0.0.1:${port}`);
    await desk.alert.getByText(desk.t('errors:server_not_mahalla')).waitFor();
    await desk.enterServer('http://127.0.0.1:9');
    await desk.alert.getByText(desk.t('first-run:server.notReached')).waitFor();
    await desk.enterServer(stack.url);
    await desk.enterCode(await stack.code(), 'Kotib noutbuki');
    await desk.page.getByText(desk.t('first-run:done.title')).waitFor();
    await desk.nextStep();
    await desk.signIn(stack.chair);
    await desk.synced();
    await desk.lock();
    await desk.signIn(stack.secretary);
    await desk.synced();
    expect(await desk.waiting()).toBe(0);
  });

  it('a second instance ends and brings the first one forward', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0] as unknown as { focus(): void; brought: number };
      const { focus } = window;
      window.brought = 0;
      window.focus = () => {
        window.brought += 1;
        focus.call(window);
      };
    });
    const second = await startSecond(options);
    expect(second.code).toBe(0);
    expect(second.out).toContain('already running');
    await until('the first window to come forward', () =>
      desktop.app.evaluate(
        ({ BrowserWindow }) => (BrowserWindow.getAllWindows()[0] as unknown as { brought: number }).brought > 0,
      ),
    );
    expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('I1: the server is gone, the program is killed in the midst of saving; what was acknowledged is there, once', async () => {
    await stack.kill();
    await desk.offline();
    for (const [n, delay] of [0, 15, 60, 400].entries()) {
      const subject = `${SUBJECT} ${n + 1}`;
      await desk.openRegister();
      // A form that was saved just before the kill is found to be saved, and begins anew.
      await desk.page.waitForTimeout(1_500);
      if ((await desk.page.locator('#field-subject').inputValue()) === '') {
        await desk.page.locator('#field-pinfl').fill(n === 0 ? wrongPinfl(person.pinfl) : person.pinfl);
        if (n === 0) {
          await desk.page.locator('#field-pinfl').blur();
          await desk.page.getByText(desk.t('errors:pinfl_check_digit')).first().waitFor();
          await desk.page.locator('#field-pinfl').fill(person.pinfl);
        }
        await desk.button('register:duplicate.this').first().click();
      }
      await desk.page.locator('#field-subject').fill(subject);
      await desk.page.locator('#field-text').fill('Uch kundan beri qorongʻi.');
      await desk.kept();
      const acknowledged = desk.page.getByText(desk.t('register:saved.onDisk'));
      await desk.page.locator('#field-text').press('Control+Enter', { noWaitAfter: true });
      await new Promise((done) => setTimeout(done, delay));
      const told = delay > 300 ? await acknowledged.waitFor().then(() => true) : await acknowledged.isVisible();
      await kill();
      await open();
      await desk.unlock(stack.secretary);
      const found = await countOf(subject);
      expect(found).toBeLessThanOrEqual(1);
      if (told) expect(found).toBe(1);
      if (found === 1) {
        saved.push(subject);
        continue;
      }
      // Never acknowledged and not on disk: the form is there as it was.
      await desk.openRegister();
      await desk.note('common:draft.restored');
      expect(await desk.page.locator('#field-subject').inputValue()).toBe(subject);
    }
    expect(saved.length).toBeGreaterThan(0);
    for (const subject of saved) expect(await countOf(subject)).toBe(1);
    expect(await desk.waiting()).toBeGreaterThan(0);
  });

  it('a form left half-filled by a kill is there after the next unlock, offline', async () => {
    await desk.openRegister();
    if (await desk.button('common:draft.discard').isVisible()) await desk.button('common:draft.discard').click();
    await desk.page.locator('#field-subject').fill(HALF);
    await desk.kept();
    await kill();
    await open();
    await desk.unlock(stack.secretary);
    await desk.offline();
    await desk.openRegister();
    await desk.note('common:draft.restored');
    expect(await desk.page.locator('#field-subject').inputValue()).toBe(HALF);
    await desk.button('common:draft.discard').click();
  });

  it('offline, the appeal goes its whole way: resolution, draft, return, approval, signature, PDF, dispatch, closing', async () => {
    const subject = saved.at(-1) ?? '';
    await desk.handTo(stack.chair);
    await desk.openPaper('appeals', subject);
    await desk.resolve(stack.secretary, formatDay(addDays(today, 7)), 'Joyiga chiqib oʻrganing, javob tayyorlang.');
    await desk.handTo(stack.secretary);
    await desk.openPaper('appeals', subject);
    await desk.answer('Murojaatga javob');
    await desk.editor.subject.fill(`Javob: ${subject}`);
    await desk.submit();
    await desk.handTo(stack.chair);
    await desk.openPaper('outgoing', `Javob: ${subject}`);
    await desk.returnWith('Chiroqlar sonini yozing.');
    await desk.handTo(stack.secretary);
    await desk.openPaper('outgoing', `Javob: ${subject}`);
    await desk.act('edit');
    await desk.editor.text.fill(`${await desk.editor.text.inputValue()}\n\nToʻqqizta chiroq almashtirildi.`);
    await desk.submit();
    await desk.handTo(stack.chair);
    await desk.openPaper('outgoing', `Javob: ${subject}`);
    await desk.approve();
    await desk.signOff(stack.chair);
    await desk.note('paper:signature.valid');
    await desk.act('dispatch');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.state('sent');
    await desk.page.keyboard.press('Escape');
    await desk.openPaper('outgoing', `Javob: ${subject}`);
    await desk.page
      .getByRole('article')
      .getByRole('button', { name: desk.t('common:action.more'), exact: true })
      .click();
    await desk.page.getByRole('menuitem', { name: desk.t('common:action.print'), exact: true }).click();
    await desk.button('print:pdf').click();
    await desk.note('print:pdfSaved');
    const [file = ''] = await readdir(saveFolder);
    expect(file).toMatch(/\.pdf$/);
    expect((await readFile(join(saveFolder, file))).subarray(0, 5).toString()).toBe('%PDF-');
    await desk.openPaper('appeals', subject);
    await desk.close();
  });

  it('killed once more with a full queue; the server comes back, everything arrives, nothing is refused', async () => {
    const before = await desk.waiting();
    expect(before).toBeGreaterThan(8);
    await kill();
    await open();
    await desk.unlock(stack.secretary);
    await desk.offline();
    expect(await desk.waiting()).toBe(before);
    await stack.start();
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await desk.note('exchange:refused.none');
    for (const subject of saved) expect(await countOf(subject)).toBe(1);
  });

  it('the ministry sees the papers and the signature; its own paper is received, opened and answered', async () => {
    const browser: Browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
    try {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
      const ministry = createConsole(await context.newPage(), stack.url);
      await ministry.signIn(stack.officer);
      await ministry.openPaper(`Javob: ${saved.at(-1)}`);
      await ministry.page.getByText(ministry.t('console:signature.genuine'), { exact: true }).waitFor();
      await ministry.page.getByText(ministry.t('console:signature.serverValid')).waitFor();
      await ministry.sendToAll(FROM_MINISTRY, 'Roʻyxat bilan yuboring.', stack.demo.codes.length);
      await desk.goTo('/exchange');
      await desk.button('exchange:tryNow').click();
      await desk.openPaper('incoming', FROM_MINISTRY);
      await desk.registerDelivered();
      await desk.answer('Topshiriq ijrosi haqida maʼlumot');
      await desk.editor.subject.fill(`Maʼlumot: ${FROM_MINISTRY}`);
      await desk.submit();
      await desk.handTo(stack.chair);
      await desk.openPaper('outgoing', `Maʼlumot: ${FROM_MINISTRY}`);
      await desk.signOff(stack.chair);
      await desk.dispatch();
      await desk.synced();
      await until('the answer in the console', async () => {
        await ministry.goTo('/sent');
        await ministry.page.getByRole('row').filter({ hasText: FROM_MINISTRY }).first().click();
        return (await ministry.receipt(stack.office.name)).includes(ministry.t('console:receipt.answered'));
      });
    } finally {
      await browser.close();
    }
    const audit = await stack.admin<{ ok: boolean }>('audit', 'verify');
    expect(audit.ok).toBe(true);
  });

  it('no page broke a rule of its content security policy, and the title never named anybody', async () => {
    heard.push(...desktop.heard);
    expect(heard.filter((line) => /content security policy|uncaught|TypeError|ReferenceError/i.test(line))).toEqual([]);
    // Another site can't be gone to, from within either; and the title stays neutral.
    await desktop.page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    const shown = await desktop.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return { title: window?.getTitle(), url: window?.webContents.getURL() };
    });
    expect(shown.title).toBe('Mahalla');
    expect(shown.url).toContain('app://mahalla/');
  });
});
