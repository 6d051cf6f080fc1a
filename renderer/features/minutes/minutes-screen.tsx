import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  NumberInput,
  Radio,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import i18next from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import {
  type AgendaItem,
  hasQuorum,
  memberCount,
  type Meeting,
  type MeetingDecision,
  type MinutesWords,
  minutesText,
  PRESENCES,
  presentCount,
  quorumNeeded,
  QUORUM_RULES,
  voteOutcome,
} from '#shared/domain/documents/meeting.ts';
import { isOfficeRole } from '#shared/domain/access/roles.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { formatDayLong, formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useRecord, useStaff } from '../../data/react.tsx';
import { submitDraft } from '../../documents/acts.ts';
import { useExecutors } from '../../documents/executors.ts';
import { useOffice, usePeopleOfOffice, useScript, useToday } from '../../documents/office.ts';
import { canEdit } from '../../documents/steps.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import {
  DayField,
  DraftSign,
  EmptyState,
  ErrorSummary,
  type FieldFault,
  FormActions,
  FormColumn,
  LoadingState,
  Page,
  StateBadge,
} from '../../ui/index.ts';
import {
  emptyItem,
  emptyMinutes,
  fromMeeting,
  type MinutesForm,
  minutesFaults,
  saveMinutes,
  toMeeting,
} from './form.ts';

/** Writes the minutes of a meeting: new ones, or a draft. */
export function MinutesScreen() {
  const { id } = useParams();
  const { t } = useTranslation(['minutes', 'paper']);
  const { user } = useSession();
  const paper = useRecord('documents', id ?? null);
  const staff = useStaff();
  if (paper === undefined || staff.size === 0) return <LoadingState />;
  if (id && (paper === null || !paper.body.meeting || !canEdit(paper, user))) {
    return (
      <EmptyState
        order={1}
        title={paper === null ? t('paper:gone.title') : t('paper:edit.frozen')}
        action={
          <Button component={Link} to={paper === null ? '/papers/minutes' : `/paper/${id}`}>
            {t('paper:edit.done')}
          </Button>
        }
      />
    );
  }
  return <Minutes key={id ?? 'new'} paper={paper} staff={staff} />;
}

