import type { Operation } from '../operation.ts';
import type { HeldNumber, RefusedOperation, ReplicaNote, Settlement } from './contract.ts';

/** Records of a segment that do not count: a failed append may have left them there, whole or in part. */
export interface Void {
  readonly segment: string;
  /** Number of the first record that does not count. */
  readonly from: number;
}

/** First record of each segment: what must outlive the segments before it. */
export interface HeadRecord {
  readonly t: 'head';
  readonly writer: string;
  readonly seq: number;
  readonly counters: Readonly<Record<string, number>>;
  /** Numbers given for a document that no applied operation has brought yet; absent in a journal of before. */
  readonly held?: readonly HeldNumber[];
  readonly note: ReplicaNote | null;
  /** Latest server time that a settlement brought, milliseconds. */
  readonly serverTime: number;
  readonly voids: readonly Void[];
  /** Written by a compaction: refused operations whose segments are about to go. */
  readonly refused?: readonly RefusedOperation[];
}

/** What a record says, sealed as JSON. */
export type JournalRecord =
  | HeadRecord
  | { readonly t: 'ops'; readonly ops: readonly Operation[] }
  | { readonly t: 'settle'; readonly items: readonly Settlement[]; readonly time: number }
  | { readonly t: 'unsettle' }
  | { readonly t: 'dismiss'; readonly id: string }
  /** `order`: ids of the pending operations, numbered anew from 1. */
  | { readonly t: 'renew'; readonly writer: string; readonly order: readonly string[] }
  | { readonly t: 'note'; readonly note: ReplicaNote }
  | { readonly t: 'number'; readonly counter: string; readonly n: number; readonly holder?: string }
  | { readonly t: 'release'; readonly counter: string; readonly holder: string };
