import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNodeLaptop } from './support/node-laptop.ts';
import { openOffice, times, Told, type FaultOffice } from './support/office.ts';

/** Mounting a small file system takes root on Linux; elsewhere the journal's own tests inject the fault. */
const canMount = process.platform === 'linux' && userInfo().uid === 0;

describe.runIf(canMount)('a journal on a disk of one megabyte', () => {
  let office: FaultOffice;
  let folder: string;
  let disk: string;

  beforeAll(async () => {
    office = await openOffice();
    folder = mkdtempSync(join(tmpdir(), 'mahalla-faults-'));
    disk = mkdtempSync(join(tmpdir(), 'mahalla-small-disk-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { encoding: 'utf8' });
    if (mounted.status !== 0) throw new Error(`no small disk: ${mounted.stderr}`);
  });
  afterAll(async () => {
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    await office?.close();
  });

  test(
    'I1: a full disk refuses the save and says so; what was acknowledged is there, and saving goes on with room',
    { timeout: 900_000 },
    async () => {
      const told = new Told();
      let laptop = await openNodeLaptop({
        folder,
        journalFolder: disk,
        password: office.password,
        enrol: { server: office.server.url, code: await office.code(), login: office.login },
      });
      await laptop.exchange(60);
      const refusals: string[] = [];
      const ballast = join(disk, 'ballast');
      const rounds = times(6, 50);
      for (let round = 1; round <= rounds; round += 1) {
        const { bavail, bsize } = statfsSync(disk);
        // Leaves room for a few saves, another number of them in each round.
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 4_096 * (round % 4))));
        let refused = '';
        for (let n = 0; refused === ''; n += 1) {
          const subject = `round ${round} paper ${n}`;
          try {
            const { operation, paper } = await laptop.save(subject);
            told.add(operation, paper, subject);
          } catch (error) {
            refused = (error as Error).message;
          }
          expect(n).toBeLessThan(10_000);
        }
        refusals.push(refused);
        // Half of the time the program ends while the disk is full.
        if (round % 2 === 0) await laptop.close();
        unlinkSync(ballast);
        if (round % 2 === 0) laptop = await openNodeLaptop({ folder, journalFolder: disk, password: office.password });
        const subject = `round ${round} with room`;
        const { operation, paper } = await laptop.save(subject);
        told.add(operation, paper, subject);
        await laptop.exchange(60);
      }
      await laptop.close();
      expect(refusals).toEqual(Array.from({ length: rounds }, () => 'disk_full'));
      const verdict = await told.against(office);
      expect(verdict).toEqual({ lost: [], doubled: [] });
      // What was refused is not there either.
      expect((await office.papers()).size).toBe(told.saves.size);
      console.log(`${rounds} full disks, ${told.saves.size} acknowledged saves: 0 lost, each refusal said`);
    },
  );
});
