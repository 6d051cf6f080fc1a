import { Anchor, Button, Group, SegmentedControl, Select, Table, Text, Textarea, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import { mayBeClosed } from '#shared/domain/documents/books.ts';
import { type Journal, JOURNALS } from '#shared/domain/documents/collections/documents/index.ts';
import type { Gap } from '#shared/domain/documents/number-report.ts';
import { bookId } from '#shared/domain/documents/numbering.ts';
import { formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useIndexState, useSummaries } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import type { HeldInBook } from '../../documents/numbers.ts';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useAsked } from '../../documents/use-asked.ts';
import { useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState, Page, StateBadge, useHotkeys, useKept } from '../../ui/index.ts';
import { BookPages } from './book-pages.tsx';
import classes from './books.module.css';
import { type Book, useBook } from './use-book.ts';

/** Chooses journal and year by the address; without them, the ones that were looked at last. */
export function BookScreen() {
  const { journal, year } = useParams();
  const today = useToday();
  const [last] = useKept<Journal>('journals.last', 'appeals');
  const known = (JOURNALS as readonly (string | undefined)[]).includes(journal);
  const number = Number(year ?? today.slice(0, 4));
  if (!known || !Number.isInteger(number) || number < 2000 || number > 9999)
    return <Navigate to={`/books/${known ? journal : last}/${today.slice(0, 4)}`} replace />;
  return <LoadedBook key={`${journal}.${number}`} journal={journal as Journal} year={number} />;
}

function LoadedBook({ journal, year }: { readonly journal: Journal; readonly year: number }) {
  const { t } = useTranslation(['books', 'documents', 'common']);
  const navigate = useNavigate();
  const today = useToday();
  const { user } = useSession();
  const index = useIndexState();
  const all = useSummaries(journal);
  const book = useBook(journal, year);
  const [view, setView] = useKept<'numbers' | 'pages'>('books.view', 'numbers');
  const [closing, setClosing] = useState(false);
  useHotkeys([['Escape', () => void navigate(`/papers/${journal}`)]]);
  const years = useMemo(() => {
    const found = new Set([Number(today.slice(0, 4)), year]);
    for (const paper of all) if (paper.regDate) found.add(Number(paper.regDate.slice(0, 4)));
    return [...found].toSorted((a, b) => b - a);
  }, [all, today, year]);
  if (!index.ready || book.closed === undefined)
    return <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>;

  return (
    <Page
      title={t('title', { journal: t(`documents:journal.${journal}`), year })}
      subtitle={
        book.closed
          ? t('closedOn', { day: formatDay(book.closed.closedDate) })
          : t('open', { n: book.report.papers, day: formatDay(today) })
      }
      actions={
        <>
          {user.role === 'chair' && !book.closed ? (
            <Button
              variant="default"
              onClick={() => setClosing(true)}
              disabled={!mayBeClosed(year, today)}
              title={mayBeClosed(year, today) ? undefined : t('tooEarly', { year })}
            >
              {t('close.title')}
            </Button>
          ) : null}
          {user.role === 'specialist' ? null : (
            <Button variant="default" component={Link} to="/numbering">
              {t('numbering.title')}
            </Button>
          )}
        </>
      }
      toolbar={
        <>
          <Select
            aria-label={t('journal')}
            data={JOURNALS.map((one) => ({ value: one, label: t(`documents:journal.${one}`) }))}
            value={journal}
            onChange={(next) => next && void navigate(`/books/${next}/${year}`)}
            allowDeselect={false}
            w={200}
          />
          <Select
            aria-label={t('year')}
            data={years.map((one) => ({ value: String(one), label: String(one) }))}
            value={String(year)}
            onChange={(next) => next && void navigate(`/books/${journal}/${next}`)}
            allowDeselect={false}
            w={110}
          />
          <SegmentedControl
            aria-label={t('view')}
            value={view}
            onChange={(next) => setView(next as typeof view)}
            data={[
              { value: 'numbers', label: t('numbers.title') },
              { value: 'pages', label: t('pages.title') },
            ]}
          />
        </>
      }
    >
      {view === 'numbers' ? (
        <Numbers book={book} journal={journal} year={year} />
      ) : (
        <BookPages book={book} journal={journal} year={year} />
      )}
      {closing ? <CloseDialog book={book} journal={journal} year={year} onClose={() => setClosing(false)} /> : null}
    </Page>
  );
}

