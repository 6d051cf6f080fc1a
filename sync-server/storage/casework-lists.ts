import type { Area } from '#shared/domain/access/area.ts';
import { RUNNING_CASE } from '#shared/domain/casework/due.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Transaction } from './database.ts';

/** One word that is looked for, by its strict and its loose key. Keys hold letters, digits and spaces alone. */
export interface SearchWord {
  readonly strict: string;
  readonly loose: string;
}

/** What narrows any list of the central base. */
export interface CaseworkFilter {
  /** Area within the duty's own. */
  readonly area: Area;
  readonly office?: string | undefined;
  readonly words: readonly SearchWord[];
  /** Whether what only some may see is searched as well. */
  readonly private: boolean;
  /** Whether a word may be spelled otherwise than it stands there. */
  readonly near: boolean;
  /** Code of a programme in which somebody is enrolled now. */
  readonly programme?: string | undefined;
}

/** A place in a list that is ordered by name. */
export interface NamePlace {
  readonly key: string;
  readonly officeId: string;
  readonly id: string;
}

/** A person in the list. */
export interface PersonRow {
  readonly officeId: string;
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
  readonly birthDate: string | null;
  readonly sex: string | null;
  readonly died: boolean;
  readonly programmes: readonly string[];
  readonly openCases: number;
}

/** A family in the list. */
export interface HouseholdRow {
  readonly officeId: string;
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
  readonly address: string;
  readonly members: number;
  readonly programmes: readonly string[];
  readonly openCases: number;
}

/** A case in the list. */
export interface CaseRow {
  readonly officeId: string;
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly number: string | null;
  readonly urgency: string | null;
  readonly openedOn: string | null;
  readonly closedOn: string | null;
  readonly name: string;
  readonly workers: readonly string[];
  /** The earliest day of what is overdue, and the reasons. */
  readonly overdueOn: string | null;
  readonly overdue: readonly string[];
  readonly seq: number;
}

const OPEN = `(${RUNNING_CASE.map((state) => `'${state}'`).join(', ')})`;
/** How much of a word has to be there where it is spelled otherwise, 0 to 1. */
const NEAR = 0.5;

class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];
  /** Adds a condition; each `?` stands for the next value. */
  add(sql: string, ...values: readonly unknown[]): void {
    let n = 0;
    this.parts.push(
      sql.replaceAll('?', () => {
        this.values.push(values[n]);
        n += 1;
        return `$${this.values.length}`;
      }),
    );
  }
  get sql(): string {
    return this.parts.length > 0 ? this.parts.join(' and ') : 'true';
  }
}

function narrow(where: Conditions, filter: CaseworkFilter, alias: string): void {
  // As a range of the index; row level security stands over it whatever is asked.
  if (filter.area !== 'uz') {
    where.add(
      `(${alias}.area = ? or (${alias}.area > ? and ${alias}.area < ?))`,
      filter.area,
      `${filter.area}.`,
      `${filter.area}/`,
    );
  }
  if (filter.office) where.add(`${alias}.office_id = ?`, filter.office);
}

function find(where: Conditions, filter: CaseworkFilter, alias: string, more: string | null): void {
  for (const { strict, loose } of filter.words) {
    const ways = filter.near
      ? [`word_similarity(?, ${alias}.loose_key) >= ${NEAR}`]
      : [`${alias}.name_key like ?`, `${alias}.loose_key like ?`];
    const values: string[] = filter.near ? [loose] : [`%${strict}%`, `%${loose}%`];
    if (more) {
      ways.push(`${alias}.${more} like ?`);
      values.push(`%${strict}%`);
    }
    where.add(`(${ways.join(' or ')})`, ...values);
  }
}

function after(where: Conditions, alias: string, place: NamePlace | null): void {
  if (!place) return;
  where.add(`(${alias}.name_key, ${alias}.office_id, ${alias}.id) > (?, ?, ?)`, place.key, place.officeId, place.id);
}

const PROGRAMMES = (of: string) =>
  `array(select distinct e.programme from casework_entry e where e.state = 'enrolled' and ${of} order by 1)`;
const OF_PERSON = `e.office_id = p.office_id and (e.person_id = p.id or e.household_id in (
  select m.household_id from casework_member m where m.office_id = p.office_id and m.person_id = p.id))`;
const OF_HOUSEHOLD = `e.office_id = h.office_id and (e.household_id = h.id or e.person_id in (
  select m.person_id from casework_member m where m.office_id = h.office_id and m.household_id = h.id))`;

