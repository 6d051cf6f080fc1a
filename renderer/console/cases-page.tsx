import { Button, Chip, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { CASE_KINDS, CASE_STATES } from '#shared/domain/casework/collections/cases/index.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  ListAndPaper,
  Page,
  StateBadge,
  useHotkeys,
  useKept,
} from '../ui/index.ts';
import { CaseBeside } from './case-beside.tsx';
import type { Basis, CaseLine, CasesFilter } from './casework-api.ts';
import { CaseworkFilters, compactFilter, useOfficeNames } from './casework-filters.tsx';
import { CaseworkList, type ListProps } from './casework-list.tsx';
import { useCases } from './casework-queries.ts';
import { TechnicalNote, useFreshnessLine } from './casework-words.tsx';
import classes from './console.module.css';
import { useConsole } from './context.ts';

const KINDS = CASE_KINDS.filter((kind) => kind !== 'violence');
const rowId = (row: CaseLine) => `${row.officeId} ${row.id}`;

/** Cases of all offices of the area of duty, the last changed first; one opens beside the list. */
export function CasesPage() {
  const { t } = useTranslation('central');
  const navigate = useNavigate();
  const { user } = useConsole();
  const { officeId, id } = useParams();
  const [filter, setFilter] = useKept<CasesFilter>('central.cases', { state: 'any_open' });
  const [text] = useDebouncedValue(filter.text ?? '', 250);
  const asked = useMemo(() => compactFilter({ ...filter, text }), [filter, text]);
  const beside = officeId !== undefined && id !== undefined;
  const district = user.role === 'district_officer';
  const close = () => void navigate('/cases');
  useHotkeys(beside ? [['Escape', close]] : []);
  const set = (change: { readonly [Key in keyof CasesFilter]?: CasesFilter[Key] | undefined }) => {
    setFilter(compactFilter({ ...filter, ...change }) as CasesFilter);
    if (beside) close();
  };
  if (user.role === 'ministry_admin') {
    return (
      <Page title={t('place.cases')}>
        <TechnicalNote>
          <Button onClick={() => void navigate('/caseload')}>{t('list.toFigures')}</Button>
        </TechnicalNote>
      </Page>
    );
  }
  const clear = { clearable: true, clearButtonProps: { 'aria-label': t('common:action.clear') } };
  return (
    <Page
      title={t('place.cases')}
      body="fill"
      toolbar={
        <>
          <CaseworkFilters
            filter={filter}
            findLabel={t(district ? 'list.findCase' : 'list.findNumber')}
            programmes={district}
            onChange={set}
          />
          <Select
            aria-label={t('field.kind')}
            placeholder={t('case.allKinds')}
            data={KINDS.map((value) => ({ value, label: t(`value.kind.${value}`) }))}
            value={filter.kind ?? null}
            onChange={(kind) => set({ kind: kind ?? undefined })}
            w={220}
            {...clear}
          />
          <Select
            aria-label={t('field.state')}
            placeholder={t('case.allStates')}
            data={['any_open', ...CASE_STATES].map((value) => ({ value, label: t(`value.state.${value}`) }))}
            value={filter.state ?? null}
            onChange={(state) => set({ state: state ?? undefined })}
            w={210}
            {...clear}
          />
          <Chip
            checked={filter.overdue ?? false}
            onChange={(overdue) => set({ overdue: overdue || undefined })}
            color="overdue"
            variant="light"
          >
            {t('case.overdueOnly')}
          </Chip>
        </>
      }
    >
      <ListAndPaper
        list={
          <CaseList
            filter={asked}
            selectedId={beside ? `${officeId} ${id}` : undefined}
            onOpen={(row) => void navigate(`/cases/${row.officeId}/${row.id}`)}
          />
        }
        paperLabel={t('list.opened')}
        paper={beside ? <CaseBeside key={`${officeId} ${id}`} officeId={officeId} id={id} onClose={close} /> : null}
      />
    </Page>
  );
}

function CaseList(props: ListProps<CasesFilter>) {
  const query = useCases(props.filter);
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.cases) ?? [], [query.data]);
  const workers = useMemo(
    () => Object.assign({}, ...(query.data?.pages.map((page) => page.names) ?? [])) as Readonly<Record<string, string>>,
    [query.data],
  );
  return (
    <CaseworkList query={query} loaded={rows.length} count="countCases">
      {(basis, table) => <CaseTable {...props} {...table} basis={basis} rows={rows} workers={workers} />}
    </CaseworkList>
  );
}

function CaseTable({
  basis,
  workers,
  filter: _filter,
  ...table
}: ListProps<CasesFilter> & {
  readonly basis: Basis;
  readonly rows: readonly CaseLine[];
  readonly workers: Readonly<Record<string, string>>;
  readonly countLabel: string;
  readonly onEnd: () => void;
}) {
  const { t } = useTranslation('central');
  const names = useOfficeNames();
  const freshness = useFreshnessLine();
  const beside = table.selectedId !== undefined;
  const number: Column<CaseLine> = {
    id: 'number',
    header: t('field.number'),
    track: beside ? '112px' : '128px',
    cell: (row) => (
      <>
        {row.number ?? '—'}
        <div className={classes.quiet}>{formatDay(row.openedOn)}</div>
      </>
    ),
  };
  const about: Column<CaseLine> = {
    id: 'about',
    header: t('field.kind'),
    track: beside ? 'minmax(140px, 1fr)' : 'minmax(170px, 1.6fr)',
    cell: (row) => (
      <>
        {t(`value.kind.${row.kind}`)}
        <div className={classes.quiet}>{row.name === null ? t('list.nameless') : row.name || '—'}</div>
      </>
    ),
  };
  const state: Column<CaseLine> = {
    id: 'state',
    header: t('field.state'),
    track: 'minmax(150px, 1.2fr)',
    cell: (row) => (
      <>
        <StateBadge tone={row.state === 'closed' ? 'done' : 'neutral'}>{t(`value.state.${row.state}`)}</StateBadge>
        {row.overdueOn ? (
          <div style={{ marginTop: 4 }}>
            <StateBadge tone="overdue">
              {row.overdue.map((reason) => t(`value.overdue.${reason}`)).join(', ')}{' '}
              {t('case.overdueSince', { day: formatDay(row.overdueOn) })}
            </StateBadge>
          </div>
        ) : null}
      </>
    ),
  };
  const columns: readonly Column<CaseLine>[] = beside
    ? [number, about, state]
    : [
        number,
        about,
        state,
        {
          id: 'worker',
          header: t('case.worker'),
          track: 'minmax(130px, 1fr)',
          cell: (row) =>
            row.workers
              .map((one) => workers[one] ?? '')
              .filter(Boolean)
              .join(', ') || t('load.nobody'),
        },
        {
          id: 'office',
          header: t('list.office'),
          track: 'minmax(180px, 1.3fr)',
          cell: (row) => (
            <>
              {names.get(row.officeId) ?? ''}
              <div className={classes.quiet}>{freshness(basis.offices[row.officeId], basis.time)}</div>
            </>
          ),
        },
      ];
  return (
    <DataTable
      {...table}
      keepAs="central.cases"
      label={t('place.cases')}
      columns={columns}
      rowId={rowId}
      empty={<EmptyState title={t('list.noCases')}>{t('list.noCasesHint')}</EmptyState>}
    />
  );
}
