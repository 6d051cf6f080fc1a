import type { JsonObject } from '#shared/kernel/json.ts';
import type { Transaction } from './database.ts';

/** A record as it lies in the change log. */
export interface CaseworkDoc {
  readonly collection: string;
  readonly id: string;
  readonly body: JsonObject;
}

/** An office's own records of some collections, as far as the scope may see them. */
export async function readOfficeDocs(
  tx: Transaction,
  officeId: string,
  collections: readonly string[],
): Promise<readonly CaseworkDoc[]> {
  return tx.query<CaseworkDoc>(
    `select collection, id, body from doc where office_id = $1 and collection = any($2) and not removed order by collection, id`,
    [officeId, collections],
  );
}

/** Catalogues of some kinds that an office keeps, by their ids. */
export async function readCatalogues(
  tx: Transaction,
  officeId: string,
  kinds: readonly string[],
): Promise<readonly { readonly id: string; readonly body: JsonObject }[]> {
  return tx.query<{ id: string; body: JsonObject }>(
    `select id, body from doc where office_id = $1 and collection = 'catalogues' and body ->> 'kind' = any($2)
       and not removed order by id`,
    [officeId, kinds],
  );
}
