/** Below this a count of people points at somebody; it is not given above the district. */
export const SMALLEST_CELL = 5;

/** A count; null where it is more than none and fewer than {@link SMALLEST_CELL}, and not given. */
export type Cell = number | null;

/** A sum. `atLeast` where small cells are left out of it, so that no cell can be computed back from it. */
export interface CellSum {
  readonly count: number;
  readonly atLeast: boolean;
}

/** A count as it may be given. */
export function toCell(count: number, suppress: boolean): Cell {
  return suppress && count > 0 && count < SMALLEST_CELL ? null : count;
}

/** Adds up cells as they are given: a sum of what is seen says nothing more than what is seen. */
export function sumCells(cells: readonly Cell[]): CellSum {
  return {
    count: cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0),
    atLeast: cells.includes(null),
  };
}
