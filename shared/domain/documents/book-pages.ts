/** A page's worth of rows: from the first to before the last. */
export interface PageOfRows {
  readonly from: number;
  readonly to: number;
}

/**
 * Lays rows out on pages, in their order. A row that is higher than a page has one of its own.
 * @param heights height of each row, in any unit
 * @param capacity height that a page has for rows, in the same unit
 */
export function paginate(heights: readonly number[], capacity: number): readonly PageOfRows[] {
  const pages: PageOfRows[] = [];
  let from = 0;
  let used = 0;
  for (const [at, height] of heights.entries()) {
    if (at > from && used + height > capacity) {
      pages.push({ from, to: at });
      from = at;
      used = 0;
    }
    used += height;
  }
  if (heights.length > from) pages.push({ from, to: heights.length });
  return pages;
}

/** An entry as its order in a book needs it. */
export interface BookEntry {
  readonly id: string;
  readonly regDate?: string | undefined;
  readonly numbered?: { readonly lane: number; readonly n: number } | undefined;
}

/** Entries of a period, in the order of a book: by day, then laptop and number. */
export function bookOrder<Entry extends BookEntry>(
  entries: readonly Entry[],
  from: string,
  to: string,
): readonly Entry[] {
  return entries
    .filter(({ regDate }) => regDate !== undefined && regDate >= from && regDate <= to)
    .toSorted(
      (a, b) =>
        (a.regDate as string).localeCompare(b.regDate as string) ||
        (a.numbered?.lane ?? 0) - (b.numbered?.lane ?? 0) ||
        (a.numbered?.n ?? 0) - (b.numbered?.n ?? 0) ||
        (a.id < b.id ? -1 : 1),
    );
}
