import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import type { ScannedFile, ScannerPort } from '#shared/ipc/scanner.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { PIECE_BYTES } from '#shared/sync/files/contract.ts';
import { replaceFile } from './files.ts';

/** Where attached scans go; not watched. */
export const TAKEN_FOLDER = 'Mahalla-olingan';
const SCANS = new Set(['.pdf', '.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp']);
/** A scanner writes a page at a time: a file is complete when its size has stood still for so long, milliseconds. */
const SETTLED_MS = 2_000;

/** The scanner's folder, watched. */
export interface ScannerFolder extends ScannerPort {
  close(): Promise<void>;
}

/**
 * Watches the folder that is noted in `settings`.
 * @param chooseFolder the system's dialog; null when the user changed their mind
 */
export function createScannerFolder(options: {
  /** Path of the file that remembers the folder. */
  readonly settings: string;
  readonly chooseFolder: () => Promise<string | null>;
  readonly settledMs?: number;
}): ScannerFolder {
  const listeners = new Set<(files: readonly ScannedFile[]) => void>();
  const complete = new Map<string, { readonly size: number; readonly at: number }>();
  let watcher: FSWatcher | null = null;
  let opened: Promise<string | null> | null = null;

  const list = (): readonly ScannedFile[] =>
    [...complete].toSorted((a, b) => b[1].at - a[1].at).map(([name, { size }]) => ({ name, size }));
  const tell = () => {
    for (const listener of listeners) listener(list());
  };

  async function stop(): Promise<void> {
    await watcher?.close();
    watcher = null;
    complete.clear();
  }

  async function start(folder: string): Promise<void> {
    const settled = options.settledMs ?? SETTLED_MS;
    watcher = watch(folder, {
      depth: 0,
      awaitWriteFinish: { stabilityThreshold: settled, pollInterval: Math.min(250, settled) },
      // What is hidden, half written by a scanner's own program, or no scan at all.
      ignored: (path, stats) =>
        path !== folder &&
        (basename(path).startsWith('.') ||
          stats?.isDirectory() === true ||
          (stats?.isFile() === true && !SCANS.has(extname(path).toLowerCase()))),
    });
    const note = async (path: string) => {
      const found = await stat(path).catch(() => null);
      if (!found?.isFile() || found.size === 0) return;
      complete.set(basename(path), { size: found.size, at: found.mtimeMs });
      tell();
    };
    watcher.on('add', (path) => void note(path));
    watcher.on('change', (path) => void note(path));
    watcher.on('unlink', (path) => {
      if (complete.delete(basename(path))) tell();
    });
    // A folder on a network drive that goes away: what was found is gone with it, and comes back with it.
    watcher.on('error', () => {
      complete.clear();
      tell();
    });
  }

  function ready(): Promise<string | null> {
    opened ??= (async () => {
      const noted = await readFile(options.settings, 'utf8').catch(() => '');
      let folder: unknown = null;
      try {
        folder = noted ? (JSON.parse(noted) as { folder?: unknown }).folder : null;
      } catch {
        // A damaged note is no note.
      }
      if (typeof folder !== 'string') return null;
      await start(folder);
      return folder;
    })();
    return opened;
  }

  async function set(folder: string | null): Promise<void> {
    await stop();
    await mkdir(dirname(options.settings), { recursive: true });
    await replaceFile(options.settings, Buffer.from(JSON.stringify({ folder })));
    if (folder !== null) await start(folder);
    opened = Promise.resolve(folder);
    tell();
  }

  async function pathOf(name: string): Promise<string> {
    const folder = await ready();
    // Only what the watcher has seen: a name is never a path.
    if (folder === null || name !== basename(name) || !complete.has(name)) throw new CodedError('not_found');
    return join(folder, name);
  }

  return {
    folder: ready,
    async choose() {
      const chosen = await options.chooseFolder();
      if (chosen !== null) {
        const found = await stat(chosen).catch(() => null);
        if (!found?.isDirectory()) throw new CodedError('file_folder_unreadable');
        await set(chosen);
      }
      return ready();
    },
    forget: () => set(null),
    async found() {
      await ready();
      return list();
    },
    async read(name, n) {
      const handle = await open(await pathOf(name), 'r').catch((error: unknown) => {
        throw new CodedError('file_folder_unreadable', undefined, { cause: error });
      });
      try {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, n * PIECE_BYTES);
        return new Uint8Array(buffer.subarray(0, bytesRead));
      } finally {
        await handle.close();
      }
    },
    async take(name) {
      const path = await pathOf(name);
      const folder = join(dirname(path), TAKEN_FOLDER);
      await mkdir(folder, { recursive: true });
      let to = join(folder, name);
      for (let n = 2; await stat(to).catch(() => null); n++) {
        to = join(folder, `${basename(name, extname(name))} (${n})${extname(name)}`);
      }
      await rename(path, to);
      if (complete.delete(name)) tell();
    },
    onFound(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: stop,
  };
}
