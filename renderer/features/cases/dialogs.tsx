import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SERVICES } from '#shared/domain/casework/collections/case-events/index.ts';
import {
  CASE_OUTCOMES,
  CASE_SOURCES,
  GOAL_OUTCOMES,
  URGENCIES,
} from '#shared/domain/casework/collections/cases/index.ts';
import { approvedPlan, openGoals, workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import { CASE_PURPOSES, validConsents } from '#shared/domain/casework/consent.ts';
import { checkPhone } from '#shared/domain/casework/pinfl.ts';
import { addDays, addMonths, formatDay } from '#shared/domain/language/dates.ts';
import { type FieldSpec, FieldsDialog, type FieldValues } from '../../casework/fields-dialog.tsx';
import { useData } from '../../data/react.tsx';
import { useExecutors } from '../../documents/executors.ts';
import { type Office, useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useLanguage } from '../../i18n/index.ts';
import { showUndo } from '../../ui/index.ts';
import {
  acceptCase,
  addConsent,
  addEvent,
  assign,
  type CaseEvent,
  type CaseFile,
  closeCase,
  decidePlan,
  declineCase,
  editCase,
  editEvent,
  endGoal,
  endWork,
  type EventFields,
  followUp,
  meet,
  openCase,
  refer,
  reopenCase,
  sendReferral,
  stepEvent,
  withdrawConsent,
} from './acts.ts';
import { letGoOfCaseNumber, takeCaseNumber } from './number.ts';
import { goalOptions, keptUnder, mayWriteLetter } from './steps.ts';

/** What is asked over a case. */
export type Asking =
  | { readonly kind: 'consent'; readonly purpose?: string; readonly andOpen?: boolean }
  | { readonly kind: 'withdraw'; readonly consentId: string }
  | { readonly kind: 'visit' | 'service' | 'referral' | 'note' }
  | { readonly kind: 'step'; readonly event: CaseEvent; readonly step: StepAsked }
  | { readonly kind: 'editReferral'; readonly event: CaseEvent }
  | { readonly kind: 'goal'; readonly goalId: string }
  | { readonly kind: 'decide'; readonly decision: 'approved' | 'returned'; readonly planId: string }
  | { readonly kind: 'assign' }
  | { readonly kind: 'endWork'; readonly workerEntryId: string }
  | { readonly kind: 'edit' | 'safety' | 'close' | 'reopen' | 'accept' | 'decline' };

/** Steps of an event that ask for something. */
export type StepAsked =
  'send' | 'accept' | 'finish' | 'miss' | 'refuse' | 'mark_unanswered' | 'escalate' | 'move' | 'cancel';

interface Props {
  readonly file: CaseFile;
  readonly onClose: () => void;
}

/** The dialog of what is asked. */
export function CaseDialog({ asking, ...props }: Props & { readonly asking: Asking }) {
  switch (asking.kind) {
    case 'consent':
      return <ConsentDialog {...props} {...asking} />;
    case 'withdraw':
      return <WithdrawDialog {...props} consentId={asking.consentId} />;
    case 'visit':
    case 'service':
      return <MeetingDialog {...props} kind={asking.kind} />;
    case 'referral':
      return <ReferralDialog {...props} />;
    case 'editReferral':
      return <EditReferralDialog {...props} event={asking.event} />;
    case 'note':
      return <NoteDialog {...props} />;
    case 'step':
      return <StepDialog {...props} event={asking.event} step={asking.step} />;
    case 'goal':
      return <GoalDialog {...props} goalId={asking.goalId} />;
    case 'decide':
      return <DecideDialog {...props} planId={asking.planId} decision={asking.decision} />;
    case 'assign':
      return <AssignDialog {...props} />;
    case 'endWork':
      return <EndWorkDialog {...props} workerEntryId={asking.workerEntryId} />;
    case 'edit':
      return <EditDialog {...props} />;
    case 'safety':
      return <SafetyDialog {...props} />;
    case 'close':
      return <CloseDialog {...props} />;
    case 'reopen':
      return <ReopenDialog {...props} />;
    case 'accept':
      return <AcceptDialog {...props} />;
    case 'decline':
      return <DeclineDialog {...props} />;
  }
}

const of = (values: FieldValues, id: string) => values[id] ?? '';
const dayOf = (values: FieldValues, id: string) => values[id] || undefined;

function useChoices() {
  const { t } = useTranslation('casework');
  return (codes: readonly string[], group: string) => codes.map((value) => ({ value, label: t(`${group}.${value}`) }));
}

/** Fields of a consent, where they are asked within another form too. */
function useConsentFields(when?: FieldSpec['when']): readonly FieldSpec[] {
  const { t } = useTranslation('cases');
  const today = useToday();
  const shown = when ? { when } : {};
  return [
    { id: 'consentOn', kind: 'day', label: t('field.consentOn'), required: true, max: today, ...shown },
    { id: 'consentUntil', kind: 'day', label: t('field.consentUntil'), description: t('consent.untilHint'), ...shown },
    { id: 'consentHow', kind: 'text', label: t('field.consentHow'), ...shown },
  ];
}

function ConsentDialog({
  file,
  purpose,
  andOpen,
  onClose,
}: Props & { readonly purpose?: string; readonly andOpen?: boolean }) {
  const { t } = useTranslation('cases');
  const office = useOffice();
  const today = useToday();
  const choices = useChoices();
  const consentFields = useConsentFields();
  const fields: readonly FieldSpec[] = [
    {
      id: 'purpose',
      kind: 'select',
      label: t('consent.purpose'),
      required: true,
      options: choices(CASE_PURPOSES, 'purpose'),
    },
    ...consentFields,
    {
      id: 'toWhom',
      kind: 'text',
      label: t('consent.toWhom'),
      description: t('consent.toWhomHint'),
      when: (values) => of(values, 'purpose') !== 'services',
    },
    { id: 'words', kind: 'long', label: t('consent.words'), description: t('consent.wordsHint') },
  ];
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.consent${purpose ? `.${purpose}` : ''}`}
      title={t('consent.new')}
      verb={t(andOpen ? 'consent.saveAndOpen' : 'consent.save')}
      fields={fields}
      initial={{ purpose: purpose ?? '', consentOn: today, consentUntil: addMonths(today, 12) }}
      check={(values) => faultOfTerm(values, t)}
      onDo={(values) => {
        const context = office.context();
        const consent = addConsent(
          file,
          {
            purpose: of(values, 'purpose'),
            on: of(values, 'consentOn'),
            until: dayOf(values, 'consentUntil'),
            how: of(values, 'consentHow'),
            toWhom: of(values, 'toWhom'),
            words: of(values, 'words'),
          },
          context,
        );
        const opening = andOpen && of(values, 'purpose') === 'services' ? [openCase(file, context)] : [];
        return office.act([consent, ...opening], t(opening.length > 0 ? 'done.open' : 'done.consent'));
      }}
      onClose={onClose}
    />
  );
}

const faultOfTerm = (values: FieldValues, t: (key: string) => string): FieldValues => {
  const [on, until] = [of(values, 'consentOn'), of(values, 'consentUntil')];
  return on && until && until < on ? { consentUntil: t('fault.before_given') } : {};
};

function WithdrawDialog({ file, consentId, onClose }: Props & { readonly consentId: string }) {
  const { t } = useTranslation(['cases', 'casework']);
  const office = useOffice();
  const today = useToday();
  const consent = file.body.consents?.find((one) => one.id === consentId);
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.withdraw.${consentId}`}
      title={t('consent.withdraw')}
      verb={t('consent.withdrawVerb')}
      fields={[
        { id: 'on', kind: 'day', label: t('consent.withdrawnOn'), required: true, max: today },
        { id: 'note', kind: 'text', label: t('field.note'), length: 1000 },
      ]}
      initial={{ on: today }}
      intro={
        <Text>
          {consent ? `${t(`casework:purpose.${consent.purpose}`)}. ` : ''}
          {t('consent.withdrawHint')}
        </Text>
      }
      onDo={(values) =>
        office.act(
          [withdrawConsent(file, consentId, { on: of(values, 'on'), note: of(values, 'note') }, office.context())],
          t('done.withdrawn'),
        )
      }
      onClose={onClose}
    />
  );
}