function Minutes({
  paper,
  staff,
}: {
  readonly paper: RecordOf<'documents'> | null;
  /** Read before the form begins, which has them on its list. */
  readonly staff: ReturnType<typeof useStaff>;
}) {
  const { t } = useTranslation(['minutes', 'common', 'paper']);
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const session = useSession();
  const script = useScript();
  const executors = useExecutors();
  const { nameOf } = usePeopleOfOffice();
  const form = useKeptForm<MinutesForm>(paper ? `minutes.${paper.id}` : 'minutes.new', () =>
    paper
      ? fromMeeting(paper.id, paper.body.subject, paper.body.meeting ?? {})
      : emptyMinutes({
          newId: () => data.newId(),
          today,
          subject: t('usual'),
          place: session.office.name[script],
          staff: [...staff.values()].filter((member) => member.active && isOfficeRole(member.role)),
        }),
  );
  const began = useRef(
    paper ? { subject: paper.body.subject, text: paper.body.text ?? '', meeting: paper.body.meeting ?? {} } : null,
  );
  const [shownFaults, setShownFaults] = useState<readonly FieldFault[]>([]);
  const [saving, setSaving] = useState(false);
  const running = useRef(false);
  const { values } = form;
  if (!values) return <LoadingState />;

  const meeting = toMeeting(values);
  const present = presentCount(meeting);
  const members = memberCount(meeting);
  const needed = quorumNeeded(members, meeting.quorumRule);
  const set = form.set;
  const setItem = (itemId: string, change: Partial<AgendaItem>) =>
    set({ agenda: values.agenda.map((item) => (item.id === itemId ? { ...item, ...change } : item)) });

  const finish = async (send: boolean) => {
    if (running.current) return;
    const faults = send
      ? minutesFaults(values)
      : minutesFaults(values).filter(({ at, code }) => at === 'subject' || code === 'invalid_input');
    setShownFaults(
      faults.map(({ at, code }) => ({
        fieldId: `minutes-${at}`,
        message: `${placeOf(at, values, t)}: ${code === 'field_required' ? t('common:form.required') : failureText({ code })}`,
      })),
    );
    if (faults.length > 0) return;
    running.current = true;
    setSaving(true);
    try {
      const text = textOf(meeting, language, nameOf);
      const context = office.context();
      const changes = saveMinutes(values, began.current, text, context);
      if (changes.length > 0 && (await office.act(changes, send ? undefined : t('saved'))) !== null) return;
      began.current = { subject: values.subject.trim(), text, meeting };
      await data.drafts.discard(paper ? `minutes.${paper.id}` : 'minutes.new');
      if (send) {
        const body = { ...paper?.body, subject: values.subject.trim(), text } as DocumentBody;
        const failure = await office.act(
          submitDraft({ id: values.paperId, body }, office.context()),
          t('paper:done.submit'),
        );
        if (failure !== null) return;
      }
      await form.reset(values);
      void navigate(`/paper/${values.paperId}`);
    } finally {
      running.current = false;
      setSaving(false);
    }
  };

  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <FormColumn onSubmit={() => void finish(true)} label={t('title')}>
        <ErrorSummary faults={shownFaults} />
        <TextInput
          id="minutes-subject"
          label={t('field.subject')}
          value={values.subject}
          maxLength={500}
          onChange={(event) => set({ subject: event.currentTarget.value })}
          autoFocus
        />
        <DayField
          id="minutes-heldDate"
          label={t('field.heldDate')}
          value={values.heldDate}
          onChange={(heldDate) => set({ heldDate })}
          today={today}
          max={today}
        />
        {(['place', 'chairName', 'clerkName'] as const).map((field) => (
          <TextInput
            key={field}
            label={t(`field.${field}`)}
            value={values[field]}
            maxLength={field === 'place' ? 300 : 200}
            onChange={(event) => set({ [field]: event.currentTarget.value })}
          />
        ))}
        <Fieldset legend={t('attendance')} id="minutes-attendance" tabIndex={-1}>
          <Stack gap="xs">
            {values.attendance.map((one, at) => (
              <Group key={one.id} gap="xs" align="flex-end" wrap="nowrap">
                <TextInput
                  aria-label={t('field.attendee', { n: at + 1 })}
                  value={one.name}
                  maxLength={200}
                  style={{ flex: 1 }}
                  onChange={(event) => {
                    const name = event.currentTarget.value;
                    set({ attendance: values.attendance.map((a) => (a.id === one.id ? { ...a, name } : a)) });
                  }}
                />
                <Select
                  aria-label={t('field.presence', { n: at + 1 })}
                  data={PRESENCES.map((presence) => ({ value: presence, label: t(`presence.${presence}`) }))}
                  value={one.presence}
                  onChange={(value) => {
                    const presence = PRESENCES.find((p) => p === value);
                    if (!presence) return;
                    set({ attendance: values.attendance.map((a) => (a.id === one.id ? { ...a, presence } : a)) });
                  }}
                  allowDeselect={false}
                  w={150}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  aria-label={t('removeAttendee', { n: at + 1 })}
                  onClick={() => set({ attendance: values.attendance.filter((a) => a.id !== one.id) })}
                >
                  <IconTrash size={18} aria-hidden />
                </ActionIcon>
              </Group>
            ))}
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() =>
                set({ attendance: [...values.attendance, { id: data.newId(), name: '', presence: 'present' }] })
              }
              disabled={values.attendance.length >= 300}
              style={{ alignSelf: 'flex-start' }}
            >
              {t('addAttendee')}
            </Button>
            <TextInput
              id="minutes-othersPresent"
              label={`${t('field.othersPresent')} ${t('common:form.optional')}`}
              description={t('field.othersPresentHint')}
              inputMode="numeric"
              maxLength={6}
              maw={240}
              value={values.othersPresent}
              onChange={(event) => set({ othersPresent: event.currentTarget.value })}
            />
            <TextInput
              id="minutes-members"
              label={t('field.members')}
              inputMode="numeric"
              maxLength={6}
              maw={240}
              value={values.members}
              onChange={(event) => set({ members: event.currentTarget.value })}
            />
            <Radio.Group
              label={t('field.quorumRule')}
              description={t('field.quorumRuleHint')}
              value={values.quorumRule}
              onChange={(quorumRule) => set({ quorumRule: quorumRule as MinutesForm['quorumRule'] })}
            >
              <Group mt={4}>
                {QUORUM_RULES.map((rule) => (
                  <Radio key={rule} value={rule} label={t(`quorumRule.${rule}`)} />
                ))}
              </Group>
            </Radio.Group>
            <div role="status">
              <StateBadge tone={hasQuorum(meeting) ? 'done' : 'overdue'}>
                {t(hasQuorum(meeting) ? 'quorum.there' : 'quorum.missing', { present, members, needed })}
              </StateBadge>
            </div>
          </Stack>
        </Fieldset>
        <Textarea
          label={`${t('field.guests')} ${t('common:form.optional')}`}
          autosize
          minRows={1}
          maxLength={2000}
          value={values.guests}
          onChange={(event) => set({ guests: event.currentTarget.value })}
        />
        <Title order={2} id="minutes-agenda" tabIndex={-1}>
          {t('agenda')}
        </Title>
        {values.agenda.map((item, at) => (
          <Item
            key={item.id}
            item={item}
            at={at}
            present={present}
            executors={executors}
            today={today}
            newId={() => data.newId()}
            onChange={(change) => setItem(item.id, change)}
            onRemove={() => set({ agenda: values.agenda.filter((one) => one.id !== item.id) })}
          />
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => set({ agenda: [...values.agenda, emptyItem(data.newId())] })}
          disabled={values.agenda.length >= 50}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('addItem')}
        </Button>
        <FormActions>
          <Button type="submit" loading={saving} title="Ctrl + Enter">
            {t('paper:step.submit')}
          </Button>
          <Button variant="default" onClick={() => void finish(false)} disabled={saving}>
            {t('save')}
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
        </FormActions>
      </FormColumn>
    </Page>
  );
}

