import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { consentState, isClosedForUse } from '#shared/domain/casework/consent.ts';
import { type DetailField, factKindOf, HOUSEHOLD_FIELDS, PERSON_FIELDS } from '#shared/domain/casework/details.ts';
import {
  type FactEntry,
  type FactValue,
  isSameFact,
  readSetFact,
  replayFacts,
  toFactText,
} from '#shared/domain/casework/facts.ts';
import { isPresent, membersOf, membershipsOf, presentMembersOf } from '#shared/domain/casework/household.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../../ports/data.ts';
import {
  addMembers,
  changeRelation,
  createFamily,
  departFamily,
  departPeople,
  editFamily,
  editPerson,
  giveConsent,
  leaveFamily,
  returnFamily,
  setPhoto,
  withdrawConsent,
} from './acts.ts';
import { emptyFamily, emptyRow, type FamilyForm, findFaults, fillFromPinfl, type Known, type Row } from './form.ts';

const TODAY = '2026-11-28';
/** The least that is a picture: its start, the head of one scan, its end. */
const PHOTO = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 3, 1, 7, 0xff, 0xd9]).toString('base64');

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
      if (applied.kind !== 'applied' && applied.kind !== 'merged') throw new Error(JSON.stringify(applied));
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
    conflicts: (collection: string, id: string) => docs.get(`${collection}/${id}`)?.conflicts,
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
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
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
    expect(body.facts?.map((fact) => [fact.field, fact.value, fact.source])).toEqual([
      ['address', 'Bogʻ koʻchasi, 4', 'paper'],
      ['phone', '+998901234567', 'paper'],
    ]);
    // The office calls the head; the others are not all given the same telephone.
    expect(base.person(form.rows[1]?.id ?? '')?.phone).toBeUndefined();
  });

  it('takes somebody from another family, and both keep their history', () => {
    const base = createBase();
    const first = sixOf(base);
    base.commit(createFamily(first, base.familiesOf, base.person, base.context()));
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
    base.commit(createFamily(moved, base.familiesOf, base.person, base.context()));
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
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
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
    base.commit(addMembers(base.family(id), more, base.familiesOf, base.person, base.context()));
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
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const family = base.family(form.householdId);
    const same = { address: family.body.address, phone: family.body.phone ?? '', note: '' };
    const seen = { source: 'seen', detail: '' } as const;
    expect(editFamily(family, same, seen, base.context())).toEqual([]);
    const [change] = editFamily(family, { ...same, note: 'Itlari bor' }, seen, base.context());
    expect(Object.keys(change?.patch ?? {})).toEqual(['note', 'facts', 'history']);
  });
});

