import type { OfficeInfo } from '#shared/sync/protocol.ts';
import type { Area } from '#shared/domain/access/area.ts';
import type { Transaction } from './database.ts';

/** Kinds of offices. */
export type OfficeKind = 'ministry' | 'region' | 'district' | 'mahalla';

/** An office to be added. */
export interface OfficeDraft {
  readonly id: string;
  readonly kind: OfficeKind;
  readonly area: Area;
  readonly regionId: string | null;
  readonly districtId: string | null;
  readonly mahallaId: string | null;
  readonly name: { readonly latn: string; readonly cyrl: string };
  readonly index: string;
}

/** An office as it is stored. */
export interface StoredOffice extends OfficeInfo {
  readonly kind: OfficeKind;
}

interface Row {
  readonly id: string;
  readonly kind: OfficeKind;
  readonly area: string;
  readonly name_latn: string;
  readonly name_cyrl: string;
  readonly index_no: string;
  readonly d_latn: string | null;
  readonly d_cyrl: string | null;
  readonly r_latn: string | null;
  readonly r_cyrl: string | null;
}

function toOffice(row: Row): StoredOffice {
  return {
    id: row.id,
    kind: row.kind,
    area: row.area,
    name: { latn: row.name_latn, cyrl: row.name_cyrl },
    district: { latn: row.d_latn ?? '', cyrl: row.d_cyrl ?? '' },
    region: { latn: row.r_latn ?? '', cyrl: row.r_cyrl ?? '' },
    index: row.index_no,
  };
}

const SELECT = `select o.id, o.kind, o.area, o.name_latn, o.name_cyrl, o.index_no,
  d.name_latn as d_latn, d.name_cyrl as d_cyrl, r.name_latn as r_latn, r.name_cyrl as r_cyrl
  from office o left join district d on d.id = o.district_id left join region r on r.id = o.region_id`;

/** An office by its id, or null. */
export async function findOffice(tx: Transaction, id: string): Promise<StoredOffice | null> {
  const rows = await tx.query<Row>(`${SELECT} where o.id = $1`, [id]);
  return rows[0] ? toOffice(rows[0]) : null;
}

/** Offices at or below an area, by name. */
export async function listOffices(tx: Transaction, area: Area): Promise<readonly StoredOffice[]> {
  const rows = await tx.query<Row>(`${SELECT} where o.area = $1 or starts_with(o.area, $1 || '.') order by o.area`, [
    area,
  ]);
  return rows.map(toOffice);
}

/** Adds an office. False where the id or the area is taken. */
export async function insertOffice(tx: Transaction, office: OfficeDraft): Promise<boolean> {
  const count = await tx.execute(
    `insert into office (id, kind, area, region_id, district_id, mahalla_id, name_latn, name_cyrl, index_no)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [
      office.id,
      office.kind,
      office.area,
      office.regionId,
      office.districtId,
      office.mahallaId,
      office.name.latn,
      office.name.cyrl,
      office.index,
    ],
  );
  return count === 1;
}
