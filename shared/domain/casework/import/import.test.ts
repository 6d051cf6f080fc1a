import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CaseBody } from '../collections/cases/index.ts';
import type { HouseholdBody } from '../collections/households/index.ts';
import type { PersonBody } from '../collections/people/index.ts';
import type { ProgrammeEntryBody } from '../collections/programme-entries/index.ts';
import { DuplicateIndex } from '../duplicates.ts';
import { headOf, membersOf } from '../household.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { collections, findCollection } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc, OperationDraft } from '#shared/sync/operation.ts';
import type { Cell } from './cells.ts';
import { changesOf, countUnits, type ImportChange, type ImportHead, inBatches, remaining } from './changes.ts';
import { guessMapping, type ImportKind } from './columns.ts';
import {
  type Choices,
  FIRST_CHOICES,
  type ImportBase,
  type ImportPlan,
  type ListedProgramme,
  missingColumns,
  planNow,
} from './plan.ts';
import { beginImport, noteImport, readImportRecord } from './record.ts';
import { planUndo, type UndoBase } from './undo.ts';

const TODAY = '2026-11-28';
const HEAD: ImportHead = {
  importId: 'import-1',
  fileName: 'aholi.xlsx',
  actorId: 'u-1',
  at: '2026-11-28T05:00:00.000Z',
  today: TODAY,
};
const PROGRAMMES: readonly ListedProgramme[] = [
  {
    code: 'women',
    versionId: 'v-women',
    titles: ['Ayollar daftari', 'Женская тетрадь'],
    subject: 'person',
    decidedBy: { minutes: true, decision: true },
    categories: [
      { code: 'unemployed', titles: ['Ishsiz'] },
      { code: 'housing', titles: ['Uy-joy'] },
    ],
  },
  {
    code: 'iron',
    versionId: 'v-iron',
    titles: ['Temir daftar'],
    subject: 'family',
    decidedBy: { minutes: true, decision: true },
    categories: [{ code: 'low_income', titles: ['Kam daromad'] }],
  },
];

/** An office's records in memory, changed by the program's own rules. */
class Office {
  readonly docs = new Map<string, Doc>();
  role: Role = 'secretary';
  #ops = 0;

  commit(changes: readonly ImportChange[], actorId = 'u-1'): void {
    const staged = new Map(this.docs);
    for (const change of changes) {
      const key = `${change.collection}/${change.docId}`;
      const doc = staged.get(key) ?? null;
      const definition = findCollection(change.collection);
      if (!definition) throw new Error(change.collection);
      this.#ops += 1;
      const op = {
        id: `op-${this.#ops}`,
        actor: actorId,
        at: HEAD.at,
        collection: change.collection,
        docId: change.docId,
        kind: change.kind,
        ...(change.transition ? { transition: change.transition } : {}),
        patch: change.patch,
        base:
          change.base ??
          Object.fromEntries(Object.keys(change.patch).map((field) => [field, doc?.body[field] ?? null])),
        version: definition.version,
      } as unknown as OperationDraft;
      const applied = apply(doc, op, {
        definition,
        actor: { id: actorId, role: this.role, officeId: 'office-1', publicKeys: [] },
        related: staged,
      });
      if (applied.kind === 'refused') throw new Error(`${key} ${change.kind}: ${JSON.stringify(applied.failure)}`);
      if (applied.kind !== 'applied') throw new Error(`${key} ${change.kind} met a conflict`);
      staged.set(key, applied.doc);
    }
    for (const [key, doc] of staged) this.docs.set(key, doc);
  }

  all<Body>(collection: string): readonly { readonly id: string; readonly body: Body }[] {
    return [...this.docs.values()]
      .filter((doc) => doc.collection === collection && !doc.removed)
      .map((doc) => ({ id: doc.id, body: doc.body as unknown as Body }));
  }
  get people() {
    return this.all<PersonBody>('people');
  }
  get families() {
    return this.all<HouseholdBody>('households');
  }
  get entries() {
    return this.all<ProgrammeEntryBody>('programmeEntries');
  }
  get cases() {
    return this.all<CaseBody>('cases');
  }
  named(givenName: string) {
    const found = this.people.find(({ body }) => body.givenName === givenName);
    if (!found) throw new Error(givenName);
    return found;
  }

