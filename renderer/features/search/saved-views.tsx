import { Button, CloseButton, Group, Popover, TextInput } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { normaliseApostrophes } from '#shared/domain/language/apostrophes.ts';
import classes from './search.module.css';
import type { SavedView } from './view.ts';

/** The saved views, and a way to keep the present one. */
export function SavedViews({
  views,
  canSave,
  onOpen,
  onSave,
  onRemove,
}: {
  readonly views: readonly SavedView[];
  readonly canSave: boolean;
  readonly onOpen: (view: SavedView) => void;
  readonly onSave: (name: string) => void;
  readonly onRemove: (view: SavedView) => void;
}) {
  const { t } = useTranslation(['search', 'common']);
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    const tidy = normaliseApostrophes(name).trim();
    if (tidy === '') return;
    onSave(tidy);
    setName('');
    setAsking(false);
  };
  if (views.length === 0 && !canSave) return null;
  return (
    <Group gap="xs" className={classes.views} role="group" aria-label={t('views.title')}>
      {views.map((view) => (
        <span key={view.id} className={classes.chip}>
          <Button
            variant="subtle"
            size="xs"
            radius="xl"
            leftSection={<IconBookmark size={14} aria-hidden />}
            onClick={() => onOpen(view)}
          >
            {view.name}
          </Button>
          <CloseButton size="sm" onClick={() => onRemove(view)} aria-label={t('views.remove', { name: view.name })} />
        </span>
      ))}
      {canSave ? (
        <Popover opened={asking} onChange={setAsking} position="bottom-start" trapFocus withinPortal>
          <Popover.Target>
            <Button variant="subtle" size="xs" onClick={() => setAsking(!asking)}>
              {t('views.save')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <form onSubmit={save}>
              <Group gap="xs" align="flex-end" wrap="nowrap">
                <TextInput
                  label={t('views.name')}
                  maxLength={60}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                  autoComplete="off"
                  data-autofocus
                />
                <Button type="submit" disabled={name.trim() === ''}>
                  {t('common:action.save')}
                </Button>
              </Group>
            </form>
          </Popover.Dropdown>
        </Popover>
      ) : null}
    </Group>
  );
}
