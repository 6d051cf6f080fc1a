import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bookOrder, type PageOfRows, paginate } from '#shared/domain/documents/book-pages.ts';
import type { Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { isReceived } from '#shared/domain/documents/journals.ts';
import { formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useSummaries } from '../../data/react.tsx';
import { usePeopleOfOffice, useScript } from '../../documents/office.ts';
import { OnPrinter, PrintButtons, usePrinting } from '../../documents/printed-sheet.tsx';
import { useLanguage } from '../../i18n/index.ts';
import type { DocumentSummary } from '../../ports/data.ts';
import { DayField, EmptyState, useHotkeys } from '../../ui/index.ts';
import classes from './books.module.css';
import type { Book } from './use-book.ts';

/** Lines of the account of numbers that one page takes. */
const ACCOUNT_LINES = 26;
const PX_PER_MM = 96 / 25.4;
/** Height that a page has for its rows, head row taken off, millimetres; a little is left for another printer's fonts. */
const ROWS_MM = 210 - 2 * 12 - 10 - 8 - 12 - 4;

/** A journal as a book: an opening page, its entries under head rows, the account of its numbers, a closing page. */
export function BookPages({
  book,
  journal,
  year,
}: {
  readonly book: Book;
  readonly journal: Journal;
  readonly year: number;
}) {
  const { t } = useTranslation(['books', 'documents', 'common', 'print']);
  const language = useLanguage();
  const [from, setFrom] = useState(`${year}-01-01`);
  const [to, setTo] = useState(`${year}-12-31`);
  const [at, setAt] = useState(0);
  const whole = from === `${year}-01-01` && to === `${year}-12-31`;
  const entries = useMemo(() => bookOrder(book.papers, from, to), [book.papers, from, to]);
  const measured = useRef<HTMLTableSectionElement>(null);
  const [laid, setLaid] = useState<{ readonly of: unknown; readonly pages: readonly PageOfRows[] }>({
    of: null,
    pages: [],
  });
  const { pages } = laid;
  useLayoutEffect(() => {
    const heights = [...(measured.current?.rows ?? [])].map((row) => row.getBoundingClientRect().height);
    setLaid({ of: [entries, language], pages: paginate(heights, ROWS_MM * PX_PER_MM) });
  }, [entries, language]);
  const { nameOf } = usePeopleOfOffice();
  const all = useSummaries(journal);
  const names = useMemo<Names>(() => {
    const numbers = new Map(all.map((paper) => [paper.id, paper.number]));
    return { person: nameOf, number: (id) => (id === undefined ? undefined : numbers.get(id)) };
  }, [all, nameOf]);
  const account = useAccount(book);
  const accountPages = whole ? Math.ceil(account.length / ACCOUNT_LINES) : 0;
  const count = 1 + pages.length + accountPages + 1;
  const shown = Math.min(at, count - 1);

  const printing = usePrinting(`${t('fileName')}-${journal}-${year}`, null, entries.length > 0);
  useHotkeys([
    ['PageDown', () => setAt(Math.min(shown + 1, count - 1))],
    ['PageUp', () => setAt(Math.max(shown - 1, 0))],
  ]);

  const pageAt = (page: number): ReactNode => {
    if (page === 0) return <Opening journal={journal} from={from} to={to} entries={entries.length} pages={count} />;
    const rows = pages[page - 1];
    if (rows)
      return <Rows journal={journal} entries={entries.slice(rows.from, rows.to)} first={rows.from} names={names} />;
    const part = page - 1 - pages.length;
    if (part < accountPages) return <Account lines={account.slice(part * ACCOUNT_LINES, (part + 1) * ACCOUNT_LINES)} />;
    return <Closing book={book} whole={whole} entries={entries} pages={count} />;
  };
  const sheet = (page: number) => (
    <div className={classes.sheet} key={page} data-page={page + 1}>
      <div className={classes.running}>
        <span>{t('title', { journal: t(`documents:journal.${journal}`), year })}</span>
        <span>{t('pages.page', { n: page + 1, of: count })}</span>
      </div>
      {pageAt(page)}
    </div>
  );
  return (
    <>
      <Group align="flex-end" mb="md" data-no-print>
        <DayField label={t('from')} value={from} onChange={(day) => setFrom(day ?? `${year}-01-01`)} max={to} />
        <DayField label={t('to')} value={to} onChange={(day) => setTo(day ?? `${year}-12-31`)} />
        <PrintButtons printing={printing} />
        <Group gap="xs" ml="auto">
          <Button variant="default" onClick={() => setAt(shown - 1)} disabled={shown === 0}>
            {t('pages.previous')}
          </Button>
          <Text role="status">{t('pages.page', { n: shown + 1, of: count })}</Text>
          <Button variant="default" onClick={() => setAt(shown + 1)} disabled={shown >= count - 1}>
            {t('pages.next')}
          </Button>
        </Group>
      </Group>
      {entries.length === 0 ? <EmptyState title={t('pages.none')} /> : null}
      <div className={classes.desk}>{sheet(shown)}</div>
      {/* Rows are measured once, at the width that they have on paper; then it is known which page each is on. */}
      <div className={classes.measure} aria-hidden>
        <table className={classes.table}>
          <Columns />
          <tbody ref={measured}>
            {entries.map((entry, n) => (
              <Row key={entry.id} entry={entry} n={n + 1} names={names} />
            ))}
          </tbody>
        </table>
      </div>
      <OnPrinter className={classes.printed}>{Array.from({ length: count }, (_, page) => sheet(page))}</OnPrinter>
    </>
  );
}

function Columns() {
  return (
    <colgroup>
      <col style={{ width: '11mm' }} />
      <col style={{ width: '34mm' }} />
      <col style={{ width: '58mm' }} />
      <col />
      <col style={{ width: '36mm' }} />
      <col style={{ width: '42mm' }} />
    </colgroup>
  );
}

function Rows({
  journal,
  entries,
  first,
  names,
}: {
  readonly journal: Journal;
  readonly entries: readonly DocumentSummary[];
  readonly first: number;
  readonly names: Names;
}) {
  const { t } = useTranslation('books');
  return (
    <table className={classes.table}>
      <Columns />
      <thead>
        <tr>
          <th>{t('head.order')}</th>
          <th>{t('head.number')}</th>
          <th>{t(isReceived(journal) ? 'head.from' : 'head.to')}</th>
          <th>{t('head.subject')}</th>
          <th>{t('head.executor')}</th>
          <th>{t('head.result')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, at) => (
          <Row key={entry.id} entry={entry} n={first + at + 1} names={names} />
        ))}
      </tbody>
    </table>
  );
}

