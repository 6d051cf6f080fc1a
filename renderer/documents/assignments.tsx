import { Anchor, Button, Group, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isExecutor } from '#shared/domain/documents/collections/tasks/index.ts';
import { compareClauses, overdueDays, type Standing, standingOf } from '#shared/domain/documents/control.ts';
import { attachmentsOf } from '#shared/domain/documents/attachments.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../app/session-context.ts';
import { useRecords } from '../data/react.tsx';
import { useLanguage } from '../i18n/index.ts';
import type { RecordOf } from '../ports/data.ts';
import { StateBadge, type Tone } from '../ui/index.ts';
import { TaskDialog } from './control-dialogs.tsx';
import { Attachments } from './files/attachments.tsx';
import classes from './documents.module.css';
import { usePeopleOfOffice, useToday } from './office.ts';
import { type TaskStep, taskSteps } from './task-steps.ts';
import type { TaskOnPaper } from './steps.ts';

const TONES: Readonly<Record<Standing, Tone>> = {
  overdue: 'overdue',
  today: 'due',
  week: 'due',
  later: 'neutral',
  no_term: 'neutral',
  reported: 'accent',
  lifted: 'done',
  withdrawn: 'neutral',
};

/** How an assignment stands, in words. */
export function TaskStanding({ body, today }: { readonly body: TaskOnPaper['body']; readonly today: string }) {
  const { t } = useTranslation('control');
  const standing = standingOf(body, today);
  const n = overdueDays(body, today);
  const late = n > 0 && standing !== 'overdue';
  return (
    <StateBadge tone={TONES[standing]}>
      {t(`standing.${standing}`, { n })}
      {late ? `, ${t('late', { n })}` : ''}
    </StateBadge>
  );
}

/** The assignments of a paper, running and over, in the order of its clauses. `undefined` while they are being read. */
export function useAssignments(
  documentId: string,
  running: readonly TaskOnPaper[],
): readonly RecordOf<'tasks'>[] | undefined {
  const over = useRecords({ collection: 'tasks', prefix: `1|${documentId}`.slice(0, 64), limit: 500 });
  return useMemo(
    () =>
      over &&
      [...(running as readonly RecordOf<'tasks'>[]), ...over]
        .filter(({ body }) => body.kind === 'assignment' && body.documentId === documentId)
        .toSorted(
          (a, b) =>
            Number(a.body.state === 'withdrawn') - Number(b.body.state === 'withdrawn') ||
            compareClauses(a.body.clause, b.body.clause) ||
            (a.body.createdAt ?? '').localeCompare(b.body.createdAt ?? ''),
        ),
    [over, running, documentId],
  );
}

/** What a paper's assignments have come to, and what can be done with each. */
export function Assignments({
  paper,
  running,
  level,
}: {
  readonly paper: RecordOf<'documents'>;
  readonly running: readonly TaskOnPaper[];
  readonly level: 2 | 3;
}) {
  const { t } = useTranslation('control');
  const all = useAssignments(paper.id, running);
  if (!all || all.length === 0) return null;
  const known = new Set(all.map((task) => task.id));
  const top = all.filter(({ body }) => !body.parentId || !known.has(body.parentId));
  const withdrawn = top.filter(({ body }) => body.state === 'withdrawn');
  return (
    <section className={classes.block} aria-label={t('assignments')}>
      <Group justify="space-between" align="baseline">
        <Title order={level}>{t('assignments')}</Title>
        <Anchor component={Link} to={`/control-card/${paper.id}`}>
          {t('card.open')}
        </Anchor>
      </Group>
      <ol className={classes.assignments}>
        {top
          .filter(({ body }) => body.state !== 'withdrawn')
          .map((task) => (
            <li key={task.id}>
              <Assignment paper={paper} task={task} level={level === 2 ? 3 : 4} />
              {all.some(({ body }) => body.parentId === task.id) ? (
                <ol className={classes.parts} aria-label={t('parts')}>
                  {all
                    .filter(({ body }) => body.parentId === task.id)
                    .map((part) => (
                      <li key={part.id}>
                        <Assignment paper={paper} task={part} level={level === 2 ? 3 : 4} />
                      </li>
                    ))}
                </ol>
              ) : null}
            </li>
          ))}
      </ol>
      {withdrawn.length > 0 ? <span className={classes.why}>{t('withdrawn', { n: withdrawn.length })}</span> : null}
    </section>
  );
}

