import { describe, expect, it } from 'vitest';
import { hashBytes, toHex } from '#shared/kernel/json.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { type FileCalls, type FileOfRecord, PIECE_BYTES, type PieceStorage, type Transfer } from './contract.ts';
import { createFileStore } from './file-store.ts';
import { createTransfers } from './transfers.ts';

/** Storage that outlives what was made over it, like a disk. */
function createMemory(): PieceStorage {
  const files = new Map<string, Uint8Array[]>();
  const notes = new Map<string, Uint8Array>();
  return {
    count: async (name) => files.get(name)?.length ?? 0,
    get: async (name, n) => files.get(name)?.[n] ?? null,
    async put(name, n, bytes) {
      files.set(name, [...(files.get(name) ?? []).slice(0, n), bytes]);
    },
    async rename(name, to) {
      files.set(to, files.get(name) ?? []);
      files.delete(name);
    },
    remove: async (name) => void files.delete(name),
    readNote: async (name) => notes.get(name) ?? null,
    replaceNote: async (name, bytes) => void notes.set(name, bytes),
  };
}

const plain = { seal: async (bytes: Uint8Array) => bytes.slice(), open: async (bytes: Uint8Array) => bytes.slice() };
const bytes = Uint8Array.from({ length: 2 * PIECE_BYTES + 5 }, (_, at) => (at * 7) & 255);
const file: FileOfRecord = {
  hash: toHex(hashBytes(bytes)),
  size: bytes.length,
  collection: 'documents',
  docId: 'paper-1',
};

/** A server that keeps what has come, and breaks off when it is told to. */
function createServer() {
  const server = {
    got: 0,
    known: true,
    breaks: [] as number[],
    sent: [] as (readonly [number, number])[],
    calls: {} as FileCalls,
  };
  const stored = () => server.got === file.size;
  server.calls = {
    async offset() {
      if (!server.known) throw new CodedError('not_found');
      return { offset: server.got, stored: stored() };
    },
    async send(_file, offset, part) {
      const after = server.breaks.shift();
      server.sent.push([offset, after ?? part.length]);
      if (offset !== server.got) throw new CodedError('server_busy');
      server.got += after ?? part.length;
      if (after !== undefined) throw new CodedError('offline');
      return { offset: server.got, stored: stored() };
    },
    async range(_file, from, to) {
      if (server.breaks.shift() !== undefined) throw new CodedError('offline');
      return bytes.slice(from, to);
    },
  };
  return server;
}

function setUp(storage = createMemory(), server = createServer()) {
  const store = createFileStore({ storage, sealer: plain, key: new Uint8Array(32) });
  const timers: (() => void)[] = [];
  const transfers = createTransfers({
    store,
    storage,
    sealer: plain,
    calls: server.calls,
    after(_ms, run) {
      timers.push(run);
      return () => undefined;
    },
  });
  const keep = async () => {
    for (let n = 0; n < 3; n++) await transfers.write(file, n, bytes.slice(n * PIECE_BYTES, (n + 1) * PIECE_BYTES));
    await transfers.finish(file);
  };
  return { storage, server, transfers, timers, keep };
}

describe('transfers', () => {
  it('go on from the byte at which the line broke, in the middle of a piece', async () => {
    const { server, transfers, keep } = setUp();
    await keep();
    await transfers.send(file);
    server.breaks = [1_000, 500];
    for (let tries = 0; tries < 3; tries++) await transfers.wake();
    expect(server.sent).toEqual([
      [0, 1_000],
      [1_000, 500],
      [1_500, PIECE_BYTES - 1_500],
      [PIECE_BYTES, PIECE_BYTES],
      [2 * PIECE_BYTES, 5],
    ]);
    expect(await transfers.transfers()).toEqual([]);
  });

  it('wait for the record, try again by themselves, and are not forgotten by a restart', async () => {
    const first = setUp();
    await first.keep();
    first.server.known = false;
    await first.transfers.send(file);
    await first.transfers.send(file);
    await first.transfers.wake();
    expect(await first.transfers.transfers()).toMatchObject([{ state: 'waiting', code: 'not_found' }]);
    expect(first.timers.length).toBe(1);
    first.transfers.close();
    first.server.known = true;
    const next = setUp(first.storage, first.server);
    expect(await next.transfers.transfers()).toMatchObject([{ hash: file.hash, state: 'waiting' }]);
    await next.transfers.wake();
    expect(first.server.got).toBe(file.size);
    expect(await next.transfers.transfers()).toEqual([]);
  });

  it('are taken back where the record was not saved, and stop where only a person can help', async () => {
    const { server, transfers, timers, keep } = setUp();
    await keep();
    await transfers.send(file);
    server.calls = { ...server.calls };
    await transfers.unsend(file);
    await transfers.wake();
    expect(server.sent).toEqual([]);
    const refusing = setUp(createMemory(), {
      ...createServer(),
      calls: { ...createServer().calls, offset: () => Promise.reject(new CodedError('too_large')) },
    });
    await refusing.keep();
    await refusing.transfers.send(file);
    await refusing.transfers.wake();
    expect(await refusing.transfers.transfers()).toMatchObject([{ state: 'stopped', code: 'too_large' }]);
    expect([...timers, ...refusing.timers]).toEqual([]);
  });

  it('fetch piece by piece, go on after a break, and keep nothing whose hash is wrong', async () => {
    const { transfers } = setUp();
    const seen: Transfer[] = [];
    transfers.onTransfer((transfer) => seen.push(transfer));
    await transfers.fetch(file);
    expect(seen.map((one) => one.done)).toEqual([0, PIECE_BYTES, 2 * PIECE_BYTES, file.size, file.size]);
    expect(await transfers.places([file])).toEqual(['here']);
    const other = { ...file, hash: 'f'.repeat(64) };
    await expect(transfers.fetch(other)).rejects.toMatchObject({ failure: { code: 'file_damaged' } });
    expect(await transfers.places([other])).toEqual(['away']);
  });
});
