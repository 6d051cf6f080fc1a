import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../page', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** The page of the fault tests, built as the product's own renderer is. */
export interface BuiltPage {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Builds the page once. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'mahalla-faults-page-'));
  await build({
    root: ROOT,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'chrome114',
      minify: false,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4_000,
    },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The built desktop program with the page in the place of its screens: main process, preload and bridge are its own. */
export async function buildDesktop(page: BuiltPage): Promise<BuiltPage> {
  const out = join(REPOSITORY, 'out');
  if (!existsSync(join(out, 'main'))) throw new Error('the desktop program is not built: npm run build:desktop');
  const folder = await mkdtemp(join(tmpdir(), 'mahalla-faults-desktop-'));
  const { name, version, main } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version, main }));
  await mkdir(join(folder, 'out'));
  await cp(join(out, 'main'), join(folder, 'out', 'main'), { recursive: true });
  await cp(join(out, 'preload'), join(folder, 'out', 'preload'), { recursive: true });
  await cp(page.folder, join(folder, 'out', 'renderer'), { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
