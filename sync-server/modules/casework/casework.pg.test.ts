import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { FIELD_GROUPS, PERSON_FIELDS, readingLevel, reads } from '#shared/domain/access/fields.ts';
import { verifyAudit } from '../../storage/audit.ts';
import { SERVER } from '../../storage/database.ts';
import { addDays, dayOfMoment } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { StoredOffice } from '../../storage/offices.ts';
import {
  asAdmin,
  startTestServer,
  type TestClient,
  type TestLaptop,
  type TestServer,
} from '../../../test/support/server.ts';

let server: TestServer;
let home: StoredOffice;
let foreign: StoredOffice;
let laptop: TestLaptop;
let far: TestLaptop;
const clients: Record<'district' | 'casework' | 'region' | 'ministry' | 'technical', TestClient> = {} as never;

const newId = () => randomBytes(12).toString('base64url');
const today = dayOfMoment(Date.now());
const at = new Date().toISOString();
const SECRETS = {
  pinfl: '40201902050010',
  phone: '998901234567',
  address: 'Bogʻ koʻchasi, 4-uy',
  health: 'chronic',
  request: 'Oʻz soʻzlari bilan aytgan iltimosi',
  note: 'Xodimning yozganlari',
  letter: 'Hurmatli hamkasblar, yordam soʻraymiz',
};

async function create(from: TestLaptop, collection: string, patch: JsonObject, docId = newId()): Promise<string> {
  const pushed = await from.push([from.operation({ collection, docId, kind: 'create', patch })]);
  expect(pushed.body.answers).toEqual([]);
  return docId;
}

async function change(
  from: TestLaptop,
  collection: string,
  docId: string,
  patch: JsonObject,
  transition?: string,
  base: JsonObject = {},
) {
  const pushed = await from.push([
    from.operation({
      collection,
      docId,
      kind: transition ? 'transition' : 'patch',
      patch,
      base,
      ...(transition ? { transition } : {}),
    }),
  ]);
  expect(pushed.body.answers).toEqual([]);
}

interface People {
  readonly people: readonly {
    id: string;
    officeId: string;
    name: string;
    programmes: readonly string[];
    openCases: number | null;
  }[];
  readonly total: number;
  readonly near: boolean;
  readonly next: string | null;
  readonly hidden: readonly { field: string; why: string }[];
  readonly offices: Record<string, { lastContact: string | null; behind: number }>;
  readonly state: { offices: number; neverSynced: number; withdrawn: number | null };
}

const find = async (client: TestClient, query: Record<string, string> = {}) =>
  (await client.request<People>('GET', `/api/v1/console/people?${new URLSearchParams(query)}`)).body;

let person: string;
let family: string;
let file: string;
let event: string;
let farPerson: string;
let farFamily: string;
let farFile: string;

const consent = { id: 'consent-services', purpose: 'services', on: '2026-01-01', actor: '', at };

