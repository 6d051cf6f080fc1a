import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newProfile, removeProfile, type RunningLaptop } from './support/browser-laptop.ts';
import { buildClient, copyProfile, KINDS, type ClientOf } from './support/kinds.ts';
import { openOffice, Told, type FaultOffice } from './support/office.ts';

/** Files of the replica's LevelDB, largest first. */
function databaseFiles(profile: string, ending: RegExp): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/indexeddb\.leveldb/.test(path) && ending.test(entry.name)) found.push(path);
    }
  };
  walk(profile);
  return found.toSorted((a, b) => statSync(b).size - statSync(a).size);
}

/** Head of a record of LevelDB's log whose 4,096 bytes were never written: checksum, length, kind (first and last). */
const TORN = Buffer.from([0xd3, 0x1c, 0x9e, 0x47, 0x00, 0x10, 0x01]);

const save = (laptop: RunningLaptop, prefix: string, count: number) =>
  laptop.page.evaluate(([name, n]) => window.faults.save(name as string, n as number), [prefix, count]);
const notices = (laptop: RunningLaptop) =>
  laptop.page.evaluate(() => window.faults.status().notices.map((notice) => notice.code));
const exchange = (laptop: RunningLaptop) => laptop.page.evaluate(() => window.faults.exchange());

const [, ELECTRON] = KINDS as readonly [(typeof KINDS)[number], (typeof KINDS)[number]];

