import { expect, it } from 'vitest';
import { keptOnce, lastOf } from './derived.ts';

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
