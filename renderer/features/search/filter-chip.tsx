import { Button, CloseButton, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './search.module.css';

/** A filter as a chip: its name, or what it is set to and how to take it off. */
export function FilterChip({
  name,
  value,
  options,
  onChange,
}: {
  readonly name: string;
  readonly value: string | null;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation('search');
  const chosen = options.find((option) => option.value === value);
  return (
    <span className={classes.chip} data-on={value !== null || undefined}>
      <Menu position="bottom-start" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button
            variant={value === null ? 'default' : 'light'}
            size="xs"
            radius="xl"
            rightSection={value === null ? <IconChevronDown size={14} aria-hidden /> : null}
          >
            {chosen ? `${name}: ${chosen.label}` : name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.options}>
          {options.map((option) => (
            <Menu.Item
              key={option.value}
              onClick={() => onChange(option.value)}
              rightSection={option.value === value ? <IconCheck size={16} aria-hidden /> : null}
            >
              {option.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {value === null ? null : (
        <CloseButton size="sm" onClick={() => onChange(null)} aria-label={t('takeOff', { filter: name })} />
      )}
    </span>
  );
}
