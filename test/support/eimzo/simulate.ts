import { createInterface } from 'node:readline';
import { EIMZO_FAILURES, type EimzoFailure, startEimzoSimulator } from './simulator.ts';

// A simulator of E-IMZO at its own ports, for demonstrations and for work on the client without a key. Type the name of
// a failure to have it from then on, or `none`.
const option = (name: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

const pinfl = option('pinfl') ?? '31210632040244';
const apiKey = option('api-key');
const simulator = await startEimzoSimulator({
  holder: { name: option('name') ?? "TO'XTAYEV ANVAR", pinfl, position: 'Rais' },
  ports: { secure: Number(option('secure') ?? 64_443), plain: Number(option('plain') ?? 64_646) },
  ...(apiKey ? { apiKey } : {}),
});
const choose = (name: string) => {
  if (!(EIMZO_FAILURES as readonly string[]).includes(name)) {
    console.log(`One of: ${EIMZO_FAILURES.join(', ')}`);
    return;
  }
  simulator.fail(name as EimzoFailure);
  console.log(`Answers with: ${name}`);
};
const { secure, plain } = simulator.ports;
console.log(`E-IMZO simulator: wss://127.0.0.1:${secure} and ws://127.0.0.1:${plain}, signer ${pinfl}.`);
const first = option('fail');
if (first) choose(first);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => choose(line.trim()));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void simulator.stop().then(() => process.exit(0)));
}
