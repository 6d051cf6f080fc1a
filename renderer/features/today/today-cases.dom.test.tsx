import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { TodayScreen } from './today-screen.tsx';

vi.setConfig({ testTimeout: 30_000 });

const doc = (collection: Doc['collection'], id: string, body: JsonObject): Doc => ({
  collection,
  id,
  officeId: 'office-1',
  version: 0,
  body,
  conflicts: [],
  removed: false,
});
const caseDoc = (id: string, more: JsonObject) =>
  doc('cases', id, {
    kind: 'unemployed',
    state: 'open',
    number: `${id}/2026`,
    openedOn: '2026-11-01',
    workers: [
      { id: 'w-1', userId: 'u-secretary', role: 'worker', actor: 'u-secretary', at: '2026-11-01T05:00:00.000Z' },
    ],
    ...more,
  });
const referral = (caseId: string) =>
  doc('caseEvents', `r-${caseId}`, {
    caseId,
    kind: 'referral',
    state: 'sent',
    on: '2020-01-01',
    provider: 'Boshpana markazi',
    consentId: 'c-1',
  });

it('today tells why a case is there, and of a violence file nothing but its number', async () => {
  const office = createOfficeInMemory({
    docs: [
      caseDoc('1-1', { clientName: 'Sinovov Anvar' }),
      referral('1-1'),
      caseDoc('1-2', { kind: 'violence', clientName: 'Yashirin Ism', request: 'Oʻz soʻzi' }),
      referral('1-2'),
    ],
  });
  await office.show(<TodayScreen />, '/today', '/today');
  const open = await screen.findByRole('link', { name: /Sinovov Anvar/ });
  expect(open.textContent).toContain('rozilik tugagan (Boshpana markazi)');
  const guarded = screen.getByRole('link', { name: /Himoya ishi № 1-2\/2026/ });
  expect(guarded.textContent).toContain('ish eʼtibor kutmoqda');
  expect(guarded.textContent).not.toMatch(/Yashirin|Boshpana|rozilik|yoʻllanma|zoʻravonlik/i);
});
