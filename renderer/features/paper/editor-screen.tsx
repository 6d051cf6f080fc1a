import { Anchor, Button, Select, Text, TextInput } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import type { DocumentBody, DocumentKind } from '#shared/domain/documents/collections/documents/index.ts';
import { kindsOf } from '#shared/domain/documents/journals.ts';
import { findAbolished } from '#shared/domain/documents/abolished.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useRecord } from '../../data/react.tsx';
import { type DraftFields, editDraft, submitDraft } from '../../documents/acts.ts';
import { AbolishedNote } from '../../documents/abolished-note.tsx';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { usePaperTitle } from '../../documents/paper-view.tsx';
import { PartsNote } from '../../documents/parts-note.tsx';
import { TextField } from '../../documents/text-field.tsx';
import { Versions } from '../../documents/versions.tsx';
import { canEdit } from '../../documents/steps.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { EmptyState, FormActions, FormColumn, LoadingState, Page } from '../../ui/index.ts';
import classes from './paper.module.css';

/** Writes a draft. */
export function EditorScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('paper');
  const { user } = useSession();
  const paper = useRecord('documents', id);
  if (paper === undefined) return <LoadingState />;
  if (paper === null)
    return (
      <EmptyState title={t('gone.title')} order={1}>
        {t('gone.hint')}
      </EmptyState>
    );
  if (!canEdit(paper, user)) {
    return (
      <EmptyState
        order={1}
        title={t('edit.frozen')}
        action={
          <Button component={Link} to={`/paper/${id}`}>
            {t('edit.done')}
          </Button>
        }
      />
    );
  }
  // The text of minutes is made of their meeting, which has a form of its own.
  if (paper.body.meeting) return <Navigate to={`/minutes/${id}`} replace />;
  return <Editor key={id} paper={paper} />;
}

/** What is being written: flat texts, so that it can be kept as it stands. */
interface Writing {
  readonly kind: DocumentKind;
  readonly subject: string;
  readonly text: string;
  readonly to: string;
  readonly address: string;
}

function writingOf(body: DocumentBody): Writing {
  return {
    kind: body.kind,
    subject: body.subject,
    text: body.text ?? '',
    to: body.correspondent?.name ?? '',
    address: body.correspondent?.address ?? '',
  };
}

function fieldsOf(writing: Writing, before: DocumentBody['correspondent']): DraftFields {
  const to = writing.to.trim();
  const address = writing.address.trim();
  const correspondent: DocumentBody['correspondent'] =
    to || address || before
      ? {
          ...(before ?? { kind: 'organisation' as const }),
          ...(to ? { name: to } : {}),
          ...(address ? { address } : {}),
        }
      : undefined;
  if (correspondent && !to) delete correspondent.name;
  if (correspondent && !address) delete correspondent.address;
  return {
    kind: writing.kind,
    subject: writing.subject,
    text: writing.text,
    ...(correspondent ? { correspondent } : {}),
  };
}

const SAVE_AFTER_MS = 1_200;

