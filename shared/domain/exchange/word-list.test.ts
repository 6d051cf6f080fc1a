import { describe, expect, it } from 'vitest';
import { catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { toCyrillic, toLatin } from '#shared/domain/language/transliterate.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc, OperationDraft } from '#shared/sync/operation.ts';
import { exceptionsOf, findWordFault, isWordList, tidyPair, wordListId, wordsOf } from './word-list.ts';

const OFFICE = 'office-1';
const id = wordListId(OFFICE, 'цой');

function act(
  doc: Doc | null,
  over: Partial<OperationDraft>,
  role: 'secretary' | 'specialist' = 'secretary',
  officeId = OFFICE,
) {
  const op = {
    id: `op-${Math.random()}`,
    actor: 'u-1',
    at: '2026-11-24T00:00:00.000Z',
    collection: 'catalogues',
    docId: id,
    version: 1,
    base: {},
    kind: 'create' as const,
    patch: {},
    ...over,
  } as OperationDraft;
  const actor = { id: 'u-1', role, officeId, publicKeys: [] };
  return apply(doc, op, { definition: catalogues, actor, related: new Map() });
}
const created = { kind: 'words', title: 'Soʻzlar', data: { цой: 'tsoy' } };

describe('words of an office', () => {
  it('are kept in lower case with the right marks', () => {
    expect(tidyPair({ cyrl: ' ЦОЙ ', latn: "Tso'y" })).toEqual({ cyrl: 'цой', latn: 'tsoʻy' });
  });

  it.each([
    ['цой', 'tsoy', null],
    ['уч-қўрғон', 'uch-qoʻrgʻon', null],
    ['цoй', 'tsoy', 'cyrl'], // a Latin o
    ['цой', 'цой', 'latn'],
    ['ц', 's', 'cyrl'],
    ['цой', '', 'latn'],
    ['__proto__', 'a', 'cyrl'],
    ['а'.repeat(61), 'a', 'cyrl'],
  ])('%s and %s: %s', (cyrl, latn, fault) => expect(findWordFault({ cyrl, latn })).toBe(fault));

  it('are written by the secretary, each into its own list, and by nobody else', () => {
    expect(act(null, { patch: created })).toMatchObject({ kind: 'applied' });
    expect(act(null, { patch: created }, 'specialist')).toMatchObject({ failure: { code: 'role_forbidden' } });
    expect(act(null, { patch: { ...created, data: { цой: 5 } } })).toMatchObject({ failure: { code: 'body_invalid' } });
    const elsewhere = `words-${(Number(id.split('-')[1]) + 1) % 16}-${OFFICE}`;
    expect(act(null, { docId: elsewhere, patch: created })).toMatchObject({ failure: { code: 'body_invalid' } });
    expect(act(null, { patch: created }, 'secretary', 'office-2')).toMatchObject({ failure: { code: 'body_invalid' } });
  });

  it('added on two laptops at once are both kept; one that is taken out is gone', () => {
    const letters = [...'абвгдежз'];
    const other = letters
      .flatMap((a) => letters.map((b) => `ц${a}${b}`))
      .find((word) => wordListId(OFFICE, word) === id) as string;
    const first = act(null, { patch: created });
    if (first.kind === 'refused') throw new Error('refused');
    const second = act(first.doc, { patch: { ...created, data: { [other]: 'sab' } } });
    if (second.kind === 'refused') throw new Error('refused');
    expect(wordsOf([second.doc.body.data as never])).toHaveLength(2);
    const third = act(second.doc, { kind: 'patch', base: { data: { цой: 'tsoy' } }, patch: { data: {} } });
    expect(third).toMatchObject({ kind: 'applied', doc: { body: { data: { [other]: 'sab' } } } });
  });

  it('win over the rules in both directions', () => {
    const lists = exceptionsOf([{ цой: 'tsoy' }]);
    expect(isWordList(id, OFFICE, { цой: 'tsoy' })).toBe(true);
    expect(toLatin('Цойнинг', lists.latn)).toBe('Tsoyning');
    expect(toCyrillic('TSOY', lists.cyrl)).toBe('ЦОЙ');
  });
});