function Item({
  item,
  at,
  present,
  executors,
  today,
  newId,
  onChange,
  onRemove,
}: {
  readonly item: AgendaItem;
  readonly at: number;
  readonly present: number;
  readonly executors: ReturnType<typeof useExecutors>;
  readonly today: string;
  readonly newId: () => string;
  readonly onChange: (change: Partial<AgendaItem>) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation(['minutes', 'common', 'paper']);
  const n = at + 1;
  const decisions = item.decisions ?? [];
  const outcome = voteOutcome(item, present);
  const setDecision = (id: string, change: Partial<MeetingDecision>) =>
    onChange({ decisions: decisions.map((one) => (one.id === id ? withoutEmpty({ ...one, ...change }) : one)) });
  return (
    <Fieldset legend={t('item', { n })} id={`minutes-${item.id}`} tabIndex={-1}>
      <Stack gap="sm">
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            label={t('field.title')}
            value={item.title}
            maxLength={500}
            style={{ flex: 1 }}
            onChange={(event) => onChange({ title: event.currentTarget.value })}
          />
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('removeItem', { n })} onClick={onRemove}>
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
        <TextInput
          label={`${t('field.speaker')} ${t('common:form.optional')}`}
          value={item.speaker ?? ''}
          maxLength={200}
          onChange={(event) => onChange({ speaker: event.currentTarget.value || undefined } as Partial<AgendaItem>)}
        />
        <Textarea
          label={`${t('field.heard')} ${t('common:form.optional')}`}
          autosize
          minRows={2}
          maxLength={10_000}
          value={item.heard ?? ''}
          onChange={(event) => onChange({ heard: event.currentTarget.value || undefined } as Partial<AgendaItem>)}
        />
        <Group align="flex-end">
          {(['votesFor', 'votesAgainst', 'votesAbstained'] as const).map((field) => (
            <NumberInput
              key={field}
              label={t(`field.${field}`)}
              value={item[field] ?? ''}
              onChange={(value) =>
                onChange({
                  [field]: typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined,
                } as Partial<AgendaItem>)
              }
              min={0}
              max={100_000}
              allowDecimal={false}
              hideControls
              w={110}
            />
          ))}
          <div role="status">
            <StateBadge tone={outcome === 'adopted' ? 'done' : outcome === 'rejected' ? 'overdue' : 'neutral'}>
              {t(`outcome.${outcome}`)}
            </StateBadge>
          </div>
        </Group>
        {decisions.map((decision, m) => (
          <Stack key={decision.id} gap="xs" id={`minutes-${decision.id}`} tabIndex={-1}>
            <Textarea
              label={t('field.decision', { n: `${n}.${m + 1}` })}
              autosize
              minRows={1}
              maxLength={1000}
              value={decision.text}
              onChange={(event) => setDecision(decision.id, { text: event.currentTarget.value })}
            />
            <Group align="flex-end">
              <Select
                label={`${t('field.executor')} ${t('common:form.optional')}`}
                data={executors}
                value={decision.executorId ?? null}
                onChange={(executorId) =>
                  setDecision(decision.id, { executorId: executorId ?? undefined } as Partial<MeetingDecision>)
                }
                searchable
                clearable
                clearButtonProps={{ 'aria-label': t('common:action.clear') }}
                nothingFoundMessage={t('paper:resolve.nobody')}
                w={280}
              />
              <DayField
                label={t('field.due')}
                value={decision.dueDate}
                onChange={(dueDate) => setDecision(decision.id, { dueDate } as Partial<MeetingDecision>)}
                today={today}
                maw={180}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('removeDecision', { n: `${n}.${m + 1}` })}
                onClick={() => onChange({ decisions: decisions.filter((one) => one.id !== decision.id) })}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
          </Stack>
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange({ decisions: [...decisions, { id: newId(), text: '' }] })}
          disabled={decisions.length >= 20}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('addDecision')}
        </Button>
      </Stack>
    </Fieldset>
  );
}

function withoutEmpty(decision: MeetingDecision): MeetingDecision {
  const { executorId, dueDate, ...rest } = decision;
  return { ...rest, ...(executorId ? { executorId } : {}), ...(dueDate ? { dueDate } : {}) };
}

function placeOf(at: string, form: MinutesForm, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (at === 'attendance' || at === 'agenda') return t(at);
  const item = form.agenda.findIndex((one) => one.id === at || one.decisions?.some((decision) => decision.id === at));
  return item < 0 ? t(`field.${at}`) : t('item', { n: item + 1 });
}

/** Minutes are written in Uzbek: in the script of the interface where it has one. */
function textOf(meeting: Meeting, language: string, nameOf: (id: string) => string | undefined): string {
  const script = language === 'uz-Cyrl' ? 'uz-Cyrl' : 'uz-Latn';
  const t = i18next.getFixedT(script, 'minutes');
  const words: MinutesWords = (key, values) => t(`text.${key}`, { ...values });
  return minutesText(meeting, words, {
    day: (day) => formatDayLong(day, script),
    nameOf: (id) => nameOf(id) ?? '',
  }).slice(0, 100_000);
}