function MeetingDialog({ file, kind, onClose }: Props & { readonly kind: 'visit' | 'service' }) {
  const { t } = useTranslation(['cases', 'casework']);
  const office = useOffice();
  const today = useToday();
  const choices = useChoices();
  const goals = goalOptions(file);
  const been = (values: FieldValues) => of(values, 'state') !== 'planned';
  const fields: readonly FieldSpec[] = [
    {
      id: 'state',
      kind: 'radio',
      label: t('event.stateLabel'),
      required: true,
      options: choices(kind === 'visit' ? ['done', 'planned', 'missed'] : ['done', 'planned'], 'eventState'),
    },
    { id: 'on', kind: 'day', label: t('event.on'), required: true },
    ...(kind === 'service'
      ? ([
          {
            id: 'service',
            kind: 'select',
            label: t('event.service'),
            required: true,
            options: choices(SERVICES, 'service'),
          },
          { id: 'provider', kind: 'text', label: t('event.giver') },
        ] as const)
      : []),
    { id: 'text', kind: 'long', label: t(kind === 'visit' ? 'event.seen' : 'event.text'), length: 10_000, when: been },
    { id: 'result', kind: 'long', label: t('event.result'), length: 10_000, when: been },
    ...(goals.length > 0 ? ([{ id: 'goalId', kind: 'select', label: t('event.goal'), options: goals }] as const) : []),
    { id: 'next', kind: 'day', label: t('event.next'), min: today, when: been },
  ];
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.${kind}`}
      title={t(`event.new.${kind}`)}
      verb={t('common:action.save')}
      fields={fields}
      initial={{ state: 'done', on: today }}
      check={(values): FieldValues => {
        const on = of(values, 'on');
        if (on === '') return {};
        if (been(values)) return on > today ? { on: t('fault.not_yet') } : {};
        return on < today ? { on: t('fault.planned_past') } : {};
      }}
      onDo={(values) =>
        office.act(
          meet(
            file,
            kind,
            {
              state: of(values, 'state') as 'done',
              on: of(values, 'on'),
              service: of(values, 'service'),
              provider: of(values, 'provider'),
              goalId: of(values, 'goalId'),
              text: of(values, 'text'),
              result: of(values, 'result'),
              next: dayOf(values, 'next'),
            },
            office.context(),
          ),
          t(`done.${kind}`),
        )
      }
      onClose={onClose}
    />
  );
}

const LETTER_LANGUAGES = ['uz-Latn', 'uz-Cyrl', 'ru', 'en', 'kaa', 'tg', 'other'] as const;
const NEW = 'new';

function useReferralFields(file: CaseFile): readonly FieldSpec[] {
  const { t } = useTranslation(['cases', 'casework']);
  const today = useToday();
  const choices = useChoices();
  const goals = goalOptions(file);
  return [
    { id: 'service', kind: 'select', label: t('event.service'), required: true, options: choices(SERVICES, 'service') },
    { id: 'provider', kind: 'text', label: t('event.provider'), required: true },
    { id: 'providerContact', kind: 'text', label: t('event.providerContact') },
    { id: 'due', kind: 'day', label: t('event.answerBy'), min: today },
    ...(mayWriteLetter(file, today)
      ? ([
          {
            id: 'letter',
            kind: 'long',
            label: t('event.letter'),
            description: t(file.body.kind === 'violence' ? 'event.letterOwnWords' : 'event.letterHint'),
            length: 10_000,
          },
          {
            id: 'letterLanguage',
            kind: 'select',
            label: t('event.letterLanguage'),
            options: choices(LETTER_LANGUAGES, 'letterLanguage'),
            when: (values: FieldValues) => of(values, 'letter').trim() !== '',
          },
        ] as const)
      : []),
    ...(goals.length > 0 ? ([{ id: 'goalId', kind: 'select', label: t('event.goal'), options: goals }] as const) : []),
  ];
}

function useConsentChoice(file: CaseFile) {
  const { t } = useTranslation('cases');
  const today = useToday();
  const valid = validConsents(file.body, 'referral', today);
  return {
    valid,
    options: [
      ...valid.map((one) => ({
        value: one.id,
        label: t('consent.option', {
          day: formatDay(one.on),
          until: one.until ? formatDay(one.until) : t('consent.endless'),
        }),
      })),
      { value: NEW, label: t('consent.fresh') },
    ],
  };
}

function ReferralDialog({ file, onClose }: Props) {
  const { t } = useTranslation(['cases', 'casework']);
  const office = useOffice();
  const today = useToday();
  const language = useLanguage();
  const { valid, options } = useConsentChoice(file);
  const fields = useReferralFields(file);
  const fresh = (values: FieldValues) => of(values, 'consentId') === NEW;
  const consentFields = useConsentFields(fresh);
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.referral`}
      title={t('event.new.referral')}
      verb={t('common:action.save')}
      fields={[
        ...fields,
        { id: 'consentId', kind: 'select', label: t('event.consent'), required: true, options },
        ...consentFields,
        {
          id: 'send',
          kind: 'radio',
          label: t('event.sendLabel'),
          required: true,
          options: [
            { value: 'now', label: t('event.sendNow') },
            { value: 'draft', label: t('event.sendLater') },
          ],
        },
      ]}
      initial={{
        consentId: valid[0]?.id ?? NEW,
        consentOn: today,
        consentUntil: addMonths(today, 6),
        due: addDays(today, 10),
        letterLanguage: language,
        send: 'now',
      }}
      check={(values) => ({
        ...(fresh(values) ? faultOfTerm(values, t) : {}),
        // One that was chosen half an hour ago may have been taken back since.
        ...(!fresh(values) && of(values, 'consentId') && !valid.some((one) => one.id === of(values, 'consentId'))
          ? { consentId: t('fault.consent_gone') }
          : {}),
      })}
      {...(mayWriteLetter(file, today) ? {} : { intro: <Text role="note">{t('event.letterNeedsConsent')}</Text> })}
      onDo={(values) =>
        office.act(
          refer(
            file,
            {
              service: of(values, 'service'),
              provider: of(values, 'provider'),
              providerContact: of(values, 'providerContact'),
              due: dayOf(values, 'due'),
              on: today,
              consentId: fresh(values) ? '' : of(values, 'consentId'),
              newConsent: {
                purpose: 'referral',
                on: of(values, 'consentOn'),
                until: dayOf(values, 'consentUntil'),
                how: of(values, 'consentHow'),
                toWhom: of(values, 'provider'),
              },
              letter: of(values, 'letter'),
              letterLanguage: of(values, 'letterLanguage') || language,
              goalId: of(values, 'goalId'),
              send: of(values, 'send') === 'now',
            },
            office.context(),
          ),
          t(of(values, 'send') === 'now' ? 'done.referral' : 'done.referralDraft'),
        )
      }
      onClose={onClose}
    />
  );
}

