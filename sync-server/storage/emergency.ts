import type { JsonObject } from '#shared/kernel/json.ts';
import type { Area } from '#shared/domain/access/area.ts';
import type { Transaction } from './database.ts';

/** The server's half of the second wrap of a person's key on a device; `fresh` where there was none. */
export async function shareOf(
  tx: Transaction,
  userId: string,
  deviceId: string,
  fresh: Uint8Array,
): Promise<Uint8Array> {
  await tx.execute(
    'insert into protected_share (user_id, device_id, share) values ($1, $2, $3) on conflict do nothing',
    [userId, deviceId, Buffer.from(fresh)],
  );
  const rows = await tx.query<{ share: Buffer }>(
    'select share from protected_share where user_id = $1 and device_id = $2',
    [userId, deviceId],
  );
  return new Uint8Array(rows[0]?.share ?? fresh);
}

/** An emergency as it is kept. */
export interface Emergency {
  readonly id: string;
  readonly kind: 'asked' | 'code';
  readonly officeId: string;
  readonly area: Area;
  readonly asker: string;
  readonly wanted: string;
  readonly reason: string;
  readonly askedAt: Date;
  readonly owner: string | null;
  readonly deviceId: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly approved: boolean | null;
  readonly until: Date | null;
  /** The files that it is about, `<owner>/<case>`; null until it was decided. */
  readonly files: readonly string[] | null;
  readonly usedAt: Date | null;
  readonly reviewedBy: string | null;
  readonly reviewedAt: Date | null;
  readonly reviewNote: string | null;
}

const COLUMNS = `id, kind, office_id as "officeId", area, asker, wanted, reason, asked_at as "askedAt", owner,
  device_id as "deviceId", decided_by as "decidedBy", decided_at as "decidedAt", approved, until, files,
  used_at as "usedAt", reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", review_note as "reviewNote"`;

/** Adds an emergency; nothing happens where there is one of that id already. True where it was added. */
export async function insertEmergency(
  tx: Transaction,
  one: Pick<Emergency, 'id' | 'kind' | 'officeId' | 'area' | 'asker' | 'wanted' | 'reason' | 'askedAt'> &
    Partial<Pick<Emergency, 'owner' | 'deviceId' | 'decidedBy' | 'decidedAt' | 'approved' | 'until' | 'usedAt'>>,
): Promise<boolean> {
  const count = await tx.execute(
    `insert into emergency (id, kind, office_id, area, asker, wanted, reason, asked_at, owner, device_id, decided_by,
       decided_at, approved, until, used_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing`,
    [
      one.id,
      one.kind,
      one.officeId,
      one.area,
      one.asker,
      one.wanted,
      one.reason,
      one.askedAt,
      one.owner ?? null,
      one.deviceId ?? null,
      one.decidedBy ?? null,
      one.decidedAt ?? null,
      one.approved ?? null,
      one.until ?? null,
      one.usedAt ?? null,
    ],
  );
  return count === 1;
}

/** Emergencies that the scope may see, latest first. */
export async function listEmergencies(tx: Transaction): Promise<readonly Emergency[]> {
  return tx.query<Emergency>(`select ${COLUMNS} from emergency order by asked_at desc, id limit 500`);
}

/** An emergency by its id, locked; null where the scope sees none. */
export async function lockEmergency(tx: Transaction, id: string): Promise<Emergency | null> {
  const rows = await tx.query<Emergency>(`select ${COLUMNS} from emergency where id = $1 for update`, [id]);
  return rows[0] ?? null;
}

/** An emergency by its id; null where the scope sees none. */
export async function readEmergency(tx: Transaction, id: string): Promise<Emergency | null> {
  const rows = await tx.query<Emergency>(`select ${COLUMNS} from emergency where id = $1`, [id]);
  return rows[0] ?? null;
}

/** Writes what was decided. */
export async function decideEmergency(
  tx: Transaction,
  id: string,
  decided: { readonly by: string; readonly at: Date; readonly approved: boolean; readonly until: Date | null },
): Promise<void> {
  await tx.execute('update emergency set decided_by = $2, decided_at = $3, approved = $4, until = $5 where id = $1', [
    id,
    decided.by,
    decided.at,
    decided.approved,
    decided.until,
  ]);
}