/** A list of names: its table and alias, who stands in it at all, and what ties a row to entries in programmes. */
interface NamedList {
  readonly table: 'casework_person' | 'casework_household';
  readonly alias: 'p' | 'h';
  readonly found: string;
  readonly entries: string;
  /** Columns of its own, and the tie to cases. */
  readonly columns: string;
  readonly cases: string;
}

const PEOPLE_LIST: NamedList = {
  table: 'casework_person',
  alias: 'p',
  found: 'not p.withdrawn and p.merged_into is null',
  entries: OF_PERSON,
  columns: 'p.birth_date as "birthDate", p.sex, p.died',
  cases: 'c.person_id = p.id',
};

const HOUSEHOLDS_LIST: NamedList = {
  table: 'casework_household',
  alias: 'h',
  // A family of whose people nobody may be named is found no more than they are.
  found: `(h.name_key <> '' or h.members = 0)`,
  entries: OF_HOUSEHOLD,
  columns: 'h.address, h.members',
  cases: 'c.household_id = h.id',
};

function namedWhere({ alias, found, entries }: NamedList, filter: CaseworkFilter): Conditions {
  const where = new Conditions();
  where.add(found);
  narrow(where, filter, alias);
  find(where, filter, alias, filter.private ? 'private_key' : null);
  if (filter.programme) {
    where.add(
      `exists (select 1 from casework_entry e where e.state = 'enrolled' and e.programme = ? and ${entries})`,
      filter.programme,
    );
  }
  return where;
}

async function countRows(tx: Transaction, from: string, where: Conditions): Promise<number> {
  const rows = await tx.query<{ n: string }>(`select count(*) as n from ${from} where ${where.sql}`, where.values);
  return Number(rows[0]?.n ?? 0);
}

async function listNamed<Row extends { readonly openCases: number }>(
  tx: Transaction,
  list: NamedList,
  filter: CaseworkFilter,
  page: { readonly after: NamePlace | null; readonly limit: number },
): Promise<readonly Row[]> {
  const { table, alias: of } = list;
  const where = namedWhere(list, filter);
  after(where, of, page.after);
  const rows = await tx.query<Omit<Row, 'openCases'> & { readonly openCases: string }>(
    `select ${of}.office_id as "officeId", ${of}.id, ${of}.name, ${of}.name_key as "nameKey", ${list.columns},
       ${PROGRAMMES(list.entries)} as programmes,
       (select count(*) from casework_case c where c.office_id = ${of}.office_id and ${list.cases}
          and c.state in ${OPEN}) as "openCases"
     from (select * from ${table} ${of} where ${where.sql}
           order by ${of}.name_key, ${of}.office_id, ${of}.id limit $${where.values.length + 1}) ${of}
     order by ${of}.name_key, ${of}.office_id, ${of}.id`,
    [...where.values, page.limit],
  );
  return rows.map((row) => ({ ...row, openCases: Number(row.openCases) }) as unknown as Row);
}

/** How many people a duty finds. */
export const countPeople = (tx: Transaction, filter: CaseworkFilter): Promise<number> =>
  countRows(tx, 'casework_person p', namedWhere(PEOPLE_LIST, filter));

/** How many families a duty finds. */
export const countHouseholds = (tx: Transaction, filter: CaseworkFilter): Promise<number> =>
  countRows(tx, 'casework_household h', namedWhere(HOUSEHOLDS_LIST, filter));

/** A page of people, by name. */
export const listPeople = (
  tx: Transaction,
  filter: CaseworkFilter,
  page: { readonly after: NamePlace | null; readonly limit: number },
): Promise<readonly PersonRow[]> => listNamed<PersonRow>(tx, PEOPLE_LIST, filter, page);

/** A page of families, by the name of their head. */
export const listHouseholds = (
  tx: Transaction,
  filter: CaseworkFilter,
  page: { readonly after: NamePlace | null; readonly limit: number },
): Promise<readonly HouseholdRow[]> => listNamed<HouseholdRow>(tx, HOUSEHOLDS_LIST, filter, page);

/** What narrows the list of cases besides. */
export interface CaseFilter extends CaseworkFilter {
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly worker?: string | undefined;
  readonly overdue: boolean;
  /** Whether the name of whom a case is about may be looked for. */
  readonly byName: boolean;
  /** Day before which what is to be done is overdue. */
  readonly today: string;
}

