import { Button, Select, Text, Textarea } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { askedAnswers, findAnswerFaults, type FormDefinition, formsFor } from '#shared/domain/casework/forms.ts';
import { labelIn } from '#shared/domain/documents/questions.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { FormAnswers, FormFields, formFieldId } from '../../casework/form-fields.tsx';
import { formOf, useForms } from '../../casework/forms.ts';
import { useData, useRecord } from '../../data/react.tsx';
import { useOffice, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useLanguage } from '../../i18n/index.ts';
import {
  DayField,
  DraftSign,
  EmptyState,
  ErrorSummary,
  FormActions,
  FormColumn,
  LoadingState,
  Page,
} from '../../ui/index.ts';
import { addEvent, type CaseEvent, type CaseFile, editEvent, stepEvent } from './acts.ts';
import { Guarded } from './guarded.tsx';
import { isOurs, keptUnder } from './steps.ts';

/** An assessment by a published form: begun, gone on with, read. */
export function AssessmentScreen() {
  const { id = '', eventId = '' } = useParams();
  const { t } = useTranslation('cases');
  const file = useRecord('cases', id);
  const event = useRecord('caseEvents', eventId === 'new' ? null : eventId);
  const forms = useForms();
  if (file === undefined || event === undefined || forms === undefined) return <LoadingState />;
  if (file === null || (eventId !== 'new' && event === null)) return <EmptyState title={t('gone')} order={1} />;
  return (
    <Guarded kind={file.body.kind}>
      <Assessment key={eventId} file={file} event={event} forms={forms} />
    </Guarded>
  );
}

interface Values {
  readonly eventId: string;
  readonly formId: string;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly on?: string | undefined;
  readonly text: string;
}