async function openCase(from: TestLaptop, patch: JsonObject): Promise<string> {
  const id = await create(from, 'cases', {
    state: 'intake',
    ...patch,
    consents: [{ ...consent, actor: from.user.id }],
  });
  await change(from, 'cases', id, { number: `I-${id.slice(0, 4)}`, openedOn: '2026-11-01' }, 'open');
  return id;
}

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  home = await server.office('Bogʻiston', 'r1.d1');
  foreign = await server.office('Begona', 'r2.d2');
  await server.office('Jim', 'r1.d1');
  laptop = await server.laptop(home);
  far = await server.laptop(foreign);
  clients.technical = await server.console('ministry_admin');
  clients.ministry = await server.console('ministry_officer');
  clients.region = await server.console('region_officer', 'uz.r1');
  clients.district = await server.console('district_officer', 'uz.r1.d1');
  clients.casework = await server.console('district_officer', 'uz.r1.d1');
  const officer = clients.casework.session?.user.id as string;
  const given = await clients.region.request('POST', `/api/v1/console/users/${officer}/casework-duty`, {
    ground: '12-buyruq, 01.11.2026',
  });
  if (given.status !== 204) throw new Error('the duty of casework was not given');

  person = await create(laptop, 'people', {
    familyName: 'Gʻulomova',
    givenName: 'Dilfuza',
    patronymic: 'Xudoyberdiyevna',
    birthDate: '1990-02-02',
    pinfl: SECRETS.pinfl,
    phone: SECRETS.phone,
    address: SECRETS.address,
    health: ['chronic'],
    note: SECRETS.note,
    circumstances: ['hard_situation'],
  });
  family = await create(laptop, 'households', {
    address: SECRETS.address,
    phone: SECRETS.phone,
    members: [{ id: 'member-1', personId: person, relation: 'head', actor: laptop.user.id, at }],
  });
  await create(laptop, 'programmeEntries', {
    state: 'draft',
    programme: 'poverty_register',
    versionId: 'programme-1',
    category: 'poor',
    householdId: family,
  });
  file = await openCase(laptop, {
    kind: 'vulnerable_family',
    personId: person,
    householdId: family,
    request: SECRETS.request,
    workers: [{ id: 'worker-1', userId: laptop.user.id, role: 'worker', actor: laptop.user.id, at }],
  });
  event = await create(laptop, 'caseEvents', {
    caseId: file,
    kind: 'visit',
    state: 'planned',
    on: '2026-11-05',
    text: SECRETS.letter,
  });
  farPerson = await create(far, 'people', { familyName: 'Begonayev', givenName: 'Anvar' });
  farFamily = await create(far, 'households', { address: 'Uzoq koʻchasi, 1' });
  farFile = await openCase(far, { kind: 'youth', clientName: 'Begonayev Anvar' });
});
afterAll(() => server.close());

const LEVELS = ['casework', 'district', 'region', 'ministry'] as const;

describe('people are found by duties', () => {
  test.each([
    ['as it stands', 'Gʻulomova'],
    ['in Cyrillic', 'Ғуломова Дилфуза'],
    ['without its marks', 'gulomova'],
    ['in a loose spelling', 'Gulamava Xudaiberdieva'],
    ['with a letter wrong', 'Gulomiva Dilfusa'],
    ['by a part of it', 'dilf'],
  ])('%s', async (_how, text) => {
    const found = await find(clients.ministry, { text });
    expect(found.people.map((one) => one.id)).toContain(person);
  });

  test('by what only a district sees, in a district alone', async () => {
    for (const text of [SECRETS.pinfl, '+998 90 123 45 67', 'Bogʻ koʻchasi']) {
      expect((await find(clients.district, { text })).people.map((one) => one.id)).toEqual([person]);
      for (const level of ['region', 'ministry'] as const) expect((await find(clients[level], { text })).total).toBe(0);
    }
  });

  test('within the area of duty, which a filter narrows and never widens', async () => {
    expect((await find(clients.district, { text: 'Begonayev' })).total).toBe(0);
    expect((await find(clients.ministry, { text: 'Begonayev' })).people).toMatchObject([{ officeId: foreign.id }]);
    expect((await find(clients.ministry, { text: 'Begonayev', area: 'uz.r1' })).total).toBe(0);
    const ask = (query: string) => clients.district.request('GET', `/api/v1/console/people?${query}`);
    const bare = (answer: { body: object }) => ({ ...answer.body, requestId: '' });
    for (const [own, missing] of [
      [`office=${foreign.id}`, 'office=office-missing'],
      ['area=uz.r2', 'area=uz.r9'],
    ] as const) {
      const [first, second] = [await ask(own), await ask(missing)];
      expect(first.status).toBe(404);
      expect(bare(first)).toEqual(bare(second));
    }
  });

  test('page by page, in the order of their names, each once', async () => {
    const names = ['Azimov', 'Боймуродов', 'Choriyev', 'Davronov', 'Ergashev', 'Fayziyev', 'Gafurov'];
    const other = await server.laptop(await server.office('Sahifa', 'r1.d7'));
    for (const familyName of names.toReversed()) await create(other, 'people', { familyName, givenName: 'Ali' });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: People = await find(clients.region, {
        office: other.user.officeId,
        limit: '3',
        ...(cursor ? { cursor } : {}),
      });
      expect(page.total).toBe(7);
      seen.push(...page.people.map((one) => one.name.split(' ')[0] as string));
      cursor = page.next;
    } while (cursor);
    expect(seen).toEqual(names);
    const answer = await clients.region.request('GET', '/api/v1/console/people?cursor=bm9uc2Vuc2U');
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', params: { field: 'cursor' } } });
  });

  test('by the programme in which they or their family are', async () => {
    const enrolled = () => find(clients.ministry, { programme: 'poverty_register' });
    expect((await enrolled()).total).toBe(0);
    await asAdmin(server.adminUrl, (pg) =>
      pg.query(`update doc set body = body || '{"state": "enrolled"}', seq = (select value + 1 from counter where name = 'change')
        where collection = 'programmeEntries'; update counter set value = value + 1 where name = 'change'`),
    );
    expect((await enrolled()).people).toMatchObject([{ id: person, programmes: ['poverty_register'] }]);
  });
});

