import { describe, expect, test } from 'vitest';
import type { DuplicatePair } from '#shared/domain/casework/duplicates.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { mergePeople, sayNotSame, unmergePeople } from '../../casework/merge-acts.ts';
import type { ActContext } from '../../documents/acts.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { fieldRows, toMerge } from './choices.ts';
import { levelOf, openPairs } from './pairs.ts';

const a = {
  id: 'p-a',
  body: {
    familyName: 'Karimova',
    givenName: 'Dilnoza',
    phone: '998901111111',
    health: ['chronic'],
    sex: 'female',
  } as PersonBody,
};
const b = {
  id: 'p-b',
  body: {
    familyName: 'Каримова',
    givenName: 'Dilnoza',
    phone: '998902222222',
    health: ['mental'],
    address: 'Bogʻ, 4',
  } as PersonBody,
};

describe('values of two records', () => {
  test('are told apart: the same, one of two, or both together', () => {
    const rows = fieldRows(a, b, { survivor: 'a', chosen: { phone: 'b' } });
    expect(rows.map(({ field, kind, from }) => [field, kind, from])).toEqual([
      ['familyName', 'choice', 'a'],
      ['givenName', 'same', 'a'],
      ['sex', 'choice', 'a'],
      ['address', 'choice', 'b'],
      ['phone', 'choice', 'b'],
      ['health', 'together', 'a'],
    ]);
    expect(rows.at(-1)?.both).toEqual(['chronic', 'mental']);
  });

  test('are taken from the record that goes, whichever it is', () => {
    expect(toMerge(a, b, { survivor: 'a', chosen: { phone: 'b' } })).toMatchObject({
      survivor: { id: 'p-a' },
      take: ['address', 'phone', 'health'],
    });
    expect(toMerge(a, b, { survivor: 'b', chosen: { phone: 'b' } })).toMatchObject({
      survivor: { id: 'p-b' },
      other: { id: 'p-a' },
      take: ['sex', 'health'],
    });
  });
});

describe('the list of likely duplicates', () => {
  const pair: DuplicatePair = { a: 'p-a', b: 'p-b', score: 14, reasons: ['same_name'] };
  const doc = (id: string, body: PersonBody) => ({
    collection: 'people',
    id,
    officeId: 'office-1',
    version: 2,
    body: body as never,
    conflicts: [],
    removed: false,
  });
  const filled = () => createOfficeInMemory({ docs: [doc('p-a', a.body), doc('p-b', b.body)] });
  const context = (office: ReturnType<typeof filled>): ActContext => ({
    actor: { id: 'u-secretary', name: 'K', role: 'secretary' },
    at: '2026-11-28T06:00:00.000Z',
    today: '2026-11-28',
    newId: () => office.client.newId(),
  });

  test('loses a pair that was merged, and has it again when that was taken back', async () => {
    const office = filled();
    const { client } = office;
    expect(openPairs([pair], client.index)).toHaveLength(1);
    const changes = mergePeople(a, b, ['phone', 'address'], 'boshqa yozuvda', context(office));
    expect(await client.commit(changes)).toMatchObject({ ok: true });
    expect(openPairs([pair], client.index)).toEqual([]);
    const merged = (await client.get('people', 'p-a'))?.body as PersonBody;
    expect(merged).toMatchObject({ phone: '998902222222', address: 'Bogʻ, 4', history: [{ event: 'merged' }] });
    expect(merged.facts).toMatchObject(
      [{ field: 'address', detail: 'boshqa yozuvda' }, { field: 'phone' }].toReversed(),
    );
    const mergeId = merged.merges?.[0]?.id ?? '';
    const back = unmergePeople(
      [{ personId: 'p-a', mergeIds: [mergeId] }],
      () => merged,
      { note: 'xato', seenIn: '' },
      context(office),
    );
    expect(await client.commit(back)).toMatchObject({ ok: true });
    const parted = (await client.get('people', 'p-a'))?.body as PersonBody;
    expect(parted).toMatchObject({ phone: '998901111111', unmerges: [{ mergeId, note: 'xato' }] });
    expect(parted.address).toBeUndefined();
    expect((await client.get('people', 'p-b'))?.body).toEqual(b.body);
    expect(openPairs([pair], client.index)).toHaveLength(1);
  });

  test('loses a pair that was said to be of two people, for good', async () => {
    const office = filled();
    await office.client.commit(sayNotSame('p-b', 'p-a', context(office)));
    expect(openPairs([pair], office.client.index)).toEqual([]);
  });

  test('loses whoever is there no more', () => {
    const office = createOfficeInMemory({ docs: [doc('p-a', a.body)] });
    expect(openPairs([pair], office.client.index)).toEqual([]);
  });

  test('says how alike in a word', () => {
    expect([21, 13, 12, 9].map(levelOf)).toEqual(['strong', 'strong', 'medium', 'weak']);
  });
});
