import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { ageOn, type Membership, membershipsOf, type Relation } from '#shared/domain/casework/household.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { addMonths } from '#shared/domain/language/dates.ts';
import { ENTERED_TWICE } from './programme.ts';
import { type Rates, rateOn } from './rates.ts';
import type { Facts, FactValue, Span } from './rule.ts';

interface Entry<Body> {
  readonly id: string;
  readonly body: Body;
}

/** Where a value that is missing would be entered. */
export interface Gap {
  readonly kind: 'person' | 'family';
  readonly id: string;
  /** Field of the record. */
  readonly field: string;
}

/** What is known of somebody on a day, and for each fact that isn't known, where it would be entered. */
export interface Known {
  readonly facts: Facts;
  readonly gaps: Readonly<Record<string, readonly Gap[]>>;
}

/** What facts are drawn from: an office's people, families and entries. */
export interface FactsBase {
  readonly rates: Rates;
  /** Codes of all programmes of which membership is known. */
  readonly programmes: readonly string[];
  person(id: string): PersonBody | undefined;
  family(id: string): HouseholdBody | undefined;
  /** Families that somebody is or was in. */
  familiesOf(personId: string): readonly Entry<HouseholdBody>[];
  /** Entries of a person or of a family. */
  entriesOf(subjectId: string): readonly Entry<ProgrammeEntryBody>[];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function grouped<Body>(of: readonly Entry<Body>[], keysOf: (body: Body) => Iterable<string>) {
  const groups = new Map<string, Entry<Body>[]>();
  for (const entry of of) {
    for (const key of keysOf(entry.body)) {
      const group = groups.get(key);
      if (group) group.push(entry);
      else groups.set(key, [entry]);
    }
  }
  return groups;
}

/** Makes a base of lists. What is looked up is arranged when it is first asked for: lists change more often than that. */
export function createFactsBase(from: {
  readonly people: readonly Entry<PersonBody>[];
  readonly households: readonly Entry<HouseholdBody>[];
  readonly entries: readonly Entry<ProgrammeEntryBody>[];
  readonly rates: Rates;
  readonly programmes: readonly string[];
}): FactsBase {
  const people = once(() => new Map(from.people.map(({ id, body }) => [id, body])));
  const families = once(() => new Map(from.households.map(({ id, body }) => [id, body])));
  const byPerson = once(() =>
    grouped(from.households, (body) => new Set((body.members ?? []).map((one) => one.personId))),
  );
  const bySubject = once(() => grouped(from.entries, (body) => [body.personId ?? body.householdId ?? '']));
  return {
    rates: from.rates,
    programmes: from.programmes,
    person: (id) => people().get(id),
    family: (id) => families().get(id),
    familiesOf: (id) => byPerson().get(id) ?? [],
    entriesOf: (id) => bySubject().get(id) ?? [],
  };
}

/** Members of a family on a day who are alive then, each once. */
export function membersOn(
  family: HouseholdBody,
  day: Day,
  person: (id: string) => PersonBody | undefined,
): readonly Membership[] {
  const seen = new Set<string>();
  return membershipsOf(family).filter((one) => {
    const died = person(one.personId)?.diedOn;
    const there =
      (!one.from || one.from <= day) &&
      (!one.left || (one.left.on !== undefined && one.left.on > day)) &&
      !(died && died <= day);
    if (!there || seen.has(one.personId)) return false;
    seen.add(one.personId);
    return true;
  });
}

/** The family that somebody belongs to on a day; undefined where there is none. */
export function familyOn(base: FactsBase, personId: string, day: Day): Entry<HouseholdBody> | undefined {
  return base
    .familiesOf(personId)
    .find(({ body }) => membersOn(body, day, (id) => base.person(id)).some((one) => one.personId === personId));
}

class Collector {
  readonly facts: Record<string, FactValue> = {};
  readonly gaps: Record<string, Gap[]> = {};

