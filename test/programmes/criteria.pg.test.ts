import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dryRun, type SubjectOutcome } from '#shared/domain/casework/programmes/dry-run.ts';
import { createFactsBase } from '#shared/domain/casework/programmes/facts.ts';
import { codesOf, type ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { seedCatalogues } from '../../sync-server/modules/catalogues/seed.ts';
import type { StoredOffice } from '../../sync-server/storage/offices.ts';
import { CRITERION_CASES, type CriterionCase } from '../support/programme-cases.ts';
import { startTestServer, type TestClient, type TestLaptop, type TestServer } from '../support/server.ts';
import { SEEDED, SEEDED_RATES, seededOn } from './seeded.ts';

interface Row {
  readonly office: { readonly id: string };
  readonly meets: number;
  readonly fails: number;
  readonly unknown: number;
  readonly entries: { readonly all: number; readonly fails: number };
  readonly subjects?: readonly SubjectOutcome[];
  readonly lapsed?: readonly { readonly id: string }[];
}
interface Answer {
  readonly offices: readonly Row[];
  readonly total: number;
  readonly next: string | null;
}

const RUN = '/api/v1/console/programmes/dry-run';
let server: TestServer;
let office: StoredOffice;
let laptop: TestLaptop;
let district: TestClient;
let ministry: TestClient;

/** Pushes a case's records as an office does: an entry goes through its states. */
function operationsOf(one: CriterionCase) {
  const create = (collection: 'people' | 'households', id: string, body: object) =>
    laptop.operation({
      collection,
      docId: id,
      kind: 'create',
      version: collections[collection].version,
      patch: body as JsonObject,
    });
  const step = (docId: string, transition: string, patch: JsonObject) =>
    laptop.operation({ collection: 'programmeEntries', docId, kind: 'transition', transition, patch });
  return [
    ...one.people.map(({ id, body }) => create('people', id, body)),
    ...one.households.map(({ id, body }) =>
      // Whoever writes an entry of a log names themselves.
      create('households', id, {
        ...body,
        members: body.members?.map((member) => ({ ...member, actor: laptop.user.id })),
      }),
    ),
    ...one.entries.flatMap(({ id, body }) => {
      const { state, enrolledOn, exitOn, exitReason, ...rest } = body;
      return [
        laptop.operation({
          collection: 'programmeEntries',
          docId: id,
          kind: 'create',
          patch: { ...(rest as unknown as JsonObject), state: 'proposed' },
        }),
        ...(state === 'proposed'
          ? []
          : [step(id, 'enrol', { minutesNumber: '1', minutesDate: '2026-02-20', enrolledOn: enrolledOn ?? null })]),
        ...(state === 'exited' ? [step(id, 'exit', { exitReason: exitReason ?? null, exitOn: exitOn ?? null })] : []),
      ];
    }),
  ];
}

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  ministry = await server.console('ministry_officer');
  await seedCatalogues({ database: server.database, now: Date.now });
  office = await server.office();
  laptop = await server.laptop(office);
  district = await server.console('district_officer', 'uz.r1.d1');
  for (let from = 0; from < CRITERION_CASES.length; from += 20) {
    const pushed = await laptop.push(CRITERION_CASES.slice(from, from + 20).flatMap(operationsOf));
    if (pushed.status !== 200 || pushed.body.answers.length > 0) throw new Error(JSON.stringify(pushed.body));
  }
}, 120_000);
afterAll(() => server.close());

const runOf = async (client: TestClient, version: ProgrammeVersion, day: string, more: object = {}) =>
  client.request<Answer>('POST', RUN, { programme: version.programme, day, ...more });

