import { Button, Progress, Text } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { DuplicatePair } from '#shared/domain/casework/duplicates.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { formatQuantity } from '#shared/domain/language/numbers.ts';
import { fullName } from '../../casework/person-value.ts';
import { useData, useIndexState } from '../../data/react.tsx';
import { useLanguage } from '../../i18n/index.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, useKept, useNow } from '../../ui/index.ts';
import classes from './duplicates.module.css';
import { levelOf, openPairs, type PairRow } from './pairs.ts';

/** What the last look through everyone came to. */
interface Found {
  readonly pairs: readonly DuplicatePair[];
  readonly at: number;
  readonly people: number;
}

const rowId = (row: PairRow) => row.id;

/** The office's likely duplicates, likeliest first. */
export function ReviewScreen() {
  const { t } = useTranslation(['duplicates', 'register', 'people']);
  const language = useLanguage();
  const navigate = useNavigate();
  const now = useNow();
  const { index } = useData();
  const state = useIndexState();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const people = useSyncExternalStore(subscribe, () => index.people());
  const [found, setFound] = useKept<Found | null>('duplicates.found', null);
  const [part, setPart] = useState<number | null>(null);
  const [stopped, setStopped] = useState(false);
  const run = useRef(0);

  const look = useCallback(async () => {
    const turn = ++run.current;
    setStopped(false);
    setPart(0);
    const pairs = await index.likelyDuplicates({
      onProgress: ({ done, total }) => {
        if (turn === run.current) setPart(Math.floor((done / Math.max(1, total)) * 100));
      },
      isStopped: () => turn !== run.current,
    });
    if (turn !== run.current) return;
    setPart(null);
    if (pairs) setFound({ pairs, at: Date.now(), people: index.people().length });
  }, [index, setFound]);
  const stop = () => {
    run.current += 1;
    setPart(null);
    setStopped(true);
  };
  // The first look begins by itself, once everyone is there; and whoever leaves the page stops it.
  const begins = state.ready && found === null;
  useEffect(() => {
    if (begins) void look();
  }, [begins, look]);
  useEffect(
    () => () => {
      run.current += 1;
    },
    [],
  );

  // What was merged or told apart meanwhile goes out of the list at once.
  const rows = useMemo(() => (people ? openPairs(found?.pairs ?? [], index) : []), [found, people, index]);
  const columns = useMemo<readonly Column<PairRow>[]>(() => {
    const person = (body: PairRow['a']) => (
      <>
        <span className={classes.name}>{fullName(body)}</span>
        <span className={classes.quiet}>{[formatDay(body.birthDate), body.address].filter(Boolean).join(' · ')}</span>
      </>
    );
    return [
      {
        id: 'first',
        header: t('first'),
        track: 'minmax(220px, 3fr)',
        cell: (row) => person(row.a),
        sortBy: (row) => fullName(row.a),
      },
      {
        id: 'second',
        header: t('second'),
        track: 'minmax(220px, 3fr)',
        cell: (row) => person(row.b),
        sortBy: (row) => fullName(row.b),
      },
      {
        id: 'why',
        header: t('why'),
        track: 'minmax(200px, 3fr)',
        cell: (row) => row.pair.reasons.map((reason) => t(`register:duplicate.reason.${reason}`)).join(', '),
      },
      {
        id: 'strength',
        header: t('strength'),
        track: '130px',
        cell: (row) => t(`level.${levelOf(row.pair.score)}`),
        sortBy: (row) => -row.pair.score,
      },
    ];
  }, [t]);

  const count = t('count', { count: rows.length });
  return (
    <Page
      title={t('title')}
      subtitle={t('hint')}
      body="fill"
      actions={
        part === null ? (
          <Button variant="default" disabled={!state.ready} onClick={() => void look()}>
            {t('again')}
          </Button>
        ) : (
          <Button variant="default" onClick={stop}>
            {t('stop')}
          </Button>
        )
      }
      toolbar={
        part === null ? (
          stopped ? (
            <Text role="status">
              {t('stopped')}. {t('stoppedHint')}
            </Text>
          ) : null
        ) : (
          <div className={classes.progress} role="status">
            <Text size="sm">{t('looking', { part })}</Text>
            <Progress value={part} aria-label={t('looking', { part })} />
          </div>
        )
      }
    >
      {state.ready ? (
        <DataTable
          keepAs="duplicates"
          label={t('title')}
          rows={rows}
          columns={columns}
          rowId={rowId}
          autoFocus
          minWidth={860}
          onOpen={(row) => void navigate(`/duplicates/${row.pair.a}/${row.pair.b}`)}
          countLabel={found ? t('countAsOf', { pairs: count, at: formatMoment(found.at, language, { now }) }) : count}
          empty={
            found && part === null ? (
              <EmptyState title={t('none')}>{t('noneHint', { people: formatQuantity(found.people) })}</EmptyState>
            ) : stopped ? (
              <EmptyState title={t('stopped')}>{t('stoppedHint')}</EmptyState>
            ) : (
              <LoadingState>{t('looking', { part: part ?? 0 })}</LoadingState>
            )
          }
        />
      ) : (
        <LoadingState>{t('people:reading', { loaded: state.loaded, total: state.total })}</LoadingState>
      )}
    </Page>
  );
}
