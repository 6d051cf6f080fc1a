import { describe, expect, it } from 'vitest';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { membersOf, membershipsOf } from '#shared/domain/casework/household.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../../ports/data.ts';
import { addMembers, changeRelation, createFamily, editFamily, editPerson, leaveFamily } from './acts.ts';
import { emptyFamily, emptyRow, type FamilyForm, findFaults, fillFromPinfl, type Known, type Row } from './form.ts';

const TODAY = '2026-11-28';

/** Families and people in a map, with the real rules in front of them. */
function createBase() {
  const docs = new Map<string, Doc>();
  let ids = 0;
  const newId = () => `id-${(ids += 1)}`;
  const context = () => ({
    actor: { id: 'u-1', name: 'Karimova', role: 'secretary' as const },
    at: '2026-11-28T06:00:00.000Z',
    today: TODAY,
    newId,
  });
  const commit = (changes: readonly Change[]) => {
    for (const change of changes) {
      const key = `${change.collection}/${change.docId}`;
      const before = docs.get(key) ?? null;
      const base = Object.fromEntries(Object.keys(change.patch).map((field) => [field, before?.body[field] ?? null]));
      const actor = { id: 'u-1', role: 'secretary' as const, officeId: 'o-1', publicKeys: [] };
      const definition = collections[change.collection] as unknown as CollectionDefinition;
      const applied = apply(
        before,
        { id: newId(), at: '2026-11-28T06:00:00.000Z', base, version: definition.version, ...change } as never,
        { definition, actor, related: () => null } as never,
      );
      if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
      docs.set(key, applied.doc);
    }
  };
  const families = () =>
    [...docs.values()]
      .filter((doc) => doc.collection === 'households')
      .map((doc) => ({ id: doc.id, body: doc.body as unknown as HouseholdBody }));
  return {
    newId,
    context,
    commit,
    family: (id: string) => families().find((one) => one.id === id) as { id: string; body: HouseholdBody },
    familiesOf: (personId: string) =>
      families().filter(({ body }) => (body.members ?? []).some((one) => one.personId === personId)),
    person: (id: string) => docs.get(`people/${id}`)?.body as unknown as PersonBody | undefined,
  };
}

type Base = ReturnType<typeof createBase>;

const known = (base: Base, own = ''): Known => ({
  person: (id) => base.person(id),
  isElsewhere: (id) =>
    base.familiesOf(id).some((one) => one.id !== own && membersOf(one.body).some((member) => member.personId === id)),
  similar: () => 0,
});

function sixOf(base: Base): FamilyForm {
  const row = (relation: Row['relation'], givenName: string, birthDate: string): Row => ({
    ...emptyRow(base.newId, relation, 'Toʻxtayev'),
    givenName,
    birthDate,
  });
  return {
    ...emptyFamily(base.newId),
    address: ' Bogʻ koʻchasi, 4 ',
    phone: '90 123 45 67',
    source: 'paper',
    sourceDetail: 'Pasport, 12.03.2019',
    rows: [
      row('head', 'Anvar', '1980-06-15'),
      row('wife', 'Nodira', '1984-02-01'),
      row('son', 'Bobur', '2006-01-10'),
      row('daughter', 'Dilnoza', '2009-05-05'),
      row('mother', 'Salima', '1955-08-08'),
      row('daughter', 'Zilola', '2015-12-12'),
    ],
  };
}

