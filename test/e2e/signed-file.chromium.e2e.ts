import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPem } from '#shared/pki/pem.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { startTimestampService, type TimestampService } from '../support/signatures/timestamp-service.ts';
import { nationalSignature } from '../support/eimzo/sample.ts';
import { createAlbum } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';

// A paper signed without a connection, as a file that other people's tools accept.
describe('a signed file, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let service: TimestampService;
  let profile: string;
  let context: BrowserContext;
  let desk: Desk;
  let subject: string;

  beforeAll(async () => {
    service = await startTimestampService(Date.now());
    stack = await startStack({ env: { TIMESTAMP_URL: service.url } });
    profile = await mkdtemp(join(tmpdir(), 'mahalla-profile-'));
    const rootFile = join(profile, 'timestamp-root.pem');
    await writeFile(rootFile, toPem(service.root));
    await stack.admin('ca', 'timestamps', rootFile);
    ({ context } = await openProfile({ profile }));
    const page = await context.newPage();
    const fonts = page.waitForResponse((answer) => answer.url().includes('NotoSerif_700Bold'), { timeout: 120_000 });
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: stack.demo.codes[0]?.code ?? '' });
    await desk.signIn(stack.chair);
    await desk.synced();
    await fonts;
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    await service?.close();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('offline, the chairperson signs; the paper shows a file whose signature is genuine', async () => {
    await context.setOffline(true);
    await desk.offline();
    await desk.goTo('/approvals');
    const queue = desk.page.getByRole('navigation', { name: desk.t('approvals:queue') }).getByRole('button');
    await queue.first().waitFor();
    const inState = (state: string) => queue.filter({ hasText: desk.t(`documents:state.${state}`) });
    const isApproved = (await inState('approved').count()) > 0;
    const chosen = inState(isApproved ? 'approved' : 'awaiting_approval').first();
    subject = (await chosen.locator('span').first().innerText()).trim();
    await chosen.click();
    await desk.paper.getByRole('heading', { name: subject }).first().waitFor();
    if (!isApproved) await desk.approve();
    await desk.signOff(stack.chair);
    await desk.openPaper('outgoing', subject);
    await desk.note('certified:good');
    expect(await desk.sign()).toContain(desk.t('exchange:sign.offline'));
  });

  it('the saved file is valid for pdfsig, and for the command line that needs no server', async () => {
    const ca = join(profile, 'ca.pem');
    const file = join(profile, 'signed.pdf');
    await writeFile(ca, await (await fetch(`${stack.url}/api/v1/authority.pem`)).text());
    const [download] = await Promise.all([
      desk.page.waitForEvent('download'),
      desk.page.getByRole('button', { name: desk.t('certified:save'), exact: true }).click(),
    ]);
    await download.saveAs(file);
    expect(execFileSync('pdfsig', ['-nocert', file], { encoding: 'utf8' })).toContain('Signature is Valid');
    expect(execFileSync('pdffonts', [file], { encoding: 'utf8' })).toContain('NotoSerif');
    const report = await stack.admin<{ ok: boolean; signatures: { signer: { commonName: string } }[] }>(
      'document',
      'verify',
      file,
      '--ca',
      ca,
    );
    expect(report).toMatchObject({ ok: true, signatures: [{ signer: { commonName: stack.chair.name } }] });
    await desk.page.screenshot({ path: join(profile, 'paper.png') });
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('the same file dropped on the screen of checking is genuine, and with a byte changed it is not', async () => {
    const bytes = await readFile(join(profile, 'signed.pdf'));
    await desk.goTo('/verify-file');
    // The paper that is being left takes files, too.
    await desk.page.getByRole('heading', { level: 1, name: desk.t('verify-file:title') }).waitFor();
    const choose = async (buffer: Buffer) => {
      await desk.page
        .locator('input[type=file]')
        .setInputFiles({ name: 'signed.pdf', mimeType: 'application/pdf', buffer });
    };
    await choose(bytes);
    await desk.note('certified:good');
    bytes[2_000] = (bytes[2_000] as number) ^ 1;
    await choose(bytes);
    await desk.note('certified:bad');
    await desk.note('errors:signed_file_changed');
    expect(await desk.page.getByText(desk.t('certified:good')).count()).toBe(0);
  });

  it('offline, any file is signed; OpenSSL accepts the .p7s, and both dropped together are genuine', async () => {
    const list = join(profile, 'roʻyxat.csv');
    const p7s = `${list}.p7s`;
    await writeFile(list, 'oila;aʼzolar\nToʻxtayevlar;6\n');
    await desk.goTo('/sign-file');
    await desk.page.getByRole('heading', { level: 1, name: desk.t('sign-file:title') }).waitFor();
    await desk.page.locator('input[type=file]').setInputFiles(list);
    const password = desk.page.getByRole('textbox', { name: desk.t('paper:sign.password') });
    const verb = desk.page.getByRole('button', { name: desk.t('sign-file:sign'), exact: true });
    await password.fill('boshqa parol');
    await verb.click();
    await desk.note('errors:password_wrong');
    await password.fill(stack.chair.password);
    const [download] = await Promise.all([desk.page.waitForEvent('download'), verb.click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv\.p7s$/);
    await download.saveAs(p7s);
    await desk.note('certified:good');
    const ca = join(profile, 'root.pem');
    await writeFile(ca, await (await fetch(`${stack.url}/api/v1/authority.pem`)).text());
    const verified = execFileSync(
      'openssl',
      ['cms', '-verify', '-binary', '-inform', 'DER', '-in', p7s, '-content', list, '-CAfile', ca].concat([
        '-purpose',
        'any',
        '-out',
        '/dev/null',
      ]),
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    expect(verified).toBe('');

    await desk.page.getByRole('link', { name: desk.t('sign-file:check') }).click();
    await desk.page.getByRole('heading', { level: 1, name: desk.t('verify-file:title') }).waitFor();
    const choose = (...files: string[]) => desk.page.locator('input[type=file]').setInputFiles(files);
    await choose(p7s);
    await desk.note('errors:signature_alone');
    await choose(list, p7s);
    await desk.note('certified:good');
    await writeFile(list, 'oila;aʼzolar\nToʻxtayevlar;7\n');
    await choose(list, p7s);
    await desk.note('errors:signed_file_changed');
    // A file that E-IMZO signed elsewhere.
    await writeFile(p7s, nationalSignature(await readFile(list), new Date()));
    await choose(list, p7s);
    await desk.note('route:national.valid');
    await desk.note('route:national.revocation');
  });

  it('with the connection back it gets its timestamp by itself, and the signed bytes stay as they were', async () => {
    await desk.openPaper('outgoing', subject);
    await desk.note('certified:good');
    await desk.note('certified:stamp.waits');
    expect(service.asked).toBe(0);
    await context.setOffline(false);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await until('the service to be asked', async () => service.asked > 0);
    await desk.openPaper('outgoing', subject);
    await desk.paper
      .getByRole('term')
      .filter({ hasText: desk.t('certified:timestamp') })
      .waitFor();
    await desk.note('certified:good');
    expect(await desk.page.getByText(desk.t('certified:note.no_timestamp')).count()).toBe(0);
    const file = join(profile, 'stamped.pdf');
    const [download] = await Promise.all([
      desk.page.waitForEvent('download'),
      desk.page.getByRole('button', { name: desk.t('certified:save'), exact: true }).click(),
    ]);
    await download.saveAs(file);
    const before = await readFile(join(profile, 'signed.pdf'));
    const after = await readFile(file);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(execFileSync('pdfsig', ['-nocert', file], { encoding: 'utf8' })).toContain('Signature is Valid');
    await desk.synced();
    expect(service.asked).toBe(1);
  });

  it('anybody sees the same at the server’s page, without a login, at a laptop and at a phone', async () => {
    const bytes = await readFile(join(profile, 'stamped.pdf'));
    const changed = Buffer.from(bytes);
    changed[2_000] = (changed[2_000] as number) ^ 1;
    const page = await context.newPage();
    for (const [language, good, bad] of [
      ['uz-Latn', 'Imzolar haqiqiy', 'Faylga ishonib boʻlmaydi'],
      ['uz-Cyrl', 'Имзолар ҳақиқий', 'Файлга ишониб бўлмайди'],
    ] as const) {
      const album = createAlbum(page, 'public', language);
      await page.goto(`${stack.url}/verify?lang=${language}`);
      await page.locator('#file').waitFor();
      await album.take('verify');
      const choose = (buffer: Buffer) =>
        page.locator('#file').setInputFiles({ name: 'signed.pdf', mimeType: 'application/pdf', buffer });
      await choose(bytes);
      await page.getByRole('heading', { name: good }).waitFor();
      await page.getByText(stack.chair.name).waitFor();
      await album.take('verify-good');
      await choose(changed);
      await page.getByRole('heading', { name: bad }).waitFor();
      await album.take('verify-bad');
      await page.setViewportSize({ width: 390, height: 844 });
      await album.take('verify-bad-phone');
      await page.setViewportSize({ width: 1366, height: 768 });
      expect(album.faults.filter((fault) => !fault.includes('out of sight'))).toEqual([]);
    }
    await page.close();
  });
});
