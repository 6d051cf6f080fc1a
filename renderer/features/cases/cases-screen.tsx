import { Button, Chip, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { CASE_KINDS, CASE_STATES } from '#shared/domain/casework/collections/cases/index.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { type CaseFilter, type CaseRow, filterCases, NOBODY, RUNNING_CASES } from '../../casework/case-rows.ts';
import { useNearbyOffices } from '../../casework/offices.ts';
import { useCaseRows } from '../../casework/use-cases.ts';
import { CaseDueSign, CaseStateBadge, useCaseWords } from '../../casework/words.tsx';
import { keptOnce } from '../../data/derived.ts';
import { useIndexState, useSyncStatus } from '../../data/react.tsx';
import { useExecutors } from '../../documents/executors.ts';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, useKept } from '../../ui/index.ts';
import classes from './cases.module.css';

const rowId = (row: CaseRow) => row.id;

// Days and numbers are in order letter by letter; put in order once for each state of the list.
const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byDue = keptOnce((rows: readonly CaseRow[]) =>
  rows.toSorted((a, b) => before(a.next?.day ?? '9999', b.next?.day ?? '9999') || before(a.number, b.number)),
);

/** The office's cases, the ones that ask for something first. */
export function CasesScreen() {
  const { t } = useTranslation(['cases', 'casework', 'common']);
  const navigate = useNavigate();
  const today = useToday();
  const index = useIndexState();
  const { lastExchange } = useSyncStatus();
  const { nameOf } = usePeopleOfOffice();
  const people = useExecutors();
  const words = useCaseWords();
  const rows = useCaseRows();
  useNearbyOffices();
  const [filter, setFilter] = useKept<CaseFilter>('cases.filter', RUNNING_CASES);
  const asked = useDeferredValue(filter);
  const set = (change: Partial<CaseFilter>) => setFilter({ ...filter, ...change });
  const shown = useMemo(() => filterCases(byDue(rows), asked), [rows, asked]);
  const columns = useMemo<readonly Column<CaseRow>[]>(
    () => [
      {
        id: 'number',
        header: t('column.number'),
        track: '120px',
        cell: (row) => (
          <>
            {row.number || '—'}
            <span className={classes.quiet}>{formatDay(row.entry.body.openedOn)}</span>
          </>
        ),
        sortBy: (row) => row.entry.body.openedOn ?? '',
      },
      {
        id: 'who',
        header: t('column.who'),
        track: 'minmax(190px, 2fr)',
        cell: (row) => (
          <>
            {row.guarded ? t('casework:protected') : row.who || '—'}
            <span className={classes.quiet}>{row.guarded ? t('guardedHint') : words.kindOf(row)}</span>
          </>
        ),
        sortBy: (row) => row.who,
      },
      {
        id: 'state',
        header: t('column.state'),
        track: '170px',
        cell: (row) => <CaseStateBadge state={row.entry.body.state} />,
        sortBy: (row) => (CASE_STATES as readonly string[]).indexOf(row.entry.body.state),
      },
      {
        id: 'worker',
        header: t('column.worker'),
        track: 'minmax(150px, 1fr)',
        cell: (row) =>
          row.workers
            .map((id) => nameOf(id) ?? '')
            .filter(Boolean)
            .join(', ') || t('nobody'),
        sortBy: (row) => nameOf(row.workers[0]) ?? '',
      },
      {
        id: 'due',
        header: t('column.due'),
        track: 'minmax(250px, 2fr)',
        cell: (row) =>
          row.next ? (
            <>
              <CaseDueSign due={row.next} today={today} />
              <span className={classes.quiet}>{words.dueOf(row.next, row.guarded)}</span>
            </>
          ) : (
            '—'
          ),
        sortBy: (row) => row.next?.day ?? '9999',
      },
    ],
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `words` is made of `t`
    [t, nameOf, today],
  );

  const narrowed = JSON.stringify(asked) !== JSON.stringify(RUNNING_CASES);
  const empty =
    rows.length > 0 ? (
      <EmptyState
        title={t('nothingFits')}
        action={
          <Button variant="default" onClick={() => setFilter({ ...RUNNING_CASES, state: 'all' })}>
            {t('everything')}
          </Button>
        }
      >
        {t('nothingFitsHint', { count: rows.length })}
      </EmptyState>
    ) : lastExchange === null ? (
      <EmptyState title={t('common:state.notYet')}>{t('common:state.notYetHint')}</EmptyState>
    ) : (
      <EmptyState
        title={t('empty.title')}
        action={
          <Button component={Link} to="/cases/new">
            {t('newCase')}
          </Button>
        }
      >
        {t('empty.hint')}
      </EmptyState>
    );
  return (
    <Page
      title={t('title')}
      body="fill"
      actions={
        <>
          <Button component={Link} to="/cases/new" title="Ctrl + Shift + Y">
            {t('newCase')}
          </Button>
          <Button component={Link} to="/cases/load" variant="default">
            {t('load.title')}
          </Button>
        </>
      }
      toolbar={
        <>
          <TextInput
            aria-label={t('find')}
            placeholder={t('find')}
            autoComplete="off"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={filter.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
            style={{ flex: '1 1 200px', maxWidth: 300 }}
          />
          <Select
            aria-label={t('column.state')}
            data={[
              { value: 'running', label: t('running') },
              ...CASE_STATES.map((value) => ({ value, label: t(`casework:state.${value}`) })),
              { value: 'all', label: t('allStates') },
            ]}
            value={filter.state}
            onChange={(state) => state && set({ state })}
            allowDeselect={false}
            w={190}
          />
          <Select
            aria-label={t('column.kind')}
            placeholder={t('anyKind')}
            data={CASE_KINDS.map((value) => ({
              value,
              label: value === 'violence' ? t('casework:protected') : t(`casework:kind.${value}`),
            }))}
            value={filter.kind || null}
            onChange={(kind) => set({ kind: kind ?? '' })}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            w={210}
          />
          <Select
            aria-label={t('column.worker')}
            placeholder={t('anyWorker')}
            data={[...people, { value: NOBODY, label: t('nobody') }]}
            value={filter.worker || null}
            onChange={(worker) => set({ worker: worker ?? '' })}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            w={210}
          />
          <Chip checked={filter.overdue} onChange={(overdue) => set({ overdue })}>
            {t('overdueOnly')}
          </Chip>
        </>
      }
    >
      {rows.length === 0 && !index.ready ? (
        <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>
      ) : (
        <DataTable
          keepAs="cases"
          label={t('title')}
          rows={shown}
          columns={columns}
          rowId={rowId}
          onOpen={(row) => void navigate(`/cases/${row.id}`)}
          autoFocus
          empty={empty}
          minWidth={900}
          countLabel={
            narrowed || shown.length < rows.length
              ? t('countNarrowed', { found: shown.length, count: rows.length })
              : t('count', { count: rows.length })
          }
        />
      )}
    </Page>
  );
}
