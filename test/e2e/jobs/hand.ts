import type { BrowserContext, Locator, Page } from 'playwright-core';

/** How somebody works: with the mouse and what must be typed, or with the keyboard alone. */
export type Way = 'mouse' | 'keyboard';

/** What a job took. A chord counts each of its keys: Ctrl+Enter is two keystrokes. */
export interface Effort {
  readonly clicks: number;
  readonly keystrokes: number;
}

interface Counted {
  clicks: number;
  keys: number;
}

declare global {
  interface Window {
    handCount?: Counted;
  }
}

/** Has every page of the context count what really reaches it: trusted presses of the mouse and of keys. */
export async function countHands(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const counted: Counted = { clicks: 0, keys: 0 };
    window.handCount = counted;
    window.addEventListener('pointerdown', (event) => (counted.clicks += event.isTrusted ? 1 : 0), true);
    window.addEventListener('keydown', (event) => (counted.keys += event.isTrusted && !event.repeat ? 1 : 0), true);
  });
}

/** Presses of Tab after which a target counts as out of reach. */
const MOST_TABS = 120;

/** The hand of a person at a page: every act is counted by the page itself. */
export function createHand(page: Page, way: Way) {
  const read = async (): Promise<Effort> => {
    const counted = await page.evaluate(() => window.handCount);
    if (!counted) throw new Error('the page counts nothing');
    return { clicks: counted.clicks, keystrokes: counted.keys };
  };
  const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement);
  const goTo = async (target: Locator) => {
    await target.first().waitFor();
    for (let n = 0; n < MOST_TABS; n += 1) {
      if (await hasFocus(target.first())) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never came to ${String(target)}`);
  };
  return {
    way,
    page,
    read,
    /** Presses a button, a link or a choice. */
    async press(target: Locator, key: 'Enter' | 'Space' = 'Enter') {
      if (way === 'mouse') return target.first().click();
      await goTo(target);
      await page.keyboard.press(key);
    },
    /** Types into a field. */
    async type(field: Locator, text: string) {
      if (way === 'mouse') await field.first().click();
      else await goTo(field);
      await page.keyboard.type(text);
    },
    /** The main action of what is open: its button, or Ctrl+Enter. */
    async main(button: Locator) {
      if (way === 'mouse') return button.first().click();
      await button.first().waitFor();
      await page.keyboard.press('Control+Enter');
    },
    /**
     * A line of a list that the arrows walk.
     * @param from `here`: the arrows lead there from where the focus is; `top`: Tab comes to the first line
     */
    async line(target: Locator, from: 'here' | 'top' = 'top') {
      if (way === 'mouse') return target.first().click();
      await target.first().waitFor();
      if (from === 'top') {
        const list = target.first().locator('xpath=ancestor::*[@role="presentation"][1]');
        await goTo(list.getByRole('link').first());
      }
      for (let n = 0; n < MOST_TABS && !(await hasFocus(target.first())); n += 1) {
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
    },
    /** Keys that only a person at the keyboard uses. */
    async keys(...chords: readonly string[]) {
      for (const chord of chords) await page.keyboard.press(chord);
    },
  };
}

/** A person's hand. */
export type Hand = ReturnType<typeof createHand>;
