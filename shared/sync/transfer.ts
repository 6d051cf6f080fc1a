import { validConsents, type Consenting } from '#shared/domain/casework/consent.ts';
import { membersOf, type HouseholdPeople } from '#shared/domain/casework/household.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { Actor } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { jsonEqual, type Json, type JsonObject } from '#shared/kernel/json.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { apply, type ApplyContext } from './apply.ts';
import type { Conflict, Doc, Operation } from './operation.ts';

/*
 * How a case goes from office to office: pure, so that the server and the simulations of it decide the same. The case
 * has one id in both offices; the transfers say who holds it. An operation of an office that has given the case away,
 * written before it heard of that, is carried on to the office that has it.
 */

/** How far an offer has come. `carried`: the other office has it before it and has not answered. */
export type TransferStatus = 'offered' | 'carried' | 'accepted' | 'declined' | 'withdrawn';

/** Why an offer was withdrawn. */
export type WithdrawnWhy = 'taken_back' | 'consent_ended';

/** An offer of a case. */
export interface Transfer {
  /** The id of the operation that offers. */
  readonly id: string;
  readonly caseId: string;
  readonly fromOffice: string;
  readonly toOffice: string;
  readonly status: TransferStatus;
  readonly why?: WithdrawnWhy | undefined;
}

/** What a gate has to say of an operation before it is applied. Null: apply it. */
export type Gated =
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** It belongs to the case of another office. */
  | { readonly kind: 'carried'; readonly transfer: Transfer }
  | null;

/** Collections whose operations concern a case. */
const CASEWORK: readonly string[] = ['cases', 'caseEvents'];

/** The author of what the server writes by itself. */
export const SERVER_ACTOR = 'server';

/** Whether an operation concerns a case at all. */
export function concernsCase(op: { readonly collection: string }): boolean {
  return CASEWORK.includes(op.collection);
}

/** The transfers of one case that one office sees, in the order of the offers, as a push goes through them. */
export class CaseTransfers {
  readonly #officeId: string;
  readonly #rows: Transfer[];
  readonly #changed = new Set<string>();

  constructor(officeId: string, rows: readonly Transfer[]) {
    this.#officeId = officeId;
    this.#rows = [...rows];
  }

  /** Rows that came or changed, with what the documents have still to follow. */
  changed(): readonly Transfer[] {
    return this.#rows.filter((row) => this.#changed.has(row.id));
  }

  /** By which transfer the office has given the case away; undefined where it has it, or never had it. */
  givenAway(): Transfer | undefined {
    const last = this.#rows.findLast((row) => row.status === 'accepted');
    return last?.fromOffice === this.#officeId ? last : undefined;
  }

