import { readFile, rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NATIONAL_COLUMNS, type NationalRow, readNationalCells } from '#shared/domain/documents/national-sheet.ts';
import { addDays, dayOfMoment, formatDay } from '#shared/domain/language/dates.ts';
import { readXlsxCells, writeNationalXlsx } from '../../renderer/features/control/xlsx.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { cellsByLibreOffice, hasLibreOffice } from '../support/libre-office.ts';
import { createAlbum, type Album } from '../support/pictures.ts';
import { type Person, type Stack, startStack } from '../support/stack.ts';

const today = dayOfMoment(Date.now());
const libreOffice = await hasLibreOffice();
const FIRST = 'Joyiga chiqib oʻrganilsin.';
const SECOND = 'Mutasaddi tashkilot bilan kelishilsin.';

// One paper from the resolution to its lifting, the register's sheet out and in, a meeting; each step on the one before.
describe('execution control, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let profile: string;
  let context: BrowserContext;
  let desk: Desk;
  let album: Album;
  let subject = '';
  let sheet: Uint8Array;
  const failures: string[] = [];

  const assignment = (text: string) => desk.paper.locator('li').filter({ hasText: text }).last();
  const stepOn = async (text: string, step: string) =>
    assignment(text)
      .getByRole('button', { name: desk.t(`control:step.${step}`), exact: true })
      .first()
      .click();
  const confirm = async (done: string) => {
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note(`control:done.${done}`);
    await desk.dialog.waitFor({ state: 'detached' });
  };
  const openTask = async (text: string) => {
    await desk.main.getByRole('row').filter({ hasText: text }).first().click();
    await desk.paper.getByText(text).first().waitFor();
  };
  const chooseExecutor = async (nth: number, person: Person) => {
    await desk.dialog
      .getByRole('combobox', { name: desk.t('paper:resolve.executor') })
      .nth(nth)
      .click();
    await desk.page.getByRole('option', { name: person.name }).filter({ visible: true }).first().click();
  };

  beforeAll(async () => {
    stack = await startStack();
    ({ context, profile } = await openProfile());
    const page = await context.newPage();
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) failures.push(message.text());
    });
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    album = createAlbum(page, 'client', 'uz-Latn');
    await desk.firstRun({ server: stack.url, code: stack.demo.codes[0]?.code ?? '' });
    for (const person of [stack.specialist, stack.secretary, stack.chair]) {
      await desk.signIn(person);
      await desk.synced();
      if (person !== stack.chair) await desk.lock();
    }
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('the chairperson resolves in two clauses, each with its executor and deadline', async () => {
    await desk.goTo('/papers/incoming');
    const row = desk.main
      .getByRole('row')
      .filter({ hasText: desk.t('documents:state.registered') })
      .first();
    await row.click();
    subject = (await desk.paper.locator('section h3').first().innerText()).trim();
    await desk.state('registered');
    await desk.act('resolve');
    await chooseExecutor(0, stack.specialist);
    await desk.dialog.getByLabel(desk.t('paper:fact.due')).first().fill('01.01.2020');
    await desk.dialog.getByLabel(desk.t('paper:resolve.text')).first().fill(FIRST);
    await desk.dialog.getByRole('button', { name: desk.t('control:resolve.addClause') }).click();
    await chooseExecutor(1, stack.secretary);
    await desk.dialog
      .getByLabel(desk.t('paper:fact.due'))
      .nth(1)
      .fill(formatDay(addDays(today, 9)));
    await desk.dialog.getByLabel(desk.t('paper:resolve.text')).nth(1).fill(SECOND);
    // A deadline before the receipt is refused at its field, and nothing that was typed is lost.
    await desk.dialog.locator('button[type=submit]').click();
    await desk.dialog.getByText(desk.t('paper:resolve.dueBefore')).waitFor();
    await album.take('control-resolve');
    await desk.dialog
      .getByLabel(desk.t('paper:fact.due'))
      .first()
      .fill(formatDay(addDays(today, 5)));
    await desk.dialog.locator('button[type=submit]').click();
    await desk.note('paper:done.resolve');
    await assignment(FIRST).waitFor();
    await assignment(SECOND).waitFor();
    expect(await desk.paper.innerText()).toContain(desk.t('control:clause', { n: 2 }));
    await album.take('control-assignments');
  });

  it('the executor finds it among their own tasks, asks for more time, gives a part, and reports', async () => {
    await desk.handTo(stack.specialist);
    await desk.page.keyboard.press('Control+Shift+e');
    await desk.heading('control:title.mine').first().waitFor();
    await album.take('control-mine');
    expect(await desk.main.getByRole('row').filter({ hasText: SECOND }).count()).toBe(0);
    await openTask(FIRST);
    await stepOn(FIRST, 'ask');
    await desk.dialog.getByLabel(desk.t('control:extension.date')).fill(formatDay(addDays(today, 12)));
    await desk.dialog.getByLabel(desk.t('control:extension.reason')).fill('Usta kutilmoqda.');
    await confirm('ask');
    await stepOn(FIRST, 'part');
    await desk.dialog.getByRole('combobox', { name: desk.t('control:part.executor') }).click();
    await desk.page.getByRole('option', { name: stack.secretary.name }).filter({ visible: true }).first().click();
    await desk.dialog.getByLabel(desk.t('control:part.text')).fill('Roʻyxat tayyorlansin.');
    await confirm('part');
    await assignment('Roʻyxat tayyorlansin.').waitFor();
  });

  it('the chairperson grants the time, and later takes the report, returns it once and lifts the clause', async () => {
    await desk.handTo(stack.chair);
    await desk.goTo('/today');
    await desk.main.getByText(desk.t('today:reason.extension_asked')).first().waitFor();
    await until('the words of what was done to go', async () => {
      return (await desk.page.locator('.mantine-Notification-root').count()) === 0;
    });
    await album.take('control-today');
    await desk.goTo('/control');
    await openTask(FIRST);
    await stepOn(FIRST, 'grant');
    await confirm('grant');
    await desk.paper
      .getByText(desk.t('control:until', { day: formatDay(addDays(today, 12)) }))
      .first()
      .waitFor();
    await desk.paper
      .getByText(desk.t('control:firstDue', { day: formatDay(addDays(today, 5)) }))
      .first()
      .waitFor();

    await desk.handTo(stack.specialist);
    await desk.goTo('/my-tasks');
    await openTask(FIRST);
    await stepOn(FIRST, 'report');
    await desk.dialog.getByLabel(desk.t('control:ask.report')).fill('Quvur almashtirildi.');
    await desk.dialog.locator('input[type=file]').setInputFiles({
      name: 'dalolatnoma.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('quvur;12 metr\n'),
    });
    await desk.dialog.getByText('dalolatnoma.csv').first().waitFor();
    await confirm('report');

    await desk.handTo(stack.chair);
    await desk.goTo('/control');
    await openTask(FIRST);
    await assignment(FIRST).getByRole('button', { name: 'dalolatnoma.csv' }).waitFor();
    await stepOn(FIRST, 'return');
    await desk.dialog.getByLabel(desk.t('control:ask.return')).fill('Dalolatnomani ham qoʻshing.');
    await confirm('return');
    await stepOn(FIRST, 'lift');
    await confirm('lift');
    await assignment(FIRST).getByText(desk.t('control:standing.lifted')).first().waitFor();
    // The other clause goes on, and so does the paper.
    await desk.state('in_execution');
    expect(await assignment(SECOND).innerText()).not.toContain(desk.t('control:standing.lifted'));
  });

  it('prints a control card and counts each assignment once', async () => {
    await desk.paper.getByRole('link', { name: desk.t('control:card.open') }).click();
    await desk.heading('control:card.open').first().waitFor();
    const card = desk.page.locator('[data-print]');
    await desk.page.emulateMedia({ media: 'print' });
    expect(await card.isVisible()).toBe(true);
    const text = await card.innerText();
    for (const words of [FIRST, SECOND, stack.specialist.name, formatDay(addDays(today, 12))]) {
      expect(text).toContain(words);
    }
    await desk.page.emulateMedia({ media: null });
    await album.take('control-card');
    await desk.goTo('/control-summary');
    const table = desk.main.getByRole('table', { name: desk.t('control:summary.title') });
    await table.waitFor();
    const figures = async (name: string) =>
      (await table.getByRole('row').filter({ hasText: name }).locator('td').allInnerTexts()).map(Number);
    const sum = await figures(desk.t('control:summary.all'));
    const people = await Promise.all([stack.chair, stack.secretary, stack.specialist].map((one) => figures(one.name)));
    expect(people.reduce((total, one) => total + (one[0] ?? 0), 0)).toBe(sum[0]);
    await album.take('control-summary');
  });

  it('writes the national register’s sheet, with exactly its columns', async () => {
    await desk.goTo('/control');
    await desk.heading('control:title.all').first().waitFor();
    await album.take('control-journal');
    await desk.button('control:national').click();
    const download = desk.page.waitForEvent('download');
    await desk.page.getByRole('menuitem', { name: desk.t('control:export.verb') }).click();
    sheet = new Uint8Array(await readFile(await (await download).path()));
    await desk.note('control:export.done');
    const cells = await readXlsxCells(sheet);
    expect(cells[0]).toEqual(NATIONAL_COLUMNS.map((column) => column.heading));
    const read = readNationalCells(cells);
    if (!read.ok) throw new Error(read.failure.code);
    expect(read.value.issues).toEqual([]);
    expect(read.value.rows.length).toBeGreaterThan(3);
    // Written again from what was read, it reads the same.
    const rows = read.value.rows.map(({ row }) => row);
    const again = readNationalCells(await readXlsxCells(await writeNationalXlsx(rows)));
    expect(again.ok && again.value.rows.map(({ row }) => row)).toEqual(rows);
    expect(rows.find((row) => row.summary === subject && row.clause === '2')).toMatchObject({
      executor: stack.secretary.name,
      dueDate: addDays(today, 9),
      state: 'Ижрода',
    });
  });

  it.skipIf(!libreOffice)(
    'LibreOffice opens the sheet and shows what was written (skipped where there is none)',
    async () => {
      const read = readNationalCells(await readXlsxCells(sheet));
      if (!read.ok) throw new Error(read.failure.code);
      const shown = await cellsByLibreOffice(sheet);
      expect(shown[0]).toEqual(NATIONAL_COLUMNS.map((column) => column.heading));
      // It shows a day as its own locale does.
      const asHere = (cell: string) => cell.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$2.$1.$3');
      expect(shown.slice(1).map((line) => line.map(asHere))).toEqual(
        read.value.rows.map(({ row }) =>
          NATIONAL_COLUMNS.map(({ field }) => {
            const value = row[field];
            if (value === null) return '';
            return field === 'dueDate' || field === 'date' ? formatDay(String(value)) : String(value);
          }),
        ),
      );
    },
  );

  it('takes papers from a sheet with moved columns: faults row by row, what is good kept, nothing twice', async () => {
    const row = (number: string, fields: Partial<NationalRow> = {}): NationalRow => ({
      no: 1,
      kind: 'Топшириқ',
      dueDate: addDays(today, 20),
      overdue: null,
      number,
      date: addDays(today, -3),
      summary: `Реестрдаги топшириқ ${number}`,
      clause: '',
      executor: stack.specialist.name,
      unit: '',
      others: null,
      state: 'Ижрода',
      ...fields,
    });
    const good = await readXlsxCells(
      await writeNationalXlsx([
        row('07-1'),
        row('07-2', { clause: '1' }),
        row('07-2', { clause: '2', executor: stack.secretary.name, summary: 'Иккинчи банд' }),
        row('07-3', { dueDate: addDays(today, -9) }),
        row('07-4', { executor: 'Notanish Odam' }),
      ]),
    );
    const { default: writeXlsx } = await import('write-excel-file/universal');
    const moved = good.map((line) => [...line].reverse().map((value) => (value === null ? null : { value })));
    const blob = await (
      writeXlsx(moved as never, { sheet: 'A', dateFormat: 'dd.mm.yyyy' } as never) as never as {
        toBlob(): Promise<Blob>;
      }
    ).toBlob();
    const file = { name: 'reyestr.xlsx', mimeType: '', buffer: Buffer.from(await blob.arrayBuffer()) };
    // A paper that is being left takes files, too.
    const openImport = async () => {
      await desk.goTo('/control-import');
      await desk.page.getByRole('heading', { level: 1, name: desk.t('control:import.title') }).waitFor();
    };
    await openImport();
    const choose = desk.page.locator('input[type=file]');
    await choose.setInputFiles({ name: 'xat.xlsx', mimeType: '', buffer: Buffer.from('bu jadval emas') });
    await desk.page.getByText(desk.t('errors:xlsx_unreadable')).waitFor();
    await choose.setInputFiles(file);
    await desk.note('control:import.moved');
    await desk.page.getByText(desk.t('errors:row_due_before_date')).waitFor();
    await desk.page.getByText(desk.t('errors:row_executor_unknown')).waitFor();
    await album.take('control-import');
    await desk.page.getByRole('button', { name: desk.t('control:import.verb', { n: 3 }), exact: true }).click();
    await desk.page.getByText(desk.t('control:import.done', { done: 3, total: 3 })).waitFor();
    await desk.goTo('/control');
    await openTask('Иккинчи банд');
    await desk.state('in_execution');
    await openImport();
    await choose.setInputFiles(file);
    await desk.page.getByText(desk.t('control:import.fates.known')).nth(2).waitFor();
    expect(await desk.page.getByRole('button', { name: desk.t('control:import.verb', { n: 0 }) }).isDisabled()).toBe(
      true,
    );
  });

  it('keeps a meeting: no quorum is told at once, votes are counted, a signed decision becomes a task', async () => {
    await desk.handTo(stack.secretary);
    await desk.goTo('/minutes/new');
    await desk.heading('minutes:title').first().waitFor();
    await desk.page.locator('#minutes-subject').fill('Hashar yigʻilishi');
    await desk.page.locator('#minutes-members').fill('20');
    await desk.page.getByText(desk.t('minutes:quorum.missing', { present: 3, members: 20, needed: 11 })).waitFor();
    await desk.page.getByLabel(desk.t('minutes:field.title'), { exact: true }).fill('Hashar oʻtkazish');
    await desk.page.getByLabel(desk.t('minutes:field.votesFor'), { exact: true }).fill('12');
    await desk.button('minutes:addDecision').click();
    await desk.page
      .getByLabel(desk.t('minutes:field.decision', { n: '1.1' }), { exact: true })
      .fill('Hashar oʻtkazilsin.');
    await desk.page.getByRole('combobox', { name: new RegExp(desk.t('minutes:field.executor')) }).click();
    await desk.page.getByRole('option', { name: stack.specialist.name }).filter({ visible: true }).first().click();
    await desk.page.getByLabel(desk.t('minutes:field.due'), { exact: true }).fill(formatDay(addDays(today, 4)));
    await desk.page.keyboard.press('Control+Enter');
    await desk.alert.getByText(desk.t('errors:quorum_missing')).waitFor();
    await desk.page.locator('#minutes-othersPresent').fill('9');
    await desk.page.getByText(desk.t('minutes:quorum.there', { present: 12, members: 20, needed: 11 })).waitFor();
    await album.take('minutes');
    await desk.page.keyboard.press('Control+Enter');
    await desk.note('paper:done.submit');
    await desk.state('awaiting_approval');
    await desk.handTo(stack.chair);
    await desk.openPaper('minutes', 'Hashar yigʻilishi');
    await desk.paper.getByText('1.1. Hashar oʻtkazilsin.').first().waitFor();
    await desk.approve();
    await desk.signOff(stack.chair);
    await desk.state('signed');
    expect(await desk.paper.innerText()).toContain('Hashar oʻtkazilsin.');
    await desk.handTo(stack.specialist);
    await desk.goTo('/my-tasks');
    await openTask('Hashar oʻtkazilsin.');
    await desk.paper
      .getByText(desk.t('control:clause', { n: '1.1' }))
      .first()
      .waitFor();
  });

  it('the server takes all of it', async () => {
    await desk.synced();
    await desk.goTo('/exchange');
    await desk.note('exchange:refused.none');
    expect(await desk.waiting()).toBe(0);
  });

  it('no page broke its content security policy, and no screen had a fault', () => {
    expect(failures).toEqual([]);
    expect(album.faults).toEqual([]);
  });
});
