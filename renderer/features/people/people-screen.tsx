import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { HOUSING, HOUSING_NEEDS } from '#shared/domain/casework/collections/households/index.ts';
import { CIRCUMSTANCES, DISABILITY, HEALTH, WORK } from '#shared/domain/casework/collections/people/index.ts';
import { ageOn, isPresent } from '#shared/domain/casework/household.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { useSession } from '../../app/session-context.ts';
import { keptOnce } from '../../data/derived.ts';
import { useIndexState, useSyncStatus } from '../../data/react.tsx';
import { useToday } from '../../documents/office.ts';
import { usePresenceSign } from '../../documents/presence.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, useKept } from '../../ui/index.ts';
import { useValueText } from './details.tsx';
import {
  AGE_BANDS,
  ANY,
  FAMILY_KINDS,
  type FamilyFilter,
  fitsFamily,
  fitsPeople,
  isOfChoice,
  NO_FAMILY_FILTER,
  NO_PEOPLE_FILTER,
  type PeopleFilter,
  PRESENCES,
  type PresenceChoice,
} from './filters.ts';
import classes from './people.module.css';
import { type FamilyRow, type PersonRow, usePeopleAndFamilies } from './use-families.ts';

const rowId = (row: { readonly id: string }) => row.id;

// The key of a row's text is made once, when it is first asked for.
const familyKey = keptOnce((row: FamilyRow) => strictKey(`${row.names} ${row.address} ${row.phone}`));
const personKey = keptOnce((row: PersonRow) =>
  strictKey(`${row.name} ${row.address} ${row.body.pinfl ?? ''} ${row.body.phone ?? ''}`),
);

/** Rows whose text has all words of what was typed, in any script. */
function useNarrowed<Row>(rows: readonly Row[], text: string, keyOf: (row: Row) => string): readonly Row[] {
  return useMemo(() => {
    const words = strictKey(text).split(' ').filter(Boolean);
    return words.length === 0 ? rows : rows.filter((row) => words.every((word) => keyOf(row).includes(word)));
  }, [rows, text, keyOf]);
}

/** A column that shows a text or a number and sorts by it. */
const plain = <Row,>(id: string, header: string, track: string, of: (row: Row) => string | number): Column<Row> => ({
  id,
  header,
  track,
  cell: of,
  sortBy: of,
});

/** The office's families, or all its people. */
export function PeopleScreen({ list }: { readonly list: 'families' | 'people' }) {
  const { t } = useTranslation(['people', 'common', 'duplicates', 'import', 'programmes']);
  const navigate = useNavigate();
  const { user } = useSession();
  const [text, setText] = useKept(`people.${list}.text`, '');
  const [presence, setPresence] = useKept<PresenceChoice>(`people.${list}.presence`, 'here');
  const [open, setOpen] = useKept(`people.${list}.filters`, false);
  const [people, setPeople] = useKept<PeopleFilter>('people.people.filter', NO_PEOPLE_FILTER);
  const [families, setFamilies] = useKept<FamilyFilter>('people.families.filter', NO_FAMILY_FILTER);
  const asked = useDeferredValue(text);
  const filter = list === 'people' ? people : families;
  const used = Object.values(filter).filter(Boolean).length;
  const clear = () => {
    setText('');
    setPresence('all');
    setPeople(NO_PEOPLE_FILTER);
    setFamilies(NO_FAMILY_FILTER);
  };
  const shared = { text: asked, presence, filtered: used > 0, onClear: clear };
  return (
    <Page
      title={t('title')}
      body="fill"
      actions={
        <>
          <Button component={Link} to="/families/new" title="Ctrl + Shift + O">
            {t('newFamily')}
          </Button>
          <Button variant="default" component={Link} to="/duplicates">
            {t('duplicates:title')}
          </Button>
          {user.role === 'specialist' ? null : (
            <Button variant="default" component={Link} to="/import">
              {t('import:title')}
            </Button>
          )}
        </>
      }
      toolbar={
        <>
          <SegmentedControl
            aria-label={t('title')}
            value={list}
            onChange={(next) =>
              void navigate({ families: '/people', people: '/people/all', programmes: '/programmes' }[next])
            }
            data={[
              ...(['families', 'people'] as const).map((value) => ({ value, label: t(value) })),
              { value: 'programmes', label: t('programmes:tab') },
            ]}
          />
          <TextInput
            aria-label={t('find')}
            placeholder={t('find')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            style={{ flex: '1 1 240px', maxWidth: 360 }}
          />
          <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {used > 0 ? t('filter.openUsed', { count: used }) : t('filter.open')}
          </Button>
          {open ? (
            <div className={classes.filters} role="group" aria-label={t('filter.open')}>
              <NativeSelect
                label={t('filter.presence')}
                value={presence}
                onChange={(event) => setPresence(event.currentTarget.value as PresenceChoice)}
                data={PRESENCES.filter((one) => list === 'people' || one !== 'died').map((value) => ({
                  value,
                  label: t(`filter.presenceOf.${value}`),
                }))}
              />
              {list === 'people' ? (
                <PeopleFilters filter={people} onChange={setPeople} />
              ) : (
                <FamilyFilters filter={families} onChange={setFamilies} />
              )}
            </div>
          ) : null}
        </>
      }
    >
      {list === 'families' ? (
        <FamiliesTable {...shared} filter={families} />
      ) : (
        <PeopleTable {...shared} filter={people} />
      )}
    </Page>
  );
}

/** A choice of one code among those of a field, or of none. */
function CodeFilter({
  field,
  label,
  codes,
  value,
  onChange,
}: {
  readonly field: string;
  readonly label?: string;
  readonly codes: readonly { readonly value: string; readonly label: string }[] | readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('people');
  const text = useValueText();
  return (
    <NativeSelect
      label={label ?? t(`field.${field}`)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('filter.any') },
        ...codes.map((one) => (typeof one === 'string' ? { value: one, label: text.code(field, one) } : one)),
      ]}
    />
  );
}