describe.runIf(ELECTRON.available)('the replica in Electron, its journal safe in files', () => {
  let office: FaultOffice;
  let client: ClientOf;

  beforeAll(async () => {
    office = await openOffice();
    client = await buildClient(ELECTRON, office);
  });
  afterAll(async () => {
    await client?.remove();
    await office?.close();
  });

  const damages: readonly (readonly [string, (profile: string) => boolean])[] = [
    [
      'its log deleted',
      (profile) => {
        const [file] = databaseFiles(profile, /\.log$/);
        if (file) rmSync(file);
        return file !== undefined;
      },
    ],
    [
      'its log cut in half',
      (profile) => {
        const [file] = databaseFiles(profile, /\.log$/);
        if (file) truncateSync(file, Math.floor(statSync(file).size / 2));
        return file !== undefined;
      },
    ],
    [
      'every table deleted',
      (profile) => {
        const files = databaseFiles(profile, /\.(ldb|log)$/);
        for (const file of files) rmSync(file);
        return files.length > 0;
      },
    ],
    [
      'its log overwritten from the middle on',
      (profile) => {
        const [file] = databaseFiles(profile, /\.log$/);
        if (file) {
          const bytes = readFileSync(file);
          writeFileSync(file, bytes.fill(0xa5, Math.floor(bytes.length / 2)));
        }
        return file !== undefined;
      },
    ],
  ];

  test.each(damages)('%s: found at the start, rebuilt, nothing lost', { timeout: 600_000 }, async (name, damage) => {
    const profile = await newProfile();
    const told = new Told();
    try {
      let laptop = await client.enrol(profile, told.add);
      await exchange(laptop);
      await save(laptop, `${name}, sent`, 20);
      await exchange(laptop);
      await save(laptop, `${name}, waiting`, 5);
      await laptop.kill();
      expect(damage(profile)).toBe(true);
      laptop = await client.unlock(profile, told.add);
      expect(await notices(laptop)).toContain('replica_damaged');
      await exchange(laptop);
      expect(await told.missing(laptop)).toEqual([]);
      await laptop.close();
      expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
    } finally {
      await removeProfile(profile);
    }
  });

  test(
    'its journal lost: all later work arrives and nothing passes for a duplicate',
    { timeout: 600_000 },
    async () => {
      const profile = await newProfile();
      const told = new Told();
      try {
        let laptop = await client.enrol(profile, told.add);
        await save(laptop, 'before', 12);
        await exchange(laptop);
        await laptop.kill();
        for (const journal of await readdir(join(profile, 'journal'))) {
          await rm(join(profile, 'journal', journal), { recursive: true });
        }
        laptop = await client.unlock(profile, told.add);
        await save(laptop, 'after', 12);
        await exchange(laptop);
        expect(await laptop.page.evaluate(() => window.faults.refusedCount())).toBe(0);
        expect(await told.missing(laptop)).toEqual([]);
        await laptop.close();
        expect(told.saves.size).toBe(24);
        expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
      } finally {
        await removeProfile(profile);
      }
    },
  );
});

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

    test(
      'a kill within a record of any of its stores: nothing lost, and the next start begins no empty laptop',
      { timeout: 600_000 },
      async () => {
        const profile = await newProfile();
        const told = new Told();
        try {
          let laptop = await client.enrol(profile, told.add);
          await exchange(laptop);
          // The replica's and, in a browser, those of the two copies of what must not be lost.
          for (let store = 0; store < (kind.name === 'Chromium' ? 3 : 1); store += 1) {
            await save(laptop, `store ${store}, before`, 3);
            await laptop.kill();
            const logs = databaseFiles(profile, /\.log$/).toSorted();
            expect(logs).toHaveLength(kind.name === 'Chromium' ? 3 : 1);
            const torn = logs[store] as string;
            appendFileSync(torn, TORN);
            laptop = await client.unlock(profile, told.add);
            // LevelDB goes on writing behind the torn record: that is what makes the log unreadable at the start after.
            await save(laptop, `store ${store}, behind`, 3);
            expect(readFileSync(torn).includes(TORN)).toBe(true);
            await laptop.kill();
            laptop = await client.unlock(profile, told.add);
            await expect.poll(() => told.missing(laptop), { timeout: 60_000, interval: 250 }).toEqual([]);
            expect(existsSync(torn) && readFileSync(torn).includes(TORN)).toBe(false);
          }
          await exchange(laptop);
          expect(await laptop.page.evaluate(() => window.faults.refusedCount())).toBe(0);
          await laptop.close();
          expect(told.saves.size).toBe(kind.name === 'Chromium' ? 18 : 6);
          expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
        } finally {
          await removeProfile(profile);
        }
      },
    );

    test(
      'a profile restored from an old copy: all later work arrives, nothing passes for a duplicate',
      { timeout: 600_000 },
      async () => {
        const profile = await newProfile();
        const told = new Told();
        let copy = '';
        try {
          let laptop = await client.enrol(profile, told.add);
          await save(laptop, 'old', 6);
          await exchange(laptop);
          await laptop.close();
          copy = await copyProfile(profile);
          laptop = await client.unlock(profile, told.add);
          await save(laptop, 'between', 6);
          await exchange(laptop);
          await laptop.close();
          // From here on the laptop is what it was: its numbers begin again where the copy had them.
          laptop = await client.unlock(copy, told.add);
          await save(laptop, 'later', 6);
          await exchange(laptop);
          expect(await notices(laptop)).toContain('writer_forked');
          expect(await laptop.page.evaluate(() => window.faults.refusedCount())).toBe(0);
          expect(await told.missing(laptop)).toEqual([]);
          await laptop.close();
          expect(told.saves.size).toBe(18);
          expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
        } finally {
          await removeProfile(profile);
          if (copy) await removeProfile(copy);
        }
      },
    );

    test(
      'a disk cloned to a second laptop: the work of both arrives, the clone is noticed',
      { timeout: 600_000 },
      async () => {
        const profile = await newProfile();
        const told = new Told();
        let copy = '';
        try {
          let first = await client.enrol(profile, told.add);
          await save(first, 'common', 6);
          await exchange(first);
          await first.close();
          copy = await copyProfile(profile);
          first = await client.unlock(profile, told.add);
          const second = await client.unlock(copy, told.add);
          await save(first, 'first', 6);
          await save(second, 'second', 6);
          await exchange(first);
          await exchange(second);
          await exchange(first);
          // Told by the server where both have sent under one name, or seen by the laptop that finds its numbers taken.
          const noticed = [...(await notices(first)), ...(await notices(second)), ...(await office.flags())];
          expect(noticed).toContain('writer_forked');
          expect(await told.missing(first)).toEqual([]);
          await first.close();
          await second.close();
          expect(told.saves.size).toBe(18);
          expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
        } finally {
          await removeProfile(profile);
          if (copy) await removeProfile(copy);
        }
      },
    );
  });
});
