import { Button, Code, Group, List, Select, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { findAbolished, type Topic, TOPICS } from '#shared/domain/documents/abolished.ts';
import { MAX_DOCX_BYTES, templates as collection } from '#shared/domain/documents/collections/templates/index.ts';
import { DOCUMENT_KINDS, type DocumentKind } from '#shared/domain/documents/journals.ts';
import { NOTICE_KINDS, type NoticeKind } from '#shared/domain/documents/notices.ts';
import { findOpenBraces, findUnknownFields, TEMPLATE_FIELDS } from '#shared/domain/documents/template.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { LANGUAGES, type Language } from '#shared/domain/language/language.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useRecord } from '../../data/react.tsx';
import { AbolishedNote } from '../../documents/abolished-note.tsx';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { TextField } from '../../documents/text-field.tsx';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { Versions } from '../../documents/versions.tsx';
import { LANGUAGE_NAMES, useFailureText, useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import {
  ChooseFiles,
  DraftSign,
  EmptyState,
  ErrorSummary,
  type FieldFault,
  FormActions,
  FormColumn,
  LoadingState,
  Page,
  showFailure,
} from '../../ui/index.ts';
import { inspectDocx, toBase64 } from './docx.ts';
import { createTemplate, editTemplate, retireTemplate, type TemplateFields } from './template-acts.ts';
import { WriteFrom } from './write-from.tsx';

/** One template: the office's own is written here, the ministry's is read; both are written from. */
export function TemplateScreen() {
  const { id = 'new' } = useParams();
  const { t } = useTranslation('templates');
  const { user } = useSession();
  const mayWrite = collection.policy.create.includes(user.role);
  const own = useRecord('templates', id === 'new' ? null : id);
  const ministry = useRecord('catalogues', id === 'new' ? null : id);
  const [editing, setEditing] = useState(false);
  if (id === 'new') return mayWrite ? <TemplateForm template={null} /> : <EmptyState title={t('notYours')} order={1} />;
  if (own === undefined || ministry === undefined) return <LoadingState />;
  if (own && editing && mayWrite) return <TemplateForm template={own} onDone={() => setEditing(false)} />;
  if (own) return <WriteFrom id={id} onEdit={mayWrite ? () => setEditing(true) : undefined} />;
  if (ministry?.body.kind === 'template') return <WriteFrom id={id} />;
  return (
    <EmptyState title={t('gone')} order={1}>
      {t('goneHint')}
    </EmptyState>
  );
}

interface Writing {
  readonly id: string;
  readonly title: string;
  readonly kind: DocumentKind;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly topic: string;
  readonly notice: string;
  readonly docx: string;
  readonly docxName: string;
}

function fieldsOf(writing: Writing): TemplateFields {
  const { title, kind, language, subject, text, topic, notice, docx, docxName } = writing;
  return {
    title: title.trim(),
    kind,
    language,
    subject: subject.trim(),
    text,
    ...(topic ? { topic: topic as Topic } : {}),
    ...(notice ? { notice: notice as NoticeKind } : {}),
    ...(docx ? { docx, docxName } : {}),
  };
}

function TemplateForm({
  template,
  onDone,
}: {
  readonly template: RecordOf<'templates'> | null;
  readonly onDone?: () => void;
}) {
  const { t } = useTranslation(['templates', 'documents', 'common']);
  const language = useLanguage();
  const data = useData();
  const office = useOffice();
  const navigate = useNavigate();
  const today = useToday();
  const failureText = useFailureText();
  const { nameOf } = usePeopleOfOffice();
  const body = template?.body;
  const begin = (): Writing => ({
    id: template?.id ?? data.newId(),
    title: body?.title ?? '',
    kind: body?.kind ?? 'certificate',
    language: body?.language ?? 'uz-Latn',
    subject: body?.subject ?? '',
    text: body?.text ?? '',
    topic: body?.topic ?? '',
    notice: body?.notice ?? '',
    docx: body?.docx ?? '',
    docxName: body?.docxName ?? '',
  });
  const form = useKeptForm<Writing>(`template.${template?.id ?? 'new'}`, begin);
  const { values } = form;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [docxFault, setDocxFault] = useState<string | null>(null);
  // A form saved just before a crash is known as saved and is not made twice.
  const already = useRecord('templates', template === null && form.restored ? values?.id : null);
  useEffect(() => {
    if (already && !busy) void form.reset(begin());
  });
  if (!values) return <LoadingState />;

  const unknown = findUnknownFields(values.subject, values.text);
  const braces = findOpenBraces(values.subject) ?? findOpenBraces(values.text);
  const required = t('common:form.required');
  const faults: FieldFault[] = [
    ...(values.title.trim() === '' ? [{ fieldId: 'template-title', message: `${t('field.title')}: ${required}` }] : []),
    ...(values.subject.trim() === ''
      ? [{ fieldId: 'template-subject', message: `${t('field.subject')}: ${required}` }]
      : []),
    ...unknown.map(({ field, suggestions }) => ({
      fieldId: 'template-text',
      message: t('unknown', { field, known: suggestions.join(', ') }),
    })),
    ...(braces ? [{ fieldId: 'template-text', message: t('braces', { field: braces }) }] : []),
  ];

  const takeDocx = async (file: File | null) => {
    if (!file) return;
    const limit = Math.floor(MAX_DOCX_BYTES / 1024);
    if (file.size > MAX_DOCX_BYTES) {
      setDocxFault(failureText({ code: 'docx_too_large', params: { size: Math.ceil(file.size / 1024), limit } }));
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const inspected = await inspectDocx(bytes);
    if (!inspected.ok) {
      setDocxFault(failureText(inspected.failure));
      return;
    }
    if (inspected.value.unknown.length > 0) {
      setDocxFault(
        inspected.value.unknown
          .map(({ field, suggestions }) => t('unknown', { field, known: suggestions.join(', ') }))
          .join(' '),
      );
      return;
    }
    setDocxFault(null);
    form.set({ docx: toBase64(bytes), docxName: file.name.slice(0, 120) });
  };

  const save = async () => {
    setTried(true);
    if (faults.length > 0 || busy) return;
    setBusy(true);
    try {
      const context = office.context();
      const changes = template
        ? editTemplate(template.id, template.body, fieldsOf(values), context)
        : createTemplate(values.id, fieldsOf(values), context);
      if (changes.length > 0 && (await office.act(changes, t('saved'))) !== null) return;
      const { id } = values;
      // Not the draft alone: what was typed last waits for its keeping, and would come back in the next new template.
      await form.reset(begin());
      if (onDone) onDone();
      else void navigate(`/templates/${id}`, { replace: true });
    } catch {
      showFailure(failureText({ code: 'unexpected' }));
    } finally {
      setBusy(false);
    }
  };
  const abolished = findAbolished({ ...values, topic: values.topic || null }, today);
  return (
    <Page title={template ? t('edit') : t('new')} subtitle={t('editHint')}>
      <FormColumn onSubmit={() => void save()} label={t('new')}>
        <ErrorSummary faults={tried ? faults : []} />
        <TextInput
          id="template-title"
          label={t('field.title')}
          maxLength={200}
          value={values.title}
          onChange={(event) => form.set({ title: event.currentTarget.value })}
          error={tried && values.title.trim() === '' ? required : null}
          autoFocus
        />
        <Select
          label={t('field.kind')}
          data={DOCUMENT_KINDS.filter((kind) => kind !== 'void_number' && kind !== 'destruction_act').map((kind) => ({
            value: kind,
            label: t(`documents:kind.${kind}`),
          }))}
          value={values.kind}
          onChange={(kind) => kind && form.set({ kind: kind as DocumentKind })}
          allowDeselect={false}
          maw={320}
        />
        <Select
          label={t('field.language')}
          data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
          value={values.language}
          onChange={(one) => one && form.set({ language: one as Language })}
          allowDeselect={false}
          maw={320}
        />
        {values.kind === 'certificate' || values.kind === 'character_reference' ? (
          <Select
            label={t('field.topic')}
            description={t('topicHint')}
            data={TOPICS.map((one) => ({ value: one, label: t(`topic.${one}`) }))}
            value={values.topic || null}
            onChange={(topic) => form.set({ topic: topic ?? '' })}
            clearable
            clearButtonProps={{ 'aria-label': t('clear') }}
            maw={420}
          />
        ) : null}
        {values.kind === 'letter' || values.kind === 'conclusion' ? (
          <Select
            label={t('field.notice')}
            description={t('noticeHint')}
            data={NOTICE_KINDS.map((one) => ({ value: one, label: t(`documents:noticeKind.${one}`) }))}
            value={values.notice || null}
            onChange={(notice) => form.set({ notice: notice ?? '' })}
            clearable
            clearButtonProps={{ 'aria-label': t('clear') }}
            maw={420}
          />
        ) : null}
        {abolished ? <AbolishedNote paper={abolished} /> : null}
        <TextInput
          id="template-subject"
          label={t('field.subject')}
          maxLength={500}
          value={values.subject}
          onChange={(event) => form.set({ subject: event.currentTarget.value })}
          error={tried && values.subject.trim() === '' ? required : null}
        />
        <TextField
          id="template-text"
          label={t('field.text')}
          description={t('textHint', { example: '{{person.name}}' })}
          value={values.text}
          onChange={(text) => form.set({ text })}
          maxLength={60_000}
          error={
            unknown[0]
              ? t('unknown', { field: unknown[0].field, known: unknown[0].suggestions.join(', ') })
              : tried && braces
                ? t('braces', { field: braces })
                : null
          }
        />
        <details>
          <summary style={{ cursor: 'pointer', width: 'fit-content' }}>{t('fields')}</summary>
          <List size="sm" mt="xs">
            {TEMPLATE_FIELDS.map((field) => (
              <List.Item key={field}>
                <Code>{`{{${field}}}`}</Code> {t(`fieldName.${field.replace('.', '_')}`)}
              </List.Item>
            ))}
          </List>
        </details>
        <div>
          <Group>
            <ChooseFiles accept=".docx" onChange={(file) => void takeDocx(file)}>
              {(props) => (
                <Button variant="default" {...props}>
                  {values.docx ? t('docx.other') : t('docx.choose')}
                </Button>
              )}
            </ChooseFiles>
            {values.docx ? (
              <>
                <Text>{values.docxName}</Text>
                <Button variant="subtle" onClick={() => form.set({ docx: '', docxName: '' })}>
                  {t('docx.remove')}
                </Button>
              </>
            ) : null}
          </Group>
          <Text size="xs" c="dimmed">
            {t('docx.hint')}
          </Text>
          {docxFault ? (
            <Text role="alert" c="var(--mantine-color-error)">
              {docxFault}
            </Text>
          ) : null}
        </div>
        {body ? (
          <Versions
            versions={body.versions ?? []}
            current={values.text}
            nameOf={nameOf}
            onRestore={(version) => form.set({ text: version.text, subject: version.subject })}
          />
        ) : null}
        <FormActions>
          <Button type="submit" loading={busy} title="Ctrl + Enter">
            {t('save')}
          </Button>
          {template ? (
            <Button
              variant="subtle"
              color="gray"
              onClick={() =>
                void office.act(retireTemplate(template.id, office.context()), t('retired')).then((failure) => {
                  if (failure === null) void navigate('/templates');
                })
              }
            >
              {t('retire')}
            </Button>
          ) : null}
          <DraftSign keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })} />
        </FormActions>
      </FormColumn>
    </Page>
  );
}