describe('criteria on the server', () => {
  it('the seeded versions and rates are there to be read by every duty', async () => {
    const answer = await district.request<{ versions: ProgrammeVersion[]; rates: unknown[] }>(
      'GET',
      '/api/v1/console/programmes',
    );
    expect(answer.status).toBe(200);
    expect(answer.body.versions).toEqual(JSON.parse(JSON.stringify(SEEDED)));
    expect(answer.body.rates).toHaveLength(SEEDED_RATES.size);
  });

  it('every case comes to the same as on the laptop', async () => {
    const groups = new Map<string, CriterionCase[]>();
    for (const one of CRITERION_CASES) {
      const key = `${one.programme} ${one.day}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    let compared = 0;
    const lists = {
      people: CRITERION_CASES.flatMap((one) => one.people),
      households: CRITERION_CASES.flatMap((one) => one.households),
      entries: CRITERION_CASES.flatMap((one) => one.entries),
    };
    const base = createFactsBase({ ...lists, rates: SEEDED_RATES, programmes: codesOf(SEEDED) });
    for (const cases of groups.values()) {
      const [{ programme, day }] = cases as [CriterionCase];
      const version = seededOn(programme, day);
      const answer = await runOf(district, version, day);
      expect(answer.status).toBe(200);
      const [row] = answer.body.offices;
      const byId = new Map(row?.subjects?.map((one) => [one.id, one]));
      for (const one of cases) {
        expect(byId.get(one.subject)?.categories[one.category], one.name).toBe(one.expect);
        compared += 1;
      }
      // Not the cases of this programme alone: everyone there is.
      const here = dryRun(version.programme, lists, base, day).subjects.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect([...(row?.subjects ?? [])].toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(here);
    }
    expect(compared).toBe(CRITERION_CASES.length);
  });

  it('ministry and region see figures and no one’s id; another district sees nothing of the office', async () => {
    const version = seededOn('temir_daftar', '2026-11-28');
    const region = await server.console('region_officer', 'uz.r1');
    for (const client of [ministry, region]) {
      const answer = await runOf(client, version, '2026-11-28');
      const [row] = answer.body.offices;
      expect(row?.meets).toBeGreaterThan(0);
      expect(row?.subjects).toBeUndefined();
      expect(row?.lapsed).toBeUndefined();
      expect(JSON.stringify(answer.body)).not.toContain('case-');
    }
    const other = await server.console('district_officer', 'uz.r1.d2');
    expect((await runOf(other, version, '2026-11-28')).body).toMatchObject({ offices: [], total: 0, next: null });
    expect((await runOf(other, version, '2026-11-28', { area: 'uz.r1.d1' })).status).toBe(404);
    const asLaptop = await laptop.request('POST', RUN, { programme: version.programme, day: '2026-11-28' });
    expect(asLaptop.status).toBe(403);
  });

  it('says of a new version whose entries would no longer meet it, and publishes it to the laptops', async () => {
    const before = seededOn('ijtimoiy_reyestr', '2026-11-28');
    // Nobody has an income below nothing.
    const stricter = {
      ...before.programme,
      version: 2,
      categories: [
        {
          ...before.programme.categories[0],
          rule: { kind: 'fact', fact: 'income_per_head', is: 'lt', value: 0 },
        },
      ],
    };
    const tried = await district.request<Answer>('POST', RUN, { programme: stricter, day: '2026-11-28' });
    const [row] = tried.body.offices;
    expect(row?.entries.all).toBeGreaterThan(0);
    expect(row?.entries.fails).toBe(row?.entries.all);
    expect(row?.lapsed).toHaveLength(row?.entries.fails ?? -1);

    const publish = (client: TestClient, programme: object, validFrom: string) =>
      client.request('POST', '/api/v1/console/programmes', { programme, validFrom });
    expect((await publish(district, stricter, '2027-01-01')).status).toBe(403);
    const faulty = {
      ...stricter,
      categories: [{ ...stricter.categories[0], rule: { kind: 'fact', fact: 'nothing', is: 'lt', value: 0 } }],
    };
    expect((await publish(ministry, faulty, '2027-01-01')).body).toMatchObject({
      code: 'invalid_input',
      params: { field: 'categories/0/rule', fault: 'fact_unknown' },
    });
    // Not before the version that it follows, and not out of turn.
    expect((await publish(ministry, stricter, '2026-02-01')).status).toBe(400);
    expect((await publish(ministry, { ...stricter, version: 3 }, '2027-01-01')).status).toBe(409);
    expect((await publish(ministry, stricter, '2027-01-01')).status).toBe(201);
    expect((await publish(ministry, stricter, '2027-01-01')).status).toBe(409);

    const docs = await laptop.pull(0);
    const bodies = new Map(docs.body.docs.map((doc) => [doc.id, doc.body]));
    expect(bodies.get('programme-ijtimoiy-reyestr-1')).toMatchObject({ validTo: '2026-12-31' });
    expect(bodies.get('programme-ijtimoiy-reyestr-2')).toMatchObject({ kind: 'programme', validFrom: '2027-01-01' });
  });

  it('a rate gets a new value that the laptops get too; what is no rate is refused', async () => {
    const bhm = SEEDED_RATES.get('bhm');
    const rate = {
      ...bhm,
      values: [...(bhm?.values ?? []), { from: '2026-12-01', value: 440_000, confirmed: true, source: 'Farmon' }],
    };
    const post = (body: unknown) => ministry.request('POST', '/api/v1/console/rates', { rate: body });
    expect((await post({ ...rate, values: [] })).status).toBe(400);
    expect((await post(rate)).status).toBe(204);
    const docs = await laptop.pull(0);
    expect(docs.body.docs.find((doc) => doc.id === 'rates-bhm')?.body.data).toEqual(rate);
  });

  it('of many who publish one version at once one does, and what it published stays', async () => {
    const { programme } = seededOn('yoshlar_daftari', '2026-11-28');
    for (const version of [programme.version + 1, programme.version + 2]) {
      const validFrom = `${2026 + version}-01-01`;
      const drafts = Array.from({ length: 8 }, (_, n) => ({
        ...programme,
        version,
        names: { ...programme.names, en: `Draft ${n}` },
      }));
      const answers = await Promise.all(
        drafts.map((draft) =>
          ministry.request<{ id?: string; code?: string }>('POST', '/api/v1/console/programmes', {
            programme: draft,
            validFrom,
          }),
        ),
      );
      expect(answers.map((one) => one.status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
      const won = answers.findIndex((one) => one.status === 201);
      const docs = await laptop.pull(0);
      const published = docs.body.docs.find((doc) => doc.id === answers[won]?.body.id);
      expect(published?.body).toMatchObject({ validFrom, data: { version, names: { en: `Draft ${won}` } } });
    }
  });

  it('an amount that somebody else has added meanwhile is neither lost nor overwritten', async () => {
    const rate = { code: 'at_once', names: { 'uz-Latn': 'Sinov' }, unit: 'som' };
    const add = async (values: readonly object[]) =>
      (await ministry.request('POST', '/api/v1/console/rates', { rate: { ...rate, values } })).status;
    const amount = (from: string, value: number) => ({ from, value, confirmed: false, source: 'Farmon' });
    const stored = async () => {
      const docs = await laptop.pull(0);
      const data = docs.body.docs.find((doc) => doc.id === 'rates-at-once')?.body.data;
      return (data as { values?: object[] } | undefined)?.values;
    };
    // A new rate, then a new amount of it: each of eight has seen what was there before.
    let before: object[] = [];
    for (const year of [2027, 2028]) {
      const sent = Array.from({ length: 8 }, (_, n) => [...before, amount(`${year}-0${n + 1}-01`, n + 1)]);
      const answers = await Promise.all(sent.map(add));
      expect(answers.toSorted()).toEqual([204, ...Array.from({ length: 7 }, () => 409)]);
      before = sent[answers.indexOf(204)] as object[];
      expect(await stored()).toEqual(before);
    }
    // The amount of a day that has one can't become another.
    expect(await add([amount('2027-01-01', 9_000), ...before.slice(1)])).toBe(409);
    expect(await stored()).toEqual(before);
  });
});
