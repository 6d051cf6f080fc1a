import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { DocumentBody, Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { collectionNames, type CollectionName } from '#shared/registry/index.ts';
import type { DocumentSummary, RecordIndex, SearchHit, TextSource } from '../../ports/data.ts';
import type { DocKey, LiveReplicaPort, ReplicaDoc } from '../../ports/replica.ts';
import { keyOf } from '../engine/layers.ts';
import { CaseworkIndex } from './casework.ts';
import { HouseholdsIndex } from './households.ts';
import { PapersIndex } from './papers.ts';
import { PeopleIndex } from './people.ts';

/** Longest stretch of work before the interface gets its turn, milliseconds. */
const SLICE = 8;
const PAGE = 250;
/** While everything is being read, screens are told no more often than this, milliseconds: each telling makes them look. */
const BETWEEN = 600;

/** What the index is made of. */
export interface RecordIndexOptions {
  readonly replica: Pick<LiveReplicaPort, 'page' | 'onChange' | 'counts'>;
  readonly isPending: (key: DocKey) => boolean;
  /** The person's part of the protected space, whose cases stand among the others here and in nothing else. */
  readonly guarded?: Pick<LiveReplicaPort, 'page' | 'onChange'> | undefined;
  /** What was read out of the office's files; without it only papers and people are searched. */
  readonly texts?: TextSource | undefined;
  /** Milliseconds that only grow. */
  readonly time: () => number;
  /** Lets the interface have its turn. */
  readonly rest: () => Promise<void>;
}

/** The index in memory, with what only the data client needs of it. */
export interface LiveRecordIndex extends RecordIndex {
  /** Documents with open conflicts. */
  conflicts(): readonly { readonly collection: CollectionName; readonly id: string }[];
  /** Resolves when everything that was in the replica at the start has been read. */
  readonly ready: Promise<void>;
  /** The outbox has let go of these documents. */
  settled(keys: readonly DocKey[]): void;
  /** Highest running number among a journal's papers that `matches` finds one in. */
  highest(matches: (paper: DocumentSummary) => number | null, journal: string): number;
  close(): void;
}

/** Begins to read the replica at once, and follows every change. */
export function createRecordIndex(options: RecordIndexOptions): LiveRecordIndex {
  const papers = new PapersIndex();
  const people = new PeopleIndex();
  const households = new HouseholdsIndex();
  const casework = new CaseworkIndex();
  const listeners = new Set<() => void>();
  const conflicted = new Map<string, { readonly collection: CollectionName; readonly id: string }>();
  let conflictList: readonly { readonly collection: CollectionName; readonly id: string }[] = [];
  let peopleList: readonly { readonly id: string; readonly body: PersonBody }[] | null = null;
  let state = { ready: false, loaded: 0, total: totalOf() };
  let closed = false;
  let told = true;
  const isOpen = () => !closed;

  function totalOf(): number {
    const counts = options.replica.counts();
    return collectionNames.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  }

  let lastTold = -Infinity;
  /** Progress of a long reading; its end is told by {@link tell}. */
  function tellSometimes() {
    if (options.time() - lastTold < BETWEEN) return;
    lastTold = options.time();
    tell();
  }

  function tell() {
    if (!told) return;
    told = false;
    // Changes that come together are told once.
    queueMicrotask(() => {
      told = true;
      for (const listener of listeners) listener();
    });
  }

  function take(doc: ReplicaDoc, space?: 'protected') {
    const key = keyOf(doc);
    const conflicts = doc.removed ? 0 : doc.conflicts.length;
    if (conflicts > 0 !== conflicted.has(key)) {
      if (conflicts > 0) conflicted.set(key, { collection: doc.collection as CollectionName, id: doc.id });
      else conflicted.delete(key);
      conflictList = [...conflicted.values()];
    }
    if (doc.collection === 'documents') {
      const body = doc.removed ? null : (doc.body as unknown as DocumentBody);
      papers.set(doc.id, body, conflicts, options.isPending(doc) ? 'here' : 'server');
    } else if (doc.collection === 'people') {
      people.set(doc.id, doc.removed ? null : (doc.body as unknown as PersonBody));
      peopleList = null;
    } else if (doc.collection === 'households') {
      households.set(doc.id, doc.removed ? null : (doc.body as unknown as HouseholdBody));
    } else if (doc.collection === 'cases') {
      casework.setCase(doc.id, doc.removed ? null : (doc.body as unknown as CaseBody), space);
    } else if (doc.collection === 'caseEvents') {
      casework.setEvent(doc.id, doc.removed ? null : (doc.body as unknown as CaseEventBody));
    } else if (doc.collection === 'programmeEntries') {
      casework.setEntry(doc.id, doc.removed ? null : (doc.body as unknown as ProgrammeEntryBody));
    }
  }

  // One queue for what is read at the start and what changes meanwhile, worked off in short slices.
  let queue: (readonly ReplicaDoc[])[] = [];
  let working: Promise<void> | null = null;
  /** Documents that changed while the replica was being read: what a page says of them may be older. */
  let newer: Set<string> | null = new Set();

  async function work() {
    let began = options.time();
    while (queue.length > 0 && isOpen()) {
      const docs = queue.shift() ?? [];
      for (const doc of docs) {
        take(doc);
        if (options.time() - began > SLICE) {
          tellSometimes();
          await options.rest();
          if (closed) return;
          began = options.time();
        }
      }
    }
    if (newer === null) tell();
    else tellSometimes();
  }

  function add(docs: readonly ReplicaDoc[]): Promise<void> {
    queue.push(docs);
    working ??= work().finally(() => {
      working = null;
    });
    return working;
  }

  const stop = options.replica.onChange((docs) => {
    for (const doc of docs) newer?.add(keyOf(doc));
    if (docs.length <= 20 && !working) {
      // A save of one's own is in the lists before the screen is back.
      for (const doc of docs) take(doc);
      tell();
    } else {
      void add(docs);
    }
  });

  const stopGuarded =
    options.guarded?.onChange((docs) => {
      for (const doc of docs) take(doc, 'protected');
      tell();
    }) ?? (() => undefined);

  /** There are few of them, and all are in memory already. */
  async function loadGuarded() {
    for (const name of ['cases', 'caseEvents']) {
      const page = await options.guarded?.page(name, '', Number.MAX_SAFE_INTEGER);
      for (const doc of page?.docs ?? []) take(doc, 'protected');
    }
  }

  async function load() {
    await loadGuarded();
    for (const name of collectionNames) {
      let after: string | null = '';
      while (after !== null && isOpen()) {
        const page: Awaited<ReturnType<LiveReplicaPort['page']>> = await options.replica.page(name, after, PAGE);
        await add(page.docs.filter((doc) => !newer?.has(keyOf(doc))));
        const loaded = state.loaded + page.docs.length;
        state = { ready: false, loaded, total: Math.max(state.total, loaded) };
        after = page.next;
        tellSometimes();
      }
    }
    newer = null;
    await loadTexts();
    state = { ready: true, loaded: state.loaded, total: Math.max(state.loaded, totalOf()) };
    tell();
  }

  let stopTexts = () => {};
  async function loadTexts() {
    const { texts } = options;
    if (!texts) return;
    stopTexts = texts.onChange(({ hash, pages }) => {
      papers.setText(hash, pages);
      tell();
    });
    // A text that can't be read now is one that is not searched; the screen says how many.
    const all = await texts.all().catch(() => []);
    let began = options.time();
    for (const { hash, pages } of all) {
      papers.setText(hash, pages);
      if (options.time() - began > SLICE) {
        await options.rest();
        if (closed) return;
        began = options.time();
      }
    }
  }

  const ready = load();
  ready.catch(() => undefined);

  return {
    get state() {
      return state;
    },
    ready,
    documents: (journal) => papers.list(journal),
    people: () => (peopleList ??= people.all()),
    person: (personId) => people.get(personId),
    resolve: (personId) => people.clusters.resolve(personId),
    recordsOf: (personId) => people.clusters.of(personId),
    households: () => households.all(),
    householdsOf: (personId) => households.of(people.clusters.of(personId)),
    papersOf(personId) {
      const ids = people.clusters.of(personId);
      return papers.list().filter((paper) => paper.personId !== undefined && ids.includes(paper.personId));
    },
    cases: () => casework.cases(),
    casesOf: (personId) => casework.casesOf(people.clusters.of(personId)),
    eventsOf: (caseId) => casework.eventsOf(caseId),
    eventChanges: () => casework.eventChanges(),
    programmeEntries: () => casework.entries(),
    programmeEntriesOf: (personId) => casework.entriesOf(people.clusters.of(personId)),
    async likelyDuplicates({ onProgress, isStopped }) {
      const steps = people.sweep();
      let began = options.time();
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        if (options.time() - began <= SLICE) continue;
        onProgress(step.value);
        await options.rest();
        if (closed || isStopped()) return null;
        began = options.time();
      }
    },
    search(text, limit, accept) {
      const hits: SearchHit[] = [
        ...papers.search(text, limit, accept).map(({ summary, score, file }): SearchHit => {
          const detail = [summary.number, summary.regDate ?? summary.receivedDate, summary.correspondent];
          return {
            collection: 'documents',
            id: summary.id,
            title: summary.subject,
            detail: detail.filter(Boolean).join(' · '),
            score,
            ...(file === undefined ? {} : { file }),
          };
        }),
        // A filter speaks of papers: nobody fits it.
        ...(accept ? [] : people.search(text, limit)).map(({ id, body, score }): SearchHit => {
          const title = [body.familyName, body.givenName, body.patronymic].filter(Boolean).join(' ');
          const detail = [body.birthDate, body.address].filter(Boolean).join(' · ');
          const { diedOn, departedOn } = body;
          return { collection: 'people', id, title, detail, score, presence: { diedOn, departedOn } };
        }),
        ...(accept ? [] : casework.search(text, limit)).map(({ entry: { id, body }, score }): SearchHit => {
          const person = body.personId === undefined ? undefined : people.get(body.personId);
          const who = person
            ? [person.familyName, person.givenName, person.patronymic].filter(Boolean).join(' ')
            : body.clientName;
          const detail = [who, body.openedOn].filter(Boolean).join(' · ');
          return { collection: 'cases', id, title: body.number ?? '', detail, score, kind: body.kind };
        }),
      ];
      return hits.toSorted((a, b) => b.score - a.score).slice(0, limit);
    },
    unsearched: () => papers.unsearched,
    duplicatesOf: (person) => people.duplicatesOf(person),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    conflicts: () => conflictList,
    settled(keys) {
      for (const key of keys) {
        if (key.collection === 'documents') papers.setPlace(key.id, options.isPending(key) ? 'here' : 'server');
      }
      tell();
    },
    highest(matches, journal) {
      let most = 0;
      for (const summary of papers.list(journal as Journal)) {
        if (summary.number) most = Math.max(most, matches(summary) ?? 0);
      }
      return most;
    },
    close() {
      closed = true;
      stop();
      stopGuarded();
      stopTexts();
      queue = [];
      listeners.clear();
    },
  };
}