function EditReferralDialog({ file, event, onClose }: Props & { readonly event: CaseEvent }) {
  const { t } = useTranslation(['cases', 'common']);
  const office = useOffice();
  const fields = useReferralFields(file);
  const { body } = event;
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.referral.${event.id}`}
      title={t('event.editReferral')}
      verb={t('common:action.save')}
      fields={fields}
      initial={Object.fromEntries(fields.map(({ id }) => [id, String((body as Record<string, unknown>)[id] ?? '')]))}
      onDo={async (values) => {
        const next = Object.fromEntries(fields.map(({ id }) => [id, of(values, id).trim() || undefined]));
        const changes = editEvent(file, event, next as EventFields, office.context());
        return changes.length === 0 ? null : office.act(changes, t('done.edited'));
      }}
      onClose={onClose}
    />
  );
}

function NoteDialog({ file, onClose }: Props) {
  const { t } = useTranslation(['cases', 'common']);
  const office = useOffice();
  const today = useToday();
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.note`}
      title={t('event.new.note')}
      verb={t('common:action.save')}
      fields={[
        { id: 'text', kind: 'long', label: t('event.note'), required: true, length: 10_000 },
        { id: 'on', kind: 'day', label: t('event.on'), required: true, max: today },
      ]}
      initial={{ on: today }}
      onDo={(values) =>
        office.act(
          [
            addEvent(
              file,
              'note',
              'recorded',
              { on: of(values, 'on'), text: of(values, 'text').trim() },
              office.context(),
            ),
          ],
          t('done.note'),
        )
      }
      onClose={onClose}
    />
  );
}

