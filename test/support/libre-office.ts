import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';

const run = promisify(execFile);

/** Whether LibreOffice is here. Where it isn't, what needs it is skipped and says so. */
export async function hasLibreOffice(): Promise<boolean> {
  return run('soffice', ['--version'], { timeout: 60_000 }).then(
    () => true,
    () => false,
  );
}

/** The cells of a workbook's first sheet as LibreOffice shows them. */
export async function cellsByLibreOffice(workbook: Uint8Array): Promise<readonly (readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mahalla-office-'));
  try {
    await writeFile(join(folder, 'sheet.xlsx'), workbook);
    await run(
      'soffice',
      [
        // A profile of its own: another LibreOffice that runs would take the file and answer nothing.
        `-env:UserInstallation=file://${join(folder, 'profile')}`,
        '--headless',
        '--convert-to',
        // Comma, double quote, UTF-8, from the first line, cells as they are shown.
        'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false',
        '--outdir',
        folder,
        join(folder, 'sheet.xlsx'),
      ],
      { timeout: 120_000 },
    );
    return parse(await readFile(join(folder, 'sheet.csv'), 'utf8'), { relax_column_count: true }) as string[][];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