describe('field by field', () => {
  test.each(LEVELS)('%s', async (level) => {
    const record = await clients[level].request<{
      fields: Record<string, unknown>;
      hidden: { field: string; why: string }[];
      cases: unknown[] | null;
      level: string;
    }>('GET', `/api/v1/console/people/${home.id}/${person}`);
    expect(record.status).toBe(200);
    expect(record.body.level).toBe(level);
    const text = JSON.stringify(record.body);
    for (const [field, group] of Object.entries(PERSON_FIELDS)) {
      if (field in { pinfl: 1, phone: 1, address: 1, health: 1, familyName: 1, birthDate: 1, circumstances: 1 }) {
        expect(field in record.body.fields, `${level} ${field}`).toBe(reads(level, group));
      }
    }
    for (const key of ['pinfl', 'phone', 'address', 'health'] as const) {
      expect(text.includes(SECRETS[key]), `${level} ${key}`).toBe(reads(level, key));
      // What is not shown is said, with the reason.
      expect(record.body.hidden.some((one) => one.field === key)).toBe(!reads(level, key));
    }
    // A note goes to nobody, and where each fact is known from neither.
    expect(text).not.toContain(SECRETS.note);
    expect(record.body.hidden).toContainEqual({ field: 'kept_in_office', why: 'office_only' });

    const list = await find(clients[level], { text: 'Gulomova' });
    expect(JSON.stringify(list)).not.toMatch(new RegExp(`${SECRETS.pinfl}|${SECRETS.phone}|${SECRETS.health}`));
    expect(list.people[0]?.openCases).toBe(reads(level, 'case_person') ? 1 : null);

    const household = await clients[level].request('GET', `/api/v1/console/households/${home.id}/${family}`);
    expect(household.body).toMatchObject({
      members: [{ personId: person, name: 'Gʻulomova Dilfuza Xudoyberdiyevna' }],
    });
    expect(JSON.stringify(household.body).includes(SECRETS.address)).toBe(reads(level, 'address'));
    const households = await clients[level].request('GET', '/api/v1/console/households?text=gulomova');
    expect(JSON.stringify(households.body).includes(SECRETS.address)).toBe(reads(level, 'address'));

    const opened = await clients[level].request('GET', `/api/v1/console/cases/${home.id}/${file}`);
    expect(opened.body).toMatchObject({
      fields: { kind: 'vulnerable_family', state: 'open' },
      events: [{ id: event }],
    });
    const contents = JSON.stringify(opened.body);
    for (const key of ['request', 'letter'] as const) {
      expect(contents.includes(SECRETS[key]), `${level} ${key}`).toBe(reads(level, 'case_contents'));
    }
    expect(contents.includes('ulomova')).toBe(reads(level, 'case_person'));
    expect(contents.includes(person)).toBe(reads(level, 'case_person'));
    const cases = await clients[level].request('GET', `/api/v1/console/cases?office=${home.id}`);
    expect(cases.body).toMatchObject({ total: 1, cases: [{ id: file, overdue: ['visit_due'] }] });
    expect(JSON.stringify(cases.body).includes('ulomova')).toBe(reads(level, 'case_person'));
    const byName = await clients[level].request('GET', '/api/v1/console/cases?text=Гуломова');
    expect(byName.body.total).toBe(reads(level, 'case_person') ? 1 : 0);
    const byNumber = await clients[level].request('GET', `/api/v1/console/cases?text=I-${file.slice(0, 4)}`);
    expect(byNumber.body).toMatchObject({ total: 1, cases: [{ id: file }] });
  });

  test('a technical duty reads figures and nothing of anybody', async () => {
    for (const path of ['people', 'households', 'cases', `people/${home.id}/${person}`, `cases/${home.id}/${file}`]) {
      expect((await clients.technical.request('GET', `/api/v1/console/${path}`)).status).toBe(403);
    }
    const figures = await clients.technical.request('GET', '/api/v1/console/caseload');
    expect(figures).toMatchObject({ status: 200, body: { suppressed: true, by: 'area' } });
    for (const group of FIELD_GROUPS) expect(reads('technical', group)).toBe(group === 'figures');
    expect(readingLevel('ministry_admin', true)).toBe('technical');
  });

  test('an office’s laptop and nobody at all are refused', async () => {
    const nobody = await server.client();
    for (const path of ['people', 'households', 'cases', 'caseload', 'forms', 'casework-duties']) {
      expect((await laptop.request('GET', `/api/v1/console/${path}`)).status).toBe(403);
      expect((await nobody.request('GET', `/api/v1/console/${path}`)).status).toBe(401);
    }
  });
});