function Assessment({
  file,
  event,
  forms,
}: {
  readonly file: CaseFile;
  readonly event: CaseEvent | null;
  readonly forms: NonNullable<ReturnType<typeof useForms>>;
}) {
  const { t } = useTranslation(['cases', 'common', 'casework']);
  const language = useLanguage();
  const navigate = useNavigate();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const offered = useMemo(() => formsFor(forms, file.body.kind, today), [forms, file.body.kind, today]);
  const begin = (): Values => ({
    eventId: event?.id ?? data.newId(),
    formId: event ? (event.body.formId ?? '') : (offered[0]?.id ?? ''),
    answers: (event?.body.answers ?? {}) as Record<string, unknown>,
    on: event?.body.on ?? today,
    text: event?.body.text ?? '',
  });
  const form = useKeptForm<Values>(`${keptUnder(file)}.assessment.${event?.id ?? 'new'}`, begin);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const { values } = form;
  if (values === null) return <LoadingState />;

  // One that was begun keeps its version, whatever has been published since.
  const definition: FormDefinition | undefined = event
    ? formOf(forms, event.body)
    : (forms.find((one) => one.id === values.formId) ?? offered[0])?.form;
  const back = () => void navigate(`/cases/${file.id}?part=events`);
  const title = definition ? labelIn(definition.title, language) : t('assessment.new');
  const newest = event && definition ? offered.find((one) => one.form.code === definition.code) : undefined;
  const outdated = newest !== undefined && definition !== undefined && newest.form.version > definition.version;
  const actions = (
    <Button variant="default" onClick={back}>
      {t('common:action.back')}
    </Button>
  );
  if (event?.body.state === 'recorded' || !isOurs(file.body.state)) {
    return (
      <Page
        title={title}
        subtitle={definition ? t('assessment.version', { n: definition.version }) : ''}
        actions={actions}
      >
        <div style={{ maxWidth: 900 }}>
          {definition ? <FormAnswers form={definition} answers={values.answers} /> : null}
          {values.text ? <p style={{ whiteSpace: 'pre-wrap' }}>{values.text}</p> : null}
        </div>
      </Page>
    );
  }
  if (event?.body.formId && !definition) {
    return (
      <Page title={t('assessment.new')} actions={actions}>
        <EmptyState title={t('assessment.formMissing')}>{t('assessment.formMissingHint')}</EmptyState>
      </Page>
    );
  }
  const faults = definition ? findAnswerFaults(definition, values.answers) : [];
  const dayFault = !values.on ? 'required' : values.on > today ? 'not_yet' : null;
  const textFault = !definition && values.text.trim() === '';
  const shown = faults.filter((fault) => tried || fault.code !== 'required');
  const save = async (record: boolean) => {
    setTried(record);
    // A draft may have gaps, but nothing that can't be read.
    if (record && (faults.length > 0 || dayFault || textFault)) return;
    if (running.current) return;
    running.current = true;
    setBusy(true);
    const context = office.context();
    const kept = JSON.parse(JSON.stringify(values.answers)) as Record<string, unknown>;
    const answers = definition ? (record ? askedAnswers(definition, kept) : kept) : {};
    const fields = { on: values.on, text: values.text.trim(), answers };
    const changes = event
      ? record
        ? [stepEvent(file, event, 'record', fields, context)]
        : editEvent(file, event, fields, context)
      : [
          addEvent(
            file,
            'assessment',
            record ? 'recorded' : 'draft',
            {
              ...fields,
              ...(definition
                ? { formId: values.formId || (offered[0]?.id ?? ''), formVersion: definition.version }
                : {}),
            },
            context,
            values.eventId,
          ),
        ];
    const failure =
      changes.length === 0 ? null : await office.act(changes, t(record ? 'done.assessment' : 'done.assessmentDraft'));
    running.current = false;
    setBusy(false);
    if (failure) return;
    await form.reset(begin());
    back();
  };
  const summary = tried
    ? [
        ...faults.map((fault) => {
          const field = definition?.fields.find((one) => one.id === fault.id);
          return {
            fieldId: formFieldId(fault.id),
            message: `${field ? labelIn(field.label, language) : fault.id}: ${t(`casework:answerShort.${fault.code}`)}`,
          };
        }),
        ...(dayFault ? [{ fieldId: 'assessment-on', message: t(`fault.${dayFault}`) }] : []),
      ]
    : [];
  return (
    <Page
      title={title}
      subtitle={definition ? t('assessment.version', { n: definition.version }) : t('assessment.noForm')}
      actions={actions}
    >
      <FormColumn onSubmit={() => void save(true)} label={title}>
        <ErrorSummary faults={summary} />
        {outdated ? <Text role="note">{t('assessment.outdated', { n: newest.form.version })}</Text> : null}
        {!event && offered.length > 1 ? (
          <Select
            label={t('assessment.form')}
            data={offered.map((one) => ({ value: one.id, label: labelIn(one.form.title, language) }))}
            value={values.formId || (offered[0]?.id ?? null)}
            onChange={(formId) => formId && form.set({ formId, answers: {} })}
            allowDeselect={false}
          />
        ) : null}
        {definition ? (
          <FormFields
            form={definition}
            answers={values.answers}
            faults={shown}
            onChange={(id, value) => {
              const { [id]: _before, ...others } = values.answers;
              form.set({ answers: value === undefined ? others : { ...others, [id]: value } });
            }}
          />
        ) : null}
        <Textarea
          id="assessment-text"
          label={definition ? `${t('assessment.text')} ${t('common:form.optional')}` : t('assessment.text')}
          description={t('assessment.textHint')}
          value={values.text}
          autosize
          minRows={3}
          maxLength={10_000}
          onChange={(change) => form.set({ text: change.currentTarget.value })}
          error={tried && textFault ? t('common:form.required') : null}
        />
        <DayField
          id="assessment-on"
          label={t('event.on')}
          value={values.on}
          today={today}
          max={today}
          onChange={(on) => form.set({ on })}
          error={dayFault && (tried || dayFault !== 'required') ? t(`fault.${dayFault}`) : null}
        />
        <FormActions>
          <Button type="submit" loading={busy} title="Ctrl + Enter">
            {t('assessment.record')}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => void save(false)}>
            {t('assessment.saveDraft')}
          </Button>
          <DraftSign keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })} />
        </FormActions>
      </FormColumn>
    </Page>
  );
}
