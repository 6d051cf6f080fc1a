import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Doc } from '#shared/sync/operation.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { MinutesScreen } from './minutes-screen.tsx';

const person = (id: string, role: string, name: string): Doc => ({
  collection: 'staff',
  id,
  officeId: 'office-1',
  version: 0,
  body: { name, login: id, role, active: true, publicKeys: [] },
  conflicts: [],
  removed: false,
});

it('says at once whether there is a quorum, and saves the draft of a meeting', async () => {
  const office = createOfficeInMemory({
    role: 'secretary',
    docs: [
      person('u-chair', 'chair', 'Toʻxtayev Anvar'),
      person('u-secretary', 'secretary', 'Karimova Dilnoza'),
      person('u-specialist', 'specialist', 'Yusupov Jasur'),
    ],
  });
  await office.show(<MinutesScreen />, '/minutes/new', '/minutes/new');
  await screen.findByText('Kvorum bor: 3 kishidan 3 tasi qatnashdi (kerak: 2)');
  fireEvent.change(document.getElementById('minutes-members') as HTMLElement, { target: { value: '20' } });
  await screen.findByText('Kvorum yoʻq: 20 kishidan 3 tasi qatnashdi (kerak: 11)');
  fireEvent.change(document.getElementById('minutes-othersPresent') as HTMLElement, { target: { value: '9' } });
  await screen.findByText('Kvorum bor: 20 kishidan 12 tasi qatnashdi (kerak: 11)');
  fireEvent.click(screen.getByRole('button', { name: 'Qoralama qilib saqlash' }));
  await waitFor(() => {
    const saved = [...office.docs.values()].find((doc) => doc.collection === 'documents');
    expect(saved?.body).toMatchObject({ kind: 'minutes', state: 'draft', meeting: { members: 20, othersPresent: 9 } });
  });
});
