import { Button, Loader, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDot,
  IconClockExclamation,
  IconInfoCircle,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ui.module.css';

/** What a badge means; colour only repeats what icon and words say. */
export type Tone = 'neutral' | 'accent' | 'due' | 'overdue' | 'done';

const icons = {
  neutral: IconCircleDot,
  accent: IconInfoCircle,
  due: IconClockExclamation,
  overdue: IconAlertTriangle,
  done: IconCircleCheck,
} as const;

/** A state in words, with an icon of its own. */
export function StateBadge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  const Icon = icons[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={14} stroke={1.8} aria-hidden />
      <span>{children}</span>
    </span>
  );
}

/** Nothing here, why, and what the next step is. */
export function EmptyState({
  title,
  children,
  action,
  order = 2,
}: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** 1 where it is all that the page has. */
  readonly order?: 1 | 2;
}) {
  return (
    <div className={classes.state}>
      <Title order={order} size="h2">
        {title}
      </Title>
      {children ? <Text c="dimmed">{children}</Text> : null}
      {action}
    </div>
  );
}

/** What happened and what to do. */
export function ErrorState({
  title,
  children,
  onRetry,
  retryLabel,
}: {
  readonly title?: ReactNode;
  readonly children: ReactNode;
  readonly onRetry?: () => void;
  readonly retryLabel?: string;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.state} role="alert">
      <Title order={2}>{title ?? t('state.error')}</Title>
      <Text>{children}</Text>
      {onRetry ? (
        <Button variant="default" onClick={onRetry}>
          {retryLabel ?? t('action.retry')}
        </Button>
      ) : null}
    </div>
  );
}

/** Says that something is coming, but only when it takes longer than a blink. */
export function LoadingState({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  const [waiting, setWaiting] = useState(false);
  useEffect(() => setWaiting(true), []);
  const [late] = useDebouncedValue(waiting, 250);
  return (
    <div className={classes.state} role="status" aria-busy="true">
      {late ? (
        <>
          <Loader size="sm" type="dots" />
          <Text c="dimmed">{children ?? t('state.loading')}</Text>
        </>
      ) : null}
    </div>
  );
}
