import type { JsonObject } from '#shared/kernel/json.ts';
import type { Database, Transaction } from './database.ts';

/** What the central base keeps of a person, for finding. */
export interface PersonKeys {
  readonly name: string;
  readonly nameKey: string;
  readonly looseKey: string;
  /** Of what only some may see. */
  readonly privateKey: string;
  readonly birthDate: string | null;
  readonly sex: string | null;
  readonly died: boolean;
  readonly withdrawn: boolean;
  /** Records that are of this same person. */
  readonly merges: readonly string[];
}

/** What the central base keeps of a family. */
export interface HouseholdKeys {
  readonly address: string;
  readonly privateKey: string;
  /** Present members, the head first. */
  readonly members: readonly { readonly personId: string; readonly relation: string }[];
}

/** What the central base keeps of a case. */
export interface CaseKeys {
  readonly kind: string;
  readonly state: string;
  readonly number: string | null;
  readonly numberKey: string;
  readonly urgency: string | null;
  readonly openedOn: string | null;
  readonly closedOn: string | null;
  readonly personId: string | null;
  readonly householdId: string | null;
  /** Name of somebody who is not in the office's base. */
  readonly clientName: string | null;
  readonly workers: readonly string[];
  /** What is to be done, by when. */
  readonly due: readonly { readonly reason: string; readonly on: string; readonly itemId: string | null }[];
  /** The day from which that has to be worked out again although nothing was written. */
  readonly recheckOn: string | null;
}

/** How the central base is derived from records. */
export interface CaseworkKeys {
  person(body: JsonObject): PersonKeys;
  household(body: JsonObject): HouseholdKeys;
  /** Null for a case that belongs to no base: a file of violence. */
  case(body: JsonObject, events: readonly { readonly id: string; readonly body: JsonObject }[]): CaseKeys | null;
  /** The keys of a name, for ordering and for finding. */
  name(name: string): { readonly nameKey: string; readonly looseKey: string };
}

const PAGE = 1_000;

interface DocRow {
  readonly office_id: string;
  readonly collection: string;
  readonly id: string;
  readonly area: string;
  readonly body: JsonObject;
  readonly removed: boolean;
  readonly seq: string;
}

type Key = readonly [officeId: string, id: string];
const offices = (keys: readonly Key[]) => keys.map((key) => key[0]);
const ids = (keys: readonly Key[]) => keys.map((key) => key[1]);
const KEYS = '(select * from unnest($1::text[], $2::text[]))';

async function removeRows(tx: Transaction, table: string, column: string, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(`delete from ${table} where (office_id, ${column}) in ${KEYS}`, [offices(keys), ids(keys)]);
}

async function putPeople(tx: Transaction, rows: readonly DocRow[], keys: CaseworkKeys): Promise<void> {
  const touched: Key[] = rows.map((row) => [row.office_id, row.id]);
  const gone = rows.filter((row) => row.removed).map((row): Key => [row.office_id, row.id]);
  // Those that were merged into somebody who is written again now.
  const before = await tx.query<{ office_id: string; id: string }>(
    `select office_id, id from casework_person where (office_id, merged_into) in ${KEYS}`,
    [offices(touched), ids(touched)],
  );
  await removeRows(tx, 'casework_person', 'id', gone);
  const made = rows
    .filter((row) => !row.removed)
    .map((row) => ({ ...row, seq: Number(row.seq), keys: keys.person(row.body) }));
  await tx.execute(
    `insert into casework_person (office_id, id, area, name, name_key, loose_key, private_key, birth_date, sex, died,
       withdrawn, merges, seq)
     select office_id, id, area, name, name_key, loose_key, private_key, birth_date, sex, died, withdrawn,
       array(select jsonb_array_elements_text(merges)), seq
     from jsonb_to_recordset($1::jsonb) as x(office_id text, id text, area text, name text, name_key text, loose_key text,
       private_key text, birth_date text, sex text, died boolean, withdrawn boolean, merges jsonb, seq bigint)
     on conflict (office_id, id) do update set name = excluded.name, name_key = excluded.name_key,
       loose_key = excluded.loose_key, private_key = excluded.private_key, birth_date = excluded.birth_date,
       sex = excluded.sex, died = excluded.died, withdrawn = excluded.withdrawn, merges = excluded.merges,
       seq = excluded.seq`,
    [
      JSON.stringify(
        made.map(({ office_id, id, area, seq, keys: k }) => ({
          office_id,
          id,
          area,
          name: k.name,
          name_key: k.nameKey,
          loose_key: k.looseKey,
          private_key: k.privateKey,
          birth_date: k.birthDate,
          sex: k.sex,
          died: k.died,
          withdrawn: k.withdrawn,
          merges: k.merges,
          seq,
        })),
      ),
    ],
  );
  const others = made.flatMap((row) => row.keys.merges.map((id): Key => [row.office_id, id]));
  const changed = [...touched, ...before.map((row): Key => [row.office_id, row.id]), ...others];
  await tx.execute(
    `update casework_person p set merged_into = (
       select a.id from casework_person a
       where a.office_id = p.office_id and a.merges <> '{}' and a.merges @> array[p.id] and a.id <> p.id
       order by a.id limit 1)
     where (office_id, id) in ${KEYS}`,
    [offices(changed), ids(changed)],
  );
}

