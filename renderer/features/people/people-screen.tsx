import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { ageOn, membersOf } from '#shared/domain/casework/household.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { useSession } from '../../app/session-context.ts';
import { useIndexState, useSyncStatus } from '../../data/react.tsx';
import { useToday } from '../../documents/office.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, useKept } from '../../ui/index.ts';
import { type FamilyRow, nameOf, toRows, usePeopleAndFamilies } from './use-families.ts';

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly body: PersonBody;
  readonly address: string;
}

const rowId = (row: { readonly id: string }) => row.id;

/** Rows whose text has all words of what was typed, in any script. The keys are made once for each list. */
function useNarrowed<Row>(rows: readonly Row[], text: string, textOf: (row: Row) => string): readonly Row[] {
  const keys = useMemo(() => rows.map((row) => strictKey(textOf(row))), [rows, textOf]);
  return useMemo(() => {
    const words = strictKey(text).split(' ').filter(Boolean);
    return words.length === 0 ? rows : rows.filter((_, at) => words.every((word) => keys[at]?.includes(word)));
  }, [rows, keys, text]);
}

const familyText = (row: FamilyRow) => `${row.names} ${row.address} ${row.phone}`;
const personText = (row: PersonRow) => `${row.name} ${row.address} ${row.body.pinfl ?? ''} ${row.body.phone ?? ''}`;

/** The office's families, or all its people. */
export function PeopleScreen({ list }: { readonly list: 'families' | 'people' }) {
  const { t } = useTranslation(['people', 'common']);
  const navigate = useNavigate();
  const { user } = useSession();
  const today = useToday();
  const index = useIndexState();
  const { lastExchange } = useSyncStatus();
  const { people, families } = usePeopleAndFamilies();
  const [text, setText] = useKept(`people.${list}.text`, '');
  const asked = useDeferredValue(text);
  const familyRows = useMemo(() => toRows(families, people), [families, people]);
  const personRows = useMemo(() => {
    const addresses = new Map<string, string>();
    for (const { body } of families) for (const one of membersOf(body)) addresses.set(one.personId, body.address);
    return [...people].map(([id, body]): PersonRow => ({
      id,
      body,
      name: nameOf(body),
      address: addresses.get(id) ?? body.address ?? '',
    }));
  }, [people, families]);
  const shownFamilies = useNarrowed(familyRows, asked, familyText);
  const shownPeople = useNarrowed(personRows, asked, personText);

  const familyColumns = useMemo<readonly Column<FamilyRow>[]>(
    () => [
      {
        id: 'head',
        header: t('relation.head'),
        track: 'minmax(200px, 2fr)',
        cell: (row) => row.head,
        sortBy: (row) => row.head,
      },
      {
        id: 'address',
        header: t('field.address'),
        track: 'minmax(200px, 2fr)',
        cell: (row) => row.address,
        sortBy: (row) => row.address,
      },
      { id: 'members', header: t('members'), track: '130px', cell: (row) => row.members, sortBy: (row) => row.members },
      { id: 'phone', header: t('field.phone'), track: '150px', cell: (row) => row.phone },
    ],
    [t],
  );
  const personColumns = useMemo<readonly Column<PersonRow>[]>(
    () => [
      {
        id: 'name',
        header: t('name'),
        track: 'minmax(220px, 2fr)',
        cell: (row) => row.name,
        sortBy: (row) => row.name,
      },
      {
        id: 'birth',
        header: t('field.birthDate'),
        track: '170px',
        cell: ({ body }) => {
          const age = body.diedOn ? null : ageOn(body.birthDate, today);
          return [formatDay(body.birthDate), age === null ? '' : t('years', { count: age })]
            .filter(Boolean)
            .join(' · ');
        },
        sortBy: ({ body }) => body.birthDate ?? '9999',
      },
      {
        id: 'address',
        header: t('field.address'),
        track: 'minmax(200px, 2fr)',
        cell: (row) => row.address,
        sortBy: (row) => row.address,
      },
      { id: 'phone', header: t('field.phone'), track: '150px', cell: ({ body }) => body.phone ?? '' },
    ],
    [t, today],
  );

  const total = list === 'families' ? familyRows.length : personRows.length;
  const found = list === 'families' ? shownFamilies.length : shownPeople.length;
  const narrowed = asked.trim() !== '';
  const empty = narrowed ? (
    <EmptyState
      title={t('nothingFits')}
      action={
        <Button variant="default" onClick={() => setText('')}>
          {t('everything')}
        </Button>
      }
    >
      {t('nothingFitsHint', { count: total })}
    </EmptyState>
  ) : lastExchange === null ? (
    <EmptyState title={t('common:state.notYet')}>{t('common:state.notYetHint')}</EmptyState>
  ) : (
    <EmptyState
      title={t(`empty.${list}`)}
      action={
        <Button component={Link} to="/families/new">
          {t('newFamily')}
        </Button>
      }
    >
      {t('emptyHint')}
    </EmptyState>
  );
  const shared = {
    keepAs: `people.${list}`,
    label: t(list),
    rowId,
    autoFocus: true,
    empty,
    countLabel: narrowed ? t('countNarrowed', { found, count: total }) : t('count', { count: total }),
  };
  return (
    <Page
      title={t('title')}
      body="fill"
      actions={
        <>
          {user.role === 'specialist' ? null : (
            <Button variant="default" component={Link} to="/import">
              {t('import:title')}
            </Button>
          )}
          <Button component={Link} to="/families/new" title="Ctrl + Shift + O">
            {t('newFamily')}
          </Button>
        </>
      }
      toolbar={
        <>
          <SegmentedControl
            aria-label={t('title')}
            value={list}
            onChange={(next) => void navigate(next === 'people' ? '/people/all' : '/people')}
            data={(['families', 'people'] as const).map((value) => ({ value, label: t(value) }))}
          />
          <TextInput
            aria-label={t('find')}
            placeholder={t('find')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            style={{ flex: '1 1 240px', maxWidth: 360 }}
          />
        </>
      }
    >
      {total === 0 && !index.ready ? (
        <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>
      ) : list === 'families' ? (
        <DataTable
          {...shared}
          rows={shownFamilies}
          columns={familyColumns}
          onOpen={(row) => void navigate(`/families/${row.id}`)}
        />
      ) : (
        <DataTable
          {...shared}
          rows={shownPeople}
          columns={personColumns}
          onOpen={(row) => void navigate(`/person/${row.id}`)}
        />
      )}
    </Page>
  );
}
