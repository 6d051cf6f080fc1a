import { findCollection } from '#shared/registry/index.ts';
import type { Doc, Operation } from '#shared/sync/operation.ts';
import {
  arrivedBody,
  CaseTransfers,
  carryOn,
  concernsCase,
  leftBody,
  namedRecords,
  returnedBody,
  toldBody,
  transferredBody,
  type Transfer,
} from '#shared/sync/transfer.ts';
import { FakeServer } from '../../renderer/data/engine/testing/fake-server.ts';
import { createDisk, createMemoryJournal, type MemoryDisk } from '../../renderer/data/engine/testing/memory-journal.ts';
import type { Member, Parts, Stage, StageOffice } from './stage.ts';

interface Row extends Transfer {
  readonly pending: boolean;
  /** What stood in the receiving office before, by document. */
  readonly before: Map<string, Doc | null>;
}

/** The server's steps between offices over servers in memory, by the same pure functions. */
class Republic {
  readonly servers = new Map<string, FakeServer>();
  rows: Row[] = [];
  late: { readonly op: Operation; readonly transfer: Transfer; done: boolean }[] = [];

  join(officeId: string, server: FakeServer): void {
    this.servers.set(officeId, server);
    const caseOf = (op: Operation) =>
      op.collection === 'cases'
        ? op.docId
        : String(server.body('caseEvents', op.docId)?.caseId ?? op.patch.caseId ?? '');
    const of = (caseId: string) =>
      new CaseTransfers(
        officeId,
        this.rows.filter((row) => row.caseId === caseId && (row.fromOffice === officeId || row.toOffice === officeId)),
      );
    server.gate = {
      before: (op) => {
        if (!concernsCase(op)) return null;
        const gated = of(caseOf(op)).before(op, (id) => this.servers.has(id));
        if (gated?.kind === 'carried') this.late.push({ op, transfer: gated.transfer, done: false });
        return gated;
      },
      after: (op, doc) => {
        if (!concernsCase(op)) return;
        const transfers = of(caseOf(op));
        transfers.after(op, doc);
        for (const changed of transfers.changed()) {
          const known = this.rows.find((row) => row.id === changed.id);
          if (known) this.rows = this.rows.map((row) => (row === known ? { ...row, ...changed, pending: true } : row));
          else this.rows.push({ ...changed, pending: true, before: new Map() });
        }
      },
    };
    server.after = () => this.settle();
  }