  /** A value that is known. */
  put(name: string, value: FactValue) {
    this.facts[name] = value;
  }
  lacks(name: string, gaps: readonly Gap[]) {
    if (gaps.length > 0) (this.gaps[name] ??= []).push(...gaps);
  }
  /** A value that is known unless it is undefined. */
  maybe(name: string, value: FactValue | undefined, gap: Gap) {
    if (value === undefined) this.lacks(name, [gap]);
    else this.facts[name] = value;
  }
  /** How many of some are so: where that isn't known of each, the limits of it. */
  count(name: string, of: readonly Answer[]) {
    const atLeast = of.filter((one) => one.holds === true).length;
    const open = of.filter((one) => one.holds === undefined);
    this.facts[name] = open.length === 0 ? atLeast : { atLeast, atMost: atLeast + open.length };
    this.lacks(
      name,
      open.flatMap((one) => one.gaps),
    );
  }
  /** Whether any of some is so. */
  any(name: string, of: readonly Answer[]) {
    const open = of.filter((one) => one.holds === undefined);
    if (of.some((one) => one.holds)) this.facts[name] = true;
    else if (open.length === 0) this.facts[name] = false;
    else
      this.lacks(
        name,
        open.flatMap((one) => one.gaps),
      );
  }
}

/** Whether something is so of one person; undefined where it isn't known, with where it would be entered. */
interface Answer {
  readonly holds: boolean | undefined;
  readonly gaps: readonly Gap[];
}

const NO_GAPS: readonly Gap[] = [];
const answer = (holds: boolean): Answer => ({ holds, gaps: NO_GAPS });

/** Somebody whose record is read. */
class Member {
  readonly body: PersonBody | undefined;
  readonly age: number | null;
  constructor(
    readonly id: string,
    readonly base: FactsBase,
    readonly day: Day,
  ) {
    this.body = base.person(id);
    this.age = ageOn(this.body?.birthDate, day);
  }

