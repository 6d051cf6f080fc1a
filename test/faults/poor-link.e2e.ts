import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRng } from '../convergence/simulation/rng.ts';
import { createFaultProxy, type LineFaults } from '../support/fault-proxy.ts';
import { openNodeLaptop } from './support/node-laptop.ts';
import { openOffice, Told } from './support/office.ts';

const DAY = 350;
const GOOD: LineFaults = {
  bytesPerSecond: 1e9,
  latency: 0,
  loss: 0,
  resend: 0,
  breaksAfter: () => Infinity,
  random: () => 1,
};
const POOR: LineFaults = { ...GOOD, bytesPerSecond: 8_000, latency: 400, loss: 0.2, resend: 1_000 };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mahalla-faults-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Does a day's work without a connection, then exchanges it over the line. */
async function day(name: string, faults: LineFaults): Promise<{ seconds: number; bytes: number; broken: number }> {
  // An office of its own each time: what others have written must not count.
  const office = await openOffice();
  const told = new Told();
  const laptop = await openNodeLaptop({
    folder: join(folder, name),
    password: office.password,
    enrol: { server: office.server.url, code: await office.code(), login: office.login },
  });
  await laptop.exchange(30);
  await laptop.close();

  const proxy = await createFaultProxy(Number(new URL(office.server.url).port), faults);
  // The same laptop, behind the line: where it finds its server is all that changes.
  const again = await openNodeLaptop({
    folder: join(folder, name),
    password: office.password,
    server: `http://127.0.0.1:${proxy.port}`,
    offline: true,
  });
  for (let n = 0; n < DAY; n += 1) {
    const subject = `${name} ${n}`;
    const { operation, paper } = await again.save(subject);
    told.add(operation, paper, subject);
  }
  expect(again.engine.status().waiting).toBe(DAY);
  again.online();
  const started = Date.now();
  await again.exchange(280);
  const seconds = (Date.now() - started) / 1_000;
  const { up, down } = proxy.bytes();
  const result = { seconds, bytes: up + down, broken: proxy.broken() };
  await again.close();
  await proxy.close();
  expect(await told.against(office)).toEqual({ lost: [], doubled: [] });
  await office.close();
  return result;
}

test("a day's 350 operations go through 64 kbit/s, 800 ms and 20% loss in a minute, at 1.3 times the bytes or less", async () => {
  const good = await day('good', GOOD);
  const poor = await day('poor', { ...POOR, random: createRng(7).next });
  const ratio = poor.bytes / good.bytes;
  console.log(
    `350 operations: good line ${good.seconds.toFixed(1)} s, ${good.bytes} bytes; ` +
      `poor line ${poor.seconds.toFixed(1)} s, ${poor.bytes} bytes, ${ratio.toFixed(2)} times`,
  );
  expect(poor.seconds).toBeLessThan(60);
  expect(ratio).toBeLessThan(1.3);
});

test('and where the first four connections break off in the middle, too', async () => {
  const broken = await day('broken', {
    ...POOR,
    breaksAfter: (n) => (n <= 4 ? n * 3_000 : Infinity),
    random: createRng(11).next,
  });
  console.log(
    `350 operations: ${broken.seconds.toFixed(1)} s, ${broken.bytes} bytes, ${broken.broken} connections broken off`,
  );
  expect(broken.broken).toBeGreaterThanOrEqual(2);
});
