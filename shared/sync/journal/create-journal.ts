import { bytesToUtf8 } from '@noble/ciphers/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { toBase64Url } from '#shared/kernel/encoding.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { jsonEqual } from '#shared/kernel/json.ts';
import type { RandomSource } from '#shared/kernel/ports.ts';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import type { Operation, OperationDraft } from '../operation.ts';
import type {
  HeldNumber,
  JournalPort,
  JournalReport,
  JournalStorage,
  RefusedOperation,
  ReplicaNote,
  Sealer,
  Settlement,
} from './contract.ts';
import {
  encodeFrame,
  type Frame,
  FRAME_HEADER,
  HASH_LENGTH,
  hashFrame,
  scanSegment,
  type ScannedSegment,
} from './frame.ts';
import type { HeadRecord, JournalRecord, Void } from './records.ts';

/** Settled operations stay this long, in milliseconds of the server's time, for a server that was restored. */
export const KEEP_SETTLED = 30 * 24 * 3_600_000;
const SEGMENT_BYTES = 1_048_576;
/** Most appends that share one fsync: more would make the first caller wait. */
const GROUP_JOBS = 1_000;
const SEGMENT_NAME = /^journal-(\d{8})\.seg$/;

/** What a journal is made of. */
export interface JournalDeps {
  readonly storage: JournalStorage;
  readonly sealer: Sealer;
  readonly random: RandomSource;
  readonly deviceId: string;
  /** A new segment begins when the last one has grown to this many bytes; 1 MiB where left out. */
  readonly segmentBytes?: number;
}

interface Entry {
  readonly id: string;
  writer: string;
  seq: number;
  state: 'pending' | 'settled' | 'refused' | 'dismissed';
  settledAt: number;
  failure: Failure | null;
  /** Kept in memory while pending or refused; a settled one is read from its segment again when asked for. */
  operation: Operation | null;
  segment: Segment;
}

interface Segment {
  readonly name: string;
  bytes: number;
  /** Undamaged records. */
  records: number;
  readonly entries: Entry[];
  /** Damaged bytes of it could not be copied aside: it must stay. */
  pinned: boolean;
}

interface Job {
  /** Appends share one write with the appends that wait beside them; everything else is written alone. */
  readonly shared: boolean;
  /** Makes the records out of the committed state and what the jobs before it in the group have taken. */
  prepare(group: {
    seq: number;
    readonly ids: Set<string>;
  }): readonly JournalRecord[] | Promise<readonly JournalRecord[]>;
  done(): void;
  reject(error: unknown): void;
}

interface State {
  writer: string;
  seq: number;
  serverTime: number;
  note: ReplicaNote | null;
  readonly counters: Map<string, number>;
  /** By counter and holder. */
  readonly held: Map<string, HeldNumber>;
  readonly entries: Map<string, Entry>;
  /** In the order of numbers; what is no longer pending stays in it until it is tidied. */
  queue: Entry[];
  pending: number;
  readonly refused: Map<string, Entry>;
}

function heldName(counter: string, holder: string): string {
  return `${counter}\n${holder}`;
}

function aad(segment: string, index: number): Uint8Array {
  return utf8ToBytes(`mahalla-journal-v1:${segment}:${index}`);
}

function segmentName(number: number): string {
  return `journal-${String(number).padStart(8, '0')}.seg`;
}

function toDiskError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const { code, name } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    name?: unknown;
  };
  const full = code === 'ENOSPC' || code === 'EDQUOT' || name === 'QuotaExceededError';
  return new CodedError(full ? 'disk_full' : 'disk_failed', undefined, { cause: error });
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/**
 * The journal over any storage. Nothing is read or written before `open` (the other methods open it themselves).
 * Segments are append-only; each opening and each failed append begins a new one, whose first record says what the
 * failed append left behind that does not count.
 */
