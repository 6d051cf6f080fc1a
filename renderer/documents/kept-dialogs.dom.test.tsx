import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { useRecord } from '../data/react.tsx';
import type { RecordOf } from '../ports/data.ts';
import type { OpenTask } from './acts.ts';
import { ForwardDialog, StudyDialog } from './appeal-dialogs.tsx';
import { TaskDialog } from './control-dialogs.tsx';
import { CloseDialog, RegisterDialog, ReportDialog } from './dialogs.tsx';
import type { DialogProps } from './doing.ts';
import { FileDialog } from './filing-dialogs.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { ReturnDialog, RouteDialog } from './route-dialogs.tsx';
import { createOfficeInMemory } from './testing/office-in-memory.tsx';

vi.setConfig({ testTimeout: 30_000 });
afterEach(() => vi.useRealTimers());

function doc(collection: Doc['collection'], id: string, body: JsonObject): Doc {
  return { collection, id, officeId: 'office-1', version: 1, body, conflicts: [], removed: false };
}
const staff = (id: string, name: string, role: Role, active = true) =>
  doc('staff', id, { name, role, active, login: id, officeId: 'office-1' });
const STAFF = [
  staff('u-chair', 'Rahimov Anvar', 'chair'),
  staff('u-secretary', 'Karimova Dilnoza', 'secretary'),
  staff('u-specialist', 'Tosheva Nodira', 'specialist'),
];
const appeal = (state: string, over: JsonObject = {}) =>
  doc('documents', 'p-1', {
    journal: 'appeals',
    kind: 'complaint',
    state,
    subject: 'Suv yoʻq',
    number: 'M-1',
    regDate: '2026-11-02',
    receivedDate: '2026-11-02',
    dueDate: '2026-11-17',
    correspondent: { kind: 'person', name: 'Sinovova Dilnoza' },
    ...over,
  });
const letter = (state: string, over: JsonObject = {}) =>
  doc('documents', 'p-1', { journal: 'outgoing', kind: 'letter', state, subject: 'Javob', text: 'Matn', ...over });
const task = (over: JsonObject = {}) =>
  doc('tasks', 't-1', {
    kind: 'assignment',
    state: 'open',
    documentId: 'p-1',
    assigneeId: 'u-secretary',
    text: 'Oʻrganilsin',
    dueDate: '2026-11-17',
    ...over,
  });

type Office = ReturnType<typeof createOfficeInMemory>;
type Make = (props: DialogProps, task: RecordOf<'tasks'> & OpenTask) => ReactElement;

function Desk({ make }: { readonly make: Make }) {
  const paper = useRecord('documents', 'p-1');
  const about = useRecord('tasks', 't-1');
  const [open, setOpen] = useState(true);
  if (!paper || about === undefined) return null;
  // As on a paper: a dialog on an assignment goes with the assignment, before its act has said that it is done.
  if (!open || (about && about.body.state !== 'open')) return <p>yopildi</p>;
  const tasks = about ? [{ ...about, kind: about.body.kind, state: about.body.state }] : [];
  const props: DialogProps = { paper, tasks, onClose: () => setOpen(false), onDone: () => undefined };
  return make(props, tasks[0] as RecordOf<'tasks'> & OpenTask);
}

const openIn = async (office: Office, make: Make) => {
  cleanup();
  await office.show(<Desk make={make} />, '/', '/');
  return screen.findByRole('dialog');
};
const type = async (label: string | RegExp, value: string) =>
  fireEvent.change(await screen.findByLabelText(label), { target: { value } });
const stands = async (label: string | RegExp) => ((await screen.findByLabelText(label)) as HTMLInputElement).value;
const choose = async (field: HTMLElement, name: string) => {
  fireEvent.click(field);
  // Lists that were shut are on their way out for a moment yet.
  const list = () => document.getElementById(field.getAttribute('aria-controls') ?? '');
  await waitFor(() => expect(list()).toBeTruthy());
  fireEvent.click(await within(list() as HTMLElement).findByRole('option', { name, hidden: true }));
};
const kept = (office: Office) => JSON.stringify([...office.kept.values()]);
/** Does what the dialog is for; it closes, and nothing of it stays kept, however late. */
const goThrough = async (office: Office) => {
  fireEvent.submit((await screen.findByRole('dialog')).querySelector('form') as HTMLFormElement);
  expect(await screen.findByText('yopildi')).toBeTruthy();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect([...office.kept.keys()]).toEqual([]);
};
const bodyOf = (office: Office, key: string) => office.docs.get(key)?.body;

