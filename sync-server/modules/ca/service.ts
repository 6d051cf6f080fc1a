import { REPUBLIC } from '#shared/domain/access/area.ts';
import { catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { readCertificate, type RevocationReason } from '#shared/pki/certificate.ts';
import { p256PublicKeyInfo } from '#shared/pki/office-key.ts';
import { appendAudit } from '../../storage/audit.ts';
import {
  insertAuthority,
  insertCertificate,
  listCertificates,
  lockAuthorities,
  markRevoked,
  putList,
  readTimestampRoots,
  writeTimestampRoots,
  type StoredAuthority,
  type StoredCertificate,
} from '../../storage/certificates.ts';
import { SERVER, type Transaction } from '../../storage/database.ts';
import { findOffice } from '../../storage/offices.ts';
import { findUser, type StoredUser } from '../../storage/people.ts';
import { MINISTRY, type OfficeDeps } from '../offices.ts';
import { writeServerDocs } from '../server-docs.ts';
import {
  createIssuing,
  createList,
  createRoot,
  issueCertificate,
  LIFE,
  provenKey,
  type AuthorityKey,
} from './authority.ts';

const DAY = 86_400_000;
/** A certificate that ends within this time is followed by a new one, milliseconds. */
export const RENEW_AHEAD = 60 * DAY;
/** A list is made anew when it is this old, milliseconds: long before the next one is due. */
const LIST_AGE = 7 * DAY;

/** Id of the catalogue that brings the authority's certificates and lists to every laptop. */
export const AUTHORITY_ID = 'authority';

/** Id of the catalogue with an office's own certificates. */
export function certificatesId(officeId: string): string {
  return `certificates-${officeId}`;
}

function keyOf(authority: StoredAuthority): AuthorityKey {
  if (!authority.privateKey) throw new CodedError('ca_missing');
  return { privateKey: authority.privateKey, certificate: authority.certificate };
}

/** The issuing key in use: the newest. Throws `ca_missing`. */
function currentIssuing(authorities: readonly StoredAuthority[]): StoredAuthority {
  const issuing = authorities.filter((one) => one.kind === 'issuing').at(-1);
  if (!issuing) throw new CodedError('ca_missing');
  return issuing;
}

/** Writes the certificates and lists that laptops check against. Goes on in the ministry's scope. */
async function publish(tx: Transaction): Promise<void> {
  const authorities = await lockAuthorities(tx);
  const of = (kind: StoredAuthority['kind']) =>
    authorities.filter((one) => one.kind === kind).map((one) => toBase64Url(one.certificate));
  const body = {
    kind: 'authority',
    title: 'Mahalla',
    data: {
      roots: of('root'),
      intermediates: of('issuing'),
      lists: authorities.flatMap((one) => (one.list ? [toBase64Url(one.list)] : [])),
      timestampRoots: (await readTimestampRoots(tx)).map((one) => toBase64Url(one)),
    },
  };
  await writeServerDocs(tx, { officeId: MINISTRY, area: REPUBLIC }, [
    { definition: catalogues, id: AUTHORITY_ID, body },
  ]);
}

/** Writes an office's certificates for its laptops: those that may sign today. Goes on in the office's scope. */
async function publishOffice(tx: Transaction, officeId: string, area: string): Promise<void> {
  const data: Record<string, string[]> = {};
  for (const one of await listCertificates(tx, { officeId })) {
    if (!one.revokedAt) (data[one.userId] ??= []).push(toBase64Url(one.certificate));
  }
  await writeServerDocs(tx, { officeId, area }, [
    { definition: catalogues, id: certificatesId(officeId), body: { kind: 'certificates', title: officeId, data } },
  ]);
}

/** What the ceremony made. */
export interface CeremonyResult {
  readonly root: AuthorityKey;
  readonly issuingSerial: string;
}

/**
 * The ceremony: makes the root (or takes the one that there is) and an issuing key under it. The root's secret is
 * given back to be sealed and put away; the server keeps only its certificate and its list.
 * @param existing the root from its file, for a new issuing key; null makes the first one
 */
export async function holdCeremony(deps: OfficeDeps, existing: AuthorityKey | null): Promise<CeremonyResult> {
  const now = deps.now();
  const root = existing ?? (await createRoot('Mahalla ildiz markazi', now));
  const issuing = await createIssuing(root, `Mahalla idoralari markazi ${new Date(now).getUTCFullYear()}`, now);
  const rootSerial = readCertificate(root.certificate).serial;
  const issuingSerial = readCertificate(issuing.certificate).serial;
  await deps.database.transaction(
    SERVER,
    async (tx) => {
      const known = await lockAuthorities(tx);
      if (!existing && known.length > 0) throw new CodedError('ca_exists');
      const at = new Date(now);
      const number = known.find((one) => one.serial === rootSerial)?.listNumber ?? 0;
      // The root is away for years: its list has to last as long as the issuing key.
      const rootList = await createList(root, [], number + 1, now, LIFE.issuing);
      if (known.some((one) => one.serial === rootSerial)) {
        await putList(tx, rootSerial, rootList, number + 1, at);
      } else {
        if (known.some((one) => one.kind === 'root')) throw new CodedError('ca_passphrase_wrong');
        await insertAuthority(
          tx,
          {
            serial: rootSerial,
            kind: 'root',
            certificate: root.certificate,
            privateKey: null,
            list: rootList,
            listNumber: 1,
          },
          at,
        );
      }
      await insertAuthority(
        tx,
        {
          serial: issuingSerial,
          kind: 'issuing',
          certificate: issuing.certificate,
          privateKey: issuing.privateKey,
          list: await createList(issuing, [], 1, now),
          listNumber: 1,
        },
        at,
      );
      await publish(tx);
      await appendAudit(tx, { kind: 'ca_ceremony', detail: { root: rootSerial, issuing: issuingSerial } }, at);
    },
    { retryUnique: true },
  );
  return { root, issuingSerial };
}

async function certify(
  tx: Transaction,
  issuing: StoredAuthority,
  user: StoredUser,
  publicKey: string,
  now: number,
): Promise<StoredCertificate> {
  const office = await findOffice(tx, user.officeId);
  const certificate = await issueCertificate(
    keyOf(issuing),
    {
      userId: user.id,
      name: user.name,
      position: user.position,
      office: office?.name.latn ?? user.officeId,
      district: office?.district.latn || 'Oʻzbekiston',
    },
    p256PublicKeyInfo(fromBase64Url(publicKey)),
    now,
  );
  const read = readCertificate(certificate);
  const stored: StoredCertificate = {
    serial: read.serial,
    issuerSerial: issuing.serial,
    userId: user.id,
    officeId: user.officeId,
    area: user.area,
    publicKey,
    certificate,
    notBefore: new Date(read.notBefore),
    notAfter: new Date(read.notAfter),
    issuedAt: new Date(now),
    revokedAt: null,
    revokedWhy: null,
  };
  await insertCertificate(tx, stored);
  return stored;
}

/** Makes the issuing keys' lists anew from what is revoked. In the server's scope. */
async function relist(tx: Transaction, now: number): Promise<void> {
  const all = await listCertificates(tx);
  for (const authority of await lockAuthorities(tx)) {
    if (authority.kind !== 'issuing') continue;
    const entries = all
      .filter((one) => one.issuerSerial === authority.serial && one.revokedAt)
      .map(
        (one) => ({ serial: one.serial, at: one.revokedAt as Date, reason: one.revokedWhy ?? 'unspecified' }) as const,
      );
    const number = authority.listNumber + 1;
    await putList(
      tx,
      authority.serial,
      await createList(keyOf(authority), entries, number, now),
      number,
      new Date(now),
    );
  }
}

/**
 * Certifies the office key of a user who has proven to hold it. A key before it is given up in order, from now. What
 * is certified already and good for long stays. In a transaction of its own: a registered key without a certificate
 * is mended at the next sign-in.
 * @returns the new certificate, or null where there is nothing to do or no authority
 */
export async function enrolKey(
  deps: OfficeDeps,
  userId: string,
  publicKey: string,
  request: Uint8Array,
): Promise<StoredCertificate | null> {
  const point = await provenKey(request);
  if (toBase64Url(point) !== publicKey) throw new CodedError('signature_invalid');
  return deps.database.transaction(
    SERVER,
    async (tx) => {
      const now = deps.now();
      const authorities = await lockAuthorities(tx);
      if (authorities.length === 0) return null;
      const user = await findUser(tx, userId);
      if (!user?.active || !user.publicKeys.includes(publicKey)) return null;
      const own = (await listCertificates(tx, { userId })).filter((one) => !one.revokedAt);
      const good = own.some((one) => one.publicKey === publicKey && one.notAfter.getTime() > now + RENEW_AHEAD);
      if (good) return null;
      const made = await certify(tx, currentIssuing(authorities), user, publicKey, now);
      const old = own.filter((one) => one.publicKey !== publicKey);
      for (const one of old) await markRevoked(tx, one.serial, new Date(now), 'superseded');
      if (old.length > 0) await relist(tx, now);
      const detail = { serial: made.serial, superseded: old.map((one) => one.serial) };
      if (old.length > 0) await publish(tx);
      await tx.enter(SERVER);
      await publishOffice(tx, user.officeId, user.area);
      await appendAudit(
        tx,
        { kind: 'certificate_issued', actor: userId, officeId: user.officeId, detail },
        new Date(now),
      );
      return made;
    },
    { retryUnique: true },
  );
}

/**
 * Revokes certificates: one by its serial number, or all of a user's. Lists are made anew and go to every laptop.
 * @returns serial numbers of those that were revoked now
 */
export async function revoke(
  deps: OfficeDeps,
  which: { readonly serial: string } | { readonly userId: string },
  reason: RevocationReason,
  actor: string | null,
): Promise<readonly string[]> {
  return deps.database.transaction(
    SERVER,
    async (tx) => {
      const now = deps.now();
      const all = await listCertificates(tx, 'userId' in which ? { userId: which.userId } : {});
      const chosen = all.filter((one) => !one.revokedAt && ('userId' in which || one.serial === which.serial));
      if (chosen.length === 0) return [];
      for (const one of chosen) await markRevoked(tx, one.serial, new Date(now), reason);
      await relist(tx, now);
      await publish(tx);
      const [first] = chosen as [StoredCertificate];
      await tx.enter(SERVER);
      await publishOffice(tx, first.officeId, first.area);
      const serials = chosen.map((one) => one.serial);
      await appendAudit(
        tx,
        { kind: 'certificate_revoked', actor, officeId: first.officeId, detail: { serials, reason } },
        new Date(now),
      );
      return serials;
    },
    { retryUnique: true },
  );
}

/** What the daily round did. */
export interface RoundResult {
  readonly renewed: number;
  readonly listed: boolean;
}

/**
 * The authority's daily round: certificates that end soon are followed by new ones for the same keys (their owners
 * have proven them before), and lists are made anew before they are out of date.
 */
export async function goRound(deps: OfficeDeps): Promise<RoundResult> {
  return deps.database.transaction(
    SERVER,
    async (tx) => {
      const now = deps.now();
      const authorities = await lockAuthorities(tx);
      if (authorities.length === 0) return { renewed: 0, listed: false };
      const issuing = currentIssuing(authorities);
      const offices = new Map<string, string>();
      let renewed = 0;
      const live = (await listCertificates(tx)).filter((one) => !one.revokedAt);
      for (const one of live) {
        if (one.notAfter.getTime() > now + RENEW_AHEAD || one.notAfter.getTime() < now - RENEW_AHEAD) continue;
        if (live.some((other) => other.publicKey === one.publicKey && other.notAfter > one.notAfter)) continue;
        const user = await findUser(tx, one.userId);
        if (!user?.active || user.publicKeys.at(-1) !== one.publicKey) continue;
        await certify(tx, issuing, user, one.publicKey, now);
        offices.set(user.officeId, user.area);
        renewed += 1;
      }
      const listed = authorities.some(
        (one) => one.kind === 'issuing' && now - (one.listedAt?.getTime() ?? 0) > LIST_AGE,
      );
      if (listed) {
        await relist(tx, now);
        await publish(tx);
      }
      for (const [officeId, area] of offices) {
        await tx.enter(SERVER);
        await publishOffice(tx, officeId, area);
      }
      if (renewed > 0) await appendAudit(tx, { kind: 'certificates_renewed', detail: { renewed } }, new Date(now));
      return { renewed, listed };
    },
    { retryUnique: true },
  );
}

/** Sets the roots of timestamp services that are trusted for time; laptops learn of them. */
export async function trustTimestamps(deps: OfficeDeps, roots: readonly Uint8Array[]): Promise<void> {
  await deps.database.transaction(
    SERVER,
    async (tx) => {
      await writeTimestampRoots(tx, roots);
      await publish(tx);
      await appendAudit(tx, { kind: 'timestamp_roots', detail: { count: roots.length } }, new Date(deps.now()));
    },
    { retryUnique: true },
  );
}

/** The authority's certificates and lists, DER, for those who verify outside. */
export async function readAuthority(deps: OfficeDeps): Promise<{
  readonly roots: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly lists: readonly Uint8Array[];
  readonly timestampRoots: readonly Uint8Array[];
}> {
  return deps.database.transaction(SERVER, async (tx) => {
    const all = await lockAuthorities(tx);
    const of = (kind: StoredAuthority['kind']) => all.filter((one) => one.kind === kind).map((one) => one.certificate);
    return {
      roots: of('root'),
      intermediates: of('issuing'),
      lists: all.flatMap((one) => (one.list ? [one.list] : [])),
      timestampRoots: await readTimestampRoots(tx),
    };
  });
}
