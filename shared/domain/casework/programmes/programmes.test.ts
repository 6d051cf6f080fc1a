import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import { birthdayAt, entryDue, findDoubles } from './due.ts';
import { factNames, factType, isOfProgramme } from './known-facts.ts';
import { findProgrammeFaults, type Programme, type ProgrammeVersion, versionOn } from './programme.ts';
import { findRateFault, inBhm, type Rate, rateOn, readRates } from './rates.ts';
import { explain, type Facts, type FactValue, type Rule } from './rule.ts';

const names = (text: string) => ({ 'uz-Latn': text });
const bhm: Rate = {
  code: 'bhm',
  names: names('BHM'),
  unit: 'som',
  values: [
    { from: '2024-10-01', value: 375_000, confirmed: true },
    { from: '2025-08-01', value: 412_000, confirmed: false },
  ],
};
const rates = readRates([bhm]);
const DAY = '2026-11-28';
const fact = (name: string, is: string, value: unknown) => ({ kind: 'fact', fact: name, is, value }) as Rule;

const programme: Programme = {
  code: 'sinov',
  version: 1,
  names: names('Sinov'),
  law: 'Sinov qarori',
  confirmed: false,
  subject: 'family',
  categories: [{ code: 'low', names: names('Kam'), rule: fact('members', 'ge', 2), evidence: [] }],
  proposedBy: ['secretary'],
  decidedBy: { minutes: true, decision: false },
  contract: true,
  plan: true,
  monitoring: true,
  visitMonths: 3,
  exits: [{ code: 'help_given', names: names('Yordam berildi') }],
  aid: [],
};

describe('rates', () => {
  it('are of the day: before the first value there is none, and an amount is a multiple of the day’s BHM', () => {
    expect(rateOn(rates, 'bhm', '2024-09-30')).toBeNull();
    expect(rateOn(rates, 'bhm', '2025-07-31')).toMatchObject({ value: 375_000, confirmed: true });
    expect(rateOn(rates, 'bhm', '2025-08-01')).toMatchObject({ value: 412_000, confirmed: false });
    expect(inBhm(rates, 1_125_000, '2025-01-01')).toBe(3);
    expect(inBhm(rates, 1_125_000, '2026-01-01')).toBe(2.73);
    expect(inBhm(rates, 1, '2020-01-01')).toBeNull();
    expect(rateOn(rates, 'none', DAY)).toBeNull();
  });
  it('with two values of one day, or none, are faulty', () => {
    expect(findRateFault(bhm)).toBeNull();
    expect(findRateFault({ ...bhm, values: [] })).toBe('/values');
    expect(findRateFault({ ...bhm, values: [bhm.values[0], bhm.values[0]] })).toBe('/values');
    expect(readRates([{ code: 'x' }, bhm]).size).toBe(1);
  });
});

// Small worlds: three yes-no facts and a number, each known or not.
const FACTS = ['a', 'b', 'c'] as const;
const leaf = fc.oneof(
  fc.constantFrom(...FACTS).chain((name) => fc.boolean().map((value) => fact(name, 'is', value))),
  fc
    .tuple(fc.constantFrom('lt', 'le', 'gt', 'ge', 'is', 'is_not'), fc.integer({ min: 0, max: 5 }))
    .map(([is, value]) => fact('n', is, value)),
);
const { rule: anyRule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('rule'), { minLength: 1, maxLength: 4 }),
    }),
    tie('rule').map((rule) => ({ kind: 'not' as const, rule })),
    fc
      .array(tie('rule'), { minLength: 1, maxLength: 4 })
      .chain((of) => fc.integer({ min: 1, max: of.length }).map((n) => ({ kind: 'at_least' as const, n, of }))),
  ),
}));
const world = fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean(), n: fc.integer({ min: 0, max: 5 }) });

/** What a rule comes to where everything is known, written anew and without a third value. */
function plainly(rule: Rule, facts: Readonly<Record<string, unknown>>): boolean {
  switch (rule.kind) {
    case 'all':
      return rule.of.every((one) => plainly(one, facts));
    case 'any':
      return rule.of.some((one) => plainly(one, facts));
    case 'not':
      return !plainly(rule.rule, facts);
    case 'at_least':
      return rule.of.filter((one) => plainly(one, facts)).length >= rule.n;
    case 'fact': {
      const [found, value] = [facts[rule.fact] as number, rule.value as number];
      const ways: Record<string, boolean> = {
        lt: found < value,
        le: found <= value,
        gt: found > value,
        ge: found >= value,
        is: found === value,
        is_not: found !== value,
      };
      return ways[rule.is] === true;
    }
  }
}

