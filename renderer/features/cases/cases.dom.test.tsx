import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { AssessmentScreen } from './assessment-screen.tsx';
import { CaseScreen } from './case-screen.tsx';
import { CasesScreen } from './cases-screen.tsx';
import { IntakeScreen } from './intake-screen.tsx';
import { LetterScreen } from './letter-screen.tsx';
import { LoadScreen } from './load-screen.tsx';
import { PlanScreen } from './plan-screen.tsx';

vi.setConfig({ testTimeout: 60_000 });

const at = '2026-11-20T05:00:00.000Z';
const ME = 'u-secretary';

function doc(collection: Doc['collection'], id: string, body: JsonObject): Doc {
  return { collection, id, officeId: 'office-1', version: 0, body, conflicts: [], removed: false };
}
const entry = (id: string, fields: JsonObject) => ({ id, actor: ME, at, ...fields });
const caseDoc = (id: string, more: JsonObject = {}) =>
  doc('cases', id, {
    kind: 'unemployed',
    state: 'open',
    number: '1-1/2026',
    clientName: 'Sinovova Nodira',
    request: 'Ish qidirmoqda',
    openedOn: '2026-11-20',
    workers: [entry('w-1', { userId: ME, role: 'worker' })],
    consents: [
      entry('c-s', { purpose: 'services', on: '2026-11-20' }),
      entry('c-r', { purpose: 'referral', on: '2026-11-20' }),
    ],
    withdrawals: [entry('x-1', { consentId: 'c-r', on: '2026-11-22' })],
    createdBy: ME,
    ...more,
  });
const referral = (id: string, state: string, more: JsonObject = {}) =>
  doc('caseEvents', id, {
    caseId: 'case-1',
    kind: 'referral',
    state,
    on: '2026-11-21',
    service: 'shelter',
    provider: 'Markaz',
    consentId: 'c-r',
    letter: 'Oʻz soʻzlarim',
    createdBy: ME,
    ...more,
  });
const session = { secrets: { offices: () => Promise.reject(new Error('offline')) } } as never;

