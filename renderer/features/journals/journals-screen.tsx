import { Anchor, Button, Chip, Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import { isOfficeRole } from '#shared/domain/access/roles.ts';
import {
  DOCUMENT_STATES,
  documentWorkflow,
  type Journal,
  JOURNALS,
} from '#shared/domain/documents/collections/documents/index.ts';
import { isNumberedAtSigning } from '#shared/domain/documents/journals.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useIndexState, useSummaries, useSyncStatus } from '../../data/react.tsx';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { PaperState, PaperTerm } from '../../documents/paper-sign.tsx';
import { PaperView } from '../../documents/paper-view.tsx';
import type { DocumentSummary } from '../../ports/data.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  ListAndPaper,
  LoadingState,
  Page,
  useHotkeys,
  useKept,
} from '../../ui/index.ts';
import { countStates, EVERYTHING, filterPapers, type JournalFilter } from './filter.ts';

const ORDER: readonly Journal[] = [
  'appeals',
  'reception',
  'incoming',
  'outgoing',
  'internal',
  'certificates',
  'minutes',
  'decisions',
  'acts',
];
const rowId = (paper: DocumentSummary) => paper.id;

/** Chooses the journal by the address; without one, the journal that was looked at last. */
export function JournalsScreen() {
  const { journal, id } = useParams();
  const [last, setLast] = useKept<Journal>('journals.last', 'appeals');
  const known = (JOURNALS as readonly (string | undefined)[]).includes(journal);
  useEffect(() => {
    if (known && journal !== last) setLast(journal as Journal);
  }, [known, journal, last, setLast]);
  if (!known) return <Navigate to={`/papers/${last}`} replace />;
  return <JournalScreen key={journal} journal={journal as Journal} id={id ?? null} />;
}

