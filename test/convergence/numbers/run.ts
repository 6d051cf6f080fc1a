import { createHash } from 'node:crypto';
import { JOURNALS, type Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { isNumberedAtSigning, kindsOf, SIGNED_JOURNALS } from '#shared/domain/documents/journals.ts';
import { bookId } from '#shared/domain/documents/numbering.ts';
import { type Held, type NumberedPaper, reportNumbers } from '#shared/domain/documents/number-report.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import type { Sealer } from '#shared/sync/journal/contract.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createFaultStorage, type FaultStorage } from '#shared/sync/journal/fault-storage.ts';
import { createDataClient } from '../../../renderer/data/client.ts';
import {
  createMemoryReplica,
  createMemoryStore,
  type MemoryStore,
} from '../../../renderer/data/engine/memory-replica.ts';
import { FakeServer } from '../../../renderer/data/engine/testing/fake-server.ts';
import {
  type ActContext,
  createDraft,
  hashForSigning,
  type Paper,
  type Registration,
  registerPaper,
  removeDraft,
  signOff,
} from '../../../renderer/documents/acts.ts';
import { giveUpNumber, openNumbers, takeNumber } from '../../../renderer/documents/numbers.ts';
import type { Change, DataClient } from '../../../renderer/ports/data.ts';
import { createRng, type Rng } from '../simulation/rng.ts';

/** A fault planted on purpose: the count must see it. */
export type PlantedFault = 'one_lane' | 'forgets_holder';

/** What a run came to. */
export interface NumbersResult {
  readonly seed: number;
  /** Registrations that were acknowledged: saved on a laptop's disk. */
  readonly registrations: number;
  readonly crashes: number;
  /** Saves and numbers that the disk refused. */
  readonly diskFaults: number;
  /** Registrations that the server refused: the paper had been removed on the other laptop. */
  readonly refused: number;
  /** Registrations that were acknowledged, not refused, and are not on the server with their number. */
  readonly lost: number;
  /** Numbers that two papers of one journal and year have. */
  readonly equal: number;
  /** Numbers without a paper. */
  readonly gaps: number;
  /** Of these: made void by an entry in the journal; held on the laptop that gave it, for a paper that is not finished. */
  readonly voided: number;
  readonly held: number;
  readonly unexplained: number;
  readonly ms: number;
}

interface Form {
  readonly paperId: string;
  readonly journal: Journal;
  /** A draft that the server has already; null where the form makes the paper. */
  readonly draftId: string | null;
}

/** Seals without secrecy; a digest binds the bytes to their place. Real encryption is tested beside the journal. */
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

const OFFICE = 'office-1';
const UNSIGNED_JOURNALS = JOURNALS.filter((journal) => !isNumberedAtSigning(journal));
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for work on a machine that may have died: undefined where it never answers. */
async function answered<T>(work: Promise<T>, dead: () => boolean): Promise<{ readonly value: T } | undefined> {
  let result: { readonly value: T } | undefined;
  let failure: { readonly error: unknown } | undefined;
  work.then(
    (value) => (result = { value }),
    (error: unknown) => (failure = { error }),
  );
  // A dead disk answers nothing: what has not come after so many turns of the event loop never will.
  for (let left = dead() ? 60 : Infinity; !result && !failure && left > 0; left -= 1) await turn();
  if (failure) throw failure.error;
  return result;
}

class Laptop {
  readonly lane: number;
  readonly user = { id: 'u-chair', role: 'chair' as const, officeId: OFFICE };
  readonly forms: Form[] = [];
  online = false;
  disk: FaultStorage = createFaultStorage();
  store: MemoryStore = createMemoryStore();
  client: DataClient | null = null;
  readonly name: string;
  readonly #rng: Rng;
  readonly #server: FakeServer;
  readonly #plant: PlantedFault | undefined;

  constructor(name: string, lane: number, rng: Rng, server: FakeServer, plant: PlantedFault | undefined) {
    this.name = name;
    this.lane = lane;
    this.#rng = rng;
    this.#server = server;
    this.#plant = plant;
  }

  async open(publicKey: string): Promise<DataClient> {
    if (this.client) return this.client;
    const journal = createJournal({
      storage: this.disk,
      sealer,
      random: this.#rng,
      deviceId: this.name,
      segmentBytes: 65_536,
    });
    const transport = this.#server.transport();
    const unlessOffline = () => {
      if (!this.online) throw new CodedError('offline');
    };
    const client = await createDataClient({
      journal:
        this.#plant === 'forgets_holder'
          ? { ...journal, nextNumber: (counter, floor) => journal.nextNumber(counter, floor) }
          : journal,
      replica: createMemoryReplica(this.store),
      drafts: { loadDraft: async () => null, saveDraft: async () => undefined, discardDraft: async () => undefined },
      transport: {
        // A laptop that died must not be kept alive by a stream that nobody reads.
        hints: () => () => undefined,
        push: async (request) => {
          unlessOffline();
          return transport.push(request);
        },
        pull: async (request) => {
          unlessOffline();
          return transport.pull(request);
        },
      },
      clock: { now: () => 1_764_000_000_000 },
      random: this.#rng,
      // Nothing is exchanged by itself: the run says when there is a line.
      timers: { after: () => () => undefined },
      user: this.user,
      publicKey,
      lane: this.lane,
      rest: turn,
    });
    this.client = client;
    return client;
  }

  /** Cuts the power in the middle of whatever is being written. */
  crash(loseReplica: boolean): void {
    this.client = null;
    this.disk = this.disk.crash(() => this.#rng.next());
    if (loseReplica) this.store = createMemoryStore();
  }
}

/**
 * Two laptops of one office register without a line, in random order, with crashes and failing disks, over the real
 * journal, counters, engine, acts and rules. The server is the rules in memory; `simulation.pg.test.ts` runs the engine
 * against the real one.
 */
export async function runNumbers(
  seed: number,
  registrations: number,
  options: { readonly plant?: PlantedFault; readonly onStep?: (done: number) => void } = {},
): Promise<NumbersResult> {
  const began = performance.now();
  const rng = createRng(seed);
  const key = createOfficeKey(rng);
  const server = new FakeServer();
  server.actors.set('u-chair', { id: 'u-chair', role: 'chair', officeId: OFFICE, publicKeys: [key.publicKey] });
  const laptops = [1, 2].map(
    (n) => new Laptop(`laptop-${n}`, options.plant === 'one_lane' ? 1 : n, rng.fork(), server, options.plant),
  );
  const acknowledged = new Map<string, { readonly number: string; readonly laptop: Laptop }>();
  const count = { registrations: 0, crashes: 0, diskFaults: 0 };
  let day = '2026-11-24';

  const contextOf = (client: DataClient): ActContext => ({
    actor: { id: 'u-chair', name: 'Rais', role: 'chair' },
    at: `${day}T06:00:00.000Z`,
    today: day,
    newId: () => client.newId(),
  });
  const officeOf = (laptop: Laptop) => ({ id: OFFICE, index: 12, lane: laptop.lane });
  const committer =
    (client: DataClient) =>
    async (changes: readonly Change[]): Promise<Failure | null> => {
      const result = await client.commit(changes);
      return result.ok ? null : result.failure;
    };

  const begin = (client: DataClient): Form => ({
    paperId: client.newId(),
    // Signing costs a hundred times what registering does: it comes less often than in an office.
    journal: rng.pick(rng.chance(0.2) ? SIGNED_JOURNALS : UNSIGNED_JOURNALS),
    draftId: null,
  });

  /** Takes a number and saves the paper with it, as a screen does. Resolves to the number, or to the failure. */
  async function register(laptop: Laptop, client: DataClient, form: Form): Promise<string | Failure> {
    const { journal, paperId } = form;
    const given = await takeNumber(client, officeOf(laptop), journal, paperId, day);
    const context = contextOf(client);
    const registration: Registration = {
      paperId,
      journal,
      kind: kindsOf(journal)[0] ?? 'letter',
      subject: `Hujjat ${paperId}`,
      text: 'Matn',
      ...(isNumberedAtSigning(journal) ? {} : { receivedDate: day }),
    };
    if (!isNumberedAtSigning(journal)) {
      const all = registerPaper(registration, given, context);
      // A draft that is on the server already is only registered.
      const failure = await committer(client)(form.draftId ? all.slice(1) : all);
      return failure ?? given.number;
    }
    const body = { journal, kind: registration.kind, subject: registration.subject, text: registration.text };
    const paper = { id: paperId, body } as unknown as Paper;
    const value = signContent(key.secret, hashForSigning(paper, given));
    const changes: readonly Change[] = [
      ...(form.draftId ? [] : [createDraft(registration, context)]),
      {
        collection: 'documents',
        docId: paperId,
        kind: 'transition',
        transition: 'submit',
        patch: { submittedBy: 'u-chair' },
      },
      ...signOff(paper, [], given, { publicKey: key.publicKey, value }, 'Rais', context),
    ];
    const failure = await committer(client)(changes);
    return failure ?? given.number;
  }

  /** Gives up the numbers of forms that nobody goes on with. */
  async function giveUp(client: DataClient, laptop: Laptop, holders: ReadonlySet<string> | null): Promise<void> {
    for (const held of await openNumbers(client, officeOf(laptop))) {
      if (holders && !holders.has(held.holder)) continue;
      const failure = await giveUpNumber(
        client,
        held,
        'Xat berilmadi, raqam bekor qilindi',
        contextOf(client),
        committer(client),
      );
      if (failure) throw new CodedError(failure.code, failure.params);
    }
  }

  async function exchange(laptop: Laptop, client: DataClient): Promise<void> {
    laptop.online = true;
    await client.sync.now();
    laptop.online = false;
  }

  let left = registrations;
  // Each start reads all papers into the index anew: in a long run a laptop dies more seldom, not less often in all.
  const crashChance = Math.min(0.06, 0.02 + 6 / registrations);
  while (left > 0) {
    // The year turns while laptops are away: numbers begin again at 1.
    if (left < registrations * 0.15) day = '2027-01-11';
    const laptop = rng.pick(laptops);
    const client = await laptop.open(key.publicKey);
    const mayCrash = rng.chance(crashChance);
    const diskFault = !mayCrash && rng.chance(0.04);
    if (mayCrash) laptop.disk.crashAfter(rng.int(4));
    if (diskFault) laptop.disk.failNext({ kind: rng.pick(['full', 'failed']), keep: rng.next() });
    let form: Form | null = null;
    let died = false;
    try {
      const kind = rng.weighted([
        [40, 'register'],
        [laptop.forms.length > 0 ? 8 : 0, 'go_on'],
        [laptop.forms.length > 0 ? 2 : 0, 'give_up'],
        [3, 'draft'],
        [2, 'remove_draft'],
        [3, 'exchange'],
      ] as const);
      if (kind === 'register' || kind === 'go_on') {
        form = kind === 'go_on' ? (laptop.forms.splice(rng.int(laptop.forms.length), 1)[0] as Form) : begin(client);
        const came = await answered(register(laptop, client, form), () => mayCrash);
        if (!came) died = true;
        else if (typeof came.value === 'string') {
          acknowledged.set(form.paperId, { number: came.value, laptop });
          left -= 1;
          count.registrations += 1;
          options.onStep?.(registrations - left);
        } else {
          count.diskFaults += came.value.code.startsWith('disk') ? 1 : 0;
          if (came.value.code !== 'doc_removed' && !acknowledged.has(form.paperId)) laptop.forms.push(form);
        }
      } else if (kind === 'give_up') {
        const gone = new Set(laptop.forms.splice(0, 1 + rng.int(2)).map((one) => one.paperId));
        if (!(await answered(giveUp(client, laptop, gone), () => mayCrash))) died = true;
      } else if (kind === 'draft') {
        // A draft that both laptops come to know: one may register it while the other throws it away.
        const journal = rng.pick(JOURNALS);
        const paperId = client.newId();
        const draft: Registration = {
          paperId,
          journal,
          kind: kindsOf(journal)[0] ?? 'letter',
          subject: `Hujjat ${paperId}`,
          text: 'Matn',
        };
        const came = await answered(committer(client)([createDraft(draft, contextOf(client))]), () => mayCrash);
        if (!came) died = true;
        else if (came.value === null) for (const one of laptops) one.forms.push({ paperId, journal, draftId: paperId });
      } else if (kind === 'remove_draft') {
        const drafts = client.index.documents().filter((paper) => paper.state === 'draft');
        const draft = drafts.length > 0 ? rng.pick(drafts) : null;
        const paper = draft && (await client.get('documents', draft.id));
        if (paper && !(await answered(committer(client)(removeDraft(paper)), () => mayCrash))) died = true;
      } else {
        if (!(await answered(exchange(laptop, client), () => mayCrash))) died = true;
      }
    } catch (error) {
      const { code } = toFailure(error);
      if (!code.startsWith('disk')) throw error;
      count.diskFaults += 1;
      if (form) laptop.forms.push(form);
    }
    // Sometimes the power goes between two acts: after a number was taken and before anything else was.
    if (!died && mayCrash) died = true;
    if (!died) continue;
    count.crashes += 1;
    laptop.crash(rng.chance(0.1));
    // The form was kept: whoever sits there goes on with it, gives it up, or leaves it.
    if (form && !acknowledged.has(form.paperId) && rng.chance(0.9)) laptop.forms.push(form);
  }

  // Everybody has a line again. Some forms stay open: their numbers are held.
  for (let round = 0; round < 4; round += 1) {
    for (const laptop of laptops) {
      const client = await laptop.open(key.publicKey);
      await exchange(laptop, client);
      const { refused } = client.sync.status();
      if (round === 1 && refused > 0) await giveUp(client, laptop, null);
    }
  }

  const heldBy = await Promise.all(
    laptops.map(async (laptop) => openNumbers(await laptop.open(key.publicKey), officeOf(laptop))),
  );
  const refusedIds = new Set<string>();
  for (const laptop of laptops) {
    const refused = (await laptop.client?.sync.refused()) ?? [];
    for (const { operation } of refused) refusedIds.add(operation.docId);
  }
  const papers = [...server.rows.values()].flatMap(({ doc }): NumberedPaper[] =>
    doc.collection === 'documents' && !doc.removed ? [{ id: doc.id, ...doc.body } as unknown as NumberedPaper] : [],
  );
  let equal = 0;
  let voided = 0;
  let held = 0;
  let unexplained = 0;
  for (const journal of JOURNALS) {
    for (const year of [2026, 2027]) {
      const mine = papers.filter((paper) => paper.journal === journal && paper.numbered?.year === year);
      const texts = mine.map((paper) => paper.number);
      equal += texts.length - new Set(texts).size;
      voided += mine.filter((paper) => paper.state === 'void').length;
      const book = bookId(OFFICE, journal, year);
      // Each laptop explains its own lane; what it can't explain nobody can, as everything has been exchanged.
      for (const [at, laptop] of laptops.entries()) {
        if (laptops.findIndex((one) => one.lane === laptop.lane) !== at) continue;
        const open: Held[] = (heldBy[at] ?? []).filter((one) => one.numbered.book === book);
        const report = reportNumbers(
          mine.filter((paper) => paper.numbered?.lane === laptop.lane),
          open,
          { year, ownLane: laptop.lane, quiet: true },
        );
        held += report.held;
        unexplained += report.unexplained;
      }
    }
  }
  const numberOf = new Map(papers.map((paper) => [paper.id, paper.number]));
  const lost = [...acknowledged].filter(([id, one]) => !refusedIds.has(id) && numberOf.get(id) !== one.number).length;
  for (const laptop of laptops) await laptop.client?.close();
  return {
    seed,
    registrations: count.registrations,
    crashes: count.crashes,
    diskFaults: count.diskFaults,
    refused: [...acknowledged.keys()].filter((id) => refusedIds.has(id)).length,
    lost,
    equal,
    gaps: voided + held + unexplained,
    voided,
    held,
    unexplained,
    ms: Math.round(performance.now() - began),
  };
}
