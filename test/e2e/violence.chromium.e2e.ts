import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseHand, day } from '../support/case-hand.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { createAlbum, languagesToWalk } from '../support/pictures.ts';
import { type Person, type Stack, startStack } from '../support/stack.ts';
import { LANGUAGE_NAMES } from '../support/words.ts';

/** What is typed into the file: none of it is written anywhere else. */
const PLANTED = {
  who: 'Yashirgulova-Q7',
  request: 'Uydan-haydaldi-K4',
  contact: 'Singlisi-orqali-M9',
  safety: 'Zinapoya-ortidagi-eshik-P3',
  assessed: 'Xavf-yuqori-B6',
  need: 'Boshpana-kerak-D2',
  goal: 'Xavfsiz-yashash-F8',
  provider: 'Markaz-Umidvor-H5',
  letter: 'Ozimning-sozlarim-J1',
  seen: 'Qolida-jarohat-L7',
  half: 'Yarim-yozilgan-N2',
} as const;
const WORDS = Object.values(PLANTED);

const COLLEAGUE: Person = { login: 'ruhshunos', password: 'sinov-ruhshunos-1', name: 'Yoqubova Lola Karimovna' };

/** All that the page's origin has put on the disk, as text. */
function dumpStorage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const text = (value: unknown): string =>
      JSON.stringify(value, (_, part: unknown) =>
        part instanceof ArrayBuffer || ArrayBuffer.isView(part)
          ? String.fromCharCode(
              ...new Uint8Array(part instanceof ArrayBuffer ? part : (part.buffer as ArrayBuffer)).slice(0, 50_000),
            )
          : part,
      ) ?? '';
    const found: string[] = [text({ ...localStorage }), text({ ...sessionStorage }), location.href, document.title];
    const { storageBuckets } = navigator as unknown as {
      storageBuckets: { keys(): Promise<string[]>; open(bucket: string): Promise<{ indexedDB: IDBFactory }> };
    };
    const places = [indexedDB];
    for (const bucket of await storageBuckets.keys()) places.push((await storageBuckets.open(bucket)).indexedDB);
    const databases = await Promise.all(
      places.map(async (place) => (await place.databases()).map(({ name = '' }) => ({ place, name }))),
    );
    for (const { place, name } of databases.flat()) {
      const database = await new Promise<IDBDatabase>((done, failed) => {
        const opening = place.open(name);
        opening.addEventListener('success', () => done(opening.result));
        opening.addEventListener('error', () => failed(opening.error as Error));
      });
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        for (const asked of [objects.getAll(), objects.getAllKeys()]) {
          found.push(
            name,
            store,
            text(
              await new Promise((done, failed) => {
                asked.addEventListener('success', () => done(asked.result));
                asked.addEventListener('error', () => failed(asked.error as Error));
              }),
            ),
          );
        }
      }
      database.close();
    }
    return found.join('\n');
  });
}

/** Which of the texts lie in any file below a folder. */
function foundBelow(folder: string, texts: readonly string[]): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry) => {
    let content: Buffer;
    try {
      content = readFileSync(join(entry.parentPath, entry.name));
    } catch {
      // A browser that runs takes its files away.
      return [];
    }
    return texts
      .filter((text) => content.includes(text) || content.includes(Buffer.from(text, 'utf16le')))
      .map((text) => `${text} in ${entry.name}`);
  });
}