describe('a family', () => {
  it('of six is written down in one act, and it is known of each field where it is known from', () => {
    const base = createBase();
    const form = sixOf(base);
    expect(findFaults(form, known(base), TODAY, null)).toEqual([]);
    base.commit(createFamily(form, base.familiesOf, base.context()));
    const { body } = base.family(form.householdId);
    expect(body).toMatchObject({ address: 'Bogʻ koʻchasi, 4', phone: '+998901234567' });
    expect(membersOf(body).map((one) => base.person(one.personId)?.givenName)).toEqual([
      'Anvar',
      'Nodira',
      'Bobur',
      'Dilnoza',
      'Zilola',
      'Salima',
    ]);
    const head = base.person(form.rows[0]?.id ?? '');
    expect(head?.facts?.map((fact) => fact.field)).toEqual([
      'familyName',
      'givenName',
      'birthDate',
      'address',
      'phone',
    ]);
    expect(head?.facts?.[0]).toMatchObject({ value: 'Toʻxtayev', source: 'paper', detail: 'Pasport, 12.03.2019' });
    // The office calls the head; the others are not all given the same telephone.
    expect(base.person(form.rows[1]?.id ?? '')?.phone).toBeUndefined();
  });

  it('takes somebody from another family, and both keep their history', () => {
    const base = createBase();
    const first = sixOf(base);
    base.commit(createFamily(first, base.familiesOf, base.context()));
    const daughter = first.rows[3]?.id ?? '';
    const second: FamilyForm = {
      ...emptyFamily(base.newId),
      address: 'Tinchlik, 9',
      rows: [
        { ...emptyRow(base.newId, 'head', 'Rashidov'), givenName: 'Jasur', birthDate: '2005-01-01' },
        { ...emptyRow(base.newId, 'wife'), personId: daughter, from: '2026-11-01' },
      ],
    };
    expect(findFaults(second, known(base, second.householdId), TODAY, null)).toMatchObject([
      { row: 1, code: 'in_two_families' },
    ]);
    const moved = { ...second, rows: second.rows.map((row) => (row.personId ? { ...row, moves: true } : row)) };
    expect(findFaults(moved, known(base, moved.householdId), TODAY, null)).toEqual([]);
    base.commit(createFamily(moved, base.familiesOf, base.context()));
    expect(membersOf(base.family(first.householdId).body)).toHaveLength(5);
    expect(membershipsOf(base.family(first.householdId).body).at(-1)).toMatchObject({
      personId: daughter,
      left: { why: 'moved', on: '2026-11-01' },
    });
    expect(membersOf(base.family(moved.householdId).body).map((one) => one.personId)).toContain(daughter);
    expect(base.familiesOf(daughter)).toHaveLength(2);
  });

  it('grows, shrinks and changes who is what to whom; nothing that stood is gone', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.context()));
    const id = form.householdId;
    const more: FamilyForm = {
      ...emptyFamily(base.newId),
      householdId: id,
      rows: [{ ...emptyRow(base.newId, 'grandson', 'Toʻxtayev'), givenName: 'Imron', birthDate: '2026-10-01' }],
    };
    const present = membersOf(base.family(id).body).map((one) => ({
      ...one,
      birthDate: base.person(one.personId)?.birthDate,
    }));
    expect(findFaults(more, known(base, id), TODAY, present)).toEqual([]);
    base.commit(addMembers(base.family(id), more, base.familiesOf, base.context()));
    const mother = membersOf(base.family(id).body).find((one) => one.relation === 'mother');
    if (!mother) throw new Error('no mother');
    base.commit([leaveFamily(base.family(id), mother, { why: 'died', on: '2026-11-20', note: '' }, base.context())]);
    const son = membersOf(base.family(id).body).find((one) => one.relation === 'son');
    if (!son) throw new Error('no son');
    base.commit(changeRelation(base.family(id), son, 'other_relative', base.context()));
    const { body } = base.family(id);
    expect(membersOf(body)).toHaveLength(6);
    expect(membersOf(body).find((one) => one.personId === son.personId)?.relation).toBe('other_relative');
    expect(body.members).toHaveLength(8);
    expect(body.leavings?.map((one) => one.why)).toEqual(['died', 'relation_changed']);
  });

  it('is edited by what has changed alone', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.context()));
    const family = base.family(form.householdId);
    const same = { address: family.body.address, phone: family.body.phone ?? '', note: '' };
    expect(editFamily(family, same, base.context())).toEqual([]);
    const [change] = editFamily(family, { ...same, note: 'Itlari bor' }, base.context());
    expect(Object.keys(change?.patch ?? {})).toEqual(['note', 'history']);
  });
});

describe('a person', () => {
  it('is edited field by field, each with where it is known from; a value that was taken out stays to be read', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.context()));
    const id = form.rows[0]?.id ?? '';
    const body = () => base.person(id) as PersonBody;
    const same = { familyName: 'Toʻxtayev', phone: '+998901234567' };
    expect(editPerson({ id, body: body() }, same, { source: 'said', detail: '' }, base.context())).toEqual([]);
    base.commit(
      editPerson(
        { id, body: body() },
        { ...same, familyName: 'Toʻxtaev', phone: '' },
        { source: 'register', detail: 'FHDYo' },
        base.context(),
      ),
    );
    expect(body().familyName).toBe('Toʻxtaev');
    expect(body().phone ?? null).toBeNull();
    const facts = body().facts ?? [];
    expect(facts.filter((fact) => fact.field === 'familyName').map((fact) => fact.value)).toEqual([
      'Toʻxtayev',
      'Toʻxtaev',
    ]);
    expect(facts.at(-1)).toMatchObject({ field: 'phone', value: '', source: 'register', detail: 'FHDYo' });
  });
});

describe('the form', () => {
  it('fills in what a PINFL says, and tells a wrong one', () => {
    const base = createBase();
    const row = fillFromPinfl({ ...emptyRow(base.newId, 'head', 'Karimova'), pinfl: '40201902050010' });
    expect(row).toMatchObject({ birthDate: '1990-01-02', sex: 'female' });
    const form = {
      ...emptyFamily(base.newId),
      address: 'A',
      rows: [{ ...row, givenName: 'D', pinfl: '40201902050011' }],
    };
    expect(findFaults(form, known(base), TODAY, null)).toMatchObject([{ row: 0, code: 'pinfl_check_digit' }]);
  });

  it('tells each fault at its field, in their order', () => {
    const base = createBase();
    const form: FamilyForm = {
      ...emptyFamily(base.newId),
      phone: '12',
      rows: [
        { ...emptyRow(base.newId, 'head'), givenName: 'Anvar' },
        { ...emptyRow(base.newId, 'head', 'B'), givenName: 'B', birthDate: '2027-01-01' },
        { ...emptyRow(base.newId, ''), givenName: 'C', familyName: 'C' },
      ],
    };
    const told = findFaults(form, { ...known(base), similar: (row) => Number(row.givenName === 'C') }, TODAY, null);
    expect(told.map(({ row, code }) => [row, code])).toEqual([
      [undefined, 'required'],
      [undefined, 'phone_invalid'],
      [0, 'required'],
      [1, 'born_in_future'],
      [1, 'second_head'],
      [2, 'required'],
    ]);
    const named = { ...form, rows: [{ ...emptyRow(base.newId, 'head', 'Codirov'), givenName: 'Cho' }] };
    expect(findFaults(named, { ...known(base), similar: () => 1 }, TODAY, null).map(({ code }) => code)).toContain(
      'decide_person',
    );
  });
});