  #latest(side: 'fromOffice' | 'toOffice'): Transfer | undefined {
    const last = this.#rows.at(-1);
    return last?.[side] === this.#officeId ? last : undefined;
  }

  #set(row: Transfer, change: Partial<Transfer>) {
    const at = this.#rows.indexOf(row);
    this.#rows[at] = { ...row, ...change };
    this.#changed.add(row.id);
  }

  /**
   * What is to be done with an operation before it meets the document.
   * @param isOffice whether there is such an office to offer to
   */
  before(op: Operation, isOffice: (id: string) => boolean): Gated {
    const refuse = (code: ErrorCode): Gated => ({ kind: 'refused', failure: { code } });
    const step = op.collection === 'cases' && op.kind === 'transition' ? op.transition : undefined;
    const incoming = this.#latest('toOffice');
    if (step === 'accept' || step === 'decline') {
      return incoming?.status === 'withdrawn' ? refuse('transfer_withdrawn') : null;
    }
    const gone = this.givenAway();
    if (gone) {
      if (step === 'take_back') return refuse('transfer_accepted');
      if (step === 'offer' || (op.collection === 'cases' && op.kind === 'remove')) return refuse('case_transferred');
      return { kind: 'carried', transfer: gone };
    }
    if (step === 'take_back' && this.#latest('fromOffice')?.status === 'declined') return refuse('transfer_declined');
    if (step === 'offer') {
      const { toOfficeId } = (op.patch.transfer ?? {}) as { readonly toOfficeId?: unknown };
      if (typeof toOfficeId === 'string' && toOfficeId !== this.#officeId && !isOffice(toOfficeId)) {
        return refuse('transfer_office_unknown');
      }
    }
    if (op.collection === 'caseEvents' && (incoming?.status === 'offered' || incoming?.status === 'carried')) {
      return refuse('case_not_accepted');
    }
    return null;
  }

  /** Notes what an applied operation means for the transfers. */
  after(op: Operation, doc: Doc): void {
    const step = op.collection === 'cases' && op.kind === 'transition' ? op.transition : undefined;
    const incoming = this.#latest('toOffice');
    if (step === 'offer') {
      const { toOfficeId } = doc.body.transfer as { readonly toOfficeId: string };
      const row: Transfer = {
        id: op.id,
        caseId: doc.id,
        fromOffice: this.#officeId,
        toOffice: toOfficeId,
        status: 'offered',
      };
      this.#rows.push(row);
      this.#changed.add(row.id);
      return;
    }
    if ((step === 'accept' || step === 'decline') && incoming) {
      this.#set(incoming, { status: step === 'accept' ? 'accepted' : 'declined' });
      return;
    }
    const live = this.#rows.findLast(
      (row) => row.fromOffice === this.#officeId && (row.status === 'offered' || row.status === 'carried'),
    );
    if (!live) return;
    if (step === 'take_back') this.#set(live, { status: 'withdrawn', why: 'taken_back' });
    else if (op.collection === 'cases' && !agrees(doc.body, op.at)) {
      this.#set(live, { status: 'withdrawn', why: 'consent_ended' });
    } else if (live.status === 'carried') this.#set(live, {});
  }
}

function agrees(body: JsonObject, at: string): boolean {
  return validConsents(body as Consenting, 'transfer', dayOfMoment(at)).length > 0;
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

const mark = (id: string, letter: string) => `${id.slice(0, 62)}.${letter}`;

interface Entry {
  readonly event: string;
  readonly at: string;
  readonly note?: string | undefined;
}

/** Adds an entry of the server's to a history, once. */
function withEvent(body: JsonObject, id: string, entry: Entry): JsonObject {
  const history = list(body.history);
  if (history.some((one) => one.id === id)) return body;
  const { note, ...rest } = entry;
  return { ...body, history: [...history, { id, ...rest, actor: SERVER_ACTOR, ...(note ? { note } : {}) }] };
}

/** Assignments of people whom the office that has the case does not have, ended. */
function endWorkers(body: JsonObject, chosen: (entry: JsonObject) => boolean, at: string): JsonObject {
  const ended = new Set(list(body.workerEndings).map((one) => one.workerEntryId));
  const endings = list(body.workers)
    .filter((one) => !ended.has(one.id) && chosen(one))
    .map((one) => ({ id: mark(String(one.id), 'e'), workerEntryId: String(one.id), actor: SERVER_ACTOR, at }));
  return endings.length > 0 ? { ...body, workerEndings: [...list(body.workerEndings), ...endings] } : body;
}

const PERSON_FIELDS: readonly string[] = ['actor', 'createdBy', 'userId', 'workerId'];

/** The members of an office whom documents name. */
export function authorsOf(value: Json | undefined, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const one of value) authorsOf(one as Json, found);
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string') {
        if (PERSON_FIELDS.includes(key)) found.add(inner);
      } else authorsOf(inner, found);
    }
  }
  return found;
}

/** Records of people and families that a case names, and of a family those who belong to it now. */
export function namedRecords(
  body: JsonObject,
  household: JsonObject | undefined,
): readonly (readonly ['people' | 'households', string])[] {
  const people = new Set<string>();
  if (typeof body.personId === 'string') people.add(body.personId);
  if (household) for (const one of membersOf(household as HouseholdPeople)) people.add(one.personId);
  return [
    ...(typeof body.householdId === 'string' ? [['households', body.householdId] as const] : []),
    ...[...people].map((id) => ['people', id] as const),
  ];
}

