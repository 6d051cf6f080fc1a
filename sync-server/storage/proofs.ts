import type { Transaction } from './database.ts';

/** A signature as the page for everyone may see it. */
export interface ProofRow {
  readonly officeId: string;
  readonly contentHash: string;
  readonly publicKey: string;
  readonly signerId: string;
  readonly at: string | null;
  readonly mark: { readonly code: string; readonly publicKey: string; readonly binding: string };
}

/** Signatures with a mark whose content hash begins so: 12 hexadecimal digits or more. In the scope `proof` alone. */
export async function findProofs(tx: Transaction, hashPrefix: string): Promise<readonly ProofRow[]> {
  if (!/^[0-9a-f]{12,64}$/.test(hashPrefix)) return [];
  return tx.query<{
    officeId: string;
    contentHash: string;
    publicKey: string;
    signerId: string;
    at: string | null;
    mark: ProofRow['mark'];
  }>(
    `select office_id as "officeId", body->>'contentHash' as "contentHash", body->>'publicKey' as "publicKey",
       body->>'signerId' as "signerId", body->>'at' as at, body->'mark' as mark
     from doc where collection = 'signatures' and body->>'contentHash' like $1 and body ? 'mark' limit 8`,
    [`${hashPrefix}%`],
    'proofs-by-hash',
  );
}
