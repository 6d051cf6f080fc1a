import { Button, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isConsentValid } from '#shared/domain/casework/consent.ts';
import { consentEnd, OPEN_REFERRAL } from '#shared/domain/casework/due.ts';
import { askedAnswers } from '#shared/domain/casework/forms.ts';
import { labelIn } from '#shared/domain/documents/questions.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { FormAnswers } from '../../casework/form-fields.tsx';
import { formOf, useForms } from '../../casework/forms.ts';
import docs from '../../documents/documents.module.css';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useLanguage } from '../../i18n/index.ts';
import { StateBadge, type Tone } from '../../ui/index.ts';
import type { CaseEvent, CaseFile } from './acts.ts';
import classes from './cases.module.css';
import { eventSteps } from './steps.ts';

const TONES: Readonly<Record<string, Tone>> = {
  draft: 'neutral',
  planned: 'accent',
  sent: 'due',
  accepted: 'accent',
  refused: 'overdue',
  no_answer: 'overdue',
  escalated: 'due',
  done: 'done',
  missed: 'overdue',
  cancelled: 'neutral',
  recorded: 'done',
};

/** One thing that happens in a case, with what can be done with it. */
export function EventLine({
  file,
  event,
  onStep,
}: {
  readonly file: CaseFile;
  readonly event: CaseEvent;
  readonly onStep: (step: string) => void;
}) {
  const { t } = useTranslation(['cases', 'casework', 'common']);
  const language = useLanguage();
  const today = useToday();
  const { nameOf } = usePeopleOfOffice();
  const { body } = event;
  const steps = eventSteps(file, event, today);
  const [first, ...rest] = steps;
  const consent = file.body.consents?.find((one) => one.id === body.consentId);
  // What is over is over: the consent of a referral counts while it is out, or waits to be sent.
  const counts = body.state === 'draft' || OPEN_REFERRAL.includes(body.state);
  const ended = body.kind === 'referral' && counts && consent && !isConsentValid(file.body, consent, today);
  const goal = file.body.plans?.flatMap((plan) => plan.goals).findLast((one) => one.id === body.goalId);
  const title = [t(`casework:eventKind.${body.kind}`), body.service ? t(`casework:service.${body.service}`) : '']
    .filter(Boolean)
    .join(': ');
  const { receipt } = body;
  return (
    <div className={classes.line}>
      <div className={classes.words}>
        <strong>{title}</strong>
        <span className={classes.quiet}>
          {[
            formatDay(body.on),
            body.provider,
            body.providerContact,
            body.escalatedTo ? t('event.escalatedToName', { name: body.escalatedTo }) : '',
            body.due && !['done', 'refused', 'cancelled'].includes(body.state)
              ? t('event.dueDay', { day: formatDay(body.due) })
              : '',
            nameOf(body.workerId ?? body.createdBy),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {body.text ? <p className={classes.text}>{body.text}</p> : null}
        {body.result ? (
          <p className={classes.text}>
            {t('event.result')}: {body.result}
          </p>
        ) : null}
        {goal ? <span className={classes.quiet}>{t('event.forGoal', { goal: goal.goal })}</span> : null}
        {receipt ? (
          <span className={classes.quiet}>
            {[t('receipt.title'), receipt.name, formatDay(receipt.on), receipt.number ? `№ ${receipt.number}` : '']
              .filter(Boolean)
              .join(' · ')}
          </span>
        ) : null}
        {ended ? (
          <Text size="sm" c="var(--mantine-color-error)" role="note">
            {t('event.consentEnded', { day: formatDay(consentEnd(file.body, consent, today)) })}
          </Text>
        ) : null}
        {body.kind === 'assessment' ? <Assessment event={event} /> : null}
        {(body.history?.length ?? 0) > 1 ? (
          <details>
            <summary className={classes.quiet} style={{ cursor: 'pointer', width: 'fit-content' }}>
              {t('event.way', { count: body.history?.length ?? 0 })}
            </summary>
            <ul className={docs.way}>
              {body.history?.map((entry) => (
                <li key={entry.id}>
                  <span className={docs.wayMoment}>{formatMoment(entry.at, language)}</span>
                  <span>
                    {t(`eventHistory.${entry.event}`, { defaultValue: entry.event })}
                    <span className={docs.wayNote}>{[nameOf(entry.actor), entry.note].filter(Boolean).join('. ')}</span>
                  </span>
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
      <StateBadge tone={TONES[body.state] ?? 'neutral'}>{t(`casework:eventState.${body.state}`)}</StateBadge>
      {first ? (
        <span style={{ display: 'flex', gap: 4, flexWrap: 'wrap' }}>
          <Button
            variant="default"
            size="compact-md"
            aria-label={`${t(`step.${first}`)}: ${title}`}
            onClick={() => onStep(first)}
          >
            {t(`step.${first}`)}
          </Button>
          {rest.length > 0 ? (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <Button variant="default" size="compact-md" px={6} aria-label={`${t('common:action.more')}: ${title}`}>
                  <IconChevronDown size={16} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {rest.map((step) => (
                  <Menu.Item key={step} onClick={() => onStep(step)}>
                    {t(`step.${step}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </span>
      ) : null}
    </div>
  );
}

function Assessment({ event }: { readonly event: CaseEvent }) {
  const { t } = useTranslation('cases');
  const language = useLanguage();
  const forms = useForms();
  const { body } = event;
  if (!body.formId || forms === undefined) return null;
  const form = formOf(forms, body);
  if (!form) return <span className={classes.quiet}>{t('assessment.formMissing')}</span>;
  const answers = (body.answers ?? {}) as Record<string, unknown>;
  return (
    <details>
      <summary className={classes.quiet} style={{ cursor: 'pointer', width: 'fit-content' }}>
        {t('assessment.filled', {
          title: labelIn(form.title, language),
          version: form.version,
          count: Object.keys(askedAnswers(form, answers)).length,
        })}
      </summary>
      <FormAnswers form={form} answers={answers} />
    </details>
  );
}
