import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMainAction } from './hotkeys.ts';

interface ConfirmActionProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will happen, and that it can't be undone. */
  readonly children: ReactNode;
  /** The verb itself, never "yes". */
  readonly confirmLabel: string;
  readonly destructive?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A question, only for what can't be undone: sign, send, destroy. */
export function ConfirmAction(props: ConfirmActionProps) {
  const { t } = useTranslation();
  const ready = !props.busy && !props.disabled;
  // While it is open the keys are its own, even when it can't act: nothing below it may answer them.
  useMainAction(
    props.opened
      ? () => {
          if (ready) props.onConfirm();
        }
      : null,
  );
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack>
        {typeof props.children === 'string' ? <Text>{props.children}</Text> : props.children}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            color={props.destructive ? 'overdue' : undefined}
            loading={props.busy}
            disabled={props.disabled}
            onClick={props.onConfirm}
          >
            {props.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
