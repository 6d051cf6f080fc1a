import { Chip, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { DOCUMENT_STATES, JOURNALS } from '#shared/domain/documents/collections/documents/index.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  ListAndPaper,
  LoadingState,
  Page,
  StateBadge,
  useHotkeys,
  useKept,
} from '../ui/index.ts';
import type { PaperFilter, PaperRow } from './api.ts';
import classes from './console.module.css';
import { useNames } from './context.ts';
import { AskFailed } from './frame.tsx';
import { PaperBeside } from './paper-beside.tsx';
import { useOffices, usePapers } from './queries.ts';

const rowId = (paper: PaperRow) => `${paper.officeId} ${paper.id}`;

/** Papers of all offices of the area of duty, the last changed first; one opens beside the list. */
export function PapersPage() {
  const { t } = useTranslation('console');
  const nameOf = useNames();
  const navigate = useNavigate();
  const { officeId, id } = useParams();
  const [filter, setFilter] = useKept<PaperFilter>('papers.filter', {});
  // An address with an office alone narrows the list to it.
  const office = officeId && !id ? officeId : filter.office;
  const [text] = useDebouncedValue(filter.text ?? '', 250);
  const asked = useMemo(() => ({ ...filter, office, text }), [filter, office, text]);
  const offices = useOffices();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching } = usePapers(asked);
  const papers = useMemo(() => data?.pages.flatMap((page) => page.papers) ?? [], [data]);
  const total = data?.pages[0]?.total ?? 0;
  const names = useMemo(
    () => new Map(offices.data?.offices.map((one) => [one.id, nameOf(one.name)])),
    [offices.data, nameOf],
  );
  const choices = useMemo(
    () =>
      offices.data?.offices.map((one) => ({
        value: one.id,
        label: [nameOf(one.name), nameOf(one.district)].filter(Boolean).join(', '),
      })) ?? [],
    [offices.data, nameOf],
  );
  const beside = id !== undefined;
  const close = () => void navigate('/papers');
  useHotkeys(beside ? [['Escape', close]] : []);
  const set = (change: Partial<PaperFilter>) => {
    setFilter({ ...filter, office, ...change });
    if (officeId) close();
  };

  const columns = useMemo<readonly Column<PaperRow>[]>(() => {
    const subject: Column<PaperRow> = {
      id: 'subject',
      header: t('paper.subject'),
      track: 'minmax(140px, 3fr)',
      cell: (paper) => (
        <>
          {paper.subject}
          <div className={classes.quiet}>
            {[t(`documents:kind.${paper.kind}`), paper.correspondent].filter(Boolean).join(' · ')}
          </div>
        </>
      ),
    };
    const number: Column<PaperRow> = {
      id: 'number',
      header: t('paper.number'),
      track: '104px',
      cell: (paper) => (
        <>
          {paper.number ?? '—'}
          <div className={classes.quiet}>{formatDay(paper.date)}</div>
        </>
      ),
    };
    const state: Column<PaperRow> = {
      id: 'state',
      header: t('paper.state'),
      track: 'minmax(124px, 1fr)',
      cell: (paper) => (
        <Group gap={4}>
          <StateBadge tone={paper.state === 'closed' || paper.state === 'sent' ? 'done' : 'neutral'}>
            {t(`documents:state.${paper.state}`)}
          </StateBadge>
          {paper.overdue ? (
            <StateBadge tone="overdue">{t('paper.overdueSince', { day: formatDay(paper.dueDate) })}</StateBadge>
          ) : null}
        </Group>
      ),
    };
    if (beside) return [number, subject, state];
    return [
      number,
      subject,
      {
        id: 'office',
        header: t('office.name'),
        track: 'minmax(150px, 1.2fr)',
        cell: (paper) => names.get(paper.officeId) ?? '',
      },
      {
        id: 'journal',
        header: t('paper.journal'),
        track: 'minmax(120px, 1fr)',
        cell: (paper) => t(`documents:journal.${paper.journal}`),
      },
      state,
    ];
  }, [t, beside, names]);

  const list = (
    <>
      {error && !data ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data ? (
        <DataTable
          keepAs="papers"
          label={t('place.papers')}
          rows={papers}
          columns={columns}
          rowId={rowId}
          selectedId={beside ? `${officeId} ${id}` : undefined}
          onOpen={(paper) => void navigate(`/papers/${paper.officeId}/${paper.id}`)}
          onEnd={() => {
            if (hasNextPage && !isFetching) void fetchNextPage();
          }}
          countLabel={
            papers.length < total
              ? t('paper.countOf', { shown: papers.length, count: total })
              : t('paper.count', { count: total })
          }
          empty={<EmptyState title={t('paper.none')}>{t('paper.noneHint')}</EmptyState>}
        />
      ) : null}
    </>
  );

  return (
    <Page
      title={t('place.papers')}
      body="fill"
      toolbar={
        <>
          <TextInput
            aria-label={t('paper.find')}
            placeholder={t('paper.find')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={filter.text ?? ''}
            onChange={(event) => set({ text: event.currentTarget.value })}
            w={260}
          />
          <Select
            aria-label={t('office.name')}
            placeholder={t('paper.allOffices')}
            data={choices}
            value={office ?? null}
            onChange={(value) => set({ office: value ?? undefined })}
            limit={60}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            w={260}
          />
          <Select
            aria-label={t('paper.state')}
            placeholder={t('paper.allStates')}
            data={DOCUMENT_STATES.map((state) => ({ value: state, label: t(`documents:state.${state}`) }))}
            value={filter.state ?? null}
            onChange={(value) => set({ state: value ?? undefined })}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            w={210}
          />
          <Group gap={8} role="group" aria-label={t('paper.journal')}>
            {JOURNALS.map((journal) => (
              <Chip
                key={journal}
                checked={filter.journal === journal}
                onChange={(checked) => set({ journal: checked ? journal : undefined })}
                variant="light"
              >
                {t(`documents:journal.${journal}`)}
              </Chip>
            ))}
            <Chip
              checked={filter.overdue ?? false}
              onChange={(overdue) => set({ overdue })}
              color="overdue"
              variant="light"
            >
              {t('paper.overdue')}
            </Chip>
          </Group>
        </>
      }
    >
      <ListAndPaper
        list={list}
        paperLabel={t('paper.opened')}
        paper={
          beside && officeId ? (
            <PaperBeside key={`${officeId} ${id}`} officeId={officeId} id={id} onClose={close} />
          ) : null
        }
      />
    </Page>
  );
}
