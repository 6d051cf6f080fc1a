import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PizZip from 'pizzip';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOfMoment, formatDay } from '#shared/domain/language/dates.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk } from '../support/job.ts';
import { type Album, createAlbum } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';

const today = dayOfMoment(Date.now());
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A small DOCX with one paragraph. */
function docx(text: string): Buffer {
  const zip = new PizZip();
  zip.file(
    '[Content_Types].xml',
    `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
  );
  zip.file(
    '_rels/.rels',
    `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
  );
  zip.file(
    'word/document.xml',
    `${XML}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
  );
  return zip.generate({ type: 'nodebuffer' });
}

// Appeals as the law wants them, then papers from templates; each step stands on the one before it.
describe('appeals by law and templates, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let profile: string;
  let files: string;
  let context: BrowserContext;
  let desk: Desk;
  let album: Album;
  const errors: string[] = [];

  beforeAll(async () => {
    stack = await startStack();
    profile = await mkdtemp(join(tmpdir(), 'mahalla-profile-'));
    files = await mkdtemp(join(tmpdir(), 'mahalla-files-'));
    ({ context } = await openProfile({ profile }));
    context.on('page', (page) => page.on('pageerror', (error) => errors.push(String(error))));
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
    await desk.lock();
    await desk.signIn(stack.chair);
    await desk.synced();
    album = createAlbum(page, 'client', 'uz-Latn');
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    for (const folder of [profile, files])
      if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await album.take('failed').catch(() => undefined);
  });

  const field = (id: string) => desk.page.locator(`#field-${id}`);
  const save = () => desk.page.keyboard.press('Control+Enter');
  const registered = async () => {
    const words = desk.t('register:saved.title', { number: '' }).trim();
    const told = desk.page.getByRole('heading', { name: words });
    await told.waitFor();
    return (await told.innerText()).replace(words, '').trim();
  };
  const appeal = async (familyName: string, subject: string) => {
    await desk.goTo('/register/internal');
    // Two places in one breath are one place: the form of the first has to be there.
    await desk.page
      .getByRole('radio', { name: desk.t('register:whose.none'), exact: true })
      .waitFor({ state: 'detached' });
    await field('subject').waitFor();
    await desk.goTo('/register/appeals');
    await field('familyName').fill(familyName);
    await field('givenName').fill('Dilnoza');
    await field('subject').fill(subject);
  };

  it('registers an appeal that came after hours, with further applicants; the form says why which day', async () => {
    await appeal('Sinovova', 'Koʻcha chiroqlari yonmayotgani haqida');
    await field('receivedDate').fill(formatDay(addDays(today, -1)));
    await field('receivedTime').fill('19:30');
    await field('others').fill('Aliyev Anvar, Bogʻ koʻchasi 6\nSaidova Nodira');
    await desk.page.getByText('19:30').last().waitFor();
    await album.take('appeal-after-hours');
    await save();
    expect(await registered()).toMatch(/^M-/);
  });

  it('knows a repeated appeal by its person and subject, and links it', async () => {
    await appeal('Sinovova', 'Koʻcha chiroqlari hamon yonmayapti');
    const again = desk.button('register:duplicate.new');
    if (await again.isVisible().catch(() => false)) await again.click();
    await desk.button('register:earlier.this').click();
    await save();
    await registered();
    await desk.openPaper('appeals', 'Koʻcha chiroqlari hamon yonmayapti');
    await desk.paper.getByText(desk.t('paper:fact.repeatOf')).waitFor();
    expect(await desk.paper.getByRole('link', { name: /yonmayotgani haqida/ }).count()).toBe(1);
  });

  it('begins a study, then the head extends the term: the notices draft themselves, the term explains itself', async () => {
    await desk.openPaper('appeals', 'Koʻcha chiroqlari yonmayotgani haqida');
    await desk.paper.getByText('Aliyev Anvar, Bogʻ koʻchasi 6').waitFor();
    await desk.resolve(stack.specialist, formatDay(addDays(today, 5)), 'Oʻrganib chiqing');
    await desk.act('study');
    await desk.dialog.getByLabel(desk.t('paper:appeal.reason')).fill('Simlarni tekshirish kerak');
    await album.take('study-dialog');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('paper:done.study');
    await desk.act('extend');
    await desk.dialog.getByLabel(desk.t('paper:appeal.reason')).fill('Ehtiyot qism kutilmoqda');
    await album.take('extend-dialog');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('paper:done.extend');
    await desk.paper.getByText(desk.t('paper:deadline.how')).click();
    await desk.paper.getByText('28-modda').first().waitFor();
    await album.take('appeal-extended');
    await desk.paper.getByRole('link', { name: desk.t('documents:noticeKind.extension') }).click();
    await desk.paper.getByText('Ehtiyot qism kutilmoqda').waitFor();
    await desk.paper.getByText('Hurmatli Sinovova Dilnoza!').waitFor();
    expect(await desk.paper.getByText(desk.t('paper:fact.noticeOf')).count()).toBe(1);
  });

  it('shows the notice in Cyrillic and in the new alphabet', async () => {
    const choose = (key: string) => desk.paper.getByText(desk.t(key), { exact: true }).click();
    await choose('documents:rendering.cyrl');
    await desk.paper.getByText('Ҳурматли Синовова Дилноза!').waitFor();
    await choose('documents:rendering.latn2026');
    await desk.paper.getByText('körib çiqiş muddati').first().waitFor();
    expect(await desk.paper.getByText('koʻrib chiqish muddati').count()).toBe(0);
    await album.take('notice-new-alphabet');
    await choose('documents:rendering.written');
  });

  it('leaves an anonymous appeal unconsidered, by an approved conclusion', async () => {
    await desk.goTo('/register/internal');
    // Two places in one breath are one place: the form of the first has to be there.
    await desk.page
      .getByRole('radio', { name: desk.t('register:whose.none'), exact: true })
      .waitFor({ state: 'detached' });
    await field('subject').waitFor();
    await desk.goTo('/register/appeals');
    await desk.page.getByRole('radio', { name: desk.t('register:whose.none'), exact: true }).check();
    await field('subject').fill('Imzosiz shikoyat');
    await save();
    await registered();
    await desk.openPaper('appeals', 'Imzosiz shikoyat');
    await desk.act('unconsider');
    await album.take('unconsider-dialog');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('paper:done.conclusion');
    await desk.paper.getByRole('link', { name: desk.t('documents:noticeKind.conclusion') }).click();
    await desk.paper.getByText('Aniqlandi:').waitFor();
    await desk.act('submit');
    await desk.state('awaiting_approval');
    await desk.signOff(stack.chair);
    await desk.openPaper('appeals', 'Imzosiz shikoyat');
    await desk.act('unconsider');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('paper:done.unconsider');
    await desk.state('closed');
    await desk.paper.getByText(desk.t('documents:outcome.unconsidered')).first().waitFor();
    expect(await desk.paper.getByText(desk.t('documents:unconsideredReason.anonymous')).count()).toBe(1);
  });

  it('passes an appeal on: a covering letter and a notice are drafted', async () => {
    await desk.openPaper('appeals', 'Koʻcha chiroqlari hamon yonmayapti');
    await desk.act('forward');
    await desk.dialog.getByLabel(desk.t('paper:appeal.forward.to')).fill('Hududiy elektr tarmoqlari');
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('paper:done.forward');
    await desk.state('closed');
    await desk.paper.getByRole('link', { name: desk.t('documents:noticeKind.forward_cover') }).waitFor();
    expect(await desk.paper.getByRole('link', { name: desk.t('documents:noticeKind.forwarding') }).count()).toBe(1);
  });

  it('a template with an unknown field says which, offers known ones and loses nothing', async () => {
    await desk.goTo('/templates/new');
    await desk.page.locator('#template-title').fill('Hunarmand haqida maʼlumotnoma');
    await desk.page.locator('#template-subject').fill('Maʼlumotnoma');
    await desk.page.locator('#template-text').fill('Ushbu maʼlumotnoma {{person.nmae}}ga berildi.');
    await save();
    await desk.alert.getByText('person.nmae').waitFor();
    await desk.alert.getByText('person.name').waitFor();
    await album.take('template-unknown-field');
    const bad = join(files, 'bad.docx');
    await writeFile(bad, docx('{{adress}}'));
    const chooser = desk.page.waitForEvent('filechooser');
    await desk.button('templates:docx.choose').click();
    await (await chooser).setFiles(bad);
    await desk.alert.getByText('adress').waitFor();
    expect(await desk.page.locator('#template-title').inputValue()).toBe('Hunarmand haqida maʼlumotnoma');
    await desk.page.locator('#template-text').fill('Ushbu maʼlumotnoma **{{person.name}}**ga berildi.');
    const good = join(files, 'good.docx');
    await writeFile(good, docx('Berildi: {{person.name}}, {{office.name}}'));
    const again = desk.page.waitForEvent('filechooser');
    await desk.button('templates:docx.choose').click();
    await (await again).setFiles(good);
    await desk.page.getByText('good.docx').waitFor();
    await save();
    await desk.button('templates:write').waitFor();
  });

  it('writes a paper from it, and a filled DOCX', async () => {
    await desk.page.getByRole('combobox', { name: new RegExp(desk.t('templates:whom')) }).fill('Sinovova');
    await desk.page
      .getByRole('option', { name: /Sinovova/ })
      .first()
      .click();
    await desk.page
      .getByRole('region', { name: desk.t('templates:preview') })
      .getByText('Sinovova Dilnoza')
      .waitFor();
    await album.take('template-write');
    const download = desk.page.waitForEvent('download');
    await desk.button('templates:docx.save').click();
    const path = join(files, 'filled.docx');
    await (await download).saveAs(path);
    expect(new PizZip(await readFile(path)).file('word/document.xml')?.asText()).toContain('Berildi: Sinovova Dilnoza');
    await desk.button('templates:write').click();
    await desk.heading('paper:edit.title').waitFor();
    expect(await desk.editor.text.inputValue()).toBe('Ushbu maʼlumotnoma **Sinovova Dilnoza**ga berildi.');
  });

  it('an act without its parts is not sent for approval; the editor names them', async () => {
    await desk.goTo('/register/acts');
    await field('subject').fill('Uy-joyni koʻzdan kechirish haqida');
    await save();
    await desk.page.getByRole('link', { name: desk.t('register:saved.open') }).click();
    await desk.heading('paper:edit.title').waitFor();
    await desk.editor.text.fill('Asos: murojaat\nKomissiya raisi: A. Aliyev');
    const note = desk.page.getByRole('region', { name: desk.t('documents:part.title') });
    await note.getByText(desk.t('documents:part.annexes')).waitFor();
    await album.take('act-parts');
    await desk.button('paper:step.submit').click();
    await desk.note('errors:paper_parts_missing');
    await desk.editor.text.fill(
      'Tuzilgan joyi: Bogʻ koʻchasi 4\nAsos: murojaat\nKomissiya raisi: A. Aliyev\nKomissiya aʼzolari: B. Valiyev\nHozir boʻlganlar: D. Karimova\n# Aniqlandi\nTom oqmoqda.\nIlovalar: surat, 2 varaq\nImzolar: A. Aliyev',
    );
    await note.getByText(desk.t('documents:part.whole')).waitFor();
    await desk.button('paper:step.submit').click();
    await desk.state('awaiting_approval');
    expect(await desk.sign()).not.toContain('ikki xil qiymat');
  });

  it('warns of an abolished paper, cites since when, and offers the refusal', async () => {
    await desk.goTo('/templates/new');
    await desk.page.locator('#template-title').fill('Oila tarkibi toʻgʻrisida maʼlumotnoma');
    await desk.alert.getByText(desk.t('documents:abolished.title')).waitFor();
    await desk.page.locator('#template-subject').fill('Oila tarkibi');
    await desk.page.locator('#template-text').fill('{{person.name}} oilasi');
    await save();
    await desk.alert.getByText('2020-yil 1-yanvar').waitFor();
    await album.take('abolished');
    await desk.button('documents:abolished.refuse').click();
    await desk.heading('paper:edit.title').waitFor();
    expect(await desk.editor.text.inputValue()).toContain('idoralararo');
  });

  it('issues many papers from a CSV in cp1251: bad rows are told, the good ones made', async () => {
    const cp1251 = (text: string) =>
      Buffer.from(
        Uint8Array.from(text, (char) => {
          const code = char.charCodeAt(0);
          return code >= 0x410 && code <= 0x44f ? code - 0x350 : code;
        }),
      );
    const list = join(files, 'list.csv');
    const rows = [
      'Фамилия;Имя;ПИНФЛ',
      'Каримова;Дилноза;40201902050010',
      ';Анвар;',
      'Алиев;Анвар;31210632040245',
      'Саидова;Нодира;',
    ];
    await writeFile(list, cp1251(rows.join('\r\n')));
    await desk.goTo('/templates/issue');
    await desk.page.getByRole('combobox', { name: desk.t('templates:issue.template') }).click();
    await desk.page.getByRole('option', { name: /Hunarmand/ }).click();
    const chooser = desk.page.waitForEvent('filechooser');
    await desk.button('templates:issue.choose').click();
    await (await chooser).setFiles(list);
    await desk.page.getByText(desk.t('templates:bulkFault.name_missing')).waitFor();
    await album.take('issue');
    await desk.page.getByRole('button', { name: desk.t('templates:issue.go', { count: 2 }) }).click();
    await desk.page.getByText(desk.t('templates:issue.finished', { done: 2, total: 2 })).waitFor();
    expect(await desk.button('templates:issue.stop').count()).toBe(0);
  });

  it('takes holidays from a file, each bad line told, and terms move with them', async () => {
    await desk.goTo('/calendar');
    const year = Number(today.slice(0, 4));
    const list = join(files, 'days.csv');
    await writeFile(list, `sana;turi;nomi\n28.12.${year};;Koʻchirilgan kun\n31.02.${year};;yoʻq\n`);
    const chooser = desk.page.waitForEvent('filechooser');
    await desk.button('calendar:import').click();
    await (await chooser).setFiles(list);
    await desk.page.getByText('Koʻchirilgan kun').waitFor();
    await desk.page.getByText(desk.t('calendar:fault.day_wrong')).waitFor();
    await album.take('calendar');
    await desk.synced();
    expect(await desk.page.getByRole('row').filter({ hasText: 'Koʻchirilgan kun' }).count()).toBe(1);
  });

  it('no page failed aloud', () => expect(errors).toEqual([]));
});