describe('rules', () => {
  it('come to the plain answer where everything is known', () => {
    fc.assert(
      fc.property(anyRule, world, (rule, facts) => {
        const explained = explain(rule, facts, rates, DAY);
        expect(explained.holds).toBe(plainly(rule, facts) ? 'yes' : 'no');
        expect(explained.missing).toEqual([]);
      }),
    );
  });

  it('with something unknown never say what the whole truth would contradict, and name what is missing', () => {
    fc.assert(
      fc.property(
        anyRule,
        world,
        fc.subarray(['a', 'b', 'c', 'n']),
        fc.nat({ max: 2 }),
        (rule, facts, hidden, width) => {
          const known: Record<string, FactValue> = { ...facts };
          for (const name of hidden) {
            // A number may be known by its limits.
            if (name === 'n' && width > 0) known.n = { atLeast: Math.max(0, facts.n - width), atMost: facts.n + width };
            else delete known[name];
          }
          const { holds, missing } = explain(rule, known, rates, DAY);
          if (holds === 'unknown') expect(missing.length).toBeGreaterThan(0);
          else expect(holds).toBe(plainly(rule, facts) ? 'yes' : 'no');
          for (const name of missing) expect(hidden).toContain(name);
        },
      ),
    );
  });

  it('compare sets and choices; a thing that is known not to be is less than nothing and more than nothing', () => {
    const facts: Facts = { health: ['chronic'], housing: 'none', months: null };
    const holds = (rule: Rule) => explain(rule, facts, rates, DAY).holds;
    expect(holds(fact('health', 'has', 'chronic'))).toBe('yes');
    expect(holds(fact('health', 'has', 'mental'))).toBe('no');
    expect(holds(fact('housing', 'in', ['none', 'emergency']))).toBe('yes');
    expect(holds(fact('housing', 'in', ['own']))).toBe('no');
    expect(holds(fact('months', 'lt', 6))).toBe('no');
    expect(holds(fact('months', 'ge', 6))).toBe('no');
    expect(holds(fact('constructor', 'is', true))).toBe('unknown');
  });

  it('compare with a multiple of a rate, mark one that is not confirmed, and miss one that there is not', () => {
    const rule = (code: string) => fact('income', 'lt', { rate: code, times: 2 });
    expect(explain(rule('bhm'), { income: 823_999 }, rates, DAY)).toMatchObject({
      holds: 'yes',
      limit: 824_000,
      unconfirmed: true,
    });
    expect(explain(rule('bhm'), { income: 750_000 }, rates, '2025-01-01')).toMatchObject({
      holds: 'no',
      limit: 750_000,
    });
    expect(explain(rule('mystery'), { income: 1 }, rates, DAY)).toMatchObject({
      holds: 'unknown',
      missing: ['rate:mystery'],
    });
  });
});

describe('faults of a version', () => {
  const faultsOf = (change: object, valid = { from: DAY } as { from?: string; to?: string }) =>
    findProgrammeFaults({ ...programme, ...change }, { from: valid.from, to: valid.to }, rates, ['temir_daftar']).map(
      ({ path, code }) => `${path} ${code}`,
    );
  const ruled = (rule: unknown) => ({ categories: [{ ...programme.categories[0], rule }] });
  const AT = 'categories/0/rule';

  it('has none as it stands', () => expect(faultsOf({})).toEqual([]));
  it.each([
    [ruled(fact('nothing', 'is', true)), `${AT} fact_unknown`],
    [ruled(fact('age', 'ge', 14)), `${AT} fact_unknown`],
    [ruled(fact('members', 'has', 'x')), `${AT} comparison_misfits`],
    [ruled(fact('housing', 'is', 'castle')), `${AT} comparison_misfits`],
    [ruled(fact('housing', 'in', [])), `${AT} comparison_misfits`],
    [ruled(fact('all_elderly', 'is', 1)), `${AT} comparison_misfits`],
    [ruled(fact('all_elderly', 'lt', { rate: 'bhm', times: 1 })), `${AT} comparison_misfits`],
    [ruled(fact('income_per_head', 'lt', { rate: 'gold', times: 1 })), `${AT} rate_unknown`],
    [ruled(fact('in_programme:nowhere', 'is', true)), `${AT} programme_unknown`],
    [ruled(fact('in_programme', 'is', true)), `${AT} fact_unknown`],
    [ruled({ kind: 'at_least', n: 3, of: [fact('members', 'ge', 1)] }), `${AT} count_too_large`],
    [ruled({ kind: 'all', of: [fact('members', 'ge', 5), fact('members', 'lt', 5)] }), `${AT} never_met`],
    [ruled({ kind: 'all', of: [] }), `${AT} form`],
    [ruled({ kind: 'sometimes' }), `${AT} form`],
    [{ decidedBy: { minutes: false, decision: false } }, 'decidedBy nobody_decides'],
    [{ names: {} }, 'names/uz-Latn name_missing'],
    [{ exits: [{ code: 'entered_twice', names: names('x') }] }, 'exits/0/code code_twice'],
    [{ categories: [programme.categories[0], programme.categories[0]] }, 'categories/1/code code_twice'],
  ])('%j is told as %s', (change, told) => expect(faultsOf(change)).toContain(told));
  it('tells a rule that is too deep', () => {
    let rule: Rule = fact('members', 'ge', 1);
    for (let n = 0; n < 7; n += 1) rule = { kind: 'not', rule };
    expect(faultsOf(ruled(rule))).toEqual([`${AT} too_deep`]);
    // Deeper than anything could walk down.
    for (let n = 0; n < 50_000; n += 1) rule = { kind: 'not', rule };
    expect(faultsOf(ruled(rule))).toEqual([' too_deep']);
  });
  it('tells days that do not follow each other', () => {
    expect(faultsOf({}, {})).toEqual(['validFrom valid_from_missing']);
    expect(faultsOf({}, { from: DAY, to: '2026-01-01' })).toEqual(['validTo valid_to_before']);
  });
  it('takes in an own programme, and limits between which something lies', () => {
    expect(faultsOf(ruled(fact('in_programme:sinov', 'is', false)))).toEqual([]);
    expect(faultsOf(ruled({ kind: 'all', of: [fact('members', 'ge', 5), fact('members', 'le', 5)] }))).toEqual([]);
  });
});