it('a referral whose consent has ended is shown as such, and one that was not sent can’t be', async () => {
  const office = createOfficeInMemory({
    session,
    docs: [caseDoc('case-1'), referral('ev-sent', 'sent'), referral('ev-draft', 'draft')],
  });
  await office.show(<CaseScreen />, '/cases/:id', '/cases/case-1?part=events');
  await screen.findByText(/Roziligi tugagan 1 ta yoʻllanma hali ochiq/);
  expect(screen.getAllByText(/Rozilik tugagan: 22\.11\.2026/)).toHaveLength(2);
  fireEvent.click(screen.getByRole('button', { name: /^Yuborish:/ }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText(/Amaldagi rozilik yoʻq/)).toBeTruthy();
  fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  await waitFor(() => expect(within(dialog).getByText('Toʻldiring')).toBeTruthy());
  expect(office.docs.get('caseEvents/ev-draft')?.body.state).toBe('draft');
});

it('a list says of a violence file its number alone, and words do not find it', async () => {
  const office = createOfficeInMemory({
    session,
    docs: [
      caseDoc('case-1', { kind: 'violence', clientName: 'Yashirin Ism', request: 'Zoʻravonlik' }),
      caseDoc('case-2', { number: '1-2/2026' }),
    ],
  });
  // A list in a page without height shows no rows; what it counts is told below.
  await office.show(<CasesScreen />, '/cases', '/cases');
  await screen.findByText('Jami 2 ta');
  expect(document.body.textContent).not.toContain('Yashirin');
  const find = screen.getByPlaceholderText('Ism, raqam, telefon, soʻrov');
  fireEvent.change(find, { target: { value: 'Yashirin' } });
  await screen.findByText('Mos keladigani yoʻq');
  fireEvent.change(find, { target: { value: '1-1/2026' } });
  await screen.findByText('1 ta topildi, jami 2 ta');
});

it('the letter of a violence file is not shown without consent to a letter, and then adds no word to it', async () => {
  const guarded = { kind: 'violence', clientName: 'Yashirin Ism' };
  const without = createOfficeInMemory({ session, docs: [caseDoc('case-1', guarded), referral('ev-1', 'sent')] });
  const shown = await without.show(<LetterScreen />, '/cases/:id/letter/:eventId', '/cases/case-1/letter/ev-1');
  await screen.findByText('Xat uchun rozilik yoʻq');
  expect(document.body.textContent).not.toContain('Oʻz soʻzlarim');
  shown.unmount();
  const consents = [entry('c-l', { purpose: 'letter', on: '2026-11-20' })];
  const withConsent = createOfficeInMemory({
    session,
    docs: [caseDoc('case-1', { ...guarded, consents }), referral('ev-1', 'sent')],
  });
  await withConsent.show(<LetterScreen />, '/cases/:id/letter/:eventId', '/cases/case-1/letter/ev-1');
  await screen.findAllByText('Oʻz soʻzlarim');
  expect(document.body.textContent).not.toMatch(/Yashirin|zoʻravonlik/i);
});

it('an assessment asks by its conditions, keeps a draft with gaps, and records what was asked alone', async () => {
  const fields: JsonObject[] = [
    { id: 'works', kind: 'yes_no', label: { 'uz-Latn': 'Ishlaydimi' }, required: true },
    {
      id: 'since',
      kind: 'number',
      label: { 'uz-Latn': 'Necha oy' },
      required: true,
      whole: true,
      when: { field: 'works', is: false },
    },
  ];
  const form = (version: number) =>
    doc('catalogues', `form-needs-${version}`, {
      kind: 'form',
      title: 'Ehtiyojlar',
      data: { code: 'needs', version, title: { 'uz-Latn': 'Ehtiyojlar' }, kinds: ['unemployed'], fields },
    });
  const office = createOfficeInMemory({ session, docs: [caseDoc('case-1'), form(1)] });
  const path = '/cases/:id/assessment/:eventId';
  const first = await office.show(<AssessmentScreen />, path, '/cases/case-1/assessment/new');
  fireEvent.click(await screen.findByRole('radio', { name: 'Yoʻq' }));
  fireEvent.change(await screen.findByLabelText('Necha oy'), { target: { value: '3,5' } });
  fireEvent.click(screen.getByRole('button', { name: 'Qoralama qoldirish' }));
  const drafts = () => [...office.docs.values()].filter((one) => one.collection === 'caseEvents');
  await waitFor(() => expect(drafts()).toHaveLength(1));
  const [draft] = drafts() as [Doc];
  expect(draft.body).toMatchObject({ state: 'draft', formVersion: 1, answers: { works: false, since: 3.5 } });
  first.unmount();
  // A later version comes out: the draft ends in its own.
  office.docs.set('catalogues/form-needs-2', form(2));
  await office.show(<AssessmentScreen />, path, `/cases/case-1/assessment/${draft.id}`);
  await screen.findByText(/Shaklning 2-tahriri chiqqan/);
  fireEvent.click(screen.getByRole('button', { name: 'Baholashni yozish' }));
  await screen.findAllByText(/Butun son yozing/);
  fireEvent.click(screen.getByRole('radio', { name: 'Ha' }));
  fireEvent.click(screen.getByRole('button', { name: 'Baholashni yozish' }));
  await waitFor(() => expect(drafts()[0]?.body.state).toBe('recorded'));
  expect(drafts()[0]?.body.formVersion).toBe(1);
  expect(drafts()[0]?.body.answers).toMatchObject({ works: true });
});

const MENU: Readonly<Record<string, readonly string[]>> = {
  open: [
    'Xizmat yozish',
    'Qayd yozish',
    'Rozilikni yozish',
    'Xodim biriktirish',
    'Xavfsizlik rejasi',
    'Maʼlumotlarini tuzatish',
    'Boshqa mahallaga oʻtkazish',
    'Ishni yakunlash',
  ],
  arrived: ['Qabul qilmaslik'],
};

it.each(Object.entries(MENU).flatMap(([state, items]) => items.map((item) => [state, item] as const)))(
  'of a case that is %s, "%s" opens its own form',
  async (state, item) => {
    const office = createOfficeInMemory({ session, docs: [caseDoc('case-1', { state })] });
    await office.show(<CaseScreen />, '/cases/:id', '/cases/case-1');
    fireEvent.click(await screen.findByRole('button', { name: 'Boshqa amallar' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: item }));
    const dialog = await screen.findByRole('dialog', { name: item });
    expect(within(dialog).getAllByRole('button').length).toBeGreaterThan(2);
  },
);

it('a referral and the consent that it rests on are saved by one act', async () => {
  const office = createOfficeInMemory({ session, docs: [caseDoc('case-1')] });
  await office.show(<CaseScreen />, '/cases/:id', '/cases/case-1');
  fireEvent.click(await screen.findByRole('button', { name: 'Yoʻllanma berish' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByRole('combobox', { name: 'Qaysi xizmat' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Kasb oʻrgatish', hidden: true }));
  fireEvent.change(within(dialog).getByLabelText('Qaysi tashkilotga'), { target: { value: 'Monomarkaz' } });
  // The office of the test writes on 24 November.
  fireEvent.change(within(dialog).getByLabelText('Rozilik berilgan kun'), { target: { value: '20.11.2026' } });
  fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const sent = [...office.docs.values()].find((one) => one.collection === 'caseEvents');
  const consents = office.docs.get('cases/case-1')?.body.consents as readonly JsonObject[];
  expect(sent?.body).toMatchObject({ state: 'sent', provider: 'Monomarkaz', consentId: consents.at(-1)?.id });
});

it('a plan is written, and nobody is offered to approve their own', async () => {
  const office = createOfficeInMemory({ session, docs: [caseDoc('case-1')] });
  const shown = await office.show(<PlanScreen />, '/cases/:id/plan', '/cases/case-1/plan');
  fireEvent.change(await screen.findByLabelText('Ehtiyoj'), { target: { value: 'Daromad' } });
  fireEvent.change(screen.getByLabelText('Maqsad'), { target: { value: 'Ishga kirish' } });
  fireEvent.submit(screen.getByRole('form', { name: 'Reja' }));
  const plans = () => (office.docs.get('cases/case-1')?.body.plans ?? []) as readonly JsonObject[];
  await waitFor(() => expect(plans()).toHaveLength(1));
  shown.unmount();
  await office.show(<CaseScreen />, '/cases/:id', '/cases/case-1?part=plan');
  await screen.findByText(/Oʻz rejasini hech kim tasdiqlamaydi/);
  expect(screen.queryByRole('button', { name: 'Tasdiqlash' })).toBeNull();
});

it('intake tells what is missing, and a violence file is warned of and asks for no name of the base', async () => {
  const office = createOfficeInMemory({ session });
  await office.show(<IntakeScreen />, '/cases/new', '/cases/new');
  fireEvent.click(await screen.findByRole('button', { name: 'Saqlash' }));
  await screen.findByText(/Ish turi: Toʻldiring/);
  fireEvent.click(screen.getByRole('combobox', { name: 'Ish turi' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Zoʻravonlikdan jabrlangan ayol', hidden: true }));
  await screen.findByText(/faqat unga biriktirilgan xodimlar ochadi/);
  expect(screen.getByLabelText('Ismi yoki shartli belgisi')).toBeTruthy();
  expect([...office.docs.values()]).toEqual([]);
});

const closedPerson = doc('people', 'p-1', {
  familyName: 'Sinovova',
  givenName: 'Nodira',
  consents: [entry('b-1', { purpose: 'base', on: '2026-01-01' })],
  withdrawals: [entry('b-2', { consentId: 'b-1', on: '2026-02-01' })],
});

it('with the record of whoever took back the consent to be in the base no case begins', async () => {
  const hit = { id: 'p-1', body: closedPerson.body, score: 1, reasons: ['name'] } as never;
  const office = createOfficeInMemory({ session, docs: [closedPerson], duplicates: [hit] });
  await office.show(<IntakeScreen />, '/cases/new', '/cases/new');
  fireEvent.click(await screen.findByRole('combobox', { name: 'Ish turi' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Ishsiz', hidden: true }));
  fireEvent.change(screen.getByLabelText('F.I.Sh.'), { target: { value: 'Sinovova Nodira' } });
  fireEvent.change(screen.getByLabelText('Nima bilan keldi'), { target: { value: 'Ish qidirmoqda' } });
  fireEvent.click(screen.getByLabelText('Hali soʻralmagan'));
  fireEvent.click(await screen.findByRole('button', { name: 'Ha, shu shaxs' }));
  const note = await screen.findByRole('alert');
  expect(within(note).getByRole('link', { name: 'Sinovova Nodira' }).getAttribute('href')).toBe('/person/p-1');
  fireEvent.click(screen.getByRole('button', { name: 'Saqlash' }));
  await new Promise((done) => setTimeout(done, 50));
  expect([...office.docs.keys()]).toEqual(['people/p-1']);
});

it('and their case is not offered to another office', async () => {
  const file = caseDoc('case-1', { personId: 'p-1' });
  const office = createOfficeInMemory({ session, docs: [file, closedPerson] });
  await office.show(<CaseScreen />, '/cases/:id', '/cases/case-1');
  fireEvent.click(await screen.findByRole('button', { name: 'Boshqa amallar' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Boshqa mahallaga oʻtkazish' }));
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText(/Yozuvi yangi ishlar uchun yopiq/);
  within(dialog).getByRole('link', { name: 'Sinovova Nodira' });
  fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  await new Promise((done) => setTimeout(done, 50));
  expect(office.docs.get('cases/case-1')?.body.state).toBe('open');
});

it('what the earlier office wrote after the transfer is told with its author, and what could not be applied with its words', async () => {
  const office = createOfficeInMemory({
    session,
    docs: [
      caseDoc('case-1', {
        arrivedFrom: { officeId: 'office-2', officeName: 'Yoshlik', people: [{ id: 'u-away', name: 'Aliyeva Lola' }] },
        history: [{ id: 'h-1', event: 'transfer_arrived', at, actor: 'u-away', note: 'Koʻchdi' }],
        lateEdits: [
          { id: 'o-1', actor: 'u-away', at, docId: 'case-1', collection: 'cases', result: 'applied' },
          {
            id: 'o-2',
            actor: 'u-away',
            at,
            docId: 'ev-1',
            collection: 'caseEvents',
            step: 'close',
            result: 'kept',
            code: 'goals_open',
            values: { closingNote: 'Ish topdi' },
          },
        ],
      }),
    ],
  });
  await office.show(<CaseScreen />, '/cases/:id', '/cases/case-1?part=history');
  await screen.findByText('Boshqa mahalladan keldi');
  const late = screen.getByRole('heading', { name: 'Ish oʻtkazilgandan keyin kelgan yozuvlar' }).parentElement;
  expect(late?.textContent).toContain('Ish: ishga kirdi');
  expect(late?.textContent).toContain('Voqea: Ish yakunlandi: ishga kirmadi, saqlab qoʻyildi');
  expect(late?.textContent).toContain('Aliyeva Lola');
  expect(late?.textContent).toContain('hamma maqsadlarning natijasi yozilmagan');
  expect(late?.textContent).toContain('Ish topdi');
});

it('the load shows what is overdue by worker', async () => {
  const visit = doc('caseEvents', 'v', { caseId: 'case-1', kind: 'visit', state: 'planned', on: '2020-01-01' });
  const staff = doc('staff', ME, { name: 'Karimova Dilnoza', role: 'secretary', active: true });
  const office = createOfficeInMemory({ session, docs: [caseDoc('case-1'), visit, staff] });
  await office.show(<LoadScreen />, '/cases/load', '/cases/load');
  const row = await screen.findByRole('row', { name: /Karimova Dilnoza/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .slice(0, 3)
      .map((cell) => cell.textContent),
  ).toEqual(['1', '0', '1']);
});

it('a violence file has its incident facts to choose, and its half-filled forms lie under the person’s own key', async () => {
  const office = createOfficeInMemory({
    session,
    docs: [caseDoc('case-1', { kind: 'violence', clientName: 'Yashirin Ism' }), caseDoc('case-2')],
  });
  await office.show(<CaseScreen />, '/cases/:id', '/cases/case-1?part=incident');
  expect(await screen.findByText(/Hisobotga rozilik yozilmagan/)).toBeTruthy();
  fireEvent.click(document.getElementById('incident-place') as HTMLElement);
  fireEvent.click(await screen.findByText('Koʻcha'));
  await waitFor(async () =>
    expect(await office.client.drafts.load('protected/case.case-1.incident')).toEqual({ facts: { place: 'street' } }),
  );
  fireEvent.click(screen.getByRole('button', { name: 'Saqlash' }));
  await waitFor(() => expect(office.docs.get('cases/case-1')?.body.incident).toEqual({ place: 'street' }));
  fireEvent.click(screen.getByRole('button', { name: 'Boshqa amallar' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Qayd yozish' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText('Qayd'), { target: { value: 'yarim' } });
  await waitFor(async () =>
    expect(await office.client.drafts.load('protected/case.case-1.note')).toMatchObject({ text: 'yarim' }),
  );
  expect(await office.client.drafts.load('case.case-1.note')).toBeNull();
});

it('another kind has no incident facts, and its forms lie where the office’s do', async () => {
  const office = createOfficeInMemory({ session, docs: [caseDoc('case-2')] });
  await office.show(<CaseScreen />, '/cases/:id', '/cases/case-2?part=incident');
  await screen.findByRole('tab', { name: 'Umumiy', selected: true });
  expect(screen.queryByRole('tab', { name: 'Hodisa maʼlumotlari' })).toBeNull();
});
