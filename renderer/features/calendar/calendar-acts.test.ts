import { expect, test } from 'vitest';
import { DEFAULT_APPEAL_SETTINGS } from '#shared/domain/documents/appeals.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Change } from '../../ports/data.ts';
import { saveSettings, saveYears, withDays, withoutDay } from './calendar-acts.ts';

const commit = (change: Change, role: Role = 'secretary', before: JsonObject | null = null) =>
  apply(
    before && {
      collection: 'catalogues',
      id: change.docId,
      officeId: 'office-1',
      version: 1,
      body: before,
      conflicts: [],
      removed: false,
    },
    { id: 'op-1', at: '2026-11-24T06:00:00.000Z', actor: 'u-1', base: {}, version: 1, ...change },
    {
      definition: collections.catalogues as unknown as CollectionDefinition,
      actor: { id: 'u-1', role, officeId: 'office-1', publicKeys: [] },
      related: new Map(),
    },
  );
const outcome = (applied: ReturnType<typeof commit>) => (applied.kind === 'refused' ? applied.failure.code : 'ok');

test('days go into their years; a day is off or worked, never both; taking it out leaves the rest', () => {
  const day = (date: string, kind: 'holiday' | 'workday') => ({ day: date, kind, title: 'Hayit' });
  let years = withDays(new Map(), [day('2026-03-20', 'holiday'), day('2027-03-09', 'holiday')]);
  years = withDays(years, [day('2026-03-20', 'workday'), day('2026-05-27', 'holiday')]);
  expect(years.get(2026)).toMatchObject({ holidays: ['2026-05-27'], workdays: ['2026-03-20'] });
  expect(withoutDay(years, '2026-03-20').get(2026)).toMatchObject({ holidays: ['2026-05-27'], workdays: [] });
});

test('an office writes its own calendar and settings, within sense; specialists do not', () => {
  const after = withDays(new Map(), [{ day: '2026-03-20', kind: 'holiday', title: 'Hayit' }]);
  const [made] = saveYears('office-1', new Map(), after) as [Change];
  expect(outcome(commit(made))).toBe('ok');
  expect(outcome(commit(made, 'specialist'))).toBe('role_forbidden');
  expect(outcome(commit({ ...made, docId: 'calendar-2026' }))).toBe('not_found');
  const wrong = { ...made, patch: { ...made.patch, data: { holidays: ['2027-01-01'] } } };
  expect(outcome(commit(wrong))).toBe('body_invalid');
  const [settings] = saveSettings('office-1', null, { ...DEFAULT_APPEAL_SETTINGS, forwardDays: 3 }) as [Change];
  expect(outcome(commit(settings))).toBe('ok');
  const senseless = { ...settings, patch: { ...settings.patch, data: { forwardDays: 900 } } };
  expect(outcome(commit(senseless))).toBe('body_invalid');
});

test('only the years that changed are written', () => {
  const before = withDays(new Map(), [{ day: '2026-03-20', kind: 'holiday', title: '' }]);
  expect(saveYears('office-1', before, before)).toEqual([]);
  const after = withDays(before, [{ day: '2026-05-27', kind: 'holiday', title: '' }]);
  expect(saveYears('office-1', before, after)).toMatchObject([{ kind: 'patch', docId: 'calendar-office-1-2026' }]);
});
