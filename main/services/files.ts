import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { KeyringStorage } from '#shared/sync/device/ports.ts';
import type { JournalStorage } from '#shared/sync/journal/contract.ts';

const ASIDE = '.new';

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ENOENT';
}

/** Makes names in a folder durable. Windows has no such call: there the file system's own log does it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes aside, makes it durable, renames. After a crash the file is the old or the new one, whole. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const aside = path + ASIDE;
  const handle = await open(aside, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
}

async function readOrNull(path: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function inFolder(folder: string, name: string): string {
  if (name !== basename(name) || name.startsWith('.')) throw new TypeError('not a file name');
  return join(folder, name);
}

/** A journal's files in a folder of their own. */
export function createJournalFiles(folder: string): JournalStorage {
  let made: Promise<unknown> | null = null;
  const ready = () =>
    (made ??= mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      made = null;
      throw error;
    }));
  return {
    async list() {
      await ready();
      const names = await readdir(folder);
      return names.filter((name) => !name.endsWith(ASIDE)).toSorted();
    },
    async read(name) {
      return (await readOrNull(inFolder(folder, name))) ?? new Uint8Array(0);
    },
    async append(name, bytes) {
      await ready();
      const handle = await open(inFolder(folder, name), 'a', 0o600);
      let isNew = false;
      try {
        isNew = (await handle.stat()).size === 0;
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (isNew) await syncFolder(folder);
    },
    async replace(name, bytes) {
      await ready();
      await replaceFile(inFolder(folder, name), bytes);
    },
    async remove(name) {
      await rm(inFolder(folder, name), { force: true });
      await syncFolder(folder);
    },
  };
}

/** The keyring's files. */
export function createKeyringFiles(folder: string): KeyringStorage {
  return {
    read: (name) => readOrNull(inFolder(folder, name)),
    async replace(name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replaceFile(inFolder(folder, name), bytes);
    },
  };
}
