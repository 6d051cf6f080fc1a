import type { ErrorCode } from '#shared/kernel/errors.ts';
import { createId } from '#shared/kernel/ids.ts';
import type { Clock, RandomSource } from '#shared/kernel/ports.ts';
import { CodedError, fail, ok, toFailure, type Failure, type Result } from '#shared/kernel/result.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import { collections, findCollection } from '#shared/registry/index.ts';
import type {
  JournalPort,
  JournalReport,
  RefusedOperation,
  ReplicaNote,
  Settlement,
} from '#shared/sync/journal/contract.ts';
import type { Doc, Operation, OperationDraft } from '#shared/sync/operation.ts';
import {
  MAX_PUSH_BYTES,
  MAX_PUSH_OPERATIONS,
  type Answer,
  type PullRequest,
  type PullResponse,
  type PushResponse,
  type UserInfo,
} from '#shared/sync/protocol.ts';
import type { Change, SyncStatus } from '../../ports/data.ts';
import type { DocKey, ReplicaDoc, ReplicaMeta, ReplicaPort, TimersPort } from '../../ports/replica.ts';
import { backoffDelay } from './backoff.ts';
import { absent, baseOf, createLayers, fromWire, keyOf, targetOf, toDoc } from './layers.ts';
import { createMutex } from './mutex.ts';

/** What the engine is given. Nothing else reaches it, so a seeded simulation rules all of it. */
export interface EngineOptions {
  readonly journal: JournalPort;
  readonly replica: ReplicaPort;
  readonly transport: TransportPort;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly timers: TimersPort;
  readonly session: { readonly user: Pick<UserInfo, 'id' | 'role' | 'officeId'>; readonly publicKey: string };
  /** Done before each exchange until it has succeeded once: what the server must know first (the user's public key). */
  readonly beforeExchange?: () => Promise<void>;
  /** Done before every exchange: what may have to be told each time. An exchange waits until it has succeeded. */
  readonly beforeEvery?: () => Promise<void>;
  /** See `ClientPorts.onNetwork`. */
  readonly onNetwork?: (listener: (online: boolean) => void) => () => void;
  /** The protected space, where this engine is its exchange. Absent for the office's own records. */
  readonly space?: 'protected';
  /** See `LayersOptions.readStaff`. */
  readonly readStaff?: (keys: readonly DocKey[]) => Promise<readonly (ReplicaDoc | null)[]>;
  /** Most operations in one push; 1,000 where it is left out. */
  readonly pushLimit?: number;
  /** Most documents in one page of a pull; 1,000 where it is left out. */
  readonly pullLimit?: number;
}

/** The state that the engine itself knows; open conflicts are counted by whoever reads the documents. */
export type EngineStatus = Omit<SyncStatus, 'conflicts'>;

/** The exchange between journal, replica and server. One for each open replica. */
export interface SyncEngine {
  /** Opens journal and replica, mends what is missing, begins to exchange. */
  start(): Promise<void>;
  /** See `DataClient.commit`. */
  commit(changes: readonly Change[], actorId?: string): Promise<Result<readonly Operation[]>>;
  /** Rows as they stand, the ones not yet on disk included; null for a missing, removed or absent document. */
  get(keys: readonly DocKey[]): Promise<readonly (ReplicaDoc | null)[]>;
  /** Whether the outbox holds operations on a document. */
  isPending(key: DocKey): boolean;
  /** Called with the names of documents whose operations the server has settled. Returns how to stop. */
  onSettled(listener: (keys: readonly DocKey[]) => void): () => void;
  status(): EngineStatus;
  subscribe(listener: () => void): () => void;
  /** Tries now, whatever the wait; resolves when the attempt is over. */
  now(): Promise<void>;
  refused(): Promise<readonly RefusedOperation[]>;
  dismissRefused(operationId: string): Promise<void>;
  /** Stops the exchange, lets what is being written end, closes journal and replica. */
  close(): Promise<void>;
}

/** Codes after which the connection counts as gone. */
const UNREACHED: readonly ErrorCode[] = ['offline', 'timeout'];
/** Codes that pass by waiting. */
const PASSING: readonly ErrorCode[] = [...UNREACHED, 'server_busy', 'too_many_requests'];
/** Codes by which a server turns away a whole batch for what is in it. */
const BATCH_REFUSED: readonly ErrorCode[] = ['invalid_input', 'op_invalid', 'too_large', 'op_id_reused'];

