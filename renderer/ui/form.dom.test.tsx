import { TextInput } from '@mantine/core';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { DayField } from './day-field.tsx';
import { ErrorSummary, FormColumn } from './form.tsx';
import { renderUi } from './testing.tsx';

function Day({ onDay }: { readonly onDay: (day: string | undefined) => void }) {
  const [day, setDay] = useState<string | undefined>(undefined);
  return (
    <DayField
      label="Received"
      value={day}
      onChange={(next) => {
        setDay(next);
        onDay(next);
      }}
    />
  );
}

test('a typed day is read, and one that is not in the calendar is refused at the field', async () => {
  const onDay = vi.fn<(day: string | undefined) => void>();
  await renderUi(<Day onDay={onDay} />);
  const field = screen.getByLabelText('Received');
  await userEvent.type(field, '7.3.2026');
  await userEvent.tab();
  expect(onDay).toHaveBeenLastCalledWith('2026-03-07');
  expect((field as HTMLInputElement).value).toBe('07.03.2026');
  await userEvent.clear(field);
  await userEvent.type(field, '31.02.2026');
  await userEvent.tab();
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText(/There is no such day/)).toBeTruthy();
});

test('Enter goes to the next field, and from the last one it submits', async () => {
  const submit = vi.fn<() => void>();
  await renderUi(
    <FormColumn onSubmit={submit}>
      <TextInput label="First" />
      <TextInput label="Second" />
      <button type="submit">Go</button>
    </FormColumn>,
  );
  await userEvent.type(screen.getByLabelText('First'), 'a{Enter}');
  expect(document.activeElement).toBe(screen.getByLabelText('Second'));
  expect(submit).not.toHaveBeenCalled();
  await userEvent.keyboard('b{Enter}');
  expect(submit).toHaveBeenCalledTimes(1);
});

test('the summary of faults takes the focus and leads to the field', async () => {
  await renderUi(
    <>
      <ErrorSummary faults={[{ fieldId: 'subject', message: 'Write what it is about' }]} />
      <input id="subject" aria-label="Subject" />
    </>,
  );
  expect(document.activeElement).toBe(screen.getByRole('alert'));
  await userEvent.click(screen.getByRole('link', { name: 'Write what it is about' }));
  expect(document.activeElement).toBe(screen.getByLabelText('Subject'));
});