function PeopleFilters({
  filter,
  onChange,
}: {
  readonly filter: PeopleFilter;
  readonly onChange: (filter: PeopleFilter) => void;
}) {
  const { t } = useTranslation('people');
  const text = useValueText();
  const set = (field: keyof PeopleFilter) => (value: string) => onChange({ ...filter, [field]: value });
  const disability = [
    { value: ANY, label: t('filter.disabled') },
    ...DISABILITY.map((value) => ({ value, label: text.code('disability', value) })),
  ];
  const ages = Object.keys(AGE_BANDS).map((value) => ({ value, label: t(`filter.ageOf.${value}`) }));
  return (
    <>
      <CodeFilter field="sex" codes={['female', 'male']} value={filter.sex} onChange={set('sex')} />
      <CodeFilter field="age" label={t('filter.age')} codes={ages} value={filter.age} onChange={set('age')} />
      <CodeFilter field="work" codes={WORK} value={filter.work} onChange={set('work')} />
      <CodeFilter field="disability" codes={disability} value={filter.disability} onChange={set('disability')} />
      <CodeFilter field="health" codes={HEALTH} value={filter.health} onChange={set('health')} />
      <CodeFilter
        field="circumstances"
        codes={CIRCUMSTANCES}
        value={filter.circumstances}
        onChange={set('circumstances')}
      />
    </>
  );
}

function FamilyFilters({
  filter,
  onChange,
}: {
  readonly filter: FamilyFilter;
  readonly onChange: (filter: FamilyFilter) => void;
}) {
  const { t } = useTranslation('people');
  const set = (field: keyof FamilyFilter) => (value: string) => onChange({ ...filter, [field]: value });
  const kinds = FAMILY_KINDS.map((value) => ({ value, label: t(`filter.kindOf.${value}`) }));
  return (
    <>
      <CodeFilter field="kind" label={t('filter.kind')} codes={kinds} value={filter.kind} onChange={set('kind')} />
      <CodeFilter field="housing" codes={HOUSING} value={filter.housing} onChange={set('housing')} />
      <CodeFilter
        field="housingNeeds"
        codes={HOUSING_NEEDS}
        value={filter.housingNeeds}
        onChange={set('housingNeeds')}
      />
    </>
  );
}

interface TableProps<Filter> {
  readonly text: string;
  readonly presence: PresenceChoice;
  readonly filter: Filter;
  readonly filtered: boolean;
  readonly onClear: () => void;
}

