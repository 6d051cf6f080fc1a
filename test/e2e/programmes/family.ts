import type { Desk } from '../../support/job.ts';

/** Enters a family of a father, a mother and four children, and leaves its page open. */
export async function enterFamily(desk: Desk, address: string, familyName = 'Sinovov'): Promise<void> {
  const { page, t } = desk;
  const member = (n: number) => page.getByRole('group', { name: t('people:memberN', { n }), exact: true });
  const fill = async (n: number, field: string, text: string) => {
    const optional = field === 'givenName' || field === 'familyName' ? '' : ` ${t('common:form.optional')}`;
    const box = member(n).getByLabel(`${t(`people:field.${field}`)}${optional}`, { exact: true });
    await box.fill(text);
    await box.blur();
  };
  await desk.goTo('/families/new');
  await desk.heading('people:newFamily').waitFor();
  await page.locator('#family-address').fill(address);
  const year = new Date().getFullYear();
  const people = [
    ['head', 'Anvar', `15.06.${year - 40}`],
    ['wife', 'Nodira', `01.02.${year - 36}`],
    ['son', 'Bobur', `10.01.${year - 14}`],
    ['daughter', 'Dilnoza', `05.05.${year - 12}`],
    ['son', 'Sardor', `08.08.${year - 9}`],
    ['daughter', 'Zilola', `12.02.${year - 4}`],
  ] as const;
  for (const [at, [relation, name, born]] of people.entries()) {
    if (at > 0) await desk.button('people:oneMore').click();
    if (relation !== 'head') {
      await member(at + 1)
        .getByRole('combobox', { name: t('people:relationToHead') })
        .click();
      await page.getByRole('option', { name: t(`people:relation.${relation}`), exact: true }).click();
    }
    await fill(at + 1, 'familyName', familyName);
    await fill(at + 1, 'givenName', name);
    await fill(at + 1, 'birthDate', born);
  }
  await page.keyboard.press('Control+Enter');
  await desk.note('people:done.created');
  await page.getByRole('row').filter({ hasText: 'Zilola' }).waitFor();
}
