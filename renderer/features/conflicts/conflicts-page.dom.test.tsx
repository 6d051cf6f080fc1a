import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { Doc } from '#shared/sync/operation.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { ConflictsPage } from './conflicts-page.tsx';

vi.setConfig({ testTimeout: 30_000 });

const at = '2026-11-20T05:00:00.000Z';
const caseDoc = (id: string, kind: string, words: string): Doc => ({
  collection: 'cases',
  id,
  officeId: 'office-1',
  version: 0,
  body: {
    kind,
    state: 'open',
    number: `1-${id.slice(-1)}/2026`,
    clientName: 'Sinovova',
    safetyPlan: words,
    workers: [{ id: 'w-1', actor: 'u-secretary', at, userId: 'u-secretary', role: 'worker' }],
  },
  conflicts: [
    { id: `x-${id}`, field: 'safetyPlan', base: null, kept: words, other: `${words} boshqa`, actor: 'u-secretary', at },
  ],
  removed: false,
});

it('of a file of violence its number alone is shown until somebody asks; it is settled within its own space', async () => {
  const office = createOfficeInMemory({
    docs: [caseDoc('case-1', 'violence', 'Yashirin reja'), caseDoc('case-2', 'unemployed', 'Ochiq reja')],
  });
  Object.assign(office.client, {
    conflicts: () =>
      [...office.docs.values()]
        .filter((doc) => doc.conflicts.length > 0)
        .map(({ collection, id }) => ({ collection, id })),
  });
  await office.show(<ConflictsPage />, '/conflicts', '/conflicts');
  await screen.findByText('Ochiq reja');
  expect(screen.getByRole('heading', { name: 'Himoya ishi № 1-1/2026' })).toBeTruthy();
  expect(document.body.textContent).not.toContain('Yashirin');
  fireEvent.click(screen.getByRole('button', { name: 'Mazmunini koʻrsatish: Himoya ishi № 1-1/2026' }));
  await screen.findByText('Yashirin reja boshqa');
  const take = screen.getAllByRole('button').filter((one) => one.textContent === 'Boshqasini olish');
  fireEvent.click(take[0] as HTMLElement);
  await waitFor(() => expect(office.docs.get('cases/case-1')?.body.safetyPlan).toBe('Yashirin reja boshqa'));
  expect(office.docs.get('cases/case-1')?.conflicts).toEqual([]);
});
