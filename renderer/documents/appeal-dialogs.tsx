import { Anchor, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  forwardingDuty,
  isAppealKind,
  proposalNoticeDuty,
  UNCONSIDERED_REASONS,
  type UnconsideredReason,
} from '#shared/domain/documents/appeals.ts';
import { type AppealKind, appealDeadline } from '#shared/domain/documents/deadline.ts';
import type { NoticeKind } from '#shared/domain/documents/notices.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { useSummaries } from '../data/react.tsx';
import { useFailureText } from '../i18n/index.ts';
import { DayField, KnownFrom, showFailure } from '../ui/index.ts';
import { ActDialog } from './act-dialog.tsx';
import {
  draftNotices,
  extendAppeal,
  type FilledNotice,
  forwardAppeal,
  leaveUnconsidered,
  studyAppeal,
} from './appeal-acts.ts';
import { stepText } from './deadline-note.tsx';
import { type DialogProps, useDoing } from './doing.ts';
import { useAppealSettings, useCalendar, useOffice, useToday } from './office.ts';
import { useNotices } from './templates.ts';
import { useAsked } from './use-asked.ts';

function useWriteNotices() {
  const notices = useNotices();
  const failureText = useFailureText();
  return (...args: Parameters<typeof notices>): readonly FilledNotice[] | null => {
    const made = notices(...args);
    if (made.ok) return made.value;
    showFailure(failureText(made.failure));
    return null;
  };
}

function Reason({
  value,
  onChange,
  tried,
  label,
  hint,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly tried: boolean;
  readonly label: string;
  readonly hint?: string;
}) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={label}
      description={hint}
      autosize
      minRows={3}
      maxLength={2000}
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={tried && value.trim() === '' ? t('form.required') : null}
    />
  );
}

function Steps({ children }: { readonly children: ReactNode }) {
  return <KnownFrom>{children}</KnownFrom>;
}

/** Begins a study: a month from receipt, and the notice that tells of it. */
export function StudyDialog(props: DialogProps) {
  const { t } = useTranslation('paper');
  const office = useOffice();
  const calendar = useCalendar();
  const settings = useAppealSettings();
  const write = useWriteNotices();
  const { values, set, busy, run } = useAsked(`paper.${props.paper.id}.study`, props, { reason: '' });
  const [tried, setTried] = useState(false);
  const { body } = props.paper;
  const { receivedDate } = body;
  if (values === null || !isAppealKind(body.kind) || !receivedDate) return null;
  const { reason } = values;
  const proposal = body.kind === 'proposal';
  const deadline = appealDeadline({
    kind: body.kind,
    term: 'study',
    receivedDate,
    calendar,
    moveToWorkingDay: settings.moveToWorkingDay,
  });
  const notice = proposalNoticeDuty(body.kind, receivedDate);
  const go = () => {
    setTried(true);
    if (reason.trim() === '') return;
    void run(async () => {
      const { dueDate, rule: dueRule } = deadline;
      const kinds: readonly NoticeKind[] = body.correspondent?.name ? [proposal ? 'proposal_study' : 'study'] : [];
      const notices = write(kinds, body, { dueDate, reason: reason.trim() });
      if (notices === null) return { code: 'field_unknown' };
      const term = { dueDate, dueRule, reason: reason.trim() };
      return office.act(studyAppeal(props.paper, props.tasks, term, notices, office.context()), t('done.study'));
    });
  };
  return (
    <ActDialog title={t('step.study')} verb={t('appeal.study.verb')} busy={busy} onDo={go} onClose={props.onClose}>
      <Text>
        {proposal && notice ? t('appeal.study.proposal', { day: formatDay(notice.day) }) : t('appeal.study.what')}
      </Text>
      <Steps>{deadline.steps.map((step) => stepText(step, t)).join(' → ')}</Steps>
      <Reason
        value={reason}
        onChange={(words) => set({ reason: words })}
        tried={tried}
        label={t('appeal.reason')}
        hint={t('appeal.reasonHint')}
      />
      <Text size="sm" c="dimmed">
        {body.correspondent?.name ? t('appeal.noticeToo') : t('appeal.nobodyToTell')}
      </Text>
    </ActDialog>
  );
}

