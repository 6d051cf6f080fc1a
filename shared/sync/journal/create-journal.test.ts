import { describe, expect, it } from 'vitest';
import { createSealer } from '../device/sealer.ts';
import type { OperationDraft } from '../operation.ts';
import { createFaultStorage, type FaultStorage } from './fault-storage.ts';
import { createJournal, KEEP_SETTLED } from './create-journal.ts';

let seed = 1;
const random = {
  bytes(length: number) {
    return Uint8Array.from({ length }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed >>> 24;
    });
  },
};
const sealer = createSealer(new Uint8Array(32).fill(7), random);

let made = 0;
function draft(text = 'x'): OperationDraft {
  made += 1;
  return {
    id: `op-${made}`,
    at: '2026-01-01T00:00:00.000Z',
    actor: 'user-1',
    collection: 'people',
    docId: `doc-${made}`,
    kind: 'create',
    patch: { text },
    base: {},
    version: 0,
  };
}
function drafts(count: number): OperationDraft[] {
  return Array.from({ length: count }, () => draft());
}
function open(storage: FaultStorage, options: { deviceId?: string; segmentBytes?: number; key?: number } = {}) {
  const { deviceId = 'device-1', key, ...rest } = options;
  const own = key === undefined ? sealer : createSealer(new Uint8Array(32).fill(key), random);
  return createJournal({ storage, sealer: own, random, deviceId, ...rest });
}
function copyOf(storage: FaultStorage, change?: (files: Map<string, Uint8Array>) => void): FaultStorage {
  const files = new Map([...storage.files].map(([name, bytes]) => [name, bytes.slice()]));
  change?.(files);
  return createFaultStorage(files);
}
const applied = (ids: readonly { readonly id: string }[]) => ids.map(({ id }) => ({ id, outcome: 'applied' as const }));

