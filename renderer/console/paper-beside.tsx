import { Alert, CloseButton, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { QuestionsOnPaper } from '../documents/questions.tsx';
import { useLanguage } from '../i18n/index.ts';
import { LoadingState, StateBadge } from '../ui/index.ts';
import type { PaperDetail } from './api.ts';
import classes from './console.module.css';
import { useNames } from './context.ts';
import { AskFailed } from './frame.tsx';
import { PaperFiles } from './paper-files.tsx';
import { usePaper } from './queries.ts';
import { verifyHere } from './verify.ts';

/** A paper of an office: its head, its text, its signature checked twice, the way it has gone. */
export function PaperBeside({
  officeId,
  id,
  onClose,
}: {
  readonly officeId: string;
  readonly id: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('console');
  const { data, error, refetch } = usePaper(officeId, id);
  return (
    <article className={classes.paper}>
      {data ? <PaperSheet paper={data} onClose={onClose} /> : null}
      {!data && error ? (
        <>
          <CloseButton aria-label={t('common:action.close')} onClick={onClose} />
          <AskFailed error={error} onRetry={() => void refetch()} />
        </>
      ) : null}
      {!data && !error ? <LoadingState /> : null}
    </article>
  );
}

function PaperSheet({ paper, onClose }: { readonly paper: PaperDetail; readonly onClose: () => void }) {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const nameOf = useNames();
  const { body } = paper;
  const person = (userId: string | undefined) => (userId ? (paper.names[userId]?.name ?? '') : '');
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('office.name'), nameOf(paper.office.name)],
    [t('paper.journal'), t(`documents:journal.${body.journal}`)],
    [t('conflicts:field.regDate'), formatDay(body.regDate)],
    [t('conflicts:field.receivedDate'), formatDay(body.receivedDate)],
    [t('conflicts:field.dueDate'), formatDay(body.dueDate)],
    [t('conflicts:field.correspondent'), body.correspondent?.name],
    [t('conflicts:field.executorId'), person(body.executorId)],
    [t('conflicts:field.resolution'), body.resolution],
    [t('paper.changed'), formatMoment(paper.changedAt, language)],
  ];
  return (
    <>
      <div className={classes.paperHead}>
        <Title order={2}>{[t(`documents:kind.${body.kind}`), body.number].filter(Boolean).join(' № ')}</Title>
        <CloseButton aria-label={t('common:action.close')} onClick={onClose} />
      </div>
      <div>
        <StateBadge tone={body.state === 'closed' || body.state === 'sent' ? 'done' : 'neutral'}>
          {t(`documents:state.${body.state}`)}
        </StateBadge>
      </div>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (value ? <Fact key={label} label={label} value={value} /> : null))}
      </dl>
      <Title order={3}>{body.subject}</Title>
      {body.text ? <div className={classes.text}>{body.text}</div> : <Text c="dimmed">{t('paper.noText')}</Text>}
      <QuestionsOnPaper body={body} level={3} />
      <PaperFiles paper={paper} />
      <SignatureCheck paper={paper} />
      {body.history?.length ? (
        <section>
          <Title order={3} mb={4}>
            {t('paper.history')}
          </Title>
          <ol className={classes.history}>
            {body.history.map((entry) => (
              <li key={entry.id}>
                {t(`documents:event.${entry.event}`, { defaultValue: entry.event })}
                <div className={classes.quiet}>
                  {[formatMoment(entry.at, language), person(entry.actor)].filter(Boolean).join(', ')}
                </div>
                {entry.note ? <div>{entry.note}</div> : null}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

function SignatureCheck({ paper }: { readonly paper: PaperDetail }) {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const here = useMemo(() => verifyHere(paper), [paper]);
  if (here === null) return <Text c="dimmed">{t('signature.none')}</Text>;
  const { verification, signature } = paper;
  const genuine = here && verification?.valid === true;
  const lines = [
    here ? t('signature.hereValid') : t('signature.hereWrong'),
    verification?.valid ? t('signature.serverValid') : t('signature.serverWrong'),
    verification && !verification.content ? t('signature.contentChanged') : '',
    verification && !verification.signature ? t('signature.doesNotFit') : '',
    verification && !verification.key ? t('signature.keyUnknown') : '',
  ];
  return (
    <Alert
      color={genuine ? 'done' : 'overdue'}
      icon={genuine ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={genuine ? t('signature.genuine') : t('signature.notGenuine')}
    >
      {signature ? (
        <Text fw={500}>
          {[signature.signerName, signature.position, formatMoment(signature.at, language)].filter(Boolean).join(', ')}
        </Text>
      ) : null}
      {lines.filter(Boolean).map((line) => (
        <Text key={line}>{line}</Text>
      ))}
    </Alert>
  );
}
