import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { clearKept } from '../ui/index.ts';
import { startI18n } from '../i18n/index.ts';
import { theme } from '../ui/theme.ts';
import type { ConsoleApi } from './api.ts';
import type { CaseRecord, PeoplePage, PersonRecord } from './casework-api.ts';
import { caseworkRoutes } from './casework-routes.tsx';
import { ConsoleContext } from './context.ts';
import { createQueryClient } from './queries.ts';

const office = {
  id: 'office-1',
  kind: 'mahalla',
  area: 'uz.r1.d1.m1',
  name: { latn: 'Bogʻiston', cyrl: 'Боғистон' },
  district: { latn: 'Sinov tumani', cyrl: 'Синов тумани' },
  region: { latn: 'Sinov viloyati', cyrl: 'Синов вилояти' },
};
const basis = {
  time: Date.UTC(2026, 10, 28),
  today: '2026-11-28',
  level: 'region' as const,
  offices: { 'office-1': { lastContact: '2026-11-27T05:00:00.000Z', behind: 3 } },
  state: { offices: 2, neverSynced: 1, silent: 0, oldestContact: '2026-11-27T05:00:00.000Z', withdrawn: null },
};
const hidden = [
  { field: 'phone', why: 'above_district' },
  { field: 'kept_in_office', why: 'office_only' },
] as const;
const people: PeoplePage = {
  ...basis,
  people: [
    {
      officeId: 'office-1',
      id: 'person-1',
      name: 'Gʻulomova Dilfuza',
      birthDate: '1990-02-02',
      sex: 'female',
      died: false,
      programmes: ['temir_daftar'],
      openCases: null,
    },
  ],
  total: 1,
  near: true,
  next: null,
  hidden,
};
const opened = { office: { ...office, lastContact: null, behind: 0 }, changedAt: '2026-11-27T05:00:00.000Z', hidden };
const person: PersonRecord = {
  ...opened,
  id: 'person-1',
  level: 'region',
  fields: { familyName: 'Gʻulomova', givenName: 'Dilfuza', maritalStatus: 'widowed', birthDate: '1990-02-02' },
  households: [{ id: 'family-1', relation: 'head', name: 'Gʻulomova Dilfuza', address: null }],
  programmes: [
    { id: 'e-1', programme: 'temir_daftar', category: null, state: 'enrolled', enrolledOn: '2026-01-05', exitOn: null },
  ],
  cases: null,
};
const file: CaseRecord = {
  ...opened,
  id: 'case-1',
  level: 'casework',
  fields: {
    kind: 'elderly_alone',
    number: 'I-1',
    state: 'open',
    request: 'Koʻmir yetmaydi',
    plans: [{ id: 'p-1', actor: 'u', at: '', goals: [{ id: 'g-1', need: 'Issiq', goal: 'Koʻmir olib berish' }] }],
    planDecisions: [{ id: 'd-1', planId: 'p-1', decision: 'approved' }],
  },
  person: { id: 'person-1', familyName: 'Gʻulomova', givenName: 'Dilfuza' },
  workers: [{ userId: 'u-1', role: 'worker' }],
  names: { 'u-1': 'Karimova D.' },
  due: [{ reason: 'visit_due', on: '2026-11-20', itemId: 'v-1' }],
  events: [{ id: 'v-1', kind: 'visit', state: 'planned', on: '2026-11-20' }],
  today: '2026-11-28',
};

const published = {
  id: 'form-needs-1',
  validFrom: null,
  validTo: null,
  form: {
    code: 'needs',
    version: 1,
    title: { 'uz-Latn': 'Ehtiyojlar', ru: 'Нужды' },
    kinds: ['youth' as const],
    fields: [
      { id: 'works', kind: 'yes_no' as const, label: { 'uz-Latn': 'Ishlaydimi', ru: 'Работает ли' }, required: true },
      {
        id: 'where',
        kind: 'text' as const,
        label: { 'uz-Latn': 'Qayerda', ru: 'Где' },
        required: true,
        when: { field: 'works', is: true },
      },
    ],
  },
};

