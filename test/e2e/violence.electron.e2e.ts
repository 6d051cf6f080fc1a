import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseHand } from '../support/case-hand.ts';
import { type Desktop, findElectron, openDesktop } from '../support/electron.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { type Stack, startStack } from '../support/stack.ts';

const electron = findElectron();
if ('why' in electron) process.stdout.write(`The desktop program is not tested: ${electron.why}.\n`);

const PLANTED = {
  who: 'Yashirgulova-Q7',
  request: 'Uydan-haydaldi-K4',
  note: 'Qongiroq-qilmang-R8',
  half: 'Yarim-yozilgan-N2',
} as const;
const WORDS = Object.values(PLANTED);

// The journal of a person's own space in the desktop program: what is saved survives its death, and goes up once.
describe.skipIf('why' in electron)('a file of violence, in Electron', { concurrent: false }, () => {
  let stack: Stack;
  let userData: string;
  let desktop: Desktop;
  let desk: Desk;
  let caseId = '';

  const start = async () => {
    desktop = await openDesktop({ path: 'path' in electron ? electron.path : '', userData });
    desk = createDesk(desktop.page);
  };
  const openCase = async (part = '') => {
    await desk.goTo('/today');
    await desk.heading('today:title').first().waitFor();
    await desk.goTo(`/cases/${caseId}${part ? `?part=${part}` : ''}`);
    await desk.page.getByRole('tab', { selected: true }).waitFor();
  };

  beforeAll(async () => {
    stack = await startStack();
    userData = await mkdtemp(join(tmpdir(), 'mahalla-desktop-'));
    await start();
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    for (const person of [stack.chair, stack.specialist]) {
      await desk.signIn(person);
      await desk.synced();
      if (person === stack.chair) await desk.lock();
    }
  });
  afterAll(async () => {
    await desktop?.kill();
    await stack?.stop();
    if (userData) await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  });

  it('with the server gone it is opened, the program killed, and everything is there again', async () => {
    await stack.kill();
    await desk.offline();
    const hand = createCaseHand(desk);
    const { page, t } = desk;
    await page.keyboard.press('Control+Shift+Y');
    await desk.heading('cases:newCase').waitFor();
    await page.locator('#intake-kind').click();
    await page.getByRole('option', { name: t('casework:kind.violence'), exact: true }).click();
    await hand.write('#intake-clientName', PLANTED.who);
    await hand.write('#intake-request', PLANTED.request);
    await page.getByRole('radio', { name: t('cases:intake.consentYes'), exact: true }).check();
    await page.keyboard.press('Control+Enter');
    await desk.note('cases:done.created');
    await page.getByRole('tab', { selected: true }).waitFor();
    caseId = /^\/cases\/([^/?]+)/.exec(await desk.place())?.[1] ?? '';
    await hand.askInMenu('cases:event.new.note');
    await hand.type('cases:event.note', PLANTED.note);
    await hand.save();
    await desk.note('cases:done.note');
    await hand.askInMenu('cases:event.new.note');
    await hand.type('cases:event.note', PLANTED.half);
    await desk.kept();
    await desktop.kill();

    await start();
    await desk.unlock(stack.specialist);
    await openCase('events');
    await desk.main.getByText(PLANTED.note).first().waitFor();
    const again = createCaseHand(desk);
    await again.askInMenu('cases:event.new.note');
    await until(
      'the note to be as it was left',
      async () =>
        (await desk.dialog.getByLabel(desk.t('cases:event.note'), { exact: true }).inputValue()) === PLANTED.half,
    );
    await desk.page.keyboard.press('Escape');
    await desk.dialog.waitFor({ state: 'detached' });
    expect(await desk.waiting()).toBeGreaterThan(0);
  });

  it('hides by Escape twice, and the chair of the same laptop finds nothing', async () => {
    await until('the papers to be shown', async () => {
      await desk.page.keyboard.press('Escape');
      await desk.page.keyboard.press('Escape');
      return /^\/papers\/\w/.test(await desk.place());
    });
    for (const word of WORDS) expect(await desk.page.content()).not.toContain(word);
    await desk.handTo(stack.chair);
    expect(await desk.waiting()).toBe(0);
    await desk.goTo(`/cases/${caseId}`);
    await desk.note('cases:gone');
  });

  it('with the server back it goes up, once; nothing of it lies on the disk in the clear', async () => {
    await desk.lock();
    await stack.start();
    await desk.signIn(stack.specialist);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await desk.note('exchange:refused.none');
    // Killed once more after the exchange: the next one has nothing to send, and nothing comes twice.
    await desktop.kill();
    await start();
    await desk.signIn(stack.specialist);
    await desk.synced();
    await openCase('events');
    const notes = desk.main.getByText(PLANTED.note);
    await notes.first().waitFor();
    expect(await notes.count()).toBe(1);
    expect(desktop.heard.filter((line) => /content security policy|TypeError|ReferenceError/i.test(line))).toEqual([]);
    await desktop.kill();
    const files = readdirSync(userData, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name));
      for (const word of WORDS) {
        expect(content.includes(word), file.name).toBe(false);
        expect(content.includes(Buffer.from(word, 'utf16le')), file.name).toBe(false);
      }
    }
    await stack.sql(`do $$ begin
      if (select count(*) from protected_doc where case_id = '${caseId}') <> 2 then raise exception 'not once'; end if;
      if exists (select 1 from doc where id = '${caseId}') then raise exception 'in the office'; end if;
    end $$`);
  });
});
