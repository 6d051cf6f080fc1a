import { Button, TextInput } from '@mantine/core';
import { IconFileText, IconHeartHandshake, IconPaperclip, IconSearch, IconUser } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { isOfficeRole } from '#shared/domain/access/roles.ts';
import { DOCUMENT_KINDS, DOCUMENT_STATES } from '#shared/domain/documents/collections/documents/index.ts';
import { type Journal, JOURNALS } from '#shared/domain/documents/journals.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { useData, useIndexState, useSummaries } from '../../data/react.tsx';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { usePresenceSign } from '../../documents/presence.ts';
import type { DocumentSummary, SearchHit } from '../../ports/data.ts';
import { EmptyState, Page, useKept } from '../../ui/index.ts';
import { FilterChip } from './filter-chip.tsx';
import { papersOf } from './papers-of.ts';
import { SavedViews } from './saved-views.tsx';
import classes from './search.module.css';
import { useViews } from './use-views.ts';
import { EVERYTHING, type Filter, FILTERS, fitOf, fromQuery, isFiltered, PERIODS, type SearchView } from './view.ts';

const LIMIT = 50;
/** Papers that are shown when filters alone choose them. */
const MOST = 200;

// The index gives days as they are stored.
const withDays = (detail: string) => detail.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day));

function hitOf(paper: DocumentSummary): SearchHit {
  const detail = [paper.number, paper.regDate ?? paper.receivedDate, paper.correspondent].filter(Boolean).join(' · ');
  return { collection: 'documents', id: paper.id, title: paper.subject, detail, score: 1 };
}

interface Finds {
  readonly hits: readonly SearchHit[];
  /** How many there are, where more than are shown are known. */
  readonly total: number;
}
const NOTHING: Finds = { hits: [], total: 0 };

/** What a view finds. */
function useFinds(view: SearchView): Finds {
  const data = useData();
  const index = useIndexState();
  const today = useToday();
  const papers = useSummaries(view.journal === null ? undefined : (view.journal as Journal));
  const text = view.text.trimStart();
  return useMemo(() => {
    // The index is not a value: it says by `papers` and `index` that it holds something else now.
    if (papers.length === 0 && index.total === 0) return NOTHING;
    const fits = fitOf(view, today);
    if (text.trim().length >= 2) {
      const hits = data.index.search(text, LIMIT, fits ?? undefined);
      return { hits, total: hits.length };
    }
    if (!fits) return NOTHING;
    const all = papers.filter(fits);
    return { hits: all.slice(0, MOST).map(hitOf), total: all.length };
  }, [data, index, papers, text, today, view]);
}

