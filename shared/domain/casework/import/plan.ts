import type { CaseBody, CaseKind } from '../collections/cases/index.ts';
import type { HouseholdBody } from '../collections/households/index.ts';
import type { PersonBody } from '../collections/people/index.ts';
import { DuplicateIndex, type DuplicateReason, type PersonFacts } from '../duplicates.ts';
import { ageOn, type Candidate, findMemberFaults, membersOf, type Relation } from '../household.ts';
import { checkPinfl, checkPinflAgainst } from '../pinfl.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import {
  type Cell,
  isDamaged,
  type Read,
  readAmount,
  readDay,
  readDocument,
  readPhone,
  readPinfl,
  splitName,
  textOf,
} from './cells.ts';
import type { ImportField, ImportKind, Mapping } from './columns.ts';
import { READ_CODE } from './words.ts';

/** A line of a table: its number in the file, from 1; null cells for one that the reader could not take apart. */
export interface TableRow {
  readonly at: number;
  readonly cells: readonly Cell[] | null;
}

/** What is told of a row, at its column. */
export interface RowIssue {
  /** End of an i18n key. */
  readonly code: string;
  /** `bad`: the row is not entered. */
  readonly level: 'bad' | 'warning';
  /** Number of the column, from 0; null where it is about the row. */
  readonly column: number | null;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What to do with somebody who is there already. */
export const TREATMENTS = ['same', 'skip', 'enter'] as const;
/** `same`: the same person, only empty fields are filled; `enter`: another person. Also the end of an i18n key. */
export type Treatment = (typeof TREATMENTS)[number];

/** How doubles are treated. */
export interface Choices {
  /** Somebody who is surely known: by number, by document, or by full name and birth date. */
  readonly certain: Treatment;
  /** Somebody who is like one that is known. */
  readonly similar: Treatment;
  /** Somebody who stands twice in the file. */
  readonly twice: 'skip' | 'enter';
  /** Otherwise for single rows, by the row's number. */
  readonly byRow: Readonly<Record<number, Treatment>>;
  /** The programme or the kind of all rows, where no column says it. */
  readonly programme?: string | undefined;
  readonly caseKind?: CaseKind | undefined;
}

/** The choices that an import begins with. */
export const FIRST_CHOICES: Choices = { certain: 'same', similar: 'enter', twice: 'skip', byRow: {} };

/** A programme that the ministry keeps, as lists name it. */
export interface ListedProgramme {
  readonly code: string;
  readonly versionId: string;
  readonly titles: readonly string[];
  readonly subject: 'person' | 'family';
  /** Which papers decide; number and day of each are asked for. */
  readonly decidedBy: { readonly minutes: boolean; readonly decision: boolean };
  readonly categories: readonly { readonly code: string; readonly titles: readonly string[] }[];
}

/** What the office knows already. */
export interface ImportBase {
  duplicatesOf(person: PersonFacts): readonly {
    readonly id: string;
    readonly body: PersonBody;
    readonly reasons: readonly DuplicateReason[];
  }[];
  householdsOf(personId: string): readonly { readonly id: string; readonly body: HouseholdBody }[];
  /** Whether somebody, or a family, is or may soon be in a programme. */
  isInProgramme(programme: string, subjectId: string): boolean;
  /** Whether somebody has a case of a kind that is not closed. */
  hasCase(kind: string, personId: string): boolean;
  readonly programmes: readonly ListedProgramme[];
}

/** Fields with their values. */
export type Values = Readonly<Record<string, string | number>>;

/** Somebody in a unit: to be entered, or known and filled up. */
export interface PlannedPerson {
  readonly at: number;
  readonly id: string;
  /** False where the office has them. */
  readonly isNew: boolean;
  /** All fields of a new person; the empty fields of a known one that the row fills. */
  readonly values: Values;
}

/** What is entered together or not at all: a family, an entry of a programme, a case. All ids are made of the row's number. */
export interface ImportUnit {
  readonly rows: readonly number[];
  readonly people: readonly PlannedPerson[];
  readonly household?: {
    readonly id: string;
    readonly isNew: boolean;
    readonly address: string;
    readonly phone?: string | undefined;
    readonly members: readonly { readonly id: string; readonly personId: string; readonly relation: Relation }[];
  };
  readonly entry?: {
    readonly id: string;
    readonly at: number;
    readonly personId?: string | undefined;
    readonly householdId?: string | undefined;
    readonly programme: string;
    readonly versionId: string;
    readonly category: string;
    readonly values: Values;
    /** Whether all is there by which it can be enrolled. */
    readonly enrolled: boolean;
  };
  readonly case?: {
    readonly id: string;
    readonly at: number;
    readonly kind: CaseKind;
    readonly personId?: string | undefined;
    readonly values: Values;
    readonly closing?: { readonly closedOn: Day; readonly outcome: NonNullable<CaseBody['outcome']> } | undefined;
  };
}

/** What will become of a row. */
export type RowFate = 'new' | 'same' | 'skipped' | 'bad';

/** A row, checked. */
export interface CheckedRow {
  readonly at: number;
  readonly fate: RowFate;
  readonly issues: readonly RowIssue[];
  /** Why it may be there already; `null` where it is not. */
  readonly match: 'certain' | 'similar' | 'twice' | null;
}

/** A list, checked and taken apart into what is entered. */
export interface ImportPlan {
  readonly rows: readonly CheckedRow[];
  readonly units: readonly ImportUnit[];
}

/** What a check is given. */
export interface PlanInput {
  readonly kind: ImportKind;
  readonly importId: string;
  readonly heads: readonly string[];
  readonly rows: readonly TableRow[];
  readonly mapping: Mapping;
  readonly choices: Choices;
  readonly base: ImportBase;
  readonly today: Day;
}

/** Columns without which a list of a kind says nothing; each is the name of one field that would do. */
export function missingColumns(
  kind: ImportKind,
  mapping: Mapping,
  choices: Pick<Choices, 'programme' | 'caseKind'>,
): readonly ImportField[] {
  const has = (field: ImportField) => mapping[field] !== undefined;
  const missing: ImportField[] = [];
  if (!has('fullName')) {
    if (!has('familyName')) missing.push('familyName');
    if (!has('givenName')) missing.push('givenName');
  }
  if (kind === 'programmes') {
    if (!has('programme') && !choices.programme) missing.push('programme');
    if (!has('category')) missing.push('category');
  }
  if (kind === 'cases' && !has('caseKind') && !choices.caseKind) missing.push('caseKind');
  return missing;
}

const LENGTHS: Readonly<Record<string, number>> = {
  familyName: 80,
  givenName: 80,
  patronymic: 80,
  address: 300,
  workplace: 200,
  profession: 120,
  note: 4000,
  number: 40,
  minutesNumber: 60,
  decisionNumber: 60,
};
const MOST_INCOME = 1_000_000_000;
const OLDEST = 120;

interface Row {
  readonly at: number;
  readonly values: Record<string, string | number>;
  readonly issues: RowIssue[];
  readonly relation: Relation | null;
  readonly familyNo: string;
  fate: RowFate;
  match: CheckedRow['match'];
  /** The person that it came to. */
  person?: PlannedPerson;
  known?: PersonBody;
}

/** Rows that are no rows: empty ones, the heads once more, and the line of figures under the heads. */
export function isFiller({ cells }: TableRow, heads: readonly string[]): boolean {
  if (cells === null) return false;
  const texts = cells.map(textOf);
  const filled = texts.flatMap((text, column) => (text === '' ? [] : [{ text, column }]));
  if (filled.length === 0) return true;
  if (filled.length < 2) return false;
  return (
    filled.every(({ text, column }) => text === heads[column]) ||
    (filled.length > 2 && filled.every(({ text, column }) => text === String(column + 1)))
  );
}

type Reader = (field: ImportField, cell: Cell) => Read<string | number>;

function createReader(today: Day): Reader {
  const ofCode = (read: (text: string) => string | null, cell: Cell): Read<string> => {
    const text = textOf(cell);
    if (text === '' || text === '-') return { value: null, issue: null };
    const code = read(text);
    return code === null ? { value: null, issue: 'code_unknown' } : { value: code, issue: null };
  };
  return (field, cell) => {
    switch (field) {
      case 'pinfl':
        return readPinfl(cell);
      case 'phone':
        return readPhone(cell);
      case 'document':
        return readDocument(cell);
      case 'income':
        return readAmount(cell, MOST_INCOME);
      case 'birthDate':
      case 'minutesDate':
      case 'decisionDate':
      case 'enrolledOn':
      case 'openedOn':
      case 'closedOn':
        return readDay(cell, today);
      case 'sex':
      case 'maritalStatus':
      case 'education':
      case 'work':
      case 'disability':
      case 'relation':
      case 'outcome':
      case 'caseState':
      case 'caseKind':
        return ofCode(READ_CODE[field], cell);
      default:
        return { value: textOf(cell) || null, issue: null };
    }
  };
}

/** Reads a row by its columns; what is not understood is kept in the note, with the head of its column. */
function readRow({ at, cells }: TableRow, input: PlanInput, read: Reader): Row {
  const { mapping, heads, today, kind } = input;
  const issues: RowIssue[] = [];
  const values: Record<string, string | number> = {};
  const row = { at, values, issues, match: null };
  const tell = (level: RowIssue['level'], code: string, field?: ImportField, params?: RowIssue['params']) =>
    issues.push({
      code,
      level,
      column: field === undefined ? null : (mapping[field] ?? null),
      ...(params ? { params } : {}),
    });
  if (cells === null) {
    tell('bad', 'row_unreadable');
    return { ...row, relation: null, familyNo: '', fate: 'bad' };
  }
  const aside: string[] = [];
  const byColumn = (Object.entries(mapping) as [ImportField, number][]).toSorted((a, b) => a[1] - b[1]);
  for (const [field, column] of byColumn) {
    const cell = cells[column] ?? null;
    const { value, issue } = read(field, cell);
    if (value !== null) values[field] = value;
    if (issue) tell('warning', issue, field);
    if (issue && value === null && field !== 'pinfl') aside.push(`${heads[column] ?? field}: ${textOf(cell)}`);
    // A rounded number is no number, and is not worth keeping.
    if (issue && value === null && field === 'pinfl' && issue !== 'pinfl_scientific')
      aside.push(`${heads[column] ?? field}: ${textOf(cell)}`);
  }
  const { fullName, familyNo, relation, ...rest } = values;
  for (const field of ['fullName', 'familyNo', 'relation']) delete values[field];
  if (typeof fullName === 'string') {
    for (const [field, part] of Object.entries(splitName(fullName))) if (part && !rest[field]) values[field] = part;
  }
  const nameAt: ImportField =
    mapping.fullName === undefined ? (values.familyName ? 'givenName' : 'familyName') : 'fullName';
  if (!values.familyName || !values.givenName) tell('bad', 'name_missing', nameAt);
  for (const field of ['familyName', 'givenName', 'patronymic'] as const) {
    if (isDamaged(String(values[field] ?? ''))) {
      tell('warning', 'letters_damaged', mapping.fullName === undefined ? field : 'fullName');
      break;
    }
  }
  const birth = values.birthDate as Day | undefined;
  if (birth !== undefined) {
    if (birth > today) tell('bad', 'born_in_future', 'birthDate');
    else if ((ageOn(birth, today) ?? 0) > OLDEST) tell('warning', 'very_old', 'birthDate');
  }
  const pinfl = values.pinfl as string | undefined;
  if (pinfl?.length === 14) {
    const checked = checkPinflAgainst({ pinfl, sex: values.sex as never, birthDate: birth });
    if (!checked.ok) tell('warning', checked.failure.code, 'pinfl');
    const own = checkPinfl(pinfl);
    if (own.ok && own.value.birthDate <= today) {
      // A right number says both.
      values.birthDate ??= own.value.birthDate;
      values.sex ??= own.value.sex;
    }
  }
  for (const field of ['minutesDate', 'decisionDate', 'enrolledOn', 'openedOn', 'closedOn'] as const) {
    if (String(values[field] ?? '') > today) tell('bad', 'day_in_future', field);
  }
  if (aside.length > 0) values.note = [values.note, ...aside].filter(Boolean).join('\n');
  for (const [field, most] of Object.entries(LENGTHS)) {
    if (String(values[field] ?? '').length > most) tell('bad', 'text_long', field as ImportField, { most });
  }
  if (
    kind === 'people' &&
    mapping.relation !== undefined &&
    relation === undefined &&
    !issues.some((one) => one.column === mapping.relation)
  ) {
    tell('warning', 'relation_missing', 'relation');
  }
  return {
    ...row,
    relation: (relation as Relation | undefined) ?? null,
    familyNo: String(familyNo ?? ''),
    fate: issues.some((one) => one.level === 'bad') ? 'bad' : 'new',
  };
}

function isCertain(reasons: readonly DuplicateReason[]): boolean {
  const has = (reason: DuplicateReason) => reasons.includes(reason);
  const named = has('same_name') || has('similar_name') || has('swapped_name') || has('changed_surname');
  // One number on two names: one of the two records is wrong, and nobody knows which.
  return ((has('same_pinfl') || has('same_document')) && named) || (has('same_name') && has('same_birth_date'));
}

const FILLED = [
  'patronymic',
  'pinfl',
  'birthDate',
  'sex',
  'document',
  'address',
  'phone',
  'maritalStatus',
  'education',
  'work',
  'workplace',
  'profession',
  'disability',
  'income',
  'note',
];
const PERSON_VALUES = ['familyName', 'givenName', ...FILLED];

function pick(values: Values, fields: readonly string[]): Values {
  return Object.fromEntries(fields.flatMap((field) => (values[field] === undefined ? [] : [[field, values[field]]])));
}

/** The fields of a known person that are empty and that a row knows. */
export function fillable(body: PersonBody, values: Values): Values {
  const empty = FILLED.filter((field) => {
    const known = (body as unknown as Record<string, unknown>)[field];
    return known === undefined || known === null || known === '';
  });
  return pick(values, empty);
}

/** Finds out who of the file is there already, in the base and in the file itself. */
class Matcher {
  readonly #index = new DuplicateIndex();
  readonly #rows = new Map<string, Row>();
  readonly #input: PlanInput;

