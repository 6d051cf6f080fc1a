import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { runSeed, type SeedResult } from './simulation/run-seed.ts';
import { World } from './simulation/world.ts';

/** One database for this many seeds: a server's tables grow, and so would the time that a seed takes. */
const SEEDS_A_DATABASE = 100;

interface Job {
  readonly postgres: TestPostgres;
  readonly seeds: readonly number[];
}

/** Lines of the trace that say something about what went wrong: the events of the laptops and documents named in it. */
function shrink(trace: readonly string[], problems: readonly string[]): readonly string[] {
  const text = problems.join('\n');
  const words = [
    ...new Set([...(text.match(/\bL\d+(c\d+)?\b/g) ?? []), ...(text.match(/[A-Za-z0-9_-]{22}|twin-\d/g) ?? [])]),
  ];
  const told = trace.filter((line) => words.some((word) => line.includes(word)) || /server_|excused/.test(line));
  return (told.length > 0 ? told : trace).slice(-200);
}

async function work({ postgres, seeds }: Job, report: (result: SeedResult) => void): Promise<void> {
  for (let at = 0; at < seeds.length; at += SEEDS_A_DATABASE) {
    const world = await World.open(postgres);
    for (const seed of seeds.slice(at, at + SEEDS_A_DATABASE)) {
      const trace: string[] = [];
      const result = await runSeed(world, seed, { trace: (line) => trace.push(line) });
      const problems = [...result.lost, ...result.doubled, ...result.diverged, ...result.stuck];
      if (problems.length > 0) {
        const text = [`seed ${seed}:`, ...problems, 'trace:', ...shrink(trace, problems), ''].join('\n');
        process.stderr.write(`${text}\n`);
      }
      report(result);
    }
    await world.close();
  }
}

async function main(): Promise<void> {
  const options = new Command('sim')
    .description(
      'Runs laptops and server through seeded faults and checks that nothing is lost, doubled, different or stuck.',
    )
    .option('--seeds <count>', 'how many seeds', (value) => Number(value), 500)
    .option('--from <seed>', 'first seed', (value) => Number(value), 1)
    .option('--seed <seed>', 'run this one only, with its whole trace on stderr', (value) => Number(value))
    .option(
      '--jobs <count>',
      'processes',
      (value) => Number(value),
      Math.max(2, Math.min(8, availableParallelism() + 1)),
    )
    .option('--json', 'print one line of JSON and nothing else')
    .parse()
    .opts<{ seeds: number; from: number; seed?: number; jobs: number; json?: boolean }>();
  const { stop, ...postgres } = await startTestPostgres();
  const results: SeedResult[] = [];
  const started = Date.now();
  try {
    if (options.seed !== undefined) {
      const world = await World.open(postgres);
      results.push(await runSeed(world, options.seed, { trace: (line) => process.stderr.write(`${line}\n`) }));
      await world.close();
      const [result] = results as [SeedResult];
      for (const kind of ['lost', 'doubled', 'diverged', 'stuck'] as const) {
        for (const line of result[kind]) process.stderr.write(`${kind}: ${line}\n`);
      }
    } else {
      const seeds = Array.from({ length: options.seeds }, (_, at) => options.from + at);
      // The database stays up until the last of them has ended, however the others did.
      const ends = await Promise.allSettled(
        Array.from({ length: Math.min(options.jobs, seeds.length) }, async (_, job) => {
          const mine = seeds.filter((_seed, at) => at % options.jobs === job);
          await new Promise<void>((resolve, reject) => {
            const child = fork(fileURLToPath(import.meta.url), ['--worker'], { execArgv: process.execArgv });
            child.on('message', (result) => {
              results.push(result as SeedResult);
              if (!options.json && results.length % 50 === 0) {
                process.stdout.write(`${results.length} seeds, ${Math.round((Date.now() - started) / 1000)} s\n`);
              }
            });
            child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))));
            child.send({ postgres, seeds: mine } satisfies Job);
          });
        }),
      );
      for (const end of ends) if (end.status === 'rejected') process.stderr.write(`${String(end.reason)}\n`);
    }
  } finally {
    await stop();
  }
  const count = (kind: 'lost' | 'doubled' | 'diverged' | 'stuck') =>
    results.reduce((sum, result) => sum + result[kind].length, 0);
  const summary = {
    seeds: results.length,
    lost: count('lost'),
    doubled: count('doubled'),
    diverged: count('diverged'),
    stuck: count('stuck'),
  };
  if (options.json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
  } else {
    const sum = (of: (result: SeedResult) => number) => results.reduce((total, result) => total + of(result), 0);
    const events: Record<string, number> = {};
    for (const result of results) {
      for (const [name, times] of Object.entries(result.events)) events[name] = (events[name] ?? 0) + times;
    }
    process.stdout.write(
      `${summary.seeds} seeds, ${sum((r) => r.laptops)} laptops, ${sum((r) => r.operations)} operations, ` +
        `${sum((r) => r.requests)} requests, ${Math.round((Date.now() - started) / 1000)} s\n` +
        `${Object.entries(events)
          .sort((a, b) => b[1] - a[1])
          .map(([name, times]) => `${name} ${times}`)
          .join(', ')}\n` +
        `lost ${summary.lost}, doubled ${summary.doubled}, diverged ${summary.diverged}, stuck ${summary.stuck}\n`,
    );
  }
  const failing = results.filter((r) => r.lost.length + r.doubled.length + r.diverged.length + r.stuck.length > 0);
  if (failing.length > 0) {
    process.stderr.write(
      `failing seeds: ${failing
        .map((result) => result.seed)
        .sort((a, b) => a - b)
        .join(' ')}\n`,
    );
  }
  const missing = options.seed === undefined && results.length !== options.seeds;
  process.exitCode = failing.length > 0 || missing ? 1 : 0;
}

if (process.argv.includes('--worker')) {
  process.once('message', (job: Job) => {
    void work(job, (result) => process.send?.(result)).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
        process.exit(1);
      },
    );
  });
} else {
  await main();
}
