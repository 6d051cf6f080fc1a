import { awaitedOf, type RoutedBody } from '#shared/domain/documents/route.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import type { SecretsPort } from '#shared/ipc/desktop-api.ts';
import type { FileReport, TrustInput } from '#shared/pki/verify.ts';
import type { DataClient } from '../../ports/data.ts';
import type { ActContext } from '../acts.ts';
import { keepSignedFile, readSignedFile, signedFileOf } from './certify.ts';
import { AUTHORITY_ID, trustOf } from './trust.ts';

/** What putting a timestamp on a paper's signed file needs. No password: nothing is signed by anyone of the office. */
export interface StampDeps {
  readonly data: DataClient;
  readonly secrets: Pick<SecretsPort, 'timestamp'>;
  context(): ActContext;
}

/** Whether a file that is good has a signature whose time only its signer's clock tells. */
export function lacksTimestamp(report: FileReport): boolean {
  return report.ok && report.signatures.some((one) => one.notes.includes('no_timestamp'));
}

/**
 * Adds a timestamp of the whole document after what is there, checks it, and keeps the new file beside the one before.
 * Nothing is done where there is no signed file, where it is not good, or where it has its timestamp already.
 * @returns the failure, or null; `timestamp_invalid` and `timestamp_future` where the service's answer is not to be kept
 */
export async function stampPaper(deps: StampDeps, paperId: string): Promise<Failure | null> {
  try {
    const [paper, authority] = await Promise.all([
      deps.data.get('documents', paperId),
      deps.data.get('catalogues', AUTHORITY_ID),
    ]);
    const before = paper && signedFileOf(paper);
    if (!paper || !before) return null;
    // Two continuations of one file would hide each other: whoever signs last has it stamped.
    if (awaitedOf(paper.body as RoutedBody).length > 0) return null;
    const [{ timestampPdf }, { verifyFile }] = await Promise.all([
      import('#shared/pdf/sign-pdf.ts'),
      import('#shared/pki/verify.ts'),
    ]);
    const trust: TrustInput = trustOf(authority?.body.data);
    const now = () => Date.parse(deps.context().at);
    const file = await readSignedFile(deps.data, paperId, before);
    if (!lacksTimestamp(verifyFile({ file, trust, now: now() }))) return null;
    const stamped = await timestampPdf(
      file,
      (request) => deps.secrets.timestamp(request),
      () => crypto.getRandomValues(new Uint8Array(8)),
    );
    const report = verifyFile({ file: stamped, trust, now: now() });
    const fault =
      report.documentTimestamps.find((one) => one.fault)?.fault ??
      report.faults[0] ??
      report.signatures.flatMap((one) => one.faults)[0];
    if (fault) throw new CodedError(fault);
    return await keepSignedFile(deps, paper, stamped, before.pages ?? 1);
  } catch (error) {
    return toFailure(error);
  }
}

const KEY = 'timestamps';
/** The first wait after a service has refused, milliseconds; doubled each time. */
const FIRST_WAIT = 5 * 60_000;
const LONGEST_WAIT = 6 * 3_600_000;

/** Papers that wait for their timestamp, kept with the drafts: encrypted, there after a restart. */
export interface StampQueue {
  add(paperId: string): Promise<void>;
  /** Goes through those that wait, one after another; to be called after each exchange. Never rejects. */
  run(): Promise<void>;
  /** Why the last run came to nothing; null where it did or none was made. */
  readonly problem: Failure | null;
}

/** The queue of one unlocked session. `clock` is in milliseconds. */
export function createStampQueue(
  drafts: DataClient['drafts'],
  stamp: (paperId: string) => Promise<Failure | null>,
  clock: () => number,
): StampQueue {
  let turn: Promise<unknown> = Promise.resolve();
  let running: Promise<void> | null = null;
  let problem: Failure | null = null;
  let wait = FIRST_WAIT;
  let notBefore = 0;
  let notSet = false;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const read = async (): Promise<readonly string[]> => {
    const list = (await drafts.load(KEY))?.papers;
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
  };
  const write = (papers: readonly string[]) =>
    papers.length > 0 ? drafts.save(KEY, { papers: [...papers] }) : drafts.discard(KEY);

  async function go(): Promise<void> {
    for (const paperId of await inTurn(read)) {
      const failure = await stamp(paperId);
      problem = failure;
      if (failure === null) {
        wait = FIRST_WAIT;
        await inTurn(async () => write((await read()).filter((one) => one !== paperId)));
        continue;
      }
      // No service is set: it will not be there in a minute either, and the next session asks again.
      if (failure.code === 'timestamp_not_set') {
        notSet = true;
        return;
      }
      notBefore = clock() + wait;
      wait = Math.min(2 * wait, LONGEST_WAIT);
      return;
    }
  }

  return {
    add: (paperId) =>
      inTurn(async () => {
        const before = await read();
        if (!before.includes(paperId)) await write([...before, paperId]);
      }),
    run() {
      if (notSet || clock() < notBefore) return Promise.resolve();
      running ??= go()
        .catch((error: unknown) => {
          problem = toFailure(error);
        })
        .finally(() => {
          running = null;
        });
      return running;
    },
    get problem() {
      return problem;
    },
  };
}
