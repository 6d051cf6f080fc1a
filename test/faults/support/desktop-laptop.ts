import { spawnSync } from 'node:child_process';
import { findElectron, launchElectron } from '../../support/electron.ts';
import { ended, type RunningLaptop, type Told } from './browser-laptop.ts';
import type { BuiltPage } from './built-page.ts';

/** Whether Electron can show a window here. */
export function canRunElectron(): boolean {
  return 'path' in findElectron();
}

/** Ids of a process and everything that it has started. */
function family(pid: number): readonly number[] {
  const listed = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  const children = listed
    .split('\n')
    .map(Number)
    .filter((id) => id > 0);
  return [pid, ...children.flatMap(family)];
}

/** Starts the desktop program over a folder of user data. */
export async function openDesktopLaptop(options: {
  readonly desktop: BuiltPage;
  readonly userData: string;
  readonly server: string;
  readonly told?: Told;
}): Promise<RunningLaptop> {
  const electron = findElectron();
  if ('why' in electron) throw new Error(electron.why);
  const app = await launchElectron({
    executablePath: electron.path,
    args: ['--no-sandbox', '--disable-gpu', options.desktop.folder],
    env: {
      ...(process.env as Record<string, string>),
      MAHALLA_USER_DATA: options.userData,
      MAHALLA_SERVER: options.server,
      MAHALLA_ALLOW_PLAIN_KEYSTORE: '1',
    },
  });
  const child = app.process();
  const kill = async () => {
    if (child.pid !== undefined) {
      // The main process first: nothing of it may tidy up after the others.
      for (const pid of family(child.pid)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It went with its parent.
        }
      }
    }
    await ended(child);
  };
  try {
    const page = await app.firstWindow({ timeout: 90_000 });
    if (options.told) await page.exposeFunction('told', options.told);
    await page.waitForFunction(() => 'faults' in window, undefined, { timeout: 90_000 });
    return {
      page,
      kill,
      async close() {
        await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, 20_000))]);
        await kill();
      },
    };
  } catch (error) {
    await kill();
    throw error;
  }
}
