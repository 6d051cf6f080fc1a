import type { HeldNumber, JournalPort, RefusedOperation, ReplicaNote } from '#shared/sync/journal/contract.ts';
import type { Operation } from '#shared/sync/operation.ts';

/** What a journal in memory holds; the same disk given to a second journal is a restart, a copy of it is a clone. */
export interface MemoryDisk {
  writer: string;
  seq: number;
  operations: { operation: Operation; state: 'pending' | 'settled' | 'refused'; refusal: RefusedOperation | null }[];
  note: ReplicaNote | null;
  counters: Record<string, number>;
  held: HeldNumber[];
  begun: boolean;
  renewals: number;
}

/** An empty disk. */
export function createDisk(writer: string): MemoryDisk {
  return { writer, seq: 0, operations: [], note: null, counters: {}, held: [], begun: false, renewals: 0 };
}

/** The journal's contract over an array, for tests of the engine alone. */
export function createMemoryJournal(disk: MemoryDisk, freshWriter: () => string): JournalPort {
  const pending = () => disk.operations.filter((entry) => entry.state === 'pending');
  const refused = () => disk.operations.flatMap((entry) => (entry.state === 'refused' ? [entry.refusal!] : []));
  return {
    async open() {
      const created = !disk.begun;
      disk.begun = true;
      return {
        writer: disk.writer,
        seq: disk.seq,
        pending: pending().length,
        refused: refused().length,
        note: disk.note,
        tornBytes: 0,
        damagedRecords: 0,
        created,
      };
    },
    async append(drafts) {
      const operations = drafts.map((draft): Operation => ({ ...draft, writer: disk.writer, seq: ++disk.seq }));
      for (const operation of operations) disk.operations.push({ operation, state: 'pending', refusal: null });
      return operations;
    },
    async pending(afterSeq, limit) {
      return pending()
        .map((entry) => entry.operation)
        .filter((operation) => operation.seq > afterSeq)
        .slice(0, limit);
    },
    async settle(settlements) {
      for (const settlement of settlements) {
        const entry = disk.operations.find(({ operation }) => operation.id === settlement.id);
        if (!entry) continue;
        entry.state = settlement.outcome === 'refused' ? 'refused' : 'settled';
        const { docId, patch } = entry.operation;
        if (entry.state === 'settled' && patch.numbered) disk.held = disk.held.filter((one) => one.holder !== docId);
        entry.refusal =
          settlement.outcome === 'refused'
            ? { operation: entry.operation, failure: { code: settlement.code ?? 'unexpected' } }
            : null;
      }
    },
    async settled(afterSeq, limit) {
      return disk.operations
        .filter(({ state, operation }) => state === 'settled' && operation.seq > afterSeq)
        .map((entry) => entry.operation)
        .slice(0, limit);
    },
    async unsettleAll() {
      for (const entry of disk.operations) if (entry.state === 'settled') entry.state = 'pending';
    },
    async refused() {
      return refused();
    },
    async dismissRefused(operationId) {
      disk.operations = disk.operations.filter(
        ({ state, operation }) => state !== 'refused' || operation.id !== operationId,
      );
    },
    async renewWriter() {
      disk.writer = freshWriter();
      disk.seq = 0;
      disk.renewals += 1;
      for (const entry of pending()) {
        entry.operation = { ...entry.operation, writer: disk.writer, seq: ++disk.seq };
      }
      return disk.writer;
    },
    async note(note) {
      disk.note = structuredClone(note);
    },
    async nextNumber(counter, floor, holder) {
      const held = disk.held.find((one) => one.counter === counter && one.holder === holder);
      if (held) return held.n;
      disk.counters[counter] = Math.max(disk.counters[counter] ?? 0, floor) + 1;
      const n = disk.counters[counter] as number;
      if (holder !== undefined) disk.held.push({ counter, n, holder });
      return n;
    },
    async heldNumbers() {
      return [...disk.held];
    },
    async releaseNumber(counter, holder) {
      disk.held = disk.held.filter((one) => one.counter !== counter || one.holder !== holder);
    },
    async close() {},
  };
}