test.each(['district', 'casework', 'region'] as const)(
  'a foreign record and a missing one are the same to %s',
  async (level) => {
    for (const [kind, own, foreignId] of [
      ['people', person, farPerson],
      ['households', family, farFamily],
      ['cases', file, farFile],
    ] as const) {
      const ask = (office: string, id: string) =>
        clients[level].request('GET', `/api/v1/console/${kind}/${office}/${id}`);
      expect((await ask(home.id, own)).status).toBe(200);
      const answers = [
        await ask(foreign.id, foreignId),
        await ask(foreign.id, 'missing-one'),
        await ask('office-no', 'x-1'),
      ];
      const bare = answers.map(({ status, body }) => JSON.stringify({ status, ...body, requestId: '' }));
      expect(answers[0]?.status).toBe(404);
      expect(new Set(bare).size).toBe(1);
    }
    const list = await clients[level].request('GET', '/api/v1/console/cases');
    expect(JSON.stringify(list.body)).not.toContain(farFile);
  },
);

describe('what is not in it', () => {
  test('a file of violence is in no table of the base, not even for whoever has the duty', async () => {
    const id = await openCase(laptop, { kind: 'elderly_alone', clientName: 'Yashirin Kishi' });
    expect((await clients.casework.request('GET', `/api/v1/console/cases/${home.id}/${id}`)).status).toBe(200);
    // Past the rules, which would never let one lie here.
    await asAdmin(server.adminUrl, (pg) =>
      pg.query(`update doc set body = body || '{"kind": "violence"}', seq = (select value + 1 from counter where name = 'change')
        where id = '${id}'; update counter set value = value + 1 where name = 'change'`),
    );
    for (const level of LEVELS) {
      expect((await clients[level].request('GET', `/api/v1/console/cases/${home.id}/${id}`)).status).toBe(404);
      const text = JSON.stringify((await clients[level].request('GET', '/api/v1/console/cases')).body);
      expect(text).not.toMatch(/violence|Yashirin/);
      const figures = JSON.stringify((await clients[level].request('GET', '/api/v1/console/caseload')).body);
      expect(figures).not.toContain('violence');
    }
    const rows = await asAdmin(server.adminUrl, (pg) =>
      pg.query(`select 1 from casework_case where id = $1 union all select 1 from casework_due where case_id = $1`, [
        id,
      ]),
    );
    expect(rows.rows).toEqual([]);
    expect((await clients.casework.request('GET', '/api/v1/console/cases?kind=violence')).status).toBe(400);
  });

  test('whoever takes back the consent to be in the base is found no more, and counted', async () => {
    const leaver = await create(laptop, 'people', {
      familyName: 'Ketgan',
      givenName: 'Sanobar',
      consents: [{ id: 'c-base-1', purpose: 'base', on: '2026-01-01', actor: laptop.user.id, at }],
    });
    const home1 = await create(laptop, 'households', {
      address: 'Ketganlar koʻchasi',
      members: [{ id: 'member-9', personId: leaver, relation: 'head', actor: laptop.user.id, at }],
    });
    const hers = await openCase(laptop, { kind: 'unemployed', personId: leaver });
    expect((await find(clients.district, { text: 'Кетган' })).total).toBe(1);
    await change(laptop, 'people', leaver, {
      withdrawals: [{ id: 'w-base-1', consentId: 'c-base-1', on: today, actor: laptop.user.id, at }],
    });
    const gone = await find(clients.district, { text: 'Ketgan' });
    expect(gone).toMatchObject({ total: 0, state: { withdrawn: 1 } });
    for (const path of [`people/${home.id}/${leaver}`, `households/${home.id}/${home1}`, `cases/${home.id}/${hers}`]) {
      expect((await clients.casework.request('GET', `/api/v1/console/${path}`)).status).toBe(404);
    }
    for (const path of ['households?text=Ketgan', 'cases?text=Ketgan', `cases?kind=unemployed&office=${home.id}`]) {
      expect((await clients.casework.request('GET', `/api/v1/console/${path}`)).body.total).toBe(0);
    }
    const kept = await asAdmin(server.adminUrl, (pg) =>
      pg.query('select name, name_key, private_key from casework_person where id = $1', [leaver]),
    );
    expect(kept.rows).toEqual([{ name: '', name_key: '', private_key: '' }]);
    // Above the district one person is not counted out.
    expect((await find(clients.ministry)).state.withdrawn).toBeNull();
    expect(
      (await clients.casework.request<{ open: Record<string, { count: number }> }>('GET', '/api/v1/console/caseload'))
        .body.open.unemployed?.count,
    ).toBe(1);
  });

  test('a record merged into another is listed once', async () => {
    const twin = await create(laptop, 'people', { familyName: 'Egizakov', givenName: 'Hasan' });
    const main = await create(laptop, 'people', { familyName: 'Egizakov', givenName: 'Hasan' });
    const listed = async () =>
      (await find(clients.district, { text: 'Egizakov' })).people.map((one) => one.id).toSorted();
    expect(await listed()).toEqual([twin, main].toSorted());
    const merge = { id: 'merge-1', otherId: twin, before: {}, taken: {}, actor: laptop.user.id, at };
    await change(laptop, 'people', main, { merges: [merge] });
    expect(await listed()).toEqual([main]);
    await change(laptop, 'people', main, {
      unmerges: [{ id: 'unmerge-1', mergeId: 'merge-1', actor: laptop.user.id, at }],
    });
    expect(await listed()).toEqual([twin, main].toSorted());
  });
});

