import { join } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import { CodedError } from '#shared/kernel/result.ts';
import type { FilesPort } from '#shared/ipc/desktop-api.ts';
import { safeFileName } from './file-name.ts';
import { replaceFile } from './files.ts';

/** Printing and saving by the system's dialogs. `saveFolder`: where everything goes without asking, for tests. */
export function createFiles(window: () => BrowserWindow, saveFolder: string | undefined): FilesPort {
  async function choose(suggested: string): Promise<string | null> {
    const name = safeFileName(suggested);
    if (saveFolder) return join(saveFolder, name);
    const { canceled, filePath } = await dialog.showSaveDialog(window(), { defaultPath: name });
    return canceled || !filePath ? null : filePath;
  }

  async function save(suggested: string, make: () => Promise<Uint8Array> | Uint8Array): Promise<string | null> {
    const path = await choose(suggested);
    if (path === null) return null;
    const bytes = await make();
    try {
      await replaceFile(path, bytes);
    } catch (error) {
      const full = (error as { code?: unknown }).code === 'ENOSPC';
      throw new CodedError(full ? 'disk_full' : 'disk_failed', undefined, { cause: error });
    }
    return path;
  }

  return {
    print: () =>
      new Promise((resolve, reject) => {
        window().webContents.print({ printBackground: true }, (success, reason) => {
          // Closing the dialog is no failure.
          if (success || /cancel/i.test(reason)) resolve();
          else reject(new CodedError('unexpected'));
        });
      }),
    savePdf: (suggestedName) =>
      save(suggestedName, () =>
        window().webContents.printToPDF({ pageSize: 'A4', printBackground: true, preferCSSPageSize: true }),
      ),
    saveFile: (suggestedName, bytes) => save(suggestedName, () => bytes),
  };
}
