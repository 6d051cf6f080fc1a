import { Anchor, Button, Menu, Title } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { areAnnexesStill } from '#shared/domain/documents/collections/documents/annexes.ts';
import { type DocumentBody, documents } from '#shared/domain/documents/collections/documents/index.ts';
import { type Filled, findFilledFaults, type Questions } from '#shared/domain/documents/questions.ts';
import { isReceived } from '#shared/domain/documents/journals.ts';
import { type Rendering, renderIn } from '#shared/domain/documents/scripts.ts';
import { formatDay, formatDayLong, formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../app/session-context.ts';
import { useRecord, useRecords, useSummaries } from '../data/react.tsx';
import { useLanguage } from '../i18n/index.ts';
import type { DocumentSummary, RecordOf } from '../ports/data.ts';
import { EmptyState, type Hotkey, LoadingState, StateBadge, useHotkeys, useKept, useMainAction } from '../ui/index.ts';
import { approvePaper, openPaper, type OpenTask, submitDraft } from './acts.ts';
import { ExtendDialog, ForwardDialog, StudyDialog, UnconsiderDialog } from './appeal-dialogs.tsx';
import { AppealFacts } from './appeal-facts.tsx';
import { DeadlineNote } from './deadline-note.tsx';
import {
  AnswerDialog,
  CloseDialog,
  DispatchDialog,
  RegisterDialog,
  RemoveDialog,
  ReopenDialog,
  ReportDialog,
  SignDialog,
} from './dialogs.tsx';
import type { DialogProps } from './doing.ts';
import classes from './documents.module.css';
import { Attachments } from './files/attachments.tsx';
import { CertifiedBlock } from './certified/certified-block.tsx';
import { FileDialog, UnfileDialog } from './filing-dialogs.tsx';
import { PaperLinks } from './paper-links.tsx';
import { Assignments } from './assignments.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { useOffice, usePeopleOfOffice, useToday, useViewer } from './office.ts';
import { PaperText, ScriptSwitch } from './paper-text.tsx';
import { Versions } from './versions.tsx';
import { PaperState, PaperTerm } from './paper-sign.tsx';
import { CountersignDialog, DeclineDialog, NationalDialog, ReturnDialog, RouteDialog } from './route-dialogs.tsx';
import { endorsePaper } from './route-acts.ts';
import { DifferenceBlock, MoreSignatures, ReturnNotes, RouteBlock } from './route-view.tsx';
import { InstructionNotices, QuestionsOnPaper } from './questions.tsx';
import {
  type AnswerState,
  isOwnApproval,
  ownAssignment,
  type PaperStep,
  possibleSteps,
  reportedAssignment,
  type TaskOnPaper,
} from './steps.ts';
import { unfinishedAnswer, useFilling } from './use-filling.ts';
import { keyMark, verifyPaper } from './verify.ts';
import { useExceptions } from './words.ts';

interface PaperViewProps {
  readonly id: string;
  /** `page`: the paper is the page, its title the page's. `beside`: it stands beside a list. */
  readonly as: 'page' | 'beside';
  /** Stands before the title: the way back. */
  readonly before?: ReactNode;
  /** An act is on disk. */
  readonly onActed?: (step: PaperStep) => void;
}

/** Title of a paper: its kind and number. */
export function usePaperTitle(): (body: Pick<DocumentBody, 'kind' | 'number'>) => string {
  const { t } = useTranslation(['paper', 'documents']);
  return (body) => {
    const kind = t(`documents:kind.${body.kind}`);
    return body.number ? t('titleNumber', { kind, number: body.number }) : kind;
  };
}

/** A paper: its head, its body, the way it has gone, and what can be done with it now. */
export function PaperView(props: PaperViewProps) {
  const { t } = useTranslation('paper');
  const record = useRecord('documents', props.id);
  if (record === undefined) return <LoadingState />;
  if (record === null) {
    return (
      <div className={classes.paper}>
        <EmptyState title={t('gone.title')} order={props.as === 'page' ? 1 : 2}>
          {t('gone.hint')}
        </EmptyState>
      </div>
    );
  }
  return <LoadedPaper key={props.id} {...props} paper={record} />;
}

function answerState(answers: readonly DocumentSummary[]): AnswerState {
  if (answers.some((answer) => answer.state === 'sent')) return 'sent';
  if (answers.some((answer) => answer.state === 'signed')) return 'signed';
  return answers.length > 0 ? 'drafting' : 'none';
}

function LoadedPaper({ paper, as, before, onActed }: PaperViewProps & { readonly paper: RecordOf<'documents'> }) {
  const { t } = useTranslation(['paper', 'documents', 'common']);
  const language = useLanguage();
  const { user } = useSession();
  const office = useOffice();
  const today = useToday();
  const { nameOf } = usePeopleOfOffice();
  const title = usePaperTitle();
  const { body } = paper;
  const allTasks = useRecords({ collection: 'tasks', prefix: '0|', limit: 5_000 });
  const tasks = useMemo<readonly TaskOnPaper[]>(
    () => (allTasks ?? []).filter((task) => task.body.documentId === paper.id),
    [allTasks, paper.id],
  );
  const outgoing = useSummaries('outgoing');
  const answers = useMemo(() => outgoing.filter((one) => one.answersId === paper.id), [outgoing, paper.id]);

  // Opening a paper from the ministry is itself an act: the ministry sees that it was read.
  const opening = useRef(false);
  useEffect(() => {
    if (body.state !== 'delivered' || body.openedAt || opening.current) return;
    opening.current = true;
    void office.act(openPaper(paper, office.context()));
  }, [body.state, body.openedAt, paper, office]);

  const [rendering, setRendering] = useKept<Rendering>('paper.rendering', 'written');
  const words = useExceptions();
  const level = as === 'page' ? 2 : 3;
  return (
    <article className={classes.paper} aria-label={title(body)}>
      <div className={classes.sheet}>
        {before}
        <div className={classes.headLine}>
          <Title order={as === 'page' ? 1 : 2}>{title(body)}</Title>
        </div>
        <div className={classes.signs}>
          <PaperState state={body.state} />
          <PaperTerm paper={body} today={today} />
          <StateBadge tone={paper.place === 'server' ? 'done' : 'neutral'}>
            {paper.place === 'server' ? t('place.server') : t('place.here')}
          </StateBadge>
        </div>
        {paper.conflicts.length > 0 ? <ConflictNotice paper={paper} nameOf={nameOf} level={level} /> : null}
        <InstructionNotices body={body} level={level} />
        {body.state === 'returned' && body.returnComment ? (
          <div className={classes.notice} data-tone="due">
            <Title order={level}>{t('returned')}</Title>
            <p className={classes.text}>{body.returnComment}</p>
            <ReturnNotes body={body} />
          </div>
        ) : null}
        <DifferenceBlock body={body} level={level} />
        <Facts id={paper.id} body={body} nameOf={nameOf} answers={answers} />
        <PaperLinks paper={paper} />
        <section className={classes.body} aria-label={t('content')}>
          <Title order={level}>{renderIn(body.subject, rendering, words)}</Title>
          <ScriptSwitch text={`${body.subject}\n${body.text ?? ''}`} value={rendering} onChange={setRendering} />
          {body.text ? (
            <PaperText text={renderIn(body.text, rendering, words)} />
          ) : (
            <p className={classes.why}>{t('noText')}</p>
          )}
          <Versions versions={body.versions ?? []} current={body.text ?? ''} nameOf={nameOf} />
        </section>
        <QuestionsOnPaper body={body} level={level} />
        {body.resolution ? (
          <section className={classes.block}>
            <Title order={level}>{t('resolution')}</Title>
            <p className={classes.text}>{body.resolution}</p>
            <span className={classes.why}>{nameOf(body.resolvedBy)}</span>
          </section>
        ) : null}
        <Assignments paper={paper} running={tasks} level={level} />
        <RouteBlock body={body} level={level} />
        <section className={classes.block}>
          <Attachments
            collection="documents"
            docId={paper.id}
            body={body}
            place={paper.place}
            level={level}
            mayChange={documents.policy.patch.includes(user.role)}
            annexesStill={areAnnexesStill(body.state)}
          />
        </section>
        {body.signatureId ? <SignatureBlock paper={paper} level={level} /> : null}
        {body.signatureId ? <MoreSignatures paper={paper} level={level} /> : null}
        {body.signatureId ? <CertifiedBlock paper={paper} level={level} /> : null}
        <section className={classes.block}>
          <Title order={level}>{t('way')}</Title>
          <ol className={classes.way}>
            {[...(body.history ?? [])]
              .sort((a, b) => a.at.localeCompare(b.at))
              .map((entry) => (
                <li key={entry.id}>
                  <span className={classes.wayMoment}>{formatMoment(entry.at, language)}</span>
                  <span>
                    {t(`documents:event.${entry.event}`, { defaultValue: entry.event })}
                    {' · '}
                    {nameOf(entry.actor) ?? t('outsider')}
                    {entry.note ? <span className={classes.wayNote}>{entry.note}</span> : null}
                  </span>
                </li>
              ))}
          </ol>
        </section>
      </div>
      <PaperActions paper={paper} tasks={tasks} answers={answers} user={user} onActed={onActed} />
    </article>
  );
}

function Fact({
  label,
  children,
  why,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly why?: ReactNode;
}) {
  if (!children) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {children}
        {why ? <span className={classes.why}>{why}</span> : null}
      </dd>
    </>
  );
}

