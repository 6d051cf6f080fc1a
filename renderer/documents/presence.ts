import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Presence } from '#shared/domain/casework/household.ts';
import { formatDay } from '#shared/domain/language/dates.ts';

/** Says of somebody that they died or moved to another mahalla, and when; nothing of whoever lives here. */
export function usePresenceSign(): (person: Presence | undefined) => string {
  const { t } = useTranslation('people');
  return useCallback(
    (person) =>
      [
        person?.diedOn ? t('diedOn', { day: formatDay(person.diedOn) }) : '',
        person?.departedOn ? t('depart.sign', { day: formatDay(person.departedOn) }) : '',
      ]
        .filter(Boolean)
        .join(' · '),
    [t],
  );
}
