import { rm } from 'node:fs/promises';
import { openProfile } from '../../support/chromium.ts';
import { createDesk, until } from '../../support/job.ts';
import { startStack } from '../../support/stack.ts';
import { enterFamily } from '../programmes/family.ts';
import { countHands, createHand, type Effort, type Way } from './hand.ts';

/** The job in words, for the table. */
export const PROGRAMME_JOB = 'propose for Temir daftar';

const FAMILIES: Readonly<Record<Way, string>> = { mouse: 'Sinovov', keyboard: 'Boboyev' };

/** Proposes a family that is known for Temir daftar, from the page of the day on, both ways, and counts what it took. */
export async function runProgrammeJob(
  tell: (line: string) => void = () => undefined,
): Promise<Readonly<Record<Way, Effort>>> {
  const stack = await startStack();
  const { context, profile } = await openProfile();
  try {
    await countHands(context);
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    const desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    await desk.signIn(stack.secretary);
    await desk.synced();
    const { t } = desk;
    const figures: Partial<Record<Way, Effort>> = {};
    for (const way of ['mouse', 'keyboard'] as const) {
      await enterFamily(desk, `${FAMILIES[way]} koʻchasi, 1`, FAMILIES[way]);
      await desk.goTo('/today');
      await page.getByRole('heading', { level: 1, name: t('today:title'), exact: true }).waitFor();
      await desk.main.getByRole('listitem').first().waitFor();
      const hand = createHand(page, way);
      const before = await hand.read();
      const propose = page.getByRole('button', { name: `${t('programmes:propose')}: Temir daftar`, exact: true });
      if (way === 'mouse') {
        const rail = page.getByRole('navigation', { name: t('common:frame.places') });
        await hand.press(rail.getByRole('link', { name: t('people:place'), exact: true }));
        await hand.press(desk.main.getByRole('row').filter({ hasText: FAMILIES[way] }));
        await hand.press(desk.main.getByRole('link', { name: t('programmes:proposeFor'), exact: true }));
        await hand.press(propose);
      } else {
        await hand.keys('Control+k');
        const palette = page.getByPlaceholder(t('common:palette.placeholder'));
        await palette.waitFor();
        await page.keyboard.type('dasturga');
        await until('the palette to mark the command', () =>
          page
            .locator('#palette-list [data-selected]')
            .filter({ hasText: t('programmes:proposeFor') })
            .isVisible(),
        );
        await hand.keys('Enter');
        const box = page.getByRole('textbox', { name: t('programmes:choose.label') });
        await box.waitFor();
        await until('the box to have the focus', () => box.evaluate((element) => element === document.activeElement));
        await page.keyboard.type(FAMILIES[way].toLowerCase());
        // The demonstration has families too: the one that is meant, not what stood first while its name was half typed.
        await hand.press(desk.main.getByRole('list').getByRole('button').filter({ hasText: FAMILIES[way] }).first());
        await propose.waitFor();
        await hand.keys('Control+Enter');
      }
      await desk.dialog.waitFor();
      await hand.main(desk.dialog.locator('button[type=submit]'));
      await page.getByRole('heading', { level: 1, name: /^Temir daftar: / }).waitFor();
      await desk.main.getByText(t('programmes:state.proposed'), { exact: true }).first().waitFor();
      const after = await hand.read();
      const took = { clicks: after.clicks - before.clicks, keystrokes: after.keystrokes - before.keystrokes };
      tell(`${PROGRAMME_JOB}, ${way}: ${took.clicks} clicks, ${took.keystrokes} keystrokes`);
      figures[way] = took;
    }
    return figures as Readonly<Record<Way, Effort>>;
  } finally {
    await context.close();
    await stack.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
