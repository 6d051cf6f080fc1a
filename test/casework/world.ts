import { assert } from 'vitest';
import { canonicalJson, jsonEqual, type Json, type JsonObject } from '#shared/kernel/json.ts';
import { findCollection } from '#shared/registry/index.ts';
import type { Doc, Operation } from '#shared/sync/operation.ts';
import { Laptop, type Stage, type StageOffice } from './stage.ts';

type Role = 'chair' | 'secretary' | 'specialist';

/** What a document is expected to be, at the server and on every laptop of its office. */
export interface Expected {
  /** Fields, each exactly as it stands there; `undefined` for one that must not be there. */
  readonly [field: string]: unknown;
}

interface Written {
  readonly op: Operation;
  readonly laptop: Laptop;
}

/** One scenario's offices and laptops, and the book of everything that was entered on them. */
export class World {
  readonly stage: Stage;
  readonly laptops: Laptop[] = [];
  readonly #offices = new Map<Laptop, StageOffice>();
  readonly #written: Written[] = [];
  /** Journals that were lost on purpose take what was not synced with them. */
  readonly excused = new Set<string>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** An office with one laptop for each role. */
  async office(...roles: Role[]): Promise<readonly [StageOffice, ...Laptop[]]> {
    const office = await this.stage.office();
    const laptops: Laptop[] = [];
    for (const role of roles) laptops.push(await this.laptop(office, role));
    return [office, ...laptops];
  }

  async laptop(office: StageOffice, role: Role): Promise<Laptop> {
    const name = `${role}-${this.laptops.length + 1}`;
    const parts = await this.stage.parts(office, role);
    const laptop = await new Laptop(name, parts, (operations) => this.#note(operations, name)).start();
    this.adopt(laptop, office);
    await laptop.sync();
    return laptop;
  }

  adopt(laptop: Laptop, office: StageOffice): void {
    this.laptops.push(laptop);
    this.#offices.set(laptop, office);
  }

  #note(operations: readonly Operation[], name: string): void {
    for (const op of operations) {
      const laptop = this.laptops.find((one) => one.name === name) as Laptop;
      this.#written.push({ op: structuredClone(op), laptop });
    }
  }

  /** Everybody comes online, until nobody learns anything new. */
  async quiet(): Promise<void> {
    for (let round = 0; round < 3; round++) for (const laptop of this.laptops) await laptop.sync();
  }

