import { Kbd, Modal, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ui.module.css';

/** A heading with keys and what they do. */
export interface ShortcutGroup {
  readonly title: string;
  readonly keys: readonly (readonly [keys: string, label: string])[];
}

function keyNames(keys: string): readonly string[] {
  const names: Readonly<Record<string, string>> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' };
  return keys.split('+').map((key) => names[key] ?? key);
}

/** All keys, shown by `?` or by the `mahalla:shortcuts` event. */
export function ShortcutsHelp({ groups }: { readonly groups: readonly ShortcutGroup[] }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      if (event.key !== '?' || target?.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      open();
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('mahalla:shortcuts', open);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('mahalla:shortcuts', open);
    };
  }, [open]);
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="lg">
        {groups.map((group) => (
          <div key={group.title}>
            <Title order={3} mb={8}>
              {group.title}
            </Title>
            <dl className={classes.keys}>
              {group.keys.map(([keys, label]) => (
                <Shortcut key={`${keys} ${label}`} keys={keys} label={label} />
              ))}
            </dl>
          </div>
        ))}
      </Stack>
    </Modal>
  );
}

function Shortcut({ keys, label }: { readonly keys: string; readonly label: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {keyNames(keys).map((key, index) => (
          <span key={key}>
            {index > 0 ? ' + ' : ''}
            <Kbd size="xs">{key}</Kbd>
          </span>
        ))}
      </dd>
    </>
  );
}

/** Opens the list of keys. */
export function showShortcuts(): void {
  window.dispatchEvent(new Event('mahalla:shortcuts'));
}