function Facts({
  id,
  body,
  nameOf,
  answers,
}: {
  readonly id: string;
  readonly body: DocumentBody;
  readonly nameOf: (id: string | undefined) => string | undefined;
  readonly answers: readonly DocumentSummary[];
}) {
  const { t } = useTranslation(['paper', 'documents']);
  const language = useLanguage();
  const title = usePaperTitle();
  const answered = useRecord('documents', body.answersId ?? null);
  const { correspondent } = body;
  const outgoing = !isReceived(body.journal);
  const theirs = [correspondent?.theirNumber, formatDay(correspondent?.theirDate)].filter(Boolean).join(' · ');
  const sourceName = [body.source?.name, body.source?.number].filter(Boolean).join(', ');
  const rest = [correspondent?.address, correspondent?.phone].filter(Boolean).join(', ');
  return (
    <dl className={classes.facts}>
      <Fact label={t('fact.journal')}>{t(`documents:journal.${body.journal}`)}</Fact>
      <Fact label={outgoing ? t('fact.to') : t('fact.from')} why={rest}>
        {correspondent?.name ?? (body.journal === 'appeals' ? t('anonymous') : '')}
      </Fact>
      <Fact label={t('fact.theirs')}>{theirs}</Fact>
      <Fact label={t('fact.source')}>{sourceName}</Fact>
      <Fact label={t('fact.form')}>{body.form ? t(`documents:form.${body.form}`) : ''}</Fact>
      <Fact label={t('fact.received')}>{body.receivedDate ? formatDayLong(body.receivedDate, language) : ''}</Fact>
      <Fact label={t('fact.registered')}>{body.regDate ? formatDayLong(body.regDate, language) : ''}</Fact>
      <Fact
        label={t('fact.due')}
        why={
          body.dueRule ? (
            <>
              {t(`documents:dueRule.${body.dueRule}`, { defaultValue: body.dueRule })}
              <DeadlineNote body={body} />
            </>
          ) : null
        }
      >
        {body.dueDate ? formatDayLong(body.dueDate, language) : ''}
      </Fact>
      <Fact label={t('fact.executor')}>
        {[body.executorId, ...(body.coExecutorIds ?? [])].filter(Boolean).map(nameOf).join(', ')}
      </Fact>
      <Fact label={t('fact.answers')}>
        {answered ? (
          <Anchor component={Link} to={`/paper/${answered.id}`}>
            {title(answered.body)} · {answered.body.subject}
          </Anchor>
        ) : null}
      </Fact>
      <Fact label={t('fact.answer')}>
        {answers.length > 0
          ? answers.map((answer) => (
              <div key={answer.id}>
                <Anchor component={Link} to={`/paper/${answer.id}`}>
                  {title(answer as never)}
                </Anchor>
                {' · '}
                {t(`documents:state.${answer.state}`)}
              </div>
            ))
          : null}
      </Fact>
      <AppealFacts id={id} body={body} />
      <Fact label={t('fact.sent')}>{body.sentDate ? formatDayLong(body.sentDate, language) : ''}</Fact>
      <Fact label={t('fact.closed')}>{body.closedDate ? formatDayLong(body.closedDate, language) : ''}</Fact>
    </dl>
  );
}

