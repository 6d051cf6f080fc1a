import { describe, expect, it } from 'vitest';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { ImportHead } from '#shared/domain/casework/import/changes.ts';
import { guessMapping } from '#shared/domain/casework/import/columns.ts';
import { FIRST_CHOICES, planNow } from '#shared/domain/casework/import/plan.ts';
import { readImportRecord } from '#shared/domain/casework/import/record.ts';
import { fail } from '#shared/kernel/result.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import type { DataClient } from '../../ports/data.ts';
import { ImportRunner, type Order } from './run.ts';

const TODAY = '2026-11-28';
const HEAD: ImportHead = {
  importId: 'import-1',
  fileName: 'aholi.xlsx',
  actorId: 'u-secretary',
  at: '2026-11-28T05:00:00.000Z',
  today: TODAY,
};
const HEADS = ['Oila raqami', 'F.I.Sh.', 'Qarindoshligi', 'Manzil'];

function open() {
  const { client, docs, kept } = createOfficeInMemory();
  const list = <Body,>(collection: string) =>
    [...docs.values()]
      .filter((doc) => doc.collection === collection && !doc.removed)
      .map(({ id, body }) => ({ id, body: body as unknown as Body }));
  Object.assign(client.index, {
    cases: () => list<CaseBody>('cases'),
    programmeEntries: () => list('programmeEntries'),
    eventsOf: () => [],
  });
  const real = client.commit.bind(client);
  let commits = 0;
  let before: (n: number) => ReturnType<DataClient['commit']> | null = () => null;
  const data: DataClient = {
    ...client,
    commit: async (changes) => {
      commits += 1;
      return (await before(commits)) ?? real(changes);
    },
    get: async (collection, id) => {
      const doc = docs.get(`${collection}/${id}`);
      return doc && !doc.removed ? (doc as never) : null;
    },
  };
  return {
    data,
    kept,
    people: () => list<PersonBody>('people'),
    families: () => list('households'),
    record: () => readImportRecord(docs.get('catalogues/import-1')?.body as never),
    failing(next: typeof before) {
      before = next;
    },
    runner: (rest: () => Promise<void> = async () => undefined) => new ImportRunner(data, rest, () => HEAD.at),
  };
}

function orderOf(rows: number, bad = 0): Order {
  const table = Array.from({ length: rows + bad }, (_, n) => ({
    at: n + 2,
    cells: [
      String(Math.floor(n / 3)),
      n < rows ? `Oilayev${n} Ism${n}` : 'Yolgʻiz',
      n % 3 ? 'oʻgʻli' : 'boshliq',
      `Bogʻ ${Math.floor(n / 3)}`,
    ],
  }));
  const plan = planNow({
    kind: 'people',
    importId: HEAD.importId,
    heads: HEADS,
    rows: table,
    mapping: guessMapping(HEADS, 'people'),
    choices: FIRST_CHOICES,
    base: {
      duplicatesOf: () => [],
      householdsOf: () => [],
      isInProgramme: () => false,
      hasCase: () => false,
      programmes: [],
    },
    today: TODAY,
  });
  const rejected = plan.rows.filter((row) => row.fate === 'bad');
  return {
    head: HEAD,
    kind: 'people',
    units: plan.units,
    rejects: { heads: HEADS, rows: rejected.map((row) => ({ at: row.at, texts: ['Yolgʻiz'], issues: row.issues })) },
    counts: { rows: table.length, good: table.length - rejected.length, bad: rejected.length, skipped: 0 },
    textsOf: (at) => [`row ${at}`],
  };
}

const undoing = {
  actor: { id: 'u-secretary', role: 'secretary' as const },
  at: HEAD.at,
  today: TODAY,
  newId: (() => {
    let n = 0;
    return () => `undo-${(n += 1)}`;
  })(),
};

