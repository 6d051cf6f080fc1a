import type { Actor } from '#shared/kernel/define-workflow.ts';
import { jsonEqual } from '#shared/kernel/json.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import { findCollection } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc, Operation } from '#shared/sync/operation.ts';
import type { Gated } from '#shared/sync/transfer.ts';
import type { Answer, Hint, PullResponse, PushResponse, WireDoc } from '#shared/sync/protocol.ts';

interface Row {
  readonly doc: Doc;
  readonly seq: number;
  /** The writer of the last change, and the place of the last change by anyone else. */
  readonly origin: string;
  readonly foreignSeq: number;
}

interface Handled {
  readonly body: unknown;
  readonly outcome: 'applied' | 'merged' | 'refused';
  readonly code: Answer['code'];
}

type HintListener = Parameters<TransportPort['hints']>[0];

/** The server's rules in memory, as docs/SYNC-SPEC.md has them: enough for one office, with faults on demand. */
export class FakeServer {
  epoch = 'epoch-1';
  head = 0;
  time = 1_750_000_000_000;
  readonly rows = new Map<string, Row>();
  readonly handled = new Map<string, Handled>();
  readonly writers = new Map<string, { seq: number; ids: Map<number, string> }>();
  readonly actors = new Map<string, Actor>();
  /** Called before each request; may throw, or resolve later. */
  before: (kind: 'push' | 'pull') => Promise<void> | void = () => undefined;
  /** Called after the server has done its work, before the answer goes out. */
  after: (kind: 'push' | 'pull') => Promise<void> | void = () => undefined;
  /** What stands before the documents where cases go from office to office; nothing by default. */
  gate: { before(op: Operation): Gated; after(op: Operation, doc: Doc): void } | null = null;
  /** Where it is the protected space of one person. */
  space: 'protected' | undefined;
  readonly log: string[] = [];
  readonly #listeners = new Set<HintListener>();

