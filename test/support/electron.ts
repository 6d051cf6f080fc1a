import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The Electron of this machine, or why there is none. */
export function findElectron(): { readonly path: string } | { readonly why: string } {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { why: 'no screen (no DISPLAY): run it under xvfb-run' };
  }
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const path = join(override, process.platform === 'win32' ? 'electron.exe' : 'electron');
    return existsSync(path) ? { path } : { why: `no Electron in ${override}` };
  }
  try {
    const path = createRequire(import.meta.url)('electron') as unknown;
    if (typeof path === 'string' && existsSync(path)) return { path };
  } catch {
    // Its program was never downloaded.
  }
  return { why: 'no Electron here: its program was never downloaded' };
}

function argumentsOf(): readonly string[] {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return [...(asRoot ? ['--no-sandbox'] : []), '--disable-gpu', ROOT];
}

function environment(options: DesktopOptions): Record<string, string> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
    ),
  );
  return {
    ...inherited,
    MAHALLA_USER_DATA: options.userData,
    MAHALLA_ALLOW_PLAIN_KEYSTORE: '1',
    ...(options.saveFolder ? { MAHALLA_SAVE_FOLDER: options.saveFolder } : {}),
    ...(options.server ? { MAHALLA_SERVER: options.server } : {}),
  };
}

/** How a desktop program is started. */
export interface DesktopOptions {
  readonly path: string;
  readonly userData: string;
  /** Where files go without asking. */
  readonly saveFolder?: string;
  /** Address that the first run offers. */
  readonly server?: string;
}

/** The desktop program, running. */
export interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What its pages said on their console, and what they threw. */
  readonly heard: readonly string[];
  /** Forgets what was heard, after a rule was broken on purpose. */
  forget(): void;
  /** Ends the whole group of processes with SIGKILL. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Longest wait for one start, milliseconds, and how often it is begun anew. */
const START = { timeout: 45_000, tries: 3 } as const;

/**
 * Starts a program in Electron. The driver now and then waits for good for a program that is up already and waits for
 * it (it is connected to both of its debuggers then): such a start is ended and made once more.
 */
export async function launchElectron(options: {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<ElectronApplication> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await _electron.launch({
        ...options,
        args: [...options.args],
        env: { ...options.env },
        timeout: START.timeout,
      });
    } catch (error) {
      if (tried === START.tries || (error as Error).name !== 'TimeoutError') throw error;
      console.log(`Electron did not start within ${START.timeout / 1_000} s, try ${tried}`);
    }
  }
}

/** Starts the built desktop program. */
export async function openDesktop(options: DesktopOptions): Promise<Desktop> {
  const app = await launchElectron({
    executablePath: options.path,
    args: argumentsOf(),
    cwd: ROOT,
    env: environment(options),
  });
  const heard: string[] = [];
  const page = await app.firstWindow({ timeout: 90_000 });
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(String(error)));
  const child = app.process();
  const ended = new Promise<void>((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });
  return {
    app,
    page,
    heard,
    forget() {
      heard.length = 0;
    },
    async kill() {
      const { pid } = child;
      if (pid !== undefined) {
        try {
          process.kill(-pid, 'SIGKILL');
        } catch {
          child.kill('SIGKILL');
        }
      }
      await ended;
      await app.close().catch(() => undefined);
    },
    async close() {
      await app.close();
      await ended;
    },
  };
}

/** Starts the program once more over the same data; resolves to how it ended. */
export function startSecond(options: DesktopOptions): Promise<{ readonly code: number | null; readonly out: string }> {
  return new Promise((done, failed) => {
    const child = spawn(options.path, [...argumentsOf()], {
      cwd: ROOT,
      env: environment(options),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const patience = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.once('error', failed);
    child.once('close', (code) => {
      clearTimeout(patience);
      done({ code, out });
    });
  });
}
