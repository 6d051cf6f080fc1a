import type { JsonObject } from '#shared/kernel/json.ts';
import type { SketchStrength } from '#shared/domain/casework/sketches.ts';
import type { Area } from '#shared/domain/access/area.ts';
import { type Database, SERVER, type Transaction } from './database.ts';

/** A key of a person, as it is kept: a keyed hash, and how much it says. */
export interface Sketch {
  readonly hash: Buffer;
  readonly strength: SketchStrength;
}

/** What is kept of one person. */
export interface PersonSketch {
  readonly sketches: readonly Sketch[];
  /** Last day on which it may be answered from; null for without an end. */
  readonly until: string | null;
}

const PAGE = 1_000;

/**
 * Brings the sketches up to the head of the change log. Called before each question, so that nobody is answered from
 * records that were removed, or whose consent was withdrawn.
 * @param sketch what is kept of a person's body; null for nothing
 */
export async function catchUpSketches(
  database: Database,
  sketch: (body: JsonObject) => PersonSketch | null,
): Promise<void> {
  for (let more = true; more;) {
    more = await database.transaction({ kind: 'duty', area: 'uz' }, async (tx) => {
      const places = await tx.query<{ name: string; value: string }>(
        `select name, value from counter where name in ('sketch', 'change')`,
        [],
        'sketch-places',
      );
      const value = (name: string) => Number(places.find((place) => place.name === name)?.value ?? 0);
      if (value('sketch') >= value('change')) return false;
      const locked = await tx.query<{ value: string }>(`select value from counter where name = 'sketch' for update`);
      const after = Number(locked[0]?.value ?? 0);
      // The head is read after the lock and before the page: what is committed up to it, the page sees.
      const head = Number(
        (await tx.query<{ value: string }>(`select value from counter where name = 'change'`))[0]?.value,
      );
      const rows = await tx.query<{ office_id: string; id: string; body: JsonObject; removed: boolean; seq: string }>(
        `select office_id, id, body, removed, seq from doc
         where collection = 'people' and seq > $1 order by seq limit $2`,
        [after, PAGE],
      );
      await tx.enter(SERVER);
      await write(tx, rows, sketch);
      const full = rows.length === PAGE;
      const reached = full ? Number(rows.at(-1)?.seq) : Math.max(head, Number(rows.at(-1)?.seq ?? 0));
      await tx.execute(`update counter set value = $1 where name = 'sketch'`, [reached]);
      return full;
    });
  }
}

async function write(
  tx: Transaction,
  rows: readonly {
    readonly office_id: string;
    readonly id: string;
    readonly body: JsonObject;
    readonly removed: boolean;
  }[],
  sketch: (body: JsonObject) => PersonSketch | null,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `delete from person_sketch where (office_id, person_id) in (select * from unnest($1::text[], $2::text[]))`,
    [rows.map((row) => row.office_id), rows.map((row) => row.id)],
  );
  const kept = rows.flatMap((row) => {
    const person = row.removed ? null : sketch(row.body);
    return (person?.sketches ?? []).map((one) => ({ ...one, row, until: person?.until ?? null }));
  });
  await tx.execute(
    `insert into person_sketch (key, office_id, person_id, strength, until)
     select * from unnest($1::bytea[], $2::text[], $3::text[], $4::smallint[], $5::text[]) on conflict do nothing`,
    [
      kept.map((one) => one.hash),
      kept.map((one) => one.row.office_id),
      kept.map((one) => one.row.id),
      kept.map((one) => one.strength),
      kept.map((one) => one.until),
    ],
  );
}

/** An office that has people with some of the asked keys. */
export interface SketchedOffice {
  readonly name: { readonly latn: string; readonly cyrl: string };
  readonly district: { readonly latn: string; readonly cyrl: string };
  readonly count: number;
  readonly strength: SketchStrength;
}

/**
 * Offices, other than the one that asks, with people who share keys: the likeliest first. Within an office those are
 * counted that share the strongest key found there. Keys that say little are looked for in the asking office's district
 * alone: in the whole country everybody shares one with somebody.
 * @param today day on which consents must hold
 */
export async function findSketched(
  tx: Transaction,
  asking: { readonly officeId: string; readonly district: Area },
  hashes: readonly Buffer[],
  today: string,
  limit: number,
): Promise<readonly SketchedOffice[]> {
  const rows = await tx.query<{
    latn: string;
    cyrl: string;
    d_latn: string | null;
    d_cyrl: string | null;
    n: string;
    strength: number;
  }>(
    `with person as (
       select s.office_id, s.person_id, max(s.strength) as strength from person_sketch s join office o on o.id = s.office_id
       where s.key = any($1::bytea[]) and s.office_id <> $2 and (s.until is null or s.until >= $3)
         and (s.strength > 1 or starts_with(o.area, $4 || '.'))
       group by s.office_id, s.person_id),
     best as (select office_id, max(strength) as strength from person group by office_id)
     select o.name_latn as latn, o.name_cyrl as cyrl, d.name_latn as d_latn, d.name_cyrl as d_cyrl,
       b.strength, count(*) as n
     from best b join person p on p.office_id = b.office_id and p.strength = b.strength
     join office o on o.id = b.office_id left join district d on d.id = o.district_id
     group by o.id, o.name_latn, o.name_cyrl, d.name_latn, d.name_cyrl, b.strength
     order by b.strength desc, n desc, o.name_latn limit $5`,
    [hashes, asking.officeId, today, asking.district, limit],
    'sketch-find',
  );
  return rows.map((row) => ({
    name: { latn: row.latn, cyrl: row.cyrl },
    district: { latn: row.d_latn ?? '', cyrl: row.d_cyrl ?? '' },
    count: Number(row.n),
    strength: row.strength as SketchStrength,
  }));
}