function casesWhere(filter: CaseFilter): Conditions {
  const where = new Conditions();
  // Whoever took back the consent to be in the base is found by their cases neither.
  where.add('not c.withdrawn');
  narrow(where, filter, 'c');
  if (filter.words.length > 0) {
    // A number is looked for as a whole, a name by its words.
    const values = [`%${filter.words.map((word) => word.strict).join(' ')}%`];
    const named = filter.words.map(({ strict, loose }) => {
      if (filter.near) {
        values.push(loose);
        return `word_similarity(?, c.loose_key) >= ${NEAR}`;
      }
      values.push(`%${strict}%`, `%${loose}%`);
      return '(c.name_key like ? or c.loose_key like ?)';
    });
    if (filter.byName) where.add(`(c.number_key like ? or (${named.join(' and ')}))`, ...values);
    else where.add('c.number_key like ?', ...values.slice(0, 1));
  }
  if (filter.kind) where.add('c.kind = ?', filter.kind);
  if (filter.state === 'any_open') where.add(`c.state in ${OPEN}`);
  else if (filter.state) where.add('c.state = ?', filter.state);
  if (filter.worker) where.add('? = any(c.workers)', filter.worker);
  if (filter.overdue) {
    where.add(
      `exists (select 1 from casework_due d where d.office_id = c.office_id and d.case_id = c.id and d.due_on < ?)`,
      filter.today,
    );
  }
  if (filter.programme) {
    where.add(
      `exists (select 1 from casework_entry e where e.state = 'enrolled' and e.programme = ? and e.office_id = c.office_id
         and (e.person_id = c.person_id or e.household_id = c.household_id))`,
      filter.programme,
    );
  }
  return where;
}

/** How many cases a duty finds. */
export const countCases = (tx: Transaction, filter: CaseFilter): Promise<number> =>
  countRows(tx, 'casework_case c', casesWhere(filter));

