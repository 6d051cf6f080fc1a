import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Dexie } from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EmergenciesPort, EmergencyLists } from '#shared/ipc/desktop-api.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { type Session, SessionContext } from '../../app/session-context.ts';
import { DataProvider } from '../../data/react.tsx';
import type { DataClient } from '../../ports/data.ts';
import { renderUi } from '../../ui/testing.tsx';
import { EmergencyScreen } from './emergency-screen.tsx';
import { EmergencySign } from './emergency-sign.tsx';

Dexie.dependencies.indexedDB = new IDBFactory();
Dexie.dependencies.IDBKeyRange = IDBKeyRange;

// A field that grows listens to fonts, which jsdom has none of.
Object.defineProperty(document, 'fonts', {
  configurable: true,
  value: { addEventListener: () => undefined, removeEventListener: () => undefined },
});

const NONE: EmergencyLists = { requests: [], notices: [], decisions: [] };
const NOTICE: EmergencyLists['notices'][number] = {
  id: 'e-1',
  kind: 'code',
  asker: 'Karimov A.',
  reason: 'Xavf bor',
  askedAt: '2026-03-02T08:00:00.000Z',
  until: null,
  usedAt: null,
  caseIds: [],
  reviewedAt: null,
  mayReview: true,
};

async function open(lists: EmergencyLists | CodedError) {
  const emergencies = {
    list: vi.fn(async () => {
      if (lists instanceof CodedError) throw lists;
      return lists;
    }),
    ask: vi.fn(async () => undefined),
    decide: vi.fn(async () => undefined),
    review: vi.fn(async () => undefined),
    read: vi.fn(async () => [
      {
        id: 'c-1',
        body: { clientName: 'Nomsiz', safetyPlan: 'Reja' },
        events: [{ id: 'n-1', body: { kind: 'note', text: 'Yozuv' } }],
      },
    ]),
  } satisfies EmergenciesPort;
  const openByCode = vi.fn(async () => {
    throw new CodedError('emergency_code_wrong');
  });
  const kept = new Map<string, JsonObject>();
  const session = {
    user: { id: 'u-1' },
    device: {
      users: [
        { id: 'u-1', name: 'Men' },
        { id: 'u-2', name: 'Hamkasb' },
      ],
    },
    emergencies,
    secrets: { openByCode },
    lock: () => undefined,
  } as unknown as Session;
  const data = {
    drafts: {
      load: async (key: string) => kept.get(key) ?? null,
      save: async (key: string, value: JsonObject) => void kept.set(key, value),
    },
  } as unknown as DataClient;
  await renderUi(
    <SessionContext.Provider value={session}>
      <DataProvider client={data}>
        <EmergencySign />
        <EmergencyScreen />
      </DataProvider>
    </SessionContext.Provider>,
  );
  return { emergencies, openByCode, kept };
}

afterEach(cleanup);
const type = (label: RegExp, text: string, at = 0) =>
  fireEvent.change(screen.getAllByLabelText(label)[at] as HTMLElement, { target: { value: text } });

describe('emergencies', () => {
  it('asks with a name and a reason, and says at the field what is missing', async () => {
    const { emergencies } = await open(NONE);
    fireEvent.click(await screen.findByRole('button', { name: 'Ask' }));
    expect(await screen.findByText('Write the name or the number.')).toBeTruthy();
    type(/Name or number/, 'Karimova Lola');
    fireEvent.click(screen.getByRole('button', { name: 'Ask' }));
    expect(await screen.findByText(/Write why it can’t wait/)).toBeTruthy();
    expect(emergencies.ask).not.toHaveBeenCalled();
    type(/Why it can’t wait/, 'Xavf bor');
    fireEvent.click(screen.getByRole('button', { name: 'Ask' }));
    await waitFor(() => expect(emergencies.ask).toHaveBeenCalledWith('Karimova Lola', 'Xavf bor'));
  });

  it('shows what was allowed for reading alone', async () => {
    const request = { id: 'r-1', wanted: 'Karimova Lola', reason: 'x', askedAt: NOTICE.askedAt, until: null };
    await open({
      ...NONE,
      requests: [
        { ...request, state: 'approved' },
        { ...request, id: 'r-2', wanted: 'Boshqa', state: 'declined' },
      ],
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Read: Karimova Lola' }));
    expect(await screen.findByText('Reja')).toBeTruthy();
    expect(screen.getByText('Yozuv')).toBeTruthy();
    expect(screen.queryByRole('textbox')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(await screen.findByText('Not allowed')).toBeTruthy();
  });

  it('tells whoever is responsible, in the rail without a name, until they have looked', async () => {
    const { emergencies, kept } = await open({ ...NONE, notices: [NOTICE] });
    expect(await screen.findByText(/Karimov A. was given a code/)).toBeTruthy();
    await waitFor(() => expect(kept.get('protected/emergency-seen')).toEqual({ ids: ['e-1'] }));
    fireEvent.click(screen.getByRole('button', { name: 'Close the review' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(dialog.querySelector('textarea') as HTMLElement, { target: { value: 'Koʻrildi' } });
    fireEvent.click(
      [...dialog.querySelectorAll('button')].find((one) => one.textContent === 'Close the review') as HTMLElement,
    );
    await waitFor(() => expect(emergencies.review).toHaveBeenCalledWith('e-1', 'Koʻrildi'));
  });

  it('without a connection says so, and a code that does not fit is told at its field', async () => {
    const { openByCode } = await open(new CodedError('offline'));
    expect(await screen.findByText(/only be asked for with a connection/)).toBeTruthy();
    fireEvent.click(screen.getByRole('combobox', { name: 'Whose records' }));
    expect(screen.queryByRole('option', { name: 'Men' })).toBeNull();
    fireEvent.click(await screen.findByRole('option', { name: 'Hamkasb' }));
    type(/^Code/, 'ABCDE-FGHJK-MNPQR');
    type(/Why it can’t wait/, 'Xavf bor');
    fireEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(await screen.findByText(/The code does not fit/)).toBeTruthy();
    expect(openByCode).toHaveBeenCalledWith('u-2', 'ABCDE-FGHJK-MNPQR', 'Xavf bor');
  });
});
