import { describe, expect, it } from 'vitest';
import { findProgrammeFaults, type Programme } from '#shared/domain/casework/programmes/programme.ts';
import { readRates } from '#shared/domain/casework/programmes/rates.ts';
import { factNames, isOfProgramme } from '#shared/domain/casework/programmes/known-facts.ts';
import {
  codeOf,
  freeKey,
  newDraft,
  nextDraft,
  NO_NAMES,
  restructure,
  ruleFor,
  toProgramme,
} from './programme-draft.ts';

const rates = readRates([
  {
    code: 'minimum_consumption',
    names: { 'uz-Latn': 'Minimal isteʼmol' },
    unit: 'som',
    values: [{ from: '2025-01-01', value: 669_000, confirmed: false }],
  },
]);
const named = (text: string) => ({ ...NO_NAMES, 'uz-Latn': text });
const filled = {
  ...newDraft(),
  names: named('Oʻgʻil-qizlar dasturi'),
  law: 'Qaror',
  validFrom: '2027-01-01',
  categories: newDraft().categories.map((one) => ({
    ...one,
    names: named('Kam taʼminlangan'),
    evidence: named('Ariza\n\nMaʼlumotnoma'),
  })),
  exits: [
    { key: 'x-1', code: '', names: named('Yordam berildi') },
    { key: 'x-2', code: '', names: named('Yordam berildi') },
  ],
};

describe('a programme that is being written', () => {
  it('gets codes out of its names, Cyrillic out of Latin, and has no fault', () => {
    const programme = toProgramme(filled, []);
    expect(programme).toMatchObject({
      version: 1,
      names: { 'uz-Latn': 'Oʻgʻil-qizlar dasturi', 'uz-Cyrl': 'Ўғил-қизлар дастури' },
      exits: [{ code: 'yordam_berildi' }, { code: 'yordam_berildi_2' }],
    });
    expect(programme.code).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(programme.categories[0]?.evidence.map((one) => one['uz-Latn'])).toEqual(['Ariza', 'Maʼlumotnoma']);
    expect(findProgrammeFaults(programme, { from: '2027-01-01' }, rates, [])).toEqual([]);
    expect(toProgramme(filled, [programme.code]).code).toBe(`${programme.code}_2`);
  });
  it('tells what is not written', () => {
    const faults = findProgrammeFaults(toProgramme(newDraft(), []), { from: undefined }, rates, []);
    expect(faults.map((one) => one.path)).toEqual(
      expect.arrayContaining([
        'validFrom',
        'names/uz-Latn',
        'law',
        'categories/0/names/uz-Latn',
        'exits/0/names/uz-Latn',
      ]),
    );
  });
  it('in its next version keeps its codes, all words and all rules', () => {
    const programme: Programme = { ...toProgramme(filled, []), visitMonths: 3 };
    const next = toProgramme(nextDraft(programme), [programme.code]);
    expect(next).toEqual({ ...programme, version: 2 });
  });
  it('makes codes that begin with a letter and are not too long', () => {
    expect(codeOf('18 yosh', [], 'c')).toBe('c_18_yosh');
    expect(codeOf('a'.repeat(80), [], 'c')).toHaveLength(34);
    expect(codeOf('', [], 'c')).toMatch(/^[a-z]/);
    expect(freeKey('c', [{ key: 'c-1' }, { key: 'c-3' }])).toBe('c-4');
  });
});

describe('a rule that is being written', () => {
  it('of any fact begins with a comparison that fits it', () => {
    for (const subject of ['person', 'family'] as const) {
      for (const fact of factNames(subject)) {
        const rule = ruleFor(fact, subject, ['sinov']);
        expect(rule.fact).toBe(isOfProgramme(fact) ? `${fact}:sinov` : fact);
        const programme = { ...toProgramme({ ...filled, subject, code: 'sinov' }, []), precondition: rule };
        const own = findProgrammeFaults(programme, { from: '2027-01-01' }, rates, []).filter(
          (one) => one.path === 'precondition',
        );
        expect(own, fact).toEqual([]);
      }
    }
  });
  it('keeps its comparisons when its structure changes', () => {
    const one = ruleFor('members', 'family', []);
    const all = restructure(one, 'all', 'family');
    expect(all).toEqual({ kind: 'all', of: [one] });
    expect(restructure(all, 'at_least', 'family')).toEqual({ kind: 'at_least', n: 1, of: [one] });
    expect(restructure(all, 'not', 'family')).toEqual({ kind: 'not', rule: one });
    expect(restructure(restructure(one, 'not', 'family'), 'fact', 'family')).toEqual(one);
  });
});