describe('a person', () => {
  it('is edited field by field, each with where it is known from; a value that was taken out stays to be read', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
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

describe('provenance', () => {
  const text = fc.string({ minLength: 1, maxLength: 12 }).map((one) => `a${one.trim()}`);
  const valueOf = (field: DetailField): fc.Arbitrary<FactValue> => {
    switch (field.kind) {
      case 'choice':
        return fc.option(fc.constantFrom(...(field.options ?? [])), { nil: null });
      case 'set':
        return fc.subarray([...(field.options ?? [])]);
      case 'som':
        return fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { nil: null });
      case 'day':
        return fc.option(fc.constantFrom('1999-01-02', '2026-11-01'), { nil: null });
      default:
        return field.name === 'familyName' || field.name === 'givenName' || field.name === 'address'
          ? text
          : fc.option(text, { nil: null });
    }
  };
  const detailsOf = (fields: readonly DetailField[]) =>
    fc.record(Object.fromEntries(fields.map((field) => [field.name, valueOf(field)])), { requiredKeys: [] });

  it('every changed field has an entry with its new value, and the entries replay to what stands', () => {
    fc.assert(
      fc.property(
        fc.array(detailsOf(PERSON_FIELDS), { maxLength: 5 }),
        fc.array(detailsOf(HOUSEHOLD_FIELDS), { maxLength: 5 }),
        (people, households) => {
          const base = createBase();
          const form = sixOf(base);
          base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
          const id = form.rows[0]?.id ?? '';
          const check = (
            fields: readonly DetailField[],
            before: Readonly<Record<string, unknown>>,
            after: Readonly<Record<string, unknown>>,
          ) => {
            const facts = after.facts as readonly FactEntry[];
            const fresh = facts.slice((before.facts as readonly FactEntry[]).length);
            for (const field of fields) {
              const value = (after[field.name] ?? null) as FactValue;
              const changed = !isSameFact(value, (before[field.name] ?? null) as FactValue);
              const own = fresh.filter((fact) => fact.field === field.name);
              expect(own.length).toBe(Number(changed));
              const all = facts.filter((fact) => fact.field === field.name);
              expect(isSameFact(replayFacts(all, factKindOf(field)), value)).toBe(true);
              if (changed && field.kind !== 'set') expect(own[0]?.value).toBe(toFactText(value));
              if (changed && field.kind === 'set') {
                expect(isSameFact(readSetFact(own[0]?.value ?? '').codes, value)).toBe(true);
              }
            }
          };
          const source = { source: 'paper', detail: 'Maʼlumotnoma № 3' } as const;
          for (const next of people) {
            const before = base.person(id) as PersonBody;
            base.commit(editPerson({ id, body: before }, next, source, base.context()));
            check(PERSON_FIELDS, before, base.person(id) as PersonBody);
          }
          for (const next of households) {
            const before = base.family(form.householdId);
            base.commit(editFamily(before, next, source, base.context()));
            check(HOUSEHOLD_FIELDS, before.body, base.family(form.householdId).body);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('two laptops that ticked apart come to one set, and the entries of both replay to it', () => {
    const circumstances = PERSON_FIELDS.find((field) => field.name === 'circumstances') as DetailField<'circumstances'>;
    const set = fc.subarray([...(circumstances.options ?? [])]);
    fc.assert(
      fc.property(fc.option(set, { nil: null }), set, set, (first, mine, yours) => {
        const base = createBase();
        const form = sixOf(base);
        base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
        const id = form.rows[0]?.id ?? '';
        const source = { source: 'said', detail: '' } as const;
        const begun = { id, body: base.person(id) as PersonBody };
        if (first) base.commit(editPerson(begun, { circumstances: first }, source, base.context()));
        const seen = { id, body: base.person(id) as PersonBody };
        const [a, b] = [mine, yours].map((next) =>
          editPerson(seen, { circumstances: next }, source, base.context(), {
            circumstances: seen.body.circumstances ?? null,
          }),
        );
        base.commit(a ?? []);
        base.commit(b ?? []);
        const { body } = { body: base.person(id) as PersonBody };
        const facts = (body.facts ?? []).filter((fact) => fact.field === 'circumstances');
        expect(isSameFact(replayFacts(facts, 'set'), body.circumstances ?? null)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('not known is not the same as none, and what is none says who said so', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const id = form.rows[0]?.id ?? '';
    expect(base.person(id)?.health).toBeUndefined();
    const next = { health: [], income: 0, disability: 'none' };
    base.commit(
      editPerson({ id, body: base.person(id) as PersonBody }, next, { source: 'said', detail: 'oʻzi' }, base.context()),
    );
    expect(base.person(id)).toMatchObject({ health: [], income: 0, disability: 'none' });
    expect(
      base
        .person(id)
        ?.facts?.slice(-3)
        .map((fact) => [fact.field, fact.value]),
    ).toEqual([
      ['disability', 'none'],
      ['health', 'none'],
      ['income', '0'],
    ]);
  });

  it('what a form began from makes a conflict of two values in one field, and touches no other', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const id = form.rows[0]?.id ?? '';
    const begun = { id, body: base.person(id) as PersonBody };
    const source = { source: 'said', detail: '' } as const;
    base.commit(editPerson(begun, { workplace: 'Maktab', profession: 'Oʻqituvchi' }, source, base.context()));
    const later = { id, body: base.person(id) as PersonBody };
    const [change] = editPerson(later, { workplace: 'Bogʻcha' }, source, base.context(), { workplace: null });
    expect(change?.base).toEqual({ workplace: null });
    base.commit(change ? [change] : []);
    expect(base.person(id)).toMatchObject({ workplace: 'Bogʻcha', profession: 'Oʻqituvchi' });
    expect(base.conflicts('people', id)).toMatchObject([{ field: 'workplace', kept: 'Bogʻcha', other: 'Maktab' }]);
  });
});

describe('moves between offices', () => {
  it('somebody leaves with a day and a place, and comes back with where from; all of it stays to be read', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const id = form.rows[2]?.id ?? '';
    const person = () => ({ id, body: base.person(id) as PersonBody });
    const source = { source: 'said', detail: 'otasi' } as const;
    const departure = { on: '2026-11-10', to: 'Samarqand, Registon MFY' };
    base.commit(departPeople([person()], base.familiesOf, departure, source, base.context()));
    expect(person().body).toMatchObject({ departedOn: '2026-11-10', departedTo: 'Samarqand, Registon MFY' });
    expect(isPresent(person().body)).toBe(false);
    const { body } = base.family(form.householdId);
    expect(membersOf(body)).toHaveLength(5);
    expect(body.leavings).toMatchObject([{ why: 'moved_away', on: '2026-11-10', note: 'Samarqand, Registon MFY' }]);
    expect(
      person()
        .body.facts?.slice(-2)
        .map((fact) => [fact.field, fact.value, fact.detail]),
    ).toEqual([
      ['departedOn', '2026-11-10', 'otasi'],
      ['departedTo', 'Samarqand, Registon MFY', 'otasi'],
    ]);
    // They are entered anew as a member, with where they came from.
    const back: FamilyForm = {
      ...emptyFamily(base.newId),
      householdId: form.householdId,
      cameFrom: 'Registon MFY',
      rows: [{ ...emptyRow(base.newId, 'son'), personId: id, from: '2026-11-25' }],
    };
    base.commit(addMembers(base.family(form.householdId), back, base.familiesOf, base.person, base.context()));
    expect(isPresent(person().body)).toBe(true);
    expect(person().body).toMatchObject({ cameFrom: 'Registon MFY', cameOn: '2026-11-25' });
    expect(membershipsOf(base.family(form.householdId).body).filter((one) => one.personId === id)).toHaveLength(2);
    const history = person().body.history ?? [];
    expect(history.map((one) => one.event)).toEqual(['created', 'departed', 'returned']);
  });

  it('a whole family leaves in one act, the dead are left where they are, and it can come back', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const mother = form.rows[4]?.id ?? '';
    const source = { source: 'seen', detail: '' } as const;
    const dead = { id: mother, body: base.person(mother) as PersonBody };
    base.commit(editPerson(dead, { diedOn: '2026-10-01' }, source, base.context()));
    const family = base.family(form.householdId);
    const changes = departFamily(
      family,
      base.person,
      base.familiesOf,
      { on: '2026-11-20', to: 'Buxoro' },
      source,
      base.context(),
    );
    expect(changes.filter((change) => change.collection === 'households')).toHaveLength(1);
    base.commit(changes);
    const after = base.family(form.householdId);
    expect(after.body).toMatchObject({ departedOn: '2026-11-20', departedTo: 'Buxoro' });
    expect(presentMembersOf(after.body, base.person)).toEqual([]);
    expect(base.person(mother)?.departedOn).toBeUndefined();
    expect(after.body.facts?.slice(-2).map((fact) => fact.field)).toEqual(['departedOn', 'departedTo']);
    base.commit(returnFamily(after, source, base.context()));
    expect(base.family(form.householdId).body.departedOn ?? null).toBeNull();
    // It is back as well when somebody is entered in it.
    base.commit(departFamily(after, base.person, base.familiesOf, { on: TODAY, to: 'X' }, source, base.context()));
    const head = form.rows[0]?.id ?? '';
    const more: FamilyForm = {
      ...emptyFamily(base.newId),
      householdId: after.id,
      rows: [{ ...emptyRow(base.newId, 'head'), personId: head }],
    };
    base.commit(addMembers(base.family(after.id), more, base.familiesOf, base.person, base.context()));
    expect(base.family(after.id).body.departedOn ?? null).toBeNull();
    expect(presentMembersOf(base.family(after.id).body, base.person).map((one) => one.personId)).toEqual([head]);
  });

  it('a family without anybody left leaves, too', () => {
    const base = createBase();
    const form = { ...sixOf(base), rows: [] };
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const departure = { on: '2026-11-20', to: 'Buxoro' };
    const source = { source: 'seen', detail: '' } as const;
    const family = base.family(form.householdId);
    base.commit(departFamily(family, base.person, base.familiesOf, departure, source, base.context()));
    expect(base.family(form.householdId).body.departedTo).toBe('Buxoro');
  });
});

describe('consents and photographs', () => {
  it('the adults who agreed at the entry have their consent written down, children and others do not', () => {
    const base = createBase();
    const six = sixOf(base);
    const form: FamilyForm = { ...six, agreed: true, notAgreed: [six.rows[4]?.id ?? ''] };
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const states = form.rows.map((row) => consentState(base.person(row.id) ?? {}, 'base', TODAY).state);
    expect(states).toEqual(['valid', 'valid', 'valid', 'none', 'none', 'none']);
  });

  it('a consent that is taken back closes the record; a new one opens it again', () => {
    const base = createBase();
    const form = { ...sixOf(base), agreed: true };
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const id = form.rows[0]?.id ?? '';
    const person = () => ({ id, body: base.person(id) as PersonBody });
    const withdrawal = { purpose: 'base', on: TODAY, note: 'Oʻzi soʻradi' } as const;
    base.commit([withdrawConsent(person(), withdrawal, base.context())]);
    expect(isClosedForUse(person().body, TODAY)).toBe(true);
    expect(person().body.familyName).toBe('Toʻxtayev');
    const consent = { purpose: 'base', on: TODAY, until: '2027-01-01', how: '' } as const;
    base.commit([giveConsent(person(), consent, base.context())]);
    expect(isClosedForUse(person().body, TODAY)).toBe(false);
    expect(consentState(person().body, 'base', '2027-01-02').state).toBe('expired');
  });

  it('a photograph comes with its consent and goes with it', () => {
    const base = createBase();
    const form = sixOf(base);
    base.commit(createFamily(form, base.familiesOf, base.person, base.context()));
    const id = form.rows[0]?.id ?? '';
    const person = () => ({ id, body: base.person(id) as PersonBody });
    const consent = { purpose: 'photo', on: TODAY, how: '' } as const;
    base.commit([setPhoto(person(), PHOTO, consent, base.context())]);
    expect(person().body.photo).toBe(PHOTO);
    expect(person().body.facts?.at(-1)).toMatchObject({ field: 'photo', value: 'yes' });
    base.commit([withdrawConsent(person(), { purpose: 'photo', on: TODAY, note: '' }, base.context())]);
    expect(person().body.photo ?? null).toBeNull();
    expect(person().body.facts?.at(-1)).toMatchObject({ field: 'photo', value: '' });
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
