import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProfile } from '../support/chromium.ts';
import { createConsole, createDesk, type Desk } from '../support/job.ts';
import { createAlbum } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { chairsMorning, type Morning } from './jobs/morning.ts';

describe('the chairperson’s morning, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let profile: string;
  let context: BrowserContext;
  let desk: Desk;
  let morning: Morning;
  const errors: string[] = [];

  beforeAll(async () => {
    stack = await startStack();
    ({ context, profile } = await openProfile());
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    const fonts = page.waitForResponse((answer) => answer.url().includes('NotoSerif_700Bold'), { timeout: 120_000 });
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    for (const person of [stack.chair, stack.secretary]) {
      await desk.signIn(person);
      await desk.synced();
      await desk.lock();
    }
    await desk.unlock(stack.secretary);
    await fonts;
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('offline: ten papers, two returned with a comment, eight signed by keys', async () => {
    await context.setOffline(true);
    await desk.offline();
    morning = await chairsMorning(desk, stack);
    expect(morning.returned).toHaveLength(2);
  });

  it('the secretary finds the two that came back', async () => {
    await desk.handTo(stack.secretary);
    await desk.goTo('/today');
    for (const subject of morning.returned) await desk.main.getByText(subject).first().waitFor();
    const album = createAlbum(desk.page, 'client', 'uz-Latn');
    await album.take('morning-returned');
    expect(album.faults).toEqual([]);
  });

  it('with the connection back, the server takes it all, and the ministry sees eight genuine signatures', async () => {
    await context.setOffline(false);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await desk.note('exchange:refused.none');
    const ministry = createConsole(await context.newPage(), stack.url);
    await ministry.signIn(stack.officer);
    for (const { subject } of morning.signed) {
      await ministry.openPaper(subject);
      await ministry.page.getByText(ministry.t('console:signature.genuine'), { exact: true }).waitFor();
      await ministry.page.getByText(ministry.t('console:signature.serverValid')).waitFor();
    }
    expect(errors).toEqual([]);
  });
});