  base(): ImportBase {
    const index = new DuplicateIndex();
    const people = new Map(this.people.map((one) => [one.id, one.body]));
    for (const [id, body] of people) index.set(id, body);
    const { families, entries, cases } = this;
    return {
      duplicatesOf: (person) =>
        index.matches(person).flatMap(({ id, reasons }) => {
          const body = people.get(id);
          return body ? [{ id, body, reasons }] : [];
        }),
      householdsOf: (id) => families.filter(({ body }) => (body.members ?? []).some((one) => one.personId === id)),
      isInProgramme: (programme, id) =>
        entries.some(
          ({ body }) =>
            body.programme === programme &&
            (body.personId === id || body.householdId === id) &&
            !['refused', 'exited'].includes(body.state),
        ),
      hasCase: (kind, id) =>
        cases.some(({ body }) => body.kind === kind && body.personId === id && body.state !== 'closed'),
      programmes: PROGRAMMES,
    };
  }

  plan(
    kind: ImportKind,
    heads: readonly string[],
    rows: readonly (readonly Cell[] | null)[],
    choices: Partial<Choices> = {},
  ): ImportPlan {
    return planNow({
      kind,
      importId: HEAD.importId,
      heads,
      rows: rows.map((cells, at) => ({ at: at + 2, cells })),
      mapping: guessMapping(heads, kind),
      choices: { ...FIRST_CHOICES, ...choices },
      base: this.base(),
      today: TODAY,
    });
  }

  import(...args: Parameters<Office['plan']>): ImportPlan {
    const plan = this.plan(...args);
    for (const { changes } of inBatches(plan.units, HEAD)) this.commit(changes);
    return plan;
  }

  undo(inPapers: readonly string[] = [], importId = HEAD.importId) {
    const base: UndoBase = {
      people: this.people,
      households: this.families,
      entries: this.entries,
      cases: this.cases,
      inPapers: new Set(inPapers),
      hasEvents: () => false,
    };
    let n = 0;
    const plan = planUndo(base, {
      importId,
      actor: { id: 'u-1', role: this.role },
      at: HEAD.at,
      today: TODAY,
      newId: () => `undo-${this.#ops}-${(n += 1)}`,
    });
    for (const unit of plan.units) this.commit(unit);
    return plan;
  }

  live() {
    return [...this.docs.values()]
      .filter((doc) => !doc.removed)
      .map(({ collection, id, body }) => ({ collection, id, body }));
  }
}

const FAMILY_HEADS = [
  'Oila raqami',
  'F.I.Sh.',
  'Oila boshligʻiga kim',
  'JSHSHIR',
  'Tugʻilgan sanasi',
  'Manzil',
  'Telefon',
  'Bandligi',
  'Izoh',
];
const ANVAR = [
  1,
  'Karimov Anvar Shavkat oʻgʻli',
  'boshliq',
  31210632040244,
  '12.10.1963',
  "Bog' ko'chasi 4",
  '901234567',
  'pensioner',
  null,
];
const NODIRA = [1, 'Каримова Нодира', 'хотини', 40201902050010, 32875, null, null, 'уй бекаси', null];
const BOBUR = [2, 'Aliyev Bobur', 'boshliq', null, '1985-03-01', 'Tinchlik 9', '12', 'ishsiz', 'yordam kerak'];

const fates = (plan: ImportPlan) => plan.rows.map((row) => row.fate);
const codes = (plan: ImportPlan, at: number) =>
  plan.rows.find((row) => row.at === at)?.issues.map((issue) => issue.code);

