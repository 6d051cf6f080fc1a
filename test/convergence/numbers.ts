import { Command } from 'commander';
import { runNumbers } from './numbers/run.ts';

/** Prints what became of every number of two laptops; exit code 1 where two are equal, one is unexplained or lost. */
async function main(): Promise<void> {
  const options = new Command('numbers')
    .description(
      'Two laptops of one office register offline in random order, with crashes, and every number is counted.',
    )
    .option('--registrations <count>', 'how many', (value) => Number(value), 10_000)
    .option('--seed <seed>', 'order and faults', (value) => Number(value), 1)
    .option('--json', 'print one line of JSON and nothing else')
    .parse()
    .opts<{ registrations: number; seed: number; json?: boolean }>();
  const result = await runNumbers(options.seed, options.registrations, {
    onStep: (done) => {
      if (!options.json && done % 1_000 === 0) process.stderr.write(`${done} of ${options.registrations}\n`);
    },
  });
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
  if (result.equal > 0 || result.unexplained > 0 || result.lost > 0) process.exitCode = 1;
}

await main();