/** The head extends the term, by a month at most. */
export function ExtendDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'common']);
  const office = useOffice();
  const calendar = useCalendar();
  const settings = useAppealSettings();
  const write = useWriteNotices();
  const { body } = props.paper;
  const { receivedDate } = body;
  const limit = receivedDate
    ? appealDeadline({
        kind: body.kind as AppealKind,
        term: 'extended',
        receivedDate,
        calendar,
        moveToWorkingDay: settings.moveToWorkingDay,
      })
    : null;
  const { values, set, busy, run } = useAsked(`paper.${props.paper.id}.extend`, props, {
    dueDate: limit?.dueDate ?? '',
    reason: '',
  });
  const [tried, setTried] = useState(false);
  if (values === null || !limit) return null;
  const { reason } = values;
  const dueDate = values.dueDate || undefined;
  const fault = !dueDate
    ? t('common:form.required')
    : body.dueDate && dueDate <= body.dueDate
      ? t('appeal.extend.notLater')
      : dueDate > limit.dueDate
        ? t('appeal.extend.tooLate')
        : null;
  const go = () => {
    setTried(true);
    if (fault || reason.trim() === '' || !dueDate) return;
    void run(async () => {
      const kinds: readonly NoticeKind[] = body.correspondent?.name ? ['extension'] : [];
      const notices = write(kinds, body, { dueDate, reason: reason.trim() });
      if (notices === null) return { code: 'field_unknown' };
      const term = { dueDate, dueRule: limit.rule, reason: reason.trim() };
      return office.act(extendAppeal(props.paper, props.tasks, term, notices, office.context()), t('done.extend'));
    });
  };
  return (
    <ActDialog title={t('step.extend')} verb={t('appeal.extend.verb')} busy={busy} onDo={go} onClose={props.onClose}>
      <Text>{t('appeal.extend.what')}</Text>
      <div>
        <DayField
          label={t('appeal.extend.until')}
          value={dueDate}
          onChange={(day) => set({ dueDate: day ?? '' })}
          max={limit.dueDate}
          error={tried || (fault !== null && dueDate !== undefined) ? fault : null}
        />
        <Steps>
          {t('appeal.limit', { day: formatDay(limit.dueDate) })}
          <br />
          {limit.steps.map((step) => stepText(step, t)).join(' → ')}
        </Steps>
      </div>
      <Reason
        value={reason}
        onChange={(words) => set({ reason: words })}
        tried={tried}
        label={t('appeal.reason')}
        hint={t('appeal.reasonHint')}
      />
      <Text size="sm" c="dimmed">
        {body.correspondent?.name ? t('appeal.noticeToo') : t('appeal.nobodyToTell')}
      </Text>
    </ActDialog>
  );
}

