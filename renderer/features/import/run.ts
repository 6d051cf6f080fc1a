import {
  changesOf,
  countUnits,
  type Counts,
  type ImportChange,
  type ImportHead,
  remaining,
} from '#shared/domain/casework/import/changes.ts';
import type { ImportKind } from '#shared/domain/casework/import/columns.ts';
import type { ImportUnit, RowIssue } from '#shared/domain/casework/import/plan.ts';
import { beginImport, type ImportRecord, noteImport, readImportRecord } from '#shared/domain/casework/import/record.ts';
import { planUndoSteps, type Stay, type UndoContext, type UndoPlan } from '#shared/domain/casework/import/undo.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import type { DataClient } from '../../ports/data.ts';

/** Rows that were not taken, in their own columns, with the reasons. */
export interface Rejects {
  readonly heads: readonly string[];
  readonly rows: readonly {
    readonly at: number;
    readonly texts: readonly string[];
    readonly issues: readonly RowIssue[];
  }[];
}

/** How a run stands. */
export type RunState =
  | { readonly kind: 'idle' }
  /** Something is being written: an import, or the undoing of one. */
  | {
      readonly kind: 'running';
      readonly what: 'import' | 'undo';
      readonly importId: string;
      readonly done: number;
      readonly total: number;
      readonly stopping: boolean;
    }
  /** An import has ended, or was cancelled. */
  | {
      readonly kind: 'ended';
      readonly importId: string;
      readonly record: ImportRecord;
      readonly rejected: number;
    }
  | { readonly kind: 'undone'; readonly importId: string; readonly plan: UndoPlan; readonly stays: readonly Stay[] }
  /** It stopped in the middle: what is in stays, and it can be gone on with. */
  | { readonly kind: 'stopped'; readonly importId: string; readonly failure: Failure };

/** An import that stopped in the middle on this laptop. */
export interface Unfinished {
  readonly head: ImportHead;
  readonly kind: ImportKind;
  readonly parts: number;
}

/** What an import begins with. */
export interface Order {
  readonly head: ImportHead;
  readonly kind: ImportKind;
  readonly units: readonly ImportUnit[];
  readonly rejects: Rejects;
  readonly counts: Pick<ImportRecord, 'rows' | 'good' | 'bad' | 'skipped'>;
  /** A row in its own columns, for one that the base refuses. */
  textsOf(at: number): readonly string[];
}

/** Changes of one act: so many that the page has its turn in between. */
const MOST_CHANGES = 24;
const UNITS_OF_PART = 400;
/** Milliseconds of working out between two turns of the page. */
const SLICE = 12;
const RUN = 'import.run';
const partKey = (importId: string, part: number) => `import.units.${importId}.${part}`;
const rejectsKey = (importId: string) => `import.rejects.${importId}`;

/** Failures after which nothing more can be written now; the row is not to blame. */
const HALTS: readonly ErrorCode[] = [
  'locked',
  'disk_full',
  'disk_failed',
  'journal_damaged',
  'journal_locked',
  'second_instance',
  'unexpected',
  'user_inactive',
];

type Data = Pick<DataClient, 'commit' | 'get' | 'drafts' | 'index' | 'conflicts'>;

/** Writes an import or undoes it, in small acts, whatever screen is open; one at a time. */
export class ImportRunner {
  readonly #data: Data;
  readonly #rest: () => Promise<void>;
  readonly #now: () => string;
  #state: RunState = { kind: 'idle' };
  #listeners = new Set<() => void>();
  #stop = false;

  constructor(data: Data, rest: () => Promise<void>, now: () => string = () => new Date().toISOString()) {
    this.#data = data;
    this.#rest = rest;
    this.#now = now;
  }

