import { rm } from 'node:fs/promises';
import { openProfile } from '../../support/chromium.ts';
import { createDesk, type Desk } from '../../support/job.ts';
import { startStack } from '../../support/stack.ts';
import { countHands, createHand, type Effort, type Hand, type Way } from './hand.ts';

/** What the job took, each way. */
export type FamilyFigures = Readonly<Record<Way, Effort>>;

/** The job in words, for the table. */
export const FAMILY_WORDS = 'enter a family of six';

// Relation, given name, day of birth. The family name of the head is taken over for the others; the words of the
// relations are those that a hand types until the list has one left.
const MEMBERS = [
  ['head', 'Anvar', '15.06.1980'],
  ['wife', 'Nodira', '01.02.1984'],
  ['son', 'Bobur', '10.01.2006'],
  ['daughter', 'Dilnoza', '05.05.2009'],
  ['mother', 'Salima', '08.08.1955'],
  ['daughter', 'Zilola', '12.12.2015'],
] as const;

async function enter(desk: Desk, hand: Hand, familyName: string): Promise<void> {
  const { page, t } = desk;
  if (hand.way === 'mouse') {
    await hand.press(desk.page.getByRole('link', { name: t('people:place'), exact: true }));
    await hand.press(desk.main.getByRole('link', { name: t('people:newFamily'), exact: true }));
  } else await hand.keys('Control+Shift+o');
  await hand.type(page.locator('#family-address'), "Bog' ko'chasi, 4");
  for (const [at, [relation, name, born]] of MEMBERS.entries()) {
    const group = page.getByRole('group', { name: t('people:memberN', { n: at + 1 }), exact: true });
    if (at > 0) {
      await hand.press(desk.button('people:oneMore'));
      const box = group.getByRole('combobox', { name: t('people:relationToHead') });
      const words = t(`people:relation.${relation}`);
      const option = page.getByRole('option', { name: words, exact: true });
      if (hand.way === 'mouse') {
        await hand.press(box);
        await hand.press(option);
      } else {
        await hand.type(box, words);
        await option.waitFor();
        await hand.keys('Enter');
      }
    }
    const family = group.getByLabel(t('people:field.familyName'), { exact: true });
    if (at === 0) await hand.type(family, familyName);
    await hand.type(group.getByLabel(t('people:field.givenName'), { exact: true }), name);
    await hand.type(
      group.getByLabel(`${t('people:field.birthDate')} ${t('common:form.optional')}`, { exact: true }),
      born,
    );
  }
  await hand.press(page.getByRole('checkbox', { name: t('people:consent.askAdults') }), 'Space');
  await hand.main(page.locator('#main button[type=submit]'));
  await desk.note('people:done.created');
  await desk.main.getByRole('row').filter({ hasText: 'Zilola' }).waitFor();
}

/** Enters a family of six both ways in a real Chromium against a real server, and counts what each took. */
export async function runFamilyJob(tell: (line: string) => void = () => undefined): Promise<FamilyFigures> {
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
    const figures: Partial<Record<Way, Effort>> = {};
    for (const [way, familyName] of [
      ['mouse', 'Sinovov'],
      ['keyboard', 'Tajribov'],
    ] as const) {
      const hand = createHand(page, way);
      await desk.goTo('/today');
      await page.getByRole('heading', { level: 1, name: desk.t('today:title'), exact: true }).waitFor();
      const before = await hand.read();
      await enter(desk, hand, familyName);
      const after = await hand.read();
      figures[way] = { clicks: after.clicks - before.clicks, keystrokes: after.keystrokes - before.keystrokes };
      tell(`${FAMILY_WORDS}, ${way}: ${figures[way].clicks} clicks, ${figures[way].keystrokes} keystrokes`);
    }
    return figures as FamilyFigures;
  } finally {
    await context.close();
    await stack.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
