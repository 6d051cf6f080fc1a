import { Button, Checkbox, Group, Radio, Select, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { membersOf, RELATIONS, type Relation, seenThrough, sexOfRelation } from '#shared/domain/casework/household.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { LikelyElsewhere } from '../../casework/likely-elsewhere.tsx';
import { useData, useIndexState, useRecord } from '../../data/react.tsx';
import { useOffice, useToday } from '../../documents/office.ts';
import { usePresenceSign } from '../../documents/presence.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import {
  DayField,
  DraftSign,
  EmptyState,
  ErrorSummary,
  FormActions,
  FormColumn,
  KnownFrom,
  LoadingState,
  Page,
} from '../../ui/index.ts';
import { addMembers, createFamily, type Family } from './acts.ts';
import { SourceFields } from './details.tsx';
import {
  adultRows,
  emptyFamily,
  emptyRow,
  type FamilyForm,
  type Fault,
  fillFromPinfl,
  findFaults,
  type Known,
  mayBeKnown,
  type Row,
  rowFieldId,
} from './form.ts';
import classes from './people.module.css';
import { nameOf, usePeopleAndFamilies } from './use-families.ts';

/** Enters a family with its people. */
export function NewFamilyScreen() {
  return <FormScreen family={null} />;
}

/** Enters further members of a family. */
export function AddMembersScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('people');
  const family = useRecord('households', id);
  if (family === undefined) return <LoadingState />;
  if (family === null) return <EmptyState title={t('familyGone')} order={1} />;
  return <FormScreen key={id} family={family} />;
}

const OWN_WORDS: readonly string[] = [
  'required',
  'decide_person',
  'born_in_future',
  'already_member',
  'in_two_families',
  'second_head',
  'relation_sex',
  'relation_age',
  'from_wrong',
  'dead',
];