test('each list says how fresh its offices are', async () => {
  await laptop.pull(0);
  const list = await find(clients.district);
  expect(list.state).toMatchObject({ offices: 2, neverSynced: 1 });
  expect(list.offices[home.id]).toMatchObject({ lastContact: expect.any(String), behind: expect.any(Number) });
  const pulled = (await laptop.pull(0)).body;
  await laptop.pull(pulled.next);
  expect((await find(clients.district)).offices[home.id]?.behind).toBe(0);
  // Written here, by another of its laptops, and not fetched yet.
  const second = await server.laptop(home, await server.user(home.id, 'secretary'));
  await create(second, 'people', { familyName: 'Yangi', givenName: 'Kishi' });
  expect((await find(clients.district, { office: home.id })).offices[home.id]?.behind).toBeGreaterThan(0);
});

test('what is overdue follows the case, its events and the day', async () => {
  const id = await openCase(laptop, { kind: 'disability', clientName: 'Muddatov Karim' });
  const overdue = async () =>
    (
      await clients.district.request<{ cases: { id: string; overdue: string[] }[] }>(
        'GET',
        '/api/v1/console/cases?overdue=true&kind=disability',
      )
    ).body.cases.map((one) => one.overdue);
  expect(await overdue()).toEqual([]);
  const draft = await create(laptop, 'caseEvents', {
    caseId: id,
    kind: 'referral',
    state: 'draft',
    due: addDays(today, -3),
  });
  expect(await overdue()).toEqual([]);
  const visit = await create(laptop, 'caseEvents', {
    caseId: id,
    kind: 'visit',
    state: 'planned',
    on: addDays(today, -1),
  });
  expect(await overdue()).toEqual([['visit_due']]);
  await change(laptop, 'caseEvents', visit, { on: today }, 'finish', { on: addDays(today, -1) });
  expect(await overdue()).toEqual([]);
  const removed = await laptop.push([laptop.operation({ collection: 'caseEvents', docId: draft, kind: 'remove' })]);
  expect(removed.body.answers).toEqual([]);
  expect(await overdue()).toEqual([]);
});

