import { fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { RegisterScreen } from './register-screen.tsx';

// A whole form is drawn at each change: slow where the machine has other work.
vi.setConfig({ testTimeout: 30_000 });

const at = ['/register/:journal', '/register/appeals'] as const;

it('registers an appeal with a new person in one act, and says saved only then', async () => {
  const office = createOfficeInMemory();
  await office.show(<RegisterScreen />, ...at);
  fireEvent.change(await screen.findByLabelText(/JShShIR/), { target: { value: '40201902050010' } });
  fireEvent.change(screen.getByLabelText('Familiyasi'), { target: { value: 'Karimova' } });
  fireEvent.change(screen.getByLabelText('Ismi'), { target: { value: 'Dilnoza' } });
  expect(screen.getByText('JShShIRdan olindi')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Mavzusi'), { target: { value: 'Suv quvuri' } });
  fireEvent.keyDown(document.body, { key: 'Enter', code: 'Enter', ctrlKey: true });
  expect(await screen.findByText(/Roʻyxatga olindi: M-12-1\/1/, undefined, { timeout: 10_000 })).toBeTruthy();
  const saved = [...office.docs.values()];
  expect(saved.map((doc) => doc.collection).toSorted()).toEqual(['documents', 'people']);
  expect(saved.find((doc) => doc.collection === 'documents')?.body).toMatchObject({
    state: 'registered',
    number: 'M-12-1/1',
    dueRule: 'appeal_15_days',
  });
  expect([...office.kept.keys()]).toEqual([]);
});

it('puts a wrong PINFL’s fault at its field and saves nothing', async () => {
  const office = createOfficeInMemory();
  await office.show(<RegisterScreen />, ...at);
  const pinfl = await screen.findByLabelText(/JShShIR/);
  fireEvent.change(pinfl, { target: { value: '40201902050011' } });
  fireEvent.keyDown(document.body, { key: 'Enter', code: 'Enter', ctrlKey: true });
  await waitFor(() => expect(pinfl.getAttribute('aria-invalid')).toBe('true'));
  expect(office.docs.size).toBe(0);
});

it('brings a half-filled form back, and takes a known person instead of writing a second one', async () => {
  const hit = {
    id: 'person-7',
    body: { familyName: 'Karimova', givenName: 'Dilnoza' },
    reasons: ['same_name'] as const,
  };
  const known = {
    collection: 'people',
    id: 'person-7',
    officeId: 'office-1',
    version: 0,
    body: hit.body,
    conflicts: [],
    removed: false,
  };
  const office = createOfficeInMemory({ duplicates: [hit], docs: [known] });
  office.kept.set('register.appeals', {
    familyName: 'Karimova',
    givenName: 'Dilnoza',
    subject: 'Suv quvuri',
    paperId: 'paper-1',
    newPersonId: 'person-8',
  });
  const user = userEvent.setup({ delay: null });
  await office.show(<RegisterScreen />, ...at);
  await user.click(await screen.findByRole('button', { name: 'Ha, shu shaxs' }));
  fireEvent.keyDown(document.body, { key: 'Enter', code: 'Enter', ctrlKey: true });
  expect(await screen.findByText(/Roʻyxatga olindi/, undefined, { timeout: 10_000 })).toBeTruthy();
  expect(office.docs.get('documents/paper-1')?.body.correspondent).toMatchObject({ personId: 'person-7' });
  expect(office.docs.has('people/person-8')).toBe(false);
});
