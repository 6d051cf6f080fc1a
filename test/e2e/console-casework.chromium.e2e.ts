import { rm } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ARGS, findChromium, openProfile } from '../support/chromium.ts';
import { createConsole, createDesk, type Desk, type Ministry, until } from '../support/job.ts';
import { type Album, createAlbum } from '../support/pictures.ts';
import { type Person, type Stack, startStack } from '../support/stack.ts';
import { type Language, LANGUAGE_NAMES } from '../support/words.ts';

const ADDRESS = 'Chinor koʻchasi, 15-uy';
/** Pictures in the language that is the program's own, and in the one whose words are the longest. */
const LANGUAGES: readonly Language[] =
  process.env.MAHALLA_PICTURES === 'all' ? ['uz-Cyrl', 'en', 'ru', 'uz-Latn'] : ['ru', 'uz-Latn'];

// People of an office as the district and the ministry find them; a form from the console to a laptop.
describe('the central base in the console', { concurrent: false }, () => {
  let stack: Stack;
  let browser: Browser;
  let console: BrowserContext;
  let context: BrowserContext;
  let profile: string;
  let desk: Desk;
  let ministry: Ministry;
  let album: Album;
  let district: Person;

  const t = (key: string, values?: Readonly<Record<string, string | number>>) => ministry.t(key, values);
  const page = () => ministry.page;
  const speak = async (language: Language) => {
    const button = page().getByRole('button', { name: LANGUAGE_NAMES[language], exact: true });
    await button.click();
    await until('the language', async () => (await button.getAttribute('aria-pressed')) === 'true');
  };
  /** A picture of what stands in the console, in each language. */
  const inAll = async (name: string) => {
    for (const language of LANGUAGES) {
      await speak(language);
      await album.take(`${name}-${language}`);
    }
  };
  /** A dialog stands over the row of languages: its picture is taken in the one that is spoken. */
  const ofDialog = (name: string) => album.take(`${name}-uz-Latn`);
  const become = async (person: Person) => {
    await page().goto('about:blank');
    await ministry.signIn(person);
  };
  const row = (text: string | RegExp) => page().getByRole('row').filter({ hasText: text });
  /** Looks for a case of the demonstration by its number: the list is longer than the screen. */
  const findCase = async () => {
    const box = page()
      .getByPlaceholder(t('central:list.findCase'))
      .or(page().getByPlaceholder(t('central:list.findNumber')));
    await box.fill('I-1/1');
  };
  const article = () => page().getByRole('article');
  const hidden = () => article().getByRole('note', { name: t('central:hidden.title') });

  beforeAll(async () => {
    stack = await startStack();
    browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
    console = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    ministry = createConsole(await console.newPage(), stack.url);
    album = createAlbum(ministry.page, 'console', 'uz-Latn');
    const found = stack.demo.logins.find((one) => one.role === 'district_officer');
    if (!found) throw new Error('the demonstration has no officer of a district');
    district = found;
    ({ context, profile } = await openProfile());
    const client = await context.newPage();
    await client.goto(`${stack.url}/client/`);
    desk = createDesk(client);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
  });
  afterAll(async () => {
    await browser?.close();
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('an office enters a family in Latin script, and it goes to the server', async () => {
    await desk.goTo('/families/new');
    await desk.heading('people:newFamily').waitFor();
    await desk.page.locator('#family-address').fill(ADDRESS);
    const member = desk.page.getByRole('group', { name: desk.t('people:memberN', { n: 1 }), exact: true });
    await member.getByLabel(desk.t('people:field.familyName'), { exact: true }).fill('Gʻiyosova');
    await member.getByLabel(desk.t('people:field.givenName'), { exact: true }).fill('Xurshida');
    await desk.page.keyboard.press('Control+Enter');
    await desk.note('people:done.created');
    await desk.synced();
    expect(await desk.sign()).not.toContain(desk.t('exchange:sign.offline'));
  });

  it('the district finds her in Cyrillic, with her address; her family, and the cases of its mahallas', async () => {
    await ministry.signIn(district);
    await ministry.goTo('/people');
    await page().getByPlaceholder(t('central:list.find')).fill('Ғиёсова Хуршида');
    await row('Gʻiyosova Xurshida').first().waitFor();
    await page().getByText(t('central:basis.guarded')).waitFor();
    await inAll('people-found');
    // By keyboard alone: into the list, open; and closed again.
    await page().getByRole('grid').focus();
    await page().keyboard.press('ArrowDown');
    await page().keyboard.press('Enter');
    await article().getByRole('heading', { name: 'Gʻiyosova Xurshida' }).waitFor();
    await article()
      .getByRole('link', { name: /Gʻiyosova/ })
      .click();
    await article().getByText(ADDRESS).waitFor();
    expect(await hidden().innerText()).not.toContain(t('central:hidden.field.address'));
    await page().keyboard.press('Escape');
    await article().waitFor({ state: 'detached' });
    await page().getByPlaceholder(t('central:list.find')).fill('');
    await row(/2$|, /).first().waitFor();
    await inAll('families');
    await ministry.goTo('/people');
    await page().getByPlaceholder(t('central:list.find')).fill('hech kim bunday emas');
    await page().getByText(t('central:list.none')).waitFor();
    await inAll('people-none');
    await page().getByPlaceholder(t('central:list.find')).fill('');

    await ministry.goTo('/cases');
    await findCase();
    await row('I-1/1').first().waitFor();
    await inAll('cases');
    await page().getByText(t('central:case.overdueOnly'), { exact: true }).click();
    await row('I-1/1').first().waitFor();
    await row('I-1/1').first().click();
    await article().getByText(t('central:record.due')).waitFor();
    // The duty of casework was not given: facts, and no words of the case.
    expect(await hidden().innerText()).toContain(t('central:hidden.why.no_casework_duty'));
    expect(await article().innerText()).not.toContain('Yolgʻiz yashayman');
    await inAll('case-without-the-duty');
    await ministry.goTo('/caseload');
    await page()
      .getByRole('group', { name: t('central:load.open'), exact: true })
      .waitFor();
    await inAll('caseload-of-a-district');
  });

  it('the ministry sees masked fields, and is told so; small numbers stay hidden', async () => {
    await become(stack.officer);
    await ministry.goTo('/people');
    // By what it may not see, it finds nobody.
    await page().getByPlaceholder(t('central:list.findName')).fill('Chinor');
    await page().getByText(t('central:list.none')).waitFor();
    await page().getByPlaceholder(t('central:list.findName')).fill('giyosova');
    await row('Gʻiyosova Xurshida').first().click();
    await hidden().waitFor();
    expect(await hidden().innerText()).toContain(t('central:hidden.field.address'));
    expect(await article().innerText()).not.toContain('Chinor');
    await inAll('person-masked');
    await ministry.goTo('/cases');
    await findCase();
    await row('I-1/1').first().click();
    await hidden().waitFor();
    expect(await hidden().innerText()).toContain(t('central:hidden.field.case_person'));
    await inAll('case-masked');
    await ministry.goTo('/caseload');
    await page().getByText(t('central:load.fewHint')).waitFor();
    await inAll('caseload-of-the-ministry');
  });

  it('the duty of casework is given by name, and opens what cases say', async () => {
    await page()
      .getByRole('button', { name: t('central:duty.give'), exact: true })
      .first()
      .click();
    const dialog = page().getByRole('dialog');
    await dialog.getByRole('button', { name: t('central:duty.give'), exact: true }).click();
    await dialog.getByText(t('central:duty.groundNeeded')).waitFor();
    await ofDialog('duty');
    await dialog.getByLabel(t('central:duty.ground')).fill('17-buyruq, 20.11.2026');
    await dialog.getByRole('button', { name: t('central:duty.give'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page().getByText('17-buyruq, 20.11.2026').waitFor();
    await become(district);
    await ministry.goTo('/cases');
    await findCase();
    await row('I-1/1').first().click();
    await article().getByText('Yolgʻiz yashayman', { exact: false }).first().waitFor();
    expect(await hidden().count()).toBe(0);
    await inAll('case-with-the-duty');
  });

  it('a form is made without code: faults are told, a half-made one is kept, what is asked follows the answers', async () => {
    await become(stack.officer);
    await ministry.goTo('/forms');
    await page().getByRole('heading', { name: 'Yosh ehtiyojlarini baholash' }).waitFor();
    await inAll('forms');
    await page()
      .getByRole('link', { name: t('central:forms.new'), exact: true })
      .click();
    await page()
      .getByRole('button', { name: t('central:forms.publish'), exact: true })
      .click();
    await page().getByText(t('central:forms.fault.title_missing')).first().waitFor();
    await inAll('form-faults');
    await page().locator('#form-title').fill('Uyga tashrif varaqasi');
    await page().locator('#form-code').fill('home_visit');
    await page()
      .getByRole('checkbox', { name: t('central:value.kind.elderly_alone') })
      .check();
    const field = (n: number) => page().getByRole('group', { name: t('central:forms.field', { n }), exact: true });
    const add = async (n: number, label: string, kind: string) => {
      await page()
        .getByRole('button', { name: t('central:forms.addField'), exact: true })
        .click();
      await field(n)
        .getByRole('textbox', { name: t('central:forms.field', { n }), exact: true })
        .fill(label);
      await field(n).getByLabel(t('central:forms.fieldKind')).selectOption(kind);
    };
    await add(1, 'Uyda yoqilgʻi bormi', 'yes_no');
    await add(2, 'Qancha yetadi, kun', 'number');
    await field(2).getByLabel(t('central:forms.when')).selectOption('all');
    await add(3, 'Kim yordam beradi', 'choice');
    await field(3).getByLabel(t('central:forms.choices'), { exact: true }).fill('Qoʻshni\nQarindosh');
    await field(3)
      .getByRole('button', { name: t('central:forms.languages') })
      .click();
    await inAll('form-editor');
    // A crash, a wrong click: it is there again after the next sign-in.
    await become(stack.officer);
    await ministry.goTo('/forms/new');
    expect(await page().locator('#form-title').inputValue()).toBe('Uyga tashrif varaqasi');
    const preview = page().getByRole('region', { name: t('central:forms.preview') });
    expect(await preview.getByLabel(/Qancha yetadi/).count()).toBe(0);
    await preview.getByRole('radio', { name: 'Ha', exact: true }).check();
    await preview.getByLabel(/Qancha yetadi/).waitFor();
    await preview.getByLabel(t('central:forms.previewLanguage')).selectOption('uz-Cyrl');
    await preview.getByText('Уйда ёқилғи борми').waitFor();
    await preview.scrollIntoViewIfNeeded();
    await inAll('form-preview');
    await page()
      .getByRole('button', { name: t('central:forms.publish'), exact: true })
      .click();
    await page().getByRole('dialog').getByText(t('central:forms.publishText')).waitFor();
    await ofDialog('form-publish');
    await page()
      .getByRole('dialog')
      .getByRole('button', { name: t('central:forms.publish'), exact: true })
      .click();
    await page().getByRole('heading', { name: 'Uyga tashrif varaqasi' }).waitFor();
    // The laptop has fetched it when its place in the change log is past it.
    await desk.goTo('/exchange');
    await until('the form to reach the laptop', async () => {
      await desk.button('exchange:tryNow').click();
      return stack
        .sql(
          `do $$ begin
             if not exists (select 1 from doc d join device l on l.checkpoint >= d.seq
               where d.id = 'form-home_visit-1' and l.office_id = '${stack.office.id}')
             then raise exception 'not fetched'; end if; end $$`,
        )
        .then(
          () => true,
          () => false,
        );
    });
    const card = page().getByRole('region', { name: 'Uyga tashrif varaqasi' });
    await card.getByRole('link', { name: t('central:forms.change') }).click();
    await page().getByRole('heading', { level: 1, name: /2/ }).waitFor();
    await ministry.goTo('/forms');
    await card.getByRole('button', { name: t('central:forms.withdraw') }).click();
    await page()
      .getByRole('dialog')
      .getByRole('button', { name: t('central:forms.withdraw') })
      .click();
    await card.getByText(t('central:forms.withdrawn', { day: '' }).trim().split(' ').at(-1) as string).waitFor();
  });

  it('a technical duty sees figures alone, a lost line is said, and no picture has a fault', async () => {
    await become(stack.keeper);
    await ministry.goTo('/people');
    await page().getByText(t('central:list.technical')).waitFor();
    await inAll('technical');
    await ministry.goTo('/caseload');
    await page().getByText(t('central:load.fewHint')).waitFor();
    await console.setOffline(true);
    // A page that was never opened says that there is no line.
    await ministry.goTo('/caseload?area=uz.r7');
    await page().getByText(t('console:signIn.offline')).first().waitFor();
    await album.take('offline-uz-Latn');
    await console.setOffline(false);
    expect(album.faults).toEqual([]);
    expect(album.taken.length).toBeGreaterThan(14 * LANGUAGES.length);
  });
});
