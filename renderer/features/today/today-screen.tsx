import { Button, Text, Title } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import { formatDay, formatDayLong, formatWeekday } from '#shared/domain/language/dates.ts';
import type { CollectionName } from '#shared/registry/index.ts';
import type { RefusedOperation } from '#shared/sync/journal/contract.ts';
import { ProgrammesDue, useProgrammesDue } from '../../casework/programmes-due.tsx';
import { useProgrammes } from '../../casework/use-programmes.ts';
import { useSession } from '../../app/session-context.ts';
import { useCaseRows } from '../../casework/use-cases.ts';
import { CaseDueSign, useCaseWords } from '../../casework/words.tsx';
import { useData, useIndexState, useRecord, useRecords, useSummaries, useSyncStatus } from '../../data/react.tsx';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { DueSign } from '../../documents/paper-sign.tsx';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState, Page, StateBadge } from '../../ui/index.ts';
import { type AgendaItem, buildAgenda, buildCaseAgenda, type CaseItem, GROUPS } from './agenda.ts';
import classes from './today.module.css';

const MOST_LINES = 100;

/** What is due, and why; what waits for this person; conflicts and refusals in words. */
export function TodayScreen() {
  const { t } = useTranslation(['today', 'common']);
  const language = useLanguage();
  const { user } = useSession();
  const today = useToday();
  const index = useIndexState();
  const papers = useSummaries();
  const tasks = useRecords({ collection: 'tasks', prefix: '0|', limit: 5_000 });
  const agenda = useMemo(
    () => buildAgenda({ papers, tasks: tasks ?? [], viewer: user, today }),
    [papers, tasks, user, today],
  );
  const caseRows = useCaseRows();
  const cases = useMemo(() => buildCaseAgenda(caseRows, user), [caseRows, user]);
  const programmes = useProgrammes();
  const programmesDue = useProgrammesDue(programmes);
  const toApprove = papers.filter((paper) => paper.state === 'awaiting_approval' || paper.state === 'approved').length;
  const decides = documentWorkflow.transitions.approve.roles.includes(user.role);
  const registers = documentWorkflow.transitions.register.roles.includes(user.role);
  const { lastExchange } = useSyncStatus();
  const ready = index.ready && tasks !== undefined;

  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle', {
        day: formatDayLong(today, language),
        weekday: formatWeekday(today, language),
        n: agenda.length + cases.length + programmesDue.length,
      })}
      actions={
        <>
          {decides && toApprove > 0 ? (
            <Button component={Link} to="/approvals">
              {t('approvals', { n: toApprove })}
            </Button>
          ) : null}
          <Button component={Link} to="/my-tasks" variant="default" title="Ctrl + Shift + E">
            {t('tasks')}
          </Button>
          {registers ? (
            <Button component={Link} to="/register/appeals" variant={decides && toApprove > 0 ? 'default' : 'filled'}>
              {t('registerAppeal')}
            </Button>
          ) : null}
        </>
      }
    >
      <Questions />
      {ready ? null : <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>}
      {ready && agenda.length + cases.length + programmesDue.length === 0 ? (
        lastExchange === null && papers.length === 0 ? (
          <EmptyState title={t('common:state.notYet')}>{t('common:state.notYetHint')}</EmptyState>
        ) : (
          <EmptyState title={t('empty.title')}>{t('empty.hint')}</EmptyState>
        )
      ) : null}
      <div onKeyDown={moveByArrows} role="presentation">
        {cases.length > 0 ? (
          <section className={classes.group}>
            <Title order={2}>
              {t('group.cases')} <span className={classes.count}>{cases.length}</span>
            </Title>
            <ul className={classes.list}>
              {cases.slice(0, MOST_LINES).map((item) => (
                <li key={item.row.id}>
                  <CaseLine item={item} today={today} />
                </li>
              ))}
            </ul>
            {cases.length > MOST_LINES ? (
              <Text c="dimmed" mt="xs">
                {t('moreCases', { n: cases.length - MOST_LINES })}
              </Text>
            ) : null}
          </section>
        ) : null}
        {GROUPS.map((group) => {
          const items = agenda.filter((item) => item.group === group);
          if (items.length === 0) return null;
          return (
            <section key={group} className={classes.group}>
              <Title order={2}>
                {t(`group.${group}`)} <span className={classes.count}>{items.length}</span>
              </Title>
              <ul className={classes.list}>
                {items.slice(0, MOST_LINES).map((item) => (
                  <li key={item.paper.id}>
                    <Line item={item} today={today} />
                  </li>
                ))}
              </ul>
              {items.length > MOST_LINES ? (
                <Text c="dimmed" mt="xs">
                  {t('more', { n: items.length - MOST_LINES })}
                </Text>
              ) : null}
            </section>
          );
        })}
        <ProgrammesDue programmes={programmes} due={programmesDue} look={classes} />
      </div>
    </Page>
  );
}

