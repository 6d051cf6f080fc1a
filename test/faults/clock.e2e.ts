import { afterAll, beforeAll, expect, test } from 'vitest';
import { newProfile, removeProfile } from './support/browser-laptop.ts';
import { buildClient, KINDS, type ClientOf, type Kind } from './support/kinds.ts';
import { openOffice, Told, type FaultOffice } from './support/office.ts';

let office: FaultOffice;
let client: ClientOf;

beforeAll(async () => {
  office = await openOffice();
  client = await buildClient(KINDS[0] as Kind, office);
});
afterAll(async () => {
  await client?.remove();
  await office?.close();
});

const YEAR = 365 * 86_400_000;

/** Sets the page's clock off: what an empty CMOS battery does every morning. */
const clockOff = (by: number) => `{
  const { now } = Date;
  const Real = Date;
  Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(now.call(Real) + ${by});
      else super(...parts);
    }
    static now() {
      return now.call(Real) + ${by};
    }
  };
}`;

test(
  'I7: with the clock a year back, written offline, and right again, every operation is pushed',
  { timeout: 600_000 },
  async () => {
    const profile = await newProfile();
    const told = new Told();
    const save = (prefix: string) => `window.faults.save(${JSON.stringify(prefix)}, 4)`;
    try {
      let laptop = await client.enrol(profile, told.add);
      await laptop.page.evaluate(save('right'));
      await laptop.page.evaluate(() => window.faults.exchange());
      await laptop.close();
      for (const by of [-YEAR, YEAR, -10 * YEAR]) {
        const offline = `${clockOff(by)}; window.fetch = () => Promise.reject(new TypeError('no network'));`;
        laptop = await client.unlock(profile, told.add, offline);
        expect(await laptop.page.evaluate(() => Date.now())).toBeLessThan(Date.now() + by + 60_000);
        await laptop.page.evaluate(save(`clock off by ${by}`));
        expect(await laptop.page.evaluate(() => window.faults.status().waiting)).toBe(4);
        await laptop.close();
        laptop = await client.unlock(profile, told.add);
        await laptop.page.evaluate(() => window.faults.exchange());
        await laptop.close();
        // And online while the clock is wrong.
        laptop = await client.unlock(profile, told.add, clockOff(by));
        await laptop.page.evaluate(save(`online, off by ${by}`));
        await laptop.page.evaluate(() => window.faults.exchange());
        await laptop.close();
      }
      expect(told.saves.size).toBe(28);
      expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
    } finally {
      await removeProfile(profile);
    }
  },
);