describe('journal', () => {
  it('numbers operations without gaps and finds them again', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const first = await journal.open();
    expect(first).toMatchObject({ created: true, seq: 0, pending: 0, note: null });
    expect(first.writer).toMatch(/^device-1\.[A-Za-z0-9_-]{8}$/);
    const ops = [...(await journal.append(drafts(3))), ...(await journal.append(drafts(2)))];
    expect(ops.map((op) => op.seq)).toEqual([1, 2, 3, 4, 5]);
    await journal.close();

    const again = open(storage);
    expect(await again.open()).toMatchObject({
      created: false,
      writer: first.writer,
      seq: 5,
      pending: 5,
      tornBytes: 0,
      damagedRecords: 0,
    });
    expect(await again.pending(0, 10)).toEqual(ops);
    expect(await again.pending(2, 2)).toEqual(ops.slice(2, 4));
  });

  it('keeps the plain text off the disk', async () => {
    const storage = createFaultStorage();
    await open(storage).append([draft('Karimova Nodira')]);
    for (const bytes of storage.files.values()) {
      expect(Buffer.from(bytes).includes('Karimova')).toBe(false);
    }
  });

  it('lets appends that arrive together share one write', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    await journal.open();
    const before = storage.appends;
    const all = await Promise.all(Array.from({ length: 50 }, () => journal.append(drafts(2))));
    expect(storage.appends - before).toBe(1);
    expect(all.flat().map((op) => op.seq)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  it('refuses an operation id that it has seen', async () => {
    const journal = open(createFaultStorage());
    const one = draft();
    await journal.append([one]);
    await expect(journal.append([one])).rejects.toMatchObject({ failure: { code: 'op_id_reused' } });
    const two = draft();
    await expect(journal.append([two, two])).rejects.toMatchObject({ failure: { code: 'op_id_reused' } });
    expect((await journal.append([two]))[0]?.seq).toBe(2);
  });

  it('settles, refuses, dismisses, and remembers all of it', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const ops = await journal.append(drafts(4));
    await journal.settle(
      [
        ...applied(ops.slice(0, 2)),
        { id: ops[2]?.id ?? '', outcome: 'refused', code: 'role_forbidden', params: { field: 'a' } },
        { id: 'unknown', outcome: 'applied' },
      ],
      1_000,
    );
    for (const port of [journal, open(storage)]) {
      expect(await port.pending(0, 10)).toEqual([ops[3]]);
      expect(await port.settled(0, 10)).toEqual(ops.slice(0, 2));
      expect(await port.settled(0, 1)).toEqual(ops.slice(0, 1));
      expect(await port.refused()).toEqual([
        { operation: ops[2], failure: { code: 'role_forbidden', params: { field: 'a' } } },
      ]);
    }
    await journal.dismissRefused(ops[2]?.id ?? '');
    expect(await journal.refused()).toEqual([]);
    expect(await open(storage).refused()).toEqual([]);
  });

  it('never takes its number from the outbox: seq goes on after everything was settled and compacted', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const ops = await journal.append(drafts(7));
    await journal.settle(applied(ops), 1_000);
    await journal.nextNumber('incoming', 41);
    const last = await journal.append([draft()]);
    await journal.settle(applied(last), 1_000 + KEEP_SETTLED + 1);
    await journal.close();
    await open(storage).open();
    const third = open(storage);
    await third.settle([], 0);
    expect((await third.append([draft()]))[0]?.seq).toBe(9);
    expect(await third.nextNumber('incoming', 3)).toBe(43);
  });

  it('makes a full disk a coded failure, and the next record is whole', async () => {
    for (const keep of [0, 0.3, 0.9, 1]) {
      for (const kind of ['full', 'failed'] as const) {
        const storage = createFaultStorage();
        const journal = open(storage);
        const before = await journal.append([draft()]);
        storage.failNext({ kind, keep }, { kind, keep });
        const code = kind === 'full' ? 'disk_full' : 'disk_failed';
        await expect(journal.append([draft()])).rejects.toMatchObject({ failure: { code } });
        await expect(journal.append([draft()])).rejects.toMatchObject({ failure: { code } });
        const after = await journal.append([draft()]);
        expect(after[0]?.seq).toBe(2);
        const again = open(storage);
        expect(await again.pending(0, 10)).toEqual([...before, ...after]);
        expect((await again.open()).damagedRecords).toBe(0);
        const third = open(storage);
        expect(await third.open()).toMatchObject({ damagedRecords: 0, tornBytes: 0, pending: 2 });
      }
    }
  });

  it('opens on a full disk with a torn tail', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const ops = await journal.append(drafts(2));
    const name = [...storage.files.keys()][0] ?? '';
    const cut = copyOf(storage, (files) =>
      files.set(name, Buffer.concat([files.get(name) ?? Buffer.alloc(0), Buffer.from('half')])),
    );
    cut.failAlways({ kind: 'full', keep: 0 });
    const again = open(cut);
    expect(await again.open()).toMatchObject({ tornBytes: 4, pending: 2, damagedRecords: 0 });
    await expect(again.append([draft()])).rejects.toMatchObject({ failure: { code: 'disk_full' } });
    cut.failAlways(null);
    const more = await again.append([draft()]);
    expect(await open(cut).pending(0, 9)).toEqual([...ops, ...more]);
    expect(await open(cut).open()).toMatchObject({ damagedRecords: 0 });
  });

  it('loses nothing acknowledged before a cut at any byte, and keeps the torn bytes', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const sizes: number[] = [];
    const ops = [];
    const name = 'journal-00000001.seg';
    await journal.open();
    for (let at = 0; at < 3; at += 1) {
      ops.push((await journal.append([draft()]))[0]);
      sizes.push(storage.files.get(name)?.length ?? 0);
    }
    const whole = storage.files.get(name) ?? new Uint8Array(0);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const damaged = copyOf(storage, (files) => files.set(name, whole.slice(0, cut)));
      const again = open(damaged);
      const report = await again.open();
      const kept = sizes.filter((size) => size <= cut).length;
      expect(await again.pending(0, 10)).toEqual(ops.slice(0, kept));
      expect(report.damagedRecords).toBe(0);
      const aside = damaged.files.get(`${name}.torn`)?.length ?? 0;
      expect(report.tornBytes).toBe(aside);
      if (cut % 8 > 0) continue;
      const next = await again.append([draft()]);
      expect(await open(damaged).pending(0, 10)).toEqual([...ops.slice(0, kept), ...next]);
    }
  }, 30_000);

  it('reads on beyond damage, counts it and keeps the bytes', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const ops = [];
    const ends = [];
    const name = 'journal-00000001.seg';
    for (let at = 0; at < 5; at += 1) {
      ops.push(...(await journal.append([draft()])));
      ends.push(storage.files.get(name)?.length ?? 0);
    }
    for (let at = ends[1] ?? 0; at < (ends[2] ?? 0); at += 7) {
      const damaged = copyOf(storage, (files) => {
        const bytes = files.get(name)?.slice() ?? new Uint8Array(0);
        bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        files.set(name, bytes);
      });
      const again = open(damaged);
      const report = await again.open();
      expect(report.damagedRecords).toBe(1);
      expect(damaged.files.get(`${name}.damaged`)?.length).toBe((ends[2] ?? 0) - (ends[1] ?? 0));
      const left = await again.pending(0, 10);
      expect(left.map((op) => op.id)).toEqual([ops[0], ops[1], ops[3], ops[4]].map((op) => op?.id));
      // A gap in the numbers could never be pushed: they are given anew.
      expect(left.map((op) => op.seq)).toEqual([1, 2, 3, 4]);
      expect(left[0]?.writer).not.toBe(ops[0]?.writer);
    }
  });

  it('notices a segment that is missing', async () => {
    const storage = createFaultStorage();
    for (let at = 0; at < 3; at += 1) await open(storage).append([draft()]);
    const damaged = copyOf(storage, (files) => files.delete('journal-00000002.seg'));
    const report = await open(damaged).open();
    expect(report).toMatchObject({ damagedRecords: 1, pending: 2 });
  });

  it('begins anew over files that another key sealed, and leaves them alone', async () => {
    const storage = createFaultStorage();
    const ops = await open(storage).append(drafts(2));
    const other = open(storage, { key: 9 });
    const report = await other.open();
    expect(report).toMatchObject({ created: false, pending: 0, seq: 0, damagedRecords: 2 });
    await other.append([draft()]);
    await other.close();
    expect(await open(storage).pending(0, 9)).toEqual(ops);
  });

  it('renews its writer: new numbers from 1, the same ids', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const ops = await journal.append(drafts(5));
    await journal.settle(applied(ops.slice(0, 2)), 5);
    const writer = await journal.renewWriter();
    expect(writer).not.toBe(ops[0]?.writer);
    const more = await journal.append([draft()]);
    for (const port of [journal, open(storage)]) {
      const left = await port.pending(0, 9);
      expect(left.map((op) => op.id)).toEqual([...ops.slice(2), ...more].map((op) => op.id));
      expect(left.map((op) => op.seq)).toEqual([1, 2, 3, 4]);
      expect(new Set(left.map((op) => op.writer))).toEqual(new Set([writer]));
    }
  });

  it('takes a new writer when the device has another id', async () => {
    const storage = createFaultStorage();
    await open(storage).append(drafts(2));
    const other = open(storage, { deviceId: 'device-2' });
    expect((await other.open()).writer).toMatch(/^device-2\./);
    expect((await other.pending(0, 9)).every((op) => op.writer.startsWith('device-2.'))).toBe(true);
  });

  it('gives settled operations back to the outbox of a restored server', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const ops = await journal.append(drafts(4));
    await journal.settle(applied(ops.slice(0, 3)), 5);
    await journal.unsettleAll();
    for (const port of [journal, open(storage)]) expect(await port.pending(0, 9)).toEqual(ops);
  });

  it('numbers the outbox anew where settled operations are of two writers or a refused one leaves a gap', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const ops = await journal.append(drafts(3));
    await journal.settle(
      [...applied(ops.slice(0, 1)), { id: ops[1]?.id ?? '', outcome: 'refused', code: 'forbidden' }],
      5,
    );
    await journal.renewWriter();
    const more = await journal.append([draft()]);
    await journal.unsettleAll();
    for (const port of [journal, open(storage)]) {
      const left = await port.pending(0, 9);
      expect(left.map((op) => op.id)).toEqual([ops[0]?.id, ops[2]?.id, more[0]?.id]);
      expect(left.map((op) => op.seq)).toEqual([1, 2, 3]);
      expect(new Set(left.map((op) => op.writer)).size).toBe(1);
    }
  });

  it('gives durable numbers that never go back', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    expect(await journal.nextNumber('a', 0)).toBe(1);
    expect(await journal.nextNumber('a', 10)).toBe(11);
    expect(await journal.nextNumber('b', 0)).toBe(1);
    expect(await open(storage).nextNumber('a', 2)).toBe(12);
  });

  it('S21: gives a paper its number once, and holds it until the server has the paper with it', async () => {
    const storage = createFaultStorage();
    const journal = open(storage, { segmentBytes: 600 });
    expect(await journal.nextNumber('a', 0, 'doc-a')).toBe(1);
    expect(await journal.nextNumber('a', 0, 'doc-b')).toBe(2);
    expect(await journal.nextNumber('a', 50, 'doc-a')).toBe(1);
    expect(await journal.nextNumber('b', 0, 'doc-a')).toBe(1);
    const brings = (docId: string, n: number) => ({ ...draft(), docId, patch: { numbered: { n } } });
    const [taken] = await journal.append([brings('doc-a', 1)]);
    const [refused] = await journal.append([brings('doc-b', 2)]);
    const held = async (one: typeof journal) =>
      (await one.heldNumbers()).map(({ counter, n, holder }) => `${counter}/${n}/${holder}`).toSorted();
    expect(await held(journal)).toEqual(['a/1/doc-a', 'a/2/doc-b', 'b/1/doc-a']);
    await journal.settle(
      [
        { id: taken?.id ?? '', outcome: 'applied' },
        { id: refused?.id ?? '', outcome: 'refused', code: 'doc_removed' },
      ],
      1_000,
    );
    // A number of equal n in another book goes with it only where it is the same paper's: it never was asked for twice.
    expect(await held(journal)).toEqual(['a/2/doc-b']);
    await journal.close();
    const again = open(storage.crash(), { segmentBytes: 600 });
    expect(await held(again)).toEqual(['a/2/doc-b']);
    expect(await again.nextNumber('a', 0, 'doc-b')).toBe(2);
    await again.releaseNumber('a', 'doc-b');
    await again.releaseNumber('a', 'doc-b');
    expect(await held(again)).toEqual([]);
    expect(await again.nextNumber('a', 0, 'doc-b')).toBe(3);
  });

  it('S21: held numbers outlive the segments that they were written in, and a crash at any step', async () => {
    const storage = createFaultStorage();
    const journal = open(storage, { segmentBytes: 600 });
    await journal.nextNumber('a', 0, 'doc-a');
    for (let at = 0; at < 6; at += 1) {
      const ops = await journal.append([draft()]);
      await journal.settle(applied(ops), 1_000 + at * KEEP_SETTLED * 2);
      await turns(50);
    }
    await journal.close();
    const again = open(copyOf(storage), { segmentBytes: 600 });
    expect(await again.heldNumbers()).toEqual([{ counter: 'a', n: 1, holder: 'doc-a' }]);
    for (let after = 0; after < 4; after += 1) {
      const disk = copyOf(storage);
      const one = open(disk, { segmentBytes: 600 });
      await one.open();
      disk.crashAfter(after);
      const asked = one.nextNumber('a', 0, 'doc-new');
      await Promise.race([asked, turns(200)]);
      const next = open(
        disk.crash(() => 0.5),
        { segmentBytes: 600 },
      );
      const n = await next.nextNumber('a', 0, 'doc-new');
      const all = await next.heldNumbers();
      // Whatever was given is either the same paper's, or explained by nothing having been written.
      expect(n).toBe(2);
      expect(all.map((one) => one.n)).toEqual([1, 2]);
    }
  });

  it('keeps the last note of the replica', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const note = { replicaId: 'r1', epoch: 'e', checkpoint: 4, counts: { people: 3 } };
    await journal.note({ ...note, checkpoint: 3 });
    await journal.note(note);
    const writes = storage.appends;
    await journal.note({ ...note, counts: { people: 3 } });
    expect(storage.appends).toBe(writes);
    expect((await open(storage).open()).note).toEqual(note);
  });

  it('compacts what was settled long ago by the server’s time, and keeps what is refused', async () => {
    const storage = createFaultStorage();
    const journal = open(storage, { segmentBytes: 2_000 });
    const old = await journal.append(drafts(30));
    await journal.append(drafts(1));
    const refused = old[3]?.id ?? '';
    await journal.settle(
      [...applied(old.filter((op) => op.id !== refused)), { id: refused, outcome: 'refused', code: 'forbidden' }],
      1_000,
    );
    const next = await journal.pending(0, 9);
    await journal.settle(applied(next), 2_000 + KEEP_SETTLED);
    await journal.append([draft()]);
    await journal.close();
    expect(storage.files.has('journal-00000001.seg')).toBe(false);
    const again = open(storage);
    expect((await again.refused()).map((item) => item.operation.id)).toEqual([refused]);
    expect(await again.settled(0, 99)).toEqual(next);
    expect(await again.open()).toMatchObject({ seq: 32, pending: 1, damagedRecords: 0 });
  });

  it('survives a crash at each step of a compaction', async () => {
    const storage = createFaultStorage();
    const journal = open(storage, { segmentBytes: 600 });
    for (let at = 0; at < 4; at += 1) {
      const [op] = await journal.append([draft()]);
      const outcome = at === 1 ? ('refused' as const) : ('applied' as const);
      await journal.settle([{ id: op?.id ?? '', outcome, ...(at === 1 ? { code: 'forbidden' as const } : {}) }], 1_000);
    }
    const waiting = await journal.append([draft()]);
    await journal.nextNumber('n', 7);
    await journal.close();
    const total = await countChanges(storage, waiting[0]?.id ?? '');
    expect(total).toBeGreaterThan(4);
    for (let after = 0; after <= total; after += 1) {
      const disk = copyOf(storage);
      disk.crashAfter(after);
      const one = open(disk, { segmentBytes: 600 });
      const late = one.settle(applied(waiting), 2_000 + KEEP_SETTLED);
      await Promise.race([late, turns(400)]);
      await turns(400);
      const again = open(disk.crash(), { segmentBytes: 600 });
      const report = await again.open();
      expect(report).toMatchObject({ seq: 5, damagedRecords: 0, refused: 1 });
      expect(await again.nextNumber('n', 0)).toBe(9);
      expect((await again.append([draft()]))[0]?.seq).toBe(6);
    }
  });

  it('refuses work after it was closed', async () => {
    const journal = open(createFaultStorage());
    await journal.open();
    await journal.close();
    await expect(journal.append([draft()])).rejects.toMatchObject({ failure: { code: 'journal_locked' } });
  });

  it('writes 10,000 operations in batches quickly', async () => {
    const storage = createFaultStorage();
    const journal = open(storage);
    const started = performance.now();
    await Promise.all(Array.from({ length: 200 }, () => journal.append(drafts(50))));
    expect(performance.now() - started).toBeLessThan(4_000);
    expect((await open(storage).open()).pending).toBe(10_000);
  }, 20_000);
});

async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await Promise.resolve();
}

/** Changes that the settlement and the compaction it causes make on the disk. */
async function countChanges(storage: FaultStorage, id: string): Promise<number> {
  for (let after = 0; ; after += 1) {
    const disk = copyOf(storage);
    disk.crashAfter(after);
    const one = open(disk, { segmentBytes: 600 });
    let over = false;
    void one.settle([{ id, outcome: 'applied' }], 2_000 + KEEP_SETTLED).then(async () => {
      await one.close();
      over = true;
    });
    await turns(1_000);
    if (over) return after;
  }
}
