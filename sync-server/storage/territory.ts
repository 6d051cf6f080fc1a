import type { Transaction } from './database.ts';

/** A region, district or mahalla as it is stored. */
export interface Place {
  readonly id: string;
  readonly area: string;
  /** Region of a district, district of a mahalla. */
  readonly parentId: string | null;
  readonly soato: string | null;
  readonly latn: string;
  readonly cyrl: string;
  readonly ru: string;
}

const COLUMNS = 'as x(id text, area text, "parentId" text, soato text, latn text, cyrl text, ru text)';

/** Adds regions, districts and mahallas, or brings those that are there up to date. */
export async function upsertTerritory(
  tx: Transaction,
  places: {
    readonly regions: readonly Place[];
    readonly districts: readonly Place[];
    readonly mahallas: readonly Place[];
  },
): Promise<void> {
  await tx.execute(
    `insert into region (id, area, soato, name_latn, name_cyrl, name_ru)
     select id, area, soato, latn, cyrl, ru from json_to_recordset($1::json) ${COLUMNS}
     on conflict (id) do update set soato = excluded.soato, name_latn = excluded.name_latn,
       name_cyrl = excluded.name_cyrl, name_ru = excluded.name_ru`,
    [JSON.stringify(places.regions)],
  );
  await tx.execute(
    `insert into district (id, region_id, area, soato, name_latn, name_cyrl, name_ru)
     select id, "parentId", area, soato, latn, cyrl, ru from json_to_recordset($1::json) ${COLUMNS}
     on conflict (id) do update set soato = excluded.soato, name_latn = excluded.name_latn,
       name_cyrl = excluded.name_cyrl, name_ru = excluded.name_ru`,
    [JSON.stringify(places.districts)],
  );
  await tx.execute(
    `insert into mahalla (id, district_id, area, name_latn, name_cyrl)
     select id, "parentId", area, latn, cyrl from json_to_recordset($1::json) ${COLUMNS}
     on conflict (id) do update set name_latn = excluded.name_latn, name_cyrl = excluded.name_cyrl`,
    [JSON.stringify(places.mahallas)],
  );
}

/** One place of the territory, or null. */
export async function findPlace(
  tx: Transaction,
  level: 'region' | 'district' | 'mahalla',
  id: string,
): Promise<{
  readonly id: string;
  readonly area: string;
  readonly parentId: string | null;
  readonly latn: string;
  readonly cyrl: string;
} | null> {
  const parent = { region: 'null', district: 'region_id', mahalla: 'district_id' }[level];
  const rows = await tx.query<{ id: string; area: string; parentId: string | null; latn: string; cyrl: string }>(
    `select id, area, ${parent} as "parentId", name_latn as latn, name_cyrl as cyrl from ${level} where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** The next free index of an office within its district. */
export async function nextOfficeIndex(tx: Transaction, districtId: string): Promise<number> {
  const rows = await tx.query<{ n: number }>(
    `select coalesce(max(index_no::int), 0) + 1 as n from office where district_id = $1 and kind = 'mahalla' and index_no ~ '^[0-9]{1,6}$'`,
    [districtId],
  );
  return rows[0]?.n ?? 1;
}
