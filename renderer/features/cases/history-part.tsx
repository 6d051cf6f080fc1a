import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import { approvedPlan, openGoals } from '#shared/domain/casework/collections/cases/workflow.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { Json } from '#shared/kernel/json.ts';
import { toFieldLabel, toValueText } from '../../app/record-text.ts';
import docs from '../../documents/documents.module.css';
import { usePeopleOfOffice } from '../../documents/office.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';

/** Names of whoever wrote in a case: this office's people, and those of the office that it came from. */
function useAuthors(body: CaseBody): (id: string) => string | undefined {
  const { nameOf } = usePeopleOfOffice();
  const sent = new Map(body.arrivedFrom?.people?.map((one) => [one.id, one.name]));
  return (id) => nameOf(id) ?? sent.get(id);
}

/** What has happened to a case, the latest first, and what came to it after it had gone to another office. */
export function HistoryPart({ file }: { readonly file: RecordOf<'cases'> }) {
  const { t } = useTranslation('cases');
  const language = useLanguage();
  const { body } = file;
  const authorOf = useAuthors(body);
  const plan = approvedPlan(body);
  return (
    <>
      {plan ? <Text c="dimmed">{t('plan.left', { count: openGoals(body).length })}</Text> : null}
      <ul className={docs.way}>
        {(body.history ?? []).toReversed().map((entry) => (
          <li key={entry.id}>
            <span className={docs.wayMoment}>{formatMoment(entry.at, language)}</span>
            <span>
              {t(`history.${entry.event}`, { defaultValue: entry.event })}
              <span className={docs.wayNote}>{[authorOf(entry.actor), entry.note].filter(Boolean).join('. ')}</span>
            </span>
          </li>
        ))}
      </ul>
      <LateEdits body={body} />
    </>
  );
}

/** Work of the earlier office that was written before it heard of the transfer: nothing of it is lost. */
function LateEdits({ body }: { readonly body: CaseBody }) {
  const { t } = useTranslation(['cases', 'conflicts', 'documents']);
  const language = useLanguage();
  const failureText = useFailureText();
  const authorOf = useAuthors(body);
  const late = body.lateEdits ?? [];
  if (late.length === 0) return null;
  return (
    <section className={docs.block}>
      <Title order={2}>{t('late.title')}</Title>
      <Text c="dimmed" mb="xs">
        {t(body.state === 'transferred' ? 'late.hintAway' : 'late.hint')}
      </Text>
      <ul className={docs.way}>
        {late.toReversed().map((entry) => (
          <li key={entry.id}>
            <span className={docs.wayMoment}>{formatMoment(entry.at, language)}</span>
            <span>
              {[
                t(`late.of.${entry.collection}`),
                entry.step ? t(`history.${entry.step}`, { defaultValue: '' }) : '',
                t(`late.result.${entry.result}`),
              ]
                .filter(Boolean)
                .join(': ')}
              <span className={docs.wayNote}>
                {[authorOf(entry.actor), entry.code ? failureText({ code: entry.code as never }) : '']
                  .filter(Boolean)
                  .join('. ')}
              </span>
              {Object.entries(entry.values ?? {}).map(([field, value]) => (
                <span key={field} className={docs.wayNote}>
                  {toFieldLabel(field, t as never)}:{' '}
                  {toValueText(field, value as Json, { t: t as never, language, staffName: authorOf })}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