/** The sender's side of an offer, as the receiving office is told of it. */
export interface Sender {
  readonly officeName: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** When it was offered, ISO 8601 UTC by the server's clock: the same however often the case is carried. */
  readonly at: string;
  /** The number that the receiving office gave the case when it had it before. */
  readonly formerNumber?: string | undefined;
}

/** The case as the receiving office has it before it: whole, with who it is from, and without the sender's workers. */
export function arrivedBody(body: JsonObject, transfer: Transfer, sender: Sender): JsonObject {
  const { transfer: offer, declinedNote: _note, number, ...rest } = body;
  const { reason, offeredOn } = (offer ?? {}) as { readonly reason?: string; readonly offeredOn?: string };
  const arrived: JsonObject = {
    ...rest,
    state: 'arrived',
    ...(sender.formerNumber ? { number: sender.formerNumber } : {}),
    arrivedFrom: {
      officeId: transfer.fromOffice,
      ...(sender.officeName ? { officeName: sender.officeName.slice(0, 300) } : {}),
      ...(reason ? { reason } : {}),
      ...(offeredOn ? { offeredOn } : {}),
      ...(typeof number === 'string' ? { number } : {}),
      ...(sender.people.length > 0 ? { people: sender.people.slice(0, 200) } : {}),
    },
  };
  return withEvent(
    endWorkers(arrived, () => true, sender.at),
    mark(transfer.id, 'a'),
    { event: 'transfer_arrived', at: sender.at, note: reason },
  );
}

/** The sender's case after the other office took it: as it was, and closed to changes. */
export function transferredBody(body: JsonObject, transfer: Transfer, at: string, officeName: string): JsonObject {
  return withEvent({ ...body, state: 'transferred' }, mark(transfer.id, 't'), {
    event: 'transfer_accepted',
    at,
    note: officeName,
  });
}

/** The sender's case after the other office gave it back, or after the consent ended. */
export function returnedBody(
  body: JsonObject,
  transfer: Transfer,
  told: { readonly at: string; readonly note?: string | undefined },
): JsonObject {
  const { transfer: offer, ...rest } = body;
  const { reason } = (offer ?? {}) as { readonly reason?: string };
  const declined = transfer.status === 'declined';
  const offered = withEvent(rest, mark(transfer.id, 'o'), { event: 'transfer_offered', at: told.at, note: reason });
  return withEvent(
    { ...offered, state: 'open', ...(declined && told.note ? { declinedNote: told.note } : {}) },
    mark(transfer.id, 'r'),
    {
      event: declined ? 'transfer_declined' : 'transfer_withdrawn',
      at: told.at,
      note: declined ? told.note : transfer.why,
    },
  );
}

/**
 * What the receiving office keeps of a case that it did not take over: that it was offered, by whom, and how that
 * ended. An office that had the case before keeps its own of that time.
 * @param before what stood there before the case was carried
 */
export function leftBody(
  body: JsonObject,
  before: JsonObject | null,
  senders: JsonObject,
  transfer: Transfer,
  at: string,
): JsonObject {
  const theirs = new Set(list(senders.history).map((one) => one.id));
  const known = new Set(list(before?.history).map((one) => one.id));
  const own = list(body.history).filter((one) => !theirs.has(one.id) && !known.has(one.id));
  const history = [...list(before?.history), ...own];
  const kept: JsonObject =
    before && before.state !== 'declined'
      ? { ...before, history }
      : {
          kind: body.kind as string,
          state: 'declined',
          ...(body.arrivedFrom ? { arrivedFrom: body.arrivedFrom } : {}),
          ...(transfer.status === 'declined' && body.declinedNote ? { declinedNote: body.declinedNote } : {}),
          history,
        };
  return transfer.status === 'withdrawn'
    ? withEvent(kept, mark(transfer.id, 'w'), { event: 'transfer_withdrawn', at, note: transfer.why })
    : kept;
}

