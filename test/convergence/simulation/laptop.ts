import { createHash } from 'node:crypto';
import type { OfficeKey } from '#shared/domain/documents/signing.ts';
import { CodedError, toFailure } from '#shared/kernel/result.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import type { JournalPort, ReplicaNote, Sealer } from '#shared/sync/journal/contract.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createFaultStorage, type FaultStorage } from '#shared/sync/journal/fault-storage.ts';
import type { OperationDraft } from '#shared/sync/operation.ts';
import { createSyncEngine, type SyncEngine } from '../../../renderer/data/engine/engine.ts';
import {
  createMemoryReplica,
  createMemoryStore,
  type MemoryStore,
} from '../../../renderer/data/engine/memory-replica.ts';
import type { ReplicaPort } from '../../../renderer/ports/replica.ts';
import type { Ledger } from './ledger.ts';
import type { Network } from './network.ts';
import type { Rng } from './rng.ts';

/** A person of an office. */
export interface SimUser {
  readonly id: string;
  readonly role: Role;
  readonly officeId: string;
  readonly key: OfficeKey;
}

/** What the server knows a laptop by. Two laptops share it where a disk was cloned. */
export interface Identity {
  readonly deviceId: string;
  readonly officeId: string;
  readonly users: readonly SimUser[];
}

/** A copy of a laptop's disk. */
export interface DiskCopy {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly store: MemoryStore;
  readonly held: ReadonlySet<string>;
}

/**
 * Seals without secrecy and without randomness: a digest that binds the bytes to their place. Real encryption is
 * tested beside the journal; here it would only make the run slow and its order uncertain.
 */
const sealer: Sealer = {
  async seal(plain, aad) {
    const digest = createHash('sha1').update(aad).update(plain).digest();
    const sealed = new Uint8Array(digest.length + plain.length);
    sealed.set(digest);
    sealed.set(plain, digest.length);
    return sealed;
  },
  async open(sealed, aad) {
    const plain = sealed.subarray(20);
    const digest = createHash('sha1').update(aad).update(plain).digest();
    if (!digest.equals(sealed.subarray(0, 20))) throw new Error('not sealed by us');
    return plain;
  },
};

const SNAPSHOTS = 12;

function copyStore(store: MemoryStore): MemoryStore {
  return {
    meta: store.meta,
    docs: new Map(store.docs),
    counts: new Map(store.counts),
    failure: null,
    unreadable: new Set(store.unreadable),
  };
}

interface Running {
  readonly engine: SyncEngine;
  readonly journal: JournalPort;
  readonly replica: ReplicaPort;
  readonly hints: Set<Parameters<TransportPort['hints']>[0]>;
  timers: { readonly due: number; readonly ring: () => void }[];
  alive: boolean;
}

type HintEvent = Parameters<Parameters<TransportPort['hints']>[0]>[0];

/** What the disk of a laptop has suffered between two starts. */
export type ReplicaLoss = 'none' | 'last_writes' | 'some_rows' | 'unreadable' | 'everything';

/** A laptop of an office: the real engine and journal over a disk and a clock that a scheduler rules. */
export class Laptop {
  readonly name: string;
  readonly identity: Identity;
  /** The person who sits at it; the engine lets others of the office write in their own name. */
  readonly user: SimUser;
  readonly hold = { held: new Set<string>() };
  online = true;
  /** Added to real time, milliseconds: an empty CMOS battery makes it years. */
  clockStep = 0;
  disk: FaultStorage;
  running: Running | null = null;
  /** Notices and rebuilds of all its lives. */
  readonly notices = new Set<string>();
  starts = 0;
  #store: MemoryStore;
  #snapshots: MemoryStore[] = [];
  #replicaLeft = Infinity;
  #loss: ReplicaLoss = 'none';
  #lastNote: ReplicaNote | null = null;
  readonly #rng: Rng;
  readonly #network: Network;
  readonly #ledger: Ledger;
  readonly #segmentBytes: number;
  /** Most documents in a page of a pull; drawn at each start where it is left out. */
  pullLimit: number | null = null;
  /** Planted fault: the next page is written without one of its rows. */
  dropsRow = false;
  /** Set where the next drafts are known to be refused by the server. */
  writingInvalid = false;

  constructor(options: {
    readonly name: string;
    readonly identity: Identity;
    readonly user: SimUser;
    readonly rng: Rng;
    readonly network: Network;
    readonly ledger: Ledger;
    readonly copy?: DiskCopy;
  }) {
    this.name = options.name;
    this.identity = options.identity;
    this.user = options.user;
    this.#rng = options.rng;
    this.#network = options.network;
    this.#ledger = options.ledger;
    this.#segmentBytes = options.rng.pick([2_000, 8_000, 1_048_576]);
    this.disk = createFaultStorage(options.copy?.files);
    this.#store = options.copy ? copyStore(options.copy.store) : createMemoryStore();
    this.hold.held = new Set(options.copy?.held);
  }

  /** Operations that its present journal holds, by the simulation's own book. */
  get held(): ReadonlySet<string> {
    return this.hold.held;
  }

