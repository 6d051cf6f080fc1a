import { Anchor, Button, Group, Radio, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { FACT_SOURCES, type FactSource, type PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { ageOn, membershipsOf } from '#shared/domain/casework/household.ts';
import { checkPassport, checkPhone, checkPinflAgainst, type Sex } from '#shared/domain/casework/pinfl.ts';
import { type Day, formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { ProgrammeSection } from '../../casework/programme-section.tsx';
import { useData, useRecord, useSummaries } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { PaperState } from '../../documents/paper-sign.tsx';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { DayField, EmptyState, LoadingState, Page } from '../../ui/index.ts';
import { editPerson, PERSON_FIELDS, type PersonField } from './acts.ts';
import classes from './people.module.css';
import { nameOf } from './use-families.ts';

type FactEntry = NonNullable<PersonBody['facts']>[number];

/** A person: what is known, from where; the families; the papers. */
export function PersonScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['people', 'common', 'register', 'documents']);
  const today = useToday();
  const data = useData();
  const person = useRecord('people', id);
  const papers = useSummaries();
  const [editing, setEditing] = useState(false);
  const [shown, setShown] = useState<PersonField | null>(null);
  const own = useMemo(() => papers.filter((paper) => paper.personId === id).slice(0, 100), [papers, id]);
  if (person === undefined) return <LoadingState />;
  if (person === null) return <EmptyState title={t('personGone')} order={1} />;
  const { body } = person;
  const families = data.index.householdsOf(id);
  const age = body.diedOn ? null : ageOn(body.birthDate, today);
  const valueOf = (field: PersonField, value: string) =>
    field === 'birthDate' || field === 'diedOn'
      ? formatDay(value)
      : field === 'sex'
        ? t(`register:sex.${value}`)
        : value;
  const entriesOf = (field: PersonField) => (body.facts ?? []).filter((entry) => entry.field === field);
  return (
    <Page
      title={nameOf(body)}
      subtitle={[
        formatDay(body.birthDate),
        age === null ? '' : t('years', { count: age }),
        body.diedOn ? t('diedOn', { day: formatDay(body.diedOn) }) : '',
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={<Button onClick={() => setEditing(true)}>{t('edit')}</Button>}
    >
      <div style={{ maxWidth: 900 }}>
        <dl className={docs.facts}>
          {PERSON_FIELDS.filter((field) => body[field] || entriesOf(field).length > 0).map((field) => {
            const entries = entriesOf(field);
            const last = entries.at(-1);
            return (
              <div key={field} style={{ display: 'contents' }}>
                <dt>{t(`field.${field}`)}</dt>
                <dd>
                  {body[field] ? valueOf(field, String(body[field])) : t('takenOut')}
                  {last ? <Known entry={last} /> : <span className={classes.quiet}>{t('source.unknown')}</span>}
                  {entries.length > 1 ? (
                    <>
                      <Anchor
                        component="button"
                        type="button"
                        size="sm"
                        aria-expanded={shown === field}
                        onClick={() => setShown(shown === field ? null : field)}
                      >
                        {t('earlierValues', { count: entries.length - 1 })}
                      </Anchor>
                      {shown === field ? (
                        <ol className={classes.past}>
                          {entries
                            .slice(0, -1)
                            .toReversed()
                            .map((entry) => (
                              <li key={entry.id}>
                                {entry.value ? valueOf(field, entry.value) : t('takenOut')}
                                <Known entry={entry} />
                              </li>
                            ))}
                        </ol>
                      ) : null}
                    </>
                  ) : null}
                </dd>
              </div>
            );
          })}
        </dl>
        <section className={docs.block}>
          <Title order={2}>{t('families')}</Title>
          {families.length === 0 ? <Text c="dimmed">{t('noFamily')}</Text> : null}
          <ul className={classes.past}>
            {families.flatMap((family) =>
              membershipsOf(family.body)
                .filter((one) => one.personId === id)
                .map((one) => (
                  <li key={one.id}>
                    <Anchor component={Link} to={`/families/${family.id}`}>
                      {family.body.address}
                    </Anchor>
                    <span className={classes.quiet}>
                      {[
                        t(`relation.${one.relation}`),
                        one.from ? t('sinceDay', { day: formatDay(one.from) }) : '',
                        one.left ? `${t(`leave.why.${one.left.why}`)} ${formatDay(one.left.on)}`.trim() : '',
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </li>
                )),
            )}
          </ul>
        </section>
        <ProgrammeSection subject={{ kind: 'person', id }} />
        <section className={docs.block}>
          <Title order={2}>{t('papers')}</Title>
          {own.length === 0 ? <Text c="dimmed">{t('noPapers')}</Text> : null}
          <ul className={classes.past}>
            {own.map((paper) => (
              <li key={paper.id}>
                <Anchor component={Link} to={`/paper/${paper.id}`}>
                  {[paper.number, paper.subject].filter(Boolean).join(' · ')}
                </Anchor>{' '}
                <PaperState state={paper.state} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      {editing ? <EditDialog person={person} onClose={() => setEditing(false)} /> : null}
    </Page>
  );
}

/** Where a value is known from, in words. */
function Known({ entry }: { readonly entry: FactEntry }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const { nameOf: staffName } = usePeopleOfOffice();
  return (
    <span className={classes.quiet}>
      {[t(`source.${entry.source}`), entry.detail, staffName(entry.actor), formatMoment(entry.at, language)]
        .filter(Boolean)
        .join(' · ')}
    </span>
  );
}

/** What is wrong with what was typed; null where nothing is. */
export function faultOfField(
  field: PersonField,
  values: Readonly<Partial<Record<PersonField, string>>>,
  today: Day,
): Failure | 'required' | null {
  const value = (values[field] ?? '').trim();
  if (field === 'familyName' || field === 'givenName') return value === '' ? 'required' : null;
  if (value === '') return null;
  const failed = (result: { readonly ok: boolean; readonly failure?: Failure }) =>
    result.ok ? null : (result.failure ?? null);
  if (field === 'pinfl') {
    return failed(
      checkPinflAgainst({
        pinfl: value,
        sex: (values.sex || undefined) as Sex | undefined,
        birthDate: values.birthDate || undefined,
      }),
    );
  }
  if (field === 'phone') return failed(checkPhone(value));
  if (field === 'document') return failed(checkPassport(value));
  if (field === 'birthDate' && value > today) return { code: 'birth_in_future' };
  return null;
}

function EditDialog({
  person,
  onClose,
}: {
  readonly person: { readonly id: string; readonly body: PersonBody };
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['people', 'common', 'register']);
  const failureText = useFailureText();
  const office = useOffice();
  const today = useToday();
  const [values, setValues] = useState<Partial<Record<PersonField, string>>>(() =>
    Object.fromEntries(PERSON_FIELDS.map((field) => [field, String(person.body[field] ?? '')])),
  );
  const [source, setSource] = useState<FactSource>('said');
  const [detail, setDetail] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const set = (field: PersonField, value: string) => setValues({ ...values, [field]: value });
  const faultText = (field: PersonField) => {
    const fault = faultOfField(field, values, today);
    if (fault === null) return null;
    if (fault === 'required') return tried ? t('common:form.required') : null;
    return failureText(fault);
  };
  const go = async () => {
    setTried(true);
    if (busy || PERSON_FIELDS.some((field) => faultOfField(field, values, today) !== null)) return;
    setBusy(true);
    const phone = checkPhone(values.phone ?? '');
    const next = Object.fromEntries(
      PERSON_FIELDS.map((field) => [field, (values[field] ?? '').trim().replaceAll(/\s+/g, ' ')]),
    ) as Record<PersonField, string>;
    next.pinfl = next.pinfl.replaceAll(' ', '');
    if (phone.ok) next.phone = phone.value;
    const changes = editPerson(person, next, { source, detail }, office.context());
    const failure = changes.length === 0 ? null : await office.act(changes, t('done.changed'));
    setBusy(false);
    if (failure === null) onClose();
  };
  const text = (field: PersonField, maxLength = 80) => ({
    label: t(`field.${field}`),
    value: values[field] ?? '',
    maxLength,
    onChange: (event: { currentTarget: { value: string } }) => set(field, event.currentTarget.value),
    error: faultText(field),
  });
  return (
    <ActDialog
      title={t('editPerson')}
      verb={t('common:action.save')}
      busy={busy}
      onDo={() => void go()}
      onClose={onClose}
    >
      <div className={classes.names}>
        <TextInput {...text('familyName')} data-autofocus />
        <TextInput {...text('givenName')} />
        <TextInput {...text('patronymic')} />
        <TextInput {...text('pinfl', 20)} inputMode="numeric" />
        <DayField
          label={t('field.birthDate')}
          value={values.birthDate || undefined}
          today={today}
          max={today}
          onChange={(next) => set('birthDate', next ?? '')}
          error={faultText('birthDate')}
        />
        <TextInput {...text('document', 20)} />
        <TextInput {...text('phone', 40)} />
        <DayField
          label={t('field.diedOn')}
          value={values.diedOn || undefined}
          today={today}
          max={today}
          onChange={(next) => set('diedOn', next ?? '')}
        />
      </div>
      <Radio.Group label={t('field.sex')} value={values.sex ?? ''} onChange={(sex) => set('sex', sex)}>
        <Group mt={4}>
          <Radio value="female" label={t('register:sex.female')} />
          <Radio value="male" label={t('register:sex.male')} />
        </Group>
      </Radio.Group>
      <TextInput {...text('address', 300)} />
      <Textarea {...text('note', 4000)} autosize minRows={2} />
      <Radio.Group
        label={t('source.label')}
        description={t('source.hint')}
        value={source}
        onChange={(next) => setSource(next as FactSource)}
      >
        <Group mt={4}>
          {FACT_SOURCES.filter((one) => one !== 'imported').map((one) => (
            <Radio key={one} value={one} label={t(`source.${one}`)} />
          ))}
        </Group>
      </Radio.Group>
      <TextInput
        label={`${t('source.detail')} ${t('common:form.optional')}`}
        value={detail}
        maxLength={300}
        onChange={(event) => setDetail(event.currentTarget.value)}
      />
    </ActDialog>
  );
}