describe('people and families', () => {
  it('come in with their families, each fact with the file and the row', () => {
    const office = new Office();
    const plan = office.import('people', FAMILY_HEADS, [ANVAR, NODIRA, BOBUR]);
    expect(fates(plan)).toEqual(['new', 'new', 'new']);
    expect(countUnits(plan.units)).toEqual({ people: 3, households: 2, entries: 0, cases: 0, filled: 0 });
    const anvar = office.named('Anvar');
    expect(anvar.body).toMatchObject({
      familyName: 'Karimov',
      patronymic: 'Shavkat oʻgʻli',
      pinfl: '31210632040244',
      birthDate: '1963-10-12',
      sex: 'male',
      phone: '+998901234567',
      work: 'pensioner',
      address: 'Bogʻ koʻchasi 4',
      importId: 'import-1',
    });
    const fact = anvar.body.facts?.find((one) => one.field === 'birthDate');
    expect(fact).toMatchObject({ value: '1963-10-12', source: 'imported', detail: 'aholi.xlsx · 2' });
    // Kept in the script in which it was written.
    expect(office.named('Нодира').body).toMatchObject({
      familyName: 'Каримова',
      birthDate: '1990-01-02',
      work: 'homemaker',
    });
    const family = office.families.find(({ body }) => body.address === 'Bogʻ koʻchasi 4');
    expect(headOf(family?.body ?? {})?.personId).toBe(anvar.id);
    expect(membersOf(family?.body ?? {}).map((one) => one.relation)).toEqual(['head', 'wife']);
    expect(codes(plan, 4)).toEqual(['phone_invalid']);
  });

  it('without family numbers are grouped by address and head; without either, only people come in', () => {
    const heads = ['F.I.Sh.', 'Qarindoshligi', 'Manzil'];
    const rows = [
      ['Karimov Anvar', 'boshliq', 'Bogʻ 4'],
      ['Karimova Nodira', 'xotini', 'BOGʻ 4'],
      ['Aliyev Bobur', 'boshliq', 'Bogʻ 4'],
      ['Aliyeva Zilola', 'qizi', 'Bogʻ 4'],
      ['Usmonov Temur', '', ''],
    ];
    const office = new Office();
    const plan = office.import('people', heads, rows);
    expect(office.families.map(({ body }) => membersOf(body).length)).toEqual([2, 2]);
    expect(codes(plan, 6)).toEqual(['relation_missing', 'family_no_address']);
    const plain = new Office();
    plain.import(
      'people',
      ['F.I.Sh.', 'Manzil'],
      rows.map(([name, , address]) => [name ?? '', address ?? '']),
    );
    expect([plain.people.length, plain.families.length]).toEqual([5, 0]);
  });

  it('that are wrong are told at their column: what is impossible is bad, what is doubtful is kept', () => {
    const plan = new Office().plan('people', FAMILY_HEADS, [
      [1, 'Karimov', 'boshliq', null, null, 'Bogʻ 4', null, null, null],
      [2, 'Karimov Anvar', 'boshliq', null, '01.01.2027', 'Bogʻ 5', null, null, null],
      [3, 'Karim?v Anvar', 'amakisi', '31210632040245', '31.02.1980', 'Bogʻ 6', null, 'kosmonavt', null],
      [4, 'Usmonov Temur', 'boshliq', '3.12106E+13', '1.1.1890', 'Bogʻ 7', null, null, null],
      null,
      [5, 'Salimov Vali', 'boshliq', 40201902050010, '02.01.1991', 'Bogʻ 8', null, null, 'x'.repeat(4_001)],
    ]);
    const told = plan.rows.map((row) => [row.fate, ...row.issues.map((issue) => `${issue.code}@${issue.column}`)]);
    expect(told).toEqual([
      ['bad', 'name_missing@1'],
      ['bad', 'born_in_future@4'],
      [
        'new',
        'code_unknown@2',
        'day_wrong@4',
        'code_unknown@7',
        'letters_damaged@1',
        'pinfl_check_digit@3',
        'no_head@2',
      ],
      ['new', 'pinfl_scientific@3', 'very_old@4'],
      ['bad', 'row_unreadable@null'],
      ['bad', 'pinfl_birth_mismatch@3', 'text_long@8'],
    ]);
    // The wrong number is kept, and what was not understood stands in the note under its head.
    const values = plan.units[0]?.people[0]?.values;
    expect(values).toMatchObject({ pinfl: '31210632040245' });
    expect(values?.note).toBe('Oila boshligʻiga kim: amakisi\nTugʻilgan sanasi: 31.02.1980\nBandligi: kosmonavt');
  });

  it('that are known are filled up, left out or entered anew, as was chosen', () => {
    const office = new Office();
    office.commit([
      {
        collection: 'people',
        docId: 'p-old',
        kind: 'create',
        patch: { familyName: 'Karimov', givenName: 'Anvar', birthDate: '1963-10-12', phone: '+998911111111' },
      },
    ]);
    const same = office.plan('people', FAMILY_HEADS, [ANVAR]);
    expect(same.rows[0]).toMatchObject({ fate: 'same', match: 'certain' });
    // The name and the telephone stand as they were; what was empty is filled.
    expect(Object.keys(same.units[0]?.people[0]?.values ?? {}).toSorted()).toEqual(
      ['address', 'patronymic', 'pinfl', 'sex', 'work'].toSorted(),
    );
    expect(same.units[0]?.people[0]?.isNew).toBe(false);
    expect(fates(office.plan('people', FAMILY_HEADS, [ANVAR], { certain: 'skip' }))).toEqual(['skipped']);
    expect(office.plan('people', FAMILY_HEADS, [ANVAR], { certain: 'enter' }).units[0]?.people[0]?.isNew).toBe(true);
    // One row may be treated otherwise than the rest.
    expect(fates(office.plan('people', FAMILY_HEADS, [ANVAR], { byRow: { 2: 'skip' } }))).toEqual(['skipped']);
    // One number on another name: nobody knows whose it is, so it is told and nobody is altered by it.
    const other =
      office.import('people', FAMILY_HEADS, [ANVAR]) &&
      office.plan('people', FAMILY_HEADS, [
        [9, 'Toshmatov Eshmat', 'boshliq', 31210632040244, null, 'Uzoq 1', null, null, null],
      ]);
    expect(other.rows[0]?.match).toBe('similar');
    expect(codes(other, 2)).toContain('pinfl_of_another');
  });

  it('that stand twice in the file are told, also where in two families', () => {
    const plan = new Office().plan('people', FAMILY_HEADS, [ANVAR, NODIRA, NODIRA, [7, ...NODIRA.slice(1)]]);
    expect(fates(plan)).toEqual(['new', 'new', 'skipped', 'skipped']);
    expect(plan.rows[2]?.issues.at(-1)).toMatchObject({ code: 'twice_in_file', params: { row: 3 } });
    expect(plan.rows[3]?.issues.at(-1)).toMatchObject({ code: 'two_families_in_file', params: { row: 3 } });
  });

  it('join the family that one of them is in; nobody is moved out of another one', () => {
    const office = new Office();
    office.import('people', FAMILY_HEADS, [ANVAR, BOBUR]);
    const plan = office.plan('people', FAMILY_HEADS, [ANVAR, NODIRA, [1, ...BOBUR.slice(1)]]);
    expect(plan.units[0]?.household).toMatchObject({ isNew: false, members: [{ relation: 'wife' }] });
    expect(codes(plan, 4)).toContain('in_two_families');
  });

  it('rows of figures, repeated heads and empty rows are no rows', () => {
    const plan = new Office().plan('people', FAMILY_HEADS, [
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      [...FAMILY_HEADS],
      [null, ' ', '', null],
      ANVAR,
    ]);
    expect(plan.rows.map((row) => row.at)).toEqual([5]);
  });
});

