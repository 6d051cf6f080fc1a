import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOfMoment, formatDay, parseDay } from '#shared/domain/language/dates.ts';
import { useNow } from './now.ts';

interface DayFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue' | 'error'> {
  /** `YYYY-MM-DD`; undefined for no day. */
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
  readonly error?: string | null;
  /** The day that the calendar opens at; the office's present day where left out. */
  readonly today?: string;
  readonly min?: string;
  readonly max?: string;
}

/** A day that is typed as `dd.mm.yyyy`, or chosen from a calendar. */
export function DayField({ value, onChange, error, today, min, max, ...rest }: DayFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const [opened, setOpened] = useState(false);
  const present = useNow();
  const now = today ?? dayOfMoment(present);

  const finish = () => {
    if (typed === null) return;
    const parsed = typed.trim() === '' ? undefined : parseDay(typed);
    if (parsed === null) {
      setWrong(true);
      return;
    }
    setWrong(false);
    setTyped(null);
    if (parsed !== value) onChange(parsed);
  };

  return (
    <TextInput
      {...rest}
      value={typed ?? (value ? formatDay(value) : '')}
      placeholder={t('day.placeholder')}
      inputMode="numeric"
      autoComplete="off"
      maw={rest.maw ?? 240}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        setWrong(false);
        const parsed = /^\d{1,2}\.\d{1,2}\.\d{4}$/.test(text) ? parseDay(text) : null;
        if (parsed) onChange(parsed);
        else if (text === '') onChange(undefined);
      }}
      onBlur={(event) => {
        finish();
        rest.onBlur?.(event);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        rest.onKeyDown?.(event);
      }}
      error={wrong ? t('day.wrong') : error}
      rightSection={
        <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus withinPortal>
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('day.open')}
              disabled={rest.disabled}
              onClick={() => setOpened(!opened)}
            >
              <IconCalendar size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <DatePicker
              value={value ?? null}
              defaultDate={value ?? now}
              minDate={min}
              maxDate={max}
              ariaLabels={{
                nextMonth: t('day.nextMonth'),
                previousMonth: t('day.previousMonth'),
                nextYear: t('day.nextYear'),
                previousYear: t('day.previousYear'),
                nextDecade: t('day.nextYears'),
                previousDecade: t('day.previousYears'),
                monthLevelControl: t('day.chooseMonth'),
                yearLevelControl: t('day.chooseYear'),
              }}
              onChange={(day) => {
                setTyped(null);
                setWrong(false);
                setOpened(false);
                onChange(day ?? undefined);
              }}
            />
          </Popover.Dropdown>
        </Popover>
      }
    />
  );
}