  get store(): MemoryStore {
    return this.#store;
  }

  get engine(): SyncEngine | null {
    return this.running?.engine ?? null;
  }

  now(): number {
    return 1_764_000_000_000 + this.clockStep;
  }

  copyDisk(): DiskCopy {
    return { files: new Map(this.disk.files), store: copyStore(this.#store), held: new Set(this.hold.held) };
  }

  /** The journal, with every save written into the simulation's book as its caller sees it. */
  #journal(): JournalPort {
    const disk = this.disk;
    const inner = createJournal({
      storage: disk,
      sealer,
      random: this.#rng,
      deviceId: this.identity.deviceId,
      segmentBytes: this.#segmentBytes,
    });
    const { held } = this.hold;
    const ledger = this.#ledger;
    const seen = (id: string) => {
      const entry = ledger.entries.get(id);
      held.add(id);
      if (entry?.state === 'maybe') entry.state = 'saved';
      if (entry?.state === 'failed') throw new Error(`operation ${id} was refused by the disk and is in the journal`);
    };
    return {
      ...inner,
      append: async (drafts) => {
        for (const draft of drafts) this.#enter(draft);
        try {
          const operations = await inner.append(drafts);
          for (const op of operations) {
            ledger.mark(op.id, 'saved');
            held.add(op.id);
          }
          return operations;
        } catch (error) {
          for (const draft of drafts) ledger.mark(draft.id, 'failed');
          throw error;
        }
      },
      pending: async (after, limit) => {
        const page = await inner.pending(after, limit);
        for (const op of page) seen(op.id);
        return page;
      },
      note: async (note) => {
        await inner.note(note);
        this.#lastNote = note;
      },
    };
  }

  #enter(draft: OperationDraft): void {
    this.#ledger.add({
      id: draft.id,
      laptop: this.name,
      officeId: this.identity.officeId,
      op: structuredClone(draft),
      invalid: this.writingInvalid,
      settles: (draft.resolves ?? []).flatMap((id) => {
        const conflicts = this.#store.docs.get(`${draft.collection}/${draft.docId}`)?.conflicts ?? [];
        return conflicts
          .filter((conflict) => conflict.id === id)
          .map(({ field, kept, other }) => ({ id, field, values: [kept, other] }));
      }),
    });
  }

  #replica(isAlive: () => boolean): ReplicaPort {
    const store = this.#store;
    const inner = createMemoryReplica(store);
    const never = new Promise<never>(() => {});
    const change = async (partly: () => Promise<void>, write: () => Promise<void>) => {
      if (!isAlive()) await never;
      if (this.#replicaLeft <= 0) {
        this.#replicaLeft = -1;
        await partly();
        await never;
      }
      if (this.#replicaLeft < 0) await never;
      this.#replicaLeft -= 1;
      await write();
      this.#snapshots.push(copyStore(store));
      if (this.#snapshots.length > SNAPSHOTS) this.#snapshots.shift();
    };
    const unreadable = this.#loss === 'unreadable';
    return {
      ...inner,
      open: async () => {
        if (unreadable && this.#loss === 'unreadable') throw new CodedError('replica_damaged');
        return inner.open();
      },
      put: (docs) =>
        change(
          async () => {
            // One collection is written whole or not at all; the ones behind it were not reached.
            const first = docs[0]?.collection;
            if (this.#rng.chance(0.5)) await inner.put(docs.filter((doc) => doc.collection === first));
          },
          () => {
            if (!this.dropsRow || docs.length < 2 || docs.some((doc) => doc.serverSeq === 0)) return inner.put(docs);
            this.dropsRow = false;
            return inner.put(docs.slice(1));
          },
        ),
      setMeta: (meta) =>
        change(
          async () => undefined,
          () => inner.setMeta(meta),
        ),
      wipe: async () => {
        if (!isAlive()) await never;
        this.#loss = 'none';
        await inner.wipe();
        this.#snapshots = [];
      },
    };
  }

  /** Starts the program. Rejects where it does not come up. */
  async start(): Promise<void> {
    if (this.running) return;
    this.starts += 1;
    const state = { alive: true };
    const alive = () => state.alive;
    const journal = this.#journal();
    const hints: Running['hints'] = new Set();
    this.#snapshots = [copyStore(this.#store)];
    this.#replicaLeft = Infinity;
    const replica = this.#replica(alive);
    const running: Running = {
      journal,
      replica,
      hints,
      timers: [],
      get alive() {
        return state.alive;
      },
      set alive(value) {
        state.alive = value;
      },
      engine: createSyncEngine({
        journal,
        replica,
        transport: this.#network.transport(this.name, () => this.online, alive, hints),
        clock: { now: () => this.now() },
        random: this.#rng,
        timers: {
          after: (ms, ring) => {
            const entry = { due: ms, ring };
            running.timers.push(entry);
            return () => {
              running.timers = running.timers.filter((other) => other !== entry);
            };
          },
        },
        session: { user: this.user, publicKey: this.user.key.publicKey },
        pushLimit: this.#rng.pick([3, 10, 500]),
        pullLimit: this.pullLimit ?? this.#rng.pick([4, 25, 1_000]),
      }),
    };
    this.running = running;
    running.engine.subscribe(() => {
      if (state.alive) for (const notice of running.engine.status().notices) this.notices.add(notice.code);
    });
    await running.engine.start();
  }

  /** Rings every timer that is set: its time has come. */
  ring(): void {
    const running = this.running;
    if (!running) return;
    const due = running.timers;
    running.timers = [];
    for (const { ring } of due) ring();
  }

  hint(event: HintEvent): void {
    for (const listener of this.running?.hints ?? []) listener(event);
  }

  /** From now on the disk or the replica dies in the middle of a write to come; `crash` must follow. */
  arm(): void {
    if (this.#rng.chance(0.5)) this.disk.crashAfter(this.#rng.int(4));
    else this.#replicaLeft = this.#rng.int(4);
  }

  /** Cuts the power. The journal keeps what was durable; the replica may have lost its last writes, or more. */
  crash(loss: ReplicaLoss): void {
    const running = this.running;
    if (running) {
      running.alive = false;
      this.running = null;
      this.#network.abandon(this.name, this.#rng);
    }
    this.disk = this.disk.crash(() => this.#rng.next());
    for (const entry of this.#ledger.entries.values()) {
      if (entry.state === 'in_flight' && entry.laptop === this.name) entry.state = 'maybe';
    }
    this.#store = copyStore(this.#store);
    this.#loss = loss;
    switch (loss) {
      case 'last_writes':
        this.#store = copyStore(this.#snapshots[this.#rng.int(this.#snapshots.length)] ?? this.#store);
        break;
      case 'some_rows':
        this.#dropRows();
        break;
      case 'everything':
        this.#store = createMemoryStore();
        break;
      case 'none':
      case 'unreadable':
        break;
    }
  }

  /** Some rows of the replica can't be read from now on, until they are written again. */
  damageRows(): void {
    const keys = [...this.#store.docs.keys()];
    for (let i = this.#rng.between(1, 3); i > 0 && keys.length > 0; i -= 1)
      this.#store.unreadable.add(this.#rng.pick(keys));
  }

  /** Rows gone without an error, as after the loss of a part of a log: so many that the figures show it. */
  #dropRows(): void {
    const note = this.#lastNote;
    const collections = [...new Set([...this.#store.docs.values()].map((doc) => doc.collection))];
    if (!note || collections.length === 0) return;
    const collection = this.#rng.pick(collections);
    const rows = [...this.#store.docs.entries()].filter(([, doc]) => doc.collection === collection);
    const keep = Math.min(rows.length - 1, (note.counts[collection] ?? 0) - 1);
    if (keep < 0) return;
    const left = this.#rng.int(keep + 1);
    const from = this.#rng.int(rows.length - left + 1);
    for (const [at, [key]] of rows.entries()) if (at < from || at >= from + left) this.#store.docs.delete(key);
    this.#store.counts.set(collection, left);
  }

  /** A program that did not come up is gone. */
  abandon(): void {
    if (this.running) this.running.alive = false;
    this.running = null;
  }

  /** Ends the program in order. */
  async stop(): Promise<void> {
    const running = this.running;
    if (!running) return;
    this.#network.abandon(this.name, this.#rng);
    await running.engine.close();
    running.alive = false;
    this.running = null;
  }

  /** Puts a disk copy in place of what is there (the program must not run). */
  restore(copy: DiskCopy): void {
    this.disk = createFaultStorage(copy.files);
    this.#store = copyStore(copy.store);
    this.#loss = 'none';
    this.hold.held = new Set(copy.held);
    this.#lastNote = copy.store.meta ? this.#lastNote : null;
  }

  /** The journal is gone; the replica stays or goes with it (the program must not run). */
  loseJournal(withReplica: boolean): void {
    this.disk = createFaultStorage();
    if (withReplica) this.#store = createMemoryStore();
    this.#loss = 'none';
    this.hold.held = new Set();
    this.#lastNote = null;
  }

  /** Planted fault: takes the oldest pending operation off the queue as if the server had it (the program must not run). */
  async forgetPending(): Promise<boolean> {
    const journal = this.#journal();
    const [oldest] = await journal.pending(0, 1);
    if (oldest) {
      await journal.settle([{ id: oldest.id, outcome: 'applied' }], 0);
      await journal.renewWriter();
    }
    await journal.close();
    return oldest !== undefined;
  }

  /**
   * Writes drafts past the engine, as an older or a broken program would (the program must not run). False where the
   * disk did not take them.
   */
  async writeRaw(drafts: readonly OperationDraft[]): Promise<boolean> {
    const journal = this.#journal();
    this.writingInvalid = true;
    try {
      await journal.append(drafts);
      return true;
    } catch (error) {
      const { code } = toFailure(error);
      if (code !== 'disk_full' && code !== 'disk_failed') throw error;
      return false;
    } finally {
      this.writingInvalid = false;
      await journal.close();
    }
  }
}
