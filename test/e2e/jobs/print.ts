/**
 * A newcomer's five jobs in Chromium, with the clicks and keystrokes of each, with the mouse and with the keyboard alone:
 * `npm run -s jobs -- [--json]`. Builds the web client first; `MAHALLA_BUILT=1` skips that.
 */
import { parseArgs } from 'node:util';
import build from '../../support/built.ts';
import { JOB_WORDS, JOBS, runJobs } from './five-jobs.ts';
import { PROGRAMME_JOB, runProgrammeJob } from './programmes.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
build(['build:web']);
const tell = (line: string) => process.stderr.write(`${line}\n`);
const figures = await runJobs(tell);
const programme = await runProgrammeJob(tell);
if (values.json) process.stdout.write(`${JSON.stringify({ ...figures, programme })}\n`);
else {
  const row = (job: string, ...cells: readonly (number | string)[]) =>
    process.stdout.write(`${job.padEnd(26)}${cells.map((cell) => String(cell).padStart(14)).join('')}\n`);
  row('', 'clicks', '+ keystrokes', 'keyboard only');
  for (const job of JOBS) {
    const { mouse, keyboard } = figures[job];
    row(JOB_WORDS[job], mouse.clicks, mouse.keystrokes, keyboard.keystrokes);
  }
  row(PROGRAMME_JOB, programme.mouse.clicks, programme.mouse.keystrokes, programme.keyboard.keystrokes);
}
