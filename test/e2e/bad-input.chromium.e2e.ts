import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#shared/sync/protocol.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { type Front, openFront, type Stack, startStack } from '../support/stack.ts';
import { type Language, LANGUAGE_NAMES, wordsOf } from '../support/words.ts';

// Every message is read in Uzbek and in a language more; each stands where the fault is, and nothing is lost by it.
const BOTH = ['uz-Latn', 'ru'] as const satisfies readonly Language[];
const THIRD = ['uz-Latn', 'uz-Cyrl'] as const satisfies readonly Language[];

describe('bad input and bad luck, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let front: Front;
  let profile: string;
  let context: BrowserContext;
  let desk: Desk;
  const profiles: string[] = [];

  const visit = async (of: BrowserContext) => {
    const page = await of.newPage();
    await page.goto(`${front.url}/client/`);
    return createDesk(page);
  };
  /** Reads a message that is in sight in each language of the row of languages. */
  const readIn = async (languages: readonly Language[], key: string) => {
    for (const language of languages.toReversed()) {
      await desk.speak(language);
      await desk.alert.getByText(wordsOf(language)(key)).waitFor();
    }
  };
  /** Opens a page of the program in each language in turn. */
  const inEach = async (languages: readonly Language[], read: (language: Language) => Promise<void>) => {
    for (const language of languages.toReversed()) {
      await desk.goTo('/settings');
      await desk.page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
      desk.heard(language);
      await read(language);
    }
  };

  beforeAll(async () => {
    stack = await startStack();
    front = await openFront(stack.url);
    ({ context, profile } = await openProfile());
    profiles.push(profile);
    desk = await visit(context);
  });
  afterAll(async () => {
    await context?.close();
    await front?.close();
    await stack?.stop();
    for (const folder of profiles) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('first run: an address that is none, a captive portal, a newer and an older server', async () => {
    const hello = (min: number, max: number) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        product: 'mahalla',
        serverId: 's',
        name: 'S',
        protocol: { min, max },
        epoch: 'e',
        time: Date.now(),
      }),
    });
    const faults = [
      ['server_address_invalid', 'not an address', null],
      [
        'server_not_mahalla',
        front.url,
        { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Wi-Fi</h1>' },
      ],
      ['server_not_mahalla', front.url, { status: 302, headers: { location: `${front.url}/client/` } }],
      ['server_not_mahalla', front.url, { status: 404, headers: { 'content-type': 'application/json' }, body: '{}' }],
      ['client_too_old', front.url, hello(PROTOCOL_VERSION + 1, PROTOCOL_VERSION + 2)],
      ['server_too_old', front.url, hello(0, PROTOCOL_VERSION - 1)],
    ] as const;
    for (const language of BOTH.toReversed()) {
      await desk.chooseLanguage(language);
      await desk.nextStep();
      for (const [code, address, answer] of faults) {
        front.rule = (path) => (path.startsWith('/api/') ? answer : null);
        await desk.enterServer(address);
        await desk.alert.getByText(desk.t(`errors:${code}`)).waitFor();
      }
      await desk.button('common:action.back').click();
    }
    front.rule = null;
    expect(await stack.admin<{ devices: unknown[] }>('device', 'list')).toEqual({ devices: [] });
  });

  it('first run: a wrong code, a used code, an expired code', async () => {
    const used = await stack.code();
    const expired = await stack.code();
    const other = await openProfile();
    profiles.push(other.profile);
    const neighbour = await visit(other.context);
    await neighbour.firstRun({ server: front.url, code: used });
    await other.context.close();
    await stack.sql(
      `update device_code set expires_at = now() - interval '1 minute' where used_at is null and office_id = '${stack.office.id}'`,
    );
    for (const language of THIRD.toReversed()) {
      await desk.chooseLanguage(language);
      await desk.nextStep();
      await desk.enterServer(front.url);
      for (const [code, key] of [
        ['AAAAA-AAAAA', 'code_wrong'],
        [used, 'code_expired'],
        [expired, 'code_expired'],
      ] as const) {
        await desk.enterCode(code);
        await desk.alert.getByText(desk.t(`errors:${key}`)).waitFor();
      }
      if (language === 'uz-Latn') break;
      await desk.button('common:action.back').click();
      await desk.button('common:action.back').click();
    }
    await desk.enterCode(await stack.code());
    await desk.page.getByText(desk.t('first-run:done.title')).waitFor();
    await desk.nextStep();
    // Each code that was taken made one laptop, and no other did.
    expect((await stack.admin<{ devices: unknown[] }>('device', 'list')).devices.length).toBe(2);
  });

  it('signing in: a wrong password is refused in words, many are slowed by the server', async () => {
    const login = desk.page.getByRole('textbox', { name: desk.t('sign-in:login'), exact: true });
    await login.fill(stack.specialist.login);
    await desk.enterPassword('notoʻgʻri parol');
    await desk.button('sign-in:signIn').click();
    await readIn(BOTH, 'errors:login_wrong');
    for (let n = 0; n < 6; n += 1) {
      await desk.enterPassword(`notoʻgʻri parol ${n}`);
      await desk.button('sign-in:signIn').click();
      await desk.refused();
    }
    await readIn(BOTH, 'errors:login_blocked');
    // Another person is not held up by it.
    await desk.signIn(stack.secretary);
    await desk.synced();
    expect(await desk.sign()).toContain(desk.t('exchange:sign.all'));
  });

  it('a second tab of the same client does not open the same replica', async () => {
    const first = desk;
    const second = await visit(context);
    desk = second;
    await second.choose(stack.secretary);
    await second.enterPassword(stack.secretary.password);
    await second.button('sign-in:unlock').click();
    await second.alert.getByText(second.t('errors:second_instance')).waitFor();
    await second.page.evaluate(() => localStorage.setItem('mahalla.language', 'en'));
    await second.page.reload();
    second.heard('en');
    await second.choose(stack.secretary);
    await second.enterPassword(stack.secretary.password);
    await second.button('sign-in:unlock').click();
    await second.alert.getByText(second.t('errors:second_instance')).waitFor();
    await second.page.evaluate(() => localStorage.setItem('mahalla.language', 'uz-Latn'));
    await second.page.close();
    desk = first;
    await desk.goTo('/papers/outgoing');
    await desk.main.getByRole('row').nth(2).waitFor();
    expect(context.pages()).not.toContain(second.page);
  });

  it('a full disk: the save is refused in words, what was typed stays, and is saved once there is room', async () => {
    // Chromium keeps its quota for half a minute at a time; the fault is put where its storage reports one.
    const setFull = (full: boolean) =>
      desk.page.evaluate((now) => {
        const scope = window as unknown as { full?: boolean };
        if (scope.full === undefined) {
          for (const name of ['put', 'add'] as const) {
            const write = IDBObjectStore.prototype[name];
            IDBObjectStore.prototype[name] = function (this: IDBObjectStore, ...args: Parameters<typeof write>) {
              if (scope.full) throw new DOMException('no room', 'QuotaExceededError');
              return write.apply(this, args);
            };
          }
        }
        scope.full = now;
      }, full);
    await inEach(BOTH, async (language) => {
      await desk.goTo('/register/internal');
      await desk.page.locator('#field-subject').fill('Diskda joy yoʻq');
      await desk.page.locator('#field-text').fill(`${language}: bu yozuv yoʻqolmasligi kerak. `.repeat(20));
      await desk.kept();
      await setFull(true);
      await desk.page.locator('#field-text').press('Control+Enter');
      await desk.page.getByText(wordsOf(language)('errors:disk_full')).first().waitFor();
      expect(await desk.page.locator('#field-subject').inputValue()).toBe('Diskda joy yoʻq');
      await setFull(false);
      await desk.page.keyboard.press('Escape');
      for (const close of await desk.page.locator('.mantine-Notification-closeButton').all()) await close.click();
    });
    await desk.goTo('/register/internal');
    await desk.page.locator('#field-text').press('Control+Enter');
    await desk.note('register:saved.onDisk');
    await desk.synced();
    await desk.goTo('/papers/internal');
    await desk.main.getByPlaceholder(desk.t('journals:find')).fill('Diskda joy');
    await until(
      'one such record, not two',
      async () => (await desk.main.getByRole('row').filter({ hasText: 'Diskda joy' }).count()) === 1,
    );
  });

  it('a server newer than the client stops the exchange, not the work; a portal in the midst does neither harm', async () => {
    front.rule = (path) =>
      path.startsWith('/api/v1/sync/')
        ? {
            status: 426,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ code: 'client_too_old', requestId: 'r' }),
          }
        : null;
    await desk.goTo('/register/internal');
    await desk.page.locator('#field-subject').fill('Eski dastur');
    await desk.page.locator('#field-text').press('Control+Enter');
    await desk.note('register:saved.onDisk');
    await inEach(BOTH, async (language) => {
      await desk.goTo('/exchange');
      await desk.button('exchange:tryNow').click();
      await desk.alert.getByText(wordsOf(language)('errors:client_too_old')).waitFor();
    });
    expect(await desk.waiting()).toBeGreaterThan(0);
    front.rule = (path) =>
      path.startsWith('/api/')
        ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Wi-Fi</h1>' }
        : null;
    await inEach(THIRD, async (language) => {
      await desk.goTo('/exchange');
      await desk.button('exchange:tryNow').click();
      await desk.page.getByText(wordsOf(language)('errors:server_not_mahalla')).first().waitFor();
    });
    expect(await desk.waiting()).toBeGreaterThan(0);
    front.rule = null;
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
  });

  it('an operation that the server refuses is shown with its reason and kept', async () => {
    const subject = 'Qoralama, ikki kishi bilgan';
    await desk.goTo('/register/outgoing');
    await desk.page.locator('#field-organisation').fill('Tuman hokimligi');
    await desk.page.locator('#field-subject').fill(subject);
    await desk.page.locator('#field-text').fill('Matn');
    await desk.page.locator('#field-text').press('Control+Enter');
    await desk.heading('register:saved.draft').waitFor();
    await desk.synced();
    const other = await openProfile();
    profiles.push(other.profile);
    const neighbour = await visit(other.context);
    await neighbour.firstRun({ server: front.url, code: await stack.code() });
    await neighbour.signIn(stack.chair);
    await neighbour.synced();
    // One changes the draft without a connection, the other throws it away.
    await context.setOffline(true);
    await desk.offline();
    await desk.openPaper('outgoing', subject);
    await desk.act('edit');
    await desk.editor.text.fill('Matn, oflayn tuzatilgan');
    await desk.page
      .getByText(desk.t('paper:edit.saved', { time: '' }).trim())
      .first()
      .waitFor();
    await neighbour.openPaper('outgoing', subject);
    await neighbour.act('remove');
    await neighbour.dialog.locator('button[type=submit]').click();
    await neighbour.note('paper:done.remove');
    await neighbour.synced();
    await other.context.close();
    await context.setOffline(false);
    await inEach(BOTH, async (language) => {
      await desk.goTo('/exchange');
      await desk.button('exchange:tryNow').click();
      await desk.page.getByText(wordsOf(language)('errors:doc_removed')).first().waitFor();
      await desk.page.getByText('Matn, oflayn tuzatilgan').first().waitFor();
    });
    await desk.goTo('/today');
    await desk.note('today:refused.badge');
    expect(await desk.sign()).toContain(desk.t('exchange:sign.refused_other', { count: 1 }));
  });

  it('ten wrong passwords lock the entry, ever more slowly, and never delete: an online sign-in opens it', async () => {
    await desk.page.close();
    const page = await context.newPage();
    // The waits are noted and shortened: a minute and a half of them is no test of anything.
    await page.addInitScript(() => {
      const { setTimeout: wait } = window;
      const noted: number[] = [];
      Object.assign(window, { noted });
      window.setTimeout = ((run: () => void, ms = 0, ...rest: unknown[]) => {
        if (ms >= 1000 && ms <= 32_000 && Number.isInteger(Math.log2(ms / 1000))) noted.push(ms);
        return wait(run, ms >= 1000 ? ms / 50 : ms, ...rest);
      }) as typeof window.setTimeout;
    });
    await page.goto(`${front.url}/client/`);
    desk = createDesk(page);
    await desk.choose(stack.secretary);
    for (let n = 0; n < 10; n += 1) {
      await desk.enterPassword(`adashgan parol ${n}`);
      await desk.button('sign-in:unlock').click();
      await desk.refused();
      if (n === 0) await readIn(BOTH, 'errors:password_wrong');
    }
    const noted = await page.evaluate(() => (window as unknown as { noted: number[] }).noted);
    expect(noted).toEqual(expect.arrayContaining([1_000, 2_000, 4_000, 8_000, 16_000, 32_000]));
    await desk.enterPassword(stack.secretary.password);
    await desk.button('sign-in:unlock').click();
    await readIn(BOTH, 'errors:sign_in_needed');
    // Over the network with clocks as they are: a shortened wait would give up on a slow server.
    await page.close();
    desk = await visit(context);
    await desk.page.getByText(desk.t('sign-in:needsOnline')).waitFor();
    await desk.signIn(stack.secretary);
    await desk.goTo('/papers/internal');
    await desk.main.getByRole('row').filter({ hasText: 'Diskda joy' }).first().waitFor();
  });
});
