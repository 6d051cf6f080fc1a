import { Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { strictKey } from '#shared/domain/language/keys.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { useLanguage } from '../i18n/index.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, StateBadge, useKept } from '../ui/index.ts';
import type { OfficeRow } from './api.ts';
import { useNames } from './context.ts';
import { AskFailed } from './frame.tsx';
import { FRESHNESS_TONE, toFreshness } from './freshness.ts';
import { useOffices } from './queries.ts';

const rowId = (office: OfficeRow) => office.id;

/** All offices of the area of duty, with how fresh what is known of each is. */
export function OfficesPage() {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const nameOf = useNames();
  const navigate = useNavigate();
  const { data, error, refetch } = useOffices();
  const [text, setText] = useKept('offices.text', '');
  const [district, setDistrict] = useKept<string | null>('offices.district', null);

  const mahallas = useMemo(() => data?.offices.filter((office) => office.kind === 'mahalla') ?? [], [data]);
  const districts = useMemo(
    () => [...new Set(mahallas.map((office) => nameOf(office.district)).filter(Boolean))].toSorted(),
    [mahallas, nameOf],
  );
  const shown = useMemo(() => {
    const key = strictKey(text);
    return mahallas.filter(
      (office) =>
        (district === null || nameOf(office.district) === district) &&
        (key === '' || strictKey(`${office.name.latn} ${office.index}`).includes(key)),
    );
  }, [mahallas, text, district, nameOf]);

  const columns = useMemo<readonly Column<OfficeRow>[]>(() => {
    const now = data?.time ?? 0;
    return [
      {
        id: 'name',
        header: t('office.name'),
        track: 'minmax(180px, 2fr)',
        cell: (o) => nameOf(o.name),
        sortBy: (o) => nameOf(o.name),
      },
      {
        id: 'district',
        header: t('office.district'),
        track: 'minmax(150px, 1.2fr)',
        cell: (o) => nameOf(o.district),
        sortBy: (o) => nameOf(o.district),
      },
      {
        id: 'fresh',
        header: t('office.fresh'),
        track: 'minmax(190px, 1.4fr)',
        cell: (o) => {
          const fresh = toFreshness(o, now);
          return (
            <>
              <StateBadge tone={FRESHNESS_TONE[fresh]}>{t(`fresh.${fresh}`)}</StateBadge>
              <br />
              {formatMoment(o.lastContact, language, { now })}
            </>
          );
        },
        sortBy: (o) => o.lastContact ?? '',
      },
      { id: 'papers', header: t('office.papers'), track: '100px', cell: (o) => o.papers, sortBy: (o) => o.papers },
      {
        id: 'overdue',
        header: t('office.overdue'),
        track: '140px',
        cell: (o) => (o.overdue > 0 ? <StateBadge tone="overdue">{o.overdue}</StateBadge> : 0),
        sortBy: (o) => o.overdue,
      },
      {
        id: 'devices',
        header: t('office.devices'),
        track: '120px',
        cell: (o) => (
          <>
            {o.devices}
            {o.flagged > 0 ? (
              <>
                {' '}
                <StateBadge tone="overdue">{t('office.flagged')}</StateBadge>
              </>
            ) : null}
          </>
        ),
        sortBy: (o) => o.devices,
      },
    ];
  }, [data?.time, t, nameOf, language]);

  return (
    <Page
      title={t('place.offices')}
      subtitle={data ? t('asOf', { when: formatMoment(data.time, language) }) : undefined}
      body="fill"
      toolbar={
        <>
          <TextInput
            aria-label={t('office.find')}
            placeholder={t('office.find')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            w={280}
          />
          <Select
            aria-label={t('office.district')}
            placeholder={t('office.allDistricts')}
            data={districts}
            value={district}
            onChange={setDistrict}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            searchable
            w={280}
          />
        </>
      }
    >
      {error && !data ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data ? (
        <DataTable
          keepAs="offices"
          label={t('place.offices')}
          rows={shown}
          columns={columns}
          rowId={rowId}
          onOpen={(office) => void navigate(`/offices/${office.id}`)}
          countLabel={t('office.count', { count: shown.length })}
          empty={<EmptyState title={t('office.none')}>{t('office.noneHint')}</EmptyState>}
        />
      ) : null}
    </Page>
  );
}
