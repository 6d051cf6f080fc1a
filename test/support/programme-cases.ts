import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { Relation } from '#shared/domain/casework/household.ts';
import type { Outcome } from '#shared/domain/casework/programmes/evaluate.ts';

/** Day on which most cases are looked at: minimum consumption is 669 000 soʻm then. */
export const CASES_DAY = '2026-11-28';
/** A day on which the first version of Yoshlar daftari is in force. */
export const EARLIER_DAY = '2025-06-01';

/** A person's fields; null takes a field out, so that it isn't known. */
type Someone = { readonly [Field in keyof PersonBody]?: PersonBody[Field] | null };
type Home = { readonly [Field in 'housing' | 'housingNeeds' | 'otherIncome']?: HouseholdBody[Field] | null };

/** One family or person on one side of one criterion. */
export interface CriterionCase {
  readonly name: string;
  readonly programme: string;
  readonly category: string;
  readonly day: string;
  readonly expect: Outcome;
  /** The subject's id: of the first person, or of the family. */
  readonly subject: string;
  readonly people: readonly { readonly id: string; readonly body: PersonBody }[];
  readonly households: readonly { readonly id: string; readonly body: HouseholdBody }[];
  readonly entries: readonly { readonly id: string; readonly body: ProgrammeEntryBody }[];
}

type Member = readonly [Relation, Someone];
interface Draft {
  readonly members: readonly Member[];
  readonly home?: Home;
  readonly entries?: readonly Partial<ProgrammeEntryBody>[];
  readonly alone?: boolean;
}

const stamp = { actor: 'u-1', at: '2026-11-01T05:00:00.000Z' };

// A grown man with work, nothing of whom is unknown.
const ADULT: Someone = {
  sex: 'male',
  birthDate: '1985-03-10',
  maritalStatus: 'married',
  education: 'secondary',
  work: 'employed',
  disability: 'none',
  health: [],
  absence: 'none',
  circumstances: [],
  income: 2_000_000,
};
const man = (more: Someone = {}): Member => ['head', { ...ADULT, ...more }];
const wife = (more: Someone = {}): Member => [
  'wife',
  { ...ADULT, sex: 'female', work: 'homemaker', income: 0, ...more },
];
const child = (birthDate: string | null, more: Someone = {}): Member => [
  'son',
  { ...ADULT, birthDate, maritalStatus: 'single', work: 'pupil', income: null, ...more },
];
const woman = (more: Someone = {}): Member => [
  'head',
  { ...ADULT, sex: 'female', maritalStatus: 'married', work: 'employed', ...more },
];
const husband = (more: Someone = {}): Member => ['husband', { ...ADULT, ...more }];
const old = (sex: 'female' | 'male', birthDate: string | null, more: Someone = {}): Member => [
  'head',
  { ...ADULT, sex, birthDate, work: 'pensioner', ...more },
];
const young = (birthDate: string | null, more: Someone = {}): Member => [
  'head',
  { ...ADULT, birthDate, maritalStatus: 'single', ...more },
];

