import { Button, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, StateBadge } from '../ui/index.ts';
import type { DispatchRow } from './api.ts';
import { AskFailed } from './frame.tsx';
import { useDispatches } from './queries.ts';

const rowId = (dispatch: DispatchRow) => dispatch.id;

/** Papers that were sent to offices, and how far each has come. */
export function DispatchesPage() {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const navigate = useNavigate();
  const { data, error, refetch } = useDispatches();
  const columns = useMemo<readonly Column<DispatchRow>[]>(
    () => [
      { id: 'number', header: t('paper.number'), track: '70px', cell: (row) => row.number },
      {
        id: 'subject',
        header: t('paper.subject'),
        track: 'minmax(150px, 3fr)',
        cell: (row) => (
          <>
            {row.subject}
            {row.recall ? (
              <>
                <br />
                <Text span size="xs" c="dimmed">
                  {t(`recall.${row.recall.kind}`)}
                </Text>
              </>
            ) : null}
          </>
        ),
        sortBy: (row) => row.subject,
      },
      {
        id: 'sent',
        header: t('sent.when'),
        track: '112px',
        cell: (row) => formatMoment(row.createdAt, language),
        sortBy: (row) => row.createdAt,
      },
      {
        id: 'due',
        header: t('send.due'),
        track: '92px',
        cell: (row) => formatDay(row.dueDate),
        sortBy: (row) => row.dueDate ?? '',
      },
      {
        id: 'to',
        header: t('sent.to'),
        track: '84px',
        cell: (row) => row.recipients,
        sortBy: (row) => row.recipients,
      },
      {
        id: 'received',
        header: t('sent.received'),
        track: '84px',
        cell: (row) => row.delivered,
        sortBy: (row) => row.delivered,
      },
      {
        id: 'opened',
        header: t('sent.opened'),
        track: '84px',
        cell: (row) => row.opened,
        sortBy: (row) => row.opened,
      },
      {
        id: 'working',
        header: t('receipt.working'),
        track: '80px',
        cell: (row) => row.working,
        sortBy: (row) => row.working,
      },
      {
        id: 'answered',
        header: t('sent.answered'),
        track: '96px',
        cell: (row) => row.answered,
        sortBy: (row) => row.answered,
      },
      {
        id: 'overdue',
        header: t('due.overdue'),
        track: '96px',
        cell: (row) => (row.overdue > 0 ? <StateBadge tone="overdue">{row.overdue}</StateBadge> : '0'),
        sortBy: (row) => row.overdue,
      },
    ],
    [t, language],
  );
  const sendButton = (
    <Button component={Link} to="/sent/new">
      {t('send.title')}
    </Button>
  );
  return (
    <Page title={t('place.sent')} body="fill" actions={sendButton}>
      {error && !data ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data ? (
        <DataTable
          keepAs="sent"
          label={t('place.sent')}
          rows={data.dispatches}
          columns={columns}
          rowId={rowId}
          onOpen={(row) => void navigate(`/sent/${row.id}`)}
          countLabel={t('paper.count', { count: data.dispatches.length })}
          empty={<EmptyState title={t('sent.none')}>{t('sent.noneHint')}</EmptyState>}
        />
      ) : null}
    </Page>
  );
}
