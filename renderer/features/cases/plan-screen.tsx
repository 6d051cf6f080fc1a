import { Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { addMonths, formatMoment } from '#shared/domain/language/dates.ts';
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
import { addPlan, type CaseFile, type GoalForm, type PlanForm } from './acts.ts';
import { Guarded } from './guarded.tsx';
import classes from './cases.module.css';
import { keptUnder } from './steps.ts';

/** Writes the next version of a case's plan, beginning from the last one. */
export function PlanScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('cases');
  const file = useRecord('cases', id);
  if (file === undefined) return <LoadingState />;
  if (file === null) return <EmptyState title={t('gone')} order={1} />;
  return (
    <Guarded kind={file.body.kind}>
      <Fields key={id} file={file} />
    </Guarded>
  );
}

const goalId = (goal: GoalForm, field: string) => `goal-${goal.id}-${field}`;

interface Fault {
  readonly fieldId: string;
  readonly n: number;
  readonly code: 'required' | 'review_past' | 'goal_past';
}

function findPlanFaults(form: PlanForm, today: string, before: ReadonlyMap<string, string | undefined>): Fault[] {
  const faults: Fault[] = [];
  for (const [at, goal] of form.goals.entries()) {
    const n = at + 1;
    if (!goal.need.trim()) faults.push({ fieldId: goalId(goal, 'need'), n, code: 'required' });
    if (!goal.goal.trim()) faults.push({ fieldId: goalId(goal, 'goal'), n, code: 'required' });
    // A day that stood in the earlier version may have gone by.
    if (goal.due && goal.due < today && before.get(goal.id) !== goal.due) {
      faults.push({ fieldId: goalId(goal, 'due'), n, code: 'goal_past' });
    }
  }
  if (form.reviewOn && form.reviewOn < today) faults.push({ fieldId: 'plan-review', n: 0, code: 'review_past' });
  return faults;
}

function Fields({ file }: { readonly file: CaseFile }) {
  const { t } = useTranslation(['cases', 'common']);
  const language = useLanguage();
  const navigate = useNavigate();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const last = file.body.plans?.at(-1);
  const emptyGoal = (): GoalForm => ({ id: data.newId(), need: '', goal: '', responsible: '' });
  const begin = (): PlanForm => ({
    planId: data.newId(),
    reviewOn: last?.reviewOn && last.reviewOn >= today ? last.reviewOn : addMonths(today, 3),
    note: '',
    goals: last
      ? last.goals.map((goal) => ({
          id: goal.id,
          need: goal.need,
          goal: goal.goal,
          responsible: goal.responsible ?? '',
          ...(goal.due ? { due: goal.due } : {}),
        }))
      : [emptyGoal()],
  });
  const form = useKeptForm<PlanForm>(`${keptUnder(file)}.plan.${last?.id ?? ''}`, begin);
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const running = useRef(false);
  const { values } = form;
  if (values === null) return <LoadingState />;
  const faults = findPlanFaults(values, today, new Map((last?.goals ?? []).map((goal) => [goal.id, goal.due])));
  const words = (fault: Fault) => (fault.code === 'required' ? t('common:form.required') : t(`fault.${fault.code}`));
  const faultAt = (fieldId: string) => {
    const fault = faults.find((one) => one.fieldId === fieldId && (tried || one.code !== 'required'));
    return fault ? words(fault) : null;
  };
  const setGoal = (at: number, change: Partial<GoalForm>) =>
    form.set({ goals: values.goals.map((goal, other) => (other === at ? { ...goal, ...change } : goal)) });
  const save = async () => {
    setTried(true);
    if (running.current || faults.length > 0) return;
    running.current = true;
    setSaving(true);
    const failure = await office.act([addPlan(file, values, office.context())], t('done.plan'));
    running.current = false;
    setSaving(false);
    if (failure) return;
    await form.reset(begin());
    void navigate(`/cases/${file.id}?part=plan`, { replace: true });
  };
  return (
    <Page
      title={last ? t('plan.nextVersion', { n: (file.body.plans?.length ?? 0) + 1 }) : t('plan.new')}
      subtitle={t('plan.hint')}
      actions={
        <Button variant="default" onClick={() => void navigate(`/cases/${file.id}?part=plan`)}>
          {t('common:action.back')}
        </Button>
      }
    >
      <FormColumn onSubmit={() => void save()} label={t('plan.title')}>
        <ErrorSummary
          faults={
            tried
              ? faults.map((fault) => ({
                  fieldId: fault.fieldId,
                  message: fault.n > 0 ? `${fault.n}. ${words(fault)}` : words(fault),
                }))
              : []
          }
        />
        {values.goals.map((goal, at) => (
          <fieldset key={goal.id} className={classes.goal}>
            <legend>{t('plan.goalN', { n: at + 1 })}</legend>
            <Textarea
              id={goalId(goal, 'need')}
              label={t('plan.need')}
              value={goal.need}
              autosize
              minRows={1}
              maxLength={1000}
              onChange={(event) => setGoal(at, { need: event.currentTarget.value })}
              error={faultAt(goalId(goal, 'need'))}
              {...(at === 0 ? { 'data-autofocus': true } : {})}
            />
            <Textarea
              id={goalId(goal, 'goal')}
              label={t('plan.goal')}
              description={t('plan.goalHint')}
              value={goal.goal}
              autosize
              minRows={1}
              maxLength={1000}
              onChange={(event) => setGoal(at, { goal: event.currentTarget.value })}
              error={faultAt(goalId(goal, 'goal'))}
            />
            <div className={classes.fields}>
              <TextInput
                autoComplete="off"
                id={goalId(goal, 'responsible')}
                label={`${t('plan.responsible')} ${t('common:form.optional')}`}
                value={goal.responsible}
                maxLength={200}
                onChange={(event) => setGoal(at, { responsible: event.currentTarget.value })}
              />
              <DayField
                id={goalId(goal, 'due')}
                label={`${t('plan.due')} ${t('common:form.optional')}`}
                value={goal.due}
                today={today}
                onChange={(due) => setGoal(at, { due })}
                error={faultAt(goalId(goal, 'due'))}
              />
            </div>
            {values.goals.length > 1 ? (
              <Button
                variant="subtle"
                size="compact-sm"
                style={{ alignSelf: 'flex-start' }}
                onClick={() => form.set({ goals: values.goals.filter((_, other) => other !== at) })}
              >
                {t('plan.takeOut', { n: at + 1 })}
              </Button>
            ) : null}
          </fieldset>
        ))}
        {values.goals.length < 50 ? (
          <Group>
            <Button variant="default" onClick={() => form.set({ goals: [...values.goals, emptyGoal()] })}>
              {t('plan.oneMore')}
            </Button>
          </Group>
        ) : null}
        <DayField
          id="plan-review"
          label={`${t('plan.reviewOn')} ${t('common:form.optional')}`}
          value={values.reviewOn}
          today={today}
          min={today}
          onChange={(reviewOn) => form.set({ reviewOn })}
          error={faultAt('plan-review')}
        />
        <Textarea
          id="plan-note"
          label={`${t('field.note')} ${t('common:form.optional')}`}
          value={values.note}
          autosize
          minRows={2}
          maxLength={4000}
          onChange={(event) => form.set({ note: event.currentTarget.value })}
        />
        <FormActions>
          <Button type="submit" loading={saving} title="Ctrl + Enter">
            {t('plan.save')}
          </Button>
          <Text role="status">{t('plan.goals', { count: values.goals.length })}</Text>
          <DraftSign keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })} />
        </FormActions>
      </FormColumn>
    </Page>
  );
}
