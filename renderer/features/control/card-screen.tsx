import { Button } from '@mantine/core';
import { createPortal } from 'react-dom';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { overdueDays, standingOf } from '#shared/domain/documents/control.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord, useRecords } from '../../data/react.tsx';
import { useAssignments } from '../../documents/assignments.tsx';
import { usePeopleOfOffice, useScript, useToday } from '../../documents/office.ts';
import type { TaskOnPaper } from '../../documents/steps.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import {
  EmptyState,
  LoadingState,
  Page,
  showDone,
  showFailure,
  useHotkeys,
  useMainAction,
  useNow,
} from '../../ui/index.ts';
import classes from './control.module.css';

const NONE: readonly TaskOnPaper[] = [];

/** The control card of a paper, as it is printed. */
export function CardScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['control', 'common', 'paper', 'print']);
  const { files } = useSession();
  const navigate = useNavigate();
  const failureText = useFailureText();
  const paper = useRecord('documents', id);
  const running = useRecords({ collection: 'tasks', prefix: '0|', limit: 5_000 });
  const tasks = useAssignments(id, running ?? NONE);
  const [busy, setBusy] = useState(false);
  const doing = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  const print = () => void doing(() => files.print());
  const fileName = `nazorat-${(paper?.body.number ?? '').replace(/[^\p{L}\p{N}-]+/gu, '-')}.pdf`;
  useMainAction(paper ? print : null);
  useHotkeys([
    ['Escape', () => void navigate(-1)],
    ['mod+P', print],
  ]);
  if (paper === undefined || tasks === undefined) return <LoadingState />;
  if (paper === null) {
    return (
      <EmptyState title={t('paper:gone.title')} order={1}>
        {t('paper:gone.hint')}
      </EmptyState>
    );
  }
  return (
    <Page
      title={t('card.open')}
      subtitle={paper.body.subject}
      actions={
        <>
          <Button onClick={print} loading={busy} title="Ctrl + Enter">
            {t('common:action.print')}
          </Button>
          <Button
            variant="default"
            disabled={busy}
            onClick={() =>
              void doing(async () => {
                if ((await files.savePdf(fileName)) !== null) showDone(t('print:pdfSaved'));
              })
            }
          >
            {t('print:pdf')}
          </Button>
          <Button variant="default" onClick={() => void navigate(-1)}>
            {t('common:action.back')}
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <div className={classes.sheet}>
          <Card paper={paper} tasks={tasks} />
        </div>
      </div>
      {/* What goes to the printer stands outside the window's frame, which has the height of a screen. */}
      {createPortal(
        <div className={classes.printed} aria-hidden data-print>
          <Card paper={paper} tasks={tasks} />
        </div>,
        document.body,
      )}
    </Page>
  );
}

function Card({
  paper,
  tasks,
}: {
  readonly paper: RecordOf<'documents'>;
  readonly tasks: readonly RecordOf<'tasks'>[];
}) {
  const { t } = useTranslation(['control', 'documents', 'paper']);
  const language = useLanguage();
  const script = useScript();
  const { office } = useSession();
  const today = useToday();
  const now = useNow();
  const { nameOf } = usePeopleOfOffice();
  const { body } = paper;
  const from = body.correspondent?.name ?? body.source?.name ?? '';
  const facts: readonly (readonly [string, string])[] = [
    [t('card.kind'), t(`documents:kind.${body.kind}`)],
    [t('card.number'), [body.number, formatDay(body.regDate)].filter(Boolean).join(', ')],
    [t('card.from'), from],
    [
      t('card.theirs'),
      [body.correspondent?.theirNumber, formatDay(body.correspondent?.theirDate)].filter(Boolean).join(', '),
    ],
    [t('card.subject'), body.subject],
    [t('card.due'), formatDay(body.dueDate)],
    [t('card.resolution'), [nameOf(body.resolvedBy), body.resolution].filter(Boolean).join(': ')],
    [t('card.closed'), formatDay(body.closedDate)],
  ];
  return (
    <div className={classes.card}>
      <div className={classes.cardOffice}>{office.name[script]}</div>
      <h2>{t('card.open')}</h2>
      <table>
        <tbody>
          {facts
            .filter(([, value]) => value !== '')
            .map(([label, value]) => (
              <tr key={label}>
                <th scope="row" style={{ width: '30%' }}>
                  {label}
                </th>
                <td style={{ whiteSpace: 'pre-wrap' }}>{value}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {tasks.length > 0 ? (
        <>
          <h3>{t('assignments')}</h3>
          <table>
            <thead>
              <tr>
                <th scope="col" style={{ width: '9%' }}>
                  {t('card.clause')}
                </th>
                <th scope="col">{t('card.task')}</th>
                <th scope="col" style={{ width: '22%' }}>
                  {t('column.executor')}
                </th>
                <th scope="col" style={{ width: '15%' }}>
                  {t('column.due')}
                </th>
                <th scope="col" style={{ width: '22%' }}>
                  {t('column.standing')}
                </th>
              </tr>
            </thead>
            <tbody>
              {tasks.map(({ id, body: task }) => (
                <tr key={id}>
                  <td>{task.parentId ? t('part.title') : task.clause}</td>
                  <td>{task.text}</td>
                  <td>
                    {nameOf(task.assigneeId)}
                    {task.coAssigneeIds?.length ? (
                      <>
                        <br />({task.coAssigneeIds.map(nameOf).filter(Boolean).join(', ')})
                      </>
                    ) : null}
                  </td>
                  <td>
                    {formatDay(task.dueDate)}
                    {task.firstDueDate && task.firstDueDate !== task.dueDate ? (
                      <>
                        <br />({formatDay(task.firstDueDate)})
                      </>
                    ) : null}
                  </td>
                  <td>
                    {t(`standing.${standingOf(task, today)}`, { n: overdueDays(task, today) })}
                    {task.liftedDate ? `, ${formatDay(task.liftedDate)}` : ''}
                    {task.report ? (
                      <>
                        <br />
                        {formatDay(task.reportedDate)} {task.report}
                      </>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : null}
      <div className={classes.cardFoot}>
        <span>{t('card.asOf', { moment: formatMoment(now, language) })}</span>
        <span>{t('card.sign')} ____________________</span>
      </div>
    </div>
  );
}
