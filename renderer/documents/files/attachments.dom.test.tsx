import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import type { FileRef, Transfer } from '#shared/sync/files/contract.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { useRecord } from '../../data/react.tsx';
import type { DataClient } from '../../ports/data.ts';
import { createOfficeInMemory } from '../testing/office-in-memory.tsx';
import { Attachments } from './attachments.tsx';

vi.setConfig({ testTimeout: 30_000 });

const paper = (state: string): Doc => ({
  collection: 'documents',
  id: 'paper-1',
  officeId: 'office-1',
  version: 1,
  body: { journal: 'incoming', kind: 'letter', state, subject: 'Suv', text: 'Matn' },
  conflicts: [],
  removed: false,
});

/** An office with files in a map, that notes in what order things happen. */
function setUp(state = 'registered') {
  const office = createOfficeInMemory({ docs: [paper(state)] });
  const steps: string[] = [];
  const listeners = new Set<(transfer: Transfer) => void>();
  const here = new Set<string>();
  const attachments = {
    places: async (files: readonly FileRef[]) => files.map((file) => (here.has(file.hash) ? 'here' : 'away')),
    write: async () => void steps.push('write'),
    finish: async (file: FileRef) => {
      here.add(file.hash);
      steps.push('finish');
    },
    send: async () => void steps.push('send'),
    unsend: async () => void steps.push('unsend'),
    transfers: async () => [],
    onTransfer(listener: (transfer: Transfer) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const client = office.client as unknown as Record<string, unknown>;
  const commit = office.client.commit.bind(office.client);
  client.files = { attachments, scanner: null, texts: { get: async () => null, onChange: () => () => undefined } };
  client.commit = async (changes: Parameters<DataClient['commit']>[0]) => {
    const result = await commit(changes);
    steps.push(result.ok ? 'saved' : result.failure.code);
    return result;
  };
  client.sync = { ...office.client.sync, now: async () => void steps.push('exchange') };
  return { office, steps };
}

function Panel() {
  const record = useRecord('documents', 'paper-1');
  return record ? (
    <Attachments collection="documents" docId={record.id} body={record.body} place={record.place} level={2} mayChange />
  ) : null;
}

const choose = async (files: readonly File[]) => {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  await userEvent.upload(input as HTMLInputElement, [...files]);
};
// jsdom's files don't give their bytes.
const txt = (name: string, text: string) =>
  Object.assign(new File([text], name, { type: 'text/plain' }), {
    arrayBuffer: async () => new TextEncoder().encode(text).buffer,
  });

beforeEach(() => localStorage.clear());

it('notes a file for sending before its record is saved; of a batch the good ones stay, the others say why', async () => {
  const { office, steps } = setUp();
  await office.show(<Panel />, '/', '/');
  await screen.findByText('Fayllar (0)');
  await choose([txt('izoh.txt', 'Salom'), txt('rasm.jpg', 'Salom'), txt('bosh.txt', '')]);
  await screen.findByRole('button', { name: 'izoh.txt' });
  expect(screen.getByText(/“rasm.jpg” nomi .jpg deydi, ichi esa txt/)).toBeTruthy();
  expect(screen.getByText(/“bosh.txt” fayli boʻsh/)).toBeTruthy();
  expect(steps).toEqual(['write', 'finish', 'send', 'saved', 'exchange']);
  const body = office.docs.get('documents/paper-1')?.body;
  expect(body?.attachments).toMatchObject([{ name: 'izoh.txt', type: 'txt', role: 'scan', size: 5 }]);
});

it('takes the note back where the record may not have the file', async () => {
  const { office, steps } = setUp('signed');
  await office.show(<Panel />, '/', '/');
  await userEvent.click(await screen.findByRole('combobox', { name: 'Bu qanday fayl' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Ilova', hidden: true }));
  await choose([txt('ilova.txt', 'Ilova')]);
  await waitFor(() => expect(steps).toContain('unsend'));
  expect(steps).toEqual(['write', 'finish', 'send', 'content_frozen', 'unsend']);
  expect(office.docs.get('documents/paper-1')?.body.attachments).toBeUndefined();
});

it('takes a file away and back again', async () => {
  const { office } = setUp();
  await office.show(<Panel />, '/', '/');
  await screen.findByText('Fayllar (0)');
  await choose([txt('izoh.txt', 'Salom')]);
  await userEvent.click(await screen.findByRole('button', { name: 'Yana: izoh.txt' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Olib tashlash' }));
  await screen.findByText('Fayllar (0)');
  await userEvent.click(await screen.findByRole('button', { name: 'Bekor qilish' }));
  expect(await screen.findByText('Fayllar (1)')).toBeTruthy();
});
