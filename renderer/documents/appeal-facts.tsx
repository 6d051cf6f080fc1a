import { Anchor } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { useRecord, useSummaries } from '../data/react.tsx';
import type { DocumentSummary } from '../ports/data.ts';
import classes from './documents.module.css';

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function PaperLink({ paper, words }: { readonly paper: DocumentSummary; readonly words: string }) {
  const { t } = useTranslation('documents');
  return (
    <div>
      <Anchor component={Link} to={`/paper/${paper.id}`}>
        {words}
      </Anchor>
      {' · '}
      {t(`state.${paper.state}`)}
    </div>
  );
}

/** What the law on appeals adds to a paper's facts: the outcome, notices, the earlier appeal, further applicants. */
export function AppealFacts({ id, body }: { readonly id: string; readonly body: DocumentBody }) {
  const { t } = useTranslation(['paper', 'documents']);
  const outgoing = useSummaries('outgoing');
  const internal = useSummaries('internal');
  const appeals = useSummaries('appeals');
  const about = useRecord('documents', body.noticeOf ?? null);
  const earlier = useRecord('documents', body.repeatOf ?? null);
  const title = (paper: { readonly number?: string | undefined; readonly subject: string }) =>
    [paper.number, paper.subject].filter(Boolean).join(' · ');
  const notices = useMemo(
    () => [outgoing, internal].flatMap((papers) => papers.filter((one) => one.noticeOf === id)),
    [outgoing, internal, id],
  );
  const later = useMemo(() => appeals.filter((one) => one.repeatOf === id), [appeals, id]);
  if (body.noticeOf) {
    return about ? (
      <Fact label={t('fact.noticeOf')}>
        <Anchor component={Link} to={`/paper/${about.id}`}>
          {title(about.body)}
        </Anchor>
      </Fact>
    ) : null;
  }
  if (body.journal !== 'appeals') return null;
  return (
    <>
      {body.outcome ? (
        <Fact label={t('fact.outcome')}>
          {t(`documents:outcome.${body.outcome}`)}
          {body.unconsideredReason ? (
            <span className={classes.why}>{t(`documents:unconsideredReason.${body.unconsideredReason}`)}</span>
          ) : null}
        </Fact>
      ) : null}
      {body.forwardedTo ? <Fact label={t('fact.forwardedTo')}>{body.forwardedTo}</Fact> : null}
      {notices.length > 0 ? (
        <Fact label={t('fact.notices')}>
          {notices.map((notice) => (
            <PaperLink key={notice.id} paper={notice} words={t(`documents:noticeKind.${notice.noticeKind ?? ''}`)} />
          ))}
        </Fact>
      ) : null}
      {earlier ? (
        <Fact label={t('fact.repeatOf')}>
          <Anchor component={Link} to={`/paper/${earlier.id}`}>
            {title(earlier.body)}
          </Anchor>
        </Fact>
      ) : null}
      {later.length > 0 ? (
        <Fact label={t('fact.repeats')}>
          {later.map((one) => (
            <PaperLink key={one.id} paper={one} words={title(one)} />
          ))}
        </Fact>
      ) : null}
      {body.applicants?.length ? (
        <Fact label={t('fact.applicants')}>
          {body.applicants.map((one, at) => (
            <div key={`${one.name} ${at}`}>{[one.name, one.address].filter(Boolean).join(', ')}</div>
          ))}
        </Fact>
      ) : null}
    </>
  );
}
