import type { Role } from '#shared/domain/access/roles.ts';
import type { Area } from '#shared/domain/access/area.ts';
import type { Transaction } from './database.ts';

/** A family of refresh tokens: one sign-in. */
export interface StoredSession {
  readonly id: string;
  readonly userId: string;
  readonly deviceId: string | null;
  readonly jkt: string;
  readonly currentHash: string;
  readonly previousHash: string | null;
  readonly rotatedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly device_id: string | null;
  readonly jkt: string;
  readonly current_hash: string;
  readonly previous_hash: string | null;
  readonly rotated_at: Date;
  readonly expires_at: Date;
  readonly ended_at: Date | null;
}

/** Begins a session. */
export async function insertSession(
  tx: Transaction,
  session: Pick<StoredSession, 'id' | 'userId' | 'deviceId' | 'jkt' | 'currentHash' | 'expiresAt'>,
): Promise<void> {
  await tx.execute(
    'insert into session (id, user_id, device_id, jkt, current_hash, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [session.id, session.userId, session.deviceId, session.jkt, session.currentHash, session.expiresAt],
  );
}

/** Reads a session and locks it until the transaction ends. */
export async function lockSession(tx: Transaction, id: string): Promise<StoredSession | null> {
  const row = (await tx.query<Row>('select * from session where id = $1 for update', [id]))[0];
  if (!row) return null;
  return {
    id: row.id,
    userId: row.user_id,
    deviceId: row.device_id,
    jkt: row.jkt,
    currentHash: row.current_hash,
    previousHash: row.previous_hash,
    rotatedAt: row.rotated_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}

/** Puts the next refresh token in the place of the present one. */
export async function rotateSession(
  tx: Transaction,
  id: string,
  next: {
    readonly currentHash: string;
    readonly previousHash: string;
    readonly rotatedAt: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await tx.execute(
    'update session set current_hash = $2, previous_hash = $3, rotated_at = $4, expires_at = $5 where id = $1',
    [id, next.currentHash, next.previousHash, next.rotatedAt, next.expiresAt],
  );
}

/** Ends a session. */
export async function endSession(tx: Transaction, id: string, why: string): Promise<void> {
  await tx.execute(
    'update session set ended_at = coalesce(ended_at, now()), ended_why = coalesce(ended_why, $2) where id = $1',
    [id, why],
  );
}

/** What must still hold of a session at each request. */
export interface LiveSession {
  readonly userId: string;
  readonly name: string;
  readonly login: string;
  readonly role: Role;
  readonly officeId: string;
  readonly area: Area;
  readonly active: boolean;
  readonly ended: boolean;
  readonly deviceId: string | null;
  readonly deviceRevoked: boolean;
}

/** The session, its user and its device as they are now. */
export async function readLiveSession(tx: Transaction, id: string): Promise<LiveSession | null> {
  const rows = await tx.query<LiveSession & { expired: boolean }>(
    `select u.id as "userId", u.name, u.login, u.role, u.office_id as "officeId", u.area, u.active,
       (s.ended_at is not null) as ended, s.device_id as "deviceId", (d.revoked_at is not null) as "deviceRevoked"
     from session s join app_user u on u.id = s.user_id left join device d on d.id = s.device_id where s.id = $1`,
    [id],
    'session-live',
  );
  return rows[0] ?? null;
}