function showValue(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDay(value) : value;
  if (typeof value === 'object')
    return Object.values(value)
      .filter((part) => typeof part === 'string')
      .join(', ');
  return String(value);
}

function ConflictNotice({
  paper,
  nameOf,
  level,
}: {
  readonly level: 2 | 3;
  readonly paper: RecordOf<'documents'>;
  readonly nameOf: (id: string | undefined) => string | undefined;
}) {
  const { t } = useTranslation(['paper', 'documents']);
  const language = useLanguage();
  return (
    <div className={classes.notice} data-tone="overdue" role="note">
      <Title order={level}>{t('conflict.title')}</Title>
      {paper.conflicts.map((conflict) => (
        <dl key={conflict.id} className={classes.facts} style={{ marginBottom: 8 }}>
          <dt>{t(`documents:field.${conflict.field}`, { defaultValue: conflict.field })}</dt>
          <dd>
            {t('conflict.kept', {
              name: nameOf(conflict.actor) ?? t('outsider'),
              moment: formatMoment(conflict.at, language),
            })}
            : {showValue(conflict.kept)}
            <br />
            {t('conflict.other')}: {showValue(conflict.other)}
          </dd>
        </dl>
      ))}
      <Anchor component={Link} to="/conflicts">
        {t('conflict.decide')}
      </Anchor>
    </div>
  );
}

