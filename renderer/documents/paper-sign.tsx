import { useTranslation } from 'react-i18next';
import { StateBadge, type Tone } from '../ui/index.ts';
import { daysBetween } from '#shared/domain/language/dates.ts';
import { termOf } from './terms.ts';

const tones: Readonly<Record<string, Tone>> = {
  draft: 'neutral',
  delivered: 'accent',
  registered: 'accent',
  in_execution: 'accent',
  awaiting_approval: 'due',
  returned: 'due',
  approved: 'accent',
  signed: 'done',
  sent: 'done',
  closed: 'done',
};

/** State of a paper in words. */
export function PaperState({ state }: { readonly state: string }) {
  const { t } = useTranslation('documents');
  return <StateBadge tone={tones[state] ?? 'neutral'}>{t(`state.${state}`)}</StateBadge>;
}

/** How a paper stands to its term, in words; nothing where no term runs. */
export function PaperTerm({
  paper,
  today,
}: {
  readonly paper: { readonly state: string; readonly dueDate?: string | undefined };
  readonly today: string;
}) {
  const { status } = termOf(paper, today);
  return status === 'none' || status === 'done' || !paper.dueDate ? null : (
    <DueSign dueDate={paper.dueDate} today={today} />
  );
}

/** How many days a deadline is away or over, in words. */
export function DueSign({ dueDate, today }: { readonly dueDate: string; readonly today: string }) {
  const { t } = useTranslation('paper');
  const days = daysBetween(today, dueDate);
  if (days < 0) return <StateBadge tone="overdue">{t('term.overdue', { n: -days })}</StateBadge>;
  if (days === 0) return <StateBadge tone="due">{t('term.today')}</StateBadge>;
  return <StateBadge tone={days <= 7 ? 'due' : 'neutral'}>{t('term.left', { n: days })}</StateBadge>;
}
