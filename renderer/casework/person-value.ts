import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { MergedField } from '#shared/domain/casework/merging.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { formatQuantity } from '#shared/domain/language/numbers.ts';
import type { Json } from '#shared/kernel/json.ts';

const DAYS: readonly string[] = ['birthDate', 'diedOn', 'disabilityUntil', 'departedOn', 'cameOn'];
const CODES: readonly string[] = [
  'sex',
  'maritalStatus',
  'education',
  'work',
  'disability',
  'health',
  'absence',
  'circumstances',
];

/** A person's name as it is written. */
export function fullName(body: Pick<PersonBody, 'familyName' | 'givenName' | 'patronymic'> | undefined): string {
  return body ? [body.familyName, body.givenName, body.patronymic].filter(Boolean).join(' ') : '';
}

/** Fields of a person and their values in words. A photograph has no words: it is shown. */
export function usePersonWords(): {
  readonly label: (field: MergedField) => string;
  readonly words: (field: MergedField, value: Json) => string;
} {
  const { t } = useTranslation('duplicates');
  const label = useCallback((field: MergedField) => t(`fields.${field}`), [t]);
  const words = useCallback(
    (field: MergedField, value: Json): string => {
      if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return t('absent');
      if (Array.isArray(value)) return value.map((one) => t(`code.${field}.${String(one)}`)).join(', ');
      if (DAYS.includes(field)) return formatDay(String(value));
      if (CODES.includes(field)) return t(`code.${field}.${String(value)}`);
      return typeof value === 'number' ? formatQuantity(value) : String(value);
    },
    [t],
  );
  return { label, words };
}