it('a report: closed in the midst of a word it is there again, and one that is sent at once leaves nothing', async () => {
  const office = createOfficeInMemory({ docs: [...STAFF, appeal('in_execution'), task()] });
  const report: Make = (props, about) => <ReportDialog {...props} task={about} />;
  await openIn(office, report);
  await type('Nima qilindi', 'Quvur almashtir');
  // Before the moment after which it is kept.
  fireEvent.click(screen.getByRole('button', { name: 'Ortga' }));
  expect(await screen.findByText('yopildi')).toBeTruthy();
  await openIn(office, report);
  expect(await stands('Nima qilindi')).toBe('Quvur almashtir');
  // The same report, begun at the assignment itself.
  await openIn(office, (props, about) => <TaskDialog {...props} task={about} step="report" />);
  expect(await stands('Nima qilindi')).toBe('Quvur almashtir');
  await openIn(office, report);
  await type('Nima qilindi', 'Quvur almashtirildi');
  await goThrough(office);
  expect(bodyOf(office, 'tasks/t-1')).toMatchObject({ state: 'reported', report: 'Quvur almashtirildi' });
});

it('what one person has begun is not offered to another who works at the laptop', async () => {
  const docs = [...STAFF, letter('awaiting_approval', { submittedBy: 'u-specialist' })];
  const chair = createOfficeInMemory({ role: 'chair', docs });
  const back: Make = (props) => <ReturnDialog {...props} />;
  await openIn(chair, back);
  await type('Izoh', 'Sanasi xato');
  await waitFor(() => expect(kept(chair)).toContain('Sanasi xato'));
  const secretary = createOfficeInMemory({ docs });
  for (const [key, value] of chair.kept) secretary.kept.set(key, value);
  await openIn(secretary, back);
  expect(await stands('Izoh')).toBe('');
});

it('a resolution: its clauses are there again; what was not touched follows the paper, and who has left is not chosen', async () => {
  const office = createOfficeInMemory({
    role: 'chair',
    docs: [...STAFF, appeal('registered', { executorId: 'u-secretary' })],
  });
  const resolve: Make = (props) => <ResolveDialog {...props} />;
  let dialog = await openIn(office, resolve);
  await type('Topshiriq matni', 'Joyida koʻrilsin');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Band qoʻshish' }));
  await choose(within(dialog).getAllByRole('combobox', { name: 'Asosiy ijrochi' })[1] as HTMLElement, 'Tosheva Nodira');
  const second = within(dialog).getAllByLabelText('Topshiriq matni')[1] as HTMLElement;
  fireEvent.change(second, { target: { value: 'Roʻyxat tuzilsin' } });
  fireEvent.click(within(dialog).getByLabelText('Nazoratga olinsin'));
  await waitFor(() => expect(kept(office)).toMatch(/Roʻyxat tuzilsin.*"control":false/));

  // Meanwhile the term was moved.
  const before = office.docs.get('documents/p-1') as Doc;
  office.docs.set('documents/p-1', { ...before, body: { ...before.body, dueDate: '2026-12-01' } });
  dialog = await openIn(office, resolve);
  const valuesOf = (label: string) =>
    within(dialog)
      .getAllByLabelText<HTMLInputElement>(label)
      .filter((one) => one.tagName !== 'DIV')
      .map((one) => one.value);
  expect(valuesOf('Topshiriq matni')).toEqual(['Joyida koʻrilsin', 'Roʻyxat tuzilsin']);
  expect(valuesOf('Asosiy ijrochi')).toEqual(['Karimova Dilnoza', 'Tosheva Nodira']);
  expect(valuesOf('Muddati')).toEqual(['01.12.2026', '17.11.2026']);
  expect(within(dialog).getByLabelText<HTMLInputElement>('Nazoratga olinsin').checked).toBe(false);

  office.docs.set('staff/u-specialist', staff('u-specialist', 'Tosheva Nodira', 'specialist', false));
  dialog = await openIn(office, resolve);
  expect(valuesOf('Asosiy ijrochi')).toEqual(['Karimova Dilnoza', '']);
  fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  expect(await within(dialog).findByText('Toʻldiring')).toBeTruthy();
  expect(bodyOf(office, 'documents/p-1')?.state).toBe('registered');
  fireEvent.click(within(dialog).getByRole('button', { name: '2-bandni olib tashlash' }));
  await goThrough(office);
  expect(bodyOf(office, 'documents/p-1')).toMatchObject({ state: 'in_execution', resolution: 'Joyida koʻrilsin' });
});

