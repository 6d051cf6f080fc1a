import { pinflMark } from '#shared/domain/documents/national/signature.ts';
import { checkPinfl } from '#shared/domain/casework/pinfl.ts';
import { REPUBLIC } from '#shared/domain/access/area.ts';
import { dayOfMoment, isDay } from '#shared/domain/language/dates.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { appendAudit } from '../storage/audit.ts';
import { type Database, SERVER, type Transaction } from '../storage/database.ts';
import { findOffice } from '../storage/offices.ts';
import {
  type ActingTerm,
  addActing,
  endActing,
  findUser,
  findUserByLogin,
  setPinflMark,
  type StoredUser,
} from '../storage/people.ts';
import { writeStaffDoc } from './staff.ts';

interface SignerDeps {
  readonly database: Database;
  readonly now: () => number;
}

/** Whose duty it is: by login at the server itself, by id where somebody with a duty acts in the console. */
export type Who = { readonly login: string } | { readonly id: string; readonly actor: string };

async function change(
  deps: SignerDeps,
  who: Who,
  kind: string,
  work: (tx: Transaction, user: StoredUser) => Promise<StoredUser | null>,
): Promise<StoredUser> {
  return deps.database.transaction({ kind: 'duty', area: REPUBLIC }, async (tx) => {
    await tx.enter(SERVER);
    const user = 'login' in who ? await findUserByLogin(tx, who.login) : await findUser(tx, who.id);
    const changed = user && (await work(tx, user));
    const office = changed && (await findOffice(tx, changed.officeId));
    if (!changed || !office) throw new CodedError('not_found', { field: 'login' in who ? 'login' : 'id' });
    await appendAudit(
      tx,
      { kind, actor: 'login' in who ? null : who.actor, officeId: changed.officeId, detail: { user: changed.id } },
      new Date(deps.now()),
    );
    await writeStaffDoc(tx, { ...changed, area: office.area });
    return changed;
  });
}

/**
 * Enters the PINFL of a person, as a mark, so that a national certificate can be compared with it. Throws a CodedError:
 * `not_found`, or what is wrong with the number.
 */
export async function enterPinfl(deps: SignerDeps, who: Who, pinfl: string): Promise<StoredUser> {
  const checked = checkPinfl(pinfl);
  if (!checked.ok) throw new CodedError(checked.failure.code, checked.failure.params);
  const digits = pinfl.replace(/\s/g, '');
  return change(deps, who, 'pinfl_entered', (tx, user) => setPinflMark(tx, user.id, pinflMark(user.id, digits)));
}

/** Has a person act for their office's chair on some days. Throws a CodedError: `not_found`, `deputy_term_invalid`. */
export async function appointDeputy(deps: SignerDeps, who: Who, term: ActingTerm): Promise<StoredUser> {
  if (!isDay(term.from) || !isDay(term.to) || term.to < term.from) throw new CodedError('deputy_term_invalid');
  return change(deps, who, 'deputy_appointed', async (tx, user) => {
    if (user.role !== 'secretary' && user.role !== 'specialist') throw new CodedError('role_forbidden');
    return addActing(tx, user.id, term);
  });
}

/** Ends a deputy's terms with the office's present day. Throws a CodedError: `not_found`. */
export async function endDeputy(deps: SignerDeps, who: Who): Promise<StoredUser> {
  return change(deps, who, 'deputy_ended', (tx, user) => endActing(tx, user.id, dayOfMoment(deps.now())));
}