it('every fact has a type, and is known for what it is for', () => {
  for (const subject of ['person', 'family'] as const) {
    for (const name of factNames(subject)) {
      const whole = isOfProgramme(name) ? `${name}:temir_daftar` : name;
      expect(factType(whole, subject), whole).not.toBeNull();
    }
  }
  expect(factType('age', 'family')).toBeNull();
  expect(factType('age:x', 'person')).toBeNull();
});

it('the version in force is that of the day; of two, the later one', () => {
  const at = (id: string, version: number, validFrom: string, validTo?: string): ProgrammeVersion => ({
    id,
    validFrom,
    validTo,
    programme: { ...programme, version },
  });
  const versions = [at('one', 1, '2022-01-01', '2026-01-31'), at('two', 2, '2026-02-01'), at('three', 3, '2027-01-01')];
  expect(versionOn(versions, 'sinov', '2021-12-31')).toBeUndefined();
  expect(versionOn(versions, 'sinov', '2026-01-31')?.id).toBe('one');
  expect(versionOn(versions, 'sinov', '2026-02-01')?.id).toBe('two');
  expect(versionOn(versions, 'sinov', '2027-01-01')?.id).toBe('three');
  expect(versionOn(versions, 'other', '2027-01-01')).toBeUndefined();
});

const stamp = { actor: 'u-1', at: '2026-11-01T05:00:00.000Z' };
const entry = (more: Partial<ProgrammeEntryBody>): ProgrammeEntryBody =>
  ({
    state: 'enrolled',
    programme: 'sinov',
    versionId: 'programme-sinov-1',
    category: 'low',
    householdId: 'h-1',
    enrolledOn: '2026-08-20',
    ...more,
  }) as ProgrammeEntryBody;