function FormScreen({ family }: { readonly family: Family | null }) {
  const { t } = useTranslation(['people', 'common', 'register']);
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const index = useIndexState();
  const { people } = usePeopleAndFamilies();
  const newId = () => data.newId();
  const begin = (): FamilyForm => {
    const empty = emptyFamily(newId);
    return family ? { ...empty, householdId: family.id, rows: [emptyRow(newId, '')] } : empty;
  };
  const form = useKeptForm<FamilyForm>(family ? `family.${family.id}` : 'family.new', begin);
  const { values } = form;
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const running = useRef(false);
  const ready = index.total > 0;
  const known = useMemo<Known>(
    () => ({
      person: (id) => people.get(id),
      isElsewhere: (id) =>
        data.index
          .householdsOf(id)
          .some(
            (one) =>
              one.id !== family?.id &&
              membersOf(one.body).some((member) => data.index.recordsOf(id).includes(member.personId)),
          ),
      similar: (row) => (ready ? similarTo(data, row).length : 0),
    }),
    [people, data, family, ready],
  );
  const present = useMemo(
    () =>
      family &&
      membersOf(family.body, people.resolve).map(({ personId, relation }) => ({
        personId: people.resolve(personId),
        relation,
        birthDate: people.get(personId)?.birthDate,
      })),
    [family, people],
  );
  const faults = useMemo(
    () => (values ? findFaults(values, known, today, present) : []),
    [values, known, today, present],
  );
  if (values === null) return <LoadingState />;

  const words = (fault: Fault) =>
    OWN_WORDS.includes(fault.code) ? t(`fault.${fault.code}`) : failureText({ code: fault.code as ErrorCode });
  const shown = (fault: Fault) => tried || (fault.code !== 'required' && fault.code !== 'decide_person');
  const faultAt = (fieldId: string) => {
    const fault = faults.find((one) => one.fieldId === fieldId && shown(one));
    return fault ? words(fault) : null;
  };
  const setRow = (at: number, change: Partial<Row>) =>
    form.set({ rows: values.rows.map((row, other) => (other === at ? fillFromPinfl({ ...row, ...change }) : row)) });
  const save = async () => {
    setTried(true);
    if (running.current || faults.length > 0) return;
    running.current = true;
    setSaving(true);
    const familiesOf = (id: string) =>
      data.index.householdsOf(id).map((one) => ({ ...one, body: seenThrough(one.body, data.index.resolve) }));
    const context = office.context();
    const changes = family
      ? addMembers(family, values, familiesOf, known.person, context)
      : createFamily(values, familiesOf, known.person, context);
    const failure = await office.act(changes, t(family ? 'done.added' : 'done.created'));
    running.current = false;
    setSaving(false);
    if (failure) return;
    await form.reset(begin());
    void navigate(`/families/${values.householdId}`);
  };
  const summary = tried
    ? faults.map((fault) => ({
        fieldId: fault.fieldId,
        message: fault.row === undefined ? words(fault) : `${fault.row + 1}. ${words(fault)}`,
      }))
    : [];
  const head = values.rows.find((row) => row.relation === 'head');
  const addRow = () => {
    const row = emptyRow(newId, '', head?.familyName.trim() ?? '');
    // The hands go on where the new line begins, not behind its end.
    flushSync(() => form.set({ rows: [...values.rows, row] }));
    document.getElementById(rowFieldId(row, 'relation'))?.focus();
  };
  return (
    <Page
      title={family ? t('addTitle') : t('newFamily')}
      subtitle={family ? family.body.address : t('newFamilyHint')}
      actions={
        family ? (
          <Button variant="default" component={Link} to={`/families/${family.id}`}>
            {t('common:action.back')}
          </Button>
        ) : null
      }
    >
      <FormColumn onSubmit={() => void save()} label={family ? t('addTitle') : t('newFamily')}>
        <ErrorSummary faults={summary} />
        {family ? null : (
          <>
            <TextInput
              id="family-address"
              label={t('field.address')}
              description={t('addressHint')}
              value={values.address}
              maxLength={300}
              onChange={(event) => form.set({ address: event.currentTarget.value })}
              error={faultAt('family-address')}
              data-autofocus
            />
            <TextInput
              id="family-phone"
              label={`${t('field.phone')} ${t('common:form.optional')}`}
              value={values.phone}
              maxLength={40}
              onChange={(event) => form.set({ phone: event.currentTarget.value })}
              error={faultAt('family-phone')}
              maw={320}
            />
          </>
        )}
        {values.rows.map((row, at) => (
          <MemberFields
            key={row.id}
            row={row}
            n={at + 1}
            today={today}
            known={known}
            faultAt={faultAt}
            onChange={(change) => setRow(at, change)}
            onRemove={
              values.rows.length > 1 ? () => form.set({ rows: values.rows.filter((_, other) => other !== at) }) : null
            }
          />
        ))}
        <Group>
          <Button variant="default" onClick={addRow}>
            {t('oneMore')}
          </Button>
        </Group>
        <TextInput
          label={`${t('field.cameFrom')} ${t('common:form.optional')}`}
          description={t('cameFromHint')}
          value={values.cameFrom}
          maxLength={300}
          onChange={(event) => form.set({ cameFrom: event.currentTarget.value })}
        />
        <ConsentQuestion
          form={values}
          adults={adultRows(values, known.person, today).map((row) => ({
            id: row.id,
            name:
              nameOf(row.personId ? known.person(row.personId) : row).trim() ||
              t('memberN', { n: values.rows.indexOf(row) + 1 }),
          }))}
          onChange={form.set}
        />
        <SourceFields
          source={values.source}
          detail={values.sourceDetail}
          onChange={({ source, detail }) =>
            form.set({ ...(source ? { source } : {}), ...(detail === undefined ? {} : { sourceDetail: detail }) })
          }
        />
        {family ? null : (
          <Textarea
            label={`${t('field.note')} ${t('common:form.optional')}`}
            value={values.note}
            autosize
            minRows={2}
            maxLength={4000}
            onChange={(event) => form.set({ note: event.currentTarget.value })}
          />
        )}
        <FormActions>
          <Button type="submit" loading={saving} title="Ctrl + Enter">
            {t('common:action.save')}
          </Button>
          <Text role="status">{t('people', { count: values.rows.length })}</Text>
          <DraftSign keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })} />
        </FormActions>
      </FormColumn>
    </Page>
  );
}

