import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer } from '../device/sealer.ts';
import type { OperationDraft } from '../operation.ts';
import type { JournalPort } from './contract.ts';
import { createJournal, KEEP_SETTLED } from './create-journal.ts';
import { createFaultStorage } from './fault-storage.ts';

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      calls: fc.integer({ min: 1, max: 4 }),
      size: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      count: fc.integer({ min: 1, max: 6 }),
      refuse: fc.boolean(),
      later: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      full: fc.boolean(),
      keep: fc.double({ min: 0, max: 0.95, noNaN: true }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      inFlight: fc.integer({ min: 0, max: 3 }),
      turns: fc.integer({ min: 0, max: 25 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unsettle' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('number' as const) }) },
);

describe('journal under faults', () => {
  it('I1: loses nothing acknowledged, whatever crashes, fails and is renewed in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.integer(), async (steps, start) => {
        let seed = start;
        const random = {
          bytes: (length: number) =>
            Uint8Array.from({ length }, () => {
              seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
              return seed >>> 24;
            }),
        };
        const sealer = createSealer(new Uint8Array(32).fill(1), random);
        let storage = createFaultStorage();
        const open = (): JournalPort =>
          createJournal({ storage, sealer, random, deviceId: 'device-1', segmentBytes: 1_500 });
        let journal = open();
        let made = 0;
        let time = 1_000;
        let lastNumber = 0;
        // Acknowledged, in the order of their numbers; `maybe`: in doubt after a crash or a failure.
        let pending: string[] = [];
        const settled = new Set<string>();
        const refused = new Set<string>();
        const maybe = new Set<string>();
        const drafts = (size: number): OperationDraft[] =>
          Array.from({ length: size }, () => {
            made += 1;
            return {
              id: `op-${made}`,
              at: '',
              actor: 'u-1',
              collection: 'people',
              docId: `d-${made}`,
              kind: 'create',
              patch: {},
              base: {},
              version: 0,
            };
          });

        // The first opening writes, and so may a later one: it fails with the disk and can be tried again.
        const opened = async () => {
          for (let attempt = 0; attempt < steps.length; attempt += 1) {
            try {
              return await journal.open();
            } catch {
              // The next fault, or none.
            }
          }
          return journal.open();
        };
        await opened();

        const check = async () => {
          const report = await opened();
          const found = await journal.pending(0, 10_000);
          const ids = found.map((op) => op.id);
          // What a crash left whole counts from now on.
          for (const id of ids) {
            if (!maybe.delete(id)) continue;
            pending.push(id);
            settled.delete(id);
          }
          maybe.clear();
          expect(ids.toSorted()).toEqual(pending.toSorted());
          expect(found.every((op, at) => op.writer === report.writer && op.seq > (found[at - 1]?.seq ?? 0))).toBe(true);
          expect(report.damagedRecords).toBe(0);
          expect(report.pending).toBe(pending.length);
          expect((await journal.refused()).map((item) => item.operation.id).toSorted()).toEqual(
            [...refused].toSorted(),
          );
          pending = ids;
        };

        for (const next of steps) {
          switch (next.kind) {
            case 'append': {
              const calls = Array.from({ length: next.calls }, () => drafts(next.size));
              const results = await Promise.allSettled(calls.map((call) => journal.append(call)));
              for (const [at, result] of results.entries()) {
                const ids = calls[at]?.map((draft) => draft.id) ?? [];
                if (result.status === 'fulfilled') {
                  pending.push(...ids);
                } else {
                  expect(['disk_full', 'disk_failed']).toContain(result.reason.failure.code);
                  for (const id of ids) maybe.add(id);
                }
              }
              break;
            }
            case 'settle': {
              if (next.later) time += KEEP_SETTLED + 1;
              const first = pending.slice(0, next.count);
              const settlements = first.map((id, at) =>
                next.refuse && at === 0
                  ? { id, outcome: 'refused' as const, code: 'forbidden' as const }
                  : { id, outcome: 'applied' as const },
              );
              const done = await journal.settle(settlements, time).then(
                () => true,
                () => false,
              );
              if (!done) break;
              for (const { id, outcome } of settlements) (outcome === 'refused' ? refused : settled).add(id);
              pending = pending.slice(first.length);
              break;
            }
            case 'fault':
              storage.failNext({ kind: next.full ? 'full' : 'failed', keep: next.keep });
              break;
            case 'crash': {
              for (let at = 0; at < next.inFlight; at += 1) {
                const late = drafts(2);
                for (const { id } of late) maybe.add(id);
                void journal.append(late).then(
                  (ops) => {
                    for (const { id } of ops) if (maybe.delete(id)) pending.push(id);
                  },
                  () => undefined,
                );
              }
              for (let turn = 0; turn < next.turns; turn += 1) await Promise.resolve();
              storage = storage.crash(() => next.share);
              journal = open();
              await check();
              break;
            }
            case 'reopen':
              await journal.close();
              journal = open();
              await check();
              break;
            case 'renew':
              await journal.renewWriter().catch(() => undefined);
              break;
            case 'unsettle': {
              // Writes nothing, but waits behind a compaction, which may drop what was settled long ago.
              await journal.dismissRefused('none');
              const back = (await journal.settled(0, 10_000)).map((op) => op.id);
              expect(back.every((id) => settled.has(id))).toBe(true);
              const done = await journal.unsettleAll().then(
                () => true,
                () => false,
              );
              for (const id of back) {
                if (!done) {
                  maybe.add(id);
                  continue;
                }
                settled.delete(id);
                maybe.delete(id);
                pending.push(id);
              }
              break;
            }
            case 'number': {
              const n = await journal.nextNumber('n', 0).catch(() => null);
              if (n === null) break;
              expect(n).toBeGreaterThan(lastNumber);
              lastNumber = n;
              break;
            }
          }
        }
        storage = storage.crash(() => 0.5);
        journal = open();
        await check();
        const ops = await journal.append(drafts(1));
        expect(ops).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
