import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { ImportHead } from '#shared/domain/casework/import/changes.ts';
import { guessMapping } from '#shared/domain/casework/import/columns.ts';
import { FIRST_CHOICES, planImport } from '#shared/domain/casework/import/plan.ts';
import { createDataClient } from '../../renderer/data/client.ts';
import { FakeServer } from '../../renderer/data/engine/testing/fake-server.ts';
import { createFakeTimers } from '../../renderer/data/engine/testing/fake-timers.ts';
import { createDisk, createMemoryJournal } from '../../renderer/data/engine/testing/memory-journal.ts';
import { openLocalStore } from '../../renderer/data/replica/local-store.ts';
import { createRecordCipher } from '../../renderer/data/replica/record-cipher.ts';
import { createRxReplica } from '../../renderer/data/replica/rxdb-replica.ts';
import { ImportRunner } from '../../renderer/features/import/run.ts';
import { createDice, makePerson } from '../support/many-people.ts';

// How long an office's list takes, and for how long nothing else is answered meanwhile: the program's own data client over
// an IndexedDB in memory. The walk in Chromium has the figures of a real page.
const ROWS = Number(process.env.IMPORT_ROWS ?? 10_000);
const BAD = Math.round(ROWS * 0.08);
const TODAY = '2026-11-28';
const HEADS = [
  'Oila raqami',
  'Familiyasi',
  'Ismi',
  'Otasining ismi',
  'Oila boshligʻiga kim',
  'JSHSHIR',
  'Tugʻilgan sanasi',
  'Manzili',
];

Dexie.dependencies.indexedDB = new IDBFactory();
Dexie.dependencies.IDBKeyRange = IDBKeyRange;
const user = { id: 'user-secretary', role: 'secretary', officeId: 'office-1' } as const;
const turn = () => new Promise<void>((done) => setTimeout(done, 0));
const say = (text: string) => process.stdout.write(`${text}\n`);

async function measured<T>(what: string, work: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1_000;
  delay.disable();
  say(
    `${what}: ${seconds.toFixed(1)} s, longest block ${Math.round(delay.max / 1e6)} ms, p99 ${Math.round(delay.percentile(99) / 1e6)} ms`,
  );
  return result;
}

const server = new FakeServer();
server.actors.set(user.id, { ...user, publicKeys: [] });
const cipher = await createRecordCipher(new Uint8Array(32));
const local = await openLocalStore('bench', cipher);
const { timers, clock } = createFakeTimers();
const client = await createDataClient({
  // The journal of tests looks through all it has for each settlement, which a real one does not.
  journal: { ...createMemoryJournal(createDisk('a.1'), () => 'a.2'), settle: async () => undefined },
  replica: createRxReplica({ name: 'bench', cipher, local }),
  drafts: local,
  transport: server.transport(),
  clock,
  random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
  timers,
  user,
  publicKey: '',
  lane: 1,
});
const dice = createDice(26);
const rows = Array.from({ length: ROWS }, (_, n) => {
  const person = makePerson(dice, `p${n}`);
  return {
    at: n + 2,
    cells: [
      String(n >> 2),
      n < BAD ? '' : person.familyName,
      `${person.givenName}${n}`,
      person.patronymic,
      n % 4 ? 'oʻgʻli' : 'boshliq',
      person.pinfl ?? '',
      person.birthDate ?? '',
      `Bogʻ ${n >> 2}`,
    ],
  };
});
const head: ImportHead = {
  importId: 'bench-import',
  fileName: 'aholi.xlsx',
  actorId: user.id,
  at: `${TODAY}T05:00:00.000Z`,
  today: TODAY,
};

say(`${ROWS} rows, ${BAD} of them bad`);
const plan = await measured('checked', async () => {
  const steps = planImport({
    kind: 'people',
    importId: head.importId,
    heads: HEADS,
    rows,
    mapping: guessMapping(HEADS, 'people'),
    choices: FIRST_CHOICES,
    base: {
      duplicatesOf: (person) => client.index.duplicatesOf(person as never),
      householdsOf: (id) => client.index.householdsOf(id),
      isInProgramme: () => false,
      hasCase: () => false,
      programmes: [],
    },
    today: TODAY,
  });
  for (;;) {
    const until = performance.now() + 12;
    while (performance.now() < until) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    await turn();
  }
});
const bad = plan.rows.filter((row) => row.fate === 'bad');
const runner = new ImportRunner(client, turn);
await measured('brought in', () =>
  runner.begin({
    head,
    kind: 'people',
    units: plan.units,
    rejects: { heads: HEADS, rows: bad.map(({ at, issues }) => ({ at, texts: [], issues })) },
    counts: { rows: plan.rows.length, good: plan.rows.length - bad.length, bad: bad.length, skipped: 0 },
    textsOf: () => [],
  }),
);
const ended = runner.state();
say(
  `in: ${client.index.people().length} people, ${client.index.households().length} families; refused ${ended.kind === 'ended' ? ended.rejected : ended.kind}`,
);
let ids = 0;
await measured('undone', () =>
  runner.undo(head.importId, {
    actor: { id: user.id, role: user.role },
    at: `${TODAY}T06:00:00.000Z`,
    today: TODAY,
    newId: () => `undo-${(ids += 1)}`,
  }),
);
say(`left: ${client.index.people().length} people, ${client.index.households().length} families`);
await client.close();
