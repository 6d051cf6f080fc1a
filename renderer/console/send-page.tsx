import { Button, Checkbox, Progress, Radio, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { areaCovers } from '#shared/domain/access/area.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useFailureText } from '../i18n/index.ts';
import {
  ConfirmAction,
  DayField,
  ErrorSummary,
  type FieldFault,
  FormActions,
  FormColumn,
  LoadingState,
  Page,
  showDone,
  showFailure,
  useKept,
} from '../ui/index.ts';
import type { DispatchDetail, OfficeList, OfficeRow } from './api.ts';
import { useAreas } from './areas.ts';
import classes from './console.module.css';
import { useConsole, useNames } from './context.ts';
import { AskFailed } from './frame.tsx';
import { type ChosenFile, InstructionFiles, uploadFiles } from './instruction-files.tsx';
import { type DraftFault, type QuestionDraft, toDrafts, toQuestions } from './questions-draft.ts';
import { draftFieldId, QuestionsEditor } from './questions-editor.tsx';
import { useDispatch, useOffices } from './queries.ts';

interface Form {
  /** Of the instruction that will be: a second press of the button sends no second one. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly dueDate: string | undefined;
  readonly to: 'all' | 'area' | 'chosen';
  readonly area: string | null;
  readonly officeIds: readonly string[];
  readonly questions: readonly QuestionDraft[];
  readonly reason: string;
}

function emptyForm(): Form {
  return {
    id: crypto.randomUUID(),
    subject: '',
    text: '',
    dueDate: undefined,
    to: 'chosen',
    area: null,
    officeIds: [],
    questions: [],
    reason: '',
  };
}

/** Offices that are listed at once; a search or a district shows the rest. */
const LISTED = 300;

/** An instruction to all of the area of duty, to a region or a district in it, or to chosen offices. */
export function SendPage() {
  const offices = useOffices();
  if (offices.error && !offices.data) return <AskFailed error={offices.error} onRetry={() => void offices.refetch()} />;
  if (!offices.data) return <LoadingState />;
  return <SendForm list={offices.data} corrected={null} />;
}

/** An instruction sent again, corrected: to the offices that had it. */
export function CorrectPage() {
  const { id = '' } = useParams();
  const offices = useOffices();
  const dispatch = useDispatch(id);
  const error = offices.error ?? dispatch.error;
  if (error && !(offices.data && dispatch.data))
    return <AskFailed error={error} onRetry={() => void dispatch.refetch()} />;
  if (!offices.data || !dispatch.data) return <LoadingState />;
  if (!dispatch.data.own || dispatch.data.recall) {
    return <AskFailed error={{ failure: { code: 'instruction_recalled' } }} onRetry={() => void dispatch.refetch()} />;
  }
  return <SendForm key={id} list={offices.data} corrected={dispatch.data} />;
}

function SendForm({ list, corrected }: { readonly list: OfficeList; readonly corrected: DispatchDetail | null }) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { api } = useConsole();
  const [begin] = useState<Form>(() =>
    corrected
      ? {
          ...emptyForm(),
          subject: corrected.subject,
          text: corrected.text,
          dueDate: corrected.dueDate ?? undefined,
          questions: toDrafts(corrected.questions),
        }
      : emptyForm(),
  );
  // Kept while the officer looks something up elsewhere in the console.
  const [form, setForm] = useKept<Form>(corrected ? `correct.${corrected.id}` : 'send.form', begin);
  const [files, setFiles] = useKept<readonly ChosenFile[]>(
    corrected ? `correct.${corrected.id}.files` : 'send.files',
    (corrected?.files ?? []).map(({ hash, name, size, type, pages, scripted }) => ({
      hash,
      name,
      size,
      type,
      ...(pages ? { pages } : {}),
      ...(scripted ? { scripted } : {}),
      bytes: null,
    })),
  );
  const [share, setShare] = useState<number | null>(null);
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [formFaults, setFormFaults] = useState<ReadonlyMap<string, DraftFault>>(new Map());
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const set = (change: Partial<Form>) => {
    setForm({ ...form, ...change });
    setFaults([]);
    setFormFaults(new Map());
  };
  const mahallas = useMemo(() => list.offices.filter((office) => office.kind === 'mahalla'), [list]);
  const areas = useAreas(mahallas);
  const inArea = mahallas.filter((office) => form.area !== null && areaCovers(form.area, office.area)).length;
  const count = corrected
    ? corrected.recipients
    : form.to === 'all'
      ? mahallas.length
      : form.to === 'area'
        ? inArea
        : form.officeIds.length;
  const today = dayOfMoment(list.time);
  const made = toQuestions(form.questions);

  const check = () => {
    const found: FieldFault[] = [];
    if (corrected && form.reason.trim() === '') {
      found.push({ fieldId: 'send-reason', message: t('correct.needReason') });
    }
    if (form.subject.trim() === '') found.push({ fieldId: 'send-subject', message: t('send.needSubject') });
    if (form.text.trim() === '') found.push({ fieldId: 'send-text', message: t('send.needText') });
    if (form.dueDate && form.dueDate < today) found.push({ fieldId: 'send-due', message: t('send.pastDue') });
    for (const [id, fault] of made.faults) {
      const n = form.questions.findIndex((draft) => draft.id === id) + 1;
      found.push({ fieldId: draftFieldId(id), message: `${t('form.question', { n })}: ${t(`form.fault.${fault}`)}` });
    }
    if (count === 0) {
      found.push({
        fieldId: form.to === 'area' ? 'send-area' : 'send-to',
        message: t('send.needOffices'),
      });
    }
    setFaults(found);
    setFormFaults(made.faults);
    if (found.length === 0) setAsking(true);
  };
  const faultOf = (fieldId: string) => faults.find((fault) => fault.fieldId === fieldId)?.message ?? null;

  const send = async () => {
    setBusy(true);
    setFailure(null);
    const draft = {
      id: form.id,
      subject: form.subject.trim(),
      text: form.text.trim(),
      ...(form.dueDate ? { dueDate: form.dueDate } : {}),
      ...(form.questions.length > 0 ? { questions: made.questions } : {}),
      ...(files.length > 0 ? { files: files.map(({ bytes: _bytes, ...described }) => described) } : {}),
    };
    const recipients =
      form.to === 'all' ? 'all' : form.to === 'area' ? { area: form.area ?? '' } : { offices: form.officeIds };
    try {
      const sent = corrected
        ? await api.correct(corrected.id, draft, form.reason.trim())
        : await api.send({ ...draft, recipients });
      const { id } = sent;
      // Sent already: what goes wrong with a file from here on is for the instruction's own page to mend.
      const failed = await uploadFiles(api, sent, files, setShare);
      setForm(emptyForm());
      setFiles([]);
      showDone(t('send.sent', { count }));
      if (failed.length > 0) showFailure(t('send.filesFailed', { names: failed.join(', ') }));
      await cache.invalidateQueries();
      void navigate(`/sent/${id}`);
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setBusy(false);
      setShare(null);
    }
  };

  return (
    <Page
      title={corrected ? t('correct.title', { number: corrected.number }) : t('send.title')}
      subtitle={corrected ? t('correct.subtitle') : t('send.subtitle')}
    >
      <FormColumn onSubmit={asking ? () => undefined : check} label={t('send.title')}>
        <ErrorSummary faults={faults} />
        {corrected ? (
          <TextInput
            id="send-reason"
            label={t('correct.reason')}
            description={t('correct.reasonHint')}
            value={form.reason}
            maxLength={1000}
            onChange={(event) => set({ reason: event.currentTarget.value })}
            error={faultOf('send-reason')}
          />
        ) : null}
        <TextInput
          id="send-subject"
          label={t('send.subject')}
          value={form.subject}
          maxLength={500}
          onChange={(event) => set({ subject: event.currentTarget.value })}
          error={faultOf('send-subject')}
        />
        <Textarea
          id="send-text"
          label={t('send.text')}
          value={form.text}
          autosize
          minRows={5}
          maxRows={14}
          onChange={(event) => set({ text: event.currentTarget.value })}
          error={faultOf('send-text')}
        />
        <DayField
          id="send-due"
          label={t('send.due')}
          description={t('send.dueHint')}
          value={form.dueDate}
          today={today}
          min={today}
          onChange={(dueDate) => set({ dueDate })}
          error={faultOf('send-due')}
        />
        <QuestionsEditor
          drafts={form.questions}
          faults={formFaults}
          before={corrected?.questions ?? null}
          onChange={(questions) => set({ questions })}
        />
        <InstructionFiles files={files} onChange={setFiles} />
        {corrected ? null : (
          <>
            <Radio.Group
              id="send-to"
              label={<Title order={2}>{t('send.to')}</Title>}
              value={form.to}
              onChange={(to) => set({ to: to as Form['to'] })}
              error={faultOf('send-to')}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="chosen" label={t('send.toChosen')} />
                {areas.length > 1 ? <Radio value="area" label={t('send.toArea')} /> : null}
                <Radio value="all" label={t('send.toAll', { count: mahallas.length })} />
              </Stack>
            </Radio.Group>
            {form.to === 'area' ? (
              <Select
                id="send-area"
                label={t('send.area')}
                data={[...areas]}
                value={form.area}
                onChange={(area) => set({ area })}
                searchable
                nothingFoundMessage={t('office.none')}
                error={faultOf('send-area')}
              />
            ) : null}
            {form.to === 'chosen' ? (
              <Offices offices={mahallas} chosen={form.officeIds} onChosen={(officeIds) => set({ officeIds })} />
            ) : null}
          </>
        )}
        <FormActions>
          <Button type="submit">{t('send.next')}</Button>
          <Text role="status">{t('send.count', { count })}</Text>
        </FormActions>
      </FormColumn>
      <ConfirmAction
        opened={asking}
        title={t('send.confirmTitle', { count })}
        confirmLabel={t('send.confirm')}
        busy={busy}
        onClose={() => {
          setAsking(false);
          setFailure(null);
        }}
        onConfirm={() => void send()}
      >
        <Text>{t('send.confirmText', { subject: form.subject.trim() })}</Text>
        {files.length > 0 ? <Text>{t('send.filesCount', { count: files.length })}</Text> : null}
        {share === null ? null : <Progress value={share * 100} aria-label={t('send.files')} />}
        {failure ? (
          <Text c="var(--mantine-color-error)" role="alert">
            {toText(failure)}
          </Text>
        ) : null}
      </ConfirmAction>
    </Page>
  );
}

function Offices(props: {
  readonly offices: readonly OfficeRow[];
  readonly chosen: readonly string[];
  readonly onChosen: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation('console');
  const nameOf = useNames();
  const [district, setDistrict] = useState<string | null>(null);
  const [text, setText] = useState('');
  const chosen = useMemo(() => new Set(props.chosen), [props.chosen]);
  const districts = useMemo(
    () => [...new Set(props.offices.map((office) => nameOf(office.district)).filter(Boolean))].toSorted(),
    [props.offices, nameOf],
  );
  const found = useMemo(() => {
    const key = strictKey(text);
    return props.offices.filter(
      (office) =>
        (district === null || nameOf(office.district) === district) &&
        (key === '' || strictKey(office.name.latn).includes(key)),
    );
  }, [props.offices, district, text, nameOf]);
  const shown = found.slice(0, LISTED);
  const allFound = found.length > 0 && found.every((office) => chosen.has(office.id));
  const toggle = (ids: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    props.onChosen([...next]);
  };
  return (
    <Stack gap="xs">
      <Select
        label={t('office.district')}
        placeholder={t('office.allDistricts')}
        data={districts}
        value={district}
        onChange={setDistrict}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common:action.clear') }}
      />
      <TextInput label={t('office.find')} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Checkbox
        label={t('send.allFound', { count: found.length })}
        checked={allFound}
        indeterminate={!allFound && found.some((office) => chosen.has(office.id))}
        disabled={found.length === 0}
        onChange={(event) =>
          toggle(
            found.map((office) => office.id),
            event.currentTarget.checked,
          )
        }
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus */}
      <div className={classes.choices} role="group" aria-label={t('place.offices')} tabIndex={0}>
        <Stack gap={8}>
          {shown.map((office) => (
            <Checkbox
              key={office.id}
              label={`${nameOf(office.name)}, ${nameOf(office.district)}`}
              checked={chosen.has(office.id)}
              onChange={(event) => toggle([office.id], event.currentTarget.checked)}
            />
          ))}
          {found.length > shown.length ? (
            <Text c="dimmed">{t('send.more', { count: found.length - shown.length })}</Text>
          ) : null}
          {found.length === 0 ? <Text c="dimmed">{t('office.none')}</Text> : null}
        </Stack>
      </div>
    </Stack>
  );
}
