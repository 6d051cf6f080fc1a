import { isReceived, JOURNALS } from '#shared/domain/documents/journals.ts';
import {
  DOCUMENT_KINDS,
  DOCUMENT_STATES,
  documentWorkflow,
} from '#shared/domain/documents/collections/documents/index.ts';
import type { DocumentSummary } from '../../ports/data.ts';

/** Spans of days that are chosen by a word. */
export const PERIODS = ['week', 'month', 'year', 'last_year'] as const;
/** A span of days by its word. */
export type Period = (typeof PERIODS)[number];

/** What is looked for: words, and what papers must be. Null stands for anything. */
export interface SearchView {
  readonly text: string;
  readonly journal: string | null;
  /** A state, or `open` for all that are not finished. */
  readonly state: string | null;
  readonly kind: string | null;
  readonly executor: string | null;
  readonly period: Period | null;
}

/** A view that was given a name. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly view: SearchView;
}

/** Everything. */
export const EVERYTHING: SearchView = {
  text: '',
  journal: null,
  state: null,
  kind: null,
  executor: null,
  period: null,
};

/** Filters, in the order of their chips. */
export const FILTERS = ['journal', 'state', 'period', 'kind', 'executor'] as const;
/** A filter's name. */
export type Filter = (typeof FILTERS)[number];

const leaving = new Set<string>(Object.values(documentWorkflow.transitions).flatMap((step) => [...step.from]));

/** Whether any filter is on. */
export function isFiltered(view: SearchView): boolean {
  return FILTERS.some((filter) => view[filter] !== null);
}

/** First and last day of a period; the last one is open. */
export function daysOf(period: Period, today: string): { readonly from: string; readonly to: string } {
  const year = Number(today.slice(0, 4));
  if (period === 'month') return { from: `${today.slice(0, 7)}-01`, to: '9999-12-31' };
  if (period === 'year') return { from: `${year}-01-01`, to: '9999-12-31' };
  if (period === 'last_year') return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
  const week = new Date(`${today}T00:00:00Z`);
  week.setUTCDate(week.getUTCDate() - 6);
  return { from: week.toISOString().slice(0, 10), to: '9999-12-31' };
}

/** What a paper must be to fit a view's filters; null where there are none. */
export function fitOf(view: SearchView, today: string): ((paper: DocumentSummary) => boolean) | null {
  if (!isFiltered(view)) return null;
  const days = view.period === null ? null : daysOf(view.period, today);
  return (paper) => {
    if (view.journal !== null && paper.journal !== view.journal) return false;
    if (view.kind !== null && paper.kind !== view.kind) return false;
    if (view.executor !== null && paper.executorId !== view.executor) return false;
    if (view.state === 'open' ? !leaving.has(paper.state) : view.state !== null && paper.state !== view.state) {
      return false;
    }
    if (days === null) return true;
    // Of what came to the office, the day on which it came counts.
    const day = (isReceived(paper.journal) ? paper.receivedDate : undefined) ?? paper.regDate ?? paper.receivedDate;
    return day !== undefined && day >= days.from && day <= days.to;
  };
}

const NAMES: Readonly<Record<keyof SearchView, string>> = {
  text: 'q',
  journal: 'journal',
  state: 'state',
  kind: 'kind',
  executor: 'executor',
  period: 'period',
};

/** A view as the query of an address, so that it can be linked to. */
export function toQuery(view: SearchView): string {
  const query = new URLSearchParams();
  for (const [field, name] of Object.entries(NAMES)) {
    const value = view[field as keyof SearchView];
    if (value) query.set(name, value);
  }
  return query.toString();
}

/** The view that an address asks for; null where it asks for none. What it does not know is left out. */
export function fromQuery(query: URLSearchParams): SearchView | null {
  if (!Object.values(NAMES).some((name) => query.has(name))) return null;
  const among = <T extends string>(field: Filter, known: readonly T[]): T | null => {
    const value = query.get(NAMES[field]);
    return known.find((one) => one === value) ?? null;
  };
  return {
    text: query.get(NAMES.text) ?? '',
    journal: among('journal', JOURNALS),
    state: among('state', ['open', ...DOCUMENT_STATES]),
    kind: among('kind', DOCUMENT_KINDS),
    executor: query.get(NAMES.executor),
    period: among('period', PERIODS),
  };
}
