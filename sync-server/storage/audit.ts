import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson, type JsonObject } from '#shared/kernel/json.ts';
import type { Transaction } from './database.ts';

/** What the audit says of one act. No names, no texts of records: ids, kinds, numbers and digests. */
export interface AuditEntry {
  readonly kind: string;
  readonly actor?: string | null;
  readonly officeId?: string | null;
  readonly deviceId?: string | null;
  readonly detail?: JsonObject;
}

/**
 * Adds a row to the chain: its hash covers the hash before it and its own canonical content. Takes the chain's lock
 * until the end of the transaction, so it comes last.
 */
export async function appendAudit(tx: Transaction, entry: AuditEntry, now: Date): Promise<void> {
  const content = canonicalJson({
    at: now.toISOString(),
    kind: entry.kind,
    actor: entry.actor ?? null,
    office: entry.officeId ?? null,
    device: entry.deviceId ?? null,
    detail: entry.detail ?? {},
  });
  await tx.execute(
    `with chain as (
       update counter set value = value + 1, hash = encode(sha256(convert_to(hash || $1::text, 'UTF8')), 'hex')
       where name = 'audit' returning value, hash)
     insert into audit (seq, office_id, content, hash) select value, $2, $1::text::jsonb, hash from chain`,
    [content, entry.officeId ?? null],
    'audit-append',
  );
}

/**
 * Notes an act in the protected space: the chain holds a hash of it and nothing else, not even whose it was; what it says
 * stands where nobody of the server's users reads. A random part keeps the hash from being guessed.
 */
export async function sealAudit(tx: Transaction, content: JsonObject, now: Date): Promise<void> {
  const whole = { ...content, at: now.toISOString(), salt: randomBytes(16).toString('hex') };
  const hash = createHash('sha256').update(canonicalJson(whole)).digest('hex');
  await tx.execute('insert into protected_audit (hash, content) values ($1, $2)', [hash, JSON.stringify(whole)]);
  await appendAudit(tx, { kind: 'sealed', detail: { hash } }, now);
}

/** Result of a check of the whole chain. */
export interface AuditCheck {
  readonly ok: boolean;
  readonly rows: number;
  /** Number of the first row that does not fit, or null. */
  readonly brokenAt: number | null;
  readonly head: string;
}

/** Reads the chain from its beginning and recomputes every hash. Finds changed, missing, added and cut-off rows. */
export async function verifyAudit(tx: Transaction): Promise<AuditCheck> {
  let hash = '';
  let rows = 0;
  for (;;) {
    const page = await tx.query<{ seq: string; content: unknown; hash: string }>(
      'select seq, content, hash from audit where seq > $1 order by seq limit 5000',
      [rows],
    );
    for (const row of page) {
      hash = createHash('sha256')
        .update(hash + canonicalJson(row.content))
        .digest('hex');
      if (Number(row.seq) !== rows + 1 || row.hash !== hash) {
        return { ok: false, rows, brokenAt: rows + 1, head: hash };
      }
      rows += 1;
    }
    if (page.length < 5000) break;
  }
  const head = (
    await tx.query<{ value: string; hash: string }>(`select value, hash from counter where name = 'audit'`)
  )[0];
  const ok = Number(head?.value) === rows && head?.hash === hash;
  return { ok, rows, brokenAt: ok ? null : rows + 1, head: hash };
}
