import { expect, it } from 'vitest';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { createRows, type People } from './use-families.ts';

const at = '2026-06-15T05:00:00.000Z';
const home = (id: string, address: string, ...people: string[]) => ({
  id,
  body: {
    address,
    members: people.map((personId, n) => ({
      id: `${id}-${personId}`,
      personId,
      relation: n === 0 ? ('head' as const) : ('son' as const),
      actor: 'u-1',
      at,
    })),
  },
});
const person = (familyName: string, givenName: string, address?: string): PersonBody => ({
  familyName,
  givenName,
  ...(address ? { address } : {}),
});

const byId = (entries: Iterable<readonly [string, PersonBody]>): People =>
  Object.assign(new Map(entries), { resolve: (personId: string) => personId });

it('lines of families and people stand until something in them changes', () => {
  const rows = createRows();
  const families = [home('h-1', 'Navoiy 1', 'p-1', 'p-2'), home('h-2', 'Bogʻ 2', 'p-3')];
  const people = byId([
    ['p-1', person('Karimov', 'Anvar')],
    ['p-2', person('Karimov', 'Bobur')],
    ['p-3', person('Aliyeva', 'Lola')],
    ['p-4', person('Yolgʻiz', 'Odam', 'Chinor 3')],
  ]);
  const first = rows.families(families, people);
  expect(first).toMatchObject([
    {
      id: 'h-1',
      head: 'Karimov Anvar',
      address: 'Navoiy 1',
      phone: '',
      members: 2,
      names: 'Karimov Anvar Karimov Bobur',
    },
    { id: 'h-2', head: 'Aliyeva Lola', address: 'Bogʻ 2', phone: '', members: 1, names: 'Aliyeva Lola' },
  ]);
  expect(rows.families(families, people)).toBe(first);
  const all = rows.people(people, families);
  expect(all.map((row) => row.address)).toEqual(['Navoiy 1', 'Navoiy 1', 'Bogʻ 2', 'Chinor 3']);

  const changed = byId(new Map(people).set('p-2', person('Karimov', 'Botir')));
  const next = rows.families(families, changed);
  expect(next[0]?.names).toBe('Karimov Anvar Karimov Botir');
  expect(next[1]).toBe(first[1]);
  const others = rows.people(changed, families);
  expect(others[1]?.name).toBe('Karimov Botir');
  expect(others[0]).toBe(all[0]);

  // Somebody moves: the lines of both families, and their own.
  const moved = [home('h-1', 'Navoiy 1', 'p-1'), home('h-2', 'Bogʻ 2', 'p-3', 'p-2')];
  expect(rows.families(moved, changed).map((row) => row.members)).toEqual([1, 2]);
  expect(rows.people(changed, moved)[1]?.address).toBe('Bogʻ 2');
});