/** What both tables share: how they are told, what stands where there are no rows. */
function useTable(
  list: 'families' | 'people',
  { text, filtered, presence, onClear }: Omit<TableProps<unknown>, 'filter'>,
  found: number,
  total: number,
) {
  const { t } = useTranslation(['people', 'common']);
  const index = useIndexState();
  const { lastExchange } = useSyncStatus();
  const narrowed = text.trim() !== '' || filtered;
  return {
    keepAs: `people.${list}`,
    label: t(list),
    rowId,
    autoFocus: true,
    countLabel: narrowed ? t('countNarrowed', { found, count: total }) : t('count', { count: total }),
    empty:
      total === 0 && !index.ready ? (
        <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>
      ) : narrowed || presence !== 'here' ? (
        <EmptyState
          title={t('nothingFits')}
          action={
            <Button variant="default" onClick={onClear}>
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
      ),
  };
}

function FamiliesTable(props: TableProps<FamilyFilter>) {
  const { t } = useTranslation('people');
  const navigate = useNavigate();
  const today = useToday();
  const { people, families, rows: lines } = usePeopleAndFamilies();
  const { presence, filter, filtered, text } = props;
  const all = lines.families(families, people);
  const rows = useMemo(
    () => all.filter(({ body }) => presence === 'all' || Boolean(body.departedOn) === (presence === 'departed')),
    [all, presence],
  );
  const fitting = useMemo(
    () => (filtered ? rows.filter((row) => fitsFamily(row.body, filter, people, today)) : rows),
    [rows, filter, filtered, people, today],
  );
  const shown = useNarrowed(fitting, text, familyKey);
  const columns = useMemo<readonly Column<FamilyRow>[]>(
    () => [
      plain('head', t('relation.head'), 'minmax(200px, 2fr)', (row) => row.head),
      plain('address', t('field.address'), 'minmax(200px, 2fr)', (row) => row.address),
      plain('members', t('members'), '130px', (row) => row.members),
      plain('phone', t('field.phone'), '150px', (row) => row.phone),
    ],
    [t],
  );
  return (
    <DataTable
      {...useTable('families', props, shown.length, rows.length)}
      rows={shown}
      columns={columns}
      onOpen={(row) => void navigate(`/families/${row.id}`)}
    />
  );
}

function PeopleTable(props: TableProps<PeopleFilter>) {
  const { t } = useTranslation('people');
  const navigate = useNavigate();
  const today = useToday();
  const { people, families, rows: lines } = usePeopleAndFamilies();
  const presenceOf = usePresenceSign();
  const { presence, filter, filtered, text } = props;
  const all = lines.people(people, families);
  const rows = useMemo(() => all.filter(({ body }) => isOfChoice(body, presence)), [all, presence]);
  const fitting = useMemo(
    () => (filtered ? rows.filter(({ body }) => fitsPeople(body, filter, today)) : rows),
    [rows, filter, filtered, today],
  );
  const shown = useNarrowed(fitting, text, personKey);
  const columns = useMemo<readonly Column<PersonRow>[]>(
    () => [
      {
        ...plain<PersonRow>('name', t('name'), 'minmax(220px, 2fr)', (row) => row.name),
        cell: ({ name, body }) => [name, presenceOf(body)].filter(Boolean).join(' · '),
      },
      {
        id: 'birth',
        header: t('field.birthDate'),
        track: '170px',
        cell: ({ body }) => {
          const age = isPresent(body) ? ageOn(body.birthDate, today) : null;
          return [formatDay(body.birthDate), age === null ? '' : t('years', { count: age })]
            .filter(Boolean)
            .join(' · ');
        },
        sortBy: ({ body }) => body.birthDate ?? '9999',
      },
      plain('address', t('field.address'), 'minmax(200px, 2fr)', (row) => row.address),
      plain('phone', t('field.phone'), '150px', (row) => row.body.phone ?? ''),
    ],
    [t, today, presenceOf],
  );
  return (
    <DataTable
      {...useTable('people', props, shown.length, rows.length)}
      rows={shown}
      columns={columns}
      onOpen={(row) => void navigate(`/person/${row.id}`)}
    />
  );
}