  state = (): RunState => this.#state;
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(state: RunState) {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  /** Stops after the act that is being written; what is in stays as one import. */
  cancel(): void {
    this.#stop = true;
    if (this.#state.kind === 'running') this.#set({ ...this.#state, stopping: true });
  }

  /** Forgets how the last run ended. */
  dismiss(): void {
    if (this.#state.kind !== 'running') this.#set({ kind: 'idle' });
  }

  /** An import that a crash or a lock has interrupted on this laptop. */
  async unfinished(): Promise<Unfinished | null> {
    return this.#state.kind === 'running'
      ? null
      : ((await this.#data.drafts.load(RUN)) as unknown as Unfinished | null);
  }

  /** Rows of an import that were not taken, while this laptop keeps them. */
  async rejects(importId: string): Promise<Rejects | null> {
    return (await this.#data.drafts.load(rejectsKey(importId))) as unknown as Rejects | null;
  }

  async #record(importId: string): Promise<ImportRecord | null> {
    const found = await this.#data.get('catalogues', importId);
    return found ? readImportRecord(found.body as never) : null;
  }

  async #commit(changes: readonly ImportChange[]): Promise<Failure | null> {
    try {
      const result = await this.#data.commit(changes);
      return result.ok ? null : result.failure;
    } catch (error) {
      return toFailure(error);
    }
  }

  /** Begins an import. What is to be written is kept first, so that a crash in the middle loses nothing of it. */
  async begin(order: Order): Promise<void> {
    if (this.#state.kind === 'running') throw new CodedError('import_running');
    const { head, kind, units, rejects, counts } = order;
    const { drafts } = this.#data;
    this.#stop = false;
    this.#set({
      kind: 'running',
      what: 'import',
      importId: head.importId,
      done: 0,
      total: units.length,
      stopping: false,
    });
    try {
      let parts = 0;
      for (let from = 0; from < units.length; from += UNITS_OF_PART) {
        await drafts.save(partKey(head.importId, parts), {
          units: units.slice(from, from + UNITS_OF_PART),
        } as unknown as JsonObject);
        parts += 1;
        await this.#rest();
      }
      if (rejects.rows.length > 0) {
        await drafts.save(rejectsKey(head.importId), rejects as unknown as JsonObject);
      }
      await drafts.save(RUN, { head, kind, parts } as unknown as JsonObject);
      const failure = await this.#commit([beginImport(head, kind, { ...counts, units: units.length })]);
      if (failure) {
        await this.#forget(head.importId, parts);
        this.#set({ kind: 'stopped', importId: head.importId, failure });
        return;
      }
      await this.#go(head, units, rejects, parts, order.textsOf);
    } catch (error) {
      this.#set({ kind: 'stopped', importId: head.importId, failure: toFailure(error) });
    }
  }

  /** Goes on with an interrupted import where it stood. */
  async resume({ head, kind, parts }: Unfinished): Promise<void> {
    if (this.#state.kind === 'running') throw new CodedError('import_running');
    this.#stop = false;
    this.#set({ kind: 'running', what: 'import', importId: head.importId, done: 0, total: 1, stopping: false });
    try {
      const units: ImportUnit[] = [];
      for (let part = 0; part < parts; part++) {
        const kept = await this.#data.drafts.load(partKey(head.importId, part));
        units.push(...((kept?.units ?? []) as unknown as ImportUnit[]));
      }
      const rejects = (await this.rejects(head.importId)) ?? { heads: [], rows: [] };
      if (!(await this.#record(head.importId))) {
        // It was interrupted before its first act.
        const good = units.reduce((sum, unit) => sum + unit.rows.length, 0);
        const bad = rejects.rows.length;
        const failure = await this.#commit([
          beginImport(head, kind, { rows: good + bad, good, bad, skipped: 0, units: units.length }),
        ]);
        if (failure) throw new CodedError(failure.code, failure.params);
      }
      await this.#go(head, units, rejects, parts, null);
    } catch (error) {
      this.#set({ kind: 'stopped', importId: head.importId, failure: toFailure(error) });
    }
  }

  async #forget(importId: string, parts: number): Promise<void> {
    const { drafts } = this.#data;
    await drafts.discard(RUN);
    for (let part = 0; part < parts; part++) await drafts.discard(partKey(importId, part));
  }

  /** What is not there yet of changes that may have come through before. */
  async #missing(changes: readonly ImportChange[]): Promise<readonly ImportChange[]> {
    const histories = new Map<string, ReadonlySet<string>>();
    for (const { collection, docId } of changes) {
      const key = `${collection}/${docId}`;
      if (histories.has(key)) continue;
      const found = await this.#data.get(collection, docId);
      const history = (found?.body as { history?: readonly { id: string }[] } | undefined)?.history ?? [];
      histories.set(key, new Set(history.map((one) => one.id)));
    }
    return remaining(
      changes,
      (change, entryId) => histories.get(`${change.collection}/${change.docId}`)?.has(entryId) ?? false,
    );
  }

  async #go(
    head: ImportHead,
    units: readonly ImportUnit[],
    rejects: Rejects,
    parts: number,
    textsOf: Order['textsOf'] | null,
  ): Promise<void> {
    const { importId } = head;
    const first = await this.#record(importId);
    if (!first) throw new CodedError('not_found');
    let record = first;
    // Gone on with, nobody knows whether the last act came through.
    let unsure = textsOf === null;
    const refused: Rejects['rows'][number][] = [];
    const note = (change: Partial<ImportRecord>) => {
      const written = noteImport(importId, record, change);
      return { written, next: { ...record, ...change } };
    };
    const counted = (part: readonly ImportUnit[]): Partial<ImportRecord> => {
      const before: Counts = record;
      const { people, households, entries, cases, filled } = countUnits(part, before);
      return { people, households, entries, cases, filled };
    };
    const write = async (part: readonly ImportUnit[]): Promise<Failure | null> => {
      const all = part.flatMap((unit) => changesOf(unit, head));
      const changes = unsure ? await this.#missing(all) : all;
      const { written, next } = note({ ...counted(part), done: record.done + part.length });
      const failure = await this.#commit([...changes, written]);
      if (!failure) record = next;
      return failure;
    };

    const keepRefused = async () => {
      if (refused.length === 0) return;
      const rows = [...rejects.rows, ...refused];
      await this.#data.drafts.save(rejectsKey(importId), { ...rejects, rows } as unknown as JsonObject);
    };

    while (record.done < units.length && !this.#stop) {
      const batch: ImportUnit[] = [];
      let size = 0;
      for (const unit of units.slice(record.done, record.done + MOST_CHANGES)) {
        const own = unit.people.length + (unit.household ? 1 : 0) + (unit.entry ? 2 : 0) + (unit.case ? 2 : 0);
        if (batch.length > 0 && size + own > MOST_CHANGES) break;
        batch.push(unit);
        size += own;
      }
      let failure = await write(batch);
      if (failure && !HALTS.includes(failure.code)) {
        // One of them is refused: each by itself, and the rest is in.
        unsure = true;
        for (const unit of batch) {
          failure = await write([unit]);
          if (failure && HALTS.includes(failure.code)) break;
          if (!failure) continue;
          const code = failure.code;
          for (const at of unit.rows) {
            refused.push({ at, texts: textsOf?.(at) ?? [], issues: [{ code, level: 'bad', column: null }] });
          }
          const { written, next } = note({ done: record.done + 1, failed: record.failed + unit.rows.length });
          failure = await this.#commit([written]);
          if (failure) break;
          record = next;
        }
      }
      if (failure) {
        await keepRefused().catch(() => undefined);
        this.#set({ kind: 'stopped', importId, failure });
        return;
      }
      unsure = false;
      this.#set({
        kind: 'running',
        what: 'import',
        importId,
        done: record.done,
        total: units.length,
        stopping: this.#stop,
      });
      await this.#rest();
    }

    const { written, next } = note({
      state: record.done < units.length ? 'cancelled' : 'done',
      endedAt: this.#now(),
    });
    const failure = await this.#commit([written]);
    if (failure) {
      this.#set({ kind: 'stopped', importId, failure });
      return;
    }
    await keepRefused();
    await this.#forget(importId, parts);
    this.#set({ kind: 'ended', importId, record: next, rejected: rejects.rows.length + refused.length });
  }

  async #inSlices<T>(steps: Generator<unknown, T>): Promise<T> {
    for (;;) {
      const until = performance.now() + SLICE;
      while (performance.now() < until) {
        const step = steps.next();
        if (step.done) return step.value;
      }
      await this.#rest();
    }
  }

  /** Undoes an import, or what is in of one that was interrupted. What is used meanwhile stays, and is told. */
  async undo(importId: string, context: Omit<UndoContext, 'importId'>): Promise<void> {
    if (this.#state.kind === 'running') throw new CodedError('import_running');
    this.#stop = false;
    this.#set({ kind: 'running', what: 'undo', importId, done: 0, total: 1, stopping: false });
    try {
      const { index } = this.#data;
      const record = await this.#record(importId);
      if (!record) throw new CodedError('not_found');
      const open = new Set(this.#data.conflicts().map((one) => `${one.collection}/${one.id}`));
      const marked = <Entry extends { readonly id: string }>(collection: string, list: readonly Entry[]) =>
        list.map((one) => (open.has(`${collection}/${one.id}`) ? { ...one, conflicts: 1 } : one));
      const steps = planUndoSteps(
        {
          people: marked('people', index.people()),
          households: marked('households', index.households()),
          entries: marked('programmeEntries', index.programmeEntries()),
          cases: marked('cases', index.cases()),
          inPapers: new Set(index.documents().flatMap(({ personId }) => (personId ? [personId] : []))),
          hasEvents: (caseId) => index.eventsOf(caseId).length > 0,
        },
        { ...context, importId },
      );
      const plan = await this.#inSlices(steps);
      const stays: Stay[] = [...plan.stays];
      const total = plan.units.length;
      let at = 0;
      while (at < total && !this.#stop) {
        const batch: (readonly ImportChange[])[] = [];
        let size = 0;
        for (const unit of plan.units.slice(at, at + MOST_CHANGES)) {
          if (batch.length > 0 && size + unit.length > MOST_CHANGES) break;
          batch.push(unit);
          size += unit.length;
        }
        let failure = await this.#commit(batch.flat());
        if (failure && !HALTS.includes(failure.code)) {
          for (const unit of batch) {
            failure = await this.#commit(unit);
            if (failure && HALTS.includes(failure.code)) break;
            // Somebody used it between the looking and the doing.
            if (failure) {
              for (const { collection, docId } of unit) {
                stays.push({ collection: collection as Stay['collection'], id: docId, reason: 'changed' });
              }
            }
            failure = null;
          }
        }
        if (failure) throw new CodedError(failure.code, failure.params);
        at += batch.length;
        this.#set({ kind: 'running', what: 'undo', importId, done: at, total, stopping: this.#stop });
        await this.#rest();
      }
      if (at < total) {
        this.#set({ kind: 'idle' });
        return;
      }
      const failure = await this.#commit([
        noteImport(importId, record, {
          state: 'undone',
          undoneBy: context.actor.id,
          undoneAt: context.at,
          stayed: stays.length,
        }),
      ]);
      if (failure) throw new CodedError(failure.code, failure.params);
      const unfinished = (await this.#data.drafts.load(RUN)) as unknown as Unfinished | null;
      if (unfinished?.head.importId === importId) await this.#forget(importId, unfinished.parts);
      await this.#data.drafts.discard(rejectsKey(importId));
      this.#set({ kind: 'undone', importId, plan, stays });
    } catch (error) {
      this.#set({ kind: 'stopped', importId, failure: toFailure(error) });
    }
  }
}

const runners = new WeakMap<Data, ImportRunner>();

/** A turn of the page: what is to be drawn is drawn, and keys are answered. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** The runner of an unlocked session. It goes on while other screens are open. */
export function runnerOf(data: Data): ImportRunner {
  const known = runners.get(data);
  if (known) return known;
  const runner = new ImportRunner(data, nextTurn);
  runners.set(data, runner);
  return runner;
}
