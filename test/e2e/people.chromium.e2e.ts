import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBareJpeg, PHOTO_MAX } from '#shared/domain/casework/photo.ts';
import { openProfile } from '../support/chromium.ts';
import { GPS_WORDS, withPosition } from '../support/gps-jpeg.ts';
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

  const edit = async (section: string) => {
    const name = `${desk.t('people:edit')}: ${desk.t(`people:section.${section}`)}`;
    await desk.page.getByRole('button', { name, exact: true }).click();
    await desk.dialog.waitFor();
  };
  const choose = async (label: string, option: string) => {
    await desk.dialog.getByRole('combobox', { name: desk.t(label), exact: true }).click();
    await desk.page.getByRole('option', { name: desk.t(option), exact: true }).click();
  };
  const block = (section: string) =>
    desk.main.getByRole('region', { name: desk.t(`people:section.${section}`), exact: true });
  const openPerson = async (name: string) => {
    await desk.goTo('/people/all');
    await desk.main.getByPlaceholder(desk.t('people:find')).fill(name);
    await desk.main.getByRole('row').filter({ hasText: name }).click();
    await desk.page.getByRole('heading', { level: 1, name }).waitFor();
  };
  const photoOn = async (at: Desk, name: string) => {
    const image = at.main.getByRole('img', { name: at.t('people:photo.of', { name }) });
    await image.waitFor();
    const source = await image.getAttribute('src');
    return Buffer.from((source ?? '').replace('data:image/jpeg;base64,', ''), 'base64');
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
    await page.getByRole('checkbox', { name: t('people:consent.askAdults') }).check();
    // Four are of age; the mother was not at home.
    const adults = page.getByRole('group', { name: t('people:consent.whoAgreed') });
    expect(await adults.getByRole('checkbox').count()).toBe(4);
    await adults.getByRole('checkbox', { name: 'Sinovov Salima' }).uncheck();
    await album.take('family-form-consent');
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
    await page.locator('#family-address').fill('Oqtepa koʻchasi, 9-uy');
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
    await edit('identity');
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

  it('what programmes ask is entered section by section, each with where it is known from; a lock loses nothing', async () => {
    const { page, t } = desk;
    await openPerson('Sinovov Nodira');
    await edit('work');
    await choose('people:field.work', 'people:option.work.unemployed');
    await choose('people:field.education', 'people:option.education.vocational');
    await desk.dialog.getByLabel(t('people:field.profession'), { exact: true }).fill('Tikuvchi');
    await desk.dialog.getByRole('radio', { name: t('people:source.paper'), exact: true }).check();
    await desk.dialog.getByLabel(new RegExp(`^${t('people:source.detail')}`)).fill('Mehnat daftarchasi, 12.03.2019');
    await desk.kept();
    await album.take('person-edit-work');
    const place = await desk.place();
    await desk.lock();
    await desk.unlock(stack.secretary);
    await desk.goTo(place);
    await edit('work');
    await desk.dialog.getByText(t('people:halfFilled')).waitFor();
    expect(await desk.dialog.getByLabel(t('people:field.profession'), { exact: true }).inputValue()).toBe('Tikuvchi');
    await confirm();
    await block('work').getByText(t('people:option.work.unemployed')).waitFor();
    await block('work').getByText('Mehnat daftarchasi, 12.03.2019').first().waitFor();

    await edit('health');
    await desk.dialog.getByRole('checkbox', { name: t('people:noneOfThese'), exact: true }).check();
    await desk.dialog.getByRole('checkbox', { name: t('people:option.health.chronic'), exact: true }).check();
    expect(await desk.dialog.getByRole('checkbox', { name: t('people:noneOfThese'), exact: true }).isChecked()).toBe(
      false,
    );
    await choose('people:field.disability', 'people:option.disability.group_2');
    await album.take('person-edit-health');
    await confirm();
    await block('health').getByText(t('people:option.health.chronic'), { exact: false }).first().waitFor();

    await edit('income');
    await desk.dialog.getByLabel(t('people:field.income'), { exact: true }).fill('koʻp');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.dialog.getByText(t('people:fault.som_wrong')).waitFor();
    await desk.dialog.getByLabel(t('people:field.income'), { exact: true }).fill('400 000');
    await confirm();
    await block('income').getByText('400 000 soʻm').waitFor();
    await album.take('person-details');

    await page.getByRole('link', { name: ADDRESS }).first().click();
    await edit('dwelling');
    await choose('people:field.housing', 'people:option.housing.rented');
    await desk.dialog.getByRole('checkbox', { name: t('people:option.housingNeeds.repair'), exact: true }).check();
    await desk.dialog.getByRole('radio', { name: t('people:source.seen'), exact: true }).check();
    await album.take('family-edit-dwelling');
    await confirm();
    await block('dwelling').getByText(t('people:source.seen')).first().waitFor();
    await edit('familyIncome');
    await desk.dialog.getByLabel(t('people:field.otherIncome'), { exact: true }).fill('0');
    await confirm();
    await block('familyIncome')
      .getByText(t('people:income.atLeast', { amount: '400 000 soʻm' }))
      .waitFor();
    await block('familyIncome')
      .getByText(/Sinovboyev Anvar/)
      .waitFor();
    await album.take('family-details');
  });

  it('a photograph is drawn anew: nothing of the place where it was taken is kept', async () => {
    const { page, t } = desk;
    await openPerson('Sinovov Nodira');
    const drawn = await page.evaluate(() => {
      const canvas = document.createElement('canvas');
      canvas.width = 900;
      canvas.height = 1200;
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      const dots = pen.createImageData(900, 1200);
      for (let at = 0; at < dots.data.length; at += 1) dots.data[at] = at % 4 === 3 ? 255 : (at * 7919) % 256;
      pen.putImageData(dots, 0, 0);
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] as string;
    });
    const file = withPosition(Buffer.from(drawn, 'base64'));
    for (const words of GPS_WORDS) expect(file.includes(words)).toBe(true);
    expect(isBareJpeg(file)).toBe(false);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'nodira.txt.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
    await page
      .getByRole('alert')
      .getByText(t('errors:file_damaged', { name: 'nodira.txt.jpg' }))
      .waitFor();
    await page.locator('input[type=file]').setInputFiles({ name: 'nodira.jpg', mimeType: 'image/jpeg', buffer: file });
    await desk.dialog.getByText(t('people:photo.asks')).waitFor();
    await desk.dialog.getByRole('slider', { name: t('people:photo.zoom') }).press('ArrowRight');
    await album.take('person-photo');
    await confirm();
    const kept = await photoOn(desk, 'Sinovov Nodira');
    expect(isBareJpeg(kept)).toBe(true);
    expect(kept.toString('base64').length).toBeLessThanOrEqual(PHOTO_MAX);
    for (const words of GPS_WORDS) expect(kept.includes(words)).toBe(false);
    await album.take('person-with-photo');

    // The card of the family carries it where it is wanted, and reads in the other script.
    await page.getByRole('link', { name: ADDRESS }).first().click();
    await page.getByRole('link', { name: t('people:card.title'), exact: true }).click();
    await page.getByRole('checkbox', { name: t('people:card.photos') }).check();
    await desk.main.getByRole('img', { name: 'Sinovov Nodira' }).waitFor();
    await desk.main.getByText(t('documents:rendering.cyrl'), { exact: true }).click();
    await desk.main.getByText('Оила картаси').first().waitFor();
    await desk.main.getByText('Синовов Нодира').first().waitFor();
    await desk.main.getByText('Боғ кўчаси, 4-уй').first().waitFor();
    await album.take('family-card-cyrillic');
  });

  it('somebody, and a family, move to another mahalla: they stay to be read and are counted no more', async () => {
    const { page, t } = desk;
    await openPerson('Sinovov Bobur');
    await desk.button('people:depart.person').click();
    await desk.dialog.locator('button[type=submit]').click();
    await desk.dialog.getByText(t('common:form.required')).waitFor();
    await desk.dialog.getByLabel(t('people:depart.to'), { exact: true }).fill('Samarqand, Registon MFY');
    await album.take('person-depart');
    await confirm();
    await desk.main.getByRole('note').getByText('Samarqand, Registon MFY').waitFor();
    await desk.goTo('/people');
    await desk.main.getByPlaceholder(t('people:find')).fill('Oqtepa');
    await desk.main.getByRole('row').filter({ hasText: 'Oqtepa' }).click();
    await desk.button('people:depart.family').click();
    await desk.dialog.getByLabel(t('people:depart.to'), { exact: true }).fill('Buxoro shahri');
    await confirm();
    await desk.main.getByRole('note').getByText('Buxoro shahri').waitFor();
    await album.take('family-departed');

    await desk.goTo('/people');
    await desk.note('people:nothingFits');
    await desk.button('people:filter.open').click();
    await page.getByLabel(t('people:filter.presence'), { exact: true }).selectOption('departed');
    await desk.main.getByRole('row').filter({ hasText: 'Oqtepa' }).waitFor();
    await desk.goTo('/people/all');
    await desk.main.getByPlaceholder(t('people:find')).fill('Sinovov');
    await desk.main.getByRole('row').filter({ hasText: 'Sinovov Nodira' }).waitFor();
    expect(await desk.main.getByRole('row').filter({ hasText: 'Bobur' }).count()).toBe(0);
    await desk.button('people:filter.open').click();
    await page.getByLabel(t('people:field.work'), { exact: true }).selectOption('unemployed');
    await page.getByLabel(t('people:field.disability'), { exact: true }).selectOption('any');
    await album.take('people-filtered');
    expect(await desk.main.getByRole('row').filter({ hasText: 'Sinovov' }).count()).toBe(1);
    await page.getByRole('button', { name: t('people:filter.openUsed_other', { count: 2 }), exact: true }).click();
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
      // The photograph has come as it was kept; the consent to it is taken back here, and seen there.
      await other.goTo('/people/all');
      await page.getByPlaceholder(other.t('people:find')).fill('Nodira');
      await page.getByRole('row').filter({ hasText: 'Sinovov Nodira' }).click();
      const kept = await photoOn(other, 'Sinovov Nodira');
      expect(isBareJpeg(kept)).toBe(true);
      for (const words of GPS_WORDS) expect(kept.includes(words)).toBe(false);
      await openPerson('Sinovov Nodira');
      for (const purpose of ['photo', 'base']) {
        const name = `${desk.t('people:consent.withdraw')}: ${desk.t(`people:consent.purpose.${purpose}`)}`;
        await desk.page.getByRole('button', { name, exact: true }).click();
        await desk.dialog.getByText(desk.t(`people:consent.withdrawMeans.${purpose}`)).waitFor();
        await album.take(`person-withdraw-${purpose}`);
        await confirm();
      }
      await desk.main.getByRole('note').getByText(desk.t('people:consent.closedMeans')).waitFor();
      await album.take('person-closed');
      const place = await desk.place();
      await desk.goTo('/exchange');
      await desk.button('exchange:tryNow').click();
      await desk.synced();
      await other.goTo('/exchange');
      await other.button('exchange:tryNow').click();
      await other.goTo(place);
      await page.getByRole('note').getByText(other.t('people:consent.closedMeans')).waitFor();
      await page.getByText(other.t('people:photo.none')).waitFor();
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
        await other.goTo(place);
        await page.getByRole('note').getByText(other.t('people:consent.closedMeans')).waitFor();
        await pictures.take('person-closed-at-the-second-laptop');
        await other.goTo('/people/all');
        await page.getByPlaceholder(other.t('people:find')).fill('Sinovboyev');
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
    expect(album.taken.length).toBe(22);
  });
});