describe('what is due', () => {
  const codes = (body: ProgrammeEntryBody, today = DAY, births: string[] = [], change: Partial<Programme> = {}) =>
    entryDue(body, { ...programme, ...change }, births, today).map(({ code, on, about }) =>
      [code, on, about].filter(Boolean).join(' '),
    );
  const full = {
    contractNumber: '1',
    plan: [{ id: 'p-1', need: 'Ish', due: '2026-12-20', ...stamp }],
    visits: [{ id: 'v-1', on: '2026-11-01', found: 'Yaxshi', ...stamp }],
    monitoring: [
      { id: 'm-1', month: '2026-09', situation: 'same' as const, ...stamp },
      { id: 'm-2', month: '2026-10', situation: 'same' as const, ...stamp },
      { id: 'm-3', month: '2026-11', situation: 'same' as const, ...stamp },
    ],
  };
  it('is nothing where everything was done', () => expect(codes(entry(full))).toEqual([]));
  it('is a contract, a plan, a visit and each month that was not noted', () => {
    expect(codes(entry({}))).toEqual([
      'contract_missing 2026-08-30',
      'plan_missing 2026-08-30',
      'monitoring 2026-09-30 2026-09',
      'monitoring 2026-10-31 2026-10',
      'visit 2026-11-20',
      'monitoring 2026-11-30 2026-11',
    ]);
  });
  it('tells a month in its last week, and not before', () => {
    const monitoring = full.monitoring.slice(0, 2);
    expect(codes(entry({ ...full, monitoring }), '2026-11-22')).toEqual([]);
    expect(codes(entry({ ...full, monitoring }), '2026-11-23')).toEqual(['monitoring 2026-11-30 2026-11']);
  });
  it('is an item of the plan in the week of its term, until its result is there', () => {
    expect(codes(entry(full), '2026-12-12')).toEqual([]);
    expect(codes(entry(full), '2026-12-13')).toEqual(['plan_item 2026-12-20 Ish']);
    const planResults = [{ id: 'r-1', itemId: 'p-1', result: 'Ishga kirdi', ...stamp }];
    expect(codes(entry({ ...full, planResults }), '2026-12-13')).toEqual([]);
  });
  it('is a birthday: a child of the family becomes 18, a person leaves by age', () => {
    expect(codes(entry(full), DAY, ['2008-12-28', '2008-12-29', '2000-01-01'])).toEqual([
      'child_turns_18 2026-12-28 18',
    ]);
    // Before the enrolment he was grown up already.
    expect(codes(entry(full), DAY, ['2008-08-20'])).toEqual([]);
    const youth = { subject: 'person' as const, leavesAtAge: 31 };
    expect(codes(entry(full), DAY, ['1995-12-28'], youth)).toEqual(['leaves_by_age 2026-12-28 31']);
    expect(codes(entry(full), DAY, ['1995-12-29'], youth)).toEqual([]);
    expect(codes(entry(full), DAY, ['1990-01-01'], youth)).toEqual(['leaves_by_age 2021-01-01 31']);
    expect(birthdayAt('2008-02-29', 18)).toBe('2026-03-01');
    expect(birthdayAt('2008-02-29', 20)).toBe('2028-02-29');
  });
  it('is a decision where one was proposed, and nothing once it is refused or left', () => {
    expect(codes(entry({ state: 'proposed', proposedOn: '2026-11-02' }))).toEqual(['decision_missing 2026-11-12']);
    expect(codes(entry({ state: 'returned', proposedOn: '2026-11-02' }))).toEqual(['returned 2026-11-12']);
    for (const state of ['draft', 'refused', 'exited'] as const) expect(codes(entry({ state }))).toEqual([]);
    expect(entryDue(entry({}), undefined, [], DAY)).toEqual([]);
  });
});

it('two entries that stand at once are doubles of each other; one that ended is none', () => {
  const of = (id: string, more: Partial<ProgrammeEntryBody>) => ({ id, body: entry(more) });
  const doubles = findDoubles([
    of('e-1', {}),
    of('e-2', { state: 'proposed' }),
    of('e-3', { state: 'exited', exitReason: 'entered_twice' }),
    of('e-4', { state: 'refused' }),
    of('e-5', { householdId: 'h-2' }),
    of('e-6', { programme: 'other' }),
  ]);
  expect([...doubles]).toEqual([
    ['e-1', ['e-2']],
    ['e-2', ['e-1']],
  ]);
});

describe('an entry', () => {
  const definition = collections.programmeEntries;
  const step = (transition: string, patch: JsonObject, state = 'proposed', role = 'chair') =>
    apply(
      {
        collection: 'programmeEntries',
        id: 'e-1',
        officeId: 'o-1',
        version: 0,
        body: { ...entry({}), enrolledOn: null, state } as never,
        conflicts: [],
        removed: false,
      },
      {
        id: 'op-1',
        at: '2026-11-28T06:00:00.000Z',
        writer: 'w.1',
        seq: 1,
        actor: 'u-1',
        collection: 'programmeEntries',
        docId: 'e-1',
        version: 0,
        kind: 'transition',
        transition,
        patch,
        base: {},
      } as never,
      { definition, actor: { id: 'u-1', role, officeId: 'o-1', publicKeys: [] }, related: () => undefined } as never,
    );
  it('is enrolled by minutes or by a decision, whole; by neither it is not', () => {
    const minutes = { minutesNumber: '4', minutesDate: DAY };
    expect(step('enrol', { enrolledOn: DAY, ...minutes })).toMatchObject({ kind: 'applied' });
    expect(step('enrol', { enrolledOn: DAY, decisionNumber: '9', decisionDate: DAY })).toMatchObject({
      kind: 'applied',
    });
    expect(step('enrol', { enrolledOn: DAY, minutesNumber: '4' })).toMatchObject({ kind: 'refused' });
    expect(step('enrol', { enrolledOn: DAY })).toMatchObject({ kind: 'refused' });
    expect(step('enrol', minutes)).toMatchObject({ kind: 'refused' });
    expect(step('enrol', { enrolledOn: DAY, ...minutes }, 'proposed', 'specialist')).toMatchObject({ kind: 'refused' });
  });
  it('leaves with a reason and a day', () => {
    expect(step('exit', { exitReason: 'help_given', exitOn: DAY }, 'enrolled')).toMatchObject({ kind: 'applied' });
    expect(step('exit', { exitOn: DAY }, 'enrolled')).toMatchObject({ kind: 'refused' });
  });
});