// A file of violence from the first hour on: who works on it, and who must never learn that there is one.
describe('a file of violence, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let context: BrowserContext;
  let desk: Desk;
  let hand: ReturnType<typeof createCaseHand>;
  let caseId = '';
  const profiles: string[] = [];
  const contexts: BrowserContext[] = [];
  /** How many cases each of the others has, in words, before there is a file. */
  const counted = new Map<string, string>();

  const laptop = async (code: string) => {
    const opened = await openProfile();
    contexts.push(opened.context);
    profiles.push(opened.profile);
    const page = await opened.context.newPage();
    await page.goto(`${stack.url}/client/`);
    const of = createDesk(page);
    await of.firstRun({ server: stack.url, code });
    return { desk: of, ...opened };
  };
  /** Every case that somebody has, closed ones included: the count below the list. */
  const countOf = async (of: Desk) => {
    await of.goTo('/cases');
    await of.main.getByRole('heading', { level: 1, name: of.t('cases:title'), exact: true }).waitFor();
    await of.main.getByRole('combobox', { name: of.t('cases:column.state'), exact: true }).click();
    await of.page.getByRole('option', { name: of.t('cases:allStates'), exact: true }).click();
    // The count follows the list a moment later: of all states, everything is found.
    const told = of.main.getByText(/^(\d+) ta topildi, jami \1 ta$/).first();
    await told.waitFor();
    return told.innerText();
  };
  const openCase = async (of: Desk, part = '') => {
    await of.goTo('/today');
    await of.heading('today:title').first().waitFor();
    await of.goTo(`/cases/${caseId}${part ? `?part=${part}` : ''}`);
    await of.page.getByRole('tab', { selected: true }).waitFor();
  };
  const exchange = async (of: Desk) => {
    await of.goTo('/exchange');
    await of.button('exchange:tryNow').click();
    await of.synced();
    await of.note('exchange:refused.none');
  };
  /** Twice in a hurry; a busy machine may take longer between the two than a hand does. */
  const hide = (of: Desk) =>
    until('the papers to be shown', async () => {
      await of.page.keyboard.press('Escape');
      await of.page.keyboard.press('Escape');
      // The papers open at a journal: only then has the place come to rest.
      return /^\/papers\/\w/.test(await of.place());
    });
  /** Looks through every place where something of the file could be heard of. */
  const findsNothing = async (of: Desk, before: string | undefined) => {
    const { page } = of;
    const clean = async (where: string) => {
      const text = `${await page.title()} ${await page.locator('body').innerText()}`;
      for (const word of [...WORDS, caseId]) expect(text, where).not.toContain(word);
      expect(text, where).not.toContain(of.t('cases:guardedHint'));
    };
    const now = await countOf(of);
    if (before) expect(now).toBe(before);
    await clean('cases');
    await of.main.getByPlaceholder(of.t('cases:find')).fill(PLANTED.who);
    await of.note('cases:nothingFits');
    for (const [path, heading] of [
      ['/today', 'today:title'],
      ['/cases/load', 'cases:load.title'],
      ['/exchange', 'exchange:title'],
      ['/conflicts', 'conflicts:title'],
      ['/emergency', 'emergency:title'],
    ] as const) {
      await of.goTo(path);
      await of.heading(heading).first().waitFor();
      await page.waitForTimeout(500);
      await clean(path);
    }
    await of.goTo('/search');
    const field = of.main.getByPlaceholder(of.t('search:placeholder'));
    await field.fill(PLANTED.who);
    await page.waitForTimeout(1_500);
    expect(await of.main.getByRole('link').filter({ hasText: PLANTED.who }).count()).toBe(0);
    await field.fill('');
    await clean('/search');
    // The form that takes somebody in has nothing of the one that was half filled in.
    await of.goTo('/cases/new');
    await page.locator('#intake-clientName').waitFor();
    expect(await page.locator('#intake-clientName').inputValue()).toBe('');
    await of.goTo(`/cases/${caseId}`);
    await of.note('cases:gone');
    await of.goTo('/today');
    await of.heading('today:title').first().waitFor();
    const stored = await dumpStorage(page);
    expect(stored.length).toBeGreaterThan(10_000);
    for (const word of [...WORDS, ...WORDS.map((one) => Buffer.from(one).toString('base64').slice(0, 12))]) {
      expect(stored).not.toContain(word);
    }
    expect(stored).not.toContain(caseId);
    const sign = await of.sign();
    expect(sign).not.toMatch(/\d+ ta yozuv navbatda/);
  };

  beforeAll(async () => {
    stack = await startStack();
    const { login, name, password } = COLLEAGUE;
    const account = ['--login', login, '--name', name, '--password', password, '--position', 'Ruhshunos'];
    await stack.admin('user', 'add', '--role', 'specialist', '--office', stack.office.id, ...account);
    const first = await laptop(await stack.code());
    ({ desk, context } = first);
    hand = createCaseHand(desk);
    for (const person of [stack.chair, stack.secretary]) {
      await desk.signIn(person);
      await desk.synced();
      counted.set(person.login, await countOf(desk));
      await desk.lock();
    }
    await desk.signIn(stack.specialist);
    await desk.synced();
    await context.setOffline(true);
    await desk.offline();
  });
  afterAll(async () => {
    for (const one of contexts) await one.close();
    await stack?.stop();
    for (const folder of profiles) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('offline: taken in with consent, and hidden by Escape twice while it is half filled in', async () => {
    const { page, t } = desk;
    await page.keyboard.press('Control+Shift+Y');
    await desk.heading('cases:newCase').waitFor();
    await page.locator('#intake-kind').click();
    await page.getByRole('option', { name: t('casework:kind.violence'), exact: true }).click();
    await desk.note('cases:intake.guarded');
    await hand.write('#intake-clientName', PLANTED.who);
    await hand.write('#intake-request', PLANTED.request);
    await desk.kept();
    await hide(desk);
    expect(await page.getByText(PLANTED.request).count()).toBe(0);
    await page.goBack();
    await page.waitForTimeout(500);
    expect(await page.content()).not.toContain(PLANTED.who);
    // Nothing of it is lost.
    await desk.goTo('/today');
    await desk.heading('today:title').first().waitFor();
    await desk.goTo('/cases/new');
    await until(
      'the form to be as it was left',
      async () =>
        (await page
          .locator('#intake-clientName')
          .inputValue()
          .catch(() => '')) === PLANTED.who,
    );
    await hand.write('#intake-safeContact', PLANTED.contact);
    await page.getByRole('radio', { name: t('cases:intake.consentYes'), exact: true }).check();
    await page.keyboard.press('Control+Enter');
    await desk.note('cases:done.created');
    await page.getByRole('tab', { selected: true }).waitFor();
    caseId = /^\/cases\/([^/?]+)/.exec(await desk.place())?.[1] ?? '';
    expect(caseId).not.toBe('new');
    expect(await page.title()).not.toContain(PLANTED.who);
  });

  it('offline: consents, safety plan, assessment, plan, referral with a letter, visit, incident, supervisor', async () => {
    const { page, t } = desk;
    for (const purpose of ['letter', 'statistics']) {
      await hand.askInMenu('cases:consent.new');
      await hand.choose('cases:consent.purpose', t(`casework:purpose.${purpose}`));
      await hand.save();
      await desk.note('cases:done.consent');
    }
    await hand.askInMenu('cases:safety.title');
    await hand.type('cases:safety.plan', PLANTED.safety, true);
    await hand.save();
    await desk.main.getByText(PLANTED.safety).first().waitFor();

    await hand.menu('cases:assessment.new');
    await hand.write('#assessment-text', PLANTED.assessed);
    // The form asks for more than is known on the first day: it stays a draft.
    await desk.button('cases:assessment.saveDraft').click();
    await desk.note('cases:done.assessmentDraft');

    await hand.menu('cases:plan.new');
    const group = page.getByRole('group', { name: t('cases:plan.goalN', { n: 1 }), exact: true });
    await group.getByLabel(t('cases:plan.need'), { exact: true }).fill(PLANTED.need);
    await group.getByLabel(t('cases:plan.goal'), { exact: true }).fill(PLANTED.goal);
    await page.keyboard.press('Control+Enter');
    await desk.note('cases:done.plan');

    await openCase(desk);
    await hand.ask('cases:event.new.referral');
    await hand.choose('cases:event.service', t('casework:service.shelter'));
    await hand.type('cases:event.provider', PLANTED.provider);
    await hand.type('cases:event.letter', PLANTED.letter, true);
    await hand.choose('cases:event.letterLanguage', t('casework:letterLanguage.kaa'), true);
    await hand.save();
    await desk.note('cases:done.referral');

    await hand.ask('cases:event.new.visit');
    await hand.type('cases:event.seen', PLANTED.seen, true);
    await hand.type('cases:event.next', day(3), true);
    await hand.save();
    await desk.note('cases:done.visit');

    await openCase(desk, 'incident');
    await page.locator('#incident-violence').click();
    await page.getByRole('option', { name: t('incident:code.violence.physical_assault'), exact: true }).click();
    await page.locator('#incident-place').click();
    await page.getByRole('option', { name: t('incident:code.place.own_home'), exact: true }).click();
    await desk.button('common:action.save').click();
    await desk.note('cases:done.incident');
    await openCase(desk, 'incident');
    expect(await page.locator('#incident-place').inputValue()).toBe(t('incident:code.place.own_home'));

    await hand.askInMenu('cases:worker.assign');
    await desk.dialog.getByRole('combobox', { name: t('cases:worker.who') }).click();
    await page.getByRole('option', { name: COLLEAGUE.name }).first().click();
    await hand.check('casework:role.supervisor');
    await hand.save();
    await desk.note('cases:done.assigned');
    expect(await desk.offline()).toContain('navbatda');

    // With the mouse, over an open dialog too.
    await openCase(desk);
    await hand.askInMenu('cases:event.new.note');
    await page.getByRole('button', { name: t('casework:hideNow') }).click();
    await desk.dialog.waitFor({ state: 'detached' });
    await until('the papers to be shown', async () => /^\/papers\/\w/.test(await desk.place()));
    await page.goBack();
    await page.waitForTimeout(500);
    expect(await page.content()).not.toContain(PLANTED.who);
  });

  it('offline: the letter has the survivor’s words and nothing else of them; Escape leads away from all of it', async () => {
    const { page, t } = desk;
    // Opened as people open it: Back knows the way.
    await desk.goTo('/cases');
    await page
      .getByRole('row')
      .filter({ hasText: t('casework:protected') })
      .first()
      .click();
    await page.getByRole('tab', { name: t('cases:part.events') }).click();
    await hand.step(PLANTED.provider, 'letter');
    await desk.main.getByText(PLANTED.letter).first().waitFor();
    expect(await desk.main.innerText()).not.toContain(PLANTED.who);
    expect(await desk.main.innerText()).not.toContain(PLANTED.request);
    await hide(desk);
    await page.goBack();
    await page.waitForTimeout(500);
    for (const word of WORDS) expect(await page.content()).not.toContain(word);

    // From within a dialog: what was typed is there again.
    await openCase(desk);
    await hand.askInMenu('cases:event.new.note');
    await hand.type('cases:event.note', PLANTED.half);
    await desk.kept();
    await hide(desk);
    for (const word of WORDS) expect(await page.content()).not.toContain(word);
    await openCase(desk);
    await hand.askInMenu('cases:event.new.note');
    await until(
      'the note to be as it was left',
      async () => (await desk.dialog.getByLabel(t('cases:event.note'), { exact: true }).inputValue()) === PLANTED.half,
    );
    await page.keyboard.press('Escape');
    await desk.dialog.waitFor({ state: 'detached' });

    // In lists it is there by its number alone.
    await desk.goTo('/cases');
    await page
      .getByRole('row')
      .filter({ hasText: t('casework:protected') })
      .first()
      .waitFor();
    for (const path of ['/cases', '/today', '/cases/load', '/exchange']) {
      await desk.goTo(path);
      await page.waitForTimeout(500);
      const text = await page.locator('body').innerText();
      for (const word of WORDS) expect(text, path).not.toContain(word);
      expect(text, path).not.toContain(t('casework:kind.violence'));
    }
  });

  it('offline: the chair and the secretary find nothing on the same laptop', async () => {
    for (const person of [stack.chair, stack.secretary]) {
      await desk.handTo(person);
      await findsNothing(desk, counted.get(person.login));
    }
    expect(await desk.offline()).not.toContain('navbatda');
  });

  it('after the exchange they find nothing either, and what the office takes out has nothing of it', async () => {
    await desk.lock();
    await context.setOffline(false);
    await desk.signIn(stack.specialist);
    await exchange(desk);
    expect(await desk.waiting()).toBe(0);
    for (const person of [stack.chair, stack.secretary]) {
      await desk.lock();
      await desk.signIn(person);
      await exchange(desk);
      await findsNothing(desk, counted.get(person.login));
      await desk.goTo('/export');
      await desk.heading('import:export.title').waitFor();
      expect(await desk.main.getByText(desk.t('import:export.assigned')).count()).toBe(0);
      const waiting = desk.page.waitForEvent('download', { timeout: 120_000 });
      await desk.button('import:export.save').click();
      const files = unzipSync(new Uint8Array(await readFile(await (await waiting).path())));
      const all = Object.values(files).map((bytes) => Buffer.from(bytes).toString('utf8'));
      for (const word of [...WORDS, caseId]) expect(all.join('\n')).not.toContain(word);
      expect(Object.keys(files).join(' ')).not.toMatch(/assigned|protected|violence/);
    }
    expect(foundBelow(profiles[0] ?? '', WORDS)).toEqual([]);
  });

  it('the supervisor has all of it on the office’s second laptop, and approves the plan', async () => {
    const { desk: other } = await laptop(await stack.code());
    await other.signIn(COLLEAGUE);
    await other.synced();
    await other.goTo('/cases');
    await other.page
      .getByRole('row')
      .filter({ hasText: other.t('casework:protected') })
      .first()
      .waitFor();
    for (const [part, words] of [
      ['overview', [PLANTED.who, PLANTED.request, PLANTED.contact, PLANTED.safety]],
      ['events', [PLANTED.assessed, PLANTED.provider, PLANTED.seen]],
      ['plan', [PLANTED.goal, PLANTED.need]],
      ['consents', [other.t('casework:purpose.letter'), other.t('casework:purpose.statistics')]],
      ['history', [other.t('cases:history.incident'), other.t('cases:history.assigned')]],
    ] as const) {
      await openCase(other, part);
      for (const word of words) await other.main.getByText(word).first().waitFor();
    }
    await openCase(other, 'incident');
    expect(await other.page.locator('#incident-violence').inputValue()).toBe(
      other.t('incident:code.violence.physical_assault'),
    );
    await openCase(other, 'plan');
    await other.button('cases:plan.approvedVerb').first().click();
    await other.dialog.waitFor();
    await createCaseHand(other).save();
    await other.note('cases:done.plan_approved');
    await exchange(other);

    // Another office of the same district, meanwhile, has nothing.
    const place = stack.demo.codes[1];
    const people = stack.demo.logins.filter(({ role }) => role === 'specialist');
    const elsewhere = await laptop(place?.code ?? '');
    await elsewhere.desk.signIn(people[1] as Person);
    await elsewhere.desk.synced();
    await findsNothing(elsewhere.desk, undefined);

    // The worker sees the decision, takes the table of figures, and ends the assignment.
    await desk.lock();
    await desk.signIn(stack.specialist);
    await exchange(desk);
    await openCase(desk, 'plan');
    await desk.main.getByText(desk.t('cases:plan.holds')).waitFor();
    await openCase(desk, 'incident');
    await desk.main.getByRole('link', { name: desk.t('cases:incident.table'), exact: true }).click();
    const waiting = desk.page.waitForEvent('download');
    await desk.button('import:export.saveTable').click();
    const table = await readFile(await (await waiting).path(), 'utf8');
    expect(table).toContain(desk.t('incident:code.violence.physical_assault'));
    for (const word of [...WORDS, caseId]) expect(table).not.toContain(word);

    await openCase(desk);
    await desk.main
      .getByRole('button', { name: `${desk.t('cases:worker.endVerb')}: ${COLLEAGUE.name}`, exact: true })
      .click();
    await createCaseHand(desk).save();
    await exchange(desk);
    await exchange(other);
    await findsNothing(other, undefined);
    // Whoever works on it has it as before.
    await openCase(desk, 'events');
    await desk.main.getByText(PLANTED.provider).first().waitFor();
    expect(await desk.waiting()).toBe(0);
  });

  it('no picture of it has a fault', async () => {
    const faults: string[] = [];
    for (const language of languagesToWalk()) faults.push(...(await takePictures(language)));
    expect(faults).toEqual([]);
  });

  async function takePictures(language: ReturnType<typeof languagesToWalk>[number]) {
    const { page } = desk;
    const pictures = createAlbum(page, 'client', language);
    const speak = async (next: typeof language) => {
      await desk.goTo('/settings');
      await page.getByRole('radio', { name: LANGUAGE_NAMES[next], exact: true }).check();
      desk.heard(next);
    };
    // The first Escape may close a list of choices; two of them slowly are no hiding.
    const shut = () =>
      until('the dialog to be closed', async () => {
        await page.keyboard.press('Escape');
        await page.waitForTimeout(1_000);
        return (await desk.dialog.count()) === 0;
      });
    // The first field opens its choices as it is given the focus: the picture is of the form.
    const shutChoices = async () => {
      await page.waitForTimeout(500);
      if (await page.getByRole('listbox').first().isVisible()) await page.keyboard.press('Escape');
    };
    await speak(language);
    for (const [path, heading, name] of [
      ['/today', 'today:title', 'violence-today'],
      ['/cases', 'cases:title', 'violence-cases'],
      ['/cases/load', 'cases:load.title', 'violence-load'],
      ['/export', 'import:export.title', 'violence-table'],
    ] as const) {
      await desk.goTo(path);
      await desk.heading(heading).first().waitFor();
      await pictures.take(name);
    }
    for (const part of ['overview', 'events', 'plan', 'consents', 'incident', 'history']) {
      await openCase(desk, part);
      await pictures.take(`violence-${part}`);
    }
    for (const [name, key] of [
      ['referral', 'cases:event.new.referral'],
      ['visit', 'cases:event.new.visit'],
    ] as const) {
      await openCase(desk);
      await hand.ask(key);
      await shutChoices();
      await pictures.take(`violence-${name}`);
      await shut();
    }
    for (const [name, key] of [
      ['safety', 'cases:safety.title'],
      ['assign', 'cases:worker.assign'],
    ] as const) {
      await openCase(desk);
      await hand.askInMenu(key);
      await shutChoices();
      await pictures.take(`violence-${name}`);
      await shut();
    }
    await openCase(desk, 'events');
    await hand.step(PLANTED.provider, 'letter');
    await desk.main.getByText(PLANTED.letter).first().waitFor();
    await pictures.take('violence-letter');
    await desk.goTo('/cases/new');
    await page.locator('#intake-kind').click();
    await page.getByRole('option', { name: desk.t('casework:kind.violence'), exact: true }).click();
    await desk.note('cases:intake.guarded');
    await pictures.take('violence-intake');
    await hide(desk);
    await speak('uz-Latn');
    return pictures.faults;
  }
});
