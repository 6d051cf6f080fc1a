import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderTemplate, TEMPLATE_FIELDS, templateFields, templateValues } from './template.ts';

const values = templateValues({
  language: 'uz-Latn',
  day: '2026-03-07',
  office: { name: 'Navbahor MFY' },
  person: { familyName: 'Karimova', givenName: 'Dilnoza' },
  paper: { number: 'M-12-1/57', date: '2026-03-02' },
});

test('merge fields are filled', () => {
  expect(
    renderTemplate(
      'Hurmatli {{person.name}}! {{ office.name }} {{paper.date}} kungi {{paper.number}}. {{dayLong}}',
      values,
    ),
  ).toEqual({
    ok: true,
    value: 'Hurmatli Karimova Dilnoza! Navbahor MFY 02.03.2026 kungi M-12-1/57. 2026-yil 7-mart',
  });
});

test('a known field without a value is empty; an unknown one is an error with its name', () => {
  expect(renderTemplate('[{{office.phone}}]', values)).toEqual({ ok: true, value: '[]' });
  for (const field of ['office.fax', 'office', 'constructor', 'person.name.length', '__proto__.x', '']) {
    expect(renderTemplate(`a {{${field}}} b`, values)).toEqual({
      ok: false,
      failure: { code: 'field_unknown', params: { field } },
    });
  }
});

test('a certificate is filled from what the base knows of a family', () => {
  const known = templateValues({
    language: 'uz-Latn',
    day: '2026-03-07',
    office: { name: 'Navbahor MFY' },
    person: { familyName: 'Karimova', givenName: 'Dilnoza', age: 36, work: 'Ishsiz' },
    family: { address: 'Bogʻ koʻchasi, 4', head: 'Karimov Anvar', relation: 'Xotini', count: 2, members: '1. A\n2. B' },
  });
  const text =
    '{{person.name}} ({{person.age}}, {{person.work}}), {{family.head}}: {{family.relation}}. {{family.count}}:\n{{family.members}}';
  expect(renderTemplate(text, known)).toEqual({
    ok: true,
    value: 'Karimova Dilnoza (36, Ishsiz), Karimov Anvar: Xotini. 2:\n1. A\n2. B',
  });
});

test('braces that do not close are an error', () => {
  const rendered = renderTemplate('Hurmatli {{person.name!', values);
  expect(rendered.ok ? null : rendered.failure.params?.field).toBe('{{person.name!');
});

test('every field on offer is known', () => {
  for (const field of TEMPLATE_FIELDS) expect(renderTemplate(`{{${field}}}`, values).ok).toBe(true);
});

test('fields are listed once, in order', () => {
  expect(templateFields('{{b}} {{ a.c }} {{b}}')).toEqual(['b', 'a.c']);
});

test('a value is put in as it is, even where it looks like a field or a replacement pattern', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('{{day}}', '$&', '$1', '<b>&amp;')), (value) => {
      expect(renderTemplate('<{{x}}|{{x}}>', { x: value })).toEqual({ ok: true, value: `<${value}|${value}>` });
    }),
  );
});