/** Finds papers and people while typing, in any script and any spelling; chips narrow, and views are kept by name. */
export function SearchScreen() {
  const { t } = useTranslation(['search', 'casework', 'documents', 'common']);
  const presenceOf = usePresenceSign();
  const data = useData();
  const index = useIndexState();
  const papers = useSummaries();
  const { staff } = usePeopleOfOffice();
  const { views, save, remove } = useViews();
  const [kept, setKept] = useKept<SearchView>('search.view', EVERYTHING);
  const [query, setQuery] = useSearchParams();
  const fromAddress = useMemo(() => fromQuery(query), [query]);
  const view = fromAddress ?? kept;
  const set = useCallback(
    (change: Partial<SearchView>) => {
      setKept({ ...view, ...change });
      // An address that asked for something has been answered: what is changed now is kept here.
      if (fromAddress) setQuery({}, { replace: true });
    },
    [fromAddress, setKept, setQuery, view],
  );
  const asked = useDeferredValue(view);
  const { hits, total } = useFinds(asked);
  const filtered = isFiltered(view);
  const says = asked.text.trim().length >= 2 || isFiltered(asked);
  const unsearched = data.index.unsearched();
  const list = useRef<HTMLUListElement>(null);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);

  const options: Readonly<Record<Filter, readonly { readonly value: string; readonly label: string }[]>> = {
    journal: JOURNALS.map((value) => ({ value, label: t(`documents:journal.${value}`) })),
    state: [
      { value: 'open', label: t('unfinished') },
      ...DOCUMENT_STATES.map((value) => ({ value, label: t(`documents:state.${value}`) })),
    ],
    period: PERIODS.map((value) => ({ value, label: t(`period.${value}`) })),
    kind: DOCUMENT_KINDS.map((value) => ({ value, label: t(`documents:kind.${value}`) })),
    executor: staff
      .filter((member) => isOfficeRole(member.body.role))
      .map((member) => ({ value: member.id, label: member.body.name })),
  };

  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a[data-hit]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    event.preventDefault();
    if (event.key === 'ArrowUp' && at <= 0) box.current?.focus();
    else links[event.key === 'ArrowDown' ? at + 1 : at - 1]?.focus();
  };

  const notes = [
    index.ready
      ? t('over', { n: papers.length + data.index.people().length })
      : t('reading', { loaded: index.loaded, total: index.total }),
    filtered && asked.text.trim().length >= 2 ? t('not.people') : null,
    unsearched.files > 0 ? t('not.files', { n: unsearched.files }) : null,
    unsearched.cut > 0 ? t('not.cut', { n: unsearched.cut }) : null,
  ];

  return (
    <Page title={t('title')} subtitle={notes.filter(Boolean).join(' ')}>
      <div className={classes.search}>
        <div onKeyDown={move} role="presentation">
          <TextInput
            ref={box}
            size="md"
            aria-label={t('label')}
            placeholder={t('placeholder')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={view.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape') set({ text: '' });
              if (event.key === 'Enter') list.current?.querySelector<HTMLAnchorElement>('a[data-hit]')?.click();
            }}
            autoComplete="off"
          />
        </div>
        <div className={classes.chips} role="group" aria-label={t('filters')}>
          {FILTERS.map((filter) => (
            <FilterChip
              key={filter}
              name={t(`filter.${filter}`)}
              value={view[filter]}
              options={options[filter]}
              onChange={(value) => set({ [filter]: value })}
            />
          ))}
          {filtered ? (
            <Button variant="subtle" size="xs" onClick={() => set({ ...EVERYTHING, text: view.text })}>
              {t('noFilters')}
            </Button>
          ) : null}
        </div>
        <SavedViews
          views={views}
          canSave={view.text.trim() !== '' || filtered}
          onOpen={(saved) => {
            set({ ...EVERYTHING, ...saved.view });
            box.current?.focus();
          }}
          onSave={(name) => save(name, view)}
          onRemove={(saved) => remove(saved.id)}
        />
        <div role="status" className={classes.count}>
          {!says
            ? t('hint')
            : hits.length === 0
              ? ''
              : total > hits.length
                ? t('newest', { n: hits.length, total })
                : t(hits.length >= LIMIT && asked.text.trim().length >= 2 ? 'first' : 'found', { n: hits.length })}
        </div>
        {says && hits.length === 0 ? (
          <EmptyState
            title={t('nothing')}
            action={
              filtered ? (
                <Button variant="default" onClick={() => set({ ...EVERYTHING, text: view.text })}>
                  {t('noFilters')}
                </Button>
              ) : null
            }
          >
            {!index.ready ? t('nothingYet') : filtered ? t('nothingFits') : t('nothingHint')}
          </EmptyState>
        ) : null}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows go from link to link */}
        <ul ref={list} className={classes.list} onKeyDown={move}>
          {hits.map((hit) =>
            hit.collection === 'documents' ? (
              <li key={hit.id}>
                <Link data-hit to={`/paper/${hit.id}`} className={classes.hit}>
                  <IconFileText size={20} stroke={1.6} aria-label={t('paper')} />
                  <span>
                    <span className={classes.title}>{hit.title}</span>
                    <span className={classes.detail}>{withDays(hit.detail)}</span>
                    {hit.file === undefined ? null : (
                      <span className={classes.detail}>
                        <IconPaperclip size={14} aria-hidden className={classes.clip} />{' '}
                        {t('inFile', { name: hit.file })}
                      </span>
                    )}
                  </span>
                </Link>
              </li>
            ) : hit.collection === 'cases' ? (
              <li key={hit.id}>
                <Link data-hit to={`/cases/${hit.id}`} className={classes.hit}>
                  <IconHeartHandshake size={20} stroke={1.6} aria-label={t('case')} />
                  <span>
                    <span className={classes.title}>
                      {[hit.title, hit.kind ? t(`casework:kind.${hit.kind}`) : ''].filter(Boolean).join(' · ')}
                    </span>
                    <span className={classes.detail}>{withDays(hit.detail)}</span>
                  </span>
                </Link>
              </li>
            ) : (
              <li key={hit.id} className={classes.person}>
                <div className={classes.hit}>
                  <IconUser size={20} stroke={1.6} aria-label={t('person')} />
                  <span>
                    <Link data-hit to={`/person/${hit.id}`} className={classes.title}>
                      {hit.title}
                    </Link>
                    <span className={classes.detail}>
                      {[withDays(hit.detail), presenceOf(hit.presence)].filter(Boolean).join(' · ')}
                    </span>
                  </span>
                </div>
                <ul className={classes.papers} aria-label={t('papersOf')}>
                  {data.index.casesOf(hit.id).map(({ id, body }) => (
                    <li key={id}>
                      <Link data-hit to={`/cases/${id}`}>
                        {[body.number, t(`casework:kind.${body.kind}`)].filter(Boolean).join(' · ')}
                      </Link>
                    </li>
                  ))}
                  {papersOf(papers, hit.id, hit.title).map((paper) => (
                    <li key={paper.id}>
                      <Link data-hit to={`/paper/${paper.id}`}>
                        {[paper.number, paper.subject].filter(Boolean).join(' · ')}
                      </Link>
                    </li>
                  ))}
                </ul>
              </li>
            ),
          )}
        </ul>
      </div>
    </Page>
  );
}
