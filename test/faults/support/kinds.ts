import { cp } from 'node:fs/promises';
import { newProfile, openBrowserLaptop, type RunningLaptop, type Told } from './browser-laptop.ts';
import { buildDesktop, buildPage, type BuiltPage } from './built-page.ts';
import { canRunElectron, openDesktopLaptop } from './desktop-laptop.ts';
import type { FaultOffice } from './office.ts';

/** A way to run the client: its folder is all that it leaves on the disk. */
export interface Kind {
  readonly name: 'Chromium' | 'Electron';
  /** Whether this machine has it; Electron wants its binary and a display. */
  readonly available: boolean;
}

export const KINDS: readonly Kind[] = [
  { name: 'Chromium', available: true },
  { name: 'Electron', available: canRunElectron() },
];

/** The built client of a kind. */
export interface ClientOf {
  open(profile: string, told?: Told, script?: string): Promise<RunningLaptop>;
  /** Opens, enrols and signs in. */
  enrol(profile: string, told?: Told, script?: string): Promise<RunningLaptop>;
  /** Opens and unlocks without the server's help. */
  unlock(profile: string, told?: Told, script?: string): Promise<RunningLaptop>;
  remove(): Promise<void>;
}

/** Builds the client of a kind for an office. */
export async function buildClient(kind: Kind, office: FaultOffice): Promise<ClientOf> {
  const built = await buildPage();
  const desktop: BuiltPage | null = kind.name === 'Electron' ? await buildDesktop(built) : null;
  const server = office.server.url;
  const client: ClientOf = {
    open: (profile, told, script) =>
      desktop
        ? openDesktopLaptop({ desktop, userData: profile, server, ...(told ? { told } : {}) })
        : openBrowserLaptop({
            built,
            profile,
            origin: server,
            ...(told ? { told } : {}),
            ...(script ? { script } : {}),
          }),
    async enrol(profile, told, script) {
      const code = await office.code();
      const laptop = await client.open(profile, told, script);
      await laptop.page.evaluate(
        ([url, given, login, password]) =>
          window.faults.enrol(url as string, given as string, login as string, password as string),
        [server, code, office.login, office.password],
      );
      return laptop;
    },
    async unlock(profile, told, script) {
      const laptop = await client.open(profile, told, script);
      await laptop.page.evaluate((password) => window.faults.unlock(password), office.password);
      return laptop;
    },
    async remove() {
      await built.remove();
      await desktop?.remove();
    },
  };
  return client;
}

/** A copy of a laptop's disk; what only a running program needs is left out. */
export async function copyProfile(profile: string): Promise<string> {
  const copy = await newProfile();
  await cp(profile, copy, {
    recursive: true,
    filter: (path) => !/(Singleton(Lock|Cookie|Socket)|lockfile|DevToolsActivePort)$/.test(path),
  });
  return copy;
}
