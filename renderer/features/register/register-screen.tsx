import { Anchor, Button, Group, Radio, Select, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import {
  type DocumentBody,
  documentWorkflow,
  type Journal,
  JOURNALS,
} from '#shared/domain/documents/collections/documents/index.ts';
import { isNumberedAtSigning, isReceived, kindsOf } from '#shared/domain/documents/journals.ts';
import { findEarlierAppeals, registrationDuty } from '#shared/domain/documents/appeals.ts';
import { formatDay, formatDayLong, formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useIndexState, useRecord, useSummaries } from '../../data/react.tsx';
import {
  type ActContext,
  createDraft,
  createPerson,
  type GivenNumber,
  registerPaper,
  type Registration,
} from '../../documents/acts.ts';
import { draftNotices } from '../../documents/appeal-acts.ts';
import { stepText } from '../../documents/deadline-note.tsx';
import { useAppealSettings, useCalendar, useOffice, useToday } from '../../documents/office.ts';
import { usePresenceSign } from '../../documents/presence.ts';
import { languageOf, useNotices } from '../../documents/templates.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { Change, DuplicateHit, RecordOf } from '../../ports/data.ts';
import {
  DayField,
  DraftSign,
  EmptyState,
  ErrorSummary,
  type FieldFault,
  FormActions,
  FormColumn,
  KnownFrom,
  LoadingState,
  Page,
  showFailure,
} from '../../ui/index.ts';
import { LikelyElsewhere } from '../../casework/likely-elsewhere.tsx';
import { Earlier } from './earlier.tsx';
import {
  canLookForDuplicates,
  deadlineOf,
  emptyForm,
  type Fault,
  type Field,
  fillFromPinfl,
  findFaults,
  type FormValues,
  formFrom,
  hasCorrespondent,
  hasTerm,
  mayBeUnnamed,
  parseTime,
  toOutcome,
} from './form.ts';
import classes from './register.module.css';

/** What a notice says where nobody has written down why a proposal needs study. */
const STUDY_REASON = {
  latn: 'taklifni amalga oshirish imkoniyatini joyida oʻrganish zarur',
  cyrl: 'таклифни амалга ошириш имкониятини жойида ўрганиш зарур',
} as const;

/** Registers what the address names. */
export function RegisterScreen() {
  const { journal } = useParams();
  const [asked] = useSearchParams();
  const correctsId = asked.get('corrects');
  const visitId = asked.get('visit');
  const origin = useRecord('documents', correctsId ?? visitId);
  const { t } = useTranslation('register');
  const { user } = useSession();
  if (!(JOURNALS as readonly (string | undefined)[]).includes(journal))
    return <Text p="lg">{t('unknownJournal')}</Text>;
  const roles = documentWorkflow.transitions.register.roles;
  if (!isNumberedAtSigning(String(journal)) && !roles.includes(user.role)) {
    return (
      <Page title={t(`title.${journal}`)}>
        <EmptyState title={t('notYours')}>{t('notYoursHint')}</EmptyState>
      </Page>
    );
  }
  if (origin === undefined) return <LoadingState />;
  return (
    <RegisterForm
      key={`${journal}.${origin?.id ?? ''}`}
      journal={journal as Journal}
      origin={origin && { as: correctsId ? 'corrects' : 'visit', paper: origin }}
    />
  );
}

/** The paper that a form begins from. */
interface Origin {
  readonly as: 'corrects' | 'visit';
  readonly paper: RecordOf<'documents'>;
}

type Kept = FormValues & { readonly paperId: string; readonly newPersonId: string };

interface Saved {
  readonly id: string;
  readonly number: string | null;
  readonly dueDate: string | undefined;
}

function RegisterForm({ journal, origin }: { readonly journal: Journal; readonly origin: Origin | null }) {
  const { t } = useTranslation(['register', 'documents', 'common', 'people', 'paper']);
  const language = useLanguage();
  const failureText = useFailureText();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const calendar = useCalendar();
  const settings = useAppealSettings();
  const notices = useNotices();
  const appeals = useSummaries('appeals');
  const index = useIndexState();
  // The ids are kept with the form, so that a form saved just before a crash is known as saved and not entered twice.
  const begin = (): Kept => ({
    ...(origin ? formFrom(journal, origin.paper.body, today) : emptyForm(journal, today)),
    paperId: data.newId(),
    newPersonId: data.newId(),
  });
  const form = useKeptForm<Kept>(`register.${journal}${origin ? `.${origin.paper.id}` : ''}`, begin);
  const { values } = form;
  const [shownFaults, setShownFaults] = useState<readonly Fault[]>([]);
  const [left, setLeft] = useState<ReadonlySet<Field>>(new Set());
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState<Saved | null>(null);
  const running = useRef(false);
  const already = useRecord('documents', form.restored ? form.values?.paperId : null);
  useEffect(() => {
    if (already && !running.current) void form.reset(begin());
  });
  const known = useRecord('people', values?.personId ?? null);

  const duplicates = useMemo<readonly DuplicateHit[]>(() => {
    if (!values || index.total === 0 || !canLookForDuplicates(values)) return [];
    return data.index
      .duplicatesOf({
        familyName: values.familyName.trim(),
        givenName: values.givenName.trim(),
        patronymic: values.patronymic.trim(),
        pinfl: values.pinfl.replace(/\s/g, ''),
        ...(values.birthDate ? { birthDate: values.birthDate } : {}),
      })
      .slice(0, 5);
  }, [data, values, index]);

  const earlier = useMemo(() => {
    if (journal !== 'appeals' || !values || values.from === 'none' || values.subject.trim().length < 4) return [];
    const name =
      values.from === 'organisation'
        ? values.organisation
        : [values.familyName, values.givenName, values.patronymic].filter((part) => part.trim()).join(' ');
    const knownName = known
      ? [known.body.familyName, known.body.givenName, known.body.patronymic].filter(Boolean).join(' ')
      : name;
    return findEarlierAppeals(
      appeals,
      { id: values.paperId, personId: values.personId, name: knownName, subject: values.subject },
      today,
    );
  }, [journal, values, known, appeals, today]);

  if (values === null) return <LoadingState />;
  if (saved) {
    return (
      <AfterSaving
        journal={journal}
        saved={saved}
        onAnother={() => {
          setSaved(null);
          setShownFaults([]);
          setLeft(new Set());
        }}
      />
    );
  }

  const deadline = deadlineOf(journal, values, calendar, settings.moveToWorkingDay);
  const registration =
    journal === 'appeals' && values.receivedDate
      ? registrationDuty({
          receivedDate: values.receivedDate,
          receivedTime: parseTime(values.receivedTime),
          calendar,
          settings,
        })
      : null;
  const set = (change: Partial<FormValues>) => form.set(change);
  const faultText = (fault: Fault): string =>
    ['required', 'time_wrong', 'in_future', 'decide_person', 'due_before_receipt'].includes(fault.code)
      ? t(`fault.${fault.code}`)
      : failureText({ code: fault.code as never, params: { length: values.pinfl.replace(/\s/g, '').length } });
  const now = findFaults(journal, values, today, duplicates.length);
  // A fault stands at its field once the field was left, and for all fields once saving was tried; it goes as soon as
  // it is mended.
  const faultOf = (field: Field): string | null => {
    const fault = now.find((one) => one.field === field);
    if (!fault) return null;
    const tried = shownFaults.length > 0;
    if (!tried && (!left.has(field) || fault.code === 'required')) return null;
    const words = faultText(fault);
    return words.charAt(0).toLocaleUpperCase() + words.slice(1);
  };
  const leave = (field: Field) => () => setLeft((before) => (before.has(field) ? before : new Set([...before, field])));
  const summary: readonly FieldFault[] = shownFaults
    .filter((fault) => now.some((one) => one.field === fault.field))
    .map((fault) => ({
      fieldId: `field-${fault.field}`,
      message: `${t(`field.${fault.field}`)}: ${faultText(fault)}`,
    }));
  const text = (field: Field) => ({
    id: `field-${field}`,
    label: t(`field.${field}`),
    value: String(values[field] ?? ''),
    onChange: (event: { currentTarget: { value: string } }) => set({ [field]: event.currentTarget.value }),
    onBlur: leave(field),
    error: faultOf(field),
  });
  const optional = (field: Field) => `${t(`field.${field}`)} ${t('common:form.optional')}`;

  /** The notice that a proposal needs study is due in 10 days: it is drafted with the registration (article 28). */
  const proposalNotice = (
    registered: Registration,
    given: GivenNumber | null,
    context: ActContext,
  ): readonly Change[] => {
    const { dueDate, correspondent } = registered;
    if (journal !== 'appeals' || registered.kind !== 'proposal' || values.term !== 'study') return [];
    if (!given || !correspondent?.name) return [];
    const body = { ...registered, ...given, state: 'registered' } as unknown as DocumentBody;
    const reason = STUDY_REASON[languageOf(body) === 'uz-Cyrl' ? 'cyrl' : 'latn'];
    const made = notices(['proposal_study'], body, { reason, ...(dueDate ? { dueDate } : {}) });
    if (!made.ok) {
      showFailure(failureText(made.failure));
      return [];
    }
    return draftNotices({ id: registered.paperId, body }, made.value, context);
  };

  const save = async () => {
    if (running.current) return;
    if (now.length > 0) {
      setShownFaults(now);
      return;
    }
    running.current = true;
    setSaving(true);
    try {
      const paper = values.paperId;
      const ids = { paper, person: values.newPersonId };
      const outcome = toOutcome(journal, values, deadline, ids, known?.body ?? null);
      const context = office.context();
      const registration = {
        ...outcome.registration,
        ...(origin?.as === 'corrects' ? { correctsId: origin.paper.id } : {}),
        ...(origin?.as === 'visit' ? { receptionId: origin.paper.id } : {}),
      };
      const given = isNumberedAtSigning(journal) ? null : await office.takeNumber(journal, paper);
      const changes = given
        ? registerPaper(registration, given, context, outcome.person)
        : [
            ...(outcome.person ? [createPerson(outcome.person.id, outcome.person.body, context)] : []),
            createDraft(registration, context),
          ];
      const failure = await office.act([...changes, ...proposalNotice(registration, given, context)]);
      if (failure) return;
      await form.reset(begin());
      setSaved({ id: paper, number: given?.number ?? null, dueDate: outcome.registration.dueDate });
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    } finally {
      running.current = false;
      setSaving(false);
    }
  };

  const discard = async () => {
    // A number that was given for this form stands in the journal as void: what was given up leaves no gap.
    const held = (await office.openNumbers()).find((one) => one.holder === values.paperId);
    if (held && (await office.voidNumber(held, t('givenUp'))) !== null) return;
    await form.reset(begin());
  };

  return (
    <Page
      title={t(`title.${journal}`)}
      subtitle={t(`subtitle.${journal}`)}
      actions={
        isNumberedAtSigning(journal) ? (
          <Button variant="default" component={Link} to="/templates">
            {t('fromTemplate')}
          </Button>
        ) : null
      }
    >
      <FormColumn onSubmit={() => void save()} label={t(`title.${journal}`)}>
        <ErrorSummary faults={summary} />
        {origin ? <OriginNote origin={origin} /> : null}
        {isReceived(journal) ? (
          <div>
            <DayField
              id="field-receivedDate"
              label={t('field.receivedDate')}
              value={values.receivedDate}
              onChange={(receivedDate) => set({ receivedDate, dueDate: undefined })}
              today={today}
              max={today}
              error={faultOf('receivedDate')}
              autoFocus
            />
            {values.receivedDate === today ? <KnownFrom>{t('from.today')}</KnownFrom> : null}
          </div>
        ) : null}
        {journal === 'appeals' ? (
          <Radio.Group
            label={t('field.form')}
            value={values.form}
            onChange={(value) => set({ form: value as FormValues['form'] })}
          >
            <Group mt={4}>
              {(['written', 'oral', 'electronic'] as const).map((one) => (
                <Radio key={one} value={one} label={t(`documents:form.${one}`)} />
              ))}
            </Group>
          </Radio.Group>
        ) : null}
        {kindsOf(journal).length > 1 ? (
          <Select
            id="field-kind"
            label={t('field.kind')}
            value={values.kind}
            onChange={(kind) => kind && set({ kind: kind as FormValues['kind'], dueDate: undefined, term: 'plain' })}
            data={kindsOf(journal).map((kind) => ({ value: kind, label: t(`documents:kind.${kind}`) }))}
            allowDeselect={false}
            autoFocus={!isReceived(journal)}
            maw={320}
          />
        ) : null}
        {hasCorrespondent(journal) ? (
          <>
            <Radio.Group
              label={t(isReceived(journal) ? 'field.from' : 'field.to')}
              value={values.from}
              onChange={(from) => set({ from: from as FormValues['from'], personId: undefined, newPerson: undefined })}
            >
              <Group mt={4}>
                <Radio value="person" label={t('whose.person')} />
                <Radio value="organisation" label={t('whose.organisation')} />
                {mayBeUnnamed(journal) ? <Radio value="none" label={t('whose.none')} /> : null}
              </Group>
            </Radio.Group>
            {values.from === 'none' && journal === 'appeals' ? <Text c="dimmed">{t('anonymousHint')}</Text> : null}
            {values.from === 'organisation' ? (
              <>
                <TextInput {...text('organisation')} maxLength={300} />
                <TextInput {...text('address')} label={optional('address')} maxLength={300} />
              </>
            ) : null}
            {values.from === 'person' && values.personId ? (
              <div className={classes.known}>
                <div>
                  <strong>
                    {known
                      ? [known.body.familyName, known.body.givenName, known.body.patronymic].filter(Boolean).join(' ')
                      : '…'}
                  </strong>
                  <KnownFrom>
                    {[t('from.known'), formatDay(known?.body.birthDate), known?.body.address]
                      .filter(Boolean)
                      .join(' · ')}
                  </KnownFrom>
                </div>
                <Button variant="default" onClick={() => set({ personId: undefined })}>
                  {t('duplicate.notThis')}
                </Button>
              </div>
            ) : null}
            {values.from === 'person' && !values.personId ? (
              <>
                <TextInput
                  {...text('pinfl')}
                  label={optional('pinfl')}
                  description={t('pinflHint')}
                  inputMode="numeric"
                  maxLength={20}
                  maw={320}
                  autoComplete="off"
                  onChange={(event) => {
                    const next = fillFromPinfl({ ...values, pinfl: event.currentTarget.value, newPerson: undefined });
                    set({ pinfl: next.pinfl, birthDate: next.birthDate, sex: next.sex, newPerson: undefined });
                  }}
                />
                <TextInput
                  {...text('familyName')}
                  maxLength={80}
                  autoComplete="off"
                  onChange={(event) => set({ familyName: event.currentTarget.value, newPerson: undefined })}
                />
                <TextInput
                  {...text('givenName')}
                  maxLength={80}
                  autoComplete="off"
                  onChange={(event) => set({ givenName: event.currentTarget.value, newPerson: undefined })}
                />
                <TextInput {...text('patronymic')} label={optional('patronymic')} maxLength={80} autoComplete="off" />
                {duplicates.length > 0 && !values.newPerson ? (
                  <Duplicates
                    hits={duplicates}
                    fault={faultOf('newPerson')}
                    onThis={(id) => set({ personId: id })}
                    onNew={() => set({ newPerson: true })}
                  />
                ) : null}
                {duplicates.length > 0 && values.newPerson ? <KnownFrom>{t('duplicate.decidedNew')}</KnownFrom> : null}
                <div>
                  <DayField
                    id="field-birthDate"
                    label={optional('birthDate')}
                    value={values.birthDate}
                    onChange={(birthDate) => set({ birthDate })}
                    today={today}
                    max={today}
                    error={faultOf('birthDate')}
                  />
                  {values.birthDate &&
                  fillFromPinfl({ ...values, birthDate: undefined }).birthDate === values.birthDate ? (
                    <KnownFrom>{t('from.pinfl')}</KnownFrom>
                  ) : null}
                </div>
                <LikelyElsewhere person={values} />
                <Radio.Group
                  label={optional('sex')}
                  value={values.sex ?? ''}
                  onChange={(sex) => set({ sex: sex as FormValues['sex'] })}
                >
                  <Group mt={4}>
                    <Radio value="female" label={t('sex.female')} />
                    <Radio value="male" label={t('sex.male')} />
                  </Group>
                </Radio.Group>
                <TextInput {...text('address')} label={optional('address')} maxLength={300} />
                <TextInput
                  {...text('phone')}
                  label={optional('phone')}
                  description={t('phoneHint')}
                  inputMode="tel"
                  maxLength={40}
                  maw={320}
                />
              </>
            ) : null}
          </>
        ) : null}
        {journal === 'incoming' ? (
          <>
            <TextInput {...text('theirNumber')} label={optional('theirNumber')} maxLength={60} maw={320} />
            <DayField
              id="field-theirDate"
              label={optional('theirDate')}
              value={values.theirDate}
              onChange={(theirDate) => set({ theirDate })}
              today={today}
              max={today}
              error={faultOf('theirDate')}
            />
          </>
        ) : null}
        <TextInput {...text('subject')} description={t('subjectHint')} maxLength={500} />
        {earlier.length > 0 ? (
          <Earlier hits={earlier} chosen={values.repeatOf} onChoose={(repeatOf) => set({ repeatOf })} />
        ) : null}
        <Textarea {...text('text')} label={optional('text')} autosize minRows={4} maxRows={14} maxLength={100_000} />
        {journal === 'appeals' ? (
          <>
            <Radio.Group
              label={t('field.term')}
              value={values.term}
              onChange={(term) => set({ term: term as FormValues['term'], dueDate: undefined })}
            >
              <Group mt={4}>
                <Radio value="plain" label={t('term.plain')} />
                <Radio value="study" label={t('term.study')} />
              </Group>
            </Radio.Group>
            <div>
              <TextInput
                {...text('receivedTime')}
                label={optional('receivedTime')}
                description={t('receivedTimeHint', { time: settings.workEnd })}
                placeholder="17:30"
                maxLength={5}
                maw={240}
                autoComplete="off"
              />
              {registration && registration.steps.length > 1 ? (
                <KnownFrom>{registration.steps.map((step) => stepText(step, t)).join(' → ')}</KnownFrom>
              ) : null}
            </div>
            {values.from === 'none' ? null : (
              <Textarea
                {...text('others')}
                label={optional('others')}
                description={t('othersHint')}
                autosize
                minRows={1}
                maxRows={10}
                maxLength={60_000}
              />
            )}
          </>
        ) : null}
        {journal === 'reception' ? (
          <Textarea {...text('answered')} label={optional('answered')} autosize minRows={2} maxLength={4000} />
        ) : null}
        {hasTerm(journal) ? (
          <div>
            <DayField
              id="field-dueDate"
              label={deadline ? t('field.dueDate') : optional('dueDate')}
              value={values.dueDate ?? deadline?.dueDate}
              onChange={(dueDate) => set({ dueDate: dueDate === deadline?.dueDate ? undefined : dueDate })}
              today={today}
              error={faultOf('dueDate')}
            />
            {deadline && values.dueDate === undefined ? (
              <KnownFrom>
                {t(`documents:dueRule.${deadline.rule}`)}
                <br />
                {deadline.steps.map((step) => stepText(step, t)).join(' → ')}
                {deadline.noticeDate ? (
                  <>
                    <br />
                    {t('term.notice', { day: formatDayLong(deadline.noticeDate, language) })}
                  </>
                ) : null}
              </KnownFrom>
            ) : null}
            {deadline && values.dueDate !== undefined ? (
              <KnownFrom>
                {t('documents:dueRule.manual')} {t('term.byLaw', { day: formatDay(deadline.dueDate) })}
              </KnownFrom>
            ) : null}
          </div>
        ) : null}
        <FormActions>
          <Button type="submit" loading={saving} title="Ctrl + Enter">
            {t(`save.${journal}`)}
          </Button>
          <div>
            <DraftSign
              keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })}
            />
            {form.restored ? (
              <Text size="xs" c="dimmed">
                {t('common:draft.restored')}
              </Text>
            ) : null}
          </div>
          {form.restored || form.keptAt !== null ? (
            <Button variant="subtle" color="gray" onClick={() => void discard()}>
              {t('common:draft.discard')}
            </Button>
          ) : null}
        </FormActions>
      </FormColumn>
    </Page>
  );
}

