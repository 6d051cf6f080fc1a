import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { hashBytes, toHex } from '#shared/kernel/json.ts';
import { PIECE_BYTES } from '#shared/sync/files/contract.ts';
import { createFileStore } from '#shared/sync/files/file-store.ts';
import { createPieceRows } from './piece-rows.ts';
import { createWebSealer } from './storage.ts';

let databases = 0;

function openStore() {
  const storage = createPieceRows(`files-${++databases}`);
  const key = new Uint8Array(32).fill(7);
  return { storage, store: createFileStore({ storage, sealer: createWebSealer(key), key }) };
}

const bytes = Uint8Array.from({ length: PIECE_BYTES + 100 }, (_, at) => (at * 31) & 255);
const file = { hash: toHex(hashBytes(bytes)), size: bytes.length };

describe('files in a browser', () => {
  it('are kept in sealed pieces, read back, and go on where they stopped', async () => {
    const { storage, store } = openStore();
    expect(await store.place(file)).toBe('away');
    await store.write(file, 0, bytes.slice(0, PIECE_BYTES));
    expect([await store.place(file), await store.count(file)]).toEqual(['partly', 1]);
    await store.write(file, 1, bytes.slice(PIECE_BYTES));
    await store.finish(file);
    expect(await store.place(file)).toBe('here');
    expect(await store.read(file, 1)).toEqual(bytes.slice(PIECE_BYTES));
    // A second copy of the same file changes nothing.
    await store.write(file, 0, bytes.slice(0, PIECE_BYTES));
    await store.finish(file);
    expect(await store.place(file)).toBe('here');
    storage.close();
  });

  it('that are not what they were said to be are not kept', async () => {
    const { storage, store } = openStore();
    const wrong = { ...file, hash: '0'.repeat(64) };
    await store.write(wrong, 0, bytes.slice(0, PIECE_BYTES));
    await store.write(wrong, 1, bytes.slice(PIECE_BYTES));
    await expect(store.finish(wrong)).rejects.toMatchObject({ failure: { code: 'file_damaged' } });
    expect(await store.place(wrong)).toBe('away');
    await expect(store.write(file, 0, bytes.slice(0, 10))).rejects.toMatchObject({
      failure: { code: 'invalid_input' },
    });
    storage.close();
  });

  it('keep small notes', async () => {
    const { storage } = openStore();
    expect(await storage.readNote('to-send')).toBeNull();
    await storage.replaceNote('to-send', Uint8Array.of(1, 2));
    await storage.replaceNote('to-send', Uint8Array.of(3));
    expect(await storage.readNote('to-send')).toEqual(Uint8Array.of(3));
    storage.close();
  });
});
