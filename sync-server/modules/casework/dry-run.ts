import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { dryRun, type DryRun } from '#shared/domain/casework/programmes/dry-run.ts';
import { createFactsBase } from '#shared/domain/casework/programmes/facts.ts';
import type { Programme } from '#shared/domain/casework/programmes/programme.ts';
import type { Rates } from '#shared/domain/casework/programmes/rates.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { readOfficeDocs } from '../../storage/programme-facts.ts';
import type { Transaction } from '../../storage/database.ts';

/** Tries a programme's criteria on everything that an office has synced. */
export async function dryRunOffice(
  tx: Transaction,
  officeId: string,
  programme: Programme,
  known: { readonly rates: Rates; readonly programmes: readonly string[] },
  day: Day,
): Promise<DryRun> {
  const docs = await readOfficeDocs(tx, officeId, ['people', 'households', 'programmeEntries']);
  const of = <Body>(collection: string) =>
    docs.flatMap((doc) => (doc.collection === collection ? [{ id: doc.id, body: doc.body as unknown as Body }] : []));
  const lists = {
    people: of<PersonBody>('people'),
    households: of<HouseholdBody>('households'),
    entries: of<ProgrammeEntryBody>('programmeEntries'),
  };
  return dryRun(programme, lists, createFactsBase({ ...lists, ...known }), day);
}
