import { Select } from '@mantine/core';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { ConfirmAction } from './confirm-action.tsx';
import { FormColumn } from './form.tsx';
import { useHotkeys, useMainAction } from './hotkeys.ts';
import { renderUi } from './testing.tsx';

function Asking({ onConfirm }: { readonly onConfirm: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <FormColumn onSubmit={() => setAsking(true)}>
        <input aria-label="Subject" />
      </FormColumn>
      <ConfirmAction
        opened={asking}
        title="Send?"
        confirmLabel="Send it"
        onConfirm={onConfirm}
        onClose={() => setAsking(false)}
      >
        It can not be called back.
      </ConfirmAction>
    </>
  );
}

test('the press that opens a question does not answer it; the next one does', async () => {
  const onConfirm = vi.fn<() => void>();
  await renderUi(<Asking onConfirm={onConfirm} />);
  await userEvent.click(screen.getByLabelText('Subject'));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(screen.getByRole('dialog')).toBeTruthy();
  expect(onConfirm).not.toHaveBeenCalled();
  // A key that is held down is not a second press.
  fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true, repeat: true });
  expect(onConfirm).not.toHaveBeenCalled();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(onConfirm).toHaveBeenCalledTimes(1);
});

test('Escape closes a dialog, and only then what the dialog stood over', async () => {
  const onEscape = vi.fn<() => void>();
  function Beside() {
    useHotkeys([['Escape', onEscape]]);
    return <Asking onConfirm={() => undefined} />;
  }
  await renderUi(<Beside />);
  await userEvent.click(screen.getByLabelText('Subject'));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(screen.getByRole('dialog')).toBeTruthy();
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(onEscape).not.toHaveBeenCalled();
  // A closed dialog gives the focus back a moment later; keys of the page are not heard in a field.
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Subject')));
  screen.getByLabelText('Subject').blur();
  await userEvent.keyboard('{Escape}');
  expect(onEscape).toHaveBeenCalledTimes(1);
});

test('Ctrl+Enter does the main action from a list to choose from, too, and leaves the list closed', async () => {
  const onMain = vi.fn<() => void>();
  function Form() {
    useMainAction(onMain);
    return <Select label="Category" data={['one', 'two']} defaultValue="one" />;
  }
  await renderUi(<Form />);
  const box = screen.getByRole('combobox', { name: 'Category' });
  box.focus();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(onMain).toHaveBeenCalledTimes(1);
  expect(box.getAttribute('aria-expanded')).not.toBe('true');
});
