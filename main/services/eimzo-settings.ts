import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EimzoSettings } from './eimzo.ts';

/**
 * Keeps the API key of E-IMZO in a file. It tells E-IMZO which program asks and opens nothing by itself, so it is not
 * in the keyring: it must be there before anybody has unlocked.
 */
export function createEimzoSettings(path: string): EimzoSettings {
  return {
    async load() {
      try {
        const { apiKey } = JSON.parse(await readFile(path, 'utf8')) as { apiKey?: unknown };
        return typeof apiKey === 'string' && apiKey !== '' ? apiKey : null;
      } catch {
        return null;
      }
    },
    async save(apiKey) {
      if (apiKey === null || apiKey === '') {
        await rm(path, { force: true });
        return;
      }
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, JSON.stringify({ apiKey }));
      await rename(`${path}.new`, path);
    },
  };
}
