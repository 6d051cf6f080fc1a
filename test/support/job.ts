import type { Page } from 'playwright-core';
import { type Language, LANGUAGE_NAMES, wordsOf } from './words.ts';
import type { Person } from './stack.ts';

/** Milliseconds that a screen may take; the machines that run this are slow and busy. */
const PATIENCE = 45_000;

/** What is typed when an appeal is registered. */
export interface Appeal {
  readonly pinfl: string;
  readonly subject: string;
  readonly text: string;
}

/** Waits until `read` gives something true. */
export async function until<T>(
  what: string,
  read: () => Promise<T | null | undefined | false>,
  ms = PATIENCE,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s for: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The office's program in a page, as its people use it. Works in Chromium and in Electron alike. */
export function createDesk(page: Page, language: Language = 'uz-Latn') {
  page.setDefaultTimeout(PATIENCE);
  let t = wordsOf(language);
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true });
  const heading = (key: string) => page.getByRole('heading', { name: t(key) });
  const main = page.locator('#main');
  const dialog = page.getByRole('dialog');
  const alert = page.getByRole('alert');

  const desk = {
    page,
    main,
    dialog,
    alert,
    button,
    heading,
    t: (key: string, values?: Readonly<Record<string, string | number>>) => t(key, values),

    /** Goes on in another language, by the row of languages before the door. */
    async speak(next: Language) {
      await page.getByRole('button', { name: LANGUAGE_NAMES[next], exact: true }).click();
      t = wordsOf(next);
    },
    /** Tells that the page speaks another language already. */
    heard(next: Language) {
      t = wordsOf(next);
    },

    // ---- before the door ----

    async chooseLanguage(next: Language) {
      await page.getByRole('radio', { name: LANGUAGE_NAMES[next], exact: true }).check();
      t = wordsOf(next);
      await heading('first-run:language.title').waitFor();
    },
    async nextStep() {
      await button('common:action.next').click();
    },
    async enterServer(address: string) {
      await page.getByRole('textbox', { name: t('first-run:server.label'), exact: true }).fill(address);
      await button('first-run:server.check').click();
    },
    async enterCode(code: string, name?: string) {
      await page.getByRole('textbox', { name: t('first-run:code.label'), exact: true }).fill(code);
      if (name) await page.getByRole('textbox', { name: t('first-run:code.name') }).fill(name);
      await button('first-run:code.enrol').click();
    },
    /** The whole first run, with nothing wrong. */
    async firstRun(options: { readonly server: string; readonly code: string; readonly language?: Language }) {
      await page.getByRole('radio', { name: LANGUAGE_NAMES['uz-Latn'], exact: true }).waitFor();
      await desk.chooseLanguage(options.language ?? 'uz-Latn');
      await desk.nextStep();
      await desk.enterServer(options.server);
      await desk.enterCode(options.code);
      await page.getByText(t('first-run:done.title')).waitFor();
      await desk.nextStep();
      await page.getByRole('textbox', { name: t('sign-in:login') }).waitFor();
    },
    async enterPassword(password: string) {
      await page.getByRole('textbox', { name: t('sign-in:password'), exact: true }).fill(password);
    },
    /** Waits until a password was refused: its field is empty again. */
    async refused() {
      const field = page.getByRole('textbox', { name: t('sign-in:password'), exact: true });
      await until('the password to be refused', async () => (await field.inputValue()) === '');
    },
    /** Signs in over the network; from the list of people where there is one. */
    async signIn(person: Person) {
      const login = page.getByRole('textbox', { name: t('sign-in:login'), exact: true });
      const other = page.getByRole('button', { name: t('sign-in:other') });
      const back = button('sign-in:back');
      await login.or(other).or(back).first().waitFor();
      if (!(await login.isVisible())) {
        if (await back.isVisible()) await back.click();
        await other.click();
      }
      await login.fill(person.login);
      await desk.enterPassword(person.password);
      await button('sign-in:signIn').click();
      await desk.opened();
    },
    /** Chooses somebody who has worked here before; leaves the password to the caller. */
    async choose(person: Person) {
      const row = page.getByRole('list', { name: t('sign-in:people') }).getByRole('button', { name: person.name });
      const title = page.getByRole('heading', { name: person.name });
      const back = button('sign-in:back');
      await row.or(back).first().waitFor();
      if (await title.isVisible()) return;
      if (!(await row.isVisible())) await back.click();
      await row.click();
      await title.waitFor();
    },
    /** Unlocks without a network. */
    async unlock(person: Person) {
      await desk.choose(person);
      await desk.enterPassword(person.password);
      await button('sign-in:unlock').click();
      await desk.opened();
    },
    async opened() {
      await page.getByRole('navigation', { name: t('common:frame.places') }).waitFor();
    },
    async lock() {
      await page.keyboard.press('Control+l');
      await page.getByText(t('sign-in:locked.chosen')).waitFor();
    },
    /** Somebody else takes the chair, without a network. */
    async handTo(person: Person) {
      await desk.lock();
      await desk.unlock(person);
    },

    // ---- the frame ----

    /** The words of the sign of exchange. */
    async sign() {
      return (await page.locator('a[href$="/exchange"]').first().innerText()).replaceAll(/\s+/g, ' ');
    },
    /** Waits until the sign says that the server has everything. */
    async synced(ms = 90_000) {
      const all = t('exchange:sign.all');
      let last = '';
      await until(`the sign to say "${all}"`, async () => (last = await desk.sign()).includes(all), ms).catch(() => {
        throw new Error(`the sign never said "${all}"; it says "${last}"`);
      });
    },
    async offline() {
      const words = t('exchange:sign.offline');
      return until(
        `the sign to say "${words}"`,
        async () => {
          const sign = await desk.sign();
          return sign.includes(words) ? sign : null;
        },
        90_000,
      );
    },
    /** How many records the sign says are waiting; 0 where it says nothing of it. */
    async waiting() {
      const found = new RegExp(t('exchange:sign.waiting_other', { count: '(\\d+)' }), 'i').exec(await desk.sign());
      return found ? Number(found[1]) : 0;
    },
    async goTo(path: string) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#${path}`);
    },
    /** The hash route that is open. */
    async place() {
      return page.evaluate(() => location.hash.slice(1));
    },
    async note(key: string, values?: Readonly<Record<string, string | number>>) {
      await page.getByText(t(key, values)).first().waitFor();
    },

    // ---- registering, by keyboard alone ----

    /** Presses Tab until the field has the focus. */
    async tabTo(id: string, most = 60) {
      for (let n = 0; n < most; n += 1) {
        if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab never came to #${id}`);
    },
    /** Presses Tab until a button of that name has the focus. */
    async tabToButton(name: string, most = 60) {
      for (let n = 0; n < most; n += 1) {
        const at = await page.evaluate(() => [
          document.activeElement?.tagName,
          document.activeElement?.textContent?.trim(),
        ]);
        if (at[0] === 'BUTTON' && at[1] === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab never came to the button "${name}"`);
    },
    /** Waits until what was typed last is kept: a form keeps itself 400 ms after the typing. */
    async kept() {
      await page.waitForTimeout(1_500);
      await page
        .getByText(t('common:draft.kept', { time: '' }).trim())
        .first()
        .waitFor();
    },
    async openRegister() {
      await page.keyboard.press('Control+Shift+m');
      await page.locator('#field-receivedDate').waitFor();
    },
    async type(text: string) {
      await page.keyboard.type(text);
    },

    // ---- a paper ----

    /** Opens a journal, and waits until it is there: what is typed before goes into the list that is left. */
    async openJournal(journal: string) {
      await desk.goTo(`/papers/${journal}`);
      await main.getByRole('heading', { name: t(`documents:journal.${journal}`), exact: true }).waitFor();
    },
    /** Opens the paper whose subject is this, from its journal. */
    async openPaper(journal: string, subject: string) {
      await desk.openJournal(journal);
      await main.getByPlaceholder(t('journals:find')).fill(subject);
      await main.getByRole('row').filter({ hasText: subject }).first().click();
      await page.getByRole('article').getByRole('heading', { name: subject }).waitFor();
    },
    paper: page.getByRole('article'),
    async state(state: string) {
      await page
        .getByRole('article')
        .getByText(t(`documents:state.${state}`), { exact: true })
        .first()
        .waitFor();
    },
    /** Takes a step on the open paper: by its button, or from the menu where it is not the first thing to do. */
    async act(step: string) {
      const article = page.getByRole('article');
      const name = t(`paper:step.${step}`);
      const direct = article.getByRole('button', { name, exact: true });
      const more = article.getByRole('button', { name: t('common:action.more'), exact: true });
      const item = page.getByRole('menuitem', { name, exact: true });
      await more.waitFor();
      // A step moves from the menu to the button when the paper's tasks have been read.
      await until(`the step "${name}"`, async () => {
        if (await direct.isVisible()) {
          await direct.click();
          return true;
        }
        await more.click();
        const there = await item.waitFor({ timeout: 1_500 }).then(
          () => true,
          () => false,
        );
        if (there) await item.click();
        else await page.keyboard.press('Escape');
        return there;
      });
    },
    async resolve(executor: Person, day: string, text: string) {
      await desk.act('resolve');
      const field = dialog.getByRole('combobox', { name: t('paper:resolve.executor') });
      await field.click();
      await page.getByRole('option', { name: executor.name }).first().click();
      await dialog.getByLabel(t('paper:fact.due')).fill(day);
      await dialog.getByLabel(t('paper:resolve.text')).fill(text);
      await dialog.locator('button[type=submit]').click();
      await desk.note('paper:done.resolve');
      await desk.state('in_execution');
    },
    /** Begins an answer from a template; the editor is open afterwards. */
    async answer(template: string) {
      await desk.act('answer');
      await dialog.getByRole('radio', { name: template }).check();
      await dialog.locator('button[type=submit]').click();
      await heading('paper:edit.title').waitFor();
    },
    editor: {
      get text() {
        return page.getByLabel(t('paper:edit.text'), { exact: true });
      },
      get subject() {
        return page.getByLabel(t('paper:edit.subject'), { exact: true });
      },
    },
    /** Sends what is being written for approval. */
    async submit() {
      await button('paper:step.submit').click();
      await desk.note('paper:done.submit');
      await desk.state('awaiting_approval');
    },
    async returnWith(comment: string) {
      await desk.act('return');
      await dialog.getByLabel(t('paper:return.label')).fill(comment);
      await dialog.locator('button[type=submit]').click();
      await desk.note('paper:done.return');
    },
    async approve() {
      await desk.act('approve');
      await desk.note('paper:done.approve');
    },
    /** Signs off; resolves to the number that the paper was given. */
    async signOff(person: Person) {
      await desk.act('sign');
      await dialog.getByRole('textbox', { name: t('paper:sign.password') }).fill(person.password);
      await dialog.locator('button[type=submit]').click();
      const told = page.getByText(t('paper:done.sign', { number: '' }).trim()).first();
      await told.waitFor();
      return (await told.innerText()).replace(t('paper:done.sign', { number: '' }).trim(), '').trim();
    },
    async dispatch() {
      await desk.act('dispatch');
      await dialog.locator('button[type=submit]').click();
      await desk.note('paper:done.dispatch');
      await desk.state('sent');
    },
    async close(outcome = 'granted') {
      await desk.act('close');
      // Only an appeal has an outcome.
      const choice = dialog.getByRole('radio', { name: t(`documents:outcome.${outcome}`), exact: true });
      await dialog.locator('button[type=submit]').waitFor();
      if (await choice.isVisible()) await choice.check();
      await dialog.locator('button[type=submit]').click();
      await desk.note('paper:done.close');
      await desk.state('closed');
    },
    /** Registers a paper that the ministry sent. */
    async registerDelivered() {
      await desk.act('register');
      await dialog.locator('button[type=submit]').click();
      await desk.state('registered');
    },
  };
  return desk;
}

/** The office's program, as its people use it. */
export type Desk = ReturnType<typeof createDesk>;

/** The ministry's console in a page. */
export function createConsole(page: Page, url: string, language: Language = 'uz-Latn') {
  page.setDefaultTimeout(PATIENCE);
  const t = wordsOf(language);
  const ministry = {
    page,
    t,
    async signIn(person: Person) {
      await page.goto(`${url}/console/`);
      const speaks = page.getByRole('button', { name: LANGUAGE_NAMES[language], exact: true });
      await speaks.waitFor();
      if ((await speaks.getAttribute('aria-pressed')) !== 'true') await speaks.click();
      await page.getByRole('textbox', { name: t('sign-in:login'), exact: true }).fill(person.login);
      await page.getByRole('textbox', { name: t('sign-in:password'), exact: true }).fill(person.password);
      await page.getByRole('button', { name: t('sign-in:signIn'), exact: true }).click();
      await page.getByRole('navigation', { name: t('common:frame.places') }).waitFor();
    },
    async goTo(path: string) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#${path}`);
    },
    /** Finds a paper by its subject and opens it beside the list. */
    async openPaper(subject: string) {
      await ministry.goTo('/papers');
      await page.getByPlaceholder(t('console:paper.find')).fill(subject);
      await page.getByRole('row').filter({ hasText: subject }).first().click();
      await page.getByRole('article').getByRole('heading', { name: subject }).waitFor();
    },
    /** Sends a paper to all offices of the area. */
    async sendToAll(subject: string, text: string, offices: number) {
      await ministry.goTo('/sent/new');
      await page.locator('#send-subject').fill(subject);
      await page.locator('#send-text').fill(text);
      await page.getByRole('radio', { name: t('console:send.toAll_other', { count: offices }) }).check();
      await page.getByRole('button', { name: t('console:send.next'), exact: true }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: t('console:send.confirm'), exact: true })
        .click();
      await page.getByRole('heading', { name: subject }).waitFor();
    },
    /** What the open dispatch says of an office. */
    async receipt(office: string) {
      return page.getByRole('row').filter({ hasText: office }).first().innerText();
    },
  };
  return ministry;
}

/** The ministry's console. */
export type Ministry = ReturnType<typeof createConsole>;
