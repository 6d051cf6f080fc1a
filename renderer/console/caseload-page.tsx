import { Anchor, Button, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { Cell, CellSum } from '#shared/domain/casework/small-cells.ts';
import { useLanguage } from '../i18n/index.ts';
import { EmptyState, LoadingState, Page } from '../ui/index.ts';
import { useAreaNames } from './areas.ts';
import type { Caseload, CaseloadLine } from './casework-api.ts';
import { CaseworkDuties } from './casework-duties.tsx';
import { useOfficeNames } from './casework-filters.tsx';
import { useCaseload } from './casework-queries.ts';
import { BasisNote, HiddenNote, StaleNote } from './casework-words.tsx';
import classes from './console.module.css';
import { useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';

/** Open cases by kind and what is overdue by reason: by office and worker in a district, by area above it. */
export function CaseloadPage() {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const { user } = useConsole();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const area = search.get('area');
  const { data, error, refetch } = useCaseload(area);
  const areaNames = useAreaNames();
  const up = area && area !== user.area ? area.split('.').slice(0, -1).join('.') : null;
  return (
    <Page
      title={t('place.caseload')}
      subtitle={
        data
          ? [areaNames(data.area), `${t('list.updated')} ${formatMoment(data.time, language)}`]
              .filter(Boolean)
              .join(', ')
          : undefined
      }
      actions={
        up ? (
          <Button
            variant="default"
            onClick={() => void navigate(up === user.area ? '/caseload' : `/caseload?area=${up}`)}
          >
            {t('load.up', { name: areaNames(up) || up })}
          </Button>
        ) : user.role === 'ministry_admin' ? null : (
          <Button variant="default" component={Link} to="/cases">
            {t('load.list')}
          </Button>
        )
      }
    >
      {error && !data ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      <StaleNote shown={error !== null && data !== undefined} />
      {data ? (
        <Stack gap="xl">
          {data.lines.length > 0 ? (
            <Load data={data} />
          ) : (
            <EmptyState title={t('load.none')}>{t('load.noneHint')}</EmptyState>
          )}
          <div className={classes.below}>
            <BasisNote basis={data}>
              <HiddenNote hidden={data.hidden} />
            </BasisNote>
          </div>
          {user.role === 'district_officer' ? null : <CaseworkDuties />}
        </Stack>
      ) : null}
    </Page>
  );
}

function Load({ data }: { readonly data: Caseload }) {
  const { t } = useTranslation('central');
  return (
    <>
      <section aria-label={t('load.byKind')}>
        <Title order={2} mb={4}>
          {t('load.open')}
        </Title>
        <Figures data={data} of="open" sums={data.open} />
      </section>
      <section aria-label={t('load.byReason')}>
        <Title order={2} mb={4}>
          {t('load.overdue')}
        </Title>
        {Object.keys(data.overdue).length > 0 ? (
          <Figures data={data} of="overdue" sums={data.overdue} />
        ) : (
          <Text c="dimmed">{t('record.nothingDue')}</Text>
        )}
      </section>
      <Text c="dimmed">{t(data.suppressed ? 'load.fewHint' : 'load.workersHint')}</Text>
    </>
  );
}

function Figures(props: {
  readonly data: Caseload;
  readonly of: 'open' | 'overdue';
  readonly sums: Readonly<Record<string, CellSum>>;
}) {
  const { t } = useTranslation('central');
  const { data, of } = props;
  const columns = Object.keys(props.sums);
  const cell = (value: Cell | undefined) => (value === undefined ? 0 : (value ?? t('load.few')));
  const sum = (value: CellSum | undefined) =>
    value === undefined
      ? 0
      : !value.atLeast
        ? value.count
        : // Where all that it is made of is hidden, it says as little as they do.
          value.count === 0
          ? '—'
          : t('load.atLeast', { count: value.count });
  const words = (what: string) => t(of === 'open' ? `value.kind.${what}` : `value.overdue.${what}`);
  const lines = data.lines.filter((line) => Object.keys(line[of]).length > 0);
  const all: CellSum = {
    count: columns.reduce((total, column) => total + (props.sums[column]?.count ?? 0), 0),
    atLeast: columns.some((column) => props.sums[column]?.atLeast),
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus
    <div className={classes.figures} tabIndex={0} role="group" aria-label={t(`load.${of}`)}>
      <Table striped withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('load.place')}</Table.Th>
            {data.by === 'worker' ? <Table.Th scope="col">{t('load.worker')}</Table.Th> : null}
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {words(column)}
              </Table.Th>
            ))}
            <Table.Th scope="col">{t('load.sum')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={`${line.place} ${line.worker}`}>
              <Table.Th scope="row">
                <Place data={data} line={line} />
              </Table.Th>
              {data.by === 'worker' ? (
                <Table.Td>{line.worker ? (data.names[line.worker] ?? '—') : t('load.nobody')}</Table.Td>
              ) : null}
              {columns.map((column) => (
                <Table.Td key={column}>{cell(line[of][column])}</Table.Td>
              ))}
              <Table.Td>{sum(of === 'open' ? line.openSum : line.overdueSum)}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('load.sum')}</Table.Th>
            {data.by === 'worker' ? <Table.Td /> : null}
            {columns.map((column) => (
              <Table.Td key={column}>{sum(props.sums[column])}</Table.Td>
            ))}
            <Table.Td>{sum(all)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Place({ data, line }: { readonly data: Caseload; readonly line: CaseloadLine }) {
  const areaNames = useAreaNames();
  const offices = useOfficeNames();
  if (data.by === 'area') {
    return (
      <Anchor component={Link} to={`/caseload?area=${line.place}`}>
        {areaNames(line.place) || line.place}
      </Anchor>
    );
  }
  return <>{offices.get(line.place) ?? line.place}</>;
}