async function putHouseholds(tx: Transaction, rows: readonly DocRow[], keys: CaseworkKeys): Promise<void> {
  const touched: Key[] = rows.map((row) => [row.office_id, row.id]);
  await removeRows(tx, 'casework_member', 'household_id', touched);
  await removeRows(
    tx,
    'casework_household',
    'id',
    rows.filter((row) => row.removed).map((row): Key => [row.office_id, row.id]),
  );
  const made = rows
    .filter((row) => !row.removed)
    .map((row) => ({ ...row, seq: Number(row.seq), keys: keys.household(row.body) }));
  await tx.execute(
    `insert into casework_household (office_id, id, area, private_key, address, members, seq)
     select * from jsonb_to_recordset($1::jsonb) as x(office_id text, id text, area text, private_key text, address text,
       members integer, seq bigint)
     on conflict (office_id, id) do update set private_key = excluded.private_key, address = excluded.address,
       members = excluded.members, seq = excluded.seq`,
    [
      JSON.stringify(
        made.map(({ office_id, id, area, seq, keys: k }) => ({
          office_id,
          id,
          area,
          private_key: k.privateKey,
          address: k.address,
          members: k.members.length,
          seq,
        })),
      ),
    ],
  );
  await tx.execute(
    `insert into casework_member (office_id, household_id, person_id, area, relation, place)
     select * from jsonb_to_recordset($1::jsonb) as x(office_id text, household_id text, person_id text, area text,
       relation text, place integer)
     on conflict do nothing`,
    [
      JSON.stringify(
        made.flatMap(({ office_id, id, area, keys: k }) =>
          k.members.map((member, place) => ({
            office_id,
            household_id: id,
            person_id: member.personId,
            area,
            relation: member.relation,
            place,
          })),
        ),
      ),
    ],
  );
}

async function putEntries(tx: Transaction, rows: readonly DocRow[]): Promise<void> {
  await removeRows(
    tx,
    'casework_entry',
    'id',
    rows.filter((row) => row.removed).map((row): Key => [row.office_id, row.id]),
  );
  await tx.execute(
    `insert into casework_entry (office_id, id, area, person_id, household_id, programme, category, state, enrolled_on,
       exit_on, seq)
     select * from jsonb_to_recordset($1::jsonb) as x(office_id text, id text, area text, person_id text,
       household_id text, programme text, category text, state text, enrolled_on text, exit_on text, seq bigint)
     on conflict (office_id, id) do update set category = excluded.category, state = excluded.state,
       enrolled_on = excluded.enrolled_on, exit_on = excluded.exit_on, seq = excluded.seq`,
    [
      JSON.stringify(
        rows
          .filter((row) => !row.removed)
          .map(({ office_id, id, area, body, seq }) => ({
            office_id,
            id,
            area,
            person_id: body.personId ?? null,
            household_id: body.householdId ?? null,
            programme: body.programme,
            category: body.category,
            state: body.state,
            enrolled_on: body.enrolledOn ?? null,
            exit_on: body.exitOn ?? null,
            seq: Number(seq),
          })),
      ),
    ],
  );
}