function StepDialog({ file, event, step, onClose }: Props & { readonly event: CaseEvent; readonly step: StepAsked }) {
  const { t } = useTranslation(['cases', 'common']);
  const office = useOffice();
  const today = useToday();
  const { valid, options } = useConsentChoice(file);
  const { kind } = event.body;
  const receipt: readonly FieldSpec[] = [
    { id: 'name', kind: 'text', label: t('receipt.name'), length: 200 },
    { id: 'receivedOn', kind: 'day', label: t('receipt.on'), max: today },
    { id: 'number', kind: 'text', label: t('receipt.number'), length: 60 },
  ];
  const result: FieldSpec = { id: 'result', kind: 'long', label: t('event.result'), length: 10_000 };
  const why: FieldSpec = { ...result, label: t('event.why'), required: true };
  const answerBy: FieldSpec = { id: 'due', kind: 'day', label: t('event.answerBy'), min: today };
  const asked: Readonly<Record<StepAsked, readonly FieldSpec[]>> = {
    send: [
      {
        id: 'consentId',
        kind: 'select',
        label: t('event.consent'),
        required: true,
        options: options.filter((one) => one.value !== NEW),
        ...(valid.length === 0 ? { description: t('event.noConsent') } : {}),
      },
      { id: 'on', kind: 'day', label: t('event.sentOn'), required: true, max: today },
      answerBy,
    ],
    accept: [...receipt, answerBy],
    refuse: [why, ...receipt],
    mark_unanswered: [answerBy],
    escalate: [{ id: 'escalatedTo', kind: 'text', label: t('event.escalatedTo'), required: true }, answerBy],
    finish: [
      { id: 'on', kind: 'day', label: t('event.doneOn'), required: true, max: today },
      result,
      ...(kind === 'referral' ? receipt : []),
      ...(kind === 'visit' ? [{ id: 'next', kind: 'day', label: t('event.next'), min: today } as const] : []),
    ],
    miss: [
      { id: 'on', kind: 'day', label: t('event.on'), required: true, max: today },
      { ...result, label: t('event.whyMissed') },
      { id: 'next', kind: 'day', label: t('event.next'), min: today },
    ],
    move: [{ id: 'on', kind: 'day', label: t('event.movedTo'), required: true, min: today }],
    cancel: [why],
  };
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.${step}.${event.id}`}
      title={t(`step.${step}`)}
      verb={t(`step.${step}`)}
      fields={asked[step]}
      initial={{
        on: step === 'move' ? '' : today,
        due: step === 'send' ? (event.body.due ?? addDays(today, 10)) : '',
        receivedOn: step === 'accept' ? today : '',
        consentId: valid.find((one) => one.id === event.body.consentId)?.id ?? valid[0]?.id ?? '',
      }}
      onDo={(values) => office.act(changesOf(file, event, step, values, office), t('done.step'))}
      onClose={onClose}
    />
  );
}

function changesOf(file: CaseFile, event: CaseEvent, step: StepAsked, values: FieldValues, office: Office) {
  const context = office.context();
  const due = dayOf(values, 'due');
  const result = of(values, 'result').trim();
  const receipt = {
    name: of(values, 'name').trim(),
    on: of(values, 'receivedOn'),
    number: of(values, 'number').trim(),
  };
  switch (step) {
    case 'send':
      return [sendReferral(file, event, { on: of(values, 'on'), due, consentId: of(values, 'consentId') }, context)];
    case 'move':
      return editEvent(file, event, { on: of(values, 'on') }, context, {
        event: 'moved',
        note: `${formatDay(event.body.on)} → ${formatDay(of(values, 'on'))}`,
      });
    case 'accept':
      return [stepEvent(file, event, step, { receipt, due } as EventFields, context)];
    case 'mark_unanswered':
      return [stepEvent(file, event, step, { due } as EventFields, context)];
    case 'escalate':
      return [
        stepEvent(file, event, step, { escalatedTo: of(values, 'escalatedTo').trim(), due } as EventFields, context),
      ];
    case 'refuse':
      return [stepEvent(file, event, step, { result, receipt } as EventFields, context)];
    case 'cancel':
      return [stepEvent(file, event, step, { result }, context)];
    case 'finish':
    case 'miss':
      return [
        stepEvent(
          file,
          event,
          step,
          { on: of(values, 'on'), result, ...(event.body.kind === 'referral' ? { receipt } : {}) } as EventFields,
          context,
        ),
        ...followUp(file, dayOf(values, 'next'), context),
      ];
  }
}

function GoalDialog({ file, goalId, onClose }: Props & { readonly goalId: string }) {
  const { t } = useTranslation(['cases', 'common']);
  const office = useOffice();
  const today = useToday();
  const choices = useChoices();
  const goal = approvedPlan(file.body)?.goals.find((one) => one.id === goalId);
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.goal.${goalId}`}
      title={t('goal.end')}
      verb={t('common:action.save')}
      intro={<Text fw={600}>{goal?.goal}</Text>}
      fields={[
        {
          id: 'outcome',
          kind: 'radio',
          label: t('goal.outcome'),
          required: true,
          options: choices(GOAL_OUTCOMES, 'goalOutcome'),
        },
        { id: 'on', kind: 'day', label: t('event.on'), required: true, max: today },
        { id: 'note', kind: 'long', label: t('field.note') },
      ]}
      initial={{ on: today }}
      onDo={(values) =>
        office.act(
          [
            endGoal(
              file,
              { goalId, outcome: of(values, 'outcome'), on: of(values, 'on'), note: of(values, 'note') },
              office.context(),
            ),
          ],
          t('done.goal'),
        )
      }
      onClose={onClose}
    />
  );
}

