import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { CASE_KINDS } from '#shared/domain/casework/collections/cases/index.ts';
import { labelIn } from '#shared/domain/documents/questions.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import { LANGUAGE_NAMES } from '../i18n/languages.ts';
import {
  ConfirmAction,
  ErrorSummary,
  type FieldFault,
  FormActions,
  FormColumn,
  LoadingState,
  Page,
  showDone,
  showUndo,
} from '../ui/index.ts';
import type { FormRow } from './casework-api.ts';
import { useForms } from './casework-queries.ts';
import { useConsole } from './context.ts';
import {
  type FormDraft,
  type FormDraftFault,
  keepForm,
  NEW_FORM,
  readKeptForm,
  toForm,
  toFormDraft,
} from './form-draft.ts';
import { fieldDraftId, FormEditor } from './form-editor.tsx';
import { FormPreview } from './form-preview.tsx';
import { useKindWords } from './forms-page.tsx';
import { AskFailed } from './frame.tsx';

const OTHERS = ['uz-Cyrl', 'ru', 'en'] as const satisfies readonly Language[];
/** Where the fault of the whole form leads to. */
const PLACE_OF: Readonly<Record<FormDraftFault, string>> = {
  title_missing: 'form-title',
  kinds_missing: 'form-kinds',
  code_wrong: 'form-code',
  code_taken: 'form-code',
  nothing_asked: 'form-add',
};

/** A form that is being written: a new one, or the next version of one that is published. */
export function FormEditorPage() {
  const { code = '' } = useParams();
  const { data, error, refetch } = useForms();
  if (error && !data) return <AskFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  if (code && !data.forms.some((one) => one.form.code === code)) {
    return <AskFailed error={{ failure: { code: 'not_found' } }} onRetry={() => void refetch()} />;
  }
  return <Writing key={code} code={code} all={data.forms} />;
}

