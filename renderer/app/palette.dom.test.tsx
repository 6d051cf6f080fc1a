import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useLocation } from 'react-router';
import { expect, it, vi } from 'vitest';
import { createOfficeInMemory } from '../documents/testing/office-in-memory.tsx';
import { openPalette, Palette } from './palette.tsx';

vi.setConfig({ testTimeout: 30_000 });

const ENTRIES = [
  { path: '/today', label: 'Bugun' },
  { path: '/papers', label: 'Hujjatlar' },
  // The command that opens a place.
  { path: '/papers', label: 'Hujjatlar' },
  { path: '/words', label: 'Transliteratsiya va soʻzlar' },
];

function Place() {
  return <output>{useLocation().pathname}</output>;
}

it('goes where the first line leads, in whatever script it was asked for', async () => {
  const user = userEvent.setup({ delay: null });
  const office = createOfficeInMemory();
  await office.show(
    <>
      <Place />
      <Palette entries={ENTRIES} />
    </>,
    '*',
    '/',
  );
  openPalette();
  const box = await screen.findByPlaceholderText('Joy, amal, hujjat yoki odam');
  expect(screen.getAllByText('Hujjatlar')).toHaveLength(1);
  await user.type(box, 'Транслит');
  expect(screen.queryByText('Bugun')).toBeNull();
  expect(screen.queryByText('Hujjatlar')).toBeNull();
  await waitFor(() => expect(document.querySelector('[data-selected]')?.textContent).toContain('Transliteratsiya'));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByText('/words')).toBeTruthy());
});
