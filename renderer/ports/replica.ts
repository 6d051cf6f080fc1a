import type { Doc } from '#shared/sync/operation.ts';

/** Name of a document: its collection and its id. */
export interface DocKey {
  readonly collection: string;
  readonly id: string;
}

/** A document as the replica keeps it: the server's version with this device's own operations laid over it. */
export interface ReplicaDoc extends Doc {
  /** Highest number of this device's own operations that is laid over it; 0 for none. */
  readonly ownSeq: number;
  /** The writer that `ownSeq` belongs to; empty where there is none. */
  readonly writer: string;
  /** Place in the server's change log of the version underneath; 0 for a document that only this device knows. */
  readonly serverSeq: number;
}

/** What the replica knows about itself. Written after the documents that it speaks of. */
export interface ReplicaMeta {
  /** Random id given at its creation: a replica that was made anew is told from the one that was lost. */
  readonly replicaId: string;
  /** Epoch of the server that `checkpoint` belongs to; empty before the first page. */
  readonly epoch: string;
  /** Everything of the server's change log up to here is in the replica. */
  readonly checkpoint: number;
  /**
   * Whether a pull of everything is under way, own changes too: `fill` into an empty replica goes on where it stopped;
   * `sweep` over a full one starts again and drops at its end what the server does not have.
   */
  readonly rebuild: 'none' | 'fill' | 'sweep';
  /** Names and versions of the collections that were known: after an update that knows more, everything is pulled. */
  readonly schema: string;
  /** When the last exchange ended, by this device's clock, milliseconds: for people to read. */
  readonly exchangedAt?: number | undefined;
}

/** What was found when the replica was opened. */
export interface ReplicaState {
  /** Null for a new or emptied replica. */
  readonly meta: ReplicaMeta | null;
  /** See {@link ReplicaPort.counts}. */
  readonly counts: Readonly<Record<string, number>>;
  /** Whether something in it can't be read. */
  readonly damaged: boolean;
}

/** The working copy. A cache of what the journal and the server have: it may be lost at any time. */
export interface ReplicaPort {
  /** Opens and checks; rejects with `replica_damaged` where it can't even be opened (then {@link wipe} it). */
  open(): Promise<ReplicaState>;
  /** In the order of the keys; null where there is nothing, or nothing that can be read (see {@link ReplicaPort.onDamage}). */
  get(keys: readonly DocKey[]): Promise<readonly (ReplicaDoc | null)[]>;
  /**
   * Writes documents over whatever is there and makes them durable. At most 500 documents of a collection are written
   * all or none; of more, a failure may leave some: write them again.
   */
  put(docs: readonly ReplicaDoc[]): Promise<void>;
  /** Names of all documents, tombstones included. */
  keys(): Promise<readonly DocKey[]>;
  setMeta(meta: ReplicaMeta): Promise<void>;
  /**
   * Figures that only grow while the replica lives: documents by collection, tombstones included, and by
   * `<collection>.writes` the batches written to it. A replica that shows less than it did has lost something.
   */
  counts(): Readonly<Record<string, number>>;
  /** Called after documents were written. Returns how to stop. */
  onChange(listener: (docs: readonly ReplicaDoc[]) => void): () => void;
  /** Called with the name of a document that is there and can't be read. Returns how to stop. */
  onDamage(listener: (key: DocKey) => void): () => void;
  /** Empties it, whatever state it is in, and leaves it open. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

/** A replica that screens can watch. */
export interface LiveReplicaPort extends ReplicaPort {
  /** Documents whose sort key begins with `prefix`, ascending, again after every change. Returns how to stop. */
  watchList(
    query: { readonly collection: string; readonly prefix?: string | undefined; readonly limit: number },
    listener: (docs: readonly ReplicaDoc[]) => void,
  ): () => void;
  /** Documents in the order of their ids, after `afterId`: for whoever reads all of them in steps. */
  page(
    collection: string,
    afterId: string,
    limit: number,
  ): Promise<{ readonly docs: readonly ReplicaDoc[]; readonly next: string | null }>;
}

/** Timers, given from outside so that a simulation can rule them. */
export interface TimersPort {
  /** Calls back once after `ms` milliseconds; returns how to stop it. */
  after(ms: number, callback: () => void): () => void;
}