function span(gap: Gap): string {
  return gap.from === gap.to ? String(gap.from) : `${gap.from}–${gap.to}`;
}

/** What became of each number: the report of gaps and of numbers given twice. */
function Numbers({ book, journal, year }: { readonly book: Book; readonly journal: Journal; readonly year: number }) {
  const { t } = useTranslation(['books', 'documents']);
  const { lane: own } = useSession();
  const { report } = book;
  const [giving, setGiving] = useState<HeldInBook | null>(null);
  const reasons = new Map(book.papers.map((paper) => [paper.id, paper]));
  if (report.papers + report.voided + report.held === 0) {
    return <EmptyState title={t('numbers.none', { year })}>{t(`journals:emptyHint.${journal}`)}</EmptyState>;
  }
  const problems = report.unexplained + report.reused;
  return (
    <div className={classes.report}>
      <div role="status">
        <StateBadge tone={problems > 0 ? 'overdue' : report.held + report.otherLaptop > 0 ? 'due' : 'done'}>
          {problems > 0
            ? t('numbers.bad', { n: report.unexplained, twice: report.reused })
            : report.held + report.otherLaptop > 0
              ? t('numbers.waits', { n: report.held + report.otherLaptop })
              : t('numbers.good')}
        </StateBadge>
      </div>
      {report.lanes.map((lane) => (
        <section key={lane.lane} className={classes.lane} aria-label={t('lane', { n: lane.lane })}>
          <Title order={2} size="h4">
            {lane.lane === own ? t('laneOwn', { n: lane.lane }) : t('lane', { n: lane.lane })}
          </Title>
          <Text size="sm" c="dimmed">
            {t('laneSum', { last: lane.last, papers: lane.papers, voided: lane.voided.length })}
          </Text>
          {lane.gaps.length + lane.voided.length + lane.reused.length > 0 ? (
            <Table verticalSpacing="xs" withRowBorders>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={120}>{t('column.number')}</Table.Th>
                  <Table.Th>{t('column.became')}</Table.Th>
                  <Table.Th w={220}>
                    <span className={classes.unseen}>{t('column.act')}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {lane.reused.map(({ n, ids }) => (
                  <Table.Tr key={`twice-${n}`}>
                    <Table.Td>{n}</Table.Td>
                    <Table.Td>
                      <StateBadge tone="overdue">{t('cause.twice', { n: ids.length })}</StateBadge>
                    </Table.Td>
                    <Table.Td>
                      {ids.map((id, at) => (
                        <Anchor key={id} component={Link} to={`/paper/${id}`} mr="sm">
                          {t('paperN', { n: at + 1 })}
                        </Anchor>
                      ))}
                    </Table.Td>
                  </Table.Tr>
                ))}
                {lane.gaps.map((gap) =>
                  gap.cause === 'held' ? (
                    book.held
                      .filter((one) => one.n >= gap.from && one.n <= gap.to)
                      .map((one) => (
                        <Table.Tr key={`held-${one.n}`}>
                          <Table.Td>{one.number}</Table.Td>
                          <Table.Td>
                            <StateBadge tone="due">{t('cause.held')}</StateBadge>
                          </Table.Td>
                          <Table.Td>
                            <Button variant="default" size="xs" onClick={() => setGiving(one)}>
                              {t('giveUp.verb')}
                            </Button>
                          </Table.Td>
                        </Table.Tr>
                      ))
                  ) : (
                    <Table.Tr key={`${gap.cause}-${gap.from}`}>
                      <Table.Td>{span(gap)}</Table.Td>
                      <Table.Td>
                        <StateBadge tone={gap.cause === 'unexplained' ? 'overdue' : 'neutral'}>
                          {t(`cause.${gap.cause}`)}
                        </StateBadge>
                      </Table.Td>
                      <Table.Td />
                    </Table.Tr>
                  ),
                )}
                {lane.voided.map(({ n, id }) => (
                  <Table.Tr key={`void-${id}`}>
                    <Table.Td>{reasons.get(id)?.number ?? n}</Table.Td>
                    <Table.Td>
                      {t('cause.void')}: {reasons.get(id)?.voidReason}
                    </Table.Td>
                    <Table.Td>
                      <Anchor component={Link} to={`/paper/${id}`}>
                        {t('entry')}
                      </Anchor>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          ) : null}
        </section>
      ))}
      {report.foreign.length > 0 ? <Text size="sm">{t('numbers.foreign', { n: report.foreign.length })}</Text> : null}
      {giving ? (
        <GiveUpDialog
          held={giving}
          onClose={() => {
            setGiving(null);
            book.refresh();
          }}
        />
      ) : null}
    </div>
  );
}

/** Makes a held number void, with the reason. */
function GiveUpDialog({ held, onClose }: { readonly held: HeldInBook; readonly onClose: () => void }) {
  const { t } = useTranslation(['books', 'common']);
  const office = useOffice();
  const keepAs = `number.${held.counter}.${held.n}.giveUp`;
  const { values, set, busy, run } = useAsked(keepAs, { onClose }, { reason: '' });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { reason } = values;
  const go = () => {
    setTried(true);
    if (reason.trim() !== '') void run(() => office.voidNumber(held, reason.trim()));
  };
  return (
    <ActDialog
      title={t('giveUp.title', { number: held.number })}
      verb={t('giveUp.verb')}
      busy={busy}
      onDo={go}
      onClose={onClose}
    >
      <Text>{t('giveUp.what')}</Text>
      <Textarea
        label={t('giveUp.reason')}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
        error={tried && reason.trim() === '' ? t('common:form.required') : null}
      />
    </ActDialog>
  );
}

/** Closes a year: what is not finished is listed, and what is closed gives no more numbers. */
function CloseDialog({
  book,
  journal,
  year,
  onClose,
}: {
  readonly book: Book;
  readonly journal: Journal;
  readonly year: number;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['books', 'documents']);
  const language = useLanguage();
  const { user, lane } = useSession();
  const { nameOf } = usePeopleOfOffice();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const [busy, setBusy] = useState(false);
  const { report, held, unfinished } = book;
  const close = async () => {
    if (busy || held.length > 0) return;
    setBusy(true);
    const last = Object.fromEntries(report.lanes.map((one) => [String(one.lane), one.last]));
    const failure = await office.act(
      [
        {
          collection: 'catalogues',
          docId: bookId(user.officeId, journal, year),
          kind: 'create',
          patch: {
            kind: 'book',
            title: `${t(`documents:journal.${journal}`)}, ${year}`,
            data: {
              journal,
              year,
              closedDate: today,
              closedBy: user.id,
              lane,
              last,
              entries: report.papers + report.voided,
              voided: report.voided,
              unexplained: report.unexplained + report.otherLaptop,
              unfinished: unfinished.length,
            },
          },
        },
      ],
      t('close.done', { year }),
    );
    setBusy(false);
    if (failure === null) onClose();
  };
  const waiting = data.sync.status().waiting;
  return (
    <ActDialog title={t('close.title')} verb={t('close.verb')} busy={busy} onDo={() => void close()} onClose={onClose}>
      <Text>{t('close.what', { year, next: year + 1 })}</Text>
      <Text>{t('close.count', { n: report.papers, voided: report.voided })}</Text>
      {held.length > 0 ? (
        <Text c="var(--mantine-color-error)" role="alert">
          {t('close.held', { numbers: held.map((one) => one.number).join(', ') })}
        </Text>
      ) : null}
      {report.unexplained + report.otherLaptop > 0 ? (
        <Text>{t('close.gaps', { n: report.unexplained + report.otherLaptop })}</Text>
      ) : null}
      {waiting > 0 ? <Text>{t('close.waiting', { n: waiting })}</Text> : null}
      {unfinished.length > 0 ? (
        <section aria-label={t('close.unfinished', { n: unfinished.length })}>
          <Text fw={600}>{t('close.unfinished', { n: unfinished.length })}</Text>
          <ul className={classes.unfinished}>
            {unfinished.slice(0, 50).map((paper) => (
              <li key={paper.id}>
                <Anchor component={Link} to={`/paper/${paper.id}`}>
                  {paper.number}
                </Anchor>{' '}
                {paper.subject}
                {paper.executorId ? ` · ${nameOf(paper.executorId) ?? ''}` : ''}
                {paper.dueDate ? ` · ${formatDayLong(paper.dueDate, language)}` : ''}
              </li>
            ))}
          </ul>
          {unfinished.length > 50 ? <Text size="sm">{t('close.more', { n: unfinished.length - 50 })}</Text> : null}
          <Text size="sm" c="dimmed">
            {t('close.goOn')}
          </Text>
        </section>
      ) : null}
      <Group />
    </ActDialog>
  );
}
