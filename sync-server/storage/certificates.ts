import type { RevocationReason } from '#shared/pki/certificate.ts';
import type { Transaction } from './database.ts';

/** A certificate authority: the root (its secret is elsewhere) or an issuing key. */
export interface StoredAuthority {
  readonly serial: string;
  readonly kind: 'root' | 'issuing';
  readonly certificate: Uint8Array;
  readonly privateKey: Uint8Array | null;
  readonly list: Uint8Array | null;
  readonly listNumber: number;
  readonly listedAt: Date | null;
}

interface AuthorityRow {
  readonly serial: string;
  readonly kind: 'root' | 'issuing';
  readonly certificate: Buffer;
  readonly private_key: Buffer | null;
  readonly list: Buffer | null;
  readonly list_number: string;
  readonly listed_at: Date | null;
}

/** An office key's certificate. */
export interface StoredCertificate {
  readonly serial: string;
  readonly issuerSerial: string;
  readonly userId: string;
  readonly officeId: string;
  readonly area: string;
  /** base64url of the SEC1 point. */
  readonly publicKey: string;
  readonly certificate: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly issuedAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedWhy: RevocationReason | null;
}

interface CertificateRow {
  readonly serial: string;
  readonly issuer_serial: string;
  readonly user_id: string;
  readonly office_id: string;
  readonly area: string;
  readonly public_key: string;
  readonly certificate: Buffer;
  readonly not_before: Date;
  readonly not_after: Date;
  readonly issued_at: Date;
  readonly revoked_at: Date | null;
  readonly revoked_why: RevocationReason | null;
}

function toAuthority(row: AuthorityRow): StoredAuthority {
  return {
    serial: row.serial,
    kind: row.kind,
    certificate: new Uint8Array(row.certificate),
    privateKey: row.private_key ? new Uint8Array(row.private_key) : null,
    list: row.list ? new Uint8Array(row.list) : null,
    listNumber: Number(row.list_number),
    listedAt: row.listed_at,
  };
}

function toCertificate(row: CertificateRow): StoredCertificate {
  return {
    serial: row.serial,
    issuerSerial: row.issuer_serial,
    userId: row.user_id,
    officeId: row.office_id,
    area: row.area,
    publicKey: row.public_key,
    certificate: new Uint8Array(row.certificate),
    notBefore: row.not_before,
    notAfter: row.not_after,
    issuedAt: row.issued_at,
    revokedAt: row.revoked_at,
    revokedWhy: row.revoked_why,
  };
}

/** All authorities, oldest first; their rows are locked until the end of the transaction. */
export async function lockAuthorities(tx: Transaction): Promise<readonly StoredAuthority[]> {
  const rows = await tx.query<AuthorityRow>('select * from authority order by created_at, serial for update');
  return rows.map(toAuthority);
}

/** Adds an authority. */
export async function insertAuthority(
  tx: Transaction,
  authority: Pick<StoredAuthority, 'serial' | 'kind' | 'certificate' | 'privateKey' | 'list' | 'listNumber'>,
  at: Date,
): Promise<void> {
  await tx.execute(
    `insert into authority (serial, kind, certificate, private_key, list, list_number, listed_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [
      authority.serial,
      authority.kind,
      Buffer.from(authority.certificate),
      authority.privateKey ? Buffer.from(authority.privateKey) : null,
      authority.list ? Buffer.from(authority.list) : null,
      authority.listNumber,
      at,
    ],
  );
}

/** Puts the newest list of an authority. */
export async function putList(
  tx: Transaction,
  serial: string,
  list: Uint8Array,
  number: number,
  at: Date,
): Promise<void> {
  await tx.execute('update authority set list = $2, list_number = $3, listed_at = $4 where serial = $1', [
    serial,
    Buffer.from(list),
    number,
    at,
  ]);
}

/** Adds a certificate. */
export async function insertCertificate(tx: Transaction, one: StoredCertificate): Promise<void> {
  await tx.execute(
    `insert into certificate (serial, issuer_serial, user_id, office_id, area, public_key, certificate, not_before,
       not_after, issued_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      one.serial,
      one.issuerSerial,
      one.userId,
      one.officeId,
      one.area,
      one.publicKey,
      Buffer.from(one.certificate),
      one.notBefore,
      one.notAfter,
      one.issuedAt,
    ],
  );
}

/** Certificates that the scope may see, newest first. */
export async function listCertificates(
  tx: Transaction,
  filter: { readonly userId?: string; readonly officeId?: string } = {},
): Promise<readonly StoredCertificate[]> {
  const rows = await tx.query<CertificateRow>(
    `select * from certificate where ($1::text is null or user_id = $1) and ($2::text is null or office_id = $2)
     order by issued_at desc, serial`,
    [filter.userId ?? null, filter.officeId ?? null],
  );
  return rows.map(toCertificate);
}

/** Revokes a certificate that is not revoked yet. False where there is no such one. */
export async function markRevoked(tx: Transaction, serial: string, at: Date, why: RevocationReason): Promise<boolean> {
  const count = await tx.execute(
    'update certificate set revoked_at = $2, revoked_why = $3 where serial = $1 and revoked_at is null',
    [serial, at, why],
  );
  return count === 1;
}

const TIMESTAMP_ROOTS = 'timestampRoots';

/** Roots of timestamp services that are trusted for time, DER. */
export async function readTimestampRoots(tx: Transaction): Promise<readonly Uint8Array[]> {
  const rows = await tx.query<{ value: string }>('select value from server_meta where key = $1', [TIMESTAMP_ROOTS]);
  const list = rows[0] ? (JSON.parse(rows[0].value) as string[]) : [];
  return list.map((one) => new Uint8Array(Buffer.from(one, 'base64')));
}

/** Puts the roots of timestamp services. */
export async function writeTimestampRoots(tx: Transaction, roots: readonly Uint8Array[]): Promise<void> {
  const value = JSON.stringify(roots.map((one) => Buffer.from(one).toString('base64')));
  await tx.execute(
    'insert into server_meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value',
    [TIMESTAMP_ROOTS, value],
  );
}
