import { type AppealOutcome, CLOSING_OUTCOMES } from '#shared/domain/documents/appeals.ts';
import { Radio, Stack, Text, Textarea } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { DocumentKind } from '#shared/domain/documents/collections/documents/index.ts';
import { findAbolished } from '#shared/domain/documents/abolished.ts';
import type { TemplateData } from '#shared/domain/documents/template.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../app/session-context.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import type { DocumentSummary } from '../ports/data.ts';
import { DayField, KnownFrom, LoadingState, showFailure } from '../ui/index.ts';
import { AbolishedNote } from './abolished-note.tsx';
import { ActDialog } from './act-dialog.tsx';
import {
  closePaper,
  dispatchPaper,
  draftAnswer,
  hashForSigning,
  type OpenTask,
  registerDelivered,
  removeDraft,
  signOff,
} from './acts.ts';
import { type DialogProps, useDoing } from './doing.ts';
import { SigningDialog } from './signing-dialog.tsx';
import { reopenTask, reportOnTask } from './control-acts.ts';
import { entryOf } from './route-acts.ts';
import { useFill, useTemplates } from './templates.ts';
import { useOffice, usePeopleOfOffice, useToday, useViewer } from './office.ts';
import { taskKey, useAsked } from './use-asked.ts';

/** One text to write: a comment, a report. */
function TextDialog(
  props: DialogProps & {
    readonly keepAs: string;
    readonly title: string;
    readonly label: string;
    readonly hint?: string;
    readonly verb: string;
    readonly done: string;
    readonly build: (text: string) => Parameters<ReturnType<typeof useOffice>['act']>[0];
  },
) {
  const { t } = useTranslation();
  const office = useOffice();
  const { values, set, busy, run } = useAsked(props.keepAs, props, { text: '' });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { text } = values;
  const go = () => {
    setTried(true);
    if (text.trim() === '') return;
    void run(() => office.act(props.build(text.trim()), props.done));
  };
  return (
    <ActDialog title={props.title} verb={props.verb} busy={busy} onDo={go} onClose={props.onClose}>
      <Textarea
        label={props.label}
        description={props.hint}
        autosize
        minRows={4}
        maxLength={4000}
        data-autofocus
        value={text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        error={tried && text.trim() === '' ? t('form.required') : null}
      />
    </ActDialog>
  );
}

/** Reports on an assignment. */
export function ReportDialog(props: DialogProps & { readonly task: OpenTask }) {
  const { t } = useTranslation('paper');
  const office = useOffice();
  return (
    <TextDialog
      {...props}
      keepAs={taskKey(props.paper, props.task, 'report')}
      title={t('step.report')}
      label={t('report.label')}
      hint={t('report.hint')}
      verb={t('report.verb')}
      done={t('done.report')}
      build={(text) => reportOnTask(props.paper, props.task, text, office.context())}
    />
  );
}

/** Sends a reported assignment back. */
export function ReopenDialog(props: DialogProps & { readonly task: OpenTask }) {
  const { t } = useTranslation('paper');
  const office = useOffice();
  return (
    <TextDialog
      {...props}
      keepAs={taskKey(props.paper, props.task, 'return')}
      title={t('step.reopen')}
      label={t('return.label')}
      verb={t('reopen.verb')}
      done={t('done.reopen')}
      build={(text) => reopenTask(props.paper, props.task, text, office.context())}
    />
  );
}

/** Signs off: the number and day are given, the password asked again, the content frozen. */
export function SignDialog(props: DialogProps) {
  const { t } = useTranslation('paper');
  const session = useSession();
  const office = useOffice();
  const { staff } = usePeopleOfOffice();
  const position = staff.find((member) => member.id === session.user.id)?.body.position;
  const viewer = useViewer();
  const sign = async (password: string) => {
    const given = await office.takeNumber(props.paper.body.journal, props.paper.id);
    const signature = await session.secrets.signPaper(
      { contentHash: hashForSigning(props.paper, given), number: given.number, regDate: given.regDate },
      password,
    );
    const context = office.context();
    const changes = signOff(props.paper, props.tasks, given, signature, position, context, (signatureId) =>
      entryOf(props.paper, 'signed', viewer, context, { signatureId, action: 'sign' }),
    );
    return office.act(changes, t('done.sign', { number: given.number }));
  };
  return <SigningDialog {...props} title={t('step.sign')} what={t('sign.what')} sign={sign} />;
}

/** Notes that a signed paper has gone. */
export function DispatchDialog(props: DialogProps) {
  const { t } = useTranslation('paper');
  const office = useOffice();
  const { busy, run } = useDoing(props);
  const to = props.paper.body.correspondent?.name;
  return (
    <ActDialog
      title={t('step.dispatch')}
      verb={t('dispatch.verb')}
      busy={busy}
      onDo={() => void run(() => office.act(dispatchPaper(props.paper, office.context()), t('done.dispatch')))}
      onClose={props.onClose}
    >
      <Text>{to ? t('dispatch.whatTo', { name: to }) : t('dispatch.what')}</Text>
    </ActDialog>
  );
}

/** Throws a draft away. */
export function RemoveDialog(props: DialogProps) {
  const { t } = useTranslation('paper');
  const office = useOffice();
  const { busy, run } = useDoing(props);
  return (
    <ActDialog
      title={t('step.remove')}
      verb={t('remove.verb')}
      busy={busy}
      onDo={() =>
        void run(async () => {
          // A number that was given for it is not lost with the draft: it stands in the journal as void.
          const held = (await office.openNumbers()).find((one) => one.holder === props.paper.id);
          return held
            ? office.voidNumber(held, t('remove.numberVoid'))
            : office.act(removeDraft(props.paper), t('done.remove'));
        })
      }
      onClose={props.onClose}
    >
      <Text>{t('remove.what')}</Text>
    </ActDialog>
  );
}

/** Closes a received paper with its answer. */
export function CloseDialog(props: DialogProps & { readonly answers: readonly DocumentSummary[] }) {
  const { t } = useTranslation(['paper', 'documents']);
  const office = useOffice();
  const ready = props.answers.filter((answer) => answer.state === 'sent' || answer.state === 'signed');
  const offered = ready[0]?.id ?? '';
  const appeal = props.paper.body.journal === 'appeals';
  const { values, set, busy, run } = useAsked<{ outcome: AppealOutcome | null; answerId: string }>(
    `paper.${props.paper.id}.close`,
    props,
    { outcome: null, answerId: offered },
  );
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { outcome } = values;
  // An answer that was chosen may be one no longer: withdrawn, or linked elsewhere.
  const answerId = values.answerId === '' || ready.some(({ id }) => id === values.answerId) ? values.answerId : offered;
  const closing = () => {
    setTried(true);
    if (appeal && outcome === null) return;
    void run(() =>
      office.act(
        closePaper(props.paper, props.tasks, answerId || undefined, office.context(), outcome ?? undefined),
        t('done.close'),
      ),
    );
  };
  return (
    <ActDialog title={t('step.close')} verb={t('close.verb')} busy={busy} onDo={closing} onClose={props.onClose}>
      <Text>{t('close.what')}</Text>
      {appeal ? (
        <Radio.Group
          label={t('close.outcome')}
          value={outcome ?? ''}
          onChange={(value) => set({ outcome: value as AppealOutcome })}
          error={tried && outcome === null ? t('close.outcomeNeeded') : null}
        >
          <Stack gap="xs" mt="xs">
            {CLOSING_OUTCOMES.map((one) => (
              <Radio key={one} value={one} label={t(`documents:outcome.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
      ) : null}
      <Radio.Group label={t('close.answer')} value={answerId} onChange={(id) => set({ answerId: id })}>
        <Stack gap="xs" mt="xs">
          {ready.map((answer) => (
            <Radio
              key={answer.id}
              value={answer.id}
              label={`${answer.number ?? ''} · ${formatDay(answer.regDate)} · ${answer.subject}`}
            />
          ))}
          <Radio value="" label={t('close.without')} />
        </Stack>
      </Radio.Group>
    </ActDialog>
  );
}

/** Registers a paper that the ministry sent. */
export function RegisterDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'common', 'documents']);
  const office = useOffice();
  const today = useToday();
  const { body } = props.paper;
  const { values, set, busy, run } = useAsked(`paper.${props.paper.id}.register`, props, {
    receivedDate: body.receivedDate ?? today,
    dueDate: body.dueDate ?? '',
  });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const receivedDate = values.receivedDate || undefined;
  const dueDate = values.dueDate || undefined;
  const receivedFault = !receivedDate
    ? t('common:form.required')
    : receivedDate > today
      ? t('register.inFuture')
      : null;
  const dueFault = dueDate && receivedDate && dueDate < receivedDate ? t('resolve.dueBefore') : null;
  const register = () => {
    setTried(true);
    if (receivedFault || dueFault || !receivedDate) return;
    void run(async () => {
      try {
        const given = await office.takeNumber(body.journal, props.paper.id);
        const rule = dueDate === body.dueDate ? (body.dueRule ?? 'ministry') : 'manual';
        const term = { receivedDate, ...(dueDate ? { dueDate, dueRule: rule } : {}) };
        const changes = registerDelivered(props.paper, given, term, office.context());
        const failure = await office.act(changes, t('done.register', { number: given.number }));
        return failure;
      } catch (error) {
        showFailure(t('failed'));
        return toFailure(error);
      }
    });
  };
  return (
    <ActDialog title={t('step.register')} verb={t('register.verb')} busy={busy} onDo={register} onClose={props.onClose}>
      <Text>{t('register.what')}</Text>
      <DayField
        label={t('fact.received')}
        value={receivedDate}
        onChange={(day) => set({ receivedDate: day ?? '' })}
        max={today}
        error={tried ? receivedFault : null}
        data-autofocus
      />
      <div>
        <DayField
          label={`${t('fact.due')} ${t('common:form.optional')}`}
          value={dueDate}
          onChange={(day) => set({ dueDate: day ?? '' })}
          error={tried ? dueFault : null}
        />
        {body.dueDate && dueDate === body.dueDate ? <KnownFrom>{t('documents:dueRule.ministry')}</KnownFrom> : null}
      </div>
    </ActDialog>
  );
}

const BLANK = 'blank';

/** Begins an answer from a template, and opens it for writing. */
export function AnswerDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'documents']);
  const office = useOffice();
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const all = useTemplates();
  const { fill } = useFill();
  const today = useToday();
  const templates = useMemo(
    () =>
      (all ?? [])
        .filter(({ data }) => !data.notice)
        .toSorted((a, b) => rankTemplate(a.data, language) - rankTemplate(b.data, language)),
    [all, language],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const first = templates[0]?.id ?? BLANK;
  const templateId = chosen ?? first;
  const { busy, run } = useDoing(props);
  const { body } = props.paper;

  const begin = () =>
    void run(async () => {
      const template = templates.find((one) => one.id === templateId);
      const context = office.context();
      let subject = t('answer.subject', { subject: body.subject });
      let text = '';
      if (template) {
        const filled = fill(template.data, { paper: body });
        if (!filled.ok) {
          showFailure(failureText(filled.failure));
          return filled.failure;
        }
        ({ text, subject } = filled.value);
      }
      const id = context.newId();
      const failure = await office.act(
        draftAnswer(
          props.paper,
          {
            id,
            kind: (template?.data.kind as DocumentKind | undefined) ?? 'answer',
            subject: subject.slice(0, 500),
            text,
            ...(template ? { templateId: template.id } : {}),
          },
          context,
        ),
      );
      if (failure === null) void navigate(`/paper/${id}/edit`);
      return failure;
    });
  const picked = templates.find((one) => one.id === templateId);
  const abolished = picked ? findAbolished({ ...picked.data, title: picked.title }, today) : null;
  const refusal = templates.find((one) => one.data.kind === 'refusal');
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    group.current?.querySelector<HTMLInputElement>(`input[value="${templateId}"]`)?.focus();
  }, [templateId]);
  return (
    <ActDialog
      title={t('step.answer')}
      verb={t('answer.verb')}
      busy={busy || all === undefined}
      onDo={begin}
      onClose={props.onClose}
    >
      {/* Before they are read there is nothing to choose: whoever is quick would begin an empty answer. */}
      {all === undefined ? <LoadingState /> : null}
      <Radio.Group
        ref={group}
        hidden={all === undefined}
        label={t('answer.template')}
        description={t('answer.hint')}
        value={templateId}
        onChange={setChosen}
      >
        <Stack gap="xs" mt="xs">
          {templates.map((template) => (
            <Radio
              key={template.id}
              value={template.id}
              label={template.title}
              description={t(`documents:kind.${template.data.kind}`)}
            />
          ))}
          <Radio value={BLANK} label={t('answer.blank')} />
        </Stack>
      </Radio.Group>
      {abolished ? (
        <AbolishedNote paper={abolished} onRefuse={refusal ? () => setChosen(refusal.id) : undefined} />
      ) : null}
    </ActDialog>
  );
}

function rankTemplate(data: TemplateData, language: string): number {
  return (data.kind === 'answer' ? 0 : 2) + (data.language === language ? 0 : 1);
}
