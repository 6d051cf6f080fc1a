import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LikelyAnswer, LikelyRequest } from '#shared/sync/likely.ts';
import { createOfficeInMemory } from '../documents/testing/office-in-memory.tsx';
import { LikelyElsewhere, questionOf } from './likely-elsewhere.tsx';

const KARIMOVA = { familyName: 'Karimova', givenName: 'Dilnoza', birthDate: '1990-02-01' };
const ANSWER: LikelyAnswer = {
  offices: [
    {
      office: { latn: 'Bogʻzor MFY', cyrl: 'Боғзор МФЙ' },
      district: { latn: 'Zangiota tumani', cyrl: 'Зангиота тумани' },
      count: 1,
      strength: 'strong',
    },
  ],
  more: false,
};

describe('what the server is asked', () => {
  it('is what the question is made of, and nothing else of the form', () => {
    const form = { ...KARIMOVA, patronymic: ' ', pinfl: '4010290 1950018', phone: '998901234567', note: 'sir' };
    expect(questionOf(form)).toEqual({ ...KARIMOVA, pinfl: '40102901950018' });
  });
  it('is nothing while there is only a name', () => {
    expect(questionOf({ familyName: 'Karimova', givenName: 'Dilnoza' })).toBe(null);
  });
});

describe('the warning', () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
  afterEach(() => void vi.useRealTimers());

  async function show(ask: (person: LikelyRequest) => Promise<LikelyAnswer>, connection: 'online' | 'offline') {
    const office = createOfficeInMemory();
    Object.assign(office.client, {
      likelyElsewhere: ask,
      sync: {
        ...office.client.sync,
        status: (
          (status) => () =>
            status
        )({ ...office.client.sync.status(), connection }),
      },
    });
    await office.show(<LikelyElsewhere person={KARIMOVA} />, '/', '/');
    await act(async () => void (await vi.advanceTimersByTimeAsync(3_000)));
  }

  it('names the office to call, after the typing rests, and asks once', async () => {
    const ask = vi.fn(async () => ANSWER);
    await show(ask, 'online');
    expect(ask).toHaveBeenCalledTimes(1);
    expect(ask).toHaveBeenCalledWith(KARIMOVA);
    const note = screen.getByRole('status', { name: 'Boshqa idoralarda oʻxshash yozuv bor' });
    expect(note.textContent).toContain('Bogʻzor MFY (Zangiota tumani): 1 ta yozuv, oʻxshashligi kuchli');
  });

  it('is silent without a connection, where nobody is known, and where the server does not answer', async () => {
    const ask = vi.fn(async () => ANSWER);
    await show(ask, 'offline');
    expect(ask).not.toHaveBeenCalled();
    await show(async () => Promise.reject(new Error('429')), 'online');
    await show(async () => ({ offices: [], more: false }), 'online');
    expect(screen.queryByRole('status', { name: /idoralarda/ })).toBe(null);
  });
});
