import type { EnrolRequest } from '#shared/sync/protocol.ts';
import type { OfficeRef } from './records.ts';
import type { Transaction } from './database.ts';

/** A laptop of an office. */
export interface StoredDevice extends OfficeRef {
  readonly id: string;
  readonly lane: number;
  readonly name: string;
  /** RFC 7638 thumbprint of its key. */
  readonly jkt: string;
  readonly share: Uint8Array;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  readonly flaggedAt: Date | null;
  readonly flag: string | null;
  readonly checkpoint: number;
  readonly lastContact: Date | null;
}

interface Row {
  readonly id: string;
  readonly office_id: string;
  readonly area: string;
  readonly lane: number;
  readonly name: string;
  readonly jkt: string;
  readonly share: Buffer;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
  readonly flagged_at: Date | null;
  readonly flag: string | null;
  readonly checkpoint: string;
  readonly last_contact: Date | null;
}

function toDevice(row: Row): StoredDevice {
  return {
    id: row.id,
    officeId: row.office_id,
    area: row.area,
    lane: row.lane,
    name: row.name,
    jkt: row.jkt,
    share: row.share,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    flaggedAt: row.flagged_at,
    flag: row.flag,
    checkpoint: Number(row.checkpoint),
    lastContact: row.last_contact,
  };
}

/** Keeps a one-time code by its hash. */
export async function insertCode(
  tx: Transaction,
  code: {
    readonly hash: string;
    readonly office: OfficeRef;
    readonly createdBy: string | null;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await tx.execute(
    'insert into device_code (hash, office_id, area, created_by, expires_at) values ($1, $2, $3, $4, $5)',
    [code.hash, code.office.officeId, code.office.area, code.createdBy, code.expiresAt],
  );
}

/** Uses up a code: gives its office, or why not. A used code is told as one past its time: both need a new one. */
export async function takeCode(tx: Transaction, hash: string, now: Date): Promise<OfficeRef | 'wrong' | 'expired'> {
  const rows = await tx.query<{ office_id: string; area: string; expires_at: Date; used_at: Date | null }>(
    'select office_id, area, expires_at, used_at from device_code where hash = $1 for update',
    [hash],
  );
  const row = rows[0];
  if (!row) return 'wrong';
  if (row.used_at || row.expires_at.getTime() <= now.getTime()) return 'expired';
  await tx.execute('update device_code set used_at = $2 where hash = $1', [hash, now]);
  return { officeId: row.office_id, area: row.area };
}

/** Adds a device in the next lane of its office. Lanes are never given twice: paper numbers depend on them. */
export async function insertDevice(
  tx: Transaction,
  device: {
    readonly id: string;
    readonly office: OfficeRef;
    readonly name: string;
    readonly publicKey: EnrolRequest['publicKey'];
    readonly jkt: string;
    readonly share: Uint8Array;
  },
): Promise<number> {
  const rows = await tx.query<{ lane: number }>(
    `insert into device (id, office_id, area, lane, name, public_key, jkt, share)
     select $1, $2, $3, coalesce(max(lane), 0) + 1, $4, $5, $6, $7 from device where office_id = $2
     returning lane`,
    [
      device.id,
      device.office.officeId,
      device.office.area,
      device.name,
      JSON.stringify(device.publicKey),
      device.jkt,
      Buffer.from(device.share),
    ],
  );
  return rows[0]?.lane ?? 0;
}

/** A device by its id, or null. */
export async function findDevice(tx: Transaction, id: string): Promise<StoredDevice | null> {
  const rows = await tx.query<Row>('select * from device where id = $1', [id]);
  return rows[0] ? toDevice(rows[0]) : null;
}

/** Devices that the scope may see, of one office or of all. */
export async function listDevices(tx: Transaction, officeId: string | null): Promise<readonly StoredDevice[]> {
  const rows = await tx.query<Row>(
    'select * from device where $1::text is null or office_id = $1 order by office_id, lane',
    [officeId],
  );
  return rows.map(toDevice);
}

/** Shuts a device out, for good. False where the scope sees no such device. */
export async function revokeDevice(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.execute('update device set revoked_at = coalesce(revoked_at, now()) where id = $1', [id])) === 1;
}

/** Marks a device as one that somebody must look at. */
export async function flagDevice(tx: Transaction, id: string, flag: string): Promise<void> {
  await tx.execute('update device set flagged_at = now(), flag = $2 where id = $1', [id, flag]);
}

/** Notes a contact, and how far the device has come in the change log. */
export async function noteContact(tx: Transaction, id: string, checkpoint: number, at: Date): Promise<void> {
  await tx.execute(
    'update device set last_contact = $3, checkpoint = $2 where id = $1',
    [id, checkpoint, at],
    'device-contact',
  );
}
