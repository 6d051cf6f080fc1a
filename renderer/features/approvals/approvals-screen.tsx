import { Text } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useIndexState, useSummaries } from '../../data/react.tsx';
import { useViewer } from '../../documents/office.ts';
import { PaperState } from '../../documents/paper-sign.tsx';
import { PaperView } from '../../documents/paper-view.tsx';
import { EmptyState, LoadingState, Page, useHotkeys } from '../../ui/index.ts';
import classes from './approvals.module.css';
import { currentOf, queueOf } from './queue.ts';

/** One paper after another: approve, return, sign, without leaving the page. */
export function ApprovalsScreen() {
  const { t } = useTranslation(['approvals', 'documents']);
  const { id } = useParams();
  const navigate = useNavigate();
  const viewer = useViewer();
  const index = useIndexState();
  const papers = useSummaries();
  const queue = useMemo(() => queueOf(papers, viewer), [papers, viewer]);
  const place = useRef(0);
  const current = currentOf(queue, id ?? null, place.current);
  const at = current ? queue.indexOf(current) : -1;
  useEffect(() => {
    if (at >= 0) place.current = at;
  }, [at, place]);
  // The address follows the queue, so that going back and forward works here too.
  useEffect(() => {
    if (current && current.id !== id) void navigate(`/approvals/${current.id}`, { replace: true });
  }, [current, id, navigate]);
  const go = (step: number) => {
    const next = queue[at + step];
    if (next) void navigate(`/approvals/${next.id}`, { replace: true });
  };
  useHotkeys([
    ['J', () => go(1)],
    ['K', () => go(-1)],
  ]);

  if (!current) {
    return (
      <Page title={t('title')}>
        {index.ready ? <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState> : <LoadingState />}
      </Page>
    );
  }
  return (
    <Page title={t('title')} subtitle={t('subtitle', { at: at + 1, n: queue.length })} body="fill">
      <div className={classes.desk}>
        <nav className={classes.queue} aria-label={t('queue')}>
          <ol>
            {queue.slice(0, 200).map((paper) => (
              <li key={paper.id}>
                <button
                  type="button"
                  aria-current={paper.id === current.id ? 'true' : undefined}
                  onClick={() => void navigate(`/approvals/${paper.id}`, { replace: true })}
                >
                  <span>{paper.subject}</span>
                  <span className={classes.detail}>
                    {[t(`documents:kind.${paper.kind}`), paper.correspondent].filter(Boolean).join(' · ')}
                  </span>
                  <PaperState state={paper.state} />
                </button>
              </li>
            ))}
          </ol>
          <Text size="xs" c="dimmed" p="sm">
            {t('keys')}
          </Text>
        </nav>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus */}
        <section className={classes.paper} aria-label={t('current')} tabIndex={0}>
          <PaperView id={current.id} as="beside" />
        </section>
      </div>
    </Page>
  );
}
