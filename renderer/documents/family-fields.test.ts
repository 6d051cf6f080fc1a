import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { renderTemplate, templateValues } from '#shared/domain/documents/template.ts';
import { familyFields, personFields } from './family-fields.ts';

const t = ((key: string) => `<${key.split(':')[1]}>`) as unknown as TFunction;
const member = (personId: string, relation: 'head' | 'wife' | 'son') => ({
  id: `m-${personId}`,
  personId,
  relation,
  actor: 'u-1',
  at: '2026-11-28T06:00:00.000Z',
});
const people: readonly { readonly id: string; readonly body: PersonBody }[] = [
  { id: 'a', body: { familyName: 'Karimov', givenName: 'Anvar', birthDate: '1980-03-05' } },
  { id: 'b', body: { familyName: 'Karimova', givenName: 'Dilnoza', birthDate: '1990-01-02', work: 'unemployed' } },
  { id: 'c', body: { familyName: 'Karimov', givenName: 'Bobur', departedOn: '2026-01-01' } },
];
const family: HouseholdBody = {
  address: 'Bogʻ koʻchasi, 4',
  phone: '+998901234567',
  members: [member('a', 'head'), member('b', 'wife'), member('c', 'son')],
};
const index = {
  resolve: (id: string) => id,
  people: () => people,
  householdsOf: (id: string) => (id === 'x' ? [] : [{ id: 'f', body: family }]),
};

describe('a certificate filled from the base', () => {
  it('names the family that somebody lives in: address, head, relation, members who are here', () => {
    const values = templateValues({
      language: 'uz-Latn',
      day: '2026-11-28',
      office: { name: 'Navbahor MFY' },
      person: personFields(people[1]?.body as PersonBody, t, '2026-11-28'),
      family: familyFields('b', index, t, 'uz-Latn'),
    });
    const text =
      '{{person.name}}, {{person.age}}, {{person.work}}; {{family.address}}; {{family.head}}, {{family.relation}}; {{family.count}}\n{{family.members}}';
    expect(renderTemplate(text, values)).toEqual({
      ok: true,
      value:
        'Karimova Dilnoza, 36, <option.work.unemployed>; Bogʻ koʻchasi, 4; Karimov Anvar, <relation.wife>; 2\n' +
        '1. Karimov Anvar, <relation.head>, 05.03.1980\n2. Karimova Dilnoza, <relation.wife>, 02.01.1990',
    });
  });

  it('leaves empty what is not known', () => {
    expect(familyFields('x', index, t, 'uz-Latn')).toEqual({});
    const person = personFields({ familyName: 'A', givenName: 'B' }, t, '2026-11-28');
    expect(person).toMatchObject({ age: null, work: null, sex: null });
  });
});