  constructor(input: PlanInput) {
    this.#input = input;
  }

  /** Whose row it is; the row's own fate, match and person are set. */
  settle(row: Row): void {
    if (row.fate === 'bad') return;
    const { base, choices, importId, kind } = this.#input;
    const facts = row.values as unknown as PersonFacts;
    const warn = (code: string, params?: RowIssue['params']) =>
      row.issues.push({ code, level: 'warning', column: null, ...(params ? { params } : {}) });
    const person =
      kind === 'people'
        ? row.values
        : pick(
            row.values,
            PERSON_VALUES.filter((field) => field !== 'note'),
          );

    const earlier = this.#index.matches(facts).find((one) => isCertain(one.reasons));
    const first = earlier ? this.#rows.get(earlier.id) : undefined;
    if (first?.person) {
      if (kind !== 'people') {
        // The same person once more in another programme, or with another case.
        row.person = { ...first.person, at: row.at, values: {} };
        row.known = first.known as PersonBody;
        return;
      }
      row.match = 'twice';
      const apart = row.familyNo !== '' && first.familyNo !== '' && row.familyNo !== first.familyNo;
      warn(apart ? 'two_families_in_file' : 'twice_in_file', { row: first.at });
      const how = choices.byRow[row.at] ?? choices.twice;
      if (how !== 'enter') {
        row.fate = 'skipped';
        return;
      }
    }

    const hits = row.match === 'twice' ? [] : base.duplicatesOf(facts);
    const certain = hits.find((one) => isCertain(one.reasons));
    const hit = certain ?? hits[0];
    if (hit) {
      row.match = certain ? 'certain' : 'similar';
      const how = choices.byRow[row.at] ?? (certain ? choices.certain : choices.similar);
      warn(certain ? 'known' : hit.reasons.includes('same_pinfl') ? 'pinfl_of_another' : 'similar');
      if (how === 'skip') {
        row.fate = 'skipped';
        return;
      }
      if (how === 'same') {
        row.fate = 'same';
        row.known = hit.body;
        if (hit.body.diedOn) warn('dead');
        row.person = { at: row.at, id: hit.id, isNew: false, values: fillable(hit.body, person) };
      }
    }
    row.person ??= { at: row.at, id: `${importId}-p${row.at}`, isNew: true, values: pick(person, PERSON_VALUES) };
    const key = String(row.at);
    this.#index.set(key, facts);
    this.#rows.set(key, row);
  }
}

function* familiesOf(rows: readonly Row[], mapping: Mapping): Generator<number, readonly (readonly Row[])[]> {
  // Without either column a list says nothing of families, and an address alone may be a house of sixty flats.
  if (mapping.familyNo === undefined && mapping.relation === undefined) return rows.map((row) => [row]);
  const groups = new Map<string, Row[]>();
  const headAt = new Map<string, number>();
  for (const row of rows) {
    yield rows.length;
    let key = `n${strictKey(row.familyNo)}`;
    if (row.familyNo === '') {
      const address = strictKey(String(row.values.address ?? ''));
      if (address === '') {
        groups.set(`r${row.at}`, [row]);
        continue;
      }
      // A head begins a family: several families may live in one house.
      const n =
        (headAt.get(address) ?? 0) +
        (row.relation === 'head' && groups.has(`a${address}#${headAt.get(address) ?? 0}`) ? 1 : 0);
      headAt.set(address, n);
      key = `a${address}#${n}`;
    }
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

/** @param placed people whom the list has put into a family already */
function planFamily(rows: readonly Row[], input: PlanInput, placed: Set<string>): ImportUnit | null {
  const { importId, base, mapping, today } = input;
  const entered = rows.filter((row) => row.person && (row.fate === 'new' || row.fate === 'same'));
  const [first] = entered;
  if (!first) return null;
  const people = entered.map((row) => row.person as PlannedPerson);
  const unit: ImportUnit = { rows: entered.map((row) => row.at), people };
  if (mapping.familyNo === undefined && mapping.relation === undefined) return unit;
  const warn = (row: Row, code: string, field?: ImportField) =>
    row.issues.push({ code, level: 'warning', column: field ? (mapping[field] ?? null) : null });

  // The family that somebody of them is in already is this one.
  const present = (row: Row) =>
    row.person && !row.person.isNew
      ? base
          .householdsOf(row.person.id)
          .find(({ body }) => membersOf(body).some((one) => one.personId === row.person?.id))
      : undefined;
  const homes = new Map(entered.map((row) => [row, present(row)]));
  const home = [...homes.values()].find(Boolean);
  const address = entered.map((row) => String(row.values.address ?? '')).find(Boolean) ?? '';
  if (!home && !address) {
    warn(first, 'family_no_address', 'address');
    return unit;
  }
  const inside: Candidate[] = home ? membersOf(home.body).map((one) => ({ ...one })) : [];
  const members: { id: string; personId: string; relation: Relation }[] = [];
  const headFirst = entered.toSorted((a, b) => Number(b.relation === 'head') - Number(a.relation === 'head'));
  for (const row of headFirst) {
    const person = row.person as PlannedPerson;
    const there = homes.get(row);
    if (there) {
      // In this family already, or in another one: nobody is moved by a list.
      if (there !== home && there.id !== home?.id) warn(row, 'in_two_families');
      continue;
    }
    if (members.some((one) => one.personId === person.id)) continue;
    if (placed.has(person.id)) {
      warn(row, 'in_two_families');
      continue;
    }
    placed.add(person.id);
    let relation: Relation = row.relation ?? 'other_relative';
    const candidate: Candidate = {
      personId: person.id,
      relation,
      birthDate: row.known?.birthDate ?? (row.values.birthDate as Day | undefined),
      sex: row.known?.sex ?? (row.values.sex as never),
    };
    for (const fault of findMemberFaults(candidate, inside, false, today)) {
      if (fault === 'second_head') {
        warn(row, 'second_head', 'relation');
        relation = 'other_relative';
      } else if (fault === 'relation_sex' || fault === 'relation_age') warn(row, fault, 'relation');
    }
    inside.push({ ...candidate, relation });
    members.push({ id: `${importId}-m${row.at}`, personId: person.id, relation });
  }
  if (!inside.some((one) => one.relation === 'head')) warn(first, 'no_head', 'relation');
  if (!home && members.length === 0) return unit;
  const head = entered.find((row) => row.relation === 'head') ?? first;
  const phone = head.values.phone as string | undefined;
  if (home) {
    if (members.length === 0) return unit;
    return { ...unit, household: { id: home.id, isNew: false, address: home.body.address, members } };
  }
  return {
    ...unit,
    household: {
      id: `${importId}-h${first.at}`,
      isNew: true,
      address,
      ...(phone && phone.length <= 40 ? { phone } : {}),
      members,
    },
  };
}

function find<T extends { readonly code: string; readonly titles: readonly string[] }>(
  list: readonly T[],
  text: string,
): T | undefined {
  const key = strictKey(text);
  if (key === '') return undefined;
  const exact = list.find((one) => strictKey(one.code) === key || one.titles.some((title) => strictKey(title) === key));
  if (exact) return exact;
  // "Ayollar daftari (2-toifa)", "ayollar": the beginning is enough where it fits one alone.
  const near = list.filter((one) =>
    one.titles.some((title) => strictKey(title).startsWith(key) || key.startsWith(strictKey(title))),
  );
  return near.length === 1 ? near[0] : undefined;
}

function refuse(row: Row, code: string, column: number | undefined): null {
  row.issues.push({ code, level: 'bad', column: column ?? null });
  row.fate = 'bad';
  return null;
}

function planEntry(row: Row, input: PlanInput): ImportUnit | null {
  const { importId, base, mapping, choices } = input;
  if (!row.person || row.fate === 'bad' || row.fate === 'skipped') return null;
  const { values } = row;
  const programme = find(base.programmes, String(values.programme ?? choices.programme ?? ''));
  if (!programme) return refuse(row, 'programme_unknown', mapping.programme);
  const { categories } = programme;
  const category = find(categories, String(values.category ?? ''));
  if (!category) return refuse(row, values.category ? 'category_unknown' : 'category_missing', mapping.category);
  const { person } = row;
  let householdId: string | undefined;
  let household: ImportUnit['household'];
  if (programme.subject === 'family') {
    const home = base
      .householdsOf(person.id)
      .find(({ body }) => membersOf(body).some((one) => one.personId === person.id));
    if (home) householdId = home.id;
    else {
      const address = String(values.address ?? row.known?.address ?? '');
      if (address === '') return refuse(row, 'address_needed', mapping.address);
      householdId = `${importId}-h${row.at}`;
      household = {
        id: householdId,
        isNew: true,
        address,
        members: [{ id: `${importId}-m${row.at}`, personId: person.id, relation: 'head' }],
      };
      row.issues.push({ code: 'family_made', level: 'warning', column: null });
    }
  }
  if (base.isInProgramme(programme.code, householdId ?? person.id)) {
    row.issues.push({ code: 'in_programme', level: 'warning', column: mapping.programme ?? null });
    row.match = 'certain';
    if ((choices.byRow[row.at] ?? 'skip') !== 'enter') {
      row.fate = 'skipped';
      return null;
    }
  }
  const asked = [
    ...(programme.decidedBy.minutes ? ['minutesNumber', 'minutesDate'] : []),
    ...(programme.decidedBy.decision ? ['decisionNumber', 'decisionDate'] : []),
  ];
  const decided = asked.every((field) => values[field]);
  if (!decided) row.issues.push({ code: 'decision_missing', level: 'warning', column: mapping.decisionNumber ?? null });
  const enrolledOn = values.enrolledOn ?? values.decisionDate ?? values.minutesDate;
  return {
    rows: [row.at],
    people: [person],
    ...(household ? { household } : {}),
    entry: {
      id: `${importId}-e${row.at}`,
      at: row.at,
      ...(householdId ? { householdId } : { personId: person.id }),
      programme: programme.code,
      versionId: programme.versionId,
      category: category.code,
      values: {
        ...pick(values, ['number', 'minutesNumber', 'minutesDate', 'decisionNumber', 'decisionDate']),
        ...(enrolledOn ? { enrolledOn } : {}),
        ...(values.note ? { reason: values.note } : {}),
      },
      enrolled: decided && enrolledOn !== undefined,
    },
  };
}

function planCase(row: Row, input: PlanInput): ImportUnit | null {
  const { importId, base, mapping, choices } = input;
  if (row.fate === 'bad' || row.fate === 'skipped') return null;
  const { values } = row;
  const kind = (values.caseKind ?? choices.caseKind) as CaseKind | undefined;
  if (!kind) return refuse(row, 'case_kind_unknown', mapping.caseKind);
  // Such a file is opened by hand in its own place: nothing of it may lie in the office's common base.
  if (kind === 'violence') return refuse(row, 'case_kind_by_hand', mapping.caseKind);
  const known = row.person && !row.person.isNew ? row.person.id : undefined;
  if (known && base.hasCase(kind, known)) {
    row.issues.push({ code: 'case_known', level: 'warning', column: null });
    row.match = 'certain';
    if ((choices.byRow[row.at] ?? 'skip') !== 'enter') {
      row.fate = 'skipped';
      return null;
    }
  }
  const closed = values.caseState === 'closed';
  const { closedOn, outcome } = values as { closedOn?: Day; outcome?: NonNullable<CaseBody['outcome']> };
  if (closed && !(closedOn && outcome)) {
    row.issues.push({ code: 'case_not_closed', level: 'warning', column: mapping.caseState ?? null });
  } else if (!closed) {
    row.issues.push({ code: 'case_consent', level: 'warning', column: null });
  }
  if (closedOn && values.openedOn && closedOn < String(values.openedOn))
    return refuse(row, 'closed_before_opened', mapping.closedOn);
  const name = [values.familyName, values.givenName, values.patronymic].filter(Boolean).join(' ');
  return {
    rows: [row.at],
    people: [],
    case: {
      id: `${importId}-c${row.at}`,
      at: row.at,
      kind,
      ...(known ? { personId: known } : {}),
      values: {
        ...(known
          ? {}
          : {
              clientName: name.slice(0, 200),
              ...(values.birthDate ? { clientBirthDate: values.birthDate } : {}),
              ...(values.sex ? { clientSex: values.sex } : {}),
              ...(values.phone ? { clientPhone: values.phone } : {}),
              ...(values.address ? { clientAddress: values.address } : {}),
            }),
        ...pick(values, ['number', 'openedOn']),
        ...(values.note ? { request: values.note } : {}),
      },
      ...(closed && closedOn && outcome ? { closing: { closedOn, outcome } } : {}),
    },
  };
}

/**
 * Checks a list row by row and takes it apart into what is entered. Gives, on its way, how many rows it has looked at,
 * so that whoever runs it can rest between two of them. Nothing is changed; the same input gives the same plan.
 */
export function* planImport(input: PlanInput): Generator<number, ImportPlan> {
  const read = createReader(input.today);
  const matcher = new Matcher(input);
  const rows: Row[] = [];
  for (const raw of input.rows) {
    if (isFiller(raw, input.heads)) continue;
    const row = readRow(raw, input, read);
    matcher.settle(row);
    rows.push(row);
    yield rows.length;
  }
  const units: ImportUnit[] = [];
  const groups = input.kind === 'people' ? yield* familiesOf(rows, input.mapping) : rows.map((row) => [row]);
  const made = new Map<string, ReadonlySet<string>>();
  const placed = new Set<string>();
  for (const group of groups) {
    const [row] = group as [Row];
    const unit =
      input.kind === 'people'
        ? planFamily(group, input, placed)
        : input.kind === 'programmes'
          ? planEntry(row, input)
          : planCase(row, input);
    if (unit) {
      // Somebody who stands in several rows is entered with the first of them, and filled up by each.
      const people = unit.people.flatMap((person): readonly PlannedPerson[] => {
        const before = made.get(person.id);
        const fields = Object.keys(person.values).filter((field) => !before?.has(field));
        made.set(person.id, new Set([...(before ?? []), ...fields]));
        if (person.isNew) return before ? [] : [person];
        return fields.length > 0 ? [{ ...person, values: pick(person.values, fields) }] : [];
      });
      units.push({ ...unit, people });
    }
    yield rows.length;
  }
  return {
    rows: rows.map(({ at, fate, issues, match }) => ({ at, fate, issues, match })),
    units,
  };
}

/** Runs a plan to its end at once. */
export function planNow(input: PlanInput): ImportPlan {
  const steps = planImport(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
