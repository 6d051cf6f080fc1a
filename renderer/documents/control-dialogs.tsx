import { Select, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, formatDay } from '#shared/domain/language/dates.ts';
import type { RecordOf } from '../ports/data.ts';
import { DayField } from '../ui/index.ts';
import { ActDialog } from './act-dialog.tsx';
import type { OpenTask } from './acts.ts';
import {
  askExtension,
  givePart,
  grantExtension,
  liftTask,
  noteOnTask,
  refuseExtension,
  reopenTask,
  reportOnTask,
} from './control-acts.ts';
import { useDoing } from './doing.ts';
import { Attachments } from './files/attachments.tsx';
import { useExecutors } from './executors.ts';
import { useOffice, useToday } from './office.ts';
import type { TaskStep } from './task-steps.ts';
import { taskKey, useAsked } from './use-asked.ts';

/** What each dialog on an assignment is given. */
export interface TaskDialogProps {
  readonly paper: RecordOf<'documents'>;
  readonly task: RecordOf<'tasks'>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const openTask = (task: RecordOf<'tasks'>): OpenTask => ({
  id: task.id,
  kind: task.body.kind,
  state: task.body.state,
});

/** The dialog of a step on an assignment. */
export function TaskDialog({ step, ...props }: TaskDialogProps & { readonly step: TaskStep }) {
  switch (step) {
    case 'ask':
      return <AskDialog {...props} />;
    case 'grant':
      return <GrantDialog {...props} />;
    case 'part':
      return <PartDialog {...props} />;
    case 'lift':
      return <LiftDialog {...props} />;
    case 'report':
    case 'note':
    case 'refuse':
    case 'return':
      return <WordsDialog {...props} step={step} />;
  }
}

function WordsDialog(props: TaskDialogProps & { readonly step: 'report' | 'note' | 'refuse' | 'return' }) {
  const { t } = useTranslation(['control', 'common']);
  const office = useOffice();
  const { step, task, paper } = props;
  const { values, set, busy, run } = useAsked(taskKey(paper, task, step), props, { text: '' });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { text } = values;
  const go = () => {
    setTried(true);
    const words = text.trim();
    if (words === '') return;
    const context = office.context();
    const changes = {
      report: () => reportOnTask(paper, openTask(task), words, context),
      note: () => noteOnTask(task, words, context),
      refuse: () => refuseExtension(task, words, context),
      return: () => reopenTask(paper, openTask(task), words, context),
    }[step]();
    void run(() => office.act(changes, t(`done.${step}`)));
  };
  return (
    <ActDialog title={t(`step.${step}`)} verb={t(`verb.${step}`)} busy={busy} onDo={go} onClose={props.onClose}>
      <Textarea
        label={t(`ask.${step}`)}
        description={t(`hint.${step}`)}
        autosize
        minRows={4}
        maxLength={step === 'report' ? 10_000 : 4000}
        data-autofocus
        value={text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        error={tried && text.trim() === '' ? t('common:form.required') : null}
      />
      {step === 'report' ? (
        <Attachments collection="tasks" docId={task.id} body={task.body} place={task.place} level={3} mayChange />
      ) : null}
    </ActDialog>
  );
}

function AskDialog(props: TaskDialogProps) {
  const { t } = useTranslation(['control', 'common']);
  const office = useOffice();
  const due = props.task.body.dueDate ?? '';
  const { values, set, busy, run } = useAsked(taskKey(props.paper, props.task, 'ask'), props, {
    dueDate: due ? addDays(due, 5) : '',
    reason: '',
  });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { reason } = values;
  const dueDate = values.dueDate || undefined;
  const required = t('common:form.required');
  const fault = !dueDate ? required : dueDate <= due ? t('extension.notLater', { day: formatDay(due) }) : null;
  const go = () => {
    setTried(true);
    if (!dueDate || fault || reason.trim() === '') return;
    void run(() =>
      office.act(askExtension(props.task, { dueDate, reason: reason.trim() }, office.context()), t('done.ask')),
    );
  };
  return (
    <ActDialog title={t('step.ask')} verb={t('verb.ask')} busy={busy} onDo={go} onClose={props.onClose}>
      <DayField
        label={t('extension.date')}
        description={t('extension.present', { day: formatDay(due) })}
        value={dueDate}
        onChange={(day) => set({ dueDate: day ?? '' })}
        error={tried ? fault : null}
        data-autofocus
      />
      <Textarea
        label={t('extension.reason')}
        description={t('extension.reasonHint')}
        autosize
        minRows={3}
        maxLength={2000}
        value={reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
        error={tried && reason.trim() === '' ? required : null}
      />
    </ActDialog>
  );
}

function GrantDialog(props: TaskDialogProps) {
  const { t } = useTranslation(['control', 'common']);
  const office = useOffice();
  const { body } = props.task;
  const [dueDate, setDue] = useState(body.extensionDate);
  const [tried, setTried] = useState(false);
  const { busy, run } = useDoing(props);
  const present = body.dueDate ?? '';
  const fault = !dueDate
    ? t('common:form.required')
    : dueDate <= present
      ? t('extension.notLater', { day: formatDay(present) })
      : null;
  const go = () => {
    setTried(true);
    if (!dueDate || fault) return;
    void run(() => office.act(grantExtension(props.paper, props.task, dueDate, office.context()), t('done.grant')));
  };
  const law = props.paper.body.journal === 'appeals' && props.paper.body.dueDate;
  return (
    <ActDialog title={t('step.grant')} verb={t('verb.grant')} busy={busy} onDo={go} onClose={props.onClose}>
      <Text style={{ whiteSpace: 'pre-wrap' }}>{body.extensionReason}</Text>
      <DayField
        label={t('extension.date')}
        description={t('extension.present', { day: formatDay(present) })}
        value={dueDate}
        onChange={setDue}
        error={tried ? fault : null}
        data-autofocus
      />
      {law && dueDate && dueDate > law ? (
        <Text size="sm" c="due.8" role="status">
          {t('paper:resolve.later')}
        </Text>
      ) : null}
    </ActDialog>
  );
}

function PartDialog(props: TaskDialogProps) {
  const { t } = useTranslation(['control', 'common', 'paper']);
  const office = useOffice();
  const today = useToday();
  const executors = useExecutors();
  const { body } = props.task;
  const { values, set, busy, run } = useAsked<{ executorId: string | null; dueDate: string; text: string }>(
    taskKey(props.paper, props.task, 'part'),
    props,
    { executorId: null, dueDate: body.dueDate ?? '', text: '' },
  );
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { text } = values;
  const choices = executors.filter((choice) => choice.value !== body.assigneeId);
  // Whoever was chosen may work here no longer.
  const executorId = choices.find((choice) => choice.value === values.executorId)?.value ?? null;
  const dueDate = values.dueDate || undefined;
  const required = t('common:form.required');
  const fault = !dueDate
    ? required
    : body.dueDate && dueDate > body.dueDate
      ? t('part.tooLate', { day: formatDay(body.dueDate) })
      : null;
  const go = () => {
    setTried(true);
    if (!executorId || !dueDate || fault || text.trim() === '') return;
    const part = { clause: body.clause ?? '', executorId, coExecutorIds: [], dueDate, text: text.trim() };
    void run(() => office.act(givePart(props.task, part, office.context()), t('done.part')));
  };
  return (
    <ActDialog title={t('step.part')} verb={t('verb.part')} busy={busy} onDo={go} onClose={props.onClose}>
      <Select
        label={t('part.executor')}
        data={choices}
        value={executorId}
        onChange={(id) => set({ executorId: id })}
        searchable
        comboboxProps={{ withinPortal: false }}
        nothingFoundMessage={t('paper:resolve.nobody')}
        error={tried && !executorId ? required : null}
        data-autofocus
      />
      <DayField
        label={t('paper:fact.due')}
        description={body.dueDate ? t('extension.present', { day: formatDay(body.dueDate) }) : null}
        today={today}
        value={dueDate}
        onChange={(day) => set({ dueDate: day ?? '' })}
        error={tried ? fault : null}
      />
      <Textarea
        label={t('part.text')}
        autosize
        minRows={3}
        maxLength={4000}
        value={text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        error={tried && text.trim() === '' ? required : null}
      />
    </ActDialog>
  );
}

function LiftDialog(props: TaskDialogProps) {
  const { t } = useTranslation('control');
  const office = useOffice();
  const { busy, run } = useDoing(props);
  const { task, paper } = props;
  return (
    <ActDialog
      title={t('step.lift')}
      verb={t('verb.lift')}
      busy={busy}
      onDo={() => void run(() => office.act(liftTask(paper.id, openTask(task), office.context()), t('done.lift')))}
      onClose={props.onClose}
    >
      <Text>{t(task.body.state === 'open' ? 'lift.unreported' : 'lift.what')}</Text>
    </ActDialog>
  );
}