let made = 0;
function build(
  subject: 'person' | 'family',
  programme: string,
  category: string,
  expect: Outcome,
  name: string,
  draft: Draft,
  day = CASES_DAY,
): CriterionCase {
  made += 1;
  const key = `case-${String(made).padStart(3, '0')}`;
  const known = <Body>(fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Body;
  const people = draft.members.map(([, fields], at) => ({
    id: `${key}-p${at}`,
    body: known<PersonBody>({ familyName: 'Sinovov', givenName: `Sinov ${at}`, ...fields }),
  }));
  const family = `${key}-h`;
  const households = draft.alone
    ? []
    : [
        {
          id: family,
          body: known<HouseholdBody>({
            address: 'Sinov koʻchasi, 1',
            housing: 'own',
            housingNeeds: [],
            otherIncome: 0,
            ...draft.home,
            members: draft.members.map(([relation], at) => ({
              id: `${key}-m${at}`,
              personId: `${key}-p${at}`,
              relation,
              ...stamp,
            })),
          }),
        },
      ];
  const entries = (draft.entries ?? []).map((body, at) => ({
    id: `${key}-e${at}`,
    body: {
      versionId: 'programme-ijtimoiy-reyestr-1',
      programme: 'ijtimoiy_reyestr',
      category: 'low_income',
      state: 'enrolled',
      householdId: family,
      enrolledOn: '2026-03-01',
      ...body,
    } as ProgrammeEntryBody,
  }));
  return {
    name: `${programme} ${category}: ${name} (${key})`,
    programme,
    category,
    day,
    expect,
    subject: subject === 'family' ? family : `${key}-p0`,
    people,
    households,
    entries,
  };
}

const MIN = 669_000;
const temir = (category: string, expect: Outcome, name: string, ...members: Member[]) =>
  build('family', 'temir_daftar', category, expect, name, { members });
const temirIn = (category: string, expect: Outcome, name: string, home: Home, ...members: Member[]) =>
  build('family', 'temir_daftar', category, expect, name, { members, home });
const ayol = (category: string, expect: Outcome, name: string, ...members: Member[]) =>
  build('person', 'ayollar_daftari', category, expect, name, { members });
const ayolIn = (category: string, expect: Outcome, name: string, home: Home, ...members: Member[]) =>
  build('person', 'ayollar_daftari', category, expect, name, { members, home });
const yosh = (category: string, expect: Outcome, name: string, draft: Draft) =>
  build('person', 'yoshlar_daftari', category, expect, name, draft);
const yosh1 = (category: string, expect: Outcome, name: string, ...members: Member[]) =>
  build('person', 'yoshlar_daftari', category, expect, name, { members }, EARLIER_DAY);
const mehr = (category: string, expect: Outcome, name: string, ...members: Member[]) =>
  build('person', 'mehr_daftari', category, expect, name, { members });
const reyestr = (category: string, expect: Outcome, name: string, draft: Draft) =>
  build('family', 'ijtimoiy_reyestr', category, expect, name, draft);

const SON = '2012-05-05';

/** Both sides of each criterion of the seeded programmes: met, just not, and not known. */
export const CRITERION_CASES: readonly CriterionCase[] = [
  // ---- Temir daftar: low income ----
  temir('low_income', 'meets', 'one soʻm a head below', man({ income: MIN - 1 })),
  temir('low_income', 'fails', 'exactly the minimum', man({ income: MIN })),
  temir('low_income', 'meets', 'two share one income', man({ income: 2 * MIN - 2 }), wife()),
  temir('low_income', 'fails', 'two share just enough', man({ income: 2 * MIN }), wife()),
  temir('low_income', 'unknown', 'the wife’s income is not known', man({ income: 100_000 }), wife({ income: null })),
  temir('low_income', 'fails', 'what is not known can only add', man({ income: 3 * MIN }), wife({ income: null })),
  temirIn('low_income', 'unknown', 'other income was not asked', { otherIncome: null }, man({ income: 1 })),
  temirIn('low_income', 'fails', 'other income lifts it', { otherIncome: MIN }, man({ income: 0 })),
  temir('low_income', 'meets', 'a child without income counts as a head', man({ income: MIN }), child(SON)),
  temir('low_income', 'unknown', 'a son of 17 may earn', man({ income: MIN }), child('2009-10-01')),
  temir('low_income', 'fails', 'whoever died is no head', man({ income: MIN }), wife({ diedOn: '2026-11-01' })),
  // ---- Temir daftar: disability I-II ----
  temir('disability', 'meets', 'group II', man(), wife({ disability: 'group_2' })),
  temir('disability', 'meets', 'group I', man({ disability: 'group_1' })),
  temir('disability', 'fails', 'group III', man({ disability: 'group_3' })),
  temir('disability', 'unknown', 'not asked of the wife', man(), wife({ disability: null })),
  temir('disability', 'meets', 'known of one is enough', man({ disability: 'group_1' }), wife({ disability: null })),
  temir(
    'disability',
    'unknown',
    'the board’s term is over',
    man({ disability: 'group_1', disabilityUntil: '2026-11-27' }),
  ),
  temir(
    'disability',
    'meets',
    'the board’s term ends today',
    man({ disability: 'group_1', disabilityUntil: '2026-11-28' }),
  ),
  // ---- Temir daftar: lone or elderly ----
  temir('elderly', 'meets', 'a woman of 55 today', old('female', '1971-11-28')),
  temir('elderly', 'fails', 'a woman of 55 tomorrow', old('female', '1971-11-29')),
  temir('elderly', 'meets', 'a man of 60 today', old('male', '1966-11-28')),
  temir('elderly', 'fails', 'a man of 60 tomorrow', old('male', '1966-11-29')),
  temir('elderly', 'unknown', 'day of birth not known', old('male', null)),
  temir('elderly', 'unknown', 'of 57, sex not known', old('male', '1969-01-01', { sex: null })),
  temir('elderly', 'fails', 'a grandson lives with her', old('female', '1950-01-01'), child(SON)),
  // ---- Temir daftar: lost breadwinner ----
  temir('breadwinner_lost', 'meets', 'said of a child', woman(), child(SON, { circumstances: ['breadwinner_lost'] })),
  temir('breadwinner_lost', 'fails', 'asked of all', woman(), child(SON)),
  temir('breadwinner_lost', 'unknown', 'not asked of the child', woman(), child(SON, { circumstances: null })),
  // ---- Temir daftar: four or more children ----
  temir('many_children', 'meets', 'four', man(), child(SON), child(SON), child(SON), child('2008-11-29')),
  temir(
    'many_children',
    'fails',
    'the fourth is 18 today',
    man(),
    child(SON),
    child(SON),
    child(SON),
    child('2008-11-28'),
  ),
  temir(
    'many_children',
    'unknown',
    'three, and one of unknown age',
    man(),
    child(SON),
    child(SON),
    child(SON),
    child(null),
  ),
  temir(
    'many_children',
    'meets',
    'four, and one of unknown age',
    man(),
    child(SON),
    child(SON),
    child(SON),
    child(SON),
    child(null),
  ),
  temir('many_children', 'fails', 'two, and one of unknown age', man(), child(SON), child(SON), child(null)),
  // ---- Temir daftar: able-bodied unemployed ----
  temir('unemployed', 'meets', 'the head', man({ work: 'unemployed' })),
  temir('unemployed', 'fails', 'a homemaker is none', man(), wife()),
  temir('unemployed', 'fails', 'of group II', man({ work: 'unemployed', disability: 'group_2' })),
  temir('unemployed', 'fails', 'of 60', man({ work: 'unemployed', birthDate: '1966-11-28' })),
  temir('unemployed', 'unknown', 'work not asked', man({ work: null })),
  temir('unemployed', 'unknown', 'disability not asked', man({ work: 'unemployed', disability: null })),
  // ---- Temir daftar: medical need ----
  temir('medical', 'meets', 'urgent treatment', man({ health: ['urgent_treatment'] })),
  temir('medical', 'fails', 'a chronic illness alone', man({ health: ['chronic'] })),
  temir('medical', 'unknown', 'not asked', man({ health: null })),
  // ---- Temir daftar: no housing ----
  temirIn('no_housing', 'meets', 'none', { housing: 'none' }, man()),
  temirIn('no_housing', 'meets', 'unsafe', { housing: 'emergency' }, man()),
  temirIn('no_housing', 'fails', 'rented', { housing: 'rented' }, man()),
  temirIn('no_housing', 'unknown', 'not asked', { housing: null }, man()),

  // ---- Ayollar daftari ----
  ayol('unemployed', 'meets', 'a woman', woman({ work: 'unemployed' })),
  ayol('unemployed', 'fails', 'works', woman()),
  ayol('unemployed', 'unknown', 'not asked', woman({ work: null })),
  ayol('unemployed', 'fails', 'a man', man({ work: 'unemployed' })),
  ayol('unemployed', 'unknown', 'sex not known', woman({ work: 'unemployed', sex: null })),
  ayol('unemployed', 'meets', 'of 18 today', woman({ work: 'unemployed', birthDate: '2008-11-28' })),
  ayol('unemployed', 'fails', 'of 18 tomorrow', woman({ work: 'unemployed', birthDate: '2008-11-29' })),
  ayol('wants_business', 'meets', 'said so', woman({ circumstances: ['wants_business'] })),
  ayol('wants_business', 'fails', 'asked', woman({ circumstances: ['wants_training'] })),
  ayol('wants_business', 'unknown', 'not asked', woman({ circumstances: null })),
  ayol('no_breadwinner', 'meets', 'a widow', woman({ maritalStatus: 'widowed' })),
  ayol('no_breadwinner', 'meets', 'divorced', woman({ maritalStatus: 'divorced' })),
  ayol('no_breadwinner', 'meets', 'single', woman({ maritalStatus: 'single' })),
  ayol('no_breadwinner', 'fails', 'the husband is there', woman(), husband()),
  ayol('no_breadwinner', 'meets', 'the husband is imprisoned', woman(), husband({ absence: 'imprisoned' })),
  ayol('no_breadwinner', 'meets', 'the husband is missing', woman(), husband({ absence: 'missing' })),
  ayol('no_breadwinner', 'fails', 'the husband is abroad', woman(), husband({ absence: 'abroad' })),
  ayol(
    'no_breadwinner',
    'meets',
    'the husband has a mental disability of group II',
    woman(),
    husband({ disability: 'group_2', health: ['mental'] }),
  ),
  ayol(
    'no_breadwinner',
    'fails',
    'the husband has a disability of group III',
    woman(),
    husband({ disability: 'group_3', health: ['mental'] }),
  ),
  ayol(
    'no_breadwinner',
    'unknown',
    'of the husband’s illness nothing is known',
    woman(),
    husband({ disability: 'group_1', health: null }),
  ),
  ayol('no_breadwinner', 'unknown', 'married, no husband in the list', woman()),
  ayol('no_breadwinner', 'unknown', 'marital status not asked', woman({ maritalStatus: null })),
  ayol('disability_or_treatment', 'meets', 'group III', woman({ disability: 'group_3' })),
  ayol('disability_or_treatment', 'meets', 'urgent treatment', woman({ health: ['urgent_treatment'] })),
  ayol('disability_or_treatment', 'fails', 'neither', woman({ health: ['chronic'] })),
  ayol('disability_or_treatment', 'unknown', 'health not asked', woman({ health: null })),
  ayolIn('housing', 'meets', 'rented', { housing: 'rented' }, woman()),
  ayolIn('housing', 'fails', 'with relatives', { housing: 'relatives' }, woman()),
  ayolIn('housing', 'unknown', 'not asked', { housing: null }, woman()),
  build('person', 'ayollar_daftari', 'housing', 'unknown', 'in no family', { members: [woman()], alone: true }),
  ayol('disabled_child', 'meets', 'her son', woman(), child(SON, { disability: 'child' })),
  ayol('disabled_child', 'fails', 'her son has none', woman(), child(SON)),
  ayol('disabled_child', 'unknown', 'not asked of her son', woman(), child(SON, { disability: null })),

  // ---- Yoshlar daftari, since February 2026 ----
  yosh('in_register', 'meets', 'the family is in the register', { members: [young('2004-02-02')], entries: [{}] }),
  yosh('in_register', 'fails', 'the family is not', { members: [young('2004-02-02')] }),
  yosh('in_register', 'fails', 'the family has left', {
    members: [young('2004-02-02')],
    entries: [{ state: 'exited', exitOn: '2026-11-28', exitReason: 'income_rose' }],
  }),
  yosh('in_register', 'meets', 'the family leaves tomorrow', {
    members: [young('2004-02-02')],
    entries: [{ state: 'exited', exitOn: '2026-11-29', exitReason: 'income_rose' }],
  }),
  yosh('in_register', 'fails', 'only proposed', { members: [young('2004-02-02')], entries: [{ state: 'proposed' }] }),
  yosh('in_register', 'fails', 'enrolled tomorrow', {
    members: [young('2004-02-02')],
    entries: [{ enrolledOn: '2026-11-29' }],
  }),
  yosh('in_register', 'unknown', 'age not known', { members: [young(null)], entries: [{}] }),
  yosh('in_register', 'meets', 'of 14 today', { members: [young('2012-11-28')], entries: [{}] }),
  yosh('in_register', 'fails', 'of 14 tomorrow', { members: [young('2012-11-29')], entries: [{}] }),
  yosh('in_register', 'meets', 'of 31 tomorrow', { members: [young('1995-11-29')], entries: [{}] }),
  yosh('in_register', 'fails', 'of 31 today', { members: [young('1995-11-28')], entries: [{}] }),
  yosh('double_minimum', 'meets', 'exactly twice', { members: [young('2004-02-02', { income: 2 * MIN })] }),
  yosh('double_minimum', 'fails', 'one soʻm more', { members: [young('2004-02-02', { income: 2 * MIN + 1 })] }),
  yosh('double_minimum', 'unknown', 'income not known', { members: [young('2004-02-02', { income: null })] }),

  // ---- Yoshlar daftari before ----
  yosh1('unemployed', 'meets', 'of 20', young('2004-02-02', { work: 'unemployed' })),
  yosh1('unemployed', 'fails', 'a student', young('2004-02-02', { work: 'student' })),
  yosh1('unemployed', 'unknown', 'not asked', young('2004-02-02', { work: null })),
  yosh1('in_need', 'meets', 'an orphan', young('2004-02-02', { circumstances: ['orphan'] })),
  yosh1('in_need', 'meets', 'poor', young('2004-02-02', { income: MIN - 1 })),
  yosh1('in_need', 'fails', 'nothing of it', young('2004-02-02')),
  yosh1('in_need', 'unknown', 'circumstances not asked', young('2004-02-02', { circumstances: null })),
  yosh1('wants_training', 'meets', 'said so', young('2004-02-02', { circumstances: ['wants_training'] })),
  yosh1('wants_training', 'fails', 'asked', young('2004-02-02')),
  yosh1('wants_training', 'unknown', 'not asked', young('2004-02-02', { circumstances: null })),

  // ---- Mehr daftari ----
  mehr('orphan', 'meets', 'of 14', child(SON, { circumstances: ['orphan'] })),
  mehr('orphan', 'fails', 'has parents', child(SON)),
  mehr('orphan', 'unknown', 'not asked', child(SON, { circumstances: null })),
  mehr('orphan', 'meets', 'of 18 tomorrow', child('2008-11-29', { circumstances: ['orphan'] })),
  mehr('orphan', 'fails', 'of 18 today', child('2008-11-28', { circumstances: ['orphan'] })),
  mehr('no_parental_care', 'meets', 'of 14', child(SON, { circumstances: ['no_parental_care'] })),
  mehr('no_parental_care', 'fails', 'an orphan is the other category', child(SON, { circumstances: ['orphan'] })),
  mehr('no_parental_care', 'unknown', 'age not known', child(null, { circumstances: ['no_parental_care'] })),

  // ---- The single social register ----
  reyestr('state_provided', 'meets', 'nobody can work', { members: [man({ income: 1, disability: 'group_1' })] }),
  reyestr('state_provided', 'fails', 'he can work', { members: [man({ income: 1 })] }),
  reyestr('state_provided', 'unknown', 'whether he can is not known', {
    members: [man({ income: 1, disability: null })],
  }),
  reyestr('state_provided', 'fails', 'not poor', { members: [man({ income: MIN, disability: 'group_1' })] }),
  reyestr('low_income', 'meets', 'he can work', { members: [man({ income: MIN - 1 })] }),
  reyestr('low_income', 'fails', 'exactly the minimum', { members: [man({ income: MIN })] }),
  reyestr('low_income', 'unknown', 'income not known', { members: [man({ income: null })] }),
  reyestr('near_poverty', 'meets', 'exactly the minimum', { members: [man({ income: MIN })] }),
  reyestr('near_poverty', 'meets', 'exactly one and a half', { members: [man({ income: MIN * 1.5 })] }),
  reyestr('near_poverty', 'fails', 'one soʻm more', { members: [man({ income: MIN * 1.5 + 1 })] }),
  reyestr('near_poverty', 'fails', 'below it is another category', { members: [man({ income: MIN - 1 })] }),
  reyestr('near_poverty', 'meets', 'recommended by the mahalla', {
    members: [man({ circumstances: ['hard_situation'] })],
  }),
  reyestr('near_poverty', 'unknown', 'whether it is in a hard situation is not known', {
    members: [man({ circumstances: null })],
  }),
  reyestr('near_poverty', 'meets', 'left five months ago', {
    members: [man()],
    entries: [{ state: 'exited', exitOn: '2026-05-29', exitReason: 'income_rose' }],
  }),
  reyestr('near_poverty', 'fails', 'left six months ago', {
    members: [man()],
    entries: [{ state: 'exited', exitOn: '2026-05-28', exitReason: 'income_rose' }],
  }),
  reyestr('near_poverty', 'fails', 'an entry made twice is no leaving', {
    members: [man()],
    entries: [{ state: 'exited', exitOn: '2026-11-01', exitReason: 'entered_twice' }],
  }),
];
