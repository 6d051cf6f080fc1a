import { appendFile, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScannerFolder, type ScannerFolder, TAKEN_FOLDER } from './scanner-folder.ts';

let base: string;
let folder: string;
const open: ScannerFolder[] = [];

const create = (chooses: string | null = null) => {
  const scanner = createScannerFolder({
    settings: join(base, 'settings', 'scanner.json'),
    chooseFolder: async () => chooses,
    settledMs: 120,
  });
  open.push(scanner);
  return scanner;
};
const names = async (scanner: ScannerFolder) => (await scanner.found()).map((one) => one.name).toSorted();
async function until(read: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await read()); tries++) {
    if (tries > 100) throw new Error('it never came');
    await new Promise((done) => setTimeout(done, 50));
  }
}

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'mahalla-scanner-'));
  folder = join(base, 'skanlar');
  await mkdir(folder);
});
afterEach(async () => {
  for (const scanner of open.splice(0)) await scanner.close();
  await rm(base, { recursive: true, force: true });
});

describe('the scanner’s folder', () => {
  it('is remembered, and shows scans alone: complete, not hidden, not in subfolders', async () => {
    await writeFile(join(folder, 'eski.pdf'), 'eski');
    await writeFile(join(folder, '.yashirin.pdf'), 'x');
    await writeFile(join(folder, 'izoh.txt'), 'x');
    const scanner = create(folder);
    expect(await scanner.folder()).toBeNull();
    expect(await scanner.choose()).toBe(folder);
    await until(async () => (await scanner.found()).length === 1);
    const seen: number[] = [];
    scanner.onFound((files) => seen.push(files.length));
    // A page at a time: it is not there before its size has stood still.
    await writeFile(join(folder, 'yangi.PDF'), 'birinchi ');
    for (let page = 0; page < 4; page++) {
      await new Promise((done) => setTimeout(done, 60));
      await appendFile(join(folder, 'yangi.PDF'), 'sahifa ');
    }
    await until(async () => (await scanner.found()).length === 2);
    expect((await scanner.found())[0]).toEqual({ name: 'yangi.PDF', size: 9 + 4 * 7 });
    expect(seen.length).toBeGreaterThan(0);
    expect(Buffer.from(await scanner.read('yangi.PDF', 0)).toString()).toBe('birinchi sahifa sahifa sahifa sahifa ');
    const next = create();
    expect(await next.folder()).toBe(folder);
    await until(async () => (await next.found()).length === 2);
  });

  it('lets nothing be read but what it has shown', async () => {
    await writeFile(join(base, 'sir.pdf'), 'sir');
    const scanner = create(folder);
    await scanner.choose();
    for (const name of ['../sir.pdf', 'yoʻq.pdf', join(base, 'sir.pdf'), '..', '']) {
      await expect(scanner.read(name, 0)).rejects.toMatchObject({ failure: { code: 'not_found' } });
      await expect(scanner.take(name)).rejects.toMatchObject({ failure: { code: 'not_found' } });
    }
  });

  it('puts what was attached aside, and never writes one over another', async () => {
    const scanner = create(folder);
    await scanner.choose();
    for (const text of ['bir', 'ikki']) {
      await writeFile(join(folder, 'skan.pdf'), text);
      await until(async () => (await names(scanner)).includes('skan.pdf'));
      await scanner.take('skan.pdf');
      await until(async () => (await scanner.found()).length === 0);
    }
    expect((await readdir(join(folder, TAKEN_FOLDER))).toSorted()).toEqual(['skan (2).pdf', 'skan.pdf']);
    expect(await readFile(join(folder, TAKEN_FOLDER, 'skan (2).pdf'), 'utf8')).toBe('ikki');
  });

  it('that is no folder is refused; one that is forgotten is watched no more', async () => {
    await expect(create(join(base, 'yoʻq')).choose()).rejects.toMatchObject({
      failure: { code: 'file_folder_unreadable' },
    });
    const scanner = create(folder);
    await scanner.choose();
    await scanner.forget();
    await writeFile(join(folder, 'skan.pdf'), 'bir');
    await new Promise((done) => setTimeout(done, 400));
    expect(await scanner.folder()).toBeNull();
    expect(await scanner.found()).toEqual([]);
  });
});
