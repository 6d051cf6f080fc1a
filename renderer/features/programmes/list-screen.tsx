import { Button, Menu, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ENTRY_STATES, type ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { EntryDue } from '#shared/domain/casework/programmes/due.ts';
import { codesOf } from '#shared/domain/casework/programmes/programme.ts';
import { nameIn } from '#shared/domain/casework/programmes/rates.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { EntryStateBadge } from '../../casework/entry-state.tsx';
import { useWords } from '../../casework/explanation.tsx';
import { categoryName, dueText, programmeName } from '../../casework/programme-words.ts';
import { subjectOf, useProgrammes } from '../../casework/use-programmes.ts';
import { useIndexState, useSyncStatus } from '../../data/react.tsx';
import { type Column, DataTable, EmptyState, LoadingState, Page, StateBadge, useKept } from '../../ui/index.ts';

interface Row {
  readonly id: string;
  readonly body: ProgrammeEntryBody;
  readonly who: string;
  readonly programme: string;
  readonly category: string;
  readonly since: string;
  readonly due: readonly EntryDue[];
  readonly double: boolean;
  readonly key: string;
}

const rowId = (row: Row) => row.id;

/** Everyone who is, was or may come to be in a programme. */
export function ListScreen() {
  const { t } = useTranslation(['programmes', 'people', 'common']);
  const navigate = useNavigate();
  const index = useIndexState();
  const { lastExchange } = useSyncStatus();
  const programmes = useProgrammes();
  const words = useWords(programmes);
  const [text, setText] = useKept('programmes.text', '');
  const [programme, setProgramme] = useKept<string | null>('programmes.programme', null);
  const [state, setState] = useKept<string | null>('programmes.state', null);
  const [category, setCategory] = useKept<string | null>('programmes.category', null);
  const [onlyDue, setOnlyDue] = useKept('programmes.due', false);
  const asked = useDeferredValue(text);
  const rows = useMemo(
    () =>
      programmes.entries.map(({ id, body }): Row => {
        const subject = subjectOf(body);
        const name = programmes.nameOf(subject);
        const who =
          subject.kind === 'family'
            ? t('subject.familyOf', { name: name || programmes.addressOf(subject) })
            : name || t('subject.unknown');
        return {
          id,
          body,
          who,
          programme: programmeName(body.programme, words),
          category: categoryName(body, words),
          since: body.exitOn ?? body.enrolledOn ?? body.proposedOn ?? '',
          due: programmes.due(body),
          double: programmes.doubles.has(id),
          key: strictKey(`${who} ${programmes.addressOf(subject)} ${body.number ?? ''}`),
        };
      }),
    [programmes, words, t],
  );
  const shown = useMemo(() => {
    const parts = strictKey(asked).split(' ').filter(Boolean);
    return rows.filter(
      ({ body, due, double, key }) =>
        (programme === null || body.programme === programme) &&
        (state === null || body.state === state) &&
        (category === null || body.category === category) &&
        (!onlyDue || due.length > 0 || double) &&
        parts.every((part) => key.includes(part)),
    );
  }, [rows, asked, programme, state, category, onlyDue]);
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        id: 'who',
        header: t('col.who'),
        track: 'minmax(180px, 2fr)',
        cell: (row) => row.who,
        sortBy: (row) => row.who,
      },
      {
        id: 'programme',
        header: t('col.programme'),
        track: 'minmax(130px, 1fr)',
        cell: (row) => row.programme,
        sortBy: (row) => row.programme,
      },
      {
        id: 'category',
        header: t('col.category'),
        track: 'minmax(140px, 1.3fr)',
        cell: (row) => row.category,
        sortBy: (row) => row.category,
      },
      {
        id: 'state',
        header: t('col.state'),
        track: '150px',
        cell: (row) => (
          <>
            <EntryStateBadge state={row.body.state} />
            {row.double ? (
              <div style={{ marginTop: 4 }}>
                <StateBadge tone="due">{t('double.badge')}</StateBadge>
              </div>
            ) : null}
          </>
        ),
        sortBy: (row) => ENTRY_STATES.indexOf(row.body.state),
      },
      {
        id: 'since',
        header: t('col.since'),
        track: '100px',
        cell: (row) => formatDay(row.since),
        sortBy: (row) => row.since,
      },
      {
        id: 'due',
        header: t('col.due'),
        track: 'minmax(150px, 1.5fr)',
        cell: (row) => row.due.slice(0, 2).map((one) => <div key={`${one.code} ${one.on}`}>{dueText(one, t)}</div>),
        sortBy: (row) => row.due[0]?.on ?? '9999',
      },
    ],
    [t],
  );
  const codes = codesOf(programmes.versions);
  const categories = useMemo(() => {
    const found = new Map<string, string>();
    for (const version of programmes.versions) {
      if (programme !== null && version.programme.code !== programme) continue;
      for (const one of version.programme.categories) found.set(one.code, nameIn(one.names, words.language));
    }
    return [...found].map(([value, label]) => ({ value, label }));
  }, [programmes.versions, programme, words.language]);
  const narrowed = asked.trim() !== '' || programme !== null || state !== null || category !== null || onlyDue;
  const showAll = () => {
    setText('');
    setProgramme(null);
    setState(null);
    setCategory(null);
    setOnlyDue(false);
  };
  const empty = narrowed ? (
    <EmptyState
      title={t('nothingFits')}
      action={
        <Button variant="default" onClick={showAll}>
          {t('everything')}
        </Button>
      }
    />
  ) : programmes.versions.length === 0 ? (
    <EmptyState title={t('noProgrammes')}>{t('noProgrammesHint')}</EmptyState>
  ) : lastExchange === null ? (
    <EmptyState title={t('common:state.notYet')}>{t('common:state.notYetHint')}</EmptyState>
  ) : (
    <EmptyState title={t('emptyTitle')}>{t('emptyHint')}</EmptyState>
  );
  return (
    <Page
      title={t('title')}
      body="fill"
      actions={
        <>
          <Button component={Link} to="/programmes/propose">
            {t('proposeFor')}
          </Button>
          {programmes.inForce.length > 0 ? (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
                  {t('programme.criteria')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {programmes.inForce.map(({ id, programme: one }) => (
                  <Menu.Item key={id} component={Link} to={`/programmes/${one.code}`}>
                    {nameIn(one.names, words.language)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </>
      }
      toolbar={
        <>
          <SegmentedControl
            aria-label={t('people:title')}
            value="programmes"
            onChange={(next) => void navigate(next === 'people' ? '/people/all' : '/people')}
            data={[
              { value: 'families', label: t('people:families') },
              { value: 'people', label: t('people:people') },
              { value: 'programmes', label: t('tab') },
            ]}
          />
          <TextInput
            aria-label={t('find')}
            placeholder={t('find')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            w={200}
          />
          <Select
            aria-label={t('filter.byProgramme')}
            placeholder={t('filter.programme')}
            data={codes.map((value) => ({ value, label: programmeName(value, words) }))}
            value={programme}
            onChange={(next) => {
              setProgramme(next);
              setCategory(null);
            }}
            clearable
            w={200}
          />
          <Select
            aria-label={t('filter.byState')}
            placeholder={t('filter.state')}
            data={ENTRY_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
            value={state}
            onChange={setState}
            clearable
            w={190}
          />
          <Select
            aria-label={t('filter.byCategory')}
            placeholder={t('filter.category')}
            data={categories}
            value={category}
            onChange={setCategory}
            clearable
            w={190}
          />
          <Switch
            label={t('filter.due')}
            checked={onlyDue}
            onChange={(event) => setOnlyDue(event.currentTarget.checked)}
          />
        </>
      }
    >
      {rows.length === 0 && (!index.ready || !programmes.ready) ? (
        <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>
      ) : (
        <DataTable
          keepAs="programmes"
          label={t('listLabel')}
          rows={shown}
          columns={columns}
          rowId={rowId}
          autoFocus
          empty={empty}
          countLabel={
            narrowed ? t('countNarrowed', { found: shown.length, n: rows.length }) : t('count', { n: rows.length })
          }
          onOpen={(row) => void navigate(`/programmes/entry/${row.id}`)}
        />
      )}
    </Page>
  );
}