function apiWith(change: Partial<ConsoleApi> = {}): ConsoleApi {
  return {
    offices: async () => ({ head: 1, time: basis.time, offices: [office] }),
    programmeNames: async () => ({ programmes: { temir_daftar: { 'uz-Latn': 'Temir daftar' } } }),
    people: async () => people,
    person: async () => person,
    case: async () => file,
    cases: async () => ({ ...basis, cases: [], names: {}, total: 0, near: false, next: null, hidden }),
    forms: async () => ({ today: '2026-11-28', forms: [published] }),
    caseworkDuties: async () => ({ officers: [] }),
    ...change,
  } as unknown as ConsoleApi;
}

async function open(path: string, role: Role, api = apiWith()) {
  let address = '';
  function Address() {
    address = useLocation().pathname;
    return null;
  }
  const user = { id: 'officer-1', login: 'o', name: 'O', role, officeId: 'ministry', area: 'uz.r1' };
  const cache = createQueryClient();
  cache.setDefaultOptions({ queries: { retry: false } });
  await startI18n('en');
  // A router of its own, as the console has: its pages are addresses.
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={cache}>
        <ConsoleContext.Provider value={{ user, api, signOut: () => undefined }}>
          <MemoryRouter initialEntries={[path]}>
            <Address />
            <Routes>
              {caseworkRoutes.map((one) => (
                <Route key={one.path} {...one} />
              ))}
            </Routes>
          </MemoryRouter>
        </ConsoleContext.Provider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { address: () => address };
}

// Typing key by key takes its time on a busy machine.
const PATIENCE = 60_000;
configure({ asyncUtilTimeout: 15_000 });
// jsdom has no fonts; boxes that grow with their text wait for them.
Object.defineProperty(document, 'fonts', { configurable: true, value: new EventTarget() });
beforeEach(() => clearKept());

test('a list says how fresh each office is, what it rests on and what is not shown', async () => {
  const { address } = await open('/people', 'region_officer');
  const row = await screen.findByRole('row', { name: /Gʻulomova Dilfuza/ });
  await waitFor(() => expect(row.textContent).toContain('Temir daftar'));
  expect(row.textContent).toContain('3 changes not fetched yet');
  expect(screen.getByRole('note', { name: 'Not shown to you' }).textContent).toBe(
    'Not shown to you: phone (not shown above the district); notes, photo and sources (kept in the mahalla alone).',
  );
  const rests = screen.getByRole('note', { name: 'What this list rests on' }).textContent;
  for (const words of [
    'From 2 mahallas',
    '1 mahalla was never in contact',
    'fewer than 5 people',
    'shown here to nobody',
  ]) {
    expect(rests).toContain(words);
  }
  expect(screen.getByText(/Nobody is spelled exactly like that/)).toBeTruthy();
  await userEvent.setup().click(row);
  const article = await screen.findByRole('article');
  expect(await within(article).findByText('Widowed')).toBeTruthy();
  expect(within(article).getByText(/Temir daftar: Enrolled/)).toBeTruthy();
  expect(address()).toBe('/people/office-1/person-1');
});

test('a case shows its words to whoever has the duty, and what is late', async () => {
  await open('/cases/office-1/case-1', 'district_officer');
  expect(await screen.findByText('Koʻmir yetmaydi')).toBeTruthy();
  expect(screen.getByText('Koʻmir olib berish')).toBeTruthy();
  expect(screen.getByText('Karimova D., worker')).toBeTruthy();
  expect(screen.getByText('No case was found')).toBeTruthy();
});