const SAFE_BYTES = MAX_PUSH_BYTES - 4_096;
/** Next look at the server while the hint stream is up, and while it is not, milliseconds. */
const POLL = { up: 15 * 60_000, down: 60_000 } as const;

const SCHEMA = Object.values(collections)
  .map(({ name, version }) => `${name}:${version}`)
  .join(',');

const owned = new WeakSet<ReplicaPort>();
const utf8 = new TextEncoder();

/** Makes an engine; nothing happens before {@link SyncEngine.start}. */
export function createSyncEngine(options: EngineOptions): SyncEngine {
  const { journal, replica, transport, clock, random, timers, session } = options;
  const mostOperations = Math.min(options.pushLimit ?? 1_000, MAX_PUSH_OPERATIONS);
  const mostDocs = options.pullLimit ?? 1_000;

  // Commits, pages and answers each read documents and write them back: never two of them at once.
  const lock = createMutex();

  let report: JournalReport | null = null;
  let meta: ReplicaMeta | null = null;
  let writer = '';
  let seq = 0;
  let outbox: Operation[] = [];
  const byDoc = new Map<string, Operation[]>();
  const sizes = new Map<string, number>();
  /** Rows that the replica failed to take; they stand above it until it does. */
  const unwritten = new Map<string, ReplicaDoc>();
  /** Server versions over which an own operation could not be laid yet. */
  const incomplete = new Map<string, { readonly base: Doc | null; readonly serverSeq: number; readonly key: DocKey }>();
  /** The journal's note of the last page. */
  let noting: Promise<void> = Promise.resolve();
  /** Documents that the server has shown since a sweep began. */
  let seen: Set<string> | null = null;

  let batchLimit = mostOperations;
  let pageLimit = mostDocs;
  let refusedCount = 0;
  let closed = false;
  let prepared = options.beforeExchange === undefined;
  let running: Promise<void> | null = null;
  let again = false;
  let failures = 0;
  let cancelTimer: (() => void) | null = null;
  let stopDamage: (() => void) | null = null;
  let stopHints: (() => void) | null = null;
  let stopNetwork: (() => void) | undefined;
  let streamUp = false;
  let lastGap = -1;
  let received = 0;
  let damageSeen = false;
  let stopWaiting: (error: Error) => void = () => undefined;
  const closing = new Promise<never>((_, reject) => {
    stopWaiting = reject;
  });
  closing.catch(() => undefined);

  let status: EngineStatus = {
    connection: 'connecting',
    offlineSince: null,
    waiting: 0,
    refused: 0,
    lastExchange: null,
    busy: false,
    firstSync: null,
    problem: null,
    notices: [],
  };
  const isOpen = () => !closed;
  const listeners = new Set<() => void>();
  const settledListeners = new Set<(keys: readonly DocKey[]) => void>();

  function setStatus(change: Partial<EngineStatus>) {
    status = { ...status, ...change, waiting: outbox.length, refused: refusedCount };
    for (const listener of listeners) listener();
  }

  function addNotice(failure: Failure) {
    if (!status.notices.some((notice) => notice.code === failure.code)) {
      setStatus({ notices: [...status.notices, failure] });
    }
  }

  async function read(keys: readonly DocKey[]): Promise<readonly (ReplicaDoc | null)[]> {
    const missing = keys.filter((key) => !unwritten.has(keyOf(key)));
    const found = missing.length > 0 ? await replica.get(missing) : [];
    const byKey = new Map(missing.map((key, at) => [keyOf(key), found[at] ?? null]));
    return keys.map((key) => unwritten.get(keyOf(key)) ?? byKey.get(keyOf(key)) ?? null);
  }

  const layers = createLayers({
    read,
    user: session.user,
    publicKey: session.publicKey,
    space: options.space,
    readStaff: options.readStaff,
  });

  async function write(rows: readonly ReplicaDoc[]) {
    if (rows.length === 0) return;
    await replica.put(rows);
    for (const row of rows) unwritten.delete(keyOf(row));
    layers.forget(rows.filter((row) => row.collection === 'staff').map((row) => row.id));
  }

  /** Writes what the replica did not take before; rejects while it still does not. */
  async function mend() {
    if (unwritten.size > 0) await write([...unwritten.values()]);
  }

  function remember(op: Operation) {
    outbox.push(op);
    const key = keyOf(targetOf(op));
    const ops = byDoc.get(key);
    if (ops) ops.push(op);
    else byDoc.set(key, [op]);
  }

  async function loadOutbox() {
    outbox = [];
    byDoc.clear();
    sizes.clear();
    for (let after = 0; ;) {
      const page = await journal.pending(after, 1_000);
      for (const op of page) remember(op);
      const last = page.at(-1);
      if (!last) break;
      after = last.seq;
    }
    for (const op of outbox.slice(-1)) adopt(op);
  }

  /** The journal numbers anew by itself where numbers would not be without gaps: what it says holds. */
  function adopt(op: Operation) {
    seq = op.writer === writer ? Math.max(seq, op.seq) : op.seq;
    writer = op.writer;
  }

  async function saveMeta(next: ReplicaMeta) {
    await replica.setMeta(next);
    meta = next;
  }

  function present(): ReplicaMeta {
    if (!meta) throw new CodedError('locked');
    return meta;
  }

  function noteReplica(): Promise<void> {
    const { replicaId, epoch, checkpoint } = present();
    return journal.note({ replicaId, epoch, checkpoint, counts: replica.counts() });
  }

  /** Lays pending operations that the replica does not show: it was written after the journal, or is new. */
  async function layPending() {
    const keys = [...byDoc.values()].map((ops) => targetOf(ops[0] as Operation));
    for (let at = 0; at < keys.length; at += 500) {
      const part = keys.slice(at, at + 500);
      const rows = await read(part);
      const changed: ReplicaDoc[] = [];
      for (const [index, key] of part.entries()) {
        const row = rows[index] ?? null;
        const done = row && row.writer === writer ? row.ownSeq : 0;
        const ops = (byDoc.get(keyOf(key)) ?? []).filter((op) => op.seq > done);
        if (ops.length > 0) changed.push(await layOver(toDoc(row), row?.serverSeq ?? 0, ops, key));
      }
      await write(changed);
    }
  }

  async function layOver(base: Doc | null, serverSeq: number, ops: readonly Operation[], key: DocKey) {
    const { row, complete } = await layers.lay(base, serverSeq, ops, key);
    if (complete) incomplete.delete(keyOf(key));
    else incomplete.set(keyOf(key), { base, serverSeq, key });
    return row;
  }

  /** Tries again what could not be laid before its related documents had come. */
  async function layIncomplete() {
    const rows: ReplicaDoc[] = [];
    for (const { base, serverSeq, key } of incomplete.values()) {
      rows.push((await layers.lay(base, serverSeq, byDoc.get(keyOf(key)) ?? [], key)).row);
    }
    incomplete.clear();
    await write(rows);
  }

  /** What shows that the replica isn't what the journal knows of it: a code for whoever looks into it, or null. */
  function damageOf(
    found: { meta: ReplicaMeta | null; counts: Readonly<Record<string, number>>; damaged: boolean },
    known: JournalReport,
  ): string | null {
    if (found.damaged) return 'unreadable';
    const { note } = known;
    if (!note) return null;
    if (!found.meta) return 'no_meta';
    if (found.meta.replicaId !== note.replicaId) return 'another_replica';
    if (found.meta.epoch === note.epoch && found.meta.rebuild === 'none' && found.meta.checkpoint < note.checkpoint) {
      return 'old_checkpoint';
    }
    const [short] = Object.entries(note.counts).filter(([name, count]) => (found.counts[name] ?? 0) < count);
    return short ? `${short[0]}_${found.counts[short[0]] ?? 0}_of_${short[1]}` : null;
  }

  /** @param epoch the one in which operations were settled: by it a restored server is known that has forgotten them */
  function newMeta(epoch: string): ReplicaMeta {
    return { replicaId: createId(random), epoch, checkpoint: 0, rebuild: 'fill', schema: SCHEMA };
  }

  /** The journal was told that everything is to be compared, and the replica lost the write that said so. */
  function hasForgottenSweep(found: ReplicaMeta, note: ReplicaNote): boolean {
    return note.checkpoint === 0 && found.checkpoint > 0 && found.rebuild === 'none';
  }

  async function openReplica(known: JournalReport) {
    const found = await replica.open().catch((error: unknown) => {
      if (toFailure(error).code !== 'replica_damaged') throw error;
      return { meta: null, counts: {}, damaged: true };
    });
    const damage = damageOf(found, known);
    if (damage !== null) {
      addNotice({ code: 'replica_damaged', params: { found: damage } });
      await replica.wipe();
      await saveMeta(newMeta(known.note?.epoch ?? ''));
    } else if (!found.meta) {
      await saveMeta(newMeta(''));
    } else if (known.created || known.damagedRecords > 0 || !known.note || hasForgottenSweep(found.meta, known.note)) {
      // The journal's memory of what was sent is gone with it: compare everything with the server once.
      await saveMeta({ ...found.meta, checkpoint: 0, rebuild: 'sweep', schema: SCHEMA });
    } else if (found.meta.schema !== SCHEMA || found.meta.rebuild === 'sweep') {
      await saveMeta({ ...found.meta, checkpoint: 0, rebuild: 'sweep', schema: SCHEMA });
    } else {
      meta = found.meta;
    }
    // A replica that lost its last write may not know the epoch any more in which its operations were settled.
    if (meta?.epoch === '' && known.note) meta = { ...meta, epoch: known.note.epoch };
    if (known.damagedRecords > 0 || (known.created && found.meta)) addNotice({ code: 'journal_damaged' });
  }

  /** Empties the replica and fills it again from journal and server, in the middle of a session. */
  async function rebuild() {
    addNotice({ code: 'replica_damaged' });
    await lock(async () => {
      unwritten.clear();
      incomplete.clear();
      seen = null;
      await replica.wipe();
      await saveMeta(newMeta(present().epoch));
      await layPending();
      await noteReplica();
    });
  }

  /** A record that can't be read is fetched again with everything else; what can be read stays in sight meanwhile. */
  function onDamage() {
    if (damageSeen || closed) return;
    damageSeen = true;
    addNotice({ code: 'replica_damaged' });
    if (report) void kick();
  }

  async function commit(changes: readonly Change[], actorId = session.user.id): Promise<Result<readonly Operation[]>> {
    if (closed || !report) return fail('locked');
    const result = await lock(async (): Promise<Result<readonly Operation[]>> => {
      try {
        const keys = [...new Map(changes.map((change) => [keyOf(targetOf(change)), targetOf(change)])).values()];
        const rows = await read(keys);
        const before = new Map(keys.map((key, at) => [keyOf(key), rows[at] ?? null]));
        const staged = new Map(keys.map((key, at) => [keyOf(key), toDoc(rows[at] ?? null)]));
        const at = new Date(clock.now()).toISOString();
        const drafts: OperationDraft[] = [];
        for (const change of changes) {
          const definition = findCollection(change.collection);
          if (!definition) return fail('op_invalid');
          const key = keyOf(targetOf(change));
          const doc = staged.get(key) ?? null;
          const draft: OperationDraft = {
            id: createId(random),
            at,
            actor: actorId,
            collection: change.collection,
            docId: change.docId,
            kind: change.kind,
            ...(change.transition === undefined ? {} : { transition: change.transition }),
            patch: change.patch,
            base: change.kind === 'create' ? {} : baseOf(change.base ?? doc?.body, change.patch),
            ...(change.resolves && change.resolves.length > 0 ? { resolves: change.resolves } : {}),
            version: definition.version,
          };
          const applied = await layers.applyOne(doc, draft, staged);
          if (applied.kind === 'refused') return { ok: false, failure: applied.failure };
          staged.set(key, applied.doc);
          drafts.push(draft);
        }
        if (drafts.length === 0) return ok([]);

        const operations = await journal.append(drafts);
        // From here on it is saved, whatever becomes of the replica.
        const last = new Map<string, Operation>();
        for (const op of operations) {
          remember(op);
          last.set(keyOf(targetOf(op)), op);
          adopt(op);
        }
        const written = keys.map((key): ReplicaDoc => {
          const doc = staged.get(keyOf(key)) as Doc;
          const op = last.get(keyOf(key)) as Operation;
          return { ...doc, ownSeq: op.seq, writer: op.writer, serverSeq: before.get(keyOf(key))?.serverSeq ?? 0 };
        });
        try {
          await write(written);
        } catch {
          for (const row of written) unwritten.set(keyOf(row), row);
        }
        return ok(operations);
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      }
    });
    setStatus({});
    if (result.ok && failures === 0) void kick();
    return result;
  }

  function sizeOf(op: Operation): number {
    let size = sizes.get(op.id);
    if (size === undefined) {
      size = utf8.encode(JSON.stringify(op)).length + 1;
      sizes.set(op.id, size);
    }
    return size;
  }

  /** The operations from `from` on that fit into one push. */
  function nextBatch(from: number): readonly Operation[] {
    let bytes = 0;
    let end = from;
    while (end < outbox.length && end - from < batchLimit) {
      const size = sizeOf(outbox[end] as Operation);
      if (end > from && bytes + size > SAFE_BYTES) break;
      bytes += size;
      end++;
    }
    return outbox.slice(from, end);
  }

  /** Waits for the network no longer than the session lasts. */
  function whileOpen<T>(answer: Promise<T>): Promise<T> {
    return Promise.race([answer, closing]);
  }

  /** Everything of the server's again; our settled operations too, since it may have forgotten them. */
  async function changeEpoch(epoch: string) {
    await lock(async () => {
      await journal.unsettleAll();
      await loadOutbox();
      seen = null;
      await saveMeta({ ...present(), epoch, checkpoint: 0, rebuild: 'sweep' });
    });
    setStatus({});
  }

  /** Another writer id: ours was used by a second laptop, or the server has seen more of it than we have. */
  async function renewWriter() {
    addNotice({ code: 'writer_forked' });
    await lock(async () => {
      seen = null;
      await saveMeta({ ...present(), checkpoint: 0, rebuild: 'sweep' });
      await noteReplica();
      writer = await journal.renewWriter();
      seq = 0;
      await loadOutbox();
    });
  }

  async function settle(batch: readonly Operation[], response: PushResponse) {
    const done = batch.filter((op) => op.seq <= response.acked);
    if (done.length === 0) throw new CodedError('server_busy');
    const answers = new Map(response.answers.map((answer) => [answer.id, answer]));
    await lock(async () => {
      const gone = new Set(done.map((op) => op.id));
      const shown = new Map<string, { readonly key: DocKey; readonly doc: Answer['doc'] }>();
      const settlements: Settlement[] = [];
      const unseen: string[] = [];
      for (const op of done) {
        const answer = answers.get(op.id);
        const outcome = !answer
          ? 'applied'
          : answer.result === 'duplicate'
            ? (answer.outcome ?? 'applied')
            : answer.result;
        settlements.push({
          id: op.id,
          outcome,
          ...(answer?.code === undefined ? {} : { code: answer.code }),
          ...(answer?.params === undefined ? {} : { params: answer.params }),
        });
        const name = keyOf(targetOf(op));
        if (answer) shown.set(name, { key: targetOf(op), doc: answer.doc });
        else if (incomplete.has(name)) unseen.push(name);
        seen?.add(name);
      }
      const rows: ReplicaDoc[] = [];
      for (const [name, { key, doc }] of shown) {
        const rest = (byDoc.get(name) ?? []).filter((op) => !gone.has(op.id));
        rows.push(await layOver(doc ? fromWire(doc) : null, doc?.seq ?? 0, rest, key));
      }
      // The replica first: once the journal has let go of an operation, nothing would lay it again.
      await write(rows);
      await mend();
      // The server applied what could not be laid here, and would not send our own change back: ask for everything.
      for (const name of unseen) incomplete.delete(name);
      if (unseen.length > 0 && present().rebuild === 'none') {
        await saveMeta({ ...present(), checkpoint: 0, rebuild: 'sweep' });
      }
      await Promise.all([noteReplica(), journal.settle(settlements, response.time)]);
      refusedCount += settlements.filter((settlement) => settlement.outcome === 'refused').length;
      outbox = outbox.filter((op) => !gone.has(op.id));
      for (const op of done) {
        sizes.delete(op.id);
        const name = keyOf(targetOf(op));
        const rest = (byDoc.get(name) ?? []).filter((other) => !gone.has(other.id));
        if (rest.length > 0) byDoc.set(name, rest);
        else byDoc.delete(name);
      }
    });
    lastGap = -1;
    setStatus({});
    const keys = done.map((op) => targetOf(op));
    for (const listener of settledListeners) listener(keys);
  }

  /** Takes the one operation that the server will not even look at out of the queue. */
  async function setAside(op: Operation, failure: Failure) {
    await lock(async () => {
      await journal.settle(
        [{ id: op.id, outcome: 'refused', code: failure.code, ...(failure.params ? { params: failure.params } : {}) }],
        0,
      );
      refusedCount += 1;
      // The server never counted its number, so the ones behind it need new ones; that also shows its document anew.
      await saveMeta({ ...present(), checkpoint: 0, rebuild: 'sweep' });
      seen = null;
      await noteReplica();
      writer = await journal.renewWriter();
      seq = 0;
      await loadOutbox();
    });
    batchLimit = mostOperations;
  }

  async function closeGap(expected: number) {
    if (lastGap === expected) {
      await renewWriter();
      return;
    }
    lastGap = expected;
    const asked = writer;
    await lock(async () => {
      await journal.unsettleAll();
      await loadOutbox();
    });
    if (writer !== asked) return;
    const first = outbox[0]?.seq ?? Number.MAX_SAFE_INTEGER;
    const reaches = outbox.some((op) => op.seq === expected);
    const whole = outbox.every((op, at) => op.seq === first + at);
    if (first > expected || !reaches || !whole) await renewWriter();
  }

  /** Answers a failed push where something can be done about it; rejects where only waiting helps. */
  async function recoverPush(error: unknown, batch: readonly Operation[]) {
    const failure = toFailure(error);
    if (failure.code === 'writer_forked') {
      await renewWriter();
    } else if (failure.code === 'seq_gap') {
      await closeGap(Number(failure.params?.expected ?? 0));
    } else if (BATCH_REFUSED.includes(failure.code)) {
      if (batch.length > 1) batchLimit = Math.max(1, Math.floor(batch.length / 2));
      else await setAside(batch[0] as Operation, failure);
    } else {
      if (failure.code === 'timeout' && batch.length > 20) batchLimit = Math.floor(batch.length / 2);
      throw error;
    }
  }

  async function push() {
    await lock(mend);
    let settling: Promise<void> = Promise.resolve();
    let recoveries = 0;
    /** Batches whose bodies are being made, as the very arrays that the transport was told. */
    let readied: readonly (readonly Operation[])[] = [];
    const likeReadied = (batch: readonly Operation[]) =>
      readied.find(
        (known) => known.length === batch.length && known[0] === batch[0] && known.at(-1) === batch.at(-1),
      ) ?? batch;
    /** Readies the next two batches while one is on its way. */
    const ready = (sent: readonly Operation[]) => {
      const ahead: (readonly Operation[])[] = [];
      let from = outbox.indexOf(sent[0] as Operation);
      if (from < 0) return;
      for (
        from += sent.length;
        ahead.length < 2 && from < outbox.length;
        from += (ahead.at(-1) as typeof sent).length
      ) {
        const next = likeReadied(nextBatch(from));
        ahead.push(next);
        transport.prepare?.({ writer, operations: next });
      }
      readied = ahead;
    };
    let batch = nextBatch(0);
    while (batch.length > 0 && isOpen()) {
      const sending = whileOpen(transport.push({ writer, operations: batch }));
      ready(batch);
      let response: PushResponse;
      try {
        response = await sending;
      } catch (error) {
        await settling;
        if (++recoveries > 40) throw error;
        await recoverPush(error, batch);
        batch = nextBatch(0);
        continue;
      }
      await settling;
      reached();
      const { epoch } = present();
      if (epoch !== '' && response.epoch !== epoch) {
        await changeEpoch(response.epoch);
        batch = nextBatch(0);
        continue;
      }
      // Known before the first operation is let go of: a server restored meanwhile would not be noticed otherwise.
      if (epoch === '') await lock(() => saveMeta({ ...present(), epoch: response.epoch }));
      const sent = batch;
      const last = sent.at(-1) as Operation;
      if (response.acked >= last.seq) {
        // Written down while the next batch is on its way; nothing is let go of before it is written.
        const from = outbox.indexOf(last) + 1;
        batch = likeReadied(nextBatch(from));
        settling = settle(sent, response);
        settling.catch(() => undefined);
        if (batch.length === 0) {
          await settling;
          batch = nextBatch(0);
        }
      } else {
        await settle(sent, response);
        batch = nextBatch(0);
      }
      if (batchLimit < mostOperations) batchLimit = Math.min(mostOperations, batchLimit * 2);
    }
    await settling;
  }

  async function sweepUp() {
    if (!seen) return;
    const held = await replica.keys();
    const lost = held.filter((key) => !seen?.has(keyOf(key)) && !byDoc.has(keyOf(key)));
    for (let at = 0; at < lost.length; at += 500) {
      const part = lost.slice(at, at + 500);
      const rows = await replica.get(part);
      // A row that can't be read goes as well.
      await write(
        part.flatMap((key, index) => {
          const row = rows[index];
          return row && !toDoc(row) ? [] : [absent(key, row?.officeId ?? session.user.officeId)];
        }),
      );
    }
    seen = null;
  }

  async function writePage(page: PullResponse) {
    await lock(async () => {
      const rows = new Map<string, ReplicaDoc>();
      for (const wire of page.docs) {
        if (!findCollection(wire.collection)) continue;
        const name = keyOf(wire);
        const ops = byDoc.get(name);
        const doc = fromWire(wire);
        incomplete.delete(name);
        rows.set(
          name,
          ops
            ? await layOver(doc, wire.seq, ops, { collection: wire.collection, id: wire.id })
            : { ...doc, ownSeq: 0, writer: '', serverSeq: wire.seq },
        );
        seen?.add(name);
      }
      await write([...rows.values()]);
      const state = present();
      if (!page.more) {
        if (incomplete.size > 0) await layIncomplete();
        if (state.rebuild === 'sweep') await sweepUp();
      }
      // The checkpoint last: what it speaks of is on disk by now.
      const moved =
        state.epoch !== page.epoch || state.checkpoint !== page.next || (!page.more && state.rebuild !== 'none');
      if (moved) {
        await saveMeta({
          ...state,
          epoch: page.epoch,
          checkpoint: page.next,
          rebuild: page.more ? state.rebuild : 'none',
        });
        // What the page made true is noted beside the next page's work; the last note is waited for.
        const before = noting;
        noting = noteReplica();
        noting.catch(() => undefined);
        await (page.more ? before : Promise.all([before, noting]));
      }
    });
  }

  async function requestPage(epoch: string, after: number): Promise<PullResponse> {
    const { rebuild } = present();
    const request: PullRequest = { writer, epoch, after, limit: pageLimit, echo: rebuild !== 'none' };
    try {
      const page = await whileOpen(transport.pull(request));
      pageLimit = Math.min(mostDocs, pageLimit * 2);
      return page;
    } catch (error) {
      if (toFailure(error).code === 'timeout') pageLimit = Math.max(25, Math.floor(pageLimit / 2));
      throw error;
    }
  }

  /** Pulls until there is no more, or until the outbox has something: then true, to be called again after the push. */
  async function pull(): Promise<boolean> {
    if (present().rebuild === 'sweep' && !seen) {
      seen = new Set();
      if (present().checkpoint !== 0) await saveMeta({ ...present(), checkpoint: 0 });
    }
    let page = await requestPage(present().epoch, present().checkpoint);
    for (;;) {
      reached();
      const { epoch } = present();
      if (epoch !== '' && page.epoch !== epoch) {
        await changeEpoch(page.epoch);
        return true;
      }
      if (page.writerSeq > seq) {
        await renewWriter();
        return true;
      }
      received += page.docs.length;
      if (present().rebuild === 'fill') {
        const total = page.next > 0 ? Math.round((received * page.head) / page.next) : received;
        setStatus({ firstSync: { received, total: Math.max(total, received) } });
      }
      // No push happens between a pull's request and the writing of its page: a page from before a push would set a
      // document back to a version that our next pull leaves out as our own echo.
      const more = page.more && outbox.length === 0 && !closed;
      const fetching = more ? requestPage(page.epoch, page.next) : null;
      fetching?.catch(() => undefined);
      await writePage(page);
      if (!fetching) return page.more;
      page = await fetching;
    }
  }

  function reached() {
    if (status.connection !== 'online') setStatus({ connection: 'online', offlineSince: null });
  }

  async function exchange() {
    if (!prepared) {
      await whileOpen(options.beforeExchange?.() ?? Promise.resolve());
      prepared = true;
    }
    await whileOpen(options.beforeEvery?.() ?? Promise.resolve());
    let rounds = 0;
    for (;;) {
      if (damageSeen) {
        await lock(async () => {
          seen = null;
          // What is found from here on takes another sweep: this one may be past it by then.
          damageSeen = false;
          await saveMeta({ ...present(), checkpoint: 0, rebuild: 'sweep' });
        });
      }
      await push();
      const more = await pull();
      if (closed || (!more && outbox.length === 0)) break;
      // A server that changes its epoch with every answer must not keep a laptop busy for ever.
      if (++rounds > 100_000) throw new CodedError('server_busy');
    }
  }

  function schedule(ms: number) {
    cancelTimer?.();
    cancelTimer = closed
      ? null
      : timers.after(ms, () => {
          cancelTimer = null;
          void kick();
        });
  }

  async function run() {
    cancelTimer?.();
    cancelTimer = null;
    setStatus({ busy: true });
    let exchangedAt = 0;
    try {
      do {
        again = false;
        await exchange();
        exchangedAt = clock.now();
        await lock(() => saveMeta({ ...present(), exchangedAt }));
      } while (again && isOpen());
      failures = 0;
      received = 0;
      reached();
      setStatus({ busy: false, problem: null, firstSync: null, lastExchange: exchangedAt });
      schedule(streamUp ? POLL.up : POLL.down);
    } catch (error) {
      if (closed) return;
      const failure = toFailure(error);
      if (failure.code === 'replica_damaged') {
        await rebuild().catch(() => undefined);
      }
      failures += 1;
      setStatus({ busy: false, problem: PASSING.includes(failure.code) ? null : failure });
      if (UNREACHED.includes(failure.code)) unreached();
      schedule(backoffDelay(failures - 1, random, Number(failure.params?.retryAfter ?? 0)));
    }
  }

  function kick(): Promise<void> {
    if (closed || !report) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    running = run().finally(() => {
      running = null;
    });
    return running;
  }

  function unreached() {
    streamUp = false;
    if (status.connection !== 'offline') setStatus({ connection: 'offline', offlineSince: clock.now() });
  }

  function listen() {
    stopHints = transport.hints((event) => {
      if (closed) return;
      if (event.kind === 'down') {
        if (status.busy) streamUp = false;
        else unreached();
      } else if (event.kind === 'up') {
        // Whatever was said while the stream was away is lost: ask for everything.
        streamUp = true;
        failures = 0;
        void kick();
      } else if (
        event.kind === 'hint' &&
        (event.hint.epoch !== present().epoch || event.hint.seq > present().checkpoint)
      ) {
        void kick();
      }
    });
  }

  return {
    async start() {
      if (owned.has(replica)) throw new CodedError('second_instance');
      owned.add(replica);
      try {
        const opened = await journal.open();
        writer = opened.writer;
        seq = opened.seq;
        refusedCount = opened.refused;
        stopDamage = replica.onDamage(onDamage);
        await openReplica(opened);
        await loadOutbox();
        await layPending();
        await noteReplica();
        report = opened;
      } catch (error) {
        owned.delete(replica);
        throw error;
      }
      setStatus({ lastExchange: present().exchangedAt ?? null });
      listen();
      stopNetwork = options.onNetwork?.((online) => {
        if (closed) return;
        stopHints?.();
        stopHints = null;
        if (online) {
          // The stream may be minutes away from its next attempt: begin a new one.
          failures = 0;
          listen();
          void kick();
        } else {
          unreached();
        }
      });
      void kick();
    },
    commit,
    async get(keys) {
      const rows = await read(keys);
      return rows.map((row) => (row && !row.removed ? { ...row, ...toDoc(row) } : null));
    },
    isPending: (key) => byDoc.has(keyOf(key)),
    onSettled(listener) {
      settledListeners.add(listener);
      return () => settledListeners.delete(listener);
    },
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async now() {
      failures = 0;
      const joined = running !== null;
      await kick();
      // The attempt that was under way may have begun before whatever made the user ask.
      if (joined && failures > 0) await kick();
    },
    refused: () => journal.refused(),
    async dismissRefused(operationId) {
      await journal.dismissRefused(operationId);
      refusedCount = (await journal.refused()).length;
      setStatus({});
    },
    async close() {
      if (closed) return;
      closed = true;
      stopWaiting(new CodedError('locked'));
      cancelTimer?.();
      stopHints?.();
      stopNetwork?.();
      stopDamage?.();
      await lock(async () => undefined);
      await running?.catch(() => undefined);
      await noting.catch(() => undefined);
      owned.delete(replica);
      await replica.close();
      await journal.close();
      listeners.clear();
      settledListeners.clear();
    },
  };
}
