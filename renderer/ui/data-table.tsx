import {
  type ColumnDef,
  type RowData,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { readKept, useKept, writeKept } from './keep.ts';
import classes from './ui.module.css';

/** One column of a table. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Width as a CSS grid track, such as `110px` or `minmax(160px, 2fr)`; `minmax(80px, 1fr)` where left out. */
  readonly track?: string;
  /** What the column sorts by; a column without it doesn't sort. */
  readonly sortBy?: (row: Row) => string | number;
}

interface DataTableProps<Row> {
  /** Keeps place and order under this key until the lock. */
  readonly keepAs: string;
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowId: (row: Row) => string;
  readonly selectedId?: string | null;
  /** The arrows moved the selection. */
  readonly onSelect?: (row: Row) => void;
  /** Enter or a click. */
  readonly onOpen: (row: Row) => void;
  /** The last rows have come into sight: the place to fetch more. */
  readonly onEnd?: () => void;
  /** Instead of rows where there are none. */
  readonly empty: ReactNode;
  /** The line below that says what the list counts; a plain count where left out. */
  readonly countLabel?: ReactNode;
  readonly autoFocus?: boolean;
  /** Width in pixels below which a table of many columns scrolls sideways. */
  readonly minWidth?: number;
}

const features = tableFeatures({ rowSortingFeature });
const NO_ROWS: never[] = [];

/** Rows in the order of a column; equal ones stay as they came. */
function inOrder<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: SortingState): readonly Row[] {
  const [by] = sorting;
  const sortBy = by && columns.find((column) => column.id === by.id)?.sortBy;
  if (!by || !sortBy) return rows;
  const sign = by.desc ? -1 : 1;
  return rows
    .map((row) => ({ row, value: sortBy(row) }))
    .toSorted((a, b) => (a.value === b.value ? 0 : a.value > b.value ? sign : -sign))
    .map(({ row }) => row);
}

/**
 * A table that stays smooth with 50,000 rows: only those in sight are in the page. One stop of the Tab key; arrows,
 * Home, End and the page keys move the selection, Enter opens it.
 */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { t } = useTranslation();
  const { rows, columns, rowId, keepAs, onSelect, onOpen } = props;
  const box = useRef<HTMLDivElement>(null);
  const idBase = useId();
  const [sorting, setSorting] = useKept<SortingState>(`${keepAs}.order`, []);
  const [keptId, setKeptId] = useKept<string | null>(`${keepAs}.selected`, null);
  const selectedId = props.selectedId === undefined ? keptId : props.selectedId;

  const definitions = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row, unknown> => ({
        id: column.id,
        header: column.header,
        accessorFn: column.sortBy ?? (() => ''),
        enableSorting: column.sortBy !== undefined,
        sortDescFirst: false,
      })),
    [columns],
  );
  const table = useTable({
    features,
    // The table keeps columns and their order; a row object of its own for each of 50,000 papers took a second.
    data: NO_ROWS as Row[],
    manualSorting: true,
    columns: definitions,
    state: { sorting },
    onSortingChange: (change) => setSorting(typeof change === 'function' ? change(sorting) : change),
  });
  const shown = useMemo(() => inOrder(rows, columns, sorting), [rows, columns, sorting]);
  const idAt = (index: number) => {
    const row = shown[index];
    return row === undefined ? index : rowId(row);
  };

  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => 41,
    overscan: 5,
    initialOffset: () => readKept<number>(`${keepAs}.offset`) ?? 0,
    getItemKey: idAt,
    scrollPaddingStart: 40,
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const keepPlace = () => writeKept(`${keepAs}.offset`, element.scrollTop);
    element.addEventListener('scroll', keepPlace, { passive: true });
    return () => element.removeEventListener('scroll', keepPlace);
  }, [keepAs]);

  useEffect(() => {
    if (!props.autoFocus) return;
    // Rows may come late: whoever has begun at a field of the place by then, or in a dialog, is not taken away from it.
    const held = document.activeElement;
    if (held && held !== document.body && held.closest('#main :not(#main), [role=dialog], [role=listbox]')) return;
    box.current?.focus();
  }, [props.autoFocus]);

  const selectedIndex = useMemo(
    () => (selectedId === null ? -1 : shown.findIndex((row) => rowId(row) === selectedId)),
    [shown, selectedId, rowId],
  );

  const select = (index: number) => {
    const to = Math.max(0, Math.min(shown.length - 1, index));
    const row = shown[to];
    if (!row) return;
    setKeptId(rowId(row));
    onSelect?.(row);
    virtual.scrollToIndex(to, { align: 'auto' });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / 41) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: selectedIndex < 0 ? 0 : selectedIndex - 1,
      PageDown: selectedIndex + page,
      PageUp: selectedIndex - page,
      Home: 0,
      End: shown.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      select(to);
      return;
    }
    const row = shown[selectedIndex];
    if (event.key === 'Enter' && row) {
      event.preventDefault();
      onOpen(row);
    }
  };

  const tracks = columns.map((column) => column.track ?? 'minmax(80px, 1fr)').join(' ');
  const items = virtual.getVirtualItems();
  const { onEnd } = props;
  const atEnd = (items.at(-1)?.index ?? -1) >= shown.length - 1;
  useEffect(() => {
    if (atEnd) onEnd?.();
  }, [atEnd, onEnd]);
  const activeInSight = items.some((item) => item.index === selectedIndex);

  if (rows.length === 0) return <>{props.empty}</>;
  return (
    <>
      <div
        ref={box}
        className={classes.grid}
        role="grid"
        aria-label={props.label}
        aria-rowcount={shown.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={activeInSight ? `${idBase}-${selectedIndex}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={classes.gridHead} role="rowgroup" style={{ minWidth: props.minWidth }}>
          <div className={classes.gridRow} role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
            {table.getHeaderGroups()[0]?.headers.map((header) => {
              const order = header.column.getIsSorted();
              const sortable = header.column.getCanSort();
              return (
                <div
                  key={header.id}
                  className={classes.gridHeadCell}
                  role="columnheader"
                  aria-sort={
                    sortable ? (order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none') : undefined
                  }
                >
                  {sortable ? (
                    <button
                      type="button"
                      className={classes.gridSort}
                      onClick={header.column.getToggleSortingHandler()}
                    >
                      {String(header.column.columnDef.header)}
                      {order === 'asc' ? <IconArrowUp size={14} aria-hidden /> : null}
                      {order === 'desc' ? <IconArrowDown size={14} aria-hidden /> : null}
                    </button>
                  ) : (
                    String(header.column.columnDef.header)
                  )}
                </div>
              );
            })}
          </div>
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative', minWidth: props.minWidth }}>
          {items.map((item) => {
            const row = shown[item.index];
            if (!row) return null;
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid has the keys for all its rows
              <div
                key={item.key}
                id={`${idBase}-${item.index}`}
                ref={virtual.measureElement}
                data-index={item.index}
                className={`${classes.gridRow} ${classes.gridBodyRow}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === selectedIndex}
                style={{ gridTemplateColumns: tracks, transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  setKeptId(rowId(row));
                  onOpen(row);
                }}
              >
                {columns.map((column) => (
                  <div key={column.id} className={classes.gridCell} role="gridcell">
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      <div className={classes.gridCount} role="status">
        {props.countLabel ?? t('table.count', { count: rows.length })}
      </div>
    </>
  );
}