describe('registers', () => {
  const heads = [
    'F.I.Sh.',
    'JSHSHIR',
    'Manzil',
    'Daftar',
    'Toifa',
    'Bayonnoma raqami',
    'Bayonnoma sanasi',
    'Qaror raqami',
    'Qaror sanasi',
    'Izoh',
  ];
  const rows: readonly (readonly Cell[])[] = [
    [
      'Karimova Nodira',
      40201902050010,
      'Bogʻ 4',
      'Ayollar daftari',
      'ishsiz',
      '5',
      '01.02.2026',
      '12-q',
      '05.02.2026',
      'ish soʻradi',
    ],
    ['Karimova Nodira', 40201902050010, 'Bogʻ 4', 'Temir daftar', 'Kam daromad', null, null, null, null, null],
    ['Aliyeva Zilola', null, 'Tinchlik 9', 'Kosmos daftari', 'ishsiz', null, null, null, null, null],
    ['Aliyeva Zilola', null, null, 'Темир дафтар', 'кам даромад', null, null, null, null, null],
  ];

  it('a decided row is enrolled, an undecided one is a draft, an unknown programme is refused', () => {
    const office = new Office();
    const plan = office.import('programmes', heads, rows);
    expect(fates(plan)).toEqual(['new', 'new', 'bad', 'bad']);
    expect(codes(plan, 4)).toEqual(['programme_unknown']);
    expect(codes(plan, 5)).toEqual(['address_needed']);
    expect(office.entries.map(({ body }) => [body.programme, body.state, body.enrolledOn ?? null])).toEqual([
      ['women', 'enrolled', '2026-02-05'],
      ['iron', 'draft', null],
    ]);
    // One person, though she stands in two rows, and the family that the second programme is about.
    expect([office.people.length, office.families.length]).toEqual([1, 1]);
    const again = office.plan('programmes', heads, rows.slice(0, 2));
    expect(fates(again)).toEqual(['skipped', 'skipped']);
    expect(codes(again, 2)).toContain('in_programme');
  });

  it('the programme may be one for the whole file', () => {
    const office = new Office();
    const short = [['Karimova Nodira', 'ishsiz']];
    const mapping = guessMapping(['F.I.Sh.', 'Toifa'], 'programmes');
    expect(missingColumns('programmes', mapping, {})).toEqual(['programme']);
    expect(missingColumns('programmes', mapping, { programme: 'women' })).toEqual([]);
    expect(fates(office.plan('programmes', ['F.I.Sh.', 'Toifa'], short, { programme: 'women' }))).toEqual(['new']);
  });
});

