import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import type { Role } from '#shared/domain/access/roles.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { Actor } from '#shared/kernel/define-workflow.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { ok } from '#shared/kernel/result.ts';
import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { activeMerges, clustersOf } from '#shared/domain/casework/merging.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { collections, findCollection } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { type Session, SessionContext } from '../../app/session-context.ts';
import { DataProvider } from '../../data/react.tsx';
import { summarise } from '../../data/index/papers.ts';
import { startI18n } from '../../i18n/index.ts';
import type { DataClient, DocumentSummary, DuplicateHit } from '../../ports/data.ts';
import { UiProvider } from '../../ui/index.ts';

// jsdom has no fonts, whose loading a growing text field listens for.
Object.defineProperty(document, 'fonts', { configurable: true, value: new EventTarget() });

function sortKeyOf(doc: Doc): string {
  return findCollection(doc.collection)?.sortKey(doc.body) ?? '';
}

/** An office for screens under test: documents in a map, the real rules in front of it, nothing on disk. */
export function createOfficeInMemory(
  options: {
    readonly role?: Role;
    readonly duplicates?: readonly DuplicateHit[];
    readonly docs?: readonly Doc[];
    /** What the session has besides, such as a port under test. */
    readonly session?: Partial<Session>;
    /** What the rules know of the actor besides. */
    readonly actor?: Partial<Actor>;
  } = {},
) {
  const role = options.role ?? 'secretary';
  const docs = new Map<string, Doc>((options.docs ?? []).map((doc) => [`${doc.collection}/${doc.id}`, doc]));
  const kept = new Map<string, JsonObject>();
  const watchers = new Set<() => void>();
  let ids = 0;
  let numbers = 0;
  const actor = { id: `u-${role}`, role, officeId: 'office-1', publicKeys: [], ...options.actor };
  const files = new Set(
    (options.docs ?? []).flatMap((one) => (one.collection === 'cases' && one.body.kind === 'violence' ? [one.id] : [])),
  );
  const recordOf = (doc: Doc) => ({
    ...doc,
    place: 'here' as const,
    ...(files.has(doc.collection === 'caseEvents' ? String(doc.body.caseId) : doc.id)
      ? { space: 'protected' as const }
      : {}),
  });
  const state = { ready: true, loaded: 1, total: 1 };
  let summaries: readonly DocumentSummary[] = [];
  const byJournal = new Map<string, readonly DocumentSummary[]>();
  const index = () => {
    byJournal.clear();
    summaries = [...docs.values()]
      .filter((doc) => doc.collection === 'documents' && !doc.removed)
      .map((doc) => summarise(doc.id, doc.body as unknown as DocumentBody, 0, 'here'));
  };
  const summariesOf = (journal?: string) => {
    if (journal === undefined) return summaries;
    const known = byJournal.get(journal) ?? summaries.filter((one) => one.journal === journal);
    byJournal.set(journal, known);
    return known;
  };
  const status = { connection: 'offline', waiting: 0, refused: 0, conflicts: 0, lastExchange: 1, notices: [] };
  /** Numbers that were given and whose papers are not saved with them. */
  const held: { counter: string; n: number; holder: string }[] = [];
  const follow = (tell: () => void) => {
    watchers.add(tell);
    tell();
    return () => watchers.delete(tell);
  };
  index();
  /** Records of a collection as the index has them: the same array until something changes. */
  const lists = new Map<string, { readonly of: number; readonly list: readonly unknown[] }>();
  let changes = 0;
  watchers.add(() => (changes += 1));
  const listOf = <Body,>(collection: string) => {
    const known = lists.get(collection);
    if (known?.of === changes) return known.list as readonly { readonly id: string; readonly body: Body }[];
    const list = [...docs.values()]
      .filter((doc) => doc.collection === collection && !doc.removed)
      .map((doc) => ({ id: doc.id, body: doc.body as unknown as Body }));
    lists.set(collection, { of: changes, list });
    return list;
  };
  const clusters = () =>
    clustersOf(
      new Map(
        listOf<PersonBody>('people').flatMap(({ id, body }) => {
          const others = activeMerges(body).map((one) => one.otherId);
          return others.length > 0 ? [[id, others] as const] : [];
        }),
      ),
    );
  const client = {
    index: {
      state,
      documents: summariesOf,
      people: () => listOf<PersonBody>('people'),
      person: (id: string) => docs.get(`people/${id}`)?.body,
      resolve: (id: string) => clusters().resolve(id),
      recordsOf: (id: string) => clusters().of(id),
      papersOf: (id: string) =>
        summaries.filter((paper) =>
          clusters()
            .of(id)
            .includes(paper.personId ?? ''),
        ),
      casesOf: () => [],
      programmeEntriesOf: () => [],
      likelyDuplicates: async () => [],
      households: () => listOf<HouseholdBody>('households'),
      householdsOf: (personId: string) =>
        listOf<HouseholdBody>('households').filter(({ body }) =>
          (body.members ?? []).some((one) => one.personId === personId),
        ),
      cases: () => listOf<CaseBody>('cases'),
      eventsOf: (caseId: string) => {
        const key = `caseEvents ${caseId}`;
        const known = lists.get(key);
        const list =
          known?.of === changes
            ? known.list
            : listOf<CaseEventBody>('caseEvents').filter(({ body }) => body.caseId === caseId);
        lists.set(key, { of: changes, list });
        return list as readonly { readonly id: string; readonly body: CaseEventBody }[];
      },
      eventChanges: () => changes,
      programmeEntries: () => listOf<ProgrammeEntryBody>('programmeEntries'),
      search: () => [],
      unsearched: () => ({ files: 0, cut: 0 }),
      duplicatesOf: () => options.duplicates ?? [],
      subscribe: (listener: () => void) => {
        watchers.add(listener);
        return () => watchers.delete(listener);
      },
    },
    newId: () => `id-${++ids}`,
    async commit(changes: Parameters<DataClient['commit']>[0]) {
      const after = new Map(docs);
      for (const change of changes) {
        const key = `${change.collection}/${change.docId}`;
        const applied = apply(
          after.get(key) ?? null,
          {
            id: `op-${++ids}`,
            at: '2026-11-24T06:00:00.000Z',
            actor: actor.id,
            base: after.get(key)?.body ?? {},
            version: 0,
            ...change,
          },
          {
            definition: collections[change.collection] as unknown as CollectionDefinition,
            actor,
            related: after,
            space: change.space,
          },
        );
        if (applied.kind === 'refused') return { ok: false as const, failure: applied.failure };
        after.set(key, applied.doc);
      }
      for (const [key, doc] of after) docs.set(key, doc);
      index();
      for (const tell of watchers) tell();
      return ok([]);
    },
    get: async (collection: string, id: string) => docs.get(`${collection}/${id}`) ?? null,
    watch: (collection: string, id: string, listener: (record: unknown) => void) =>
      follow(() => {
        const doc = docs.get(`${collection}/${id}`);
        listener(doc ? recordOf(doc) : null);
      }),
    watchList: (query: { collection: string; prefix?: string }, listener: (records: unknown) => void) =>
      follow(() =>
        listener(
          [...docs.values()]
            .filter((doc) => doc.collection === query.collection)
            .filter((doc) => sortKeyOf(doc).startsWith(query.prefix ?? ''))
            .map(recordOf),
        ),
      ),
    conflicts: () => [],
    nextNumber: async (counter: string, holder: string) => {
      const known = held.find((one) => one.counter === counter && one.holder === holder);
      if (known) return { lane: 1, n: known.n };
      held.push({ counter, n: ++numbers, holder });
      return { lane: 1, n: numbers };
    },
    heldNumbers: async () => [...held],
    releaseNumber: async (counter: string, holder: string) => {
      const at = held.findIndex((one) => one.counter === counter && one.holder === holder);
      if (at >= 0) held.splice(at, 1);
    },
    sync: { status: () => status, subscribe: () => () => undefined },
    drafts: {
      load: async (key: string) => kept.get(key) ?? null,
      save: async (key: string, value: JsonObject) => void kept.set(key, value),
      discard: async (key: string) => void kept.delete(key),
    },
  } as unknown as DataClient;
  const session = {
    user: { id: actor.id, name: 'Karimova Dilnoza', login: 'kotib', role, officeId: 'office-1', area: 'uz.r1.d1.m1' },
    office: {
      index: '12',
      name: { latn: 'Bogʻzor MFY', cyrl: 'Боғзор МФЙ' },
      region: { latn: 'Toshkent viloyati', cyrl: 'Тошкент вилояти' },
      district: { latn: 'Zangiota tumani', cyrl: 'Зангиота тумани' },
    },
    lane: 1,
    ...options.session,
  } as unknown as Session;

  /** Shows a screen at an address. */
  async function show(element: ReactElement, path: string, at: string) {
    await startI18n('uz-Latn');
    const router = createMemoryRouter(
      [
        { path, element },
        { path: '*', element: <p>elsewhere</p> },
      ],
      { initialEntries: [at] },
    );
    return render(
      <UiProvider>
        <SessionContext.Provider value={session}>
          <DataProvider client={client}>
            <RouterProvider router={router} />
          </DataProvider>
        </SessionContext.Provider>
      </UiProvider>,
    );
  }
  return { client, docs, held, kept, show };
}
