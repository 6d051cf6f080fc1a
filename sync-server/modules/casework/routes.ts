import { type TSchema, Type } from '@sinclair/typebox';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import {
  CASE_EVENT_FIELDS,
  CASE_FIELDS,
  type FieldGroup,
  HOUSEHOLD_FIELDS,
  PERSON_FIELDS,
  reads,
  shownFields,
} from '#shared/domain/access/fields.ts';
import { REPUBLIC } from '#shared/domain/access/area.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { CASE_KINDS, CASE_STATES } from '#shared/domain/casework/collections/cases/index.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import {
  type CaseFilter,
  type CaseworkFilter,
  casesOf,
  countCases,
  countHouseholds,
  countPeople,
  dueOf,
  entriesOf,
  eventsOfCase,
  householdsOf,
  isCaseFound,
  isPersonFound,
  listCases,
  listHouseholds,
  listPeople,
  membersOfHousehold,
  type NamePlace,
} from '../../storage/casework-lists.ts';
import type { Transaction } from '../../storage/database.ts';
import { findDocsBy, readDoc } from '../../storage/papers.ts';
import { listUsers } from '../../storage/people.ts';
import { reading } from '../console/duty.ts';
import { MINISTRY } from '../offices.ts';
import { registerCaseload } from './caseload.ts';
import { registerCaseworkDuties } from './duties.ts';
import { registerForms } from './forms.ts';
import { searchWords } from './keys.ts';
import { areaOf, createReading, hiddenFrom, officeHead, type Reader } from './reading.ts';

/** Roles that read people, families and cases. A technical duty reads figures alone. */
const READERS = ['district_officer', 'region_officer', 'ministry_officer'] as const satisfies readonly Role[];

const id = Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' });
const oneOf = (values: readonly string[]): TSchema => ({ type: 'string', enum: [...values] }) as unknown as TSchema;
const closed = { additionalProperties: false };

const listing = {
  area: Type.Optional(Type.String({ maxLength: 64 })),
  office: Type.Optional(id),
  text: Type.Optional(Type.String({ maxLength: 200 })),
  programme: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,40}$' })),
  cursor: Type.Optional(Type.String({ maxLength: 1000, pattern: '^[A-Za-z0-9_-]+$' })),
  limit: Type.Optional(Type.String({ pattern: '^([1-9]|[1-9][0-9]|1[0-9][0-9]|200)$' })),
};
const NamesQuery = Type.Object(listing, closed);
const CasesQuery = Type.Object(
  {
    ...listing,
    kind: Type.Optional(oneOf(CASE_KINDS.filter((kind) => kind !== 'violence'))),
    /** A state, or `any_open`: whatever somebody works on. */
    state: Type.Optional(oneOf(['any_open', ...CASE_STATES])),
    worker: Type.Optional(id),
    overdue: Type.Optional(oneOf(['true', 'false'])),
  },
  closed,
);
const One = Type.Object({ office: id, id });

interface Listing {
  readonly area?: string;
  readonly office?: string;
  readonly text?: string;
  readonly programme?: string;
  readonly cursor?: string;
  readonly limit?: string;
}
interface CasesListing extends Listing {
  readonly kind?: string;
  readonly state?: string;
  readonly worker?: string;
  readonly overdue?: string;
}
interface OneOf {
  Params: { office: string; id: string };
}

const forReaders = (schema: Record<string, unknown>): RouteShorthandOptions => ({
  config: { policy: { kind: 'console', roles: READERS } },
  schema,
});

/** Where a list goes on, and whether its words are taken as spelled otherwise. */
interface Cursor {
  readonly near: boolean;
  readonly place: readonly string[];
}

function readCursor(text: string | undefined, parts: number): Cursor | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value) && value.length === parts + 1 && value.every((one) => typeof one === 'string')) {
      return { near: value[0] === 'near', place: value.slice(1) as string[] };
    }
  } catch {
    // Told below: a cursor is only ever handed back as it was given.
  }
  throw new HttpError(400, 'invalid_input', { params: { field: 'cursor' } });
}

const writeCursor = (near: boolean, place: readonly string[]) =>
  Buffer.from(JSON.stringify([near ? 'near' : 'as_is', ...place])).toString('base64url');

const toPlace = (cursor: Cursor | null): NamePlace | null =>
  cursor && { key: String(cursor.place[0]), officeId: String(cursor.place[1]), id: String(cursor.place[2]) };

