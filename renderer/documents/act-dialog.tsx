import { Button, Group, Modal, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMainAction } from '../ui/index.ts';

/** A short form over the paper that it is about: what is asked, the verb itself, and a way back. */
export function ActDialog({
  title,
  children,
  verb,
  busy,
  onDo,
  onClose,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly verb: string;
  readonly busy: boolean;
  readonly onDo: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  useMainAction(busy ? null : onDo);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onDo();
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={submit} noValidate autoComplete="off">
        <Stack>
          {children}
          {/* In sight however long the dialog is. */}
          <Group
            justify="flex-end"
            py="xs"
            style={{ position: 'sticky', bottom: 0, background: 'var(--mantine-color-body)', zIndex: 1 }}
          >
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
