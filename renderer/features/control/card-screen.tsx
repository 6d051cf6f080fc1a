import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { overdueDays, standingOf } from '#shared/domain/documents/control.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord, useRecords } from '../../data/react.tsx';
import { useAssignments } from '../../documents/assignments.tsx';
import { usePeopleOfOffice, useScript, useToday } from '../../documents/office.ts';
import { PrintedSheet } from '../../documents/printed-sheet.tsx';
import type { TaskOnPaper } from '../../documents/steps.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { EmptyState, LoadingState, useNow } from '../../ui/index.ts';
import classes from '../../documents/printed-sheet.module.css';

const NONE: readonly TaskOnPaper[] = [];

/** The control card of a paper, as it is printed. */
export function CardScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['control', 'paper']);
  const paper = useRecord('documents', id);
  const running = useRecords({ collection: 'tasks', prefix: '0|', limit: 5_000 });
  const tasks = useAssignments(id, running ?? NONE);
  if (paper === undefined || tasks === undefined) return <LoadingState />;
  if (paper === null) {
    return (
      <EmptyState title={t('paper:gone.title')} order={1}>
        {t('paper:gone.hint')}
      </EmptyState>
    );
  }
  return (
    <PrintedSheet title={t('card.open')} subtitle={paper.body.subject} fileName={`nazorat-${paper.body.number ?? ''}`}>
      <Card paper={paper} tasks={tasks} />
    </PrintedSheet>
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
    <>
      <div className={classes.office}>{office.name[script]}</div>
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
      <div className={classes.foot}>
        <span>{t('card.asOf', { moment: formatMoment(now, language) })}</span>
        <span>{t('card.sign')} ____________________</span>
      </div>
    </>
  );
}
