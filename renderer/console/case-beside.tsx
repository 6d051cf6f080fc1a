import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CASE_FIELDS } from '#shared/domain/access/fields.ts';
import { approvedPlan } from '#shared/domain/casework/collections/cases/workflow.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { StateBadge } from '../ui/index.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { CaseRecord } from './casework-api.ts';
import { useCase } from './casework-queries.ts';
import { FieldList, HiddenNote } from './casework-words.tsx';
import classes from './console.module.css';
import { RecordBeside, Section } from './record-beside.tsx';

const TITLED = ['kind', 'number'];

/** A case: its facts, what is to be done, and, for whoever has the duty, what it says. */
export function CaseBeside(props: { readonly officeId: string; readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation('central');
  const query = useCase(props.officeId, props.id);
  const fields: JsonObject = query.data?.fields ?? {};
  const title = fields.kind
    ? [t(`value.kind.${String(fields.kind)}`), fields.number].filter(Boolean).join(' № ')
    : t('record.case');
  return (
    <RecordBeside query={query} title={title} onClose={props.onClose}>
      {query.data ? <Sheet record={query.data} officeId={props.officeId} /> : null}
    </RecordBeside>
  );
}

function Sheet({ record, officeId }: { readonly record: CaseRecord; readonly officeId: string }) {
  const { t } = useTranslation('central');
  const { person, today } = record;
  const workers = record.workers
    .map(({ userId, role }) => [record.names[userId], t(`record.${role}`)].filter(Boolean).join(', '))
    .join('; ');
  const more = [
    ...(person
      ? [
          [
            t('record.person'),
            <Anchor key="person" component={Link} to={`/people/${officeId}/${person.id}`}>
              {[person.familyName, person.givenName, person.patronymic].filter(Boolean).join(' ')}
            </Anchor>,
          ] as const,
        ]
      : []),
    [t('field.workers'), workers || t('load.nobody')] as const,
  ];
  return (
    <>
      <FieldList fields={CASE_FIELDS} body={record.fields} without={TITLED} more={more} />
      <HiddenNote hidden={record.hidden} />
      <Section title={t('record.due')}>
        {record.due.map((one) => (
          <div key={`${one.reason} ${one.on} ${one.itemId}`}>
            <StateBadge tone={one.on < today ? 'overdue' : 'neutral'}>{formatDay(one.on)}</StateBadge>{' '}
            {t(`value.overdue.${one.reason}`)}
          </div>
        ))}
        {record.due.length === 0 ? <Text c="dimmed">{t('record.nothingDue')}</Text> : null}
      </Section>
      <Plan record={record} />
      <Section title={t('record.events')}>
        {record.events.length === 0 ? <Text c="dimmed">{t('record.noEvents')}</Text> : null}
        <ol className={classes.history}>
          {record.events.map((event) => (
            <li key={event.id}>
              {[
                t(`value.event.${String(event.kind)}`),
                event.service ? t(`value.service.${String(event.service)}`) : '',
                t(`value.eventState.${String(event.state)}`),
              ]
                .filter(Boolean)
                .join(', ')}
              <div className={classes.quiet}>{formatDay((event.on ?? event.due) as string | undefined)}</div>
              {(['provider', 'text', 'letter', 'result', 'escalatedTo'] as const).map((field) =>
                event[field] ? (
                  <div key={field} className={classes.text}>
                    {t(`field.${field}`)}: {String(event[field])}
                  </div>
                ) : null,
              )}
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

interface Planned {
  readonly plans?: readonly {
    readonly id: string;
    readonly goals: readonly {
      readonly id: string;
      readonly goal: string;
      readonly need: string;
      readonly due?: string;
    }[];
  }[];
  readonly planDecisions?: readonly { readonly planId: string; readonly decision: string }[];
}

function Plan({ record }: { readonly record: CaseRecord }) {
  const { t } = useTranslation('central');
  const plan = approvedPlan(record.fields as Planned);
  if (!plan) return null;
  return (
    <Section title={t('record.plan')}>
      <ul className={classes.history}>
        {plan.goals.map((goal) => (
          <li key={goal.id}>
            {goal.goal}
            <div className={classes.quiet}>
              {[goal.need, goal.due ? t('record.goalDue', { day: formatDay(goal.due) }) : '']
                .filter(Boolean)
                .join(', ')}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