/** Cases that were written, or in which something was: derived anew, whole. */
async function putCases(tx: Transaction, touched: readonly Key[], keys: CaseworkKeys): Promise<void> {
  await removeRows(tx, 'casework_due', 'case_id', touched);
  const rows = await tx.query<DocRow>(
    `select office_id, collection, id, area, body, removed, seq from doc
     where collection = 'cases' and (office_id, id) in ${KEYS}`,
    [offices(touched), ids(touched)],
  );
  const events = await tx.query<{ office_id: string; id: string; case_id: string; body: JsonObject }>(
    `select office_id, id, body ->> 'caseId' as case_id, body from doc
     where collection = 'caseEvents' and not removed and (office_id, body ->> 'caseId') in ${KEYS}`,
    [offices(touched), ids(touched)],
  );
  const eventsOf = new Map<string, { id: string; body: JsonObject }[]>();
  for (const event of events) {
    const key = `${event.office_id} ${event.case_id}`;
    const list = eventsOf.get(key) ?? [];
    list.push({ id: event.id, body: event.body });
    eventsOf.set(key, list);
  }
  const made = rows.flatMap((row) => {
    const k = row.removed ? null : keys.case(row.body, eventsOf.get(`${row.office_id} ${row.id}`) ?? []);
    return k ? [{ ...row, seq: Number(row.seq), keys: k }] : [];
  });
  const there = new Set(made.map((row) => `${row.office_id} ${row.id}`));
  await removeRows(
    tx,
    'casework_case',
    'id',
    touched.filter(([officeId, id]) => !there.has(`${officeId} ${id}`)),
  );
  await tx.execute(
    `insert into casework_case (office_id, id, area, kind, state, number, number_key, urgency, opened_on, closed_on,
       person_id, household_id, client_name, workers, recheck_on, seq)
     select office_id, id, area, kind, state, number, number_key, urgency, opened_on, closed_on, person_id, household_id, client_name,
       array(select jsonb_array_elements_text(workers)), recheck_on, seq
     from jsonb_to_recordset($1::jsonb) as x(office_id text, id text, area text, kind text, state text, number text,
       number_key text, urgency text, opened_on text, closed_on text, person_id text, household_id text, client_name text, workers jsonb,
       recheck_on text, seq bigint)
     on conflict (office_id, id) do update set state = excluded.state, number = excluded.number,
       number_key = excluded.number_key, urgency = excluded.urgency, opened_on = excluded.opened_on, closed_on = excluded.closed_on,
       person_id = excluded.person_id, household_id = excluded.household_id, client_name = excluded.client_name,
       workers = excluded.workers, recheck_on = excluded.recheck_on, seq = excluded.seq`,
    [
      JSON.stringify(
        made.map(({ office_id, id, area, seq, keys: k }) => ({
          office_id,
          id,
          area,
          kind: k.kind,
          state: k.state,
          number: k.number,
          number_key: k.numberKey,
          urgency: k.urgency,
          opened_on: k.openedOn,
          closed_on: k.closedOn,
          person_id: k.personId,
          household_id: k.householdId,
          client_name: k.clientName,
          workers: k.workers,
          recheck_on: k.recheckOn,
          seq,
        })),
      ),
    ],
  );
  await tx.execute(
    `insert into casework_due (office_id, case_id, n, area, reason, due_on, item_id)
     select * from jsonb_to_recordset($1::jsonb) as x(office_id text, case_id text, n integer, area text, reason text,
       due_on text, item_id text)`,
    [
      JSON.stringify(
        made.flatMap(({ office_id, id, area, keys: k }) =>
          k.due.map((one, n) => ({
            office_id,
            case_id: id,
            n,
            area,
            reason: one.reason,
            due_on: one.on,
            item_id: one.itemId,
          })),
        ),
      ),
    ],
  );
}

/** Names of families and of those whom cases are about: of people whose consent stands alone. */
async function nameAgain(
  tx: Transaction,
  touched: { readonly people: readonly Key[]; readonly households: readonly Key[]; readonly cases: readonly Key[] },
  keys: CaseworkKeys,
): Promise<void> {
  const { people, households, cases } = touched;
  await tx.execute(
    `with named as (
       select h.office_id, h.id,
         (select p.name from casework_member m join casework_person p on p.office_id = m.office_id and p.id = m.person_id
          where m.office_id = h.office_id and m.household_id = h.id and not p.withdrawn order by m.place limit 1) as name,
         (select string_agg(p.name_key, ' ' order by m.place) from casework_member m
          join casework_person p on p.office_id = m.office_id and p.id = m.person_id
          where m.office_id = h.office_id and m.household_id = h.id and not p.withdrawn) as name_key,
         (select string_agg(p.loose_key, ' ' order by m.place) from casework_member m
          join casework_person p on p.office_id = m.office_id and p.id = m.person_id
          where m.office_id = h.office_id and m.household_id = h.id and not p.withdrawn) as loose_key
       from casework_household h
       where (h.office_id, h.id) in (select * from unnest($1::text[], $2::text[]))
          or (h.office_id, h.id) in (select m.office_id, m.household_id from casework_member m
                where (m.office_id, m.person_id) in (select * from unnest($3::text[], $4::text[]))))
     update casework_household h set name = coalesce(n.name, ''), name_key = coalesce(n.name_key, ''),
       loose_key = coalesce(n.loose_key, '')
     from named n where h.office_id = n.office_id and h.id = n.id`,
    [offices(households), ids(households), offices(people), ids(people)],
  );
  // A name that stands in the case alone has its keys made here; one of the base brings them along.
  const alone = await tx.query<{ office_id: string; id: string; client_name: string | null }>(
    `update casework_case c set
       name = coalesce(found.name, c.client_name, ''), name_key = coalesce(found.name_key, ''),
       loose_key = coalesce(found.loose_key, ''), withdrawn = coalesce(found.withdrawn, false)
     from (select k.office_id, k.id, p.name, p.name_key, p.loose_key, p.withdrawn from casework_case k
           left join casework_person p on p.office_id = k.office_id and p.id = k.person_id
           where (k.office_id, k.id) in (select * from unnest($1::text[], $2::text[]))
              or (k.office_id, k.person_id) in (select * from unnest($3::text[], $4::text[]))) found
     where c.office_id = found.office_id and c.id = found.id
     returning c.office_id, c.id, case when found.name is null then c.client_name end as client_name`,
    [offices(cases), ids(cases), offices(people), ids(people)],
  );
  const clients = alone.filter((row) => row.client_name !== null);
  if (clients.length > 0) {
    await tx.execute(
      `update casework_case c set name_key = x.name_key, loose_key = x.loose_key
       from jsonb_to_recordset($1::jsonb) as x(office_id text, id text, name_key text, loose_key text)
       where c.office_id = x.office_id and c.id = x.id`,
      [
        JSON.stringify(
          clients.map((row) => {
            const { nameKey, looseKey } = keys.name(row.client_name ?? '');
            return { office_id: row.office_id, id: row.id, name_key: nameKey, loose_key: looseKey };
          }),
        ),
      ],
    );
  }
}