describe('the caseload', () => {
  interface Caseload {
    readonly by: string;
    readonly lines: readonly {
      place: string;
      worker: string | null;
      open: Record<string, number | null>;
      openSum: { count: number; atLeast: boolean };
      overdue: Record<string, number | null>;
    }[];
    readonly names: Record<string, string>;
    readonly open: Record<string, { count: number; atLeast: boolean }>;
  }
  const load = async (client: TestClient, area?: string) =>
    (await client.request<Caseload>('GET', `/api/v1/console/caseload${area ? `?area=${area}` : ''}`)).body;

  test('is told by office and worker in a district', async () => {
    const { by, lines, names } = await load(clients.district);
    expect(by).toBe('worker');
    const mine = lines.find((line) => line.place === home.id && line.worker === laptop.user.id);
    expect(mine).toMatchObject({ open: { vulnerable_family: 1 }, overdue: { visit_due: 1 } });
    expect(names[laptop.user.id]).toBe(laptop.user.name);
    expect(lines.some((line) => line.worker === null)).toBe(true);
    expect(lines.every((line) => line.place !== foreign.id)).toBe(true);
  });

  test('above it by area, and small cells can be neither read nor computed back', async () => {
    for (let n = 0; n < 6; n++) await openCase(laptop, { kind: 'youth', clientName: `Yosh ${n}` });
    const { by, lines, open, names } = await load(clients.ministry);
    expect(by).toBe('area');
    expect(names).toEqual({});
    const region = lines.find((line) => line.place === 'uz.r1');
    expect(region).toMatchObject({ worker: null, open: { youth: 6, vulnerable_family: null } });
    expect(region?.openSum).toEqual({ count: 6, atLeast: true });
    // The other region has one: the sum is of what is seen.
    expect(open.youth).toEqual({ count: 6, atLeast: true });
    expect((await load(clients.region)).lines.map((line) => line.place)).toContain('uz.r1.d1');
    expect((await load(clients.region, 'uz.r1.d1')).by).toBe('office');
    expect((await clients.region.request('GET', '/api/v1/console/caseload?area=uz.r2')).status).toBe(404);
  });
});