function JournalScreen({ journal, id }: { readonly journal: Journal; readonly id: string | null }) {
  const { t } = useTranslation(['journals', 'documents', 'common', 'archive']);
  const navigate = useNavigate();
  const today = useToday();
  const { user } = useSession();
  const { staff, nameOf } = usePeopleOfOffice();
  const index = useIndexState();
  const { lastExchange } = useSyncStatus();
  const papers = useSummaries(journal);
  const [filter, setFilter] = useKept<JournalFilter>(`journals.${journal}.filter`, EVERYTHING);
  const asked = useDeferredValue(filter);
  const shown = useMemo(() => filterPapers(papers, asked, today), [papers, asked, today]);
  const states = useMemo(() => countStates(papers), [papers]);
  const narrowed = shown !== papers;
  const set = (change: Partial<JournalFilter>) => setFilter({ ...filter, ...change });
  const open = (paper: DocumentSummary) => void navigate(`/papers/${journal}/${paper.id}`);
  useHotkeys(id ? [['Escape', () => void navigate(`/papers/${journal}`)]] : []);

  const registers = documentWorkflow.transitions.register.roles.includes(user.role) || isNumberedAtSigning(journal);
  const received = journal === 'appeals' || journal === 'incoming';
  const beside = id !== null;
  const columns = useMemo<readonly Column<DocumentSummary>[]>(() => {
    const number: Column<DocumentSummary> = {
      id: 'number',
      header: t('column.number'),
      track: beside ? '112px' : '124px',
      cell: (paper) => (
        <>
          {paper.number ?? '—'}
          <br />
          <span style={{ color: 'var(--mantine-color-dimmed)' }}>{formatDay(paper.regDate ?? paper.receivedDate)}</span>
        </>
      ),
      sortBy: (paper) => paper.regDate ?? paper.receivedDate ?? '9999',
    };
    const subject: Column<DocumentSummary> = {
      id: 'subject',
      header: t('column.subject'),
      track: beside ? 'minmax(140px, 2fr)' : 'minmax(160px, 3fr)',
      cell: (paper) => (
        <>
          {paper.subject}
          <br />
          <span style={{ color: 'var(--mantine-color-dimmed)' }}>
            {[t(`documents:kind.${paper.kind}`), paper.correspondent].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
      sortBy: (paper) => paper.subject,
    };
    const state: Column<DocumentSummary> = {
      id: 'state',
      header: t('column.state'),
      track: beside ? 'minmax(150px, 1fr)' : 'minmax(160px, 1fr)',
      cell: (paper) => (
        <Group gap={4}>
          <PaperState state={paper.state} />
          {beside ? <PaperTerm paper={paper} today={today} /> : null}
        </Group>
      ),
      sortBy: (paper) => (DOCUMENT_STATES as readonly string[]).indexOf(paper.state),
    };
    if (beside) return [number, subject, state];
    const executor: Column<DocumentSummary> = {
      id: 'executor',
      header: t('column.executor'),
      track: 'minmax(120px, 1fr)',
      cell: (paper) => nameOf(paper.executorId) ?? '',
      sortBy: (paper) => nameOf(paper.executorId) ?? '',
    };
    const due: Column<DocumentSummary> = {
      id: 'due',
      header: t('column.due'),
      track: '150px',
      cell: (paper) => (
        <>
          {formatDay(paper.dueDate)}
          {paper.dueDate ? <br /> : null}
          <PaperTerm paper={paper} today={today} />
        </>
      ),
      sortBy: (paper) => paper.dueDate ?? '9999',
    };
    return received ? [number, subject, executor, due, state] : [number, subject, state];
  }, [t, beside, received, today, nameOf]);

  const toolbar = (
    <>
      <SegmentedControl
        aria-label={t('journals')}
        value={journal}
        onChange={(next) => void navigate(`/papers/${next}`)}
        data={ORDER.map((one) => ({ value: one, label: t(`documents:journal.${one}`) }))}
      />
      <TextInput
        aria-label={t('find')}
        placeholder={t('find')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        style={{ flex: '1 1 180px', maxWidth: 280 }}
      />
      <Select
        aria-label={t('column.state')}
        placeholder={t('anyState')}
        clearable
        clearButtonProps={{ 'aria-label': t('common:action.clear') }}
        value={filter.state}
        onChange={(state) => set({ state })}
        data={[
          { value: 'open', label: t('unfinished') },
          ...DOCUMENT_STATES.filter((state) => states.has(state)).map((state) => ({
            value: state,
            label: `${t(`documents:state.${state}`)} (${states.get(state)})`,
          })),
        ]}
        w={200}
      />
      {received ? (
        <>
          <Select
            aria-label={t('column.executor')}
            placeholder={t('anyExecutor')}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            searchable
            nothingFoundMessage={t('nobody')}
            value={filter.executorId}
            onChange={(executorId) => set({ executorId })}
            data={staff
              .filter((member) => isOfficeRole(member.body.role))
              .map((member) => ({ value: member.id, label: member.body.name }))}
            w={200}
          />
          <Chip checked={filter.term === 'overdue'} onChange={(on) => set({ term: on ? 'overdue' : null })}>
            {t('overdue')}
          </Chip>
          <Chip checked={filter.term === 'soon'} onChange={(on) => set({ term: on ? 'soon' : null })}>
            {t('soon')}
          </Chip>
        </>
      ) : null}
      {narrowed ? (
        <Button variant="subtle" onClick={() => setFilter(EVERYTHING)}>
          {t('everything')}
        </Button>
      ) : null}
    </>
  );

  const list =
    shown.length === 0 && !index.ready ? (
      <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>
    ) : (
      <DataTable
        keepAs={`journals.${journal}`}
        label={t(`documents:journal.${journal}`)}
        rows={shown}
        columns={columns}
        rowId={rowId}
        {...(id === null ? {} : { selectedId: id })}
        onSelect={(paper) => {
          // With a paper beside it, the list turns the pages.
          if (id !== null) void navigate(`/papers/${journal}/${paper.id}`, { replace: true });
        }}
        onOpen={open}
        autoFocus
        empty={
          narrowed ? (
            <EmptyState
              title={t('nothingFits')}
              action={
                <Button variant="default" onClick={() => setFilter(EVERYTHING)}>
                  {t('everything')}
                </Button>
              }
            >
              {t('nothingFitsHint', { n: papers.length })}
            </EmptyState>
          ) : lastExchange === null ? (
            <EmptyState title={t('common:state.notYet')}>{t('common:state.notYetHint')}</EmptyState>
          ) : (
            <EmptyState title={t('empty', { journal: t(`documents:journal.${journal}`) })}>
              {t(`emptyHint.${journal}`)}
            </EmptyState>
          )
        }
        countLabel={t(narrowed ? 'countNarrowed' : 'count', {
          journal: t(`documents:journal.${journal}`),
          shown: shown.length,
          total: papers.length,
          day: formatDay(today),
          reading: index.ready ? '' : t('readingShort', { loaded: index.loaded, total: index.total }),
        })}
      />
    );

  return (
    <Page
      title={t(`documents:journal.${journal}`)}
      body="fill"
      toolbar={toolbar}
      actions={
        <>
          <Button variant="default" component={Link} to="/archive">
            {t('archive:place')}
          </Button>
          <Button variant="default" component={Link} to={`/books/${journal}`}>
            {t('book')}
          </Button>
          {registers ? (
            <Button component={Link} to={journal === 'minutes' ? '/minutes/new' : `/register/${journal}`}>
              {t(`new.${journal}`)}
            </Button>
          ) : null}
        </>
      }
    >
      <ListAndPaper
        list={list}
        paperLabel={t('paperBeside')}
        paper={
          id === null ? null : (
            <PaperView
              id={id}
              as="beside"
              before={
                <Group justify="space-between" mb={4}>
                  <Anchor component={Link} to={`/papers/${journal}`}>
                    {t('closePaper')}
                  </Anchor>
                  <Anchor component={Link} to={`/paper/${id}`}>
                    {t('wholePage')}
                  </Anchor>
                </Group>
              }
            />
          )
        }
      />
    </Page>
  );
}