describe('cases', () => {
  const heads = ['F.I.Sh.', 'Telefon', 'Ish turi', 'Ochilgan sana', 'Holati', 'Yopilgan sana', 'Natija', 'Izoh'];

  it('come in as taken in, closed ones closed; a violence file is never made by a list', () => {
    const office = new Office();
    const plan = office.import('cases', heads, [
      ['Karimova Nodira', '901234567', 'ishsiz', '01.02.2026', 'ochiq', null, null, 'ish soʻradi'],
      ['Aliyev Vali', null, 'Nogironlik', '01.02.2025', 'yopilgan', '01.03.2026', 'koʻchib ketgan', null],
      ['Aliyev Gʻani', null, 'Nogironlik', '01.02.2025', 'yopilgan', null, null, null],
      ['Salimova Hilola', null, 'Zoʻravonlik', '01.02.2025', 'ochiq', null, null, null],
      ['Salimov Botir', null, 'Kosmos', '01.02.2025', 'ochiq', null, null, null],
    ]);
    expect(fates(plan)).toEqual(['new', 'new', 'new', 'bad', 'bad']);
    expect(office.cases.map(({ body }) => body.state)).toEqual(['intake', 'closed', 'intake']);
    expect(office.cases[0]?.body).toMatchObject({
      clientName: 'Karimova Nodira',
      clientPhone: '+998901234567',
      request: 'ish soʻradi',
      openedOn: '2026-02-01',
    });
    expect(codes(plan, 4)).toContain('case_not_closed');
    expect(codes(plan, 5)).toEqual(['case_kind_by_hand']);
    expect(JSON.stringify([...office.docs.values()])).not.toContain('Salimova');
    expect(office.people).toEqual([]);
  });
});

