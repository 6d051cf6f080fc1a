import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { openProfile } from '../../support/chromium.ts';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const ROOT = fileURLToPath(new URL('../page', import.meta.url));

/** The benchmark's pages, built as the product's own renderer is. */
export interface BuiltPages {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Builds the pages `<name>.html` of `test/bench/page`. */
export async function buildPages(names: readonly string[], options: { readonly minify: boolean }): Promise<BuiltPages> {
  const folder = await mkdtemp(join(tmpdir(), 'mahalla-bench-pages-'));
  await build({
    root: ROOT,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'chrome114',
      minify: options.minify,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 3_000,
      rolldownOptions: { input: names.map((name) => join(ROOT, `${name}.html`)) },
    },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An open page of the benchmark in a browser profile of its own. */
export interface BenchTab {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Opens a built page under the address of a server, in a fresh profile. The page's own files are handed over inside
 * the browser and never touch the wire.
 */
export async function openTab(pages: BuiltPages, name: string, origin: string): Promise<BenchTab> {
  const { context, profile } = await openProfile();
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.route('**/*', async (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^\/bench\//, '');
    const body = await readFile(join(pages.folder, path)).catch(() => null);
    if (body) await route.fulfill({ body, contentType: TYPES[extname(path)] ?? 'application/octet-stream' });
    else await route.fulfill({ status: 404 });
  });
  await page.goto(`${origin}/bench/${name}.html`);
  await page
    .waitForFunction(() => 'bench' in window, undefined, { timeout: 20_000 })
    .catch((error: unknown) => {
      throw new Error(`the page ${name} did not start: ${faults.join('; ')}`, { cause: error });
    });
  // Interception slows every request of a page down: it ends before anything is measured.
  await page.unrouteAll({ behavior: 'wait' });
  return {
    page,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