/** A page of cases, the last changed first. `before` is the `seq` of the last line before it. */
export async function listCases(
  tx: Transaction,
  filter: CaseFilter,
  page: { readonly before: number | null; readonly limit: number },
): Promise<readonly CaseRow[]> {
  const where = casesWhere(filter);
  if (page.before !== null) where.add('c.seq < ?', page.before);
  const n = where.values.length;
  const rows = await tx.query<CaseRow & { seq: string }>(
    `select c.office_id as "officeId", c.id, c.kind, c.state, c.number, c.urgency, c.opened_on as "openedOn",
       c.closed_on as "closedOn", c.name, c.workers, d.first as "overdueOn", coalesce(d.reasons, '{}') as overdue, c.seq
     from (select * from casework_case c where ${where.sql} order by c.seq desc limit $${n + 1}) c
     left join lateral (select min(due_on) as first, array_agg(distinct reason) as reasons from casework_due d
       where d.office_id = c.office_id and d.case_id = c.id and d.due_on < $${n + 2}) d on true
     order by c.seq desc`,
    [...where.values, page.limit, filter.today],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Whether a person is found by duties: there, consented, not merged into another record. */
export async function isPersonFound(tx: Transaction, officeId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from casework_person p where p.office_id = $1 and p.id = $2 and not p.withdrawn`,
    [officeId, id],
  );
  return rows.length > 0;
}

/** Whether a case is in the central base. */
export async function isCaseFound(tx: Transaction, officeId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from casework_case c where c.office_id = $1 and c.id = $2 and not c.withdrawn`,
    [officeId, id],
  );
  return rows.length > 0;
}

/** Families that somebody is in now. */
export async function householdsOf(
  tx: Transaction,
  officeId: string,
  personId: string,
): Promise<
  readonly { readonly id: string; readonly relation: string; readonly address: string; readonly name: string }[]
> {
  return tx.query(
    `select h.id, m.relation, h.address, h.name from casework_member m
     join casework_household h on h.office_id = m.office_id and h.id = m.household_id
     where m.office_id = $1 and m.person_id = $2 order by h.id`,
    [officeId, personId],
  );
}

/** Present members of a family. Whoever withdrew their consent comes without a name. */
export async function membersOfHousehold(
  tx: Transaction,
  officeId: string,
  householdId: string,
): Promise<
  readonly {
    readonly personId: string;
    readonly relation: string;
    readonly name: string | null;
    readonly birthDate: string | null;
    readonly withdrawn: boolean;
  }[]
> {
  return tx.query(
    `select m.person_id as "personId", m.relation, case when not p.withdrawn then p.name end as name,
       case when not p.withdrawn then p.birth_date end as "birthDate", coalesce(p.withdrawn, true) as withdrawn
     from casework_member m left join casework_person p on p.office_id = m.office_id and p.id = m.person_id
     where m.office_id = $1 and m.household_id = $2 order by m.place`,
    [officeId, householdId],
  );
}

/** Entries in programmes of a person or of a family. */
export async function entriesOf(
  tx: Transaction,
  officeId: string,
  of: { readonly personId: string } | { readonly householdId: string },
): Promise<
  readonly {
    readonly id: string;
    readonly programme: string;
    readonly category: string;
    readonly state: string;
    readonly enrolledOn: string | null;
    readonly exitOn: string | null;
  }[]
> {
  const [column, id] = 'personId' in of ? ['person_id', of.personId] : ['household_id', of.householdId];
  return tx.query(
    `select id, programme, category, state, enrolled_on as "enrolledOn", exit_on as "exitOn" from casework_entry
     where office_id = $1 and ${column} = $2 order by seq desc`,
    [officeId, id],
  );
}

/** Cases of a person or of a family, the last changed first. */
export async function casesOf(
  tx: Transaction,
  officeId: string,
  of: { readonly personId: string } | { readonly householdId: string },
): Promise<
  readonly { readonly id: string; readonly kind: string; readonly state: string; readonly number: string | null }[]
> {
  const [column, id] = 'personId' in of ? ['person_id', of.personId] : ['household_id', of.householdId];
  return tx.query(
    `select id, kind, state, number from casework_case where office_id = $1 and ${column} = $2 and not withdrawn
     order by seq desc`,
    [officeId, id],
  );
}

/** What is to be done in a case, the earliest first. */
export async function dueOf(
  tx: Transaction,
  officeId: string,
  caseId: string,
): Promise<readonly { readonly reason: string; readonly on: string; readonly itemId: string | null }[]> {
  return tx.query(
    `select reason, due_on as "on", item_id as "itemId" from casework_due where office_id = $1 and case_id = $2
     order by due_on, n`,
    [officeId, caseId],
  );
}

/** What happened in a case, in the order of its arrival. */
export async function eventsOfCase(
  tx: Transaction,
  officeId: string,
  caseId: string,
): Promise<readonly { readonly id: string; readonly body: JsonObject }[]> {
  return tx.query(
    `select id, body from doc where office_id = $1 and collection = 'caseEvents' and body ->> 'caseId' = $2
     and not removed order by body ->> 'on' nulls last, seq`,
    [officeId, caseId],
  );
}

/** How fresh what is known of an office is. */
export interface OfficeState {
  readonly lastContact: Date | null;
  /** Records that were changed here and that no laptop of the office has fetched yet; never more than 1000. */
  readonly behind: number;
}

/** How fresh what is known of offices is. */
export async function officeStates(
  tx: Transaction,
  officeIds: readonly string[],
): Promise<ReadonlyMap<string, OfficeState>> {
  const rows = await tx.query<{ id: string; contact: Date | null; behind: string }>(
    `select o.id, d.contact,
       (select count(*) from (select 1 from doc where doc.office_id = o.id and doc.seq > coalesce(d.checkpoint, 0)
          limit 1000) waiting) as behind
     from office o
     left join lateral (select max(last_contact) as contact, max(checkpoint) as checkpoint from device
       where device.office_id = o.id and revoked_at is null) d on true
     where o.id = any($1::text[])`,
    [officeIds],
  );
  return new Map(rows.map((row) => [row.id, { lastContact: row.contact, behind: Number(row.behind) }]));
}

/** What a list rests on, over all offices that it is about. */
export interface ListState {
  readonly offices: number;
  /** Offices that never exchanged: nothing of them is in here. */
  readonly neverSynced: number;
  /** Offices without a word for over a week. */
  readonly silent: number;
  /** The longest ago that one of the others was in contact. */
  readonly oldestContact: Date | null;
  /** People who took back their consent to be in the base. */
  readonly withdrawn: number;
}

/** What a list of an area, or of one office, rests on. */
export async function readListState(
  tx: Transaction,
  of: { readonly area: Area; readonly office?: string | undefined },
  now: Date,
): Promise<ListState> {
  const rows = await tx.query<{
    offices: string;
    never: string;
    silent: string;
    oldest: Date | null;
    withdrawn: string;
  }>(
    `with mine as (
       select o.id, (select max(last_contact) from device d where d.office_id = o.id and d.revoked_at is null) as contact
       from office o where o.kind = 'mahalla' and (o.area = $1 or starts_with(o.area, $1 || '.'))
         and ($2::text is null or o.id = $2))
     select count(*) as offices, count(*) filter (where contact is null) as never,
       count(*) filter (where contact < $3::timestamptz - interval '7 days') as silent, min(contact) as oldest,
       (select count(*) from casework_person p where p.withdrawn and (p.area = $1 or starts_with(p.area, $1 || '.'))
          and ($2::text is null or p.office_id = $2)) as withdrawn
     from mine`,
    [of.area, of.office ?? null, now],
  );
  const row = rows[0];
  return {
    offices: Number(row?.offices ?? 0),
    neverSynced: Number(row?.never ?? 0),
    silent: Number(row?.silent ?? 0),
    oldestContact: row?.oldest ?? null,
    withdrawn: Number(row?.withdrawn ?? 0),
  };
}

/** How much of something there is at a place of the caseload. */
export interface CaseloadCount {
  /** Area of a region or a district, or id of an office. */
  readonly place: string;
  /** Whoever works on them; null where nobody is assigned, and where workers are not told apart. */
  readonly worker: string | null;
  /** `open`: a kind of case. `overdue`: a reason. */
  readonly of: 'open' | 'overdue';
  readonly what: string;
  readonly n: number;
}

/**
 * Open cases by kind, and what is overdue in them by reason.
 * @param by places: the first `by` parts of an area (2 regions, 3 districts), or `office`; `worker` tells workers apart
 */
export async function countCaseload(
  tx: Transaction,
  of: { readonly area: Area; readonly by: 2 | 3 | 'office' | 'worker'; readonly today: string },
): Promise<readonly CaseloadCount[]> {
  const place = (alias: string) =>
    typeof of.by === 'number'
      ? `array_to_string((string_to_array(${alias}.area, '.'))[1:${of.by}], '.')`
      : `${alias}.office_id`;
  const worker = of.by === 'worker' ? 'w.worker' : 'null::text';
  const workers = of.by === 'worker' ? `left join lateral unnest(c.workers) as w(worker) on true` : '';
  const rows = await tx.query<CaseloadCount & { n: string }>(
    `select ${place('c')} as place, ${worker} as worker, 'open' as of, c.kind as what, count(*) as n
     from casework_case c ${workers}
     where c.state in ${OPEN} and (c.area = $1 or starts_with(c.area, $1 || '.')) group by 1, 2, 4
     union all
     select ${place('c')}, ${worker}, 'overdue', d.reason, count(*)
     from casework_case c join casework_due d on d.office_id = c.office_id and d.case_id = c.id ${workers}
     where d.due_on < $2 and (c.area = $1 or starts_with(c.area, $1 || '.')) group by 1, 2, 4`,
    [of.area, of.today],
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

/** An officer's duty of casework. */
export interface CaseworkDuty {
  readonly userId: string;
  readonly ground: string;
  readonly givenAt: Date;
}

/** Whether an officer has the duty of casework. */
export async function hasCaseworkDuty(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.query('select 1 from casework_duty where user_id = $1 and ended_at is null', [userId]);
  return rows.length > 0;
}

/** Duties of casework that run, of officers of the scope's area. */
export async function listCaseworkDuties(tx: Transaction): Promise<readonly CaseworkDuty[]> {
  return tx.query(
    `select user_id as "userId", ground, given_at as "givenAt" from casework_duty where ended_at is null order by user_id`,
  );
}

/** Gives an officer the duty of casework, or gives it again on another ground. */
export async function giveCaseworkDuty(
  tx: Transaction,
  duty: {
    readonly userId: string;
    readonly area: Area;
    readonly ground: string;
    readonly by: string;
    readonly at: Date;
  },
): Promise<void> {
  await tx.execute(
    `insert into casework_duty (user_id, area, ground, given_by, given_at) values ($1, $2, $3, $4, $5)
     on conflict (user_id) do update set area = excluded.area, ground = excluded.ground, given_by = excluded.given_by,
       given_at = excluded.given_at, ended_at = null, ended_by = null`,
    [duty.userId, duty.area, duty.ground, duty.by, duty.at],
  );
}

/** Ends an officer's duty of casework. False where there is none. */
export async function endCaseworkDuty(tx: Transaction, userId: string, by: string, at: Date): Promise<boolean> {
  const count = await tx.execute(
    'update casework_duty set ended_at = $3, ended_by = $2 where user_id = $1 and ended_at is null',
    [userId, by, at],
  );
  return count === 1;
}