function DecideDialog(props: Props & { readonly planId: string; readonly decision: 'approved' | 'returned' }) {
  const { file, planId, decision, onClose } = props;
  const { t } = useTranslation('cases');
  const office = useOffice();
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.decide.${planId}`}
      title={t(`plan.${decision}Title`)}
      verb={t(`plan.${decision}Verb`)}
      fields={[
        {
          id: 'note',
          kind: 'long',
          label: t(decision === 'returned' ? 'plan.whyReturned' : 'field.note'),
          required: decision === 'returned',
        },
      ]}
      initial={{}}
      onDo={(values) =>
        office.act(
          [decidePlan(file, planId, decision, of(values, 'note'), office.context())],
          t(`done.plan_${decision}`),
        )
      }
      onClose={onClose}
    />
  );
}

function AssignDialog({ file, onClose }: Props) {
  const { t } = useTranslation(['cases', 'casework']);
  const office = useOffice();
  const people = useExecutors();
  const choices = useChoices();
  const guarded = file.body.kind === 'violence';
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.assign`}
      title={t('worker.assign')}
      verb={t('worker.assignVerb')}
      fields={[
        { id: 'userId', kind: 'select', label: t('worker.who'), required: true, options: people },
        {
          id: 'role',
          kind: 'radio',
          label: t('worker.role'),
          required: true,
          options: choices(['worker', 'supervisor'], 'role'),
        },
        { id: 'note', kind: 'text', label: t('field.note'), length: 1000 },
      ]}
      initial={{ role: 'worker' }}
      check={(values): FieldValues =>
        workersOf(file.body).some((one) => one.userId === of(values, 'userId') && one.role === of(values, 'role'))
          ? { userId: t('fault.works_already') }
          : {}
      }
      {...(guarded ? { intro: <Text role="note">{t('worker.guardedHint')}</Text> } : {})}
      onDo={(values) =>
        office.act(
          [
            assign(
              file,
              { userId: of(values, 'userId'), role: of(values, 'role'), note: of(values, 'note') },
              office.context(),
            ),
          ],
          t('done.assigned'),
        )
      }
      onClose={onClose}
    />
  );
}

