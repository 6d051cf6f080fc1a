import { caseCounter, formatCaseNumber } from '#shared/domain/casework/case-number.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { DataClient } from '../../ports/data.ts';

/** Whose counter a case of a kind is numbered by: that of a violence file is the person's own. */
const counterOf = (kind: string) => (kind === 'violence' ? ('protected' as const) : undefined);

/** A number for a case, durable; the same case is given the same number again. */
export async function takeCaseNumber(
  data: Pick<DataClient, 'nextNumber'>,
  caseId: string,
  kind: string,
  today: Day,
): Promise<string> {
  const year = Number(today.slice(0, 4));
  const { lane, n } = await data.nextNumber(caseCounter(year), caseId, counterOf(kind));
  return formatCaseNumber({ lane, n, year });
}

/** The case is saved with its number: nothing is held for it any more. */
export async function letGoOfCaseNumber(
  data: Pick<DataClient, 'releaseNumber'>,
  caseId: string,
  kind: string,
  today: Day,
): Promise<void> {
  await data.releaseNumber(caseCounter(Number(today.slice(0, 4))), caseId, counterOf(kind));
}