export function createJournal(deps: JournalDeps): JournalPort {
  const { storage, sealer, random, deviceId } = deps;
  const segmentBytes = deps.segmentBytes ?? SEGMENT_BYTES;

  const state: State = {
    writer: '',
    seq: 0,
    serverTime: 0,
    note: null,
    counters: new Map(),
    held: new Map(),
    entries: new Map(),
    queue: [],
    pending: 0,
    refused: new Map(),
  };
  let segments: Segment[] = [];
  let active: Segment | null = null;
  let nextSegment = 1;
  let lastHash: Uint8Array = new Uint8Array(HASH_LENGTH);
  let voids: Void[] = [];
  let found = { tornBytes: 0, damagedRecords: 0, created: false };
  let opening: Promise<void> | null = null;
  let closed = false;
  const jobs: Job[] = [];
  let draining: Promise<void> | null = null;

  function newWriter(): string {
    return `${deviceId}.${toBase64Url(random.bytes(6))}`;
  }

  // ---- what records do to the state: the same for a fresh record and for one read at the start ----

  function rebuildQueue(): void {
    state.queue = [...state.entries.values()]
      .filter((entry) => entry.state === 'pending')
      .toSorted((left, right) => left.seq - right.seq);
    state.pending = state.queue.length;
  }

  function numberOf(writer: string, seq: number): void {
    state.seq = writer === state.writer ? Math.max(state.seq, seq) : seq;
    state.writer = writer;
  }

  function addEntry(
    operation: Operation,
    segment: Segment,
    kind: 'pending' | 'refused',
    failure: Failure | null,
  ): void {
    if (state.entries.has(operation.id)) return;
    const { id, writer, seq } = operation;
    const entry: Entry = { id, writer, seq, state: kind, settledAt: 0, failure, operation, segment };
    state.entries.set(id, entry);
    segment.entries.push(entry);
    if (kind === 'refused') {
      state.refused.set(id, entry);
    } else {
      state.queue.push(entry);
      state.pending += 1;
    }
  }

  /** The server has the number with its paper: nothing is left to explain. */
  function letGo(holder: string, numbered: unknown): void {
    const n = (numbered as { n?: unknown } | null)?.n;
    for (const [name, one] of state.held) if (one.holder === holder && one.n === n) state.held.delete(name);
  }

  function settleEntry(item: Settlement, time: number, keepOperation: boolean): void {
    const entry = state.entries.get(item.id);
    if (!entry || entry.state !== 'pending') return;
    state.pending -= 1;
    entry.settledAt = time;
    if (item.outcome === 'refused') {
      const code: ErrorCode = item.code ?? 'op_invalid';
      entry.state = 'refused';
      entry.failure = item.params ? { code, params: item.params } : { code };
      state.refused.set(entry.id, entry);
    } else {
      entry.state = 'settled';
      if (entry.operation?.patch.numbered !== undefined) letGo(entry.operation.docId, entry.operation.patch.numbered);
      if (!keepOperation) entry.operation = null;
    }
  }

  function apply(record: JournalRecord, segment: Segment, replaying: boolean): void {
    switch (record.t) {
      case 'head':
        numberOf(record.writer, record.seq);
        for (const [counter, n] of Object.entries(record.counters)) {
          state.counters.set(counter, Math.max(state.counters.get(counter) ?? 0, n));
        }
        for (const one of record.held ?? []) state.held.set(heldName(one.counter, one.holder), one);
        state.note = record.note ?? state.note;
        state.serverTime = Math.max(state.serverTime, record.serverTime);
        for (const { operation, failure } of record.refused ?? []) addEntry(operation, segment, 'refused', failure);
        break;
      case 'ops':
        for (const operation of record.ops) {
          numberOf(operation.writer, operation.seq);
          addEntry(operation, segment, 'pending', null);
        }
        break;
      case 'settle':
        state.serverTime = Math.max(state.serverTime, record.time);
        for (const item of record.items) settleEntry(item, record.time, replaying);
        if (state.queue.length > 64 && state.pending * 2 < state.queue.length) {
          state.queue = state.queue.filter((entry) => entry.state === 'pending');
        }
        break;
      case 'unsettle':
        for (const entry of state.entries.values()) if (entry.state === 'settled') entry.state = 'pending';
        rebuildQueue();
        break;
      case 'dismiss': {
        const entry = state.refused.get(record.id);
        if (!entry) break;
        state.refused.delete(record.id);
        entry.state = 'dismissed';
        entry.operation = null;
        break;
      }
      case 'renew':
        state.writer = record.writer;
        state.seq = 0;
        for (const id of record.order) {
          const entry = state.entries.get(id);
          state.seq += 1;
          if (!entry) continue;
          entry.writer = record.writer;
          entry.seq = state.seq;
          if (entry.operation) entry.operation = { ...entry.operation, writer: entry.writer, seq: entry.seq };
        }
        rebuildQueue();
        break;
      case 'note':
        state.note = record.note;
        break;
      case 'number':
        state.counters.set(record.counter, Math.max(state.counters.get(record.counter) ?? 0, record.n));
        if (record.holder !== undefined) {
          const { counter, n, holder } = record;
          state.held.set(heldName(counter, holder), { counter, n, holder });
        }
        break;
      case 'release':
        state.held.delete(heldName(record.counter, record.holder));
        break;
    }
  }

  // ---- writing ----

  function head(carry: boolean): HeadRecord {
    const base: HeadRecord = {
      t: 'head',
      writer: state.writer,
      seq: state.seq,
      counters: Object.fromEntries(state.counters),
      ...(state.held.size > 0 ? { held: [...state.held.values()] } : {}),
      note: state.note,
      serverTime: state.serverTime,
      voids,
    };
    return carry ? { ...base, refused: refusedList() } : base;
  }

  /** Writes records durably with one append, then applies them. Rejects with a disk error; the journal stays usable. */
  async function write(records: readonly JournalRecord[], options: { readonly carry?: boolean } = {}): Promise<void> {
    const fresh = !active || active.bytes >= segmentBytes || options.carry === true;
    const segment: Segment =
      fresh || !active ? { name: segmentName(nextSegment), bytes: 0, records: 0, entries: [], pinned: false } : active;
    const all = fresh ? [head(options.carry === true), ...records] : records;
    const frames: Uint8Array[] = [];
    let previous = lastHash;
    for (const record of all) {
      const index = segment.records + frames.length;
      const sealed = await sealer.seal(utf8ToBytes(JSON.stringify(record)), aad(segment.name, index));
      const frame = encodeFrame(index, previous, sealed);
      previous = hashFrame(frame);
      frames.push(frame);
    }
    const bytes = concat(frames);
    if (fresh) nextSegment += 1;
    try {
      await storage.append(segment.name, bytes);
    } catch (error) {
      // Whatever part of it is on the disk does not count: the next segment says so, and nothing more goes into this one.
      voids = [...voids, { segment: segment.name, from: segment.records }];
      active = null;
      throw toDiskError(error);
    }
    if (fresh) {
      segments.push(segment);
      active = segment;
      voids = [];
    }
    lastHash = previous;
    segment.bytes += bytes.length;
    segment.records += frames.length;
    for (const record of all) apply(record, segment, false);
  }

  async function runGroup(group: readonly Job[]): Promise<void> {
    const taken = { seq: state.seq, ids: new Set<string>() };
    const ready: Job[] = [];
    const records: JournalRecord[] = [];
    for (const job of group) {
      try {
        records.push(...(await job.prepare(taken)));
        ready.push(job);
      } catch (error) {
        job.reject(error);
      }
    }
    if (ready.length === 0) return;
    try {
      if (records.length > 0) await write(records);
    } catch (error) {
      for (const job of ready) job.reject(error);
      return;
    }
    for (const job of ready) job.done();
  }

  async function drain(): Promise<void> {
    // Calls of the same turn share the first write already.
    await Promise.resolve();
    while (jobs.length > 0) {
      const group = [jobs.shift() as Job];
      if (group[0]?.shared) {
        while (jobs[0]?.shared && group.length < GROUP_JOBS) group.push(jobs.shift() as Job);
      }
      await runGroup(group);
    }
    draining = null;
  }

  function enqueue<T>(
    shared: boolean,
    prepare: (group: {
      seq: number;
      readonly ids: Set<string>;
    }) =>
      | { readonly records: readonly JournalRecord[]; readonly value: () => T }
      | Promise<{ readonly records: readonly JournalRecord[]; readonly value: () => T }>,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let value: (() => T) | null = null;
      jobs.push({
        shared,
        async prepare(group) {
          const prepared = await prepare(group);
          value = prepared.value;
          return prepared.records;
        },
        done: () => resolve((value as () => T)()),
        reject,
      });
      draining ??= drain();
    });
  }

  // ---- reading ----

  async function openFrame(name: string, bytes: Uint8Array, frame: Frame): Promise<JournalRecord | null> {
    try {
      const sealed = bytes.subarray(frame.offset + FRAME_HEADER, frame.end);
      return JSON.parse(bytesToUtf8(await sealer.open(sealed, aad(name, frame.index)))) as JournalRecord;
    } catch {
      return null;
    }
  }

  /** Copies bytes to a file of their own and never over other bytes. Whether they are there now. */
  async function setAside(name: string, bytes: Uint8Array): Promise<boolean> {
    try {
      for (let copy = 1; ; copy += 1) {
        const target = copy === 1 ? name : `${name}.${copy}`;
        const there = await storage.read(target);
        if (sameBytes(there, bytes)) return true;
        if (there.length > 0) continue;
        await storage.replace(target, bytes);
        return true;
      }
    } catch {
      return false;
    }
  }

  async function load(): Promise<void> {
    const names = await storage.list();
    for (const name of names) {
      const number = Number(/^journal-(\d{8})\.seg/.exec(name)?.[1] ?? 0);
      nextSegment = Math.max(nextSegment, number + 1);
    }
    const loaded: { name: string; bytes: Uint8Array; scan: ScannedSegment }[] = [];
    for (const name of names.filter((candidate) => SEGMENT_NAME.test(candidate))) {
      const bytes = await storage.read(name);
      loaded.push({ name, bytes, scan: scanSegment(bytes) });
    }

    // A later segment says which records of earlier ones never counted, itself perhaps among those.
    const voided = new Map<string, number>();
    for (const { name, bytes, scan } of loaded.toReversed()) {
      const first = scan.frames[0];
      if (!first || first.index !== 0 || voided.get(name) === 0) continue;
      const record = await openFrame(name, bytes, first);
      if (record?.t !== 'head') continue;
      for (const { segment, from } of record.voids) {
        voided.set(segment, Math.min(from, voided.get(segment) ?? Infinity));
      }
    }

    let damaged = 0;
    let tornBytes = 0;
    let expected: Uint8Array | null = null;
    // What fails after the last record that counts was never acknowledged, be it at the end of more than one segment.
    const lastGood = loaded.findLastIndex(({ name, scan }) =>
      scan.frames.some((frame) => frame.index < (voided.get(name) ?? Infinity)),
    );
    for (const [position, { name, bytes, scan }] of loaded.entries()) {
      const limit = voided.get(name) ?? Infinity;
      const last = position >= lastGood;
      const segment: Segment = { name, bytes: bytes.length, records: 0, entries: [], pinned: false };
      segments.push(segment);
      const bad: Uint8Array[] = [];
      let cut = bytes.length;
      let at = 0;
      let opened = 0;
      for (const frame of scan.frames) {
        if (frame.index >= limit) {
          cut = at;
          break;
        }
        if (frame.offset > at || frame.index !== segment.records) {
          // Records are missing here, or their bytes are no longer readable.
          damaged += Math.max(1, frame.index - segment.records);
          if (frame.offset > at) bad.push(bytes.subarray(at, frame.offset));
          expected = null;
        }
        const whole = bytes.subarray(frame.offset, frame.end);
        const previous = bytes.subarray(frame.offset + 16, frame.offset + FRAME_HEADER);
        if (expected && !sameBytes(expected, previous)) damaged += 1;
        expected = hashFrame(whole);
        segment.records = Math.max(segment.records, frame.index + 1);
        at = frame.end;
        const record = await openFrame(name, bytes, frame);
        if (record) {
          opened += 1;
          apply(record, segment, true);
        } else {
          damaged += 1;
          bad.push(whole);
        }
      }
      if (at < cut && scan.tail && cut === bytes.length) {
        if (last || segment.records >= limit) {
          cut = at;
        } else {
          damaged += 1;
          bad.push(bytes.subarray(at));
          expected = null;
        }
      }
      if (cut < bytes.length) {
        // Never acknowledged: a crash or a failed append cut it short.
        if (await setAside(`${name}.torn`, bytes.subarray(cut))) {
          try {
            await storage.replace(name, bytes.slice(0, cut));
            tornBytes += bytes.length - cut;
            segment.bytes = cut;
          } catch {
            segment.pinned = true;
          }
        } else {
          segment.pinned = true;
        }
        if (segment.pinned && last) {
          tornBytes += bytes.length - cut;
          voids = [...voids, { segment: name, from: segment.records }];
        }
      }
      // A segment of which nothing can be read may only want another key: it stays where it is.
      if (segment.records > 0 && opened === 0) segment.pinned = true;
      else if (bad.length > 0 && !(await setAside(`${name}.damaged`, concat(bad)))) segment.pinned = true;
    }
    lastHash = expected ?? lastHash;
    for (const entry of state.entries.values()) if (entry.state === 'settled') entry.operation = null;
    rebuildQueue();
    found = { tornBytes, damagedRecords: damaged, created: loaded.length === 0 };
  }

  async function begin(): Promise<void> {
    try {
      await load();
      const mixed =
        state.queue.some((entry) => entry.writer !== state.writer) ||
        (found.damagedRecords > 0 && state.queue.some((entry, at) => entry.seq !== (state.queue[0]?.seq ?? 0) + at));
      if (state.writer === '') {
        state.writer = newWriter();
        // Written at once: a writer that is not on the disk must never have sent anything.
        await write([]);
      } else if (mixed || !state.writer.startsWith(`${deviceId}.`)) {
        await write([renewal()]);
      }
    } catch (error) {
      throw toDiskError(error);
    }
  }

  function reset(): void {
    Object.assign(state, { writer: '', seq: 0, serverTime: 0, note: null, queue: [], pending: 0 });
    state.counters.clear();
    state.held.clear();
    state.entries.clear();
    state.refused.clear();
    segments = [];
    active = null;
    voids = [];
    lastHash = new Uint8Array(HASH_LENGTH);
  }

  async function ready(): Promise<void> {
    if (closed) throw new CodedError('journal_locked');
    opening ??= begin().then(
      () => {
        void compact();
      },
      (error: unknown) => {
        opening = null;
        reset();
        throw error;
      },
    );
    await opening;
    if (closed) throw new CodedError('journal_locked');
  }

  /** Operations of settled entries, read from their segments. */
  async function readOperations(entries: readonly Entry[]): Promise<Map<string, Operation>> {
    const wanted = new Map<string, Map<string, Entry>>();
    for (const entry of entries) {
      const inSegment = wanted.get(entry.segment.name) ?? new Map<string, Entry>();
      inSegment.set(entry.id, entry);
      wanted.set(entry.segment.name, inSegment);
    }
    const operations = new Map<string, Operation>();
    for (const [name, ids] of wanted) {
      const bytes = await storage.read(name);
      for (const frame of scanSegment(bytes).frames) {
        const record = await openFrame(name, bytes, frame);
        if (record?.t !== 'ops') continue;
        for (const operation of record.ops) {
          const entry = ids.get(operation.id);
          if (entry) operations.set(entry.id, { ...operation, writer: entry.writer, seq: entry.seq });
        }
      }
    }
    return operations;
  }

  function refusedList(): readonly RefusedOperation[] {
    return [...state.refused.values()].map((entry) => ({
      operation: entry.operation as Operation,
      failure: entry.failure ?? { code: 'unexpected' },
    }));
  }

  function renewal(): JournalRecord {
    const order = state.queue.filter((entry) => entry.state === 'pending').map((entry) => entry.id);
    return { t: 'renew', writer: newWriter(), order };
  }

  // ---- compaction ----

  /** The oldest segments that nothing needs any more. Only a beginning may go: later records speak of earlier ones. */
  function droppable(): readonly Segment[] {
    const gone: Segment[] = [];
    for (const segment of segments) {
      const kept = segment.entries.some(
        (entry) =>
          entry.state === 'pending' ||
          (entry.state === 'settled' && state.serverTime - entry.settledAt <= KEEP_SETTLED),
      );
      if (segment === active || segment.pinned || kept) break;
      gone.push(segment);
    }
    return gone;
  }

  /** Writes what must be kept into a new segment, durably, and only then removes the old ones, oldest first. */
  async function compact(): Promise<void> {
    try {
      await enqueue(false, async () => {
        const gone = droppable();
        if (gone.length > 0) {
          await write([], { carry: true });
          const carrier = active as unknown as Segment;
          for (const segment of gone) {
            await storage.remove(segment.name);
            segments = segments.filter((other) => other !== segment);
            for (const entry of segment.entries) {
              if (entry.state === 'refused') {
                entry.segment = carrier;
                carrier.entries.push(entry);
              } else {
                state.entries.delete(entry.id);
              }
            }
          }
        }
        return { records: [], value: () => undefined };
      });
    } catch {
      // A full disk, say. Nothing is lost by it; the next opening tries again.
    }
  }

  // ---- the port ----

  return {
    async open(): Promise<JournalReport> {
      await ready();
      return {
        writer: state.writer,
        seq: state.seq,
        pending: state.pending,
        refused: state.refused.size,
        note: state.note,
        ...found,
      };
    },

    async append(drafts: readonly OperationDraft[]): Promise<readonly Operation[]> {
      await ready();
      if (drafts.length === 0) return [];
      return enqueue<readonly Operation[]>(true, (group) => {
        const ids = new Set(drafts.map((draft) => draft.id));
        const reused = [...ids].some((id) => state.entries.has(id) || group.ids.has(id));
        if (reused || ids.size !== drafts.length) throw new CodedError('op_id_reused');
        const ops = drafts.map((draft) => ({ ...draft, writer: state.writer, seq: (group.seq += 1) }));
        for (const id of ids) group.ids.add(id);
        return { records: [{ t: 'ops', ops }], value: () => ops };
      });
    },

    async pending(afterSeq: number, limit: number): Promise<readonly Operation[]> {
      await ready();
      let low = 0;
      let high = state.queue.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((state.queue[middle] as Entry).seq <= afterSeq) low = middle + 1;
        else high = middle;
      }
      const operations: Operation[] = [];
      for (let at = low; at < state.queue.length && operations.length < limit; at += 1) {
        const entry = state.queue[at] as Entry;
        if (entry.state === 'pending' && entry.operation) operations.push(entry.operation);
      }
      return operations;
    },

    async settle(settlements: readonly Settlement[], serverTime: number): Promise<void> {
      await ready();
      await enqueue(false, () => {
        const items = settlements.filter((item) => state.entries.get(item.id)?.state === 'pending');
        return { records: items.length > 0 ? [{ t: 'settle', items, time: serverTime }] : [], value: () => undefined };
      });
      if (droppable().length > 0) void compact();
    },

    async settled(afterSeq: number, limit: number): Promise<readonly Operation[]> {
      await ready();
      const entries = [...state.entries.values()]
        .filter((entry) => entry.state === 'settled' && entry.seq > afterSeq)
        .toSorted((left, right) => left.seq - right.seq);
      // Older writers have numbers of their own: equal numbers never fall on two pages.
      let end = Math.min(limit, entries.length);
      while (end > 0 && end < entries.length && entries[end]?.seq === entries[end - 1]?.seq) end += 1;
      const page = entries.slice(0, end);
      const operations = await readOperations(page);
      return page.flatMap((entry) => operations.get(entry.id) ?? []);
    },

    async unsettleAll(): Promise<void> {
      await ready();
      await enqueue(false, async () => {
        const settled = [...state.entries.values()].filter((entry) => entry.state === 'settled');
        if (settled.length === 0) return { records: [], value: () => undefined };
        const operations = await readOperations(settled);
        const all = [...state.entries.values()].filter(
          (entry) => entry.state === 'pending' || (entry.state === 'settled' && operations.has(entry.id)),
        );
        const numbers = all.map((entry) => entry.seq).toSorted((left, right) => left - right);
        const whole =
          all.every((entry) => entry.writer === state.writer) &&
          numbers.every((seq, at) => seq === (numbers[0] as number) + at);
        const records: JournalRecord[] = [{ t: 'unsettle' }];
        // A push is of one writer without gaps; refused operations and older writers would leave some.
        if (!whole) records.push({ t: 'renew', writer: newWriter(), order: all.map((entry) => entry.id) });
        return {
          records,
          value: () => {
            for (const entry of settled) {
              const operation = operations.get(entry.id);
              if (operation) entry.operation = { ...operation, writer: entry.writer, seq: entry.seq };
            }
            return undefined;
          },
        };
      });
    },

    async refused(): Promise<readonly RefusedOperation[]> {
      await ready();
      return refusedList();
    },

    async dismissRefused(operationId: string): Promise<void> {
      await ready();
      await enqueue(false, () => ({
        records: state.refused.has(operationId) ? [{ t: 'dismiss', id: operationId }] : [],
        value: () => undefined,
      }));
    },

    async renewWriter(): Promise<string> {
      await ready();
      return enqueue(false, () => ({ records: [renewal()], value: () => state.writer }));
    },

    async note(note: ReplicaNote): Promise<void> {
      await ready();
      await enqueue(false, () => ({
        records: jsonEqual(note, state.note) ? [] : [{ t: 'note', note }],
        value: () => undefined,
      }));
    },

    async nextNumber(counter: string, floor: number, holder?: string): Promise<number> {
      await ready();
      return enqueue<number>(false, () => {
        const held = holder === undefined ? undefined : state.held.get(heldName(counter, holder));
        if (held) return { records: [], value: () => held.n };
        const n = Math.max(state.counters.get(counter) ?? 0, floor) + 1;
        const record: JournalRecord = { t: 'number', counter, n, ...(holder === undefined ? {} : { holder }) };
        return { records: [record], value: () => n };
      });
    },

    async heldNumbers(): Promise<readonly HeldNumber[]> {
      await ready();
      return [...state.held.values()];
    },

    async releaseNumber(counter: string, holder: string): Promise<void> {
      await ready();
      await enqueue(false, () => ({
        records: state.held.has(heldName(counter, holder)) ? [{ t: 'release', counter, holder }] : [],
        value: () => undefined,
      }));
    },

    async close(): Promise<void> {
      closed = true;
      await opening?.catch(() => undefined);
      await draining;
    },
  };
}
