import { useTranslation } from 'react-i18next';
import type { CaseDue } from '#shared/domain/casework/due.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { DueSign } from '../documents/paper-sign.tsx';
import { StateBadge, type Tone } from '../ui/index.ts';
import type { CaseRow } from './case-rows.ts';

const tones: Readonly<Record<string, Tone>> = {
  intake: 'due',
  open: 'accent',
  offered: 'due',
  transferred: 'neutral',
  arrived: 'due',
  declined: 'neutral',
  closed: 'done',
};

/** State of a case in words. */
export function CaseStateBadge({ state }: { readonly state: string }) {
  const { t } = useTranslation('casework');
  return <StateBadge tone={tones[state] ?? 'neutral'}>{t(`state.${state}`)}</StateBadge>;
}

/** Words about cases that are the same in every list. */
export function useCaseWords() {
  const { t } = useTranslation('casework');
  return {
    /** The kind, as it may be read outside of the file. */
    kindOf: (row: Pick<CaseRow, 'guarded' | 'entry'>) =>
      row.guarded ? t('protected') : t(`kind.${row.entry.body.kind}`),
    /** What a list calls a case by: the name, or for a violence file its number alone. */
    titleOf: (row: Pick<CaseRow, 'guarded' | 'who' | 'number'>) =>
      row.guarded
        ? [t('protected'), row.number].filter(Boolean).join(' № ')
        : row.who || [t('case'), row.number].filter(Boolean).join(' № '),
    /** Why something is due. Outside of a violence file only that something is. */
    dueOf: (due: CaseDue, guarded: boolean) =>
      guarded
        ? t('due.guarded')
        : t(`due.${due.code}`, {
            ...due.params,
            service: due.params.service ? t(`service.${due.params.service}`) : '',
            purpose: due.params.purpose ? t(`purpose.${due.params.purpose}`) : '',
            provider: due.params.provider || t('noProvider'),
            day: formatDay(due.day),
          }),
  };
}

/** How far the day of something is, in words. */
export function CaseDueSign({ due, today }: { readonly due: CaseDue; readonly today: string }) {
  return <DueSign dueDate={due.day} today={today} />;
}
