import { IconAlertTriangle, IconCircleCheck, IconCloudOff, IconCloudUp, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useSyncStatus } from '../../data/react.tsx';
import { useLanguage } from '../../i18n/index.ts';
import { useNow } from '../../ui/index.ts';
import classes from './exchange.module.css';
import { toSignWords } from './words.ts';

const icons = {
  done: IconCircleCheck,
  due: IconCloudOff,
  overdue: IconAlertTriangle,
  accent: IconCloudUp,
  neutral: IconRefresh,
} as const;

/** The small sign that is always in sight: what the server has, in words. */
export function ExchangeSign() {
  const { t } = useTranslation('exchange');
  const language = useLanguage();
  const status = useSyncStatus();
  const now = useNow();
  const { tone, text } = toSignWords(status, t, language, Math.max(now, status.lastExchange ?? 0));
  const Icon = status.connection === 'online' && tone === 'due' ? IconAlertTriangle : icons[tone];
  return (
    <NavLink to="/exchange" className={classes.sign} data-tone={tone} aria-label={t('sign.label', { words: text })}>
      <Icon size={18} stroke={1.8} aria-hidden className={classes.signIcon} />
      <span className={classes.signWords}>{text}</span>
    </NavLink>
  );
}
