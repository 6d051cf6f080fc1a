import { Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { EntryDue } from '#shared/domain/casework/programmes/due.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { DueSign } from '../documents/paper-sign.tsx';
import { StateBadge } from '../ui/index.ts';
import { useWords } from './explanation.tsx';
import { dueText, programmeName } from './programme-words.ts';
import { type Programmes, subjectOf } from './use-programmes.ts';

/** An entry that needs somebody's hand, and why. */
export interface DueEntry {
  readonly id: string;
  readonly body: ProgrammeEntryBody;
  /** The earliest first; none for a double that is nothing else. */
  readonly due: readonly EntryDue[];
  readonly double: boolean;
}

const MOST_LINES = 20;

/** Entries that need somebody's hand, the earliest first. */
export function useProgrammesDue(programmes: Programmes): readonly DueEntry[] {
  return useMemo(
    () =>
      programmes.entries
        .map(({ id, body }): DueEntry => ({ id, body, due: programmes.due(body), double: programmes.doubles.has(id) }))
        .filter((one) => one.due.length > 0 || one.double)
        .toSorted((a, b) => ((a.due[0]?.on ?? '') < (b.due[0]?.on ?? '') ? -1 : 1)),
    [programmes],
  );
}

/** What is due of programmes, for the page of the day. Draws nothing where nothing is. */
export function ProgrammesDue(props: {
  readonly programmes: Programmes;
  readonly due: readonly DueEntry[];
  /** Classes of the page's own lines. */
  readonly look: Readonly<Record<string, string | undefined>>;
}) {
  const { t } = useTranslation(['programmes', 'today']);
  const { programmes, due, look } = props;
  const words = useWords(programmes);
  if (due.length === 0) return null;
  return (
    <section className={look.group}>
      <Title order={2}>
        {t('due.title')} <span className={look.count}>{due.length}</span>
      </Title>
      <ul className={look.list}>
        {due.slice(0, MOST_LINES).map(({ id, body, due: reasons, double }) => {
          const subject = subjectOf(body);
          const [first] = reasons;
          const why = [...(double ? [t('double.title')] : []), ...reasons.map((one) => dueText(one, t))];
          return (
            <li key={id}>
              <Link to={`/programmes/entry/${id}`} className={look.line}>
                <span>
                  <span className={look.subject}>
                    {programmes.nameOf(subject) || programmes.addressOf(subject) || t('subject.unknown')}
                  </span>
                  <br />
                  <span className={look.detail}>
                    {[programmeName(body.programme, words), programmes.addressOf(subject)].filter(Boolean).join(' · ')}
                  </span>
                  <br />
                  <span className={look.why}>
                    {t('today:why')} {why.join('; ')}
                  </span>
                </span>
                <span className={look.side}>
                  {first ? (
                    <>
                      <DueSign dueDate={first.on} today={programmes.today} />
                      <br />
                      <span className={look.detail}>{t('due.until', { day: formatDay(first.on) })}</span>
                    </>
                  ) : (
                    <StateBadge tone="due">{t('double.badge')}</StateBadge>
                  )}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {due.length > MOST_LINES ? (
        <Text c="dimmed" mt="xs">
          {t('due.more', { n: due.length - MOST_LINES })}
        </Text>
      ) : null}
    </section>
  );
}