  #doc(officeId: string, collection: string, id: string): Doc | null {
    return this.servers.get(officeId)?.rows.get(`${collection}/${id}`)?.doc ?? null;
  }

  #put(officeId: string, doc: Doc): void {
    const before = this.#doc(officeId, doc.collection, doc.id);
    const next = { ...doc, officeId };
    if (JSON.stringify(before) !== JSON.stringify(next)) this.servers.get(officeId)?.put(next);
  }

  settle(): void {
    for (const row of this.rows) if (row.pending) this.#step(row);
    this.#carryLate();
  }

  #step(row: Row): void {
    const at = '2026-06-15T06:00:00.000Z';
    const done = (status: Row['status']) => {
      this.rows = this.rows.map((one) => (one.id === row.id ? { ...one, status, pending: false } : one));
    };
    const home = this.#doc(row.fromOffice, 'cases', row.caseId) as Doc;
    const later = this.rows.slice(this.rows.indexOf(row) + 1).filter((one) => one.caseId === row.caseId);
    const isOffered = home.body.state === 'offered' && !later.some((one) => one.fromOffice === row.fromOffice);
    if (row.status === 'offered' || row.status === 'carried') {
      const household =
        typeof home.body.householdId === 'string'
          ? this.#doc(row.fromOffice, 'households', home.body.householdId)?.body
          : undefined;
      const all = [...(this.servers.get(row.fromOffice)?.rows.values() ?? [])].map((one) => one.doc);
      const events = all.filter((doc) => doc.collection === 'caseEvents' && doc.body.caseId === row.caseId);
      const records = namedRecords(home.body, household).flatMap(
        ([collection, id]) => this.#doc(row.fromOffice, collection, id) ?? [],
      );
      const bring = (doc: Doc, body: Doc['body']) => {
        const key = `${doc.collection}/${doc.id}`;
        if (!row.before.has(key)) {
          const there = this.#doc(row.toOffice, doc.collection, doc.id);
          row.before.set(key, there?.removed ? null : there);
        }
        this.#put(row.toOffice, { ...doc, body });
      };
      const had = row.before.get(`cases/${row.caseId}`)?.body ?? this.#doc(row.toOffice, 'cases', row.caseId)?.body;
      const formerNumber = had?.state !== 'declined' && typeof had?.number === 'string' ? had.number : undefined;
      bring(home, arrivedBody(home.body, row, { officeName: row.fromOffice, people: [], at, formerNumber }));
      for (const doc of events) bring(doc, doc.body);
      for (const doc of records) {
        const there = this.#doc(row.toOffice, doc.collection, doc.id);
        if (!doc.removed && (!there || there.removed)) bring(doc, doc.body);
      }
      done('carried');
    } else if (row.status === 'accepted') {
      if (isOffered) {
        const body = transferredBody(home.body, row, at, row.toOffice);
        this.#put(row.fromOffice, { ...home, body, conflicts: [] });
        for (const { doc } of this.servers.get(row.fromOffice)?.rows.values() ?? []) {
          const ofCase = doc.collection === 'caseEvents' && doc.body.caseId === row.caseId;
          if (ofCase && doc.conflicts.length > 0) this.#put(row.fromOffice, { ...doc, conflicts: [] });
        }
      }
      done('accepted');
    } else {
      const there = this.#doc(row.toOffice, 'cases', row.caseId);
      const note = there?.body.declinedNote;
      if (isOffered) {
        this.#put(row.fromOffice, {
          ...home,
          body: returnedBody(home.body, row, { at, note: typeof note === 'string' ? note : undefined }),
        });
      }
      for (const [key, before] of row.before) {
        const [collection, id] = key.split('/') as [string, string];
        const doc = this.#doc(row.toOffice, collection, id) as Doc;
        if (collection === 'cases') {
          const body = leftBody(doc.body, before?.body ?? null, home.body, row, at);
          this.#put(row.toOffice, { ...doc, body, conflicts: before?.conflicts ?? [] });
        } else this.#put(row.toOffice, before ?? { ...doc, body: {}, conflicts: [], removed: true });
      }
      done(row.status);
    }
  }

  #holder(officeId: string, caseId: string): string {
    const last = this.rows.findLast(
      (row) =>
        row.caseId === caseId &&
        row.status === 'accepted' &&
        (row.fromOffice === officeId || row.toOffice === officeId),
    );
    return last?.fromOffice === officeId ? this.#holder(last.toOffice, caseId) : officeId;
  }

  #carryLate(): void {
    for (const one of this.late) {
      if (one.done) continue;
      one.done = true;
      const { op, transfer } = one;
      const holder = this.#holder(transfer.toOffice, transfer.caseId);
      const came = carryOn(op, {
        officeId: holder,
        actor: this.servers.get(transfer.fromOffice)?.actors.get(op.actor) ?? null,
        target: this.#doc(holder, op.collection, op.docId),
        home: this.#doc(holder, 'cases', transfer.caseId) as Doc,
        definition: findCollection(op.collection) as never,
        at: '2026-06-15T06:00:00.000Z',
      });
      if (came.home) this.#put(holder, came.home);
      if (came.target) this.#put(holder, came.target);
      const own = this.#doc(transfer.fromOffice, 'cases', transfer.caseId);
      if (own && holder !== transfer.fromOffice) {
        this.#put(transfer.fromOffice, { ...own, body: toldBody(own.body, op, came) });
      }
      this.rows = this.rows.map((row) =>
        row.fromOffice === holder && row.caseId === transfer.caseId && row.status === 'carried'
          ? { ...row, pending: true }
          : row,
      );
      for (const row of this.rows) if (row.pending) this.#step(row);
    }
  }
}

/** The engine over servers in memory. */
export function createMemoryStage(): Stage {
  const republic = new Republic();
  let made = 0;
  let renewed = 0;
  const serverOf = (officeId: string) => republic.servers.get(officeId) as FakeServer;
  return {
    async office(): Promise<StageOffice> {
      const id = `office-${++made}`;
      const server = new FakeServer();
      republic.join(id, server);
      const member = (role: Member['role']): Member => ({ id: `${role}-of-${id}`, role, officeId: id });
      for (const role of ['chair', 'secretary', 'specialist'] as const) {
        server.actors.set(member(role).id, { ...member(role), publicKeys: [] });
      }
      return { id, member };
    },
    async parts(office, role) {
      const device = `device-${++made}`;
      const build = (disk: MemoryDisk): Parts => {
        let own = disk;
        return {
          member: office.member(role),
          journal: () => createMemoryJournal(own, () => `${device}.${++renewed + 1}`),
          transport: serverOf(office.id).transport(),
          publicKey: '',
          copy: () => build(structuredClone(own)),
          loseJournal: () => {
            own = createDisk(`${device}.1`);
          },
          stop: async () => undefined,
        };
      };
      return build(createDisk(`${device}.1`));
    },
    async doc(officeId, collection, id) {
      return serverOf(officeId).rows.get(`${collection}/${id}`)?.doc ?? null;
    },
    async docs(officeId) {
      return [...serverOf(officeId).rows.values()].map((row) => row.doc);
    },
    async put(officeId, collection, id, body) {
      serverOf(officeId).put({ collection, id, officeId, body });
    },
    async operations(officeId) {
      return [...serverOf(officeId).handled.keys()];
    },
    async backup(officeIds) {
      const copies = officeIds.map((id) => [id, serverOf(id).backup()] as const);
      const rows = structuredClone(republic.rows);
      const late = structuredClone(republic.late);
      return async () => {
        for (const [id, copy] of copies) serverOf(id).restore(copy, `epoch-${++made}`);
        republic.rows = rows;
        republic.late = late;
      };
    },
    close: async () => undefined,
  };
}
