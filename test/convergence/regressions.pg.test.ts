import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Change } from '../../renderer/ports/data.ts';
import { Run } from './simulation/run-seed.ts';
import type { Laptop } from './simulation/laptop.ts';
import { World } from './simulation/world.ts';

// What the simulation has found, each as its own short story, so that it stays found whatever the seeds do later.

let world: World;

beforeAll(async () => {
  world = await World.open(inject('postgres'));
});
afterAll(() => world.close());

const NOTHING = { lost: [], doubled: [], diverged: [], stuck: [] };

async function begin(laptops: number): Promise<{ readonly run: Run; readonly all: readonly Laptop[] }> {
  const run = new Run(world, 1, {});
  await run.setUp(laptops, 1);
  return { run, all: run.laptops };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Gives the laptop's requests to the server until it asks for nothing more. */
async function exchange(run: Run, laptop: Laptop): Promise<void> {
  laptop.ring();
  for (;;) {
    await turn();
    await turn();
    const wire = run.network.waiting.find((other) => other.laptop === laptop.name);
    if (!wire) return;
    await run.deliver(wire, false);
  }
}

async function commit(laptop: Laptop, ...changes: Change[]): Promise<void> {
  const result = await laptop.engine?.commit(changes);
  expect(result).toMatchObject({ ok: true });
}

const paper = (docId: string): Change => ({
  collection: 'documents',
  docId,
  kind: 'create',
  patch: { journal: 'internal', kind: 'letter', state: 'draft', subject: `subject of ${docId}` },
});
const patch = (docId: string, field: string, value: string): Change => ({
  collection: 'documents',
  docId,
  kind: 'patch',
  patch: { [field]: value },
});

test("I3: a laptop's own later change does not hide another's earlier one from its pull", async () => {
  const { run, all } = await begin(2);
  const [first, second] = all as [Laptop, Laptop];
  await exchange(run, first);
  await exchange(run, second);
  await commit(first, paper('shared-paper'));
  await exchange(run, first);
  await exchange(run, second);
  await commit(second, patch('shared-paper', 'note', 'by the second'));
  await commit(first, patch('shared-paper', 'text', 'by the first'));
  await exchange(run, second);
  await exchange(run, first);
  expect(first.store.docs.get('documents/shared-paper')?.body).toMatchObject({
    note: 'by the second',
    text: 'by the first',
  });
  expect(await run.finish()).toEqual(NOTHING);
});

test('I3: nor where a page of the pull ends between the two', async () => {
  const { run, all } = await begin(2);
  const [first, second] = all as [Laptop, Laptop];
  await exchange(run, first);
  await commit(first, paper('shared-paper'));
  await exchange(run, first);
  await exchange(run, second);
  await commit(second, patch('shared-paper', 'note', 'by the second'));
  // More than any page that a simulated laptop asks for.
  for (let n = 0; n < 30; n += 1) await commit(second, paper(`other-paper-${n}`));
  await exchange(run, second);
  first.pullLimit = 4;
  await first.stop();
  await run.start(first);
  await commit(first, patch('shared-paper', 'text', 'by the first'));
  await exchange(run, first);
  expect(first.store.docs.get('documents/shared-paper')?.body).toMatchObject({
    note: 'by the second',
    text: 'by the first',
  });
  expect(await run.finish()).toEqual(NOTHING);
});

test('I1: a server set back while the replica was lost too is noticed, and what it forgot comes again', async () => {
  const { run, all } = await begin(1);
  const [laptop] = all as [Laptop];
  run.backup = await world.backup(run.offices);
  await commit(laptop, paper('first-paper'));
  await exchange(run, laptop);
  await world.restore(run.backup);
  run.serverRestored = true;
  laptop.crash('everything');
  await run.start(laptop);
  expect(await run.finish()).toEqual(NOTHING);
  expect(await world.operations(run.offices[0]?.id ?? '')).toHaveLength(1);
});

test('I1: the same where the laptop has never finished a pull', async () => {
  const { run, all } = await begin(1);
  const [laptop] = all as [Laptop];
  run.backup = await world.backup(run.offices);
  // The pull of the start gets no answer; the next exchange pushes first.
  for (const wire of run.network.waiting.slice()) run.network.fail(wire, 'offline');
  await turn();
  await commit(laptop, paper('first-paper'));
  laptop.ring();
  await turn();
  await turn();
  for (const wire of run.network.waiting.filter((other) => other.kind === 'push')) await run.deliver(wire, false);
  await turn();
  for (const wire of run.network.waiting.slice()) run.network.fail(wire, 'offline');
  await turn();
  expect(laptop.engine?.status().waiting).toBe(0);
  await world.restore(run.backup);
  run.serverRestored = true;
  laptop.crash('everything');
  await run.start(laptop);
  expect(await run.finish()).toEqual(NOTHING);
  expect(await world.operations(run.offices[0]?.id ?? '')).toHaveLength(1);
});

test('I1: a journal that numbers its settled work anew is followed, and nothing good is set aside as refused', async () => {
  const { run, all } = await begin(2);
  const [laptop, other] = all as [Laptop, Laptop];
  await exchange(run, laptop);
  run.backup = await world.backup(run.offices);
  await commit(laptop, paper('first-paper'));
  await exchange(run, laptop);
  await exchange(run, other);
  await commit(other, { collection: 'documents', docId: 'first-paper', kind: 'remove', patch: {} });
  await exchange(run, other);
  // Refused, so what the laptop has settled has a gap in its numbers.
  await commit(laptop, patch('first-paper', 'note', 'too late'));
  await commit(laptop, paper('second-paper'));
  await exchange(run, laptop);
  expect(await laptop.engine?.refused()).toHaveLength(1);
  await world.restore(run.backup);
  run.serverRestored = true;
  await commit(laptop, paper('third-paper'));
  await exchange(run, laptop);
  expect(await laptop.engine?.refused()).toHaveLength(1);
  expect(await run.finish()).toEqual(NOTHING);
});

test('I3: a lost journal makes the laptop compare everything, even if the replica then loses the write that says so', async () => {
  const { run, all } = await begin(1);
  const [laptop] = all as [Laptop];
  await exchange(run, laptop);
  await commit(laptop, paper('only-here'));
  const before = laptop.copyDisk();
  laptop.crash('none');
  laptop.loseJournal(false);
  await run.excuseGone();
  await run.start(laptop);
  // The power goes before anything was exchanged, and the replica is what it was before the start.
  laptop.crash('none');
  laptop.restore({ files: laptop.disk.files, store: before.store, held: laptop.held });
  await run.start(laptop);
  expect(await run.finish()).toEqual(NOTHING);
});

test('I3: a row found unreadable in the middle of a pull is fetched again', async () => {
  const { run, all } = await begin(1);
  const [laptop] = all as [Laptop];
  await exchange(run, laptop);
  await commit(laptop, paper('some-paper'));
  await exchange(run, laptop);
  laptop.store.unreadable.add('documents/some-paper');
  laptop.ring();
  await turn();
  await turn();
  // Read while an ordinary pull waits for its answer.
  expect(run.network.waiting.map((wire) => wire.kind)).toEqual(['pull']);
  await laptop.engine?.get([{ collection: 'documents', id: 'some-paper' }]);
  await exchange(run, laptop);
  expect(laptop.store.unreadable.size).toBe(0);
  expect(await run.finish()).toEqual(NOTHING);
});