const totalOf = (cursor: Cursor): number => Number(cursor.place.at(-1)) || 0;

/** Runs a search as it was typed; where nothing is found, once more with words spelled otherwise. */
async function findNear<F extends CaseworkFilter>(
  filter: F,
  cursor: Cursor | null,
  count: (filter: F) => Promise<number>,
): Promise<{ readonly filter: F; readonly total: number }> {
  const asIs = { ...filter, near: cursor?.near ?? false };
  // Counted once: a place in the list brings the count along.
  const total = cursor ? totalOf(cursor) : await count(asIs);
  if (total > 0 || cursor || !filter.words.some((word) => word.loose.length >= 4)) return { filter: asIs, total };
  const near = { ...filter, near: true };
  return { filter: near, total: await count(near) };
}

type NamedRow = {
  readonly nameKey: string;
  readonly officeId: string;
  readonly id: string;
  readonly openCases: number;
};

const PERSON_LIST: readonly FieldGroup[] = [
  'pinfl',
  'phone',
  'address',
  'health',
  'circumstances',
  'income',
  'case_person',
];
const PERSON_RECORD: readonly FieldGroup[] = [...PERSON_LIST, 'kept_in_office'];
const HOUSEHOLD_RECORD: readonly FieldGroup[] = ['phone', 'address', 'income', 'case_person', 'kept_in_office'];
const CASE_LIST: readonly FieldGroup[] = ['case_person', 'case_contents'];
const CASE_RECORD: readonly FieldGroup[] = [...CASE_LIST, 'phone', 'address'];

/** Entries in programmes. By which category somebody is in one says something of their health or their family. */
function entriesFor<Entry extends { readonly category: string }>(reader: Reader, entries: readonly Entry[]) {
  return entries.map((one) => ({ ...one, category: reads(reader.level, 'circumstances') ? one.category : null }));
}

/** Names of the people of an office's staff, by id. */
async function namesOf(tx: Transaction, ids: ReadonlySet<string>) {
  if (ids.size === 0) return {};
  const staff = await listUsers(tx);
  return Object.fromEntries(staff.filter((user) => ids.has(user.id)).map((user) => [user.id, user.name]));
}

