import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desktop, findElectron, openDesktop } from '../support/electron.ts';
import { createDesk, type Desk } from '../support/job.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { chairsMorning } from './jobs/morning.ts';

const electron = findElectron();
if ('why' in electron) process.stdout.write(`The desktop program is not tested: ${electron.why}.\n`);

describe.skipIf('why' in electron)('the chairperson’s morning, in Electron', { concurrent: false }, () => {
  let stack: Stack;
  let userData: string;
  let desktop: Desktop;
  let desk: Desk;

  beforeAll(async () => {
    stack = await startStack();
    userData = await mkdtemp(join(tmpdir(), 'mahalla-desktop-'));
    desktop = await openDesktop({ path: 'path' in electron ? electron.path : '', userData });
    desk = createDesk(desktop.page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    for (const person of [stack.chair, stack.secretary]) {
      await desk.signIn(person);
      await desk.synced();
      await desk.lock();
    }
    await desk.unlock(stack.secretary);
  });
  afterAll(async () => {
    await desktop?.kill();
    await stack?.stop();
    if (userData) await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  });

  it('with the server gone: ten papers, two returned with a comment, eight signed by keys', async () => {
    await stack.kill();
    await desk.offline();
    const morning = await chairsMorning(desk, stack);
    expect(morning.returned).toHaveLength(2);
  });

  it('with the server back, it takes it all', async () => {
    await stack.start();
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await desk.note('exchange:refused.none');
    expect(desktop.heard.filter((line) => /content security policy|TypeError|ReferenceError/i.test(line))).toEqual([]);
  });
});
