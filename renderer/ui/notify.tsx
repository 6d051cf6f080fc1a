import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** Says that something is done. Never with names of people. */
export function showDone(message: string): void {
  notifications.show({ message, color: 'done', autoClose: 5_000, closeButtonProps: close() });
}

/** Says that something new has come. Never with names of people. */
export function showNotice(message: string): void {
  notifications.show({ message, autoClose: 6_000, closeButtonProps: close() });
}

/** Says what went wrong and what to do; stays until it is closed. */
export function showFailure(message: string): void {
  notifications.show({ message, color: 'overdue', autoClose: false, closeButtonProps: close() });
}

/** Says what was done and offers to take it back: instead of a question before. */
export function showUndo(message: string, undo: () => void): void {
  const id = `undo-${crypto.randomUUID()}`;
  notifications.show({
    id,
    message: (
      <Group justify="space-between" gap="md">
        <span>{message}</span>
        <Button
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {i18next.t('action.undo')}
        </Button>
      </Group>
    ),
    autoClose: 12_000,
    closeButtonProps: close(),
  });
}

function close() {
  return { 'aria-label': i18next.t('action.close') };
}
