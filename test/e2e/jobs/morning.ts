import { expect } from 'vitest';
import { type Desk, until } from '../../support/job.ts';
import type { Stack } from '../../support/stack.ts';

const SUBJECTS = [
  'Ichimlik suvi quvurini taʼmirlash haqida',
  'Koʻcha chiroqlarini oʻrnatish haqida',
  'Bolalar maydonchasini jihozlash haqida',
  'Chiqindi konteynerlarini almashtirish haqida',
  'Yoʻlni shagʻallashtirish haqida',
  'Ariqni tozalash haqida',
  'Elektr ustunini koʻchirish haqida',
  'Daraxtlarni butash haqida',
  'Avtobus bekatini qurish haqida',
  'Maktab yoʻlidagi oʻtish joyi haqida',
];
const RETURNED: readonly number[] = [2, 6];
const COMMENT = 'Xarajat hisobini ilova qiling.';

/** What a morning came to. */
export interface Morning {
  /** Number and subject of each paper that was signed, in the order of signing. */
  readonly signed: readonly { readonly subject: string; readonly number: string }[];
  readonly returned: readonly string[];
}

async function writeTen(desk: Desk): Promise<void> {
  for (const subject of SUBJECTS) {
    await desk.goTo('/register/outgoing');
    await desk.page.locator('#field-organisation').fill('Tuman hokimligi');
    await desk.page.locator('#field-subject').fill(subject);
    await desk.page.locator('#field-text').fill('Masalani joyida koʻrib chiqib, hal etishingizni soʻraymiz.');
    await desk.page.locator('#field-text').press('Control+Enter');
    await desk.heading('register:saved.draft').waitFor();
    await desk.page.getByRole('link', { name: desk.t('register:saved.open') }).click();
    await desk.heading('paper:edit.title').waitFor();
    await until('the paper to be in the editor', async () => (await desk.editor.subject.inputValue()) === subject);
    await desk.submit();
  }
}

/**
 * The chairperson's morning, the whole of it without a connection: the secretary has left ten papers, the chairperson
 * goes through the queue by keys, returns two with a comment and signs eight. The laptop must be offline already, and
 * both must have worked on it; the secretary is at it. Ends with the chairperson at it.
 */
export async function chairsMorning(desk: Desk, stack: Stack): Promise<Morning> {
  await writeTen(desk);
  await desk.handTo(stack.chair);
  await desk.page.keyboard.press('Control+Shift+a');
  const queue = desk.page.getByRole('navigation', { name: desk.t('approvals:queue') }).getByRole('button');
  const before = await until('the queue', () => queue.count());
  const signed: { subject: string; number: string }[] = [];
  const returned: string[] = [];
  for (const [at, subject] of SUBJECTS.entries()) {
    await queue.filter({ hasText: subject }).click();
    await desk.paper.getByRole('heading', { name: subject }).first().waitFor();
    await desk.paper.getByRole('button', { name: desk.t('common:action.more'), exact: true }).waitFor();
    // What was typed last must not stand where the next key is for the paper.
    await desk.page.locator('[data-autofocus]').waitFor({ state: 'detached' });
    if (RETURNED.includes(at)) {
      await desk.page.keyboard.press('r');
      await desk.dialog.getByLabel(desk.t('paper:return.label')).fill(COMMENT);
      await desk.page.keyboard.press('Control+Enter');
      await desk.note('paper:done.return');
      returned.push(subject);
    } else {
      await desk.page.keyboard.press('s');
      await desk.dialog.getByRole('textbox', { name: desk.t('paper:sign.password') }).fill(stack.chair.password);
      await desk.page.keyboard.press('Enter');
    }
    // It leaves the queue, and the next paper moves up into its place.
    await queue.filter({ hasText: subject }).waitFor({ state: 'detached' });
    await desk.dialog.waitFor({ state: 'detached' });
    if (!returned.includes(subject)) signed.push({ subject, number: '' });
  }
  expect(before - (await queue.count())).toBe(SUBJECTS.length);
  expect(await desk.sign()).toContain(desk.t('exchange:sign.offline'));

  // Each signed paper has a number of its own and a file whose signature is genuine; each returned one its comment.
  for (const one of signed) {
    await desk.openPaper('outgoing', one.subject);
    await desk.state('signed');
    await desk.note('certified:good');
    const row = desk.main.getByRole('row').filter({ hasText: one.subject }).first();
    one.number = /\d+(?:[-/]\d+)+/.exec(await row.innerText())?.[0] ?? '';
  }
  expect(signed.map((one) => one.number).filter((number) => number !== '')).toHaveLength(8);
  expect(new Set(signed.map((one) => one.number)).size).toBe(8);
  for (const subject of returned) {
    await desk.openPaper('outgoing', subject);
    await desk.paper.getByText(COMMENT).first().waitFor();
    expect(await desk.page.getByText(desk.t('certified:good')).count()).toBe(0);
  }
  return { signed, returned };
}
