/**
 * A newcomer's five jobs and a family of six in Chromium, with the clicks and keystrokes of each, with the mouse and with the keyboard alone:
 * `npm run -s jobs -- [--json]`. Builds the web client first; `MAHALLA_BUILT=1` skips that.
 */
import { parseArgs } from 'node:util';
import build from '../../support/built.ts';
import { JOB_WORDS, JOBS, runJobs } from './five-jobs.ts';
import { FAMILY_WORDS, runFamilyJob } from './people.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
build(['build:web']);
const tell = (line: string) => process.stderr.write(`${line}\n`);
const figures = { ...(await runJobs(tell)), family: await runFamilyJob(tell) };
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
else {
  const row = (job: string, ...cells: readonly (number | string)[]) =>
    process.stdout.write(`${job.padEnd(26)}${cells.map((cell) => String(cell).padStart(14)).join('')}\n`);
  row('', 'clicks', '+ keystrokes', 'keyboard only');
  const words = { ...JOB_WORDS, family: FAMILY_WORDS };
  for (const job of [...JOBS, 'family'] as const) {
    const { mouse, keyboard } = figures[job];
    row(words[job], mouse.clicks, mouse.keystrokes, keyboard.keystrokes);
  }
}
