import { useTranslation } from 'react-i18next';
import type { EntryState } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { Outcome } from '#shared/domain/casework/programmes/evaluate.ts';
import { StateBadge, type Tone } from '../ui/index.ts';

const TONES: Readonly<Record<EntryState, Tone>> = {
  draft: 'neutral',
  proposed: 'accent',
  returned: 'due',
  enrolled: 'done',
  refused: 'neutral',
  exited: 'neutral',
};

/** The state of an entry in words. */
export function EntryStateBadge({ state }: { readonly state: EntryState }) {
  const { t } = useTranslation('programmes');
  return <StateBadge tone={TONES[state]}>{t(`state.${state}`)}</StateBadge>;
}

const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = { meets: 'done', fails: 'neutral', unknown: 'due' };

/** What the criteria say, in words. */
export function OutcomeBadge({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation('programmes');
  return <StateBadge tone={OUTCOME_TONES[outcome]}>{t(`outcome.${outcome}`)}</StateBadge>;
}