/** What a late edit came to. */
export interface CarriedOn {
  readonly result: 'applied' | 'merged' | 'kept';
  readonly code?: ErrorCode;
  /** The document that it is about, where that changed. */
  readonly target: Doc | null;
  /** The case, where that changed. */
  readonly home: Doc | null;
}

const MOVING: readonly string[] = ['state'];

/**
 * Carries an operation of the office that gave a case away on to the office that has it: by `apply`, in its author's
 * name. What can't be applied there is kept: single values as conflicts of the document, all of it in the case.
 */
export function carryOn(
  op: Operation,
  there: {
    readonly officeId: string;
    /** The author, as their own office has them; null where it no longer does. */
    readonly actor: Actor | null;
    readonly target: Doc | null;
    readonly home: Doc;
    readonly definition: CollectionDefinition;
    readonly checkBody?: ApplyContext['checkBody'];
    readonly at: string;
  },
): CarriedOn {
  const { definition, home, target, officeId } = there;
  const ofCase = op.collection === 'cases';
  const applied = there.actor
    ? apply(target, op, {
        definition,
        actor: { ...there.actor, officeId },
        related: new Map([[`cases/${home.id}`, home]]),
        ...(there.checkBody ? { checkBody: there.checkBody } : {}),
      })
    : ({ kind: 'refused', failure: { code: 'op_actor_unknown' } } as const);
  if (applied.kind !== 'refused') {
    if (!ofCase) return { result: applied.kind, target: applied.doc, home: null };
    // Whoever was assigned there does not work here.
    const known = new Set(list(home.body.workers).map((one) => one.id));
    const doc = { ...applied.doc, body: endWorkers(applied.doc.body, (one) => !known.has(one.id), there.at) };
    return { result: applied.kind, target: doc, home: doc };
  }
  const { code } = applied.failure;
  const conflicts: Conflict[] = [];
  if (target && !target.removed) {
    const open = new Set(target.conflicts.map((one) => one.id));
    for (const [field, value] of Object.entries(op.patch)) {
      const known = Object.hasOwn(definition.schema.properties, field) && definition.merge[field] === undefined;
      if (!known || MOVING.includes(field) || definition.readonlyFields?.includes(field)) continue;
      const id = `${op.id}:${field}`;
      const current = target.body[field] ?? null;
      if (open.has(id) || value === null || jsonEqual(current, value)) continue;
      conflicts.push({
        id,
        field,
        base: op.base[field] ?? null,
        kept: current,
        other: value as Json,
        actor: op.actor,
        at: op.at,
      });
    }
  }
  const marked = target && conflicts.length > 0 ? { ...target, conflicts: [...target.conflicts, ...conflicts] } : null;
  const before = ofCase && marked ? marked : home;
  const kept: Doc = {
    ...before,
    body: withLateEdit(before.body, {
      id: op.id,
      docId: op.docId,
      collection: op.collection,
      ...(op.transition ? { step: op.transition } : {}),
      result: 'kept',
      code,
      values: op.patch,
      actor: op.actor,
      at: op.at,
    }),
  };
  return { result: 'kept', code, target: ofCase ? kept : marked, home: kept };
}

function withLateEdit(body: JsonObject, entry: JsonObject): JsonObject {
  const late = list(body.lateEdits);
  return late.some((one) => one.id === entry.id) ? body : { ...body, lateEdits: [...late, entry] };
}

/** The sender's case, saying that an edit was carried on and what it came to. */
export function toldBody(body: JsonObject, op: Operation, came: Pick<CarriedOn, 'result' | 'code'>): JsonObject {
  return withLateEdit(body, {
    id: op.id,
    docId: op.docId,
    collection: op.collection,
    ...(op.transition ? { step: op.transition } : {}),
    result: came.result,
    ...(came.code ? { code: came.code } : {}),
    actor: op.actor,
    at: op.at,
  });
}
