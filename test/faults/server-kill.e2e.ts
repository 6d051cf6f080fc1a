import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNodeLaptop, type NodeLaptop } from './support/node-laptop.ts';
import { openOffice, times, Told, type FaultOffice } from './support/office.ts';
import { createServerProcess, type ServerProcess } from './support/server-process.ts';

let office: FaultOffice;
let server: ServerProcess;
let folder: string;

beforeAll(async () => {
  office = await openOffice();
  server = await createServerProcess(office);
  folder = await mkdtemp(join(tmpdir(), 'mahalla-faults-'));
});
afterAll(async () => {
  await server.stop();
  await office.close();
  await rm(folder, { recursive: true, force: true });
});

test(
  'I2 I7: a server killed with SIGKILL in the middle of pushes applies each operation once',
  { timeout: 3_600_000 },
  async () => {
    const kills = times(6, 50);
    const told = new Told();
    await server.start();
    const laptops: NodeLaptop[] = [];
    for (let n = 0; n < 2; n += 1) {
      laptops.push(
        await openNodeLaptop({
          folder: join(folder, String(n)),
          password: office.password,
          enrol: { server: server.url, code: await office.code(), login: office.login },
          // Many pushes, so that a kill finds one under way.
          pushLimit: 4,
        }),
      );
    }
    let interrupted = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      for (const [n, laptop] of laptops.entries()) {
        for (let i = 0; i < 40; i += 1) {
          const subject = `kill ${kill} laptop ${n} paper ${i}`;
          const { operation, paper } = await laptop.save(subject);
          told.add(operation, paper, subject);
        }
      }
      const sending = laptops.map((laptop) => laptop.engine.now());
      await new Promise((done) => setTimeout(done, 5 + ((kill * 37) % 160)));
      if (laptops.some((laptop) => laptop.engine.status().busy)) interrupted += 1;
      await server.kill();
      await Promise.all(sending);
      await server.start();
    }
    for (const laptop of laptops) await laptop.exchange(120);
    for (const laptop of laptops) await laptop.exchange(120);
    expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
    // Each laptop has the other's work too (I3).
    const shown = laptops.map(
      (laptop) => [...laptop.store.docs.values()].filter((doc) => doc.collection === 'documents').length,
    );
    expect(shown).toEqual([told.saves.size, told.saves.size]);
    expect(interrupted).toBeGreaterThan(kills / 2);
    for (const laptop of laptops) await laptop.close();
    console.log(
      `${kills} kills of the server, ${interrupted} of them in the middle of an exchange, ${told.saves.size} operations: each exactly once`,
    );
  },
);
