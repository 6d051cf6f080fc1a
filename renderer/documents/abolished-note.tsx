import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AbolishedPaper } from '#shared/domain/documents/abolished.ts';
import { formatDayLong } from '#shared/domain/language/dates.ts';
import { useLanguage } from '../i18n/index.ts';
import classes from './documents.module.css';

/** Says that a paper was abolished, since when and by what, and offers a polite refusal instead. */
export function AbolishedNote({
  paper,
  onRefuse,
}: {
  readonly paper: AbolishedPaper;
  readonly onRefuse?: (() => void) | undefined;
}) {
  const { t } = useTranslation('documents');
  const language = useLanguage();
  return (
    <div className={classes.notice} data-tone="overdue" role="alert">
      <Text fw={600}>{t('abolished.title')}</Text>
      <Text>
        {t(`abolished.topic.${paper.topic}`)} {t('abolished.since', { day: formatDayLong(paper.since, language) })}{' '}
        {t(`abolished.instead.${paper.instead}`)}
      </Text>
      <Text size="xs" c="dimmed">
        {t('abolished.standing')}
      </Text>
      {onRefuse ? (
        <Button variant="default" mt="xs" onClick={onRefuse}>
          {t('abolished.refuse')}
        </Button>
      ) : null}
    </div>
  );
}
