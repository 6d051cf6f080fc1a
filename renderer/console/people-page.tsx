import { Button, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
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
import type { Basis, CaseworkFilter, HouseholdLine, PersonLine } from './casework-api.ts';
import { CaseworkFilters, compactFilter, useOfficeNames } from './casework-filters.tsx';
import { CaseworkList, type ListProps } from './casework-list.tsx';
import { useHouseholds, usePeople } from './casework-queries.ts';
import { TechnicalNote, useFreshnessLine, useProgrammes } from './casework-words.tsx';
import classes from './console.module.css';
import { useConsole } from './context.ts';
import { HouseholdBeside } from './household-beside.tsx';
import { PersonBeside } from './person-beside.tsx';

const rowId = (row: { readonly officeId: string; readonly id: string }) => `${row.officeId} ${row.id}`;

/** People and families of all offices of the area of duty, by name; one opens beside the list. */
export function PeoplePage({ shown }: { readonly shown: 'people' | 'households' }) {
  const { t } = useTranslation('central');
  const navigate = useNavigate();
  const { user } = useConsole();
  const { officeId, id } = useParams();
  const [filter, setFilter] = useKept<CaseworkFilter>('central.filter', {});
  const [text] = useDebouncedValue(filter.text ?? '', 250);
  const asked = useMemo(() => compactFilter({ ...filter, text }), [filter, text]);
  const technical = user.role === 'ministry_admin';
  const beside = officeId !== undefined && id !== undefined;
  const close = () => void navigate(`/${shown}`);
  useHotkeys(beside ? [['Escape', close]] : []);
  const list: ListProps = {
    filter: asked,
    selectedId: beside ? `${officeId} ${id}` : undefined,
    onOpen: (row) => void navigate(`/${shown}/${row.officeId}/${row.id}`),
  };
  const open = (): ReactNode => {
    if (!beside) return null;
    const one = { key: `${officeId} ${id}`, officeId, id, onClose: close };
    const { key, ...rest } = one;
    return shown === 'people' ? <PersonBeside key={key} {...rest} /> : <HouseholdBeside key={key} {...rest} />;
  };

  if (technical) {
    return (
      <Page title={t('place.people')}>
        <TechnicalNote>
          <Button onClick={() => void navigate('/caseload')}>{t('list.toFigures')}</Button>
        </TechnicalNote>
      </Page>
    );
  }
  return (
    <Page
      title={t('place.people')}
      body="fill"
      toolbar={
        <>
          <SegmentedControl
            aria-label={t('list.kind')}
            value={shown}
            onChange={(next) => void navigate(`/${next}`)}
            data={(['people', 'households'] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
          />
          <CaseworkFilters
            filter={filter}
            // Above the district nobody is found by a number: see the table of fields.
            findLabel={t(user.role === 'district_officer' ? 'list.find' : 'list.findName')}
            programmes
            onChange={(change) => {
              setFilter(compactFilter({ ...filter, ...change }) as CaseworkFilter);
              if (beside) close();
            }}
          />
        </>
      }
    >
      <ListAndPaper
        list={shown === 'people' ? <PeopleList {...list} /> : <HouseholdList {...list} />}
        paperLabel={t('list.opened')}
        paper={open()}
      />
    </Page>
  );
}

/** Columns that people and families have alike. */
function useCommonColumns<
  Row extends {
    readonly officeId: string;
    readonly programmes: readonly string[];
    readonly openCases: number | null;
  },
>(basis: Basis | undefined): readonly Column<Row>[] {
  const { t } = useTranslation('central');
  const names = useOfficeNames();
  const programmes = useProgrammes();
  const freshness = useFreshnessLine();
  return [
    {
      id: 'programmes',
      header: t('list.programmes'),
      track: 'minmax(130px, 1fr)',
      cell: (row) => row.programmes.map(programmes.nameOf).join(', ') || '—',
    },
    { id: 'cases', header: t('list.openCases'), track: '116px', cell: (row) => row.openCases ?? '—' },
    {
      id: 'office',
      header: t('list.office'),
      track: 'minmax(190px, 1.4fr)',
      cell: (row) => (
        <>
          {names.get(row.officeId) ?? ''}
          <div className={classes.quiet}>{freshness(basis?.offices[row.officeId], basis?.time)}</div>
        </>
      ),
    },
  ];
}

function PeopleList(props: ListProps) {
  const { t } = useTranslation('central');
  const query = usePeople(props.filter);
  const names = useOfficeNames();
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.people) ?? [], [query.data]);
  return (
    <CaseworkList query={query} loaded={rows.length} count="countPeople">
      {(basis, table) => (
        <PeopleTable {...props} {...table} basis={basis} rows={rows} names={names} label={t('list.people')} />
      )}
    </CaseworkList>
  );
}

interface TableProps<Row> extends ListProps {
  readonly basis: Basis;
  readonly rows: readonly Row[];
  readonly names: ReadonlyMap<string, string>;
  readonly label: string;
  readonly countLabel: string;
  readonly onEnd: () => void;
}

function PeopleTable({ basis, names, filter: _filter, ...table }: TableProps<PersonLine>) {
  const { t } = useTranslation('central');
  const common = useCommonColumns<PersonLine>(basis);
  const beside = table.selectedId !== undefined;
  const columns: readonly Column<PersonLine>[] = [
    {
      id: 'name',
      header: t('list.name'),
      track: 'minmax(190px, 2fr)',
      cell: (row) => (
        <>
          {row.name} {row.died ? <StateBadge tone="neutral">{t('list.died')}</StateBadge> : null}
          {beside ? <div className={classes.quiet}>{names.get(row.officeId)}</div> : null}
        </>
      ),
    },
    { id: 'born', header: t('list.born'), track: '122px', cell: (row) => formatDay(row.birthDate) || '—' },
    ...(beside ? [] : common),
  ];
  return (
    <DataTable
      {...table}
      keepAs="central.people"
      columns={columns}
      rowId={rowId}
      empty={<EmptyState title={t('list.none')}>{t('list.noneHint')}</EmptyState>}
    />
  );
}

function HouseholdList(props: ListProps) {
  const { t } = useTranslation('central');
  const query = useHouseholds(props.filter);
  const names = useOfficeNames();
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.households) ?? [], [query.data]);
  return (
    <CaseworkList query={query} loaded={rows.length} count="countHouseholds">
      {(basis, table) => (
        <HouseholdTable {...props} {...table} basis={basis} rows={rows} names={names} label={t('list.households')} />
      )}
    </CaseworkList>
  );
}

function HouseholdTable({ basis, names, filter: _filter, ...table }: TableProps<HouseholdLine>) {
  const { t } = useTranslation('central');
  const common = useCommonColumns<HouseholdLine>(basis);
  const beside = table.selectedId !== undefined;
  const columns: readonly Column<HouseholdLine>[] = [
    {
      id: 'name',
      header: t('list.head'),
      track: 'minmax(190px, 2fr)',
      cell: (row) => (
        <>
          {row.name || t('list.nameless')}
          <div className={classes.quiet}>{beside ? names.get(row.officeId) : row.address}</div>
        </>
      ),
    },
    { id: 'members', header: t('list.members'), track: '96px', cell: (row) => row.members },
    ...(beside ? [] : common),
  ];
  return (
    <DataTable
      {...table}
      keepAs="central.households"
      columns={columns}
      rowId={rowId}
      empty={<EmptyState title={t('list.noHouseholds')}>{t('list.noneHint')}</EmptyState>}
    />
  );
}
