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
  const box = await screen.findByPlaceholderText('Joy, amal, hujjat, odam yoki ish');
  expect(screen.getAllByText('Hujjatlar')).toHaveLength(1);
  await user.type(box, 'Транслит');
  expect(screen.queryByText('Bugun')).toBeNull();
  expect(screen.queryByText('Hujjatlar')).toBeNull();
  await waitFor(() => expect(document.querySelector('[data-selected]')?.textContent).toContain('Transliteratsiya'));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByText('/words')).toBeTruthy());
});

it('opens a person and a case where they are', async () => {
  const user = userEvent.setup({ delay: null });
  const office = createOfficeInMemory();
  office.client.index.search = (text) => [
    { collection: 'people', id: 'p-1', title: 'Karimov Anvar', detail: `1999-02-03 · ${text}`, score: 1 },
    { collection: 'cases', id: 'c-1', title: '2-14/2026', detail: 'Karimov Anvar', score: 0.9, kind: 'unemployed' },
  ];
  await office.show(
    <>
      <Place />
      <Palette entries={[]} />
    </>,
    '*',
    '/',
  );
  for (const [line, address] of [
    ['Karimov Anvar', '/person/p-1'],
    [/^2-14\/2026 · /, '/cases/c-1'],
  ] as const) {
    openPalette();
    await user.type(await screen.findByPlaceholderText('Joy, amal, hujjat, odam yoki ish'), 'karimov');
    await user.click((await screen.findAllByText(line))[0] as HTMLElement);
    await waitFor(() => expect(screen.getByText(address)).toBeTruthy());
  }
});
