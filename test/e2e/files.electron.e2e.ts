import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desktop, findElectron, openDesktop } from '../support/electron.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { papersOf } from '../support/residents.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { pdfOf } from './files/samples.ts';

const electron = findElectron();
if ('why' in electron) process.stdout.write(`The desktop program is not tested: ${electron.why}.\n`);

// What only the desktop has: the scanner's folder, the disk. The server is gone the whole time.
describe.skipIf('why' in electron)('files, in Electron', { concurrent: false }, () => {
  let stack: Stack;
  let base: string;
  let scans: string;
  let saved: string;
  let desktop: Desktop;
  let desk: Desk;
  const [paper = ''] = papersOf('appeals', 'in_execution');

  beforeAll(async () => {
    stack = await startStack();
    base = await mkdtemp(join(tmpdir(), 'mahalla-desktop-'));
    scans = join(base, 'skanlar');
    saved = join(base, 'saqlangan');
    for (const folder of [scans, saved]) await mkdir(folder);
    desktop = await openDesktop({
      path: 'path' in electron ? electron.path : '',
      userData: join(base, 'profile'),
      saveFolder: saved,
    });
    desk = createDesk(desktop.page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.chair);
    await desk.synced();
    await writeFile(join(base, 'ca.pem'), await (await fetch(`${stack.url}/api/v1/authority.pem`)).text());
    await stack.kill();
    await desk.offline();
  });
  afterAll(async () => {
    await desktop?.kill();
    await stack?.stop();
    if (base) await rm(base, { recursive: true, force: true, maxRetries: 5 });
  });

  it('a scan that comes into the scanner’s folder is offered, attached, looked at, and put aside', async () => {
    const { page, t } = desk;
    // The system's own dialog can't be driven: it answers as if this folder had been chosen.
    await desktop.app.evaluate(({ dialog }, folder) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    }, scans);
    await desk.goTo('/settings');
    await page.getByRole('button', { name: t('files:settings.chooseFolder'), exact: true }).click();
    await page.getByText(scans).waitFor();
    await writeFile(join(scans, 'skan-001.pdf'), await pdfOf(['Birinchi bet', 'Ikkinchi bet']));

    await desk.goTo(`/paper/${paper}`);
    await page
      .getByRole('article')
      .getByRole('button', { name: t('files:fromScanner_one', { count: 1 }), exact: true })
      .click();
    await page.getByRole('menuitem', { name: /skan-001\.pdf/ }).click();
    await page.getByRole('article').getByRole('button', { name: 'skan-001.pdf', exact: true }).click();
    const sheet = desk.dialog.getByRole('img', { name: t('files:view.page', { n: 1 }) }).last();
    await until('ink on the page', () =>
      sheet.evaluate((place) => {
        const canvas = place.querySelector('canvas');
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        return data ? data.some((value, at) => at % 4 === 0 && value < 100) : false;
      }),
    );
    await page.keyboard.press('Escape');
    await desk.dialog.waitFor({ state: 'detached' });
    await until('the scan to be put aside', async () => !(await readdir(scans)).includes('skan-001.pdf'));
    const aside = await readdir(scans, { recursive: true });
    expect(aside.some((name) => name.endsWith('skan-001.pdf'))).toBe(true);
  });

  it('any file is signed, and its signature lies on the disk for OpenSSL to accept', async () => {
    const { page, t } = desk;
    const list = join(base, 'roʻyxat.csv');
    await writeFile(list, 'oila;aʼzolar\nToʻxtayevlar;6\n');
    await desk.goTo('/sign-file');
    await page.getByRole('heading', { level: 1, name: t('sign-file:title') }).waitFor();
    await page.locator('input[type=file]').setInputFiles(list);
    await page.getByRole('textbox', { name: t('paper:sign.password') }).fill(stack.chair.password);
    await page.getByRole('button', { name: t('sign-file:sign'), exact: true }).click();
    await desk.note('certified:good');
    const [name = ''] = await readdir(saved);
    expect(name).toMatch(/\.csv\.p7s$/);
    execFileSync(
      'openssl',
      ['cms', '-verify', '-binary', '-inform', 'DER', '-in', join(saved, name), '-content', list].concat([
        '-CAfile',
        join(base, 'ca.pem'),
        '-purpose',
        'any',
        '-out',
        '/dev/null',
      ]),
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    expect((await readFile(join(saved, name))).length).toBeGreaterThan(500);
  });

  it('with the server back the scan goes up, and nothing was heard on the console of the program', async () => {
    await stack.start();
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await until('the scan at the server', async () =>
      stack
        .sql(`do $$ begin assert (select count(*) >= 1 from file); end $$`)
        .then(() => true)
        .catch(() => false),
    );
    expect(desktop.heard.filter((line) => /content security policy|TypeError|ReferenceError/i.test(line))).toEqual([]);
  });
});
