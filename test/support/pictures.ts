import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Language } from './words.ts';

const FOLDER = fileURLToPath(new URL('../../test-results/pictures', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Pictures of screens, and what is wrong with them. */
export interface Album {
  /** Takes a picture of what is in sight and looks for faults: axe, sideways scroll bars, cut words, hidden main actions. */
  take(name: string): Promise<void>;
  /** Names of all pictures. */
  readonly taken: readonly string[];
  /** Faults found, each with the picture's name. */
  readonly faults: readonly string[];
}

interface Looked {
  readonly sideways: readonly string[];
  readonly cut: readonly string[];
  readonly hidden: readonly string[];
  readonly axe: readonly string[];
}

/** Runs in the page; must stand alone. */
async function look(): Promise<Looked> {
  const visible = (element: Element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.opacity !== '0';
  };
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()} "${(element.textContent ?? '').trim().slice(0, 40)}"`;
  const all = [...document.querySelectorAll('*')].filter(visible);
  const sideways = all
    .filter((element) => {
      const { overflowX } = getComputedStyle(element);
      const scrolls = overflowX === 'auto' || overflowX === 'scroll' || element === document.documentElement;
      return scrolls && !element.matches('input, textarea') && element.scrollWidth > element.clientWidth + 1;
    })
    .map((element) => `${name(element)} by ${element.scrollWidth - element.clientWidth} of ${element.clientWidth} px`);
  const cut = [
    ...document.querySelectorAll('button, [role=button], a[class*=Button], [role=tab], label[class*=SegmentedControl]'),
  ]
    .filter(visible)
    .filter((button) =>
      [button, ...button.querySelectorAll('*')].some((element) => {
        if (element instanceof SVGElement || !element.textContent?.trim()) return false;
        const clips = getComputedStyle(element).overflowX !== 'visible';
        return (
          clips && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2)
        );
      }),
    )
    .map(name);
  // Where a dialog is open the main action is the dialog's, and what it stands over may be anywhere.
  const uppermost = document.querySelector('[role=dialog]') ?? document;
  const hidden = [
    ...uppermost.querySelectorAll(
      // The whole name: small buttons of fields are `UnstyledButton-root` and `CloseButton-root`.
      'button[type=submit], [class*=mantine-Button-root][data-variant=filled], [class*=mantine-Button-root]:not([data-variant])',
    ),
  ]
    .filter(visible)
    // A main action says what it does; a cross that empties a field is none.
    .filter((button) => (button.textContent ?? '').trim() !== '')
    .filter((button) => {
      const box = button.getBoundingClientRect();
      if (box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.top < -1) return true;
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return at !== null && !button.contains(at) && !at.contains(button) && uppermost === document;
    })
    .map(name);
  const { axe } = window as unknown as {
    axe: {
      run(
        context: unknown,
        options: unknown,
      ): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>;
    };
  };
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return {
    sideways,
    cut,
    hidden,
    axe: violations.flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(
          (node) =>
            `${id} at ${node.target.join(' ')}: ${(node.failureSummary ?? '').replaceAll(/\s+/g, ' ').slice(0, 200)}`,
        ),
    ),
  };
}

/** Begins an album of one program in one language. */
export function createAlbum(page: Page, program: 'client' | 'console' | 'public', language: Language): Album {
  const taken: string[] = [];
  const faults: string[] = [];
  const folder = join(FOLDER, language);
  mkdirSync(folder, { recursive: true });
  return {
    taken,
    faults,
    async take(name) {
      const file = `${program}-${String(taken.length + 1).padStart(2, '0')}-${name}`;
      taken.push(file);
      // Words of what was just done fade away by themselves; those that stay are part of the picture.
      await page
        .waitForFunction(() => document.querySelector('.mantine-Notification-root') === null, null, { timeout: 7_000 })
        .catch(() => undefined);
      // Nothing moves and every letter is there.
      await page.evaluate(async () => {
        await document.fonts.ready;
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        // What has just been opened begins to move a frame or two later.
        for (let still = 0; still < 3;) {
          await frame();
          const moving = document.getAnimations().filter((one) => one.playState === 'running');
          // On a busy machine a dialog is there a good while before it begins to fade in.
          const faint = [...document.querySelectorAll('[role=dialog]')].some(
            (one) => getComputedStyle(one).opacity !== '1',
          );
          still = moving.length === 0 && !faint ? still + 1 : 0;
          await Promise.all(moving.map((one) => one.finished.catch(() => undefined)));
        }
      });
      await page.screenshot({ path: join(folder, `${file}.png`) });
      if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
      const found = await page.evaluate(look);
      for (const fault of found.sideways) faults.push(`${file}: scrolls sideways: ${fault}`);
      for (const fault of found.cut) faults.push(`${file}: words are cut: ${fault}`);
      for (const fault of found.hidden) faults.push(`${file}: a main action is out of sight: ${fault}`);
      for (const fault of found.axe) faults.push(`${file}: axe: ${fault}`);
    },
  };
}

/** Languages that are walked through: two, or all four where `MAHALLA_PICTURES=all`. */
export function languagesToWalk(): readonly Language[] {
  return process.env.MAHALLA_PICTURES === 'all' ? ['uz-Latn', 'uz-Cyrl', 'ru', 'en'] : ['uz-Latn', 'uz-Cyrl'];
}