/** One question for the adults who are present: whether they agree to be in the base. */
function ConsentQuestion({
  form,
  adults,
  onChange,
}: {
  readonly form: FamilyForm;
  readonly adults: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (change: Partial<FamilyForm>) => void;
}) {
  const { t } = useTranslation('people');
  if (adults.length === 0) return null;
  return (
    <div>
      <Checkbox
        label={t('consent.askAdults')}
        description={t('consent.askAdultsHint')}
        checked={form.agreed}
        onChange={(event) => onChange({ agreed: event.currentTarget.checked, notAgreed: [] })}
      />
      {form.agreed && adults.length > 1 ? (
        <Checkbox.Group
          label={t('consent.whoAgreed')}
          mt="sm"
          ml={32}
          value={adults.filter(({ id }) => !form.notAgreed.includes(id)).map(({ id }) => id)}
          onChange={(agreed) =>
            onChange({ notAgreed: adults.filter(({ id }) => !agreed.includes(id)).map(({ id }) => id) })
          }
        >
          <Group mt={4}>
            {adults.map(({ id, name }) => (
              <Checkbox key={id} value={id} label={name} />
            ))}
          </Group>
        </Checkbox.Group>
      ) : null}
    </div>
  );
}

function similarTo(data: ReturnType<typeof useData>, row: Row) {
  return data.index
    .duplicatesOf({
      familyName: row.familyName.trim(),
      givenName: row.givenName.trim(),
      patronymic: row.patronymic.trim(),
      pinfl: row.pinfl.replace(/\s/g, ''),
      ...(row.birthDate ? { birthDate: row.birthDate } : {}),
    })
    .slice(0, 3);
}