function Writing({ code, all }: { readonly code: string; readonly all: readonly FormRow[] }) {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const toText = useFailureText();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { api, user } = useConsole();
  const kindWords = useKindWords();
  const versions = useMemo(
    () =>
      all
        .filter((one) => one.form.code === code)
        .map((one) => one.form)
        .toSorted((a, b) => a.version - b.version),
    [all, code],
  );
  const codes = useMemo(() => all.map((one) => one.form.code), [all]);
  const newest = versions.at(-1);
  const begin = useMemo(() => (newest ? toFormDraft(newest) : NEW_FORM), [newest]);
  const [draft, setDraft] = useState<FormDraft>(() => readKeptForm(user.id, code) ?? begin);
  const [touched, setTouched] = useState(() => readKeptForm(user.id, code) !== null);
  const [told, setTold] = useState(false);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const made = useMemo(() => toForm(draft, versions, codes), [draft, versions, codes]);
  const set = (next: FormDraft) => {
    setDraft(next);
    setTouched(true);
  };
  // Kept at each change: a crash or a wrong click loses nothing of it.
  const kept = useRef(true);
  useEffect(() => {
    if (touched) kept.current = keepForm(user.id, code, draft);
  }, [draft, touched, user.id, code]);

  const faults = useMemo((): readonly FieldFault[] => {
    if (!told) return [];
    return [
      ...made.faults.map((fault) => ({ fieldId: PLACE_OF[fault], message: t(`forms.fault.${fault}`) })),
      ...draft.fields.flatMap((field, n) => {
        const fault = made.fieldFaults.get(field.id);
        const message = `${t('forms.field', { n: n + 1 })}: ${fault ? t(`forms.fault.${fault}`) : ''}`;
        return fault ? [{ fieldId: fieldDraftId(field.id), message }] : [];
      }),
    ];
  }, [told, made, draft.fields, t]);
  const faultOf = (id: string) => faults.find((one) => one.fieldId === id)?.message ?? null;
  const name = labelIn(made.form.title, language);

  const check = () => {
    setTold(true);
    if (made.faults.length === 0 && made.fieldFaults.size === 0) setAsking(true);
  };
  const publish = async () => {
    setBusy(true);
    setFailure(null);
    const { version: _version, ...content } = made.form;
    try {
      const { version } = await api.publishForm({ ...content, base: draft.base });
      keepForm(user.id, code, null);
      setTouched(false);
      await cache.invalidateQueries({ queryKey: ['forms'] });
      showDone(t('forms.published', { version }));
      void navigate('/forms');
    } catch (failed) {
      setFailure(toFailure(failed));
    } finally {
      setBusy(false);
    }
  };
  const discard = () => {
    const thrown = draft;
    keepForm(user.id, code, null);
    setDraft(begin);
    setTouched(false);
    setTold(false);
    showUndo(t('forms.discarded'), () => set(thrown));
  };

  return (
    <Page
      title={
        newest
          ? t('forms.editTitle', { name: labelIn(newest.title, language), version: draft.base + 1 })
          : t('forms.newTitle')
      }
      subtitle={t('forms.hint')}
      actions={
        <Button variant="default" onClick={() => void navigate('/forms')}>
          {t('forms.back')}
        </Button>
      }
    >
      <FormColumn onSubmit={asking ? () => undefined : check} label={t('place.forms')}>
        <ErrorSummary faults={faults} />
        <TextInput
          id="form-title"
          label={t('forms.title')}
          value={draft.title['uz-Latn']}
          maxLength={200}
          onChange={(event) => set({ ...draft, title: { ...draft.title, 'uz-Latn': event.currentTarget.value } })}
          error={faultOf('form-title')}
        />
        {OTHERS.map((one) => (
          <TextInput
            key={one}
            label={`${t('forms.title')}: ${LANGUAGE_NAMES[one]}`}
            description={one === 'uz-Cyrl' ? t('forms.cyrillicHint') : undefined}
            value={draft.title[one]}
            maxLength={300}
            onChange={(event) => set({ ...draft, title: { ...draft.title, [one]: event.currentTarget.value } })}
          />
        ))}
        {newest ? null : (
          <TextInput
            id="form-code"
            label={t('forms.code')}
            description={t('forms.codeHint')}
            value={draft.code}
            maxLength={32}
            spellCheck={false}
            autoCapitalize="off"
            onChange={(event) => set({ ...draft, code: event.currentTarget.value.trim() })}
            error={faultOf('form-code')}
          />
        )}
        <Checkbox.Group
          label={t('forms.kinds')}
          value={[...draft.kinds]}
          onChange={(kinds) => set({ ...draft, kinds: CASE_KINDS.filter((kind) => kinds.includes(kind)) })}
          error={faultOf('form-kinds')}
        >
          <Stack gap="xs" mt="xs">
            {CASE_KINDS.map((kind, n) => (
              <Checkbox key={kind} {...(n === 0 ? { id: 'form-kinds' } : {})} value={kind} label={kindWords(kind)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <FormEditor
          draft={draft}
          earlier={versions}
          faults={told ? made.fieldFaults : new Map()}
          addFault={faultOf('form-add')}
          onChange={set}
        />
        {draft.fields.length > 0 ? <FormPreview form={made.form} /> : null}
        <FormActions>
          <Button type="submit">{t('forms.publish')}</Button>
          {touched ? (
            <Button variant="default" onClick={discard}>
              {t('forms.discard')}
            </Button>
          ) : null}
          <Text c="dimmed">{t('forms.kept')}</Text>
        </FormActions>
      </FormColumn>
      <ConfirmAction
        opened={asking}
        title={t('forms.publishTitle', { name, version: draft.base + 1 })}
        confirmLabel={t('forms.publish')}
        busy={busy}
        onClose={() => {
          setAsking(false);
          setFailure(null);
        }}
        onConfirm={() => void publish()}
      >
        <Text>{t('forms.publishText')}</Text>
        {failure ? (
          <Group>
            <Text c="var(--mantine-color-error)" role="alert">
              {toText(failure)}
            </Text>
          </Group>
        ) : null}
      </ConfirmAction>
    </Page>
  );
}
