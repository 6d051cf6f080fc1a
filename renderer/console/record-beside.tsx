import { Anchor, CloseButton, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { useLanguage } from '../i18n/index.ts';
import { LoadingState } from '../ui/index.ts';
import type { CaseLink, EntryLine, PersonRecord } from './casework-api.ts';
import { StaleNote, useFreshnessLine, useProgrammes } from './casework-words.tsx';
import classes from './console.module.css';
import { useNames } from './context.ts';
import { AskFailed } from './frame.tsx';

interface Query {
  readonly data: Pick<PersonRecord, 'office' | 'changedAt'> | undefined;
  readonly error: unknown;
  refetch(): unknown;
}

/** A record beside its list: its head with the office and how fresh it is, then what it says. */
export function RecordBeside(props: {
  readonly query: Query;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const nameOf = useNames();
  const freshness = useFreshnessLine();
  const { data, error } = props.query;
  const close = <CloseButton aria-label={t('common:action.close')} onClick={props.onClose} />;
  return (
    <article className={classes.paper}>
      {data ? (
        <>
          <div>
            <div className={classes.paperHead}>
              <Title order={2}>{props.title}</Title>
              {close}
            </div>
            <Text>{[nameOf(data.office.name), nameOf(data.office.district)].filter(Boolean).join(', ')}</Text>
            <div className={classes.quiet}>
              {freshness(
                data.office.lastContact === undefined
                  ? undefined
                  : { lastContact: data.office.lastContact, behind: data.office.behind ?? 0 },
              )}
              . {t('record.changed')}: {formatMoment(data.changedAt, language)}.
            </div>
          </div>
          <StaleNote shown={error !== null && error !== undefined} />
          {props.children}
        </>
      ) : null}
      {!data && error ? (
        <>
          {close}
          <AskFailed error={error} onRetry={() => void props.query.refetch()} />
        </>
      ) : null}
      {!data && !error ? <LoadingState /> : null}
    </article>
  );
}

/** One part of a record. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <Title order={3} mb={4}>
        {title}
      </Title>
      {children}
    </section>
  );
}

/** Entries in programmes. */
export function Entries({ entries }: { readonly entries: readonly EntryLine[] }) {
  const { t } = useTranslation('central');
  const programmes = useProgrammes();
  return (
    <Section title={t('record.programmes')}>
      {entries.map((one) => (
        <div key={one.id}>
          {programmes.nameOf(one.programme)}: {t(`value.entryState.${one.state}`)}
          <span className={classes.quiet}>
            {' '}
            {[
              one.enrolledOn ? t('record.since', { day: formatDay(one.enrolledOn) }) : '',
              one.exitOn ? t('record.until', { day: formatDay(one.exitOn) }) : '',
            ]
              .filter(Boolean)
              .join(', ')}
          </span>
        </div>
      ))}
      {entries.length === 0 ? <Text c="dimmed">{t('record.noProgrammes')}</Text> : null}
    </Section>
  );
}

/** Cases of a person or a family; nothing where the reader is not told whom a case is about. */
export function CaseLinks({
  cases,
  officeId,
}: {
  readonly cases: readonly CaseLink[] | null;
  readonly officeId: string;
}) {
  const { t } = useTranslation('central');
  if (cases === null) return null;
  return (
    <Section title={t('record.cases')}>
      {cases.map((one) => (
        <div key={one.id}>
          <Anchor component={Link} to={`/cases/${officeId}/${one.id}`}>
            {[t(`value.kind.${one.kind}`), one.number].filter(Boolean).join(' № ')}
          </Anchor>{' '}
          ({t(`value.state.${one.state}`)})
        </div>
      ))}
      {cases.length === 0 ? <Text c="dimmed">{t('record.noCases')}</Text> : null}
    </Section>
  );
}