it('an appeal that is passed on, or studied: to whom and why are there again', async () => {
  const office = createOfficeInMemory({ docs: [...STAFF, appeal('registered')] });
  const forward: Make = (props) => <ForwardDialog {...props} />;
  await openIn(office, forward);
  await type('Kimga yuboriladi', 'Elektr tarmoqlari');
  await type(/^Izoh/, 'Bizning ish emas');
  await waitFor(() => expect(kept(office)).toContain('Bizning ish emas'));
  await openIn(office, (props) => <StudyDialog {...props} />);
  expect(await stands('Sabab')).toBe('');
  await openIn(office, forward);
  expect(await stands('Kimga yuboriladi')).toBe('Elektr tarmoqlari');
  expect(await stands(/^Izoh/)).toBe('Bizning ish emas');
  await goThrough(office);
  expect(bodyOf(office, 'documents/p-1')).toMatchObject({ state: 'closed', forwardedTo: 'Elektr tarmoqlari' });
});

it('a route: its steps and their people are there again; where nobody of a step is left, who is offered', async () => {
  const office = createOfficeInMemory({ role: 'specialist', docs: [...STAFF, letter('draft')] });
  const route: Make = (props) => <RouteDialog {...props} />;
  let dialog = await openIn(office, route);
  const people = () =>
    within(dialog)
      .getAllByRole('group')
      .map((one) => [...one.querySelectorAll('.mantine-Pill-label')].map((pill) => pill.textContent));
  await waitFor(() => expect(people()).toEqual([['Karimova Dilnoza'], ['Rahimov Anvar']]));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Bosqich qoʻshish' }));
  await choose(within(dialog).getAllByRole('combobox', { name: 'Kim kelishadi' })[1] as HTMLElement, 'Rahimov Anvar');
  fireEvent.click(within(dialog).getByRole('button', { name: '1-bosqichni olib tashlash' }));
  await waitFor(() => expect(kept(office)).toMatch(/"people":\["u-chair"\].*"s-sign"/));
  expect(kept(office)).not.toContain('s-1');
  dialog = await openIn(office, route);
  await waitFor(() => expect(people()).toEqual([['Rahimov Anvar'], ['Rahimov Anvar']]));

  // The chair goes, and another comes.
  office.docs.set('staff/u-chair', staff('u-chair', 'Rahimov Anvar', 'chair', false));
  office.docs.set('staff/u-new', staff('u-new', 'Yusupov Bek', 'chair'));
  dialog = await openIn(office, route);
  await waitFor(() => expect(people()).toEqual([[], ['Yusupov Bek']]));
  await choose(within(dialog).getByRole('combobox', { name: 'Kim kelishadi' }), 'Karimova Dilnoza');
  await goThrough(office);
  expect(bodyOf(office, 'documents/p-1')).toMatchObject({
    state: 'awaiting_approval',
    route: [{ people: ['u-secretary'] }, { id: 's-sign', people: ['u-new'] }],
  });
});

it('a return: the words on its parts are there again, and in sight', async () => {
  const office = createOfficeInMemory({
    role: 'chair',
    docs: [...STAFF, letter('awaiting_approval', { submittedBy: 'u-secretary' })],
  });
  const back: Make = (props) => <ReturnDialog {...props} />;
  await openIn(office, back);
  await type('Izoh', 'Tuzating');
  fireEvent.click(screen.getByRole('button', { name: 'Har bir qismga izoh yozish' }));
  const [first] = await screen.findAllByLabelText(/\(ixtiyoriy\)/);
  fireEvent.change(first as HTMLElement, { target: { value: 'Mavzu toʻliq emas' } });
  await waitFor(() => expect(kept(office)).toContain('Mavzu toʻliq emas'));
  await openIn(office, back);
  expect(await stands('Izoh')).toBe('Tuzating');
  expect(screen.getAllByLabelText<HTMLTextAreaElement>(/\(ixtiyoriy\)/)[0]?.value).toBe('Mavzu toʻliq emas');
  await goThrough(office);
  expect(bodyOf(office, 'documents/p-1')).toMatchObject({ state: 'returned', returnComment: 'Tuzating' });
});

