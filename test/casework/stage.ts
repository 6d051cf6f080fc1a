import type { Role } from '#shared/domain/access/roles.ts';
import type { Clock } from '#shared/kernel/ports.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import type { JournalPort, RefusedOperation } from '#shared/sync/journal/contract.ts';
import type { Doc, Operation, OperationDraft } from '#shared/sync/operation.ts';
import { createSyncEngine, type SyncEngine } from '../../renderer/data/engine/engine.ts';
import { createMemoryReplica, createMemoryStore, type MemoryStore } from '../../renderer/data/engine/memory-replica.ts';
import { createFakeTimers } from '../../renderer/data/engine/testing/fake-timers.ts';
import type { Change } from '../../renderer/ports/data.ts';

/** A member of a stage's office. */
export interface Member {
  readonly id: string;
  readonly role: Role;
  readonly officeId: string;
}

/** An office of a scenario. */
export interface StageOffice {
  readonly id: string;
  member(role: 'chair' | 'secretary' | 'specialist'): Member;
}

/** What a laptop is made of; the levels differ in it and in nothing else. */
export interface Parts {
  readonly member: Member;
  /** A fresh journal over the laptop's disk. */
  journal(): JournalPort;
  /** The way to the server. */
  readonly transport: TransportPort;
  readonly publicKey: string;
  /** The same laptop's disk, copied. */
  copy(): Parts;
  /** The journal's files are gone. */
  loseJournal(): void;
  stop(): Promise<void>;
}

/** Where scenarios are played: the engine over a server in memory, or over HTTP and PostgreSQL. */
export interface Stage {
  office(): Promise<StageOffice>;
  parts(office: StageOffice, role: 'chair' | 'secretary' | 'specialist'): Promise<Parts>;
  /** A document of an office as the server has it; null where there is none. */
  doc(officeId: string, collection: string, id: string): Promise<Doc | null>;
  /** Every casework document of an office. */
  docs(officeId: string): Promise<readonly Doc[]>;
  /** Writes a document in the server's own name. */
  put(officeId: string, collection: string, id: string, body: JsonObject): Promise<void>;
  /** Ids of all operations that the server has handled of an office. */
  operations(officeId: string): Promise<readonly string[]>;
  backup(officeIds: readonly string[]): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

let randomState = 7;
const random = {
  bytes(length: number) {
    return Uint8Array.from({ length }, () => {
      randomState = (Math.imul(randomState, 1_103_515_245) + 12_345) >>> 0;
      return (randomState >>> 16) & 0xff;
    });
  },
};

/** When scenarios begin, by every laptop's clock: 15 June 2026. */
export const START = Date.UTC(2026, 5, 15, 5);
/** That day. */
export const TODAY = '2026-06-15';

/** What happens to a push on its way. */
export type Cut =
  /** It does not arrive. */
  | 'lost'
  /** It arrives and is handled; its answer is lost. */
  | 'unanswered';

/** A laptop that is away from the network except while it syncs, so that every scenario has one order of events. */
export class Laptop {
  readonly name: string;
  readonly #parts: Parts;
  #store: MemoryStore;
  readonly #time = createFakeTimers(START);
  #open = false;
  #cuts: (Cut | null)[] = [];
  #pushLimit = 500;
  engine!: SyncEngine;
  readonly #written: (operations: readonly Operation[]) => void;

  constructor(
    name: string,
    parts: Parts,
    written: (operations: readonly Operation[]) => void,
    store = createMemoryStore(),
  ) {
    this.name = name;
    this.#parts = parts;
    this.#written = written;
    this.#store = store;
  }

  get member(): Member {
    return this.#parts.member;
  }

  #transport(): TransportPort {
    const inner = this.#parts.transport;
    const check = () => {
      if (!this.#open) throw new CodedError('offline');
    };
    return {
      push: async (request) => {
        check();
        const cut = this.#cuts.shift() ?? null;
        if (cut === 'lost') throw new CodedError('offline');
        const response = await inner.push(request);
        if (cut === 'unanswered') throw new CodedError('offline');
        return response;
      },
      pull: async (request) => {
        check();
        return inner.pull(request);
      },
      hints: () => () => undefined,
    };
  }

