import {
  hashPrefixOf,
  isMarkOfSignature,
  isProofGenuine,
  readPaperProof,
  shortCode,
} from '#shared/domain/documents/paper-proof.ts';
import type { Database } from '../../storage/database.ts';
import { SERVER } from '../../storage/database.ts';
import { findOffice } from '../../storage/offices.ts';
import { findUser } from '../../storage/people.ts';
import { findProofs } from '../../storage/proofs.ts';

/**
 * What anyone is told of a paper: signed facts and no more. No subject, no text, no person. The same keys whether the
 * paper is known or not.
 */
export interface PublicAnswer {
  readonly result: 'genuine' | 'not_found' | 'forged';
  readonly number: string | null;
  /** `YYYY-MM-DD` */
  readonly date: string | null;
  readonly office: { readonly latn: string; readonly cyrl: string } | null;
  readonly code: string | null;
  readonly contentHash: string | null;
}

const NOTHING: Omit<PublicAnswer, 'result'> = {
  number: null,
  date: null,
  office: null,
  code: null,
  contentHash: null,
};

/** How a number is compared: as it is typed, without spaces and case. */
function plain(number: string): string {
  return number.replace(/\s/g, '').toUpperCase();
}

/**
 * Looks for a paper by its number and the beginning of its content's hash. The signature is verified anew, and its key
 * is looked for among the signer's; a paper that is not there takes the same way.
 */
async function find(database: Database, number: string, hashPrefix: string): Promise<PublicAnswer> {
  return database.transaction(
    { kind: 'proof' },
    async (tx) => {
      const rows = await findProofs(tx, hashPrefix);
      const row = rows.find((one) => {
        const proof = readPaperProof(one.mark.code);
        return (
          proof !== null &&
          plain(proof.number) === plain(number) &&
          isMarkOfSignature(one.mark, one.publicKey, one.contentHash)
        );
      });
      const proof = row ? readPaperProof(row.mark.code) : null;
      await tx.enter(SERVER);
      const signer = await findUser(tx, row?.signerId ?? '');
      const office = await findOffice(tx, row?.officeId ?? '');
      if (!row || !proof || !office || !signer?.publicKeys.includes(row.publicKey)) {
        return { result: 'not_found', ...NOTHING };
      }
      return {
        result: 'genuine',
        number: proof.number,
        date: proof.regDate,
        office: { latn: office.name.latn, cyrl: office.name.cyrl },
        code: shortCode(proof.contentHash),
        contentHash: proof.contentHash,
      };
    },
    { readOnly: true },
  );
}

/** Verifies what a person typed from a paper. */
export async function verifyTyped(database: Database, number: string, code: string): Promise<PublicAnswer> {
  // What can't be a code is looked for too, in vain: it costs the same as a code that nobody has.
  return find(database, number, hashPrefixOf(code) ?? '0'.repeat(12));
}

/**
 * Verifies what a QR code says. `forged`: the server knows that paper, and the mark is not by its office's key.
 */
export async function verifyMark(database: Database, text: string): Promise<PublicAnswer> {
  const proof = readPaperProof(text);
  if (!proof) return find(database, '', '0'.repeat(12)).then(() => ({ result: 'not_found', ...NOTHING }));
  const found = await find(database, proof.number, proof.contentHash);
  if (found.result !== 'genuine') return found;
  const genuine = await database.transaction(
    { kind: 'proof' },
    async (tx) => {
      const rows = await findProofs(tx, proof.contentHash);
      return rows.some((row) => isProofGenuine(proof, row.mark.publicKey));
    },
    { readOnly: true },
  );
  return genuine && found.date === proof.regDate ? found : { result: 'forged', ...NOTHING };
}
