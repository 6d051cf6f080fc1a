import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newProfile, removeProfile } from './support/browser-laptop.ts';
import { buildClient, KINDS, type ClientOf } from './support/kinds.ts';
import { openOffice, times, Told, type FaultOffice } from './support/office.ts';

describe.each(KINDS)('$name', (kind) => {
  describe.runIf(kind.available)('where it can run', () => {
    let office: FaultOffice;
    let client: ClientOf;

    beforeAll(async () => {
      office = await openOffice();
      client = await buildClient(kind, office);
    });
    afterAll(async () => {
      await client?.remove();
      await office?.close();
    });

    test('I1 I2: SIGKILL in the middle of saves loses and doubles nothing', { timeout: 3_600_000 }, async () => {
      const kills = times(5, 50);
      const profile = await newProfile();
      const told = new Told();
      let rebuilt = 0;
      try {
        let laptop = await client.enrol(profile, told.add);
        for (let kill = 1; kill <= kills; kill += 1) {
          const wanted = told.saves.size + 1 + ((kill * 7) % 12);
          // Never finishes: the laptop dies in the middle of it.
          laptop.page.evaluate((n) => window.faults.save(`kill ${n}`, 100_000), kill).catch(() => undefined);
          await expect.poll(() => told.saves.size, { timeout: 60_000, interval: 2 }).toBeGreaterThan(wanted);
          await laptop.kill();
          laptop = await client.unlock(profile, told.add);
          const { notices } = await laptop.page.evaluate(() => window.faults.status());
          const damage = notices.find((notice) => notice.code === 'replica_damaged');
          if (damage) {
            rebuilt += 1;
            console.log(`${kind.name}, kill ${kill}: the replica is being rebuilt`, damage.params);
          }
          // What was sent already comes back from the server where the replica has to be rebuilt; else it is there.
          const missing = () => told.missing(laptop);
          if (damage) await expect.poll(missing, { timeout: 60_000, interval: 250 }).toEqual([]);
          else expect(await missing(), `operations after kill ${kill}`).toEqual([]);
        }
        await laptop.page.evaluate(() => window.faults.exchange());
        expect(await laptop.page.evaluate(() => window.faults.refusedCount())).toBe(0);
        await laptop.close();
        expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
        console.log(
          `${kills} kills of ${kind.name}, ${told.saves.size} acknowledged saves: 0 lost, 0 doubled, ${rebuilt} rebuilt`,
        );
      } finally {
        await removeProfile(profile);
      }
    });
  });
});