  async start(): Promise<this> {
    this.engine = createSyncEngine({
      journal: this.#parts.journal(),
      replica: createMemoryReplica(this.#store),
      transport: this.#transport(),
      clock: this.#clock(),
      random,
      timers: this.#time.timers,
      session: { user: this.member, publicKey: this.#parts.publicKey },
      pushLimit: this.#pushLimit,
    });
    await this.engine.start();
    return this;
  }

  #clock(): Clock {
    return this.#time.clock;
  }

  /** Sets the clock on or back. */
  stepClock(ms: number): void {
    this.#time.step(ms);
  }

  /** The moment that its clock shows. */
  now(): string {
    return new Date(this.#time.clock.now()).toISOString();
  }

  /** An entry of a log, in this laptop's member's name. */
  entry(id: string, more: JsonObject = {}): JsonObject {
    return { id, ...more, actor: this.member.id, at: this.now() };
  }

  async save(...changes: Change[]): Promise<void> {
    const result = await this.engine.commit(changes);
    if (!result.ok) throw new Error(`${this.name}: ${result.failure.code} ${JSON.stringify(result.failure.params)}`);
    this.#written(result.value);
  }

  /** The code by which the laptop itself refuses a change; null where it takes it. */
  async refuses(...changes: Change[]): Promise<string | null> {
    const result = await this.engine.commit(changes);
    if (result.ok) this.#written(result.value);
    return result.ok ? null : result.failure.code;
  }

  /** Writes operations past the rules, as an older or a broken program would. */
  async raw(
    ...drafts: (Partial<OperationDraft> & Pick<OperationDraft, 'collection' | 'docId' | 'kind'>)[]
  ): Promise<void> {
    await this.engine.close();
    const journal = this.#parts.journal();
    await journal.open();
    const operations = await journal.append(
      drafts.map((draft, at) => ({
        id: `raw-${this.name}-${at}-${Array.from(random.bytes(6), (byte) => byte.toString(16)).join('')}`,
        at: this.now(),
        actor: this.member.id,
        patch: {},
        base: {},
        version: 0,
        ...draft,
      })),
    );
    await journal.close();
    this.#written(operations);
    await this.start();
  }

  /** What happens to the next pushes, one after the other. */
  cut(...cuts: (Cut | null)[]): void {
    this.#cuts = [...cuts];
  }

  /** Most operations of one push from the next start on. */
  async inBatchesOf(limit: number): Promise<void> {
    this.#pushLimit = limit;
    await this.restart();
  }

  /** Exchanges once, whatever comes of it. */
  async trySync(): Promise<void> {
    // An attempt that is under way ends first: it would be followed by a second one otherwise.
    await this.engine.now();
    this.#open = true;
    await this.engine.now();
    this.#open = false;
  }

  /** Exchanges until nothing waits. */
  async sync(): Promise<void> {
    for (let tries = 0; tries < 4; tries++) {
      await this.trySync();
      const { waiting, problem } = this.engine.status();
      if (problem) throw new Error(`${this.name}: ${problem.code}`);
      if (waiting === 0) return;
    }
    throw new Error(`${this.name}: ${this.engine.status().waiting} operations wait for ever`);
  }

  async row(collection: string, id: string): Promise<Doc | null> {
    return (await this.engine.get([{ collection, id }]))[0] ?? null;
  }

  async body(collection: string, id: string): Promise<JsonObject | undefined> {
    return (await this.row(collection, id))?.body;
  }

  refused(): Promise<readonly RefusedOperation[]> {
    return this.engine.refused();
  }

  async codes(): Promise<readonly string[]> {
    return (await this.refused()).map((one) => one.failure.code);
  }

  notices(): readonly string[] {
    return this.engine.status().notices.map((one) => one.code);
  }

  /** Names of the documents that it holds. */
  held(): readonly string[] {
    return [...this.#store.docs.values()]
      .filter((row) => !row.removed)
      .map((row) => `${row.collection}/${row.id}`)
      .toSorted();
  }

  async restart(): Promise<void> {
    await this.engine.close();
    await this.start();
  }

  /** A second laptop with a copy of this one's disk. */
  async clone(name: string): Promise<Laptop> {
    await this.engine.close();
    const twin = new Laptop(name, this.#parts.copy(), this.#written, structuredClone(this.#store));
    await this.start();
    return twin.start();
  }

  /** The journal is lost, and with it what was not synced. */
  async loseJournal(): Promise<void> {
    await this.engine.close();
    this.#parts.loseJournal();
    await this.start();
  }

  /** The replica is lost. */
  async loseReplica(): Promise<void> {
    await this.engine.close();
    this.#store = createMemoryStore();
    await this.start();
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.#parts.stop();
  }
}