function Editor({ paper }: { readonly paper: RecordOf<'documents'> }) {
  const { t } = useTranslation(['paper', 'documents', 'common']);
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const data = useData();
  const office = useOffice();
  const title = usePaperTitle();
  const today = useToday();
  const { nameOf } = usePeopleOfOffice();
  const form = useKeptForm<Writing>(`paper.${paper.id}`, () => writingOf(paper.body));
  const { values } = form;
  // What this person's writing began from: the base of the next operation. Changes of others don't move it, so a
  // change of one field on both sides becomes a conflict instead of being written over.
  const began = useRef<DraftFields>(fieldsOf(writingOf(paper.body), paper.body.correspondent));
  const correspondent = useRef(paper.body.correspondent);
  const noted = useRef(false);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [saving, setSaving] = useState(false);
  const [tried, setTried] = useState(false);
  const queue = useRef<Promise<boolean>>(Promise.resolve(true));
  const latest = useRef<Writing | null>(values);
  latest.current = values;

  const save = useCallback((): Promise<boolean> => {
    const next = queue.current.then(async () => {
      const writing = latest.current;
      if (!writing || writing.subject.trim() === '') return false;
      const fields = fieldsOf(writing, correspondent.current);
      const changes = editDraft({ id: paper.id, body: paper.body }, began.current, fields, office.context());
      if (changes.length === 0) return true;
      setSaving(true);
      try {
        // One entry of history for one sitting at the draft, however often it saves itself.
        const result = await data.commit(noted.current ? changes.map(withoutHistory) : changes);
        if (!result.ok) {
          setFailure(result.failure);
          return false;
        }
        noted.current = true;
        began.current = fields;
        correspondent.current = fields.correspondent;
        setSavedAt(Date.now());
        setFailure(null);
        return true;
      } catch (error) {
        setFailure(toFailure(error));
        return false;
      } finally {
        setSaving(false);
      }
    });
    queue.current = next;
    return next;
  }, [data, office, paper.id, paper.body]);
  const saveNow = useRef(save);
  saveNow.current = save;

  // A draft saves itself when the typing rests, and when the page is left.
  useEffect(() => {
    if (!values) return undefined;
    const timer = setTimeout(() => void saveNow.current(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [values]);
  const { drafts } = data;
  useEffect(
    () => () => {
      void saveNow.current().then((done) => (done ? drafts.discard(`paper.${paper.id}`) : undefined));
    },
    [drafts, paper.id],
  );

  if (!values) return <LoadingState />;
  const abolished = findAbolished(values, today);

  const finish = async (send: boolean) => {
    setTried(true);
    if (values.subject.trim() === '' || (send && values.text.trim() === '')) return;
    if (!(await save())) return;
    await drafts.discard(`paper.${paper.id}`);
    if (send && (await office.act(submitDraft(paper, office.context()), t('done.submit'))) !== null) return;
    void navigate(`/paper/${paper.id}`);
  };
  const required = t('common:form.required');
  const sign = failure
    ? t('edit.notSaved', { why: failureText(failure) })
    : saving
      ? t('edit.saving')
      : savedAt !== null
        ? t('edit.saved', { time: formatMoment(savedAt, language, { now: savedAt }) })
        : form.restored
          ? t('edit.restored')
          : t('edit.waits');
  return (
    <Page
      title={t('edit.title')}
      subtitle={title(paper.body)}
      actions={
        <Anchor component={Link} to={`/paper/${paper.id}`}>
          {t('edit.done')}
        </Anchor>
      }
    >
      <FormColumn onSubmit={() => void finish(true)} label={t('edit.title')}>
        {paper.conflicts.length > 0 ? (
          <Anchor component={Link} to={`/paper/${paper.id}`}>
            {t('conflict.title')}
          </Anchor>
        ) : null}
        {paper.body.returnComment ? (
          <div role="note">
            <Text fw={600}>{t('returned')}</Text>
            <Text>{paper.body.returnComment}</Text>
          </div>
        ) : null}
        <Select
          label={t('edit.kind')}
          data={[...new Set([paper.body.kind, ...kindsOf(paper.body.journal)])].map((kind) => ({
            value: kind,
            label: t(`documents:kind.${kind}`),
          }))}
          value={values.kind}
          onChange={(kind) => kind && form.set({ kind: kind as DocumentKind })}
          allowDeselect={false}
          maw={320}
        />
        {paper.body.journal === 'outgoing' || paper.body.journal === 'certificates' ? (
          <>
            <TextInput
              label={t('edit.to')}
              value={values.to}
              maxLength={300}
              onChange={(event) => form.set({ to: event.currentTarget.value })}
            />
            <TextInput
              label={`${t('edit.address')} ${t('common:form.optional')}`}
              value={values.address}
              maxLength={300}
              onChange={(event) => form.set({ address: event.currentTarget.value })}
            />
          </>
        ) : null}
        <TextInput
          label={t('edit.subject')}
          value={values.subject}
          maxLength={500}
          onChange={(event) => form.set({ subject: event.currentTarget.value })}
          error={values.subject.trim() === '' ? required : null}
        />
        <TextField
          label={t('edit.text')}
          value={values.text}
          onChange={(text) => form.set({ text })}
          error={tried && values.text.trim() === '' ? required : null}
          autoFocus
        />
        {abolished ? <AbolishedNote paper={abolished} /> : null}
        <PartsNote
          kind={values.kind}
          subject={values.subject}
          text={values.text}
          onAdd={(line) => form.set({ text: `${values.text.trimEnd()}\n${line}` })}
        />
        <Versions
          versions={paper.body.versions ?? []}
          current={values.text}
          nameOf={nameOf}
          onRestore={(version) => form.set({ text: version.text })}
        />
        <FormActions>
          <Button type="submit" title="Ctrl + Enter">
            {t('step.submit')}
          </Button>
          <Button variant="default" onClick={() => void finish(false)}>
            {t('edit.done')}
          </Button>
          <Text size="xs" c={failure ? 'var(--mantine-color-error)' : 'dimmed'} role="status" className={classes.sign}>
            {sign}
          </Text>
        </FormActions>
      </FormColumn>
    </Page>
  );
}

function withoutHistory<C extends { readonly patch: { readonly [field: string]: unknown } }>(change: C): C {
  const { history: _, ...patch } = change.patch;
  return { ...change, patch };
}