  /** What a document is at the server and on all laptops of the office: exactly these fields of it. */
  async all(office: StageOffice, collection: string, id: string, expected: Expected): Promise<Doc> {
    const doc = await this.stage.doc(office.id, collection, id);
    assert.isNotNull(doc, `${collection}/${id} at the server`);
    for (const [field, value] of Object.entries(expected)) {
      assert.deepEqual(doc?.body[field] as unknown, value, `${collection}/${id} ${field} at the server`);
    }
    for (const laptop of this.laptops) {
      if (this.#offices.get(laptop)?.id !== office.id) continue;
      const row = await laptop.row(collection, id);
      for (const [field, value] of Object.entries(expected)) {
        assert.deepEqual(row?.body[field] as unknown, value, `${collection}/${id} ${field} on ${laptop.name}`);
      }
    }
    return doc as Doc;
  }

  /** Open conflicts of a document, as `field: kept | other`, at the server. */
  async conflicts(office: StageOffice, collection: string, id: string): Promise<readonly string[]> {
    const doc = await this.stage.doc(office.id, collection, id);
    return (doc?.conflicts ?? []).map((one) => `${one.field}: ${String(one.kept)} | ${String(one.other)}`).toSorted();
  }

  /** A document that is there no more, at the server and on all laptops. */
  async gone(office: StageOffice, collection: string, id: string): Promise<void> {
    const doc = await this.stage.doc(office.id, collection, id);
    assert.isTrue(doc?.removed ?? true, `${collection}/${id} is gone at the server`);
    for (const laptop of this.laptops) {
      if (this.#offices.get(laptop)?.id !== office.id) continue;
      assert.isNull(await laptop.row(collection, id), `${collection}/${id} is gone on ${laptop.name}`);
    }
  }

  /** What is not as it has to be when everybody is quiet; empty where all is. */
  async problems(): Promise<readonly string[]> {
    return [...(await this.#differences()), ...(await this.#losses())];
  }

  /** I3: every laptop of an office holds what the server has of it, value for value. */
  async #differences(): Promise<readonly string[]> {
    const offices = new Map([...this.#offices.values()].map((office) => [office.id, office]));
    const found: string[] = [];
    const plain = (one: Doc | null) => one && canonicalJson({ body: one.body, conflicts: one.conflicts as never });
    for (const office of offices.values()) {
      const docs = (await this.stage.docs(office.id)).filter((doc) => !doc.removed);
      const names = docs.map((doc) => `${doc.collection}/${doc.id}`).toSorted();
      for (const laptop of this.laptops) {
        if (this.#offices.get(laptop)?.id !== office.id) continue;
        const held = laptop.held().filter((name) => !name.startsWith('staff/'));
        if (held.join() !== names.join()) found.push(`${laptop.name} holds ${held.join()} and not ${names.join()}`);
        for (const doc of docs) {
          const row = plain(await laptop.row(doc.collection, doc.id));
          if (row === plain(doc)) continue;
          found.push(`${doc.collection}/${doc.id} on ${laptop.name}: ${row} and not ${plain(doc)}`);
        }
      }
    }
    return found;
  }

  /** I1 I2 I4: every value that was entered is in a record, in a conflict or in a refused list. */
  async #losses(): Promise<readonly string[]> {
    const docs: Doc[] = [];
    for (const id of new Set([...this.#offices.values()].map((office) => office.id))) {
      docs.push(...(await this.stage.docs(id)));
    }
    const refused = new Set<string>();
    for (const laptop of this.laptops) for (const one of await laptop.refused()) refused.add(one.operation.id);
    const handled = new Set<string>();
    for (const id of new Set([...this.#offices.values()].map((office) => office.id))) {
      for (const one of await this.stage.operations(id)) handled.add(one);
    }
    const missing: string[] = [];
    for (const { op } of this.#written) {
      if (this.excused.has(op.docId)) continue;
      if (!handled.has(op.id)) missing.push(`${op.id} never reached the server`);
      if (refused.has(op.id)) continue;
      const mine = docs.filter((doc) => doc.collection === op.collection && doc.id === op.docId);
      // Whoever takes a record away takes its values away; the server's log has them still.
      if (mine.some((doc) => doc.removed)) continue;
      for (const [field, value] of Object.entries(op.patch)) {
        if (value === null || field === 'state') continue;
        if (!this.#isKept(op, field, value as Json, mine, docs)) {
          missing.push(`${op.collection}/${op.docId} ${field} = ${JSON.stringify(value)}`);
        }
      }
    }
    return missing;
  }

  #isKept(op: Operation, field: string, value: Json, mine: readonly Doc[], docs: readonly Doc[]): boolean {
    const kind = findCollection(op.collection)?.merge[field] ?? 'register';
    const late = docs.flatMap((doc) => (doc.body.lateEdits as readonly JsonObject[] | undefined) ?? []);
    if (late.some((one) => one.id === op.id && one.values !== undefined)) return true;
    // An offer that came to nothing stands in the histories of both offices.
    if (field === 'transfer') {
      const { reason } = value as { readonly reason: string };
      const told = mine.some((doc) =>
        ((doc.body.history as readonly JsonObject[] | undefined) ?? []).some((entry) => entry.note === reason),
      );
      if (told) return true;
    }
    const entered = (inner: string, one: Json | undefined, wanted: Json) =>
      jsonEqual(one, wanted) ||
      mine.some((doc) =>
        doc.conflicts.some(
          (conflict) =>
            conflict.field === inner && [conflict.kept, conflict.other].some((held) => jsonEqual(held, wanted)),
        ),
      ) ||
      this.#wasReplaced(op, inner, wanted);
    if (kind === 'log') {
      const ids = (value as readonly JsonObject[]).map((entry) => entry.id);
      return ids.every((id) =>
        mine.some((doc) =>
          ((doc.body[field] as readonly JsonObject[] | undefined) ?? []).some((entry) => entry.id === id),
        ),
      );
    }
    if (kind === 'set') {
      return (value as readonly Json[]).every(
        (item) =>
          mine.some((doc) => ((doc.body[field] as readonly Json[] | undefined) ?? []).includes(item)) ||
          this.#written.some(
            ({ op: other }) =>
              other.docId === op.docId &&
              ((other.base[field] as readonly Json[] | undefined) ?? []).includes(item) &&
              !((other.patch[field] as readonly Json[] | undefined) ?? []).includes(item),
          ),
      );
    }
    if (kind === 'map') {
      return Object.entries(value as JsonObject).every(([key, inner]) =>
        mine.some((doc) =>
          entered(`${field}.${key}`, (doc.body[field] as JsonObject | undefined)?.[key], inner as Json),
        ),
      );
    }
    return mine.some((doc) => entered(field, doc.body[field], value));
  }

  /** Whether somebody who saw the value put another one in its place, or settled the conflict that had it. */
  #wasReplaced(op: Operation, field: string, value: Json): boolean {
    const [name, key] = field.split('.') as [string, string | undefined];
    return this.#written.some(({ op: other }) => {
      if (other.docId !== op.docId || other.id === op.id) return false;
      const definition = findCollection(other.collection);
      const step = other.transition ? definition?.workflow?.transitions[other.transition] : undefined;
      if (step?.clears?.includes(name)) return true;
      if ((other.resolves ?? []).some((id) => id.endsWith(`:${field}`))) return true;
      if (!(name in other.patch)) return false;
      const base = key === undefined ? other.base[name] : (other.base[name] as JsonObject | null)?.[key];
      return jsonEqual(base, value);
    });
  }

  async close(): Promise<void> {
    for (const laptop of this.laptops) await laptop.close().catch(() => undefined);
  }
}
