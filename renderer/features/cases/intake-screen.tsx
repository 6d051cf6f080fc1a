import { Button, Checkbox, Group, Radio, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { CASE_KINDS, CASE_SOURCES, type CaseKind, URGENCIES } from '#shared/domain/casework/collections/cases/index.ts';
import { addMonths, formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { useSession } from '../../app/session-context.ts';
import { personName } from '../../casework/case-rows.ts';
import { ClosedForUse, closedAmong } from '../../casework/closed-for-use.tsx';
import { usePeople } from '../../casework/use-cases.ts';
import { useData } from '../../data/react.tsx';
import { useExecutors } from '../../documents/executors.ts';
import { useOffice, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { PROTECTED_DRAFT } from '../../ports/data.ts';
import {
  DayField,
  DraftSign,
  ErrorSummary,
  FormActions,
  FormColumn,
  KnownFrom,
  LoadingState,
  Page,
} from '../../ui/index.ts';
import { takeIn } from './acts.ts';
import classes from './cases.module.css';
import { Guarded } from './guarded.tsx';
import { emptyIntake, findIntakeFaults, type IntakeFault, type IntakeForm } from './intake.ts';
import { letGoOfCaseNumber, takeCaseNumber } from './number.ts';
import { Similar } from './similar.tsx';

const OWN_WORDS: readonly string[] = ['required', 'in_future', 'before_given'];

/** Takes somebody in, in the order of the paper that the office fills in: who, with what, and what they agree to. */
export function IntakeScreen() {
  const { t } = useTranslation(['cases', 'casework', 'common', 'register']);
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const { user } = useSession();
  const people = usePeople();
  const staff = useExecutors();
  const begin = () => emptyIntake(() => data.newId(), today);
  // Whatever kind it turns out to be: the first words of a violence file may be typed before its kind is chosen.
  const form = useKeptForm<IntakeForm>(`${PROTECTED_DRAFT}case.new`, begin);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const running = useRef(false);
  const { values } = form;
  if (values === null) return <LoadingState />;

  const guarded = values.kind === 'violence';
  const faults = findIntakeFaults(values, today);
  const words = (fault: IntakeFault) =>
    OWN_WORDS.includes(fault.code)
      ? t(fault.code === 'required' ? 'common:form.required' : `fault.${fault.code}`)
      : failureText({ code: fault.code as ErrorCode });
  const faultAt = (field: string) => {
    const fault = faults.find((one) => one.fieldId === `intake-${field}` && (tried || one.code !== 'required'));
    return fault ? words(fault) : null;
  };
  const person = values.personId && !guarded ? people.get(values.personId) : undefined;
  const closed = person && values.personId ? closedAmong([{ id: values.personId, body: person }], today) : [];
  const choose = (personId: string) => {
    const household = data.index.householdsOf(personId)[0];
    form.set({ personId, householdId: household?.id });
  };
  const save = async () => {
    setTried(true);
    if (running.current || faults.length > 0 || closed.length > 0) return;
    running.current = true;
    setSaving(true);
    let saved = false;
    try {
      const number = await takeCaseNumber(data, values.caseId, values.kind, today);
      saved = (await office.act(takeIn(values, number, office.context()), t('done.created'))) === null;
      if (saved) await letGoOfCaseNumber(data, values.caseId, values.kind, today);
    } finally {
      running.current = false;
      setSaving(false);
    }
    if (!saved) return;
    await form.reset(begin());
    void navigate(`/cases/${values.caseId}`, { replace: true });
  };
  const text = (field: 'clientPhone' | 'clientAddress' | 'safeContact', maxLength: number) => ({
    id: `intake-${field}`,
    label: `${t(`field.${field}`)} ${t('common:form.optional')}`,
    value: values[field],
    maxLength,
    // A browser must not keep it to offer it to whoever sits here next.
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => form.set({ [field]: event.currentTarget.value }),
    error: faultAt(field),
  });
  const summary = tried
    ? faults.map((fault) => ({
        fieldId: fault.fieldId,
        message: `${t(`field.${fault.fieldId.replace('intake-', '')}`)}: ${words(fault)}`,
      }))
    : [];
  return (
    <Guarded kind={values.kind}>
      <Page title={t('newCase')} subtitle={t('intake.hint')}>
        <FormColumn onSubmit={() => void save()} label={t('newCase')}>
          <ErrorSummary faults={summary} />
          <Select
            id="intake-kind"
            label={t('field.kind')}
            data={CASE_KINDS.map((value) => ({ value, label: t(`casework:kind.${value}`) }))}
            value={values.kind || null}
            onChange={(kind) => {
              // A number that the other counter holds for this case must not lead to it.
              const other = (kind === 'violence') !== guarded;
              form.set({ kind: (kind ?? '') as CaseKind | '', ...(other ? { caseId: data.newId() } : {}) });
            }}
            error={faultAt('kind')}
            allowDeselect={false}
            searchable
            nothingFoundMessage={t('common:palette.nothing')}
            data-autofocus
          />
          {guarded ? (
            <Text role="note" className={classes.similar}>
              {t('intake.guarded')}
            </Text>
          ) : null}
          <Group align="flex-start">
            <DayField
              id="intake-openedOn"
              label={t('field.openedOn')}
              value={values.openedOn}
              today={today}
              max={today}
              onChange={(openedOn) => form.set({ openedOn })}
              error={faultAt('openedOn')}
              w={220}
            />
            <Select
              id="intake-source"
              label={t('field.source')}
              data={CASE_SOURCES.map((value) => ({ value, label: t(`casework:source.${value}`) }))}
              value={values.source}
              onChange={(source) => source && form.set({ source })}
              allowDeselect={false}
              w={260}
            />
          </Group>
          {person && values.personId ? (
            <div id="intake-person" tabIndex={-1}>
              <Text fw={600}>{personName(person)}</Text>
              <KnownFrom>
                {[t('intake.fromBase'), formatDay(person.birthDate), person.address, person.phone]
                  .filter(Boolean)
                  .join(' · ')}
              </KnownFrom>
              <ClosedForUse closed={closed} as="refusal" />
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => form.set({ personId: undefined, householdId: undefined })}
              >
                {t('intake.another')}
              </Button>
            </div>
          ) : (
            <>
              <TextInput
                id="intake-clientName"
                label={t(guarded ? 'field.clientAlias' : 'field.clientName')}
                description={t(guarded ? 'intake.aliasHint' : 'intake.nameHint')}
                value={values.clientName}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => form.set({ clientName: event.currentTarget.value })}
                error={faultAt('clientName')}
              />
              {guarded || values.kind === '' ? null : (
                <Similar name={values.clientName} birthDate={values.clientBirthDate} onChoose={choose} />
              )}
              <Group align="flex-start">
                <DayField
                  id="intake-clientBirthDate"
                  label={`${t('field.clientBirthDate')} ${t('common:form.optional')}`}
                  value={values.clientBirthDate}
                  today={today}
                  max={today}
                  onChange={(clientBirthDate) => form.set({ clientBirthDate })}
                  error={faultAt('clientBirthDate')}
                  w={220}
                />
                <Radio.Group
                  label={t('field.clientSex')}
                  value={values.clientSex ?? ''}
                  onChange={(sex) => form.set({ clientSex: sex as 'female' | 'male' })}
                >
                  <Group mt={6}>
                    <Radio value="female" label={t('register:sex.female')} />
                    <Radio value="male" label={t('register:sex.male')} />
                  </Group>
                </Radio.Group>
              </Group>
            </>
          )}
          <TextInput {...text('clientPhone', 40)} inputMode="tel" maw={320} />
          {person ? null : <TextInput {...text('clientAddress', 300)} />}
          <TextInput {...text('safeContact', 1000)} description={t('intake.safeHint')} />
          <Textarea
            id="intake-request"
            label={t('field.request')}
            description={t('intake.requestHint')}
            value={values.request}
            autosize
            minRows={3}
            maxLength={10_000}
            onChange={(event) => form.set({ request: event.currentTarget.value })}
            error={faultAt('request')}
          />
          <Radio.Group label={t('field.urgency')} value={values.urgency} onChange={(urgency) => form.set({ urgency })}>
            <Group mt={6}>
              {URGENCIES.map((one) => (
                <Radio key={one} value={one} label={t(`casework:urgency.${one}`)} />
              ))}
            </Group>
          </Radio.Group>
          <Radio.Group
            label={t('field.consent')}
            description={t('intake.consentHint')}
            value={values.consent}
            onChange={(consent) =>
              form.set({
                consent: consent as 'yes' | 'later',
                ...(consent === 'yes' && !values.consentUntil
                  ? { consentUntil: addMonths(values.consentOn ?? today, 12) }
                  : {}),
              })
            }
            error={faultAt('consent')}
          >
            <Group mt={6}>
              <Radio id="intake-consent" value="yes" label={t('intake.consentYes')} />
              <Radio value="later" label={t('intake.consentLater')} />
            </Group>
          </Radio.Group>
          {values.consent === 'yes' ? (
            <>
              <Group align="flex-start">
                <DayField
                  id="intake-consentOn"
                  label={t('field.consentOn')}
                  value={values.consentOn}
                  today={today}
                  max={today}
                  onChange={(consentOn) => form.set({ consentOn })}
                  error={faultAt('consentOn')}
                  w={220}
                />
                <DayField
                  id="intake-consentUntil"
                  label={`${t('field.consentUntil')} ${t('common:form.optional')}`}
                  value={values.consentUntil}
                  today={today}
                  onChange={(consentUntil) => form.set({ consentUntil })}
                  error={faultAt('consentUntil')}
                  w={220}
                />
              </Group>
              <TextInput
                id="intake-consentHow"
                label={`${t('field.consentHow')} ${t('common:form.optional')}`}
                value={values.consentHow}
                maxLength={300}
                onChange={(event) => form.set({ consentHow: event.currentTarget.value })}
              />
              <Checkbox
                label={t('intake.openNow')}
                checked={values.openNow}
                onChange={(event) => form.set({ openNow: event.currentTarget.checked })}
              />
            </>
          ) : null}
          <Select
            id="intake-supervisor"
            label={`${t('field.supervisor')} ${t('common:form.optional')}`}
            description={t('intake.supervisorHint')}
            data={staff.filter((one) => one.value !== user.id)}
            value={values.supervisorId || null}
            onChange={(supervisorId) => form.set({ supervisorId: supervisorId ?? '' })}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
          />
          <FormActions>
            <Button type="submit" loading={saving} title="Ctrl + Enter">
              {t('common:action.save')}
            </Button>
            <DraftSign
              keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })}
            />
          </FormActions>
        </FormColumn>
      </Page>
    </Guarded>
  );
}