describe('an import', () => {
  it('comes in in many acts, counts what it made, and keeps the rows that it did not take', async () => {
    const office = open();
    const runner = office.runner();
    await runner.begin(orderOf(120, 3));
    expect(office.people()).toHaveLength(120);
    expect(office.record()).toMatchObject({
      state: 'done',
      people: 120,
      households: 40,
      rows: 123,
      bad: 3,
      done: 40,
      units: 40,
    });
    expect(runner.state()).toMatchObject({ kind: 'ended', rejected: 3 });
    expect((await runner.rejects('import-1'))?.rows.map((row) => row.at)).toEqual([122, 123, 124]);
    // Nothing is left lying about but the rows that are to be mended.
    expect([...office.kept.keys()]).toEqual(['import.rejects.import-1']);
  });

  it('is cancelled at any time: what is in stays, and can be undone', async () => {
    const office = open();
    let turns = 0;
    const runner: ImportRunner = office.runner(async () => {
      turns += 1;
      if (turns === 3) runner.cancel();
    });
    await runner.begin(orderOf(240));
    const { people } = office.record() ?? {};
    expect(office.record()?.state).toBe('cancelled');
    expect(people).toBeGreaterThan(0);
    expect(people).toBeLessThan(240);
    expect(office.people()).toHaveLength(people ?? 0);
    await runner.undo('import-1', undoing);
    expect(runner.state()).toMatchObject({ kind: 'undone', stays: [] });
    expect([office.people(), office.families()]).toEqual([[], []]);
    expect(office.record()).toMatchObject({ state: 'undone', stayed: 0 });
  });

  it('that was interrupted goes on where it stood, and doubles nothing', async () => {
    for (let crash = 1; crash <= 9; crash++) {
      const office = open();
      office.failing((n) => (n === crash ? Promise.resolve(fail('locked')) : null));
      const first = office.runner();
      await first.begin(orderOf(150, 2));
      const left = await office.runner().unfinished();
      if (crash === 1) {
        // Not even begun: nothing is left behind.
        expect(first.state()).toMatchObject({ kind: 'stopped', failure: { code: 'locked' } });
        expect([left, office.people()]).toEqual([null, []]);
        continue;
      }
      if (first.state().kind === 'ended') continue;
      expect(first.state()).toMatchObject({ kind: 'stopped' });
      office.failing(() => null);
      const second = office.runner();
      if (left) await second.resume(left);
      expect(second.state()).toMatchObject({ kind: 'ended', rejected: 2 });
      expect(office.people()).toHaveLength(150);
      expect(office.record()).toMatchObject({ state: 'done', people: 150, households: 50, done: 50 });
      expect(await second.unfinished()).toBeNull();
    }
  });

  it('whose last act had come through without anyone hearing of it doubles nothing either', async () => {
    const office = open();
    const real = office.data.commit.bind(office.data);
    let n = 0;
    const deaf = {
      ...office.data,
      commit: async (changes: Parameters<DataClient['commit']>[0]) => {
        const result = await real(changes);
        n += 1;
        return n === 4 ? fail('locked') : result;
      },
    };
    const first = new ImportRunner(
      deaf,
      async () => undefined,
      () => HEAD.at,
    );
    await first.begin(orderOf(150));
    expect(first.state().kind).toBe('stopped');
    const second = office.runner();
    const left = await second.unfinished();
    if (left) await second.resume(left);
    expect(office.people()).toHaveLength(150);
    expect(office.record()).toMatchObject({ state: 'done', people: 150, households: 50 });
  });

  it('one of whose families is refused brings in all others, and the rows of that one are told', async () => {
    const office = open();
    const order = orderOf(30);
    // A person who was removed since under the very id: the rules refuse to make them again.
    const taken = order.units[4]?.people[0]?.id ?? '';
    await office.data.commit([
      { collection: 'people', docId: taken, kind: 'create', patch: { familyName: 'A', givenName: 'B' } },
    ]);
    await office.data.commit([{ collection: 'people', docId: taken, kind: 'remove', patch: {} }]);
    const runner = office.runner();
    await runner.begin(order);
    expect(office.record()).toMatchObject({ state: 'done', people: 27, households: 9, failed: 3, done: 10 });
    expect(office.people()).toHaveLength(27);
    expect((await runner.rejects('import-1'))?.rows.map((row) => row.issues[0]?.code)).toEqual([
      'doc_removed',
      'doc_removed',
      'doc_removed',
    ]);
  });

  it('that is under way lets no other begin', async () => {
    const office = open();
    const runner: ImportRunner = office.runner(async () => {
      await expect(runner.begin(orderOf(3))).rejects.toThrow('import_running');
    });
    await runner.begin(orderOf(6));
    expect(runner.state().kind).toBe('ended');
    runner.dismiss();
    expect(runner.state()).toEqual({ kind: 'idle' });
  });

  it('undone in part only is undone to its end by a second try', async () => {
    const office = open();
    const runner: ImportRunner = office.runner(async () => {
      const state = runner.state();
      if (state.kind === 'running' && state.what === 'undo' && state.done < state.total) runner.cancel();
    });
    await runner.begin(orderOf(120));
    await runner.undo('import-1', undoing);
    expect(runner.state()).toEqual({ kind: 'idle' });
    expect(office.people().length).toBeGreaterThan(0);
    expect(office.record()?.state).toBe('done');
    const calm = office.runner();
    await calm.undo('import-1', undoing);
    expect(office.people()).toEqual([]);
    expect(office.record()?.state).toBe('undone');
  });
});
