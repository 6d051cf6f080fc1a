import { randomBytes } from 'node:crypto';
import { catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import type { Area } from '#shared/domain/access/area.ts';
import { areaCovers, REPUBLIC } from '#shared/domain/access/area.ts';
import { isOfficeRole, type Role } from '#shared/domain/access/roles.ts';
import type { OfficeInfo } from '#shared/sync/protocol.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Database } from '../storage/database.ts';
import { insertCode } from '../storage/devices.ts';
import { findOffice, insertOffice, type OfficeDraft, type StoredOffice } from '../storage/offices.ts';
import { insertUser, type StoredUser } from '../storage/people.ts';
import { CODE_MS, createCode, hashCode } from './devices/codes.ts';
import { writeServerDocs } from './server-docs.ts';
import { writeStaffDoc } from './staff.ts';

/** What these acts need. */
export interface OfficeDeps {
  readonly database: Database;
  readonly now: () => number;
}

/** Id of the office of the ministry itself, whose area is the republic. */
export const MINISTRY = 'ministry';

/** An office as its laptops know it. */
export function toOfficeInfo(office: StoredOffice): OfficeInfo {
  const { kind: _kind, ...info } = office;
  return info;
}

/** Opens an office, with the card by which its laptops know it. Null where its id or area is taken. */
export async function addOffice(
  deps: OfficeDeps,
  draft: OfficeDraft,
  actor: string | null,
): Promise<StoredOffice | null> {
  const duty = { kind: 'duty', area: REPUBLIC } as const;
  return deps.database.transaction(duty, async (tx) => {
    if (!(await insertOffice(tx, draft))) return null;
    const office = await findOffice(tx, draft.id);
    if (!office) return null;
    const card = { kind: 'office', title: office.name.latn, data: toOfficeInfo(office) };
    await writeServerDocs(tx, { officeId: office.id, area: office.area }, [
      { definition: catalogues, id: `office-card-${office.id}`, body: card },
    ]);
    await appendAudit(
      tx,
      { kind: 'office_added', actor, officeId: office.id, detail: { area: office.area } },
      new Date(deps.now()),
    );
    return office;
  });
}

/** A user to be added. */
export interface UserDraft {
  readonly login: string;
  readonly name: string;
  readonly position: string;
  readonly role: Role;
  readonly officeId: string;
  /** Area of duty; the office's own for office roles. */
  readonly area?: Area | undefined;
  readonly passwordHash: string;
}

/**
 * Adds a user and their entry in the office's staff list. Throws a CodedError: `not_found` for an unknown office,
 * `invalid_input` for a taken login, or a role or area that does not fit the office.
 */
export async function addUser(deps: OfficeDeps, draft: UserDraft, actor: string | null): Promise<StoredUser> {
  return deps.database.transaction({ kind: 'duty', area: REPUBLIC }, async (tx) => {
    const office = await findOffice(tx, draft.officeId);
    if (!office) throw new CodedError('not_found', { field: 'office' });
    if (isOfficeRole(draft.role) !== (office.kind === 'mahalla'))
      throw new CodedError('invalid_input', { field: 'role' });
    const area = isOfficeRole(draft.role) ? office.area : (draft.area ?? office.area);
    if (!areaCovers(office.area, area)) throw new CodedError('invalid_input', { field: 'area' });
    const user: StoredUser = {
      id: randomBytes(12).toString('base64url'),
      login: draft.login.trim().toLowerCase(),
      name: draft.name,
      position: draft.position,
      role: draft.role,
      officeId: office.id,
      area,
      passwordHash: draft.passwordHash,
      active: true,
      publicKeys: [],
      acting: [],
      pinflMark: null,
    };
    if (!(await insertUser(tx, user))) throw new CodedError('invalid_input', { field: 'login' });
    await writeStaffDoc(tx, { ...user, area: office.area });
    await appendAudit(
      tx,
      { kind: 'user_added', actor, officeId: office.id, detail: { user: user.id, role: user.role } },
      new Date(deps.now()),
    );
    return user;
  });
}

/** Issues a one-time code for a new laptop of an office within an area. Null where there is no such office. */
export async function issueCode(
  deps: OfficeDeps,
  officeId: string,
  by: { readonly area: Area; readonly actor: string | null },
): Promise<{ readonly code: string; readonly expiresAt: Date } | null> {
  return deps.database.transaction({ kind: 'duty', area: by.area }, async (tx) => {
    const office = await findOffice(tx, officeId);
    if (!office || office.kind !== 'mahalla' || !areaCovers(by.area, office.area)) return null;
    const code = createCode();
    const expiresAt = new Date(deps.now() + CODE_MS);
    const ref = { officeId: office.id, area: office.area };
    await insertCode(tx, { hash: hashCode(code), office: ref, createdBy: by.actor, expiresAt });
    await appendAudit(tx, { kind: 'code_issued', actor: by.actor, officeId }, new Date(deps.now()));
    return { code, expiresAt };
  });
}
