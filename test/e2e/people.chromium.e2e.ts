import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk } from '../support/job.ts';
import { type Album, createAlbum, languagesToWalk } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { LANGUAGE_NAMES } from '../support/words.ts';

const ADDRESS = 'Bogʻ koʻchasi, 4-uy';

// People and families of an office without a line, and then with one, at a second laptop.
describe('people and families, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let context: BrowserContext;
  let desk: Desk;
  let album: Album;
  const profiles: string[] = [];

  beforeAll(async () => {
    stack = await startStack();
    const opened = await openProfile();
    ({ context } = opened);
    profiles.push(opened.profile);
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    album = createAlbum(page, 'client', 'uz-Latn');
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
    await context.setOffline(true);
    await desk.offline();
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    for (const folder of profiles) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const member = (n: number) => desk.page.getByRole('group', { name: desk.t('people:memberN', { n }), exact: true });
  const relate = async (n: number, relation: string) => {
    await member(n)
      .getByRole('combobox', { name: desk.t('people:relationToHead') })
      .click();
    await desk.page.getByRole('option', { name: desk.t(`people:relation.${relation}`), exact: true }).click();
  };
  const fill = async (n: number, field: string, text: string) => {
    const optional = field === 'givenName' || field === 'familyName' ? '' : ` ${desk.t('common:form.optional')}`;
    const box = member(n).getByLabel(`${desk.t(`people:field.${field}`)}${optional}`, { exact: true });
    await box.fill(text);
    await box.blur();
  };
  const row = (name: string) => desk.main.getByRole('row').filter({ hasText: name });
  const act = async (name: string, key: string) => {
    await row(name).getByRole('button').click();
    await desk.page.getByRole('menuitem', { name: desk.t(key), exact: true }).click();
    await desk.dialog.waitFor();
  };
  const confirm = async () => {
    await desk.dialog.locator('button[type=submit]').click();
    await desk.dialog.waitFor({ state: 'detached' });
  };

  it('offline, a family of six is entered; what is wrong is told at its field, and a lock in the middle loses nothing', async () => {
    const { page, t } = desk;
    await page.keyboard.press('Control+Shift+O');
    await desk.heading('people:newFamily').waitFor();
    await desk.button('common:action.save').click();
    await page.getByRole('alert').getByText(t('people:fault.required')).first().waitFor();
    await page.locator('#family-address').fill(ADDRESS);
    await page.locator('#family-phone').fill('90 123 45 67');
    const people = [
      ['head', 'Anvar', '15.06.1980'],
      ['wife', 'Nodira', '01.02.1984'],
      ['son', 'Bobur', '10.01.2006'],
      ['daughter', 'Dilnoza', '05.05.2009'],
      ['mother', 'Salima', '08.08.1955'],
      ['daughter', 'Zilola', '12.12.2035'],
    ] as const;
    for (const [at, [relation, name, born]] of people.entries()) {
      if (at > 0) await desk.button('people:oneMore').click();
      if (relation !== 'head') await relate(at + 1, relation);
      await fill(at + 1, 'familyName', 'Sinovov');
      await fill(at + 1, 'givenName', name);
      await fill(at + 1, 'birthDate', born);
    }
    await desk.note('people:fault.born_in_future');
    await album.take('family-form');
    await fill(6, 'birthDate', '12.12.2015');
    await desk.kept();
    await desk.lock();
    await desk.unlock(stack.secretary);
    await desk.goTo('/families/new');
    await desk.heading('people:newFamily').waitFor();
    expect(await member(6).getByLabel(t('people:field.givenName'), { exact: true }).inputValue()).toBe('Zilola');
    await page.keyboard.press('Control+Enter');
    await desk.note('people:done.created');
    await row('Sinovov Zilola').waitFor();
    expect(await desk.main.getByRole('row').count()).toBe(7);
    await album.take('family');
  });

  it('somebody known is offered, and moves from one family to another with both histories', async () => {
    const { page, t } = desk;
    await desk.goTo('/families/new');
    await desk.heading('people:newFamily').waitFor();
    await page.locator('#family-address').fill('Tinchlik koʻchasi, 9-uy');
    await fill(1, 'familyName', 'Boshqayev');
    await fill(1, 'givenName', 'Jasur');
    await desk.button('people:oneMore').click();
    await relate(2, 'wife');
    // Typed in the other script, by a hand that does not know that she is known.
    await fill(2, 'familyName', 'Синовова');
    await fill(2, 'givenName', 'Дилноза');
    await fill(2, 'birthDate', '05.05.2009');
    await member(2)
      .getByRole('button', { name: t('register:duplicate.this') })
      .first()
      .click();
    await desk.note('people:fault.in_two_families');
    await album.take('family-form-known-person');
    await member(2)
      .getByRole('checkbox', { name: t('people:movesHere') })
      .check();
    await page.keyboard.press('Control+Enter');
    await desk.note('people:done.created');
    await row('Sinovov Dilnoza').getByRole('link').click();
    await desk.heading('people:families').waitFor();
    await desk.main.getByText(ADDRESS).first().waitFor();
    await desk.main.getByText(t('people:leave.why.moved')).first().waitFor();
    await album.take('person');
    expect(await desk.main.getByRole('link', { name: /koʻchasi/ }).count()).toBe(2);
  });

  it('a death, another relation, a corrected name: what stood before stays to be read', async () => {
    const { page, t } = desk;
    await desk.goTo('/people');
    await desk.main.getByPlaceholder(t('people:find')).fill('Синовов');
    await desk.main.getByRole('row').filter({ hasText: ADDRESS }).click();
    await act('Sinovov Salima', 'people:leave.open');
    await desk.dialog.getByRole('combobox', { name: t('people:leave.whyLabel') }).click();
    await page.getByRole('option', { name: t('people:leave.why.died'), exact: true }).click();
    await album.take('family-leave');
    await confirm();
    await desk.heading('people:past').waitFor();
    await act('Sinovov Zilola', 'people:relationChange');
    await desk.dialog.getByRole('combobox', { name: t('people:relationToHead') }).click();
    await page.getByRole('option', { name: t('people:relation.other_relative'), exact: true }).click();
    await confirm();
    await row('Sinovov Zilola').getByText(t('people:relation.other_relative')).waitFor();

    await row('Sinovov Anvar').getByRole('link').click();
    await desk.button('people:edit').click();
    await desk.dialog.getByLabel(t('people:field.familyName'), { exact: true }).fill('Sinovboyev');
    await desk.dialog.getByLabel(t('people:field.pinfl'), { exact: true }).fill('31506800000000');
    await desk.dialog.getByRole('radio', { name: t('people:source.paper'), exact: true }).check();
    await album.take('person-edit');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.dialog.getByText(t('errors:pinfl_check_digit')).waitFor();
    await desk.dialog.getByLabel(t('people:field.pinfl'), { exact: true }).fill('');
    await confirm();
    await page.getByRole('heading', { level: 1, name: 'Sinovboyev Anvar' }).waitFor();
    await page
      .getByRole('button', { name: t('people:earlierValues_one', { count: 1 }) })
      .first()
      .click();
    await desk.main
      .getByRole('listitem')
      .filter({ hasText: /^Sinovov/ })
      .first()
      .waitFor();
    await page.getByRole('link', { name: ADDRESS }).first().click();
    await page.getByRole('link', { name: t('people:card.title'), exact: true }).click();
    await desk.heading('people:card.title').first().waitFor();
    await album.take('family-card');
    expect(await desk.sign()).toContain(t('exchange:sign.offline'));
  });

  it('with the line back it is all at the server, and at the office’s second laptop; no picture has a fault', async () => {
    await context.setOffline(false);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await desk.note('exchange:refused.none');
    const second = await openProfile();
    profiles.push(second.profile);
    try {
      const page = await second.context.newPage();
      await page.goto(`${stack.url}/client/`);
      const other = createDesk(page);
      await other.firstRun({ server: stack.url, code: await stack.code() });
      await other.signIn(stack.chair);
      await other.synced();
      for (const language of languagesToWalk()) {
        const pictures = createAlbum(page, 'client', language);
        await other.goTo('/settings');
        await page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
        other.heard(language);
        await other.goTo('/people');
        await page.getByRole('row').filter({ hasText: ADDRESS }).waitFor();
        await pictures.take('families');
        await page.getByRole('row').filter({ hasText: ADDRESS }).click();
        await page.getByText('Sinovov Zilola').first().waitFor();
        await pictures.take('family-at-the-second-laptop');
        await other.goTo('/people/all');
        await page.getByRole('row').filter({ hasText: 'Sinovboyev' }).click();
        await page.getByRole('heading', { level: 1, name: 'Sinovboyev Anvar' }).waitFor();
        await pictures.take('person-at-the-second-laptop');
        await other.goTo('/families/new');
        await page.locator('#family-address').waitFor();
        await pictures.take('family-form-empty');
        expect(pictures.faults).toEqual([]);
      }
    } finally {
      await second.context.close();
    }
    expect(album.faults).toEqual([]);
    expect(album.taken.length).toBe(7);
  });
});