  transport(): TransportPort {
    return {
      push: async (request) => {
        await this.before('push');
        const body = structuredClone(request);
        const response = this.#push(body.writer, body.operations);
        this.log.push(`push ${body.writer} ${body.operations[0]?.seq}-${body.operations.at(-1)?.seq}`);
        await this.after('push');
        return structuredClone(response);
      },
      pull: async (request) => {
        await this.before('pull');
        const response = this.#pull(request.writer, request.epoch, request.after, request.limit, request.echo);
        this.log.push(`pull ${request.after} echo=${request.echo} -> ${response.docs.length}`);
        await this.after('pull');
        return structuredClone(response);
      },
      hints: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  /** Says to every open stream that it is up, down, or how far the log has come. */
  say(kind: 'up' | 'down' | 'hint') {
    const hint: Hint = { epoch: this.epoch, seq: this.head };
    for (const listener of this.#listeners) listener(kind === 'hint' ? { kind, hint } : { kind });
  }

  /** A change by the server itself. */
  put(doc: Omit<Doc, 'conflicts' | 'removed' | 'version'> & Partial<Doc>) {
    this.#store({ version: 0, conflicts: [], removed: false, ...doc }, 'server');
  }

  /** A document's body as it stands. */
  body(collection: string, id: string) {
    return this.rows.get(`${collection}/${id}`)?.doc.body;
  }

  #store(doc: Doc, origin: string): Row {
    const key = `${doc.collection}/${doc.id}`;
    const old = this.rows.get(key);
    const seq = ++this.head;
    const foreignSeq = old ? (old.origin === origin ? old.foreignSeq : old.seq) : 0;
    const row: Row = { doc, seq, origin, foreignSeq };
    this.rows.set(key, row);
    return row;
  }

  #wire(row: Row | undefined): WireDoc | null {
    if (!row) return null;
    const { collection, id, officeId, version, body, conflicts, removed } = row.doc;
    return {
      collection,
      id,
      officeId,
      version,
      body,
      ...(conflicts.length > 0 ? { conflicts } : {}),
      ...(removed ? { removed: true as const } : {}),
      seq: row.seq,
    };
  }

  #push(writer: string, operations: readonly Operation[]): PushResponse {
    const state = this.writers.get(writer) ?? { seq: 0, ids: new Map<number, string>() };
    const answers: { readonly answer: Omit<Answer, 'doc'>; readonly key: string }[] = [];
    for (const op of operations) {
      const known = state.ids.get(op.seq);
      if (op.seq <= state.seq && known !== op.id) throw new CodedError('writer_forked', { expected: state.seq });
      if (op.seq > state.seq + 1) throw new CodedError('seq_gap', { expected: state.seq + 1 });
      const key = `${op.collection}/${op.docId}`;
      const content = [op.kind, op.collection, op.docId, op.patch, op.base, op.transition ?? null];
      const before = this.handled.get(op.id);
      if (before) {
        const same = jsonEqual(before.body, content);
        answers.push({
          answer: {
            id: op.id,
            seq: op.seq,
            result: same ? 'duplicate' : 'refused',
            ...(same ? { outcome: before.outcome } : {}),
            ...(same ? (before.code ? { code: before.code } : {}) : { code: 'op_id_reused' as const }),
          },
          key,
        });
      } else {
        const definition = findCollection(op.collection);
        const actor = this.actors.get(op.actor);
        const related = new Map(
          (definition?.related?.(op) ?? []).flatMap(([collection, id]) => {
            const found = this.rows.get(`${collection}/${id}`)?.doc;
            return found && !found.removed ? [[`${collection}/${id}`, found] as const] : [];
          }),
        );
        const gated = definition && actor ? (this.gate?.before(op) ?? null) : null;
        const result =
          gated?.kind === 'carried'
            ? { kind: 'merged' as const, doc: null }
            : (gated ??
              (definition && actor
                ? apply(this.rows.get(key)?.doc ?? null, op, { definition, actor, related, space: this.space })
                : { kind: 'refused' as const, failure: { code: 'op_actor_unknown' as const } }));
        if (result.kind !== 'refused' && result.doc) {
          this.#store(result.doc, writer);
          this.gate?.after(op, result.doc);
        }
        const code = result.kind === 'refused' ? result.failure.code : undefined;
        this.handled.set(op.id, { body: content, outcome: result.kind, code });
        if (result.kind !== 'applied') {
          answers.push({ answer: { id: op.id, seq: op.seq, result: result.kind, ...(code ? { code } : {}) }, key });
        }
      }
      state.seq = Math.max(state.seq, op.seq);
      state.ids.set(op.seq, op.id);
      this.writers.set(writer, state);
    }
    // As the whole push leaves them, not as each operation did: the laptop lets go of all of them together.
    const finished = answers.map(({ answer, key }): Answer => ({ ...answer, doc: this.#wire(this.rows.get(key)) }));
    return { epoch: this.epoch, acked: state.seq, head: this.head, time: this.time, answers: finished };
  }

  #pull(writer: string, epoch: string, after: number, limit: number, echo: boolean): PullResponse {
    const from = epoch === this.epoch ? after : 0;
    // For the writer who asks without its echo, a document stands where anybody else changed it last.
    const placeOf = (row: Row) => (echo || row.origin !== writer ? row.seq : row.foreignSeq);
    const rows = [...this.rows.values()]
      .map((row) => ({ row, place: placeOf(row) }))
      .filter(({ place }) => place > from)
      .toSorted((a, b) => a.place - b.place);
    const page = rows.slice(0, limit);
    const more = rows.length > limit;
    return {
      epoch: this.epoch,
      docs: page.map(({ row }) => this.#wire(row) as WireDoc),
      next: more ? (page.at(-1)?.place ?? from) : this.head,
      more,
      head: this.head,
      writerSeq: this.writers.get(writer)?.seq ?? 0,
      time: this.time,
    };
  }

  /** A copy of what is stored, as a backup. */
  backup() {
    return structuredClone({ head: this.head, rows: this.rows, handled: this.handled, writers: this.writers });
  }

  /** Back to a copy, with a new epoch. */
  restore(copy: ReturnType<FakeServer['backup']>, epoch: string) {
    this.epoch = epoch;
    this.head = copy.head;
    for (const part of ['rows', 'handled', 'writers'] as const) {
      (this[part] as Map<unknown, unknown>).clear();
      for (const [key, value] of structuredClone(copy[part])) (this[part] as Map<unknown, unknown>).set(key, value);
    }
  }
}