function moveByArrows(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Line({ item, today }: { readonly item: AgendaItem; readonly today: string }) {
  const { t } = useTranslation(['today', 'documents']);
  const { nameOf } = usePeopleOfOffice();
  const { paper, reasons } = item;
  const head = [t(`documents:kind.${paper.kind}`), paper.number].filter(Boolean).join(' № ');
  return (
    <Link to={`/paper/${paper.id}`} className={classes.line}>
      <span>
        <span className={classes.subject}>{paper.subject}</span>
        <br />
        <span className={classes.detail}>{[head, paper.correspondent].filter(Boolean).join(' · ')}</span>
        <br />
        <span className={classes.why}>
          {t('why')} {reasons.map((reason) => t(`reason.${reason}`, { name: nameOf(paper.executorId) })).join('; ')}
        </span>
      </span>
      <span className={classes.side}>
        {item.dueDate ? (
          <>
            <DueSign dueDate={item.dueDate} today={today} />
            <br />
            <span className={classes.detail}>{t('until', { day: formatDay(item.dueDate) })}</span>
          </>
        ) : null}
      </span>
    </Link>
  );
}

/** A case; of a violence file nothing but its number and that something is due. */
function CaseLine({ item, today }: { readonly item: CaseItem; readonly today: string }) {
  const { t } = useTranslation(['today', 'casework']);
  const words = useCaseWords();
  const { row, due } = item;
  const [first] = due;
  const reasons = [...new Set(due.map((one) => words.dueOf(one, row.guarded)))];
  return (
    <Link to={`/cases/${row.id}`} className={classes.line}>
      <span>
        <span className={classes.subject}>{words.titleOf(row)}</span>
        <br />
        {row.guarded ? null : (
          <>
            <span className={classes.detail}>{[words.kindOf(row), row.number].filter(Boolean).join(' № ')}</span>
            <br />
          </>
        )}
        <span className={classes.why}>
          {t('why')} {reasons.join('; ')}
        </span>
      </span>
      <span className={classes.side}>
        {first ? (
          <>
            <CaseDueSign due={first} today={today} />
            <br />
            <span className={classes.detail}>{t('until', { day: formatDay(first.day) })}</span>
          </>
        ) : null}
      </span>
    </Link>
  );
}

/** What the exchange left for people to decide: two values of one field, operations that the server refused. */
function Questions() {
  const { t } = useTranslation('today');
  const data = useData();
  const status = useSyncStatus();
  const failureText = useFailureText();
  const [refused, setRefused] = useState<readonly RefusedOperation[]>([]);
  useEffect(() => {
    let gone = false;
    if (status.refused === 0) setRefused([]);
    else
      data.sync.refused().then(
        (list) => gone || setRefused(list),
        () => undefined,
      );
    return () => {
      gone = true;
    };
  }, [data, status.refused]);
  // Read again whenever the count changes.
  const conflicts = useMemo(() => (status.conflicts > 0 ? data.conflicts() : []), [data, status.conflicts]);
  if (conflicts.length === 0 && refused.length === 0) return null;
  return (
    <section className={classes.group}>
      <Title order={2}>
        {t('group.questions')} <span className={classes.count}>{conflicts.length + refused.length}</span>
      </Title>
      <ul className={classes.list}>
        {conflicts.slice(0, 20).map((conflict) => (
          <li key={`${conflict.collection} ${conflict.id}`}>
            <ConflictLine collection={conflict.collection} id={conflict.id} />
          </li>
        ))}
        {refused.slice(0, 20).map((one) => (
          <li key={one.operation.id}>
            <Link to="/exchange" className={classes.line}>
              <span>
                <span className={classes.subject}>{t('refused.title')}</span>
                <br />
                <span className={classes.why}>
                  {t('why')} {failureText(one.failure)}
                </span>
              </span>
              <span className={classes.side}>
                <StateBadge tone="overdue">{t('refused.badge')}</StateBadge>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function words(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDay(value) : value;
  if (typeof value === 'object')
    return Object.values(value)
      .filter((part) => typeof part === 'string')
      .join(', ');
  return String(value);
}

function ConflictLine({ collection, id }: { readonly collection: CollectionName; readonly id: string }) {
  const { t } = useTranslation(['today', 'documents']);
  const record = useRecord(collection, id);
  const body = record?.body as
    { readonly subject?: string; readonly familyName?: string; readonly givenName?: string } | undefined;
  const title = body?.subject ?? [body?.familyName, body?.givenName].filter(Boolean).join(' ');
  // Values of a case are read in the case: it may be a violence file.
  const told = collection !== 'cases' && collection !== 'caseEvents';
  const differences: ReactNode = (told ? (record?.conflicts ?? []) : []).slice(0, 3).map((conflict) => (
    <span key={conflict.id} className={classes.why}>
      {t('conflict.values', {
        field: t(`documents:field.${conflict.field}`, { defaultValue: conflict.field }),
        kept: words(conflict.kept).slice(0, 120),
        other: words(conflict.other).slice(0, 120),
      })}
      <br />
    </span>
  ));
  return (
    <Link to="/conflicts" className={classes.line}>
      <span>
        <span className={classes.subject}>{title || t('conflict.title')}</span>
        <br />
        {differences}
      </span>
      <span className={classes.side}>
        <StateBadge tone="due">{t('conflict.badge')}</StateBadge>
      </span>
    </Link>
  );
}