/** The central base for duties: people, families and cases, each field by what its reader's level is shown. */
export function registerCasework(app: FastifyInstance, deps: AppDeps): void {
  const { read, note, basis } = createReading(deps);
  registerCaseload(app, deps);
  registerCaseworkDuties(app, deps);
  registerForms(app, deps);

  const filterOf = async (tx: Transaction, reader: Reader, query: Listing): Promise<CaseworkFilter> => ({
    area: await areaOf(tx, reader.principal, query),
    office: query.office,
    words: searchWords(query.text ?? ''),
    // Whoever is not shown a number must not find by it either.
    private: reads(reader.level, 'address') && reads(reader.level, 'pinfl') && reads(reader.level, 'phone'),
    near: false,
    programme: query.programme,
  });
  // What programmes are called is a catalogue of the republic: nobody's record.
  app.get('/api/v1/console/programme-names', reading(), () =>
    deps.database.transaction(
      { kind: 'duty', area: REPUBLIC },
      async (tx) => {
        const docs = await findDocsBy(tx, MINISTRY, 'catalogues', 'kind', 'programme');
        const named = docs.flatMap(({ body }) => {
          const data = body.data as { code?: string; version?: number; names?: Record<string, string> };
          return data.code && data.names ? [{ code: data.code, version: data.version ?? 0, names: data.names }] : [];
        });
        return {
          programmes: Object.fromEntries(
            named.toSorted((a, b) => a.version - b.version).map(({ code, names }) => [code, names]),
          ),
        };
      },
      { readOnly: true },
    ),
  );

  /** A page of people or families, without what its reader's level is not shown of cases. */
  const namedList = async <Row extends NamedRow>(
    tx: Transaction,
    reader: Reader,
    query: Listing,
    count: (tx: Transaction, filter: CaseworkFilter) => Promise<number>,
    list: (
      tx: Transaction,
      filter: CaseworkFilter,
      page: { readonly after: NamePlace | null; readonly limit: number },
    ) => Promise<readonly Row[]>,
  ) => {
    const limit = Number(query.limit ?? 50);
    const cursor = readCursor(query.cursor, 4);
    const { filter, total } = await findNear(await filterOf(tx, reader, query), cursor, (one) => count(tx, one));
    const rows = await list(tx, filter, { after: toPlace(cursor), limit });
    const last = rows.at(-1);
    return {
      ...(await basis(
        tx,
        reader,
        filter,
        rows.map((row) => row.officeId),
      )),
      rows: rows.map(({ nameKey: _key, openCases, ...row }) => ({
        ...row,
        openCases: reads(reader.level, 'case_person') ? openCases : null,
      })),
      total,
      near: filter.near,
      next:
        last && rows.length === limit
          ? writeCursor(filter.near, [last.nameKey, last.officeId, last.id, String(total)])
          : null,
    };
  };

  const asked = (query: Listing) => Object.keys(query).filter((key) => key !== 'cursor' && key !== 'limit');

  app.get<{ Querystring: Listing }>('/api/v1/console/people', forReaders({ querystring: NamesQuery }), (request) =>
    read(request, async (tx, reader) => {
      const { rows, ...head } = await namedList(tx, reader, request.query, countPeople, listPeople);
      await note(tx, reader, 'people_listed', request.query.office ?? null, {
        asked: asked(request.query),
        rows: rows.length,
      });
      return { ...head, people: rows, hidden: hiddenFrom(reader, PERSON_LIST) };
    }),
  );

  app.get<OneOf>('/api/v1/console/people/:office/:id', forReaders({ params: One }), (request) =>
    read(request, async (tx, reader) => {
      const { office: officeId, id: personId } = request.params;
      const found = await isPersonFound(tx, officeId, personId);
      const doc = found ? await readDoc(tx, officeId, 'people', personId) : null;
      if (!doc) throw new HttpError(404, 'not_found');
      const { level } = reader;
      const families = await householdsOf(tx, officeId, personId);
      const programmes = [
        ...(await entriesOf(tx, officeId, { personId })),
        ...(await Promise.all(families.map((one) => entriesOf(tx, officeId, { householdId: one.id })))).flat(),
      ];
      const answer = {
        id: personId,
        office: await officeHead(tx, reader.principal, officeId),
        fields: shownFields(level, PERSON_FIELDS, doc.body),
        households: families.map(({ address, ...one }) => ({
          ...one,
          address: reads(level, 'address') ? address : null,
        })),
        programmes: entriesFor(reader, programmes),
        cases: reads(level, 'case_person') ? await casesOf(tx, officeId, { personId }) : null,
        changedAt: doc.changedAt,
        level,
        hidden: hiddenFrom(reader, PERSON_RECORD),
      };
      await note(tx, reader, 'person_read', officeId, { person: personId });
      return answer;
    }),
  );

  app.get<{ Querystring: Listing }>('/api/v1/console/households', forReaders({ querystring: NamesQuery }), (request) =>
    read(request, async (tx, reader) => {
      const { rows, ...head } = await namedList(tx, reader, request.query, countHouseholds, listHouseholds);
      await note(tx, reader, 'households_listed', request.query.office ?? null, {
        asked: asked(request.query),
        rows: rows.length,
      });
      return {
        ...head,
        households: rows.map(({ address, ...row }) => ({
          ...row,
          address: reads(reader.level, 'address') ? address : null,
        })),
        hidden: hiddenFrom(reader, HOUSEHOLD_RECORD.slice(0, 4)),
      };
    }),
  );

  app.get<OneOf>('/api/v1/console/households/:office/:id', forReaders({ params: One }), (request) =>
    read(request, async (tx, reader) => {
      const { office: officeId, id: householdId } = request.params;
      const doc = await readDoc(tx, officeId, 'households', householdId);
      if (!doc) throw new HttpError(404, 'not_found');
      const { level } = reader;
      const members = await membersOfHousehold(tx, officeId, householdId);
      // A family all of whose people took back their consent is found no more than they are.
      if (members.length > 0 && members.every((one) => one.withdrawn)) throw new HttpError(404, 'not_found');
      const answer = {
        id: householdId,
        office: await officeHead(tx, reader.principal, officeId),
        fields: shownFields(level, HOUSEHOLD_FIELDS, doc.body),
        members: members.flatMap(({ withdrawn, ...one }) => (withdrawn ? [] : [one])),
        membersNotShown: members.filter((one) => one.withdrawn).length,
        programmes: entriesFor(reader, await entriesOf(tx, officeId, { householdId })),
        cases: reads(level, 'case_person') ? await casesOf(tx, officeId, { householdId }) : null,
        changedAt: doc.changedAt,
        level,
        hidden: hiddenFrom(reader, HOUSEHOLD_RECORD),
      };
      await note(tx, reader, 'household_read', officeId, { household: householdId });
      return answer;
    }),
  );

  app.get<{ Querystring: CasesListing }>('/api/v1/console/cases', forReaders({ querystring: CasesQuery }), (request) =>
    read(request, async (tx, reader) => {
      const { query } = request;
      const limit = Number(query.limit ?? 50);
      const cursor = readCursor(query.cursor, 2);
      const before = cursor ? Number(cursor.place[0]) : null;
      if (before !== null && !Number.isSafeInteger(before)) {
        throw new HttpError(400, 'invalid_input', { params: { field: 'cursor' } });
      }
      const byName = reads(reader.level, 'case_person');
      const asIs: CaseFilter = {
        ...(await filterOf(tx, reader, query)),
        // In which programme somebody is says who it is about.
        programme: byName ? query.programme : undefined,
        kind: query.kind,
        state: query.state,
        worker: query.worker,
        overdue: query.overdue === 'true',
        byName,
        today: reader.today,
      };
      const { filter, total } = byName
        ? await findNear(asIs, cursor, (one) => countCases(tx, one))
        : { filter: asIs, total: cursor ? totalOf(cursor) : await countCases(tx, asIs) };
      const rows = await listCases(tx, filter, { before, limit });
      const last = rows.at(-1);
      const answer = {
        ...(await basis(
          tx,
          reader,
          filter,
          rows.map((row) => row.officeId),
        )),
        cases: rows.map(({ seq: _seq, name, ...row }) => ({ ...row, name: byName ? name : null })),
        names: await namesOf(tx, new Set(rows.flatMap((row) => row.workers))),
        total,
        near: filter.near,
        next: last && rows.length === limit ? writeCursor(filter.near, [String(last.seq), String(total)]) : null,
        hidden: hiddenFrom(reader, CASE_LIST),
      };
      await note(tx, reader, 'cases_listed', query.office ?? null, { asked: asked(query), rows: rows.length });
      return answer;
    }),
  );

  app.get<OneOf>('/api/v1/console/cases/:office/:id', forReaders({ params: One }), (request) =>
    read(request, async (tx, reader) => {
      const { office: officeId, id: caseId } = request.params;
      const found = await isCaseFound(tx, officeId, caseId);
      const doc = found ? await readDoc(tx, officeId, 'cases', caseId) : null;
      if (!doc) throw new HttpError(404, 'not_found');
      const { level } = reader;
      const { body } = doc;
      const byPerson = reads(level, 'case_person');
      const personId = typeof body.personId === 'string' ? body.personId : null;
      const person =
        byPerson && personId && (await isPersonFound(tx, officeId, personId))
          ? await readDoc(tx, officeId, 'people', personId)
          : null;
      const events = await eventsOfCase(tx, officeId, caseId);
      const workers = (body.workers as readonly { userId: string; role: string; id: string }[] | undefined) ?? [];
      const ended = new Set(
        ((body.workerEndings as readonly { workerEntryId: string }[] | undefined) ?? []).map(
          (one) => one.workerEntryId,
        ),
      );
      const working = workers.filter((one) => !ended.has(one.id)).map(({ userId, role }) => ({ userId, role }));
      const answer = {
        id: caseId,
        office: await officeHead(tx, reader.principal, officeId),
        fields: shownFields(level, CASE_FIELDS, body),
        person: person && {
          id: personId,
          ...shownFields(level, { familyName: 'name', givenName: 'name', patronymic: 'name' }, person.body),
        },
        workers: working,
        names: await namesOf(tx, new Set(working.map((one) => one.userId))),
        due: await dueOf(tx, officeId, caseId),
        events: events.map((event) => ({ id: event.id, ...shownFields(level, CASE_EVENT_FIELDS, event.body) })),
        changedAt: doc.changedAt,
        today: reader.today,
        level,
        hidden: hiddenFrom(reader, CASE_RECORD),
      };
      await note(tx, reader, 'case_read', officeId, { case: caseId });
      return answer;
    }),
  );
}
