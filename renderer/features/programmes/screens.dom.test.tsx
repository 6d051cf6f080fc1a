import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { EntryScreen } from './entry-screen.tsx';
import { ListScreen } from './list-screen.tsx';
import { ProgrammeScreen } from './programme-screen.tsx';
import { ProposeScreen } from './propose-screen.tsx';

const doc = (collection: string, id: string, body: object): Doc => ({
  collection,
  id,
  officeId: 'office-1',
  version: 0,
  body: body as JsonObject,
  conflicts: [],
  removed: false,
});
const names = (text: string) => ({ 'uz-Latn': text });
const programme = (change: object = {}) =>
  doc('catalogues', 'programme-sinov-1', {
    kind: 'programme',
    title: 'Sinov dasturi',
    validFrom: '2020-01-01',
    data: {
      code: 'sinov',
      version: 1,
      names: names('Sinov dasturi'),
      law: 'Sinov qarori',
      confirmed: true,
      subject: 'family',
      categories: [
        {
          code: 'repair',
          names: names('Uyi taʼmirtalab'),
          rule: { kind: 'fact', fact: 'housing_needs', is: 'has', value: 'repair' },
          evidence: [names('Dalolatnoma')],
        },
      ],
      proposedBy: ['chair', 'secretary'],
      decidedBy: { minutes: true, decision: false },
      contract: false,
      plan: false,
      monitoring: false,
      exits: [{ code: 'help_given', names: names('Yordam berildi') }],
      aid: [],
      ...change,
    },
  });
const stamp = { actor: 'u-1', at: '2026-01-01T00:00:00.000Z' };
const family = (more: object = {}) => [
  doc('people', 'p-1', { familyName: 'Sinovov', givenName: 'Anvar' }),
  doc('households', 'h-1', {
    address: 'Bogʻ koʻchasi, 1',
    members: [{ id: 'm-1', personId: 'p-1', relation: 'head', ...stamp }],
    ...more,
  }),
];
const open = async (docs: readonly Doc[], role: Role = 'secretary') => {
  const office = createOfficeInMemory({ role, docs });
  await office.show(<ProposeScreen />, '/programmes/propose', '/programmes/propose?family=h-1');
  return office;
};

