import { Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { INCIDENT_DAYS, INCIDENT_FIELDS, INCIDENT_LISTS } from '#shared/domain/casework/incidents.ts';
import { DayField } from '../ui/index.ts';

interface IncidentFieldsProps {
  /** The `incident` of a violence file. */
  readonly value: Readonly<Record<string, string>>;
  /** One fact was chosen; null takes it out. */
  readonly onChange: (key: string, value: string | null) => void;
  readonly today: string;
  readonly disabled?: boolean;
}

/** The incident facts of a violence file, by the closed lists that the table of figures is made of: nothing is typed. */
export function IncidentFields({ value, onChange, today, disabled = false }: IncidentFieldsProps) {
  const { t } = useTranslation('incident');
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('hint')}
      </Text>
      {INCIDENT_DAYS.map((key) => (
        <DayField
          key={key}
          id={`incident-${key}`}
          label={t(`field.${key}`)}
          description={key === 'incidentOn' ? t('monthHint') : undefined}
          value={value[key]}
          onChange={(day) => onChange(key, day ?? null)}
          today={today}
          max={today}
          disabled={disabled}
        />
      ))}
      {INCIDENT_FIELDS.map((field) => (
        <Select
          key={field}
          id={`incident-${field}`}
          label={t(`field.${field}`)}
          placeholder={t('choose')}
          data={INCIDENT_LISTS[field].map((code) => ({
            value: code as string,
            label: t(`code.${field.startsWith('referral') ? 'referral' : field}.${code}`),
          }))}
          // What an older list knew is no choice any more, and is not taken for one.
          value={
            (INCIDENT_LISTS[field] as readonly string[]).includes(value[field] ?? '') ? (value[field] ?? null) : null
          }
          onChange={(code) => onChange(field, code)}
          disabled={disabled}
          clearable
          clearButtonProps={{ 'aria-label': t('clear') }}
          maw={420}
        />
      ))}
    </Stack>
  );
}