function EndWorkDialog({ file, workerEntryId, onClose }: Props & { readonly workerEntryId: string }) {
  const { t } = useTranslation('cases');
  const office = useOffice();
  const { nameOf } = usePeopleOfOffice();
  const worker = workersOf(file.body).find((one) => one.id === workerEntryId);
  const alone = workersOf(file.body).filter((one) => one.role === 'worker').length < 2 && worker?.role === 'worker';
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.endWork.${workerEntryId}`}
      title={t('worker.end')}
      verb={t('worker.endVerb')}
      intro={
        <Text>
          {nameOf(worker?.userId)}.{' '}
          {alone ? t(file.body.kind === 'violence' ? 'worker.lastGuarded' : 'worker.last') : ''}
        </Text>
      }
      fields={[{ id: 'note', kind: 'text', label: t('field.note'), length: 1000 }]}
      initial={{}}
      // A protected file without anybody assigned could not be opened by anyone.
      check={(): FieldValues => (alone && file.body.kind === 'violence' ? { note: t('worker.lastGuarded') } : {})}
      onDo={(values) =>
        office.act([endWork(file, workerEntryId, of(values, 'note'), office.context())], t('done.unassigned'))
      }
      onClose={onClose}
    />
  );
}

function EditDialog({ file, onClose }: Props) {
  const { t } = useTranslation(['cases', 'common', 'errors']);
  const office = useOffice();
  const today = useToday();
  const choices = useChoices();
  const linked = file.body.personId !== undefined;
  const guarded = file.body.kind === 'violence';
  const fields: readonly FieldSpec[] = [
    ...(linked
      ? []
      : ([
          {
            id: 'clientName',
            kind: 'text',
            label: t(guarded ? 'field.clientAlias' : 'field.clientName'),
            required: true,
            length: 200,
          },
          { id: 'clientBirthDate', kind: 'day', label: t('field.clientBirthDate'), max: today },
        ] as const)),
    { id: 'clientPhone', kind: 'text', label: t('field.clientPhone'), length: 40 },
    { id: 'clientAddress', kind: 'text', label: t('field.clientAddress') },
    { id: 'safeContact', kind: 'long', label: t('field.safeContact'), length: 1000 },
    { id: 'openedOn', kind: 'day', label: t('field.openedOn'), required: true, max: today },
    { id: 'source', kind: 'select', label: t('field.source'), options: choices(CASE_SOURCES, 'source') },
    { id: 'urgency', kind: 'radio', label: t('field.urgency'), options: choices(URGENCIES, 'urgency') },
    { id: 'request', kind: 'long', label: t('field.request'), required: true, length: 10_000 },
  ];
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.edit`}
      title={t('edit')}
      verb={t('common:action.save')}
      fields={fields}
      initial={Object.fromEntries(
        fields.map(({ id }) => [id, String((file.body as Record<string, unknown>)[id] ?? '')]),
      )}
      check={(values): FieldValues =>
        of(values, 'clientPhone').trim() && !checkPhone(of(values, 'clientPhone')).ok
          ? { clientPhone: t('errors:phone_invalid') }
          : {}
      }
      onDo={async (values) => {
        const changes = editCase(file, values, office.context());
        return changes.length === 0 ? null : office.act(changes, t('done.edited'));
      }}
      onClose={onClose}
    />
  );
}