test('without a line a list says so; what came earlier stays with a word that it is old', async () => {
  const fails = vi.fn<ConsoleApi['people']>().mockRejectedValue(new CodedError('offline'));
  await open('/people', 'district_officer', apiWith({ people: fails }));
  expect(await screen.findByText(/server can’t be reached. Check/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
});

test('a technical duty is told that it sees figures alone, and nothing is asked for it', async () => {
  const asked = vi.fn<ConsoleApi['people']>();
  await open('/people', 'ministry_admin', apiWith({ people: asked }));
  expect(await screen.findByText('A technical duty sees no personal data')).toBeTruthy();
  expect(asked).not.toHaveBeenCalled();
});

test('figures above the district leave small numbers out and say so', async () => {
  const caseload: ConsoleApi['caseload'] = async () => ({
    ...basis,
    area: 'uz.r1',
    by: 'area',
    suppressed: true,
    lines: [
      {
        place: 'uz.r1.d1',
        worker: null,
        open: { youth: 6, elderly_alone: null },
        overdue: {},
        openSum: { count: 6, atLeast: true },
        overdueSum: { count: 0, atLeast: false },
      },
    ],
    open: { youth: { count: 6, atLeast: false }, elderly_alone: { count: 0, atLeast: true } },
    overdue: {},
    names: {},
    hidden: [],
  });
  await open('/caseload', 'region_officer', apiWith({ caseload }));
  const row = await screen.findByRole('row', { name: /Sinov tumani/ });
  expect(row.textContent).toContain('fewer than 5');
  expect(row.textContent).toContain('at least 6');
});

test(
  'a form is written without code: faults at their places, the draft is kept, then it is published',
  async () => {
    const publishForm = vi.fn<ConsoleApi['publishForm']>().mockResolvedValue({ id: 'form-visit-1', version: 1 });
    const api = apiWith({ publishForm });
    const user = userEvent.setup();
    await open('/forms/new', 'ministry_officer', api);
    await user.click(await screen.findByRole('button', { name: 'Publish' }));
    const faults = screen.getAllByRole('alert')[0] as HTMLElement;
    for (const words of ['write the form’s title', 'choose a kind of case', 'add at least one question']) {
      expect(faults.textContent).toContain(words);
    }
    await user.type(screen.getByRole('textbox', { name: 'Title' }), 'Tashrif');
    await user.type(screen.getByRole('textbox', { name: /^Code/ }), 'visit');
    await user.click(screen.getByRole('checkbox', { name: 'Young person' }));
    await user.click(screen.getByRole('button', { name: 'Add a field' }));
    await user.type(screen.getByRole('textbox', { name: 'Field 1' }), 'Uydami');
    await user.selectOptions(screen.getByLabelText('Kind of answer'), 'yes_no');
    await user.click(screen.getByRole('button', { name: 'Add a field' }));
    await user.type(screen.getByRole('textbox', { name: 'Field 2' }), 'Nega');
    const second = screen.getByRole('group', { name: 'Field 2' });
    await user.selectOptions(within(second).getByLabelText('When it is asked'), 'all');
    await user.selectOptions(within(second).getByLabelText('Answer'), 'false');
    expect(JSON.parse(localStorage.getItem('mahalla.form.officer-1.new') ?? '{}')).toMatchObject({ code: 'visit' });
    const preview = screen.getByRole('region', { name: 'As the laptop shows it' });
    expect(within(preview).queryByLabelText(/Nega/)).toBeNull();
    await user.click(within(preview).getAllByRole('radio')[1] as HTMLElement);
    expect(within(preview).getByLabelText(/Nega/)).toBeTruthy();
    await user.selectOptions(within(preview).getByLabelText('Language of the preview'), 'uz-Cyrl');
    expect(within(preview).getByText(/Уйдами/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Publish' }));
    await waitFor(() => expect(publishForm).toHaveBeenCalledTimes(1));
    expect(publishForm.mock.calls[0]?.[0]).toMatchObject({
      code: 'visit',
      base: 0,
      kinds: ['youth'],
      fields: [{ kind: 'yes_no' }, { kind: 'text', when: { field: 'q1', is: false } }],
    });
    await waitFor(() => expect(localStorage.getItem('mahalla.form.officer-1.new')).toBeNull());
  },
  PATIENCE,
);

test(
  'a refused publishing keeps the draft and says why',
  async () => {
    const publishForm = vi.fn<ConsoleApi['publishForm']>().mockRejectedValue(new CodedError('form_newer'));
    const user = userEvent.setup();
    await open('/forms/needs', 'ministry_officer', apiWith({ publishForm }));
    await user.type(await screen.findByRole('textbox', { name: 'Title' }), ' 2');
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Publish' }));
    expect(await screen.findByText(/A newer version of this form/)).toBeTruthy();
    expect(JSON.parse(localStorage.getItem('mahalla.form.officer-1.needs') ?? '{}')).toMatchObject({ base: 1 });
  },
  PATIENCE,
);