/** Says which paper the form was begun from. */
function OriginNote({ origin }: { readonly origin: Origin }) {
  const { t } = useTranslation('register');
  const { number } = origin.paper.body;
  return (
    <Text role="note">
      {t(`origin.${origin.as}`, { number })}{' '}
      <Anchor component={Link} to={`/paper/${origin.paper.id}`}>
        {t('saved.open')}
      </Anchor>
    </Text>
  );
}

function Duplicates({
  hits,
  fault,
  onThis,
  onNew,
}: {
  readonly hits: readonly DuplicateHit[];
  readonly fault: string | null;
  readonly onThis: (id: string) => void;
  readonly onNew: () => void;
}) {
  const { t } = useTranslation(['register', 'people']);
  const presenceOf = usePresenceSign();
  return (
    <section className={classes.duplicates} aria-label={t('duplicate.title')}>
      <Title order={2}>{t('duplicate.title')}</Title>
      <ul>
        {hits.map((hit) => (
          <li key={hit.id}>
            <div>
              <strong>
                {[hit.body.familyName, hit.body.givenName, hit.body.patronymic].filter(Boolean).join(' ')}
              </strong>
              <div className={classes.detail}>
                {[formatDay(hit.body.birthDate), hit.body.address, presenceOf(hit.body)].filter(Boolean).join(' · ')}
              </div>
              <div className={classes.detail}>
                {t('duplicate.why')} {hit.reasons.map((reason) => t(`duplicate.reason.${reason}`)).join(', ')}
              </div>
            </div>
            <Button variant="default" onClick={() => onThis(hit.id)}>
              {t('duplicate.this')}
            </Button>
          </li>
        ))}
      </ul>
      <Button
        id="field-newPerson"
        variant="default"
        onClick={onNew}
        aria-describedby={fault ? 'fault-newPerson' : undefined}
      >
        {t('duplicate.new')}
      </Button>
      {fault ? (
        <Text id="fault-newPerson" size="sm" c="var(--mantine-color-error)">
          {fault}
        </Text>
      ) : null}
    </section>
  );
}

function AfterSaving({
  journal,
  saved,
  onAnother,
}: {
  readonly journal: Journal;
  readonly saved: Saved;
  readonly onAnother: () => void;
}) {
  const { t } = useTranslation('register');
  const language = useLanguage();
  const focus = useCallback((element: HTMLAnchorElement | null) => element?.focus(), []);
  return (
    <Page title={saved.number ? t('saved.title', { number: saved.number }) : t('saved.draft')}>
      <div className={classes.saved} role="status">
        <Text>{t('saved.onDisk')}</Text>
        {saved.dueDate ? <Text>{t('saved.due', { day: formatDayLong(saved.dueDate, language) })}</Text> : null}
        <Text>{t(`saved.next.${journal}`)}</Text>
        <Group mt="sm">
          <Button
            component={Link}
            to={isNumberedAtSigning(journal) ? `/paper/${saved.id}/edit` : `/paper/${saved.id}`}
            ref={focus}
          >
            {t('saved.open')}
          </Button>
          <Button variant="default" onClick={onAnother}>
            {t(`saved.another.${journal}`)}
          </Button>
          <Button variant="default" component={Link} to={`/print/${saved.id}`}>
            {t('saved.print')}
          </Button>
        </Group>
      </div>
    </Page>
  );
}