describe('the duty of casework', () => {
  test('is given above the district, to its officers alone, and ended; it opens and closes what cases say', async () => {
    const client = await server.console('district_officer', 'uz.r1.d1');
    const officer = client.session?.user.id as string;
    const path = `/api/v1/console/users/${officer}/casework-duty`;
    const contents = async () =>
      JSON.stringify((await client.request('GET', `/api/v1/console/cases/${home.id}/${file}`)).body).includes(
        SECRETS.request,
      );
    expect(await contents()).toBe(false);
    expect((await client.request('POST', path, { ground: 'oʻzim' })).status).toBe(403);
    expect((await clients.region.request('POST', path, { ground: ' ' })).status).toBe(400);
    expect((await clients.region.request('POST', path, { ground: '5-buyruq' })).status).toBe(204);
    expect(await contents()).toBe(true);
    const list = await clients.region.request<{ officers: { id: string; duty: { ground: string } | null }[] }>(
      'GET',
      '/api/v1/console/casework-duties',
    );
    expect(list.body.officers.find((one) => one.id === officer)?.duty).toMatchObject({ ground: '5-buyruq' });
    expect((await clients.region.request('POST', `${path}/end`)).status).toBe(204);
    expect((await clients.region.request('POST', `${path}/end`)).status).toBe(404);
    expect(await contents()).toBe(false);
    const other = await server.console('region_officer', 'uz.r2');
    expect((await other.request('POST', path, { ground: '5-buyruq' })).status).toBe(404);
    const region = clients.region.session?.user.id as string;
    const wrong = await clients.ministry.request('POST', `/api/v1/console/users/${region}/casework-duty`, {
      ground: 'x',
    });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'role_forbidden' } });
  });
});

test('every reading is in the audit, without a name, a number or what was looked for', async () => {
  await find(clients.district, { text: SECRETS.pinfl });
  await find(clients.district, { text: 'Gʻulomova' });
  const audit = await asAdmin(server.adminUrl, (pg) => pg.query<{ content: JsonObject }>('select content from audit'));
  const rows = audit.rows.map((row) => row.content);
  const kinds = new Set(rows.map((row) => row.kind));
  for (const kind of [
    'people_listed',
    'person_read',
    'households_listed',
    'household_read',
    'cases_listed',
    'case_read',
    'caseload_read',
    'casework_duty_given',
    'casework_duty_ended',
  ]) {
    expect(kinds).toContain(kind);
  }
  expect(rows).toContainEqual(
    expect.objectContaining({
      kind: 'person_read',
      actor: clients.region.session?.user.id,
      office: home.id,
      detail: { person, level: 'region' },
    }),
  );
  const text = JSON.stringify(rows);
  for (const secret of [...Object.values(SECRETS).filter((one) => one !== 'chronic'), 'ulomova']) {
    expect(text).not.toContain(secret);
  }
  expect((await server.database.transaction(SERVER, verifyAudit)).ok).toBe(true);
});

test('the derived tables give nothing without a context, to an office, and to a duty over another area', async () => {
  const tables = ['person', 'household', 'member', 'entry', 'case', 'due', 'duty'].map((name) => `casework_${name}`);
  const count = (scope: string, area: string) =>
    asAdmin(server.appUrl, async (pg) => {
      await pg.query('begin');
      await pg.query(
        `select set_config('app.scope', $1, true), set_config('app.area', $2, true), set_config('app.office', $3, true)`,
        [scope, area, home.id],
      );
      const counts: number[] = [];
      for (const table of tables) counts.push((await pg.query(`select 1 from ${table}`)).rowCount ?? 0);
      await pg.query('rollback');
      return counts;
    });
  expect((await count('duty', 'uz.r1')).every((n) => n > 0)).toBe(true);
  for (const [scope, area] of [
    ['', ''],
    ['office', home.area],
    ['server', ''],
    ['proof', ''],
    ['duty', 'uz.r9'],
    ['duty', 'uz.r'],
  ] as const) {
    expect(await count(scope, area), scope).toEqual(tables.map(() => 0));
  }
});
