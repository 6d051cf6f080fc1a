import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { explainAppeal, termLimit, termOfAppeal, isAppealKind } from '#shared/domain/documents/appeals.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { DeadlineStep } from '#shared/domain/documents/deadline.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import classes from './documents.module.css';
import { useAppealSettings, useCalendar } from './office.ts';

/** One step of a term, in words, with its article. */
export function stepText(step: DeadlineStep, t: TFunction): string {
  const day = formatDay(step.day);
  switch (step.kind) {
    case 'received':
      return t('paper:deadline.received', { day });
    case 'add':
      return t(`paper:deadline.${step.unit}`, { day, n: step.amount, law: step.law, article: step.article });
    case 'after_hours':
      return t('paper:deadline.after_hours', {
        day,
        from: formatDay(step.from),
        time: step.time,
        law: step.law,
        article: step.article,
      });
    case 'moved':
      return t(`paper:deadline.${step.reason}`, { day, from: formatDay(step.from) });
  }
}

/** How an appeal's term came about: each step with its article, what a person changed, what is late. */
export function DeadlineNote({ body }: { readonly body: DocumentBody }) {
  const { t } = useTranslation('paper');
  const calendar = useCalendar();
  const settings = useAppealSettings();
  const explained = explainAppeal(body, calendar, settings);
  if (!explained) return null;
  const { law, registration } = explained;
  const term = termOfAppeal(body);
  const limit =
    term === 'extended' && isAppealKind(body.kind) && body.receivedDate
      ? termLimit(body.kind, 'extended', body.receivedDate)
      : null;
  return (
    <details className={classes.deadline}>
      <summary>{t('deadline.how')}</summary>
      <ol>
        {law.steps.map((step) => (
          <li key={`${step.kind}${step.day}`}>{stepText(step, t)}</li>
        ))}
      </ol>
      {explained.byLaw || !body.dueDate ? null : (
        <p>{t('deadline.byHand', { day: formatDay(body.dueDate), law: formatDay(law.dueDate) })}</p>
      )}
      {explained.beyondLaw ? <p>{t('deadline.beyond')}</p> : null}
      {limit ? <p>{t('deadline.extended', { day: formatDay(limit) })}</p> : null}
      {registration.steps.length > 1 ? (
        <>
          <p>{t('deadline.registration')}</p>
          <ol>
            {registration.steps.map((step) => (
              <li key={`r${step.kind}${step.day}`}>{stepText(step, t)}</li>
            ))}
          </ol>
        </>
      ) : null}
      {explained.registeredLate ? <p>{t('deadline.registeredLate', { day: formatDay(registration.day) })}</p> : null}
      {explained.notice ? <p>{t('deadline.notice', { day: formatDay(explained.notice.day) })}</p> : null}
    </details>
  );
}
