import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createDeviceStorage, createJournalStorage, createWebSealer } from './storage.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };

describe('journal storage of a browser', () => {
  it('appends, replaces and removes files, and finds them after a restart', async () => {
    const storage = createJournalStorage('journal-files');
    expect(await storage.list()).toEqual([]);
    expect(await storage.read('a')).toEqual(bytes());
    await storage.append('b', bytes(9));
    await storage.append('a', bytes(1, 2));
    await storage.append('a', bytes(3));
    storage.close();
    const again = createJournalStorage('journal-files');
    await again.append('a', bytes(4));
    expect(await again.list()).toEqual(['a', 'b']);
    expect(await again.read('a')).toEqual(bytes(1, 2, 3, 4));
    await again.replace('a', bytes(7));
    await again.append('a', bytes(8));
    expect(await again.read('a')).toEqual(bytes(7, 8));
    await again.remove('a');
    expect(await again.list()).toEqual(['b']);
    await again.append('a', bytes(5));
    expect(await again.read('a')).toEqual(bytes(5));
    again.close();
  });

  it('carries the real journal, sealed', async () => {
    const key = new Uint8Array(32).fill(7);
    const open = () => {
      const storage = createJournalStorage('journal-real');
      return { storage, journal: createJournal({ storage, sealer: createWebSealer(key), random, deviceId: 'dev' }) };
    };
    const first = open();
    const draft = {
      id: 'op-1',
      at: '',
      actor: 'u-1',
      collection: 'people',
      docId: 'p-1',
      kind: 'create',
      patch: { familyName: 'Zarafshon' },
      base: {},
      version: 0,
    } as const;
    await first.journal.append([draft]);
    const stored = await Promise.all((await first.storage.list()).map((name) => first.storage.read(name)));
    expect(stored.map((part) => new TextDecoder('latin1').decode(part)).join('')).not.toContain('Zarafshon');
    await first.journal.close();
    first.storage.close();
    const second = open();
    expect(await second.journal.open()).toMatchObject({ seq: 1, pending: 1, created: false, damagedRecords: 0 });
    expect(await second.journal.pending(0, 10)).toMatchObject([{ id: 'op-1', patch: { familyName: 'Zarafshon' } }]);
    second.storage.close();
  });

  it('refuses a sealed record whose bytes or place were changed', async () => {
    const sealer = createWebSealer(new Uint8Array(32));
    const sealed = await sealer.seal(bytes(1, 2, 3), bytes(1));
    expect(await sealer.open(sealed, bytes(1))).toEqual(bytes(1, 2, 3));
    await expect(sealer.open(sealed, bytes(2))).rejects.toMatchObject({ name: 'OperationError' });
    sealed[sealed.length - 1] = (sealed.at(-1) as number) ^ 1;
    await expect(sealer.open(sealed, bytes(1))).rejects.toMatchObject({ name: 'OperationError' });
  });
});

it('keeps the keyring’s files apart from the journal', async () => {
  const { keyring, secret } = createDeviceStorage();
  expect(await keyring.read('keyring')).toBeNull();
  await keyring.replace('keyring', bytes(1));
  await keyring.replace('keyring', bytes(2));
  expect(await keyring.read('keyring')).toEqual(bytes(2));
  expect(await secret.load()).toBeNull();
  expect(secret.keystore).toBe('browser');
});
