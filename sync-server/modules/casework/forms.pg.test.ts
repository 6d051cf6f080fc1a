import { Value } from '@sinclair/typebox/value';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { CASE_KINDS } from '#shared/domain/casework/collections/cases/index.ts';
import { formDocId } from '#shared/domain/casework/form-versions.ts';
import { findFormFaults, type FormDefinition, formSchema, formsFor } from '#shared/domain/casework/forms.ts';
import { LANGUAGES } from '#shared/domain/language/language.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import seeds from '../catalogues/forms.json' with { type: 'json' };
import { seedCatalogues } from '../catalogues/seed.ts';
import {
  asAdmin,
  startTestServer,
  type TestClient,
  type TestLaptop,
  type TestServer,
} from '../../../test/support/server.ts';

let server: TestServer;
let officer: TestClient;
let laptop: TestLaptop;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  officer = await server.console('ministry_officer');
  laptop = await server.laptop(await server.office());
});
afterAll(() => server.close());

const today = dayOfMoment(Date.now());
const label = (text: string) => ({ 'uz-Latn': text, 'uz-Cyrl': text, ru: text, en: text });
const content = {
  code: 'needs',
  title: label('Ehtiyojlar'),
  kinds: ['youth'],
  fields: [
    { id: 'works', kind: 'yes_no', label: label('Ishlaydimi'), required: true },
    { id: 'where', kind: 'text', label: label('Qayerda'), required: true, when: { field: 'works', is: true } },
  ],
};
const publish = (more: object, client = officer) =>
  client.request<{ id: string; code: string; params: object }>('POST', '/api/v1/console/forms', {
    ...content,
    base: 0,
    ...more,
  });
const onLaptop = async () =>
  (await laptop.pull(0)).body.docs
    .filter((doc) => doc.body.kind === 'form')
    .map((doc) => ({
      id: doc.id,
      body: doc.body as unknown as { data: FormDefinition; validFrom?: string; validTo?: string },
    }));

