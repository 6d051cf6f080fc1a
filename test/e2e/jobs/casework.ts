import { rm } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { openProfile } from '../../support/chromium.ts';
import { createDesk, type Desk } from '../../support/job.ts';
import { startStack } from '../../support/stack.ts';
import { countHands, createHand, type Effort, type Hand, type Way } from './hand.ts';

/** Parts of a case's way, in their order. */
export const CASE_STEPS = ['open', 'refer', 'visit', 'close'] as const;
/** A part of a case's way. */
export type CaseStep = (typeof CASE_STEPS)[number];

/** What each part is in words. */
export const CASE_WORDS: Readonly<Record<CaseStep, string>> = {
  open: 'open a case with consent',
  refer: 'refer, with its consent',
  visit: 'record a visit',
  close: 'close the case',
};

/** What each part took, both ways. */
export type CaseFigures = Readonly<Record<CaseStep, Readonly<Record<Way, Effort>>>>;

const WHO: Readonly<Record<Way, string>> = { mouse: 'Sinovova Nodira', keyboard: 'Sinovboyev Anvar' };

/** Chooses from a list: with the mouse by two clicks, by keyboard by the first letters. */
async function choose(desk: Desk, hand: Hand, field: Locator, option: string): Promise<void> {
  if (hand.way === 'mouse') {
    await hand.press(field);
    await hand.press(desk.page.getByRole('option', { name: option, exact: true }));
    return;
  }
  await hand.type(field, option.slice(0, 6));
  await desk.page.getByRole('option', { name: option, exact: true }).waitFor();
  await hand.keys('ArrowDown', 'Enter');
}

const DO: Readonly<Record<CaseStep, (desk: Desk, hand: Hand) => Promise<void>>> = {
  async open(desk, hand) {
    const { page, t } = desk;
    if (hand.way === 'mouse') {
      const rail = page.getByRole('navigation', { name: t('common:frame.places') });
      await hand.press(rail.getByRole('link', { name: t('cases:place'), exact: true }));
      await hand.press(desk.main.getByRole('link', { name: t('cases:newCase'), exact: true }));
    } else await hand.keys('Control+Shift+Y');
    await choose(desk, hand, page.locator('#intake-kind'), t('casework:kind.unemployed'));
    await hand.type(page.locator('#intake-clientName'), WHO[hand.way]);
    await hand.type(page.locator('#intake-request'), 'Ish qidirmoqda');
    await hand.press(page.locator('#intake-consent'), 'Space');
    await hand.main(page.locator('#main button[type=submit]'));
    await desk.note('cases:done.created');
    await page.getByRole('heading', { level: 1, name: WHO[hand.way] }).waitFor();
    await desk.main.getByText(t('casework:state.open'), { exact: true }).first().waitFor();
  },
  async refer(desk, hand) {
    const { t } = desk;
    await hand.press(desk.main.getByRole('button', { name: t('cases:event.new.referral'), exact: true }));
    await desk.dialog.waitFor();
    await choose(desk, hand, desk.page.locator('#act-service'), t('casework:service.training'));
    await hand.type(desk.page.locator('#act-provider'), 'Monomarkaz');
    await hand.main(desk.dialog.locator('button[type=submit]'));
    await desk.note('cases:done.referral');
    await desk.dialog.waitFor({ state: 'detached' });
  },
  async visit(desk, hand) {
    await hand.main(desk.main.getByRole('button', { name: desk.t('cases:event.new.visit'), exact: true }));
    await desk.dialog.waitFor();
    await hand.type(desk.page.locator('#act-text'), 'Uyida boʻldik');
    await hand.main(desk.dialog.locator('button[type=submit]'));
    await desk.note('cases:done.visit');
    await desk.dialog.waitFor({ state: 'detached' });
  },
  async close(desk, hand) {
    const { page, t } = desk;
    await hand.press(desk.main.getByRole('button', { name: t('common:action.more'), exact: true }));
    const item = page.getByRole('menuitem', { name: t('cases:close.title'), exact: true });
    await item.waitFor();
    if (hand.way === 'mouse') await hand.press(item);
    else {
      // The last of the menu: the arrows go round from its first.
      await page.waitForFunction(() => document.activeElement?.closest('[role=menu]') !== null);
      const isThere = () => item.evaluate((element) => element === document.activeElement);
      for (let n = 0; n < 20 && !(await isThere()); n += 1) await page.keyboard.press('ArrowUp');
      await hand.keys('Enter');
    }
    await desk.dialog.waitFor();
    await choose(desk, hand, page.locator('#act-outcome'), t('casework:outcome.own_wish'));
    await hand.main(desk.dialog.locator('button[type=submit]'));
    await desk.main.getByText(t('casework:state.closed'), { exact: true }).first().waitFor();
    await desk.dialog.waitFor({ state: 'detached' });
  },
};

/** Takes a case its whole way both ways in a real Chromium without a line, and counts what each part took. */
export async function runCasework(tell: (line: string) => void = () => undefined): Promise<CaseFigures> {
  const stack = await startStack();
  let profile = '';
  let close: () => Promise<unknown> = async () => undefined;
  try {
    const opened = await openProfile();
    profile = opened.profile;
    close = () => opened.context.close();
    await countHands(opened.context);
    const page = await opened.context.newPage();
    await page.goto(`${stack.url}/client/`);
    const desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
    await opened.context.setOffline(true);
    await desk.offline();
    const figures: Partial<Record<CaseStep, Record<Way, Effort>>> = {};
    for (const way of ['mouse', 'keyboard'] as const) {
      const hand = createHand(page, way);
      await desk.goTo('/today');
      await page.getByRole('heading', { level: 1, name: desk.t('today:title'), exact: true }).waitFor();
      for (const step of CASE_STEPS) {
        const before = await hand.read();
        await DO[step](desk, hand);
        const after = await hand.read();
        const took = { clicks: after.clicks - before.clicks, keystrokes: after.keystrokes - before.keystrokes };
        tell(`${CASE_WORDS[step]}, ${way}: ${took.clicks} clicks, ${took.keystrokes} keystrokes`);
        figures[step] = { ...figures[step], [way]: took } as Record<Way, Effort>;
      }
    }
    return figures as CaseFigures;
  } finally {
    await close();
    await stack.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