it('a part of an assignment: to whom, until when and what', async () => {
  const office = createOfficeInMemory({ docs: [...STAFF, appeal('in_execution'), task()] });
  const part: Make = (props, about) => <TaskDialog {...props} task={about} step="part" />;
  const dialog = await openIn(office, part);
  await choose(within(dialog).getByRole('combobox', { name: 'Kim bajaradi' }), 'Tosheva Nodira');
  await type('Muddati', '10.11.2026');
  await type('Nima qilish kerak', 'Roʻyxat');
  await waitFor(() => expect(kept(office)).toContain('Roʻyxat'));
  await openIn(office, part);
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Kim bajaradi' }).value).toBe('Tosheva Nodira');
  expect(await stands('Muddati')).toBe('10.11.2026');
  expect(await stands('Nima qilish kerak')).toBe('Roʻyxat');
  await goThrough(office);
  const given = [...office.docs.values()].find((one) => one.body.parentId === 't-1');
  expect(given?.body).toMatchObject({ assigneeId: 'u-specialist', dueDate: '2026-11-10', text: 'Roʻyxat' });
});

it('a day that nobody changed begins as today again, beside one that was', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime('2026-11-02T06:00:00Z');
  const office = createOfficeInMemory({
    docs: [doc('documents', 'p-1', { journal: 'incoming', kind: 'letter', state: 'delivered', subject: 'Topshiriq' })],
  });
  const register: Make = (props) => <RegisterDialog {...props} />;
  await openIn(office, register);
  expect(await stands('Kelgan kuni')).toBe('02.11.2026');
  await type(/^Muddati/, '20.11.2026');
  await waitFor(() => expect(kept(office)).toContain('2026-11-20'));
  vi.setSystemTime('2026-11-03T06:00:00Z');
  await openIn(office, register);
  expect(await stands('Kelgan kuni')).toBe('03.11.2026');
  expect(await stands(/^Muddati/)).toBe('20.11.2026');
  await goThrough(office);
  expect(bodyOf(office, 'documents/p-1')).toMatchObject({ receivedDate: '2026-11-03', dueDate: '2026-11-20' });
});

it('closing and filing: choices are there again, where what was chosen still is', async () => {
  const office = createOfficeInMemory({
    role: 'chair',
    docs: [
      ...STAFF,
      appeal('in_execution'),
      doc('catalogues', 'file-1', {
        kind: 'file',
        title: 'Xatlar',
        data: { index: '01', years: 5, source: '12-band' },
      }),
      doc('catalogues', 'file-2', {
        kind: 'file',
        title: 'Arizalar',
        data: { index: '02', years: 5, source: '12-band' },
      }),
    ],
  });
  const answers = ['a-1', 'a-2'].map((id) => ({ id, state: 'sent', subject: `Javob ${id}`, number: id }) as never);
  const closing = (ready: readonly never[]): Make => {
    return (props) => <CloseDialog {...props} answers={ready} />;
  };
  const radio = (name: RegExp) => screen.getByRole<HTMLInputElement>('radio', { name });
  await openIn(office, closing(answers));
  fireEvent.click(radio(/^Qanoatlantirildi/));
  fireEvent.click(radio(/Javob a-2/));
  await waitFor(() => expect(kept(office)).toContain('a-2'));
  await openIn(office, closing(answers));
  expect(radio(/^Qanoatlantirildi/).checked).toBe(true);
  expect(radio(/Javob a-2/).checked).toBe(true);
  await openIn(office, closing(answers.slice(0, 1)));
  expect(radio(/Javob a-1/).checked).toBe(true);
  fireEvent.click(radio(/^Yozma javobsiz/));
  await goThrough(office);
  expect(bodyOf(office, 'documents/p-1')?.state).toBe('closed');

  const filing: Make = (props) => <FileDialog {...props} />;
  const dialog = await openIn(office, filing);
  await choose(within(dialog).getByRole('combobox'), '02 Arizalar');
  await type(/^Varaqlar soni/, '7');
  await waitFor(() => expect(kept(office)).toMatch(/file-2.*7/));
  await openIn(office, filing);
  expect(await stands(/^Varaqlar soni/)).toBe('7');
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('combobox').value).toBe('02 Arizalar'));
  await goThrough(office);
  expect(bodyOf(office, 'documents/p-1')).toMatchObject({ sheets: 7 });
});