function MemberFields(props: {
  readonly row: Row;
  readonly n: number;
  readonly today: string;
  readonly known: Known;
  readonly faultAt: (fieldId: string) => string | null;
  readonly onChange: (change: Partial<Row>) => void;
  readonly onRemove: (() => void) | null;
}) {
  const { t } = useTranslation(['people', 'common', 'register']);
  const data = useData();
  const presenceOf = usePresenceSign();
  const { row, known, faultAt, onChange } = props;
  const hits = useMemo(() => (mayBeKnown(row) ? similarTo(data, row) : []), [data, row]);
  const field = (name: string) => rowFieldId(row, name);
  const text = (name: 'pinfl' | 'familyName' | 'givenName' | 'patronymic') => ({
    id: field(name),
    label:
      name === 'pinfl' || name === 'patronymic'
        ? `${t(`field.${name}`)} ${t('common:form.optional')}`
        : t(`field.${name}`),
    value: row[name],
    maxLength: name === 'pinfl' ? 20 : 80,
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
    error: faultAt(field(name)),
  });
  const body = row.personId === undefined ? undefined : known.person(row.personId);
  const moving = row.personId !== undefined && known.isElsewhere(row.personId);
  const relate = (relation: Relation | '') => {
    const sex = relation === '' ? undefined : sexOfRelation(relation);
    onChange({ relation, ...(sex && !row.sex ? { sex } : {}) });
  };
  return (
    <fieldset className={classes.member}>
      <legend>{t('memberN', { n: props.n })}</legend>
      <Group align="flex-start" wrap="wrap">
        <Select
          id={field('relation')}
          label={t('relationToHead')}
          data={RELATIONS.map((value) => ({ value, label: t(`relation.${value}`) }))}
          value={row.relation || null}
          onChange={(value) => relate((value ?? '') as Relation | '')}
          searchable
          selectFirstOptionOnChange
          nothingFoundMessage={t('nothingFits')}
          error={faultAt(field('relation'))}
          w={240}
        />
        {row.personId ? null : <TextInput {...text('pinfl')} inputMode="numeric" w={220} />}
        <DayField
          id={field('from')}
          label={`${t('since')} ${t('common:form.optional')}`}
          value={row.from}
          today={props.today}
          max={props.today}
          onChange={(from) => onChange({ from } as Partial<Row>)}
          error={faultAt(field('from'))}
          w={220}
        />
      </Group>
      {body ? (
        <div id={field('person')} tabIndex={-1}>
          <Text fw={600}>{nameOf(body)}</Text>
          <KnownFrom>
            {[formatDay(body.birthDate), body.address, presenceOf(body)].filter(Boolean).join(' · ')}
          </KnownFrom>
          {faultAt(field('person')) ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {faultAt(field('person'))}
            </Text>
          ) : null}
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange({ personId: undefined, moves: false } as unknown as Partial<Row>)}
          >
            {t('anotherPerson')}
          </Button>
        </div>
      ) : (
        <>
          <div className={classes.names}>
            <TextInput {...text('familyName')} />
            <TextInput {...text('givenName')} />
            <TextInput {...text('patronymic')} />
          </div>
          <Group align="flex-start">
            <DayField
              id={field('birthDate')}
              label={`${t('field.birthDate')} ${t('common:form.optional')}`}
              value={row.birthDate}
              today={props.today}
              max={props.today}
              onChange={(birthDate) => onChange({ birthDate } as Partial<Row>)}
              error={faultAt(field('birthDate'))}
              w={220}
            />
            <Radio.Group
              label={t('field.sex')}
              value={row.sex ?? ''}
              onChange={(sex) => onChange({ sex: sex as 'female' | 'male' })}
            >
              <Group mt={6}>
                <Radio value="female" label={t('register:sex.female')} />
                <Radio value="male" label={t('register:sex.male')} />
              </Group>
            </Radio.Group>
          </Group>
        </>
      )}
      {moving ? (
        <Checkbox
          id={field('moves')}
          label={t('movesHere')}
          description={t('movesHereHint')}
          checked={row.moves ?? false}
          onChange={(event) => onChange({ moves: event.currentTarget.checked })}
          error={faultAt(field('moves'))}
        />
      ) : null}
      {hits.length > 0 ? (
        <section className={classes.similar} aria-label={t('register:duplicate.title')}>
          <Title order={2} size="h5">
            {t('register:duplicate.title')}
          </Title>
          <ul>
            {hits.map((hit) => (
              <li key={hit.id}>
                <span>
                  <strong>{nameOf(hit.body)}</strong>
                  <span className={classes.quiet}>
                    {[
                      formatDay(hit.body.birthDate),
                      hit.body.address,
                      presenceOf(hit.body),
                      hit.reasons.map((reason) => t(`register:duplicate.reason.${reason}`)).join(', '),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                <Button size="compact-md" variant="default" onClick={() => onChange({ personId: hit.id })}>
                  {t('register:duplicate.this')}
                </Button>
              </li>
            ))}
          </ul>
          <Button id={field('similar')} size="compact-md" variant="default" onClick={() => onChange({ isNew: true })}>
            {t('register:duplicate.new')}
          </Button>
          {faultAt(field('similar')) ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {faultAt(field('similar'))}
            </Text>
          ) : null}
        </section>
      ) : null}
      {row.personId ? null : <LikelyElsewhere person={row} />}
      {props.onRemove ? (
        <Button variant="subtle" size="compact-sm" onClick={props.onRemove} style={{ alignSelf: 'flex-start' }}>
          {t('takeOut', { n: props.n })}
        </Button>
      ) : null}
    </fieldset>
  );
}