function SafetyDialog({ file, onClose }: Props) {
  const { t } = useTranslation(['cases', 'common']);
  const office = useOffice();
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.safety`}
      title={t('safety.title')}
      verb={t('common:action.save')}
      fields={[
        { id: 'safetyPlan', kind: 'long', label: t('safety.plan'), description: t('safety.hint'), length: 10_000 },
        { id: 'safeContact', kind: 'long', label: t('field.safeContact'), length: 1000 },
      ]}
      initial={{ safetyPlan: file.body.safetyPlan ?? '', safeContact: file.body.safeContact ?? '' }}
      onDo={async (values) => {
        const changes = editCase(file, values, office.context());
        return changes.length === 0 ? null : office.act(changes, t('done.safety'));
      }}
      onClose={onClose}
    />
  );
}

function CloseDialog({ file, onClose }: Props) {
  const { t } = useTranslation(['cases', 'common']);
  const office = useOffice();
  const today = useToday();
  const choices = useChoices();
  const plan = approvedPlan(file.body);
  const left = new Set(openGoals(file.body));
  const goals = (plan?.goals ?? []).filter((goal) => left.has(goal.id));
  const outcomes = CASE_OUTCOMES.filter((one) => plan || !one.startsWith('goals_'));
  const fields: readonly FieldSpec[] = [
    ...goals.map((goal, at): FieldSpec => ({
      id: `goal-${goal.id}`,
      kind: 'radio',
      label: t('close.goalN', { n: at + 1, goal: goal.goal }),
      required: true,
      options: choices(GOAL_OUTCOMES, 'goalOutcome'),
    })),
    { id: 'outcome', kind: 'select', label: t('close.outcome'), required: true, options: choices(outcomes, 'outcome') },
    { id: 'on', kind: 'day', label: t('close.on'), required: true, max: today },
    { id: 'note', kind: 'long', label: t('close.note') },
  ];
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.close`}
      title={t('close.title')}
      verb={t('close.verb')}
      fields={fields}
      initial={{ on: today }}
      {...(plan ? {} : { intro: <Text>{t('close.noPlan')}</Text> })}
      onDo={async (values) => {
        const on = of(values, 'on');
        const context = office.context();
        const closing = closeCase(
          file,
          {
            outcome: of(values, 'outcome'),
            on,
            note: of(values, 'note'),
            goals: goals.map((goal) => ({ goalId: goal.id, outcome: of(values, `goal-${goal.id}`), on, note: '' })),
          },
          context,
        );
        const failure = await office.act([closing]);
        if (failure === null) {
          showUndo(t('done.closed'), () => void office.act([reopenCase(file, t('close.undone'), office.context())]));
        }
        return failure;
      }}
      onClose={onClose}
    />
  );
}