/** Names that rows need: asked for once for the whole book, not for each row. */
interface Names {
  readonly person: (id: string | undefined) => string | undefined;
  readonly number: (id: string | undefined) => string | undefined;
}

function Row({ entry, n, names }: { readonly entry: DocumentSummary; readonly n: number; readonly names: Names }) {
  const { t } = useTranslation(['books', 'documents']);
  const corrects = names.number(entry.correctsId);
  const correctedBy = names.number(entry.correctedById);
  if (entry.state === 'void') {
    return (
      <tr>
        <td>{n}</td>
        <td>
          {entry.number}
          <br />
          {formatDay(entry.regDate)}
        </td>
        <td colSpan={4}>
          {t('cause.void')}: {entry.voidReason}
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <td>{n}</td>
      <td>
        {entry.number}
        <br />
        {formatDay(entry.regDate)}
      </td>
      <td>{entry.correspondent}</td>
      <td>
        {t(`documents:kind.${entry.kind}`)}. {entry.subject}
        {corrects ? <em> {t('corrects', { number: corrects })}</em> : null}
        {correctedBy ? <em> {t('correctedBy', { number: correctedBy })}</em> : null}
      </td>
      <td>
        {names.person(entry.executorId)}
        {entry.dueDate ? (
          <>
            <br />
            {t('due', { day: formatDay(entry.dueDate) })}
          </>
        ) : null}
      </td>
      <td>
        {t(`documents:state.${entry.state}`)}
        {entry.doneDate ? (
          <>
            <br />
            {formatDay(entry.doneDate)}
          </>
        ) : null}
      </td>
    </tr>
  );
}

function Opening({
  journal,
  from,
  to,
  entries,
  pages,
}: {
  readonly journal: Journal;
  readonly from: string;
  readonly to: string;
  readonly entries: number;
  readonly pages: number;
}) {
  const { t } = useTranslation(['books', 'documents']);
  const language = useLanguage();
  const { office } = useSession();
  const script = useScript();
  return (
    <div className={classes.front}>
      <div>{office.region[script]}</div>
      <div>{office.district[script]}</div>
      <div className={classes.office}>{office.name[script]}</div>
      <h2>{t('bookTitle', { journal: t(`documents:journal.${journal}`) })}</h2>
      <div>
        {formatDayLong(from, language)} – {formatDayLong(to, language)}
      </div>
      <div className={classes.sum}>{t('opening', { entries, pages })}</div>
    </div>
  );
}

/** One line for each number that has no paper, or more than one. */
function useAccount(book: Book): readonly string[] {
  const { t } = useTranslation('books');
  return useMemo(() => {
    const reasons = new Map(book.papers.map((paper) => [paper.id, paper]));
    return book.report.lanes.flatMap((lane) => [
      t('account.lane', { lane: lane.lane, last: lane.last, papers: lane.papers, voided: lane.voided.length }),
      ...lane.voided.map(({ n, id }) =>
        t('account.void', { number: reasons.get(id)?.number ?? n, reason: reasons.get(id)?.voidReason ?? '' }),
      ),
      ...lane.gaps.map((gap) =>
        t('account.gap', {
          number: gap.from === gap.to ? gap.from : `${gap.from}–${gap.to}`,
          cause: t(`cause.${gap.cause}`),
        }),
      ),
      ...lane.reused.map(({ n, ids }) => t('account.twice', { number: n, n: ids.length })),
    ]);
  }, [book, t]);
}

function Account({ lines }: { readonly lines: readonly string[] }) {
  const { t } = useTranslation('books');
  return (
    <div>
      <h3>{t('account.title')}</h3>
      {lines.map((line) => (
        <div key={line} className={classes.line}>
          {line}
        </div>
      ))}
    </div>
  );
}

function Closing({
  book,
  whole,
  entries,
  pages,
}: {
  readonly book: Book;
  readonly whole: boolean;
  readonly entries: readonly DocumentSummary[];
  readonly pages: number;
}) {
  const { t } = useTranslation('books');
  const language = useLanguage();
  const { staff } = usePeopleOfOffice();
  const { closed, late, report } = book;
  const nameOf = (role: string) => staff.find(({ body }) => body.role === role && body.active)?.body.name ?? '';
  const voided = entries.filter((entry) => entry.state === 'void').length;
  return (
    <div className={classes.back}>
      <h3>{t('closing.title')}</h3>
      <p>{t('closing.count', { entries: entries.length, voided, pages })}</p>
      {whole ? (
        <p>
          {report.unexplained + report.reused === 0
            ? t('closing.good')
            : t('closing.bad', { n: report.unexplained, twice: report.reused })}
        </p>
      ) : (
        <p>{t('closing.part')}</p>
      )}
      {whole && closed ? (
        <p>
          {t('closing.closed', {
            day: formatDayLong(closed.closedDate, language),
            entries: closed.entries,
            unfinished: closed.unfinished,
          })}
        </p>
      ) : null}
      {whole && !closed ? <p>{t('closing.open')}</p> : null}
      {whole && late.length > 0 ? (
        <p>{t('closing.late', { n: late.length, numbers: late.map((one) => one.number).join(', ') })}</p>
      ) : null}
      {(['chair', 'secretary'] as const).map((role) => (
        <div key={role} className={classes.sign}>
          <span>{t(`common:role.${role}`)}</span>
          <span className={classes.signLine} />
          <span>{nameOf(role)}</span>
        </div>
      ))}
      <div className={classes.stamp}>{t('closing.stamp')}</div>
    </div>
  );
}
