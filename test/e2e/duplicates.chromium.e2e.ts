import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { type Album, createAlbum, languagesToWalk } from '../support/pictures.ts';
import { type Person, type Stack, startStack } from '../support/stack.ts';
import { LANGUAGE_NAMES } from '../support/words.ts';

const FIRST = 'Sinov koʻchasi, 3-uy';
const SECOND = 'Nurafshon koʻchasi, 8-uy';
const THIRD = 'Yangi hayot koʻchasi, 11-uy';
const BORN = '01.02.1990';

// One person at two laptops without a line, in two scripts; and at another office.
describe('one person entered twice, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  const contexts: BrowserContext[] = [];
  const profiles: string[] = [];
  let one: Desk;
  let two: Desk;
  let album: Album;
  let albumTwo: Album;

  async function openDesk(person: Person, officeId?: string): Promise<Desk> {
    const opened = await openProfile();
    contexts.push(opened.context);
    profiles.push(opened.profile);
    const page = await opened.context.newPage();
    await page.goto(`${stack.url}/client/`);
    const desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code(officeId) });
    await desk.signIn(person);
    await desk.synced();
    return desk;
  }

  beforeAll(async () => {
    stack = await startStack();
    one = await openDesk(stack.secretary);
    two = await openDesk(stack.chair);
    album = createAlbum(one.page, 'client', 'uz-Latn');
    albumTwo = createAlbum(two.page, 'client', 'uz-Latn');
    for (const context of contexts) await context.setOffline(true);
    await one.offline();
    await two.offline();
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await stack?.stop();
    for (const folder of profiles) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const member = (desk: Desk) =>
    desk.page.getByRole('group', { name: desk.t('people:memberN', { n: 1 }), exact: true });
  const fill = async (desk: Desk, field: string, text: string) => {
    const optional = field === 'givenName' || field === 'familyName' ? '' : ` ${desk.t('common:form.optional')}`;
    const box = member(desk).getByLabel(`${desk.t(`people:field.${field}`)}${optional}`, { exact: true });
    await box.fill(text);
    await box.blur();
  };
  const beginFamily = async (desk: Desk, address: string) => {
    await desk.goTo('/families/new');
    await desk.heading('people:newFamily').waitFor();
    await desk.page.locator('#family-address').fill(address);
  };
  const enter = async (desk: Desk, address: string, names: readonly [string, string, string], phone: string) => {
    await beginFamily(desk, address);
    await desk.page.locator('#family-phone').fill(phone);
    await fill(desk, 'familyName', names[0]);
    await fill(desk, 'givenName', names[1]);
    await fill(desk, 'patronymic', names[2]);
    await fill(desk, 'birthDate', BORN);
    await desk.page.keyboard.press('Control+Enter');
    await desk.note('people:done.created');
  };
  const exchange = async (desk: Desk) => {
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
  };
  const pair = (desk: Desk) =>
    desk.main.getByRole('row').filter({ hasText: 'Sinovova' }).filter({ hasText: 'Синовова' });
  const listed = async (desk: Desk) => {
    await desk.goTo('/people/all');
    await desk.main.getByPlaceholder(desk.t('people:find')).fill('sinovova');
    const rows = desk.main.getByRole('row').filter({ hasText: /Sinovova|Синовова/ });
    await rows.first().waitFor();
    return rows;
  };

  it('without a line, two laptops enter the same person, each in its own script', async () => {
    await enter(one, FIRST, ['Sinovova', 'Dilnoza', 'Shavkat qizi'], '90 123 45 67');
    await enter(two, SECOND, ['Синовова', 'Дильноза', 'Шавкатовна'], '91 765 43 21');
    for (const context of contexts) await context.setOffline(false);
    await exchange(one);
    await exchange(two);
    await exchange(one);
    expect(await (await listed(one)).count()).toBe(2);
  });

  it('the review list shows the two with its reasons; side by side a value is chosen, and they are one', async () => {
    const { page, t } = one;
    await one.goTo('/people');
    await page.getByRole('link', { name: t('duplicates:title'), exact: true }).click();
    await pair(one).waitFor();
    await pair(one).getByText(t('register:duplicate.reason.same_birth_date')).waitFor();
    await album.take('duplicates-review');
    await pair(one).click();
    await one.heading('duplicates:compare').waitFor();
    await page.getByRole('region', { name: t('duplicates:twoFamilies') }).waitFor();
    // The record in Latin stays, whichever stood first, and gets the other one's telephone.
    await page.getByRole('radio', { name: /: Sinovova Dilnoza/ }).check();
    await page.getByRole('radio', { name: /998917654321/ }).check();
    await album.take('duplicates-compare');
    await page.keyboard.press('Control+Enter');
    await one.note('duplicates:done.merged');
    await one.heading('duplicates:title').waitFor();
    await pair(one).waitFor({ state: 'detached' });
    await album.take('duplicates-merged');
    expect(await (await listed(one)).count()).toBe(1);
  });

  it('undo takes it back at once; merged again, the person’s page tells of it and has both families', async () => {
    const { page, t } = one;
    await page.getByRole('button', { name: t('common:action.undo'), exact: true }).click();
    await one.note('duplicates:done.unmerged');
    const apart = await listed(one);
    await until('both to be listed', async () => (await apart.count()) === 2);
    await one.goTo('/duplicates');
    await pair(one).click();
    await one.heading('duplicates:compare').waitFor();
    await page.getByRole('radio', { name: /: Sinovova Dilnoza/ }).check();
    await page.getByRole('radio', { name: /998917654321/ }).check();
    await one.button('duplicates:merge').click();
    await one.heading('duplicates:title').waitFor();
    await pair(one).waitFor({ state: 'detached' });
    await (await listed(one)).first().click();
    await page.getByRole('region', { name: t('duplicates:note.holds') }).waitFor();
    await one.main.getByRole('link', { name: FIRST }).first().waitFor();
    await one.main.getByRole('link', { name: SECOND }).first().waitFor();
    await one.main.getByText('998917654321').first().waitFor();
    await album.take('person-merged');
    expect(await one.main.getByText('998901234567').count()).toBe(0);
  });

  it('later work, found by the other record’s name, is put to the one that stands for both', async () => {
    const { page, t } = one;
    await beginFamily(one, THIRD);
    await fill(one, 'familyName', 'Синовова');
    await fill(one, 'givenName', 'Дильноза');
    await fill(one, 'birthDate', BORN);
    const known = member(one).getByRole('button', { name: t('register:duplicate.this') });
    await known.first().waitFor();
    expect(await known.count()).toBe(1);
    await known.click();
    await member(one)
      .getByRole('checkbox', { name: t('people:movesHere') })
      .check();
    await page.keyboard.press('Control+Enter');
    await one.note('people:done.created');
    await one.main.getByRole('link', { name: /Sinovova Dilnoza/ }).waitFor();
    await exchange(one);
  });

  it('at the other laptop the merged record says so; un-merging says what goes back, and both are there with all work', async () => {
    const { page, t } = two;
    await exchange(two);
    const rows = await listed(two);
    expect(await rows.count()).toBe(1);
    await rows.first().click();
    await page
      .getByRole('region', { name: t('duplicates:note.holds') })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { level: 1, name: 'Синовова Дильноза Шавкатовна' }).waitFor();
    await page.getByRole('region', { name: t('duplicates:note.absorbed') }).waitFor();
    await albumTwo.take('person-absorbed');
    await two.button('duplicates:unmerge.open').click();
    await two.dialog.getByText('+998917654321 → +998901234567').waitFor();
    await albumTwo.take('unmerge');
    await two.dialog.locator('button[type=submit]').click();
    await two.dialog.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: t('duplicates:note.similar') }).waitFor();
    await two.main.getByText('998917654321').first().waitFor();
    await two.main.getByRole('link', { name: SECOND }).first().waitFor();
    await exchange(two);
    await exchange(one);
    for (const desk of [one, two]) {
      const both = await listed(desk);
      await until('both to be listed', async () => (await both.count()) === 2);
      await both.filter({ hasText: 'Sinovova' }).click();
      await desk.page.getByRole('heading', { level: 1, name: /Sinovova Dilnoza/ }).waitFor();
      await desk.main.getByText('998901234567').first().waitFor();
      // What was done later stays where it was put.
      await desk.main.getByRole('link', { name: THIRD }).first().waitFor();
      expect(await desk.main.getByRole('link', { name: SECOND }).count()).toBe(0);
    }
  });

  it('another office is warned while it types, learns which office to call, and goes on', async () => {
    const elsewhere = stack.demo.codes.find((code) => code.officeId !== stack.office.id);
    expect(elsewhere).toBeDefined();
    const officeId = elsewhere?.officeId ?? '';
    const person = await stack.admin<{ login: string; password: string }>(
      'user',
      'add',
      '--office',
      officeId,
      '--role',
      'secretary',
      '--login',
      'begona-kotib',
      '--name',
      'Begona Kotib',
    );
    const other = await openDesk({ ...person, name: 'Begona Kotib' }, officeId);
    const pictures = createAlbum(other.page, 'client', 'uz-Latn');
    await beginFamily(other, 'Begona koʻcha, 1-uy');
    await fill(other, 'familyName', 'Синовова');
    await fill(other, 'givenName', 'Дилноза');
    await fill(other, 'patronymic', 'Шавкатовна');
    await fill(other, 'birthDate', BORN);
    const warning = other.page.getByRole('status', { name: other.t('duplicates:elsewhere.title') });
    await warning.getByText(stack.office.name).waitFor();
    expect(await warning.innerText()).not.toContain('Dilnoza');
    await pictures.take('likely-elsewhere');
    await other.page.keyboard.press('Control+Enter');
    await other.note('people:done.created');
    expect(pictures.faults).toEqual([]);
  });

  it('every language, no fault in any picture', async () => {
    const { page } = two;
    for (const language of languagesToWalk()) {
      const pictures = createAlbum(page, 'client', language);
      await two.goTo('/settings');
      await page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
      two.heard(language);
      await two.goTo('/duplicates');
      await pair(two).waitFor();
      await pictures.take('duplicates-review');
      await pair(two).click();
      await page.getByRole('radio', { name: /: Sinovova Dilnoza/ }).waitFor();
      await pictures.take('duplicates-compare');
      expect(pictures.faults).toEqual([]);
    }
    two.heard(languagesToWalk().at(-1) ?? 'uz-Latn');
    // Told apart, they are not asked about again.
    await two.button('duplicates:notSame').click();
    await two.note('duplicates:done.notSame');
    await pair(two).waitFor({ state: 'detached' });
    await two.button('duplicates:again').click();
    await two.page.waitForTimeout(1_000);
    expect(await pair(two).count()).toBe(0);
    expect([...album.faults, ...albumTwo.faults]).toEqual([]);
    expect(album.taken.length + albumTwo.taken.length).toBe(6);
  });
});
