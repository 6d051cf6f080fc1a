import type { Desk } from './job.ts';

/** The hands of somebody at an open case. */
export function createCaseHand(desk: Desk) {
  const { page, t, main } = desk;
  const label = (key: string, optional = false) => `${t(key)}${optional ? ` ${t('common:form.optional')}` : ''}`;
  const hand = {
    desk,
    t,
    async type(key: string, text: string, optional = false) {
      const field = desk.dialog.getByLabel(label(key, optional), { exact: true });
      await field.fill(text);
      await field.blur();
    },
    async choose(key: string, option: string, optional = false) {
      await desk.dialog.getByRole('combobox', { name: label(key, optional), exact: true }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    },
    async check(option: string) {
      await desk.dialog
        .getByRole('radio', { name: t(option), exact: true })
        .first()
        .check();
    },
    async save() {
      await desk.dialog.locator('button[type=submit]').click();
      await desk.dialog.waitFor({ state: 'detached' });
    },
    async menu(key: string) {
      await main.getByRole('button', { name: t('common:action.more'), exact: true }).click();
      await page.getByRole('menuitem', { name: t(key), exact: true }).click();
    },
    async ask(key: string) {
      await main
        .getByRole('button', { name: t(key), exact: true })
        .first()
        .click();
      await desk.dialog.waitFor();
    },
    async askInMenu(key: string) {
      await hand.menu(key);
      await desk.dialog.waitFor();
    },
    /** A step of an event: by its button, or from the menu beside it. */
    async step(event: string, step: string) {
      const line = main.getByRole('listitem').filter({ hasText: event }).first();
      await line.waitFor();
      const direct = line.getByRole('button', { name: new RegExp(`^${t(`cases:step.${step}`)}:`) });
      if (await direct.isVisible()) await direct.click();
      else {
        await line.getByRole('button', { name: new RegExp(`^${t('common:action.more')}`) }).click();
        await page.getByRole('menuitem', { name: t(`cases:step.${step}`), exact: true }).click();
      }
    },
    async write(selector: string, text: string) {
      const field = page.locator(selector);
      await field.fill(text);
      await field.blur();
    },
  };
  return hand;
}

/** The hands of somebody at an open case. */
export type CaseHand = ReturnType<typeof createCaseHand>;

/** A day of the office's own calendar, so many days from today, as it is typed. */
export const day = (offset: number) => {
  const [year, month, date] = new Date(Date.now() + 5 * 3_600_000 + offset * 86_400_000)
    .toISOString()
    .slice(0, 10)
    .split('-');
  return `${date}.${month}.${year}`;
};