/** Writes which files it is about, and when it was first used. */
export async function markEmergency(
  tx: Transaction,
  id: string,
  marks: { readonly files?: readonly string[]; readonly usedAt?: Date },
): Promise<void> {
  await tx.execute('update emergency set files = coalesce($2, files), used_at = coalesce(used_at, $3) where id = $1', [
    id,
    marks.files ?? null,
    marks.usedAt ?? null,
  ]);
}

/** Writes what a supervisor made of it. */
export async function reviewEmergency(
  tx: Transaction,
  id: string,
  review: { readonly by: string; readonly at: Date; readonly note: string },
): Promise<void> {
  await tx.execute('update emergency set reviewed_by = $2, reviewed_at = $3, review_note = $4 where id = $1', [
    id,
    review.by,
    review.at,
    review.note,
  ]);
}

/** A protected document as an emergency shows it. */
export interface EmergencyDoc {
  readonly collection: string;
  readonly id: string;
  readonly owner: string;
  readonly caseId: string;
  readonly body: JsonObject;
}

/** Documents that the scope may see: an emergency's own, or those of the files that a member is assigned to. */
export async function readOpenDocs(tx: Transaction, collection?: 'cases'): Promise<readonly EmergencyDoc[]> {
  return tx.query<EmergencyDoc>(
    `select collection, id, owner, case_id as "caseId", body from protected_doc
     where ($1::text is null or collection = $1) and not removed order by case_id, collection desc, id`,
    [collection ?? null],
  );
}

/** Files that somebody reads, `<owner>/<case>`, as far as the scope may see. */
export async function readFilesOf(tx: Transaction, userId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ file: string }>(
    `select owner || '/' || case_id as file from protected_reader where user_id = $1 and not ended order by 1`,
    [userId],
  );
  return rows.map((row) => row.file);
}

/** Bodies of people of an office, by id. */
export async function readPeople(
  tx: Transaction,
  officeId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const rows = await tx.query<{ id: string; body: JsonObject }>(
    `select id, body from doc where office_id = $1 and collection = 'people' and id = any($2::text[]) and not removed`,
    [officeId, ids],
  );
  return new Map(rows.map((row) => [row.id, row.body]));
}

/** Where a code is deposited: never with the code. */
export interface DepositedCode {
  readonly userId: string;
  readonly deviceId: string;
  readonly officeId: string;
  readonly area: Area;
  readonly depositedAt: Date;
  readonly name: string;
  readonly position: string;
  readonly deviceName: string;
  /** Whether it can be told: not after it was used, until the next one comes. */
  readonly good: boolean;
}

/** Deposits a code in place of the one before. */
export async function depositCode(
  tx: Transaction,
  of: { readonly userId: string; readonly deviceId: string; readonly officeId: string; readonly area: Area },
  code: string,
  at: Date,
): Promise<void> {
  await tx.execute(
    `insert into emergency_code (user_id, device_id, office_id, area, code, deposited_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (user_id, device_id) do update set code = $5, deposited_at = $6`,
    [of.userId, of.deviceId, of.officeId, of.area, code, at],
  );
}

/** Codes of the laptops of the scope's area. */
export async function listCodes(tx: Transaction): Promise<readonly DepositedCode[]> {
  return tx.query<DepositedCode>(
    `select c.user_id as "userId", c.device_id as "deviceId", c.office_id as "officeId", c.area,
       c.deposited_at as "depositedAt", u.name, u.position, d.name as "deviceName", c.code is not null as good
     from emergency_code c join app_user u on u.id = c.user_id join device d on d.id = c.device_id
     where u.active and d.revoked_at is null order by c.office_id, u.name, d.lane`,
  );
}

/** The code itself; null where the scope sees none that is good. */
export async function readCode(
  tx: Transaction,
  userId: string,
  deviceId: string,
): Promise<{ readonly code: string; readonly officeId: string; readonly area: Area } | null> {
  const rows = await tx.query<{ code: string; officeId: string; area: Area }>(
    `select code, office_id as "officeId", area from emergency_code
     where user_id = $1 and device_id = $2 and code is not null`,
    [userId, deviceId],
  );
  return rows[0] ?? null;
}

/** Forgets a code that was used. */
export async function forgetCode(tx: Transaction, userId: string, deviceId: string): Promise<void> {
  await tx.execute('update emergency_code set code = null where user_id = $1 and device_id = $2', [userId, deviceId]);
}
