import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCyrillic, toLatin } from '#shared/domain/language/transliterate.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk } from '../support/job.ts';
import { createAlbum, languagesToWalk } from '../support/pictures.ts';
import { resident } from '../support/residents.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { LANGUAGE_NAMES } from '../support/words.ts';

describe('finding things', { concurrent: false }, () => {
  let stack: Stack;
  let context: BrowserContext;
  let profile: string;
  let desk: Desk;
  const known = resident();
  const box = () => desk.page.getByLabel(desk.t('search:label'), { exact: true });
  const chip = (filter: string) => desk.main.getByRole('button', { name: desk.t(`search:filter.${filter}`) });
  const hits = () => desk.main.locator('[data-hit]');

  beforeAll(async () => {
    stack = await startStack();
    ({ context, profile } = await openProfile());
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
    await context.setOffline(true);
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('finds a person in the other script, with a letter wrong, without a network', async () => {
    await desk.goTo('/search');
    const wanted = `${known.familyName} ${known.givenName}`;
    const asked = [
      toCyrillic(wanted),
      `${known.familyName.slice(0, 3)}x${known.familyName.slice(3)} ${known.givenName}`,
      `${known.givenName} ${known.familyName}`.toUpperCase(),
    ];
    const found: string[] = [];
    for (const text of asked) {
      await box().fill(text);
      await desk.main.getByText(wanted).first().waitFor();
      found.push(text);
    }
    expect(found).toEqual(asked);
  });

  it('narrows by chips, keeps the search by name, and opens it again by keyboard', async () => {
    const { page } = desk;
    await box().fill('');
    await chip('journal').click();
    await page.getByRole('menuitem', { name: desk.t('documents:journal.appeals'), exact: true }).click();
    await hits().first().waitFor();
    const all = await hits().count();
    await chip('state').click();
    await page.getByRole('menuitem', { name: desk.t('search:unfinished'), exact: true }).click();
    await page.waitForFunction((n) => document.querySelectorAll('[data-hit]').length < n, all);
    expect(await hits().count()).toBeGreaterThan(0);
    await desk.button('search:views.save').click();
    await page.getByLabel(desk.t('search:views.name')).fill("O'zimning arizalarim");
    await page.keyboard.press('Enter');
    const view = page.getByRole('button', { name: 'Oʻzimning arizalarim', exact: true });
    await view.waitFor();
    const narrowed = await hits().count();
    await page
      .getByRole('button', { name: desk.t('search:noFilters') })
      .first()
      .click();
    await desk.note('search:hint');
    // Kept over a reload, which locks.
    await desk.lock();
    await desk.unlock(stack.secretary);
    await desk.goTo('/search');
    await view.focus();
    await page.keyboard.press('Enter');
    await hits().first().waitFor();
    expect(await hits().count()).toBe(narrowed);
    // From the box down to the first paper and into it.
    await box().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await desk.paper.waitFor();
    await page.goBack();
    await hits().first().waitFor();
    await page
      .getByRole('button', { name: desk.t('search:takeOff', { filter: desk.t('search:filter.state') }) })
      .click();
    await page.waitForFunction((n) => document.querySelectorAll('[data-hit]').length === n, all);
    await desk.goTo('/search?q=suv&journal=appeals');
    await expect.poll(() => box().inputValue()).toBe('suv');
    await desk.note('search:not.people');
  });

  it('has places, acts, papers and people behind Ctrl-K', async () => {
    const { page } = desk;
    const palette = page.getByPlaceholder(desk.t('common:palette.placeholder'));
    await page.keyboard.press('Control+k');
    await palette.fill(toCyrillic(desk.t('words:title')));
    await page.keyboard.press('Enter');
    await desk.heading('words:title').waitFor();
    await page.keyboard.press('Control+k');
    await palette.fill(toCyrillic(known.familyName));
    await page.getByText(desk.t('common:palette.all'), { exact: true }).click();
    await expect.poll(() => box().inputValue()).toBe(toCyrillic(known.familyName));
  });

  it('learns a word and turns texts by it', async () => {
    const { page } = desk;
    await desk.goTo('/words');
    await page.getByLabel(desk.t('words:turn.text'), { exact: true }).fill('Цойга');
    await page.getByText(toLatin('Цойга'), { exact: true }).waitFor();
    await page.getByLabel(desk.t('words:list.cyrl'), { exact: true }).fill('цой');
    await page.getByLabel(desk.t('words:list.latn'), { exact: true }).fill('цой');
    await page.keyboard.press('Enter');
    await desk.note('words:list.latnWrong');
    await page.getByLabel(desk.t('words:list.latn'), { exact: true }).fill('tsoy');
    await page.keyboard.press('Enter');
    await page.getByText('Tsoyga', { exact: true }).waitFor();
    await page.getByRole('button', { name: desk.t('words:list.remove', { cyrl: 'цой' }) }).click();
    await expect.poll(() => page.getByText('Soyga', { exact: true }).isVisible(), { timeout: 20_000 }).toBe(true);
  });

  it.each(languagesToWalk())('looks right, in %s', async (language) => {
    const { page } = desk;
    await desk.goTo('/settings');
    await page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
    desk.heard(language);
    const album = createAlbum(page, 'client', language);
    await desk.goTo('/search?journal=appeals&state=open&period=year');
    await hits().first().waitFor();
    await album.take('search-filtered');
    await desk.button('search:views.save').click();
    await page.getByLabel(desk.t('search:views.name')).waitFor();
    await album.take('search-save');
    await page.keyboard.press('Escape');
    await desk.goTo('/words');
    await page.getByLabel(desk.t('words:turn.text'), { exact: true }).fill('Oʻzbekiston Respublikasi mahallalari');
    await album.take('words');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(desk.t('common:palette.placeholder')).fill(known.familyName);
    await page.getByText(desk.t('common:palette.all'), { exact: true }).waitFor();
    await album.take('palette-found');
    await page.keyboard.press('Escape');
    await page.getByPlaceholder(desk.t('common:palette.placeholder')).waitFor({ state: 'detached' });
    expect(album.faults).toEqual([]);
  });
});