describe('forms', () => {
  test('are published as versions, reach a laptop, and a published one never changes', async () => {
    expect(await publish({})).toMatchObject({ status: 201, body: { id: 'form-needs-1', version: 1 } });
    const first = await onLaptop();
    expect(first).toMatchObject([{ id: 'form-needs-1', body: { validFrom: today, data: { ...content, version: 1 } } }]);
    const fields = [...content.fields, { id: 'since', kind: 'date', label: label('Qachondan'), required: false }];
    expect(await publish({ base: 1, fields })).toMatchObject({ status: 201, body: { id: 'form-needs-2' } });
    const both = await onLaptop();
    expect(both.find((one) => one.id === 'form-needs-1')).toEqual(first[0]);
    const published = both.map(({ id, body }) => ({
      id,
      form: body.data,
      validFrom: body.validFrom,
      validTo: body.validTo,
    }));
    expect(formsFor(published, 'youth', today).map((one) => one.id)).toEqual(['form-needs-2']);
    const list = await officer.request<{ forms: { id: string }[] }>('GET', '/api/v1/console/forms');
    expect(list.body.forms.map((one) => one.id)).toEqual(['form-needs-1', 'form-needs-2']);
  });

  test('one who has not seen the newest version is told so, and of two at once one wins', async () => {
    expect(await publish({ base: 1 })).toMatchObject({ status: 409, body: { code: 'form_newer' } });
    const both = await Promise.all([publish({ code: 'both' }), publish({ code: 'both' })]);
    expect(both.map((one) => one.status).toSorted()).toEqual([201, 409]);
  });

  test('with faults are refused at their place', async () => {
    const bad = (fields: object[]) => publish({ code: 'bad', fields });
    const when = { field: 'later', filled: true };
    expect(await bad([{ ...content.fields[0], when }])).toMatchObject({
      status: 400,
      body: { code: 'form_faulty', params: { n: 1, fault: 'when_unknown' } },
    });
    // Something has to be chosen, and nothing may be.
    const two = ['a', 'b'].map((id) => ({ id, label: content.fields[0]?.label }));
    expect(await bad([{ ...content.fields[0], kind: 'choices', choices: two, max: 0, required: true }])).toMatchObject({
      status: 400,
      body: { code: 'form_faulty', params: { n: 1, fault: 'limits_crossed' } },
    });
    expect(await bad([])).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect((await bad([{ ...content.fields[0], kind: 'spell' }])).status).toBe(400);
    expect((await publish({ code: 'bad', kinds: ['other'] })).status).toBe(400);
    expect((await publish({ code: 'bad', validFrom: '2020-01-01' })).status).toBe(400);
    // What was asked as yes or no under an id can't be asked as a number under it.
    const reused = [{ ...content.fields[0], kind: 'number' }];
    expect(await publish({ base: 2, fields: reused })).toMatchObject({
      status: 400,
      body: { code: 'form_faulty', params: { n: 1, fault: 'id_reused' } },
    });
  });

  test('are withdrawn: the version before holds again', async () => {
    const path = '/api/v1/console/forms/form-needs-2/withdraw';
    expect((await officer.request('POST', path)).status).toBe(204);
    expect((await officer.request('POST', path)).status).toBe(204);
    const published = (await onLaptop()).map(({ id, body }) => ({ id, form: body.data, validTo: body.validTo }));
    expect(formsFor(published, 'youth', today).map((one) => one.id)).toContain('form-needs-1');
    expect(formsFor(published, 'youth', today).map((one) => one.id)).not.toContain('form-needs-2');
    expect((await officer.request('POST', '/api/v1/console/forms/form-needs-9/withdraw')).status).toBe(404);
    await asAdmin(server.adminUrl, async (pg) => {
      const { rows } = await pg.query(`select content ->> 'kind' as kind from audit`);
      const kinds = rows.map((row: { kind: string }) => row.kind);
      expect(kinds.filter((kind) => kind === 'form_withdrawn')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'form_published')).toHaveLength(3);
    });
  });

  test('are made by the ministry alone', async () => {
    for (const role of ['region_officer', 'district_officer'] as const) {
      const client = await server.console(role, role === 'region_officer' ? 'uz.r1' : 'uz.r1.d1');
      expect((await publish({ code: 'foreign' }, client)).status).toBe(403);
      expect((await client.request('GET', '/api/v1/console/forms')).status).toBe(403);
      expect((await client.request('POST', '/api/v1/console/forms/form-needs-1/withdraw')).status).toBe(403);
    }
    const patch = { kind: 'form', title: 'Soxta', data: {} };
    const pushed = await laptop.push([
      laptop.operation({ collection: 'catalogues', docId: 'form-needs-7', kind: 'create', patch, version: 1 }),
    ]);
    expect(pushed.body.answers[0]?.result).toBe('refused');
  });
});

describe('the forms that the server brings', () => {
  test.each(seeds.map((form) => [form.code, form] as const))('%s can be answered, in four languages', (_code, form) => {
    expect([...Value.Errors(formSchema, form)]).toEqual([]);
    expect(findFormFaults(form as unknown as FormDefinition)).toEqual([]);
    const labels = [
      form.title,
      ...form.fields.flatMap((field) => [field.label, ...(field.choices ?? []).map((one) => one.label)]),
    ];
    for (const one of labels) for (const language of LANGUAGES) expect(one[language].trim()).not.toBe('');
  });

  test('are there for each kind of case, and stay as they were left', async () => {
    expect(new Set(seeds.flatMap((form) => form.kinds))).toEqual(new Set(CASE_KINDS));
    const deps = { database: server.database, now: Date.now };
    await seedCatalogues(deps);
    const id = formDocId('youth_assessment', 1);
    expect((await officer.request('POST', `/api/v1/console/forms/${id}/withdraw`)).status).toBe(204);
    await seedCatalogues(deps);
    expect((await onLaptop()).find((one) => one.id === id)?.body.validTo).toBeTruthy();
  });
});
