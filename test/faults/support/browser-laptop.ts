import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../../support/chromium.ts';
import type { BuiltPage } from './built-page.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};
const PATIENCE = 60_000;

/** A running client of which the test holds the process: it can be killed in the middle of a save. */
export interface RunningLaptop {
  readonly page: Page;
  /** SIGKILL to all of it, at once. */
  kill(): Promise<void>;
  /** Ends it in order. */
  close(): Promise<void>;
}

/** What the page tells of acknowledged saves. */
export type Told = (operation: string, paper: string, subject: string) => void;

export async function newProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'mahalla-faults-profile-'));
}

export async function removeProfile(profile: string): Promise<void> {
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}

/** Waits until a process is gone. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function debuggingPort(profile: string, child: ChildProcess): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  for (const until = Date.now() + PATIENCE; Date.now() < until;) {
    if (existsSync(file)) {
      const [port] = (await readFile(file, 'utf8')).split('\n');
      if (port) return port;
    }
    if (child.exitCode !== null) throw new Error(`Chromium ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Chromium does not answer');
}

/** Opens the page under the server's address in a Chromium of our own. `script` runs in the page before anything else. */
export async function openBrowserLaptop(options: {
  readonly built: BuiltPage;
  readonly profile: string;
  readonly origin: string;
  readonly told?: Told;
  readonly script?: string;
}): Promise<RunningLaptop> {
  const { built, profile, origin } = options;
  await rm(join(profile, 'DevToolsActivePort'), { force: true });
  const child = spawn(
    findChromium(),
    [...CHROMIUM_ARGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    // A group of its own, so that a kill reaches every process of it and nothing else.
    { stdio: 'ignore', detached: true },
  );
  const kill = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
    await ended(child);
  };
  try {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(profile, child)}`);
    const [context] = browser.contexts();
    if (!context) throw new Error('Chromium has no context');
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    if (options.script) await page.addInitScript(options.script);
    if (options.told) await page.exposeFunction('told', options.told);
    await page.route(`${origin}/faults/**`, async (route) => {
      const path = new URL(route.request().url()).pathname.replace(/^\/faults\//, '');
      const body = await readFile(join(built.folder, path)).catch(() => null);
      if (body) await route.fulfill({ body, contentType: TYPES[extname(path)] ?? 'application/octet-stream' });
      else await route.fulfill({ status: 404 });
    });
    await page.goto(`${origin}/faults/index.html`);
    await page
      .waitForFunction(() => 'faults' in window, undefined, { timeout: PATIENCE })
      .catch((error: unknown) => {
        throw new Error(`the page did not start: ${faults.join('; ')}`, { cause: error });
      });
    await page.unrouteAll({ behavior: 'wait' });
    return {
      page,
      kill,
      async close() {
        const session = await browser.newBrowserCDPSession();
        await session.send('Browser.close').catch(() => undefined);
        await Promise.race([ended(child), new Promise((resolve) => setTimeout(resolve, 20_000))]);
        await kill();
      },
    };
  } catch (error) {
    await kill();
    throw error;
  }
}
