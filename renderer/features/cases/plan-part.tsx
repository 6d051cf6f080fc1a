import { Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { approvedPlan } from '#shared/domain/casework/collections/cases/workflow.ts';
import { awaitingPlan } from '#shared/domain/casework/due.ts';
import { planDifference } from '#shared/domain/casework/plan.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import docs from '../../documents/documents.module.css';
import { usePeopleOfOffice } from '../../documents/office.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { StateBadge, type Tone } from '../../ui/index.ts';
import classes from './cases.module.css';
import type { Asking } from './dialogs.tsx';
import { isOurs, mayDecidePlan } from './steps.ts';

const OUTCOME_TONE: Readonly<Record<string, Tone>> = { met: 'done', partly: 'accent', not_met: 'overdue' };

type Plan = NonNullable<RecordOf<'cases'>['body']['plans']>[number];

/** The plan of a case: the one that holds, the one that waits with what differs in it, and earlier versions. */
export function PlanPart({
  file,
  onAsk,
}: {
  readonly file: RecordOf<'cases'>;
  readonly onAsk: (asking: Asking) => void;
}) {
  const { t } = useTranslation(['cases', 'casework']);
  const language = useLanguage();
  const { user } = useSession();
  const { nameOf } = usePeopleOfOffice();
  const { body } = file;
  const plans = body.plans ?? [];
  const waiting = awaitingPlan(body);
  const holds = approvedPlan(body);
  const returned = plans.at(-1);
  const returning = returned && body.planDecisions?.findLast((one) => one.planId === returned.id);
  const running = body.state === 'open';
  const whoWhen = (entry: { readonly actor: string; readonly at: string }) =>
    [nameOf(entry.actor), formatMoment(entry.at, language)].filter(Boolean).join(' · ');
  return (
    <>
      {plans.length === 0 ? <Text c="dimmed">{t('plan.none')}</Text> : null}
      {running ? (
        <Group my="sm">
          <Button component={Link} to={`/cases/${file.id}/plan`} variant="default">
            {t(plans.length > 0 ? 'plan.write' : 'plan.new')}
          </Button>
        </Group>
      ) : null}
      {waiting ? (
        <section className={docs.block}>
          <Title order={2}>{t('plan.waitingVersion', { n: plans.length })}</Title>
          <Text size="sm" c="dimmed">
            {whoWhen(waiting)}
          </Text>
          <Difference before={holds ?? plans.at(-2) ?? null} after={waiting} />
          {mayDecidePlan(file, user) ? (
            <Group mt="sm">
              <Button onClick={() => onAsk({ kind: 'decide', decision: 'approved', planId: waiting.id })}>
                {t('plan.approvedVerb')}
              </Button>
              <Button
                variant="default"
                onClick={() => onAsk({ kind: 'decide', decision: 'returned', planId: waiting.id })}
              >
                {t('plan.returnedVerb')}
              </Button>
            </Group>
          ) : (
            <Text size="sm">{t(waiting.actor === user.id ? 'plan.ownWaits' : 'plan.waitsHint')}</Text>
          )}
        </section>
      ) : null}
      {returning?.decision === 'returned' ? (
        <div className={docs.notice} data-tone="due" role="note">
          <Title order={2} size="h4">
            {t('plan.returnedTitleDone')}
          </Title>
          <p className={classes.text}>{returning.note}</p>
          <span className={classes.quiet}>{whoWhen(returning)}</span>
        </div>
      ) : null}
      {holds ? (
        <section className={docs.block}>
          <Title order={2}>{t('plan.holds')}</Title>
          <Text size="sm" c="dimmed">
            {[whoWhen(holds), holds.reviewOn ? t('plan.reviewDay', { day: formatDay(holds.reviewOn) }) : '']
              .filter(Boolean)
              .join(' · ')}
          </Text>
          {holds.note ? <p className={classes.text}>{holds.note}</p> : null}
          <ol className={classes.list}>
            {holds.goals.map((goal) => {
              const end = body.goalOutcomes?.findLast((one) => one.goalId === goal.id);
              return (
                <li key={goal.id} className={classes.line}>
                  <span className={classes.words}>
                    <strong>{goal.goal}</strong>
                    <span className={classes.quiet}>
                      {[
                        goal.need,
                        goal.responsible,
                        goal.due ? t('plan.dueDay', { day: formatDay(goal.due) }) : '',
                        end?.note,
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </span>
                  {end ? (
                    <StateBadge tone={OUTCOME_TONE[end.outcome] ?? 'neutral'}>
                      {t(`casework:goalOutcome.${end.outcome}`)}
                    </StateBadge>
                  ) : running && isOurs(body.state) ? (
                    <Button
                      variant="default"
                      size="compact-md"
                      aria-label={`${t('goal.end')}: ${goal.goal}`}
                      onClick={() => onAsk({ kind: 'goal', goalId: goal.id })}
                    >
                      {t('goal.end')}
                    </Button>
                  ) : (
                    <StateBadge tone="neutral">{t('goal.running')}</StateBadge>
                  )}
                </li>
              );
            })}
          </ol>
        </section>
      ) : null}
      {plans.length > 1 ? (
        <section className={docs.block}>
          <Title order={2}>{t('plan.versions')}</Title>
          {plans
            .map((plan, at) => ({ plan, at, before: plans[at - 1] ?? null }))
            .toReversed()
            .map(({ plan, at, before }) => {
              const decision = body.planDecisions?.findLast((one) => one.planId === plan.id);
              return (
                <details key={plan.id}>
                  <summary style={{ cursor: 'pointer' }}>
                    {t('plan.versionN', { n: at + 1 })}: {whoWhen(plan)}
                    {decision ? ` · ${t(`plan.was_${decision.decision}`)} (${nameOf(decision.actor) ?? ''})` : ''}
                  </summary>
                  <Difference before={before} after={plan} />
                </details>
              );
            })}
        </section>
      ) : null}
    </>
  );
}

/** What differs between two versions, in words and marks, not by colour alone. */
function Difference({ before, after }: { readonly before: Plan | null; readonly after: Plan }) {
  const { t } = useTranslation('cases');
  const difference = planDifference(before, after);
  const show = (field: string, value: string) =>
    value === '' ? t('plan.empty') : field === 'due' || field === 'reviewOn' ? formatDay(value) : value;
  const label = (field: string) => t(field === 'note' ? 'field.note' : `plan.${field}`);
  return (
    <>
      {difference.same ? <Text>{t('plan.same')}</Text> : null}
      <ul className={classes.list}>
        {difference.goals.map(({ goal, kind, changes }) => (
          <li key={goal.id}>
            <span className={classes.quiet}>{before || kind !== 'added' ? t(`plan.kind.${kind}`) : ''}</span>
            {kind === 'added' ? (
              <ins className={before ? classes.added : undefined} style={before ? {} : { textDecoration: 'none' }}>
                {goal.goal}
              </ins>
            ) : kind === 'removed' ? (
              <del className={classes.removed}>{goal.goal}</del>
            ) : (
              <span>{goal.goal}</span>
            )}
            {kind === 'added' ? (
              <span className={classes.quiet}>
                {[goal.need, goal.responsible, goal.due ? t('plan.dueDay', { day: formatDay(goal.due) }) : '']
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            ) : null}
            {changes.map((change) => (
              <span key={change.field} className={classes.quiet}>
                {label(change.field)}: <del className={classes.removed}>{show(change.field, change.before)}</del>{' '}
                <ins className={classes.added}>{show(change.field, change.after)}</ins>
              </span>
            ))}
          </li>
        ))}
      </ul>
      {difference.changes.map((change) => (
        <Text key={change.field} size="sm">
          {label(change.field)}: <del className={classes.removed}>{show(change.field, change.before)}</del>{' '}
          <ins className={classes.added}>{show(change.field, change.after)}</ins>
        </Text>
      ))}
      {!before && after.reviewOn ? (
        <Text size="sm">{t('plan.reviewDay', { day: formatDay(after.reviewOn) })}</Text>
      ) : null}
    </>
  );
}
