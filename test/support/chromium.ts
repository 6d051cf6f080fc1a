import { spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

/** The Chromium of this machine: `CHROMIUM`, or what the path holds. Throws where there is none. */
export function findChromium(): string {
  const named = process.env.CHROMIUM;
  if (named) return named;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = spawnSync('which', [name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  throw new Error('No Chromium on this machine: install it (Debian: apt-get install chromium) or name it in CHROMIUM.');
}

/** Arguments that keep a test's Chromium quiet and on this machine. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a Chromium with a profile of its own that outlives it, at the pilot laptops' size. */
export async function openProfile(options: { readonly profile?: string; readonly locale?: string } = {}): Promise<{
  readonly context: BrowserContext;
  readonly profile: string;
}> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'mahalla-profile-')));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: CHROMIUM_ARGS,
    headless: true,
    viewport: { width: 1366, height: 768 },
    ...(options.locale ? { locale: options.locale } : {}),
  });
  return { context, profile };
}
