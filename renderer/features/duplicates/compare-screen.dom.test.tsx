import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { CompareScreen } from './compare-screen.tsx';

const doc = (collection: string, id: string, body: object) => ({
  collection,
  id,
  officeId: 'office-1',
  version: 2,
  body: body as never,
  conflicts: [],
  removed: false,
});
const member = (id: string, personId: string) => ({ id, personId, relation: 'wife', actor: 'u', at: 'x' });
const office = (more: readonly ReturnType<typeof doc>[] = []) =>
  createOfficeInMemory({
    docs: [
      doc('people', 'p-a', {
        familyName: 'Karimova',
        givenName: 'Dilnoza',
        birthDate: '1990-02-01',
        phone: '998901111111',
      }),
      doc('people', 'p-b', {
        familyName: 'Каримова',
        givenName: 'Дилноза',
        birthDate: '1990-02-01',
        address: 'Bogʻ, 4',
      }),
      ...more,
    ],
  });
const show = (one: ReturnType<typeof office>) =>
  one.show(<CompareScreen />, '/duplicates/:a/:b', '/duplicates/p-a/p-b');

describe('two records side by side', () => {
  it('by keyboard: a value of the other record is chosen, and they are one person', async () => {
    const one = office();
    await show(one);
    const user = userEvent.setup();
    const name = await screen.findByRole('radio', { name: /Familiyasi, Ikkinchi yozuv/ });
    name.focus();
    await user.keyboard(' ');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('elsewhere');
    const body = (await one.client.get('people', 'p-a'))?.body as PersonBody;
    expect(body).toMatchObject({ familyName: 'Каримова', givenName: 'Dilnoza', address: 'Bogʻ, 4' });
    expect(body.merges).toMatchObject([{ otherId: 'p-b', before: { familyName: 'Karimova' } }]);
    await user.click(await screen.findByRole('button', { name: 'Bekor qilish' }));
    await waitFor(async () =>
      expect((await one.client.get('people', 'p-a'))?.body).toMatchObject({ familyName: 'Karimova' }),
    );
    expect(one.client.index.resolve('p-b')).toBe('p-b');
  });

  it('warns where both are in families now, and names what hangs on each', async () => {
    await show(
      office([
        doc('households', 'h-1', { address: 'Bir koʻcha, 1', members: [member('m-1', 'p-a')] }),
        doc('households', 'h-2', { address: 'Ikki koʻcha, 2', members: [member('m-2', 'p-b')] }),
      ]),
    );
    expect(await screen.findByRole('region', { name: 'Ikkalasi hozir ikki xil oilada' })).toBeTruthy();
    const hangs = within(screen.getByRole('table', { name: 'Yozuvlarga bogʻlanganlar' }));
    expect(hangs.getByRole('link', { name: 'Ikki koʻcha, 2' })).toBeTruthy();
  });

  it('tells two people apart, and remembers it', async () => {
    const one = office();
    await show(one);
    await userEvent.click(await screen.findByRole('button', { name: 'Bu boshqa-boshqa odamlar' }));
    await screen.findByText('elsewhere');
    expect((await one.client.get('people', 'p-a'))?.body).toMatchObject({ notSame: [{ otherId: 'p-b' }] });
  });
});
