import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROLES } from '#shared/domain/access/roles.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { findBodyFault, migrateBody } from '#shared/sync/apply.ts';
import { collectionNames, collections, findCollection } from './index.ts';

const all = Object.values(collections) as unknown as readonly CollectionDefinition[];

test('at most 12 collections: RxDB opens 13 a process', () => {
  expect(all.length).toBeGreaterThan(0);
  expect(all.length).toBeLessThanOrEqual(12);
});

test('a collection is found by its own name and by no other', () => {
  for (const name of collectionNames) expect(findCollection(name)?.name).toBe(name);
  for (const name of ['toString', '__proto__', 'nothing', '']) expect(findCollection(name)).toBeUndefined();
});

describe.each(all.map((definition) => [definition.name, definition] as const))('%s', (_, definition) => {
  const fields = Object.keys(definition.schema.properties);

  test('every schema version has a golden fixture, and every step up a migration', () => {
    const versions = Array.from({ length: definition.version + 1 }, (__, version) => version);
    expect(Object.keys(definition.fixtures).map(Number)).toEqual(versions);
    expect(Object.keys(definition.migrations).map(Number)).toEqual(versions.slice(1));
  });

  test('every fixture is valid after its migrations', () => {
    for (const [version, body] of Object.entries(definition.fixtures)) {
      expect(findBodyFault(definition, migrateBody(definition, body, Number(version)))).toBeNull();
    }
  });

  test('the schema takes no unknown field, and rules name only known ones', () => {
    const body = { ...(definition.fixtures[definition.version] as JsonObject), unheardOf: 1 };
    expect(findBodyFault(definition, body)).not.toBeNull();
    const steps = Object.values(definition.workflow?.transitions ?? {});
    const named = [
      ...Object.keys(definition.merge),
      ...(definition.readonlyFields ?? []),
      ...(definition.stamps ?? []),
      ...steps.flatMap((step) => [
        ...(step.sets ?? []),
        ...(step.stamps ?? []),
        ...(step.clears ?? []),
        ...(step.requires ?? []),
      ]),
    ];
    expect(named.filter((field) => !fields.includes(field))).toEqual([]);
  });

  test('the sort key is short and never holds what a person wrote', () => {
    const golden = definition.fixtures[definition.version] as JsonObject;
    const planted = 'Toʻxtasinova';
    const isText = (field: string) => {
      const schema = definition.schema.properties[field] as { type?: string; maxLength?: number; pattern?: string };
      // Ids and days are clear on purpose; a text is a string of free form longer than an id.
      return schema.type === 'string' && !schema.pattern && (schema.maxLength ?? Infinity) > 64;
    };
    const withText = Object.fromEntries(
      Object.entries(golden).map(([field, value]) => [field, isText(field) ? planted : value]),
    );
    expect(definition.sortKey(withText)).not.toContain(planted);
    expect(definition.sortKey(withText)).toBe(definition.sortKey(golden));
    fc.assert(
      fc.property(
        fc.record(
          Object.fromEntries(
            fields.map((field) => [field, fc.oneof(fc.constant(undefined), fc.constant(golden[field]))]),
          ),
        ),
        (body) => {
          expect(definition.sortKey(body as JsonObject).length).toBeLessThanOrEqual(64);
        },
      ),
    );
  });
});

test('papers and tasks come in ascending order of their sort key as a person wants to see them', () => {
  const papers = ['2026-11-24', '2026-01-02', '2025-12-31'].map((regDate) =>
    collections.documents.sortKey({ journal: 'appeals', regDate }),
  );
  expect(papers).toEqual([...papers].sort());
  const tasks = [
    { state: 'open', dueDate: '2026-11-24' },
    { state: 'reported', dueDate: '2026-12-01' },
    { state: 'open' },
    { state: 'done', dueDate: '2026-01-01' },
  ].map((body) => collections.tasks.sortKey(body as JsonObject));
  expect(tasks).toEqual([...tasks].sort());
});

test('who may do what', async () => {
  const rows = all.flatMap((definition) => {
    const actions: readonly (readonly [string, readonly string[]])[] = [
      ...Object.entries(definition.policy),
      ...Object.entries(definition.workflow?.transitions ?? {}).map(
        ([name, step]) => [`> ${name}`, step.roles] as const,
      ),
    ];
    return actions.map(([action, roles]) => {
      const allowed = ROLES.map((role) => (roles.includes(role) ? role : '-')).join(' ');
      return `${definition.name} ${action}: ${allowed}`;
    });
  });
  await expect(rows.join('\n')).toMatchFileSnapshot('./policy.snapshot.txt');
});