/** Passes an appeal on to whom it concerns. */
export function ForwardDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'common']);
  const office = useOffice();
  const calendar = useCalendar();
  const settings = useAppealSettings();
  const today = useToday();
  const write = useWriteNotices();
  const { values, set, busy, run } = useAsked(`paper.${props.paper.id}.forward`, props, { to: '', note: '' });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { to, note } = values;
  const { body } = props.paper;
  const duty = body.receivedDate ? forwardingDuty({ receivedDate: body.receivedDate, calendar, settings }) : null;
  const go = () => {
    setTried(true);
    const name = to.trim();
    if (name === '') return;
    void run(async () => {
      const kinds: readonly NoticeKind[] = [
        'forward_cover',
        ...(body.correspondent?.name ? ['forwarding' as const] : []),
      ];
      const notices = write(
        kinds,
        body,
        { forwardedTo: name, reason: note.trim() },
        { forward_cover: { kind: 'organisation', name } },
      );
      if (notices === null) return { code: 'field_unknown' };
      return office.act(forwardAppeal(props.paper, props.tasks, name, notices, office.context()), t('done.forward'));
    });
  };
  return (
    <ActDialog title={t('step.forward')} verb={t('appeal.forward.verb')} busy={busy} onDo={go} onClose={props.onClose}>
      {duty ? (
        <Text>
          {t('appeal.forward.what', { day: formatDay(duty.day) })}{' '}
          {duty.day < today ? <strong>{t('appeal.forward.late')}.</strong> : null}
        </Text>
      ) : null}
      <TextInput
        label={t('appeal.forward.to')}
        maxLength={300}
        data-autofocus
        value={to}
        onChange={(event) => set({ to: event.currentTarget.value })}
        error={tried && to.trim() === '' ? t('common:form.required') : null}
      />
      <Textarea
        label={`${t('appeal.forward.note')} ${t('common:form.optional')}`}
        autosize
        minRows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
      <Text size="sm" c="dimmed">
        {body.correspondent?.name ? t('appeal.noticeToo') : t('appeal.nobodyToTell')}
      </Text>
    </ActDialog>
  );
}

const APPROVED: readonly string[] = ['approved', 'signed', 'sent'];

/** Leaves an appeal unconsidered: first the conclusion, and once it is approved, the step itself. */
export function UnconsiderDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'documents']);
  const office = useOffice();
  const write = useWriteNotices();
  const { body } = props.paper;
  const named = body.correspondent?.name !== undefined;
  const [reason, setReason] = useState<UnconsideredReason>(named ? 'unauthorised' : 'anonymous');
  const { busy, run } = useDoing(props);
  const internal = useSummaries('internal');
  const conclusions = internal.filter((one) => one.noticeOf === props.paper.id && one.noticeKind === 'conclusion');
  const approved = conclusions.find((one) => APPROVED.includes(one.state));
  const waiting = approved ? undefined : conclusions[0];
  const told = t(`documents:unconsideredReason.${reason}`);

  const go = () =>
    void run(async () => {
      if (!approved) {
        const made = write(['conclusion'], body, { reason: told });
        if (made === null) return { code: 'field_unknown' };
        return office.act(draftNotices(props.paper, made, office.context()), t('done.conclusion'));
      }
      const notices = write(named ? ['unconsidered'] : [], body, { reason: told });
      if (notices === null) return { code: 'field_unknown' };
      const ground = { reason, conclusionId: approved.id };
      return office.act(
        leaveUnconsidered(props.paper, props.tasks, ground, notices, office.context()),
        t('done.unconsider'),
      );
    });
  const verb = approved ? t('appeal.unconsider.verb') : t('appeal.unconsider.draft');
  return (
    <ActDialog
      title={t('step.unconsider')}
      verb={waiting ? t('paper:edit.done') : verb}
      busy={busy}
      onDo={waiting ? props.onClose : go}
      onClose={props.onClose}
    >
      <Text>{t('appeal.unconsider.what')}</Text>
      {waiting ? (
        <Text role="status">
          {t('appeal.unconsider.waits')}{' '}
          <Anchor component={Link} to={`/paper/${waiting.id}`}>
            {t('appeal.unconsider.open')}
          </Anchor>
        </Text>
      ) : (
        <Radio.Group
          label={t('appeal.unconsider.reason')}
          value={reason}
          onChange={(value) => setReason(value as UnconsideredReason)}
        >
          <Stack gap="xs" mt="xs">
            {UNCONSIDERED_REASONS.map((one) => (
              <Radio key={one} value={one} label={t(`documents:unconsideredReason.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {approved && named ? (
        <Text size="sm" c="dimmed">
          {t('appeal.noticeToo')}
        </Text>
      ) : null}
    </ActDialog>
  );
}
