import { Button, Group } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A list with one of its items moved. */
export function moved<Item>(list: readonly Item[], at: number, by: number): readonly Item[] {
  const next = [...list];
  const [taken] = next.splice(at, 1);
  if (taken !== undefined) next.splice(at + by, 0, taken);
  return next;
}

/** What can be done with one card of a form that is being written: its other languages, its place, its end. */
export function CardTools(props: {
  /** Of the card, for whoever hears the buttons. */
  readonly name: string;
  /** Whether the other languages are shown. */
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** Null for the first, and for the last. */
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('central');
  const { name, open } = props;
  const small = { variant: 'subtle', size: 'compact-sm' } as const;
  const icon = { size: 16, 'aria-hidden': true } as const;
  return (
    <Group gap={8}>
      <Button {...small} aria-expanded={open} onClick={() => props.onOpen(!open)}>
        {t('forms.languages')}
      </Button>
      <Button {...small} aria-label={t('forms.up', { name })} disabled={!props.onUp} onClick={props.onUp ?? undefined}>
        <IconArrowUp {...icon} />
      </Button>
      <Button
        {...small}
        aria-label={t('forms.down', { name })}
        disabled={!props.onDown}
        onClick={props.onDown ?? undefined}
      >
        <IconArrowDown {...icon} />
      </Button>
      <Button
        {...small}
        color="overdue"
        leftSection={<IconTrash {...icon} />}
        aria-label={t('forms.remove', { name })}
        onClick={props.onRemove}
      >
        {t('forms.removeShort')}
      </Button>
    </Group>
  );
}
