import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect, it } from 'vitest';
import type { Programme } from '#shared/domain/casework/programmes/programme.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { startI18n } from '../i18n/index.ts';
import { UiProvider } from '../ui/index.ts';
import { ConsoleContext, type ConsoleState } from './context.ts';
import { ProgrammeEditorPage } from './programme-editor-page.tsx';
import type { ProgrammeList } from './programmes-api.ts';
import { ProgrammesPage } from './programmes-page.tsx';
import { createQueryClient } from './queries.ts';

// jsdom has no fonts, whose loading a growing text field listens for.
Object.defineProperty(document, 'fonts', { configurable: true, value: new EventTarget() });

const names = (text: string) => ({ 'uz-Latn': text });
const list: ProgrammeList = {
  today: '2026-11-28',
  rates: [
    {
      code: 'bhm',
      names: names('BHM'),
      unit: 'som',
      values: [{ from: '2025-08-01', value: 412_000, confirmed: false, source: 'Matbuot' }],
    },
  ],
  versions: [
    {
      id: 'programme-sinov-1',
      validFrom: '2026-01-01',
      programme: {
        code: 'sinov',
        version: 1,
        names: names('Sinov dasturi'),
        law: 'Sinov qarori',
        confirmed: true,
        subject: 'family',
        categories: [
          {
            code: 'many',
            names: names('Koʻp bolali'),
            rule: { kind: 'fact', fact: 'children_under_18', is: 'ge', value: 4 },
            evidence: [],
          },
        ],
        proposedBy: ['secretary'],
        decidedBy: { minutes: true, decision: false },
        contract: false,
        plan: false,
        monitoring: false,
        exits: [{ code: 'help_given', names: names('Yordam berildi') }],
        aid: [],
      },
    },
  ],
};

async function show(path: string, role: Role = 'ministry_officer') {
  await startI18n('uz-Latn');
  const asked: { readonly what: string; readonly programme: Programme; readonly day: string }[] = [];
  const counts = { meets: 2, fails: 1, unknown: 3 };
  const office = {
    id: 'o-1',
    kind: 'mahalla',
    name: { latn: 'Gulobogʻ', cyrl: '' },
    district: { latn: 'Mingbuloq', cyrl: '' },
  };
  const state = {
    user: { id: 'u-1', name: 'Sobirova', role },
    api: {
      programmes: {
        list: async () => list,
        dryRun: async (programme: Programme, day: string, after: string | null) => {
          asked.push({ what: 'try', programme, day });
          const row = { office, ...counts, entries: { all: 4, ...counts } };
          return after === null
            ? { day, offices: [row], total: 2, next: 'o-1' }
            : { day, offices: [{ ...row, office: { ...office, id: 'o-2' } }], total: 2, next: null };
        },
        publish: async (programme: Programme, day: string) => {
          asked.push({ what: 'publish', programme, day });
          return { id: 'programme-sinov-2' };
        },
      },
    },
    signOut: () => undefined,
  } as unknown as ConsoleState;
  const router = createMemoryRouter(
    [
      { path: '/programmes', element: <ProgrammesPage /> },
      { path: '/programmes/:id/next', element: <ProgrammeEditorPage /> },
      { path: '*', element: <p>elsewhere</p> },
    ],
    { initialEntries: [path] },
  );
  render(
    <UiProvider>
      <QueryClientProvider client={createQueryClient()}>
        <ConsoleContext.Provider value={state}>
          <RouterProvider router={router} />
        </ConsoleContext.Provider>
      </QueryClientProvider>
    </UiProvider>,
  );
  return asked;
}

it('a version is checked, tried at every office, and only then published as it was tried', async () => {
  const asked = await show('/programmes/programme-sinov-1/next');
  const publish = await screen.findByRole('button', { name: 'Eʼlon qilish' });
  expect(publish.hasAttribute('disabled')).toBe(true);
  const rule = screen.getByRole('group', { name: 'Mezon 1' });
  fireEvent.change(within(rule).getByLabelText('Qiymat'), { target: { value: '5' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sinab koʻrish' }));
  // Since when it is in force is not said yet.
  await screen.findByRole('alert');
  expect(asked).toEqual([]);
  const day = screen.getByLabelText('Qachondan amalda');
  fireEvent.change(day, { target: { value: '01.01.2027' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sinab koʻrish' }));
  await screen.findByText('Sinov natijasi, 01.01.2027 holatiga');
  expect(screen.getAllByRole('row').at(-1)?.textContent).toBe('Jami46282');
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({ day: '2027-01-01', programme: { code: 'sinov', version: 2 } });
  expect(asked[0]?.programme.categories[0]?.rule).toMatchObject({ fact: 'children_under_18', is: 'ge', value: 5 });
  // After a change it is to be tried anew.
  fireEvent.change(within(rule).getByLabelText('Qiymat'), { target: { value: '6' } });
  await waitFor(() => expect(publish.hasAttribute('disabled')).toBe(true));
  fireEvent.click(screen.getByRole('button', { name: 'Sinab koʻrish' }));
  await waitFor(() => expect(publish.hasAttribute('disabled')).toBe(false));
  fireEvent.click(publish);
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Eʼlon qilish' }));
  await screen.findByText('elsewhere', {}, { timeout: 10_000 });
  expect(asked.at(-1)).toMatchObject({ what: 'publish', day: '2027-01-01' });
  expect(asked.at(-1)?.programme.categories[0]?.rule).toMatchObject({ value: 6 });
}, 60_000);

it('a district reads versions and publishes none', async () => {
  await show('/programmes', 'district_officer');
  await screen.findByRole('region', { name: 'Sinov dasturi' });
  expect(screen.queryByRole('link', { name: /Yangi/ })).toBeNull();
  expect(screen.queryByRole('button', { name: /Yangi qiymat/ })).toBeNull();
});
