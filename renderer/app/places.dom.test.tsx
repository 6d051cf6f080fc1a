import { expect, it } from 'vitest';
import { ROLES } from '#shared/domain/access/roles.ts';
import { features, placesOf } from './features.ts';

it.each(ROLES)('%s has five places at most, each in its own order', (role) => {
  const places = placesOf(role);
  expect(places.length).toBeLessThanOrEqual(5);
  expect(new Set(places.map((place) => place.order)).size).toBe(places.length);
});

it('the office has today, papers, people, cases and search; what lost its place is reached by a command', () => {
  expect(placesOf('secretary').map((place) => place.path)).toEqual([
    '/today',
    '/papers',
    '/people',
    '/cases',
    '/search',
  ]);
  expect(features.flatMap((one) => one.commands ?? []).map((one) => one.path)).toContain('/archive');
});