describe('a proposal', () => {
  it('of whom something isn’t known says what, and asks why; a draft needs no reason', async () => {
    const office = await open([programme(), ...family()]);
    const card = await screen.findByRole('region', { name: 'Sinov dasturi' });
    within(card).getByText('Maʼlumot yetarli emas');
    expect(within(card).getByRole('link', { name: 'Oila: uy-joy ehtiyoji' }).getAttribute('href')).toBe(
      '/families/h-1',
    );
    fireEvent.click(within(card).getByRole('button', { name: 'Taklif qilish: Sinov dasturi' }));
    const dialog = await screen.findByRole('dialog');
    const submit = () => fireEvent.click(within(dialog).getByRole('button', { name: 'Taklif qilish' }));
    await waitFor(submit);
    await within(dialog).findByText('Mezonlar toʻliq bajarilmagan: taklif asosini yozing');
    expect([...office.docs.keys()].some((key) => key.startsWith('programmeEntries'))).toBe(false);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Qoralama saqlash' }));
    await waitFor(() => {
      const saved = [...office.docs.values()].find((one) => one.collection === 'programmeEntries');
      expect(saved?.body).toMatchObject({ state: 'draft', householdId: 'h-1', checked: { outcome: 'unknown' } });
    });
  });

  it('of whom all is known is made with two presses', async () => {
    const office = await open([programme(), ...family({ housingNeeds: ['repair'] })]);
    fireEvent.click(await screen.findByRole('button', { name: 'Taklif qilish: Sinov dasturi' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(await within(dialog).findByRole('button', { name: 'Taklif qilish' }));
    await waitFor(() => {
      const saved = [...office.docs.values()].find((one) => one.collection === 'programmeEntries');
      expect(saved?.body).toMatchObject({
        state: 'proposed',
        proposedBy: 'u-secretary',
        checked: { outcome: 'meets', facts: { housing_needs: ['repair'] } },
      });
    });
  });

  it('is not offered to a role that proposes nobody for the programme', async () => {
    await open([programme(), ...family()], 'specialist');
    const card = await screen.findByRole('region', { name: 'Sinov dasturi' });
    expect(within(card).queryByRole('button', { name: /Taklif qilish/ })).toBeNull();
  });

  it('of whoever took back the consent to be in the base is refused with what to do; of one beside them it is warned', async () => {
    const closed = (id: string, familyName: string) =>
      doc('people', id, {
        familyName,
        givenName: 'Anvar',
        consents: [{ id: 'c-1', purpose: 'base', on: '2026-01-01', ...stamp }],
        withdrawals: [{ id: 'x-1', consentId: 'c-1', on: '2026-02-01', ...stamp }],
      });
    const [head, home] = family({
      housingNeeds: ['repair'],
      members: [
        { id: 'm-1', personId: 'p-1', relation: 'head', ...stamp },
        { id: 'm-2', personId: 'p-2', relation: 'son', ...stamp },
      ],
    });
    const office = await open([programme(), closed('p-1', 'Sinovov'), home as Doc]);
    const note = await screen.findByRole('alert');
    within(note).getByText(/“Rozilikni yozish” tugmasini bosing/);
    expect(within(note).getByRole('link', { name: 'Sinovov Anvar' }).getAttribute('href')).toBe('/person/p-1');
    expect(screen.queryByRole('button', { name: /Taklif qilish/ })).toBeNull();
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect([...office.docs.keys()].some((key) => key.startsWith('programmeEntries'))).toBe(false);
    cleanup();
    await open([programme(), head as Doc, closed('p-2', 'Oʻgʻli'), home as Doc]);
    await screen.findByText(/Bu odamning maʼlumoti bilan yangi ish boshlanmaydi/);
    await screen.findByRole('button', { name: 'Taklif qilish: Sinov dasturi' });
  });

  it.each([false, true])(
    'that came back is made again, not while the record is closed for new uses: %s',
    async (closed) => {
      const entry = doc('programmeEntries', 'e-1', {
        programme: 'sinov',
        versionId: 'programme-sinov-1',
        category: 'repair',
        householdId: 'h-1',
        state: 'returned',
      });
      const [, home] = family({ housingNeeds: ['repair'] });
      const person = doc('people', 'p-1', {
        familyName: 'Sinovov',
        givenName: 'Anvar',
        consents: [{ id: 'c-1', purpose: 'base', on: '2026-01-01', ...stamp }],
        withdrawals: closed ? [{ id: 'x-1', consentId: 'c-1', on: '2026-02-01', ...stamp }] : [],
      });
      const office = createOfficeInMemory({ docs: [programme(), person, home as Doc, entry] });
      await office.show(<EntryScreen />, '/programmes/entry/:id', '/programmes/entry/e-1');
      const state = () => office.docs.get('programmeEntries/e-1')?.body.state;
      fireEvent.click(await screen.findByRole('button', { name: 'Taklif qilish' }));
      const dialog = await screen.findByRole('dialog');
      fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
      if (closed) {
        within(dialog).getByText('Bazada boʻlishga rozilik qaytarib olingan');
        await new Promise((done) => setTimeout(done, 200));
        expect(state()).toBe('returned');
      } else {
        await waitFor(() => expect(state()).toBe('proposed'));
      }
    },
  );

  it('begins with a search where nobody was chosen, in either script', async () => {
    const office = createOfficeInMemory({ docs: [programme(), ...family()] });
    await office.show(<ProposeScreen />, '/programmes/propose', '/programmes/propose');
    const box = await screen.findByRole('textbox', { name: 'Kim uchun' });
    fireEvent.change(box, { target: { value: 'Синовов' } });
    fireEvent.click(await screen.findByRole('button', { name: /Sinovov Anvar oilasi/ }));
    expect(await screen.findByRole('region', { name: 'Sinov dasturi' })).toBeDefined();
  });
});

const entry = (id: string, more: object = {}) =>
  doc('programmeEntries', id, {
    state: 'proposed',
    programme: 'sinov',
    versionId: 'programme-sinov-1',
    category: 'repair',
    householdId: 'h-1',
    proposedOn: '2026-11-02',
    ...more,
  });

describe('lists and pages', () => {
  it('say that no programme has come, that nobody is in one, and that nothing fits', async () => {
    const empty = createOfficeInMemory();
    const first = await empty.show(<ListScreen />, '/programmes', '/programmes');
    await screen.findByText('Dasturlar roʻyxati hali kelmagan');
    first.unmount();
    const second = await createOfficeInMemory({ docs: [programme()] }).show(
      <ListScreen />,
      '/programmes',
      '/programmes',
    );
    await screen.findByText('Hali hech kim dasturga taklif qilinmagan');
    second.unmount();
    const docs = [programme(), ...family(), entry('e-1')];
    await createOfficeInMemory({ docs }).show(<ListScreen />, '/programmes', '/programmes');
    await screen.findByText('Jami yozuvlar: 1');
    fireEvent.change(screen.getByRole('textbox', { name: 'Ism, manzil, raqam' }), { target: { value: 'yoʻqodam' } });
    expect(await screen.findByText('Bunday yozuv yoʻq')).toBeDefined();
  });

  it('show two entries of one family as a double, and say of a version that has not come that it has not', async () => {
    const docs = [...family(), entry('e-1'), entry('e-2')];
    await createOfficeInMemory({ docs, role: 'chair' }).show(<EntryScreen />, '/entry/:id', '/entry/e-1');
    await screen.findByText('Bir dasturga ikki marta kiritilgan');
    expect(screen.getByRole('link', { name: 'Ikkinchi yozuvni ochish' }).getAttribute('href')).toBe(
      '/programmes/entry/e-2',
    );
    screen.getByText(/Mezonlarning bu tahriri hali kelmagan/);
  });

  it('say of an entry and of a programme that are not there that they are not', async () => {
    const office = createOfficeInMemory({ docs: [programme()] });
    const first = await office.show(<EntryScreen />, '/entry/:id', '/entry/nothing');
    await screen.findByText('Bunday yozuv yoʻq yoki olib tashlangan');
    first.unmount();
    await office.show(<ProgrammeScreen />, '/programmes/:code', '/programmes/nothing');
    expect(await screen.findByText('Bunday dastur yoʻq')).toBeDefined();
  });

  it('count who would meet a programme now, and who is enrolled and meets it no more', async () => {
    const docs = [
      programme(),
      ...family({ housingNeeds: ['crowded'] }),
      entry('e-1', { state: 'enrolled', enrolledOn: '2026-01-01' }),
    ];
    await createOfficeInMemory({ docs }).show(<ProgrammeScreen />, '/programmes/:code', '/programmes/sinov');
    await screen.findByText('Mos keladi: 0');
    screen.getByText('Mos kelmaydi: 1');
    expect(screen.getByText('Dasturda, lekin endi mos kelmaydi: 1')).toBeDefined();
  });
});