/** Entries that say how an assignment was executed. */
const TOLD: readonly string[] = [
  'report',
  'contributed',
  'reopen',
  'ask_extension',
  'grant_extension',
  'refuse_extension',
];

/** One assignment: who, by when, how it stands, what was reported, what can be done. */
export function Assignment({
  paper,
  task,
  level,
}: {
  readonly paper: RecordOf<'documents'>;
  readonly task: RecordOf<'tasks'>;
  readonly level: 3 | 4;
}) {
  const { t } = useTranslation(['control', 'documents', 'paper']);
  const language = useLanguage();
  const today = useToday();
  const { user } = useSession();
  const { nameOf } = usePeopleOfOffice();
  const [open, setOpen] = useState<TaskStep | null>(null);
  const { body } = task;
  const steps = taskSteps(body, user);
  const told = (body.history ?? []).filter((entry) => TOLD.includes(entry.event));
  const helpers = (body.coAssigneeIds ?? []).map((id) => nameOf(id) ?? '').filter(Boolean);
  const running = body.state === 'open' || body.state === 'reported';
  return (
    <div className={classes.assignment}>
      <Title order={level} className={classes.assignmentTitle}>
        {body.parentId ? `${t('part.title')}: ` : body.clause ? `${t('clause', { n: body.clause })}. ` : ''}
        {nameOf(body.assigneeId) ?? ''}
      </Title>
      <div className={classes.signs} style={{ marginBottom: 4 }}>
        <TaskStanding body={body} today={today} />
        {body.control === 'off' ? <StateBadge tone="neutral">{t('offControl')}</StateBadge> : null}
        {body.dueDate ? <span>{t('until', { day: formatDay(body.dueDate) })}</span> : null}
        {body.firstDueDate && body.firstDueDate !== body.dueDate ? (
          <span className={classes.why}>{t('firstDue', { day: formatDay(body.firstDueDate) })}</span>
        ) : null}
      </div>
      {body.text ? <p className={classes.text}>{body.text}</p> : null}
      {helpers.length > 0 ? (
        <span className={classes.why}>
          {t('paper:resolve.coExecutors')}: {helpers.join(', ')}
        </span>
      ) : null}
      {body.extensionState === 'asked' && running ? (
        <div className={classes.notice} data-tone="due" style={{ marginTop: 8, marginBottom: 8 }}>
          <strong>
            {t('extension.asked', { day: formatDay(body.extensionDate), name: nameOf(body.extensionBy) ?? '' })}
          </strong>
          <p className={classes.text}>{body.extensionReason}</p>
        </div>
      ) : null}
      {told.length > 0 ? (
        <ol className={classes.way}>
          {told.map((entry) => (
            <li key={entry.id}>
              <span className={classes.wayMoment}>{formatMoment(entry.at, language)}</span>
              <span>
                {t(`documents:event.${entry.event}`, { defaultValue: entry.event })}
                {' · '}
                {nameOf(entry.actor) ?? t('paper:outsider')}
                {entry.note ? <span className={classes.wayNote}>{entry.note}</span> : null}
              </span>
            </li>
          ))}
        </ol>
      ) : body.report ? (
        <p className={classes.text}>{body.report}</p>
      ) : null}
      {attachmentsOf(body).length > 0 ? (
        <div data-no-print>
          <Attachments
            collection="tasks"
            docId={task.id}
            body={body}
            place={task.place}
            level={level === 3 ? 4 : 5}
            mayChange={running && isExecutor(body, user.id)}
          />
        </div>
      ) : null}
      {steps.length > 0 ? (
        <Group gap="xs" mt="xs" data-no-print>
          {steps.map((step) => (
            <Button key={step} size="compact-sm" variant="default" onClick={() => setOpen(step)}>
              {t(`step.${step}`)}
            </Button>
          ))}
        </Group>
      ) : null}
      {open ? (
        <TaskDialog step={open} paper={paper} task={task} onClose={() => setOpen(null)} onDone={() => undefined} />
      ) : null}
    </div>
  );
}
