import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { bookId } from '#shared/domain/documents/numbering.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { BookScreen } from './book-screen.tsx';
import { NumberingScreen } from './numbering-screen.tsx';

vi.setConfig({ testTimeout: 30_000 });

const at = ['/books/:journal?/:year?', '/books/internal/2025'] as const;

function entry(n: number, over: JsonObject = {}): Doc {
  const body = {
    journal: 'internal',
    kind: 'memo',
    state: 'registered',
    subject: `Bildirishnoma ${n}`,
    number: `I-12-1/${n}`,
    regDate: '2025-05-06',
    numbered: { book: bookId('office-1', 'internal', 2025), lane: 1, n, year: 2025 },
    ...over,
  };
  const id = `p-${n}`;
  return { collection: 'documents', id, officeId: 'office-1', version: 1, body, conflicts: [], removed: false };
}

it('says of each number what became of it, and gives up one that is held, with the reason', async () => {
  const office = createOfficeInMemory({ docs: [entry(1), entry(3, { state: 'void', note: 'Yirtilgan' }), entry(5)] });
  office.held.push({ counter: 'internal.2025', n: 2, holder: 'form-1' });
  await office.show(<BookScreen />, ...at);
  expect(await screen.findByText(/Yirtilgan/)).toBeTruthy();
  expect(screen.getByText('Izohi yoʻq')).toBeTruthy();
  const row = (await screen.findByText('I-12-1/2')).closest('tr') as HTMLElement;
  fireEvent.click(within(row).getByRole('button'));
  fireEvent.change(await screen.findByLabelText('Sababi'), { target: { value: 'Shakl tashlab ketildi' } });
  // The reason is not lost by going back.
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Ortga' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  fireEvent.click(within(row).getByRole('button'));
  expect(((await screen.findByLabelText('Sababi')) as HTMLTextAreaElement).value).toBe('Shakl tashlab ketildi');
  fireEvent.submit(screen.getByRole('dialog').querySelector('form') as HTMLFormElement);
  await waitFor(() => expect(office.docs.get('documents/form-1')?.body.state).toBe('void'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(office.kept.size).toBe(0);
  expect(office.docs.get('documents/form-1')?.body).toMatchObject({
    number: 'I-12-1/2',
    regDate: '2025-12-31',
    note: 'Shakl tashlab ketildi',
    kind: 'void_number',
  });
  expect(await screen.findByText(/Shakl tashlab ketildi/)).toBeTruthy();
});

it('closes a year once nothing is held, and says what it closed with', async () => {
  const office = createOfficeInMemory({ role: 'chair', docs: [entry(1), entry(2)] });
  office.held.push({ counter: 'internal.2025', n: 3, holder: 'form-1' });
  await office.show(<BookScreen />, ...at);
  fireEvent.click(await screen.findByRole('button', { name: 'Yilni yopish' }));
  const dialog = await screen.findByRole('dialog');
  expect(await within(dialog).findByRole('alert')).toBeTruthy();
  fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  expect([...office.docs.keys()].some((key) => key.startsWith('catalogues/book'))).toBe(false);
  office.held.length = 0;
  fireEvent.click(within(dialog).getByRole('button', { name: 'Ortga' }));
  // What is held is asked again when something was saved.
  await office.client.commit([
    {
      collection: 'documents',
      docId: 'p-9',
      kind: 'create',
      patch: { journal: 'internal', kind: 'memo', state: 'draft', subject: 'x' },
    },
  ]);
  fireEvent.click(await screen.findByRole('button', { name: 'Yilni yopish' }));
  const again = await screen.findByRole('dialog');
  await waitFor(() => expect(within(again).queryByRole('alert')).toBeNull());
  fireEvent.submit(again.querySelector('form') as HTMLFormElement);
  const id = `catalogues/${bookId('office-1', 'internal', 2025)}`;
  await waitFor(() => expect(office.docs.get(id)?.body.data).toMatchObject({ entries: 2, last: { 1: 2 }, lane: 1 }));
});

it('takes a sound pattern and explains an unsound one', async () => {
  const office = createOfficeInMemory();
  await office.show(<NumberingScreen />, '/numbering', '/numbering');
  const field = await screen.findByLabelText('Ichki hujjatlar');
  fireEvent.change(field, { target: { value: '{n}' } });
  expect(field.getAttribute('aria-invalid')).toBe('true');
  fireEvent.change(field, { target: { value: '{lane}-{n}/{year}' } });
  expect(await screen.findByText(/1-57\/20/)).toBeTruthy();
  fireEvent.keyDown(document.body, { key: 'Enter', code: 'Enter', ctrlKey: true });
  await waitFor(() =>
    expect(office.docs.get('catalogues/numbering-office-1')?.body.data).toMatchObject({
      internal: '{lane}-{n}/{year}',
    }),
  );
});