function SignatureBlock({ paper, level }: { readonly paper: RecordOf<'documents'>; readonly level: 2 | 3 }) {
  const { t } = useTranslation('paper');
  const language = useLanguage();
  const { staff } = usePeopleOfOffice();
  const signature = useRecord('signatures', paper.body.signatureId ?? null);
  const verdict = useMemo(() => {
    if (signature === undefined) return null;
    const signer = staff.find((member) => member.id === signature?.body.signerId)?.body ?? null;
    return verifyPaper(paper, signature?.body ?? null, signer);
  }, [paper, signature, staff]);
  if (verdict === null) return null;
  return (
    <section className={classes.block}>
      <Title order={level}>{t('signature.title')}</Title>
      <div className={classes.signs} style={{ marginBottom: 8 }}>
        <StateBadge tone={verdict === 'valid' ? 'done' : 'overdue'}>{t(`signature.${verdict}`)}</StateBadge>
      </div>
      {signature ? (
        <dl className={classes.facts}>
          <Fact label={t('signature.by')}>
            {[signature.body.signerName, signature.body.position].filter(Boolean).join(', ')}
          </Fact>
          <Fact label={t('signature.at')}>{formatMoment(signature.body.at, language)}</Fact>
          <Fact label={t('signature.key')}>
            <span style={{ fontFamily: 'var(--mantine-font-family-monospace)' }}>{keyMark(signature.body)}</span>
          </Fact>
        </dl>
      ) : null}
    </section>
  );
}

const DIRECT: ReadonlySet<PaperStep> = new Set(['approve', 'endorse', 'submit', 'edit']);
/** Keys of acts, where the paper is in sight. */
const KEYS: Partial<Record<PaperStep, string>> = { return: 'R', sign: 'S' };