function ReopenDialog({ file, onClose }: Props) {
  const { t } = useTranslation('cases');
  const office = useOffice();
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.reopen`}
      title={t('reopen.title')}
      verb={t('reopen.verb')}
      fields={[{ id: 'reason', kind: 'long', label: t('reopen.reason'), required: true, length: 2000 }]}
      initial={{}}
      onDo={(values) => office.act([reopenCase(file, of(values, 'reason'), office.context())], t('done.reopened'))}
      onClose={onClose}
    />
  );
}

function AcceptDialog({ file, onClose }: Props) {
  const { t } = useTranslation('cases');
  const data = useData();
  const office = useOffice();
  const today = useToday();
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.accept`}
      title={t('arrived.accept')}
      verb={t('arrived.acceptVerb')}
      intro={<Text>{t('arrived.acceptHint')}</Text>}
      fields={[]}
      initial={{}}
      onDo={async () => {
        const number = await takeCaseNumber(data, file.id, file.body.kind, today);
        const failure = await office.act([acceptCase(file, number, office.context())], t('done.accepted'));
        if (failure === null) await letGoOfCaseNumber(data, file.id, file.body.kind, today);
        return failure;
      }}
      onClose={onClose}
    />
  );
}

function DeclineDialog({ file, onClose }: Props) {
  const { t } = useTranslation('cases');
  const office = useOffice();
  return (
    <FieldsDialog
      keepAs={`${keptUnder(file)}.decline`}
      title={t('arrived.decline')}
      verb={t('arrived.declineVerb')}
      fields={[{ id: 'note', kind: 'long', label: t('arrived.why'), required: true, length: 2000 }]}
      initial={{}}
      onDo={(values) => office.act([declineCase(file, of(values, 'note'), office.context())], t('done.declined'))}
      onClose={onClose}
    />
  );
}
