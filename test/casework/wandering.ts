import type { Doc } from '#shared/sync/operation.ts';
import { TODAY, type Laptop, type StageOffice } from './stage.ts';
import type { World } from './world.ts';

/** One thing that a laptop does in a story of a case between offices. */
export interface Move {
  readonly laptop: number;
  readonly act: (typeof ACTS)[number];
  readonly office: number;
}

/** What laptops do. */
export const ACTS = [
  'edit',
  'edit',
  'note',
  'amend',
  'offer',
  'offer',
  'take_back',
  'accept',
  'accept',
  'decline',
  'close',
  'reopen',
  'withdraw',
  'sync',
  'sync',
  'sync',
  'sync',
  'sync',
  'lose_answer',
  'restart',
] as const;

const OFFICES = 3;
/** Laptops of a story. */
export const LAPTOPS = OFFICES * 2;

/** States in which an office has a case. */
const HELD = ['intake', 'open', 'offered', 'closed'];

/** What came of a story, so that it shows whether stories tell anything. */
export interface Story {
  /** What is wrong at its end: more or fewer than one office that has the case, and what `World.problems` says. */
  readonly problems: readonly string[];
  readonly transferred: number;
  readonly declined: number;
  readonly late: number;
  readonly conflicts: number;
}

/**
 * A case that wanders between three offices of two laptops each, by any sequence of moves. At the end exactly one
 * office has it, replicas and server are equal, and every value is accounted for.
 * @param quietly called before the end, when faults have to stop
 */
export async function wander(world: World, moves: readonly Move[], quietly?: () => void): Promise<Story> {
  const offices: StageOffice[] = [];
  const laptops: Laptop[] = [];
  for (let n = 0; n < OFFICES; n++) {
    const [office, ...two] = await world.office('chair', 'secretary');
    offices.push(office);
    laptops.push(...two);
  }
  const first = laptops[0] as Laptop;
  await first.save(
    {
      collection: 'cases',
      docId: 'case-1',
      kind: 'create',
      patch: {
        kind: 'youth',
        state: 'intake',
        request: 'Boshlanish',
        consents: ['services', 'transfer'].map((purpose) => first.entry(`con-${purpose}`, { purpose })),
      },
    },
    { collection: 'cases', docId: 'case-1', kind: 'transition', transition: 'open', patch: { openedOn: TODAY } },
    {
      collection: 'caseEvents',
      docId: 'note-0',
      kind: 'create',
      patch: { caseId: 'case-1', kind: 'note', state: 'recorded', text: 'Birinchi' },
    },
  );
  await world.quiet();

  for (const [n, { laptop: at, act, office }] of moves.entries()) {
    let laptop = laptops[at % LAPTOPS] as Laptop;
    // An answer, or an offer, by the first from there on who could give it by what they know.
    const wanted = { accept: 'arrived', decline: 'arrived', offer: 'open', take_back: 'offered' }[String(act)];
    for (let k = 0; wanted !== undefined && k < LAPTOPS; k++) {
      const other = laptops[(at + k) % LAPTOPS] as Laptop;
      if ((await other.body('cases', 'case-1'))?.state !== wanted) continue;
      laptop = other;
      break;
    }
    const to = offices[office % OFFICES] as StageOffice;
    const step = (transition: string, patch = {}) =>
      laptop.refuses({ collection: 'cases', docId: 'case-1', kind: 'transition', transition, patch });
    switch (act) {
      case 'edit':
        await laptop.refuses({ collection: 'cases', docId: 'case-1', kind: 'patch', patch: { request: `${n}-yozuv` } });
        break;
      case 'note':
        await laptop.refuses({
          collection: 'caseEvents',
          docId: `note-${n}`,
          kind: 'create',
          patch: { caseId: 'case-1', kind: 'note', state: 'recorded', text: `${n}-qayd` },
        });
        break;
      case 'amend':
        await laptop.refuses({
          collection: 'caseEvents',
          docId: 'note-0',
          kind: 'patch',
          patch: { text: `${n}-matn` },
        });
        break;
      case 'offer':
        await step('offer', { transfer: { toOfficeId: to.id, reason: `${n}-sabab` } });
        break;
      case 'decline':
        await step('decline', { declinedNote: `${n}-rad` });
        break;
      case 'close':
        await step('close', { outcome: 'moved', closedOn: TODAY });
        break;
      case 'reopen':
        await step('reopen', { reopenReason: `${n}-qayta` });
        break;
      case 'withdraw':
        await laptop.refuses({
          collection: 'cases',
          docId: 'case-1',
          kind: 'patch',
          patch: {
            withdrawals: [laptop.entry(`wd-${n}`, { consentId: 'con-transfer' })],
            consents: [laptop.entry(`con-transfer-${n}`, { purpose: 'transfer' })],
          },
        });
        break;
      case 'take_back':
      case 'accept':
        await step(act);
        break;
      case 'sync':
        await laptop.sync();
        break;
      case 'lose_answer':
        laptop.cut('unanswered');
        await laptop.trySync();
        laptop.cut();
        break;
      case 'restart':
        await laptop.restart();
        break;
    }
  }
  quietly?.();
  await world.quiet();
  await world.quiet();
  const states = await Promise.all(
    offices.map(async (one) => (await world.stage.doc(one.id, 'cases', 'case-1'))?.body.state as string | undefined),
  );
  const holders = states.filter((state) => state !== undefined && HELD.includes(state));
  const problems = [...(await world.problems())];
  if (holders.length !== 1 || states.includes('arrived') !== holders.includes('offered')) {
    problems.push(`states ${states.join(', ')}`);
  }
  const docs = await Promise.all(offices.map((one) => world.stage.doc(one.id, 'cases', 'case-1')));
  const sum = (of: (doc: Doc) => number) => docs.reduce((all, doc) => all + (doc ? of(doc) : 0), 0);
  return {
    problems,
    transferred: sum((doc) => Number(doc.body.state === 'transferred')),
    declined: sum((doc) => Number(doc.body.state === 'declined')),
    late: sum((doc) => (doc.body.lateEdits as readonly unknown[] | undefined)?.length ?? 0),
    conflicts: sum((doc) => doc.conflicts.length),
  };
}
