import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { HiddenGroup } from '#shared/domain/access/fields.ts';
import { LoadingState } from '../ui/index.ts';
import type { Basis, CaseworkFilter } from './casework-api.ts';
import { BasisNote, HiddenNote, StaleNote } from './casework-words.tsx';
import classes from './console.module.css';
import { AskFailed } from './frame.tsx';

/** What a list of the central base is given. */
export interface ListProps<Filter = CaseworkFilter> {
  readonly filter: Filter;
  readonly selectedId: string | undefined;
  readonly onOpen: (row: { readonly officeId: string; readonly id: string }) => void;
}

interface AnyPage extends Basis {
  readonly total: number;
  readonly near: boolean;
  readonly hidden: readonly HiddenGroup[];
}

interface PagesQuery {
  readonly data: { readonly pages: readonly AnyPage[] } | undefined;
  readonly error: unknown;
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  refetch(): unknown;
  fetchNextPage(): unknown;
}

/** A list with its states, and below it what it rests on and what is not shown. */
export function CaseworkList(props: {
  readonly query: PagesQuery;
  readonly loaded: number;
  readonly count: 'countPeople' | 'countHouseholds' | 'countCases';
  readonly children: (basis: Basis, table: { readonly countLabel: string; readonly onEnd: () => void }) => ReactNode;
}) {
  const { t } = useTranslation('central');
  const { query, loaded } = props;
  const { data, error } = query;
  const first = data?.pages[0];
  // The freshness of the offices of all pages.
  const basis = useMemo<Basis | null>(() => {
    if (!first) return null;
    return {
      ...first,
      offices: Object.assign({}, ...(data?.pages.map((page) => page.offices) ?? [])) as Basis['offices'],
    };
  }, [data, first]);
  if (!first || !basis) {
    return error ? <AskFailed error={error} onRetry={() => void query.refetch()} /> : <LoadingState />;
  }
  const countLabel =
    loaded < first.total
      ? t('list.shown', { shown: loaded, total: first.total })
      : t(`list.${props.count}`, { count: first.total });
  return (
    <>
      <StaleNote shown={error !== null && error !== undefined} />
      {first.near && first.total > 0 ? (
        <div className={classes.near} role="status">
          {t('list.near')}
        </div>
      ) : null}
      {props.children(basis, {
        countLabel,
        onEnd: () => {
          if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
        },
      })}
      <BasisNote basis={basis}>
        <HiddenNote hidden={first.hidden} />
      </BasisNote>
    </>
  );
}
