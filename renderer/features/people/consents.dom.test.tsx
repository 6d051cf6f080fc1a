import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useRecord } from '../../data/react.tsx';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { ConsentsBlock } from './consents.tsx';

function Screen() {
  const person = useRecord('people', 'p-1');
  return person ? <ConsentsBlock person={person} /> : null;
}

it('a half-filled consent, and a half-filled withdrawal, are there again; a given one leaves nothing behind', async () => {
  const office = createOfficeInMemory({
    docs: [
      {
        collection: 'people',
        id: 'p-1',
        officeId: 'office-1',
        version: 1,
        body: { familyName: 'Karimov', givenName: 'Anvar', birthDate: '1990-01-01', sex: 'male' },
        conflicts: [],
        removed: false,
      } as never,
    ],
  });
  const half = async (open: string | RegExp, label: RegExp, key: string, text: string) => {
    await office.show(<Screen />, '*', '/');
    fireEvent.click(await screen.findByRole('button', { name: open }));
    fireEvent.change(await screen.findByLabelText(label), { target: { value: text } });
    await waitFor(() => expect(JSON.stringify(office.kept.get(key))).toContain(text));
    cleanup();
    await office.show(<Screen />, '*', '/');
    fireEvent.click(await screen.findByRole('button', { name: open }));
    const field = await screen.findByLabelText(label);
    expect((field as HTMLInputElement).value).toBe(text);
    const dialog = await screen.findByRole('dialog');
    fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(office.kept.has(key)).toBe(false);
    cleanup();
  };
  await half('Rozilikni yozish', /^Qanday/, 'person.p-1.consent', 'ogʻzaki, uyida');
  expect(office.docs.get('people/p-1')?.body.consents).toMatchObject([{ purpose: 'base', how: 'ogʻzaki, uyida' }]);
  await half(/^Rozilikni qaytarib oldi: /, /^Izoh/, 'person.p-1.withdraw.base', 'oʻzi soʻradi');
  expect(office.docs.get('people/p-1')?.body.withdrawals).toMatchObject([{ note: 'oʻzi soʻradi' }]);
  await office.show(<Screen />, '*', '/');
  expect(within(await screen.findByRole('region')).getByText(/oʻzi soʻradi/)).toBeTruthy();
});