function PaperActions({
  paper,
  tasks,
  answers,
  user,
  onActed,
}: {
  readonly paper: RecordOf<'documents'>;
  readonly tasks: readonly TaskOnPaper[];
  readonly answers: readonly DocumentSummary[];
  readonly user: ReturnType<typeof useSession>['user'];
  readonly onActed?: (step: PaperStep) => void;
}) {
  const { t } = useTranslation(['paper', 'common']);
  const office = useOffice();
  const navigate = useNavigate();
  const [open, setOpen] = useState<PaperStep | null>(null);
  const acting = useRef(false);
  const { fill } = useFilling(paper, answers);
  const viewer = useViewer();
  const { main, rest } = possibleSteps({
    paper,
    tasks,
    answer: answerState(answers),
    unfinished: unfinishedAnswer(answers) !== undefined,
    viewer,
  });
  const openTasks: readonly OpenTask[] = tasks.map((task) => ({
    id: task.id,
    kind: task.body.kind,
    state: task.body.state,
    dueDate: task.body.dueDate,
  }));

  const take = async (step: PaperStep) => {
    if (acting.current) return;
    if (step === 'fill') {
      void fill();
      return;
    }
    const unready =
      !paper.body.text?.trim() ||
      (paper.body.questions &&
        findFilledFaults(paper.body.questions as Questions, paper.body.filled as Filled | undefined).length > 0);
    if (step === 'edit' || ((step === 'submit' || step === 'route') && unready)) {
      void navigate(`/paper/${paper.id}/${paper.body.questions ? 'fill' : 'edit'}`);
      return;
    }
    if (step === 'correct' || step === 'appeal') {
      const journal = step === 'appeal' ? 'appeals' : paper.body.journal;
      void navigate(`/register/${journal}?${step === 'appeal' ? 'visit' : 'corrects'}=${paper.id}`);
      return;
    }
    if (!DIRECT.has(step)) {
      setOpen(step);
      return;
    }
    acting.current = true;
    try {
      const changes =
        step === 'approve'
          ? approvePaper(paper, openTasks, office.context())
          : step === 'endorse'
            ? endorsePaper(paper, openTasks, viewer, office.context())
            : submitDraft(paper, office.context());
      if ((await office.act(changes, t(`done.${step}`))) === null) onActed?.(step);
    } finally {
      acting.current = false;
    }
  };

  useMainAction(main && open === null ? () => void take(main) : null);
  useHotkeys(
    open === null
      ? [
          ...[main, ...rest].flatMap((step): readonly Hotkey[] =>
            step && KEYS[step] ? [[KEYS[step], () => void take(step)]] : [],
          ),
          ['P', () => void navigate(`/print/${paper.id}`)],
        ]
      : [],
  );

  const close = () => setOpen(null);
  const shared: DialogProps = {
    paper,
    tasks: openTasks,
    onClose: close,
    onDone: () => open && onActed?.(open),
  };
  const taskOf = (task: TaskOnPaper | undefined) => task && openTasks.find((one) => one.id === task.id);
  const own = taskOf(ownAssignment(tasks, user));
  const reported = taskOf(reportedAssignment(tasks, user));
  return (
    <div className={classes.actions} data-no-print>
      {main ? (
        <Button onClick={() => void take(main)} title="Ctrl + Enter">
          {t(`step.${main}`)}
        </Button>
      ) : (
        <span className={classes.actionsHint}>
          {t(`waiting.${paper.body.state}`, { defaultValue: t('nothingToDo') })}
        </span>
      )}
      {isOwnApproval(paper, viewer) ? <span className={classes.actionsHint}>{t('ownApproval')}</span> : null}
      {rest[0] === 'return' || rest[0] === 'sign' ? (
        <Button variant="default" onClick={() => void take(rest[0] as PaperStep)}>
          {t(`step.${rest[0]}`)}
        </Button>
      ) : null}
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDots size={18} aria-hidden />}>
            {t('common:action.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map((step) => (
            <Menu.Item key={step} onClick={() => void take(step)} color={step === 'remove' ? 'overdue' : undefined}>
              {t(`step.${step}`)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => void navigate(`/print/${paper.id}`)}>{t('common:action.print')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'resolve' ? <ResolveDialog {...shared} /> : null}
      {open === 'return' ? <ReturnDialog {...shared} /> : null}
      {open === 'sign' ? <SignDialog {...shared} /> : null}
      {open === 'route' ? <RouteDialog {...shared} /> : null}
      {open === 'countersign' ? <CountersignDialog {...shared} /> : null}
      {open === 'decline' ? <DeclineDialog {...shared} /> : null}
      {open === 'national' ? <NationalDialog {...shared} /> : null}
      {open === 'dispatch' ? <DispatchDialog {...shared} /> : null}
      {open === 'close' ? <CloseDialog {...shared} answers={answers} /> : null}
      {open === 'register' ? <RegisterDialog {...shared} /> : null}
      {open === 'answer' ? <AnswerDialog {...shared} /> : null}
      {open === 'study' ? <StudyDialog {...shared} /> : null}
      {open === 'extend' ? <ExtendDialog {...shared} /> : null}
      {open === 'forward' ? <ForwardDialog {...shared} /> : null}
      {open === 'unconsider' ? <UnconsiderDialog {...shared} /> : null}
      {open === 'file' ? <FileDialog {...shared} /> : null}
      {open === 'unfile' ? <UnfileDialog {...shared} /> : null}
      {open === 'remove' ? <RemoveDialog {...shared} /> : null}
      {open === 'report' && own ? <ReportDialog {...shared} task={own} /> : null}
      {open === 'reopen' && reported ? <ReopenDialog {...shared} task={reported} /> : null}
    </div>
  );
}
