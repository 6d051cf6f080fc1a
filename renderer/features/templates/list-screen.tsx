import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { findAbolished } from '#shared/domain/documents/abolished.ts';
import { templates as collection } from '#shared/domain/documents/collections/templates/index.ts';
import { useSession } from '../../app/session-context.ts';
import { useToday } from '../../documents/office.ts';
import { type OfficeTemplate, useTemplates } from '../../documents/templates.ts';
import { LANGUAGE_NAMES } from '../../i18n/index.ts';
import { type Column, DataTable, EmptyState, Page, StateBadge } from '../../ui/index.ts';

const NONE: readonly OfficeTemplate[] = [];

/** All templates: the office's own and the ministry's. */
export function ListScreen() {
  const { t } = useTranslation(['templates', 'documents']);
  const { user } = useSession();
  const navigate = useNavigate();
  const today = useToday();
  const templates = useTemplates() ?? NONE;
  const mayWrite = collection.policy.create.includes(user.role);
  const columns = useMemo<readonly Column<OfficeTemplate>[]>(
    () => [
      {
        id: 'title',
        header: t('column.title'),
        cell: (one) => one.title,
        sortBy: (one) => one.title,
        track: 'minmax(220px, 3fr)',
      },
      {
        id: 'kind',
        header: t('column.kind'),
        cell: (one) => t(`documents:kind.${one.data.kind}`),
        sortBy: (one) => one.data.kind,
        track: 'minmax(120px, 1fr)',
      },
      {
        id: 'language',
        header: t('column.language'),
        cell: (one) => LANGUAGE_NAMES[one.data.language] ?? one.data.language,
        sortBy: (one) => one.data.language,
        track: 'minmax(110px, 1fr)',
      },
      {
        id: 'from',
        header: t('column.from'),
        cell: (one) => `${t(`from.${one.from}`)}${one.docx ? ' · DOCX' : ''}`,
        sortBy: (one) => one.from,
        track: 'minmax(130px, 1fr)',
      },
      {
        id: 'sign',
        header: t('column.sign'),
        cell: (one) =>
          findAbolished({ ...one.data, title: one.title }, today) ? (
            <StateBadge tone="overdue">{t('abolished')}</StateBadge>
          ) : null,
        track: 'minmax(120px, 1fr)',
      },
    ],
    [t, today],
  );
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      body="fill"
      actions={
        mayWrite ? (
          <>
            <Button component={Link} to="/templates/new">
              {t('new')}
            </Button>
            <Button variant="default" component={Link} to="/templates/issue">
              {t('issue.open')}
            </Button>
          </>
        ) : null
      }
    >
      <DataTable
        label={t('title')}
        rows={templates}
        rowId={(one) => one.id}
        columns={columns}
        keepAs="templates"
        onOpen={(one) => void navigate(`/templates/${one.id}`)}
        empty={<EmptyState title={t('none')}>{t('noneHint')}</EmptyState>}
      />
    </Page>
  );
}
