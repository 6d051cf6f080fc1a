import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { volumeId } from '#shared/domain/documents/archive.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { ArchiveScreen } from './archive-screen.tsx';
import { DestructionScreen } from './destruction-screen.tsx';
import { VolumeScreen } from './volume-screen.tsx';

vi.setConfig({ testTimeout: 30_000 });

function doc(collection: 'documents' | 'catalogues', id: string, body: JsonObject): Doc {
  return { collection, id, officeId: 'office-1', version: 1, body, conflicts: [], removed: false };
}
const file = (id: string, index: string, years: number | null) =>
  doc('catalogues', id, { kind: 'file', title: `Jild ${index}`, data: { index, years, source: '12-band' } });
const volume = (fileId: string, year: number, over: JsonObject = {}) =>
  doc('catalogues', volumeId(fileId, year, 1), {
    kind: 'volume',
    title: `${fileId}, ${year}`,
    data: { fileId, year, volume: 1, ...over },
  });

it('takes a file into the nomenclature, with what its term rests on', async () => {
  const office = createOfficeInMemory();
  await office.show(<ArchiveScreen />, '/archive', '/archive');
  const open = async () => {
    fireEvent.click((await screen.findAllByRole('button', { name: 'Jild nomini qoʻshish' }))[0] as HTMLElement);
    return screen.findByRole('dialog');
  };
  let dialog = await open();
  const fill = (label: string, value: string) =>
    fireEvent.change(within(dialog).getByLabelText(label), { target: { value } });
  fill('Indeks', '01-05');
  fill('Jild sarlavhasi', 'Ichki hujjatlar');
  fill('Necha yil saqlanadi', '5');
  fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  expect(office.docs.size).toBe(0);
  // What is half-filled is not lost by going back.
  fireEvent.click(within(dialog).getByRole('button', { name: 'Ortga' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  dialog = await open();
  expect(within(dialog).getByLabelText<HTMLInputElement>('Jild sarlavhasi').value).toBe('Ichki hujjatlar');
  expect(within(dialog).getByLabelText<HTMLInputElement>('Necha yil saqlanadi').value).toBe('5');
  fill('Muddatning manbasi', 'Roʻyxat, 12-band');
  fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  await waitFor(() => expect(office.docs.size).toBe(1));
  expect([...office.docs.values()][0]?.body).toMatchObject({
    kind: 'file',
    data: { index: '01-05', years: 5, source: 'Roʻyxat, 12-band' },
  });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(office.kept.size).toBe(0);
});

it('holds a volume, and keeps the reason until it is held', async () => {
  const id = volumeId('file-1', 2025, 1);
  const office = createOfficeInMemory({ role: 'chair', docs: [file('file-1', '01', 5), volume('file-1', 2025)] });
  await office.show(<VolumeScreen />, '/archive/volume/:id', `/archive/volume/${id}`);
  const reason = async () => {
    fireEvent.click(await screen.findByRole('button', { name: 'Yoʻq qilishni taqiqlash' }));
    return (await screen.findByRole('dialog')).querySelector('textarea') as HTMLTextAreaElement;
  };
  fireEvent.change(await reason(), { target: { value: 'Sudda koʻrilmoqda' } });
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Ortga' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const again = await reason();
  expect(again.value).toBe('Sudda koʻrilmoqda');
  fireEvent.submit(again.form as HTMLFormElement);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(office.docs.get(`catalogues/${id}`)?.body.data).toMatchObject({ hold: 'Sudda koʻrilmoqda' });
  expect(office.kept.size).toBe(0);
});

it('lists a volume with its sheets numbered through', async () => {
  const id = volumeId('file-1', 2025, 1);
  const paper = (n: number, sheets: number) =>
    doc('documents', `p-${n}`, {
      journal: 'internal',
      kind: 'memo',
      state: 'registered',
      subject: `Bildirishnoma ${n}`,
      number: `I-12-1/${n}`,
      regDate: `2025-0${n}-06`,
      sheets,
      volumeId: id,
    });
  const office = createOfficeInMemory({
    docs: [file('file-1', '01-05', 5), volume('file-1', 2025), paper(2, 4), paper(1, 3)],
  });
  await office.show(<VolumeScreen />, '/archive/volume/:id', `/archive/volume/${id}`);
  const rows = await screen.findAllByRole('row');
  expect(rows.slice(1).map((row) => row.textContent)).toEqual([
    expect.stringMatching(/I-12-1\/1.*1–3/),
    expect.stringMatching(/I-12-1\/2.*4–7/),
  ]);
});

it('offers for destruction what is over, says why not of what is held, and never shows what is permanent', async () => {
  const docs = [
    file('file-1', '01', 1),
    file('file-2', '02', null),
    volume('file-1', 2020),
    volume('file-1', 2019, { hold: 'Sud ishi' }),
    volume('file-2', 2015),
  ];
  const office = createOfficeInMemory({ role: 'chair', docs });
  await office.show(<DestructionScreen />, '/archive/destruction', '/archive/destruction');
  const boxes = (await screen.findAllByRole('checkbox')) as HTMLInputElement[];
  expect(boxes.map((box) => box.disabled)).toEqual([false, true]);
  expect(screen.queryByText(/Jild 02/)).toBeNull();
  fireEvent.click(boxes[0] as HTMLElement);
  fireEvent.click(screen.getByRole('button', { name: 'Dalolatnoma tuzish (1)' }));
  await waitFor(() => expect(office.docs.size).toBe(docs.length + 1));
  const act = [...office.docs.values()].find((one) => one.collection === 'documents');
  expect(act?.body).toMatchObject({
    journal: 'acts',
    kind: 'destruction_act',
    state: 'draft',
    destroys: [volumeId('file-1', 2020, 1)],
  });
  expect(act?.body.text).toContain('Jild 01');
});
