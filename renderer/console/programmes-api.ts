import type { SubjectOutcome } from '#shared/domain/casework/programmes/dry-run.ts';
import type { Outcome } from '#shared/domain/casework/programmes/evaluate.ts';
import type { Programme, ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import type { Rate } from '#shared/domain/casework/programmes/rates.ts';
import type { OfficeView } from './api.ts';
import type { ConsoleSession } from './session.ts';

type Counts = Readonly<Record<Outcome, number>>;

/** All versions of all programmes, and the rates. */
export interface ProgrammeList {
  /** The server's own day. */
  readonly today: string;
  readonly versions: readonly ProgrammeVersion[];
  readonly rates: readonly Rate[];
}

/** What criteria would come to in one office. */
export interface DryRunRow extends Counts {
  readonly office: OfficeView;
  /** Entries that stand, and what the criteria say of them. */
  readonly entries: Counts & { readonly all: number };
  /** Who is who, for a district's duty alone. */
  readonly subjects?: readonly SubjectOutcome[];
  /** Entries that would no longer meet, for a district's duty alone. */
  readonly lapsed?: readonly { readonly id: string; readonly number?: string }[];
}

/** One page of offices; `next` is asked for with `after`. */
export interface DryRunPage {
  readonly day: string;
  readonly offices: readonly DryRunRow[];
  readonly total: number;
  readonly next: string | null;
}

const ROOT = '/api/v1/console';

/** The console's calls about programmes. */
export function createProgrammesApi(session: Pick<ConsoleSession, 'request'>) {
  return {
    list: () => session.request<ProgrammeList>('GET', `${ROOT}/programmes`),
    dryRun: (programme: Programme, day: string, after: string | null) =>
      session.request<DryRunPage>('POST', `${ROOT}/programmes/dry-run`, {
        programme,
        day,
        ...(after === null ? {} : { after }),
      }),
    publish: (programme: Programme, validFrom: string) =>
      session.request<{ readonly id: string }>('POST', `${ROOT}/programmes`, { programme, validFrom }),
    publishRate: (rate: Rate) => session.request<undefined>('POST', `${ROOT}/rates`, { rate }),
  };
}