const places = `select name, value from counter where name in ('casework', 'change')`;

/**
 * Brings the central base up to the head of the change log. Done aside from pushes, so that they stay quick; called
 * before each reading, so that nobody reads what is old.
 * @param today day by which what is to be done in cases is worked out, `YYYY-MM-DD`
 */
export async function catchUpCasework(database: Database, keys: CaseworkKeys, today: string): Promise<void> {
  await catchUp(database, keys);
  // What was due with the day alone: a consent that ran out, a visit that was not made.
  await database.transaction({ kind: 'duty', area: 'uz' }, async (tx) => {
    const rows = await tx.query<{ office_id: string; id: string }>(
      'select office_id, id from casework_case where recheck_on <= $1 order by office_id, id for update skip locked',
      [today],
      'casework-recheck',
    );
    if (rows.length === 0) return;
    const cases = rows.map((row): Key => [row.office_id, row.id]);
    await putCases(tx, cases, keys);
    await nameAgain(tx, { people: [], households: [], cases }, keys);
  });
}

async function catchUp(database: Database, keys: CaseworkKeys): Promise<void> {
  for (let more = true; more;) {
    more = await database.transaction({ kind: 'duty', area: 'uz' }, async (tx) => {
      const found = await tx.query<{ name: string; value: string }>(places, [], 'casework-places');
      const value = (name: string) => Number(found.find((place) => place.name === name)?.value ?? 0);
      if (value('casework') >= value('change')) return false;
      const locked = await tx.query<{ value: string }>(`select value from counter where name = 'casework' for update`);
      const after = Number(locked[0]?.value ?? 0);
      // The head is read after the lock and before the page: what is committed up to it, the page sees.
      const head = Number(
        (await tx.query<{ value: string }>(`select value from counter where name = 'change'`))[0]?.value,
      );
      const rows = await tx.query<DocRow>(
        `select office_id, collection, id, area, body, removed, seq from doc
         where collection in ('people', 'households', 'cases', 'caseEvents', 'programmeEntries') and seq > $1
         order by seq limit $2`,
        [after, PAGE],
      );
      const of = (collection: string) => rows.filter((row) => row.collection === collection);
      const keyOf = (row: DocRow): Key => [row.office_id, row.id];
      // An event that is gone says no more whose it was; what was to be done about it does.
      const gone = of('caseEvents')
        .filter((row) => row.removed)
        .map(keyOf);
      const lost = await tx.query<{ office_id: string; case_id: string }>(
        `select office_id, case_id from casework_due where (office_id, item_id) in ${KEYS}`,
        [offices(gone), ids(gone)],
      );
      const cases = [
        ...new Map(
          [
            ...of('cases').map(keyOf),
            ...of('caseEvents').flatMap((row): Key[] =>
              row.removed ? [] : [[row.office_id, String(row.body.caseId)]],
            ),
            ...lost.map((row): Key => [row.office_id, row.case_id]),
          ].map((key) => [key.join(' '), key]),
        ).values(),
      ];
      if (rows.length > 0) {
        await putPeople(tx, of('people'), keys);
        await putHouseholds(tx, of('households'), keys);
        await putEntries(tx, of('programmeEntries'));
        await putCases(tx, cases, keys);
        await nameAgain(tx, { people: of('people').map(keyOf), households: of('households').map(keyOf), cases }, keys);
      }
      const full = rows.length === PAGE;
      const reached = full ? Number(rows.at(-1)?.seq) : Math.max(head, Number(rows.at(-1)?.seq ?? 0));
      await tx.execute(`update counter set value = $1 where name = 'casework'`, [reached]);
      return full;
    });
  }
}