  gap(field: string): Gap {
    return { kind: 'person', id: this.id, field };
  }
  #open(...fields: readonly string[]): Answer {
    return { holds: undefined, gaps: fields.map((field) => this.gap(field)) };
  }
  /** A list of codes is known where it was entered, an empty one too. */
  codes(field: 'health' | 'circumstances'): readonly string[] | undefined {
    const value = this.body?.[field];
    if (value !== undefined) return value;
    return this.body?.facts?.some((fact) => fact.field === field) ? [] : undefined;
  }
  /** The group of disability, where the board's term is not over. */
  get disability(): string | undefined {
    const { disability, disabilityUntil } = this.body ?? {};
    return disabilityUntil && disabilityUntil < this.day ? undefined : disability;
  }
  hasDisability(...groups: readonly string[]): Answer {
    const { disability } = this;
    return disability === undefined ? this.#open('disability') : answer(groups.includes(disability));
  }
  hasCode(field: 'health' | 'circumstances', ...codes: readonly string[]): Answer {
    const known = this.codes(field);
    return known === undefined ? this.#open(field) : answer(codes.some((code) => known.includes(code)));
  }
  younger(years: number | undefined): Answer {
    if (years === undefined) return { holds: undefined, gaps: NO_GAPS };
    return this.age === null ? this.#open('birthDate') : answer(this.age < years);
  }
  #rate(code: string): number | undefined {
    return rateOn(this.base.rates, code, this.day)?.value;
  }
  /** Of the age of a pension or older. */
  elderly(): Answer {
    const [women, men] = [this.#rate('pension_age_women'), this.#rate('pension_age_men')];
    if (women === undefined || men === undefined) return { holds: undefined, gaps: NO_GAPS };
    if (this.age === null) return this.#open('birthDate');
    if (this.age >= Math.max(women, men)) return answer(true);
    if (this.age < Math.min(women, men)) return answer(false);
    const { sex } = this.body ?? {};
    return sex ? answer(this.age >= (sex === 'female' ? women : men)) : this.#open('sex');
  }
  /** Of working age and not kept from work by disability, illness or otherwise. */
  able(): Answer {
    const young = this.younger(this.#rate('working_age'));
    const old = this.elderly();
    const disabled = this.hasDisability('group_1', 'group_2');
    const { work } = this.body ?? {};
    if (young.holds || old.holds || disabled.holds || work === 'unable' || this.codes('health')?.includes('bedridden'))
      return answer(false);
    const open = [young, old, disabled].filter((one) => one.holds === undefined);
    return open.length === 0 ? answer(true) : { holds: undefined, gaps: open.flatMap((one) => one.gaps) };
  }
  unemployed(): Answer {
    const { work } = this.body ?? {};
    if (work !== undefined && work !== 'unemployed') return answer(false);
    const able = this.able();
    if (able.holds === false) return able;
    if (work === undefined) return { holds: undefined, gaps: [this.gap('work'), ...able.gaps] };
    return able;
  }
  /** Own monthly income; a child below working age of whom none is entered has none. */
  income(): number | undefined {
    if (this.body?.income !== undefined) return this.body.income;
    return this.younger(this.#rate('working_age')).holds ? 0 : undefined;
  }
}

function putFamily(into: Collector, family: Entry<HouseholdBody>, base: FactsBase, day: Day) {
  const { body } = family;
  const members = membersOn(body, day, (id) => base.person(id)).map((one) => new Member(one.personId, base, day));
  const gap = (field: string): Gap => ({ kind: 'family', id: family.id, field });
  into.put('members', members.length);
  into.put('lives_alone', members.length === 1);

  const incomes = members.map((one) => one.income());
  const without = members.filter((_, at) => incomes[at] === undefined).map((one) => one.gap('income'));
  if (body.otherIncome === undefined) without.push(gap('otherIncome'));
  const sum = incomes.reduce<number>((total, one) => total + (one ?? 0), body.otherIncome ?? 0);
  if (members.length > 0) {
    const perHead = Math.round((sum / members.length) * 100) / 100;
    // What is not known can only add to it.
    into.put('income_per_head', without.length === 0 ? perHead : ({ atLeast: perHead, atMost: null } satisfies Span));
  }
  into.lacks('income_per_head', without);

  into.count(
    'children_under_18',
    members.map((one) => one.younger(18)),
  );
  const elderly = members.map((one) => one.elderly());
  into.count('elderly_members', elderly);
  if (elderly.some((one) => one.holds === false) || members.length === 0) into.put('all_elderly', false);
  else if (elderly.every((one) => one.holds)) into.put('all_elderly', true);
  else
    into.lacks(
      'all_elderly',
      elderly.flatMap((one) => one.gaps),
    );
  const disabled = (name: string, ...groups: readonly string[]) =>
    into.count(
      name,
      members.map((one) => one.hasDisability(...groups)),
    );
  disabled('disabled_members', 'group_1', 'group_2', 'group_3', 'child');
  disabled('disabled_1_2', 'group_1', 'group_2');
  disabled('disabled_3', 'group_3');
  disabled('disabled_children', 'child');
  into.count(
    'able_bodied',
    members.map((one) => one.able()),
  );
  into.count(
    'able_bodied_unemployed',
    members.map((one) => one.unemployed()),
  );
  into.count(
    'orphans',
    members.map((one) => one.hasCode('circumstances', 'orphan', 'no_parental_care')),
  );
  into.any(
    'breadwinner_lost',
    members.map((one) => one.hasCode('circumstances', 'breadwinner_lost')),
  );
  into.any(
    'hard_situation',
    members.map((one) => one.hasCode('circumstances', 'hard_situation')),
  );
  into.any(
    'medical_need',
    members.map((one) => one.hasCode('health', 'urgent_treatment', 'bedridden')),
  );
  into.maybe('housing', body.housing, gap('housing'));
  into.maybe('housing_needs', body.housingNeeds, gap('housingNeeds'));
}

/** Whether an entry stands on a day: decided upon, and not left yet. */
export function isEnrolledOn(body: ProgrammeEntryBody, day: Day): boolean {
  if (body.state !== 'enrolled' && body.state !== 'exited') return false;
  if (body.exitReason === ENTERED_TWICE) return false;
  return (body.enrolledOn ?? '9') <= day && (body.state === 'enrolled' || (body.exitOn ?? '0') > day);
}

function monthsBetween(from: Day, to: Day): number {
  let months = 0;
  while (addMonths(from, months + 1) <= to && months < 1200) months += 1;
  return months;
}

function putProgrammes(into: Collector, entries: readonly Entry<ProgrammeEntryBody>[], base: FactsBase, day: Day) {
  for (const code of base.programmes) {
    const own = entries.filter(({ body }) => body.programme === code && body.exitReason !== ENTERED_TWICE);
    const inside = own.some(({ body }) => isEnrolledOn(body, day));
    into.put(`in_programme:${code}`, inside);
    const left = own
      .flatMap(({ body }) => (body.state === 'exited' && body.exitOn && body.exitOn <= day ? [body.exitOn] : []))
      .toSorted()
      .at(-1);
    into.put(`months_since_left:${code}`, inside || left === undefined ? null : monthsBetween(left, day));
  }
}

/** What is known of a family on a day. */
export function factsOfFamily(familyId: string, base: FactsBase, day: Day): Known {
  const into = new Collector();
  const body = base.family(familyId);
  if (body) putFamily(into, { id: familyId, body }, base, day);
  putProgrammes(into, base.entriesOf(familyId), base, day);
  return into;
}

/** Who is whose husband, where the relations to the head say so. */
const HUSBAND_OF: Readonly<Partial<Record<Relation, Relation>>> = {
  wife: 'head',
  head: 'husband',
  mother: 'father',
  grandmother: 'grandfather',
};

function putHusband(into: Collector, person: Member, family: Entry<HouseholdBody> | undefined, day: Day) {
  const names = ['husband_imprisoned', 'husband_missing', 'husband_mental_disability'] as const;
  const { sex, maritalStatus } = person.body ?? {};
  if (sex === 'male') {
    for (const name of names) into.put(name, false);
    return;
  }
  const members = family ? membersOn(family.body, day, (id) => person.base.person(id)) : [];
  const relation = members.find((one) => one.personId === person.id)?.relation;
  const wanted = relation && HUSBAND_OF[relation];
  const found = members.find((one) => one.relation === wanted && one.personId !== person.id);
  const husband = found && new Member(found.personId, person.base, day);
  const married = maritalStatus === undefined || maritalStatus === 'married';
  if (!married) {
    for (const name of names) into.put(name, false);
    return;
  }
  if (!husband) {
    // Of a husband who is not in the family's list nothing is known.
    const gap: Gap =
      maritalStatus === undefined
        ? person.gap('maritalStatus')
        : family
          ? { kind: 'family', id: family.id, field: 'members' }
          : person.gap('family');
    for (const name of names) into.lacks(name, [gap]);
    return;
  }
  const absence = husband.body?.absence;
  into.maybe('husband_imprisoned', absence && absence === 'imprisoned', husband.gap('absence'));
  into.maybe('husband_missing', absence && absence === 'missing', husband.gap('absence'));
  const group = husband.hasDisability('group_1', 'group_2');
  const mental = husband.hasCode('health', 'mental');
  if (group.holds === false || mental.holds === false) into.put('husband_mental_disability', false);
  else if (group.holds && mental.holds) into.put('husband_mental_disability', true);
  else into.lacks('husband_mental_disability', [...group.gaps, ...mental.gaps]);
}

/** What is known of a person on a day, with what is known of the family that they belong to then. */
export function factsOfPerson(personId: string, base: FactsBase, day: Day): Known {
  const into = new Collector();
  const person = new Member(personId, base, day);
  const family = familyOn(base, personId, day);
  const { body } = person;
  if (body && !(body.diedOn && body.diedOn <= day)) {
    into.maybe('age', person.age ?? undefined, person.gap('birthDate'));
    into.maybe('sex', body.sex, person.gap('sex'));
    into.maybe('marital_status', body.maritalStatus, person.gap('maritalStatus'));
    into.maybe('work', body.work, person.gap('work'));
    into.maybe('education', body.education, person.gap('education'));
    into.maybe('disability', person.disability, person.gap('disability'));
    into.maybe('health', person.codes('health'), person.gap('health'));
    into.maybe('absence', body.absence, person.gap('absence'));
    into.maybe('circumstances', person.codes('circumstances'), person.gap('circumstances'));
    into.maybe('own_income', person.income(), person.gap('income'));
    putHusband(into, person, family, day);
  }
  if (family) putFamily(into, family, base, day);
  putProgrammes(into, [...base.entriesOf(personId), ...(family ? base.entriesOf(family.id) : [])], base, day);
  return into;
}
