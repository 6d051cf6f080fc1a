import type { Role } from '#shared/domain/access/roles.ts';
import type { UserInfo } from '#shared/sync/protocol.ts';
import type { Transaction } from './database.ts';

/** A user with what sign-in needs. */
export interface StoredUser extends UserInfo {
  readonly position: string;
  readonly active: boolean;
  readonly passwordHash: string;
  readonly publicKeys: readonly string[];
  /** Terms of acting for the chair. */
  readonly acting: readonly ActingTerm[];
  readonly pinflMark: string | null;
}

/** Days, both inclusive, on which a person acts for the chair, and the order that says so. */
export interface ActingTerm {
  readonly from: string;
  readonly to: string;
  readonly order?: string;
}

interface Row {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly position: string;
  readonly role: Role;
  readonly office_id: string;
  readonly area: string;
  readonly password_hash: string;
  readonly active: boolean;
  readonly public_keys: string[];
  readonly acting: ActingTerm[];
  readonly pinfl_mark: string | null;
}

function toUser(row: Row): StoredUser {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    position: row.position,
    role: row.role,
    officeId: row.office_id,
    area: row.area,
    active: row.active,
    passwordHash: row.password_hash,
    publicKeys: row.public_keys,
    acting: row.acting,
    pinflMark: row.pinfl_mark,
  };
}

/** What others may know of a user. */
export function toUserInfo(user: StoredUser): UserInfo {
  const { id, login, name, role, officeId, area } = user;
  return { id, login, name, role, officeId, area };
}

/** A login as it is compared: without case and outer spaces. */
export function normalLogin(login: string): string {
  return login.trim().toLowerCase();
}

/** A user by login, or null. */
export async function findUserByLogin(tx: Transaction, login: string): Promise<StoredUser | null> {
  const rows = await tx.query<Row>('select * from app_user where login = $1', [normalLogin(login)]);
  return rows[0] ? toUser(rows[0]) : null;
}

/** A user by id, or null. */
export async function findUser(tx: Transaction, id: string): Promise<StoredUser | null> {
  const rows = await tx.query<Row>('select * from app_user where id = $1', [id]);
  return rows[0] ? toUser(rows[0]) : null;
}

/** Users whom the scope may see, by office and name. */
export async function listUsers(tx: Transaction): Promise<readonly StoredUser[]> {
  const rows = await tx.query<Row>('select * from app_user order by office_id, name');
  return rows.map(toUser);
}

/** Adds a user. False where the login is taken. */
export async function insertUser(
  tx: Transaction,
  user: Omit<StoredUser, 'active' | 'publicKeys' | 'acting' | 'pinflMark'>,
): Promise<boolean> {
  const count = await tx.execute(
    `insert into app_user (id, login, name, position, role, office_id, area, password_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      user.id,
      normalLogin(user.login),
      user.name,
      user.position,
      user.role,
      user.officeId,
      user.area,
      user.passwordHash,
    ],
  );
  return count === 1;
}

/** Adds a public key to a user's list; keys are never taken off it. Returns the user as they are then. */
export async function addPublicKey(tx: Transaction, userId: string, publicKey: string): Promise<StoredUser | null> {
  const rows = await tx.query<Row>(
    `update app_user set public_keys = case when $2 = any(public_keys) then public_keys else array_append(public_keys, $2) end
     where id = $1 returning *`,
    [userId, publicKey],
  );
  return rows[0] ? toUser(rows[0]) : null;
}

/** Adds a term of acting for the chair. Returns the user as they are then. */
export async function addActing(tx: Transaction, userId: string, term: ActingTerm): Promise<StoredUser | null> {
  const rows = await tx.query<Row>(
    'update app_user set acting = acting || jsonb_build_array($2::jsonb) where id = $1 returning *',
    [userId, JSON.stringify(term)],
  );
  return rows[0] ? toUser(rows[0]) : null;
}

/**
 * Ends what a person does for the chair: a term that runs ends with `today`, one that hasn't begun falls away, and what
 * is over stays as it was. Returns the user as they are then.
 */
export async function endActing(tx: Transaction, userId: string, today: string): Promise<StoredUser | null> {
  const user = await findUser(tx, userId);
  if (!user) return null;
  const acting = user.acting
    .filter((term) => term.from <= today)
    .map((term) => (term.to > today ? { ...term, to: today } : term));
  const rows = await tx.query<Row>('update app_user set acting = $2::jsonb where id = $1 returning *', [
    userId,
    JSON.stringify(acting),
  ]);
  return rows[0] ? toUser(rows[0]) : null;
}

/** Puts the mark of a person's PINFL. Returns the user as they are then. */
export async function setPinflMark(tx: Transaction, userId: string, mark: string): Promise<StoredUser | null> {
  const rows = await tx.query<Row>('update app_user set pinfl_mark = $2 where id = $1 returning *', [userId, mark]);
  return rows[0] ? toUser(rows[0]) : null;
}

/** Lets a user work or not. */
export async function setUserActive(tx: Transaction, userId: string, active: boolean): Promise<void> {
  await tx.execute('update app_user set active = $2 where id = $1', [userId, active]);
}

/** Puts a new password hash. */
export async function setPasswordHash(tx: Transaction, userId: string, passwordHash: string): Promise<void> {
  await tx.execute('update app_user set password_hash = $2 where id = $1', [userId, passwordHash]);
}
