/** A case's number, taken apart: the laptop's lane, the running number in it, the year. */
export interface CaseNumber {
  readonly lane: number;
  readonly n: number;
  readonly year: number;
}

/** Name of the durable counter that numbers the cases of a year; the laptop's lane is no part of it. */
export function caseCounter(year: number): string {
  return `cases.${year}`;
}

/** Writes a number: `2-14/2026`. Each laptop numbers in a lane of its own, so that no two give one number. */
export function formatCaseNumber({ lane, n, year }: CaseNumber): string {
  return `${lane}-${n}/${year}`;
}

/** Reads a number written by {@link formatCaseNumber}; null for one of another making. */
export function parseCaseNumber(text: string | undefined): CaseNumber | null {
  const parts = /^([1-9]\d{0,3})-([1-9]\d{0,6})\/(\d{4})$/.exec(text ?? '');
  return parts ? { lane: Number(parts[1]), n: Number(parts[2]), year: Number(parts[3]) } : null;
}

/** The highest running number of a lane in a year among cases; 0 where there is none. */
export function highestCaseNumber(
  cases: readonly { readonly body: { readonly number?: string } }[],
  lane: number,
  year: number,
): number {
  let most = 0;
  for (const { body } of cases) {
    const number = parseCaseNumber(body.number);
    if (number?.lane === lane && number.year === year) most = Math.max(most, number.n);
  }
  return most;
}
