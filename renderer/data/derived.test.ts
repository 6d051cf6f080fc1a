import { expect, it } from 'vitest';
import { keptFor, keptOnce, lastOf } from './derived.ts';

it('the last outcome is kept for the same arguments alone', () => {
  let made = 0;
  const sum = lastOf((a: readonly number[], b: number) => {
    made += 1;
    return a.length + b;
  });
  const list = [1, 2];
  expect([sum(list, 1), sum(list, 1), made]).toEqual([3, 3, 1]);
  expect([sum([1, 2], 1), made]).toEqual([3, 2]);
  expect([sum(list, 2), made]).toEqual([4, 3]);
});

it('an outcome for an object is kept until what it was made from changes', () => {
  let made = 0;
  const row = keptFor(
    (body: { readonly ids: readonly string[] }, names: ReadonlyMap<string, string>) =>
      body.ids.map((id) => names.get(id)),
    (body, names) => {
      made += 1;
      return body.ids.map((id) => names.get(id)).join(' ');
    },
  );
  const body = { ids: ['a', 'b'] };
  expect(row(body, new Map([['a', 'A']]))).toBe('A ');
  expect([
    row(
      body,
      new Map([
        ['a', 'A'],
        ['c', 'C'],
      ]),
    ),
    made,
  ]).toEqual(['A ', 1]);
  expect([row(body, new Map([['b', 'B']])), made]).toEqual([' B', 2]);
  expect([row({ ids: ['a', 'b'] }, new Map([['b', 'B']])), made]).toEqual([' B', 3]);
});

it('an outcome for an object alone is made once, whatever it is', () => {
  let made = 0;
  const nothing = keptOnce((_body: object) => {
    made += 1;
    return undefined;
  });
  const body = {};
  expect([nothing(body), nothing(body), made]).toEqual([undefined, undefined, 1]);
  expect([nothing({}), made]).toEqual([undefined, 2]);
});