describe('a batch that comes twice', () => {
  it('doubles nothing, whether all of it or a part had come through', () => {
    const office = new Office();
    const plan = office.plan('people', FAMILY_HEADS, [ANVAR, NODIRA, BOBUR]);
    const all = plan.units.flatMap((unit) => changesOf(unit, HEAD));
    const isDone = (change: ImportChange, entryId: string) => {
      const doc = office.docs.get(`${change.collection}/${change.docId}`);
      return ((doc?.body.history ?? []) as readonly { readonly id: string }[]).some((one) => one.id === entryId);
    };
    office.commit(all.slice(0, 2));
    const rest = remaining(all, isDone);
    expect(rest).toHaveLength(all.length - 2);
    office.commit(rest);
    expect(remaining(all, isDone)).toEqual([]);
    const before = office.live();
    // Even without looking: the same ids and moments come to the same records.
    office.commit(all);
    expect(office.live()).toEqual(before);
  });

  test('batches are of so many changes at most, unless one family has more, and lose no unit', () => {
    const office = new Office();
    const rows = Array.from({ length: 60 }, (_, n) => [
      Math.floor(n / 4),
      `Karimov${n} Anvar${n}`,
      n % 4 ? 'oʻgʻli' : 'boshliq',
      null,
      null,
      `Bogʻ ${Math.floor(n / 4)}`,
      null,
      null,
      null,
    ]);
    const plan = office.plan('people', FAMILY_HEADS, rows);
    const batches = [...inBatches(plan.units, HEAD, 12)];
    expect(batches.every(({ changes }) => changes.length <= 12)).toBe(true);
    expect(batches.flatMap(({ units }) => units)).toEqual(plan.units);
  });
});

describe('undoing', () => {
  const old: ImportChange = {
    collection: 'people',
    docId: 'p-old',
    kind: 'create',
    patch: { familyName: 'Karimov', givenName: 'Anvar', birthDate: '1963-10-12', phone: '+998911111111' },
  };

  it('takes away what was made, and gives back what was filled', () => {
    const office = new Office();
    office.commit([old]);
    office.import('people', FAMILY_HEADS, [ANVAR, NODIRA, BOBUR]);
    expect(office.named('Anvar').body.pinfl).toBe('31210632040244');
    const plan = office.undo();
    expect(plan).toMatchObject({ removed: { people: 2, households: 2 }, givenBack: 1, stays: [] });
    expect(office.families).toEqual([]);
    expect(office.people.map((one) => one.id)).toEqual(['p-old']);
    const { pinfl, phone, givenName } = office.named('Anvar').body;
    expect({ pinfl, phone, givenName }).toEqual({ pinfl: undefined, phone: '+998911111111', givenName: 'Anvar' });
    // Done once more, nothing is left to do.
    expect(office.undo().units).toEqual([]);
  });

  it('leaves what was used meanwhile, with its family, and says why', () => {
    const office = new Office();
    office.import('people', FAMILY_HEADS, [ANVAR, NODIRA, BOBUR]);
    const nodira = office.named('Нодира').id;
    office.commit([
      {
        collection: 'people',
        docId: nodira,
        kind: 'patch',
        patch: { phone: '+998900000000', history: [{ id: 'h-9', event: 'edited', at: HEAD.at, actor: 'u-1' }] },
      },
    ]);
    const plan = office.undo();
    expect(office.people.map(({ body }) => body.givenName)).toEqual(['Anvar', 'Нодира']);
    expect(office.families).toHaveLength(1);
    expect(plan.stays.map((stay) => `${stay.collection} ${stay.reason}`).toSorted()).toEqual([
      'households in_family',
      'people changed',
      'people in_family',
    ]);
  });

  it('leaves whom a paper names', () => {
    const office = new Office();
    office.import('people', ['F.I.Sh.'], [['Karimov Anvar'], ['Aliyev Vali']]);
    const plan = office.undo([office.named('Vali').id]);
    expect(office.people.map(({ body }) => body.givenName)).toEqual(['Vali']);
    expect(plan.stays).toMatchObject([{ reason: 'in_paper' }]);
  });

  it('a value that somebody has changed since stays', () => {
    const office = new Office();
    office.commit([old]);
    office.import('people', FAMILY_HEADS, [ANVAR]);
    office.commit([
      {
        collection: 'people',
        docId: 'p-old',
        kind: 'patch',
        patch: {
          address: 'Yangi 1',
          facts: [{ id: 'f-9', field: 'address', value: 'Yangi 1', source: 'said', actor: 'u-1', at: HEAD.at }],
        },
      },
    ]);
    office.undo();
    const { address, pinfl } = office.named('Anvar').body;
    expect({ address, pinfl }).toEqual({ address: 'Yangi 1', pinfl: undefined });
  });

  it('takes members out of a family that was there before', () => {
    const office = new Office();
    office.import('people', FAMILY_HEADS, [ANVAR]);
    const first = [...office.people];
    const plan = office.plan('people', FAMILY_HEADS, [ANVAR, NODIRA]);
    const head = { ...HEAD, importId: 'import-2' };
    const renamed = JSON.parse(
      JSON.stringify(plan.units)
        .replaceAll('import-1', 'import-2')
        .replaceAll('import-2-h2', 'import-1-h2')
        .replaceAll('import-2-p2', 'import-1-p2'),
    ) as typeof plan.units;
    for (const { changes } of inBatches(renamed, head)) office.commit(changes);
    expect(membersOf(office.families[0]?.body ?? {})).toHaveLength(2);
    office.undo([], 'import-2');
    expect(membersOf(office.families[0]?.body ?? {})).toHaveLength(1);
    expect(office.people.map((one) => one.id)).toEqual(first.map((one) => one.id));
  });

  it('entries that were enrolled end with the reason; cases are removed by the chair, closed by the secretary', () => {
    const office = new Office();
    office.import('cases', ['F.I.Sh.', 'Ish turi'], [['Aliyev Vali', 'ishsiz']]);
    expect(office.undo()).toMatchObject({ ended: 1, removed: { cases: 0 } });
    expect(office.cases[0]?.body).toMatchObject({ state: 'closed', outcome: 'opened_by_mistake' });
    expect(office.undo()).toMatchObject({ ended: 0, stays: [] });
    const other = new Office();
    other.import('cases', ['F.I.Sh.', 'Ish turi'], [['Aliyev Vali', 'ishsiz']]);
    other.role = 'chair';
    expect(other.undo()).toMatchObject({ ended: 0, removed: { cases: 1 } });
    expect(other.cases).toEqual([]);
  });

  test('whatever is imported into whatever is there, an undoing comes back to where it was', () => {
    const name = fc.constantFrom(
      'Karimov Anvar',
      'Karimova Nodira',
      'Aliyev Vali',
      'Каримов Анвар',
      'Usmonov Temur',
      'X',
      '',
    );
    const line = fc.tuple(
      fc.constantFrom(null, 1, 2, 3),
      name,
      fc.constantFrom('boshliq', 'xotini', 'oʻgʻli', '', 'kim'),
      fc.constantFrom(null, 31210632040244, 40201902050010, '3.1E+13', 'x'),
      fc.constantFrom(null, '12.10.1963', '02.01.1990', '01.01.2030', 'kecha'),
      fc.constantFrom(null, 'Bogʻ 4', 'Tinchlik 9'),
      fc.constantFrom(null, '901234567', '1'),
      fc.constantFrom(null, 'ishsiz', 'kosmonavt'),
      fc.constantFrom(null, 'izoh'),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('same', 'skip', 'enter'),
        (before, rows, how) => {
          const office = new Office();
          const seed = office.plan('people', FAMILY_HEADS, before);
          const earlier = { ...HEAD, importId: 'import-0' };
          const units = JSON.parse(JSON.stringify(seed.units).replaceAll('import-1', 'import-0')) as typeof seed.units;
          for (const { changes } of inBatches(units, earlier)) office.commit(changes);
          const people = new Map(office.people.map((one) => [one.id, one.body]));
          const homes = new Map(
            office.families.map((one) => [one.id, membersOf(one.body).map((member) => member.personId)]),
          );

          const plan = office.import('people', FAMILY_HEADS, rows, { certain: how as 'same', similar: how as 'same' });
          const { people: made, households } = countUnits(plan.units);
          expect(office.people).toHaveLength(people.size + made);
          expect(office.families).toHaveLength(homes.size + households);
          // Nobody is a member of two families by an import.
          for (const { id } of office.people) {
            expect(
              office.families.filter(({ body }) => membersOf(body).some((one) => one.personId === id)).length,
            ).toBeLessThanOrEqual(1);
          }
          for (const row of plan.rows)
            expect(row.fate === 'bad').toBe(row.issues.some((issue) => issue.level === 'bad'));

          expect(office.undo().stays).toEqual([]);
          expect(office.people.map((one) => one.id).toSorted()).toEqual([...people.keys()].toSorted());
          for (const { id, body } of office.people) {
            const values = (one: PersonBody | undefined) => ({ ...one, facts: null, history: null });
            expect(values(body)).toEqual(values(people.get(id)));
          }
          for (const { id, body } of office.families) {
            expect(membersOf(body).map((one) => one.personId)).toEqual(homes.get(id));
          }
          expect(office.families).toHaveLength(homes.size);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the record of an import', () => {
  it('is written with the first batch, counts on, and is never begun in another’s name', () => {
    const office = new Office();
    office.commit([beginImport(HEAD, 'people', { rows: 3, good: 2, bad: 1, skipped: 0, units: 2 })]);
    const read = () => readImportRecord(office.docs.get('catalogues/import-1')?.body as never);
    const first = read();
    expect(first).toMatchObject({ state: 'running', done: 0, rows: 3, startedBy: 'u-1' });
    if (!first) return;
    office.commit([noteImport('import-1', first, { done: 2, people: 2, state: 'done', endedAt: HEAD.at })]);
    expect(read()).toMatchObject({ state: 'done', done: 2, people: 2, rows: 3 });
    const another = beginImport({ ...HEAD, importId: 'import-9', actorId: 'u-2' }, 'people', {
      rows: 0,
      good: 0,
      bad: 0,
      skipped: 0,
      units: 0,
    });
    expect(() => office.commit([another])).toThrow('body_invalid');
    const second = read();
    if (!second) return;
    expect(() => office.commit([noteImport('import-1', second, { rows: 4 })])).toThrow('body_invalid');
    office.commit([noteImport('import-1', second, { state: 'undone', stayed: 0 })]);
    const third = read();
    if (third)
      expect(() => office.commit([noteImport('import-1', third, { state: 'done' })])).toThrow('transition_not_allowed');
  });

  it('nothing of another form passes for one', () => {
    for (const data of [{}, { importKind: 'people' }, { importKind: 'x', state: 'done' }]) {
      expect(readImportRecord({ kind: 'import', data })).toBeNull();
    }
    expect(collections.catalogues.policy.create).toEqual(['chair', 'secretary']);
  });
});

test('ten thousand rows are checked in a few seconds', () => {
  const rows = Array.from({ length: 10_000 }, (_, n) => [
    Math.floor(n / 4),
    `Karimov${n % 700} Anvar${n % 113} Shavkat oʻgʻli`,
    n % 4 ? 'oʻgʻli' : 'boshliq',
    null,
    `${1 + (n % 28)}.${1 + (n % 12)}.${1940 + (n % 80)}`,
    `Bogʻ ${Math.floor(n / 4)}`,
    null,
    'ishsiz',
    null,
  ]);
  const began = performance.now();
  const plan = new Office().plan('people', FAMILY_HEADS, rows);
  expect(plan.rows).toHaveLength(10_000);
  expect(performance.now() - began).toBeLessThan(20_000);
}, 30_000);
